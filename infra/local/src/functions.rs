//! The six functions: built in the profile the tests use, zipped as Lambda wants them.

use std::collections::BTreeMap;
use std::fs::{self, File};
use std::io::{self, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::UNIX_EPOCH;

use serde_json::Value;
use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, ZipWriter};

use crate::home::Home;
use crate::trouble::{Trouble, file};

/// The binaries; `template.yaml` names each as `target/lambda/<name>/`.
pub const FUNCTIONS: [&str; 6] = [
    "webhook",
    "sync",
    "reconcile",
    "tray-api",
    "digest",
    "inbox",
];

/// This program itself: after a build the running file may be gone from the disk.
pub const DOOR: &str = "oodaloo";

/// A zip and what it was made from.
#[derive(Debug, Clone)]
pub struct Artifact {
    /// The file.
    pub zip: PathBuf,
    /// Its name in the cloud; another binary gives another name.
    pub key: String,
}

/// Builds all binaries of the workspace (the selection the tests build, so that nothing is compiled
/// twice). Cargo's progress is shown.
///
/// # Errors
/// When it does not compile.
pub fn build(home: &Home) -> Result<BTreeMap<&'static str, PathBuf>, Trouble> {
    let output = Command::new("cargo")
        .args([
            "build",
            "--workspace",
            "--bins",
            "--message-format=json-render-diagnostics",
        ])
        .current_dir(&home.root)
        .stderr(Stdio::inherit())
        .output()
        .map_err(|why| {
            Trouble::new(
                format!("cargo cannot be run ({why})"),
                "install Rust 1.95 (rustup.rs)",
            )
        })?;
    if !output.status.success() {
        return Err(Trouble::new(
            "the functions do not compile",
            "mend what cargo says above",
        ));
    }
    let lines = output
        .stdout
        .split(|byte| *byte == b'\n')
        .filter_map(|line| serde_json::from_slice::<Value>(line).ok());
    let mut found = BTreeMap::new();
    for line in lines {
        let name = FUNCTIONS
            .iter()
            .chain([&DOOR])
            .find(|name| line["target"]["name"] == ***name);
        if let (Some(name), Some(path)) = (name, line["executable"].as_str()) {
            found.insert(*name, PathBuf::from(path));
        }
    }
    match FUNCTIONS
        .iter()
        .chain([&DOOR])
        .find(|name| !found.contains_key(*name))
    {
        Some(missing) => Err(Trouble::new(
            format!("no binary {missing} was built"),
            "see functions/*/Cargo.toml",
        )),
        None => Ok(found),
    }
}

/// Zips a binary as `bootstrap`, unless its zip is already there.
///
/// # Errors
/// When the disk refuses.
pub fn zip(home: &Home, name: &str, binary: &Path) -> Result<(Artifact, bool), Trouble> {
    let meta = fs::metadata(binary).map_err(file(binary))?;
    // Cargo does not touch a binary that it need not link again; hashing 100 MB each time is slower.
    let modified = meta
        .modified()
        .ok()
        .and_then(|m| m.duration_since(UNIX_EPOCH).ok())
        .unwrap_or_default();
    let key = format!("{name}-{:x}-{:x}.zip", modified.as_nanos(), meta.len());
    let dir = home.file("zips");
    fs::create_dir_all(&dir).map_err(file(&dir))?;
    let artifact = Artifact {
        zip: dir.join(&key),
        key,
    };
    if artifact.zip.is_file() {
        return Ok((artifact, false));
    }
    for old in fs::read_dir(&dir).map_err(file(&dir))?.flatten() {
        let is_old = old
            .file_name()
            .to_string_lossy()
            .strip_prefix(name)
            .is_some_and(|rest| rest.starts_with('-') && rest.matches('-').count() == 2);
        if is_old {
            let _ = fs::remove_file(old.path());
        }
    }
    let draft = dir.join(format!(".{name}.new"));
    write_zip(&draft, binary).map_err(file(&draft))?;
    fs::rename(&draft, &artifact.zip).map_err(file(&artifact.zip))?;
    Ok((artifact, true))
}

/// The same bytes for the same binary: no clock in it. Fast rather than small.
fn write_zip(to: &Path, binary: &Path) -> io::Result<()> {
    let options = SimpleFileOptions::default()
        .compression_method(CompressionMethod::Deflated)
        .compression_level(Some(1))
        .large_file(false)
        .last_modified_time(zip::DateTime::default())
        .unix_permissions(0o755);
    let mut zip = ZipWriter::new(File::create(to)?);
    zip.start_file("bootstrap", options)?;
    io::copy(
        &mut BufReader::with_capacity(1 << 20, File::open(binary)?),
        &mut zip,
    )?;
    zip.finish()?;
    Ok(())
}
