//! A company whose bank comes as files, and what its tests ask of it.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use jiff::Timestamp;
use jiff::civil::date;
use oodaloo_domain::CompanyId;
use oodaloo_domain::Money;
use oodaloo_domain::facts::{BankTransaction, Import, ImportWay, Role};
use oodaloo_local::seed::{self, SeedUser};
use oodaloo_runtime::ports::{Outgoing, QueueName, World as _};
use serde_json::{Value, json};

use crate::demo::{friday, jobber_body};
use crate::inprocess::Product;

pub struct Shop {
    pub product: Product,
    pub id: CompanyId,
    seed: oodaloo_seeds::Company,
}

/// One line of a statement.
pub struct Row {
    pub day: String,
    text: String,
    pub amount: Money,
    pub balance: Money,
}

/// Those rows of a statement whose day fits, as CSV.
pub fn csv(rows: &[Row], fits: impl Fn(&str) -> bool) -> String {
    let mut file = String::from("Date,Description,Amount,Balance\n");
    for row in rows.iter().filter(|r| fits(&r.day)) {
        let text = row.text.replace('"', "\"\"");
        file.push_str(&format!(
            "{},\"{text}\",{},{}\n",
            row.day, row.amount, row.balance
        ));
    }
    file
}

/// As a request has it.
pub fn packed(file: &str) -> String {
    STANDARD.encode(file)
}

pub fn id_of(answer: &Value) -> String {
    answer["id"]
        .as_str()
        .unwrap_or_else(|| panic!("{answer}"))
        .to_owned()
}

impl Shop {
    /// A company with its people, and no rail.
    pub async fn new() -> Self {
        let product = Product::new(friday(), oodaloo_seeds::DEFAULT_SEED);
        let company = oodaloo_seeds::demo(oodaloo_seeds::DEFAULT_SEED, date(2026, 11, 20));
        let user = |sub: &str, role| SeedUser {
            sub: sub.into(),
            email: format!("{sub}@example.com"),
            role,
        };
        let users = [user("olivia", Role::Owner), user("dan", Role::Dispatcher)];
        let id = seed::company(&product.store, &company, &users, friday())
            .await
            .unwrap();
        Self {
            product,
            id,
            seed: company,
        }
    }

    /// The same with its Jobber.
    pub async fn with_jobber() -> Self {
        let shop = Self::new().await;
        let body = jobber_body(&shop.product, &shop.seed);
        let path = "/api/v1/integrations/jobber/oauth/callback";
        let (status, answer) = shop.call("olivia", "POST", path, Some(body)).await;
        assert_eq!(status, 201, "{answer}");
        shop.product.settle().await;
        shop
    }

    /// What its bank would export: the account with the most lines, oldest first.
    pub fn statement(&self) -> Vec<Row> {
        let lines = |id: &str| {
            let all = self.seed.bank.transactions.iter();
            all.filter(|t| t.account_id == *id).collect::<Vec<_>>()
        };
        let accounts = self.seed.bank.accounts.iter();
        let mut lines = accounts.map(|a| lines(&a.id)).max_by_key(Vec::len).unwrap();
        lines.sort_by_key(|t| t.date);
        let mut balance = Money::from_cents(2_000_000);
        lines
            .into_iter()
            .map(|t| {
                balance += Money::from_cents(-t.amount_cents);
                Row {
                    day: t.date.to_string(),
                    text: t.name.clone(),
                    amount: Money::from_cents(-t.amount_cents),
                    balance,
                }
            })
            .collect()
    }

    pub async fn call(
        &self,
        user: &str,
        method: &str,
        path: &str,
        body: Option<Value>,
    ) -> (u16, Value) {
        self.product.call(user, method, path, &self.id, body).await
    }

    pub async fn get(&self, path: &str) -> (u16, Value) {
        self.call("dan", "GET", path, None).await
    }

    pub async fn post(&self, body: &Value) -> (u16, Value) {
        self.call("dan", "POST", "/api/v1/imports", Some(body.clone()))
            .await
    }

    /// An account for files.
    pub async fn account(&self, name: &str) -> String {
        let body = json!({"name": name, "label": "operating"});
        let (status, made) = self
            .call("olivia", "POST", "/api/v1/integrations/csv", Some(body))
            .await;
        assert_eq!(status, 201, "{made}");
        made["account"].as_str().unwrap().to_owned()
    }

    pub fn body(&self, account: &str, name: &str, file: &str) -> Value {
        json!({"account": account, "file_name": name, "file": packed(file)})
    }

    pub async fn guess(&self, account: &str, file: &str) -> Value {
        let mut body = self.body(account, "guess.csv", file);
        body["dry_run"] = true.into();
        let (status, guess) = self.post(&body).await;
        assert_eq!(status, 200, "{guess}");
        guess
    }

    /// Brings a file; its message waits in the queue.
    pub async fn bring_only(&self, account: &str, name: &str, file: &str) -> Value {
        let (status, import) = self.post(&self.body(account, name, file)).await;
        assert_eq!(
            (status, &import["status"]),
            (202, &json!("reading")),
            "{import}"
        );
        import
    }

    /// Brings a file, and works off whatever follows.
    pub async fn bring(&self, account: &str, name: &str, file: &str) -> Value {
        let import = self.bring_only(account, name, file).await;
        self.product.settle().await;
        self.import(&id_of(&import)).await
    }

    pub async fn import(&self, id: &str) -> Value {
        let (status, import) = self.get(&format!("/api/v1/imports/{id}")).await;
        assert_eq!(status, 200, "{import}");
        import
    }

    /// A file that came by mail and that nobody has looked at.
    pub async fn waiting(&self, name: &str, file: &str) -> String {
        let company = self.product.store.company(&self.id);
        let (id, now) = (self.product.outside.id("imp"), self.product.outside.now());
        let id = oodaloo_domain::ImportId::new(id).unwrap();
        let (parts, kept_until) = company.keep_file(&id, file.as_bytes(), now).await.unwrap();
        let mut import = Import {
            parts,
            kept_until,
            ..Import::new(id, ImportWay::Mail, "bank@example.com", name, now)
        };
        let write = company.import_write(&mut import).unwrap();
        company.transact(vec![write]).await.unwrap();
        import.id.to_string()
    }

    pub async fn books(&self) -> Vec<BankTransaction> {
        self.lines(|_| true).await
    }

    pub async fn lines(&self, fits: impl Fn(&BankTransaction) -> bool) -> Vec<BankTransaction> {
        let company = self.product.store.company(&self.id);
        let all = company.bank_transactions().await.unwrap();
        all.into_iter().filter(fits).collect()
    }

    /// The books without who brought them.
    pub async fn bare_books(&self) -> Vec<Value> {
        let bare = |t: BankTransaction| {
            let mut line = serde_json::to_value(t).unwrap();
            line["imported_in"] = Value::Null;
            line
        };
        self.books().await.into_iter().map(bare).collect()
    }

    pub async fn connection(&self, account: &str) -> Value {
        let (_, all) = self.get("/api/v1/integrations").await;
        let items = all["items"].as_array().unwrap();
        let found = items.iter().find(|c| c["account"] == account);
        found.cloned().unwrap_or_else(|| panic!("{all}"))
    }

    /// How often something stands in the audit list.
    pub async fn audited(&self, action: &str) -> usize {
        let company = self.product.store.company(&self.id);
        let all = company.audit().await.unwrap();
        all.iter().filter(|e| e.action == action).count()
    }

    /// Works off what making an account has left in the queues.
    pub async fn drain(&self) {
        self.product.settle().await;
    }

    /// Takes the one message that waits in a queue.
    pub fn taken(&self, queue: QueueName) -> Outgoing {
        let mut all = self.product.outside.queue.lock().unwrap();
        let at = all.iter().position(|(name, _)| *name == queue);
        all.remove(at.expect("a message waits")).unwrap().1
    }

    /// Works off a message of the sync queue; nothing new is begun after `until`.
    pub async fn work_until(&self, message: &Outgoing, until: Timestamp) {
        let mut record = aws_lambda_events::event::sqs::SqsMessage::default();
        record.message_id = Some("m".into());
        record.body = Some(message.body.clone());
        let mut event = aws_lambda_events::event::sqs::SqsEvent::default();
        event.records.push(record);
        let answer = self.product.sync.batch(event, until).await;
        assert!(answer.batch_item_failures.is_empty());
    }
}
