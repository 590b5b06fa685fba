//! Bulk: confirm whatever is sure enough. First a preview, then each item in a transaction of its own, and
//! one undo for all of them.

mod choose;

use std::collections::BTreeSet;
use std::sync::Arc;

use axum::Json;
use axum::extract::State;
use axum::response::{IntoResponse, Response};
use jiff::tz::TimeZone;
use oodaloo_domain::facts::Subject;
use oodaloo_domain::ids::derived;
use oodaloo_domain::plan::tray_id;
use oodaloo_domain::tiles::{Shift, Tiles};
use oodaloo_domain::{BankTransactionId, Money, TrayItemId, effects};
use oodaloo_store::Desk;
use oodaloo_store::acting::Wanted;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use self::choose::{Taken, choose};
use super::confirm::{self, Confirm};
use super::request::{Asked, RequestKey};
use super::{Answered, Mode, perform};
use crate::caller::{Caller, member};
use crate::once::{self, Begun};
use crate::{Problem, TrayApi};

/// The most items of one bulk.
pub(crate) const MAX_ITEMS: usize = 50;
/// How sure a suggestion must be, until somebody says otherwise.
const THRESHOLD: f64 = 0.85;
/// Nobody confirms by the dozen what is more likely wrong than right.
const LOWEST: f64 = 0.5;

/// What the client sends.
#[derive(Debug, Clone, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub(crate) struct Bulk {
    /// How sure a suggestion must be: 0.5 to 1.
    #[serde(default = "threshold")]
    threshold: f64,
    /// Which items, as they are on the screen. All that are sure enough, when none are named.
    #[serde(default)]
    items: Vec<Seen>,
    /// Only say what would happen.
    #[serde(default)]
    dry_run: bool,
}

const fn threshold() -> f64 {
    THRESHOLD
}

/// An item as it was seen.
#[derive(Debug, Clone, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub(crate) struct Seen {
    id: TrayItemId,
    expected_version: u64,
}

/// What became of them, or would.
#[derive(Debug, Serialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub(crate) struct BulkView {
    dry_run: bool,
    threshold: f64,
    confirmed: usize,
    changed: usize,
    excluded: usize,
    /// Sure enough, but beyond what one bulk may hold.
    more: usize,
    /// Of what is confirmed.
    #[serde(with = "oodaloo_domain::money::decimal")]
    amount: Money,
    summary: String,
    delta: Option<String>,
    items: Vec<ItemResult>,
    undo: Option<Value>,
}

/// What became of one.
#[derive(Debug, Serialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
struct ItemResult {
    id: TrayItemId,
    status: ItemStatus,
    #[serde(with = "oodaloo_domain::money::decimal")]
    amount: Money,
    #[serde(skip_serializing_if = "Option::is_none")]
    delta: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    reason: Option<&'static str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", schema(value_type = Option<super::perform::ActionView>))]
    answer: Option<Value>,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", schema(value_type = Option<crate::problem::ProblemInside>))]
    problem: Option<Value>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
enum ItemStatus {
    WouldConfirm,
    Confirmed,
    Changed,
    Excluded,
}

/// Confirm all that is sure
///
/// Each item is a transaction of its own. With `dry_run` it only says what would happen.
#[cfg_attr(feature = "openapi", utoipa::path(
    post,
    path = "/api/v1/tray/bulk",
    operation_id = "confirmAllSure",
    tag = "tray",
    request_body(content = Bulk, example = json!({"threshold": 0.95, "dry_run": true})),
    responses((status = 200, description = "What became of each", body = BulkView), (status = 409), (status = 422)),
))]
pub(crate) async fn bulk(
    State(api): State<Arc<TrayApi>>,
    caller: Caller,
    asked: Asked<Bulk>,
) -> Result<Response, Problem> {
    check(&asked.body)?;
    if asked.body.dry_run {
        let desk = desk(&caller).await?;
        let (mut view, taken) = begin(&api, &desk, &asked.body, Vec::new());
        let before = desk.tiles.map(|(tiles, _)| tiles);
        let mut tiles = before.clone();
        let previews = taken.iter().map(|item| preview(item, &mut tiles));
        view.items.extend(previews);
        tell(&mut view, before.as_ref());
        return Ok(Json(view).into_response());
    }
    for_real(&api, &caller, &asked).await
}

/// Confirms one after the other. Each has its own answer; the whole has one, too, as soon as all are through:
/// until then the same request goes on where it was cut short.
async fn for_real(
    api: &TrayApi,
    caller: &Caller,
    asked: &Asked<Bulk>,
) -> Result<Response, Problem> {
    let this = match once::begin(api, caller, &asked.key, Vec::new()).await? {
        Begun::Before(answered) => return Ok(answered.into_response()),
        Begun::Anew(this) => this,
    };
    let group = derived("grp", &[caller.user.as_str(), &asked.key.key]);
    let done = done_before(caller, &group).await?;
    let desk = desk(caller).await?;
    let (mut view, taken) = begin(api, &desk, &asked.body, done);
    for item in &taken {
        view.items
            .push(act(api, caller, &asked.key, &group, item).await?);
    }
    view.undo = Some(serde_json::json!({"undo_id": group}));
    tell(&mut view, desk.tiles.as_ref().map(|(tiles, _)| tiles));
    if view.confirmed == 0 {
        // Nothing was done that asking again could do twice.
        return Ok(Json(view).into_response());
    }
    let body = serde_json::to_value(&view).map_err(|_| Problem::internal())?;
    let kept = this.write(caller, &asked.key, Vec::new(), &body).await?;
    let answered = kept.unwrap_or_else(|| Answered::new(body.to_string()));
    Ok(answered.into_response())
}

async fn desk(caller: &Caller) -> Result<Desk, Problem> {
    let desk = caller.company.desk().await?;
    let me = desk.members.iter().find(|m| m.user_id == caller.user);
    member(me.cloned())?;
    Ok(desk)
}

/// What this very request has confirmed already, before it was cut short.
async fn done_before(caller: &Caller, group: &str) -> Result<Vec<TrayItemId>, Problem> {
    let journals = caller.company.group_journals(group).await?;
    let ids = journals
        .into_iter()
        .map(|j| BankTransactionId::new(j.target_id));
    ids.map(|id| Ok(tray_id(&id.map_err(|_| Problem::internal())?)))
        .collect()
}

/// The answer before anything is done, and what is to be done.
fn begin(
    api: &TrayApi,
    desk: &Desk,
    asked: &Bulk,
    done: Vec<TrayItemId>,
) -> (BulkView, Vec<Taken>) {
    let zone = desk.company.as_ref().map(|c| c.time_zone.clone());
    let zone = TimeZone::get(&zone.unwrap_or_default()).unwrap_or(TimeZone::UTC);
    let chosen = choose(desk, asked, done, api.world.now().to_zoned(zone).date());
    let view = BulkView {
        dry_run: asked.dry_run,
        threshold: asked.threshold,
        confirmed: 0,
        changed: 0,
        excluded: 0,
        more: chosen.more,
        amount: Money::ZERO,
        summary: String::new(),
        delta: None,
        items: chosen.left,
        undo: None,
    };
    (view, chosen.take)
}

fn check(asked: &Bulk) -> Result<(), Problem> {
    if !(LOWEST..=1.0).contains(&asked.threshold) {
        return Err(Problem::unprocessable(format!(
            "A threshold is from {LOWEST} to 1."
        )));
    }
    if asked.items.len() > MAX_ITEMS {
        return Err(Problem::unprocessable(format!(
            "At most {MAX_ITEMS} items at once, not {}.",
            asked.items.len()
        )));
    }
    let ids: BTreeSet<_> = asked.items.iter().map(|i| &i.id).collect();
    if ids.len() != asked.items.len() {
        return Err(Problem::unprocessable("An item is named twice."));
    }
    Ok(())
}

impl ItemResult {
    fn new(id: TrayItemId, status: ItemStatus, amount: Money) -> Self {
        Self {
            id,
            status,
            amount,
            delta: None,
            reason: None,
            answer: None,
            problem: None,
        }
    }

    fn because(mut self, reason: &'static str) -> Self {
        self.reason = Some(reason);
        self
    }
}

fn preview(taken: &Taken, tiles: &mut Option<Tiles>) -> ItemResult {
    let amount = taken.amount();
    let mut out = ItemResult::new(taken.id.clone(), ItemStatus::WouldConfirm, amount);
    let Some(item) = &taken.item else {
        out.status = ItemStatus::Changed;
        return out.because("gone");
    };
    if let (Some(best), Subject::BankTransaction { transaction, .. }) =
        (taken.best(), &item.subject)
    {
        let shift = Shift::decided(transaction.line.date, amount, amount);
        out.delta = Some(effects::of_suggestion(best, tiles.as_ref(), &shift));
        *tiles = tiles.as_ref().map(|t| t.shifted(&shift));
    }
    if taken.version != item.version {
        out.status = ItemStatus::Changed;
        return out.because("version");
    }
    out
}

async fn act(
    api: &TrayApi,
    caller: &Caller,
    key: &RequestKey,
    group: &str,
    taken: &Taken,
) -> Result<ItemResult, Problem> {
    let wanted = Wanted {
        item: Some(taken.id.clone()),
        ..Wanted::default()
    };
    let asked = Confirm {
        expected_version: taken.version,
        candidate: 0,
        dry_run: false,
    };
    let key = key.item(taken.id.as_str());
    let done = perform(api, caller, &key, Mode::ForReal, wanted, |doing, found| {
        confirm::plan(doing, found, asked, Some(group))
    })
    .await;
    let mut out = ItemResult::new(taken.id.clone(), ItemStatus::Confirmed, taken.amount());
    match done {
        Ok(answered) => {
            let answer: Value = serde_json::from_str(&answered.body).unwrap_or_default();
            out.delta = answer["delta"].as_str().map(str::to_owned);
            if let Some(net) = answer["result"]["net"]
                .as_str()
                .and_then(|n| Money::parse(n).ok())
            {
                out.amount = net;
            }
            out.answer = Some(answer);
        }
        // Not this item's trouble: the rest would fail the same way.
        Err(problem) if !problem.is_about_the_request() => return Err(problem),
        Err(problem) => {
            out.status = ItemStatus::Changed;
            out.problem = Some(problem.as_json());
        }
    }
    Ok(out)
}

fn tell(view: &mut BulkView, before: Option<&Tiles>) {
    let count = |status| view.items.iter().filter(|i| i.status == status).count();
    let good = if view.dry_run {
        ItemStatus::WouldConfirm
    } else {
        ItemStatus::Confirmed
    };
    (view.confirmed, view.changed, view.excluded) = (
        count(good),
        count(ItemStatus::Changed),
        count(ItemStatus::Excluded),
    );
    let confirmed = view.items.iter().filter(|i| i.status == good);
    view.amount = confirmed.map(|i| i.amount).sum();
    let verb = if view.dry_run {
        "would be confirmed"
    } else {
        "confirmed"
    };
    view.summary = format!("{} {verb} ({})", view.confirmed, view.amount.dollars());
    if view.changed > 0 {
        view.summary
            .push_str(&format!(", {} changed since you looked", view.changed));
    }
    if let Some(tiles) = before {
        let all = Shift {
            matched: view.amount,
            unmatched: -view.amount,
            ..Shift::none(tiles.week.monday())
        };
        view.delta = effects::reconciled(before, &all);
    }
}
