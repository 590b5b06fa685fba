//! One type per kind of id, so that a payment cannot be passed where a deposit is meant.

use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};

use crate::schema::text_schema;

/// The longest id accepted from outside, in bytes.
pub const MAX_ID_BYTES: usize = 256;

/// A text that cannot be an id.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("not an id: 1 to {MAX_ID_BYTES} visible ASCII characters without '#' are expected")]
pub struct BadId;

fn checked(text: &str) -> Result<(), BadId> {
    // '#' separates the parts of a table key: an id that held one could reach into another item.
    let fine = !text.is_empty()
        && text.len() <= MAX_ID_BYTES
        && text.bytes().all(|b| b.is_ascii_graphic() && b != b'#');
    if fine { Ok(()) } else { Err(BadId) }
}

macro_rules! id_types {
    ($(#[doc = $doc:literal] $name:ident;)*) => {$(
        #[doc = $doc]
        #[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[serde(try_from = "String", into = "String")]
        pub struct $name(String);

        impl $name {
            /// From text.
            ///
            /// # Errors
            /// [`BadId`] when the text is empty, too long, or holds anything but visible ASCII.
            pub fn new(text: impl Into<String>) -> Result<Self, BadId> {
                let text = text.into();
                checked(&text)?;
                Ok(Self(text))
            }

            /// As text.
            #[must_use]
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl TryFrom<String> for $name {
            type Error = BadId;
            fn try_from(text: String) -> Result<Self, BadId> {
                Self::new(text)
            }
        }

        impl From<$name> for String {
            fn from(id: $name) -> Self {
                id.0
            }
        }

        // Visible ASCII but '#', as `checked` has it.
        text_schema!($name, r#"^[!"$-~]{1,256}$"#, "Z2lkOi8vMQ", $doc);

        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str(&self.0)
            }
        }
    )*};
}

id_types! {
    /// A tenant.
    CompanyId;
    /// A bank account (ours; from the rail's account id).
    AccountId;
    /// A posted line of a bank account.
    BankTransactionId;
    /// A quote.
    QuoteId;
    /// Money that Jobber says a client paid.
    PaymentId;
    /// A payout that a rail itself lists.
    PayoutId;
    /// An invoice.
    InvoiceId;
    /// A job.
    JobId;
    /// A client of the company.
    ClientId;
    /// A note or a task that is written at a rail.
    NoteId;
    /// Something the tray asks a person about.
    TrayItemId;
    /// A rule the company made.
    RuleId;
    /// One audit entry.
    AuditId;
    /// An invitation to join a company.
    InvitationId;
    /// A person, as the identity provider knows them (`sub`).
    UserId;
    /// What a rail calls the authorised party: a Jobber account id or a Plaid item id.
    RailAccountId;
    /// A file that somebody brought.
    ImportId;
}

/// A short id that follows from its parts: the same parts give the same id, on every retry and in
/// every Lambda. 20 hex digits of SHA-256 over the length-prefixed parts.
#[must_use]
pub fn derived(prefix: &str, parts: &[&str]) -> String {
    let mut hash = Sha256::new();
    for part in parts {
        hash.update(part.len().to_be_bytes());
        hash.update(part.as_bytes());
    }
    let digest = hash.finalize();
    format!("{prefix}_{}", hex::encode(&digest[..10]))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_id_cannot_reach_into_another_key() {
        for bad in ["", "a#b", "a b", "ä", "a\n", &"x".repeat(257)] {
            assert_eq!(CompanyId::new(bad), Err(BadId), "{bad:?}");
        }
        assert!(PaymentId::new("Z2lkOi8vSm9iYmVyL1BheW1lbnQvMQ==").is_ok());
    }

    #[test]
    fn derived_ids_depend_on_where_parts_end() {
        assert_ne!(derived("ti", &["ab", "c"]), derived("ti", &["a", "bc"]));
        assert_eq!(derived("ti", &["a"]), derived("ti", &["a"]));
    }
}
