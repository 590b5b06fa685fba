//! JSON log lines, and metrics as CloudWatch's embedded metric format.
//!
//! Never logged: tokens, bodies, a bank's description. A company is a property of a metric, never
//! a dimension: every dimension value is billed as a metric of its own.

use std::io::Write as _;
use std::sync::atomic::{AtomicBool, Ordering};

use jiff::Timestamp;
use oodaloo_domain::CompanyId;
use serde_json::{Map, Value, json};

/// The metrics' namespace.
pub const NAMESPACE: &str = "Oodaloo";

/// Whether anybody listens. In tests and in the simulation nobody does: no line is written.
static LISTENING: AtomicBool = AtomicBool::new(false);

/// Starts logging to stdout, one JSON object a line. Call once, first thing in `main`.
pub fn init() {
    LISTENING.store(true, Ordering::Relaxed);
    let level = crate::config::optional("LOG_LEVEL")
        .and_then(|l| l.parse().ok())
        .unwrap_or(tracing::Level::INFO);
    let subscriber = tracing_subscriber::fmt()
        .json()
        .flatten_event(true)
        .with_current_span(true)
        .with_span_list(false)
        .with_target(false)
        .with_max_level(level)
        .with_ansi(false)
        .finish();
    // A second call (tests in one process) keeps the first subscriber.
    let _ = tracing::subscriber::set_global_default(subscriber);
}

/// One line of metrics.
#[derive(Debug)]
pub struct Metrics {
    service: &'static str,
    at: Timestamp,
    values: Vec<(&'static str, f64, &'static str)>,
    properties: Map<String, Value>,
}

impl Metrics {
    /// For one function, at one instant.
    #[must_use]
    pub fn new(service: &'static str, at: Timestamp) -> Self {
        Self {
            service,
            at,
            values: Vec::new(),
            properties: Map::new(),
        }
    }

    /// How many.
    #[must_use]
    pub fn count(mut self, name: &'static str, value: u64) -> Self {
        #[expect(clippy::cast_precision_loss, reason = "a counter in a metric line")]
        self.values.push((name, value as f64, "Count"));
        self
    }

    /// A ratio or a number of weeks or days.
    #[must_use]
    pub fn gauge(mut self, name: &'static str, value: f64) -> Self {
        self.values.push((name, value, "None"));
        self
    }

    /// Whose, as a property that can be searched for.
    #[must_use]
    pub fn company(self, id: &CompanyId) -> Self {
        self.property("company_id", id.as_str())
    }

    /// Something to search by.
    #[must_use]
    pub fn property(mut self, name: &str, value: impl Into<Value>) -> Self {
        self.properties.insert(name.into(), value.into());
        self
    }

    /// The line, as CloudWatch wants it.
    #[must_use]
    pub fn line(&self) -> String {
        let metrics: Vec<Value> = self
            .values
            .iter()
            .map(|(name, _, unit)| json!({"Name": name, "Unit": unit}))
            .collect();
        let mut line = self.properties.clone();
        line.insert(
            "_aws".into(),
            json!({
                "Timestamp": self.at.as_millisecond(),
                "CloudWatchMetrics": [{
                    "Namespace": NAMESPACE, "Dimensions": [["service"]], "Metrics": metrics,
                }],
            }),
        );
        line.insert("service".into(), self.service.into());
        for (name, value, _) in &self.values {
            line.insert((*name).into(), json!(value));
        }
        Value::Object(line).to_string()
    }

    /// Writes the line to stdout, where Lambda collects it; nothing before [`init`].
    pub fn emit(&self) {
        if !LISTENING.load(Ordering::Relaxed) {
            return;
        }
        let _ = writeln!(std::io::stdout().lock(), "{}", self.line());
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_company_is_never_a_dimension() {
        let company = CompanyId::new("co_1").unwrap();
        let line = Metrics::new("sync", Timestamp::UNIX_EPOCH)
            .count("jobber_throttles", 2)
            .company(&company)
            .line();
        let v: Value = serde_json::from_str(&line).unwrap();
        assert_eq!(
            v["_aws"]["CloudWatchMetrics"][0]["Dimensions"],
            json!([["service"]])
        );
        assert_eq!(
            (v["jobber_throttles"].as_f64(), v["company_id"].as_str()),
            (Some(2.0), Some("co_1"))
        );
    }
}
