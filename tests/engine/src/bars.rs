//! The bars that the engine is held to, and where it stands.

use std::fmt::Write;

use crate::score::{Share, Tally};

/// A figure and its bar.
#[derive(Clone, Debug, PartialEq)]
pub struct Bar {
    /// What is measured.
    pub figure: &'static str,
    /// The bar, as people read it.
    pub bar: &'static str,
    /// What was measured, as people read it.
    pub measured: String,
    /// Whether it is reached.
    pub reached: bool,
}

/// Every bar.
#[must_use]
pub fn bars(t: &Tally) -> Vec<Bar> {
    let least = |figure, bar, share: Share, least: f64| {
        let ratio = share.ratio().unwrap_or(1.0);
        Bar {
            figure,
            bar,
            measured: format!("{ratio:.5} of {}", share.all),
            reached: ratio >= least,
        }
    };
    let seldom = |figure, bar, share: Share, most: f64| {
        let ratio = share.ratio().unwrap_or(0.0);
        Bar {
            figure,
            bar,
            measured: format!("{} of {}", share.some, share.all),
            reached: ratio <= most,
        }
    };
    let never = |figure, bar, count: i64| Bar {
        figure,
        bar,
        measured: count.to_string(),
        reached: count == 0,
    };
    let dollars = {
        let ratio = t.covered_cents.ratio().unwrap_or(1.0);
        Bar {
            figure: "auto coverage, by dollars, of deposits that have an answer",
            bar: "≥ 0.95",
            measured: format!(
                "{ratio:.4} (by count {:.4})",
                t.covered.ratio().unwrap_or(1.0)
            ),
            reached: ratio >= 0.95,
        }
    };
    let error = t.reliability.error();
    vec![
        least(
            "auto precision (the exact set, among `auto`)",
            "≥ 0.999",
            t.auto_right,
            0.999,
        ),
        dollars,
        least("top candidate is the exact set", "≥ 0.99", t.top, 0.99),
        least(
            "candidates at ≥ 0.85 that are right",
            "≥ 0.99",
            t.sure,
            0.99,
        ),
        Bar {
            figure: "calibration error (ECE, 10 bins)",
            bar: "≤ 0.02",
            measured: format!("{error:.4}"),
            reached: error <= 0.02,
        },
        seldom(
            "deposits that are not revenue, auto-matched",
            "≤ 0.5 %",
            t.off_auto,
            0.005,
        ),
        seldom(
            "deposits whose payment is missing or mistyped, auto-matched",
            "≤ 0.5 %",
            t.broken_auto,
            0.005,
        ),
        never("payments whose cents are used twice", "0", t.used_twice),
        never(
            "books whose answer depends on the order of the input",
            "0",
            t.order_changes,
        ),
    ]
}

/// As a table.
#[must_use]
pub fn table(bars: &[Bar]) -> String {
    let mut out = String::from("| figure | bar | measured | |\n|---|---|---|---|\n");
    for b in bars {
        let _ = writeln!(
            out,
            "| {} | {} | {} | {} |",
            b.figure,
            b.bar,
            b.measured,
            if b.reached { "reached" } else { "**not yet**" }
        );
    }
    out
}
