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

/// One deposit: its payments, each once, and its hypotheses in terms of these.
struct Local {
    /// Sorted.
    payments: Vec<u32>,
    /// By payment: its claim, as odds.
    all: Vec<f64>,
    /// Its part in chains.
    chained: Vec<Ridden>,
    sets: Vec<Set>,
}

/// What a deposit claims as a payout of one chain.
struct Ridden {
    /// Index of the chain.
    chain: usize,
    /// Of each payment that it may hold there, the place among the deposit's, and among the chain's.
    at: Vec<u32>,
    place: Vec<u32>,
    /// By payment, as odds.
    claimed: Vec<f64>,
}

/// A hypothesis: places among the deposit's payments or, where it rides in a chain, among those it may hold there.
struct Set {
    places: Vec<u32>,
    /// Index among `chained`.
    ridden: Option<usize>,
}

fn narrow(index: usize) -> u32 {
    u32::try_from(index).unwrap_or(u32::MAX)
}

impl Local {
    fn of(list: &[Hypothesis]) -> Self {
        let mut payments: Vec<u32> = list.iter().flat_map(|h| h.set.iter().copied()).collect();
        payments.sort_unstable();
        payments.dedup();
        let place = |i: &u32| narrow(payments.partition_point(|p| p < i));
        let mut chains: Vec<usize> = list.iter().filter_map(|h| Some(h.ride()?.chain)).collect();
        chains.sort_unstable();
        chains.dedup();
        let ridden = |chain: usize| {
            let rides = list
                .iter()
                .filter(|h| h.ride().is_some_and(|r| r.chain == chain));
            let mut at: Vec<u32> = rides.flat_map(|h| h.set.iter().map(place)).collect();
            at.sort_unstable();
            at.dedup();
            Ridden {
                chain,
                place: Vec::new(),
                claimed: vec![0.0; at.len()],
                at,
            }
        };
        let chained: Vec<Ridden> = chains.iter().map(|chain| ridden(*chain)).collect();
        let set = |h: &Hypothesis| {
            let ridden = h
                .ride()
                .map(|r| chains.partition_point(|chain| *chain < r.chain));
            let places = h.set.iter().map(place);
            Set {
                places: match ridden.map(|r| &chained[r].at) {
                    Some(at) => places
                        .map(|p| narrow(at.partition_point(|a| *a < p)))
                        .collect(),
                    None => places.collect(),
                },
                ridden,
            }
        };
        Self {
            sets: list.iter().map(set).collect(),
            all: vec![0.0; payments.len()],
            chained,
            payments,
        }
    }
}

/// Claims of all deposits on all payments, as odds.
///
/// Payouts of one chain say through the chain what they claim of each other, and would otherwise say it twice.
pub struct Claims {
    total: Vec<f64>,
    /// By chain, then by its payments.
    chained: Vec<Vec<f64>>,
    by_deposit: Vec<Local>,
}

impl Claims {
    /// Nobody claims anything yet.
    pub fn none(payments: usize, chains: usize, hypotheses: &[Vec<Hypothesis>]) -> Self {
        let mut by_deposit: Vec<Local> = hypotheses.iter().map(|list| Local::of(list)).collect();
        // A chain's payments, each once: most chains have few of the book's.
        let mut of_chain: Vec<Vec<u32>> = vec![Vec::new(); chains];
        for local in &by_deposit {
            for ridden in &local.chained {
                let held = ridden.at.iter().map(|at| local.payments[*at as usize]);
                of_chain[ridden.chain].extend(held);
            }
        }
        for list in &mut of_chain {
            list.sort_unstable();
            list.dedup();
        }
        for local in &mut by_deposit {
            for ridden in &mut local.chained {
                let list = &of_chain[ridden.chain];
                let held = ridden.at.iter().map(|at| local.payments[*at as usize]);
                ridden.place = held
                    .map(|i| narrow(list.partition_point(|p| *p < i)))
                    .collect();
            }
        }
        Self {
            total: vec![0.0; payments],
            chained: of_chain.iter().map(|list| vec![0.0; list.len()]).collect(),
            by_deposit,
        }
    }

    /// By payment of a deposit: how probable it is that nobody else has it.
    fn free(&self, own: &Local) -> Vec<f64> {
        let others = |(payment, own): (&u32, &f64)| self.total[*payment as usize] - own;
        own.payments
            .iter()
            .zip(&own.all)
            .map(others)
            .map(free_of)
            .collect()
    }

    /// The same for what it may hold as a payout of a chain, where its neighbours in the chain are left out.
    fn free_in(&self, own: &Local, ridden: &Ridden) -> Vec<f64> {
        let of = |((at, place), claimed): ((&u32, &u32), &f64)| {
            let at = *at as usize;
            let mut others = self.total[own.payments[at] as usize] - own.all[at];
            others -= self.chained[ridden.chain][*place as usize] - claimed;
            free_of(others)
        };
        let held = ridden.at.iter().zip(&ridden.place).zip(&ridden.claimed);
        held.map(of).collect()
    }

    /// By hypothesis of a deposit: how probable it is that nobody else has any of its payments.
    pub fn all_free(&self, deposit: usize) -> Vec<f64> {
        let own = &self.by_deposit[deposit];
        let apart = self.free(own);
        let in_chains: Vec<Vec<f64>> = own.chained.iter().map(|r| self.free_in(own, r)).collect();
        let of_set = |set: &Set| -> f64 {
            let free = set.ridden.map_or(&apart, |r| &in_chains[r]);
            set.places.iter().map(|at| free[*at as usize]).product()
        };
        own.sets.iter().map(of_set).collect()
    }

    /// How probable it is that no deposit has a payment.
    pub fn unclaimed(&self, payment: u32) -> f64 {
        free_of(self.total[payment as usize])
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
            let free = self.free(&self.by_deposit[d]);
            let own = &mut self.by_deposit[d];
            let mut share = vec![0.0; own.payments.len()];
            own.chained.iter_mut().for_each(|r| r.claimed.fill(0.0));
            for (set, p) in own.sets.iter().zip(p) {
                match set.ridden {
                    None => set.places.iter().for_each(|at| share[*at as usize] += p),
                    Some(r) => {
                        let ridden = &mut own.chained[r];
                        for at in &set.places {
                            share[ridden.at[*at as usize] as usize] += p;
                            ridden.claimed[*at as usize] += p;
                        }
                    }
                }
            }
            let mut scale = vec![0.0; share.len()];
            for (at, share) in share.into_iter().enumerate() {
                let odds = share / (1.0 - share).max(1e-9) / free[at];
                let now = f64::midpoint(own.all[at], odds.min(SUREST));
                let before = own.all[at] / (1.0 + own.all[at]);
                greatest = greatest.max((now / (1.0 + now) - before).abs());
                scale[at] = if share > 0.0 { now / share } else { 0.0 };
                own.all[at] = now;
            }
            for ridden in &mut own.chained {
                for (at, claimed) in ridden.at.iter().zip(&mut ridden.claimed) {
                    *claimed *= scale[*at as usize];
                }
            }
        }
        self.sum_up();
        greatest
    }

    fn sum_up(&mut self) {
        self.total.fill(0.0);
        self.chained.iter_mut().for_each(|c| c.fill(0.0));
        for local in &self.by_deposit {
            for (payment, claim) in local.payments.iter().zip(&local.all) {
                self.total[*payment as usize] += claim;
            }
            for ridden in &local.chained {
                let of_chain = &mut self.chained[ridden.chain];
                for (place, claimed) in ridden.place.iter().zip(&ridden.claimed) {
                    of_chain[*place as usize] += claimed;
                }
            }
        }
    }
}

fn free_of(others: f64) -> f64 {
    (1.0 / (1.0 + others.max(0.0))).max(FREE_AFTER_ALL)
}
