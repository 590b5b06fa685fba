//! What Jobber said beside its answers, in one look: what is left in the bucket, which version it serves.

use std::sync::{Mutex, MutexGuard, PoisonError};

use super::graphql::ThrottleStatus;

/// What was seen of Jobber's limits and version.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Seen {
    /// Requests sent.
    pub requests: u32,
    /// The bucket after the last answer that told of it.
    pub throttle: Option<ThrottleStatus>,
    /// The version that was served instead of ours, or the warning that came with ours.
    pub other_version: Option<String>,
    /// Answers in which a field was withheld that a plan or a permission may withhold.
    pub withheld: u32,
}

/// Collects what is seen.
#[derive(Debug, Default)]
pub(super) struct Watch(Mutex<Seen>);

impl Watch {
    pub(super) fn now(&self) -> Seen {
        self.lock().clone()
    }

    pub(super) fn request(&self) {
        self.lock().requests += 1;
    }

    pub(super) fn throttle(&self, status: ThrottleStatus) {
        self.lock().throttle = Some(status);
    }

    pub(super) fn other_version(&self, served: String) {
        self.lock().other_version = Some(served);
    }

    pub(super) fn withheld(&self) {
        self.lock().withheld += 1;
    }

    fn lock(&self) -> MutexGuard<'_, Seen> {
        // Whole after every statement: a panic elsewhere leaves nothing half done.
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
