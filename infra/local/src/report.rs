//! What `up` tells: `up.json` for programs, a summary for people.
#![allow(clippy::print_stdout, reason = "the output of a command-line program")]

use oodaloo_domain::CompanyId;
use serde::Serialize;
use serde_json::{Value, json};

use crate::home::{Home, url};
use crate::main_job::Found;
use crate::people::Login;
use crate::state::State;

/// `up.json`. Its tokens are worth nothing outside this machine.
#[derive(Debug, Serialize)]
pub struct Report {
    api_url: String,
    webhook_urls: Value,
    spa_url: String,
    mail_url: String,
    sandbox: Value,
    company_id: String,
    users: Vec<Login>,
    result: Found,
    #[serde(skip)]
    company: String,
}

impl Report {
    /// Of a local cloud whose main job has run.
    #[must_use]
    pub fn new(state: &State, id: &CompanyId, users: Vec<Login>, result: Found) -> Self {
        let door = url(state.ports.door);
        Self {
            webhook_urls: json!({"jobber": format!("{door}/webhooks/jobber"), "plaid": format!("{door}/webhooks/plaid")}),
            spa_url: format!("{door}/"),
            mail_url: format!("{door}/mail"),
            sandbox: json!({"jobber_url": url(state.ports.jobber), "plaid_url": url(state.ports.plaid)}),
            api_url: door,
            company_id: id.to_string(),
            users,
            result,
            company: state.company().name,
        }
    }

    /// For people.
    pub fn print(&self, home: &Home) {
        let r = &self.result;
        let or_unknown = |v: &Value, unit: &str| {
            if v.is_null() {
                "not known yet".to_owned()
            } else {
                format!("{v} {unit}")
            }
        };
        println!("\n{}", self.company);
        println!(
            "  came in      {} bank lines, {} of them deposits; {} payments from Jobber",
            r.bank_transactions, r.deposits, r.payments
        );
        println!(
            "  reconciled   {} by dollars ({} by the engine alone)",
            or_unknown(&r.reconciled_pct, "%"),
            or_unknown(&r.auto_match_pct, "%")
        );
        println!("  runway       {}", or_unknown(&r.runway_weeks, "weeks"));
        println!("  tray         {} questions", r.tray_items);
        println!(
            "  digest       {}",
            r.digest_id.as_deref().map_or_else(
                || "not sent".into(),
                |id| format!("{id}, read it at {}", self.mail_url)
            )
        );
        println!("\nSign in at {}", self.spa_url);
        for user in &self.users {
            println!("  {:<12} {}  {}", user.role, user.email, user.password);
        }
        println!(
            "\nEverything of this is in {}. `make down` stops it.",
            home.file("up.json").display()
        );
    }
}
