//! The sandbox behind our port, and the owner's browser.

use std::sync::Mutex;

use async_trait::async_trait;
use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp};
use oodaloo_domain::facts::RailName;
use oodaloo_rails::http::MAX_BODY_BYTES;
use oodaloo_rails::jobber::{Jobber, Tokens, authorize_url};
use oodaloo_rails::plaid::{Linked, Plaid};
use oodaloo_rails::{Exchange, Rail, Request, Response};
use oodaloo_sandbox::{
    JOBBER_CLIENT_ID, JOBBER_CLIENT_SECRET, PLAID_CLIENT_ID, PLAID_SECRET, Sandbox,
};
use oodaloo_seeds::{Company, DEFAULT_SEED, demo};
use secrecy::SecretString;
use serde_json::json;

/// The sandbox behind our port, with a clock of its own: a second goes by at every request.
pub struct Local {
    pub sandbox: Mutex<Sandbox>,
    pub clock: Mutex<Timestamp>,
}

impl Local {
    pub fn now(&self) -> Timestamp {
        *self.clock.lock().expect("no panic")
    }

    pub fn wait(&self, time: SignedDuration) {
        let mut clock = self.clock.lock().expect("no panic");
        *clock += time;
    }

    pub fn ask(&self, request: Request) -> oodaloo_sandbox::Response {
        self.wait(SignedDuration::from_secs(1));
        let rail = match request.rail {
            RailName::Jobber => oodaloo_sandbox::RailName::Jobber,
            RailName::Plaid => oodaloo_sandbox::RailName::Plaid,
            RailName::Csv => panic!("nobody is there: its lines come as files"),
        };
        let headers = request
            .headers
            .into_iter()
            .map(|(name, value)| (name.to_owned(), value))
            .collect();
        let request = oodaloo_sandbox::Request {
            method: request.method.into(),
            path: request.path,
            headers,
            body: request.body,
        };
        self.sandbox
            .lock()
            .expect("no panic")
            .handle(rail, &request, self.now())
    }

    pub fn post(&self, rail: RailName, path: &str, body: &serde_json::Value) -> serde_json::Value {
        let headers = vec![
            ("content-type", "application/json".to_owned()),
            ("plaid-client-id", PLAID_CLIENT_ID.to_owned()),
            ("plaid-secret", PLAID_SECRET.to_owned()),
        ];
        let body = body.to_string().into_bytes();
        let answer = self.ask(Request {
            rail,
            method: "POST",
            path: path.into(),
            headers,
            body,
        });
        assert_eq!(
            answer.status,
            200,
            "{path}: {}",
            String::from_utf8_lossy(&answer.body)
        );
        serde_json::from_slice(&answer.body).expect("JSON")
    }
}

#[async_trait]
impl Rail for Local {
    async fn send(&self, request: Request) -> Result<Response, Exchange> {
        let answer = self.ask(request);
        assert!(answer.body.len() <= MAX_BODY_BYTES);
        Ok(Response {
            status: answer.status,
            body: answer.body,
        })
    }
}

pub fn world() -> (Local, Company) {
    let as_of = jiff::civil::date(2026, 3, 27);
    let company = demo(DEFAULT_SEED, as_of);
    let mut sandbox = Sandbox::new(7);
    sandbox.load(&company);
    let clock = as_of
        .at(18, 0, 0, 0)
        .in_tz(&company.time_zone)
        .expect("a zone")
        .timestamp();
    (
        Local {
            sandbox: Mutex::new(sandbox),
            clock: Mutex::new(clock),
        },
        company,
    )
}

pub fn run<T>(future: impl Future<Output = T>) -> T {
    tokio::runtime::Builder::new_current_thread()
        .build()
        .expect("a runtime")
        .block_on(future)
}

pub fn zone(company: &Company) -> TimeZone {
    TimeZone::get(&company.time_zone).expect("a zone")
}

pub fn jobber_secret() -> SecretString {
    SecretString::from(JOBBER_CLIENT_SECRET)
}

/// The owner's browser goes to Jobber and comes back with a code.
pub fn connect(rail: &Local) -> Tokens {
    let back = "http://127.0.0.1/back";
    let url = authorize_url("https://jobber.test", JOBBER_CLIENT_ID, back, "s t").expect("a URL");
    let path = url
        .strip_prefix("https://jobber.test")
        .expect("our base")
        .to_owned();
    let answer = rail.ask(Request {
        rail: RailName::Jobber,
        method: "GET",
        path,
        headers: vec![],
        body: vec![],
    });
    let location = &answer
        .headers
        .iter()
        .find(|(name, _)| name == "location")
        .expect("a redirect")
        .1;
    let code = location
        .split("code=")
        .nth(1)
        .and_then(|rest| rest.split('&').next())
        .expect("a code");
    let secret = jobber_secret();
    run(Jobber::new(rail, JOBBER_CLIENT_ID, &secret).exchange_code(code, back, rail.now()))
        .expect("tokens")
}

pub fn link(rail: &Local, company: &Company) -> Linked {
    let body = json!({"institution_id": company.bank.institution_id, "initial_products": ["transactions"]});
    let public = rail.post(RailName::Plaid, "/sandbox/public_token/create", &body);
    let secret = SecretString::from(PLAID_SECRET);
    let plaid = Plaid::new(rail, PLAID_CLIENT_ID, &secret);
    run(plaid.exchange_public_token(public["public_token"].as_str().expect("a token")))
        .expect("linked")
}
