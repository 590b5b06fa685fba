//! What a decision changes, in words. The same words are the preview, the answer and the audit line:
//! they have no tense.

use std::collections::BTreeMap;

use crate::facts::{Share, ShareTo, Suggestion};
use crate::money::Money;
use crate::tiles::{Shift, Tiles};

/// More jobs, or invoices, than this are counted rather than named.
const NAMED: usize = 2;

/// What accepting a suggestion changes.
#[must_use]
pub fn of_suggestion(suggestion: &Suggestion, tiles: Option<&Tiles>, shift: &Shift) -> String {
    let mut jobs: BTreeMap<String, Money> = BTreeMap::new();
    for allocation in suggestion.parts.iter().flat_map(|p| &p.part.allocations) {
        if let Some(title) = &allocation.job_title {
            *jobs.entry(title.clone()).or_default() += allocation.amount;
        }
    }
    let mut words = jobs_words(&jobs);
    words.extend(invoices_words(suggestion));
    sentence(words, tiles, shift)
}

/// What sharing a deposit out changes: `suggestion` holds the payments among the parts.
#[must_use]
pub fn of_shares(
    suggestion: &Suggestion,
    shares: &[Share],
    tiles: Option<&Tiles>,
    shift: &Shift,
) -> String {
    let mut jobs: BTreeMap<String, Money> = BTreeMap::new();
    for allocation in suggestion.parts.iter().flat_map(|p| &p.part.allocations) {
        if let Some(title) = &allocation.job_title {
            *jobs.entry(title.clone()).or_default() += allocation.amount;
        }
    }
    let mut off = Money::ZERO;
    let mut unrecorded = Vec::new();
    for share in shares {
        match &share.to {
            ShareTo::Job { .. } => *jobs.entry(share.to.words()).or_default() += share.amount,
            ShareTo::Invoice { number, .. } => unrecorded.push(format!(
                "invoice {number} +{} (no payment of it in Jobber)",
                share.amount.dollars()
            )),
            ShareTo::OffJob { .. } => off += share.amount,
        }
    }
    let mut words = jobs_words(&jobs);
    words.extend(unrecorded);
    if off != Money::ZERO {
        words.push(format!("{} of no job", off.dollars()));
    }
    sentence(words, tiles, shift)
}

/// What a decision that explains no revenue changes; nothing when no share of anything moves.
#[must_use]
pub fn reconciled(tiles: Option<&Tiles>, shift: &Shift) -> Option<String> {
    let tiles = tiles?;
    let (before, after) = (
        tiles.reconciled_text()?,
        tiles.shifted(shift).reconciled_text()?,
    );
    (before != after).then(|| format!("reconciled {before} → {after} %"))
}

fn sentence(mut words: Vec<String>, tiles: Option<&Tiles>, shift: &Shift) -> String {
    words.extend(reconciled(tiles, shift));
    if words.is_empty() {
        format!("{} explained", shift.matched.abs().dollars())
    } else {
        words.join(" · ")
    }
}

fn jobs_words(jobs: &BTreeMap<String, Money>) -> Vec<String> {
    if jobs.len() <= NAMED {
        let one = |(job, amount): (&String, &Money)| format!("{job} +{}", amount.dollars());
        return jobs.iter().map(one).collect();
    }
    let all: Money = jobs.values().copied().sum();
    vec![format!("{} jobs +{}", jobs.len(), all.dollars())]
}

fn invoices_words(suggestion: &Suggestion) -> Vec<String> {
    let (paid, owed): (Vec<_>, Vec<_>) = suggestion
        .invoices
        .iter()
        .partition(|i| !i.owed.is_positive());
    let mut words: Vec<String> = match paid.as_slice() {
        [] => Vec::new(),
        few if few.len() <= NAMED => few
            .iter()
            .map(|i| format!("invoice {} paid", i.number))
            .collect(),
        many => vec![format!("{} invoices paid", many.len())],
    };
    if owed.len() <= NAMED {
        words.extend(
            owed.iter()
                .map(|i| format!("invoice {} still owed {}", i.number, i.owed.dollars())),
        );
    } else {
        words.push(format!("{} invoices paid in part", owed.len()));
    }
    words
}
