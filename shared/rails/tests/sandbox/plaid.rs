//! Plaid: the whole loop of pages, accounts, a lost cursor, a broken login.

use std::collections::BTreeMap;

use jiff::SignedDuration;
use oodaloo_domain::facts::RailName;
use oodaloo_rails::RailError;
use oodaloo_rails::plaid::{Plaid, SyncPage};
use oodaloo_sandbox::{PLAID_CLIENT_ID, PLAID_SECRET};
use secrecy::SecretString;
use serde_json::json;

use crate::support::{link, run, world};

async fn whole_loop(plaid: &Plaid<'_>, access: &SecretString) -> Result<Vec<SyncPage>, RailError> {
    let (mut pages, mut cursor): (Vec<SyncPage>, Option<String>) = (Vec::new(), None);
    loop {
        let page = plaid.sync_page(access, cursor.as_deref()).await?;
        cursor.clone_from(&page.next_cursor);
        let more = page.has_more;
        pages.push(page);
        if !more {
            return Ok(pages);
        }
    }
}

#[test]
fn every_line_of_the_bank_arrives_with_our_sign() {
    let (rail, company) = world();
    let linked = link(&rail, &company);
    let secret = SecretString::from(PLAID_SECRET);
    let plaid = Plaid::new(&rail, PLAID_CLIENT_ID, &secret);
    rail.wait(SignedDuration::from_mins(10));
    let pages = run(whole_loop(&plaid, &linked.access)).expect("pages");
    let lines: Vec<_> = pages.iter().flat_map(|p| &p.added).collect();
    assert!(pages.iter().all(|p| p.rejected.is_empty()));
    let posted = lines.iter().filter(|l| !l.pending);
    let seen: BTreeMap<_, _> = posted
        .map(|l| {
            (
                l.line.id.as_str(),
                (
                    l.line.amount.cents(),
                    l.line.date,
                    l.line.description.as_str(),
                    l.line.account_id.as_str(),
                ),
            )
        })
        .collect();
    let want = company.bank.transactions.iter().map(|t| {
        (
            t.id.as_str(),
            (
                -t.amount_cents,
                t.date,
                t.original_description.as_str(),
                t.account_id.as_str(),
            ),
        )
    });
    assert_eq!(seen, want.collect());
    let accounts = run(plaid.accounts(&linked.access)).expect("accounts");
    assert_eq!(
        (accounts.accounts.len(), accounts.rejected.len()),
        (company.bank.accounts.len(), 0)
    );
    println!(
        "{} lines in {} pages, {} accounts",
        lines.len(),
        pages.len(),
        accounts.accounts.len()
    );
    let next = pages.last().and_then(|p| p.next_cursor.as_deref());
    let idle = run(plaid.sync_page(&linked.access, next)).expect("a page");
    assert!(
        idle.added.is_empty()
            && idle.modified.is_empty()
            && idle.removed.is_empty()
            && !idle.has_more
    );
    // Another item's cursor is none of ours.
    let other = link(&rail, &company);
    assert_eq!(
        run(plaid.sync_page(&other.access, next)),
        Err(RailError::CursorLost("plaid"))
    );
    rail.post(
        RailName::Plaid,
        "/sandbox/item/reset_login",
        &json!({"access_token": secrecy::ExposeSecret::expose_secret(&linked.access)}),
    );
    assert!(
        matches!(run(plaid.sync_page(&linked.access, next)), Err(RailError::NeedsReconnect { why, .. }) if why == "ITEM_LOGIN_REQUIRED")
    );
}
