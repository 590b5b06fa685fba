//! Bulk: confirm whatever is sure enough. First a preview, then each item in a transaction of its own, and
//! one undo for all of them.

use std::collections::BTreeSet;
use std::sync::Arc;

use axum::Json;
use axum::extract::State;
use jiff::tz::TimeZone;
use oodaloo_domain::facts::{Status, Subject, Suggestion, TrayItem, TrayKind};
use oodaloo_domain::ids::derived;
use oodaloo_domain::tiles::{Shift, Tiles};
use oodaloo_domain::{Money, PaymentId, TrayItemId, effects, tray};
use oodaloo_store::Desk;
use oodaloo_store::acting::Wanted;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::confirm::{self, Confirm};
use super::request::{Asked, RequestKey};
use super::{Mode, perform};
use crate::caller::{Caller, member};
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
    answer: Option<Value>,
    #[serde(skip_serializing_if = "Option::is_none")]
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
) -> Result<Json<BulkView>, Problem> {
    check(&asked.body)?;
    let desk = caller.company.desk().await?;
    member(
        desk.members
            .iter()
            .find(|m| m.user_id == caller.user)
            .cloned(),
    )?;
    let zone = desk.company.as_ref().map(|c| c.time_zone.clone());
    let zone = TimeZone::get(&zone.unwrap_or_default()).unwrap_or(TimeZone::UTC);
    let chosen = choose(&desk, &asked.body, api.world.now().to_zoned(zone).date());
    let mut view = BulkView {
        dry_run: asked.body.dry_run,
        threshold: asked.body.threshold,
        confirmed: 0,
        changed: 0,
        excluded: 0,
        more: chosen.more,
        amount: Money::ZERO,
        summary: String::new(),
        delta: None,
        items: chosen.out,
        undo: None,
    };
    let before = desk.tiles.map(|(tiles, _)| tiles);
    let group = derived("grp", &[caller.user.as_str(), &asked.key.key]);
    let mut tiles = before.clone();
    for item in chosen.take {
        let result = if asked.body.dry_run {
            preview(&item, &mut tiles)
        } else {
            act(&api, &caller, &asked.key, &group, &item).await?
        };
        view.items.push(result);
    }
    if !asked.body.dry_run {
        view.undo = Some(serde_json::json!({"undo_id": group}));
    }
    tell(&mut view, before.as_ref());
    Ok(Json(view))
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

/// An item that is sure enough.
struct Sure {
    item: TrayItem,
    /// As the caller saw it.
    version: u64,
}

impl Sure {
    fn best(&self) -> Option<&Suggestion> {
        self.item.suggestions.first()
    }
}

#[derive(Default)]
struct Chosen {
    take: Vec<Sure>,
    out: Vec<ItemResult>,
    more: usize,
}

fn choose(desk: &Desk, asked: &Bulk, today: jiff::civil::Date) -> Chosen {
    let mut tray = desk.tray.clone();
    tray::sort(&mut tray, today);
    let mut chosen = Chosen::default();
    let mut used: BTreeSet<PaymentId> = BTreeSet::new();
    let all: Vec<(TrayItemId, Option<u64>)> = if asked.items.is_empty() {
        tray.iter().map(|i| (i.id.clone(), None)).collect()
    } else {
        let seen = asked.items.iter();
        seen.map(|s| (s.id.clone(), Some(s.expected_version)))
            .collect()
    };
    for (id, version) in all {
        let Some(item) = tray.iter().find(|i| i.id == id) else {
            // The transaction itself will tell what has become of it.
            chosen
                .out
                .push(result(id, ItemStatus::Changed, Money::ZERO, Some("gone")));
            continue;
        };
        let amount = amount_of(item);
        match unfit(item, asked.threshold, &used) {
            Some(reason) => {
                chosen
                    .out
                    .push(result(id, ItemStatus::Excluded, amount, Some(reason)));
            }
            None if chosen.take.len() == MAX_ITEMS => chosen.more += 1,
            None => {
                let parts = item.suggestions.iter().take(1).flat_map(|s| &s.parts);
                used.extend(parts.map(|p| p.part.payment_id.clone()));
                chosen.take.push(Sure {
                    version: version.unwrap_or(item.version),
                    item: item.clone(),
                });
            }
        }
    }
    chosen
}

/// Why an item is left to a person.
fn unfit(item: &TrayItem, threshold: f64, used: &BTreeSet<PaymentId>) -> Option<&'static str> {
    let Subject::BankTransaction { transaction, .. } = &item.subject else {
        return Some("connection");
    };
    if item.kind == TrayKind::Conflict || transaction.status != Status::Open {
        return Some("conflict");
    }
    let Some(best) = item.suggestions.first() else {
        return Some("no_suggestion");
    };
    if best.candidate.confidence < threshold {
        return Some("below_threshold");
    }
    let twice = best.parts.iter().any(|p| used.contains(&p.part.payment_id));
    twice.then_some("payment_in_another_item")
}

fn amount_of(item: &TrayItem) -> Money {
    match &item.subject {
        Subject::BankTransaction { transaction, .. } => transaction.line.amount,
        Subject::Connection { .. } => Money::ZERO,
    }
}

fn result(
    id: TrayItemId,
    status: ItemStatus,
    amount: Money,
    reason: Option<&'static str>,
) -> ItemResult {
    ItemResult {
        id,
        status,
        amount,
        delta: None,
        reason,
        answer: None,
        problem: None,
    }
}

fn preview(sure: &Sure, tiles: &mut Option<Tiles>) -> ItemResult {
    let amount = amount_of(&sure.item);
    let mut out = result(sure.item.id.clone(), ItemStatus::WouldConfirm, amount, None);
    if let (Some(best), Subject::BankTransaction { transaction, .. }) =
        (sure.best(), &sure.item.subject)
    {
        let shift = Shift::decided(transaction.line.date, amount, amount);
        out.delta = Some(effects::of_suggestion(best, tiles.as_ref(), &shift));
        *tiles = tiles.as_ref().map(|t| t.shifted(&shift));
    }
    if sure.version != sure.item.version {
        out.status = ItemStatus::Changed;
        out.reason = Some("version");
    }
    out
}

async fn act(
    api: &TrayApi,
    caller: &Caller,
    key: &RequestKey,
    group: &str,
    sure: &Sure,
) -> Result<ItemResult, Problem> {
    let id = &sure.item.id;
    let wanted = Wanted {
        item: Some(id.clone()),
        ..Wanted::default()
    };
    let asked = Confirm {
        expected_version: sure.version,
        candidate: 0,
        dry_run: false,
    };
    let key = key.item(id.as_str());
    let done = perform(api, caller, &key, Mode::ForReal, wanted, |doing, found| {
        confirm::plan(doing, found, asked, Some(group))
    })
    .await;
    let mut out = result(
        id.clone(),
        ItemStatus::Confirmed,
        amount_of(&sure.item),
        None,
    );
    match done {
        Ok(answered) => {
            let answer: Value = serde_json::from_str(&answered.body).unwrap_or_default();
            out.delta = answer["delta"].as_str().map(str::to_owned);
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
