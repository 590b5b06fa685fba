//! Jobber's 2,500 requests in five minutes, kept without a count.
//!
//! A count would have to be shared by all workers, and written at every look. But the sync queue is FIFO and
//! its group is the account (decision 0001): the workers of one account work one after another. So it is
//! enough that each lets [`SPACING`] pass before its first request and between any two: then all requests of
//! an account begin at least so far apart, whoever sends them, and 300 s hold at most 2,401. What is left
//! to 2,500 is for the API function, which asks once or twice when somebody connects or leaves.

use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use async_trait::async_trait;
use jiff::{SignedDuration, Timestamp};
use oodaloo_rails::{Exchange, Rail, Request, Response};
use oodaloo_runtime::ports::World;

/// From the beginning of one request to that of the next.
pub(super) const SPACING: SignedDuration = SignedDuration::from_millis(125);

/// Jobber, asked no faster than that.
pub(super) struct Spaced<'a> {
    rail: &'a dyn Rail,
    world: &'a dyn World,
    /// When the last request began; at first, when the worker began with the account.
    last: Mutex<Timestamp>,
}

impl<'a> Spaced<'a> {
    /// From now on.
    pub(super) fn new(rail: &'a dyn Rail, world: &'a dyn World) -> Self {
        Self {
            rail,
            world,
            last: Mutex::new(world.now()),
        }
    }

    fn wait(&self) -> SignedDuration {
        let last = *self.last.lock().unwrap_or_else(PoisonError::into_inner);
        // A clock that goes back makes nobody wait longer than this.
        SPACING
            .saturating_sub(self.world.now().duration_since(last))
            .clamp(SignedDuration::ZERO, SPACING)
    }
}

#[async_trait]
impl Rail for Spaced<'_> {
    async fn send(&self, request: Request) -> Result<Response, Exchange> {
        let wait = self.wait();
        if wait > SignedDuration::ZERO {
            let wait = Duration::try_from(wait).unwrap_or_default();
            self.world.sleep(wait).await;
        }
        *self.last.lock().unwrap_or_else(PoisonError::into_inner) = self.world.now();
        self.rail.send(request).await
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_window_cannot_hold_more_than_jobber_allows() {
        let window = SignedDuration::from_secs(300);
        // So many beginnings, each a spacing behind the one before, and one more at the window's edge.
        let most = window.as_millis() / SPACING.as_millis() + 1;
        assert!(most + 90 <= 2_500, "{most}");
    }
}
