//! Who is asking, and for which company.

use std::sync::Arc;

use axum::extract::{FromRequestParts, Query};
use http::Uri;
use http::request::Parts;
use lambda_http::request::RequestContext;
use oodaloo_domain::facts::{Member, Role};
use oodaloo_domain::{CompanyId, UserId};
use oodaloo_store::CompanyStore;
use serde::Deserialize;
use serde::de::DeserializeOwned;

use crate::ask::Params;
use crate::{Problem, TrayApi};

/// What the authorizer has verified and passed on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Claims {
    /// `access` or `id`.
    pub token_use: String,
    /// For which app client.
    pub client_id: String,
    /// Who.
    pub sub: String,
}

/// A signed-in person.
pub(crate) struct Person {
    pub(crate) user: UserId,
}

/// A signed-in person asking about a company: not yet known to belong to it.
pub(crate) struct Caller {
    pub(crate) user: UserId,
    pub(crate) company: CompanyStore,
}

#[derive(Deserialize)]
struct ForCompany {
    company_id: String,
}

impl FromRequestParts<Arc<TrayApi>> for Person {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, api: &Arc<TrayApi>) -> Result<Self, Problem> {
        let claims = claims(parts).ok_or_else(Problem::unauthenticated)?;
        // The gateway lets ID tokens through as well, and tokens of any client of the pool.
        if claims.token_use != "access" || claims.client_id != api.client_id {
            return Err(Problem::unauthenticated());
        }
        let user = UserId::new(claims.sub).map_err(|_| Problem::unauthenticated())?;
        Ok(Self { user })
    }
}

impl FromRequestParts<Arc<TrayApi>> for Caller {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, api: &Arc<TrayApi>) -> Result<Self, Problem> {
        let Person { user } = Person::from_request_parts(parts, api).await?;
        let Params(query) = Params::<ForCompany>::from_request_parts(parts, api).await?;
        let company =
            CompanyId::new(query.company_id).map_err(|_| Problem::not_found("company"))?;
        Ok(Self {
            user,
            company: api.store.company(&company),
        })
    }
}

/// The query's parameters.
pub(crate) fn query<T: DeserializeOwned>(uri: &Uri) -> Result<T, Problem> {
    match Query::try_from_uri(uri) {
        Ok(Query(query)) => Ok(query),
        Err(error) => Err(Problem::bad_request(error.body_text())),
    }
}

/// Fails closed: without the authorizer's claims nobody is anybody.
fn claims(parts: &Parts) -> Option<Claims> {
    if let Some(claims) = parts.extensions.get::<Claims>() {
        return Some(claims.clone());
    }
    let RequestContext::ApiGatewayV2(context) = parts.extensions.get::<RequestContext>()? else {
        return None;
    };
    let claims = &context.authorizer.as_ref()?.jwt.as_ref()?.claims;
    Some(Claims {
        token_use: claims.get("token_use")?.clone(),
        client_id: claims.get("client_id")?.clone(),
        sub: claims.get("sub")?.clone(),
    })
}

/// The member, or 404: whether the company exists is not told to strangers.
pub(crate) fn member(found: Option<Member>) -> Result<Member, Problem> {
    found.ok_or_else(|| Problem::not_found("company"))
}

/// The member, when they are an owner.
pub(crate) fn owner(found: Option<Member>) -> Result<Member, Problem> {
    let member = member(found)?;
    if member.role == Role::Owner {
        Ok(member)
    } else {
        Err(Problem::forbidden("owner"))
    }
}
