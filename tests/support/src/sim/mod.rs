//! A seeded simulation of the whole path: the real handlers over models of their ports.
//!
//! One seed is one run, and always the same one. A storm in which everything goes wrong that the seed
//! drew, then calm, in which everything must converge. What must hold at every write is checked at
//! every write ([`watch`]), what must hold in the end, then ([`settled`]).

pub mod bugs;
pub mod core;
pub mod executor;
pub mod faults;
pub mod mail;
pub mod outside;
pub mod people;
pub mod platform;
pub mod queue;
pub mod rail;
pub mod scenario;
pub mod settled;
pub mod table;
pub mod watch;
pub mod world;

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::fmt;
use std::rc::Rc;
use std::sync::Arc;

use jiff::civil::time;
use jiff::tz::TimeZone;
use oodaloo_runtime::messages::Schedule;
use oodaloo_runtime::ports::QueueName;
use oodaloo_sandbox::{Sandbox, WebhookUrls};
use oodaloo_store::Store;
use oodaloo_store::model::ModelTable;

use self::bugs::Bug;
use self::core::{Core, Millis};
use self::executor::Executor;
use self::faults::Faults;
use self::outside::{Known, Outside};
use self::people::{People, Told};
use self::platform::Platform;
use self::scenario::Tenant;
use self::settled::Settled;
use self::watch::Watch;

const MINUTE: Millis = 60_000;
/// How long things go wrong.
const STORM: Millis = 165 * MINUTE;
/// After so long a calm, the nightly schedule fires.
const UNTIL_NIGHTLY: Millis = 85 * MINUTE;
/// After so long a calm, all must be well.
const CALM: Millis = 120 * MINUTE;
/// How long the rest may take to be worked off.
const AFTERMATH: Millis = 30 * MINUTE;

/// What a run is made with.
#[derive(Debug, Clone, Default)]
pub struct Options {
    /// A bug planted between handlers and ports.
    pub bug: Option<Bug>,
    /// No faults at all.
    pub calm: bool,
}

/// A run in which everything held.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Report {
    /// Its seed.
    pub seed: u64,
    /// Polls of tasks.
    pub steps: u64,
    /// Faults injected.
    pub faults: u64,
    /// Simulated seconds.
    pub seconds: u64,
    /// Hash of the trace: equal runs have equal ones.
    pub hash: u64,
    /// Mails taken, decisions told to people, connections broken.
    pub mails: usize,
    /// Confirmations that people were told of.
    pub confirmed: usize,
    /// Connections that broke.
    pub breaks: u32,
    /// Messages put aside.
    pub dead: usize,
}

/// A run in which something did not hold.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Failure {
    /// Its seed: it replays the run.
    pub seed: u64,
    /// The first rule that was broken.
    pub violated: String,
    /// The last steps before.
    pub last_steps: Vec<String>,
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "seed {}: {}", self.seed, self.violated)?;
        self.last_steps
            .iter()
            .try_for_each(|step| writeln!(f, "    {step}"))
    }
}

/// Runs one seed.
///
/// # Errors
/// [`Failure`] with the first broken rule; the run is then repeated for its last steps.
pub fn run(seed: u64, options: &Options) -> Result<Report, Box<Failure>> {
    Run::new(seed, options, false)
        .go()
        .or_else(|_| Run::new(seed, options, true).go())
}

/// Runs one seed without telling the steps before a failure: twice as fast when many fail.
///
/// # Errors
/// [`Failure`] with the first broken rule.
pub fn probe(seed: u64, options: &Options) -> Result<Report, Box<Failure>> {
    Run::new(seed, options, false).go()
}

struct Run {
    seed: u64,
    faults: Faults,
    executor: Executor,
    platform: Rc<Platform>,
    tenants: Vec<Tenant>,
    known: Known,
    told: Told,
}

fn begin() -> Millis {
    let at = scenario::FRIDAY
        .to_datetime(time(12, 30, 0, 0))
        .to_zoned(TimeZone::UTC);
    at.map_or(0, |at| at.timestamp().as_millisecond())
}

impl Run {
    fn new(seed: u64, options: &Options, traced: bool) -> Self {
        let core = Core::new(seed, begin(), traced);
        let tenants = scenario::tenants(seed);
        let secrets = Arc::new(rail::Secrets::default());
        let watch = Watch::new(core.clone(), secrets.clone(), names_of_others(&tenants));
        let watching = watch.clone();
        let model = ModelTable::new()
            .observed_by(Box::new(move |changes, all| watching.look(changes, all)));
        let mut sandbox = Sandbox::new(seed);
        tenants.iter().for_each(|t| sandbox.load(&t.books));
        sandbox.set_webhook_urls(WebhookUrls {
            jobber: Some("https://hooks.example/jobber".into()),
            plaid: Some("https://hooks.example/plaid".into()),
        });
        let executor = Executor::new(core.clone());
        let platform = Rc::new(Platform {
            spawner: executor.spawner(),
            queues: queue::Queues::new(core.clone(), secrets.clone()),
            rail: rail::SimRail::new(core.clone(), sandbox, secrets),
            mailer: mail::SimMailer::new(core.clone()),
            vault: world::SimVault::new(core.clone()),
            model: Arc::new(model),
            watch,
            bug: options.bug,
            core,
        });
        let known = tenants
            .iter()
            .map(|t| (t.id.to_string(), t.truth()))
            .collect();
        let faults = if options.calm {
            Faults::none()
        } else {
            Faults::swarm(seed, STORM)
        };
        Self {
            seed,
            faults,
            executor,
            platform,
            tenants,
            known: Rc::new(RefCell::new(known)),
            told: Told::default(),
        }
    }

    fn go(mut self) -> Result<Report, Box<Failure>> {
        let core = self.platform.core.clone();
        let began = core.now();
        self.open();
        self.storm();
        self.calm();
        let (steps, faults, hash) = core.totals();
        match core.violation() {
            Some(violated) => Err(Box::new(Failure {
                seed: self.seed,
                violated,
                last_steps: core.tail(),
            })),
            None => Ok(Report {
                seed: self.seed,
                steps,
                faults,
                seconds: u64::try_from((core.now() - began) / 1_000).unwrap_or(0),
                hash,
                mails: self.platform.mailer.taken().len(),
                confirmed: self.told.borrow().values().map(BTreeMap::len).sum(),
                breaks: self.platform.watch.breaks(),
                dead: self.platform.queues.dead().len(),
            }),
        }
    }

    fn people(&self, tenant: &Tenant) -> People {
        People {
            platform: self.platform.clone(),
            tenant: tenant.clone(),
            told: self.told.clone(),
        }
    }

    /// The companies sign up and link their rails; nothing goes wrong yet.
    fn open(&mut self) {
        let store = Store::new(self.platform.model.clone());
        let opened = Rc::new(RefCell::new(0));
        for name in [QueueName::Sync, QueueName::Reconcile, QueueName::Digest] {
            self.platform
                .spawner
                .spawn("poller", self.platform.clone().poll(name));
        }
        for tenant in &self.tenants {
            let (tenant, store, people) = (tenant.clone(), store.clone(), self.people(tenant));
            let (opened, outside) = (opened.clone(), self.outside());
            self.platform.spawner.spawn("sign-up", async move {
                let core = &people.platform.core;
                if let Err(error) = tenant.sign_up(&store).await {
                    return core.violated(format!("cannot sign up: {error}"));
                }
                if !people.link_jobber().await {
                    return core.violated("Jobber could not be linked");
                }
                let Some(item) = people.link_bank().await else {
                    return core.violated("the bank could not be linked");
                };
                people
                    .platform
                    .rail
                    .lines_came(&item, tenant.books.bank.transactions.len());
                people
                    .platform
                    .spawner
                    .spawn("business", outside.business(tenant, item));
                *opened.borrow_mut() += 1;
            });
        }
        self.executor.run(begin() + 2_000);
        let core = &self.platform.core;
        for _ in 0..60 {
            if *opened.borrow() == self.tenants.len() {
                return;
            }
            self.executor.run(core.now() + 1_000);
        }
        core.violated("the companies could not be opened");
    }

    fn outside(&self) -> Outside {
        Outside {
            platform: self.platform.clone(),
            known: self.known.clone(),
            storm_ends: begin() + STORM,
        }
    }

    fn storm(&mut self) {
        let core = self.platform.core.clone();
        self.platform.model.set_gsi_lag(self.faults.index_lag);
        core.set_faults(self.faults.clone());
        let (spawner, outside) = (&self.platform.spawner, self.outside());
        spawner.spawn("schedules", outside.clone().schedules());
        spawner.spawn("mail events", outside.clone().mail_events());
        spawner.spawn("mischief", outside.mischief(self.tenants.clone()));
        for tenant in &self.tenants {
            spawner.spawn("owner", self.people(tenant).owner());
            spawner.spawn(
                "dispatcher",
                self.people(tenant).dispatcher(begin() + STORM),
            );
        }
        self.executor.run(begin() + STORM);
    }

    fn calm(&mut self) {
        let core = self.platform.core.clone();
        core.set_faults(Faults::none());
        self.platform.model.set_gsi_lag(0);
        self.executor.run(begin() + STORM + UNTIL_NIGHTLY);
        self.platform
            .spawner
            .spawn("nightly", self.platform.clone().tick(Schedule::Nightly));
        self.executor.run(begin() + STORM + CALM);
        // No schedule may interrupt what is looked at now.
        for _ in 0..AFTERMATH / 5_000 {
            if core.violation().is_some()
                || (self.executor.workers() == 0 && self.platform.queues.count() == 0)
            {
                break;
            }
            self.executor.run(core.now() + 5_000);
        }
        if core.violation().is_none() {
            self.check();
        }
    }

    fn check(&self) {
        let f = &self.faults;
        let risks = [
            f.crash,
            f.pause,
            f.rail_answer_lost,
            f.rail_timeout,
            f.grant_revoked,
            f.vault_refuses,
        ];
        let settled = Settled {
            platform: self.platform.clone(),
            known: self.known.clone(),
            told: self.told.clone(),
            grants_are_safe: risks.iter().all(|rate| *rate == 0)
                && f.table_refuses + f.table_answer_lost == 0,
        };
        let mut work = Box::pin(settled.check(&self.tenants));
        let mut context = std::task::Context::from_waker(std::task::Waker::noop());
        // The model never waits: one poll is all.
        if work.as_mut().poll(&mut context).is_pending() {
            self.platform
                .core
                .violated("the last look waited for something");
        }
    }
}

/// What must never be seen with each company: how the others are called.
fn names_of_others(tenants: &[Tenant]) -> BTreeMap<String, Vec<String>> {
    let names = |t: &Tenant| {
        vec![
            t.id.to_string(),
            t.books.jobber.account_id.clone(),
            t.books.bank.item_id.clone(),
        ]
    };
    let others = |mine: &Tenant| {
        tenants
            .iter()
            .filter(|t| t.id != mine.id)
            .flat_map(names)
            .collect()
    };
    tenants
        .iter()
        .map(|t| (format!("C#{}", t.id), others(t)))
        .collect()
}
