//! The commands.
#![allow(
    clippy::print_stdout,
    clippy::print_stderr,
    reason = "the output of a command-line program"
)]

use std::path::PathBuf;
use std::process::ExitCode;

use clap::{Parser, Subcommand, ValueEnum};
use jiff::civil::Date;
use oodaloo_sandbox::{ServeOptions, WebhookUrls};

use crate::home::{Home, url};
use crate::mailbox::Mail;
use crate::progress::Progress;
use crate::state::State;
use crate::trouble::Trouble;
use crate::{deploy, door, edge, main_job, people, receive, reconcile, up};

/// The developer's door to Oodaloo: the whole product on this machine, without Docker and without AWS.
#[derive(Debug, Parser)]
#[command(name = "oodaloo", version, about, propagate_version = true)]
struct Cli {
    /// Where this local cloud keeps its files [default: target/local].
    #[arg(long, global = true, value_name = "DIR")]
    dir: Option<PathBuf>,
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Build, start, deploy template.yaml, seed the demo company, run the main job, tell what it found.
    Up(up::Options),
    /// Stop the local cloud. Its data is gone; `up` makes it again.
    Down,
    /// What runs where, and how much waits in the queues.
    Status,
    /// Make the demo company and link its Jobber and its bank, as an owner would.
    Seed,
    /// Do what the 15-minute schedule does, and wait until all is worked off.
    Sync,
    /// Send what is due of the Friday email.
    Digest {
        /// Whoever has none this week, due or not.
        #[arg(long, required = true)]
        now: bool,
    },
    /// Explain deposits by payments from files: the engine alone, no cloud.
    Reconcile(reconcile::Args),
    /// List the mails that went out, or show one.
    Mail {
        /// Which: 1 is the newest.
        number: Option<usize>,
        /// Its HTML instead of its text.
        #[arg(long, requires = "number")]
        html: bool,
    },
    /// Let a mail come in from a file, as SES would: for a company's address for files.
    Receive {
        /// The mail, as mail programs save it.
        file: PathBuf,
        /// What SES would find when it looks for spam and viruses.
        #[arg(long, default_value = "PASS")]
        verdict: String,
    },
    /// Print an access token for the API.
    Token {
        /// Whose.
        #[arg(long, value_enum, default_value = "owner")]
        role: Role,
    },
    /// Serve the sandbox Jobber and Plaid until stopped.
    Sandbox(SandboxArgs),
    /// Serve web app, mailbox, API and webhooks on one port (`up` does this).
    #[command(hide = true)]
    Serve,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
enum Role {
    Owner,
    Dispatcher,
}

#[derive(Debug, clap::Args)]
struct SandboxArgs {
    /// Port of the Jobber.
    #[arg(long, default_value_t = 4568)]
    jobber_port: u16,
    /// Port of the Plaid.
    #[arg(long, default_value_t = 4569)]
    plaid_port: u16,
    /// Which demo company.
    #[arg(long, default_value_t = oodaloo_seeds::DEFAULT_SEED)]
    seed: u64,
    /// The last day of its books [default: today].
    #[arg(long, value_name = "YYYY-MM-DD")]
    as_of: Option<Date>,
    /// Where webhooks go: `/jobber` and `/plaid` are put behind it.
    #[arg(long, value_name = "URL")]
    webhooks_to: Option<String>,
}

/// Runs the command line; troubles are one line on stderr.
pub async fn run() -> ExitCode {
    let cli = Cli::parse();
    if let Command::Reconcile(args) = &cli.command {
        return ExitCode::from(reconcile::run(args));
    }
    match dispatch(cli).await {
        Ok(()) => ExitCode::SUCCESS,
        Err(why) => {
            eprintln!("\noodaloo: {}", why.to_string().replace(['\n', '\r'], " "));
            ExitCode::FAILURE
        }
    }
}

async fn dispatch(cli: Cli) -> Result<(), Trouble> {
    if let Command::Sandbox(args) = cli.command {
        return sandbox(args).await;
    }
    let home = Home::find(cli.dir)?;
    match cli.command {
        Command::Up(options) => up::up(&home, &options).await,
        Command::Down => {
            down(&home);
            Ok(())
        }
        Command::Status => status(&home).await,
        Command::Seed => up::seed(&home).await,
        Command::Sync => {
            let (state, progress) = (State::load(&home)?, Progress::default());
            progress.step("sync");
            main_job::sync(&state, &progress).await?;
            progress.done("queues are empty");
            Ok(())
        }
        Command::Digest { .. } => digest(&home).await,
        Command::Mail { number, html } => mail(&home, number, html).await,
        Command::Receive { file, verdict } => {
            let state = State::load(&home)?;
            println!("{}", receive::receive(&state, &file, &verdict).await?);
            Ok(())
        }
        Command::Token { role } => token(&home, role).await,
        Command::Serve => door::serve(&home).await,
        Command::Reconcile(_) | Command::Sandbox(_) => Ok(()),
    }
}

fn down(home: &Home) {
    let stopped: Vec<_> = up::daemons(home)
        .iter()
        .filter(|d| d.stop())
        .map(|d| d.name)
        .collect();
    if stopped.is_empty() {
        println!("nothing of this local cloud was running");
    } else {
        println!("stopped: {}", stopped.join(", "));
    }
    for left in ["state.json", "up.json"] {
        let _ = std::fs::remove_file(home.file(left));
    }
    let _ = std::fs::remove_dir_all(home.file("tmp"));
}

async fn status(home: &Home) -> Result<(), Trouble> {
    let state = State::last(home)
        .ok_or_else(|| Trouble::new("there is no local cloud", "`oodaloo up` makes one"))?;
    let ports = state.ports;
    let mut dead = Vec::new();
    for daemon in up::daemons(home) {
        let at = match daemon.name {
            "door" => url(ports.door),
            "cloud" => url(ports.cloud),
            _ => format!(
                "{} (Jobber), {} (Plaid)",
                url(ports.jobber),
                url(ports.plaid)
            ),
        };
        match daemon.pid() {
            Some(pid) => println!(
                "{:<8} runs     pid {pid:<8} {at}  log {}",
                daemon.name,
                daemon.log.display()
            ),
            None => {
                println!("{:<8} is dead  log {}", daemon.name, daemon.log.display());
                dead.push(daemon.name);
            }
        }
    }
    if !dead.is_empty() {
        return Err(Trouble::new(
            format!("not running: {}", dead.join(", ")),
            "`oodaloo up` starts it again",
        ));
    }
    let cloud = state.cloud()?;
    println!(
        "{:<8} {}",
        "stack",
        deploy::status(&cloud)
            .await
            .unwrap_or_else(|| "none: `oodaloo up` deploys it".into())
    );
    for (dead, kind) in [(false, "queue"), (true, "dead")] {
        for (name, url) in state.deployed.queues(dead) {
            let (waiting, working) = cloud.depth(url).await?;
            println!("{kind:<8} {name}: {waiting} waiting, {working} in work");
        }
    }
    println!(
        "{:<8} {} sent, {}/mail",
        "mail",
        cloud.mails().await?.len(),
        url(ports.door)
    );
    Ok(())
}

async fn mails(state: &State) -> Result<Vec<Mail>, Trouble> {
    Ok(state
        .cloud()?
        .mails()
        .await?
        .iter()
        .map(Mail::read)
        .collect())
}

async fn digest(home: &Home) -> Result<(), Trouble> {
    let (state, progress) = (State::load(home)?, Progress::default());
    let before = mails(&state).await?.len();
    progress.step("digest");
    main_job::digest_now(&state, &progress).await?;
    let sent: Vec<Mail> = mails(&state).await?.into_iter().skip(before).collect();
    progress.done(&if sent.is_empty() {
        "nothing to send: this week's went out already".into()
    } else {
        format!("{} mail(s)", sent.len())
    });
    for mail in sent {
        println!(
            "{} → {}: {}/mail/{}",
            mail.subject,
            mail.to,
            url(state.ports.door),
            mail.id
        );
    }
    Ok(())
}

async fn mail(home: &Home, number: Option<usize>, html: bool) -> Result<(), Trouble> {
    let state = State::load(home)?;
    let mut mails = mails(&state).await?;
    mails.reverse();
    let Some(number) = number else {
        if mails.is_empty() {
            println!("no mail yet: `oodaloo digest --now` sends what is due");
        }
        for (i, mail) in mails.iter().enumerate() {
            println!("{:>3}  {}  {} → {}", i + 1, mail.at, mail.subject, mail.to);
        }
        return Ok(());
    };
    let found = number.checked_sub(1).and_then(|i| mails.get(i));
    let mail = found.ok_or_else(|| {
        Trouble::new(
            format!("there is no mail {number} ({} in all)", mails.len()),
            "`oodaloo mail` lists them",
        )
    })?;
    if html {
        println!("{}", mail.html);
    } else {
        println!(
            "From: {}\nTo: {}\nSubject: {}\n\n{}",
            mail.from, mail.to, mail.subject, mail.text
        );
    }
    Ok(())
}

async fn token(home: &Home, role: Role) -> Result<(), Trouble> {
    let state = State::load(home)?;
    let wanted = match role {
        Role::Owner => oodaloo_seeds::Role::Owner,
        Role::Dispatcher => oodaloo_seeds::Role::Dispatcher,
    };
    let company = state.company();
    let user = company.users.iter().find(|u| u.role == wanted);
    let user = user.ok_or_else(|| {
        Trouble::new(
            "the demo company has nobody in this role",
            "choose the other one",
        )
    })?;
    let login = people::sign_in(
        &state.cloud()?,
        &state.deployed,
        people::group(wanted),
        &user.email,
    )
    .await?;
    println!("{}", login.token);
    Ok(())
}

async fn sandbox(args: SandboxArgs) -> Result<(), Trouble> {
    let to = |rail: &str| {
        args.webhooks_to
            .as_ref()
            .map(|base| format!("{}/{rail}", base.trim_end_matches('/')))
    };
    let today = || edge::now().to_zoned(jiff::tz::TimeZone::UTC).date();
    let options = ServeOptions {
        jobber_port: args.jobber_port,
        plaid_port: args.plaid_port,
        seed: args.seed,
        as_of: args.as_of.unwrap_or_else(today),
        webhook_urls: WebhookUrls {
            jobber: to("jobber"),
            plaid: to("plaid"),
        },
    };
    println!(
        "Jobber {}, Plaid {}; Ctrl-C stops",
        url(args.jobber_port),
        url(args.plaid_port)
    );
    let serving = oodaloo_sandbox::serve(options).await;
    serving.map_err(|why| {
        Trouble::new(
            why.to_string(),
            "choose other ports with --jobber-port and --plaid-port",
        )
    })
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory as _;

    #[test]
    fn the_command_line_is_sound_and_every_command_has_help() {
        let mut cli = super::Cli::command();
        cli.clone().debug_assert();
        for sub in cli.get_subcommands_mut() {
            assert!(sub.get_about().is_some(), "{} has no help", sub.get_name());
        }
    }
}
