//! Processor time of one call, and what of many calls is worth saying.

use std::time::Duration;

use rustix::time::{ClockId, clock_gettime};

/// How long a call keeps the processor, and what it gives. Not the time on the wall: what else a machine does is no
/// part of what a method costs, and no port of the product is asked for it.
pub fn timed<T>(call: impl FnOnce() -> T) -> (Duration, T) {
    let start = processor();
    let value = call();
    (processor().saturating_sub(start), value)
}

/// What this process has used so far, all threads together.
fn processor() -> Duration {
    let now = clock_gettime(ClockId::ProcessCPUTime);
    Duration::new(
        u64::try_from(now.tv_sec).unwrap_or(0),
        u32::try_from(now.tv_nsec).unwrap_or(0),
    )
}

/// Durations of calls of one kind.
#[derive(Debug, Clone, Default)]
pub struct Times(Vec<Duration>);

impl Times {
    /// One more.
    pub fn push(&mut self, took: Duration) {
        self.0.push(took);
    }

    /// The time that so many percent of the calls did not exceed, in milliseconds. Zero where there is none.
    #[must_use]
    pub fn percentile_ms(&self, percent: usize) -> f64 {
        let mut sorted = self.0.clone();
        sorted.sort_unstable();
        let rank = (sorted.len() * percent).div_ceil(100);
        sorted
            .get(rank.saturating_sub(1))
            .map_or(0.0, |took| took.as_secs_f64() * 1e3)
    }

    /// All of them together.
    #[must_use]
    pub fn total(&self) -> Duration {
        self.0.iter().sum()
    }
}

/// The most memory this process has held so far, in MiB, as Linux tells it.
#[must_use]
pub fn peak_rss_mib() -> Option<u64> {
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find_map(|l| l.strip_prefix("VmHWM:"))?;
    let kib: u64 = line.trim().strip_suffix("kB")?.trim().parse().ok()?;
    Some(kib / 1024)
}
