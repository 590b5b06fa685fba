//! From what a client sends to settings, with every fault named.

use std::collections::BTreeMap;

use jiff::civil::Time;
use oodaloo_domain::facts::{AccountLabel, AllocMethod, AutoThreshold, Company};
use oodaloo_domain::settings::{Fault, check};
use oodaloo_domain::{AccountId, ClientId, InvoiceId, Money};
use serde::{Deserialize, Deserializer};

/// Settings to change. What is left out stays; what is sent replaces the whole field.
#[derive(Debug, Default, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub(crate) struct Patch {
    name: Option<String>,
    time_zone: Option<String>,
    /// A decimal text; null takes it away, and runway with it.
    #[serde(default, deserialize_with = "sent")]
    #[cfg_attr(feature = "openapi", schema(value_type = Option<Money>))]
    weekly_burden: Option<Option<String>>,
    alloc_method: Option<AllocMethod>,
    /// Decimal texts by label.
    #[cfg_attr(feature = "openapi", schema(value_type = Option<BTreeMap<String, Money>>))]
    earmarks: Option<BTreeMap<String, String>>,
    account_labels: Option<BTreeMap<AccountId, AccountLabel>>,
    vips: Option<Vec<ClientId>>,
    disputed: Option<Vec<InvoiceId>>,
    terms_days: Option<u16>,
    /// `07:00`, local.
    digest_time: Option<String>,
    digest_to: Option<Vec<String>>,
    /// From 0.99 to 1.
    auto_threshold: Option<f64>,
    /// Only tell what would become of it.
    #[serde(default)]
    pub(super) dry_run: bool,
}

/// Null that was sent is not the same as nothing sent.
fn sent<'de, D: Deserializer<'de>>(d: D) -> Result<Option<Option<String>>, D::Error> {
    Option::<String>::deserialize(d).map(Some)
}

impl Patch {
    /// The settings as they would be.
    pub(super) fn apply(&self, before: &Company) -> Result<Company, Vec<Fault>> {
        let mut after = before.clone();
        let mut faults = Vec::new();
        set(&mut after.name, self.name.as_ref());
        set(&mut after.time_zone, self.time_zone.as_ref());
        set(&mut after.alloc_method, self.alloc_method.as_ref());
        set(&mut after.account_labels, self.account_labels.as_ref());
        set(&mut after.vips, self.vips.as_ref());
        set(&mut after.disputed, self.disputed.as_ref());
        set(&mut after.terms_days, self.terms_days.as_ref());
        set(&mut after.digest_to, self.digest_to.as_ref());
        if let Some(burden) = &self.weekly_burden {
            let amount = burden.as_deref().map(Money::parse).transpose();
            match amount {
                Ok(amount) => after.weekly_burden = amount,
                Err(e) => faults.push(Fault::new("weekly_burden", e.to_string())),
            }
        }
        if let Some(earmarks) = &self.earmarks {
            let each = earmarks
                .iter()
                .map(|(label, amount)| Money::parse(amount).map(|amount| (label.clone(), amount)));
            match each.collect() {
                Ok(amounts) => after.earmarks = amounts,
                Err(e) => faults.push(Fault::new("earmarks", e.to_string())),
            }
        }
        if let Some(text) = &self.digest_time {
            match Time::strptime("%H:%M", text) {
                Ok(time) => after.digest_time = time,
                Err(_) => faults.push(Fault::new("digest_time", "Hours and minutes, as in 07:00.")),
            }
        }
        if let Some(probability) = self.auto_threshold {
            match AutoThreshold::try_from(probability) {
                Ok(threshold) => after.auto_threshold = threshold,
                Err(e) => faults.push(Fault::new("auto_threshold", e.to_string())),
            }
        }
        // What was wrong before does not stand in the way of anything else.
        let old = check(before);
        faults.extend(check(&after).into_iter().filter(|f| !old.contains(f)));
        if faults.is_empty() {
            Ok(after)
        } else {
            Err(faults)
        }
    }
}

fn set<T: Clone>(field: &mut T, sent: Option<&T>) {
    if let Some(value) = sent {
        field.clone_from(value);
    }
}
