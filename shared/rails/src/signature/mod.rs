//! Whose webhook is it? Decided over the raw bytes, before anything is parsed.
//!
//! The caller has checked the body's size. Nothing here tells a sender which part was wrong.

mod jobber;
mod keys;
mod plaid;

pub use jobber::{Change, JobberEvent, JobberTopic, verify_jobber};
pub use keys::PlaidKeys;
pub use plaid::{PlaidEvent, PlaidTopic, verify_plaid};

use crate::port::RailError;

/// Why a delivery is not accepted.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Reject {
    /// No signature came with it, or two.
    #[error("no signature")]
    Missing,
    /// The signature is not of its form, or not of this body.
    #[error("the signature is not right")]
    BadSignature,
    /// Signed with a key that Plaid does not know, or has retired.
    #[error("signed with an unknown key")]
    UnknownKey,
    /// Signed more than five minutes ago.
    #[error("signed too long ago")]
    TooOld,
    /// Signed more than a minute from now.
    #[error("signed in the future")]
    FromTheFuture,
    /// Signed for another body.
    #[error("signed for another body")]
    OtherBody,
    /// Rightly signed, but not an event as documented.
    #[error("not an event: {0}")]
    Malformed(String),
    /// Whether it is right cannot be told now: the sender shall try again.
    #[error("the keys cannot be fetched: {0}")]
    KeysUnavailable(RailError),
}

#[cfg(test)]
mod tests;
