//! What we read of one account: pages for mirroring, single records for webhooks.
//!
//! Every query asks for at most about 2,500 points, a quarter of Jobber's bucket, so that one always
//! fits soon. Lists inside records have a short first page; the few longer ones are read on.

use jiff::Timestamp;
use jiff::tz::TimeZone;
use oodaloo_domain::facts::{Client, Invoice, Job, PaymentRecord, PayoutRecord, Quote};
use secrecy::SecretString;
use serde::de::DeserializeOwned;
use serde_json::{Value, json};

use super::convert::{self, Converted};
use super::graphql::{Answer, ask};
use super::ids::{self, Kind};
use super::page::{JobberAccount, Listed, Page, Single};
use super::queries::{
    ACCOUNT, CLIENT, CLIENTS, DISCONNECT, INVOICE, INVOICES, JOB, JOBS, PAYMENT, PAYMENTS, PAYOUT,
    PAYOUTS, QUOTE, QUOTES,
};
use super::watch::{Seen, Watch};
use super::wire::{self, PageData, PageInfo, RecordData, Rest, Tailed};
use super::{Jobber, RAIL};
use crate::port::{Rail, RailError};
use crate::rows::{Rejected, row, rows};
use crate::text::{excerpt, free};

/// How often the tail of one record's list is asked for: 5,000 lines in one payout.
const MAX_TAIL_PAGES: usize = 50;

/// Reads one account with its access token.
pub struct Reader<'a> {
    rail: &'a dyn Rail,
    access: &'a SecretString,
    time_zone: TimeZone,
    watch: Watch,
}

impl<'a> Jobber<'a> {
    /// Reads with an access token; days are days in `time_zone`, the company's.
    #[must_use]
    pub fn reader(&self, access: &'a SecretString, time_zone: TimeZone) -> Reader<'a> {
        Reader {
            rail: self.rail,
            access,
            time_zone,
            watch: Watch::default(),
        }
    }
}

impl<'a> Reader<'a> {
    /// Reads with an access token; days are days in `time_zone`, the company's.
    #[must_use]
    pub fn new(rail: &'a dyn Rail, access: &'a SecretString, time_zone: TimeZone) -> Self {
        Self {
            rail,
            access,
            time_zone,
            watch: Watch::default(),
        }
    }

    pub(super) const fn time_zone(&self) -> &TimeZone {
        &self.time_zone
    }

    /// What Jobber has said beside its answers so far.
    #[must_use]
    pub fn seen(&self) -> Seen {
        self.watch.now()
    }

    /// Whom the token speaks for.
    ///
    /// # Errors
    /// [`RailError`], as with every read.
    pub async fn account(&self) -> Result<JobberAccount, RailError> {
        let account: Option<wire::Account> = self.record(ACCOUNT, json!({})).await?;
        let account = account.ok_or_else(|| refused("no account for this token"))?;
        Ok(JobberAccount {
            id: account.id,
            name: free(&account.name.unwrap_or_default()),
        })
    }

    /// Ends our app's connection to this account: all its tokens are dead afterwards. An owner who leaves by
    /// our door has to be told to Jobber, or its own list of apps would still show us.
    ///
    /// # Errors
    /// [`RailError`]; [`RailError::NeedsReconnect`] and [`RailError::Unauthorised`] when it was over before.
    pub async fn disconnect(&self) -> Result<(), RailError> {
        let done: Option<wire::Done> = self.record(DISCONNECT, json!({})).await?;
        let said = done.ok_or_else(|| refused("no word on the disconnection"))?;
        match said.user_errors.first() {
            None => Ok(()),
            Some(error) => Err(refused(&excerpt(&error.message))),
        }
    }

    /// Clients changed after a moment (all, without one), the longest unchanged first.
    ///
    /// # Errors
    /// [`RailError`]; [`RailError::Throttled`] says how long to wait.
    pub async fn clients(
        &self,
        since: Option<Timestamp>,
        cursor: Option<&str>,
    ) -> Result<Page<Client>, RailError> {
        let listed = self
            .list(CLIENTS, changed_after(since, cursor), cursor)
            .await?;
        Ok(listed.into_page(convert::client, &self.time_zone))
    }

    /// Jobs, the last changed first. Jobber cannot filter them: stop at what is known.
    ///
    /// # Errors
    /// As [`Reader::clients`].
    pub async fn jobs(&self, cursor: Option<&str>) -> Result<Page<Job>, RailError> {
        let listed = self.list(JOBS, json!({"after": cursor}), cursor).await?;
        Ok(listed.into_page(convert::job, &self.time_zone))
    }

    /// Invoices changed after a moment (all, without one), the longest unchanged first.
    ///
    /// # Errors
    /// As [`Reader::clients`].
    pub async fn invoices(
        &self,
        since: Option<Timestamp>,
        cursor: Option<&str>,
    ) -> Result<Page<Invoice>, RailError> {
        let listed = self
            .list(INVOICES, changed_after(since, cursor), cursor)
            .await?;
        Ok(listed.into_page(convert::invoice, &self.time_zone))
    }

    /// Quotes changed after a moment (all, without one), the newest last.
    ///
    /// # Errors
    /// As [`Reader::clients`].
    pub async fn quotes(
        &self,
        since: Option<Timestamp>,
        cursor: Option<&str>,
    ) -> Result<Page<Quote>, RailError> {
        let listed = self
            .list(QUOTES, changed_after(since, cursor), cursor)
            .await?;
        Ok(listed.into_page(convert::quote, &self.time_zone))
    }

    /// One quote; none when Jobber does not have it.
    ///
    /// # Errors
    /// As [`Reader::clients`].
    pub async fn quote(&self, id: &str) -> Result<Option<Single<Quote>>, RailError> {
        self.one(QUOTE, id, convert::quote).await
    }

    /// A page of ids alone, for finding what is no more: 100 cost about 100 points.
    ///
    /// # Errors
    /// As [`Reader::clients`].
    pub async fn ids(
        &self,
        kind: Kind,
        cursor: Option<&str>,
    ) -> Result<(Vec<String>, Option<String>), RailError> {
        let listed: Listed<wire::Ref> = self
            .list(ids::query(kind), json!({"after": cursor}), cursor)
            .await?;
        let ids = listed.rows.into_iter().map(|r| r.id).collect();
        Ok((ids, listed.next))
    }

    /// Payment records, the last changed first. Jobber cannot filter them and does not show when
    /// they changed: stop after pages on which nothing is new.
    ///
    /// # Errors
    /// As [`Reader::clients`].
    pub async fn payment_records(
        &self,
        cursor: Option<&str>,
    ) -> Result<Page<PaymentRecord>, RailError> {
        let mut listed = self
            .list(PAYMENTS, json!({"after": cursor}), cursor)
            .await?;
        self.complete(&mut listed.rows).await?;
        Ok(listed.into_page(convert::payment, &self.time_zone))
    }

    /// Jobber Payments payouts changed after a moment (all, without one), by arrival.
    ///
    /// # Errors
    /// As [`Reader::clients`].
    pub async fn payout_records(
        &self,
        since: Option<Timestamp>,
        cursor: Option<&str>,
    ) -> Result<Page<PayoutRecord>, RailError> {
        let mut listed = self
            .list(PAYOUTS, changed_after(since, cursor), cursor)
            .await?;
        self.complete(&mut listed.rows).await?;
        Ok(listed.into_page(convert::payout, &self.time_zone))
    }

    /// One client; none if it is gone.
    ///
    /// # Errors
    /// As [`Reader::clients`]; [`RailError::Refused`] also for a record that cannot be understood.
    pub async fn client(&self, id: &str) -> Result<Option<Single<Client>>, RailError> {
        self.one(CLIENT, id, convert::client).await
    }

    /// One job; none if it is gone.
    ///
    /// # Errors
    /// As [`Reader::client`].
    pub async fn job(&self, id: &str) -> Result<Option<Single<Job>>, RailError> {
        self.one(JOB, id, convert::job).await
    }

    /// One invoice; none if it is gone.
    ///
    /// # Errors
    /// As [`Reader::client`].
    pub async fn invoice(&self, id: &str) -> Result<Option<Single<Invoice>>, RailError> {
        self.one(INVOICE, id, convert::invoice).await
    }

    /// One payment record; none if it is gone.
    ///
    /// # Errors
    /// As [`Reader::client`].
    pub async fn payment_record(
        &self,
        id: &str,
    ) -> Result<Option<Single<PaymentRecord>>, RailError> {
        self.one_completed(PAYMENT, id, convert::payment).await
    }

    /// One payout; none if it is gone.
    ///
    /// # Errors
    /// As [`Reader::client`].
    pub async fn payout_record(&self, id: &str) -> Result<Option<Single<PayoutRecord>>, RailError> {
        self.one_completed(PAYOUT, id, convert::payout).await
    }

    pub(super) async fn list<W: DeserializeOwned>(
        &self,
        query: &str,
        variables: Value,
        cursor: Option<&str>,
    ) -> Result<Listed<W>, RailError> {
        let Answer { data, cost } =
            ask::<PageData>(self.rail, self.access, query, &variables, &self.watch).await?;
        // An empty list is a list. Null without an error is a missing scope, not "nothing there".
        let page = data
            .page
            .ok_or_else(|| refused("a list is null: is a scope missing?"))?;
        let next = next_cursor(page.page_info, cursor)?;
        let (rows, rejected) = rows(&page.nodes, "id");
        Ok(Listed {
            rows,
            rejected,
            next,
            cost,
        })
    }

    pub(super) async fn record<W: DeserializeOwned>(
        &self,
        query: &str,
        variables: Value,
    ) -> Result<Option<W>, RailError> {
        let answer =
            ask::<RecordData>(self.rail, self.access, query, &variables, &self.watch).await?;
        answer
            .data
            .record
            .map(|raw| row(&raw, "id").map_err(|r| not_understood(&r)))
            .transpose()
    }

    async fn one<W: DeserializeOwned, T>(
        &self,
        query: &str,
        id: &str,
        convert: fn(W, &TimeZone) -> Converted<T>,
    ) -> Result<Option<Single<T>>, RailError> {
        let wire: Option<W> = self.record(query, json!({"id": id})).await?;
        wire.map(|wire| convert(wire, &self.time_zone).map_err(|r| not_understood(&r)))
            .transpose()
    }

    async fn one_completed<W, T>(
        &self,
        query: &str,
        id: &str,
        convert: fn(W, &TimeZone) -> Converted<T>,
    ) -> Result<Option<Single<T>>, RailError>
    where
        W: DeserializeOwned + Tailed + Send,
        W::Line: DeserializeOwned + Send,
    {
        let mut wire: Vec<W> = self
            .record(query, json!({"id": id}))
            .await?
            .into_iter()
            .collect();
        self.complete(&mut wire).await?;
        let converted = wire.pop().map(|wire| convert(wire, &self.time_zone));
        converted.transpose().map_err(|r| not_understood(&r))
    }

    /// Reads on where a record's own list was longer than its first page.
    async fn complete<W>(&self, records: &mut [W]) -> Result<(), RailError>
    where
        W: Tailed + Send,
        W::Line: DeserializeOwned + Send,
    {
        for record in records {
            let id = record.id().to_owned();
            for turn in 0.. {
                let Some(lines) = record.lines().filter(|lines| lines.page_info.has_next_page)
                else {
                    break;
                };
                if turn >= MAX_TAIL_PAGES {
                    return Err(refused("a record whose list has no end"));
                }
                let after = lines.page_info.end_cursor.clone();
                let rest: Option<Rest<W::Line>> = self
                    .record(W::REST, json!({"id": id, "after": after}))
                    .await?;
                // Gone in between: the next look will tell.
                let Some(rest) = rest.and_then(|r| r.rest) else {
                    break;
                };
                lines.nodes.extend(rest.nodes);
                lines.page_info = rest.page_info;
            }
        }
        Ok(())
    }
}

fn changed_after(since: Option<Timestamp>, cursor: Option<&str>) -> Value {
    let filter = since.map(|since| json!({"updatedAt": {"after": since.to_string()}}));
    json!({"after": cursor, "filter": filter})
}

/// The next page's cursor; one that does not move would be followed for ever.
pub(super) fn next_cursor(
    info: PageInfo,
    asked: Option<&str>,
) -> Result<Option<String>, RailError> {
    if !info.has_next_page {
        return Ok(None);
    }
    match info.end_cursor {
        Some(cursor) if !cursor.is_empty() && Some(cursor.as_str()) != asked => Ok(Some(cursor)),
        _ => Err(refused(
            "a page that is not the last has no cursor, or the one we came with",
        )),
    }
}

fn refused(why: &str) -> RailError {
    RailError::Refused {
        rail: RAIL,
        why: why.into(),
    }
}

fn not_understood(rejected: &Rejected) -> RailError {
    let id = rejected.id.as_deref().unwrap_or("?");
    RailError::Refused {
        rail: RAIL,
        why: excerpt(&format!("record {id}: {}", rejected.why)),
    }
}
