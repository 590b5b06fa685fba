//! What a person did, for the audit list.

use oodaloo_domain::AuditId;
use oodaloo_domain::facts::{Actor, AuditEntry, Member};
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
    pub(crate) fn of(self, me: &Member, api: &TrayApi) -> Result<AuditEntry, Problem> {
        Ok(AuditEntry {
            id: AuditId::new(api.world.id("aud")).map_err(|_| Problem::internal())?,
            at: api.world.now(),
            actor: Actor::Person(me.user_id.clone()),
            action: self.action.into(),
            // As colleagues call them; the address is not kept for ever.
            who: me.email.split('@').next().map(str::to_owned),
            group: None,
            target_type: self.target_type.into(),
            target_id: self.target_id.into(),
            summary: self.summary,
            before: self.before,
            after: self.after,
        })
    }
}
