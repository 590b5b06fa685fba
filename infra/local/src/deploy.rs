//! `template.yaml` itself, deployed over the CloudFormation API. The only change made to it is what
//! `sam package` makes too: where each function's code is.

use std::collections::BTreeMap;
use std::fs;
use std::time::Duration;

use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};

use crate::aws::{Cloud, Refusal, between};
use crate::functions::Artifact;
use crate::home::{Home, Ports, url};
use crate::trouble::{Trouble, file};

/// The stack's name in the local cloud.
pub const STACK: &str = "oodaloo-local";
/// The stage, part of every name.
pub const STAGE: &str = "local";
/// Name of the secret with the rails' credentials.
pub const SECRET: &str = "oodaloo/local/rails";
/// Behind the `@` of addresses for files.
pub const INBOUND: &str = "in.oodaloo.test";
const BUCKET: &str = "oodaloo-artifacts";
/// How often the stack's state is asked for, and how long apart.
const POLLS: u32 = 300;
const BETWEEN_POLLS: Duration = Duration::from_millis(200);

/// What the stack gave back.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Deployed {
    /// Of template, parameters and code: another one means another deployment.
    pub stamp: String,
    /// The template's outputs.
    pub outputs: BTreeMap<String, String>,
}

impl Deployed {
    /// An output of the template.
    ///
    /// # Errors
    /// When the template has no such output.
    pub fn output(&self, name: &str) -> Result<&str, Trouble> {
        let found = self.outputs.get(name).map(String::as_str);
        found.ok_or_else(|| {
            Trouble::new(
                format!("template.yaml has no output {name}"),
                "add it under Outputs",
            )
        })
    }

    /// The queues' addresses with what people call them; dead-letter queues apart.
    #[must_use]
    pub fn queues(&self, dead: bool) -> Vec<(&str, &str)> {
        let (wanted, other) = if dead {
            ("DeadLetterQueueUrl", "")
        } else {
            ("QueueUrl", "DeadLetterQueueUrl")
        };
        let named = self
            .outputs
            .iter()
            .filter(|(name, _)| dead || !name.ends_with(other));
        named
            .filter_map(|(name, url)| Some((name.strip_suffix(wanted)?, url.as_str())))
            .collect()
    }
}

/// The template with the code's places in it.
fn package(template: &str, code: &BTreeMap<&str, Artifact>) -> Result<String, Trouble> {
    let mut packaged = String::with_capacity(template.len());
    let mut placed = 0;
    for line in template.lines() {
        match line.trim_start().strip_prefix("CodeUri:") {
            None => packaged.push_str(line),
            Some(place) => {
                let name = place
                    .trim()
                    .trim_matches(['"', '\''])
                    .trim_end_matches('/')
                    .strip_prefix("target/lambda/");
                let artifact = name.and_then(|name| code.get(name)).ok_or_else(|| {
                    Trouble::new(
                        format!("template.yaml names code that is not built:{place}"),
                        "see FUNCTIONS in infra/local/src/functions.rs",
                    )
                })?;
                let indent = &line[..line.len() - line.trim_start().len()];
                packaged.push_str(&format!(
                    "{indent}CodeUri: {{ Bucket: {BUCKET}, Key: {} }}",
                    artifact.key
                ));
                placed += 1;
            }
        }
        packaged.push('\n');
    }
    if placed == code.len() {
        return Ok(packaged);
    }
    Err(Trouble::new(
        format!(
            "template.yaml names {placed} functions, {} are built",
            code.len()
        ),
        "bring both together",
    ))
}

fn parameters(ports: Ports) -> Vec<(&'static str, String)> {
    let machine = if cfg!(target_arch = "aarch64") {
        "arm64"
    } else {
        "x86_64"
    };
    vec![
        ("Stage", STAGE.into()),
        ("Architecture", machine.into()),
        ("LocalEndpoint", url(ports.cloud)),
        ("InboundDomain", INBOUND.into()),
        ("JobberBaseUrl", url(ports.jobber)),
        ("PlaidBaseUrl", url(ports.plaid)),
        ("AppUrl", url(ports.door)),
        ("RailsSecretName", SECRET.into()),
    ]
}

/// Deploys, unless the very same is deployed already. Says whether anything was done.
///
/// # Errors
/// With the first reason the stack gives.
pub async fn deploy(
    home: &Home,
    cloud: &Cloud,
    ports: Ports,
    code: &BTreeMap<&str, Artifact>,
    before: &Deployed,
) -> Result<(Deployed, bool), Trouble> {
    let path = home.root.join("template.yaml");
    let template = package(&fs::read_to_string(&path).map_err(file(&path))?, code)?;
    let parameters = parameters(ports);
    let stamp = hex::encode(Sha256::digest(format!("{template}{parameters:?}")));
    let status = status(cloud).await;
    let is_there = status.is_some();
    if before.stamp == stamp
        && status.is_some_and(|s| s.ends_with("_COMPLETE") && !s.contains("ROLLBACK"))
    {
        return Ok((before.clone(), false));
    }
    for artifact in code.values() {
        let bytes = fs::read(&artifact.zip).map_err(file(&artifact.zip))?;
        cloud.put_object(BUCKET, &artifact.key, bytes).await?;
    }
    let key = format!("template-{}.yaml", &stamp[..16]);
    cloud
        .put_object(BUCKET, &key, template.into_bytes())
        .await?;
    let mut request: BTreeMap<String, String> = [
        ("StackName", STACK.to_owned()),
        ("TemplateURL", format!("{}/{BUCKET}/{key}", cloud.base())),
        ("Capabilities.member.1", "CAPABILITY_IAM".into()),
        ("Capabilities.member.2", "CAPABILITY_AUTO_EXPAND".into()),
    ]
    .map(|(name, value)| (name.to_owned(), value))
    .into();
    for (i, (name, value)) in parameters.into_iter().enumerate() {
        request.insert(
            format!("Parameters.member.{}.ParameterKey", i + 1),
            name.into(),
        );
        request.insert(format!("Parameters.member.{}.ParameterValue", i + 1), value);
    }
    let action = if is_there {
        "UpdateStack"
    } else {
        "CreateStack"
    };
    match cloud.query("cloudformation", action, &request).await {
        Err(why) if why.message.contains("No updates are to be performed") => {}
        other => drop(other?),
    }
    let outputs = settle(cloud).await?;
    Ok((Deployed { stamp, outputs }, true))
}

async fn describe(cloud: &Cloud, action: &str) -> Result<String, Refusal> {
    cloud
        .query(
            "cloudformation",
            action,
            &BTreeMap::from([("StackName".into(), STACK.into())]),
        )
        .await
}

/// The stack's state; nothing when there is no stack.
pub async fn status(cloud: &Cloud) -> Option<String> {
    let xml = describe(cloud, "DescribeStacks").await.ok()?;
    let status = between(&xml, "StackStatus").next().map(str::to_owned);
    status.filter(|s| s != "DELETE_COMPLETE")
}

async fn settle(cloud: &Cloud) -> Result<BTreeMap<String, String>, Trouble> {
    for _ in 0..POLLS {
        let xml = describe(cloud, "DescribeStacks").await?;
        match between(&xml, "StackStatus").next().unwrap_or_default() {
            "CREATE_COMPLETE" | "UPDATE_COMPLETE" => return Ok(outputs(&xml)),
            running if running.ends_with("IN_PROGRESS") => tokio::time::sleep(BETWEEN_POLLS).await,
            failed => {
                let events = describe(cloud, "DescribeStackEvents")
                    .await
                    .unwrap_or_default();
                // Newest first: the last reason is where it began.
                let reason = between(&events, "ResourceStatusReason")
                    .filter(|r| !r.is_empty())
                    .last()
                    .unwrap_or("no reason given");
                return Err(Trouble::new(
                    format!("template.yaml does not deploy: {failed}, {reason}"),
                    "mend the template, then `oodaloo down && oodaloo up`",
                ));
            }
        }
    }
    Err(Trouble::new(
        "the stack does not settle",
        "see target/local/cloud.log",
    ))
}

fn outputs(xml: &str) -> BTreeMap<String, String> {
    let text = |s: &str| {
        s.replace("&lt;", "<")
            .replace("&gt;", ">")
            .replace("&quot;", "\"")
            .replace("&amp;", "&")
    };
    between(xml, "OutputKey")
        .map(text)
        .zip(between(xml, "OutputValue").map(text))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn code() -> BTreeMap<&'static str, Artifact> {
        let artifact = |name: &str| Artifact {
            zip: "/nowhere".into(),
            key: format!("{name}-1-2.zip"),
        };
        crate::functions::FUNCTIONS
            .into_iter()
            .map(|name| (name, artifact(name)))
            .collect()
    }

    #[test]
    fn our_template_is_packaged_and_nothing_else_is_changed() {
        let template = include_str!("../../../template.yaml");
        let packaged = package(template, &code()).unwrap();
        let differ: Vec<_> = template
            .lines()
            .zip(packaged.lines())
            .filter(|(a, b)| a != b)
            .collect();
        assert_eq!(differ.len(), crate::functions::FUNCTIONS.len());
        assert!(
            differ
                .iter()
                .all(|(a, b)| a.contains("CodeUri: target/lambda/")
                    && b.contains("Bucket: oodaloo-artifacts"))
        );
    }

    #[test]
    fn a_function_that_is_not_built_is_an_error() {
        let error = package("CodeUri: target/lambda/nightwatch/\n", &code())
            .unwrap_err()
            .to_string();
        assert!(error.contains("nightwatch"), "{error}");
    }

    #[test]
    fn queues_and_their_dead_letters_are_told_apart() {
        let outputs = [
            ("SyncQueueUrl", "a"),
            ("SyncDeadLetterQueueUrl", "b"),
            ("TableName", "c"),
        ];
        let outputs = outputs.map(|(k, v)| (k.to_owned(), v.to_owned())).into();
        let deployed = Deployed {
            stamp: String::new(),
            outputs,
        };
        assert_eq!(deployed.queues(false), [("Sync", "a")]);
        assert_eq!(deployed.queues(true), [("Sync", "b")]);
    }
}
