//! A bounded number of tries with full jitter, inside the time that is left.

use std::future::Future;
use std::time::Duration;

use jiff::Timestamp;

use crate::ports::World;

/// How often and how long to try.
#[derive(Debug, Clone, Copy)]
pub struct Patience {
    /// Tries in all.
    pub tries: u32,
    /// The longest first wait; doubles at every try.
    pub base: Duration,
    /// No wait reaches beyond this instant.
    pub until: Timestamp,
}

impl Patience {
    /// Three tries, first wait up to a quarter of a second.
    #[must_use]
    pub const fn until(until: Timestamp) -> Self {
        Self {
            tries: 3,
            base: Duration::from_millis(250),
            until,
        }
    }
}

/// Runs `work` until it succeeds, fails for good, or patience ends.
///
/// # Errors
/// The last error.
pub async fn with_jitter<T, E, F, Fut>(
    world: &dyn World,
    patience: Patience,
    is_transient: impl Fn(&E) -> bool,
    mut work: F,
) -> Result<T, E>
where
    F: FnMut() -> Fut,
    Fut: Future<Output = Result<T, E>>,
{
    let mut attempt = 1;
    loop {
        match work().await {
            Err(e) if is_transient(&e) && attempt < patience.tries => {
                let wait = jittered(world, patience.base * 2_u32.pow(attempt - 1));
                let after = world
                    .now()
                    .saturating_add(jiff::SignedDuration::try_from(wait).unwrap_or_default());
                if after.is_ok_and(|t| t >= patience.until) {
                    return Err(e);
                }
                world.sleep(wait).await;
                attempt += 1;
            }
            done => return done,
        }
    }
}

fn jittered(world: &dyn World, longest: Duration) -> Duration {
    let longest_ms = u64::try_from(longest.as_millis())
        .unwrap_or(u64::MAX)
        .max(1);
    Duration::from_millis(world.random() % longest_ms)
}
