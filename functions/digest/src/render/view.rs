//! Everything the templates print, already as words: both print the same strings.

use jiff::Timestamp;
use jiff::tz::TimeZone;
use oodaloo_domain::facts::{Company, RailName};
use oodaloo_domain::money::Money;
use oodaloo_domain::tiles::{Aging, Tiles, Upsell};
use oodaloo_domain::week::IsoWeek;

use super::clean::{columns, inline, wrapped};
use super::jobs::JobRows;

/// Width of the text part, in columns.
const WIDTH: usize = 70;

pub(super) struct View {
    pub company: String,
    pub week: String,
    pub subject: String,
    pub preheader: String,
    pub headline: String,
    pub lead: Vec<String>,
    pub button: &'static str,
    pub button_url: String,
    pub page_url: String,
    pub action: Option<Action>,
    pub jobs: Option<JobRows>,
    pub figures: Vec<Figure>,
    pub ar: Vec<ArPart>,
    pub trust: String,
    pub upsell: Option<String>,
    pub unsubscribe: &'static str,
}

pub(super) struct Action {
    pub title: String,
    pub rows: Vec<ActionRow>,
}

pub(super) struct ActionRow {
    pub client: String,
    pub note: String,
    pub amount: String,
    pub line: String,
}

pub(super) struct Figure {
    pub label: &'static str,
    pub value: String,
    pub note: String,
    pub line: String,
}

impl Figure {
    fn new(label: &'static str, value: String, note: String) -> Self {
        let line = columns(&format!("{label:<16}{value}"), &note, WIDTH);
        Self {
            label,
            value,
            note,
            line,
        }
    }
}

pub(super) struct ArPart {
    pub label: &'static str,
    pub amount: String,
    /// Whole percent of the bar; 0 is not drawn.
    pub share: u64,
    pub colour: &'static str,
    pub line: String,
}

fn plural(n: u64, one: &str, many: &str) -> String {
    format!("{n} {}", if n == 1 { one } else { many })
}

impl View {
    pub(super) fn new(company: &Company, tiles: &Tiles, week: IsoWeek, app_url: &str) -> Self {
        let app = app_url.trim_end_matches('/');
        // Whoever belongs to several companies lands in the one the mail is about.
        let page = |path: &str| format!("{app}{path}?company={}", company.id);
        let zone = TimeZone::get(&company.time_zone).unwrap_or(TimeZone::UTC);
        let stale = tiles.data_health.bank_stale;
        let news = News::of(tiles);
        let waits = tiles.tray.count > 0;
        Self {
            company: inline(&company.name, 60),
            week: week.to_string(),
            subject: news.subject,
            headline: news.headline,
            lead: news.lead,
            preheader: preheader(tiles),
            button: match (stale, waits) {
                (true, _) => "Reconnect your bank",
                (false, true) => "Open the tray",
                (false, false) => "Open Oodaloo",
            },
            button_url: match (stale, waits) {
                (true, _) => page("/integrations"),
                (false, true) => page("/tray"),
                (false, false) => page("/owner"),
            },
            page_url: page(&format!("/digests/{week}")),
            action: action(tiles),
            // Margins come from the bank too: without it they would claim what nobody saw.
            jobs: tiles
                .jobs
                .value()
                .filter(|j| !stale && j.compared > 1)
                .map(JobRows::new),
            figures: figures(tiles),
            ar: tiles.ar_buckets.value().map(ar_parts).unwrap_or_default(),
            trust: trust(tiles, &zone),
            upsell: tiles.upsells.first().map(upsell),
            unsubscribe: super::UNSUBSCRIBE_PLACEHOLDER,
        }
    }

    pub(super) fn wrapped(text: &str) -> String {
        wrapped(text, WIDTH)
    }
}

struct News {
    subject: String,
    headline: String,
    lead: Vec<String>,
}

impl News {
    fn of(tiles: &Tiles) -> Self {
        if tiles.data_health.bank_stale {
            return Self::stale(tiles);
        }
        let cash = tiles
            .cash_collected
            .value()
            .map(|c| c.this_week.whole_dollars());
        let runway = match &tiles.runway_weeks {
            oodaloo_domain::tiles::Tile::Value(runway) => runway,
            oodaloo_domain::tiles::Tile::Prompt(prompt) => {
                let (subject, headline) = match &cash {
                    Some(cash) => (
                        format!("{cash} in this week · runway not known yet"),
                        format!("{cash} in this week"),
                    ),
                    None => (
                        "Your runway is not known yet".to_owned(),
                        "Runway not known yet".to_owned(),
                    ),
                };
                return Self {
                    subject,
                    headline,
                    lead: vec![prompt.text.clone()],
                };
            }
        };
        let change = runway
            .change
            .map(|c| format!(" ({})", c.signed()))
            .unwrap_or_default();
        let cash = cash.map(|c| format!(" · {c} in")).unwrap_or_default();
        let mut lead = Vec::new();
        if let Some(change) = runway.change {
            lead.push(format!(
                "{} weeks since last Friday's digest.",
                change.signed()
            ));
        }
        lead.extend(runway.why.clone());
        if lead.is_empty() {
            let (cash, burden) = (
                runway.cash_available.whole_dollars(),
                runway.weekly_burden.whole_dollars(),
            );
            let aside = match runway.earmarked {
                Money::ZERO => String::new(),
                some => format!(", {} of it set aside", some.whole_dollars()),
            };
            lead.push(format!("{cash} in the bank{aside}, at {burden} a week."));
        }
        Self {
            subject: format!("{} weeks of runway{change}{cash}", runway.weeks),
            headline: format!("{} weeks of runway", runway.weeks),
            lead,
        }
    }

    /// No claim about cash: it is not supported by the bank.
    fn stale(tiles: &Tiles) -> Self {
        let health = &tiles.data_health;
        let why = match health.last_bank_sync_at {
            _ if health.reconnect.contains(&RailName::Plaid) => {
                "bank needs reconnecting".to_owned()
            }
            None => "bank is not connected".to_owned(),
            Some(at) => {
                let days = tiles.as_of.duration_since(at).as_hours() / 24;
                format!(
                    "no bank data for {}",
                    plural(u64::try_from(days).unwrap_or(0), "day", "days")
                )
            }
        };
        Self {
            subject: format!("Runway not updated: {why}"),
            headline: "Runway not updated".to_owned(),
            lead: vec![format!(
                "No figure from the bank is shown this week: {why}."
            )],
        }
    }
}

fn preheader(tiles: &Tiles) -> String {
    if let Some(c) = &tiles.collect {
        let clients = plural(c.clients.len() as u64, "client", "clients");
        return format!(
            "{} from {clients} would add {} weeks.",
            c.amount.whole_dollars(),
            c.weeks
        );
    }
    match tiles.tray.count {
        0 => "Nothing waits for you in the tray.".to_owned(),
        n => format!(
            "{} in the tray, about {} min.",
            plural(n, "item waits", "items wait"),
            tiles.tray.minutes
        ),
    }
}

fn action(tiles: &Tiles) -> Option<Action> {
    let c = tiles.collect.as_ref()?;
    let clients = plural(c.clients.len() as u64, "client", "clients");
    let rows = c.clients.iter().map(|from| {
        let client = inline(&from.client_name, 40);
        let late = plural(from.days_late, "day", "days");
        let note = format!("#{}, {late} late", inline(&from.invoice_number, 10));
        let amount = from.amount.whole_dollars();
        let line = columns(
            &inline(&client, 24),
            &format!("{note}  {amount:>11}"),
            WIDTH,
        );
        ActionRow {
            client,
            note,
            amount,
            line,
        }
    });
    Some(Action {
        title: format!(
            "Collect {} from {clients} → +{} weeks",
            c.amount.whole_dollars(),
            c.weeks
        ),
        rows: rows.collect(),
    })
}

fn figures(tiles: &Tiles) -> Vec<Figure> {
    let mut out = Vec::new();
    let since = |change: Option<String>| {
        change
            .map(|c| format!("{c} since last week"))
            .unwrap_or_default()
    };
    if !tiles.data_health.bank_stale
        && let Some(cash) = tiles.cash_collected.value()
    {
        let note = format!("{} last week", cash.last_week.whole_dollars());
        out.push(Figure::new("Cash in", cash.this_week.whole_dollars(), note));
    }
    if let Some(dso) = tiles.dso_days.value() {
        out.push(Figure::new(
            "Days to be paid",
            dso.days.to_string(),
            since(dso.change.map(|c| c.signed())),
        ));
    }
    if !tiles.data_health.bank_stale
        && let Some(r) = tiles.reconciled_pct.value()
    {
        out.push(Figure::new(
            "Reconciled",
            format!("{} %", r.pct),
            since(r.change.map(|c| c.signed())),
        ));
    }
    if let Some(ar) = tiles.ar_buckets.value().filter(|ar| ar.total.count > 0) {
        let note = plural(ar.total.count, "invoice", "invoices");
        out.push(Figure::new(
            "Clients owe",
            ar.total.amount.whole_dollars(),
            note,
        ));
    }
    out
}

/// Mid-tone colours that survive a mail client's own inversion; each part also has its words.
fn ar_parts(ar: &Aging) -> Vec<ArPart> {
    let total = u128::from(ar.total.amount.cents().unsigned_abs()).max(1);
    [
        ("Not due", ar.not_due, "#4f8a5b"),
        ("1–30 days late", ar.d1_30, "#b58a2a"),
        ("31–60 days late", ar.d31_60, "#c2702d"),
        ("61–90 days late", ar.d61_90, "#b9513c"),
        ("Over 90 days late", ar.d90_plus, "#97354e"),
        ("Disputed", ar.disputed, "#70748a"),
    ]
    .into_iter()
    .filter(|(_, bucket, _)| bucket.count > 0)
    .map(|(label, bucket, colour)| {
        let share = u128::from(bucket.amount.cents().unsigned_abs()) * 100 / total;
        let amount = bucket.amount.whole_dollars();
        let line = columns(&format!("  {label}"), &amount, WIDTH);
        ArPart {
            label,
            amount,
            share: u64::try_from(share).unwrap_or(0).clamp(1, 100),
            colour,
            line,
        }
    })
    .collect()
}

fn trust(tiles: &Tiles, zone: &TimeZone) -> String {
    let clock = |at: Timestamp| {
        at.to_zoned(zone.clone())
            .strftime("%a %b %-d, %-I:%M %p")
            .to_string()
    };
    let mut out = vec![format!(
        "As of {}.",
        tiles
            .as_of
            .to_zoned(zone.clone())
            .strftime("%a %b %-d, %-I:%M %p %Z")
    )];
    let health = &tiles.data_health;
    if let Some(at) = health.last_bank_sync_at {
        out.push(format!("Bank read {}.", clock(at)));
    }
    if let Some(at) = health.last_jobber_sync_at {
        out.push(format!("Jobber read {}.", clock(at)));
    }
    if health.reconnect.contains(&RailName::Jobber) {
        out.push("Jobber needs reconnecting: what clients owe may be old.".to_owned());
    }
    if tiles.tray.count > 0 {
        let (items, amount) = (
            plural(tiles.tray.count, "item", "items"),
            tiles.tray.amount.whole_dollars(),
        );
        out.push(format!(
            "{items} ({amount}) not explained yet: {} min in the tray.",
            tiles.tray.minutes
        ));
    }
    if health.other_currency_count > 0 {
        let n = plural(
            health.other_currency_count,
            "account or deposit",
            "accounts or deposits",
        );
        out.push(format!("{n} in another currency left out."));
    }
    out.join(" ")
}

fn upsell(upsell: &Upsell) -> String {
    match upsell {
        Upsell::LumpPayouts { count } => {
            let seen = plural(*count, "lump payout", "lump payouts");
            format!("{seen} in 12 weeks: the Unbundling add-on shows what is inside.")
        }
        Upsell::SlowClients { days } => {
            format!(
                "Clients take {days} days to pay: the Cash Discipline add-on plans the collecting."
            )
        }
    }
}
