//! `oodaloo up`: from nothing to the Friday email, each step skipped when it is done already.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Duration;

use jiff::civil::Date;
use jiff::tz::TimeZone;
use serde_json::json;

use crate::aws::Cloud;
use crate::deploy::{Deployed, deploy};
use crate::functions::{self, Artifact};
use crate::home::{DEFAULT_PORT, Home, Ports, url};
use crate::main_job::{self, Found};
use crate::people::{self, Login};
use crate::process::{Daemon, free};
use crate::progress::Progress;
use crate::state::State;
use crate::trouble::{Trouble, file};
use crate::{edge, report, tools, web};

/// How often a starting process is looked at, and how long apart.
const LOOKS: u32 = 300;
const BETWEEN_LOOKS: Duration = Duration::from_millis(100);

/// What can be chosen.
#[derive(Debug, Clone, Default, clap::Args)]
pub struct Options {
    /// First of four ports in a row on 127.0.0.1: emulated AWS, web app and API, Jobber, Plaid [default: 4566].
    #[arg(long, value_name = "PORT", value_parser = clap::value_parser!(u16).range(1024..=65532))]
    pub port: Option<u16>,
    /// Which demo company: another number, another company.
    #[arg(long, value_name = "NUMBER")]
    pub seed: Option<u64>,
    /// The last day of its books [default: today where the company is].
    #[arg(long, value_name = "YYYY-MM-DD")]
    pub as_of: Option<Date>,
}

/// The background processes, in the order in which they are ended.
#[must_use]
pub fn daemons(home: &Home) -> [Daemon; 3] {
    ["door", "sandbox", "cloud"].map(|name| Daemon::new(home, name))
}

/// Brings everything up and runs the main job.
///
/// # Errors
/// One line that says what to do.
pub async fn up(home: &Home, options: &Options) -> Result<(), Trouble> {
    let progress = Progress::default();
    let bin = prepare(home, &progress)?;
    let (binary, code) = functions(home, &progress)?;
    let mut state = start(home, options, &bin, &binary, &progress).await?;
    let cloud = state.cloud()?;

    progress.step("template.yaml");
    people::secret(&cloud).await?;
    let (deployed, anew) = deploy(home, &cloud, state.ports, &code, &state.deployed).await?;
    progress.done(if anew { "deployed" } else { "deployed already" });
    state.deployed = deployed;
    state.save(home)?;

    progress.step("web app");
    let built = web::build(home)?;
    progress.done(match built {
        web::Built::Already => "built already",
        web::Built::Now => "built",
    });

    progress.step("door");
    start_door(home, &binary, state.ports).await?;
    progress.done(&url(state.ports.door));

    let (company, logins, found) = run_main_job(&state, &progress).await?;
    let report = report::Report::new(&state, &company, logins, found);
    home.write("up.json", &report)?;
    report.print(home);
    Ok(())
}

fn prepare(home: &Home, progress: &Progress) -> Result<PathBuf, Trouble> {
    progress.step("tools");
    tools::check()?;
    progress.done("python3 and cargo are there");
    progress.step("Python environment (pinned emulator)");
    let (bin, made) = tools::venv(home)?;
    progress.done(if made { "made" } else { "there already" });
    Ok(bin)
}

type Code = BTreeMap<&'static str, Artifact>;

fn functions(home: &Home, progress: &Progress) -> Result<(PathBuf, Code), Trouble> {
    progress.step("cargo build");
    progress.give_way();
    let mut built = functions::build(home)?;
    progress.done("six functions");
    progress.step("zips");
    let own = built.remove(functions::DOOR).unwrap_or_default();
    let (mut code, mut fresh) = (Code::new(), 0);
    for (name, binary) in built {
        progress.now(name);
        let (artifact, made) = functions::zip(home, name, &binary)?;
        fresh += u32::from(made);
        code.insert(name, artifact);
    }
    progress.done(&if fresh == 0 {
        "unchanged".into()
    } else {
        format!("{fresh} made")
    });
    Ok((own, code))
}

/// The emulator and the rails: as they are when both run, else both from nothing, because what one
/// of them knows is worth nothing without the other.
async fn start(
    home: &Home,
    options: &Options,
    bin: &Path,
    binary: &Path,
    progress: &Progress,
) -> Result<State, Trouble> {
    let [door, sandbox, cloud] = daemons(home);
    let last = State::last(home);
    let wanted = wanted(options, last.as_ref())?;
    if cloud.pid().is_some()
        && sandbox.pid().is_some()
        && last.as_ref().is_some_and(|l| same(l, &wanted, options))
    {
        progress.step("local cloud and sandbox rails");
        progress.done("running already");
        return last.ok_or_else(|| Trouble::new("no state", "`oodaloo down && oodaloo up`"));
    }
    for daemon in [door, sandbox.clone(), cloud.clone()] {
        progress.step(&format!("old {}", daemon.name));
        if daemon.stop() {
            progress.done("ended: the local cloud starts from nothing");
        }
    }
    wanted.save(home)?;
    progress.step("local cloud");
    start_cloud(home, &cloud, bin, wanted.ports).await?;
    progress.done(&url(wanted.ports.cloud));
    progress.step("sandbox rails");
    start_sandbox(&sandbox, binary, &wanted).await?;
    progress.done(&format!(
        "Jobber {}, Plaid {}",
        url(wanted.ports.jobber),
        url(wanted.ports.plaid)
    ));
    Ok(wanted)
}

fn wanted(options: &Options, last: Option<&State>) -> Result<State, Trouble> {
    let ports = match (options.port, last) {
        (None, Some(last)) => last.ports,
        (port, _) => Ports::from(port.unwrap_or(DEFAULT_PORT))?,
    };
    let seed = options.seed.unwrap_or(oodaloo_seeds::DEFAULT_SEED);
    let now = edge::now();
    let zone = oodaloo_seeds::demo(seed, now.to_zoned(TimeZone::UTC).date()).time_zone;
    let today = now
        .to_zoned(TimeZone::get(&zone).unwrap_or(TimeZone::UTC))
        .date();
    Ok(State {
        ports,
        seed,
        as_of: options.as_of.unwrap_or(today),
        deployed: Deployed::default(),
    })
}

/// Whether what runs is what is wanted; a day that was not asked for may stay yesterday's.
fn same(last: &State, wanted: &State, options: &Options) -> bool {
    last.ports == wanted.ports
        && options.seed.is_none_or(|seed| seed == last.seed)
        && options.as_of.is_none_or(|day| day == last.as_of)
}

async fn start_cloud(
    home: &Home,
    daemon: &Daemon,
    bin: &Path,
    ports: Ports,
) -> Result<(), Trouble> {
    free(ports.cloud, "local cloud")?;
    let tmp = home.file("tmp");
    let _ = std::fs::remove_dir_all(&tmp);
    std::fs::create_dir_all(&tmp).map_err(file(&tmp))?;
    // The functions inherit this environment: nothing of the shell's AWS settings may reach them.
    let mut command = Command::new(bin.join("ministack"));
    command.env_clear().current_dir(&home.dir);
    for name in ["PATH", "HOME", "LANG", "LD_LIBRARY_PATH"] {
        command.envs(edge::env(name).map(|value| (name, value)));
    }
    command
        .env("BIND_HOST", "127.0.0.1")
        .env("GATEWAY_PORT", ports.cloud.to_string())
        .env("TMPDIR", &tmp);
    command
        .env("S3_DATA_DIR", tmp.join("s3"))
        .env("STATE_DIR", tmp.join("state"))
        .env("PYTHONUNBUFFERED", "1");
    daemon.start(&mut command)?;
    let cloud = Cloud::new(edge::http()?, ports.cloud);
    wait(daemon, || cloud.is_up()).await
}

async fn start_sandbox(daemon: &Daemon, binary: &Path, state: &State) -> Result<(), Trouble> {
    free(state.ports.jobber, "sandbox's Jobber")?;
    free(state.ports.plaid, "sandbox's Plaid")?;
    let mut command = Command::new(binary);
    command
        .arg("sandbox")
        .args(["--jobber-port", &state.ports.jobber.to_string()]);
    command.args([
        "--plaid-port",
        &state.ports.plaid.to_string(),
        "--seed",
        &state.seed.to_string(),
    ]);
    command.args([
        "--as-of",
        &state.as_of.to_string(),
        "--webhooks-to",
        &format!("{}/webhooks", url(state.ports.door)),
    ]);
    daemon.start(&mut command)?;
    let ports = [state.ports.jobber, state.ports.plaid];
    wait(daemon, || async move {
        listens(ports[0]).await && listens(ports[1]).await
    })
    .await
}

async fn start_door(home: &Home, binary: &Path, ports: Ports) -> Result<(), Trouble> {
    let [door, ..] = daemons(home);
    door.stop();
    free(ports.door, "door")?;
    let mut command = Command::new(binary);
    command
        .arg("--dir")
        .arg(&home.dir)
        .arg("serve")
        .current_dir(&home.root);
    door.start(&mut command)?;
    wait(&door, || listens(ports.door)).await
}

async fn listens(port: u16) -> bool {
    tokio::net::TcpStream::connect(("127.0.0.1", port))
        .await
        .is_ok()
}

async fn wait<F: Future<Output = bool>>(
    daemon: &Daemon,
    ready: impl Fn() -> F,
) -> Result<(), Trouble> {
    for _ in 0..LOOKS {
        if daemon.pid().is_none() {
            break;
        }
        if ready().await {
            return Ok(());
        }
        tokio::time::sleep(BETWEEN_LOOKS).await;
    }
    let how = if daemon.pid().is_some() {
        "does not answer"
    } else {
        "ended at once"
    };
    Err(Trouble::new(
        format!("the {} {how} ({})", daemon.name, daemon.last_words()),
        format!("see {}", daemon.log.display()),
    ))
}

async fn run_main_job(
    state: &State,
    progress: &Progress,
) -> Result<(oodaloo_domain::CompanyId, Vec<Login>, Found), Trouble> {
    let cloud = state.cloud()?;
    progress.step("people");
    let logins = people::sign_in_all(&cloud, &state.deployed, &state.company()).await?;
    progress.done("an owner and a dispatcher can sign in");
    progress.step("demo company");
    let store = state.store().await?;
    let company = main_job::seed(state, &store, &logins).await?;
    progress.done("Jobber and the bank are linked");
    progress.step("sync and reconcile");
    main_job::sync(state, progress).await?;
    progress.done("queues are empty");
    progress.step("Friday email");
    main_job::digest_now(state, progress).await?;
    let owner = logins
        .iter()
        .find(|l| l.role == "owner")
        .ok_or_else(|| Trouble::new("no owner", "see seeds/src/demo"))?;
    let found = main_job::found(state, &store, &company, owner).await?;
    progress.done(if found.digest_id.is_some() {
        "sent"
    } else {
        "not sent; see target/local/cloud.log"
    });
    Ok((company, logins, found))
}

/// What `oodaloo seed` does: people, company, links; no sync of its own.
///
/// # Errors
/// [`Trouble`].
pub async fn seed(home: &Home) -> Result<(), Trouble> {
    let (state, progress) = (State::load(home)?, Progress::default());
    let cloud = state.cloud()?;
    progress.step("demo company");
    let logins = people::sign_in_all(&cloud, &state.deployed, &state.company()).await?;
    let id = main_job::seed(&state, &state.store().await?, &logins).await?;
    progress.done(&json!({"company_id": id.as_str()}).to_string());
    Ok(())
}
