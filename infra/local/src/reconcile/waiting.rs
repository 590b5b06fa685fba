//! Work that takes a while, with a sign of life for people.

use std::io::IsTerminal as _;
use std::sync::mpsc::{RecvTimeoutError, channel};
use std::time::Duration;

use crate::progress::Progress;

/// Does the work. Says on stderr what it is and for how long, if a person is looking there.
pub fn with_signs_of_life<T>(what: &str, outcome: &str, work: impl FnOnce() -> T) -> T {
    if !std::io::stderr().is_terminal() {
        return work();
    }
    let progress = Progress::default();
    progress.step(what);
    let (done, is_done) = channel::<()>();
    let shown = &progress;
    let result = std::thread::scope(|scope| {
        scope.spawn(move || {
            let mut seconds = 0;
            // Ends when the other end is dropped, also when the work panics.
            while is_done.recv_timeout(Duration::from_secs(1)) == Err(RecvTimeoutError::Timeout) {
                seconds += 1;
                shown.now(&format!("({seconds} s)"));
            }
        });
        let result = work();
        drop(done);
        result
    });
    progress.done(outcome);
    result
}
