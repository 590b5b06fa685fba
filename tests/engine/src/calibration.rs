//! Said against was: whether a confidence is a probability.

/// Bins of equal width from 0 to 1.
pub const BINS: usize = 10;

/// One bin of the reliability table.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Bin {
    /// Candidates in it.
    pub count: usize,
    /// Sum of what was said.
    pub said: f64,
    /// How many were right.
    pub right: usize,
}

/// The reliability table of top candidates.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Reliability {
    /// From 0.0–0.1 to 0.9–1.0.
    pub bins: [Bin; BINS],
}

impl Reliability {
    /// One candidate.
    pub fn add(&mut self, confidence: f64, right: bool) {
        // The cast stops at both ends, and reads what is no number as 0.
        let bin = &mut self.bins[((confidence * BINS as f64) as usize).min(BINS - 1)];
        bin.count += 1;
        bin.said += confidence;
        bin.right += usize::from(right);
    }

    /// Both tables as one.
    pub fn merge(&mut self, other: &Self) {
        for (bin, more) in self.bins.iter_mut().zip(other.bins) {
            bin.count += more.count;
            bin.said += more.said;
            bin.right += more.right;
        }
    }

    /// Expected calibration error: the mean distance of said from was, weighted by how often it was said. 0 for none.
    #[must_use]
    pub fn error(&self) -> f64 {
        let all: usize = self.bins.iter().map(|b| b.count).sum();
        let off: f64 = self
            .bins
            .iter()
            .map(|b| (b.said - b.right as f64).abs())
            .sum();
        if all == 0 { 0.0 } else { off / all as f64 }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_error_is_the_weighted_distance() {
        let mut table = Reliability::default();
        for right in [true, true, true, false] {
            table.add(0.95, right);
        }
        table.add(0.3, false);
        table.add(1.0, true);
        // The last bin said 4.8 and was 4; the fourth said 0.3 and was 0: 1.1 of 6.
        assert!((table.error() - 1.1 / 6.0).abs() < 1e-12);
        assert!(Reliability::default().error().abs() < 1e-12);
    }
}
