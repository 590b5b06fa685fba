//! Where things are: files under `target/local`, and four ports in a row.

use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

use crate::edge::env;
use crate::trouble::{Trouble, file};

/// The emulator's port unless told otherwise; the door and the two rails follow it.
pub const DEFAULT_PORT: u16 = 4566;

/// A repository and the directory of one local cloud in it.
#[derive(Debug, Clone)]
pub struct Home {
    /// The repository: where `template.yaml` is.
    pub root: PathBuf,
    /// Pids, logs, zips, `up.json` of this local cloud.
    pub dir: PathBuf,
}

/// The ports of one local cloud.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Ports {
    /// The emulated AWS.
    pub cloud: u16,
    /// The web app, the mailbox, the API, the webhooks.
    pub door: u16,
    /// The sandbox's Jobber.
    pub jobber: u16,
    /// The sandbox's Plaid.
    pub plaid: u16,
}

impl Ports {
    /// Four in a row.
    ///
    /// # Errors
    /// When they do not fit below 65536 or need root.
    pub fn from(first: u16) -> Result<Self, Trouble> {
        if !(1024..=u16::MAX - 3).contains(&first) {
            return Err(Trouble::new(
                format!("port {first} cannot be used"),
                "choose one from 1024 to 65532 with --port",
            ));
        }
        Ok(Self {
            cloud: first,
            door: first + 1,
            jobber: first + 2,
            plaid: first + 3,
        })
    }
}

/// A loopback address.
#[must_use]
pub fn url(port: u16) -> String {
    format!("http://127.0.0.1:{port}")
}

impl Home {
    /// From the working directory upwards, else where this program was built.
    ///
    /// # Errors
    /// When there is no repository.
    pub fn find(dir: Option<PathBuf>) -> Result<Self, Trouble> {
        let here = std::env::current_dir().unwrap_or_default();
        let built = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
        let is_root = |path: &&Path| {
            path.join("template.yaml").is_file() && path.join("infra/local").is_dir()
        };
        let root = here.ancestors().find(is_root).map(Path::to_owned);
        let root = root.or_else(|| {
            built
                .canonicalize()
                .ok()
                .filter(|path| is_root(&path.as_path()))
        });
        let root = root.ok_or_else(|| {
            Trouble::new(
                "no template.yaml here or above",
                "run this inside the repository",
            )
        })?;
        let target =
            env("CARGO_TARGET_DIR").map_or_else(|| root.join("target"), |dir| root.join(dir));
        let dir = dir.map_or_else(|| target.join("local"), |dir| here.join(dir));
        std::fs::create_dir_all(&dir).map_err(file(&dir))?;
        Ok(Self { root, dir })
    }

    /// A file of this local cloud.
    #[must_use]
    pub fn file(&self, name: &str) -> PathBuf {
        self.dir.join(name)
    }

    /// Reads a JSON file of ours; nothing when it is missing or of another version.
    #[must_use]
    pub fn read<T: for<'de> Deserialize<'de>>(&self, name: &str) -> Option<T> {
        serde_json::from_slice(&std::fs::read(self.file(name)).ok()?).ok()
    }

    /// Writes a JSON file of ours, whole or not at all.
    ///
    /// # Errors
    /// When the disk refuses.
    pub fn write<T: Serialize>(&self, name: &str, value: &T) -> Result<(), Trouble> {
        let path = self.file(name);
        let text = serde_json::to_vec_pretty(value).unwrap_or_default();
        let draft = self.file(&format!(".{name}.new"));
        std::fs::write(&draft, text).map_err(file(&draft))?;
        std::fs::rename(&draft, &path).map_err(file(&path))
    }
}
