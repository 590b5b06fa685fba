//! What an owner may set, and what a change of it says in words.
//!
//! [`check`] judges a whole [`Company`], not a request: whatever way a setting comes, the same limits hold.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Display;

use jiff::tz::TimeZone;

use crate::facts::{AccountLabel, AllocMethod, Company};
use crate::money::Money;

/// The longest company name, in characters.
pub const MAX_NAME_CHARS: usize = 120;
/// The most amounts set aside.
pub const MAX_EARMARKS: usize = 20;
/// The longest label of one, in characters.
pub const MAX_LABEL_CHARS: usize = 60;
/// The most people who get the Friday email.
pub const MAX_RECIPIENTS: usize = 20;
/// The most clients who are never chased, and the most contested invoices.
pub const MAX_LISTED: usize = 500;
/// The most accounts with a label of the owner's.
pub const MAX_ACCOUNTS: usize = 100;
/// The longest payment terms, in days.
pub const MAX_TERMS_DAYS: u16 = 365;
/// The longest address, in bytes (RFC 5321).
pub const MAX_EMAIL_BYTES: usize = 254;

/// A setting nobody may have, and why.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fault {
    /// Which setting.
    pub field: &'static str,
    /// A sentence for the person who set it.
    pub why: String,
}

impl Fault {
    /// Of one setting.
    #[must_use]
    pub fn new(field: &'static str, why: impl Into<String>) -> Self {
        Self {
            field,
            why: why.into(),
        }
    }
}

/// Everything about these settings that may not be, in the order a form shows it.
#[must_use]
pub fn check(company: &Company) -> Vec<Fault> {
    let mut faults = Vec::new();
    let mut say = |field, why: Option<String>| {
        faults.extend(why.map(|why| Fault::new(field, why)));
    };
    say("name", line(&company.name, MAX_NAME_CHARS));
    say("time_zone", zone(&company.time_zone));
    say(
        "weekly_burden",
        company.weekly_burden.and_then(not_negative),
    );
    say("earmarks", earmarks(&company.earmarks));
    say(
        "account_labels",
        at_most(company.account_labels.len(), MAX_ACCOUNTS),
    );
    say("vips", at_most(company.vips.len(), MAX_LISTED));
    say("disputed", at_most(company.disputed.len(), MAX_LISTED));
    if company.terms_days > MAX_TERMS_DAYS {
        say(
            "terms_days",
            Some(format!("At most {MAX_TERMS_DAYS} days.")),
        );
    }
    if company.digest_time.second() != 0 || company.digest_time.subsec_nanosecond() != 0 {
        say("digest_time", Some("Whole minutes, as in 07:00.".into()));
    }
    say("digest_to", recipients(&company.digest_to));
    faults
}

/// What is wrong with a text that should be one short line.
fn line(text: &str, max: usize) -> Option<String> {
    let count = text.chars().count();
    if text.trim().is_empty() || text.trim() != text {
        Some("It may not be empty, nor begin or end with a space.".into())
    } else if count > max {
        Some(format!("At most {max} characters; these are {count}."))
    } else if text.chars().any(char::is_control) {
        Some("It holds a character that cannot be shown.".into())
    } else {
        None
    }
}

fn zone(name: &str) -> Option<String> {
    let known = TimeZone::get(name).is_ok_and(|zone| zone.iana_name() == Some(name));
    (!known).then(|| "An IANA time zone is expected, such as America/Denver.".into())
}

fn not_negative(amount: Money) -> Option<String> {
    (amount < Money::ZERO).then(|| "It may not be below zero.".into())
}

fn at_most(count: usize, max: usize) -> Option<String> {
    (count > max).then(|| format!("At most {max}; these are {count}."))
}

fn earmarks(earmarks: &BTreeMap<String, Money>) -> Option<String> {
    let each = earmarks.iter().find_map(|(label, amount)| {
        let why = line(label, MAX_LABEL_CHARS).or_else(|| not_negative(*amount))?;
        Some(format!("{}: {why}", label.escape_debug()))
    });
    at_most(earmarks.len(), MAX_EARMARKS).or(each)
}

fn recipients(to: &[String]) -> Option<String> {
    let mut seen = BTreeSet::new();
    let each = to.iter().enumerate().find_map(|(n, email)| {
        if !is_email(email) {
            Some(format!("The {} is not an email address.", ordinal(n + 1)))
        } else if !seen.insert(email.to_ascii_lowercase()) {
            Some(format!("The {} is there twice.", ordinal(n + 1)))
        } else {
            None
        }
    });
    at_most(to.len(), MAX_RECIPIENTS).or(each)
}

fn ordinal(n: usize) -> String {
    match (n % 10, n % 100) {
        (1, teens) if teens != 11 => format!("{n}st"),
        (2, teens) if teens != 12 => format!("{n}nd"),
        (3, teens) if teens != 13 => format!("{n}rd"),
        _ => format!("{n}th"),
    }
}

/// Whether mail can be addressed to it: `local@domain.tld` in ASCII, no quoting, no comments, nothing a
/// header could be split with. Narrower than RFC 5321 on purpose.
#[must_use]
pub fn is_email(text: &str) -> bool {
    let Some((local, domain)) = text.rsplit_once('@') else {
        return false;
    };
    let atom = |b: u8| b.is_ascii_alphanumeric() || b"!#$%&'*+/=?^_`{|}~-.".contains(&b);
    let label = |l: &str| {
        (1..=63).contains(&l.len())
            && !l.starts_with('-')
            && !l.ends_with('-')
            && l.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-')
    };
    text.len() <= MAX_EMAIL_BYTES
        && (1..=64).contains(&local.len())
        && local.bytes().all(atom)
        && local.split('.').all(|part| !part.is_empty())
        && domain.contains('.')
        && domain.split('.').all(label)
}

/// An address of which only so much is told that its owner knows it again: `d…@example.com`. What is
/// written down for ever holds no whole address.
#[must_use]
pub fn masked(email: &str) -> String {
    let (local, domain) = email.rsplit_once('@').unwrap_or((email, ""));
    let first: String = local.chars().take(1).collect();
    format!("{first}…@{domain}")
}

/// One setting that changed, as people read it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Changed {
    /// Which.
    pub field: &'static str,
    /// "weekly burden $9,200.00 → $8,000.00".
    pub words: String,
}

/// What changed from one to the other, in the order of a form.
#[must_use]
pub fn changes(before: &Company, after: &Company) -> Vec<Changed> {
    let mut out = Vec::new();
    let mut say = |field, differs: bool, words: &dyn Fn() -> String| {
        if differs {
            let words = words();
            out.push(Changed { field, words });
        }
    };
    let (b, a) = (before, after);
    say("name", b.name != a.name, &|| {
        arrow("name", &b.name, &a.name)
    });
    say("time_zone", b.time_zone != a.time_zone, &|| {
        arrow("time zone", &b.time_zone, &a.time_zone)
    });
    say("weekly_burden", b.weekly_burden != a.weekly_burden, &|| {
        arrow("weekly burden", set(b.weekly_burden), set(a.weekly_burden))
    });
    say("alloc_method", b.alloc_method != a.alloc_method, &|| {
        let word = |c: &Company| shared_by(c.alloc_method);
        arrow("burden is shared by", word(b), word(a))
    });
    say("earmarks", b.earmarks != a.earmarks, &|| {
        let sum = |c: &Company| c.earmarks.values().copied().sum::<Money>().dollars();
        arrow("set aside", sum(b), sum(a))
    });
    say(
        "account_labels",
        b.account_labels != a.account_labels,
        &|| {
            let moved = moved(&b.account_labels, &a.account_labels);
            counted(
                moved,
                "account is for something else",
                "accounts are for something else",
            )
        },
    );
    say("vips", b.vips != a.vips, &|| {
        arrow("VIP clients", b.vips.len(), a.vips.len())
    });
    say("disputed", b.disputed != a.disputed, &|| {
        arrow("contested invoices", b.disputed.len(), a.disputed.len())
    });
    say("terms_days", b.terms_days != a.terms_days, &|| {
        arrow("payment terms (days)", b.terms_days, a.terms_days)
    });
    say("digest_time", b.digest_time != a.digest_time, &|| {
        let time = |c: &Company| c.digest_time.strftime("%H:%M").to_string();
        arrow("Friday email at", time(b), time(a))
    });
    say("digest_to", b.digest_to != a.digest_to, &|| {
        arrow(
            "people who get the Friday email",
            b.digest_to.len(),
            a.digest_to.len(),
        )
    });
    say(
        "auto_threshold",
        b.auto_threshold != a.auto_threshold,
        &|| {
            let p = |c: &Company| c.auto_threshold.probability();
            arrow("matches without asking from", p(b), p(a))
        },
    );
    out
}

fn arrow(what: &str, from: impl Display, to: impl Display) -> String {
    format!("{what} {from} → {to}")
}

fn set(amount: Option<Money>) -> String {
    amount.map_or_else(|| "not set".into(), Money::dollars)
}

const fn shared_by(method: AllocMethod) -> &'static str {
    match method {
        AllocMethod::Revenue => "revenue",
        AllocMethod::JobDays => "days worked",
        AllocMethod::Even => "job, evenly",
    }
}

fn counted(n: usize, one: &str, many: &str) -> String {
    format!("{n} {}", if n == 1 { one } else { many })
}

/// How many accounts have another label than before, or one more or one less.
fn moved<K: Ord + Clone>(
    before: &BTreeMap<K, AccountLabel>,
    after: &BTreeMap<K, AccountLabel>,
) -> usize {
    let all: BTreeSet<&K> = before.keys().chain(after.keys()).collect();
    all.into_iter()
        .filter(|account| before.get(*account) != after.get(*account))
        .count()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tiles::tests::company;

    #[test]
    fn addresses_that_could_do_harm_are_none() {
        for good in ["a@b.co", "dan+tray@example.com", "o'neil@x-y.example.com"] {
            assert!(is_email(good), "{good}");
        }
        let long = format!("{}@example.com", "a".repeat(65));
        for bad in [
            "",
            "a",
            "a@b",
            "@b.co",
            "a@",
            "a b@c.de",
            "a@b..co",
            ".a@b.co",
            "a.@b.co",
            "a@-b.co",
            "a@b.co\r\nBcc: x@y.zz",
            "<a@b.co>",
            "a@b.co,c@d.ee",
            "\"a\"@b.co",
            "ä@b.co",
            "a@b@c.de",
            &long,
        ] {
            assert!(!is_email(bad), "{bad:?}");
        }
        assert_eq!(masked("dan@example.com"), "d…@example.com");
    }

    #[test]
    fn every_setting_has_its_limit() {
        assert_eq!(check(&company()), []);
        let broken = |change: &dyn Fn(&mut Company)| {
            let mut c = company();
            change(&mut c);
            check(&c).into_iter().map(|f| f.field).collect::<Vec<_>>()
        };
        assert_eq!(broken(&|c| c.name = " ".into()), ["name"]);
        assert_eq!(broken(&|c| c.name = "a\nb".into()), ["name"]);
        assert_eq!(broken(&|c| c.name = "x".repeat(121)), ["name"]);
        for zone in ["", "Mars/Olympus", "america/denver", "+02:00"] {
            assert_eq!(
                broken(&|c| c.time_zone = zone.into()),
                ["time_zone"],
                "{zone}"
            );
        }
        let cents = |n| Some(Money::from_cents(n));
        assert_eq!(broken(&|c| c.weekly_burden = cents(-1)), ["weekly_burden"]);
        assert_eq!(broken(&|c| c.weekly_burden = cents(0)), [""; 0]);
        assert_eq!(
            broken(&|c| c.earmarks = [("Tax".into(), Money::from_cents(-1))].into()),
            ["earmarks"]
        );
        assert_eq!(
            broken(&|c| c.earmarks = (0..21).map(|n| (n.to_string(), Money::ZERO)).collect()),
            ["earmarks"]
        );
        assert_eq!(broken(&|c| c.terms_days = 366), ["terms_days"]);
        for to in [vec!["nobody"], vec!["a@b.co", "A@b.co"], vec!["a@b.co"; 21]] {
            let to: Vec<String> = to.into_iter().map(str::to_owned).collect();
            assert_eq!(broken(&|c| c.digest_to = to.clone()), ["digest_to"]);
        }
    }

    #[test]
    fn a_change_is_said_in_words() {
        let before = company();
        let mut after = before.clone();
        after.weekly_burden = Some(Money::from_cents(650_000));
        after.earmarks = [("Tax".into(), Money::from_cents(150_000))].into();
        after.digest_to = vec!["a@b.co".into()];
        let words: Vec<String> = changes(&before, &after)
            .into_iter()
            .map(|c| c.words)
            .collect();
        assert_eq!(words.len(), 3, "{words:?}");
        assert!(
            words[0].starts_with("weekly burden ") && words[0].ends_with(" → $6,500.00"),
            "{words:?}"
        );
        assert!(words[1].ends_with(" → $1,500.00"), "{words:?}");
        assert!(!words[2].contains('@'), "no address is told: {words:?}");
        assert_eq!(changes(&before, &before), []);
    }
}
