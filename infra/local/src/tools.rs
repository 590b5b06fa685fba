//! What must be on the machine, and the Python environment we make ourselves.

use std::fs;
use std::path::PathBuf;
use std::process::{Command, Output};

use sha2::{Digest as _, Sha256};

use crate::home::Home;
use crate::trouble::{Trouble, file};

/// The oldest Python that runs the emulator.
const PYTHON: (u32, u32) = (3, 10);

fn run(program: &str, args: &[&str]) -> Option<Output> {
    Command::new(program).args(args).output().ok()
}

/// Python 3 with venv.
///
/// # Errors
/// One line that says what is missing.
pub fn check() -> Result<(), Trouble> {
    let missing = || {
        Trouble::new(
            "python3 is missing or older than 3.10",
            "install Python 3.11 (Debian: apt-get install python3 python3-venv)",
        )
    };
    let out = run(
        "python3",
        &["-c", "import sys; print(*sys.version_info[:2])"],
    )
    .filter(|o| o.status.success())
    .ok_or_else(missing)?;
    let text = String::from_utf8_lossy(&out.stdout).into_owned();
    let mut numbers = text
        .split_whitespace()
        .filter_map(|n| n.parse::<u32>().ok());
    let version = (numbers.next().unwrap_or(0), numbers.next().unwrap_or(0));
    if version < PYTHON {
        return Err(missing());
    }
    run("python3", &["-c", "import venv, ensurepip"])
        .filter(|o| o.status.success())
        .map(|_| ())
        .ok_or_else(|| {
            Trouble::new(
                "python3 has no venv",
                "install it (Debian: apt-get install python3-venv)",
            )
        })
}

/// The venv with the emulator, made or renewed when `requirements.txt` has changed. Gives its
/// `bin` directory, and whether it was made now.
///
/// # Errors
/// When it cannot be made.
pub fn venv(home: &Home) -> Result<(PathBuf, bool), Trouble> {
    let wanted = home.root.join("infra/local/requirements.txt");
    let text = fs::read(&wanted).map_err(file(&wanted))?;
    let stamp = hex::encode(Sha256::digest(&text));
    let dir = home.root.join("target/local/venv");
    let (bin, stamp_file) = (dir.join("bin"), dir.join("requirements.sha256"));
    if fs::read_to_string(&stamp_file).is_ok_and(|found| found == stamp)
        && bin.join("ministack").is_file()
    {
        return Ok((bin, false));
    }
    let _ = fs::remove_dir_all(&dir);
    let show = |path: &PathBuf| path.display().to_string();
    let made = run("python3", &["-m", "venv", &show(&dir)]);
    made.filter(|o| o.status.success())
        .ok_or_else(|| Trouble::new("the Python venv cannot be made", "check `python3 -m venv`"))?;
    let pip = show(&bin.join("pip"));
    let args = [
        "install",
        "--quiet",
        "--disable-pip-version-check",
        "--no-input",
        "--requirement",
        &show(&wanted),
    ];
    let out = run(&pip, &args).filter(|o| o.status.success());
    out.ok_or_else(|| {
        Trouble::new(
            "pip cannot install infra/local/requirements.txt",
            "check the network, then run it again",
        )
    })?;
    fs::write(&stamp_file, stamp).map_err(file(&stamp_file))?;
    Ok((bin, true))
}
