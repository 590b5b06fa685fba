//! The answer as a table for people: what was matched, what is asked, what is no client's payment; and the sums.

use std::collections::BTreeMap;
use std::io::{self, Write};

use oodaloo_domain::Money;
use oodaloo_domain::engine::{
    Book, Candidate, Deposit, Finding, Known, Names, Outcome, Payment, Sign,
};

use super::input::printable;
use super::summary;

/// Ways to explain a deposit that are shown when it is asked about.
const WAYS: usize = 3;
/// Before what speaks for a way to explain a deposit, and before what speaks against it.
const SPEAKS_FOR: &str = "          + ";
const SPEAKS_AGAINST: &str = "          − ";
/// Payments of one way that are listed.
const LISTED: usize = 12;

/// The groups, in the order in which they are shown.
pub const GROUPS: [(Outcome, &str); 3] = [
    (Outcome::Auto, "Matched without a question"),
    (Outcome::NeedsConfirm, "To ask"),
    (Outcome::OffPlatform, "Not a client's payment"),
];

/// Writes it all.
pub fn write(book: &Book, found: &[Finding], width: usize, out: &mut dyn Write) -> io::Result<()> {
    let table = Table::new(book, found, width);
    writeln!(
        out,
        "Each deposit, then what explains it and how sure that is: + speaks for it, − against it.\n"
    )?;
    for (outcome, title) in GROUPS {
        let group: Vec<_> = found.iter().filter(|f| f.outcome == outcome).collect();
        if group.is_empty() {
            continue;
        }
        writeln!(out, "{title}\n{}", "─".repeat(width))?;
        for finding in group {
            table.finding(finding, out)?;
        }
        writeln!(out)?;
    }
    summary::write(book, found, out)
}

struct Table<'b> {
    deposits: BTreeMap<&'b str, &'b Deposit>,
    payments: BTreeMap<&'b str, &'b Payment>,
    width: usize,
    /// Of the amounts' column.
    amount: usize,
}

impl<'b> Table<'b> {
    fn new(book: &'b Book, found: &[Finding], width: usize) -> Self {
        let deposits: BTreeMap<&str, &Deposit> =
            book.deposits.iter().map(|d| (d.id.as_str(), d)).collect();
        let shown = found
            .iter()
            .filter_map(|f| deposits.get(f.deposit_id.as_str()));
        let amount = shown.map(|d| d.amount.dollars().len()).max().unwrap_or(0);
        Self {
            payments: book.payments.iter().map(|p| (p.id.as_str(), p)).collect(),
            deposits,
            width,
            amount,
        }
    }

    fn finding(&self, finding: &Finding, out: &mut dyn Write) -> io::Result<()> {
        let Some(deposit) = self.deposits.get(finding.deposit_id.as_str()) else {
            return Ok(());
        };
        let head = format!(
            "{}  {:>2$}  ",
            deposit.date,
            deposit.amount.dollars(),
            self.amount
        );
        let text = match deposit.description.trim() {
            "" => format!("({})", deposit.id),
            // Banks fill their fields with blanks.
            text => text.split_whitespace().collect::<Vec<_>>().join(" "),
        };
        self.wrapped(&head, &text, out)?;
        let ways = if finding.outcome == Outcome::Auto {
            1
        } else {
            WAYS
        };
        for candidate in finding.candidates.iter().take(ways) {
            self.candidate(candidate, out)?;
        }
        let more = finding.candidates.len().saturating_sub(ways);
        if finding.outcome == Outcome::NeedsConfirm && more > 0 {
            self.wrapped("            ", &format!("… and {more} more ways."), out)?;
        }
        if finding.outcome == Outcome::NeedsConfirm && finding.candidates.is_empty() {
            self.wrapped("            ", "No payment explains it.", out)?;
        }
        Ok(())
    }

    fn candidate(&self, candidate: &Candidate, out: &mut dyn Write) -> io::Result<()> {
        let head = format!("   {:>7}  ", percent(candidate.confidence));
        match candidate.payment_ids.as_slice() {
            [one] => self.wrapped(
                &head,
                &format!("{}{}", self.payment(one), less(candidate)),
                out,
            )?,
            many => {
                let text = format!(
                    "{} payments, {}{}",
                    many.len(),
                    candidate.gross.dollars(),
                    less(candidate)
                );
                self.wrapped(&head, &text, out)?;
                let mut by_day: Vec<&String> = many.iter().collect();
                by_day
                    .sort_by_key(|id| (self.payments.get(id.as_str()).map(|p| p.received_on), *id));
                for id in by_day.into_iter().take(LISTED) {
                    self.wrapped("              ", &self.payment(id), out)?;
                }
                if many.len() > LISTED {
                    self.wrapped(
                        "              ",
                        &format!("… and {} more", many.len() - LISTED),
                        out,
                    )?;
                }
            }
        }
        self.reasons(candidate, out)
    }

    /// What speaks for it in one paragraph, what speaks against it in another.
    fn reasons(&self, candidate: &Candidate, out: &mut dyn Write) -> io::Result<()> {
        let names = Names::of(
            candidate.reasons.iter(),
            |id| self.payments.get(id).map(|p| known_payment(p)),
            |id| self.deposits.get(id).map(|d| known_deposit(d)),
        );
        for (sign, head) in [(Sign::For, SPEAKS_FOR), (Sign::Against, SPEAKS_AGAINST)] {
            let reasons = candidate.reasons.iter().filter(|r| r.sign() == sign);
            let sentences: Vec<String> = reasons.map(|r| r.sentence(&names)).collect();
            if !sentences.is_empty() {
                self.wrapped(head, &sentences.join(" "), out)?;
            }
        }
        Ok(())
    }

    fn payment(&self, id: &str) -> String {
        let Some(payment) = self.payments.get(id) else {
            return id.to_owned();
        };
        let who = payment.client_name.as_deref().unwrap_or(&payment.client_id);
        let who = if who.is_empty() {
            String::new()
        } else {
            format!(", {who}")
        };
        format!(
            "{} {:>10}{who} ({id})",
            payment.received_on,
            payment.amount.dollars()
        )
    }

    /// One paragraph behind a head; what does not fit goes on below, behind as many blanks.
    fn wrapped(&self, head: &str, text: &str, out: &mut dyn Write) -> io::Result<()> {
        let indent = " ".repeat(head.chars().count());
        let options = textwrap::Options::new(self.width)
            .initial_indent(head)
            .subsequent_indent(&indent)
            // Dates and ids have hyphens of their own.
            .word_splitter(textwrap::WordSplitter::NoHyphenation);
        for line in textwrap::wrap(printable(text).trim(), options) {
            writeln!(out, "{}", line.trim_end())?;
        }
        Ok(())
    }
}

fn known_payment(payment: &Payment) -> Known {
    let who = payment.client_name.as_ref().unwrap_or(&payment.client_id);
    Known {
        amount: payment.amount,
        on: payment.received_on,
        who: Some(who.clone()),
        invoice: payment.invoice_id.clone(),
    }
}

const fn known_deposit(deposit: &Deposit) -> Known {
    Known {
        amount: deposit.amount,
        on: deposit.date,
        who: None,
        invoice: None,
    }
}

fn less(candidate: &Candidate) -> String {
    match candidate.fee {
        Money::ZERO => String::new(),
        fee if fee.is_positive() => format!(" less {} of fees", fee.dollars()),
        more => format!(" and {} more", more.abs().dollars()),
    }
}

/// Never "100 %": nothing is.
fn percent(confidence: f64) -> String {
    if confidence >= 0.9995 {
        ">99.9 %".into()
    } else {
        format!("{:.1} %", confidence * 100.0)
    }
}
