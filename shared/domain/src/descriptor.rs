//! Reading a bank's text: what kind of money it announces, and whose name it holds.

/// What the text says the money is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Announces {
    /// A payout of Jobber Payments.
    JobberPayout,
    /// A payout that runs on Stripe.
    StripePayout,
    /// A payout of some other processor.
    OtherPayout,
    /// Paper over the counter or by phone: checks, maybe notes.
    Slip,
    /// From a person or a firm: Zelle, ACH, wire.
    FromPayer,
    /// Not revenue: between own accounts, or the owner's.
    OwnTransfer,
    /// Not revenue: loan, tax, interest, insurance, a vendor's refund.
    NotRevenue,
    /// Nothing that helps.
    Unknown,
}

impl Announces {
    /// A processor's payout.
    #[must_use]
    pub const fn is_payout(self) -> bool {
        matches!(
            self,
            Self::JobberPayout | Self::StripePayout | Self::OtherPayout
        )
    }

    /// Its name in stored priors.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::JobberPayout => "jobber_payout",
            Self::StripePayout => "stripe_payout",
            Self::OtherPayout => "other_payout",
            Self::Slip => "slip",
            Self::FromPayer => "from_payer",
            Self::OwnTransfer => "own_transfer",
            Self::NotRevenue => "not_revenue",
            Self::Unknown => "unknown",
        }
    }

    /// Money that no client paid.
    #[must_use]
    pub const fn is_off(self) -> bool {
        matches!(self, Self::OwnTransfer | Self::NotRevenue)
    }
}

const NOT_REVENUE: &[&str] = &[
    "LOAN",
    "LENDING",
    "LENDER",
    "SBA",
    "LINE OF CREDIT",
    "LOC ADVANCE",
    "ADVANCE",
    "ONDECK",
    "KABBAGE",
    "BLUEVINE",
    "FUNDBOX",
    "STRIPE CAPITAL",
    "CAPITAL LOAN",
    "SQUARE CAPITAL",
    "FUNDING",
    "TREAS 310",
    "IRS",
    "TAX REF",
    "TAX REFUND",
    "TAXREF",
    "STATE TAX",
    "INTEREST",
    "INT PAID",
    "DIVIDEND",
    "INSURANCE",
    "INS CLAIM",
    "INSUR",
    "CLAIM",
    "REFUND",
    "REBATE",
    "CASHBACK",
    "CASH BACK",
    "REWARD",
    "REWARDS",
    "REVERSAL",
    "RETURN CREDIT",
    "PURCHASE RETURN",
    "MERCHANDISE RETURN",
    "PAYROLL",
    "GRANT",
    "STATEMENT CREDIT",
    "FEE REFUND",
    "CREDIT ADJUSTMENT",
    "RETURNED ITEM",
];
const OWN: &[&str] = &[
    "OWNER",
    "CAPITAL CONTRIBUTION",
    "CONTRIBUTION",
    "ONLINE TRANSFER",
    "TRANSFER FROM SAV",
    "TRANSFER FROM CHK",
    "TRANSFER FROM CHECKING",
    "TRANSFER FROM SAVINGS",
    "TRANSFER FROM ACCT",
    "TRANSFER FROM ACCOUNT",
    "INTERNAL TRANSFER",
    "BOOK TRANSFER",
    "XFER",
    "FROM SAVINGS",
    "SAVINGS",
    "MEMBER CONTRIBUTION",
    "JOBBER MONEY",
    "TRANSFER FROM",
];
const SLIP: &[&str] = &[
    "DEPOSIT", "CHECK", "CHECKS", "COUNTER", "BRANCH", "TELLER", "ATM", "RDC", "LOCKBOX", "CASH",
];
const PAYOUT: &[&str] = &[
    "SQUARE",
    "SQ",
    "PAYPAL",
    "WEPAY",
    "INTUIT PYMT",
    "QUICKBOOKS PAYMENTS",
    "CLOVER",
    "BANKCARD",
    "MERCHANT DEP",
    "MERCHANT DEPOSIT",
    "MERCH DEP",
    "PAYOUT",
    "HEARTLAND",
    "WORLDPAY",
    "FISERV",
    "TOAST",
    "BNKCD",
    "MERCHANT SERVICES",
    "MERCH SVC",
    "WISETACK",
    "HELCIM",
    "STAX",
    "AUTHNET",
    "BRAINTREE",
    "ADYEN",
    "PAYMENTECH",
    "ELAVON",
    "SETTLEMENT",
    "SETTLMT",
];
const PAYER: &[&str] = &[
    "ZELLE",
    "VENMO",
    "ACH",
    "WIRE",
    "PMT FROM",
    "PAYMENT FROM",
    "PAYMENT",
    "PMT",
    "CCD",
    "PPD",
    "RTP",
    "BILLPAY",
    "BILL PAY",
    "CREDIT",
    "ETRANSFER",
    "E TRANSFER",
    "INTERAC",
];

/// Upper case, letters and digits only, one space between words.
#[must_use]
pub fn normalise(text: &str) -> String {
    let mut out = String::with_capacity(text.len().min(512));
    for c in text.chars().take(512) {
        if c.is_alphanumeric() {
            out.extend(c.to_uppercase());
        } else if !out.ends_with(' ') && !out.is_empty() {
            out.push(' ');
        }
    }
    out.truncate(out.trim_end().len());
    out
}

/// What stays the same from one deposit of a payer to the next: words without digits.
#[must_use]
pub fn key(text: &str) -> String {
    let normal = normalise(text);
    let words = normal
        .split(' ')
        .filter(|w| !w.is_empty() && !w.chars().any(|c| c.is_ascii_digit()));
    words.collect::<Vec<_>>().join(" ")
}

fn holds(text: &str, phrases: &[&str]) -> bool {
    let padded = format!(" {text} ");
    phrases.iter().any(|p| padded.contains(&format!(" {p} ")))
}

/// Reads the kind of money off the text.
#[must_use]
pub fn announces(text: &str) -> Announces {
    let text = normalise(text);
    let stripe_id = text
        .split(' ')
        .any(|w| w == "1800948598" || w == "4270465600")
        || text.contains(" ST ")
            && text
                .split(" ST ")
                .nth(1)
                .is_some_and(|rest| rest.split(' ').next().is_some_and(is_trace));
    if holds(&text, &["CAPITAL", "LOAN", "REFUND", "JOBBER MONEY"])
        && holds(&text, &["STRIPE", "JOBBER", "SQUARE", "PAYPAL"])
    {
        return Announces::NotRevenue;
    }
    if holds(&text, &["JOBBER", "JOBBERPAY", "JOBBERPAYMENTS"]) {
        return Announces::JobberPayout;
    }
    if holds(&text, &["STRIPE"]) || stripe_id {
        return Announces::StripePayout;
    }
    if holds(&text, &["ZELLE", "VENMO", "INTERAC"]) && !holds(&text, &["OWNER"]) {
        return Announces::FromPayer;
    }
    if holds(&text, NOT_REVENUE) {
        return Announces::NotRevenue;
    }
    if holds(&text, OWN) {
        return Announces::OwnTransfer;
    }
    if holds(&text, PAYOUT) {
        return Announces::OtherPayout;
    }
    if holds(&text, SLIP) {
        return Announces::Slip;
    }
    if holds(&text, PAYER) {
        Announces::FromPayer
    } else {
        Announces::Unknown
    }
}

fn is_trace(word: &str) -> bool {
    word.len() >= 8
        && word.chars().any(|c| c.is_ascii_digit())
        && word.chars().any(|c| c.is_ascii_alphabetic())
}

/// How much of a name stands in a text.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum NameFit {
    /// Nothing of it.
    None,
    /// One telling word.
    Part,
    /// All of it, or as much as the bank's column is wide.
    Full,
}

/// Words of a name that tell somebody apart.
#[must_use]
pub fn name_words(name: &str) -> Vec<String> {
    const EMPTY: &[&str] = &[
        "LLC", "INC", "THE", "AND", "CO", "CORP", "LTD", "MR", "MRS", "MS", "DR", "OF",
    ];
    let normal = normalise(name);
    normal
        .split(' ')
        .filter(|w| w.len() >= 2 && !EMPTY.contains(w))
        .map(str::to_owned)
        .collect()
}

/// How much of the name (see [`name_words`]) stands in the normalised text. Names cut off by the bank and small
/// misspellings count.
#[must_use]
pub fn name_fit(text: &str, name: &[String]) -> NameFit {
    let words: Vec<&str> = text.split(' ').collect();
    let last = words.len().saturating_sub(1);
    let stands = |n: &str| {
        words.iter().enumerate().any(|(i, w)| {
            *w == n
                || (i == last && w.len() >= 3 && n.starts_with(w))
                || (w.len() >= 5 && n.len() >= 5 && n.starts_with(w))
                || (n.len() >= 6 && w.len() >= 5 && strsim::jaro_winkler(w, n) >= 0.95)
        })
    };
    if cut_by_the_column(text, &name.join(" ")) {
        return NameFit::Full;
    }
    let hits: Vec<&String> = name.iter().filter(|n| stands(n)).collect();
    let telling = hits.iter().any(|n| n.len() >= 4);
    if !name.is_empty() && hits.len() == name.len() && (telling || hits.len() >= 2) {
        NameFit::Full
    } else if telling {
        NameFit::Part
    } else {
        NameFit::None
    }
}

/// The least of a name that a narrow column must show. An ACH entry's company name has 16 characters (NACHA batch
/// header); words that say nothing are left out of ours, so a few fewer may be left of it.
const COLUMN: usize = 12;

/// Whether the text shows the beginning of the name, as far as a narrow column goes, and then something else.
fn cut_by_the_column(text: &str, name: &str) -> bool {
    let starts = std::iter::once(0).chain(text.match_indices(' ').map(|(i, _)| i + 1));
    starts.map(|i| &text.as_bytes()[i..]).any(|rest| {
        let same = rest
            .iter()
            .zip(name.as_bytes())
            .take_while(|(a, b)| a == b)
            .count();
        same >= COLUMN && rest.get(same).is_none_or(|next| *next == b' ')
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_company_name_as_wide_as_an_ach_column() {
        let name = name_words("Mile High Property Management");
        let text = |shown: &str| {
            normalise(&format!(
                "ORIG CO NAME:{shown} ORIG ID:9201722508 DESC DATE:261023"
            ))
        };
        assert_eq!(name_fit(&text("MILE HIGH PROPER"), &name), NameFit::Full);
        assert_ne!(name_fit(&text("MILE HIGH PLUMBI"), &name), NameFit::Full);
        assert_ne!(name_fit(&text("MILE HIGH"), &name), NameFit::Full);
    }

    #[test]
    fn kinds_of_money() {
        for (text, kind) in [
            (
                "ORIG CO NAME:STRIPE ORIG ID:1800948598 DESC",
                Announces::StripePayout,
            ),
            (
                "City of W ORIG ID:1800948598 IND ID:ST-H1S5B9X5H9B9",
                Announces::StripePayout,
            ),
            ("STRIPE CAPITAL ADVANCE", Announces::NotRevenue),
            ("JOBBER PAYMENTS PAYOUT", Announces::JobberPayout),
            ("Zelle payment from JOHN LOAN", Announces::FromPayer),
            ("MOBILE CHECK DEPOSIT", Announces::Slip),
            ("Online Transfer from SAV ...1234", Announces::OwnTransfer),
            ("IRS TREAS 310 TAX REF", Announces::NotRevenue),
            ("BLUE FALCON", Announces::Unknown),
        ] {
            assert_eq!(announces(text), kind, "{text}");
        }
    }

    #[test]
    fn names_cut_off_by_the_bank() {
        let name = name_words("Margaret Applebaum");
        assert_eq!(name_fit("ZELLE FROM MARGARET APPLEB", &name), NameFit::Full);
        assert_eq!(name_fit("ZELLE FROM M APPLEBAUM", &name), NameFit::Part);
        assert_eq!(name_fit("ZELLE FROM PETER", &name), NameFit::None);
    }
}
