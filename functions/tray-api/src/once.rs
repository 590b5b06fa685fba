//! A change of the desk, done once however often it is asked for: its answer lies in its own transaction.

use jiff::Timestamp;
use oodaloo_domain::facts::Member;
use oodaloo_store::acting::{Answer, Found, Wanted};
use oodaloo_store::{Key, Write};
use serde::Deserialize;
use serde_json::Value;

use crate::actions::{Answered, RequestKey, again};
use crate::caller::{Caller, member};
use crate::{Problem, TrayApi};

/// A request without details.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Nothing {}

/// What one try begins with.
pub(crate) struct Try {
    pub(crate) found: Found,
    pub(crate) now: Timestamp,
}

/// How a try begins: with what was read, or with the answer that was given before.
pub(crate) enum Begun {
    Anew(Box<Try>),
    Before(Answered),
}

/// Reads these items, and whether the request was answered before. One call. For members alone.
pub(crate) async fn begin(
    api: &TrayApi,
    caller: &Caller,
    key: &RequestKey,
    more: Vec<Key>,
) -> Result<Begun, Problem> {
    let (found, now) = read(api, caller, key, more).await?;
    member(found.member.clone())?;
    begun(found, now, key)
}

/// The same for one who is about to join, or has just left: their own answers are theirs.
pub(crate) async fn begin_at_the_door(
    api: &TrayApi,
    caller: &Caller,
    key: &RequestKey,
    more: Vec<Key>,
) -> Result<Begun, Problem> {
    let (found, now) = read(api, caller, key, more).await?;
    begun(found, now, key)
}

async fn read(
    api: &TrayApi,
    caller: &Caller,
    key: &RequestKey,
    more: Vec<Key>,
) -> Result<(Found, Timestamp), Problem> {
    let wanted = Wanted {
        key: Some(key.key.clone()),
        item: None,
        more,
    };
    let now = api.world.now();
    let found = caller.company.acting(&caller.user, &wanted, now).await?;
    Ok((found, now))
}

fn begun(found: Found, now: Timestamp, key: &RequestKey) -> Result<Begun, Problem> {
    if let Some(answer) = &found.answer {
        return Ok(Begun::Before(again(answer, key)?));
    }
    Ok(Begun::Anew(Box::new(Try { found, now })))
}

impl Try {
    /// The caller's membership.
    pub(crate) fn member(&self) -> Result<Member, Problem> {
        member(self.found.member.clone())
    }

    /// The caller's membership, when they are an owner.
    pub(crate) fn owner(&self) -> Result<Member, Problem> {
        crate::caller::owner(self.found.member.clone())
    }

    /// Writes it all with its answer. None when somebody else was first: look again.
    pub(crate) async fn write(
        &self,
        caller: &Caller,
        key: &RequestKey,
        mut writes: Vec<Write>,
        body: &Value,
    ) -> Result<Option<Answered>, Problem> {
        let body = body.to_string();
        let answer = Answer::new(key.request.clone(), body.clone(), self.now);
        let write = caller
            .company
            .answer_write(&caller.user, &key.key, &answer, self.now)?;
        writes.push(write);
        match caller.company.transact(writes).await {
            Ok(()) => Ok(Some(Answered::new(body))),
            Err(e) if e.is_conflict() => Ok(None),
            Err(e) => Err(e.into()),
        }
    }
}
