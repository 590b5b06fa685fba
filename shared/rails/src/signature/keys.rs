//! Plaid's webhook keys, as fetched so far by this instance.

use std::collections::BTreeMap;
use std::sync::{Mutex, MutexGuard, PoisonError};

use jiff::{SignedDuration, Timestamp};
use jsonwebtoken::DecodingKey;
use secrecy::SecretString;

use super::Reject;
use super::plaid::kid_of;
use crate::plaid::{Plaid, WebhookKey};
use crate::port::{Rail, RailError};

/// A key is asked for again after this: it may have been retired.
const FRESH: SignedDuration = SignedDuration::from_hours(24);
/// A key that Plaid does not know is not asked for again before this.
const UNKNOWN_FOR: SignedDuration = SignedDuration::from_mins(5);
/// Plaid has one or two keys at a time.
const MAX_KEYS: usize = 16;
/// Key ids that Plaid did not know.
const MAX_UNKNOWN: usize = 256;
/// Fetches in one minute. Forged headers can name a new key each time; Plaid must not feel it.
const MAX_FETCHES: usize = 10;
const FETCH_WINDOW: SignedDuration = SignedDuration::from_mins(1);

/// The keys of Plaid's signatures. Fetched on first need, kept for a day, by key id.
pub struct PlaidKeys {
    client_id: String,
    secret: SecretString,
    cache: Mutex<Cache>,
}

#[derive(Default)]
struct Cache {
    held: BTreeMap<String, Held>,
    unknown: BTreeMap<String, Timestamp>,
    fetches: Vec<Timestamp>,
}

struct Held {
    key: DecodingKey,
    fetched_at: Timestamp,
}

impl PlaidKeys {
    /// None yet; they will be asked for with these credentials.
    #[must_use]
    pub fn new(client_id: impl Into<String>, secret: SecretString) -> Self {
        Self {
            client_id: client_id.into(),
            secret,
            cache: Mutex::default(),
        }
    }

    /// Sees to it that the key which a header names is there, asking Plaid if need be.
    ///
    /// # Errors
    /// [`Reject::Missing`] and [`Reject::BadSignature`] for a header that names no key;
    /// [`Reject::UnknownKey`] when Plaid does not know it or has retired it;
    /// [`Reject::KeysUnavailable`] when Plaid cannot be asked now.
    pub async fn ensure(
        &self,
        rail: &dyn Rail,
        header: Option<&str>,
        now: Timestamp,
    ) -> Result<(), Reject> {
        let kid = kid_of(header.ok_or(Reject::Missing)?)?;
        if self.held(&kid, now).is_some() {
            return Ok(());
        }
        self.cache().admit(&kid, now)?;
        let plaid = Plaid::new(rail, &self.client_id, &self.secret);
        match plaid.webhook_key(&kid).await {
            Ok(key) => self.cache().keep(&kid, &key, now),
            Err(RailError::Refused { why, .. }) => {
                tracing::warn!(why, "Plaid does not know the key of a webhook");
                self.cache().remember_unknown(&kid, now);
                Err(Reject::UnknownKey)
            }
            Err(error) => Err(Reject::KeysUnavailable(error)),
        }
    }

    /// The key of this id, if it was fetched within the last day.
    pub(super) fn held(&self, kid: &str, now: Timestamp) -> Option<DecodingKey> {
        let cache = self.cache();
        let held = cache.held.get(kid)?;
        (now.duration_since(held.fetched_at) < FRESH).then(|| held.key.clone())
    }

    fn cache(&self) -> MutexGuard<'_, Cache> {
        // The cache is whole after every statement: a panic elsewhere leaves nothing half done.
        self.cache.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Cache {
    /// Whether Plaid may be asked for this key now; counts the question.
    fn admit(&mut self, kid: &str, now: Timestamp) -> Result<(), Reject> {
        self.unknown
            .retain(|_, asked| now.duration_since(*asked) < UNKNOWN_FOR);
        if self.unknown.contains_key(kid) {
            return Err(Reject::UnknownKey);
        }
        self.fetches
            .retain(|at| now.duration_since(*at) < FETCH_WINDOW);
        if self.fetches.len() >= MAX_FETCHES {
            let wait_seconds = u32::try_from(FETCH_WINDOW.as_secs()).unwrap_or(60);
            return Err(Reject::KeysUnavailable(RailError::Throttled {
                rail: "plaid",
                wait_seconds,
            }));
        }
        self.fetches.push(now);
        Ok(())
    }

    fn keep(&mut self, kid: &str, key: &WebhookKey, now: Timestamp) -> Result<(), Reject> {
        self.held.remove(kid);
        let sound = key.kid == kid && key.alg == "ES256" && !key.expired;
        let decoding = sound
            .then(|| DecodingKey::from_ec_components(&key.x, &key.y).ok())
            .flatten();
        let Some(decoding) = decoding else {
            self.remember_unknown(kid, now);
            return Err(Reject::UnknownKey);
        };
        if self.held.len() >= MAX_KEYS {
            drop_oldest(&mut self.held, |held| held.fetched_at);
        }
        self.held.insert(
            kid.to_owned(),
            Held {
                key: decoding,
                fetched_at: now,
            },
        );
        Ok(())
    }

    fn remember_unknown(&mut self, kid: &str, now: Timestamp) {
        if self.unknown.len() >= MAX_UNKNOWN {
            drop_oldest(&mut self.unknown, |asked| *asked);
        }
        self.unknown.insert(kid.to_owned(), now);
    }
}

fn drop_oldest<T>(map: &mut BTreeMap<String, T>, age: impl Fn(&T) -> Timestamp) {
    let oldest = map
        .iter()
        .min_by_key(|(_, value)| age(value))
        .map(|(kid, _)| kid.clone());
    if let Some(kid) = oldest {
        map.remove(&kid);
    }
}
