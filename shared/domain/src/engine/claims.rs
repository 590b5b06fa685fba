//! Who else claims a payment: belief propagation over deposits (each is one of its hypotheses or none) and payments
//! (each is in at most one deposit).
//!
//! A payment tells a deposit how free it is of the *others'* claims; a deposit tells a payment how strongly it claims
//! it, leaving out what that payment told it. Multiplying the others' plain probabilities instead (a mean field)
//! counts every claim twice and is too modest where a few equal amounts meet a few deposits.

use std::collections::BTreeMap;

use super::hypothesis::Hypothesis;

/// A payment that seems taken might still be free, so probable.
const FREE_AFTER_ALL: f64 = 1e-6;
/// The strongest claim there is: odds.
const SUREST: f64 = 1e6;

/// Claims of all deposits on all payments, as odds.
pub struct Claims {
    total: Vec<f64>,
    /// By deposit: payment, odds.
    by_deposit: Vec<BTreeMap<u32, f64>>,
}

impl Claims {
    /// Nobody claims anything yet.
    pub fn none(payments: usize, deposits: usize) -> Self {
        Self {
            total: vec![0.0; payments],
            by_deposit: vec![BTreeMap::new(); deposits],
        }
    }

    /// How probable it is that nobody but this deposit has the payment.
    pub fn free(&self, deposit: usize, payment: u32) -> f64 {
        let own = self.by_deposit[deposit]
            .get(&payment)
            .copied()
            .unwrap_or(0.0);
        let others = (self.total[payment as usize] - own).max(0.0);
        (1.0 / (1.0 + others)).max(FREE_AFTER_ALL)
    }

    /// How probable it is that nobody but this deposit has any of a hypothesis' payments.
    pub fn all_free(&self, deposit: usize, h: &Hypothesis) -> f64 {
        h.set.iter().map(|i| self.free(deposit, *i)).product()
    }

    /// A deposit's claims, from the probabilities of its hypotheses. Half of the step at a time, so that two deposits
    /// that want one payment do not swap it for ever.
    pub fn claim(
        &self,
        deposit: usize,
        list: &[Hypothesis],
        posterior: &[f64],
    ) -> BTreeMap<u32, f64> {
        let mut share: BTreeMap<u32, f64> = BTreeMap::new();
        for (h, p) in list.iter().zip(posterior) {
            for i in &h.set {
                *share.entry(*i).or_default() += p;
            }
        }
        let before = &self.by_deposit[deposit];
        for (i, p) in &mut share {
            let odds = *p / (1.0 - *p).max(1e-9) / self.free(deposit, *i);
            let old = before.get(i).copied().unwrap_or(0.0);
            *p = f64::midpoint(old, odds.min(SUREST));
        }
        share
    }

    /// All deposits' claims of one round.
    pub fn set(&mut self, claims: Vec<BTreeMap<u32, f64>>) {
        self.total.fill(0.0);
        for (i, odds) in claims.iter().flatten() {
            self.total[*i as usize] += odds;
        }
        self.by_deposit = claims;
    }
}
