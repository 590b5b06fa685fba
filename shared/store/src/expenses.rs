//! Money out: the jobs it may be for, the rules that decide about it, what was tagged.

use std::collections::BTreeMap;

use jiff::civil::Date;
use oodaloo_domain::facts::{AuditEntry, Job, Status, Tag, TrayItem};
use oodaloo_domain::plan::Ruled;
use oodaloo_domain::rules::{MAX_RULES, Rule};

use crate::company::CompanyStore;
use crate::keys;
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

    /// All rules.
    ///
    /// # Errors
    /// [`StoreError`] when the table does; more rules than may be made are an error, never left out.
    pub async fn rules(&self) -> Result<Vec<Rule>, StoreError> {
        let rules: Vec<Rule> = self.many(self.prefix(keys::RULE)).await?;
        if rules.len() > MAX_RULES {
            return Err(StoreError::TooMuch(MAX_RULES, "rules".into()));
        }
        Ok(rules)
    }

    /// Expenses tagged to jobs, from `since` on.
    ///
    /// # Errors
    /// [`StoreError`] when the table does.
    pub async fn tags(&self, since: Date) -> Result<Vec<Tag>, StoreError> {
        let range = Range::Between(format!("{}{since}", keys::TAG), format!("{}~", keys::TAG));
        self.many(Query::base(self.keys.partition(), range)).await
    }

    /// The write of a rule over the version it was read at; its first when its version is 1.
    ///
    /// # Errors
    /// [`StoreError::Corrupt`] when it cannot be written as an item.
    pub fn rule_write(&self, rule: &Rule) -> Result<Write, StoreError> {
        let when = match rule.version {
            1 => Condition::NotExists,
            later => Condition::version(later - 1),
        };
        Ok(Write::Put {
            item: to_item(&self.keys.rule(&rule.id), rule)?,
            when,
        })
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
        let transaction = &ruled.transaction;
        let status = serde_json::to_value(Status::Ignored).unwrap_or_default();
        let mut writes = vec![
            Write::Update {
                key: self.keys.bank_transaction(&transaction.line.id),
                set: BTreeMap::from([("status".into(), status)]),
                add: BTreeMap::from([("version".into(), 1)]),
                remove: vec!["gsi1pk".into(), "gsi1sk".into()],
                when: Condition::All(vec![
                    Condition::version(transaction.version),
                    Condition::equals("status", "open"),
                ]),
            },
            Write::Check {
                key: self.keys.rule(&ruled.rule.id),
                when: Condition::version(ruled.rule.version),
            },
            self.audit_write(audit)?,
        ];
        writes.extend(asked.map(|item| self.tray_delete(&item.id, item.version)));
        Ok(writes)
    }
}
