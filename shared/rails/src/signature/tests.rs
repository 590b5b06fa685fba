use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use hmac::{Hmac, KeyInit as _, Mac as _};
use jiff::{SignedDuration, Timestamp};
use jsonwebtoken::{Algorithm, EncodingKey, Header, encode};
use proptest::prelude::*;
use secrecy::SecretString;
use serde_json::json;
use sha2::{Digest as _, Sha256};

use super::*;
use crate::port::Exchange;
use crate::test_rail::{Recorded, run};

const SECRET: &str = "a secret of the tests";
const JOBBER_BODY: &str = r#"{"data":{"webHookEvent":{"topic":"INVOICE_UPDATE","appId":"app","accountId":"MQ==","itemId":"Mg==","occurredAt":"2026-03-12T16:31:36-06:00"}}}"#;

fn secret() -> SecretString {
    SecretString::from(SECRET)
}

fn hmac(key: &str, body: &[u8]) -> String {
    let mut mac = Hmac::<Sha256>::new_from_slice(key.as_bytes()).expect("any key");
    mac.update(body);
    STANDARD.encode(mac.finalize().into_bytes())
}

#[test]
fn a_jobber_delivery_in_both_spellings() {
    for body in [
        JOBBER_BODY.to_owned(),
        JOBBER_BODY.replace("occurredAt", "occuredAt"),
    ] {
        let header = hmac(SECRET, body.as_bytes());
        let event = verify_jobber(&secret(), Some(&header), body.as_bytes()).expect("right");
        assert_eq!(
            (
                event.topic.as_str(),
                event.account_id.as_str(),
                event.item_id.as_str()
            ),
            ("INVOICE_UPDATE", "MQ==", "Mg==")
        );
        assert_eq!(event.occurred_at, "2026-03-12T22:31:36Z".parse().ok());
        assert_eq!(event.kind(), JobberTopic::Invoice(Change::Changed));
    }
}

#[test]
fn hmac_is_the_standard_one() {
    // RFC 4231, test case 2: another program would compute the same.
    let wanted = STANDARD.encode(
        hex::decode("5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843")
            .expect("hex"),
    );
    assert_eq!(hmac("Jefe", b"what do ya want for nothing?"), wanted);
}

#[test]
fn topics_are_typed_and_unknown_ones_kept() {
    let topic = |topic: &str| {
        let body = JOBBER_BODY.replace("INVOICE_UPDATE", topic);
        verify_jobber(
            &secret(),
            Some(&hmac(SECRET, body.as_bytes())),
            body.as_bytes(),
        )
        .expect("right")
        .kind()
    };
    assert_eq!(
        topic("PAYMENT_DESTROY"),
        JobberTopic::Payment(Change::Destroyed)
    );
    assert_eq!(topic("JOB_CLOSED"), JobberTopic::Job(Change::Changed));
    assert_eq!(topic("APP_DISCONNECT"), JobberTopic::AppDisconnect);
    assert_eq!(topic("QUOTE_SENT"), JobberTopic::Other("QUOTE_SENT".into()));
    assert_eq!(
        topic("INVOICE_FOLDED"),
        JobberTopic::Other("INVOICE_FOLDED".into())
    );
    assert_eq!(topic(""), JobberTopic::Other(String::new()));
}

#[test]
fn jobber_deliveries_that_are_refused() {
    let body = JOBBER_BODY.as_bytes();
    let good = hmac(SECRET, body);
    let check = |header: Option<&str>, body: &[u8]| {
        verify_jobber(&secret(), header, body)
            .map(|_| ())
            .expect_err("wrong")
    };
    assert_eq!(check(None, body), Reject::Missing);
    for bad in [
        "",
        "not base64!",
        &hmac("another secret", body),
        &good[..40],
        &hmac(SECRET, b""),
        &hex::encode(&good),
    ] {
        assert_eq!(check(Some(bad), body), Reject::BadSignature, "{bad}");
    }
    assert_eq!(check(Some(&good), &body[1..]), Reject::BadSignature);
    let empty = SecretString::from("");
    assert_eq!(
        verify_jobber(&empty, Some(&hmac("", body)), body),
        Err(Reject::BadSignature)
    );
    for body in [
        "",
        "{}",
        "[]",
        "{\"data\":null}",
        &JOBBER_BODY.replace("itemId", "item"),
    ] {
        let header = hmac(SECRET, body.as_bytes());
        assert!(
            matches!(check(Some(&header), body.as_bytes()), Reject::Malformed(_)),
            "{body}"
        );
    }
}

const KID: &str = "6c5516e1-92dc-479e-a8ff-5a51992e0001";
const KEY: &str = "308187020100301306072a8648ce3d020106082a8648ce3d030107046d306b0201010420ad09c505eafb8d4adf05383d36411094090b5b444693dbc609334faea7b589b3a14403420004f3809acf2f5cc8c24a270d738c62dd346da40419cf58f9f6bcbc4ac9b958888fdd0b5a0bb14003e78d20f91d0cac339ada66fba15be98f488f57826b220bb2f0";
const POINT: (&str, &str) = (
    "84Cazy9cyMJKJw1zjGLdNG2kBBnPWPn2vLxKyblYiI8",
    "3QtaC7FAA-eNIPkdDKwzmtpm-6Fb6Y9Ij1eCayILsvA",
);
const OTHER_KEY: &str = "308187020100301306072a8648ce3d020106082a8648ce3d030107046d306b0201010420e884b38052fc435fda1dcd9b1c81d1d80edb60409ae0a88d0d8eece3d2e7890ca144034200041b220c7e4dc6c7b10bb6bf5f8fe156c73780ac1895bf6390f5605ac691cb31fe2568e4d3b4fc04a07dae2c708cbcd89979da1d409ce745fb293ecae6b124c44e";
const PLAID_BODY: &str = "{\n  \"environment\": \"sandbox\",\n  \"error\": null,\n  \"item_id\": \"item-1\",\n  \"webhook_code\": \"SYNC_UPDATES_AVAILABLE\",\n  \"webhook_type\": \"TRANSACTIONS\"\n}";

fn now() -> Timestamp {
    "2026-03-13T12:00:00Z".parse().expect("a time")
}

fn key_answer(kid: &str, expired_at: serde_json::Value) -> (u16, String) {
    let key = json!({"alg": "ES256", "created_at": 1, "crv": "P-256", "expired_at": expired_at, "kid": kid,
        "kty": "EC", "use": "sig", "x": POINT.0, "y": POINT.1});
    (200, json!({"key": key, "request_id": "r"}).to_string())
}

fn jws(key: &str, kid: &str, iat: i64, body: &str) -> String {
    let key = EncodingKey::from_ec_der(&hex::decode(key).expect("hex"));
    let header = Header {
        kid: Some(kid.into()),
        ..Header::new(Algorithm::ES256)
    };
    let hash = hex::encode(Sha256::digest(body.as_bytes()));
    encode(
        &header,
        &json!({"iat": iat, "request_body_sha256": hash}),
        &key,
    )
    .expect("signed")
}

fn keys() -> PlaidKeys {
    PlaidKeys::new("client", SecretString::from("plaid secret"))
}

/// Keys that hold [`KID`].
fn filled() -> PlaidKeys {
    let keys = keys();
    let rail = Recorded::new([key_answer(KID, json!(null))]);
    run(keys.ensure(&rail, Some(&jws(KEY, KID, now().as_second(), "")), now())).expect("fetched");
    keys
}

#[test]
fn a_plaid_delivery() {
    let iat = now().as_second() - 10;
    let event = verify_plaid(
        &filled(),
        Some(&jws(KEY, KID, iat, PLAID_BODY)),
        PLAID_BODY.as_bytes(),
        now(),
    )
    .expect("right");
    assert_eq!(event.kind(), PlaidTopic::Transactions);
    assert_eq!(
        (event.item_id.as_deref(), event.issued_at.as_second()),
        (Some("item-1"), iat)
    );
    let body = PLAID_BODY
        .replace("null", r#"{"error_code": "ITEM_LOGIN_REQUIRED"}"#)
        .replace("TRANSACTIONS", "ITEM")
        .replace("SYNC_UPDATES_AVAILABLE", "ERROR");
    let event = verify_plaid(
        &filled(),
        Some(&jws(KEY, KID, iat, &body)),
        body.as_bytes(),
        now(),
    )
    .expect("right");
    assert_eq!(
        (event.kind(), event.error_code.as_deref()),
        (PlaidTopic::ItemError, Some("ITEM_LOGIN_REQUIRED"))
    );
    let body = body.replace("\"ERROR\"", "\"MOON\"");
    let event = verify_plaid(
        &filled(),
        Some(&jws(KEY, KID, iat, &body)),
        body.as_bytes(),
        now(),
    )
    .expect("right");
    assert_eq!(event.kind(), PlaidTopic::Other("ITEM/MOON".into()));
}

#[test]
fn age_is_measured_at_receipt_with_exact_borders() {
    let keys = filled();
    let at = |seconds: i64| {
        let token = jws(KEY, KID, now().as_second() + seconds, PLAID_BODY);
        verify_plaid(&keys, Some(&token), PLAID_BODY.as_bytes(), now()).map(|_| ())
    };
    assert_eq!((at(-300), at(60)), (Ok(()), Ok(())));
    assert_eq!(
        (at(-301), at(61)),
        (Err(Reject::TooOld), Err(Reject::FromTheFuture))
    );
    assert_eq!(at(i64::MAX / 4), Err(Reject::TooOld));
}

#[test]
fn plaid_deliveries_that_are_refused() {
    let (keys, iat) = (filled(), now().as_second());
    let check = |token: &str, body: &str| {
        verify_plaid(&keys, Some(token), body.as_bytes(), now())
            .map(|_| ())
            .expect_err("wrong")
    };
    let good = jws(KEY, KID, iat, PLAID_BODY);
    assert_eq!(verify_plaid(&keys, None, b"", now()), Err(Reject::Missing));
    assert_eq!(
        check(&good, &PLAID_BODY.replace("  ", " ")),
        Reject::OtherBody
    );
    assert_eq!(check(&good, &format!("{PLAID_BODY}\n")), Reject::OtherBody);
    assert_eq!(
        check(&jws(OTHER_KEY, KID, iat, PLAID_BODY), PLAID_BODY),
        Reject::BadSignature
    );
    assert_eq!(
        check(&jws(KEY, "another", iat, PLAID_BODY), PLAID_BODY),
        Reject::UnknownKey
    );
    for bad in [
        "",
        "a.b.c",
        "..",
        &good[..good.len() - 2],
        &good.replace('.', ""),
        &"x".repeat(5_000),
    ] {
        assert_eq!(check(bad, PLAID_BODY), Reject::BadSignature, "{bad}");
    }
    let malformed = jws(KEY, KID, iat, "[]");
    assert!(matches!(check(&malformed, "[]"), Reject::Malformed(_)));
}

#[test]
fn the_algorithm_is_not_the_senders_choice() {
    let keys = filled();
    let claims = json!({"iat": now().as_second(), "request_body_sha256": hex::encode(Sha256::digest(PLAID_BODY))});
    // The public key as the secret of an HMAC, the oldest trick.
    let header = Header {
        kid: Some(KID.into()),
        ..Header::new(Algorithm::HS256)
    };
    let hs256 = encode(
        &header,
        &claims,
        &EncodingKey::from_secret(POINT.0.as_bytes()),
    )
    .expect("signed");
    let part = |v: &serde_json::Value| {
        base64::engine::general_purpose::URL_SAFE_NO_PAD.encode(v.to_string())
    };
    let none = format!(
        "{}.{}.",
        part(&json!({"alg": "none", "kid": KID})),
        part(&claims)
    );
    for token in [hs256, none] {
        assert_eq!(
            verify_plaid(&keys, Some(&token), PLAID_BODY.as_bytes(), now()),
            Err(Reject::BadSignature)
        );
        assert_eq!(
            run(keys.ensure(&Recorded::new([]), Some(&token), now())),
            Err(Reject::BadSignature)
        );
    }
}

#[test]
fn a_key_is_fetched_once_and_again_after_a_day() {
    let keys = keys();
    let token = jws(KEY, KID, now().as_second(), "");
    let rail = Recorded::new([
        key_answer(KID, json!(null)),
        key_answer(KID, json!(1_770_000_000)),
    ]);
    let later = |hours: i64| now() + SignedDuration::from_hours(hours);
    assert_eq!(run(keys.ensure(&rail, Some(&token), now())), Ok(()));
    assert_eq!(run(keys.ensure(&rail, Some(&token), later(23))), Ok(()));
    assert_eq!(rail.asked().len(), 1);
    let (path, headers, body) = &rail.asked()[0];
    assert_eq!(
        (path.as_str(), body.as_str()),
        (
            "/webhook_verification_key/get",
            &*json!({"key_id": KID}).to_string()
        )
    );
    assert!(headers.contains(&("plaid-secret", "plaid secret".into())));
    // A day later it has been retired.
    assert_eq!(
        verify_plaid(&keys, Some(&token), b"", later(24)),
        Err(Reject::UnknownKey)
    );
    assert_eq!(
        run(keys.ensure(&rail, Some(&token), later(24))),
        Err(Reject::UnknownKey)
    );
    assert_eq!(rail.asked().len(), 2);
}

#[test]
fn an_unknown_key_is_not_asked_for_again_and_again() {
    let keys = keys();
    let token = |kid: &str| jws(KEY, kid, now().as_second(), "");
    let refused = (
        400,
        json!({"error_type": "INVALID_INPUT", "error_code": "INVALID_WEBHOOK_VERIFICATION_KEY_ID"})
            .to_string(),
    );
    let rail = Recorded::new(std::iter::repeat_n(refused, 11));
    for _ in 0..3 {
        assert_eq!(
            run(keys.ensure(&rail, Some(&token("x")), now())),
            Err(Reject::UnknownKey)
        );
    }
    assert_eq!(rail.asked().len(), 1);
    // A flood of invented ids stops at ten a minute, and says "later" to all others.
    let ends: Vec<_> = (0..40)
        .map(|i| run(keys.ensure(&rail, Some(&token(&format!("k{i}"))), now())))
        .collect();
    assert_eq!(rail.asked().len(), 10);
    assert!(ends[20..].iter().all(|end| matches!(
        end,
        Err(Reject::KeysUnavailable(RailError::Throttled { .. }))
    )));
    let later = now() + SignedDuration::from_mins(6);
    assert_eq!(
        run(keys.ensure(&rail, Some(&token("x")), later)),
        Err(Reject::UnknownKey)
    );
    assert_eq!(rail.asked().len(), 11);
}

#[test]
fn another_key_than_asked_for_is_not_kept_and_an_outage_is_not_forgery() {
    let token = jws(KEY, KID, now().as_second(), "");
    assert_eq!(
        run(keys().ensure(
            &Recorded::new([key_answer("another", json!(null))]),
            Some(&token),
            now()
        )),
        Err(Reject::UnknownKey)
    );
    let down = Recorded::failing(Exchange::TimedOut("plaid"));
    assert!(matches!(
        run(keys().ensure(&down, Some(&token), now())),
        Err(Reject::KeysUnavailable(RailError::Unavailable { .. }))
    ));
    assert_eq!(
        run(keys().ensure(&Recorded::new([]), None, now())),
        Err(Reject::Missing)
    );
}

/// Changes one byte of a text somewhere.
fn mutate(bytes: &[u8], at: usize, by: u8) -> Vec<u8> {
    let mut out = bytes.to_vec();
    let at = at % out.len();
    out[at] ^= by;
    out
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]

    #[test]
    fn no_mutation_of_a_jobber_delivery_is_accepted(at in any::<usize>(), by in 1_u8.., of_body in any::<bool>()) {
        let good = hmac(SECRET, JOBBER_BODY.as_bytes());
        let (header, body) = if of_body {
            (good.into_bytes(), mutate(JOBBER_BODY.as_bytes(), at, by))
        } else {
            (mutate(good.as_bytes(), at, by), JOBBER_BODY.as_bytes().to_vec())
        };
        // What is not text never becomes a header; white space around one is not part of it.
        if let Ok(header) = std::str::from_utf8(&header) {
            prop_assert!(verify_jobber(&secret(), Some(header), &body).is_err());
        }
    }

    #[test]
    fn no_mutation_of_a_plaid_delivery_is_accepted(at in any::<usize>(), by in 1_u8.., of_body in any::<bool>()) {
        let good = jws(KEY, KID, now().as_second(), PLAID_BODY);
        let (token, body) = if of_body {
            (good.into_bytes(), mutate(PLAID_BODY.as_bytes(), at, by))
        } else {
            (mutate(good.as_bytes(), at, by), PLAID_BODY.as_bytes().to_vec())
        };
        if let Ok(token) = std::str::from_utf8(&token) {
            prop_assert!(verify_plaid(&filled(), Some(token), &body, now()).is_err());
        }
    }

    #[test]
    fn nothing_panics(header in "\\PC{0,200}", body in proptest::collection::vec(any::<u8>(), 0..300)) {
        prop_assert!(verify_jobber(&secret(), Some(&header), &body).is_err());
        prop_assert!(verify_plaid(&filled(), Some(&header), &body, now()).is_err());
    }
}
