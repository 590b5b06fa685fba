//! What one decision changes, without reading the books again.

use jiff::Timestamp;
use jiff::civil::Date;

use super::compute::runway_of;
use super::shares::{floor, narrow, total};
use super::value::{PromptCode, Reconciled, Tenths, Tile, Tiles, TrayTile};
use crate::facts::{Account, Actor, Company, Match};
use crate::money::Money;
use crate::week::IsoWeek;

/// Of all, rounded down.
fn pct(part: Money, all: Money) -> Tenths {
    let (part, all) = (i128::from(part.cents()), i128::from(all.cents()));
    Tenths(if all > 0 {
        narrow(floor(part * 1_000, all))
    } else {
        0
    })
}

impl TrayTile {
    pub(super) fn new(count: u64, amount: Money) -> Self {
        Self {
            count,
            amount,
            minutes: count.saturating_mul(40).div_ceil(60),
        }
    }
}

impl Reconciled {
    /// Fills the shares in from the amounts.
    pub(super) fn with_pct(mut self, before: Option<Tenths>) -> Self {
        let all = total([self.matched_amount, self.unmatched_amount]);
        self.pct = pct(self.matched_amount, all);
        self.auto_match_pct = pct(self.auto_matched_amount, all);
        self.change = before.map(|b| Tenths(self.pct.0.saturating_sub(b.0)));
        self
    }

    /// One open deposit becomes a matched one.
    fn after(&self, net: Money, auto: bool) -> Self {
        let before = self.change.map(|c| Tenths(self.pct.0 - c.0));
        let auto_amount = if auto { net } else { Money::ZERO };
        Self {
            matched_amount: total([self.matched_amount, net]),
            unmatched_amount: total([self.unmatched_amount, -net]).max(Money::ZERO),
            auto_matched_amount: total([self.auto_matched_amount, auto_amount]),
            matched_count: self.matched_count + 1,
            unmatched_count: self.unmatched_count.saturating_sub(1),
            ..self.clone()
        }
        .with_pct(before)
    }
}

impl Tiles {
    /// The reconciled share as text ("93.4"), where it is known.
    #[must_use]
    pub fn reconciled_text(&self) -> Option<String> {
        self.reconciled_pct.value().map(|r| r.pct.to_string())
    }

    /// As it would be were an open deposit of this net amount matched by a person: a preview.
    #[must_use]
    pub fn after_match(&self, net: Money) -> Self {
        let mut next = self.clone();
        if let Tile::Value(reconciled) = &mut next.reconciled_pct {
            *reconciled = reconciled.after(net, false);
        }
        next.tray = TrayTile::new(
            self.tray.count.saturating_sub(1),
            total([self.tray.amount, -net]).max(Money::ZERO),
        );
        next
    }

    /// After an open deposit of the tray was matched. The jobs, and what clients owe, follow with the
    /// next reconcile, which reads the books.
    #[must_use]
    pub fn after_confirm(&self, matched: &Match, now: Timestamp) -> Self {
        let mut next = self.after_match(matched.amount);
        if let Tile::Value(reconciled) = &self.reconciled_pct {
            next.reconciled_pct =
                Tile::Value(reconciled.after(matched.amount, matched.decided_by == Actor::Engine));
        }
        if let Tile::Value(cash) = &mut next.cash_collected {
            let week = IsoWeek::of(matched.date);
            if week == self.week {
                cash.this_week = total([cash.this_week, matched.amount]);
            } else if week == self.week.previous() {
                cash.last_week = total([cash.last_week, matched.amount]);
            }
        }
        next.as_of = now;
        next
    }

    /// After the owner changed settings: runway, which needs no more than the accounts. Whatever else
    /// follows from settings comes with the next reconcile, which reads the books.
    #[must_use]
    pub fn after_settings(&self, company: &Company, accounts: &[Account], now: Timestamp) -> Self {
        let last = self.runway_weeks.value().and_then(|r| {
            let weeks = Tenths(r.weeks.0.saturating_sub(r.change?.0));
            Some((weeks, r.before.clone()?))
        });
        let mut next = self.clone();
        next.runway_weeks = runway_of(company, accounts, last);
        next.collect = self.collect.as_ref().and_then(|c| c.again(company));
        next.company.clone_from(&company.name);
        next.as_of = now;
        next
    }

    /// What became of runway since `before`, in words: "runway 2.7 → 3.1 weeks". None when it is the same.
    #[must_use]
    pub fn runway_effect(&self, before: &Self) -> Option<String> {
        let weeks = |t: &Self| t.runway_weeks.value().map(|r| r.weeks);
        match (weeks(before), weeks(self)) {
            (from, to) if from == to => None,
            (Some(from), Some(to)) => Some(format!("runway {from} → {to} weeks")),
            (None, Some(to)) => Some(format!("runway is {to} weeks")),
            (_, None) => Some("runway is not known any more".into()),
        }
    }

    /// Whether both say the same, whenever they were computed and however often the rails were read
    /// in between: a sync that changed nothing writes nothing.
    #[must_use]
    pub fn same_numbers(&self, other: &Self) -> bool {
        let timeless = |t: &Self| {
            let mut t = t.clone();
            t.as_of = Timestamp::UNIX_EPOCH;
            t.data_health.last_bank_sync_at = t
                .data_health
                .last_bank_sync_at
                .and(Some(Timestamp::UNIX_EPOCH));
            t.data_health.last_jobber_sync_at = t
                .data_health
                .last_jobber_sync_at
                .and(Some(Timestamp::UNIX_EPOCH));
            t
        };
        timeless(self) == timeless(other)
    }
}

pub(super) fn reconciled<'a>(
    matches: impl Iterator<Item = &'a Match> + Clone,
    open: &[Money],
    before: Option<Tenths>,
) -> Tile<Reconciled> {
    let auto = |m: &&Match| m.decided_by == Actor::Engine;
    let sums = Reconciled {
        pct: Tenths(0),
        auto_match_pct: Tenths(0),
        matched_amount: total(matches.clone().map(|m| m.amount)),
        unmatched_amount: total(open.iter().copied()),
        auto_matched_amount: total(matches.clone().filter(auto).map(|m| m.amount)),
        matched_count: matches.count() as u64,
        unmatched_count: open.len() as u64,
        change: None,
    };
    if sums.matched_count + sums.unmatched_count == 0 {
        return PromptCode::NoDeposits.into();
    }
    Tile::Value(sums.with_pct(before))
}

/// In the ISO week of `today`, and in the one before.
pub(super) fn by_week<'a>(
    matches: impl Iterator<Item = &'a Match> + Clone,
    today: Date,
) -> (Money, Money) {
    let week = IsoWeek::of(today);
    let of = |w: IsoWeek| {
        total(
            matches
                .clone()
                .filter(|m| w.contains(m.date))
                .map(|m| m.amount),
        )
    };
    (of(week), of(week.previous()))
}
