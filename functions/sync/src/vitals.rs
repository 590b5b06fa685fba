//! How a link fares: the lag of webhooks, and how often a rail refused us for asking too fast.

use std::sync::atomic::Ordering;

use oodaloo_domain::facts::RailName;
use oodaloo_domain::tiles::{Heard, Vitals};
use oodaloo_rails::RailError;
use oodaloo_runtime::messages::SyncReason;
use oodaloo_runtime::telemetry::Metrics;

use crate::pull::Pulled;
use crate::{Look, Sync};

impl Look {
    /// Counts a rail's refusal for asking too fast; other errors are none.
    pub(crate) fn refused(&self, error: &RailError) {
        if matches!(error, RailError::Throttled { .. }) {
            self.refusals.fetch_add(1, Ordering::Relaxed);
        }
    }

    /// The webhook behind this look, if there is one that says when it happened.
    fn heard(&self, now: jiff::Timestamp) -> Option<Heard> {
        match &self.request.reason {
            SyncReason::Webhook { occurred_at, .. } => Some(Heard::of((*occurred_at)?, now)),
            _ => None,
        }
    }
}

impl Sync {
    /// The link as this look leaves it. A webhook that changed nothing is not told: a repeated one would
    /// count as a late one, and a look that finds nothing new writes nothing.
    pub(crate) fn vitals(&self, look: &Look, pulled: &Pulled) -> Vitals {
        let now = self.world.now();
        let mut vitals = look.connection.vitals.clone();
        if pulled.mirrored.changed > 0
            && let Some(heard) = look.heard(now)
        {
            #[expect(clippy::cast_precision_loss, reason = "seconds, for a metric")]
            let lag = heard.lag_seconds as f64;
            Metrics::new("sync", now)
                .gauge("webhook_lag_seconds", lag)
                .company(look.company.id())
                .property("rail", look.connection.rail.as_str())
                .emit();
            vitals.webhook = Some(heard);
        }
        let refusals = look.refusals.load(Ordering::Relaxed);
        if refusals > 0 {
            vitals.throttled(refusals, now);
        }
        vitals
    }

    /// Meters a rail's refusals, by the handoff's name.
    pub(crate) fn report_refusals(&self, look: &Look, refusals: u32) {
        let what = match look.connection.rail {
            RailName::Jobber => "jobber_throttles",
            RailName::Plaid => "plaid_throttles",
            // Nobody is asked for a file.
            RailName::Csv => return,
        };
        Metrics::new("sync", self.world.now())
            .count(what, u64::from(refusals))
            .company(look.company.id())
            .property("rail", look.connection.rail.as_str())
            .emit();
    }

    /// Keeps the refusals of a look that failed. Best effort: the look is repeated, and whoever has written
    /// the connection meanwhile knows more than we do.
    pub(crate) async fn keep_refusals(&self, look: &Look, refusals: u32) {
        let mut connection = look.connection.clone();
        connection.vitals.throttled(refusals, self.world.now());
        if let Err(error) = look.company.save_connection(connection).await {
            tracing::warn!(%error, "a rail's refusals were not kept");
        }
    }
}
