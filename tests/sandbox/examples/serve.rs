//! Serves the demo company on two ports until it is stopped: `cargo run -p oodaloo-sandbox --example serve 4010 4011`.
#![allow(clippy::print_stdout, reason = "a program for people")]

use jiff::civil::date;
use oodaloo_sandbox::{ServeOptions, Server, WebhookUrls};

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let mut ports = std::env::args().skip(1).map(|port| port.parse());
    let mut port = || ports.next().unwrap_or(Ok(0));
    let options = ServeOptions {
        jobber_port: port()?,
        plaid_port: port()?,
        seed: oodaloo_seeds::DEFAULT_SEED,
        as_of: date(2026, 3, 27),
        webhook_urls: WebhookUrls::default(),
    };
    let server = Server::bind(options).await?;
    println!(
        "jobber {}\nplaid  {}",
        server.jobber_url(),
        server.plaid_url()
    );
    server.run(std::future::pending()).await?;
    Ok(())
}
