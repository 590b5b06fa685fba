//! How US banks word money in. The forms follow what public bank data shows; nobody has published the line of a Jobber
//! payout, so ours carries Jobber's name with the company id of Stripe, which runs it.

use jiff::civil::Date;

use super::book::{Account, Line};
use crate::{draw::Draw, ids};

pub(crate) const STRIPE_COMPANY: &str = "1800948598";
pub(crate) const STRIPE_CONNECT_COMPANY: &str = "4270465600";

struct Ach<'a> {
    company: &'a str,
    company_id: &'a str,
    entry: &'a str,
    class: &'a str,
    individual_id: String,
}

fn ach(draw: &mut Draw, cents: i64, date: Date, record: &Ach<'_>) -> Line {
    let day = date.strftime("%y%m%d");
    let name = record
        .company
        .to_uppercase()
        .chars()
        .take(16)
        .collect::<String>();
    let original = format!(
        "ORIG CO NAME:{name} ORIG ID:{} DESC DATE:{day} CO ENTRY DESCR:{} SEC:{} TRACE#:{} EED:{day} IND ID:{} IND NAME:CEDAR & SONS PLUMBING",
        record.company_id,
        record.entry,
        record.class,
        draw.digits(15),
        record.individual_id,
    );
    Line {
        name: format!("{} {}", record.company, record.entry),
        original,
        ppd_id: Some(record.company_id.to_owned()),
        ..Line::plain(
            Account::Checking,
            -cents,
            date,
            "",
            ("TRANSFER_IN", "TRANSFER_IN_DEPOSIT"),
        )
    }
}

/// The ACH company id of a payer: one payer keeps one, which is how a bank line can be recognised again (FNV-1a).
fn company_id(payer: &str) -> String {
    let hash = payer.bytes().fold(0x811c_9dc5_u32, |hash, byte| {
        (hash ^ u32::from(byte)).wrapping_mul(0x0100_0193)
    });
    format!("9{:09}", hash % 1_000_000_000)
}

/// A client's own bank transfer.
pub(crate) fn client_ach(
    draw: &mut Draw,
    cents: i64,
    date: Date,
    payer: &str,
    is_company: bool,
) -> Line {
    let record = Ach {
        company: payer,
        company_id: &company_id(payer),
        entry: if is_company { "VENDOR PMT" } else { "BILL PAY" },
        class: if is_company { "CCD" } else { "PPD" },
        individual_id: draw.digits(8),
    };
    ach(draw, cents, date, &record)
}

/// A payout of card money; `jobber` where Jobber Payments sends it, otherwise Stripe.
pub(crate) fn payout(draw: &mut Draw, cents: i64, date: Date, jobber: bool) -> Line {
    let record = Ach {
        company: if jobber { "JOBBER" } else { "STRIPE" },
        company_id: if jobber {
            STRIPE_CONNECT_COMPANY
        } else {
            STRIPE_COMPANY
        },
        entry: if jobber { "PAYOUT" } else { "TRANSFER" },
        class: "CCD",
        individual_id: ids::stripe_trace(draw),
    };
    ach(draw, cents, date, &record)
}

/// Checks over the counter or by phone; the bank says nothing about who wrote them.
pub(crate) fn checks(draw: &mut Draw, cents: i64, date: Date, count: usize) -> Line {
    let text = match (count, draw.between(0, 1)) {
        (1, 0) => format!("Mobile Deposit Ref {}", draw.digits(9)),
        (1, _) => "Remote Online Deposit".to_owned(),
        _ => format!("Deposit ID Number {}", draw.digits(6)),
    };
    Line::plain(
        Account::Checking,
        -cents,
        date,
        &text,
        ("TRANSFER_IN", "TRANSFER_IN_DEPOSIT"),
    )
}

/// Zelle from a person.
pub(crate) fn zelle(draw: &mut Draw, cents: i64, date: Date, payer: &str) -> Line {
    let text = format!("Zelle payment from {payer} {}", draw.digits(11));
    Line {
        original: format!(
            "Zelle payment from {} {}",
            payer.to_uppercase(),
            draw.text(12, b"ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789")
        ),
        ..Line::plain(
            Account::Checking,
            -cents,
            date,
            &text,
            ("TRANSFER_IN", "TRANSFER_IN_TRANSFER_IN_FROM_APPS"),
        )
    }
}
