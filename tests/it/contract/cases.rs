//! How each route is called so that it succeeds: one case a route.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use oodaloo_domain::facts::{Import, ImportWay, Member, RailName, Role, Subject, TrayItem};
use oodaloo_domain::links::{InvitationLink, Unsubscribe, sign_invitation, sign_unsubscribe};
use oodaloo_domain::week::IsoWeek;
use oodaloo_domain::{ImportId, InvitationId, UserId};
use oodaloo_runtime::ports::World as _;
use oodaloo_store::{CompanyStore, Condition};
use oodaloo_tray_api::{ROUTES, Route, Who};
use secrecy::ExposeSecret as _;
use serde_json::{Value, json};

use super::world::{Call, Tenant, Token, World, name};
use crate::demo::{friday, jobber_body, plaid_body};
use crate::inprocess::secret;

/// What a route needs beyond what follows from its place in the list.
#[derive(Default)]
struct Parts {
    /// What the path's parameters stand for.
    path: Vec<(&'static str, String)>,
    query: Vec<(&'static str, &'static str)>,
    headers: Vec<(&'static str, String)>,
    body: Option<Value>,
}

/// A call of `route` about a tenant's own things, which its right person would be granted.
pub async fn call(world: &World, tenant: &Tenant, route: Route) -> Call {
    let parts = Box::pin(parts(world, tenant, route)).await;
    let mut path = route.path.to_owned();
    for (parameter, value) in parts.path {
        path = path.replace(&format!("{{{parameter}}}"), &value);
    }
    assert!(!path.contains('{'), "{}: fill in {path}", name(&route));
    let mut query: Vec<(String, String)> = Vec::new();
    if matches!(route.who, Who::Member | Who::Owner) {
        query.push(("company_id".into(), tenant.id.to_string()));
    }
    query.extend(parts.query.iter().map(|(n, v)| ((*n).into(), (*v).into())));
    let mut headers: Vec<(String, String)> = Vec::new();
    if parts.body.is_some() {
        headers.push(("content-type".into(), "application/json".into()));
    }
    if route.takes_key() {
        let key = format!("case-{}", world.product.outside.random());
        headers.push(("idempotency-key".into(), key));
    }
    headers.extend(parts.headers.into_iter().map(|(n, v)| (n.into(), v)));
    Call {
        route,
        path,
        query,
        body: parts.body.map(|b| b.to_string().into_bytes()),
        headers,
    }
}

async fn parts(world: &World, tenant: &Tenant, route: Route) -> Parts {
    let company = world.product.store.company(&tenant.id);
    match name(&route).as_str() {
        "GET /api/v1/session/start"
        | "GET /healthz"
        | "GET /api/v1/tray"
        | "GET /api/v1/owner/tiles"
        | "GET /api/v1/integrations"
        | "GET /api/v1/me"
        | "GET /api/v1/portfolio"
        | "GET /api/v1/settings"
        | "GET /api/v1/members"
        | "GET /api/v1/audit"
        | "GET /api/v1/targets"
        | "GET /api/v1/digests"
        | "GET /api/v1/notes"
        | "GET /api/v1/rules" => Parts::default(),
        // Whoever comes back without having begun is sent into the app, and told.
        "GET /api/v1/session/callback" => Parts::default(),
        "POST /api/v1/session" | "DELETE /api/v1/session" => signed_in(world).await,
        "GET /u/{token}" | "POST /u/{token}" => at("token", unsubscribe(tenant)),
        "GET /api/v1/digests/{week}" => at("week", this_week()),
        "GET /api/v1/tray/{id}/suggestions/{n}/payments" => {
            let item = waiting(&company, |i| {
                i.suggestions.first().is_some_and(|s| s.parts.len() == 1)
            })
            .await;
            let path = vec![("id", item.id.to_string()), ("n", "0".into())];
            Parts {
                path,
                ..Parts::default()
            }
        }
        "POST /api/v1/tray/{id}/confirm" => {
            let item = waiting(&company, |i| !i.suggestions.is_empty()).await;
            about(&item, json!({"candidate": 0}))
        }
        "POST /api/v1/tray/{id}/assign_job" => about(
            &waiting(&company, income).await,
            json!({"job_id": a_job(world, tenant)}),
        ),
        "POST /api/v1/tray/{id}/split" => {
            let item = waiting(&company, income).await;
            let parts = json!([{"amount": amount(&item), "job_id": a_job(world, tenant)}]);
            about(&item, json!({"parts": parts}))
        }
        "POST /api/v1/tray/{id}/off_job" => {
            about(&waiting(&company, income).await, json!({"note": "loan"}))
        }
        "POST /api/v1/tray/{id}/ignore" => about(&waiting(&company, income).await, json!({})),
        "POST /api/v1/tray/bulk" => {
            let item = waiting(&company, |i| !i.suggestions.is_empty()).await;
            let seen = json!({"id": item.id, "expected_version": item.version});
            sent(json!({"threshold": 0.5, "items": [seen]}))
        }
        "POST /api/v1/undo" => sent(json!({"undo_id": something_done(world, tenant).await})),
        "POST /api/v1/integrations/jobber/oauth/callback" => {
            sent(jobber_body(&world.product, &tenant.seed))
        }
        "POST /api/v1/integrations/plaid/exchange" => {
            sent(plaid_body(&world.product, &tenant.seed))
        }
        "GET /api/v1/integrations/jobber/authorize-url" => Parts {
            query: vec![("redirect_uri", "https://app.example/back")],
            ..Parts::default()
        },
        "GET /api/v1/integrations/plaid/link-token" => Parts::default(),
        "PATCH /api/v1/integrations/{rail}/{account}" => Parts {
            body: Some(json!({"name": "Another name"})),
            ..connection("plaid", plaid_account(&company).await)
        },
        "POST /api/v1/integrations/{rail}/{account}/reconnect" => {
            connection("plaid", plaid_account(&company).await)
        }
        "DELETE /api/v1/integrations/{rail}/{account}" => {
            // One more of the same bank, so that the other cases keep theirs.
            let what = "POST /api/v1/integrations/plaid/exchange";
            let linked = Box::pin(do_it(world, tenant, what, tenant.owner)).await;
            connection("plaid", linked["account"].as_str().unwrap().to_owned())
        }
        "PATCH /api/v1/settings" => {
            let version = company.profile().await.unwrap().unwrap().version;
            Parts {
                headers: vec![("if-match", format!("\"{version}\""))],
                ..sent(json!({"terms_days": 14, "name": "Another name"}))
            }
        }
        "POST /api/v1/members/invitations" => {
            sent(json!({"email": "somebody.new@example.com", "role": "dispatcher"}))
        }
        "DELETE /api/v1/members/invitations/{id}" => {
            at("id", invitation(world, tenant).await.to_string())
        }
        "PATCH /api/v1/members/{user_id}" => Parts {
            body: Some(json!({"role": "owner"})),
            ..at("user_id", one_more_member(&company, tenant).await)
        },
        "DELETE /api/v1/members/{user_id}" => {
            at("user_id", one_more_member(&company, tenant).await)
        }
        "POST /api/v1/invitations/accept" => {
            let link = InvitationLink {
                company_id: tenant.id.clone(),
                invitation_id: invitation(world, tenant).await,
            };
            sent(json!({"token": sign_invitation(&link_key(), &link).unwrap()}))
        }
        "POST /api/v1/integrations/csv" => sent(
            json!({"name": format!("Credit Union {}", world.product.outside.random()), "label": "operating"}),
        ),
        "POST /api/v1/imports" => sent(json!({
            "account": csv_account(world, tenant).await, "file_name": "march.csv", "file": a_statement(),
        })),
        "GET /api/v1/imports" => Parts::default(),
        "GET /api/v1/imports/address" => Parts::default(),
        "POST /api/v1/imports/address" => {
            let there = company.mail_address().await.unwrap();
            sent(json!({"since": there.map(|a| a.at)}))
        }
        "GET /api/v1/imports/{id}" => at("id", an_import(world, tenant).await),
        "POST /api/v1/imports/{id}/accept" => Parts {
            body: Some(json!({"account": csv_account(world, tenant).await})),
            ..at("id", waiting_import(world, &company).await)
        },
        "DELETE /api/v1/imports/{id}" => at("id", waiting_import(world, &company).await),
        "POST /api/v1/notes" => {
            let id = a_record(world, tenant, "INV#");
            sent(json!({"about": {"type": "invoice", "id": id}, "text": "Promised for Friday."}))
        }
        "POST /api/v1/tasks" => {
            let id = a_record(world, tenant, "CLI#");
            sent(json!({"client_id": id, "title": "Call", "due_on": "2026-11-23"}))
        }
        "GET /api/v1/audit/export" => november(Parts::default()),
        "GET /api/v1/exports/{file}" => november(at("file", "deposits_matched.csv".into())),
        "GET /api/v1/owner/tiles/{tile}/rows" => at("tile", "jobs".into()),
        "POST /api/v1/rules/vendor" => {
            sent(json!({"pattern": "NOBODY LIKE THIS", "kind": "ignore_merchant"}))
        }
        "DELETE /api/v1/rules/{id}" => at("id", a_rule(world, tenant).await),
        new => panic!(
            "{new} is a new route: add a case to tests/it/contract/cases.rs that says how it is called so that it succeeds"
        ),
    }
}

/// A browser in which somebody has signed in.
async fn signed_in(world: &World) -> Parts {
    let mut browser = crate::session::Browser::new(&world.product);
    browser.sign_in("/").await;
    Parts {
        headers: vec![("cookie", browser.cookie()), ("x-oodaloo", "1".into())],
        ..Parts::default()
    }
}

fn connection(rail: &str, account: String) -> Parts {
    Parts {
        path: vec![("rail", rail.to_owned()), ("account", account)],
        ..Parts::default()
    }
}

async fn plaid_account(company: &CompanyStore) -> String {
    let all = company.connections().await.unwrap();
    let bank = all.iter().find(|c| c.rail == RailName::Plaid);
    bank.expect("a bank is linked").account.to_string()
}

fn at(parameter: &'static str, value: String) -> Parts {
    Parts {
        path: vec![(parameter, value)],
        ..Parts::default()
    }
}

fn november(parts: Parts) -> Parts {
    Parts {
        query: vec![("from", "2026-11-01"), ("to", "2026-11-30")],
        ..parts
    }
}

fn sent(body: Value) -> Parts {
    Parts {
        body: Some(body),
        ..Parts::default()
    }
}

/// A decision about an item, as it is on the screen.
fn about(item: &TrayItem, mut body: Value) -> Parts {
    body["expected_version"] = item.version.into();
    Parts {
        body: Some(body),
        ..at("id", item.id.to_string())
    }
}

async fn waiting(company: &CompanyStore, fits: impl Fn(&TrayItem) -> bool) -> TrayItem {
    let desk = company.desk().await.unwrap();
    desk.tray
        .into_iter()
        .find(|i| fits(i))
        .expect("enough in the tray of the demo company")
}

fn income(item: &TrayItem) -> bool {
    matches!(&item.subject, Subject::BankTransaction { transaction, .. } if transaction.line.amount.is_positive())
}

fn amount(item: &TrayItem) -> String {
    let Subject::BankTransaction { transaction, .. } = &item.subject else {
        panic!("not about money");
    };
    transaction.line.amount.to_string()
}

fn a_job(world: &World, tenant: &Tenant) -> String {
    a_record(world, tenant, "JOB#")
}

fn a_record(world: &World, tenant: &Tenant, prefix: &str) -> String {
    let items = world.items(tenant);
    let id = items
        .iter()
        .find_map(|(key, _)| key.sk.strip_prefix(prefix));
    id.expect("the demo company has some").to_owned()
}

/// What takes back something that was just done.
async fn something_done(world: &World, tenant: &Tenant) -> String {
    let answer = do_it(
        world,
        tenant,
        "POST /api/v1/tray/{id}/ignore",
        tenant.dispatcher,
    )
    .await;
    answer["undo"]["undo_id"].as_str().unwrap().to_owned()
}

/// Two lines of a bank's export.
fn a_statement() -> String {
    STANDARD.encode(
        "Date,Description,Amount\n2026-11-03,ZELLE ANNA,149.00\n2026-11-04,SHELL OIL,-48.11\n",
    )
}

async fn csv_account(world: &World, tenant: &Tenant) -> String {
    let company = world.product.store.company(&tenant.id);
    let all = company.connections().await.unwrap();
    if let Some(there) = all.iter().find(|c| c.rail == RailName::Csv) {
        return there.account.to_string();
    }
    let what = "POST /api/v1/integrations/csv";
    let made = Box::pin(do_it(world, tenant, what, tenant.owner)).await;
    made["account"].as_str().unwrap().to_owned()
}

async fn an_import(world: &World, tenant: &Tenant) -> String {
    let what = "POST /api/v1/imports";
    let made = Box::pin(do_it(world, tenant, what, tenant.dispatcher)).await;
    made["id"].as_str().unwrap().to_owned()
}

/// A file that came by mail and that nobody has looked at.
async fn waiting_import(world: &World, company: &CompanyStore) -> String {
    let (id, now) = (world.product.outside.id("imp"), world.product.outside.now());
    let id = ImportId::new(id).unwrap();
    let file = STANDARD.decode(a_statement()).unwrap();
    let (parts, kept_until) = company.keep_file(&id, &file, now).await.unwrap();
    let mut import = Import {
        parts,
        kept_until,
        ..Import::new(id, ImportWay::Mail, "bank@example.com", "march.csv", now)
    };
    let write = company.import_write(&mut import).unwrap();
    company.transact(vec![write]).await.unwrap();
    import.id.to_string()
}

async fn a_rule(world: &World, tenant: &Tenant) -> String {
    do_it(
        world,
        tenant,
        "POST /api/v1/rules/vendor",
        tenant.dispatcher,
    )
    .await;
    let company = world.product.store.company(&tenant.id);
    company.desk().await.unwrap().rules[0].id.to_string()
}

async fn invitation(world: &World, tenant: &Tenant) -> InvitationId {
    let answer = do_it(
        world,
        tenant,
        "POST /api/v1/members/invitations",
        tenant.owner,
    )
    .await;
    InvitationId::new(answer["result"]["id"].as_str().unwrap()).unwrap()
}

async fn do_it(world: &World, tenant: &Tenant, what: &str, user: &str) -> Value {
    let route = ROUTES.iter().find(|r| name(r) == what).unwrap();
    let call = call(world, tenant, *route).await;
    let answer = world.send(&call, user, Token::Access).await;
    assert!((200..300).contains(&answer.status), "{answer:?}");
    answer.json
}

/// Somebody beside the owner and the dispatcher, whose going hurts no other case.
async fn one_more_member(company: &CompanyStore, tenant: &Tenant) -> String {
    let member = Member {
        user_id: UserId::new(format!("{}-2", tenant.dispatcher)).unwrap(),
        email: format!("{}-2@example.com", tenant.dispatcher),
        role: Role::Dispatcher,
    };
    let writes = company.member_writes(&member, Condition::Always).unwrap();
    company.transact(writes).await.unwrap();
    member.user_id.to_string()
}

fn this_week() -> String {
    let zone = jiff::tz::TimeZone::get("America/Denver").unwrap();
    IsoWeek::of(friday().to_zoned(zone).date()).to_string()
}

fn link_key() -> Vec<u8> {
    secret()
        .link_signing_key
        .expose_secret()
        .as_bytes()
        .to_vec()
}

fn unsubscribe(tenant: &Tenant) -> String {
    let link = Unsubscribe {
        company_id: tenant.id.clone(),
        email: format!("{}@example.com", tenant.owner),
    };
    sign_unsubscribe(&link_key(), &link).unwrap()
}
