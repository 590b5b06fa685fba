//! Undo: what was done is taken back as it was done, in one transaction, and can be done again.

use std::sync::Arc;

use axum::extract::State;
use axum::response::{IntoResponse, Response};
use oodaloo_domain::AuditId;
use oodaloo_domain::engine::{Lesson, Names, Processor};
use oodaloo_domain::facts::{BankTransaction, Match, Subject, TrayItem, TrayKind};
use oodaloo_domain::plan::{first_version, tray_id};
use oodaloo_store::acting::{Found, Wanted};
use oodaloo_store::acts::{Record, failed_steps};
use oodaloo_store::{Act, CompanyStore, FailedWrite, Item, Journal, Key, Step, keys};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use super::outcome::{Outcome, Undone};
use super::perform::{Doing, MEMBERS, OWNER, Planned, Written, again, write};
use super::request::RequestKey;
use super::{Answered, Asked, stale};
use crate::caller::{Caller, member};
use crate::once::{self, Begun};
use crate::{Problem, TrayApi, reconcile, settings};

/// How often taking back is adapted to what has moved.
const MAX_TRIES: usize = 4;
/// Acts whose makers and takers-back are owners.
const OWNERS: [&str; 3] = ["settings.", "member.", "connection."];

/// The most acts of a group that one request takes back: what a function has time for.
const MAX_ACTS: usize = 100;

/// How the id of a rule begins: all it did is one group.
const RULE: &str = "rule_";

/// What the client sends.
#[derive(Debug, Clone, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub(crate) struct Undo {
    /// As an action's answer or the audit list gives it: one act, or a whole group.
    undo_id: String,
    /// Of a split, only this part, first = 0: the others wait in the tray, ready to be entered again.
    #[serde(default)]
    part: Option<usize>,
}

/// How much of an act is taken back, and with what.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum What {
    All,
    /// One part of a split.
    Part(usize),
    /// Everything it was done together with is taken back as well.
    WithItsGroup,
}

impl What {
    fn of(part: Option<usize>) -> Self {
        part.map_or(Self::All, Self::Part)
    }
}

/// What became of it.
#[cfg(feature = "openapi")]
#[derive(serde::Serialize, utoipa::ToSchema)]
#[serde(untagged)]
#[expect(
    dead_code,
    reason = "a schema: the answer is stored as text and given again as it was"
)]
pub(crate) enum TakenBack {
    One(Box<super::perform::ActionView>),
    Group(GroupTakenBack),
}

/// What became of a group, act by act, the last one first.
#[derive(Debug, Serialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub(crate) struct GroupTakenBack {
    undone: usize,
    left: usize,
    /// Acts beyond what one request takes back: ask again, with another key.
    waiting: usize,
    results: Vec<ActResult>,
}

/// What became of one act.
#[derive(Debug, Serialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
struct ActResult {
    undo_id: String,
    status: ActStatus,
    /// As if it had been taken back alone.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", schema(value_type = Option<super::perform::ActionView>))]
    answer: Option<Value>,
    /// Why it stays.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", schema(value_type = Option<crate::problem::ProblemInside>))]
    problem: Option<Value>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
enum ActStatus {
    Undone,
    Left,
}

/// What an undo id names.
enum Named {
    Act { group: Option<String>, act: AuditId },
    Group(String),
}

impl Named {
    fn of(text: &str) -> Result<Self, Problem> {
        let unknown = || Problem::not_found("act");
        let act = |id: &str| AuditId::new(id).map_err(|_| unknown());
        match text.split_once('.') {
            Some((group, id)) if is_group(group) => Ok(Self::Act {
                group: Some(group.to_owned()),
                act: act(id)?,
            }),
            Some(_) => Err(unknown()),
            None if is_group(text) => Ok(Self::Group(text.to_owned())),
            None => Ok(Self::Act {
                group: None,
                act: act(text)?,
            }),
        }
    }
}

fn is_group(text: &str) -> bool {
    ["grp_", RULE].iter().any(|p| text.starts_with(p)) && AuditId::new(text).is_ok()
}

/// Undo
///
/// Takes back one act, one part of a split, or a whole group: what was is restored, to the byte.
#[cfg_attr(feature = "openapi", utoipa::path(
    post,
    path = "/api/v1/undo",
    operation_id = "undo",
    tag = "tray",
    request_body(content = Undo, example = json!({"undo_id": "aud_019a9e6c"})),
    responses((status = 200, description = "Taken back", body = TakenBack), (status = 409), (status = 422)),
))]
pub(crate) async fn undo(
    State(api): State<Arc<TrayApi>>,
    caller: Caller,
    asked: Asked<Undo>,
) -> Result<Response, Problem> {
    match Named::of(&asked.body.undo_id)? {
        Named::Act { group, act } => {
            let part = asked.body.part;
            let answered = one(
                &api,
                &caller,
                &asked.key,
                (group.as_deref(), &act),
                What::of(part),
            )
            .await?;
            Ok(answered.into_response())
        }
        Named::Group(_) if asked.body.part.is_some() => Err(Problem::unprocessable(
            "A part belongs to one split, not to a group of acts.",
        )),
        Named::Group(group) => {
            let answered = whole_group(&api, &caller, &asked.key, &group).await?;
            Ok(answered.into_response())
        }
    }
}

async fn whole_group(
    api: &TrayApi,
    caller: &Caller,
    key: &RequestKey,
    group: &str,
) -> Result<Answered, Problem> {
    let this = match once::begin(api, caller, key, Vec::new()).await? {
        Begun::Before(answered) => return Ok(answered),
        Begun::Anew(this) => this,
    };
    let acts = caller.company.group(group).await?;
    let mut acts = acts.ok_or_else(|| Problem::not_found("group of acts"))?;
    if acts.is_empty() {
        return Err(Problem::stale("All of this has been taken back already."));
    }
    // What was done last is taken back first; of a rule, the rule itself, so that it does nothing more.
    if !group.starts_with(RULE) {
        acts.reverse();
    }
    let waiting = acts.split_off(acts.len().min(MAX_ACTS)).len();
    let mut results = Vec::with_capacity(acts.len());
    for act in &acts {
        let undo_id = format!("{group}.{act}");
        let key = key.item(act.as_str());
        let done = one(api, caller, &key, (Some(group), act), What::WithItsGroup).await;
        results.push(match done {
            Ok(answered) => ActResult {
                undo_id,
                status: ActStatus::Undone,
                answer: serde_json::from_str(&answered.body).ok(),
                problem: None,
            },
            // Not this act's trouble: nothing is kept for the key, so that the same request goes on from here.
            Err(problem) if !problem.is_about_the_request() => return Err(problem),
            Err(problem) => ActResult {
                undo_id,
                status: ActStatus::Left,
                answer: None,
                problem: Some(problem.as_json()),
            },
        });
    }
    let undone = results
        .iter()
        .filter(|r| r.status == ActStatus::Undone)
        .count();
    let body = GroupTakenBack {
        undone,
        left: results.len() - undone,
        waiting,
        results,
    };
    let body = serde_json::to_value(&body).map_err(|_| Problem::internal())?;
    // Each act has its own answer: this one is for whoever asks for the whole again.
    let kept = this.write(caller, key, Vec::new(), &body).await?;
    Ok(kept.unwrap_or_else(|| Answered::new(body.to_string())))
}

async fn one(
    api: &TrayApi,
    caller: &Caller,
    key: &RequestKey,
    (group, act): (Option<&str>, &AuditId),
    what: What,
) -> Result<Answered, Problem> {
    let journal_keys = caller.company.journal_keys(group, act);
    let wanted = Wanted {
        key: Some(key.key.clone()),
        item: None,
        more: journal_keys.clone(),
    };
    let mut adapted: Option<Planned> = None;
    for _ in 0..MAX_TRIES {
        let now = api.world.now();
        let mut found = caller.company.acting(&caller.user, &wanted, now).await?;
        let me = member(found.member.clone())?;
        if let Some(answer) = &found.answer {
            return again(answer, key);
        }
        let journal = read(&found, &journal_keys)?;
        let is_owners = OWNERS.iter().any(|o| journal.action.starts_with(o));
        if is_owners {
            crate::caller::owner(found.member.clone())?;
        }
        let doing = Doing {
            api,
            caller,
            me: &me,
            roles: if is_owners { OWNER } else { MEMBERS },
            now,
        };
        let planned = match adapted.take() {
            Some(planned) => planned,
            None => plan(&doing, &found, &journal, what)?,
        };
        let settings = journal.action.starts_with("settings.");
        if settings {
            settings::follow(caller, &mut found, &planned.act.steps, now).await?;
        }
        match write(&doing, key, &found, &planned).await? {
            Written::Done(answered) => {
                // What accounts are for moves figures, too.
                if settings || journal.action.starts_with("connection.") {
                    reconcile::ask(api, caller).await;
                }
                return Ok(answered);
            }
            Written::Moved => {}
            Written::Conflict(failed) => {
                adapted = Some(adapt(&planned, &failed)?);
            }
        }
    }
    Err(Problem::unavailable())
}

fn read(found: &Found, keys: &[Key]) -> Result<Journal, Problem> {
    let items: Vec<Item> = keys.iter().filter_map(|k| found.raw(k).cloned()).collect();
    if items.is_empty() {
        return Err(Problem::not_found("act"));
    }
    Ok(Journal::from_items(&items)?)
}

fn plan(
    doing: &Doing<'_>,
    found: &Found,
    journal: &Journal,
    what: What,
) -> Result<Planned, Problem> {
    if let Some(by) = &journal.undone_in {
        return Err(Problem::stale("This has been taken back already.")
            .with("current", json!({"undone_in": by, "undo_id": by})));
    }
    let company = &doing.caller.company;
    let record = journal.done()?;
    let mut shift = record.shift.inverse();
    let mut steps: Vec<Step> = record.steps.iter().rev().map(Step::inverse).collect();
    let mut audit = doing.audit("undo", (&journal.target_type, journal.target_id.clone()))?;
    if let Some(transaction) = &record.asked_again {
        // The engine had not asked. Now it has been told no: it must ask, and never match this again.
        steps.push(ask(company, transaction)?);
        steps.extend(refusal(&record));
        shift.tray_count += 1;
        shift.tray_amount += transaction.line.amount.abs();
    }
    let words = match what {
        What::Part(part) => keep_the_rest(&record, &mut steps, part)?,
        What::All | What::WithItsGroup => journal.summary.clone(),
    };
    steps.push(journal.mark(company, &audit.id));
    if what != What::WithItsGroup {
        refuse_the_rule(journal, &mut steps);
    }
    let tiles = found.tiles.as_ref().map(|(tiles, _)| tiles);
    let delta = oodaloo_domain::effects::reconciled(tiles, &shift)
        .unwrap_or_else(|| "as it was before".to_owned());
    audit.summary = format!("Taken back: {words}; {delta}");
    audit.before = json!({"action": journal.action, "audit_id": journal.audit_id});
    audit.after = json!({"undone": journal.audit_id});
    Ok(Planned {
        result: Outcome::Undone(Undone {
            undone: journal.audit_id.clone(),
            action: journal.action.clone(),
            target_type: journal.target_type.clone(),
            target_id: journal.target_id.clone(),
            tray_item_id: back_on_the_tray(&steps),
        }),
        act: Act {
            audit,
            steps,
            shift,
            asked_again: None,
        },
        delta,
    })
}

/// The tray item that is there again.
fn back_on_the_tray(steps: &[Step]) -> Option<String> {
    steps.iter().find_map(|step| match step {
        Step::Whole {
            sk, after: Some(_), ..
        } => sk.strip_prefix(keys::TRAY).map(str::to_owned),
        _ => None,
    })
}

/// The deposit is asked about, without suggestions until reconcile has looked at it.
fn ask(company: &CompanyStore, transaction: &BankTransaction) -> Result<Step, Problem> {
    let item = TrayItem {
        id: tray_id(&transaction.line.id),
        kind: TrayKind::UnconfirmedDeposit,
        subject: Subject::BankTransaction {
            transaction: transaction.clone(),
            processor: Processor::Other,
        },
        suggestions: Vec::new(),
        job_suggestions: Vec::new(),
        names: Names::default(),
        draft: Vec::new(),
        version: first_version(transaction.version + 2),
    };
    Ok(Step::put(&company.keys().tray(&item.id), &item)?)
}

/// The tray item that comes back keeps the parts that were not meant. Gives what was.
fn keep_the_rest(record: &Record, steps: &mut [Step], part: usize) -> Result<String, Problem> {
    let no_such = || Problem::unprocessable("There is no such part of a split.");
    let made = made(record).ok_or_else(no_such)?;
    let mut draft = made.as_draft();
    if part >= draft.len() || draft.len() < 2 {
        return Err(no_such());
    }
    let taken = draft.remove(part);
    let back = steps.iter_mut().find_map(|step| match step {
        Step::Whole {
            sk,
            after: Some(item),
            ..
        } if sk.starts_with(keys::TRAY) => Some(item),
        _ => None,
    });
    back.ok_or_else(no_such)?
        .insert("draft".into(), json!(draft));
    Ok(format!(
        "{} for {} out of a split of {}; the other parts wait in the tray",
        taken.amount.dollars(),
        taken.to.words(),
        made.amount.dollars()
    ))
}

/// The match that an act made.
fn made(record: &Record) -> Option<Match> {
    record.steps.iter().find_map(|step| match step {
        Step::Whole {
            sk,
            after: Some(item),
            ..
        } if sk.starts_with(keys::MATCH) => {
            serde_json::from_value::<Match>(Value::Object(item.clone())).ok()
        }
        _ => None,
    })
}

/// What a rule had decided and a person takes back, the rule does not decide again.
fn refuse_the_rule(journal: &Journal, steps: &mut [Step]) {
    let rule = journal.group.as_deref().filter(|g| g.starts_with(RULE));
    for step in steps {
        if let (
            Some(rule),
            Step::Patch {
                sk, before, after, ..
            },
        ) = (rule, step)
            && sk.starts_with(keys::BANK_TRANSACTION)
        {
            before.insert("refused_rule".into(), Value::Null);
            after.insert("refused_rule".into(), rule.into());
        }
    }
}

fn refusal(record: &Record) -> Option<Step> {
    let made = made(record)?;
    Some(Step::Taught {
        lesson: Lesson::dismissed(made.deposit_id.as_str(), &made.candidate.payment_ids),
        taken_back: false,
    })
}

/// The same, onto what has moved since: a payment of which more was used, a line the bank took back.
/// Whatever was decided anew stands in the way, and is named.
fn adapt(planned: &Planned, failed: &[FailedWrite]) -> Result<Planned, Problem> {
    let mut next = planned.clone();
    for (index, step, current) in failed_steps(&planned.act, failed) {
        let (
            Step::Patch {
                sk, before, after, ..
            },
            Some(current),
        ) = (step, current)
        else {
            return Err(stale::conflict(&planned.act, failed));
        };
        let patch = if sk.starts_with(keys::PAYMENT) {
            payment(current, before, after)
        } else if sk.starts_with(keys::BANK_TRANSACTION) {
            withdrawn(current, before, after)
        } else {
            None
        };
        let Some((before, after)) = patch else {
            return Err(stale::conflict(&planned.act, failed));
        };
        next.act.steps[index] = Step::Patch {
            sk: sk.clone(),
            version: None,
            before,
            after,
        };
    }
    Ok(next)
}

type Sides = (
    oodaloo_store::acts::Attributes,
    oodaloo_store::acts::Attributes,
);

/// Another match has used of the payment, or gives some of it back: the same cents, from where it is now.
fn payment(
    current: &Item,
    before: &oodaloo_store::acts::Attributes,
    after: &oodaloo_store::acts::Attributes,
) -> Option<Sides> {
    let of = |side: &oodaloo_store::acts::Attributes| side.get("used").and_then(Value::as_i64);
    let there = |name: &str| current.get(name).and_then(Value::as_i64);
    let by = of(after)?.checked_sub(of(before)?)?;
    let (used, amount) = (there("used")?, there("amount")?);
    let then = used.checked_add(by)?;
    if !(0..=amount).contains(&then) {
        return None;
    }
    let (mut before, mut after) = (before.clone(), after.clone());
    before.insert("used".into(), used.into());
    after.insert("used".into(), then.into());
    for name in ["gsi1pk", "gsi1sk"] {
        let place = [&before, &after]
            .iter()
            .find_map(|side| side.get(name).filter(|v| !v.is_null()).cloned())?;
        let lies = if then == amount { Value::Null } else { place };
        after.insert(name.into(), lies);
    }
    Some((before, after))
}

/// The bank has taken the line back since: it is not open again, it is gone.
fn withdrawn(
    current: &Item,
    before: &oodaloo_store::acts::Attributes,
    after: &oodaloo_store::acts::Attributes,
) -> Option<Sides> {
    let is_ours = current.get("decided_in") == before.get("decided_in");
    if !is_ours || current.get("withdrawn") != Some(&Value::Bool(true)) {
        return None;
    }
    let (mut before, mut after) = (before.clone(), after.clone());
    before.insert("withdrawn".into(), true.into());
    after.insert("withdrawn".into(), false.into());
    let amended = current.get("amended").cloned().unwrap_or_default();
    if amended.is_null() {
        after.insert("status".into(), "removed".into());
        for name in ["gsi1pk", "gsi1sk"] {
            after.insert(name.into(), Value::Null);
        }
    } else {
        // It is there, with another amount: whatever is decided next is decided on that.
        before.insert("amended".into(), amended);
        after.insert("amended".into(), Value::Null);
        after.insert("gsi1sk".into(), open_place(current)?.into());
    }
    Some((before, after))
}

/// Where an open line lies in the index.
fn open_place(current: &Item) -> Option<String> {
    let text = |name: &str| current.get(name).and_then(Value::as_str);
    let out = current.get("amount").and_then(Value::as_i64)? < 0;
    let prefix = if out {
        keys::EXPENSE
    } else {
        keys::BANK_TRANSACTION
    };
    Some(format!("{prefix}{}#{}", text("date")?, text("id")?))
}
