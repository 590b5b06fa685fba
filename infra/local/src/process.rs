//! Background processes: started apart from the terminal, known by pid and start time, so that only
//! what we started is ever ended.

use std::fs::{self, File};
use std::os::unix::process::CommandExt as _;
use std::path::PathBuf;
use std::process::{Command, Stdio};
use std::time::Duration;

use crate::home::Home;
use crate::trouble::{Trouble, file};

/// How long an orderly end may take, in steps of [`STEP`].
const STEPS_TO_END: u32 = 80;
const STEP: Duration = Duration::from_millis(100);

/// One background process of a local cloud.
#[derive(Debug, Clone)]
pub struct Daemon {
    /// What it is to people, and the stem of its files.
    pub name: &'static str,
    pid_file: PathBuf,
    /// Where its output goes.
    pub log: PathBuf,
}

impl Daemon {
    /// Known by name.
    #[must_use]
    pub fn new(home: &Home, name: &'static str) -> Self {
        Self {
            name,
            pid_file: home.file(&format!("{name}.pid")),
            log: home.file(&format!("{name}.log")),
        }
    }

    /// Its pid while it runs: the very process we started, not one that has got its number since.
    #[must_use]
    pub fn pid(&self) -> Option<u32> {
        let text = fs::read_to_string(&self.pid_file).ok()?;
        let (pid, started) = text.trim().split_once(' ')?;
        let pid = pid.parse().ok()?;
        (start_of(pid)? == started).then_some(pid)
    }

    /// Starts it in a process group of its own.
    ///
    /// # Errors
    /// When it cannot be started.
    pub fn start(&self, command: &mut Command) -> Result<u32, Trouble> {
        let log = File::create(&self.log).map_err(file(&self.log))?;
        let errors = log.try_clone().map_err(file(&self.log))?;
        let started = command
            .stdin(Stdio::null())
            .stdout(log)
            .stderr(errors)
            .process_group(0)
            .spawn();
        let program = command.get_program().to_string_lossy().into_owned();
        let child = started.map_err(|why| {
            Trouble::new(
                format!("{} cannot be started ({program}: {why})", self.name),
                "run `oodaloo up` again; it repairs its venv",
            )
        })?;
        let pid = child.id();
        let since = start_of(pid).unwrap_or_default();
        fs::write(&self.pid_file, format!("{pid} {since}\n")).map_err(file(&self.pid_file))?;
        Ok(pid)
    }

    /// Ends it and what it started; says whether there was anything to end.
    pub fn stop(&self) -> bool {
        let Some(pid) = self.pid() else {
            let _ = fs::remove_file(&self.pid_file);
            return false;
        };
        signal("TERM", pid);
        let ended = (0..STEPS_TO_END).any(|_| {
            std::thread::sleep(STEP);
            self.pid().is_none()
        });
        if !ended {
            signal("KILL", pid);
        }
        let _ = fs::remove_file(&self.pid_file);
        true
    }

    /// The end of its log, for error messages.
    #[must_use]
    pub fn last_words(&self) -> String {
        let text = fs::read_to_string(&self.log).unwrap_or_default();
        text.lines()
            .rev()
            .find(|line| !line.trim().is_empty())
            .unwrap_or("no output")
            .chars()
            .take(300)
            .collect()
    }
}

/// To the whole group: the emulator's functions are processes too.
fn signal(name: &str, pid: u32) {
    let script = format!("kill -{name} -- -{pid} 2>/dev/null || kill -{name} {pid} 2>/dev/null");
    let _ = Command::new("sh").args(["-c", &script]).status();
}

/// When a process began, in whatever words the system has; nothing when it is gone or a zombie.
fn start_of(pid: u32) -> Option<String> {
    if let Ok(stat) = fs::read_to_string(format!("/proc/{pid}/stat")) {
        // The second field is the name in parentheses and may hold anything.
        let fields: Vec<&str> = stat.rsplit_once(')')?.1.split_whitespace().collect();
        return (fields.first() != Some(&"Z"))
            .then(|| fields.get(19).map(|s| (*s).to_owned()))
            .flatten();
    }
    if fs::exists("/proc/self/stat").unwrap_or(false) {
        return None;
    }
    let out = Command::new("ps")
        .args(["-o", "lstart=", "-p", &pid.to_string()])
        .output()
        .ok()?;
    let text = String::from_utf8_lossy(&out.stdout)
        .trim()
        .replace(' ', "_");
    (!text.is_empty()).then_some(text)
}

/// Whether a port is free on loopback.
///
/// # Errors
/// One line that says what to do when it is not.
pub fn free(port: u16, whose: &str) -> Result<(), Trouble> {
    match std::net::TcpListener::bind(("127.0.0.1", port)) {
        Ok(_) => Ok(()),
        Err(why) => Err(Trouble::new(
            format!("port {port} is not free for the {whose} ({why})"),
            "stop what listens there, or choose others: `oodaloo up --port 5566` (it takes four in a row)",
        )),
    }
}
