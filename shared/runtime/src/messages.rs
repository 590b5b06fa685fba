//! What travels on our queues and our bus.

use jiff::Timestamp;
use oodaloo_domain::facts::{About, RailName};
use oodaloo_domain::week::IsoWeek;
use oodaloo_domain::{CompanyId, ImportId, InvitationId, NoteId, RailAccountId};
use serde::{Deserialize, Serialize};

use crate::ports::Outgoing;

/// "Look at this rail account again." It names the rail's own account, because whoever sends it
/// cannot look up whose it is.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SyncRequest {
    /// Which rail.
    pub rail: RailName,
    /// What the rail calls the authorised party.
    pub account: RailAccountId,
    /// Why.
    pub reason: SyncReason,
}

/// Why a rail is looked at.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum SyncReason {
    /// The rail said that something happened.
    Webhook {
        /// In the rail's words.
        topic: String,
        /// Which of its records, where it says.
        item_id: Option<String>,
        /// When it happened, where it says.
        occurred_at: Option<Timestamp>,
    },
    /// Every 15 minutes.
    Poll,
    /// Every night: the same, and reconcile whatever came.
    Nightly,
    /// Every week: everything again, for what webhooks and deltas lost.
    Weekly,
    /// The owner has just connected it.
    Connected,
    /// Somebody asked for a note or a task to be written there.
    Write {
        /// About what.
        about: About,
        /// Which.
        note: NoteId,
    },
}

impl SyncRequest {
    /// The FIFO group: one rail account is worked on by one worker at a time.
    #[must_use]
    pub fn group(&self) -> String {
        format!("{}#{}", self.rail.as_str(), self.account)
    }

    /// As a message; `dedupe` is what makes it the same request again.
    #[must_use]
    pub fn outgoing(&self, dedupe: String) -> Outgoing {
        Outgoing {
            body: json(self),
            group: self.group(),
            dedupe,
        }
    }
}

/// "Put the rows of this file into the books."
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ImportRequest {
    /// Whose.
    pub company_id: CompanyId,
    /// Which file.
    pub import_id: ImportId,
    /// The account its lines are of; none for quotes.
    pub account: Option<RailAccountId>,
}

impl ImportRequest {
    /// The FIFO group: the files of one account, and the lists of quotes of one company, one after another.
    #[must_use]
    pub fn group(&self) -> String {
        let of = self
            .account
            .as_ref()
            .map_or(self.company_id.as_str(), |a| a.as_str());
        format!("{}#{of}", RailName::Csv.as_str())
    }

    /// As a message. `unique` must differ at every send: the rest of a file is asked for like the file.
    #[must_use]
    pub fn outgoing(&self, unique: String) -> Outgoing {
        Outgoing {
            body: json(self),
            group: self.group(),
            dedupe: unique,
        }
    }
}

/// What the sync queue carries.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(untagged)]
pub enum SyncMessage {
    /// A look at a rail.
    Look(SyncRequest),
    /// A file.
    Import(ImportRequest),
}

/// "Reconcile this company."
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ReconcileRequest {
    /// Whose.
    pub company_id: CompanyId,
}

impl ReconcileRequest {
    /// As a message. `unique` must differ at every send: one that were swallowed as a duplicate of
    /// a request already worked off would leave newer facts unreconciled.
    #[must_use]
    pub fn outgoing(&self, unique: String) -> Outgoing {
        Outgoing {
            body: json(self),
            group: self.company_id.to_string(),
            dedupe: unique,
        }
    }
}

/// "Send this company its digest of this week."
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct DigestRequest {
    /// Whose.
    pub company_id: CompanyId,
    /// Which week.
    pub week: IsoWeek,
    /// Its entry in the due index, when it came from there.
    pub due: Option<Timestamp>,
}

impl DigestRequest {
    /// As a message.
    #[must_use]
    pub fn outgoing(&self, unique: String) -> Outgoing {
        Outgoing {
            body: json(self),
            group: self.company_id.to_string(),
            dedupe: unique,
        }
    }
}

/// "Mail this invitation." It names the invitation and holds no link: whoever reads a queue cannot join.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct InvitationRequest {
    /// Whose.
    pub company_id: CompanyId,
    /// Which.
    pub invitation_id: InvitationId,
}

impl InvitationRequest {
    /// As a message for the digest queue. Sending it twice mails once.
    #[must_use]
    pub fn outgoing(&self) -> Outgoing {
        Outgoing {
            body: json(self),
            group: self.company_id.to_string(),
            dedupe: self.invitation_id.to_string(),
        }
    }
}

/// What the digest queue carries.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(untagged)]
pub enum MailRequest {
    /// A Friday email.
    Digest(DigestRequest),
    /// An invitation.
    Invitation(InvitationRequest),
}

/// What the schedules send.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Tick {
    /// Which one.
    pub schedule: Schedule,
    /// Do it now, due or not (the developer's door; never set by a schedule).
    #[serde(default)]
    pub force: bool,
}

/// Our schedules.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Schedule {
    /// Every 15 minutes: all connections.
    Poll,
    /// Every night.
    Nightly,
    /// Every week.
    Weekly,
    /// Every 15 minutes around Friday: whose digest is due?
    DigestTick,
}

/// A fact worth telling others.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(tag = "type")]
pub enum BusEvent {
    /// A rail was read to the end and something was new.
    SyncCompleted {
        /// Whose.
        company_id: CompanyId,
        /// Which rail.
        rail: RailName,
        /// How many records were written.
        changed: usize,
    },
    /// Deposits were matched without a person.
    DepositMatched {
        /// Whose.
        company_id: CompanyId,
        /// Which deposits.
        deposit_ids: Vec<String>,
    },
    /// The digest went out.
    DigestSent {
        /// Whose.
        company_id: CompanyId,
        /// Which week.
        week: IsoWeek,
    },
    /// Only the owner can mend it.
    ConnectionBroken {
        /// Whose.
        company_id: CompanyId,
        /// Which rail.
        rail: RailName,
    },
}

impl BusEvent {
    /// The event's detail type on the bus.
    #[must_use]
    pub const fn detail_type(&self) -> &'static str {
        match self {
            Self::SyncCompleted { .. } => "SyncCompleted",
            Self::DepositMatched { .. } => "DepositMatched",
            Self::DigestSent { .. } => "DigestSent",
            Self::ConnectionBroken { .. } => "ConnectionBroken",
        }
    }

    /// Its detail, as JSON.
    #[must_use]
    pub fn detail(&self) -> String {
        json(self)
    }
}

fn json<T: Serialize>(value: &T) -> String {
    // These types hold strings, numbers and enums only: nothing that JSON could refuse.
    serde_json::to_string(value).unwrap_or_default()
}
