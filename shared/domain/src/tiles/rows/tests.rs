use proptest::prelude::*;

use super::*;
use crate::facts::AllocMethod;
use crate::tiles::tests::{arb_books, books, matched, now, tag, worked};
use crate::tiles::value::Age;
use crate::tiles::{Tile, compute};

fn sum(amounts: impl Iterator<Item = Money>) -> Money {
    amounts.sum()
}

#[test]
fn a_jobs_rows_say_where_its_margin_comes_from() {
    let mut b = books();
    b.matches = vec![
        matched(1, 3, 100_000, "a"),
        matched(2, 9, 300_000, "a"),
        matched(3, 4, 200_000, "b"),
    ];
    b.tags = vec![
        tag(1, 5, 40_000, "a"),
        tag(2, 90, 7_000, "a"),
        tag(3, 2, 9_000, "c"),
    ];
    let job = JobId::new("a").unwrap();
    let rows = job_rows(&job, &b, now()).unwrap();
    let ids: Vec<&str> = rows
        .deposits
        .iter()
        .map(|d| d.deposit_id.as_str())
        .collect();
    assert_eq!(ids, ["d2", "d1"]);
    assert_eq!(rows.deposits[1].payment_ids[0].as_str(), "p1");
    assert_eq!(
        rows.costs.len(),
        1,
        "what is older than twelve weeks does not count"
    );
    assert_eq!(rows.margin.costs, Money::from_cents(40_000));
    // A job that only cost money is compared too: it is a loser.
    let cost_only = job_rows(&JobId::new("c").unwrap(), &b, now()).unwrap();
    assert_eq!(
        cost_only.margin.margin,
        -cost_only.margin.burden - Money::from_cents(9_000)
    );
    assert_eq!(
        (cost_only.margin.title.as_str(), cost_only.margin.margin_pct),
        ("Job c", None)
    );
    assert_eq!(job_rows(&JobId::new("nobody").unwrap(), &b, now()), None);
}

#[test]
fn burden_is_shared_by_days_worked_where_they_are_known() {
    let mut b = books();
    b.company.alloc_method = AllocMethod::JobDays;
    b.matches = vec![matched(1, 3, 100_000, "a"), matched(2, 3, 100_000, "b")];
    let share = |b: &Books, id: &str| {
        let rows = job_rows(&JobId::new(id).unwrap(), b, now())?;
        Some(rows.margin.burden.cents())
    };
    assert_eq!(share(&b, "a"), None, "no days are known");
    assert!(matches!(compute(&b, now()).jobs, Tile::Prompt(_)));
    // Three days, and one day so far of a job that goes on.
    b.jobs = vec![worked("a", 9, Some(7)), worked("b", 0, None)];
    assert_eq!(
        (share(&b, "a"), share(&b, "b")),
        (Some(600_000), Some(200_000))
    );
    // Of a job of old, only the days of these weeks.
    b.jobs = vec![worked("a", 400, Some(83)), worked("b", 0, Some(-5))];
    assert_eq!(
        (share(&b, "a"), share(&b, "b")),
        (Some(400_000), Some(400_000))
    );
}

proptest! {
    #[test]
    fn rows_sum_to_the_tiles(b in arb_books()) {
        let tiles = compute(&b, now());
        let of = |tile| rows(tile, &b, now());
        if let (Some(runway), TileRows::RunwayWeeks { accounts, earmarks, weekly_burden }) =
            (tiles.runway_weeks.value(), of(TileName::RunwayWeeks))
        {
            prop_assert_eq!(sum(accounts.iter().filter_map(|a| a.available).map(|a| a.amount)), runway.cash_available);
            prop_assert_eq!(sum(earmarks.iter().map(|e| e.amount)), runway.earmarked);
            prop_assert_eq!(weekly_burden.map(|b| b.amount), Some(runway.weekly_burden));
        }
        if let (Some(cash), TileRows::CashCollected { this_week, last_week }) =
            (tiles.cash_collected.value(), of(TileName::CashCollected))
        {
            prop_assert_eq!(sum(this_week.iter().map(|m| m.amount)), cash.this_week);
            prop_assert_eq!(sum(last_week.iter().map(|m| m.amount)), cash.last_week);
        }
        if let (Some(ar), TileRows::ArBuckets { open }) = (tiles.ar_buckets.value(), of(TileName::ArBuckets)) {
            for (age, bucket) in [
                (Age::NotDue, ar.not_due), (Age::D1To30, ar.d1_30), (Age::D31To60, ar.d31_60),
                (Age::D61To90, ar.d61_90), (Age::D90Plus, ar.d90_plus), (Age::Disputed, ar.disputed),
            ] {
                let inside = || open.iter().filter(|i| i.age == age);
                prop_assert_eq!(sum(inside().map(|i| i.balance)), bucket.amount);
                prop_assert_eq!(inside().count() as u64, bucket.count);
            }
            prop_assert_eq!(open.len() as u64, ar.total.count);
        }
        if let (Some(r), TileRows::ReconciledPct { matched, unmatched }) =
            (tiles.reconciled_pct.value(), of(TileName::ReconciledPct))
        {
            prop_assert_eq!(sum(matched.iter().map(|m| m.amount)), r.matched_amount);
            prop_assert_eq!(sum(unmatched.iter().map(|d| d.amount)), r.unmatched_amount);
            prop_assert_eq!((matched.len() as u64, unmatched.len() as u64), (r.matched_count, r.unmatched_count));
        }
        if let (Some(dso), TileRows::DsoDays { open, invoiced }) = (tiles.dso_days.value(), of(TileName::DsoDays)) {
            let owed = sum(open.iter().map(|i| i.balance)).cents();
            let total = sum(invoiced.iter().map(|i| i.total)).cents();
            // Half up, in tenths.
            prop_assert_eq!((2 * owed * 900 + total).div_euclid(2 * total), dso.days.0);
        }
        if let (Some(tile), TileRows::Jobs { jobs, .. }) = (tiles.jobs.value(), of(TileName::Jobs)) {
            prop_assert_eq!(jobs.len() as u64, tile.compared);
            prop_assert_eq!(&jobs[..tile.winners.len()], &tile.winners[..]);
            for margin in &jobs {
                let rows = job_rows(&margin.job_id, &b, now()).unwrap();
                prop_assert_eq!(sum(rows.deposits.iter().map(|d| d.amount)), margin.banked);
                prop_assert_eq!(sum(rows.costs.iter().map(|c| c.amount)), margin.costs);
                prop_assert_eq!(margin.banked - margin.costs - margin.burden, margin.margin);
            }
        }
    }
}
