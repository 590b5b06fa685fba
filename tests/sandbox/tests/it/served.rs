//! The sandbox on real sockets.

use axum::{Router, http::HeaderMap, routing::post};
use jiff::civil::date;
use oodaloo_sandbox::{ServeOptions, Server, WebhookUrls};
use serde_json::{Value, json};
use tokio::{net::TcpListener, sync::oneshot};

#[tokio::test]
async fn serves_both_rails_delivers_webhooks_and_stops() {
    let endpoint = TcpListener::bind("127.0.0.1:0").await.unwrap();
    // A name that only the sandbox resolves, as local clouds name their function URLs.
    let url = format!(
        "http://hook.lambda-url.localhost:{}/",
        endpoint.local_addr().unwrap().port()
    );
    let app = Router::new().fallback(post(|headers: HeaderMap| async move {
        headers
            .get("x-jobber-hmac-sha256")
            .map_or("unsigned", |_| "signed")
            .to_owned()
    }));
    let hook = async { axum::serve(endpoint, app).await.unwrap() };

    let options = ServeOptions {
        jobber_port: 0,
        plaid_port: 0,
        seed: 7,
        as_of: date(2026, 3, 27),
        webhook_urls: WebhookUrls {
            jobber: Some(url),
            plaid: None,
        },
    };
    let server = Server::bind(options).await.unwrap();
    let (jobber, plaid) = (server.jobber_url(), server.plaid_url());
    let (stop, stopped) = oneshot::channel::<()>();
    let client = async {
        #[expect(clippy::disallowed_methods, reason = "a test's own client")]
        let client = reqwest::Client::new();
        let fire = json!({"rail": "jobber", "topic": "INVOICE_UPDATE", "item_id": "MQ==", "duplicate": true});
        let answer = client
            .post(format!("{jobber}/__sandbox/fire"))
            .json(&fire)
            .send()
            .await
            .unwrap();
        let answer: Value = answer.json().await.unwrap();
        assert_eq!(
            answer["deliveries"].as_array().unwrap().len(),
            2,
            "{answer}"
        );
        assert_eq!(
            (
                &answer["deliveries"][0]["status"],
                &answer["deliveries"][0]["body"]
            ),
            (&json!(200), &json!("signed"))
        );
        let answer = client
            .post(format!("{plaid}/transactions/sync"))
            .body("{}")
            .send()
            .await
            .unwrap();
        assert_eq!(answer.status(), 400);
        let state: Value = client
            .get(format!("{plaid}/__sandbox/state"))
            .send()
            .await
            .unwrap()
            .json()
            .await
            .unwrap();
        assert_eq!(state["served"]["POST /transactions/sync"], 1);
        stop.send(()).unwrap();
    };
    tokio::select! {
        () = hook => panic!("the endpoint stopped"),
        (done, ()) = async { tokio::join!(server.run(async { let _ = stopped.await; }), client) } => done.unwrap(),
    }
}
