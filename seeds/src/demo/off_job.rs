//! Money in that is no client's.

use super::{
    book::{Account, Book, Line},
    spending,
};
use crate::Answer;

/// Money in that is nobody's payment: interest, a tax refund, the owner's own money, a return, transfers.
pub(crate) fn not_revenue(book: &mut Book) {
    const IN: (&str, &str) = ("TRANSFER_IN", "TRANSFER_IN_ACCOUNT_TRANSFER");
    let mut lines = Vec::new();
    for offset in [18, 46, 74] {
        let (cents, date) = (book.draw.between(640, 1_480), book.posting_day(offset));
        lines.push(Line::plain(
            Account::Savings,
            -cents,
            date,
            "Interest Payment",
            ("INCOME", "INCOME_INTEREST_EARNED"),
        ));
    }
    let (refund, date) = (book.draw.cents(1_100, 1_900), book.posting_day(40));
    lines.push(Line {
        original: "ORIG CO NAME:IRS TREAS 310 ORIG ID:9101036151 CO ENTRY DESCR:TAX REF SEC:CCD"
            .to_owned(),
        ppd_id: Some("9101036151".to_owned()),
        ..Line::plain(
            Account::Checking,
            -refund,
            date,
            "IRS TREAS 310 TAX REF",
            ("INCOME", "INCOME_TAX_REFUND"),
        )
    });
    let date = book.posting_day(30);
    lines.push(Line::plain(
        Account::Checking,
        -250_000,
        date,
        "Online Transfer from CHK Owner Contribution",
        IN,
    ));
    let (returned, date) = (book.draw.cents(90, 340), book.posting_day(52));
    lines.push(Line {
        merchant: Some("Ferguson"),
        channel: "in store",
        ..Line::plain(
            Account::Card,
            -returned,
            date,
            "FERGUSON ENT 1103 RETURN",
            (
                "GENERAL_MERCHANDISE",
                "GENERAL_MERCHANDISE_OTHER_GENERAL_MERCHANDISE",
            ),
        )
    });
    for offset in [24, 66] {
        let date = book.posting_day(offset);
        lines.push(Line::plain(
            Account::Savings,
            -150_000,
            date,
            "Online Transfer from Business Checking",
            IN,
        ));
    }
    for offset in [27, 57] {
        let (cents, date) = (
            spending::card_payment_cents(offset),
            book.posting_day(offset),
        );
        lines.push(Line::plain(
            Account::Card,
            -cents,
            date,
            "Payment Thank You",
            ("LOAN_PAYMENTS", "LOAN_PAYMENTS_CREDIT_CARD_PAYMENT"),
        ));
    }
    for line in lines {
        let id = book.post(line);
        book.truth.deposits.insert(id, Answer::OffJob);
    }
}
