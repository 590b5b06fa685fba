//! Opaque tokens from the sandbox's own stream: the same seed and the same calls give the same tokens.

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use hmac::{Hmac, KeyInit, Mac};
use rand::{Rng, SeedableRng};
use rand_chacha::ChaCha8Rng;
use serde_json::Value;
use sha2::{Digest, Sha256};

/// The sandbox's only source of chance.
#[derive(Clone, Debug)]
pub(crate) struct Tokens(ChaCha8Rng);

impl Tokens {
    pub(crate) fn new(seed: u64) -> Self {
        Self(ChaCha8Rng::seed_from_u64(seed))
    }

    /// `bytes` bytes as lower-case hexadecimal.
    pub(crate) fn hex(&mut self, bytes: usize) -> String {
        hex::encode(
            (0..bytes)
                .map(|_| self.0.random::<u8>())
                .collect::<Vec<_>>(),
        )
    }

    /// 32 bytes of key material.
    pub(crate) fn key(&mut self) -> [u8; 32] {
        self.0.random()
    }

    /// Text in the shape of a UUID.
    pub(crate) fn uuid(&mut self) -> String {
        let hex = self.hex(16);
        format!(
            "{}-{}-4{}-8{}-{}",
            &hex[..8],
            &hex[8..12],
            &hex[13..16],
            &hex[17..20],
            &hex[20..]
        )
    }
}

/// HMAC-SHA256. A key of any length is a key, so there is nothing to fail.
pub(crate) fn hmac_sha256(key: &[u8], message: &[u8]) -> Vec<u8> {
    Hmac::<Sha256>::new_from_slice(key)
        .map(|mut mac| {
            mac.update(message);
            mac.finalize().into_bytes().to_vec()
        })
        .unwrap_or_default()
}

/// SHA-256 as lower-case hexadecimal.
pub(crate) fn sha256_hex(message: &[u8]) -> String {
    hex::encode(Sha256::digest(message))
}

/// A JWS in compact form over two JSON values; `sign` gets the signing input.
pub(crate) fn jws(header: &Value, claims: &Value, sign: impl FnOnce(&[u8]) -> Vec<u8>) -> String {
    let part = |value: &Value| URL_SAFE_NO_PAD.encode(value.to_string());
    let input = format!("{}.{}", part(header), part(claims));
    let signature = URL_SAFE_NO_PAD.encode(sign(input.as_bytes()));
    format!("{input}.{signature}")
}
