//! Plaid: the whole loop of changes first, then the records, the cursor last.

mod bank;
mod item;
mod pace;
mod pages;
mod replaced;

use std::collections::{BTreeMap, BTreeSet};

use jiff::civil::Date;
use oodaloo_domain::facts::{Account, BankTransaction, Source, Status};
use oodaloo_domain::{AccountId, BankTransactionId};
use oodaloo_rails::plaid::{PlaidLine, SyncPage, UpdateStatus};
use oodaloo_store::{Fact, Mirrored};
use secrecy::SecretString;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::pull::Pulled;
use crate::{Look, Sync, SyncError};
use pages::Loop;

/// The most lines known under another name. Beyond that, decisions about replaced lines are asked about.
const MAX_NAMES: usize = 500;

/// How far the item has been read.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
struct Cursor {
    next: Option<String>,
    /// Plaid's id of a line to ours, where they differ: the line was replaced after a decision.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    names: BTreeMap<BankTransactionId, BankTransactionId>,
}

impl Sync {
    pub(crate) async fn read_plaid(
        &self,
        look: &Look,
        token: &SecretString,
    ) -> Result<Pulled, SyncError> {
        let mut cursor: Cursor = match &look.connection.cursor {
            Value::Null => Cursor::default(),
            stored => serde_json::from_value(stored.clone()).map_err(|_| {
                SyncError::BadRecord("the stored Plaid cursor cannot be read".into())
            })?,
        };
        let paced = self.paced_plaid(look);
        let plaid = self.plaid(&paced);
        let notice = self.item_news(look, &plaid, token).await?;
        let mut listed = self.listed_accounts(look, &plaid, token).await?;
        let asked = self.ask_the_bank(look, &plaid, token, listed.as_deref());
        let (bank, live) = asked.await?;
        let read = self.changes(look, &plaid, token, cursor.next.as_deref());
        let read = read.await?;
        let mut net = Net::of(&read, &cursor.names);
        if read.anew {
            net.gone.extend(missing(&look.company, &net).await?);
        }
        self.carry(look, &mut net, &mut cursor.names).await?;
        let accounts = net.account_ids(look, listed.as_deref());
        self.prefer_live(look, &mut net, &mut listed, live);
        let mut mirrored = self.let_go(look, listed.as_deref()).await?;
        mirrored += look
            .company
            .mirror(&net.facts(listed.unwrap_or_default()))
            .await?;
        let last = read.pages.last();
        let unready = matches!(
            last.map(|p| &p.status),
            Some(UpdateStatus::NotReady | UpdateStatus::Initial)
        );
        // Read anew before all of it was there: what is missing cannot be told from what is not ready, so
        // the next look begins anew as well.
        if !(read.anew && unready) {
            cursor.next = last.and_then(|p| p.next_cursor.clone()).or(cursor.next);
        }
        Ok(Pulled {
            mirrored,
            cursor: serde_json::to_value(&cursor).unwrap_or_default(),
            unfinished: false,
            accounts: Some(accounts),
            notice,
            pace: None,
            calls: self.calls_to_keep(look, &paced),
            bank,
        })
    }

    /// Decisions about lines that came back under another id stay with the money.
    async fn carry(
        &self,
        look: &Look,
        net: &mut Net,
        names: &mut BTreeMap<BankTransactionId, BankTransactionId>,
    ) -> Result<(), SyncError> {
        let came: Vec<&PlaidLine> = net.lines.values().filter(|l| !l.pending).collect();
        if net.gone.is_empty() || came.is_empty() {
            return Ok(());
        }
        let held = look.company.bank_transactions_of(net.gone.iter()).await?;
        for (new, old) in replaced::replaced(&held, &came) {
            if names.len() >= MAX_NAMES {
                tracing::warn!("too many replaced lines: their decisions are asked about");
                break;
            }
            self.count("plaid_lines_replaced", &look.request);
            net.gone.remove(&old);
            if let Some(mut line) = net.lines.remove(&new) {
                line.line.id = old.clone();
                net.lines.insert(old.clone(), line);
            }
            names.retain(|_, ours| *ours != old);
            names.insert(new, old);
        }
        Ok(())
    }
}

/// What a loop comes to: the last word on each line, under our own ids.
struct Net {
    lines: BTreeMap<BankTransactionId, PlaidLine>,
    gone: BTreeSet<BankTransactionId>,
    accounts: BTreeMap<AccountId, Account>,
    /// Whether all of the item's history is there.
    whole: bool,
}

impl Net {
    fn of(read: &Loop, names: &BTreeMap<BankTransactionId, BankTransactionId>) -> Self {
        let ours = |id: &BankTransactionId| names.get(id).unwrap_or(id).clone();
        let mut net = Self {
            lines: BTreeMap::new(),
            gone: BTreeSet::new(),
            accounts: BTreeMap::new(),
            whole: read
                .pages
                .last()
                .is_some_and(|p| p.status == UpdateStatus::Historical),
        };
        for page in &read.pages {
            tell_rejected(page);
            for line in page.added.iter().chain(&page.modified) {
                let mut line = line.clone();
                line.line.id = ours(&line.line.id);
                line.replaces = line.replaces.as_ref().map(ours);
                net.gone.remove(&line.line.id);
                net.lines.insert(line.line.id.clone(), line);
            }
            for id in &page.removed {
                let id = ours(id);
                net.lines.remove(&id);
                net.gone.insert(id);
            }
            // Every page carries the accounts; the last word counts.
            let accounts = page.accounts.iter().map(|a| (a.id.clone(), a.clone()));
            net.accounts.extend(accounts);
        }
        net
    }

    /// Pending lines are no facts: they may change, vanish, or post under another id.
    fn facts(self, listed: Vec<Account>) -> Vec<Fact> {
        let posted = self.lines.into_values().filter(|l| !l.pending);
        let mut facts: Vec<Fact> = posted.map(|l| Fact::BankLine(l.line)).collect();
        facts.extend(self.gone.into_iter().map(Fact::Withdrawn));
        facts.extend(listed.into_iter().map(Fact::Account));
        facts.extend(self.accounts.into_values().map(Fact::Account));
        facts
    }

    /// The item's accounts: as it lists them, or those known and those that its lines are of.
    fn account_ids(&self, look: &Look, listed: Option<&[Account]>) -> Vec<AccountId> {
        let shown = self.accounts.keys().cloned();
        let known: BTreeSet<AccountId> = match listed {
            Some(all) => all.iter().map(|a| a.id.clone()).chain(shown).collect(),
            None => look
                .connection
                .accounts
                .iter()
                .cloned()
                .chain(shown)
                .collect(),
        };
        known.into_iter().collect()
    }
}

fn tell_rejected(page: &SyncPage) {
    for rejected in &page.rejected {
        tracing::error!(
            id = rejected.id.as_deref(),
            why = rejected.why,
            "a Plaid record cannot be understood"
        );
    }
}

/// Lines that we hold and a whole reading no longer shows. Nothing older than what it shows of the same
/// account, and nothing of an account of which it shows nothing: that may be Plaid's limit, not the bank's word.
async fn missing(
    company: &oodaloo_store::CompanyStore,
    net: &Net,
) -> Result<Vec<BankTransactionId>, SyncError> {
    if !net.whole {
        return Ok(Vec::new());
    }
    let mut since: BTreeMap<&AccountId, Date> = BTreeMap::new();
    for line in net.lines.values().map(|l| &l.line) {
        let first = since.entry(&line.account_id).or_insert(line.date);
        *first = line.date.min(*first);
    }
    let is_missing = |t: &BankTransaction| {
        t.line.source == Source::Plaid
            && t.status != Status::Removed
            && since
                .get(&t.line.account_id)
                .is_some_and(|first| t.line.date >= *first)
            && !net.lines.contains_key(&t.line.id)
    };
    let held = company.bank_transactions().await?;
    Ok(held
        .into_iter()
        .filter(is_missing)
        .map(|t| t.line.id)
        .collect())
}

/// What letting go of accounts comes to.
fn changed(count: usize) -> Mirrored {
    Mirrored {
        changed: count,
        unchanged: 0,
    }
}
