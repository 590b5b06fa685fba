//! What each route costs, counted at the ports: the table in the store's README.

use std::fmt::Write as _;
use std::path::Path;

use oodaloo_tray_api::ROUTES;

use super::world::{World, name};
use super::{cases, generated};

const README: &str = "shared/store/README.md";
const BEGIN: &str = "<!-- units: written by `make openapi` -->\n";
const END: &str = "<!-- /units -->";

/// One call of each route that succeeds, on the demo company.
async fn table() -> String {
    let world = World::new().await;
    let mut table = String::from(
        "| request | calls | read units | write units | messages sent |\n|---|--:|--:|--:|--:|\n",
    );
    for route in ROUTES {
        let call = cases::call(&world, &world.ours, *route).await;
        let user = World::right_one(&world.ours, route.who);
        let (answer, units, sent) = world.metered(&call, user).await;
        assert!(
            (200..400).contains(&answer.status),
            "{}: {}",
            name(route),
            answer.text
        );
        writeln!(
            table,
            "| `{}` | {} | {}{} | {} | {sent} |",
            name(route),
            units.calls,
            units.read_halves / 2,
            if units.read_halves % 2 == 1 { ".5" } else { "" },
            units.writes,
        )
        .unwrap();
    }
    table
}

#[tokio::test]
async fn the_table_of_units_is_current() {
    let file = Path::new(env!("CARGO_MANIFEST_DIR"))
        .parent()
        .unwrap()
        .join(README);
    let there = std::fs::read_to_string(file).unwrap();
    let (before, rest) = there.split_once(BEGIN).expect("where the table begins");
    let (_, after) = rest.split_once(END).expect("where it ends");
    generated(
        README,
        &format!("{before}{BEGIN}\n{}\n{END}{after}", Box::pin(table()).await),
    );
}
