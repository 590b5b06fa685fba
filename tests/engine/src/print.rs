//! The tables, as markdown that also reads well on a terminal.

use std::fmt::Write;

use oodaloo_seeds::books::Answer;

use crate::calibration::{BINS, Reliability};
use crate::curve::BARS;
use crate::measure::Measured;
use crate::score::{Share, Tally, WrongAuto};

/// Head of [`row`]s.
pub const HEAD: &str = "\
|                          | deposits | autos | wrong | precision | covered $ | covered | top-1  | ≥ 0.85 | off auto | broken auto | ECE    |
|--------------------------|---------:|------:|------:|----------:|----------:|--------:|-------:|-------:|---------:|------------:|-------:|
";

fn ratio(share: Share, places: usize) -> String {
    share
        .ratio()
        .map_or_else(|| "–".into(), |r| format!("{r:.places$}"))
}

fn of(share: Share) -> String {
    if share.all == 0 {
        "–".into()
    } else {
        format!("{}/{}", share.some, share.all)
    }
}

/// One line of a table.
#[must_use]
pub fn row(name: &str, t: &Tally) -> String {
    format!(
        "| {name:24} | {:8} | {:5} | {:5} | {:>9} | {:>9} | {:>7} | {:>6} | {:>6} | {:>8} | {:>11} | {:6.4} |\n",
        t.deposits,
        t.auto_right.all,
        t.wrong.len(),
        ratio(t.auto_right, 5),
        ratio(t.covered_cents, 4),
        ratio(t.covered, 4),
        ratio(t.top, 4),
        ratio(t.sure, 4),
        of(t.off_auto),
        of(t.broken_auto),
        t.reliability.error(),
    )
}

/// By family in the order given, then everything.
#[must_use]
pub fn by_family<'a>(m: &Measured, order: impl Iterator<Item = &'a str>) -> String {
    let mut out = HEAD.to_owned();
    for name in order {
        if let Some(scored) = m.families.get(name) {
            out += &row(name, &scored.all);
        }
    }
    out + &row("**all**", &m.all.all)
}

/// By phenomenon.
#[must_use]
pub fn by_tag(m: &Measured) -> String {
    let mut out = HEAD.to_owned();
    for (tag, tally) in &m.all.tags {
        out += &row(tag.name(), tally);
    }
    out
}

/// Said against was.
#[must_use]
pub fn reliability(table: &Reliability) -> String {
    let mut out = String::from(
        "| confidence | candidates | said   | was    |\n|------------|-----------:|-------:|-------:|\n",
    );
    for (n, bin) in table.bins.iter().enumerate().filter(|(_, b)| b.count > 0) {
        let count = bin.count as f64;
        let (low, high) = (n as f64 / BINS as f64, (n + 1) as f64 / BINS as f64);
        let (said, was) = (bin.said / count, bin.right as f64 / count);
        let _ = writeln!(
            out,
            "| {low:.1} – {high:.1}  | {:10} | {said:.4} | {was:.4} |",
            bin.count
        );
    }
    out
}

/// What another bar would match, were the confidence alone to decide.
#[must_use]
pub fn curve(t: &Tally) -> String {
    let mut out = String::from(
        "| matched from | deposits | wrong | precision | covered $ |\n|-------------:|---------:|------:|----------:|----------:|\n",
    );
    for (bar, point) in BARS.iter().zip(t.curve.points) {
        let right = Share {
            some: point.right,
            all: point.matched,
        };
        let covered = Share {
            some: point.cents,
            all: t.covered_cents.all,
        };
        let _ = writeln!(
            out,
            "| {bar:12} | {:8} | {:5} | {:>9} | {:>9} |",
            point.matched,
            point.matched - point.right,
            ratio(right, 5),
            ratio(covered, 4),
        );
    }
    out
}

/// Counts that have a row of their own nowhere.
#[must_use]
pub fn rest(t: &Tally) -> String {
    format!(
        "Payments used twice {}; books whose answer changed with the order {}; top candidate right but for equal amounts {}; \
         the exact set among the candidates shown {}; processor right {}; where a payment is missing or mistyped, the rest \
         named exactly {}; calibration error {:.4}.\n",
        t.used_twice,
        t.order_changes,
        ratio(t.top_amounts, 4),
        ratio(t.shown, 4),
        ratio(t.processor, 4),
        of(t.broken_named),
        t.reliability.error(),
    )
}

/// Wrong autos one by one, at most `most` of them.
#[must_use]
pub fn wrong(t: &Tally, most: usize) -> String {
    let count = |so: fn(&WrongAuto) -> bool| t.wrong.iter().filter(|w| so(w)).count();
    let mut out = format!(
        "{} in all: {} differ by equal amounts only; {} hold a payment that is missing or mistyped in the books, or not in \
         the export; {} are not revenue; {} are other sets.\n\n",
        t.wrong.len(),
        count(|w| w.twins),
        count(|w| matches!(w.known.answer, Answer::Broken(_) | Answer::Outside(_))),
        count(|w| w.known.answer == Answer::Off),
        count(|w| !w.twins && matches!(w.known.answer, Answer::Payments(_))),
    );
    for w in t.wrong.iter().take(most) {
        let d = &w.deposit;
        let _ = writeln!(
            out,
            "- {} {} {} of {} “{}”: {}. Said {} at {:.5}: {}",
            w.book,
            d.id,
            d.date,
            d.amount,
            d.description,
            w.what(),
            w.said.payment_ids.join(" "),
            w.said.confidence,
            w.why(),
        );
    }
    if t.wrong.len() > most {
        let _ = writeln!(out, "- and {} more", t.wrong.len() - most);
    }
    out
}
