//! What must hold when it is calm again: everything has converged.

use std::collections::{BTreeMap, BTreeSet};
use std::rc::Rc;

use jiff::Timestamp;
use jiff::tz::TimeZone;
use oodaloo_domain::facts::{Actor, Status, Subject};
use oodaloo_domain::plan::plan;
use oodaloo_domain::tiles::compute;
use oodaloo_store::keys::DUE_SHARDS;
use oodaloo_store::{CompanyStore, ConnectionStatus, DigestStatus, Store, StoreError};

use super::outside::{Known, POISON};
use super::people::Told;
use super::platform::Platform;
use super::scenario::{Tenant, week};

/// What is compared in the end.
pub struct Settled {
    /// Our side.
    pub platform: Rc<Platform>,
    /// What is true at the rails.
    pub known: Known,
    /// What people were told.
    pub told: Told,
    /// Whether nothing in this run could lose a grant.
    pub grants_are_safe: bool,
}

impl Settled {
    /// Checks everything. The first thing that is not so becomes the violation.
    pub async fn check(&self, tenants: &[Tenant]) {
        let store = Store::new(self.platform.model.clone());
        self.queues();
        for tenant in tenants {
            if let Err(error) = self.company(&store, tenant).await {
                self.wrong(tenant, &format!("cannot be read: {error}"));
            }
        }
        if self.grants_are_safe && self.platform.watch.breaks() > 0 {
            self.platform
                .core
                .violated("a grant was lost though nothing went wrong");
        }
    }

    fn wrong(&self, tenant: &Tenant, what: &str) {
        self.platform
            .core
            .violated(format!("in the end, {}: {what}", tenant.id));
    }

    fn queues(&self) {
        let (core, queues) = (&self.platform.core, &self.platform.queues);
        if queues.count() > 0 {
            core.violated(format!(
                "in the end, {} messages are left in the queues",
                queues.count()
            ));
        }
        let dead = queues.dead();
        let poison: BTreeSet<&str> = dead
            .iter()
            .map(|d| d.body.as_str())
            .filter(|b| b.starts_with(POISON))
            .collect();
        if poison.len() != queues.poisoned(POISON) {
            core.violated(format!(
                "{} of {} poison messages were put aside",
                poison.len(),
                queues.poisoned(POISON)
            ));
        }
    }

    async fn company(&self, store: &Store, tenant: &Tenant) -> Result<(), StoreError> {
        let company = store.company(&tenant.id);
        self.mirrored(&company, tenant).await?;
        self.decided(&company, tenant).await?;
        self.connected(&company, tenant).await?;
        self.planned(&company, tenant).await?;
        self.digested(store, &company, tenant).await
    }

    /// Every line and every payment once, with its amount; none invented.
    async fn mirrored(&self, company: &CompanyStore, tenant: &Tenant) -> Result<(), StoreError> {
        let truth = self
            .known
            .borrow()
            .get(tenant.id.as_str())
            .cloned()
            .unwrap_or_default();
        let payments: BTreeMap<String, i64> = company
            .payments()
            .await?
            .iter()
            .map(|p| (p.record.id.to_string(), p.record.amount.cents()))
            .collect();
        if payments != truth.payments {
            let missing = truth
                .payments
                .keys()
                .filter(|id| !payments.contains_key(*id))
                .count();
            self.wrong(
                tenant,
                &format!(
                    "{} payments mirrored of {}, {missing} missing",
                    payments.len(),
                    truth.payments.len()
                ),
            );
        }
        let mut lines: Vec<i64> = company
            .bank_transactions()
            .await?
            .iter()
            .map(|t| t.line.amount.cents())
            .collect();
        let mut real: Vec<i64> = truth.lines.iter().map(|(_, cents)| *cents).collect();
        lines.sort_unstable();
        real.sort_unstable();
        if lines != real {
            self.wrong(
                tenant,
                &format!("{} bank lines mirrored of {}", lines.len(), real.len()),
            );
        }
        Ok(())
    }

    /// What a person was told stands, and every decision has exactly one audit entry.
    async fn decided(&self, company: &CompanyStore, tenant: &Tenant) -> Result<(), StoreError> {
        let matches = company.matches(jiff::civil::Date::MIN).await?;
        let told = self
            .told
            .borrow()
            .get(tenant.id.as_str())
            .cloned()
            .unwrap_or_default();
        for (deposit, payments) in told {
            let found = matches.iter().find(|m| m.deposit_id.as_str() == deposit);
            let stands = found.is_some_and(|m| {
                let parts: Vec<&str> = m.parts.iter().map(|p| p.payment_id.as_str()).collect();
                matches!(m.decided_by, Actor::Person(_)) && parts == payments
            });
            if !stands {
                self.wrong(
                    tenant,
                    &format!("a person was told that {deposit} is {payments:?}"),
                );
            }
        }
        // Made, taken back, made again: what is left is one for each match that stands, and none for others.
        let mut net: BTreeMap<String, i64> = BTreeMap::new();
        for entry in company.audit().await? {
            let step = match entry.action.as_str() {
                a if a.starts_with("match.") => 1,
                "undo" if entry.before["action"] == "undo" => 1,
                "undo" => -1,
                _ => continue,
            };
            *net.entry(entry.target_id).or_default() += step;
        }
        net.retain(|_, n| *n != 0);
        let stand: BTreeMap<String, i64> = matches
            .iter()
            .map(|m| (m.deposit_id.to_string(), 1))
            .collect();
        if net != stand {
            self.wrong(
                tenant,
                &format!("{} matches stand, the audit says {net:?}", stand.len()),
            );
        }
        Ok(())
    }

    /// Every connection works, and none is asked about.
    async fn connected(&self, company: &CompanyStore, tenant: &Tenant) -> Result<(), StoreError> {
        let desk = company.desk().await?;
        for connection in company.connections().await? {
            let asked = desk.tray.iter().filter(|item| match &item.subject {
                Subject::Connection { rail, account, .. } => {
                    *rail == connection.rail && *account == connection.account
                }
                Subject::BankTransaction { .. } => false,
            });
            let (asked, broken) = (
                asked.count(),
                connection.status == ConnectionStatus::NeedsReconnect,
            );
            if asked != usize::from(broken) {
                self.wrong(
                    tenant,
                    &format!(
                        "{} is {:?}, with {asked} tray items",
                        connection.rail.as_str(),
                        connection.status
                    ),
                );
            }
            if broken {
                self.wrong(
                    tenant,
                    &format!("{} was never linked again", connection.rail.as_str()),
                );
            }
        }
        Ok(())
    }

    /// Nothing is left to plan; the tray asks about exactly what is open; the tiles say what the facts say.
    async fn planned(&self, company: &CompanyStore, tenant: &Tenant) -> Result<(), StoreError> {
        let now = self.platform.core.instant();
        let Some(loaded) = company.load_books(now).await? else {
            self.wrong(tenant, "it is gone");
            return Ok(());
        };
        let zone = TimeZone::get(&loaded.profile.time_zone).unwrap_or(TimeZone::UTC);
        let left = plan(&loaded.snapshot, now.to_zoned(zone).date(), &loaded.profile);
        let (matches, ask, drop) = (left.matches.len(), left.ask.len(), left.drop.len());
        if matches + ask + drop > 0 {
            let first = left.ask.first().map(|wanted| {
                let there = loaded.snapshot.tray.iter().find(|t| t.id == wanted.id);
                format!("wanted {wanted:?}, there is {there:?}")
            });
            let first = first.unwrap_or_default();
            self.wrong(
                tenant,
                &format!("left to plan: {matches} matches, {ask} to ask, {drop} to drop; {first}"),
            );
        }
        let asked: BTreeSet<String> = loaded
            .snapshot
            .tray
            .iter()
            .filter_map(|item| match &item.subject {
                // Of money out only what may be a job's is asked about: the plan above has told.
                Subject::BankTransaction { transaction, .. } => transaction
                    .line
                    .amount
                    .is_positive()
                    .then(|| transaction.line.id.to_string()),
                Subject::Connection { .. } => None,
            })
            .collect();
        let all = company.bank_transactions().await?;
        let is_open = |t: &&oodaloo_domain::facts::BankTransaction| {
            t.status == Status::Open && t.line.amount.is_positive()
        };
        let open: BTreeSet<String> = all
            .iter()
            .filter(is_open)
            .map(|t| t.line.id.to_string())
            .collect();
        if asked != open {
            self.wrong(
                tenant,
                &format!(
                    "{} deposits are open, the tray asks about {}",
                    open.len(),
                    asked.len()
                ),
            );
        }
        let tiles = compute(&loaded.books(), now);
        if !loaded
            .tiles
            .as_ref()
            .is_some_and(|(stored, _)| stored.same_numbers(&tiles))
        {
            self.wrong(tenant, "the tiles are not what the facts say");
        }
        Ok(())
    }

    /// One digest, sent, one mail for each recipient; due again next week and only then.
    async fn digested(
        &self,
        store: &Store,
        company: &CompanyStore,
        tenant: &Tenant,
    ) -> Result<(), StoreError> {
        let sent = company
            .digest(week())
            .await?
            .is_some_and(|d| d.status == DigestStatus::Sent);
        if !sent {
            self.wrong(tenant, "the week's digest was not sent");
        }
        let taken = self.platform.mailer.taken();
        let mails = taken
            .iter()
            .filter(|((company, _, _), _)| company == tenant.id.as_str());
        let to: BTreeSet<&String> = mails.map(|((_, _, to), _)| to).collect();
        if to != tenant.digest_to.iter().collect() {
            self.wrong(
                tenant,
                &format!("the digest reached {to:?} of {:?}", tenant.digest_to),
            );
        }
        let zone = TimeZone::get(&tenant.books.time_zone).unwrap_or(TimeZone::UTC);
        let next = week()
            .next()
            .digest_due(&zone, tenant.books.settings.digest_send_time);
        let mut due = Vec::new();
        for shard in 0..DUE_SHARDS {
            due.extend(
                store
                    .due_digests(shard, Timestamp::MAX)
                    .await?
                    .into_iter()
                    .filter(|d| d.company == tenant.id),
            );
        }
        if due.len() != 1 || due[0].due != next {
            self.wrong(
                tenant,
                &format!(
                    "it is due at {:?}",
                    due.iter().map(|d| d.due).collect::<Vec<_>>()
                ),
            );
        }
        Ok(())
    }
}
