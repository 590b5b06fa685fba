//! What all parts of one simulated run share: the clock, the only source of chance, the timers, and
//! the record of what happened.

use std::collections::{BTreeMap, BTreeSet, VecDeque};
use std::pin::Pin;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::task::{Context, Poll, Waker};

use jiff::Timestamp;
use rand::{Rng as _, SeedableRng as _};
use rand_chacha::ChaCha8Rng;

use super::faults::Faults;

/// How many of the last steps a failure shows.
const TAIL: usize = 50;

/// Milliseconds since the epoch, by the one true clock (workers see theirs askew).
pub type Millis = i64;

/// The shared core of one run.
pub struct Core(Mutex<State>);

struct State {
    rng: ChaCha8Rng,
    now: Millis,
    timers: BTreeMap<(Millis, u64), Waker>,
    next_timer: u64,
    current: u64,
    alive: BTreeSet<u64>,
    steps: u64,
    injected: u64,
    hash: u64,
    tail: Option<VecDeque<String>>,
    faults: Faults,
    violation: Option<String>,
}

/// Locks, whatever happened to whoever held it before.
pub(crate) fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

impl Core {
    /// A run of this seed that starts at `now`; keeps the last steps as text when `traced`.
    #[must_use]
    pub fn new(seed: u64, now: Millis, traced: bool) -> Arc<Self> {
        Arc::new(Self(Mutex::new(State {
            rng: ChaCha8Rng::seed_from_u64(seed),
            now,
            timers: BTreeMap::new(),
            next_timer: 0,
            current: 0,
            alive: BTreeSet::new(),
            steps: 0,
            injected: 0,
            hash: 0xcbf2_9ce4_8422_2325,
            tail: traced.then(VecDeque::new),
            faults: Faults::none(),
            violation: None,
        })))
    }

    fn state(&self) -> MutexGuard<'_, State> {
        lock(&self.0)
    }

    /// The true time.
    pub fn now(&self) -> Millis {
        self.state().now
    }

    /// The true time as an instant.
    pub fn instant(&self) -> Timestamp {
        Timestamp::from_millisecond(self.now()).unwrap_or_default()
    }

    /// 64 random bits.
    pub fn random(&self) -> u64 {
        self.state().rng.random()
    }

    /// From `low` to `high`, both included.
    pub fn between(&self, low: i64, high: i64) -> i64 {
        self.state().rng.random_range(low..=high.max(low))
    }

    /// One of so many.
    pub fn pick(&self, count: usize) -> usize {
        self.state().rng.random_range(0..count.max(1))
    }

    /// True `per_mille` times in a thousand.
    pub fn chance(&self, per_mille: u32) -> bool {
        per_mille > 0 && self.state().rng.random_range(0..1000) < per_mille
    }

    /// Draws a fault of the rate that `rate` reads from those in force; counts it when it strikes.
    pub fn strikes(&self, what: &'static str, rate: impl Fn(&Faults) -> u32) -> bool {
        let struck = {
            let mut state = self.state();
            let rate = rate(&state.faults);
            rate > 0 && state.rng.random_range(0..1000) < rate
        };
        if struck {
            self.count_fault();
            self.note("fault", || what.to_owned());
        }
        struck
    }

    /// One more fault was injected.
    pub fn count_fault(&self) {
        self.state().injected += 1;
    }

    /// The faults in force.
    pub fn faults(&self) -> Faults {
        self.state().faults.clone()
    }

    /// Puts other faults in force.
    pub fn set_faults(&self, faults: Faults) {
        self.state().faults = faults;
    }

    /// A rule of the system is broken. The first one counts.
    pub fn violated(&self, what: impl Into<String>) {
        let what = what.into();
        self.note("VIOLATION", || what.clone());
        self.state().violation.get_or_insert(what);
    }

    /// The first broken rule.
    pub fn violation(&self) -> Option<String> {
        self.state().violation.clone()
    }

    /// Adds a step to the trace: always to its hash, and to the text that a failure shows.
    pub fn note(&self, label: &'static str, text: impl FnOnce() -> String) {
        let mut state = self.state();
        let (now, task) = (state.now, state.current);
        let mut hash = state.hash;
        for byte in now
            .to_be_bytes()
            .iter()
            .chain(&task.to_be_bytes())
            .chain(label.as_bytes())
        {
            hash = (hash ^ u64::from(*byte)).wrapping_mul(0x0100_0000_01b3);
        }
        state.hash = hash;
        if let Some(tail) = &mut state.tail {
            if tail.len() == TAIL {
                tail.pop_front();
            }
            let at = Timestamp::from_millisecond(now).unwrap_or_default();
            tail.push_back(format!(
                "{} task {task} {label}: {}",
                at.strftime("%H:%M:%S%.3f"),
                text()
            ));
        }
    }

    /// Steps made, faults injected, hash of the trace.
    pub fn totals(&self) -> (u64, u64, u64) {
        let state = self.state();
        (state.steps, state.injected, state.hash)
    }

    /// The last steps, as far as they were kept.
    pub fn tail(&self) -> Vec<String> {
        self.state().tail.iter().flatten().cloned().collect()
    }

    /// The running task.
    pub fn current(&self) -> u64 {
        self.state().current
    }

    /// Whether a task may still act.
    pub fn is_alive(&self, task: u64) -> bool {
        self.state().alive.contains(&task)
    }

    pub(crate) fn begin(&self, task: u64) {
        let mut state = self.state();
        state.current = task;
        state.steps += 1;
    }

    pub(crate) fn born(&self, task: u64) {
        self.state().alive.insert(task);
    }

    pub(crate) fn gone(&self, task: u64) {
        self.state().alive.remove(&task);
    }

    /// Wakes at a time.
    pub(crate) fn wake_at(&self, at: Millis, waker: Waker) {
        let mut state = self.state();
        let seq = state.next_timer;
        state.next_timer += 1;
        state.timers.insert((at, seq), waker);
    }

    /// When the next timer is due.
    pub(crate) fn next_timer(&self) -> Option<Millis> {
        self.state().timers.keys().next().map(|(at, _)| *at)
    }

    /// Moves the clock and takes the timers that are due then.
    pub(crate) fn advance(&self, to: Millis) -> Vec<Waker> {
        let mut state = self.state();
        state.now = state.now.max(to);
        let later = state.timers.split_off(&(to + 1, 0));
        std::mem::replace(&mut state.timers, later)
            .into_values()
            .collect()
    }

    /// Waits so many milliseconds.
    pub fn sleep(&self, millis: Millis) -> Sleep<'_> {
        Sleep {
            core: self,
            until: self.now() + millis.max(0),
            set: false,
        }
    }

    /// One way of an exchange with a service: a few milliseconds, now and then far more.
    pub async fn travel(&self) {
        let slow = self.chance(15);
        let millis = if slow {
            self.between(200, 3_000)
        } else {
            self.between(1, 25)
        };
        self.sleep(millis).await;
    }
}

/// A wait.
pub struct Sleep<'a> {
    core: &'a Core,
    until: Millis,
    set: bool,
}

impl Future for Sleep<'_> {
    type Output = ();

    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<()> {
        if self.set && self.core.now() >= self.until {
            return Poll::Ready(());
        }
        if !self.set {
            self.set = true;
            self.core.wake_at(self.until, cx.waker().clone());
        }
        Poll::Pending
    }
}
