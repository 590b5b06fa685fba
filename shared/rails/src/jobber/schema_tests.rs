//! The queries against the schema of the fields we use, and against Jobber's price list.

use apollo_compiler::ast::{FieldDefinition, InputValueDefinition, Type};
use apollo_compiler::executable::{Field, Selection, SelectionSet};
use apollo_compiler::schema::ExtendedType;
use apollo_compiler::{ExecutableDocument, Node, Schema};

use super::queries::DOCUMENTS;

const SCHEMA: &str = include_str!("schema.graphql");
/// A quarter of Jobber's bucket.
const MOST: u64 = 2_500;

fn parsed() -> Vec<ExecutableDocument> {
    let schema = Schema::parse_and_validate(SCHEMA, "schema.graphql").expect("our schema is valid");
    let parse = |query: &str| {
        ExecutableDocument::parse_and_validate(&schema, query, "query.graphql")
            .unwrap_or_else(|e| panic!("{query}\n{e}"))
            .into_inner()
    };
    DOCUMENTS.iter().map(|query| parse(query)).collect()
}

/// What a selection is worth: a value costs 1, an object what is asked of it, a connection its page
/// size (100 where none is given) times its nodes. Types behind an interface are added up, which is
/// more than any one record can cost.
fn cost(document: &ExecutableDocument, set: &SelectionSet) -> u64 {
    let one = |selection: &Selection| match selection {
        Selection::Field(field) => field_cost(document, field),
        Selection::InlineFragment(inline) => cost(document, &inline.selection_set),
        Selection::FragmentSpread(spread) => cost(
            document,
            &spread
                .fragment_def(document)
                .expect("a known fragment")
                .selection_set,
        ),
    };
    set.selections.iter().map(one).sum()
}

fn field_cost(document: &ExecutableDocument, field: &Field) -> u64 {
    if field.selection_set.is_empty() {
        return 1;
    }
    let inside = cost(document, &field.selection_set);
    if !field.selection_set.ty.ends_with("Connection") {
        return inside;
    }
    let first = field
        .specified_argument_by_name("first")
        .and_then(|v| v.to_i32());
    inside * u64::try_from(first.unwrap_or(100)).expect("a page size")
}

#[test]
fn every_query_asks_only_for_what_jobber_has_and_costs_a_quarter_of_the_bucket_at_most() {
    for document in parsed() {
        let operation = document
            .operations
            .iter()
            .next()
            .expect("one operation")
            .clone();
        let cost = cost(&document, &operation.selection_set);
        println!(
            "{:>18}: {cost}",
            operation.name.as_ref().map_or("?", |n| n.as_str())
        );
        assert!(cost <= MOST, "{:?} costs {cost}", operation.name);
    }
}

/// Where another description of Jobber's API lies, in SDL: a fresh introspection, or somebody's notes.
const THEIRS: &str = "JOBBER_SCHEMA";

/// `make jobber-schema SCHEMA=…`: what we ask for is there, and is no more certain to come than it is there.
#[test]
#[expect(
    clippy::disallowed_methods,
    reason = "a file of the developer's, not configuration"
)]
fn what_we_ask_for_is_in_another_description_of_jobber_when_one_is_at_hand() {
    let Ok(path) = std::env::var(THEIRS) else {
        println!("no {THEIRS}: nothing to compare with");
        return;
    };
    let text = std::fs::read_to_string(&path).unwrap_or_else(|e| panic!("{path}: {e}"));
    // Partial ones refer to types that they leave out: what is there is compared.
    let theirs = Schema::parse(text, path.as_str()).unwrap_or_else(|e| e.partial);
    let ours = Schema::parse(SCHEMA, "schema.graphql").expect("our schema");
    assert_eq!(differences(&ours, &theirs), Vec::<String>::new());
}

#[test]
fn a_difference_that_matters_is_found() {
    let parse = |text: &str| Schema::parse(text, "x.graphql").expect("a schema");
    let ours =
        "type Query { a(id: ID!): A } type A { sure: Int! list: [Int!]! kind: K } enum K { X }";
    let found = |theirs: &str| differences(&parse(ours), &parse(theirs)).join("; ");
    assert_eq!(found(ours), "");
    let more = "type Query { a(id: ID!, more: Int): A b: Int } type A { sure: Int! list: [Int!]! kind: K! x: Int } enum K { X Y }";
    assert_eq!(found(more), "", "what is there beyond it is nothing to us");
    for (theirs, expected) in [
        (
            "type Query { a(id: ID!): A } type A { sure: Int list: [Int!]! kind: K } enum K { X }",
            "A.sure may be null",
        ),
        (
            "type Query { a(id: ID!): A } type A { list: [Int!]! kind: K } enum K { X }",
            "A.sure is not there",
        ),
        (
            "type Query { a(id: ID!): A } type A { sure: Int! list: Int! kind: K } enum K { X }",
            "A.list is Int!, not [Int!]!",
        ),
        (
            "type Query { a(id: ID!): A } type A { sure: Int! list: [Int!]! kind: K } enum K { Z }",
            "K.X is not there",
        ),
        (
            "type Query { a(id: ID!, by: ID!): A } type A { sure: Int! list: [Int!]! kind: K } enum K { X }",
            "Query.a wants by",
        ),
        (
            "type Query { a: A } type A { sure: Int! list: [Int!]! kind: K } enum K { X }",
            "Query.a(id) is not there",
        ),
    ] {
        assert_eq!(found(theirs), expected);
    }
}

fn differences(ours: &Schema, theirs: &Schema) -> Vec<String> {
    let mut out = Vec::new();
    for (name, ty) in ours.types.iter().filter(|(_, ty)| !ty.is_built_in()) {
        let Some(there) = theirs.types.get(name) else {
            out.push(format!("{name} is not there"));
            continue;
        };
        match (ty, there) {
            (ExtendedType::Enum(a), ExtendedType::Enum(b)) => {
                let gone = a.values.keys().filter(|v| !b.values.contains_key(*v));
                out.extend(gone.map(|v| format!("{name}.{v} is not there")));
            }
            (ExtendedType::Union(a), ExtendedType::Union(b)) => {
                let gone = a.members.iter().filter(|m| !b.members.contains(*m));
                out.extend(gone.map(|m| format!("{name} is never {}", m.name)));
            }
            (ExtendedType::InputObject(a), ExtendedType::InputObject(b)) => {
                let (a, b): (Vec<_>, Vec<_>) = (
                    a.fields.values().map(|f| f.node.clone()).collect(),
                    b.fields.values().map(|f| f.node.clone()).collect(),
                );
                inputs(name, &a, &b, &mut out);
            }
            (ExtendedType::Scalar(_), ExtendedType::Scalar(_)) => {}
            _ => match (fields_of(ty), fields_of(there)) {
                (Some(a), Some(b)) => {
                    for field in a {
                        let other = b.iter().find(|f| f.name == field.name);
                        field_differs(name, &field, other, &mut out);
                    }
                }
                _ => out.push(format!("{name} is another kind of type")),
            },
        }
    }
    out
}

fn fields_of(ty: &ExtendedType) -> Option<Vec<Node<FieldDefinition>>> {
    match ty {
        ExtendedType::Object(o) => Some(o.fields.values().map(|f| f.node.clone()).collect()),
        ExtendedType::Interface(i) => Some(i.fields.values().map(|f| f.node.clone()).collect()),
        _ => None,
    }
}

fn field_differs(
    of: &str,
    ours: &FieldDefinition,
    theirs: Option<&Node<FieldDefinition>>,
    out: &mut Vec<String>,
) {
    let at = format!("{of}.{}", ours.name);
    let Some(theirs) = theirs else {
        out.push(format!("{at} is not there"));
        return;
    };
    if !same_shape(&ours.ty, &theirs.ty) {
        out.push(format!("{at} is {}, not {}", theirs.ty, ours.ty));
    } else if ours.ty.is_non_null() && !theirs.ty.is_non_null() {
        out.push(format!("{at} may be null"));
    }
    for argument in &ours.arguments {
        if !theirs.arguments.iter().any(|a| a.name == argument.name) {
            out.push(format!("{at}({}) is not there", argument.name));
        }
    }
    wanted(&at, &ours.arguments, &theirs.arguments, out);
}

fn inputs(
    of: &str,
    ours: &[Node<InputValueDefinition>],
    theirs: &[Node<InputValueDefinition>],
    out: &mut Vec<String>,
) {
    for field in ours {
        match theirs.iter().find(|f| f.name == field.name) {
            None => out.push(format!("{of}.{} is not there", field.name)),
            Some(other) if !same_shape(&field.ty, &other.ty) => {
                out.push(format!(
                    "{of}.{} is {}, not {}",
                    field.name, other.ty, field.ty
                ));
            }
            Some(_) => {}
        }
    }
    wanted(of, ours, theirs, out);
}

/// What is demanded there and that we do not know of.
fn wanted(
    at: &str,
    ours: &[Node<InputValueDefinition>],
    theirs: &[Node<InputValueDefinition>],
    out: &mut Vec<String>,
) {
    for other in theirs.iter().filter(|a| a.is_required()) {
        if !ours.iter().any(|a| a.name == other.name) {
            out.push(format!("{at} wants {}", other.name));
        }
    }
}

/// The same but for what may be null.
fn same_shape(a: &Type, b: &Type) -> bool {
    let bare = |ty: &Type| ty.to_string().replace('!', "");
    bare(a) == bare(b)
}
