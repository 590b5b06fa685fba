//! The company's rules: what they would do, making one, and taking one away.

use std::sync::Arc;

use axum::Json;
use axum::extract::State;
use axum::response::{IntoResponse, Response};
use jiff::ToSpan as _;
use jiff::tz::TimeZone;
use oodaloo_domain::RuleId;
use oodaloo_domain::facts::{BankTransaction, Subject};
use oodaloo_domain::ids::derived;
use oodaloo_domain::rules::{
    Habit, Pattern, Preview, Rule, RuleKind, RuleSuggestion, preview, room_for_one_more, suggest,
};
use oodaloo_domain::tiles::Shift;
use oodaloo_store::acting::{Found, Wanted};
use oodaloo_store::{Act, Desk, Step};
use serde::{Deserialize, Serialize};
use serde_json::json;

use crate::actions::outcome::{Outcome, RuleDeleted, RuleMade};
use crate::actions::{Answered, Asked, Doing, MEMBERS, Mode, Planned, Written, perform, write};
use crate::ask::Segment;
use crate::caller::{Caller, member};
use crate::once::Nothing;
use crate::{Problem, TrayApi, reconcile};

/// How far back a habit is looked for, in days.
const HABIT_DAYS: i64 = 84;

/// What becomes of a new rule.
#[cfg(feature = "openapi")]
#[derive(Serialize, utoipa::ToSchema)]
#[serde(untagged)]
#[expect(
    dead_code,
    reason = "a schema: an answer is stored as text and given again as it was"
)]
pub(crate) enum RuleAnswer {
    Looked(RuleLooked),
    Made(crate::actions::ActionView),
}

/// What a rule would touch.
#[derive(Debug, Serialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub(crate) struct RuleLooked {
    dry_run: bool,
    rule: Rule,
    preview: Preview,
}

/// What a rule is made from.
#[derive(Debug, Clone, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub(crate) struct NewRule {
    /// Whole words of the bank's text, `*` for any.
    pattern: String,
    /// What the kind needs: for `vendor_to_jobtype` the kind of job.
    #[serde(default)]
    value: String,
    /// What it does.
    kind: RuleKind,
    /// Only say what it would touch.
    #[serde(default)]
    dry_run: bool,
}

/// The rules and what could be one.
#[derive(Debug, Serialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub(crate) struct RulesView {
    items: Vec<RuleView>,
    suggestions: Vec<SuggestionView>,
}

#[derive(Debug, Serialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
struct RuleView {
    #[serde(flatten)]
    rule: Rule,
    /// Takes back the rule and all it did.
    undo_id: String,
}

#[derive(Debug, Serialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[cfg_attr(feature = "openapi", schema(as = SuggestedRule))]
struct SuggestionView {
    #[serde(flatten)]
    suggestion: RuleSuggestion,
    sentence: String,
}

/// The rules
///
/// And what could be one, from what was done again and again.
#[cfg_attr(feature = "openapi", utoipa::path(
    get,
    path = "/api/v1/rules",
    operation_id = "listRules",
    tag = "rules",
    responses((status = 200, description = "All of them", body = RulesView)),
))]
pub(crate) async fn list(
    State(api): State<Arc<TrayApi>>,
    caller: Caller,
) -> Result<Json<RulesView>, Problem> {
    let desk = caller.company.desk().await?;
    belongs(&desk, &caller)?;
    let today = api.world.now().to_zoned(TimeZone::UTC).date();
    let since = today.saturating_sub(HABIT_DAYS.days());
    let habits = habits(&caller, since).await?;
    let suggestions = suggest(&habits, &desk.rules).into_iter();
    let rules = desk.rules.into_iter();
    Ok(Json(RulesView {
        items: rules
            .map(|rule| RuleView {
                undo_id: rule.id.to_string(),
                rule,
            })
            .collect(),
        suggestions: suggestions
            .map(|suggestion| SuggestionView {
                sentence: suggestion.sentence(),
                suggestion,
            })
            .collect(),
    }))
}

fn belongs(desk: &Desk, caller: &Caller) -> Result<(), Problem> {
    let me = desk.members.iter().find(|m| m.user_id == caller.user);
    member(me.cloned()).map(|_| ())
}

/// What people did by hand to money out, lately: tagged to jobs whose kind is known, or ignored.
async fn habits(caller: &Caller, since: jiff::civil::Date) -> Result<Vec<Habit>, Problem> {
    let jobs = caller.company.jobs_since(since).await?;
    let kind_of = |id| jobs.iter().find(|j| j.id == id)?.job_type.clone();
    let tags = caller.company.tags(since).await?;
    let ignored = caller.company.ignored(since).await?;
    let ignored = ignored.into_iter().map(|line| Habit {
        line,
        did: (RuleKind::IgnoreMerchant, String::new()),
    });
    Ok(tags
        .into_iter()
        .filter_map(|tag| {
            let kind = kind_of(tag.job.job_id.clone())?;
            Some(Habit {
                line: tag.line(),
                did: (RuleKind::VendorToJobtype, kind),
            })
        })
        .chain(ignored)
        .collect())
}

/// Make a rule
///
/// It applies to what is open only. With `dry_run` it only says what it would touch.
#[cfg_attr(feature = "openapi", utoipa::path(
    post,
    path = "/api/v1/rules/vendor",
    operation_id = "makeRule",
    tag = "rules",
    request_body(content = NewRule, example = json!({"pattern": "HOME DEPOT", "kind": "ignore_merchant", "dry_run": true})),
    responses((status = 200, description = "Made, or with `dry_run` what it would touch", body = RuleAnswer), (status = 409), (status = 422)),
))]
pub(crate) async fn make(
    State(api): State<Arc<TrayApi>>,
    caller: Caller,
    asked: Asked<NewRule>,
) -> Result<Response, Problem> {
    let now = api.world.now();
    let desk = caller.company.desk().await?;
    belongs(&desk, &caller)?;
    let rule = rule(&caller, &asked, now)?;
    let touched = preview(&rule, &desk.rules, &open(&desk));
    if asked.body.dry_run {
        let looked = RuleLooked {
            dry_run: true,
            rule,
            preview: touched,
        };
        return Ok(Json(looked).into_response());
    }
    // A repeated request finds its own rule there.
    let others = desk.rules.iter().filter(|r| r.id != rule.id).count();
    room_for_one_more(others).map_err(|e| Problem::unprocessable(e.to_string()))?;
    let me = desk.members.iter().find(|m| m.user_id == caller.user);
    let me = member(me.cloned())?;
    let mut found = Found::default();
    found.tiles.clone_from(&desk.tiles);
    let doing = Doing {
        api: &api,
        caller: &caller,
        me: &me,
        roles: MEMBERS,
        now,
    };
    let planned = plan(&doing, &rule, &touched)?;
    match write(&doing, &asked.key, &found, &planned).await? {
        Written::Done(answered) => {
            reconcile::ask(&api, &caller).await;
            Ok(answered.into_response())
        }
        // The tiles moved, or it is the same request again: the slow way round, with its answer.
        Written::Moved | Written::Conflict(_) => {
            let again = |doing: &Doing<'_>, _: &Found| plan(doing, &rule, &touched);
            let answered = perform(
                &api,
                &caller,
                &asked.key,
                Mode::ForReal,
                Wanted::default(),
                again,
            )
            .await?;
            reconcile::ask(&api, &caller).await;
            Ok(answered.into_response())
        }
    }
}

fn rule(caller: &Caller, asked: &Asked<NewRule>, now: jiff::Timestamp) -> Result<Rule, Problem> {
    let body = &asked.body;
    let bad = |e: &dyn std::fmt::Display| Problem::unprocessable(format!("{e}."));
    let id = derived("rule", &[caller.user.as_str(), &asked.key.key]);
    Ok(Rule {
        id: RuleId::new(id).map_err(|_| Problem::internal())?,
        kind: body.kind,
        pattern: Pattern::parse(&body.pattern).map_err(|e| bad(&e))?,
        value: Rule::value_for(body.kind, &body.value).map_err(|e| bad(&e))?,
        created_by: caller.user.clone(),
        created_at: now,
        version: 1,
    })
}

/// What the tray asks about money: what a rule could touch.
fn open(desk: &Desk) -> Vec<BankTransaction> {
    let subjects = desk.tray.iter().filter_map(|item| match &item.subject {
        Subject::BankTransaction { transaction, .. } => Some(transaction.clone()),
        Subject::Connection { .. } => None,
    });
    subjects.collect()
}

fn plan(doing: &Doing<'_>, rule: &Rule, touched: &Preview) -> Result<Planned, Problem> {
    let company = &doing.caller.company;
    let items = if touched.touched == 1 {
        "item"
    } else {
        "items"
    };
    let delta = format!(
        "{} open {items}, {}",
        touched.touched,
        touched.amount.dollars()
    );
    let mut audit = doing.audit("rule.make", ("rule", rule.id.to_string()))?;
    audit.group = Some(rule.id.to_string());
    audit.summary = format!("A rule for {}: {delta}", rule.pattern);
    audit.after = json!({"kind": rule.kind, "pattern": rule.pattern, "value": rule.value});
    let today = doing.now.to_zoned(TimeZone::UTC).date();
    Ok(Planned {
        result: Outcome::RuleMade(RuleMade {
            rule: rule.clone(),
            preview: touched.clone(),
            undo_rule: rule.id.clone(),
        }),
        act: Act {
            audit,
            steps: vec![company.rule_step(rule)?],
            shift: Shift::none(today),
            asked_again: None,
        },
        delta,
    })
}

/// Delete a rule
///
/// It does nothing more; what it did stays.
#[cfg_attr(feature = "openapi", utoipa::path(
    delete,
    path = "/api/v1/rules/{id}",
    operation_id = "deleteRule",
    tag = "rules",
    params(("id" = RuleId, Path, description = "Which")),
    responses((status = 200, description = "Deleted", body = crate::actions::ActionView), (status = 409), (status = 422)),
))]
pub(crate) async fn delete(
    State(api): State<Arc<TrayApi>>,
    Segment(id): Segment<String>,
    caller: Caller,
    asked: Asked<Nothing>,
) -> Result<Answered, Problem> {
    let id = RuleId::new(id).map_err(|_| Problem::not_found("rule"))?;
    let key = caller.company.keys().rule(&id);
    let wanted = Wanted {
        more: vec![key.clone()],
        ..Wanted::default()
    };
    perform(
        &api,
        &caller,
        &asked.key,
        Mode::ForReal,
        wanted,
        |doing, found| {
            let rule: Rule = found
                .read(&key)?
                .ok_or_else(|| Problem::not_found("rule"))?;
            let there = found.raw(&key).ok_or_else(Problem::internal)?;
            let mut audit = doing.audit("rule.delete", ("rule", id.to_string()))?;
            audit.summary = format!("The rule for {} was deleted", rule.pattern);
            audit.before = json!({"kind": rule.kind, "pattern": rule.pattern, "value": rule.value});
            let today = doing.now.to_zoned(TimeZone::UTC).date();
            Ok(Planned {
                result: Outcome::RuleDeleted(RuleDeleted {
                    rule_id: id.clone(),
                    deleted: true,
                }),
                delta: audit.summary.clone(),
                act: Act {
                    audit,
                    steps: vec![Step::gone(&key, there)],
                    shift: Shift::none(today),
                    asked_again: None,
                },
            })
        },
    )
    .await
}
