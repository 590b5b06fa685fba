//! `POST /api/graphql`: who asks, how much it costs, then the answer.

use jiff::Timestamp;
use serde_json::{Value, json};

use super::{JobberRail, objects::World, objects::notes::Made, throttle, webhook};
use crate::{Request, Response, sandbox::Shared};

/// Versions that are served; any other date gets the newest, as a removed version gets the oldest.
const NEWEST_VERSION: &str = "2025-04-16";
const THROTTLE_DOCUMENTATION: &str =
    "https://developer.getjobber.com/docs/using_jobbers_api/api_rate_limits";

impl JobberRail {
    pub(super) fn graphql(
        &mut self,
        req: &Request,
        now: Timestamp,
        shared: &mut Shared,
    ) -> Response {
        let account_id = match self.oauth.account_of(req, now) {
            Ok(account_id) => account_id,
            Err(refusal) => return refusal,
        };
        let Some(account) = self.accounts.get_mut(&account_id) else {
            return Response::json(
                401,
                &json!({"error": "invalid_request", "message": "Invalid Token Error"}),
            );
        };
        if !account.requests.admit(now) {
            return Response::text(429, "Too Many Requests");
        }
        let body = match envelope(req) {
            Ok(body) => body,
            Err(refusal) => return refusal,
        };
        let prepared = match self.engine.prepare(&body) {
            Ok(prepared) => prepared,
            Err(errors) => {
                let available = account.bucket.available(now);
                return answer(
                    json!({"errors": errors}),
                    throttle::cost_extension(0, 0, available),
                    shared,
                );
            }
        };
        let available = account.bucket.available(now);
        if prepared.requested > available {
            let error = json!({
                "message": "Throttled",
                "extensions": {"code": "THROTTLED", "documentation": THROTTLE_DOCUMENTATION},
            });
            let cost = throttle::cost_extension(prepared.requested, 0, available);
            return answer(json!({"errors": [error]}), cost, shared);
        }
        let world = World::new(account, shared.faults.jobber_refusal, now);
        let result = self.engine.run(&prepared, &world);
        let (actual, leaves_us) = (world.leaves.get(), world.disconnected.get());
        let made = world.made.into_inner();
        let wrote = !made.is_empty();
        for one in made {
            match one {
                Made::Note(note) => account.notes.push(note),
                Made::Task(task) => account.tasks.push(task),
            }
        }
        account.bucket.charge(actual);
        let cost =
            throttle::cost_extension(prepared.requested, actual, account.bucket.available(now));
        if leaves_us {
            self.disconnect(&account_id);
            webhook::queue(shared, &account_id, "APP_DISCONNECT", &account_id, now);
        }
        if let (true, Some(status)) = (wrote, shared.faults.lost_writes.pop()) {
            return Response::text(status, "a fault");
        }
        answer(result, cost, shared)
    }
}

/// The JSON body of a request whose headers are in order.
fn envelope(req: &Request) -> Result<Value, Response> {
    let refuse =
        |status, message: &str| Response::json(status, &json!({"errors": [{"message": message}]}));
    if req
        .header("x-jobber-graphql-version")
        .is_none_or(str::is_empty)
    {
        return Err(refuse(
            400,
            "The X-JOBBER-GRAPHQL-VERSION header is required",
        ));
    }
    if !req
        .header("content-type")
        .is_some_and(|kind| kind.starts_with("application/json"))
    {
        return Err(refuse(415, "Content-Type must be application/json"));
    }
    req.json()
        .ok_or_else(|| refuse(400, "The body must be a JSON object"))
}

fn answer(mut body: Value, cost: Value, shared: &Shared) -> Response {
    let mut versioning = json!({"version": NEWEST_VERSION});
    if let Some(other) = &shared.faults.jobber_version {
        versioning = json!({"version": other, "warning": "This version is no longer supported"});
    }
    body["extensions"] = json!({"cost": cost, "versioning": versioning});
    Response::json(200, &body)
}
