//! The mail service: it has no idempotency key, may lose its answer, and tells later what it took.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex};

use async_trait::async_trait;
use oodaloo_runtime::ports::{Mail, MailError, Mailer};
use oodaloo_runtime::trigger::MailEvent;

use super::core::{Core, lock};

/// The mail service.
pub struct SimMailer {
    core: Arc<Core>,
    taken: Mutex<BTreeMap<(String, String, String), u32>>,
    untold: Mutex<Vec<MailEvent>>,
}

impl SimMailer {
    /// An empty one.
    #[must_use]
    pub fn new(core: Arc<Core>) -> Arc<Self> {
        Arc::new(Self {
            core,
            taken: Mutex::default(),
            untold: Mutex::default(),
        })
    }

    /// How many mails it took, by company, week and recipient.
    #[must_use]
    pub fn taken(&self) -> BTreeMap<(String, String, String), u32> {
        lock(&self.taken).clone()
    }

    /// Events that have come up since the last call.
    #[must_use]
    pub fn events(&self) -> Vec<MailEvent> {
        std::mem::take(&mut *lock(&self.untold))
    }

    fn take(&self, mail: &Mail) {
        let tag = |name: &str| {
            let found = mail.tags.iter().find(|(n, _)| n == name);
            found.map(|(_, v)| v.clone()).unwrap_or_default()
        };
        let event = MailEvent {
            kind: "Email Sent".into(),
            to: vec![mail.to.clone()],
            company_id: tag("company_id"),
            week: tag("week"),
        };
        let count = {
            let mut taken = lock(&self.taken);
            let count = taken
                .entry((
                    event.company_id.clone(),
                    event.week.clone(),
                    mail.to.clone(),
                ))
                .or_default();
            *count += 1;
            *count
        };
        self.core.note("mail taken", || {
            format!("{} {} {}", event.company_id, event.week, mail.to)
        });
        if count > 1 {
            self.core
                .violated(format!("{} got {count} digests of {}", mail.to, event.week));
        }
        lock(&self.untold).push(event);
    }
}

#[async_trait]
impl Mailer for SimMailer {
    async fn send(&self, mail: Mail) -> Result<String, MailError> {
        self.core.travel().await;
        if self.core.strikes("mail refuses", |f| f.mail_refuses) {
            return Err(MailError::NotSent("fault".into()));
        }
        let lost = self
            .core
            .strikes("mail's answer lost", |f| f.mail_answer_lost);
        if lost && self.core.chance(300) {
            return Err(MailError::Unknown("fault: lost on the way there".into()));
        }
        self.take(&mail);
        self.core.travel().await;
        if lost {
            return Err(MailError::Unknown("fault: lost on the way back".into()));
        }
        Ok(format!("mail-{:08x}", self.core.random()))
    }
}
