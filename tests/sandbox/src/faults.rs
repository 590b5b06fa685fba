//! What goes wrong on purpose. Everything is off until somebody asks for it.

/// The faults that are on.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Faults {
    /// Jobber answers nothing but 503.
    pub jobber_outage: bool,
    /// Plaid answers nothing but 503.
    pub plaid_outage: bool,
    /// How many more times a Plaid sync that has begun to page is told that the data changed under it.
    pub plaid_mutations: u32,
}
