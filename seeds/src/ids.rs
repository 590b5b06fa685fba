//! Identifiers in the rails' own shapes.

use base64::{Engine, engine::general_purpose::STANDARD};

use crate::draw::Draw;

/// Jobber's opaque id of the `number`th record of a type.
pub(crate) fn jobber(kind: &str, number: i64) -> String {
    STANDARD.encode(format!("gid://Jobber/{kind}/{number}"))
}

/// A Plaid identifier: 37 letters and digits, case significant.
pub(crate) fn plaid(draw: &mut Draw) -> String {
    draw.text(
        37,
        b"ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz0123456789",
    )
}

/// What a Stripe-run payment carries in its ACH record.
pub(crate) fn stripe_trace(draw: &mut Draw) -> String {
    format!(
        "ST-{}",
        draw.text(12, b"ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789")
    )
}
