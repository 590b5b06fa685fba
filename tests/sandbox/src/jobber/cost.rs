//! What a query asks for, before it runs: a field that is a value costs 1, an object costs what is asked of it, and a
//! connection costs its page size times what is asked of one node. Without `first` or `last` a page of 100 is assumed.

use apollo_compiler::{
    ExecutableDocument,
    executable::{Field, Selection, SelectionSet},
    response::JsonMap,
};

const DEFAULT_PAGE: i64 = 100;

/// Adds up the cost of a selection under the given variables; saturates instead of overflowing.
pub(super) fn of(document: &ExecutableDocument, variables: &JsonMap, set: &SelectionSet) -> i64 {
    let mut shared: i64 = 0;
    // Only one of the types behind an interface is ever there: the dearest counts.
    let mut dearest: i64 = 0;
    for selection in &set.selections {
        match selection {
            Selection::Field(field) => {
                shared = shared.saturating_add(field_cost(document, variables, field))
            }
            Selection::InlineFragment(inline) => {
                let cost = of(document, variables, &inline.selection_set);
                match &inline.type_condition {
                    Some(condition) if *condition != set.ty => dearest = dearest.max(cost),
                    _ => shared = shared.saturating_add(cost),
                }
            }
            Selection::FragmentSpread(spread) => {
                let Some(fragment) = spread.fragment_def(document) else {
                    continue;
                };
                let cost = of(document, variables, &fragment.selection_set);
                if *fragment.type_condition() == set.ty {
                    shared = shared.saturating_add(cost);
                } else {
                    dearest = dearest.max(cost);
                }
            }
        }
    }
    shared.saturating_add(dearest)
}

fn field_cost(document: &ExecutableDocument, variables: &JsonMap, field: &Field) -> i64 {
    if field.selection_set.is_empty() {
        return 1;
    }
    if !field.selection_set.ty.ends_with("Connection") {
        return of(document, variables, &field.selection_set);
    }
    let size = ["first", "last"]
        .into_iter()
        .find_map(|name| page_size(variables, field, name));
    connection_cost(
        document,
        variables,
        &field.selection_set,
        size.unwrap_or(DEFAULT_PAGE).max(0),
    )
}

/// Nodes and edges are multiplied; `pageInfo` and `totalCount` are there once.
fn connection_cost(
    document: &ExecutableDocument,
    variables: &JsonMap,
    set: &SelectionSet,
    size: i64,
) -> i64 {
    let costs = set.selections.iter().map(|selection| match selection {
        Selection::Field(field) if matches!(field.name.as_str(), "nodes" | "edges") => {
            of(document, variables, &field.selection_set).saturating_mul(size)
        }
        Selection::Field(field) => field_cost(document, variables, field),
        Selection::InlineFragment(inline) => {
            connection_cost(document, variables, &inline.selection_set, size)
        }
        Selection::FragmentSpread(spread) => spread.fragment_def(document).map_or(0, |fragment| {
            connection_cost(document, variables, &fragment.selection_set, size)
        }),
    });
    costs.fold(0, i64::saturating_add)
}

fn page_size(variables: &JsonMap, field: &Field, name: &str) -> Option<i64> {
    let value = field.specified_argument_by_name(name)?;
    match value.as_variable() {
        Some(variable) => variables.get(variable.as_str())?.as_i64(),
        None => value.to_i32().map(i64::from),
    }
}
