//! What a family of books is: a set of rates. Percentages are of the payments or deposits they can touch. The families
//! themselves stand in `families`.

/// How often processors pay out.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Cadence {
    /// Every business day.
    Daily,
    /// Every business day, and each day of a weekend apart.
    EachDay,
    /// Once a week.
    Weekly,
    /// Half of the seeds daily, half weekly.
    Either,
}

/// What processors keep.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Plans {
    /// One from the processors' price lists.
    Published,
    /// Negotiated: any rate, any fixed part.
    Negotiated,
    /// Published for most cards, and more for some (typed-in numbers, other networks).
    TwoRates,
    /// Nothing: fees are billed once a month, and payouts are gross.
    Gross,
    /// Half of the seeds published, half negotiated.
    Either,
}

/// What the amounts are like.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Prices {
    /// Some flat prices, the rest priced by hand.
    Usual,
    /// Nearly everything costs one of three prices.
    Flat,
    /// A currency without small coins: hundreds of thousands to billions, whole units.
    Big,
}

/// How bank transfers name their payer: weights.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Naming {
    /// In full.
    pub full: i64,
    /// Cut off, turned round or shortened.
    pub cut: i64,
    /// By an ACH company id only.
    pub id: i64,
    /// By the invoice's number.
    pub reference: i64,
}

/// How clients pay: weights.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Mix {
    /// Cards through Jobber Payments.
    pub jobber: i64,
    /// Cards through another processor.
    pub card: i64,
    /// Bank debits through Jobber Payments.
    pub debit: i64,
    /// ACH, Zelle, wire, straight to the bank.
    pub transfer: i64,
    /// Checks.
    pub check: i64,
    /// Notes.
    pub cash: i64,
}

/// The rates of a family.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Family {
    /// Lower case with dashes: the name on command lines and in tables.
    pub name: &'static str,
    /// Days in the book.
    pub days: i32,
    /// Payments on a weekday, on average; a third of it on a Saturday or Sunday.
    pub per_day: i64,
    /// Amounts.
    pub prices: Prices,
    /// Ways to pay.
    pub mix: Mix,
    /// Of the processors.
    pub cadence: Cadence,
    /// Of the processors.
    pub plans: Plans,
    /// Whether processors close the day in the evening: 0 never, 100 always, else a share of seeds.
    pub evening_cut_off: i64,
    /// Days on which somebody asks for the money at once.
    pub instant: i64,
    /// Card payments refunded later, in parts per thousand.
    pub refunds: i64,
    /// Card payments disputed later, in parts per thousand.
    pub disputes: i64,
    /// Card payments with a tip that the books leave out, in parts per thousand.
    pub tips: i64,
    /// Whether payouts are short by a loan's share: a share of seeds.
    pub withholding: i64,
    /// Whether paper goes to the bank once a week on one slip: a share of seeds. Otherwise each check alone.
    pub slips: i64,
    /// Checks that miss their slip and go with the next.
    pub held: i64,
    /// Notes that ever reach the bank.
    pub cash_banked: i64,
    /// How transfers name their payer.
    pub naming: Naming,
    /// Days from payment to posting of a transfer or lone check, at most.
    pub lag: i32,
    /// Transfers and checks that pay several invoices at once.
    pub combined: i64,
    /// Invoices paid in parts.
    pub partial: i64,
    /// Transfers and checks that arrive as two deposits.
    pub split: i64,
    /// Payments without a method or with a wrong one, of those that somebody writes down: what Jobber Payments and its bank
    /// debits bring is written down by Jobber, always and right. So with the next ones.
    pub vague: i64,
    /// Payments entered days late, of those, with the day they were entered.
    pub late: i64,
    /// Transfers that the books date a day after they posted.
    pub first: i64,
    /// Payments nobody wrote down, of those, in parts per thousand.
    pub unrecorded: i64,
    /// Payments written down with another amount, of those, in parts per thousand.
    pub mistyped: i64,
    /// Deposits that are not revenue, per 30 days.
    pub strangers: i64,
    /// Those whose text does not say so: a name nobody knows, a deposit over the counter.
    pub quiet_strangers: i64,
    /// Whether the two processors look alike: one name at the bank, one method in the books.
    pub one_name: bool,
    /// Whether the books never say a method.
    pub silent: bool,
    /// How much of the book is already decided.
    pub history: i64,
    /// Days of payments before the book that the export leaves out.
    pub missing_days: i32,
}
