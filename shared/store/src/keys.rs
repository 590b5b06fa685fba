//! Where everything lies. The access-pattern table in this crate's README is written from here.
//!
//! A company's items all begin with `C#<company>`, and [`CompanyKeys`] is the only way to that
//! prefix. What lies outside a company (routes, due indexes) holds ids alone.

use jiff::Timestamp;
use jiff::civil::Date;
use oodaloo_domain::facts::{About, RailName};
use oodaloo_domain::week::IsoWeek;
use oodaloo_domain::{
    AccountId, AuditId, BankTransactionId, ClientId, CompanyId, ImportId, InvoiceId, JobId, NoteId,
    PaymentId, PayoutId, QuoteId, RailAccountId, RuleId, TrayItemId, UserId,
};

use crate::table::Key;

/// How many partitions a due index is spread over.
pub const DUE_SHARDS: u32 = 16;

/// What a person sees when they sign in lies together, so that one query brings it: the company,
/// their membership, the tiles, the tray.
pub const DESK: &str = "DESK#";
/// Memberships.
pub const MEMBER: &str = "DESK#MEMBER#";
/// Tray items.
pub const TRAY: &str = "DESK#TRAY#";
/// Bank accounts.
pub const ACCOUNT: &str = "ACCT#";
/// Connections.
pub const CONNECTION: &str = "CONN#";
/// Matches, by the deposit's day.
pub const MATCH: &str = "MATCH#";
/// Bank transactions.
pub const BANK_TRANSACTION: &str = "BTX#";
/// Payments.
pub const PAYMENT: &str = "PAY#";
/// Payouts.
pub const PAYOUT: &str = "PO#";
/// Invoices.
pub const INVOICE: &str = "INV#";
/// In the sparse index: invoices somebody still owes, behind those of every day.
pub const OWED: &str = "INV#OWED#";
/// What the engine learned: the sum, and behind it the lessons that are not in it yet.
pub const PRIORS: &str = "PRIORS";
/// In the sparse index: money out that nobody decided about.
pub const EXPENSE: &str = "EXP#";
/// Expenses linked to jobs, by day.
pub const TAG: &str = "TAG#";
/// A digest.
pub const DIGEST: &str = "DIGEST#";
/// Money out that somebody ignored by hand.
pub const IGNORED: &str = "IGNORED#";
/// Rules.
pub const RULE: &str = "DESK#RULE#";
/// Clients.
pub const CLIENT: &str = "CLI#";
/// Quotes.
pub const QUOTE: &str = "QUOTE#";
/// Quotes as files tell them: apart from what the rail tells.
pub const FILED_QUOTE: &str = "FILED#";
/// Files that somebody brought, by time.
pub const IMPORT: &str = "IMPORT#";
/// Jobs.
pub const JOB: &str = "JOB#";
/// Notes and tasks, by what they are about.
pub const NOTE: &str = "NOTE#";
/// Audit entries, by time.
pub const AUDIT: &str = "AUDIT#";
/// Ends the partition of a company's audit entries, and no other's: roles may not update or delete there,
/// and policies see partitions alone.
pub const AUDIT_PARTITION: &str = "#AUDIT";

/// Journals: what acts did, for taking them back.
pub const JOURNAL: &str = "JOURNAL#";
/// Answers to requests that may be repeated.
pub const ANSWERED: &str = "ANSWERED#";

/// Keys inside one company.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CompanyKeys {
    pk: String,
}

impl CompanyKeys {
    /// Of this company.
    #[must_use]
    pub fn of(company: &CompanyId) -> Self {
        Self {
            pk: format!("C#{company}"),
        }
    }

    /// The partition itself.
    #[must_use]
    pub fn partition(&self) -> &str {
        &self.pk
    }

    /// The sparse index's partition of what is open: deposits, payments, payouts.
    #[must_use]
    pub fn open_partition(&self) -> String {
        format!("{}#OPEN", self.pk)
    }

    /// The sparse index's partition of invoices that count for receivables and DSO.
    #[must_use]
    pub fn receivable_partition(&self) -> String {
        format!("{}#AR", self.pk)
    }

    /// The sparse index's partition of jobs whose days are known, by their last.
    #[must_use]
    pub fn job_partition(&self) -> String {
        format!("{}#JOBS", self.pk)
    }

    /// The sparse index's partition of notes and tasks, by time.
    #[must_use]
    pub fn note_partition(&self) -> String {
        format!("{}#NOTES", self.pk)
    }

    /// The partition of the audit entries.
    #[must_use]
    pub fn audit_partition(&self) -> String {
        format!("{}{AUDIT_PARTITION}", self.pk)
    }

    pub(crate) fn at(&self, sk: impl Into<String>) -> Key {
        Key::new(self.pk.clone(), sk)
    }

    /// Name and settings.
    #[must_use]
    pub fn profile(&self) -> Key {
        self.at("DESK#COMPANY")
    }

    /// What the engine learned.
    #[must_use]
    pub fn priors(&self) -> Key {
        self.at(PRIORS)
    }

    /// What one act taught: its `n`th lesson.
    #[must_use]
    pub fn lesson(&self, act: &AuditId, n: usize) -> Key {
        self.at(format!("{PRIORS}#{act}#{n}"))
    }

    /// What one act did, for taking it back; long ones go on in further items.
    #[must_use]
    pub fn journal(&self, group: Option<&str>, act: &AuditId, n: usize) -> Key {
        let group = group.map_or_else(String::new, |g| format!("{g}#"));
        let more = if n == 0 {
            String::new()
        } else {
            format!("#{n}")
        };
        self.at(format!("{JOURNAL}{group}{act}{more}"))
    }

    /// What a request with this key was answered.
    #[must_use]
    pub fn answered(&self, user: &UserId, key: &str) -> Key {
        self.at(format!("{ANSWERED}{user}#{key}"))
    }

    /// The tiles as last computed.
    #[must_use]
    pub fn tiles(&self) -> Key {
        self.at("DESK#TILES")
    }

    /// A person's membership.
    #[must_use]
    pub fn member(&self, user: &UserId) -> Key {
        self.at(format!("{MEMBER}{user}"))
    }

    /// Who is invited.
    #[must_use]
    pub fn invitations(&self) -> Key {
        self.at("INVITES")
    }

    /// A tray item.
    #[must_use]
    pub fn tray(&self, id: &TrayItemId) -> Key {
        self.at(format!("{TRAY}{id}"))
    }

    /// A connection.
    #[must_use]
    pub fn connection(&self, rail: RailName, account: &RailAccountId) -> Key {
        self.at(format!("{CONNECTION}{}#{account}", rail.as_str()))
    }

    /// A bank account.
    #[must_use]
    pub fn account(&self, id: &AccountId) -> Key {
        self.at(format!("{ACCOUNT}{id}"))
    }

    /// A bank transaction.
    #[must_use]
    pub fn bank_transaction(&self, id: &BankTransactionId) -> Key {
        self.at(format!("{BANK_TRANSACTION}{id}"))
    }

    /// A payment.
    #[must_use]
    pub fn payment(&self, id: &PaymentId) -> Key {
        self.at(format!("{PAYMENT}{id}"))
    }

    /// A payout.
    #[must_use]
    pub fn payout(&self, id: &PayoutId) -> Key {
        self.at(format!("{PAYOUT}{id}"))
    }

    /// An invoice.
    #[must_use]
    pub fn invoice(&self, id: &InvoiceId) -> Key {
        self.at(format!("{INVOICE}{id}"))
    }

    /// A job.
    #[must_use]
    pub fn job(&self, id: &JobId) -> Key {
        self.at(format!("{JOB}{id}"))
    }

    /// A client.
    #[must_use]
    pub fn client(&self, id: &ClientId) -> Key {
        self.at(format!("{CLIENT}{id}"))
    }

    /// A quote.
    #[must_use]
    pub fn quote(&self, id: &QuoteId) -> Key {
        self.at(format!("{QUOTE}{id}"))
    }

    /// A quote as files tell it.
    #[must_use]
    pub fn filed_quote(&self, id: &QuoteId) -> Key {
        self.at(format!("{FILED_QUOTE}{id}"))
    }

    /// A file that somebody brought.
    #[must_use]
    pub fn import(&self, id: &ImportId) -> Key {
        self.at(format!("{IMPORT}{id}"))
    }

    /// A part of that file.
    #[must_use]
    pub fn import_part(&self, id: &ImportId, n: usize) -> Key {
        self.at(format!("FILE#{id}#{n:02}"))
    }

    /// The company's address for files by mail.
    #[must_use]
    pub fn mail_address(&self) -> Key {
        self.at("INBOX")
    }

    /// A mail that was taken, by what follows from its own id.
    #[must_use]
    pub fn mail_taken(&self, mail: &str) -> Key {
        self.at(format!("MAILED#{mail}"))
    }

    /// A match.
    #[must_use]
    pub fn matched(&self, date: Date, deposit: &BankTransactionId) -> Key {
        self.at(format!("{MATCH}{date}#{deposit}"))
    }

    /// A tagged expense.
    #[must_use]
    pub fn tag(&self, date: Date, transaction: &BankTransactionId) -> Key {
        self.at(format!("{TAG}{date}#{transaction}"))
    }

    /// Money out that somebody ignored by hand.
    #[must_use]
    pub fn ignored(&self, date: Date, transaction: &BankTransactionId) -> Key {
        self.at(format!("{IGNORED}{date}#{transaction}"))
    }

    /// Where the notes and tasks about a record lie.
    #[must_use]
    pub fn notes_about(&self, about: &About) -> String {
        format!("{NOTE}{}:{}#", about.kind(), about.id())
    }

    /// A note or a task.
    #[must_use]
    pub fn note(&self, about: &About, id: &NoteId) -> Key {
        self.at(format!("{}{id}", self.notes_about(about)))
    }

    /// A rule.
    #[must_use]
    pub fn rule(&self, id: &RuleId) -> Key {
        self.at(format!("{RULE}{id}"))
    }

    /// An audit entry.
    #[must_use]
    pub fn audit(&self, at: Timestamp, id: &AuditId) -> Key {
        Key::new(
            self.audit_partition(),
            format!("{AUDIT}{}#{id}", instant(at)),
        )
    }

    /// A week's digest.
    #[must_use]
    pub fn digest(&self, week: IsoWeek) -> Key {
        self.at(format!("{DIGEST}{week}"))
    }

    /// What a rail told us about one of its records on one day: see [`crate::company::seen`].
    #[must_use]
    pub fn seen(&self, rail: RailName, item: &str, day: Date) -> Key {
        self.at(format!("SEEN#{}#{item}#{day}", rail.as_str()))
    }
}

/// Whose a rail account is.
#[must_use]
pub fn route(rail: RailName, account: &RailAccountId) -> Key {
    Key::new(format!("ROUTE#{}#{account}", rail.as_str()), "ROUTE")
}

/// Whose an address for files by mail is.
#[must_use]
pub fn mail_route(token: &str) -> Key {
    Key::new(format!("ROUTE#mail#{token}"), "ROUTE")
}

/// The companies a person belongs to.
#[must_use]
pub fn places_partition(user: &UserId) -> String {
    format!("USER#{user}")
}

/// A company's place in a person's list.
#[must_use]
pub fn place(user: &UserId, company: &CompanyId) -> Key {
    Key::new(places_partition(user), company.as_str())
}

/// One shard of the index of connections to poll.
#[must_use]
pub fn due_sync_partition(shard: u32) -> String {
    format!("DUE#SYNC#{:02}", shard % DUE_SHARDS)
}

/// A connection's place in the index of connections to poll.
#[must_use]
pub fn due_sync(rail: RailName, account: &RailAccountId) -> Key {
    let sk = format!("{}#{account}", rail.as_str());
    Key::new(due_sync_partition(shard_of(&sk)), sk)
}

/// One shard of the index of digests to send.
#[must_use]
pub fn due_digest_partition(shard: u32) -> String {
    format!("DUE#DIGEST#{:02}", shard % DUE_SHARDS)
}

/// A company's place in the index of digests to send: at the instant its next one is due.
#[must_use]
pub fn due_digest(company: &CompanyId, due: Timestamp) -> Key {
    let shard = shard_of(company.as_str());
    Key::new(
        due_digest_partition(shard),
        format!("{}#{company}", instant(due)),
    )
}

/// The last sort key of a due index that is due at `now`.
#[must_use]
pub fn due_until(now: Timestamp) -> String {
    // '$' follows '#': everything of this very second is included.
    format!("{}$", instant(now))
}

/// An instant as text that sorts by time: UTC, whole milliseconds, fixed width.
#[must_use]
pub fn instant(at: Timestamp) -> String {
    at.strftime("%Y-%m-%dT%H:%M:%S%.3fZ").to_string()
}

/// FNV-1a: spreads ids over shards, the same in every process.
fn shard_of(text: &str) -> u32 {
    let hash = text.bytes().fold(0x811c_9dc5_u32, |h, b| {
        (h ^ u32::from(b)).wrapping_mul(0x0100_0193)
    });
    hash % DUE_SHARDS
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn instants_sort_as_text() {
        let a = Timestamp::from_millisecond(1_700_000_000_000).unwrap();
        let b = Timestamp::from_millisecond(1_700_000_000_001).unwrap();
        assert!(instant(a) < instant(b));
        assert_eq!(instant(a), "2023-11-14T22:13:20.000Z");
        let company = CompanyId::new("co_1").unwrap();
        assert!(
            due_digest(&company, a).sk < due_until(a) && due_digest(&company, b).sk > due_until(a)
        );
    }
}
