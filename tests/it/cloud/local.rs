//! A local cloud of our own, for as long as a test runs.

use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use oodaloo_domain::CompanyId;
use oodaloo_local::home::Home;
use oodaloo_local::state::State;
use oodaloo_store::CompanyStore;
use serde_json::Value;

/// Away from the default, so that a developer's cloud is not disturbed.
const PORT: &str = "14566";

pub struct LocalCloud {
    pub dir: PathBuf,
    pub up: Value,
    pub state: State,
    pub http: reqwest::Client,
}

pub fn oodaloo(dir: &Path, args: &[&str]) -> String {
    // The test binary lies in target/<profile>/deps, the program in target/<profile>.
    let program = std::env::current_exe()
        .unwrap()
        .parent()
        .unwrap()
        .parent()
        .unwrap()
        .join("oodaloo");
    let out = Command::new(&program)
        .arg("--dir")
        .arg(dir)
        .args(args)
        .output();
    let out = out.unwrap_or_else(|e| panic!("{}: {e} (make test builds it)", program.display()));
    let (said, complained) = (
        String::from_utf8_lossy(&out.stdout),
        String::from_utf8_lossy(&out.stderr),
    );
    assert!(
        out.status.success(),
        "oodaloo {args:?}\n{said}\n{complained}"
    );
    said.into_owned()
}

impl LocalCloud {
    pub fn up() -> Self {
        let dir = Path::new(env!("CARGO_MANIFEST_DIR"))
            .parent()
            .unwrap()
            .join("target/it-cloud");
        // A run that failed left its cloud for whoever wants to look at it.
        if dir.exists() {
            oodaloo(&dir, &["down"]);
            std::fs::remove_dir_all(&dir).unwrap();
        }
        oodaloo(&dir, &["up", "--port", PORT]);
        let up = serde_json::from_slice(&std::fs::read(dir.join("up.json")).unwrap()).unwrap();
        let state = State::load(&Home::find(Some(dir.clone())).unwrap()).unwrap();
        let http = reqwest::Client::builder()
            .timeout(Duration::from_secs(20))
            .build()
            .unwrap();
        Self {
            dir,
            up,
            state,
            http,
        }
    }

    pub fn text(&self, pointer: &str) -> &str {
        self.up
            .pointer(pointer)
            .and_then(Value::as_str)
            .unwrap_or_else(|| panic!("up.json has no {pointer}"))
    }

    pub fn token(&self, role: &str) -> &str {
        let users = self.up["users"].as_array().unwrap();
        users
            .iter()
            .find(|u| u["role"] == role)
            .and_then(|u| u["token"].as_str())
            .unwrap()
    }

    pub fn company_id(&self) -> CompanyId {
        CompanyId::new(self.text("/company_id")).unwrap()
    }

    pub async fn company(&self) -> CompanyStore {
        self.state
            .store()
            .await
            .unwrap()
            .company(&self.company_id())
    }

    pub async fn api(
        &self,
        method: &str,
        path: &str,
        token: Option<&str>,
        body: Option<Value>,
    ) -> (u16, Value) {
        let url = format!(
            "{}{path}?company_id={}",
            self.text("/api_url"),
            self.text("/company_id")
        );
        let mut request = self.http.request(method.parse().unwrap(), url);
        static ASKED: AtomicU64 = AtomicU64::new(0);
        let key = ASKED.fetch_add(1, Ordering::Relaxed);
        request = request.header("idempotency-key", format!("it-{key}"));
        if let Some(token) = token {
            request = request.bearer_auth(token);
        }
        if let Some(body) = body {
            request = request.json(&body);
        }
        let answer = request.send().await.unwrap();
        (
            answer.status().as_u16(),
            answer.json().await.unwrap_or_default(),
        )
    }

    pub async fn sandbox(&self, verb: &str, body: Value) -> Value {
        let url = format!("{}/__sandbox/{verb}", self.text("/sandbox/jobber_url"));
        let answer = self.http.post(url).json(&body).send().await.unwrap();
        assert!(answer.status().is_success(), "{verb}: {}", answer.status());
        answer.json().await.unwrap()
    }

    pub async fn mails(&self) -> usize {
        let url = format!("http://127.0.0.1:{PORT}/_ministack/ses/messages");
        let all: Value = self
            .http
            .get(url)
            .send()
            .await
            .unwrap()
            .json()
            .await
            .unwrap();
        // By AWS account.
        let accounts = all["messages"].as_object().expect("mails by account");
        accounts
            .values()
            .filter_map(Value::as_array)
            .map(Vec::len)
            .sum()
    }
}

impl Drop for LocalCloud {
    fn drop(&mut self) {
        if !std::thread::panicking() {
            oodaloo(&self.dir, &["down"]);
        }
    }
}

pub async fn until<T>(what: &str, mut look: impl AsyncFnMut() -> Option<T>) -> T {
    for _ in 0..150 {
        if let Some(found) = look().await {
            return found;
        }
        tokio::time::sleep(Duration::from_millis(200)).await;
    }
    panic!("{what} did not happen within 30 s");
}
