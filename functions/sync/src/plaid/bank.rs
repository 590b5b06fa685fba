//! What is asked about the bank itself: how old its balances are, what they are now, and in whose names.
//! Decision 0030 says when that is worth its price.

use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp};
use oodaloo_domain::AccountId;
use oodaloo_domain::facts::{Account, AccountLabel, Company};
use oodaloo_domain::holder::may_be_ours;
use oodaloo_domain::week::IsoWeek;
use oodaloo_rails::RailError;
use oodaloo_rails::plaid::{ItemHealth, Plaid};
use oodaloo_runtime::messages::SyncReason;
use oodaloo_store::BankSeen;
use secrecy::SecretString;

use super::Net;
use crate::{Look, Sync, SyncError};

/// Balances that Plaid has read within this time are new enough for the Friday email.
const NEW_ENOUGH: SignedDuration = SignedDuration::from_hours(24);
/// The night before the email is the one before which nothing else is asked.
const BEFORE_DIGEST: SignedDuration = SignedDuration::from_hours(24);
/// Live balances are paid for at most once in this time.
const AT_MOST_EVERY: SignedDuration = SignedDuration::from_hours(6 * 24);
/// For so long, what Plaid has at hand may be older than what the bank has said itself.
const LIVE_HOLDS: SignedDuration = SignedDuration::from_hours(12);

impl Sync {
    /// At night and when an owner has just connected: how old the balances are, in whose names the accounts
    /// are (once), and in the night before the email the balances of cash as they are now, where they are old.
    pub(super) async fn ask_the_bank(
        &self,
        look: &Look,
        plaid: &Plaid<'_>,
        token: &SecretString,
        listed: Option<&[Account]>,
    ) -> Result<(BankSeen, Vec<Account>), SyncError> {
        let mut bank = look.connection.bank.clone();
        let is_time = matches!(
            look.request.reason,
            SyncReason::Nightly | SyncReason::Weekly | SyncReason::Connected
        );
        let (true, Some(listed)) = (is_time, listed) else {
            return Ok((bank, Vec::new()));
        };
        let item = match self.patiently(look, || plaid.item(token)).await {
            Ok(item) => item,
            Err(error @ RailError::NeedsReconnect { .. }) => return Err(error.into()),
            Err(error) => {
                tracing::warn!(%error, "how the item is, the next night tells");
                return Ok((bank, Vec::new()));
            }
        };
        bank.read_at = item.bank_read_at.max(bank.read_at);
        let Some(company) = look.company.profile().await? else {
            return Ok((bank, Vec::new()));
        };
        self.ask_holders(look, plaid, token, (&item, listed, &company), &mut bank)
            .await;
        let live = self
            .ask_balances(look, plaid, token, (listed, &company), &mut bank)
            .await;
        Ok((bank, live))
    }

    /// In whose names the accounts are. Only what follows from it is kept.
    async fn ask_holders(
        &self,
        look: &Look,
        plaid: &Plaid<'_>,
        token: &SecretString,
        (item, listed, company): (&ItemHealth, &[Account], &Company),
        bank: &mut BankSeen,
    ) {
        let is_new = |a: &Account| !look.connection.accounts.contains(&a.id);
        let known = bank.holders_at.is_some() && !listed.iter().any(is_new);
        if known || !item.has_identity {
            return;
        }
        match plaid.holders(token).await {
            Ok(held) => {
                let is_other = |names: &[String]| {
                    !names.is_empty() && !names.iter().any(|n| may_be_ours(&company.name, n))
                };
                let others = held.into_iter().filter(|(_, names)| is_other(names));
                bank.unlike = others.map(|(id, _)| id).collect();
                bank.unlike.sort();
                bank.holders_at = Some(self.world.now());
            }
            // Not ready, or down: the next night.
            Err(error) if error.is_transient() => {
                tracing::info!(%error, "holders are asked for another night");
            }
            Err(error) => {
                tracing::info!(%error, "this item does not tell its holders");
                bank.holders_at = Some(self.world.now());
            }
        }
    }

    /// The balances of cash as they are now, where somebody is about to read old ones.
    async fn ask_balances(
        &self,
        look: &Look,
        plaid: &Plaid<'_>,
        token: &SecretString,
        (listed, company): (&[Account], &Company),
        bank: &mut BankSeen,
    ) -> Vec<Account> {
        let now = self.world.now();
        let cash = cash_of(listed, company);
        let nightly = look.request.reason == SyncReason::Nightly;
        if !nightly || cash.is_empty() || !is_worth_it(bank, company, now) {
            return Vec::new();
        }
        // Once, whatever comes of it: it costs, and the email does not wait for it.
        bank.live_at = Some(now);
        self.count("plaid_live_balances", &look.request);
        match plaid.balances(token, &cash).await {
            Ok(live) => {
                bank.read_at = Some(now);
                live.accounts
            }
            Err(error) => {
                tracing::warn!(%error, "the email goes out with the balances at hand");
                Vec::new()
            }
        }
    }

    /// What the bank has said itself counts for more than what Plaid has at hand.
    pub(super) fn prefer_live(
        &self,
        look: &Look,
        net: &mut Net,
        listed: &mut Option<Vec<Account>>,
        live: Vec<Account>,
    ) {
        let bank = &look.connection.bank;
        // The last word on the balances was the bank's own.
        let spoken = bank.live_at.filter(|at| bank.read_at == Some(*at));
        let holds = spoken.is_some_and(|at| self.world.now().duration_since(at) < LIVE_HOLDS);
        if holds && look.request.reason == SyncReason::Poll {
            // Nothing says that Plaid has read the bank since.
            net.accounts.clear();
        }
        for account in live {
            net.accounts.remove(&account.id);
            let mut all = listed.iter_mut().flatten();
            if let Some(there) = all.find(|a| a.id == account.id) {
                *there = account;
            }
        }
    }
}

/// The accounts whose balances are the company's cash, by the owner's word or by their type.
fn cash_of(listed: &[Account], company: &Company) -> Vec<AccountId> {
    let is_cash = |a: &&Account| {
        let label = company.account_labels.get(&a.id).copied();
        let label = label.unwrap_or(a.label);
        a.currency == company.currency
            && matches!(label, AccountLabel::Operating | AccountLabel::Savings)
    };
    let cash = listed.iter().filter(is_cash);
    cash.map(|a| a.id.clone()).collect()
}

/// Whether live balances are worth their price tonight: runway is shown, the email goes out within a day, what
/// is at hand is old, and this week's have not been asked for.
fn is_worth_it(bank: &BankSeen, company: &Company, now: Timestamp) -> bool {
    let within = |at: Option<Timestamp>, time| at.is_some_and(|at| now.duration_since(at) < time);
    let zone = TimeZone::get(&company.time_zone).unwrap_or(TimeZone::UTC);
    let week = IsoWeek::of(now.to_zoned(zone.clone()).date());
    let due = week.digest_due(&zone, company.digest_time);
    let soon = due > now && due.duration_since(now) <= BEFORE_DIGEST;
    let shown = company.weekly_burden.is_some_and(|b| b.is_positive());
    soon && shown && !within(bank.read_at, NEW_ENOUGH) && !within(bank.live_at, AT_MOST_EVERY)
}
