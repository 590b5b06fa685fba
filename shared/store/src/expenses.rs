//! Money out: the jobs it may be for, the rules that decide about it, what was tagged.

use jiff::civil::Date;
use oodaloo_domain::facts::{AuditEntry, BankLine, Job, Status, Tag, TrayItem};
use oodaloo_domain::plan::Ruled;
use oodaloo_domain::rules::Rule;
use oodaloo_domain::tiles::Shift;

use crate::acts::{Act, Step};
use crate::company::CompanyStore;
use crate::keys;
use crate::matching::decide_step;
use crate::mirror::expense_place;
use crate::records::{StoreError, to_item};
use crate::table::{Condition, Query, Range, Write};

impl CompanyStore {
    /// Jobs whose last day is `since` or later, or not known yet. What has no days at all is not among
    /// them, nor what ended before: the cost does not grow with history.
    ///
    /// # Errors
    /// [`StoreError`] when the table does.
    pub async fn jobs_since(&self, since: Date) -> Result<Vec<Job>, StoreError> {
        let range = Range::Between(format!("{}{since}", keys::JOB), format!("{}~", keys::JOB));
        self.many(Query::gsi1(self.keys.job_partition(), range))
            .await
    }

    /// Expenses tagged to jobs, from `since` on.
    ///
    /// # Errors
    /// [`StoreError`] when the table does.
    pub async fn tags(&self, since: Date) -> Result<Vec<Tag>, StoreError> {
        let range = Range::Between(format!("{}{since}", keys::TAG), format!("{}~", keys::TAG));
        self.many(Query::base(self.keys.partition(), range)).await
    }

    /// Money out that people ignored by hand, from `since` on.
    ///
    /// # Errors
    /// [`StoreError`] when the table does.
    pub async fn ignored(&self, since: Date) -> Result<Vec<BankLine>, StoreError> {
        let (first, end) = (
            format!("{}{since}", keys::IGNORED),
            format!("{}~", keys::IGNORED),
        );
        let query = Query::base(self.keys.partition(), Range::Between(first, end));
        self.many(query).await
    }

    /// The write of a rule that there is not yet, outside of any act: for setting books up.
    ///
    /// # Errors
    /// [`StoreError::Corrupt`] when it cannot be written as an item.
    pub fn rule_write(&self, rule: &Rule) -> Result<Write, StoreError> {
        Ok(Write::Put {
            item: to_item(&self.keys.rule(&rule.id), rule)?,
            when: Condition::NotExists,
        })
    }

    /// The step that makes a rule.
    ///
    /// # Errors
    /// [`StoreError::Corrupt`] when it cannot be written as an item.
    pub fn rule_step(&self, rule: &Rule) -> Result<Step, StoreError> {
        Step::put(&self.keys.rule(&rule.id), rule)
    }

    /// The writes of what a rule decides: the transaction is ignored, what the tray `asked` about it is
    /// moot. They fail when somebody decided meanwhile, or when the rule is no longer as it was read.
    ///
    /// # Errors
    /// [`StoreError::Corrupt`] when something cannot be written as an item.
    pub fn ruled_writes(
        &self,
        ruled: &Ruled,
        audit: &AuditEntry,
        asked: Option<&TrayItem>,
    ) -> Result<Vec<Write>, StoreError> {
        let t = &ruled.transaction;
        let (date, id) = (t.line.date, &t.line.id);
        let place = (
            self.keys.open_partition().into(),
            expense_place(date, id).into(),
        );
        let mut steps = vec![decide_step(
            self,
            id,
            place,
            t.version,
            Status::Ignored,
            audit,
        )];
        if let Some(item) = asked {
            steps.push(Step::delete(&self.keys.tray(&item.id), item)?);
        }
        let shift = match asked {
            Some(_) => Shift::off_the_tray(date, t.line.amount),
            None => Shift::none(date),
        };
        let mut writes = self.act_writes(&Act {
            audit: audit.clone(),
            steps,
            shift,
            // Reconcile asks about it once the rule is refused.
            asked_again: None,
        })?;
        writes.push(Write::Check {
            key: self.keys.rule(&ruled.rule.id),
            when: Condition::version(ruled.rule.version),
        });
        Ok(writes)
    }
}
