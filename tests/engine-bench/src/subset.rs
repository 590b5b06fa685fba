//! The `subset_sum` crate on our lumps. It lists every subset that adds up, however many there are, and cannot be
//! stopped; so it runs in a child process with a limit of time and memory.

use std::io::Write;
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use serde::{Deserialize, Serialize};

use crate::clock::timed;
use crate::lump::Plain;

/// How long one lump may take.
pub const TIME_LIMIT: Duration = Duration::from_secs(3);
/// How much it may hold, in KiB.
const MEMORY_LIMIT_KIB: u64 = 2 * 1024 * 1024;
const POLL: Duration = Duration::from_millis(5);

/// What a child says.
#[derive(Debug, Serialize, Deserialize)]
pub struct Said {
    /// How many sets add up.
    pub sets: usize,
    /// The nets of the first of them, sorted.
    pub first: Vec<i64>,
    /// Without starting the process, in microseconds.
    pub took_us: u64,
}

/// Every subset of a lump that adds up. The crate is told the net of each payment, so it need not know the fees.
///
/// # Errors
/// Cents beyond 32 bits, which the crate does not take.
pub fn solve(nets: &[i64], target: i64) -> Result<Said, std::num::TryFromIntError> {
    let array = nets
        .iter()
        .map(|n| i32::try_from(*n))
        .collect::<Result<Vec<_>, _>>()?;
    let value = i32::try_from(target)?;
    let length = array.len();
    let (took, sets) = timed(|| dpss::dp::find_subset(array, value, length));
    let mut first: Vec<i64> = sets
        .first()
        .into_iter()
        .flatten()
        .map(|n| i64::from(*n))
        .collect();
    first.sort_unstable();
    Ok(Said {
        sets: sets.len(),
        first,
        took_us: u64::try_from(took.as_micros()).unwrap_or(u64::MAX),
    })
}

/// The same in a child of this very binary (`engine-speed subset-sum`). None: it did not end within the limits.
///
/// # Errors
/// The child could not be started or spoken to.
pub fn in_a_child(lump: &Plain) -> std::io::Result<Option<Said>> {
    let mut child = Command::new(std::env::current_exe()?)
        .arg("subset-sum")
        .env("RAYON_NUM_THREADS", "1")
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()?;
    if let Some(mut input) = child.stdin.take() {
        input.write_all(&serde_json::to_vec(&(&lump.nets, lump.target))?)?;
    }
    if !ends(&mut child)? {
        child.kill()?;
        child.wait()?;
        return Ok(None);
    }
    let output = child.wait_with_output()?;
    Ok(serde_json::from_slice(&output.stdout).ok())
}

fn ends(child: &mut Child) -> std::io::Result<bool> {
    let mut waited = Duration::ZERO;
    while waited < TIME_LIMIT {
        if child.try_wait()?.is_some() {
            return Ok(true);
        }
        if resident_kib(child.id()).is_some_and(|kib| kib > MEMORY_LIMIT_KIB) {
            return Ok(false);
        }
        std::thread::sleep(POLL);
        waited += POLL;
    }
    Ok(child.try_wait()?.is_some())
}

fn resident_kib(pid: u32) -> Option<u64> {
    let status = std::fs::read_to_string(format!("/proc/{pid}/status")).ok()?;
    let line = status.lines().find_map(|l| l.strip_prefix("VmRSS:"))?;
    line.trim().strip_suffix("kB")?.trim().parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_finds_what_adds_up() {
        let said = solve(&[14_437, 8_612, 100], 23_049).unwrap();
        assert_eq!((said.sets, said.first), (1, vec![8_612, 14_437]));
    }
}
