//! The demo company comes to us as a customer does: a company and its people are made, then the owner
//! links Jobber and the bank over our own API. Everything else arrives through sync.

use jiff::Timestamp;
use std::collections::BTreeMap;

use jiff::tz::TimeZone;
use oodaloo_domain::facts::{
    AccountLabel, AllocMethod, AutoThreshold, Company, Flag, Member, Role,
};
use oodaloo_domain::ids::derived;
use oodaloo_domain::week::IsoWeek;
use oodaloo_domain::{ClientId, CompanyId, InvoiceId, Money, UserId};
use oodaloo_store::{Condition, Store, StoreError};
use serde_json::{Value, json};

/// Where the sandbox's Jobber sends the owner's browser back to.
const REDIRECT_URI: &str = "https://app.oodaloo.example/connect/jobber";

/// Why seeding failed.
#[derive(Debug, thiserror::Error)]
pub enum SeedError {
    /// The table's answer.
    #[error("the table: {0}")]
    Store(#[from] StoreError),
    /// No answer over HTTP.
    #[error("no answer from {0}: is it running? `oodaloo status` tells, `oodaloo up` starts it")]
    Silent(String),
    /// An answer that is not what a customer would get.
    #[error("{what} answered {status}: {body}")]
    Refused {
        /// Who.
        what: &'static str,
        /// HTTP status.
        status: u16,
        /// What it said.
        body: String,
    },
    /// The demo company holds something we cannot store.
    #[error("the demo company's {0} cannot be stored")]
    BadSeed(&'static str),
}

/// A person with an account in the user pool.
#[derive(Debug, Clone)]
pub struct SeedUser {
    /// The pool's id of them.
    pub sub: String,
    /// Where mail goes.
    pub email: String,
    /// What they may do.
    pub role: Role,
}

/// Where a customer's browser would go.
#[derive(Debug, Clone)]
pub struct Places {
    /// Our API.
    pub api_url: String,
    /// The sandbox's Jobber.
    pub jobber_url: String,
    /// The sandbox's Plaid.
    pub plaid_url: String,
}

/// The demo company's id: the same at every seeding.
///
/// # Errors
/// [`SeedError::BadSeed`] when the seed's account cannot be one.
pub fn company_id(seed: &oodaloo_seeds::Company) -> Result<CompanyId, SeedError> {
    CompanyId::new(derived("co", &[&seed.jobber.account_id]))
        .map_err(|_| SeedError::BadSeed("account id"))
}

/// Makes the company and its people, unless they are there. Gives its id.
///
/// # Errors
/// [`SeedError`].
pub async fn company(
    store: &Store,
    seed: &oodaloo_seeds::Company,
    users: &[SeedUser],
    now: Timestamp,
) -> Result<CompanyId, SeedError> {
    let id = company_id(seed)?;
    let company = store.company(&id);
    if company.profile().await?.is_some() {
        return Ok(id);
    }
    let profile = profile(&id, seed, users)?;
    let zone = TimeZone::get(&profile.time_zone).map_err(|_| SeedError::BadSeed("time zone"))?;
    let week = IsoWeek::of(now.to_zoned(zone.clone()).date());
    let mut writes = vec![company.profile_write(&profile, Condition::NotExists)?];
    for user in users {
        let member = Member {
            user_id: UserId::new(user.sub.clone()).map_err(|_| SeedError::BadSeed("user"))?,
            email: user.email.clone(),
            role: user.role,
        };
        writes.extend(company.member_writes(&member, Condition::Always)?);
    }
    // This week's digest, even when its Friday is over: a demo wants to see one.
    writes.extend(company.due_digest_writes(None, week.digest_due(&zone, profile.digest_time)));
    company.transact(writes).await?;
    Ok(id)
}

fn profile(
    id: &CompanyId,
    seed: &oodaloo_seeds::Company,
    users: &[SeedUser],
) -> Result<Company, SeedError> {
    let settings = &seed.settings;
    let clients = settings
        .vip_client_ids
        .iter()
        .map(|c| ClientId::new(c.clone()));
    let disputed = settings
        .disputed_invoice_ids
        .iter()
        .map(|i| InvoiceId::new(i.clone()));
    let earmarks = settings
        .earmarks
        .iter()
        .map(|e| (e.label.clone(), Money::from_cents(e.cents)));
    let owners = users.iter().filter(|u| u.role == Role::Owner);
    Ok(Company {
        id: id.clone(),
        name: seed.name.clone(),
        time_zone: seed.time_zone.clone(),
        currency: seed.currency.clone(),
        weekly_burden: Some(Money::from_cents(settings.weekly_burden_cents)),
        alloc_method: AllocMethod::Revenue,
        earmarks: earmarks.collect(),
        account_labels: BTreeMap::new(),
        vips: clients
            .collect::<Result<_, _>>()
            .map_err(|_| SeedError::BadSeed("VIP"))?,
        disputed: disputed
            .collect::<Result<_, _>>()
            .map_err(|_| SeedError::BadSeed("disputed invoice"))?,
        terms_days: 30,
        digest_time: settings.digest_send_time,
        digest_to: owners.map(|u| u.email.clone()).collect(),
        auto_threshold: AutoThreshold::default(),
        flags: settings.flags.iter().filter_map(|f| flag(f)).collect(),
        changed: None,
        changed_in: None,
        version: 1,
    })
}

fn flag(name: &str) -> Option<Flag> {
    serde_json::from_value::<Flag>(Value::from(name.to_uppercase())).ok()
}

/// The owner links Jobber and the bank, unless both are linked.
///
/// # Errors
/// [`SeedError`].
pub async fn connect(
    http: &reqwest::Client,
    places: &Places,
    id: &CompanyId,
    owner_token: &str,
    seed: &oodaloo_seeds::Company,
) -> Result<(), SeedError> {
    let api = Api {
        http,
        places,
        id,
        token: owner_token,
    };
    let linked = api.call("GET", "/api/v1/integrations", None).await?;
    let has = |rail: &str| {
        linked["items"]
            .as_array()
            .is_some_and(|items| items.iter().any(|c| c["rail"] == rail))
    };
    if !has("jobber") {
        let code = api.jobber_code().await?;
        let body = json!({"code": code, "redirect_uri": REDIRECT_URI});
        api.call(
            "POST",
            "/api/v1/integrations/jobber/oauth/callback",
            Some(body),
        )
        .await?;
    }
    if !has("plaid") {
        let token = api.plaid_public_token(seed).await?;
        let body = json!({
            "public_token": token, "institution_name": seed.bank.institution_name, "labels": labels(seed),
        });
        api.call("POST", "/api/v1/integrations/plaid/exchange", Some(body))
            .await?;
    }
    Ok(())
}

/// What the owner says each account is for, when they link the bank.
#[must_use]
pub fn labels(seed: &oodaloo_seeds::Company) -> BTreeMap<String, AccountLabel> {
    let label = |label: oodaloo_seeds::AccountLabel| match label {
        oodaloo_seeds::AccountLabel::Operating => AccountLabel::Operating,
        oodaloo_seeds::AccountLabel::Savings => AccountLabel::Savings,
        oodaloo_seeds::AccountLabel::Credit => AccountLabel::Card,
        oodaloo_seeds::AccountLabel::PersonalMixed => AccountLabel::PersonalMixed,
    };
    seed.settings
        .account_labels
        .iter()
        .map(|(id, l)| (id.clone(), label(*l)))
        .collect()
}

struct Api<'a> {
    http: &'a reqwest::Client,
    places: &'a Places,
    id: &'a CompanyId,
    token: &'a str,
}

impl Api<'_> {
    async fn call(
        &self,
        method: &str,
        path: &str,
        body: Option<Value>,
    ) -> Result<Value, SeedError> {
        let url = format!("{}{path}?company_id={}", self.places.api_url, self.id);
        let request = match (method, body) {
            ("GET", _) => self.http.get(&url),
            (_, body) => self.http.post(&url).json(&body),
        };
        let answer = request
            .bearer_auth(self.token)
            .send()
            .await
            .map_err(|_| SeedError::Silent(url))?;
        read("the API", answer).await
    }

    /// What the owner's browser does on Jobber's page.
    async fn jobber_code(&self) -> Result<String, SeedError> {
        let url = format!(
            "{}/api/oauth/authorize?response_type=code&client_id={}&redirect_uri={REDIRECT_URI}&state=seed",
            self.places.jobber_url,
            oodaloo_sandbox::JOBBER_CLIENT_ID,
        );
        let answer = self
            .http
            .get(&url)
            .send()
            .await
            .map_err(|_| SeedError::Silent(url))?;
        let location = answer
            .headers()
            .get("location")
            .and_then(|l| l.to_str().ok())
            .unwrap_or_default();
        let code = location
            .split(['?', '&'])
            .find_map(|pair| pair.strip_prefix("code="));
        code.map(str::to_owned).ok_or_else(|| SeedError::Refused {
            what: "the sandbox's Jobber",
            status: answer.status().as_u16(),
            body: "no code in the redirect".into(),
        })
    }

    /// What the owner's browser does in Plaid Link.
    async fn plaid_public_token(&self, seed: &oodaloo_seeds::Company) -> Result<String, SeedError> {
        let url = format!("{}/sandbox/public_token/create", self.places.plaid_url);
        let body = json!({
            "client_id": oodaloo_sandbox::PLAID_CLIENT_ID, "secret": oodaloo_sandbox::PLAID_SECRET,
            "institution_id": seed.bank.institution_id, "initial_products": ["transactions"],
        });
        let answer = self
            .http
            .post(&url)
            .json(&body)
            .send()
            .await
            .map_err(|_| SeedError::Silent(url))?;
        let answer = read("the sandbox's Plaid", answer).await?;
        Ok(answer["public_token"]
            .as_str()
            .unwrap_or_default()
            .to_owned())
    }
}

async fn read(what: &'static str, answer: reqwest::Response) -> Result<Value, SeedError> {
    let status = answer.status();
    let body = answer.text().await.unwrap_or_default();
    if !status.is_success() {
        let body = body.chars().take(400).collect();
        return Err(SeedError::Refused {
            what,
            status: status.as_u16(),
            body,
        });
    }
    serde_json::from_str(&body).map_err(|_| SeedError::Refused {
        what,
        status: status.as_u16(),
        body,
    })
}
