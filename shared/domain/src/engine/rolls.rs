//! Which payments of a day can ride in the next payout: every subset of the day, by its sum.

/// The most subsets of one day that are listed.
const MAX_SUBSETS: usize = 1 << 13;

/// Subsets of one day's payments, by what they are worth.
pub struct Subsets {
    /// How many payments the day has.
    pub count: usize,
    nets: Vec<i64>,
    /// Sum and members (as bits), by sum, then members.
    entries: Vec<(i64, u64)>,
    /// Where each distinct sum begins among the entries.
    starts: Vec<usize>,
}

impl Subsets {
    /// Of payments worth so much. Where there are too many subsets only the smaller ones are listed; of more than 64
    /// payments none.
    pub fn of(nets: &[i64]) -> Self {
        let most = largest(nets.len());
        let mut entries: Vec<(i64, u64)> = vec![(0, 0)];
        for (bit, net) in nets.iter().enumerate().take(if most == 0 { 0 } else { 64 }) {
            let with = entries
                .iter()
                .filter(|(_, mask)| mask.count_ones() < most)
                .map(|(sum, mask)| (sum.saturating_add(*net), mask | 1 << bit));
            entries = merged(&entries, with.collect());
        }
        let mut starts: Vec<usize> = Vec::new();
        for (e, (sum, _)) in entries.iter().enumerate() {
            if starts.last().is_none_or(|s| entries[*s].0 != *sum) {
                starts.push(e);
            }
        }
        Self {
            count: nets.len(),
            nets: nets.to_vec(),
            entries,
            starts,
        }
    }

    /// Of so many payments none but the empty one, where nobody asks for more.
    pub fn none(count: usize) -> Self {
        Self {
            count,
            nets: Vec::new(),
            entries: vec![(0, 0)],
            starts: vec![0],
        }
    }

    /// How many distinct sums there are.
    pub const fn sums(&self) -> usize {
        self.starts.len()
    }

    /// A sum by its index.
    pub fn sum(&self, index: usize) -> i64 {
        self.entries[self.starts[index]].0
    }

    /// The index of a sum.
    pub fn find(&self, sum: i64) -> Option<usize> {
        self.starts
            .binary_search_by_key(&sum, |s| self.entries[*s].0)
            .ok()
    }

    /// The index of the sum of a subset.
    pub fn sum_of(&self, mask: u64) -> Option<usize> {
        let bits = (0..self.nets.len().min(64)).filter(|b| mask >> b & 1 == 1);
        self.find(bits.map(|b| self.nets[b]).fold(0, i64::saturating_add))
    }

    /// The subsets of a sum.
    pub fn members(&self, index: usize) -> impl Iterator<Item = u64> + '_ {
        let end = self
            .starts
            .get(index + 1)
            .copied()
            .unwrap_or(self.entries.len());
        self.entries[self.starts[index]..end]
            .iter()
            .map(|(_, mask)| *mask)
    }

    /// Forgets all sums but these (indexes, sorted), which are numbered anew in their order.
    pub fn keep(&mut self, sums: &[usize]) {
        let (mut entries, mut starts) = (Vec::new(), Vec::with_capacity(sums.len()));
        for &index in sums {
            starts.push(entries.len());
            let (from, sum) = (self.starts[index], self.sum(index));
            entries.extend(self.entries[from..].iter().take_while(|(s, _)| *s == sum));
        }
        entries.shrink_to_fit();
        (self.entries, self.starts) = (entries, starts);
    }

    /// How probable one subset is when each payment rolls with probability `share`.
    pub fn chance(&self, mask: u64, share: f64) -> f64 {
        chance(self.count, mask, share)
    }

    /// How probable a sum is.
    pub fn chance_of_sum(&self, index: usize, share: f64) -> f64 {
        self.members(index).map(|m| self.chance(m, share)).sum()
    }

    /// How probable each sum is.
    pub fn chances_of_sums(&self, share: f64) -> Vec<f64> {
        // Subsets of one size are as probable: worked out once.
        let most = u32::try_from(self.count.min(64)).unwrap_or(64);
        let by_size: Vec<f64> = (0..=most)
            .map(|size| self.chance(u64::MAX.checked_shr(64 - size).unwrap_or(0), share))
            .collect();
        let of_sum = |index| {
            self.members(index)
                .map(|m| by_size[m.count_ones() as usize])
        };
        (0..self.sums()).map(|index| of_sum(index).sum()).collect()
    }
}

/// How probable one subset of so many payments is when each is in it with probability `share`.
pub fn chance(count: usize, mask: u64, share: f64) -> f64 {
    let inside = i32::try_from(mask.count_ones()).unwrap_or(0);
    let all = i32::try_from(count).unwrap_or(i32::MAX);
    share.powi(inside) * (1.0 - share).powi(all - inside)
}

/// Every subset of at most 64 payments whose sum lies between two values, both included, by sum, then members: by
/// halves, so that of `n` payments only about `2^(n/2)` sums are made.
pub fn adding_up(nets: &[i64], low: i64, high: i64) -> Vec<u64> {
    let (first, second) = nets.split_at(nets.len() / 2);
    let few = sums(first);
    let mut found: Vec<(i64, u64)> = Vec::new();
    for (rest, more) in sums(second) {
        let (least, most) = (low.saturating_sub(rest), high.saturating_sub(rest));
        let start = few.partition_point(|(sum, _)| *sum < least);
        let fitting = few[start..].iter().take_while(|(sum, _)| *sum <= most);
        found.extend(
            fitting.map(|(sum, mask)| (sum.saturating_add(rest), mask | more << first.len())),
        );
    }
    found.sort_unstable();
    found.into_iter().map(|(_, mask)| mask).collect()
}

/// Every subset by its sum.
fn sums(nets: &[i64]) -> Vec<(i64, u64)> {
    let mut all = vec![(0_i64, 0_u64)];
    for (bit, net) in nets.iter().enumerate() {
        let with = all
            .iter()
            .map(|(sum, mask)| (sum.saturating_add(*net), mask | 1 << bit));
        let with: Vec<(i64, u64)> = with.collect();
        all.extend(with);
    }
    all.sort_unstable();
    all
}

/// The largest subset of a day with `count` payments that is listed.
fn largest(count: usize) -> u32 {
    if count > 64 {
        return 0;
    }
    let (mut all, mut ways, mut size) = (1_usize, 1_usize, 0);
    while size < count {
        ways = ways * (count - size) / (size + 1);
        all = all.saturating_add(ways);
        if all > MAX_SUBSETS {
            break;
        }
        size += 1;
    }
    u32::try_from(size).unwrap_or(0)
}

fn merged(a: &[(i64, u64)], b: Vec<(i64, u64)>) -> Vec<(i64, u64)> {
    let mut out = Vec::with_capacity(a.len() + b.len());
    let mut a = a.iter().copied().peekable();
    let mut b = b.into_iter().peekable();
    while let (Some(x), Some(y)) = (a.peek(), b.peek()) {
        let first = x <= y;
        out.extend(if first { a.next() } else { b.next() });
    }
    out.extend(a);
    out.extend(b);
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        /// By halves the same subsets are found as among all of them, in order.
        #[test]
        fn halves_find_what_the_whole_holds(nets in prop::collection::vec(-3_i64..12, 0..12), low in -5_i64..60, more in 0_i64..4) {
            let sum = |mask: u64| (0..nets.len()).filter(|b| mask >> b & 1 == 1).map(|b| nets[b]).sum::<i64>();
            let mut whole: Vec<u64> = (0..1 << nets.len()).collect();
            whole.retain(|mask| (low..=low + more).contains(&sum(*mask)));
            whole.sort_by_key(|mask| (sum(*mask), *mask));
            prop_assert_eq!(adding_up(&nets, low, low + more), whole);
        }
    }

    #[test]
    fn equal_amounts_share_a_sum_and_chances_add_up() {
        let day = Subsets::of(&[100, 100, 250, 100]);
        let two_hundred = day.find(200).unwrap();
        assert_eq!(day.members(two_hundred).count(), 3);
        assert!(day.find(201).is_none());
        let all: f64 = (0..day.sums()).map(|i| day.chance_of_sum(i, 0.3)).sum();
        assert!((all - 1.0).abs() < 1e-12);
    }

    #[test]
    fn big_days_list_small_subsets_only_and_stay_bounded() {
        for count in [13_usize, 14, 20, 40, 64, 65, 500] {
            let nets: Vec<i64> = (0..count)
                .map(|i| 1_000 + 7 * i64::try_from(i).unwrap())
                .collect();
            let day = Subsets::of(&nets);
            assert!(day.entries.len() <= MAX_SUBSETS, "{count}");
            assert!(day.find(0).is_some());
            assert_eq!(day.sums() > 1, count <= 64);
        }
    }
}
