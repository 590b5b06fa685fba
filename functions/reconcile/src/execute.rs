//! Makes the plan true, one conditional transaction at a time.

use oodaloo_domain::facts::{Actor, AuditEntry, BankTransaction, Status, Subject, TrayItem};
use oodaloo_domain::plan::{Plan, PlannedMatch, Ruled, is_first, matched, summary, tray_id};
use oodaloo_domain::rules::{Rule, may_touch};
use oodaloo_domain::{AuditId, BankTransactionId, Money};
use oodaloo_store::matching::NewMatch;
use oodaloo_store::{CompanyStore, Condition, FailedWrite, Loaded, StoreError, TableError, Write};
use serde_json::json;

use crate::{Reconcile, ReconcileError};

/// What a run has done.
#[derive(Debug, Default)]
pub(crate) struct Executed {
    pub(crate) matched: Vec<BankTransactionId>,
    pub(crate) asked: usize,
    pub(crate) ruled: usize,
    /// What the table had consumed before this run.
    pub(crate) units_before: oodaloo_store::Units,
}

impl Reconcile {
    /// Executes a plan. False when a new one is due: something was matched, or somebody else was
    /// first. `loaded` is then as things are now.
    pub(crate) async fn execute(
        &self,
        company: &CompanyStore,
        plan: &Plan,
        loaded: &mut Loaded,
        executed: &mut Executed,
    ) -> Result<bool, ReconcileError> {
        for planned in &plan.matches {
            if !self.auto_match(company, planned, loaded, executed).await? {
                return Ok(false);
            }
        }
        if !plan.matches.is_empty() {
            // What was matched is no longer there to suggest: plan again before anything is asked.
            return Ok(false);
        }
        for ruled in &plan.ruled {
            if !self.rule(company, ruled, loaded).await? {
                return Ok(false);
            }
            executed.ruled += 1;
        }
        for item in &plan.ask {
            if !self.ask(company, item, loaded).await? {
                return Ok(false);
            }
            executed.asked += 1;
        }
        for item in &plan.drop {
            if !loaded.snapshot.tray.iter().any(|t| t.id == item.id) {
                continue;
            }
            let write = company.tray_delete(&item.id, item.version);
            match company.transact(vec![write]).await {
                // Gone already, or somebody wrote it anew: the next run will look at it.
                Err(e) if !e.is_conflict() => return Err(e.into()),
                _ => loaded.snapshot.tray.retain(|t| t.id != item.id),
            }
        }
        Ok(true)
    }

    async fn auto_match(
        &self,
        company: &CompanyStore,
        planned: &PlannedMatch,
        loaded: &mut Loaded,
        executed: &mut Executed,
    ) -> Result<bool, ReconcileError> {
        let new = self.new_match(planned)?;
        let asked = loaded
            .snapshot
            .tray
            .iter()
            .find(|t| t.id == tray_id(&planned.deposit.line.id));
        let writes = company.match_writes(&new, asked)?;
        match company.transact(writes.clone()).await {
            Ok(()) => {
                let tray = tray_id(&planned.deposit.line.id);
                loaded.snapshot.tray.retain(|t| t.id != tray);
                executed.matched.push(planned.deposit.line.id.clone());
                loaded.matched(company, &new);
                Ok(true)
            }
            Err(StoreError::Table(TableError::Conflict(failed))) => {
                mend(loaded, &writes, &failed);
                Ok(false)
            }
            Err(e) => Err(e.into()),
        }
    }

    fn new_match(&self, planned: &PlannedMatch) -> Result<NewMatch, ReconcileError> {
        let now = self.world.now();
        let deposit = &planned.deposit;
        let m = matched(
            deposit,
            planned.processor,
            &planned.suggestion,
            Actor::Engine,
            now,
        );
        let audit = AuditEntry {
            id: AuditId::new(self.world.id("aud"))
                .map_err(|_| StoreError::Missing("an audit id"))?,
            at: now,
            actor: Actor::Engine,
            action: "match.auto".into(),
            who: None,
            group: None,
            target_type: "bank_transaction".into(),
            target_id: deposit.line.id.to_string(),
            summary: summary(deposit, &planned.suggestion.parts),
            before: json!({"status": deposit.status, "version": deposit.version}),
            after: json!({
                "status": Status::AutoMatched, "version": deposit.version + 1,
                "gross": m.gross.to_string(), "fee": m.fee.to_string(), "payments": planned.suggestion.candidate.payment_ids,
            }),
        };
        Ok(NewMatch {
            matched: m,
            status: Status::AutoMatched,
            deposit: deposit.clone(),
            parts: planned.suggestion.parts.clone(),
            audit,
        })
    }

    /// Writes what a rule decides, with what the tray asked about it.
    async fn rule(
        &self,
        company: &CompanyStore,
        ruled: &Ruled,
        loaded: &mut Loaded,
    ) -> Result<bool, ReconcileError> {
        let t = &ruled.transaction;
        let tray = tray_id(&t.line.id);
        let asked = loaded.snapshot.tray.iter().find(|i| i.id == tray);
        let audit = AuditEntry {
            id: AuditId::new(self.world.id("aud"))
                .map_err(|_| StoreError::Missing("an audit id"))?,
            at: self.world.now(),
            actor: Actor::Rule(ruled.rule.id.to_string()),
            who: None,
            // Taken back together with the rule.
            group: Some(ruled.rule.id.to_string()),
            action: "transaction.ignore".into(),
            target_type: "bank_transaction".into(),
            target_id: t.line.id.to_string(),
            summary: ruled.summary(),
            before: json!({"status": t.status, "version": t.version}),
            after: json!({"status": Status::Ignored, "version": t.version + 1, "rule": ruled.rule.id}),
        };
        let writes = company.ruled_writes(ruled, &audit, asked)?;
        match company.transact(writes.clone()).await {
            Ok(()) => {
                loaded.snapshot.tray.retain(|i| i.id != tray);
                loaded.snapshot.expenses.retain(|e| e.line.id != t.line.id);
                Ok(true)
            }
            Err(StoreError::Table(TableError::Conflict(failed))) => {
                mend(loaded, &writes, &failed);
                Ok(false)
            }
            Err(e) => Err(e.into()),
        }
    }

    /// Adds up what was taught, when that is due. It changes nothing that anybody reads: whoever was
    /// first, it is done.
    pub(crate) async fn add_up(
        &self,
        company: &CompanyStore,
        loaded: &Loaded,
    ) -> Result<(), ReconcileError> {
        let mut learned = loaded.learned().clone();
        while let Some((writes, next)) = company.add_up(&learned)? {
            match company.transact(writes).await {
                Ok(()) => learned = next,
                Err(e) if e.is_conflict() => break,
                Err(e) => return Err(e.into()),
            }
        }
        Ok(())
    }

    /// Writes a tray item, on condition that its transaction is still as the plan saw it.
    async fn ask(
        &self,
        company: &CompanyStore,
        item: &TrayItem,
        loaded: &mut Loaded,
    ) -> Result<bool, ReconcileError> {
        let Subject::BankTransaction { transaction, .. } = &item.subject else {
            return Ok(true);
        };
        let expected = (!is_first(item.version)).then(|| item.version - 1);
        let writes = vec![
            company.tray_write(item, expected)?,
            unchanged(company, transaction),
        ];
        match company.transact(writes.clone()).await {
            Ok(()) => {
                loaded.snapshot.tray.retain(|t| t.id != item.id);
                loaded.snapshot.tray.push(item.clone());
                Ok(true)
            }
            Err(StoreError::Table(TableError::Conflict(failed))) => {
                mend(loaded, &writes, &failed);
                Ok(false)
            }
            Err(e) => Err(e.into()),
        }
    }
}

fn unchanged(company: &CompanyStore, t: &BankTransaction) -> Write {
    Write::Check {
        key: company.keys().bank_transaction(&t.line.id),
        when: Condition::version(t.version),
    }
}

/// Takes over what others wrote: the conflict's answer carries the items as they are.
fn mend(loaded: &mut Loaded, writes: &[Write], failed: &[FailedWrite]) {
    for failure in failed {
        let Some(key) = writes.get(failure.index).and_then(Write::key) else {
            continue;
        };
        let there = failure.current.clone().map(serde_json::Value::Object);
        let snapshot = &mut loaded.snapshot;
        if key.sk.starts_with(oodaloo_store::keys::BANK_TRANSACTION) {
            let now: Option<BankTransaction> = there.and_then(|v| serde_json::from_value(v).ok());
            for list in [&mut snapshot.deposits, &mut snapshot.expenses] {
                list.retain(|d| !key.sk.ends_with(&format!("#{}", d.line.id)));
            }
            let open = now.filter(|t| t.status == Status::Open || t.withdrawn);
            if open.as_ref().is_some_and(may_touch) {
                snapshot.expenses.extend(open);
            } else {
                snapshot.deposits.extend(open);
            }
        } else if key.sk.starts_with(oodaloo_store::keys::RULE) {
            // Gone, or changed: what it decides follows from what it is now.
            snapshot.rules.retain(|r| !key.sk.ends_with(r.id.as_str()));
            let now: Option<Rule> = there.and_then(|v| serde_json::from_value(v).ok());
            snapshot.rules.extend(now);
        } else if key.sk.starts_with(oodaloo_store::keys::PAYMENT) {
            let now: Option<oodaloo_domain::facts::Payment> =
                there.and_then(|v| serde_json::from_value(v).ok());
            snapshot
                .payments
                .retain(|p| !key.sk.ends_with(&format!("#{}", p.record.id)));
            snapshot
                .payments
                .extend(now.filter(|p| p.open() != Money::ZERO));
        } else if key.sk.starts_with(oodaloo_store::keys::TRAY) {
            let now: Option<TrayItem> = there.and_then(|v| serde_json::from_value(v).ok());
            snapshot.tray.retain(|t| !key.sk.ends_with(t.id.as_str()));
            snapshot.tray.extend(now);
        }
    }
}
