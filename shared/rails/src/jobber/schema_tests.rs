//! The queries against the schema of the fields we use, and against Jobber's price list.

use apollo_compiler::executable::{Field, Selection, SelectionSet};
use apollo_compiler::{ExecutableDocument, Schema};

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
