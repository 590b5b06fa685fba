//! Exports as banks really lay them out (the people and amounts are made up), each read without a word said.

#![allow(
    clippy::unwrap_used,
    reason = "helpers of tests are not seen as tests by the lint"
)]

use oodaloo_domain::csv_in::{Choices, Reading, bank, payments, statement};
use oodaloo_domain::engine::{Deposit, Payment};

fn told(text: &[u8], maps: &[&str]) -> Reading<Deposit> {
    bank(text, &choices(maps).0).unwrap()
}

fn choices(maps: &[&str]) -> (Choices, Choices) {
    Choices::from_maps(&maps.iter().map(|m| (*m).to_owned()).collect::<Vec<_>>()).unwrap()
}

fn shown(reading: &Reading<Deposit>) -> Vec<String> {
    let row = |d: &Deposit| {
        format!(
            "{} {} {} {} {}",
            d.id, d.date, d.amount, d.account_id, d.description
        )
        .replace("  ", " ")
    };
    let bad = reading
        .bad
        .iter()
        .map(|b| format!("bad {}: {}", b.line, b.why));
    let aside = reading
        .aside
        .iter()
        .map(|(why, lines)| format!("{why:?} {lines:?}"));
    reading
        .rows
        .iter()
        .map(row)
        .chain(bad)
        .chain(aside)
        .collect()
}

/// As a statement, money out among it, the same file tells the same money in.
#[track_caller]
fn is_a_statement(text: &str) {
    let reading = told(text.as_bytes(), &[]);
    // A statement has no use for a column of ids: what repeats one is no bad row there.
    if !reading.bad.is_empty() {
        return;
    }
    let deposits = reading.rows;
    let all = match statement(text.as_bytes(), &Choices::default()) {
        Ok(all) => all.rows,
        // What tells no signs is not guessed at where money out counts as well.
        Err(why) => {
            assert_eq!(why.unsaid().unwrap().field, "bank.positive", "{why}");
            let said = choices(&["bank.positive=in"]).0;
            statement(text.as_bytes(), &said).unwrap().rows
        }
    };
    let of = |date, amount, text: &str| format!("{date} {amount} {text}");
    let money_in = all.iter().filter(|l| l.amount.is_positive());
    let money_in: Vec<String> = money_in
        .map(|l| of(l.date, l.amount, &l.description))
        .collect();
    let deposits: Vec<String> = deposits
        .iter()
        .map(|d| of(d.date, d.amount, &d.description))
        .collect();
    assert_eq!(money_in, deposits);
}

#[track_caller]
fn reads(text: &str, expected: &[&str]) {
    assert_eq!(shown(&told(text.as_bytes(), &[])), expected);
    is_a_statement(text);
    // The same through other line ends and with a byte order mark.
    let other = format!("\u{feff}{}", text.replace('\n', "\r\n"));
    assert_eq!(shown(&told(other.as_bytes(), &[])), expected);
}

#[test]
fn chase_business_checking() {
    // One comma more in the rows than in the headings; a word and a sign say the same.
    reads(
        "Details,Posting Date,Description,Amount,Type,Balance,Check or Slip #\n\
         CREDIT,03/27/2026,\"Zelle payment from ANNA KOWALSKI 24198\",1120.00,QUICKPAY_CREDIT,9120.00,,\n\
         DEBIT,03/26/2026,\"SHELL OIL 574\",-48.11,DEBIT_CARD,8000.00,,\n\
         DSLIP,03/25/2026,\"DEPOSIT  ID NUMBER 291044\",2310.50,CHECK_DEPOSIT,8048.11,1204,\n",
        &[
            "line-2 2026-03-27 1120.00 Zelle payment from ANNA KOWALSKI 24198",
            "line-4 2026-03-25 2310.50 DEPOSIT ID NUMBER 291044",
            "MoneyOut [3]",
        ],
    );
}

#[test]
fn bank_of_america_with_its_summary_above() {
    reads(
        "Description,,Summary Amt.\n\
         Beginning balance as of 03/01/2026,,\"5,201.10\"\n\
         Total credits,,\"3,430.50\"\n\
         Total debits,,\"-48.11\"\n\
         Ending balance as of 03/31/2026,,\"8,583.49\"\n\
         \n\
         Date,Description,Amount,Running Bal.\n\
         03/01/2026,Beginning balance as of 03/01/2026,,\"5,201.10\"\n\
         03/05/2026,\"STRIPE DES:TRANSFER ID:ST-X1 INDN:PIPES LLC CO ID:1800948598 CCD\",\"3,430.50\",\"8,631.60\"\n\
         03/26/2026,\"SHELL OIL 574\",\"-48.11\",\"8,583.49\"\n",
        &[
            "line-9 2026-03-05 3430.50 STRIPE DES:TRANSFER ID:ST-X1 INDN:PIPES LLC CO ID:1800948598 CCD",
            "MoneyOut [10]",
            "NotARow [8]",
        ],
    );
}

#[test]
fn wells_fargo_without_headings() {
    reads(
        "\"03/27/2026\",\"1120.00\",\"*\",\"\",\"ZELLE FROM KOWALSKI ANNA ON 03/27 REF # WFCT0\"\n\
         \"03/26/2026\",\"-48.11\",\"*\",\"\",\"PURCHASE AUTHORIZED ON 03/25 SHELL\"\n\
         \"03/25/2026\",\"2310.50\",\"*\",\"\",\"EDEPOSIT IN BRANCH 03/25/26 11:02\"\n",
        &[
            "line-1 2026-03-27 1120.00 ZELLE FROM KOWALSKI ANNA ON 03/27 REF # WFCT0",
            "line-3 2026-03-25 2310.50 EDEPOSIT IN BRANCH 03/25/26 11:02",
            "MoneyOut [2]",
        ],
    );
}

#[test]
fn capital_one_where_a_word_is_the_sign() {
    reads(
        "Account Number,Transaction Description,Transaction Date,Transaction Type,Transaction Amount,Balance\n\
         7731,Deposit from STRIPE TRANSFER,03/05/26,Credit,3430.50,8631.60\n\
         7731,Debit Card Purchase - SHELL,03/26/26,Debit,48.11,8583.49\n",
        &[
            "line-2 2026-03-05 3430.50 7731 Deposit from STRIPE TRANSFER",
            "MoneyOut [3]",
        ],
    );
}

#[test]
fn pnc_with_two_columns_and_dollar_signs() {
    reads(
        "Date,Description,Withdrawals,Deposits,Category,Balance\n\
         03/27/2026,ZEL FROM ANNA KOWALSKI,,\"$1,120.00\",Deposits,\"$9,120.00\"\n\
         03/26/2026,SHELL OIL 574,$48.11,,Gas,\"$8,000.00\"\n",
        &[
            "line-2 2026-03-27 1120.00 ZEL FROM ANNA KOWALSKI",
            "MoneyOut [3]",
        ],
    );
}

#[test]
fn td_canada_without_headings_and_with_two_columns() {
    reads(
        "03/27/2026,E-TRANSFER ***Kyx,,1120.00,9120.00\n\
         03/26/2026,SHELL C01,48.11,,8000.00\n\
         03/24/2026,STRIPE MSP,,812.40,8048.11\n",
        &[
            "line-1 2026-03-27 1120.00 E-TRANSFER ***Kyx",
            "line-3 2026-03-24 812.40 STRIPE MSP",
            "MoneyOut [2]",
        ],
    );
}

#[test]
fn rbc_with_two_descriptions() {
    reads(
        "\"Account Type\",\"Account Number\",\"Transaction Date\",\"Cheque Number\",\"Description 1\",\"Description 2\",\"CAD$\",\"USD$\"\n\
         Chequing,02811-1001,3/27/2026,,\"e-Transfer received\",\"ANNA KOWALSKI\",1120.00,,\n\
         Chequing,02811-1001,3/9/2026,,\"SHELL C01\",\"\",-48.11,,\n",
        &[
            "line-2 2026-03-27 1120.00 02811-1001 e-Transfer received ANNA KOWALSKI",
            "MoneyOut [3]",
        ],
    );
}

#[test]
fn us_bank_where_the_transaction_is_the_sign() {
    reads(
        "\"Date\",\"Transaction\",\"Name\",\"Memo\",\"Amount\"\n\
         \"2026-03-27\",\"CREDIT\",\"ZELLE INSTANT PMT\",\"FROM ANNA KOWALSKI; 1042\",\"1120.00\"\n\
         \"2026-03-26\",\"DEBIT\",\"SHELL OIL\",\"24692\",\"-48.11\"\n",
        &[
            "line-2 2026-03-27 1120.00 ZELLE INSTANT PMT FROM ANNA KOWALSKI; 1042",
            "MoneyOut [3]",
        ],
    );
}

#[test]
fn lloyds_day_first() {
    reads(
        "Transaction Date,Transaction Type,Sort Code,Account Number,Transaction Description,Debit Amount,Credit Amount,Balance\n\
         05/03/2026,FPI,'30-00-00,10020030,A KOWALSKI INV 1042,,1120.00,9120.00\n\
         27/02/2026,DEB,'30-00-00,10020030,SHELL LEEDS,48.11,,8000.00\n",
        &[
            "line-2 2026-03-05 1120.00 10020030 A KOWALSKI INV 1042",
            "MoneyOut [3]",
        ],
    );
}

#[test]
fn mercury_with_states() {
    reads(
        "Date (UTC),Description,Amount,Status,Source Account,Bank Description,Reference,Note\n\
         03-27-2026,Anna Kowalski,1120.00,Sent,Mercury Checking xx11,KOWALSKI ANNA; INV 1042,,\n\
         03-28-2026,Stripe,812.40,Pending,Mercury Checking xx11,STRIPE; TRANSFER,,\n\
         03-26-2026,Shell,-48.11,Sent,Mercury Checking xx11,SHELL OIL,,\n",
        &[
            "line-2 2026-03-27 1120.00 Mercury Checking xx11 KOWALSKI ANNA; INV 1042 Anna Kowalski",
            "MoneyOut [4]",
            "NotDone [3]",
        ],
    );
}

#[test]
fn revolut_with_times_states_and_currencies() {
    reads(
        "Type,Product,Started Date,Completed Date,Description,Amount,Fee,Currency,State,Balance\n\
         TOPUP,Current,2026-03-05 10:11:12,2026-03-05 10:11:14,Payment from Anna Kowalski,1120.00,0.00,USD,COMPLETED,9120.00\n\
         TRANSFER,Current,2026-03-06 09:00:00,2026-03-06 09:00:01,Payment from Jo,50.00,0.00,EUR,COMPLETED,50.00\n\
         TRANSFER,Current,2026-03-07 09:00:00,2026-03-07 09:00:00,Payment from Bo,70.00,0.00,USD,REVERTED,9120.00\n\
         CARD_PAYMENT,Current,2026-03-08 09:00:00,2026-03-09 01:00:00,Shell,-48.11,0.00,USD,COMPLETED,9071.89\n",
        &[
            "line-2 2026-03-05 1120.00 Payment from Anna Kowalski",
            "bad 3: is in \"EUR\" and most of the file in \"USD\"",
            "MoneyOut [5]",
            "NotDone [4]",
        ],
    );
}

#[test]
fn amounts_without_a_sign() {
    // Two words say it; a row whose word says nothing is named and not taken for money in.
    reads(
        "Date,Type,Memo,Amount,Ref\n\
         2026-03-05,ACH_CREDIT,KOWALSKI,120.00,=\"0012\"\n\
         2026-03-06,POS Debit,SHELL,48.11,=\"0013\"\n\
         2026-03-06,Check Deposit,SLIP,300.00,=\"0014\"\n\
         2026-03-07,Check Paid,RENT,900.00,=\"0015\"\n\
         2026-03-08,Transfer,SAVINGS,500.00,=\"0016\"\n",
        &[
            "line-2 2026-03-05 120.00 KOWALSKI",
            "line-4 2026-03-06 300.00 SLIP",
            "bad 6: \"Transfer\" says neither money in nor money out",
            "MoneyOut [3, 5]",
        ],
    );
    let nothing_says = told(b"Date,Memo,Amount\n2026-03-05,KOWALSKI,120.00\n", &[]);
    assert!(nothing_says.guess.notes[0].contains("all of it is taken as money in"));
}

const SPARKASSE: &str = "\"Auftragskonto\";\"Buchungstag\";\"Valutadatum\";\"Buchungstext\";\"Verwendungszweck\";\"Beguenstigter/Zahlungspflichtiger\";\"Kontonummer/IBAN\";\"Betrag\";\"Waehrung\";\"Info\"\n\
     \"DE02\";\"05.03.26\";\"05.03.26\";\"GUTSCHR. UEBERWEISUNG\";\"RE 1042 Grüße\";\"Jürgen Groß\";\"DE77\";\"1.120,00\";\"EUR\";\"Umsatz gebucht\"\n\
     \"DE02\";\"04.03.26\";\"04.03.26\";\"KARTENZAHLUNG\";\"SHELL 0574\";\"Shell Köln\";\"DE78\";\"-48,11\";\"EUR\";\"Umsatz gebucht\"\n";

#[test]
fn sparkasse_in_every_encoding() {
    let expected = [
        "line-2 2026-03-05 1120.00 DE02 Jürgen Groß RE 1042 Grüße GUTSCHR. UEBERWEISUNG",
        "MoneyOut [3]",
    ];
    reads(SPARKASSE, &expected);
    let latin: Vec<u8> = SPARKASSE
        .chars()
        .map(|c| u8::try_from(u32::from(c)).unwrap())
        .collect();
    let utf_16: Vec<u8> = SPARKASSE
        .encode_utf16()
        .flat_map(u16::to_le_bytes)
        .collect();
    for bytes in [latin, utf_16] {
        assert_eq!(shown(&told(&bytes, &[])), expected);
    }
}

#[test]
fn tabs_parentheses_totals_and_remarks() {
    reads(
        "Exported 3/31/2026 by pat\n\
         \n\
         Post Date\tMemo\tAmount\n\
         Mar 5, 2026\tKOWALSKI\t$1,120.00\n\
         Mar 26, 2026\tSHELL\t($48.11)\n\
         Post Date\tMemo\tAmount\n\
         Mar 27, 2026\tBAKER\t$90.00\n\
         \tTotal\t$1,161.89\n\
         End of report\n",
        &[
            "line-4 2026-03-05 1120.00 KOWALSKI",
            "line-7 2026-03-27 90.00 BAKER",
            "MoneyOut [5]",
            "NotARow [6, 8, 9]",
        ],
    );
}

#[test]
fn bad_rows_cost_themselves_only_and_are_named() {
    reads(
        "Date,Id,Description,Amount\n\
         2026-03-05,a,KOWALSKI,10.00\n\
         2026-02-30,b,x,10.00\n\
         soon,c,x,10.00\n\
         2026-03-06,d,x,1e5\n\
         2026-03-06,e,x,\n\
         2026-03-07,f,\"open,20.00\n\
         2026-03-08,a,x,30.00\n\
         2026-03-09,g,\"two\nlines\",40.00\n\
         2026-03-10,h,x,99999999999999999999.00\n\
         ,i,Summit Roofing,5.00\n",
        &[
            "a 2026-03-05 10.00 KOWALSKI",
            "g 2026-03-09 40.00 two lines",
            "bad 3: date: \"2026-02-30\" is not a date such as 2026-03-27",
            "bad 4: date: \"soon\" is not a date such as 2026-03-27",
            "bad 5: amount: \"1e5\" is not an amount such as 1,234.56",
            "bad 6: amount is empty",
            "bad 7: a quote is opened and never closed",
            "bad 8: id \"a\" stands on line 2 already",
            "bad 11: amount: \"99999999999999999999.00\" is beyond the limit of 1,000,000,000,000",
            "bad 12: date is empty",
        ],
    );
}

#[test]
fn what_cannot_be_guessed_is_asked_and_told() {
    let refused = |text: &str, maps: &[&str]| {
        bank(text.as_bytes(), &choices(maps).0)
            .unwrap_err()
            .to_string()
    };
    let vague = "Date,Memo,Amount\n03/04/2026,a,1.00\n03/05/2026,b,2.00\n";
    assert_eq!(
        refused(vague, &[]),
        "no date tells whether day or month comes first (\"03/04/2026\" on line 2 reads both ways); \
         say it with --map bank.date_order=mdy or dmy"
    );
    assert_eq!(
        told(vague.as_bytes(), &["date_order=dmy"]).rows[0]
            .date
            .to_string(),
        "2026-04-03"
    );
    let mixed = "Date,Memo,Amount\n2026-03-04,a,\"1,50\"\n2026-03-05,b,2.00\n";
    assert!(refused(mixed, &[]).contains("amounts are written in two ways"));
    assert_eq!(told(mixed.as_bytes(), &["bank.numbers=point"]).bad.len(), 1);
    let odd = "When,What,How much\n2026-03-04,a,1.00\n";
    assert!(
        refused(odd, &[]).starts_with("no column looks like date"),
        "{}",
        refused(odd, &[])
    );
    let maps = [
        "bank.date=When",
        "bank.amount=How much",
        "bank.description=What",
    ];
    assert_eq!(
        shown(&told(odd.as_bytes(), &maps)),
        ["line-2 2026-03-04 1.00 a"]
    );
    assert!(
        refused(odd, &["bank.date=Then"])
            .contains("no column is called \"Then\"; the columns are \"When\"")
    );
    for nothing in ["", "\n\n", "hello", "{\"as_of\":1}", "\0\0\0"] {
        assert!(
            bank(nothing.as_bytes(), &Choices::default()).is_err(),
            "{nothing:?}"
        );
    }
}

#[test]
fn the_guess_is_told_with_an_example_and_what_it_would_be_otherwise() {
    let reading = told(
        b"Date,Memo,Amount\n03/04/2026,KOWALSKI,1.00\n03/27/2026,b,-2.00\n",
        &[],
    );
    assert_eq!(
        reading.guess.lines(),
        [
            "read as date=\"Date\", amount=\"Amount\", description=\"Memo\"",
            "headings on line 1, commas, UTF-8, amounts like 1,234.56, dates month/day/year (\"03/27/2026\" on line 3 tells)",
            "line 2 is read as 2026-03-04, $1.00, KOWALSKI",
            "if 2026-03-04 should be 2026-04-03, say --map bank.date_order=dmy",
        ]
    );
}

fn paid(text: &str) -> Vec<String> {
    let reading = payments(text.as_bytes(), &Choices::default()).unwrap();
    let row = |p: &Payment| {
        format!(
            "{} {} {} {} {:?} {:?}",
            p.id, p.received_on, p.amount, p.client_id, p.invoice_id, p.method
        )
    };
    let bad = reading
        .bad
        .iter()
        .map(|b| format!("bad {}: {}", b.line, b.why));
    let aside = reading
        .aside
        .iter()
        .map(|(why, lines)| format!("{why:?} {lines:?}"));
    reading
        .rows
        .iter()
        .map(row)
        .chain(bad)
        .chain(aside)
        .collect()
}

#[test]
fn jobbers_list_of_transactions() {
    let rows = paid(
        "Client name,Date,Time,Type,Paid with,Paid through,Total,Fee,Note\n\
         Anna Kowalski,\"Mar 4, 2026\",5:12 PM,Payment,Credit card,jobber.com,$149.00,$4.62,Invoice #1042\n\
         Bo Baker,\"Mar 5, 2026\",9:00 AM,Payment (incomplete),Bank payment (ACH),jobber.com,$90.00,,\n\
         Cy Cole,\"Mar 5, 2026\",9:30 AM,Refund,Credit card,jobber.com,$20.00,$0.00,\n\
         Di Dunn,\"Mar 6, 2026\",9:30 AM,Payment,Check,,\"$1,210.00\",,\n\
         Ed Eck,\"Mar 6, 2026\",9:30 AM,Invoice,,,$80.00,,\n\
         Totals,,,,,,\"$1,509.00\",$4.62,\n",
    );
    assert_eq!(
        rows,
        [
            "line-2 2026-03-04 149.00 Anna Kowalski None Some(JobberPayments)",
            "line-4 2026-03-05 -20.00 Cy Cole None Some(Card)",
            "line-5 2026-03-06 1210.00 Di Dunn None Some(Check)",
            "NotARow [7]",
            "NotDone [3]",
            "NotAPayment [6]",
        ]
    );
}

#[test]
fn a_ledger_whose_payments_are_below_zero() {
    let rows =
        paid("Date,Customer,Num,Amount\n27/03/2026,Anna,1042,-149.00\n28/03/2026,Bo,1043,-20.00\n");
    assert_eq!(rows[0], "line-2 2026-03-27 149.00 Anna Some(\"1042\") None");
}

proptest::proptest! {
    #[test]
    fn whatever_the_bytes_rows_are_read_or_named(
        bytes in proptest::collection::vec(proptest::prelude::any::<u8>(), 0..400),
        text in "(Date|Amount|Memo|[\",;\t\n\r 0-9./$()-]|é){0,80}",
    ) {
        for file in [bytes.as_slice(), text.as_bytes()] {
            let _ = (bank(file, &Choices::default()), payments(file, &Choices::default()));
        }
    }

    #[test]
    fn a_row_torn_anywhere_never_takes_another_with_it(
        cut in 0_usize..34,
        what in proptest::sample::select(vec!["\"", ",", "\n", "\"\"", "\u{feff}", "x"]),
    ) {
        let row = "2026-03-05,\"KOWALSKI, A\",1120.00,a";
        let mut torn = row.to_owned();
        torn.insert_str(cut, what);
        let text = format!("Date,Memo,Amount,Id\n2026-03-04,\"BAKER, B\",90.00,b\n{torn}\n2026-03-06,\"COLE, C\",70.00,c\n");
        let reading = bank(text.as_bytes(), &Choices::default()).unwrap();
        let has = |id: &str, cents: i64| reading.rows.iter().any(|d| d.id == id && d.amount.cents() == cents);
        proptest::prop_assert!(has("b", 9_000) && has("c", 7_000), "{torn:?}: {:?}", reading.rows);
        // And what became of the torn row itself is told, unless it is still whole.
        let told = reading.bad.len() + reading.aside.len() + reading.rows.len();
        proptest::prop_assert!(told >= 3, "{torn:?}");
    }
}

#[test]
fn a_statement_has_money_out_and_balances() {
    let text = "Date,Description,Withdrawals,Deposits,Balance\n\
                03/26/2026,SHELL OIL,48.11,,951.89\n\
                03/27/2026,ZELLE ANNA,,120.00,\"1,071.89\"\n\
                03/27/2026,NOTHING,,0.00,1071.89\n";
    let reading = statement(text.as_bytes(), &Choices::default()).unwrap();
    let rows: Vec<String> = reading
        .rows
        .iter()
        .map(|l| format!("{} {} {} {:?}", l.date, l.amount, l.description, l.balance))
        .collect();
    assert_eq!(
        rows,
        [
            "2026-03-26 -48.11 SHELL OIL Some(Money(95189))",
            "2026-03-27 120.00 ZELLE ANNA Some(Money(107189))",
        ]
    );
    assert_eq!(reading.aside.values().flatten().count(), 1);
    // A card's statement: what was bought stands above zero.
    let card = "Date,Description,Amount\n2026-03-26,SHELL OIL,48.11\n2026-03-27,PAYMENT,-100.00\n";
    let turned = statement(card.as_bytes(), &choices(&["bank.positive=out"]).0).unwrap();
    let amounts: Vec<String> = turned.rows.iter().map(|l| l.amount.to_string()).collect();
    assert_eq!(amounts, ["-48.11", "100.00"]);
}
