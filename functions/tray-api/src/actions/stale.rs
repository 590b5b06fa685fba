//! The screen is behind: what has changed, by whom, when.

use oodaloo_domain::facts::BankTransaction;
use oodaloo_store::acts::failed_steps;
use oodaloo_store::{Act, FailedWrite, Item, keys};
use serde_json::{Value, json};

use crate::Problem;

/// Somebody decided about it meanwhile.
pub(crate) fn decided(transaction: &BankTransaction) -> Problem {
    let detail = match &transaction.decided {
        Some(d) => {
            let who = d.who.clone().unwrap_or_else(|| "Oodaloo".into());
            format!("{who} has decided this meanwhile: {}.", d.summary)
        }
        None => "This is decided meanwhile.".to_owned(),
    };
    let current = json!({
        "status": transaction.status,
        "version": transaction.version,
        "decided": transaction.decided,
        "undo_id": transaction.decided_in,
    });
    Problem::stale(detail).with("current", current)
}

/// The suggestions are not the ones on the screen.
pub(crate) fn suggestions(version: u64, count: usize) -> Problem {
    Problem::stale("The suggestions for this are new: look at them again.")
        .with("current", json!({"version": version, "suggestions": count}))
}

/// What a conflict's own answer tells.
pub(crate) fn conflict(act: &Act, failed: &[FailedWrite]) -> Problem {
    for (_, step, current) in failed_steps(act, failed) {
        let Some(sk) = step.sk() else { continue };
        if sk.starts_with(keys::BANK_TRANSACTION) {
            return bank(current);
        }
        if let Some(id) = sk.strip_prefix(keys::PAYMENT) {
            return Problem::stale(
                "A payment in this has been used for another deposit, or changed, meanwhile.",
            )
            .with("current", json!({"payment_id": id}));
        }
        if sk.starts_with(keys::TRAY) {
            let version = current
                .and_then(|i| i.get("version"))
                .and_then(Value::as_u64);
            return suggestions(version.unwrap_or(0), 0);
        }
    }
    Problem::stale("Something this builds on has changed meanwhile: look again.")
}

fn bank(current: Option<&Item>) -> Problem {
    let read = current.map(|i| serde_json::from_value::<BankTransaction>(Value::Object(i.clone())));
    match read {
        Some(Ok(t)) if t.decided.is_some() || t.withdrawn => decided(&t),
        Some(Ok(t)) => Problem::stale("The bank has changed this line meanwhile: look again.")
            .with("current", json!({"status": t.status, "version": t.version})),
        _ => Problem::stale("The bank has taken this line back."),
    }
}
