//! How US banks word money in: seven banks' ways, after what public statements show. One book keeps one bank.

use jiff::civil::Date;

use crate::draw::Draw;
use crate::names::{FIRST, LAST};

/// Whose way of wording a book keeps.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Bank {
    Chase,
    America,
    Wells,
    Usb,
    Pnc,
    Td,
    CreditUnion,
}

pub(super) const BANKS: [Bank; 7] = [
    Bank::Chase,
    Bank::America,
    Bank::Wells,
    Bank::Usb,
    Bank::Pnc,
    Bank::Td,
    Bank::CreditUnion,
];

/// One ACH entry, as far as banks print it.
pub(super) struct Ach<'a> {
    /// Who sent it; 16 characters at most reach the bank.
    pub company: &'a str,
    /// Ten characters.
    pub company_id: &'a str,
    /// What for; 10 characters at most reach the bank.
    pub entry: &'a str,
    /// `CCD` between firms, `PPD` from people.
    pub class: &'a str,
    /// The sender's own reference.
    pub individual: &'a str,
}

const CAPITALS: &[u8] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789";

fn head(text: &str, width: usize) -> String {
    text.chars()
        .take(width)
        .collect::<String>()
        .trim_end()
        .to_owned()
}

impl Bank {
    /// A line for an ACH entry to `us`. Draws a trace of 15 digits.
    pub(super) fn ach(self, draw: &mut Draw, date: Date, us: &str, entry: &Ach<'_>) -> String {
        let trace = draw.digits(15);
        let company = head(&entry.company.to_uppercase(), 16);
        let (id, what, class, own) = (
            entry.company_id,
            head(entry.entry, 10),
            entry.class,
            entry.individual,
        );
        let us = head(&us.to_uppercase(), 22);
        let day = date.strftime("%y%m%d");
        match self {
            Self::Chase => format!(
                "ORIG CO NAME:{company} ORIG ID:{id} DESC DATE:{day} CO ENTRY DESCR:{what} SEC:{class} TRACE#:{trace} EED:{day} IND ID:{own} IND NAME:{us}"
            ),
            Self::America => {
                format!("{company} DES:{what} ID:{own} INDN:{us} CO ID:{id} {class}")
            }
            Self::Wells => format!("{company} {what} {day} {own} {us}"),
            Self::Usb => format!("ELECTRONIC DEPOSIT {company} REF={trace} {what} {id}{own}"),
            Self::Pnc => format!("ACH CREDIT {own} {what} {company}"),
            Self::Td => format!("{class} DEPOSIT, {company} {what} {own}"),
            Self::CreditUnion => {
                format!("Deposit ACH {company} TYPE: {what} ID: {id} CO: {company}")
            }
        }
    }

    /// Zelle from somebody, with what they wrote beside it. Draws 11 digits and 9 letters.
    pub(super) fn zelle(
        self,
        draw: &mut Draw,
        date: Date,
        payer: &str,
        note: Option<&str>,
    ) -> String {
        let (digits, letters) = (draw.digits(11), draw.text(9, CAPITALS));
        let shout = payer.to_uppercase();
        let memo = note.map(|n| format!(" for \"{n}\"")).unwrap_or_default();
        let tail = note.map(|n| format!(" {n}")).unwrap_or_default();
        match self {
            Self::Chase => format!("Zelle payment from {shout} {digits}{tail}"),
            Self::America => format!(
                "Zelle payment from {shout}{memo}; Conf# {}",
                letters.to_lowercase()
            ),
            Self::Wells => format!(
                "ZELLE FROM {shout} ON {} REF # PP0{letters}{tail}",
                date.strftime("%m/%d")
            ),
            Self::Usb => format!("ZELLE INSTANT PMT FROM {shout}{tail}"),
            Self::Pnc => format!("ZEL FROM {shout}{tail}"),
            Self::Td => format!("TD ZELLE RECEIVED, {digits} Zelle {shout}{tail}"),
            Self::CreditUnion => format!("ZELLE Transfer from {payer}{tail}"),
        }
    }

    /// A wire or real-time payment. Draws 10 digits.
    pub(super) fn wire(self, draw: &mut Draw, payer: &str, note: Option<&str>) -> String {
        let digits = draw.digits(10);
        let shout = payer.to_uppercase();
        let tail = note.map(|n| format!(" REF:{n}")).unwrap_or_default();
        match self {
            Self::Chase => {
                format!("FEDWIRE CREDIT VIA: CITIBANK B/O: {shout}{tail} IMAD: {digits}")
            }
            Self::America => format!("WIRE TYPE:WIRE IN ORIG:{shout}{tail} ID:{digits}"),
            Self::Wells => format!("WT {digits} ORG={shout}{tail}"),
            Self::Usb | Self::Pnc => format!("RTP CREDIT {shout}{tail} {digits}"),
            Self::Td => format!("WIRE TRANSFER INCOMING, {shout}{tail}"),
            Self::CreditUnion => format!("Incoming Wire {payer}{tail}"),
        }
    }

    /// Paper. Draws one of three and 9 digits.
    pub(super) fn paper(self, draw: &mut Draw, slip: bool) -> String {
        let (kind, digits) = (draw.between(0, 2), draw.digits(9));
        match (self, slip, kind) {
            (Self::Chase, false, 0 | 1) => "REMOTE ONLINE DEPOSIT # 1".to_owned(),
            (Self::Chase, ..) => format!("DEPOSIT ID NUMBER {}", &digits[..6]),
            (Self::America, false, 0 | 1) => "BKOFAMERICA MOBILE DEPOSIT".to_owned(),
            (Self::America, ..) => "Counter Credit".to_owned(),
            (Self::Wells, false, 0 | 1) => format!("MOBILE DEPOSIT : REF NUMBER :{digits}"),
            (Self::Wells, ..) => "DEPOSIT MADE IN A BRANCH/STORE".to_owned(),
            (Self::Usb, false, 0) => "MOBILE CHECK DEPOSIT".to_owned(),
            (Self::Usb, ..) => format!("DEPOSIT {digits}"),
            (Self::Pnc, false, 0 | 1) => "MOBILE DEPOSIT".to_owned(),
            (Self::Pnc, ..) => format!("DEPOSIT REFERENCE NO {digits}"),
            (Self::Td, false, 0 | 1) => "MOBILE DEPOSIT".to_owned(),
            (Self::Td, _, 0) => "ATM CHECK DEPOSIT".to_owned(),
            (Self::Td, ..) => "DEPOSIT".to_owned(),
            (Self::CreditUnion, false, 0) => "Deposit by Check - Mobile".to_owned(),
            (Self::CreditUnion, ..) => "Deposit".to_owned(),
        }
    }

    /// Money that is not revenue, of the `kind`th sort. Draws 10 digits and an ACH trace. Half of the sorts are ACH
    /// entries, half the bank's own lines.
    pub(super) fn stranger(self, draw: &mut Draw, date: Date, us: &str, kind: usize) -> String {
        let digits = draw.digits(10);
        let (four, long) = (&digits[..4], digits.as_str());
        let (company, entry, class) = match kind % STRANGERS {
            0 => ("IRS TREAS 310", "TAX REF", "PPD"),
            1 => ("ONDECK CAPITAL", "LOAN FUND", "CCD"),
            2 => ("STATE FARM INS", "CLAIM PMT", "CCD"),
            3 => ("FERGUSON ENT", "VENDOR RFD", "CCD"),
            4 => ("CO DEPT REVENUE", "TAX REFUND", "CCD"),
            5 => ("SBA LOAN SVCS", "EIDL LOAN", "CCD"),
            6 => ("GUSTO", "FEE REFUND", "CCD"),
            7 => ("AMERICAN EXPRESS", "REWARDS", "PPD"),
            8 => ("ALLSTATE INS CO", "CLM PAYMT", "CCD"),
            9 => ("STRIPE CAPITAL", "LOAN", "CCD"),
            n => return self.own_line(n, four, long),
        };
        let id = format!("9{}", &long[..9]);
        self.ach(
            draw,
            date,
            us,
            &Ach {
                company,
                company_id: &id,
                entry,
                class,
                individual: &long[..8],
            },
        )
    }

    /// Money that is not revenue in the words of a client's: from a friend, from the owner's pocket over the counter.
    pub(super) fn quiet_stranger(self, draw: &mut Draw, date: Date, kind: usize) -> String {
        let name = format!("{} {}", draw.pick(&FIRST), draw.pick(&LAST));
        match kind % 4 {
            0 | 1 => self.zelle(draw, date, &name, None),
            2 => self.wire(draw, &name, None),
            _ => self.paper(draw, true),
        }
    }

    fn own_line(self, kind: usize, four: &str, long: &str) -> String {
        let chase = matches!(self, Self::Chase | Self::America);
        match kind {
            10 if chase => format!("Online Transfer from SAV ...{four} transaction#: {long}"),
            10 => format!("ONLINE TRANSFER FROM SAVINGS XXXXXX{four} REF #{long}"),
            11 => format!("Online Transfer from CHK ...{four}"),
            12 => "OWNER CONTRIBUTION".to_owned(),
            13 => "INTEREST PAYMENT".to_owned(),
            14 => format!("THE HOME DEPOT #{four} PURCHASE RETURN"),
            15 => format!("LINE OF CREDIT ADVANCE {four}"),
            16 => "MEMBER CAPITAL CONTRIBUTION".to_owned(),
            17 => format!("INTERNAL TRANSFER FROM ACCT {four}"),
            18 => "OVERDRAFT FEE REVERSAL".to_owned(),
            _ => format!("LOWES #{four} REFUND"),
        }
    }
}

/// How many sorts of money that is not revenue there are.
pub(super) const STRANGERS: usize = 20;
