//! The people: an owner who keeps the connections alive, and somebody who works the tray, slowly.

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::rc::Rc;

use oodaloo_domain::facts::RailName;
use serde_json::{Value, json};

use super::core::Millis;
use super::platform::Platform;
use super::scenario::Tenant;

const MINUTE: Millis = 60_000;
const REDIRECT: &str = "https://app.example/connected";

/// What people were told had happened: payments by deposit, by company.
pub type Told = Rc<RefCell<BTreeMap<String, BTreeMap<String, Vec<String>>>>>;

/// The people of one company.
#[derive(Clone)]
pub struct People {
    /// What they use.
    pub platform: Rc<Platform>,
    /// Whose.
    pub tenant: Tenant,
    /// What they were told.
    pub told: Told,
}

impl People {
    fn path(&self, path: &str) -> String {
        format!("/api/v1/{path}?company_id={}", self.tenant.id)
    }

    async fn get(&self, path: &str) -> Option<Value> {
        let (status, body) = self
            .platform
            .api(
                &self.tenant.owner,
                "GET",
                &self.path(path),
                &Value::Null,
                "",
            )
            .await?;
        (status == 200).then_some(body)
    }

    async fn post(&self, path: &str, body: &Value) -> Option<(u16, Value)> {
        self.post_as(path, body, "once").await
    }

    async fn post_as(&self, path: &str, body: &Value, key: &str) -> Option<(u16, Value)> {
        self.platform
            .api(&self.tenant.owner, "POST", &self.path(path), body, key)
            .await
    }

    /// As a browser does it: the same request again, with the same key, until there is an answer.
    async fn act(&self, path: &str, body: &Value) -> Option<(u16, Value)> {
        let core = &self.platform.core;
        let key = format!("key-{:016x}", core.random());
        for _ in 0..3 {
            match self.post_as(path, body, &key).await {
                Some((status, answer)) if status < 500 => return Some((status, answer)),
                _ => core.sleep(core.between(100, MINUTE)).await,
            }
        }
        None
    }

    /// Links Jobber, as the owner's browser does it. True when it is linked.
    pub async fn link_jobber(&self) -> bool {
        let query = format!(
            "client_id={}&response_type=code&redirect_uri={REDIRECT}&sandbox_account={}",
            oodaloo_sandbox::JOBBER_CLIENT_ID,
            self.tenant.books.jobber.account_id.replace('=', "%3D"),
        );
        let path = format!("/api/oauth/authorize?{query}");
        let answer = self
            .platform
            .rail
            .outside(RailName::Jobber, "GET", &path, &Value::Null);
        let location = answer
            .headers
            .iter()
            .find(|(name, _)| name == "location")
            .map(|(_, v)| v.clone());
        let Some(code) = location
            .as_deref()
            .and_then(|l| l.split_once("code="))
            .map(|(_, code)| code)
        else {
            self.platform
                .core
                .violated(format!("the sandbox gave no code: {}", answer.status));
            return false;
        };
        let body = json!({"code": code, "redirect_uri": REDIRECT});
        matches!(
            self.post("integrations/jobber/oauth/callback", &body).await,
            Some((201, _))
        )
    }

    /// Links the bank. Gives the item.
    pub async fn link_bank(&self) -> Option<String> {
        let body = json!({
            "institution_id": self.tenant.books.bank.institution_id,
            "initial_products": ["transactions"],
            "options": {"override_username": self.tenant.books.seed.to_string()},
        });
        let answer = self.platform.rail.outside(
            RailName::Plaid,
            "POST",
            "/sandbox/public_token/create",
            &body,
        );
        let answer: Value = serde_json::from_slice(&answer.body).ok()?;
        let body = json!({"public_token": answer["public_token"], "institution_name": "Bank"});
        let (status, linked) = self.post("integrations/plaid/exchange", &body).await?;
        if status != 201 {
            self.platform
                .core
                .violated(format!("the bank could not be linked: {status} {linked}"));
        }
        Some(linked["account"].as_str()?.to_owned())
    }

    /// The owner, for ever: links again what is broken.
    pub async fn owner(self) {
        loop {
            self.platform
                .core
                .sleep(self.platform.core.between(2 * MINUTE, 10 * MINUTE))
                .await;
            let Some(view) = self.get("integrations").await else {
                continue;
            };
            let items = view["items"].as_array().cloned().unwrap_or_default();
            if items
                .iter()
                .any(|c| c["rail"] == "jobber" && c["status"] == "needs_reconnect")
            {
                self.link_jobber().await;
            }
        }
    }

    /// Works the tray until a time: looks, thinks, confirms what was seen.
    pub async fn dispatcher(self, until: Millis) {
        let core = self.platform.core.clone();
        while core.now() < until {
            core.sleep(core.between(MINUTE, 12 * MINUTE)).await;
            let Some(tray) = self.get("tray").await else {
                continue;
            };
            let items = tray["items"].as_array().cloned().unwrap_or_default();
            let with_idea: Vec<&Value> = items
                .iter()
                .filter(|i| i["suggestions"].as_array().is_some_and(|s| !s.is_empty()))
                .collect();
            if with_idea.is_empty() {
                continue;
            }
            let item = with_idea[core.pick(with_idea.len())].clone();
            // Coffee, now and then: the screen is old when they are back.
            let thinks = if core.chance(300) {
                core.between(MINUTE, 30 * MINUTE)
            } else {
                core.between(1_000, 20_000)
            };
            core.sleep(thinks).await;
            self.confirm(&item).await;
        }
    }

    async fn confirm(&self, item: &Value) {
        let core = &self.platform.core;
        let suggestions = item["suggestions"].as_array().map_or(0, Vec::len);
        let rank = core.pick(suggestions);
        let id = item["id"].as_str().unwrap_or_default();
        let body = json!({"expected_version": item["version"], "candidate": rank});
        let Some((status, answer)) = self.act(&format!("tray/{id}/confirm"), &body).await else {
            return;
        };
        core.note("confirm", || {
            format!("{} {id} v{}: {status}", self.tenant.id, item["version"])
        });
        if status != 200 {
            return;
        }
        let seen: Vec<&str> = item["suggestions"][rank]["payments"]
            .as_array()
            .map(|all| {
                all.iter()
                    .filter_map(|p| p["payment_id"].as_str())
                    .collect()
            })
            .unwrap_or_default();
        let done: Vec<&str> = answer["result"]["payment_ids"]
            .as_array()
            .map(|all| all.iter().filter_map(Value::as_str).collect())
            .unwrap_or_default();
        if seen != done {
            core.violated(format!(
                "{id}: a person saw {seen:?} and confirmed {done:?}"
            ));
        }
        let deposit = answer["result"]["bank_transaction_id"]
            .as_str()
            .unwrap_or_default()
            .to_owned();
        let parts = done.into_iter().map(str::to_owned).collect();
        self.told
            .borrow_mut()
            .entry(self.tenant.id.to_string())
            .or_default()
            .insert(deposit.clone(), parts);
        if core.chance(250) {
            // "Oh no": at once, or after a long look.
            core.sleep(core.between(500, 20 * MINUTE)).await;
            self.undo(&deposit, &answer["undo"]["undo_id"]).await;
        }
    }

    async fn undo(&self, deposit: &str, undo_id: &Value) {
        let core = &self.platform.core;
        // Nobody knows how it ends when there is no answer: nothing is claimed about it then.
        let before = self.told(|told| told.remove(deposit));
        let answer = self.act("undo", &json!({"undo_id": undo_id})).await;
        let Some((status, answer)) = answer else {
            return;
        };
        core.note("undo", || format!("{} {deposit}: {status}", self.tenant.id));
        if status != 200 {
            if let Some(parts) = before {
                self.told(|told| told.insert(deposit.to_owned(), parts));
            }
            return;
        }
        if core.chance(300) {
            // And back again.
            core.sleep(core.between(500, 5 * MINUTE)).await;
            let body = json!({"undo_id": answer["undo"]["undo_id"]});
            let again = self.act("undo", &body).await;
            if matches!(again, Some((200, _)))
                && let Some(parts) = before
            {
                self.told(|told| told.insert(deposit.to_owned(), parts));
            }
        }
    }

    fn told<T>(&self, with: impl FnOnce(&mut BTreeMap<String, Vec<String>>) -> T) -> T {
        with(
            self.told
                .borrow_mut()
                .entry(self.tenant.id.to_string())
                .or_default(),
        )
    }
}
