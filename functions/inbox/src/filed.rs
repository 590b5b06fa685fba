//! Files of a mail as imports: on their way where the layout tells whose they are, waiting where it does not.

use oodaloo_domain::csv_in::{self, Choices, Line, Reading};
use oodaloo_domain::facts::{
    Actor, AuditEntry, Import, ImportKind, ImportStatus, ImportWay, RailName,
};
use oodaloo_domain::settings::masked;
use oodaloo_domain::{AuditId, ImportId};
use oodaloo_store::{CompanyStore, Connection, FiledAccount};
use serde_json::{Value, json};
use sha2::{Digest as _, Sha256};

use crate::message::{Attached, Mail};
use crate::{Inbox, InboxError};

/// An account that has taken files laid out like this one, and how they were read.
struct Fitting {
    connection: Connection,
    mapping: Vec<String>,
    reading: Reading<Line>,
}

impl Inbox {
    /// The imports of a mail, with their files kept. One that says why there is none, when there is no file.
    pub(crate) async fn imports(
        &self,
        company: &CompanyStore,
        mail: &Mail,
    ) -> Result<Vec<Import>, InboxError> {
        if mail.files.is_empty() {
            let mut import = self.import(mail, &mail.subject)?;
            let others = mail.others.join(", ");
            let why = if others.is_empty() {
                "No CSV is attached to this mail.".to_owned()
            } else {
                format!("No CSV is attached to this mail, but {others}. Ask the bank for CSV.")
            };
            self.fail(&mut import, why);
            return Ok(vec![import]);
        }
        let connections = company.connections().await?;
        let mut imports = Vec::with_capacity(mail.files.len());
        for file in &mail.files {
            imports.push(self.one(company, mail, file, &connections).await?);
        }
        Ok(imports)
    }

    async fn one(
        &self,
        company: &CompanyStore,
        mail: &Mail,
        file: &Attached,
        connections: &[Connection],
    ) -> Result<Import, InboxError> {
        let mut import = self.import(mail, &file.name)?;
        let Some(bytes) = &file.bytes else {
            let why = "The file is larger than 4 MB. Send it in pieces, cut at days.";
            self.fail(&mut import, why.to_owned());
            return Ok(import);
        };
        let kept = company
            .keep_file(&import.id, bytes, self.world.now())
            .await?;
        (import.parts, import.kept_until) = kept;
        import.bytes = bytes.len();
        import.sha256 = hex::encode(Sha256::digest(bytes));
        let mut fitting = fitting(bytes, connections)?;
        match (fitting.pop(), fitting.is_empty()) {
            (Some(one), true) => {
                import.account = Some(one.connection.account);
                import.mapping = one.mapping;
                import.understood(&one.reading, one.reading.rows.iter().map(|l| l.date));
                import.status = ImportStatus::Reading;
                import.why = None;
            }
            (Some(_), false) => {
                look_at(&mut import, bytes);
                let why =
                    "Files laid out like this came for more than one account: say which it is.";
                import.why = Some(why.to_owned());
            }
            (None, _) => look_at(&mut import, bytes),
        }
        Ok(import)
    }

    fn import(&self, mail: &Mail, name: &str) -> Result<Import, InboxError> {
        let id = ImportId::new(self.world.id("imp"));
        let id = id.map_err(|_| InboxError::Broken("an import's id is none"))?;
        Ok(Import::new(
            id,
            ImportWay::Mail,
            &mail.sender,
            name,
            self.world.now(),
        ))
    }

    fn fail(&self, import: &mut Import, why: String) {
        import.status = ImportStatus::Failed;
        import.why = Some(why);
        import.done_at = Some(self.world.now());
    }

    pub(crate) fn audit(&self, import: &Import) -> Result<AuditEntry, InboxError> {
        let id = AuditId::new(self.world.id("aud"));
        Ok(AuditEntry {
            id: id.map_err(|_| InboxError::Broken("an audit id is none"))?,
            at: self.world.now(),
            actor: Actor::Engine,
            action: "import.made".into(),
            who: None,
            group: None,
            target_type: "import".into(),
            target_id: import.id.to_string(),
            // Whole addresses are not kept for ever.
            summary: format!(
                "{} came by mail from {}",
                import.file_name,
                masked(&import.from)
            ),
            before: Value::Null,
            after: json!({
                "status": import.status, "account": import.account, "file_name": import.file_name,
                "sha256": import.sha256, "mapping": import.mapping,
            }),
        })
    }
}

/// The accounts whose files were laid out like this one.
fn fitting(file: &[u8], connections: &[Connection]) -> Result<Vec<Fitting>, InboxError> {
    let mut found = Vec::new();
    for connection in connections.iter().filter(|c| c.rail == RailName::Csv) {
        let known = FiledAccount::of(connection)?;
        if let Some((mapping, reading)) = known.read_as_before(file) {
            found.push(Fitting {
                connection: connection.clone(),
                mapping,
                reading,
            });
        }
    }
    Ok(found)
}

/// What can be told about a file that waits: what it seems to hold, or what has to be said about it.
fn look_at(import: &mut Import, file: &[u8]) {
    let choices = Choices::default();
    let why = match csv_in::statement(file, &choices) {
        Ok(reading) => {
            import.understood(&reading, reading.rows.iter().map(|l| l.date));
            "No file laid out like this has come yet: say which account it is.".to_owned()
        }
        Err(why) => match csv_in::quotes(file, &choices) {
            Ok(reading) => {
                import.kind = ImportKind::Quotes;
                import.understood(&reading, reading.rows.iter().map(|q| q.created));
                "It looks like a list of quotes: say whether it is to be taken.".to_owned()
            }
            Err(_) => format!("It is not understood by itself: {}.", why.with("mapping")),
        },
    };
    import.why = Some(why);
}
