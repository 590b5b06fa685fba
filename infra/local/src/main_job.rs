//! The main job on the local cloud: the demo company connects, its books come in, deposits are
//! explained, the Friday email goes out. Only triggers are pulled here; the functions do the work.

use std::time::Duration;

use jiff::tz::TimeZone;
use oodaloo_domain::CompanyId;
use oodaloo_domain::facts::{Role, Status};
use oodaloo_domain::week::IsoWeek;
use oodaloo_store::Store;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use crate::aws::Cloud;
use crate::edge;
use crate::people::Login;
use crate::progress::Progress;
use crate::seed::{self, SeedUser};
use crate::state::State;
use crate::trouble::Trouble;

/// How long queues may take to run dry, in steps.
const STEPS: u32 = 1_200;
const STEP: Duration = Duration::from_millis(250);
/// So many looks in a row must find nothing: work may just be passing from one queue to the next.
const CALM_LOOKS: u32 = 3;

/// What the main job found.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Found {
    /// Lines of the bank.
    pub bank_transactions: usize,
    /// Money that came in.
    pub deposits: usize,
    /// What Jobber says clients paid.
    pub payments: usize,
    /// Of the dollars that came in, how much is explained. Null while it cannot be said.
    pub reconciled_pct: Value,
    /// The same, by the engine alone.
    pub auto_match_pct: Value,
    /// Questions in the tray.
    pub tray_items: usize,
    /// How long the cash lasts. Null while it cannot be said.
    pub runway_weeks: Value,
    /// This week's digest, when it was sent.
    pub digest_id: Option<String>,
}

/// Makes the company and links its rails, unless that was done.
///
/// # Errors
/// [`Trouble`].
pub async fn seed(state: &State, store: &Store, logins: &[Login]) -> Result<CompanyId, Trouble> {
    let company = state.company();
    let users: Vec<SeedUser> = logins
        .iter()
        .map(|l| SeedUser {
            sub: l.sub.clone(),
            email: l.email.clone(),
            role: if l.role == "owner" {
                Role::Owner
            } else {
                Role::Dispatcher
            },
        })
        .collect();
    let id = seed::company(store, &company, &users, edge::now()).await?;
    let owner = logins.iter().find(|l| l.role == "owner");
    let owner =
        owner.ok_or_else(|| Trouble::new("the demo company has no owner", "see seeds/src/demo"))?;
    seed::connect(&edge::http()?, &state.places(), &id, &owner.token, &company).await?;
    Ok(id)
}

/// Pulls the schedule's trigger and waits until all is worked off.
///
/// # Errors
/// [`Trouble`].
pub async fn sync(state: &State, progress: &Progress) -> Result<(), Trouble> {
    let cloud = state.cloud()?;
    let function = state.deployed.output("SyncFunctionName")?;
    cloud.invoke(function, &json!({"schedule": "poll"})).await?;
    run_dry(&cloud, state, progress).await
}

/// Sends the digest to whoever has none this week, due or not.
///
/// # Errors
/// [`Trouble`].
pub async fn digest_now(state: &State, progress: &Progress) -> Result<(), Trouble> {
    let cloud = state.cloud()?;
    let function = state.deployed.output("DigestFunctionName")?;
    cloud
        .invoke(function, &json!({"schedule": "digest_tick", "force": true}))
        .await?;
    run_dry(&cloud, state, progress).await
}

/// Waits until every queue is empty.
///
/// # Errors
/// When that takes too long, or a message was put aside.
pub async fn run_dry(cloud: &Cloud, state: &State, progress: &Progress) -> Result<(), Trouble> {
    let mut calm = 0;
    for _ in 0..STEPS {
        let mut busy = Vec::new();
        for (name, url) in state.deployed.queues(false) {
            let (waiting, working) = cloud.depth(url).await?;
            if waiting + working > 0 {
                busy.push(format!(
                    "{}: {waiting} waiting, {working} in work",
                    name.to_lowercase()
                ));
            }
        }
        calm = if busy.is_empty() { calm + 1 } else { 0 };
        if calm == CALM_LOOKS {
            return nothing_put_aside(cloud, state).await;
        }
        progress.now(&busy.join("; "));
        tokio::time::sleep(STEP).await;
    }
    Err(Trouble::new(
        "the queues do not run dry (a message may be waiting to be tried again)",
        "see target/local/cloud.log",
    ))
}

async fn nothing_put_aside(cloud: &Cloud, state: &State) -> Result<(), Trouble> {
    for (name, url) in state.deployed.queues(true) {
        let (waiting, _) = cloud.depth(url).await?;
        if waiting > 0 {
            return Err(Trouble::new(
                format!(
                    "{waiting} message(s) in the dead-letter queue of {}",
                    name.to_lowercase()
                ),
                "target/local/cloud.log has the reason: search for `put aside`",
            ));
        }
    }
    Ok(())
}

/// What there is now, asked as a customer and counted in the table.
///
/// # Errors
/// [`Trouble`].
pub async fn found(
    state: &State,
    store: &Store,
    id: &CompanyId,
    owner: &Login,
) -> Result<Found, Trouble> {
    let company = store.company(id);
    let lines = company.bank_transactions().await?;
    let payments = company.payments().await?;
    let ask = Ask {
        http: edge::http()?,
        base: state.places().api_url,
        id,
        token: &owner.token,
    };
    let tray = ask.get("/api/v1/tray").await?.unwrap_or_default();
    let tiles = ask.get("/api/v1/owner/tiles").await?.unwrap_or_default();
    let week = IsoWeek::of(edge::now().to_zoned(TimeZone::UTC).date());
    let digest = ask.get(&format!("/api/v1/digests/{week}")).await?;
    let is_deposit = |status: &Status, cents: i64| *status != Status::Removed && cents > 0;
    Ok(Found {
        bank_transactions: lines.len(),
        deposits: lines
            .iter()
            .filter(|t| is_deposit(&t.status, t.line.amount.cents()))
            .count(),
        payments: payments.len(),
        reconciled_pct: number(&tiles["reconciled_pct"]["pct"]),
        auto_match_pct: number(&tiles["reconciled_pct"]["auto_match_pct"]),
        tray_items: tray["count"]
            .as_u64()
            .and_then(|n| usize::try_from(n).ok())
            .unwrap_or(0),
        runway_weeks: number(&tiles["runway_weeks"]["weeks"]),
        digest_id: digest
            .filter(|d| d["status"] == "sent")
            .and_then(|d| d["id"].as_str().map(str::to_owned)),
    })
}

/// Decimal text as a JSON number.
fn number(text: &Value) -> Value {
    text.as_str()
        .and_then(|t| serde_json::from_str::<serde_json::Number>(t).ok())
        .map_or(Value::Null, Value::Number)
}

struct Ask<'a> {
    http: reqwest::Client,
    base: String,
    id: &'a CompanyId,
    token: &'a str,
}

impl Ask<'_> {
    /// Nothing for 404.
    async fn get(&self, path: &str) -> Result<Option<Value>, Trouble> {
        let url = format!("{}{path}?company_id={}", self.base, self.id);
        let silent = |why: reqwest::Error| {
            Trouble::new(
                format!("no answer from {path} ({why})"),
                "`oodaloo status` tells what runs",
            )
        };
        let answer = self
            .http
            .get(url)
            .bearer_auth(self.token)
            .send()
            .await
            .map_err(silent)?;
        let status = answer.status().as_u16();
        let body = answer.text().await.map_err(silent)?;
        match status {
            200 => Ok(Some(serde_json::from_str(&body).unwrap_or_default())),
            404 => Ok(None),
            _ => Err(Trouble::new(
                format!(
                    "{path} answered {status} {}",
                    body.chars().take(200).collect::<String>()
                ),
                "see target/local/cloud.log",
            )),
        }
    }
}
