//! What people's decisions teach, as small values; and what history in the book itself teaches.

use std::collections::BTreeMap;

use super::fees::{FeePlan, KNOWN};
use super::model::{Book, Confirmed, PlanSeen, Priors};
use crate::descriptor::key;

/// The most plans that are remembered.
const MAX_PLANS: usize = 16;
/// The most texts that are remembered.
const MAX_ALIASES: usize = 5_000;

/// The name under which a refused pair is kept.
#[must_use]
pub fn pair(deposit_id: &str, mut payment_ids: Vec<String>) -> String {
    payment_ids.sort();
    payment_ids.insert(0, deposit_id.to_owned());
    payment_ids.join("\n")
}

impl Priors {
    /// A person confirmed that this text belongs to these clients.
    pub fn confirm(&mut self, description: &str, client_ids: &[String], plan: Option<FeePlan>) {
        if let [client] = client_ids
            && (self.aliases.len() < MAX_ALIASES || self.aliases.contains_key(&key(description)))
        {
            *self
                .aliases
                .entry(key(description))
                .or_default()
                .entry(client.clone())
                .or_default() += 1;
        }
        if let Some(plan) = plan {
            if let Some(seen) = self.plans.iter_mut().find(|p| p.plan == plan) {
                seen.times = seen.times.saturating_add(1);
            } else if self.plans.len() < MAX_PLANS {
                self.plans.push(PlanSeen { plan, times: 1 });
            }
        }
    }

    /// The same, taken back: afterwards the priors are what they were before [`Priors::confirm`].
    pub fn undo(&mut self, description: &str, client_ids: &[String], plan: Option<FeePlan>) {
        let text = key(description);
        if let ([client], Some(clients)) = (client_ids, self.aliases.get_mut(&text)) {
            if let Some(times) = clients.get_mut(client) {
                *times = times.saturating_sub(1);
            }
            clients.retain(|_, times| *times > 0);
            if clients.is_empty() {
                self.aliases.remove(&text);
            }
        }
        if let Some(seen) = self.plans.iter_mut().find(|p| Some(p.plan) == plan) {
            seen.times = seen.times.saturating_sub(1);
        }
        self.plans.retain(|p| p.times > 0);
    }
}

/// The stored priors and what the book's own history adds.
pub fn priors(book: &Book) -> Priors {
    let mut priors = book.priors.clone();
    let payments: BTreeMap<&str, (&str, i64)> = book
        .payments
        .iter()
        .map(|p| (p.id.as_str(), (p.client_id.as_str(), p.amount.cents())))
        .collect();
    let mut history: Vec<&Confirmed> = book.history.iter().collect();
    history.sort_by(|a, b| (a.deposit.date, &a.deposit.id).cmp(&(b.deposit.date, &b.deposit.id)));
    for h in history {
        let known: Option<Vec<(&str, i64)>> = h
            .payment_ids
            .iter()
            .map(|id| payments.get(id.as_str()).copied())
            .collect();
        let clients: Vec<String> = match known.as_deref() {
            Some([(client, _)]) => vec![(*client).to_owned()],
            _ => Vec::new(),
        };
        priors.confirm(
            &h.deposit.description,
            &clients,
            plan_of(h, known.as_deref()),
        );
    }
    priors
}

/// The published plan that a confirmed match follows, if it is the only one.
fn plan_of(h: &Confirmed, amounts: Option<&[(&str, i64)]>) -> Option<FeePlan> {
    let fee = h.fee.cents();
    let gross = h.deposit.amount.cents().checked_add(fee)?;
    let count = i64::try_from(h.payment_ids.len()).ok()?;
    if fee <= 0 || gross <= 0 || gross > 100_000_000_000_000 {
        return None;
    }
    let follows = |plan: &&FeePlan| match amounts {
        Some(list) => {
            list.iter()
                .map(|(_, a)| plan.fee((*a).clamp(0, gross)))
                .sum::<i64>()
                == fee
        }
        None => {
            plan.cap == 0
                && (plan.fee(gross) + (count - 1) * i64::from(plan.fixed) - fee).abs()
                    <= count / 2 + 1
        }
    };
    let mut fitting = KNOWN.iter().filter(follows);
    let first = fitting.next().copied();
    if fitting.next().is_none() {
        first
    } else {
        None
    }
}
