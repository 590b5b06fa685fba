//! Who may sign in: the demo company's people in the local user pool, and the rails' secret.

use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use crate::aws::{Cloud, Refusal};
use crate::deploy::{Deployed, SECRET};
use crate::trouble::Trouble;

const POOL: &str = "AWSCognitoIdentityProviderService.";

/// A person with a password and a fresh access token; both are worth nothing outside this machine.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Login {
    /// `owner` or `dispatcher`.
    pub role: String,
    /// Their address.
    pub email: String,
    /// For the sign-in page.
    pub password: String,
    /// An access token, good for an hour.
    pub token: String,
    /// The pool's id of them.
    #[serde(skip)]
    pub sub: String,
}

fn unless(code: &str, answer: Result<Value, Refusal>) -> Result<(), Refusal> {
    match answer {
        Err(why) if why.code.contains(code) => Ok(()),
        other => other.map(|_| ()),
    }
}

/// The secret the functions read when they start: our apps at the sandbox's rails.
///
/// # Errors
/// When the local cloud refuses.
pub async fn secret(cloud: &Cloud) -> Result<(), Trouble> {
    let text = json!({
        "jobber_client_id": oodaloo_sandbox::JOBBER_CLIENT_ID,
        "jobber_client_secret": oodaloo_sandbox::JOBBER_CLIENT_SECRET,
        "plaid_client_id": oodaloo_sandbox::PLAID_CLIENT_ID,
        "plaid_secret": oodaloo_sandbox::PLAID_SECRET,
        "link_signing_key": "local-only-link-signing-key-0000000000000000",
    });
    let body = json!({"Name": SECRET, "SecretString": text.to_string(), "ClientRequestToken": "local-only-0000000000000000000000000001"});
    Ok(unless(
        "ResourceExists",
        cloud
            .json("secretsmanager", "secretsmanager.CreateSecret", &body)
            .await,
    )?)
}

/// The role's name in the pool.
#[must_use]
pub const fn group(role: oodaloo_seeds::Role) -> &'static str {
    match role {
        oodaloo_seeds::Role::Owner => "owner",
        oodaloo_seeds::Role::Dispatcher => "dispatcher",
    }
}

/// The password everybody of a role has here.
fn password(role: &str) -> String {
    format!("Local-only-2-{role}")
}

/// Makes the demo company's people, unless they are there, and signs each in.
///
/// # Errors
/// When the local cloud refuses.
pub async fn sign_in_all(
    cloud: &Cloud,
    deployed: &Deployed,
    seed: &oodaloo_seeds::Company,
) -> Result<Vec<Login>, Trouble> {
    let pool = deployed.output("UserPoolId")?;
    let mut logins = Vec::new();
    for user in &seed.users {
        let (email, role) = (&user.email, group(user.role));
        let attributes =
            json!([{"Name": "email", "Value": email}, {"Name": "email_verified", "Value": "true"}]);
        let body = json!({"UserPoolId": pool, "Username": email, "MessageAction": "SUPPRESS", "UserAttributes": attributes});
        unless("UsernameExists", ask(cloud, "AdminCreateUser", &body).await)?;
        let body = json!({"UserPoolId": pool, "Username": email, "Password": password(role), "Permanent": true});
        ask(cloud, "AdminSetUserPassword", &body).await?;
        let body = json!({"UserPoolId": pool, "Username": email, "GroupName": role});
        ask(cloud, "AdminAddUserToGroup", &body).await?;
        logins.push(sign_in(cloud, deployed, role, email).await?);
    }
    Ok(logins)
}

async fn ask(cloud: &Cloud, action: &str, body: &Value) -> Result<Value, Refusal> {
    cloud
        .json("cognito-idp", &format!("{POOL}{action}"), body)
        .await
}

/// Signs one person in.
///
/// # Errors
/// When the local cloud refuses.
pub async fn sign_in(
    cloud: &Cloud,
    deployed: &Deployed,
    role: &str,
    email: &str,
) -> Result<Login, Trouble> {
    let (pool, client) = (
        deployed.output("UserPoolId")?,
        deployed.output("UserPoolClientId")?,
    );
    let body = json!({
        "UserPoolId": pool, "ClientId": client, "AuthFlow": "ADMIN_USER_PASSWORD_AUTH",
        "AuthParameters": {"USERNAME": email, "PASSWORD": password(role)},
    });
    let answer = ask(cloud, "AdminInitiateAuth", &body).await?;
    let token = answer["AuthenticationResult"]["AccessToken"]
        .as_str()
        .unwrap_or_default()
        .to_owned();
    let found = ask(
        cloud,
        "AdminGetUser",
        &json!({"UserPoolId": pool, "Username": email}),
    )
    .await?;
    let attributes = found["UserAttributes"].as_array().into_iter().flatten();
    let sub = attributes
        .filter(|a| a["Name"] == "sub")
        .find_map(|a| a["Value"].as_str())
        .unwrap_or_default();
    if token.is_empty() || sub.is_empty() {
        return Err(Trouble::new(
            format!("{email} cannot be signed in"),
            "`oodaloo down && oodaloo up`",
        ));
    }
    Ok(Login {
        role: role.into(),
        email: email.into(),
        password: password(role),
        token,
        sub: sub.into(),
    })
}
