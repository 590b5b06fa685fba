//! What a person did, for the audit list.

use oodaloo_domain::facts::{Actor, AuditEntry};
use oodaloo_domain::{AuditId, UserId};
use serde_json::Value;

use crate::{Problem, TrayApi};

/// What a change of settings or people answers.
#[cfg(feature = "openapi")]
#[derive(utoipa::ToSchema)]
#[expect(dead_code, reason = "a schema: each answer is made where it is known")]
pub(crate) struct DoneView {
    /// What there is now; null for what is gone.
    #[schema(value_type = Option<Object>)]
    result: Value,
    /// What changed, in words.
    delta: String,
    /// Null where nothing changed.
    audit_id: Option<AuditId>,
}

/// Everything an audit entry tells but who, when and its id.
pub(crate) struct Deed<'a> {
    pub(crate) action: &'a str,
    pub(crate) target_type: &'a str,
    pub(crate) target_id: &'a str,
    pub(crate) summary: String,
    pub(crate) before: Value,
    pub(crate) after: Value,
}

impl Deed<'_> {
    /// As an entry of this moment.
    pub(crate) fn of(self, user: &UserId, api: &TrayApi) -> Result<AuditEntry, Problem> {
        Ok(AuditEntry {
            id: AuditId::new(api.world.id("aud")).map_err(|_| Problem::internal())?,
            at: api.world.now(),
            actor: Actor::Person(user.clone()),
            action: self.action.into(),
            who: None,
            group: None,
            target_type: self.target_type.into(),
            target_id: self.target_id.into(),
            summary: self.summary,
            before: self.before,
            after: self.after,
        })
    }
}
