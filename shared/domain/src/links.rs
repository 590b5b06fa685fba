//! Links in mails that a person may forward: each does one thing only, and none logs in.

use base64::Engine as _;
use base64::prelude::BASE64_URL_SAFE_NO_PAD;
use hmac::{Hmac, KeyInit as _, Mac as _};
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use sha2::Sha256;

use crate::ids::{CompanyId, InvitationId, UserId};

/// The longest token that is looked at, in bytes.
pub const MAX_TOKEN_BYTES: usize = 2_048;
/// The shortest key that signs, in bytes.
pub const MIN_KEY_BYTES: usize = 16;
/// Signed with the payload, so that a link of one kind is never believed as one of another.
const UNSUBSCRIBE: &[u8] = b"oodaloo unsubscribe v1\0";
const INVITATION: &[u8] = b"oodaloo invitation v1\0";
const CONNECTING: &[u8] = b"oodaloo connecting v1\0";

/// Who no longer wants whose digest.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Unsubscribe {
    /// Whose digest.
    pub company_id: CompanyId,
    /// Who.
    pub email: String,
}

/// Which invitation may be accepted. Whether it still may is the company's own record: it knows until
/// when, and is gone once it is used.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct InvitationLink {
    /// Of which company.
    pub company_id: CompanyId,
    /// Which.
    pub invitation_id: InvitationId,
}

/// Who has left for a rail's page, for which company: what comes back with its redirect must be theirs.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Connecting {
    /// For which company.
    pub company_id: CompanyId,
    /// Who.
    pub user_id: UserId,
    /// Not to be believed after this, in seconds since 1970.
    pub until: i64,
}

/// Why a link cannot be made or is not believed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum LinkError {
    /// The key is too short to protect anything.
    #[error("the link signing key has fewer than {MIN_KEY_BYTES} bytes")]
    WeakKey,
    /// The address is too long for a link.
    #[error("the address is too long for a link")]
    TooLong,
    /// Not ours, or changed on the way. It says nothing more, on purpose.
    #[error("this link is not valid")]
    Invalid,
}

fn mac(key: &[u8], kind: &[u8], payload: &[u8]) -> Result<Hmac<Sha256>, LinkError> {
    if key.len() < MIN_KEY_BYTES {
        return Err(LinkError::WeakKey);
    }
    let mut mac = Hmac::<Sha256>::new_from_slice(key).map_err(|_| LinkError::WeakKey)?;
    mac.update(kind);
    mac.update(payload);
    Ok(mac)
}

/// `payload.signature`, both URL-safe base64 without padding.
fn sign(key: &[u8], kind: &[u8], link: &impl Serialize) -> Result<String, LinkError> {
    let payload = serde_json::to_vec(link).map_err(|_| LinkError::TooLong)?;
    let signature = mac(key, kind, &payload)?.finalize().into_bytes();
    let token = format!(
        "{}.{}",
        BASE64_URL_SAFE_NO_PAD.encode(&payload),
        BASE64_URL_SAFE_NO_PAD.encode(signature)
    );
    if token.len() > MAX_TOKEN_BYTES {
        Err(LinkError::TooLong)
    } else {
        Ok(token)
    }
}

/// Compares in constant time, and reads nothing that is not signed.
fn verify<T: DeserializeOwned>(key: &[u8], kind: &[u8], token: &str) -> Result<T, LinkError> {
    if token.len() > MAX_TOKEN_BYTES {
        return Err(LinkError::Invalid);
    }
    let (payload, signature) = token.split_once('.').ok_or(LinkError::Invalid)?;
    let decode = |part: &str| {
        BASE64_URL_SAFE_NO_PAD
            .decode(part)
            .map_err(|_| LinkError::Invalid)
    };
    let (payload, signature) = (decode(payload)?, decode(signature)?);
    mac(key, kind, &payload)?
        .verify_slice(&signature)
        .map_err(|_| LinkError::Invalid)?;
    serde_json::from_slice(&payload).map_err(|_| LinkError::Invalid)
}

/// A token for the path of a link. The same link every time, and valid for ever: an old mail must still
/// unsubscribe.
///
/// # Errors
/// [`LinkError::WeakKey`], [`LinkError::TooLong`].
pub fn sign_unsubscribe(key: &[u8], link: &Unsubscribe) -> Result<String, LinkError> {
    sign(key, UNSUBSCRIBE, link)
}

/// Whom a token unsubscribes.
///
/// # Errors
/// [`LinkError::Invalid`] for anything not signed with this key, [`LinkError::WeakKey`].
pub fn verify_unsubscribe(key: &[u8], token: &str) -> Result<Unsubscribe, LinkError> {
    verify(key, UNSUBSCRIBE, token)
}

/// A token for the link of an invitation.
///
/// # Errors
/// [`LinkError::WeakKey`], [`LinkError::TooLong`].
pub fn sign_invitation(key: &[u8], link: &InvitationLink) -> Result<String, LinkError> {
    sign(key, INVITATION, link)
}

/// Which invitation a token is for.
///
/// # Errors
/// [`LinkError::Invalid`] for anything not signed with this key, [`LinkError::WeakKey`].
pub fn verify_invitation(key: &[u8], token: &str) -> Result<InvitationLink, LinkError> {
    verify(key, INVITATION, token)
}

/// The `state` of an authorisation that somebody begins.
///
/// # Errors
/// [`LinkError::WeakKey`], [`LinkError::TooLong`].
pub fn sign_connecting(key: &[u8], who: &Connecting) -> Result<String, LinkError> {
    sign(key, CONNECTING, who)
}

/// Who began it.
///
/// # Errors
/// [`LinkError::Invalid`] for anything not signed with this key, [`LinkError::WeakKey`].
pub fn verify_connecting(key: &[u8], state: &str) -> Result<Connecting, LinkError> {
    verify(key, CONNECTING, state)
}

#[cfg(test)]
mod tests {
    use super::*;

    const KEY: &[u8] = b"0123456789abcdef0123456789abcdef";

    fn link() -> Unsubscribe {
        Unsubscribe {
            company_id: CompanyId::new("co_1").unwrap(),
            email: "a+b@example.com".into(),
        }
    }

    #[test]
    fn only_what_we_signed_is_believed() {
        let token = sign_unsubscribe(KEY, &link()).unwrap();
        assert_eq!(verify_unsubscribe(KEY, &token), Ok(link()));
        assert!(
            token
                .bytes()
                .all(|b| b.is_ascii_alphanumeric() || b"-_.".contains(&b))
        );
        assert_eq!(
            verify_unsubscribe(b"another key of some length", &token),
            Err(LinkError::Invalid)
        );
        for at in 0..token.len() {
            let mut bent = token.clone().into_bytes();
            bent[at] = if bent[at] == b'A' { b'B' } else { b'A' };
            let bent = String::from_utf8(bent).unwrap();
            assert_eq!(
                verify_unsubscribe(KEY, &bent),
                Err(LinkError::Invalid),
                "byte {at}"
            );
        }
        for bad in ["", ".", "a", "a.b", &"x".repeat(5_000)] {
            assert_eq!(verify_unsubscribe(KEY, bad), Err(LinkError::Invalid));
        }
    }

    #[test]
    fn a_link_of_one_kind_is_none_of_another() {
        let invitation = InvitationLink {
            company_id: CompanyId::new("co_1").unwrap(),
            invitation_id: InvitationId::new("inv_1").unwrap(),
        };
        let token = sign_invitation(KEY, &invitation).unwrap();
        assert_eq!(verify_invitation(KEY, &token), Ok(invitation));
        assert_eq!(verify_unsubscribe(KEY, &token), Err(LinkError::Invalid));
        let token = sign_unsubscribe(KEY, &link()).unwrap();
        assert_eq!(verify_invitation(KEY, &token), Err(LinkError::Invalid));
    }

    #[test]
    fn a_short_key_signs_nothing() {
        assert_eq!(sign_unsubscribe(b"short", &link()), Err(LinkError::WeakKey));
        let token = sign_unsubscribe(KEY, &link()).unwrap();
        assert_eq!(verify_unsubscribe(b"", &token), Err(LinkError::WeakKey));
    }
}
