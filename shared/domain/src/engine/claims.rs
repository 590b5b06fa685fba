//! Who else claims a payment: belief propagation over deposits (each is one of its hypotheses or none) and payments
//! (each is in at most one deposit).
//!
//! A payment tells a deposit how free it is of the *others'* claims; a deposit tells a payment how strongly it claims
//! it, leaving out what that payment told it. Multiplying the others' plain probabilities instead (a mean field)
//! counts every claim twice and is too modest where a few equal amounts meet a few deposits.

use super::hypothesis::Hypothesis;

/// A payment that seems taken might still be free, so probable.
const FREE_AFTER_ALL: f64 = 1e-6;
/// The strongest claim there is: odds.
const SUREST: f64 = 1e6;

/// One deposit: its payments and chains, each once, and its hypotheses in terms of these.
struct Local {
    /// Sorted.
    payments: Vec<u32>,
    chains: Vec<usize>,
    /// By hypothesis: places among `payments`, and among `chains`.
    sets: Vec<(Vec<u32>, Option<usize>)>,
    /// By payment: its claim, as odds.
    all: Vec<f64>,
    /// By chain, then payment: of these, what is claimed as a payout of the chain.
    chained: Vec<Vec<f64>>,
}

impl Local {
    fn of(list: &[Hypothesis]) -> Self {
        let mut payments: Vec<u32> = list.iter().flat_map(|h| h.set.iter().copied()).collect();
        payments.sort_unstable();
        payments.dedup();
        let mut chains: Vec<usize> = list.iter().filter_map(|h| Some(h.ride()?.chain)).collect();
        chains.sort_unstable();
        chains.dedup();
        let place = |i: &u32| payments.partition_point(|p| p < i);
        let sets = list.iter().map(|h| {
            let set = h.set.iter().map(|i| u32::try_from(place(i)).unwrap_or(0));
            let chain = h.ride().map(|r| chains.partition_point(|c| *c < r.chain));
            (set.collect(), chain)
        });
        Self {
            sets: sets.collect(),
            all: vec![0.0; payments.len()],
            chained: vec![vec![0.0; payments.len()]; chains.len()],
            payments,
            chains,
        }
    }
}

/// Claims of all deposits on all payments, as odds.
///
/// Payouts of one chain say through the chain what they claim of each other, and would otherwise say it twice.
pub struct Claims {
    total: Vec<f64>,
    /// By chain, then payment.
    chained: Vec<Vec<f64>>,
    by_deposit: Vec<Local>,
}

impl Claims {
    /// Nobody claims anything yet.
    pub fn none(payments: usize, chains: usize, hypotheses: &[Vec<Hypothesis>]) -> Self {
        Self {
            total: vec![0.0; payments],
            chained: vec![vec![0.0; payments]; chains],
            by_deposit: hypotheses.iter().map(|list| Local::of(list)).collect(),
        }
    }

    /// By payment of a deposit: how probable it is that nobody else has it, its neighbours in a chain apart.
    fn free(&self, own: &Local, chain: Option<usize>) -> Vec<f64> {
        let mut free = Vec::with_capacity(own.payments.len());
        for (at, payment) in own.payments.iter().enumerate() {
            let payment = *payment as usize;
            let mut others = self.total[payment] - own.all[at];
            if let Some(chain) = chain {
                others -= self.chained[own.chains[chain]][payment] - own.chained[chain][at];
            }
            free.push((1.0 / (1.0 + others.max(0.0))).max(FREE_AFTER_ALL));
        }
        free
    }

    /// By hypothesis of a deposit: how probable it is that nobody else has any of its payments.
    pub fn all_free(&self, deposit: usize) -> Vec<f64> {
        let own = &self.by_deposit[deposit];
        let apart = self.free(own, None);
        let in_chains: Vec<Vec<f64>> = (0..own.chains.len())
            .map(|c| self.free(own, Some(c)))
            .collect();
        let of_set = |(set, chain): &(Vec<u32>, Option<usize>)| -> f64 {
            let free = chain.map_or(&apart, |c| &in_chains[c]);
            set.iter().map(|at| free[*at as usize]).product()
        };
        own.sets.iter().map(of_set).collect()
    }

    /// What deposits other than the `loose` ones claim, in odds by payment.
    pub fn of_others(&self, loose: &[bool]) -> Vec<f64> {
        let mut odds = vec![0.0; self.total.len()];
        let others = self.by_deposit.iter().zip(loose).filter(|(_, l)| !**l);
        for (local, _) in others {
            for (payment, claimed) in local.payments.iter().zip(&local.all) {
                odds[*payment as usize] += claimed;
            }
        }
        odds
    }

    /// Takes the probabilities of all hypotheses as claims. Half of the step at a time, so that two deposits that want
    /// one payment do not swap it for ever. Returns the greatest change of a claim, in deposits.
    pub fn set(&mut self, posterior: &[Vec<f64>]) -> f64 {
        let mut greatest: f64 = 0.0;
        for (d, p) in posterior.iter().enumerate() {
            let free = self.free(&self.by_deposit[d], None);
            let own = &mut self.by_deposit[d];
            let mut share = vec![0.0; own.payments.len()];
            own.chained.iter_mut().for_each(|c| c.fill(0.0));
            for ((set, chain), p) in own.sets.iter().zip(p) {
                for at in set {
                    share[*at as usize] += p;
                    if let Some(chain) = chain {
                        own.chained[*chain][*at as usize] += p;
                    }
                }
            }
            for (at, share) in share.into_iter().enumerate() {
                let odds = share / (1.0 - share).max(1e-9) / free[at];
                let now = f64::midpoint(own.all[at], odds.min(SUREST));
                let before = own.all[at] / (1.0 + own.all[at]);
                greatest = greatest.max((now / (1.0 + now) - before).abs());
                let scale = if share > 0.0 { now / share } else { 0.0 };
                own.chained.iter_mut().for_each(|c| c[at] *= scale);
                own.all[at] = now;
            }
        }
        self.sum_up();
        greatest
    }

    fn sum_up(&mut self) {
        self.total.fill(0.0);
        self.chained.iter_mut().for_each(|c| c.fill(0.0));
        for local in &self.by_deposit {
            for (at, payment) in local.payments.iter().enumerate() {
                self.total[*payment as usize] += local.all[at];
                for (chain, claims) in local.chains.iter().zip(&local.chained) {
                    self.chained[*chain][*payment as usize] += claims[at];
                }
            }
        }
    }
}
