//! Which heading means what. Headings are compared in lower case, with everything but letters and digits as blanks.

/// What the cells of a field look like.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// A day.
    Day,
    /// An amount.
    Amount,
    /// Words of money in and money out.
    Sign,
    /// Anything.
    Text,
}

/// A field, and how columns of it are called.
#[derive(Debug)]
pub struct Field {
    /// Its name, as in the JSON form.
    pub name: &'static str,
    /// What its cells look like.
    pub kind: Kind,
    /// Headings, the surest first.
    pub headings: &'static [&'static str],
    /// Words of which one in a longer heading is enough, after all whole headings were tried.
    pub words: &'static [&'static str],
    /// Several columns make it up.
    pub many: bool,
}

const fn field(name: &'static str, kind: Kind, headings: &'static [&'static str]) -> Field {
    Field {
        name,
        kind,
        headings,
        words: &[],
        many: false,
    }
}

const fn or_words(field: Field, words: &'static [&'static str]) -> Field {
    Field { words, ..field }
}

const fn many(field: Field) -> Field {
    Field {
        many: true,
        ..field
    }
}

/// Of a bank's file. The order is that of choosing: a column is used once.
pub const BANK: &[Field] = &[
    or_words(
        field(
            "date",
            Kind::Day,
            &[
                "posting date",
                "posted date",
                "post date",
                "date posted",
                "completed date",
                "booking date",
                "buchungstag",
                "buchungsdatum",
                "date",
                "transaction date",
                "datum",
                "fecha",
                "booked",
                "value date",
                "valutadatum",
            ],
        ),
        &["date", "datum"],
    ),
    field("id", Kind::Text, &["id", "transaction id", "fitid"]),
    field(
        "sign",
        Kind::Sign,
        &[
            "credit debit",
            "debit credit",
            "credit or debit",
            "dr cr",
            "cr dr",
            "d c",
            "credit debit indicator",
            "cdi",
            "af bij",
            "direction",
            "details",
            "transaction",
            "transaction type",
            "type",
        ],
    ),
    or_words(
        field(
            "credit",
            Kind::Amount,
            &[
                "credit",
                "credits",
                "deposit",
                "deposits",
                "money in",
                "paid in",
                "credit amount",
                "amount credit",
                "haben",
                "crédit",
                "deposits credits",
                "additions",
                "inflow",
            ],
        ),
        &["credit", "credits", "deposit", "deposits"],
    ),
    or_words(
        field(
            "debit",
            Kind::Amount,
            &[
                "debit",
                "debits",
                "withdrawal",
                "withdrawals",
                "money out",
                "paid out",
                "debit amount",
                "amount debit",
                "soll",
                "débit",
                "withdrawals debits",
                "subtractions",
                "outflow",
            ],
        ),
        &["debit", "debits", "withdrawal", "withdrawals"],
    ),
    or_words(
        field(
            "amount",
            Kind::Amount,
            &[
                "amount",
                "transaction amount",
                "net amount",
                "betrag",
                "bedrag",
                "montant",
                "importe",
                "value",
                "cad",
            ],
        ),
        &["amount", "betrag", "montant"],
    ),
    field(
        "currency",
        Kind::Text,
        &[
            "currency",
            "ccy",
            "currency code",
            "waehrung",
            "währung",
            "devise",
        ],
    ),
    field(
        "status",
        Kind::Text,
        &["status", "state", "transaction status", "info"],
    ),
    field(
        "account_id",
        Kind::Text,
        &[
            "account id",
            "account",
            "account number",
            "auftragskonto",
            "source account",
            "account name",
        ],
    ),
    many(or_words(
        field(
            "description",
            Kind::Text,
            &[
                "original description",
                "bank description",
                "description",
                "transaction description",
                "description 1",
                "description 2",
                "name",
                "name description",
                "payee",
                "beguenstigter zahlungspflichtiger",
                "auftraggeber empfänger",
                "verwendungszweck",
                "details",
                "transaction details",
                "narrative",
                "particulars",
                "text",
                "buchungstext",
                "memo",
                "libellé",
                "extended description",
                "notifications",
                "reference",
            ],
        ),
        &["description", "memo", "narrative"],
    )),
    // Last, so that it takes no column from the others.
    or_words(
        field(
            "balance",
            Kind::Amount,
            &[
                "balance",
                "running balance",
                "running bal",
                "account balance",
                "ledger balance",
                "closing balance",
                "available balance",
                "saldo",
                "solde",
                "saldo nach buchung",
            ],
        ),
        &["balance", "saldo", "solde"],
    ),
];

/// Of a list of quotes, as Jobber's report exports them. The number is what tells quotes apart, and `created` stands
/// first: a row without its day is none.
pub const QUOTES: &[Field] = &[
    or_words(
        field(
            "created",
            Kind::Day,
            &[
                "created date",
                "date created",
                "created",
                "created at",
                "drafted date",
                "drafted",
                "quote date",
                "issued date",
                "date",
            ],
        ),
        &["created", "drafted"],
    ),
    or_words(
        field(
            "number",
            Kind::Text,
            &[
                "quote",
                "quote number",
                "quote no",
                "quote id",
                "number",
                "no",
            ],
        ),
        &["quote"],
    ),
    field(
        "sent",
        Kind::Day,
        &["sent date", "date sent", "sent", "sent at", "sent on"],
    ),
    field(
        "changes_requested",
        Kind::Day,
        &[
            "changes requested date",
            "changes requested",
            "changes requested at",
        ],
    ),
    field(
        "approved",
        Kind::Day,
        &[
            "approved date",
            "date approved",
            "approved",
            "approved at",
            "approved on",
        ],
    ),
    field(
        "converted",
        Kind::Day,
        &[
            "converted date",
            "date converted",
            "converted",
            "converted at",
            "converted on",
        ],
    ),
    field(
        "archived",
        Kind::Day,
        &["archived date", "date archived", "archived", "archived at"],
    ),
    or_words(
        field(
            "amount",
            Kind::Amount,
            &[
                "total",
                "quote total",
                "total amount",
                "amount",
                "total price",
                "value",
            ],
        ),
        &["total", "amount"],
    ),
    field("status", Kind::Text, &["status", "quote status", "state"]),
    field(
        "title",
        Kind::Text,
        &[
            "title",
            "quote title",
            "job title",
            "subject",
            "description",
        ],
    ),
    or_words(
        field(
            "client_name",
            Kind::Text,
            &["client name", "client", "customer name", "customer", "name"],
        ),
        &["client", "customer"],
    ),
    field("currency", Kind::Text, &["currency", "currency code"]),
];

/// Of the payments' file. `fee` only tells that Jobber Payments took it.
pub const PAYMENTS: &[Field] = &[
    or_words(
        field(
            "received_on",
            Kind::Day,
            &[
                "received on",
                "received",
                "payment date",
                "date paid",
                "paid on",
                "date received",
                "entry date",
                "date",
                "transaction date",
                "created",
                "created at",
                "created utc",
            ],
        ),
        &["date"],
    ),
    field("id", Kind::Text, &["id", "payment id", "transaction id"]),
    or_words(
        field(
            "amount",
            Kind::Amount,
            &[
                "amount",
                "total",
                "payment amount",
                "amount paid",
                "paid",
                "total amount",
                "gross",
            ],
        ),
        &["amount"],
    ),
    field("client_id", Kind::Text, &["client id", "customer id"]),
    or_words(
        field(
            "client_name",
            Kind::Text,
            &[
                "client name",
                "client",
                "customer name",
                "customer",
                "payer",
                "name",
            ],
        ),
        &["client", "customer"],
    ),
    field(
        "invoice_id",
        Kind::Text,
        &[
            "invoice id",
            "invoice",
            "invoice number",
            "invoice no",
            "applied to",
            "num",
        ],
    ),
    field(
        "job_id",
        Kind::Text,
        &["job id", "job", "job number", "job no"],
    ),
    field(
        "method",
        Kind::Text,
        &[
            "method",
            "payment method",
            "paid with",
            "payment type",
            "tender",
            "paid through",
        ],
    ),
    field(
        "kind",
        Kind::Text,
        &["type", "transaction type", "kind", "status"],
    ),
    field("fee", Kind::Amount, &["fee", "fees", "processing fee"]),
    field("currency", Kind::Text, &["currency", "currency code"]),
];

/// A heading as it is compared: `Amount (USD)` is `amount`, `Invoice #` is `invoice`.
pub fn plain(heading: &str) -> String {
    let lower = heading.to_lowercase();
    let words: Vec<&str> = lower
        .split(|c: char| !c.is_alphanumeric())
        .filter(|w| !w.is_empty())
        .collect();
    let more = words
        .iter()
        .skip(1)
        .filter(|w| !matches!(**w, "usd" | "cad" | "eur" | "utc" | "local"));
    let kept: Vec<&str> = words.iter().take(1).chain(more).copied().collect();
    kept.join(" ")
}

/// How well a heading fits a field: the less the better, none if it does not.
pub fn rank(field: &Field, heading: &str) -> Option<usize> {
    let heading = plain(heading);
    let whole = field.headings.iter().position(|h| *h == heading);
    let part = || {
        let no = [
            "balance", "fee", "tax", "due", "limit", "type", "number", "id", "category",
            "currency", "count", "card",
        ];
        let has = |words: &[&str]| heading.split(' ').any(|w| words.contains(&w));
        (has(field.words) && !has(&no)).then_some(field.headings.len())
    };
    whole.or_else(part)
}

/// Whether a word or two say money in (true) or money out.
pub fn sign(text: &str) -> Option<bool> {
    const IN: [&str; 12] = [
        "cr", "c", "credit", "deposit", "dslip", "in", "haben", "h", "bij", "crdt", "incoming", "+",
    ];
    const OUT: [&str; 17] = [
        "dr",
        "d",
        "debit",
        "withdrawal",
        "check",
        "cheque",
        "out",
        "soll",
        "s",
        "af",
        "dbit",
        "fee",
        "outgoing",
        "purchase",
        "payment",
        "atm",
        "-",
    ];
    let lower = text.trim().to_lowercase();
    if matches!(lower.as_str(), "+" | "-") {
        return Some(lower == "+");
    }
    let words: Vec<&str> = lower
        .split(|c: char| !c.is_alphanumeric())
        .filter(|w| !w.is_empty())
        .collect();
    let says = |known: &[&str]| words.iter().any(|w| known.contains(w));
    // "Check deposit" comes in, "deposit fee" goes out; a sentence is no sign but a description.
    match (words.len() <= 3, says(&IN), says(&OUT)) {
        (true, true, _) if !says(&["fee", "debit"]) => Some(true),
        (true, _, true) => Some(false),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_word_or_two_say_in_or_out() {
        for text in ["Credit", "ACH_CREDIT", "Check Deposit", "+", "bij"] {
            assert_eq!(sign(text), Some(true), "{text}");
        }
        for text in [
            "DEBIT",
            "Debit Card",
            "Check Paid",
            "ATM Withdrawal",
            "Deposit fee",
            "-",
        ] {
            assert_eq!(sign(text), Some(false), "{text}");
        }
        for text in ["", "Transfer", "FROM ANNA FOR HER CREDIT"] {
            assert_eq!(sign(text), None, "{text}");
        }
    }

    #[test]
    fn headings_are_compared_by_their_words() {
        let of = |name: &str, heading: &str| {
            rank(BANK.iter().find(|f| f.name == name).unwrap(), heading).is_some()
        };
        assert!(of("amount", "Amount (USD)") && of("amount", "CAD$") && of("date", "Date (UTC)"));
        assert!(of("credit", "Credit Amount") && of("amount", "Betrag in EUR"));
        assert!(
            !of("amount", "Balance Amount")
                && !of("date", "Update")
                && !of("credit", "Credit Limit")
        );
        assert_eq!(plain("Invoice #"), "invoice");
    }
}
