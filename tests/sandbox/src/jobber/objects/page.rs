//! Connections: a page of a list with opaque cursors, each the place of a node in the list.

use apollo_compiler::resolvers::FieldError;
use base64::{Engine, engine::general_purpose::STANDARD_NO_PAD};

use super::{Args, Field, Value, What, leaf, maybe, unknown};

const MAX_PAGE: usize = 100;

/// One page of a list.
#[derive(Clone)]
pub(in crate::jobber) struct Page<'a> {
    pub(super) connection_type: &'static str,
    edge_type: &'static str,
    nodes: Vec<What<'a>>,
    first_index: usize,
    total: usize,
}

/// Where a page lies in its list.
#[derive(Clone)]
pub(in crate::jobber) struct Info {
    start: Option<String>,
    end: Option<String>,
    more_before: bool,
    more_after: bool,
}

fn cursor(index: usize) -> String {
    STANDARD_NO_PAD.encode((index + 1).to_string())
}

/// The place a cursor names, counted from one.
fn place(cursor: &str) -> Result<usize, FieldError> {
    let invalid = || FieldError {
        message: format!("Invalid cursor: {cursor:?}"),
    };
    let text = STANDARD_NO_PAD
        .decode(cursor.trim_end_matches('='))
        .map_err(|_| invalid())?;
    String::from_utf8(text)
        .ok()
        .and_then(|t| t.parse().ok())
        .ok_or_else(invalid)
}

/// The page of `items` that the arguments ask for. `types` are the names of the connection and its edges.
pub(super) fn of<'a>(
    types: (&'static str, &'static str),
    items: Vec<What<'a>>,
    args: Args<'_>,
) -> Field<'a> {
    let size = |name: &str| -> Result<Option<usize>, FieldError> {
        let negative = |_| FieldError {
            message: format!("{name} must not be negative"),
        };
        args.integer(name)
            .map(usize::try_from)
            .transpose()
            .map_err(negative)
    };
    let (first, last) = (size("first")?, size("last")?);
    let total = items.len();
    let mut from = args
        .text("after")
        .map(place)
        .transpose()?
        .unwrap_or(0)
        .min(total);
    let mut to = args
        .text("before")
        .map(place)
        .transpose()?
        .map_or(total, |at| at.saturating_sub(1).min(total))
        .max(from);
    if let Some(first) = first {
        to = to.min(from.saturating_add(first.min(MAX_PAGE)));
    }
    if let Some(last) = last {
        from = from.max(to.saturating_sub(last.min(MAX_PAGE)));
    }
    to = to.min(from + MAX_PAGE);
    Ok(Value::One(What::Page(Page {
        connection_type: types.0,
        edge_type: types.1,
        nodes: items.into_iter().skip(from).take(to - from).collect(),
        first_index: from,
        total,
    })))
}

impl<'a> Page<'a> {
    pub(super) fn field(&self, name: &str) -> Field<'a> {
        let end = self.first_index + self.nodes.len();
        match name {
            "nodes" => Ok(Value::Many(self.nodes.clone())),
            "edges" => {
                let edge = |(index, node): (usize, &What<'a>)| {
                    What::Edge(
                        self.edge_type,
                        cursor(self.first_index + index),
                        Box::new(node.clone()),
                    )
                };
                Ok(Value::Many(
                    self.nodes.iter().enumerate().map(edge).collect(),
                ))
            }
            "totalCount" => leaf(i64::try_from(self.total).unwrap_or(i64::MAX)),
            "pageInfo" => Ok(Value::One(What::PageInfo(Info {
                start: (!self.nodes.is_empty()).then(|| cursor(self.first_index)),
                end: (!self.nodes.is_empty()).then(|| cursor(end - 1)),
                more_before: self.first_index > 0,
                more_after: end < self.total,
            }))),
            _ => unknown("Connection", name),
        }
    }
}

impl Info {
    pub(super) fn field<'a>(&self, name: &str) -> Field<'a> {
        match name {
            "startCursor" => maybe(self.start.clone()),
            "endCursor" => maybe(self.end.clone()),
            "hasPreviousPage" => leaf(self.more_before),
            "hasNextPage" => leaf(self.more_after),
            _ => unknown("PageInfo", name),
        }
    }
}

pub(super) fn edge<'a>(cursor: &str, node: &What<'a>, name: &str) -> Field<'a> {
    match name {
        "cursor" => leaf(cursor),
        "node" => Ok(Value::One(node.clone())),
        _ => unknown("Edge", name),
    }
}
