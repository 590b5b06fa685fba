//! What one decision changes, without reading the books again.

use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz::TimeZone;
use serde::{Deserialize, Serialize};

use super::WINDOW_DAYS;
use super::compute::runway_of;
use super::shares::{floor, narrow, total};
use super::value::{PromptCode, Reconciled, Tenths, Tile, Tiles, TrayTile};
use crate::calendar::days_between;
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

    fn shifted(&self, by: &Shift) -> Self {
        let before = self.change.map(|c| Tenths(self.pct.0 - c.0));
        let money = |is: Money, by: Money| total([is, by]).max(Money::ZERO);
        Self {
            matched_amount: money(self.matched_amount, by.matched),
            unmatched_amount: money(self.unmatched_amount, by.unmatched),
            auto_matched_amount: money(self.auto_matched_amount, by.auto_matched),
            matched_count: self.matched_count.saturating_add_signed(by.matched_count),
            unmatched_count: self
                .unmatched_count
                .saturating_add_signed(by.unmatched_count),
            ..self.clone()
        }
        .with_pct(before)
    }
}

/// What one decision moves in the tiles. Taking the decision back moves it the other way.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Shift {
    /// The day of the deposit.
    pub date: Date,
    /// Explained.
    pub matched: Money,
    /// Explained by the engine alone.
    pub auto_matched: Money,
    /// Not explained.
    pub unmatched: Money,
    /// Deposits explained.
    pub matched_count: i64,
    /// Deposits not explained.
    pub unmatched_count: i64,
    /// Items of the tray.
    pub tray_count: i64,
    /// Their money, without sign.
    pub tray_amount: Money,
}

impl Shift {
    /// Nothing moves.
    #[must_use]
    pub fn none(date: Date) -> Self {
        Self {
            date,
            matched: Money::ZERO,
            auto_matched: Money::ZERO,
            unmatched: Money::ZERO,
            matched_count: 0,
            unmatched_count: 0,
            tray_count: 0,
            tray_amount: Money::ZERO,
        }
    }

    /// An open deposit of this amount leaves the tray; so much of it counts as explained.
    #[must_use]
    pub fn decided(date: Date, amount: Money, counted: Money) -> Self {
        Self {
            matched: counted,
            matched_count: i64::from(counted != Money::ZERO),
            unmatched: -amount,
            unmatched_count: -1,
            ..Self::off_the_tray(date, amount)
        }
    }

    /// Something leaves the tray that never counted as a deposit.
    #[must_use]
    pub fn off_the_tray(date: Date, amount: Money) -> Self {
        Self {
            tray_count: -1,
            tray_amount: -amount.abs(),
            ..Self::none(date)
        }
    }

    /// An open deposit was matched by the engine, which had not asked about it.
    #[must_use]
    pub fn auto(matched: &Match) -> Self {
        Self {
            auto_matched: matched.counted(),
            tray_count: 0,
            tray_amount: Money::ZERO,
            ..Self::decided(matched.date, matched.amount, matched.counted())
        }
    }

    /// The same, the other way.
    #[must_use]
    pub fn inverse(&self) -> Self {
        Self {
            date: self.date,
            matched: -self.matched,
            auto_matched: -self.auto_matched,
            unmatched: -self.unmatched,
            matched_count: -self.matched_count,
            unmatched_count: -self.unmatched_count,
            tray_count: -self.tray_count,
            tray_amount: -self.tray_amount,
        }
    }
}

impl Tiles {
    /// The reconciled share as text ("93.4"), where it is known.
    #[must_use]
    pub fn reconciled_text(&self) -> Option<String> {
        self.reconciled_pct.value().map(|r| r.pct.to_string())
    }

    /// As they are after a decision. The jobs, and what clients owe, follow with the next reconcile,
    /// which reads the books.
    #[must_use]
    pub fn shifted(&self, by: &Shift) -> Self {
        let mut next = self.clone();
        let today = self.as_of.to_zoned(TimeZone::UTC).date();
        if let Tile::Value(reconciled) = &mut next.reconciled_pct
            && days_between(by.date, today) < WINDOW_DAYS
        {
            *reconciled = reconciled.shifted(by);
        }
        if let Tile::Value(cash) = &mut next.cash_collected {
            let week = IsoWeek::of(by.date);
            if week == self.week {
                cash.this_week = total([cash.this_week, by.matched]);
            } else if week == self.week.previous() {
                cash.last_week = total([cash.last_week, by.matched]);
            }
        }
        next.tray = TrayTile::new(
            self.tray.count.saturating_add_signed(by.tray_count),
            total([self.tray.amount, by.tray_amount]).max(Money::ZERO),
        );
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
        let old = self.runway_weeks.value().and_then(|r| r.balances_as_of);
        next.runway_weeks = runway_of(company, accounts, last, old);
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
            let health = &mut t.data_health;
            let known = |at: Option<Timestamp>| at.and(Some(Timestamp::UNIX_EPOCH));
            health.last_bank_sync_at = known(health.last_bank_sync_at);
            health.last_jobber_sync_at = known(health.last_jobber_sync_at);
            health.last_webhook_at = known(health.last_webhook_at);
            health.webhook_lag_seconds = health.webhook_lag_seconds.and(Some(0));
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
        matched_amount: total(matches.clone().map(|m| m.counted())),
        unmatched_amount: total(open.iter().copied()),
        auto_matched_amount: total(matches.clone().filter(auto).map(|m| m.counted())),
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
                .map(|m| m.counted()),
        )
    };
    (of(week), of(week.previous()))
}
