//! The web app: its packages installed and its bundle built, each only when what it is made of has changed.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use sha2::{Digest as _, Sha256};

use crate::home::Home;
use crate::trouble::{Trouble, file};

/// What a bundle is made of, below `web/`.
const SOURCES: [&str; 6] = [
    "src",
    "public",
    "index.html",
    "package-lock.json",
    "vite.config.ts",
    "tsconfig.json",
];

/// What was done.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Built {
    /// The bundle is of these very sources.
    Already,
    /// Now.
    Now,
}

/// Brings `web/dist` to what its sources say.
///
/// # Errors
/// When npm is missing, or does not get it done.
pub fn build(home: &Home) -> Result<Built, Trouble> {
    let web = home.root.join("web");
    let stamps = home.root.join("target/local");
    fs::create_dir_all(&stamps).map_err(file(&stamps))?;
    let lock = of(&web, &["package-lock.json"])?;
    let lock_stamp = stamps.join("web-packages.sha256");
    if !is(&lock_stamp, &lock) || !web.join("node_modules").is_dir() {
        // Not `npm ci`: it wants other systems' binaries named in the lock, and not every mirror knows them.
        npm(
            &web,
            &[
                "install",
                "--no-save",
                "--no-audit",
                "--no-fund",
                "--silent",
            ],
        )?;
        fs::write(&lock_stamp, &lock).map_err(file(&lock_stamp))?;
    }
    let sources = of(&web, &SOURCES)?;
    let stamp = stamps.join("web.sha256");
    if is(&stamp, &sources) && web.join("dist/index.html").is_file() {
        return Ok(Built::Already);
    }
    npm(
        &web,
        &["run", "--silent", "build", "--", "--logLevel", "warn"],
    )?;
    fs::write(&stamp, &sources).map_err(file(&stamp))?;
    Ok(Built::Now)
}

fn is(stamp: &Path, wanted: &str) -> bool {
    fs::read_to_string(stamp).is_ok_and(|found| found == wanted)
}

/// A digest of these files and folders: names and contents, in one order.
fn of(web: &Path, parts: &[&str]) -> Result<String, Trouble> {
    let mut files = Vec::new();
    for part in parts {
        walk(&web.join(part), &mut files)?;
    }
    files.sort();
    let mut hash = Sha256::new();
    for path in files {
        hash.update(path.as_os_str().as_encoded_bytes());
        let bytes = fs::read(&path).map_err(file(&path))?;
        hash.update((bytes.len() as u64).to_be_bytes());
        hash.update(bytes);
    }
    Ok(hex::encode(hash.finalize()))
}

fn walk(path: &Path, files: &mut Vec<PathBuf>) -> Result<(), Trouble> {
    if path.is_file() {
        files.push(path.to_owned());
    } else if path.is_dir() {
        for entry in fs::read_dir(path).map_err(file(path))? {
            walk(&entry.map_err(file(path))?.path(), files)?;
        }
    }
    Ok(())
}

fn npm(web: &Path, args: &[&str]) -> Result<(), Trouble> {
    let out = Command::new("npm").args(args).current_dir(web).output();
    let out = out.map_err(|why| {
        Trouble::new(
            format!("npm cannot be run ({why})"),
            "install Node 20.19 or later with npm (Debian: apt-get install nodejs npm)",
        )
    })?;
    if out.status.success() {
        return Ok(());
    }
    let said = [out.stdout, out.stderr].concat();
    let said = String::from_utf8_lossy(&said);
    let last = said.lines().rev().find(|l| !l.trim().is_empty());
    Err(Trouble::new(
        format!(
            "npm {}: {}",
            args[..args.len().min(2)].join(" "),
            last.unwrap_or("failed")
        ),
        "run it in web/ to see all of it",
    ))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn another_name_or_another_byte_is_another_bundle() {
        let dir = std::env::temp_dir().join(format!("oodaloo-web-{}", std::process::id()));
        let sub = dir.join("src/deep");
        fs::create_dir_all(&sub).unwrap();
        fs::write(sub.join("a.ts"), "1").unwrap();
        let first = of(&dir, &SOURCES).unwrap();
        assert_eq!(of(&dir, &SOURCES).unwrap(), first);
        fs::write(sub.join("a.ts"), "2").unwrap();
        let second = of(&dir, &SOURCES).unwrap();
        fs::rename(sub.join("a.ts"), sub.join("b.ts")).unwrap();
        let third = of(&dir, &SOURCES).unwrap();
        assert!(first != second && second != third && first != third);
        fs::remove_dir_all(&dir).unwrap();
    }
}
