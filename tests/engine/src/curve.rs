//! Coverage against precision: what would be matched, and how often wrongly, were the confidence alone to decide.

/// Bars from the lowest.
pub const BARS: [f64; 9] = [0.5, 0.8, 0.9, 0.95, 0.98, 0.99, 0.995, 0.998, 0.999];

/// What stands at one bar or above it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Point {
    /// Top candidates.
    pub matched: i64,
    /// Those that are right.
    pub right: i64,
    /// Cents of deposits with an answer among them.
    pub cents: i64,
}

/// A point for each of the [`BARS`].
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Curve {
    /// In the order of the bars.
    pub points: [Point; BARS.len()],
}

impl Curve {
    /// One top candidate, for so many cents of a deposit with an answer; none where it has no answer.
    pub fn add(&mut self, confidence: f64, right: bool, cents: i64) {
        let at_or_above = self.points.iter_mut().zip(BARS);
        for (point, _) in at_or_above.filter(|(_, bar)| confidence >= *bar) {
            point.matched += 1;
            point.right += i64::from(right);
            point.cents += cents;
        }
    }

    /// Both as one.
    pub fn merge(&mut self, other: &Self) {
        for (point, more) in self.points.iter_mut().zip(other.points) {
            point.matched += more.matched;
            point.right += more.right;
            point.cents += more.cents;
        }
    }

    /// The same without money, where it is of another currency.
    pub fn drop_cents(&mut self) {
        self.points.iter_mut().for_each(|point| point.cents = 0);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_candidate_counts_at_every_bar_that_it_reaches() {
        let mut curve = Curve::default();
        curve.add(0.995, true, 100);
        curve.add(0.97, false, 0);
        curve.add(0.2, true, 50);
        let of = |p: &Point| (p.matched, p.right, p.cents);
        let points: Vec<_> = curve.points.iter().map(of).collect();
        assert_eq!(points[..4], [(2, 1, 100); 4]);
        assert_eq!(points[4..7], [(1, 1, 100); 3]);
        assert_eq!(points[7..], [(0, 0, 0); 2]);
    }
}
