use std::time::Duration;

use async_trait::async_trait;
use jiff::Timestamp;

use crate::ports::World;

/// The world as it is.
#[derive(Debug, Default, Clone, Copy)]
pub struct RealWorld;

#[async_trait]
impl World for RealWorld {
    #[expect(clippy::disallowed_methods, reason = "this is the port's real side")]
    fn now(&self) -> Timestamp {
        Timestamp::now()
    }

    fn random(&self) -> u64 {
        // The system's randomness is only ever missing on machines that could not run TLS either.
        getrandom::u64().unwrap_or_else(|_| std::process::abort())
    }

    async fn sleep(&self, time: Duration) {
        tokio::time::sleep(time).await;
    }
}
