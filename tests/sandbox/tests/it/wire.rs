//! A client's side of the wire, in process.

use jiff::{SignedDuration, Timestamp, civil::date};
use oodaloo_sandbox::{
    JOBBER_CLIENT_ID, JOBBER_CLIENT_SECRET, PLAID_CLIENT_ID, PLAID_SECRET, RailName, Request,
    Response, Sandbox, WebhookUrls,
};
use oodaloo_seeds::{Company, demo};
use serde_json::{Value, json};

pub const SEED: u64 = 7;

/// A loaded sandbox and a clock that only tests move.
pub struct Wire {
    pub sandbox: Sandbox,
    pub company: Company,
    pub now: Timestamp,
}

impl Wire {
    pub fn new() -> Self {
        let company = demo(SEED, date(2026, 3, 27));
        let mut sandbox = Sandbox::new(SEED);
        sandbox.load(&company);
        sandbox.set_webhook_urls(WebhookUrls {
            jobber: Some("http://127.0.0.1/jobber".to_owned()),
            plaid: Some("http://127.0.0.1/plaid".to_owned()),
        });
        Self {
            sandbox,
            company,
            now: "2026-03-27T18:00:00Z".parse().unwrap(),
        }
    }

    pub fn wait(&mut self, seconds: i64) {
        self.now += SignedDuration::from_secs(seconds);
    }

    pub fn send(
        &mut self,
        rail: RailName,
        method: &str,
        path: &str,
        headers: &[(&str, &str)],
        body: &[u8],
    ) -> Response {
        let headers = headers
            .iter()
            .map(|(n, v)| ((*n).to_owned(), (*v).to_owned()))
            .collect();
        let request = Request {
            method: method.to_owned(),
            path: path.to_owned(),
            headers,
            body: body.to_vec(),
        };
        self.sandbox.handle(rail, &request, self.now)
    }

    pub fn authorize(&mut self) -> String {
        let path = format!(
            "/api/oauth/authorize?response_type=code&client_id={JOBBER_CLIENT_ID}&redirect_uri=http://127.0.0.1/back&state=s%201"
        );
        let answer = self.send(RailName::Jobber, "GET", &path, &[], b"");
        assert_eq!(answer.status, 302);
        let location = &answer
            .headers
            .iter()
            .find(|(n, _)| n == "location")
            .unwrap()
            .1;
        let (code, state) = location
            .split_once("?code=")
            .unwrap()
            .1
            .split_once("&state=")
            .unwrap();
        assert_eq!(state, "s%201");
        code.to_owned()
    }

    pub fn token(&mut self, grant: &str) -> (u16, Value) {
        let body =
            format!("client_id={JOBBER_CLIENT_ID}&client_secret={JOBBER_CLIENT_SECRET}&{grant}");
        let kind = [("Content-Type", "application/x-www-form-urlencoded")];
        let answer = self.send(
            RailName::Jobber,
            "POST",
            "/api/oauth/token",
            &kind,
            body.as_bytes(),
        );
        (answer.status, serde_json::from_slice(&answer.body).unwrap())
    }

    /// Connects the app: access and refresh token.
    pub fn connect(&mut self) -> (String, String) {
        let code = self.authorize();
        let grant = format!(
            "grant_type=authorization_code&code={code}&redirect_uri=http%3A%2F%2F127.0.0.1%2Fback"
        );
        let (status, body) = self.token(&grant);
        assert_eq!(status, 200, "{body}");
        let text = |name: &str| body[name].as_str().unwrap().to_owned();
        (text("access_token"), text("refresh_token"))
    }

    pub fn refresh(&mut self, token: &str) -> (u16, Value) {
        self.token(&format!("grant_type=refresh_token&refresh_token={token}"))
    }

    pub fn graphql(&mut self, access: &str, query: &str, variables: Value) -> Value {
        let body = json!({"query": query, "variables": variables}).to_string();
        let bearer = format!("Bearer {access}");
        let headers = [
            ("authorization", bearer.as_str()),
            ("content-type", "application/json"),
            ("x-jobber-graphql-version", "2025-04-16"),
        ];
        let answer = self.send(
            RailName::Jobber,
            "POST",
            "/api/graphql",
            &headers,
            body.as_bytes(),
        );
        assert_eq!(
            answer.status,
            200,
            "{}",
            String::from_utf8_lossy(&answer.body)
        );
        serde_json::from_slice(&answer.body).unwrap()
    }

    pub fn plaid(&mut self, path: &str, body: Value) -> (u16, Value) {
        let headers = [
            ("PLAID-CLIENT-ID", PLAID_CLIENT_ID),
            ("PLAID-SECRET", PLAID_SECRET),
        ];
        let answer = self.send(
            RailName::Plaid,
            "POST",
            path,
            &headers,
            body.to_string().as_bytes(),
        );
        (answer.status, serde_json::from_slice(&answer.body).unwrap())
    }

    /// Links the bank: access token and item id.
    pub fn link(&mut self) -> (String, String) {
        let asked = json!({"institution_id": "ins_109508", "initial_products": ["transactions"]});
        let (status, public) = self.plaid("/sandbox/public_token/create", asked);
        assert_eq!(status, 200, "{public}");
        let (status, item) = self.plaid(
            "/item/public_token/exchange",
            json!({"public_token": public["public_token"]}),
        );
        assert_eq!(status, 200, "{item}");
        let text = |name: &str| item[name].as_str().unwrap().to_owned();
        (text("access_token"), text("item_id"))
    }
}
