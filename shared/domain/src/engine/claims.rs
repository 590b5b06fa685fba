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

/// One deposit's claims, as odds.
#[derive(Clone, Default)]
pub struct Claim {
    all: BTreeMap<u32, f64>,
    /// Of these, what it claims as a payout of a chain.
    chained: BTreeMap<(usize, u32), f64>,
}

/// Claims of all deposits on all payments, as odds.
///
/// Payouts of one chain say through the chain what they claim of each other, and would otherwise say it twice.
pub struct Claims {
    total: Vec<f64>,
    chained: BTreeMap<(usize, u32), f64>,
    by_deposit: Vec<Claim>,
}

impl Claims {
    /// Nobody claims anything yet.
    pub fn none(payments: usize, deposits: usize) -> Self {
        Self {
            total: vec![0.0; payments],
            chained: BTreeMap::new(),
            by_deposit: vec![Claim::default(); deposits],
        }
    }

    /// How probable it is that nobody but this deposit, and its neighbours in the chain, has the payment.
    fn free(&self, deposit: usize, payment: u32, chain: Option<usize>) -> f64 {
        let own = &self.by_deposit[deposit];
        let mut others = self.total[payment as usize] - own.all.get(&payment).unwrap_or(&0.0);
        if let Some(chain) = chain {
            let at = (chain, payment);
            let neighbours = self.chained.get(&at).unwrap_or(&0.0);
            others -= neighbours - own.chained.get(&at).unwrap_or(&0.0);
        }
        (1.0 / (1.0 + others.max(0.0))).max(FREE_AFTER_ALL)
    }

    /// How probable it is that nobody but this deposit has any of a hypothesis' payments.
    pub fn all_free(&self, deposit: usize, h: &Hypothesis) -> f64 {
        let chain = h.ride().map(|r| r.chain);
        h.set
            .iter()
            .map(|i| self.free(deposit, *i, chain))
            .product()
    }

    /// What deposits other than the `loose` ones claim, in odds by payment.
    pub fn of_others(&self, loose: &[bool]) -> Vec<f64> {
        let mut odds = vec![0.0; self.total.len()];
        let others = self
            .by_deposit
            .iter()
            .zip(loose)
            .filter(|(_, loose)| !**loose);
        for (i, claimed) in others.flat_map(|(claim, _)| &claim.all) {
            odds[*i as usize] += claimed;
        }
        odds
    }

    /// A deposit's claims, from the probabilities of its hypotheses. Half of the step at a time, so that two deposits
    /// that want one payment do not swap it for ever.
    pub fn claim(&self, deposit: usize, list: &[Hypothesis], posterior: &[f64]) -> Claim {
        let mut claim = Claim::default();
        for (h, p) in list.iter().zip(posterior) {
            for i in &h.set {
                *claim.all.entry(*i).or_default() += p;
                if let Some(ride) = h.ride() {
                    *claim.chained.entry((ride.chain, *i)).or_default() += p;
                }
            }
        }
        let before = &self.by_deposit[deposit];
        let mut scale: BTreeMap<u32, f64> = BTreeMap::new();
        for (i, p) in &mut claim.all {
            let odds = *p / (1.0 - *p).max(1e-9) / self.free(deposit, *i, None);
            let old = before.all.get(i).copied().unwrap_or(0.0);
            let now = f64::midpoint(old, odds.min(SUREST));
            scale.insert(*i, if *p > 0.0 { now / *p } else { 0.0 });
            *p = now;
        }
        for ((_, i), p) in &mut claim.chained {
            *p *= scale.get(i).copied().unwrap_or(0.0);
        }
        claim
    }

    /// All deposits' claims of one round.
    pub fn set(&mut self, claims: Vec<Claim>) {
        self.total.fill(0.0);
        self.chained.clear();
        for claim in &claims {
            for (i, odds) in &claim.all {
                self.total[*i as usize] += odds;
            }
            for (at, odds) in &claim.chained {
                *self.chained.entry(*at).or_default() += odds;
            }
        }
        self.by_deposit = claims;
    }
}
