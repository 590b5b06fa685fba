//! What is being done and how far it is: one line a step, with its time; overwritten in a terminal.
#![allow(
    clippy::print_stderr,
    reason = "the progress of a command-line program"
)]

use std::io::{IsTerminal as _, Write as _};
use std::sync::Mutex;

use jiff::Timestamp;

use crate::edge::now;

/// The steps of one command.
#[derive(Debug)]
pub struct Progress {
    current: Mutex<Option<(String, Timestamp)>>,
    live: bool,
}

impl Default for Progress {
    fn default() -> Self {
        Self {
            current: Mutex::new(None),
            live: std::io::stderr().is_terminal(),
        }
    }
}

impl Progress {
    fn slot(&self) -> std::sync::MutexGuard<'_, Option<(String, Timestamp)>> {
        self.current
            .lock()
            .unwrap_or_else(std::sync::PoisonError::into_inner)
    }

    /// Begins a step.
    pub fn step(&self, what: &str) {
        *self.slot() = Some((what.to_owned(), now()));
        if self.live {
            eprint!("  … {what}");
            let _ = std::io::stderr().flush();
        }
    }

    /// How far the step is.
    pub fn now(&self, detail: &str) {
        if self.live
            && let Some((what, _)) = self.slot().as_ref()
        {
            eprint!("\r\x1b[2K  … {what} {detail}");
            let _ = std::io::stderr().flush();
        }
    }

    /// How far the step is, on a line of its own.
    pub fn line(&self, text: &str) {
        eprintln!("  … {text}");
    }

    /// Leaves the line to another program's output.
    pub fn give_way(&self) {
        if self.live {
            eprintln!();
        }
    }

    /// Ends the step.
    pub fn done(&self, outcome: &str) {
        if let Some((what, since)) = self.slot().take() {
            let seconds = now().duration_since(since).as_millis();
            let start = if self.live { "\r\x1b[2K" } else { "" };
            eprintln!(
                "{start}  ✓ {what}: {outcome} ({}.{} s)",
                seconds / 1000,
                seconds % 1000 / 100
            );
        }
    }
}
