//! What happens at the bank and to an Item, on a test's word: `/__sandbox/plaid/…`.

use jiff::{Timestamp, civil::Date};
use oodaloo_seeds::bank::BankTransaction;
use serde::Deserialize;
use serde_json::{Value, json};

use super::history::{Change, Line};
use super::items::Item;
use super::sync::Readiness;
use super::{PlaidRail, webhook};
use crate::{sandbox::Shared, tokens::sha256_hex};

/// Something that happens.
#[derive(Clone, Debug, Deserialize)]
#[serde(tag = "event", rename_all = "snake_case", deny_unknown_fields)]
pub(crate) enum PlaidEvent {
    /// A line comes up. Cents as Plaid counts them: more than zero is money out.
    Add {
        item_id: String,
        account_id: Option<String>,
        amount_cents: i64,
        date: Date,
        description: String,
        #[serde(default)]
        pending: bool,
    },
    /// The bank changes a line.
    Modify {
        item_id: String,
        transaction_id: String,
        amount_cents: Option<i64>,
        description: Option<String>,
        date: Option<Date>,
    },
    /// The bank takes a line back.
    Remove {
        item_id: String,
        transaction_id: String,
    },
    /// A pending line posts: another line, and perhaps nobody can tell which it was.
    Post {
        item_id: String,
        transaction_id: String,
        amount_cents: Option<i64>,
        #[serde(default = "yes")]
        linked: bool,
    },
    /// A line comes back under another id, changed in nothing or in its text.
    Churn {
        item_id: String,
        transaction_id: String,
        description: Option<String>,
    },
    /// How far Plaid is with the history.
    Ready { item_id: String, is: Readiness },
    /// All cursors given out so far are void.
    ForgetCursors { item_id: String },
    /// The login breaks with this code, or works again (no code).
    Login {
        item_id: String,
        error_code: Option<String>,
    },
    /// An account is gone from the Item.
    DropAccount { item_id: String, account_id: String },
    /// What the bank says of an account's holder.
    Holder {
        item_id: String,
        account_id: String,
        category: Option<String>,
    },
    /// What the bank says just now, while Plaid has something older at hand.
    Live {
        item_id: String,
        account_id: String,
        cents: i64,
    },
    /// When Plaid last read the bank.
    Read { item_id: String, at: Timestamp },
    /// In whose names an account is.
    Owners {
        item_id: String,
        account_id: String,
        names: Vec<String>,
    },
    /// A product beside transactions: whether it is there, and whether it is ready.
    Product {
        item_id: String,
        product: String,
        there: bool,
        ready: bool,
    },
    /// Webhooks are signed with another key from now on; the old one is retired.
    RotateKey,
}

const fn yes() -> bool {
    true
}

impl PlaidRail {
    /// Lets it happen, and announces it as Plaid would.
    pub(crate) fn happen(
        &mut self,
        event: PlaidEvent,
        shared: &mut Shared,
        now: Timestamp,
    ) -> Result<Value, String> {
        if matches!(event, PlaidEvent::RotateKey) {
            self.keys.rotate(&mut shared.tokens, now);
            return Ok(json!({"ok": true}));
        }
        let item_id = item_of(&event).unwrap_or_default().to_owned();
        let item = self.items.get_mut(&item_id).ok_or("no such item")?;
        item.updated_at = now;
        let before = item.log.len();
        let said = change(item, event)?;
        let announce = item.synced && item.log.len() > before;
        let url = self.webhook_url(&item_id, shared.urls.plaid.as_ref());
        if let (true, Some(url)) = (announce, url) {
            let body = webhook::body(&item_id, "TRANSACTIONS", "SYNC_UPDATES_AVAILABLE");
            let delivery = self.keys.sign(&url, &body, now);
            shared.send(delivery);
        }
        Ok(said)
    }
}

fn item_of(event: &PlaidEvent) -> Option<&str> {
    match event {
        PlaidEvent::Add { item_id, .. }
        | PlaidEvent::Modify { item_id, .. }
        | PlaidEvent::Remove { item_id, .. }
        | PlaidEvent::Post { item_id, .. }
        | PlaidEvent::Churn { item_id, .. }
        | PlaidEvent::Ready { item_id, .. }
        | PlaidEvent::ForgetCursors { item_id }
        | PlaidEvent::Login { item_id, .. }
        | PlaidEvent::DropAccount { item_id, .. }
        | PlaidEvent::Live { item_id, .. }
        | PlaidEvent::Read { item_id, .. }
        | PlaidEvent::Owners { item_id, .. }
        | PlaidEvent::Product { item_id, .. }
        | PlaidEvent::Holder { item_id, .. } => Some(item_id),
        PlaidEvent::RotateKey => None,
    }
}

fn change(item: &mut Item, event: PlaidEvent) -> Result<Value, String> {
    match event {
        PlaidEvent::Add {
            account_id,
            amount_cents,
            date,
            description,
            pending,
            ..
        } => {
            let account_id = item.account_for(account_id)?;
            let id = item.new_id();
            let line = Line {
                is: line(&id, &account_id, amount_cents, date, &description),
                pending,
                replaces: None,
            };
            item.add(line);
            return Ok(json!({"transaction_id": id}));
        }
        PlaidEvent::Modify {
            transaction_id,
            amount_cents,
            description,
            date,
            ..
        } => {
            let mut line = item.current(&transaction_id)?;
            line.is.amount_cents = amount_cents.unwrap_or(line.is.amount_cents);
            line.is.date = date.unwrap_or(line.is.date);
            if let Some(text) = description {
                line.is.name.clone_from(&text);
                line.is.original_description = text;
            }
            item.modify(line);
        }
        PlaidEvent::Remove { transaction_id, .. } => {
            item.current(&transaction_id)?;
            item.remove(&transaction_id);
        }
        PlaidEvent::Post {
            transaction_id,
            amount_cents,
            linked,
            ..
        } => {
            let mut line = item.current(&transaction_id)?;
            item.remove(&transaction_id);
            line.is.id = item.new_id();
            line.is.amount_cents = amount_cents.unwrap_or(line.is.amount_cents);
            line.pending = false;
            line.replaces = linked.then_some(transaction_id);
            let id = line.is.id.clone();
            item.add(line);
            return Ok(json!({"transaction_id": id}));
        }
        PlaidEvent::Churn {
            transaction_id,
            description,
            ..
        } => {
            let mut line = item.current(&transaction_id)?;
            item.remove(&transaction_id);
            line.is.id = item.new_id();
            if let Some(text) = description {
                line.is.name.clone_from(&text);
                line.is.original_description = text;
            }
            let id = line.is.id.clone();
            item.add(line);
            return Ok(json!({"transaction_id": id}));
        }
        PlaidEvent::Ready { is, .. } => item.readiness = is,
        PlaidEvent::ForgetCursors { .. } => item.age += 1,
        PlaidEvent::Login { error_code, .. } => item.login_error = error_code,
        PlaidEvent::DropAccount { account_id, .. } => {
            item.bank.accounts.retain(|a| a.id != account_id);
        }
        PlaidEvent::Holder {
            account_id,
            category,
            ..
        } => {
            item.holders.insert(account_id, category);
        }
        PlaidEvent::Live {
            account_id, cents, ..
        } => {
            item.live.insert(account_id, cents);
        }
        PlaidEvent::Read { at, .. } => item.read_at = Some(at),
        PlaidEvent::Owners {
            account_id, names, ..
        } => {
            item.owners.insert(account_id, names);
        }
        PlaidEvent::Product {
            product,
            there,
            ready,
            ..
        } => {
            item.products.remove(&product);
            item.unready.remove(&product);
            if there && !ready {
                item.unready.insert(product.clone());
            }
            if there {
                item.products.insert(product);
            }
        }
        PlaidEvent::RotateKey => {}
    }
    Ok(json!({"ok": true}))
}

/// A posted line without any of the niceties.
fn line(id: &str, account_id: &str, cents: i64, date: Date, text: &str) -> BankTransaction {
    BankTransaction {
        id: id.to_owned(),
        account_id: account_id.to_owned(),
        amount_cents: cents,
        date,
        authorized_date: None,
        name: text.to_owned(),
        merchant_name: None,
        original_description: text.to_owned(),
        payment_channel: "other".to_owned(),
        check_number: None,
        ppd_id: None,
        category: ("TRANSFER_IN".to_owned(), "TRANSFER_IN_DEPOSIT".to_owned()),
    }
}

impl Item {
    /// The account named, or the first that money comes to.
    pub(super) fn account_for(&self, named: Option<String>) -> Result<String, String> {
        let mut all = self.bank.accounts.iter();
        let found = match named {
            Some(id) => all.find(|a| a.id == id),
            None => all.find(|a| a.kind == "depository"),
        };
        found.map(|a| a.id.clone()).ok_or("no such account".into())
    }

    /// An id that no transaction of this Item ever had.
    pub(super) fn new_id(&self) -> String {
        sha256_hex(format!("{}/{}", self.id, self.log.len()).as_bytes())[..37].to_owned()
    }

    /// The transaction as it stands.
    fn current(&self, id: &str) -> Result<Line, String> {
        match self.log.iter().rev().find(|c| c.id() == id) {
            Some(Change::Added(line) | Change::Modified(line)) => Ok((**line).clone()),
            _ => Err("no such transaction".to_owned()),
        }
    }

    pub(super) fn add(&mut self, line: Line) {
        if !line.pending {
            self.bank.transactions.push(line.is.clone());
        }
        self.log.push(Change::Added(Box::new(line)));
    }

    fn modify(&mut self, line: Line) {
        for there in &mut self.bank.transactions {
            if there.id == line.is.id {
                there.clone_from(&line.is);
            }
        }
        self.log.push(Change::Modified(Box::new(line)));
    }

    fn remove(&mut self, id: &str) {
        let account_id = self
            .current(id)
            .map(|l| l.is.account_id)
            .unwrap_or_default();
        self.bank.transactions.retain(|t| t.id != id);
        self.log.push(Change::Removed {
            id: id.to_owned(),
            account_id,
        });
    }
}
