//! Settings as the client sees them: amounts as decimal text.

use std::collections::BTreeMap;

#[cfg(feature = "openapi")]
use oodaloo_domain::Money;
use oodaloo_domain::facts::{AccountLabel, AllocMethod, AutoThreshold, Company, Flag};
use serde::Serialize;

/// A company's settings. `currency`, `flags` and `version` cannot be set.
#[derive(Debug, Serialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub(crate) struct SettingsView {
    company_id: String,
    name: String,
    time_zone: String,
    currency: String,
    /// Null until it is set.
    #[cfg_attr(feature = "openapi", schema(value_type = Option<Money>))]
    weekly_burden: Option<String>,
    alloc_method: AllocMethod,
    /// Set aside, by label.
    #[cfg_attr(feature = "openapi", schema(value_type = BTreeMap<String, Money>))]
    earmarks: BTreeMap<String, String>,
    account_labels: BTreeMap<String, AccountLabel>,
    vips: Vec<String>,
    disputed: Vec<String>,
    terms_days: u16,
    /// `07:00`, local.
    digest_time: String,
    digest_to: Vec<String>,
    #[cfg_attr(feature = "openapi", schema(value_type = f64))]
    auto_threshold: AutoThreshold,
    flags: Vec<Flag>,
    version: u64,
}

pub(crate) fn view(c: &Company) -> SettingsView {
    SettingsView {
        company_id: c.id.to_string(),
        name: c.name.clone(),
        time_zone: c.time_zone.clone(),
        currency: c.currency.clone(),
        weekly_burden: c.weekly_burden.map(|m| m.to_string()),
        alloc_method: c.alloc_method,
        earmarks: (c.earmarks.iter())
            .map(|(label, amount)| (label.clone(), amount.to_string()))
            .collect(),
        account_labels: (c.account_labels.iter())
            .map(|(account, label)| (account.to_string(), *label))
            .collect(),
        vips: c.vips.iter().map(ToString::to_string).collect(),
        disputed: c.disputed.iter().map(ToString::to_string).collect(),
        terms_days: c.terms_days,
        digest_time: c.digest_time.strftime("%H:%M").to_string(),
        digest_to: c.digest_to.clone(),
        auto_threshold: c.auto_threshold,
        flags: c.flags.clone(),
        version: c.version,
    }
}

/// The version as an entity tag.
pub(crate) fn etag(company: &Company) -> String {
    format!("\"{}\"", company.version)
}
