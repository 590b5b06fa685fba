//! The binary `oodaloo`.

use std::process::ExitCode;

#[tokio::main(flavor = "current_thread")]
async fn main() -> ExitCode {
    oodaloo_local::cli::run().await
}
