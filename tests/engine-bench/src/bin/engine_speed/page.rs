//! The page the tables go to.

use std::error::Error;

const BEGIN: &str = "<!-- speed -->";
const END: &str = "<!-- /speed -->";

/// What the figures stand on.
pub fn head() -> String {
    let cpu = std::fs::read_to_string("/proc/cpuinfo").unwrap_or_default();
    let model = cpu
        .lines()
        .find_map(|l| l.strip_prefix("model name"))
        .map_or("an unnamed processor", |l| {
            l.trim_start_matches([' ', '\t', ':'])
        });
    format!(
        "`make bench` on one core of {model}; times are of this machine, shares are of the seeds.\n"
    )
}

/// Puts a text between the markers of a file; the rest of the file stays.
pub fn put(path: &str, text: &str) -> Result<(), Box<dyn Error>> {
    let page = std::fs::read_to_string(path).map_err(|e| format!("{path}: {e}"))?;
    let missing = || format!("{path}: no {BEGIN} … {END}");
    let (before, rest) = page.split_once(BEGIN).ok_or_else(missing)?;
    let (_, after) = rest.split_once(END).ok_or_else(missing)?;
    std::fs::write(path, format!("{before}{BEGIN}\n{text}{END}{after}"))?;
    Ok(())
}
