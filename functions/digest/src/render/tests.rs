use std::collections::BTreeSet;

use oodaloo_domain::facts::Company;
use oodaloo_domain::tiles::Tiles;
use serde_json::{Value, json};

use super::*;

fn company(name: &str) -> Company {
    serde_json::from_value(json!({
        "id": "co_1", "name": name, "time_zone": "America/Denver", "currency": "USD", "weekly_burden": 790_000,
    }))
    .unwrap()
}

fn job(n: u32, title: &str, banked: &str, burden: &str, margin: &str, pct: Option<&str>) -> Value {
    json!({"job_id": format!("j{n}"), "title": title, "banked": banked, "costs": "0.00", "burden": burden,
           "margin": margin, "margin_pct": pct})
}

fn bucket(amount: &str, count: u64) -> Value {
    json!({"amount": amount, "count": count})
}

fn prompt(code: &str, text: &str) -> Value {
    json!({"state": "prompt", "code": code, "text": text})
}

/// A week of a company that is doing fine.
fn normal() -> Value {
    json!({
        "as_of": "2026-11-20T14:00:00Z", "week": "2026-W47",
        "runway_weeks": {"state": "value", "weeks": "9.4", "cash_available": "86260.00", "earmarked": "12000.00",
            "weekly_burden": "7900.00", "change": "0.6", "why": "You hold $4,740 more than a week ago.",
            "before": {"cash_available": "81520.00", "earmarked": "12000.00", "weekly_burden": "7900.00"}},
        "cash_collected": {"state": "value", "this_week": "18240.00", "last_week": "12615.40"},
        "dso_days": {"state": "value", "days": "38.2", "change": "-1.4"},
        "ar_buckets": {"state": "value", "not_due": bucket("22100.00", 9), "d1_30": bucket("9870.50", 6),
            "d31_60": bucket("4120.00", 2), "d61_90": bucket("0.00", 0), "d90_plus": bucket("1300.00", 1),
            "disputed": bucket("2450.00", 1), "total": bucket("39840.50", 19)},
        "reconciled_pct": {"state": "value", "pct": "95.3", "auto_match_pct": "88.1", "matched_amount": "210400.00",
            "unmatched_amount": "10310.00", "auto_matched_amount": "194500.00", "matched_count": 131,
            "unmatched_count": 4, "change": "2.1"},
        "jobs": {"state": "value", "compared": 14, "before_burden": false,
            "winners": [job(1, "Kitchen repipe, 14 Oak St", "21400.00", "9100.00", "12300.00", Some("57.4")),
                        job(2, "Water heater swap", "9800.00", "4170.00", "5630.00", Some("57.4")),
                        job(3, "Bathroom rough-in", "8200.00", "3490.00", "4710.00", Some("57.4")),
                        job(4, "Not in the mail", "8100.00", "3490.00", "4610.00", Some("56.9"))],
            "losers": [job(9, "Sewer line, Maple Ave", "1200.00", "2600.00", "-1400.00", Some("-116.7")),
                       job(8, "Leak hunt", "900.00", "820.00", "80.00", Some("8.8")),
                       job(7, "Annual service", "1490.00", "640.00", "850.00", Some("57.0"))]},
        "tray": {"count": 4, "amount": "2310.00", "minutes": 3},
        "data_health": {"last_bank_sync_at": "2026-11-20T12:40:00Z", "last_jobber_sync_at": "2026-11-20T13:58:00Z",
            "reconnect": [], "bank_stale": false, "other_currency_count": 0},
        "collect": {"amount": "6120.00", "weeks": "0.7", "clients": [
            {"client_name": "Hartmann & Sons", "invoice_id": "i1", "invoice_number": "1031", "amount": "3200.00", "days_late": 41},
            {"client_name": "Blue Door Cafe", "invoice_id": "i2", "invoice_number": "1019", "amount": "1620.00", "days_late": 12},
            {"client_name": "R. Okafor", "invoice_id": "i3", "invoice_number": "988", "amount": "1300.00", "days_late": 96}]},
        "upsells": [{"code": "slow_clients", "days": "38.2"}, {"code": "lump_payouts", "count": 11}],
    })
}

fn first_week() -> Value {
    let mut t = normal();
    for (tile, field) in [
        ("runway_weeks", "change"),
        ("runway_weeks", "why"),
        ("runway_weeks", "before"),
        ("dso_days", "change"),
        ("reconciled_pct", "change"),
    ] {
        t[tile][field] = Value::Null;
    }
    t["cash_collected"]["last_week"] = json!("0.00");
    t
}

fn no_burden() -> Value {
    let mut t = normal();
    t["runway_weeks"] = prompt(
        "set_burden",
        "Set your weekly burden to see how long your cash lasts.",
    );
    t["jobs"]["before_burden"] = json!(true);
    t["collect"] = Value::Null;
    t
}

fn stale_bank() -> Value {
    let mut t = normal();
    t["data_health"]["bank_stale"] = json!(true);
    t["data_health"]["reconnect"] = json!(["plaid"]);
    t["data_health"]["last_bank_sync_at"] = json!("2026-11-15T12:40:00Z");
    t
}

fn quiet_week() -> Value {
    let mut t = normal();
    t["runway_weeks"]["weeks"] = json!("9.0");
    t["runway_weeks"]["change"] = json!("-0.4");
    t["runway_weeks"]["why"] = json!("You hold $3,160 less than a week ago.");
    t["cash_collected"]["this_week"] = json!("0.00");
    t["dso_days"] = prompt(
        "nothing_invoiced",
        "Nothing was invoiced in the last 90 days.",
    );
    t["ar_buckets"] = json!({"state": "value", "not_due": bucket("0.00", 0), "d1_30": bucket("0.00", 0),
        "d31_60": bucket("0.00", 0), "d61_90": bucket("0.00", 0), "d90_plus": bucket("0.00", 0),
        "disputed": bucket("0.00", 0), "total": bucket("0.00", 0)});
    t["jobs"] = prompt(
        "no_banked_jobs",
        "No banked payment belongs to a job yet: explain deposits in the tray.",
    );
    t["tray"] = json!({"count": 0, "amount": "0.00", "minutes": 0});
    t["collect"] = Value::Null;
    t["upsells"] = json!([]);
    t
}

const HOSTILE: &str = "</td><script>alert(1)</script>\r\nBcc: x@y.z & \"O'Neil\"";

fn hostile() -> Value {
    let mut t = normal();
    t["runway_weeks"]["weeks"] = json!("126582278481.0");
    t["runway_weeks"]["cash_available"] = json!("999999999999.99");
    t["cash_collected"]["this_week"] = json!("999999999999.99");
    t["tray"] = json!({"count": 98_765, "amount": "999999999999.99", "minutes": 65_844});
    t["jobs"]["winners"][0]["title"] = json!(HOSTILE);
    t["jobs"]["winners"][0]["margin"] = json!("-999999999999.99");
    t["jobs"]["losers"][0]["title"] = json!("");
    t["collect"]["clients"][0]["client_name"] = json!("שלום <b>בע\u{202e}מ</b>");
    t["collect"]["clients"][1]["client_name"] = json!("{{ v.subject }} {% raw %} <mj-raw>");
    t["collect"]["clients"][2]["client_name"] =
        json!("An extraordinarily long name that no column of any mail can hold at all");
    t["collect"]["clients"][2]["invoice_number"] = json!("1\r\nSubject: x");
    t
}

fn rendered(tiles: Value, name: &str) -> (Tiles, Letter) {
    let tiles: Tiles = serde_json::from_value(tiles).unwrap();
    let letter = render(
        &company(name),
        &tiles,
        tiles.week,
        "https://app.example.com/",
    )
    .unwrap();
    (tiles, letter)
}

fn all() -> Vec<(&'static str, Tiles, Letter)> {
    let books = [
        ("normal", normal(), "Acme Plumbing"),
        ("first_week", first_week(), "Acme Plumbing"),
        ("no_burden", no_burden(), "Acme Plumbing"),
        ("stale_bank", stale_bank(), "Acme Plumbing"),
        ("quiet_week", quiet_week(), "Acme Plumbing"),
        ("hostile", hostile(), HOSTILE),
    ];
    books
        .into_iter()
        .map(|(name, tiles, company)| {
            let (tiles, letter) = rendered(tiles, company);
            (name, tiles, letter)
        })
        .collect()
}

#[test]
fn the_mail_as_it_is_sent() {
    for (name, _, letter) in all() {
        let Letter {
            subject,
            preheader,
            html,
            text,
        } = letter;
        insta::assert_snapshot!(
            format!("{name}_text"),
            format!("{subject}\n{preheader}\n\n{text}")
        );
        insta::assert_snapshot!(format!("{name}_html"), html);
    }
}

/// What a reader sees of HTML: no markup, no style, entities resolved.
fn visible(html: &str) -> String {
    let body = &html[html.find("<body").unwrap()..];
    let (mut out, mut inside) = (String::new(), false);
    for c in body.chars() {
        match c {
            '<' => inside = true,
            '>' if inside => {
                inside = false;
                out.push(' ');
            }
            _ if !inside => out.push(c),
            _ => {}
        }
    }
    // Entities are characters, not figures.
    let mut parts = out.split("&#");
    let mut plain = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        plain.push_str(part.split_once(';').map_or(part, |(_, rest)| rest));
    }
    plain
}

/// "$1,234", "9.4", "-116.7", "41": everything that a reader takes for a figure.
fn numbers(text: &str) -> BTreeSet<String> {
    let parts =
        text.split(|c: char| !(c.is_ascii_digit() || matches!(c, '.' | ',' | '$' | '-' | '+')));
    let trimmed = parts.map(|p| {
        p.trim_end_matches(['.', ',', '-'])
            .trim_start_matches([',', '.'])
            .to_owned()
    });
    trimmed
        .filter(|p| p.bytes().any(|b| b.is_ascii_digit()))
        .collect()
}

#[test]
fn text_and_html_hold_the_same_figures() {
    for (name, _, letter) in all().into_iter().filter(|(name, ..)| *name != "hostile") {
        let body: String = letter
            .text
            .lines()
            .filter(|l| !l.contains("://"))
            .collect::<Vec<_>>()
            .join("\n");
        let html = numbers(&visible(&letter.html));
        let text = numbers(&body);
        assert!(!text.is_empty());
        assert_eq!(
            text.difference(&html).collect::<Vec<_>>(),
            Vec::<&String>::new(),
            "{name}: in text alone"
        );
        let preheader = numbers(&letter.preheader);
        let extra: Vec<_> = html
            .difference(&text)
            .filter(|n| !preheader.contains(*n))
            .collect();
        assert_eq!(extra, Vec::<&String>::new(), "{name}: in HTML alone");
    }
}

#[test]
fn the_figures_are_those_of_the_tiles() {
    let (tiles, letter) = rendered(normal(), "Acme Plumbing");
    assert_eq!(letter.subject, "9.4 weeks of runway (+0.6) · $18,240 in");
    let (runway, cash) = (
        tiles.runway_weeks.value().unwrap(),
        tiles.cash_collected.value().unwrap(),
    );
    let (dso, ar) = (
        tiles.dso_days.value().unwrap(),
        tiles.ar_buckets.value().unwrap(),
    );
    let mut expected = vec![
        format!("{} weeks of runway", runway.weeks),
        cash.this_week.whole_dollars(),
        cash.last_week.whole_dollars(),
        dso.days.to_string(),
        tiles.reconciled_text().unwrap(),
        tiles.tray.amount.whole_dollars(),
    ];
    expected.extend(
        [
            ar.total,
            ar.not_due,
            ar.d1_30,
            ar.d31_60,
            ar.d90_plus,
            ar.disputed,
        ]
        .map(|b| b.amount.whole_dollars()),
    );
    let jobs = tiles.jobs.value().unwrap();
    expected.extend(
        jobs.winners
            .iter()
            .take(3)
            .chain(&jobs.losers)
            .map(|j| j.margin.whole_dollars()),
    );
    expected.extend(
        tiles
            .collect
            .iter()
            .flat_map(|c| &c.clients)
            .map(|c| c.amount.whole_dollars()),
    );
    for figure in expected {
        assert!(
            letter.text.contains(&figure) && visible(&letter.html).contains(&figure),
            "{figure}"
        );
    }
    assert!(!letter.text.contains("Not in the mail"));
}

#[test]
fn without_the_bank_there_is_no_claim_about_cash() {
    let (_, letter) = rendered(stale_bank(), "Acme");
    assert_eq!(
        letter.subject,
        "Runway not updated: bank needs reconnecting"
    );
    for claim in ["9.4", "18,240", "95.3", "12,300"] {
        assert!(
            !letter.text.contains(claim) && !visible(&letter.html).contains(claim),
            "{claim}"
        );
    }
}

#[test]
fn a_mail_is_small_plain_and_has_one_headline() {
    for (name, _, letter) in all() {
        let Letter {
            subject,
            html,
            text,
            ..
        } = letter;
        assert!(html.len() <= 30_000, "{name}: {} bytes", html.len());
        assert_eq!(html.matches("<h1").count(), 1, "{name}");
        assert!(
            html.contains("<html lang=\"en\"") && html.contains("<title>"),
            "{name}"
        );
        assert!(
            !html.contains("<img") && !html.contains("<link"),
            "{name}: loads something"
        );
        assert_eq!(html.matches(UNSUBSCRIBE_PLACEHOLDER).count(), 1, "{name}");
        assert_eq!(text.matches(UNSUBSCRIBE_PLACEHOLDER).count(), 1, "{name}");
        for line in text.lines().filter(|l| !l.contains("://")) {
            let columns = line
                .chars()
                .filter(|c| !matches!(c, '\u{2068}' | '\u{2069}'))
                .count();
            assert!(columns <= 72, "{name}: {line:?}");
        }
        assert!(!subject.chars().any(char::is_control), "{name}");
    }
}

#[test]
fn names_cannot_become_markup_or_headers() {
    let (_, letter) = rendered(hostile(), HOSTILE);
    for bad in ["<script", "<b>", "<mj-raw", "\u{202e}", "\r"] {
        assert!(!letter.html.contains(bad), "{bad:?} in HTML");
    }
    assert!(
        letter.html.contains("alert(1)") && letter.html.contains("v.subject"),
        "names are shown, escaped"
    );
    assert!(
        !letter
            .text
            .lines()
            .any(|l| l.starts_with("Bcc:") || l.starts_with("Subject:"))
    );
    assert!(!letter.text.contains('\r') && !letter.text.contains('\u{202e}'));
}

#[test]
fn headers_are_complete_and_cannot_be_split() {
    let sender = Sender {
        domain: "mail.example.com",
        unsubscribe_mailbox: "unsubscribe@mail.example.com",
    };
    let url = "https://app.example.com/u/abc.def";
    insta::assert_snapshot!(
        headers(sender, "co_1", "2026-W47", url, "abc.def")
            .unwrap()
            .iter()
            .map(|(n, v)| format!("{n}: {v}\n"))
            .collect::<String>()
    );
    let bad =
        |url: &str, company: &str| headers(sender, company, "2026-W47", url, "t").unwrap_err();
    assert_eq!(
        bad("http://app.example.com/u/t", "co_1"),
        HeaderError::NotHttps
    );
    assert_eq!(
        bad(url, "co\r\nBcc: x@y.z"),
        HeaderError::Value("Feedback-ID")
    );
    assert_eq!(
        bad("https://a/>,<mailto:x@y.z", "co_1"),
        HeaderError::Value("List-Unsubscribe")
    );
}

#[test]
fn each_recipient_gets_their_own_link() {
    let (_, letter) = rendered(normal(), "Acme");
    let (html, text) = Letter::addressed(
        &letter.html,
        &letter.text,
        "https://app.example.com/u/abc.def",
    );
    assert!(
        html.contains("href=\"https://app.example.com/u/abc.def\"")
            && text.contains("https://app.example.com/u/abc.def")
    );
    assert!(!html.contains(UNSUBSCRIBE_PLACEHOLDER) && !text.contains(UNSUBSCRIBE_PLACEHOLDER));
}
