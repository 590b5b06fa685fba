//! Work that takes a while, with signs of life for people.

use std::io::IsTerminal as _;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::mpsc::{RecvTimeoutError, channel};
use std::time::Duration;

use crate::progress::Progress;

/// Where no terminal overwrites its line, there is a new one after so many seconds: seldom enough for a log.
const SELDOM: u32 = 15;

/// How far the work is: what is done, of how much; nothing of nothing as long as it does not say.
#[derive(Debug, Default)]
pub struct HowFar {
    done: AtomicUsize,
    all: AtomicUsize,
}

impl HowFar {
    /// The work says so.
    pub fn is(&self, done: usize, all: usize) {
        self.all.store(all, Ordering::Relaxed);
        self.done.store(done, Ordering::Relaxed);
    }

    fn after(&self, seconds: u32) -> String {
        let (done, all) = (
            self.done.load(Ordering::Relaxed),
            self.all.load(Ordering::Relaxed),
        );
        match (done * 100).checked_div(all) {
            None => format!("({seconds} s)"),
            Some(percent) => format!("({done} of {all}, {percent} %, {seconds} s)"),
        }
    }
}

/// Does the work. Says on stderr what it is, how far and for how long: each second where a person is looking, else now
/// and then.
pub fn with_signs_of_life<T>(what: &str, outcome: &str, work: impl FnOnce(&HowFar) -> T) -> T {
    let (live, progress, how_far) = (
        std::io::stderr().is_terminal(),
        Progress::default(),
        HowFar::default(),
    );
    progress.step(what);
    let (done, is_done) = channel::<()>();
    let (shown, heard) = (&progress, &how_far);
    let result = std::thread::scope(|scope| {
        scope.spawn(move || {
            let mut seconds: u32 = 0;
            // Ends when the other end is dropped, also when the work panics.
            while is_done.recv_timeout(Duration::from_secs(1)) == Err(RecvTimeoutError::Timeout) {
                seconds = seconds.saturating_add(1);
                if live {
                    shown.now(&heard.after(seconds));
                } else if seconds.is_multiple_of(SELDOM) {
                    shown.line(&format!("{what} {}", heard.after(seconds)));
                }
            }
        });
        let result = work(heard);
        drop(done);
        result
    });
    if live {
        progress.done(outcome);
    }
    result
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn how_far_it_is_once_the_work_has_said_so() {
        let how_far = HowFar::default();
        assert_eq!(how_far.after(3), "(3 s)");
        how_far.is(3_000, 12_000);
        assert_eq!(how_far.after(15), "(3000 of 12000, 25 %, 15 s)");
    }
}
