//! A grant that is gone: loud at once, and once.

use oodaloo_domain::AuditId;
use oodaloo_domain::engine::Names;
use oodaloo_domain::facts::{Actor, AuditEntry, Subject, TrayItem, TrayKind};
use oodaloo_domain::plan::connection_tray_id;
use oodaloo_runtime::messages::BusEvent;
use oodaloo_store::{Connection, ConnectionStatus, StoreError};
use serde_json::json;

use crate::{Look, Sync, SyncError};

impl Sync {
    /// Marks the connection, asks the owner through the tray and writes the audit entry, together.
    pub(crate) async fn mark_broken(&self, mut look: Look, why: &str) -> Result<(), SyncError> {
        let tried = look.connection.access.clone();
        self.reread(&mut look).await?;
        let is_new = look.connection.access != tried;
        if look.connection.status == ConnectionStatus::NeedsReconnect || is_new {
            // Marked already; or connected again meanwhile, and that has its own first look.
            return Ok(());
        }
        let mut connection = look.connection.clone();
        connection.status = ConnectionStatus::NeedsReconnect;
        connection.why = Some(why.to_owned());
        connection.lease = None;
        connection.notice = None;
        let item = tray_item(&connection, why);
        let writes = vec![
            look.company.connection_write(&mut connection)?,
            look.company.tray_write(&item, asked(&look.connection))?,
            look.company
                .audit_write(&self.broken_audit(&connection, why)?)?,
        ];
        match look.company.transact(writes).await {
            Ok(()) => {}
            // Somebody else has marked it, or it was reconnected meanwhile: the next look will tell.
            Err(e) if e.is_conflict() => return Ok(()),
            Err(e) => return Err(e.into()),
        }
        self.count("connections_broken", &look.request);
        let event = BusEvent::ConnectionBroken {
            company_id: look.company.id().clone(),
            rail: connection.rail,
        };
        if let Err(error) = self.queue.publish(event).await {
            tracing::warn!(%error, "the bus did not take ConnectionBroken");
        }
        Ok(())
    }

    /// Writes a connection that works again: the tray asks no more.
    pub(crate) async fn mark_mended(
        &self,
        look: &Look,
        mut connection: Connection,
    ) -> Result<(), StoreError> {
        let mut audit = self
            .audit(&connection)
            .map_err(|_| StoreError::Missing("an audit id"))?;
        connection.why = None;
        audit.action = "connection.mended".into();
        audit.summary = format!("{} works again", connection.name);
        audit.before = json!({"status": "needs_reconnect"});
        audit.after = json!({"status": "active"});
        let writes = vec![
            look.company.connection_write(&mut connection)?,
            look.company
                .tray_forget(&connection_tray_id(connection.rail, &connection.account)),
            look.company.audit_write(&audit)?,
        ];
        look.company.transact(writes).await
    }

    /// Writes a connection about which the rail has announced something, or settled it. What will end it
    /// unless an owner acts is asked in the tray; the rest stands in the list of connections.
    pub(crate) async fn mark_noticed(
        &self,
        look: &Look,
        mut connection: Connection,
    ) -> Result<(), StoreError> {
        let id = connection_tray_id(connection.rail, &connection.account);
        let mut writes = vec![look.company.connection_write(&mut connection)?];
        match &connection.notice {
            Some(notice) if ENDING.contains(&notice.code.as_str()) => {
                let item = tray_item(&connection, &notice.code);
                writes.push(look.company.tray_write(&item, asked(&look.connection))?);
            }
            _ => writes.push(look.company.tray_forget(&id)),
        }
        look.company.transact(writes).await
    }

    fn broken_audit(&self, connection: &Connection, why: &str) -> Result<AuditEntry, SyncError> {
        let mut audit = self.audit(connection)?;
        audit.after = json!({"status": "needs_reconnect", "why": why});
        Ok(audit)
    }

    fn audit(&self, connection: &Connection) -> Result<AuditEntry, SyncError> {
        Ok(AuditEntry {
            id: AuditId::new(self.world.id("aud"))
                .map_err(|e| SyncError::BadRecord(e.to_string()))?,
            at: self.world.now(),
            actor: Actor::Engine,
            action: "connection.broken".into(),
            who: None,
            group: None,
            target_type: "connection".into(),
            target_id: connection.account.to_string(),
            summary: format!("{} needs to be reconnected", connection.name),
            before: json!({"status": "active"}),
            after: json!({"status": "needs_reconnect"}),
        })
    }
}

/// Announcements after which a connection ends, unless an owner acts.
const ENDING: [&str; 2] = ["PENDING_DISCONNECT", "PENDING_EXPIRATION"];

/// The version of the tray item that asks about a working connection already.
fn asked(before: &Connection) -> Option<u64> {
    let notice = before.notice.as_ref()?;
    ENDING
        .contains(&notice.code.as_str())
        .then_some(TRAY_VERSION)
}

/// A tray item about a connection is written as a whole and has no history.
const TRAY_VERSION: u64 = 1;

/// The one tray item of a broken connection, or of one that will break.
fn tray_item(connection: &Connection, why: &str) -> TrayItem {
    let account = connection.account.clone();
    TrayItem {
        id: connection_tray_id(connection.rail, &account),
        kind: TrayKind::ConnectionBroken,
        subject: Subject::Connection {
            rail: connection.rail,
            account,
            why: why.into(),
        },
        suggestions: Vec::new(),
        job_suggestions: Vec::new(),
        names: Names::default(),
        draft: Vec::new(),
        version: TRAY_VERSION,
    }
}
