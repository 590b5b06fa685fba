//! The emulated AWS over plain HTTP: the few calls the door needs, without six more SDK crates. It is
//! built from a port, so it can speak to this machine and to nothing else; its credentials are fake.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use crate::home::url;
use crate::trouble::Trouble;

/// The region of the local cloud.
pub const REGION: &str = "us-east-1";
/// Fake, and only ever sent to loopback.
pub const FAKE_KEY: &str = "test";

/// A client of the emulator.
#[derive(Debug, Clone)]
pub struct Cloud {
    http: reqwest::Client,
    base: String,
}

/// What the emulator refused.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Refusal {
    /// AWS's error code.
    pub code: String,
    /// Its words.
    pub message: String,
}

impl From<Refusal> for Trouble {
    fn from(why: Refusal) -> Self {
        Self::new(
            format!("the local cloud refused: {} {}", why.code, why.message),
            "see target/local/cloud.log; `oodaloo down && oodaloo up` starts afresh",
        )
    }
}

impl Cloud {
    /// The emulator on this port of this machine.
    #[must_use]
    pub fn new(http: reqwest::Client, port: u16) -> Self {
        Self {
            http,
            base: url(port),
        }
    }

    /// Its address.
    #[must_use]
    pub fn base(&self) -> &str {
        &self.base
    }

    async fn send(
        &self,
        service: &str,
        request: reqwest::RequestBuilder,
    ) -> Result<String, Refusal> {
        let scope = format!("{FAKE_KEY}/20260101/{REGION}/{service}/aws4_request");
        let signed =
            format!("AWS4-HMAC-SHA256 Credential={scope}, SignedHeaders=host, Signature=00");
        let silent = |why: reqwest::Error| Refusal {
            code: "NoAnswer".into(),
            message: format!("{service}: {why}"),
        };
        let answer = request
            .header("authorization", signed)
            .send()
            .await
            .map_err(silent)?;
        let status = answer.status();
        let failed = answer.headers().get("x-amz-function-error").is_some();
        let body = answer.text().await.map_err(silent)?;
        if status.is_success() && !failed {
            Ok(body)
        } else {
            Err(refusal(&body, status.as_u16()))
        }
    }

    /// Whether it answers.
    pub async fn is_up(&self) -> bool {
        self.http
            .get(format!("{}/_ministack/health", self.base))
            .send()
            .await
            .is_ok_and(|a| a.status().is_success())
    }

    /// The query protocol (CloudFormation): XML comes back.
    ///
    /// # Errors
    /// [`Refusal`].
    pub async fn query(
        &self,
        service: &str,
        action: &str,
        params: &BTreeMap<String, String>,
    ) -> Result<String, Refusal> {
        let mut form = params.clone();
        form.insert("Action".into(), action.into());
        self.send(service, self.http.post(&self.base).form(&form))
            .await
    }

    /// The JSON protocol: `target` is the service's prefix and the action.
    ///
    /// # Errors
    /// [`Refusal`].
    pub async fn json(&self, service: &str, target: &str, body: &Value) -> Result<Value, Refusal> {
        let request = self.http.post(&self.base).header("x-amz-target", target);
        let request = request
            .header("content-type", "application/x-amz-json-1.1")
            .body(body.to_string());
        let text = self.send(service, request).await?;
        Ok(serde_json::from_str(&text).unwrap_or_default())
    }

    /// Puts an object, making its bucket if needed.
    ///
    /// # Errors
    /// [`Refusal`].
    pub async fn put_object(&self, bucket: &str, key: &str, bytes: Vec<u8>) -> Result<(), Refusal> {
        let bucket = format!("{}/{bucket}", self.base);
        self.send("s3", self.http.put(&bucket)).await?;
        self.send("s3", self.http.put(format!("{bucket}/{key}")).body(bytes))
            .await
            .map(|_| ())
    }

    /// Invokes a function and waits for its answer.
    ///
    /// # Errors
    /// [`Refusal`], also when the function failed.
    pub async fn invoke(&self, function: &str, payload: &Value) -> Result<Value, Refusal> {
        let at = format!("{}/2015-03-31/functions/{function}/invocations", self.base);
        let text = self
            .send("lambda", self.http.post(at).body(payload.to_string()))
            .await?;
        Ok(serde_json::from_str(&text).unwrap_or_default())
    }

    /// Messages of a queue: waiting, and being worked on (or waiting to be tried again).
    ///
    /// # Errors
    /// [`Refusal`].
    pub async fn depth(&self, queue_url: &str) -> Result<(u64, u64), Refusal> {
        let body = json!({"QueueUrl": queue_url, "AttributeNames": ["All"]});
        let answer = self
            .json("sqs", "AmazonSQS.GetQueueAttributes", &body)
            .await?;
        let count = |name: &str| {
            answer["Attributes"][name]
                .as_str()
                .and_then(|n| n.parse::<u64>().ok())
                .unwrap_or(0)
        };
        let waiting =
            count("ApproximateNumberOfMessages") + count("ApproximateNumberOfMessagesDelayed");
        Ok((waiting, count("ApproximateNumberOfMessagesNotVisible")))
    }

    /// The lines a function has logged, oldest first.
    ///
    /// # Errors
    /// [`Refusal`].
    pub async fn logs(&self, function: &str) -> Result<Vec<String>, Refusal> {
        let (mut lines, mut token) = (Vec::new(), Value::Null);
        for _ in 0..1_000 {
            let mut body =
                json!({"logGroupName": format!("/aws/lambda/{function}"), "limit": 10_000});
            if token.is_string() {
                body["nextToken"] = token;
            }
            let page = self
                .json("logs", "Logs_20140328.FilterLogEvents", &body)
                .await?;
            let events = page["events"].as_array().into_iter().flatten();
            lines.extend(
                events
                    .filter_map(|e| e["message"].as_str())
                    .map(str::to_owned),
            );
            token = page["nextToken"].clone();
            if !token.is_string() {
                break;
            }
        }
        Ok(lines)
    }

    /// The mails SES has taken, oldest first.
    ///
    /// # Errors
    /// [`Refusal`].
    pub async fn mails(&self) -> Result<Vec<Value>, Refusal> {
        let text = self
            .send(
                "ses",
                self.http
                    .get(format!("{}/_ministack/ses/messages", self.base)),
            )
            .await?;
        let answer: Value = serde_json::from_str(&text).unwrap_or_default();
        let accounts = answer["messages"]
            .as_object()
            .into_iter()
            .flat_map(|accounts| accounts.values());
        Ok(accounts
            .filter_map(Value::as_array)
            .flatten()
            .cloned()
            .collect())
    }
}

/// The error in whichever of AWS's shapes it comes.
fn refusal(body: &str, status: u16) -> Refusal {
    if let Ok(json) = serde_json::from_str::<Value>(body) {
        let code = json["__type"]
            .as_str()
            .or_else(|| json["errorType"].as_str())
            .unwrap_or("Error");
        let message = ["message", "Message", "errorMessage"]
            .iter()
            .find_map(|key| json[*key].as_str())
            .unwrap_or(body);
        return Refusal {
            code: code.into(),
            message: message.into(),
        };
    }
    let tag = |name: &str| between(body, name).next().map(str::to_owned);
    Refusal {
        code: tag("Code").unwrap_or_else(|| format!("HTTP {status}")),
        message: tag("Message").unwrap_or_else(|| body.chars().take(300).collect()),
    }
}

/// The texts of an XML element, wherever it stands. Enough for the flat answers read here.
pub fn between<'a>(xml: &'a str, tag: &str) -> impl Iterator<Item = &'a str> {
    let (open, close) = (format!("<{tag}>"), format!("</{tag}>"));
    let mut rest = xml;
    std::iter::from_fn(move || {
        let from = rest.find(&open)? + open.len();
        let to = from + rest[from..].find(&close)?;
        let found = &rest[from..to];
        rest = &rest[to..];
        Some(found)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn errors_are_read_in_all_shapes() {
        let code = |body: &str| refusal(body, 400).code;
        assert_eq!(
            code(r#"{"__type":"UsernameExistsException","message":"x"}"#),
            "UsernameExistsException"
        );
        assert_eq!(
            code(
                "<ErrorResponse><Error><Code>ValidationError</Code><Message>m</Message></Error></ErrorResponse>"
            ),
            "ValidationError"
        );
        assert_eq!(code("oops"), "HTTP 400");
    }

    #[test]
    fn elements_are_found_in_order() {
        assert_eq!(
            between("<a><k>1</k><k>2</k></a>", "k").collect::<Vec<_>>(),
            ["1", "2"]
        );
        assert_eq!(between("<k>open", "k").count(), 0);
    }
}
