//! How long answers took: every one is kept, so percentiles are exact.

use std::time::Duration;

/// The times of a run, in microseconds, from the shortest to the longest.
pub struct Latencies(Vec<u32>);

impl Latencies {
    /// From times in any order.
    pub fn new(mut micros: Vec<u32>) -> Self {
        micros.sort_unstable();
        Self(micros)
    }

    /// These and those of another run.
    pub fn and(mut self, other: Self) -> Self {
        self.0.extend(other.0);
        Self::new(self.0)
    }

    /// How many answers there were.
    pub fn count(&self) -> usize {
        self.0.len()
    }

    /// The shortest time within which at least `percent` of all answers came; zero when there were none.
    pub fn percentile(&self, percent: usize) -> Duration {
        let rank = (self.0.len() * percent).div_ceil(100);
        let micros = self.0.get(rank.saturating_sub(1)).copied().unwrap_or_default();
        Duration::from_micros(micros.into())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn percentiles_are_the_nearest_rank() {
        let hundred: Vec<u32> = (1..=100).rev().collect();
        let cases: [(&[u32], usize, u64); 8] = [
            (&[], 50, 0),
            (&[7], 50, 7),
            (&[7], 99, 7),
            (&[2, 1], 50, 1),
            (&[3, 1, 2], 50, 2),
            (&hundred, 50, 50),
            (&hundred, 99, 99),
            (&hundred, 100, 100),
        ];
        for (micros, percent, expected) in cases {
            let latencies = Latencies::new(micros.to_vec());
            assert_eq!(latencies.percentile(percent), Duration::from_micros(expected), "p{percent} of {micros:?}");
        }
    }
}
