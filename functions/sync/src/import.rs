//! A file on its way into the books: in slices, the place in it after each, what follows from it at the end.

use jiff::Timestamp;
use jiff::tz::TimeZone;
use oodaloo_domain::csv_in::{self, Choices, Guess};
use oodaloo_domain::facts::{
    Actor, AuditEntry, BankLine, FiledQuote, Import, ImportKind, ImportStatus, RailName,
};
use oodaloo_domain::imports;
use oodaloo_domain::{AccountId, AuditId};
use oodaloo_runtime::messages::{BusEvent, ImportRequest, ReconcileRequest};
use oodaloo_runtime::ports::QueueName;
use oodaloo_runtime::telemetry::Metrics;
use oodaloo_store::{CompanyStore, Connection, FiledAccount, Landed, Units};
use serde_json::json;

use crate::{Sync, SyncError};

/// How many rows are put into the books before the place in the file is kept.
const SLICE: usize = 1_000;

/// The rows of a file, ready for the books.
enum Rows {
    Lines(Vec<BankLine>),
    Quotes(Vec<FiledQuote>),
}

impl Rows {
    const fn len(&self) -> usize {
        match self {
            Self::Lines(rows) => rows.len(),
            Self::Quotes(rows) => rows.len(),
        }
    }
}

/// One file.
struct Filing {
    company: CompanyStore,
    import: Import,
    /// The account, and what is known of it from files; none for quotes.
    connection: Option<Connection>,
    units_before: Units,
}

/// Why a file comes to nothing: a sentence for a person.
struct Refused(String);

impl Sync {
    /// Puts the rows of a file into the books.
    ///
    /// A crash anywhere and a repeat end in the same items: rows that are there write nothing, and the place in the
    /// file moves on condition that it is where this run found it.
    pub(crate) async fn import(
        &self,
        request: ImportRequest,
        until: Timestamp,
    ) -> Result<(), SyncError> {
        let units_before = self.store.table().meter().total();
        let company = self.store.company(&request.company_id);
        let Some(import) = company.import(&request.import_id).await? else {
            return Ok(());
        };
        // Done by an earlier delivery of the same message; or nobody has let it in.
        if import.status != ImportStatus::Reading {
            return Ok(());
        }
        let connection = match &import.account {
            Some(account) => company.connection(RailName::Csv, account).await?,
            None => None,
        };
        let mut filing = Filing {
            company,
            import,
            connection,
            units_before,
        };
        match self.read_file(&mut filing).await? {
            Ok((rows, balance)) => self.file(filing, &request, rows, balance, until).await,
            Err(Refused(why)) => self.refuse(filing, why).await,
        }
    }

    /// Reads the whole file. The record learns what it holds.
    async fn read_file(
        &self,
        filing: &mut Filing,
    ) -> Result<Result<(Rows, Option<Balance>), Refused>, SyncError> {
        let Filing {
            company,
            import,
            connection,
            ..
        } = filing;
        let Some(file) = company.kept_file(import).await? else {
            let why = "The file is no longer kept. Send it again.";
            return Ok(Err(Refused(why.into())));
        };
        let choices = match Choices::of(import.kind.file(), &import.mapping) {
            Ok(choices) => choices,
            Err(why) => return Ok(Err(Refused(why))),
        };
        if import.kind == ImportKind::Quotes {
            let Some(profile) = company.profile().await? else {
                return Ok(Err(Refused("There is no such company.".into())));
            };
            let zone = TimeZone::get(&profile.time_zone).unwrap_or(TimeZone::UTC);
            let reading = match csv_in::quotes(&file, &choices) {
                Ok(reading) => reading,
                Err(why) => return Ok(Err(Refused(why.with("mapping")))),
            };
            import.understood(&reading, reading.rows.iter().map(|q| q.created));
            let quotes = reading.rows.iter().map(|q| imports::filed_quote(q, &zone));
            let quotes = quotes.collect::<Result<_, _>>().map_err(bad_id)?;
            return Ok(Ok((Rows::Quotes(quotes), None)));
        }
        let Some(connection) = connection else {
            // It was given up while its file waited: nobody would bring its balance up to date.
            if let Some(account) = &import.account {
                let id = AccountId::new(account.as_str()).map_err(bad_id)?;
                company
                    .transact(company.accounts_gone_writes(&[id]))
                    .await?;
            }
            return Ok(Err(Refused("The account is no longer connected.".into())));
        };
        let reading = match csv_in::statement(&file, &choices) {
            Ok(reading) => reading,
            Err(why) => return Ok(Err(Refused(why.with("mapping")))),
        };
        import.understood(&reading, reading.rows.iter().map(|l| l.date));
        let id = AccountId::new(connection.account.as_str()).map_err(bad_id)?;
        let account = company.account_item(&id).await?;
        let currency = account.map_or_else(|| "USD".into(), |(account, _)| account.currency);
        let lines = imports::bank_lines(&id, &currency, &reading.rows).map_err(bad_id)?;
        let balance = imports::last_balance(&reading.rows);
        let layout = Balance {
            last: balance,
            guess: reading.guess,
        };
        Ok(Ok((Rows::Lines(lines), Some(layout))))
    }

    async fn file(
        &self,
        mut filing: Filing,
        request: &ImportRequest,
        rows: Rows,
        balance: Option<Balance>,
        until: Timestamp,
    ) -> Result<(), SyncError> {
        while filing.import.looked_at < rows.len() {
            let from = filing.import.looked_at;
            let to = rows.len().min(from + SLICE);
            let landed = self.land(&filing, &rows, from..to).await?;
            filing.import.looked_at = to;
            filing.import.added += landed.added;
            self.report_landed(&mut filing, landed);
            if to < rows.len() {
                let write = filing.company.import_write(&mut filing.import)?;
                filing.company.transact(vec![write]).await?;
                if self.world.now() >= until {
                    let rest = request.outgoing(self.world.id("rest"));
                    self.queue.send(QueueName::Sync, rest).await?;
                    return Ok(());
                }
            }
        }
        self.close(filing, balance).await
    }

    async fn land(
        &self,
        filing: &Filing,
        rows: &Rows,
        slice: std::ops::Range<usize>,
    ) -> Result<Landed, SyncError> {
        let (company, id) = (&filing.company, &filing.import.id);
        Ok(match rows {
            Rows::Lines(lines) => company.land(id, &lines[slice]).await?,
            Rows::Quotes(quotes) => company.land_quotes(id, &quotes[slice]).await?,
        })
    }

    /// Everything is there: asks for reconcile, then says so. After a crash in between, the repeat asks again.
    async fn close(&self, mut filing: Filing, balance: Option<Balance>) -> Result<(), SyncError> {
        let company_id = filing.company.id().clone();
        if filing.connection.is_some() {
            let request = ReconcileRequest {
                company_id: company_id.clone(),
            };
            let message = request.outgoing(self.world.id("rec"));
            self.queue.send(QueueName::Reconcile, message).await?;
        }
        let event = BusEvent::SyncCompleted {
            company_id,
            rail: RailName::Csv,
            changed: filing.import.added,
        };
        if let Err(error) = self.queue.publish(event).await {
            tracing::warn!(%error, "the bus did not take SyncCompleted");
        }
        let now = self.world.now();
        filing.import.status = ImportStatus::Done;
        filing.import.why = None;
        filing.import.done_at = Some(now);
        let mut writes = Vec::new();
        if let (Some(connection), Some(balance)) = (&mut filing.connection, balance) {
            let mut known = FiledAccount::of(connection)?;
            let settled = balance.guess.settled(filing.import.kind.file());
            known.learn(
                balance.guess.fingerprint.as_deref(),
                &filing.import.mapping,
                settled,
            );
            if let Some((on, amount)) = balance.last.filter(|(on, _)| known.is_news(*on)) {
                let id = AccountId::new(connection.account.as_str()).map_err(bad_id)?;
                if let Some((mut account, there)) = filing.company.account_item(&id).await? {
                    account.available = Some(amount);
                    writes.push(filing.company.account_write(&account, Some(&there))?);
                    known.balance_on = Some(on);
                }
            }
            connection.cursor = known.cursor();
            connection.last_sync_at = Some(now);
            writes.push(filing.company.connection_write(connection)?);
        }
        let import = &filing.import;
        let summary = format!(
            "{}: {} of {} rows are new, {} cannot be read",
            import.file_name, import.added, import.good, import.bad
        );
        let audit = self.import_audit(import, "import.done", summary)?;
        writes.push(filing.company.audit_write(&audit)?);
        writes.push(filing.company.import_write(&mut filing.import)?);
        Ok(filing.company.transact(writes).await?)
    }

    async fn refuse(&self, mut filing: Filing, why: String) -> Result<(), SyncError> {
        let import = &mut filing.import;
        import.status = ImportStatus::Failed;
        import.why = Some(why);
        import.done_at = Some(self.world.now());
        let summary = format!("{} could not be imported", import.file_name);
        let audit = self.import_audit(import, "import.failed", summary)?;
        let writes = vec![
            filing.company.audit_write(&audit)?,
            filing.company.import_write(import)?,
        ];
        Ok(filing.company.transact(writes).await?)
    }

    fn import_audit(
        &self,
        import: &Import,
        action: &str,
        summary: String,
    ) -> Result<AuditEntry, SyncError> {
        Ok(AuditEntry {
            id: AuditId::new(self.world.id("aud")).map_err(bad_id)?,
            at: self.world.now(),
            actor: Actor::Engine,
            action: action.into(),
            who: None,
            group: None,
            target_type: "import".into(),
            target_id: import.id.to_string(),
            summary,
            before: json!({"status": "reading"}),
            after: json!({
                "status": import.status, "why": import.why, "added": import.added,
                "good": import.good, "bad": import.bad, "account": import.account,
            }),
        })
    }

    fn report_landed(&self, filing: &mut Filing, landed: Landed) {
        let total = self.store.table().meter().total();
        let units = total.since(filing.units_before);
        filing.units_before = total;
        Metrics::new("sync", self.world.now())
            .count("records_changed", landed.added as u64)
            .count("records_unchanged", landed.known as u64)
            .count("read_unit_halves", units.read_halves)
            .count("write_units", units.writes)
            .count("table_calls", units.calls)
            .company(filing.company.id())
            .property("rail", RailName::Csv.as_str())
            .emit();
    }
}

/// What a statement tells beside its lines.
struct Balance {
    last: Option<(jiff::civil::Date, oodaloo_domain::Money)>,
    guess: Guess,
}

fn bad_id(error: oodaloo_domain::BadId) -> SyncError {
    SyncError::BadRecord(error.to_string())
}
