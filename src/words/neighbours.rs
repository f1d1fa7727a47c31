//! The neighbours of a candidate on one side.

/// Different neighbours that are told apart; what comes beyond them counts as one.
const TOLD_APART: usize = 16;

/// How often which neighbour stands there. Ends of the text and symbols are free: each counts as a neighbour of its own.
#[derive(Debug, Clone, Default)]
pub(super) struct Neighbours {
    /// Hash and count of the neighbours met first.
    known: Vec<(u32, u32)>,
    others: u32,
    free: u32,
}

impl Neighbours {
    /// A neighbour by its hash; `None` for the end of the text or a symbol.
    pub(super) fn add(&mut self, neighbour: Option<u64>) {
        let Some(hash) = neighbour.map(|hash| (hash >> 32) as u32) else {
            self.free += 1;
            return;
        };
        if let Some((_, count)) = self.known.iter_mut().find(|(known, _)| *known == hash) {
            *count += 1;
        } else if self.known.len() < TOLD_APART {
            self.known.push((hash, 1));
        } else {
            self.others += 1;
        }
    }

    /// The entropy of the neighbours in natural units: 0 where one and the same always stands there. A lower bound where there are
    /// more neighbours than are told apart.
    pub(super) fn entropy(&self) -> f64 {
        let total: u32 = self.known.iter().map(|&(_, count)| count).sum::<u32>() + self.others + self.free;
        if total == 0 {
            return 0.0;
        }
        let total = f64::from(total);
        let part = |count: u32| {
            let share = f64::from(count) / total;
            if count == 0 { 0.0 } else { -share * share.ln() }
        };
        let free = f64::from(self.free) / total * total.ln();
        self.known.iter().map(|&(_, count)| part(count)).sum::<f64>() + part(self.others) + free
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(neighbours: &[u64], free: usize) -> f64 {
        let mut side = Neighbours::default();
        for &neighbour in neighbours {
            side.add(Some(neighbour << 32));
        }
        for _ in 0..free {
            side.add(None);
        }
        side.entropy()
    }

    #[test]
    fn one_neighbour_is_no_freedom_and_equal_ones_are_their_logarithm() {
        assert!(of(&[7; 9], 0).abs() < 1e-12);
        assert!((of(&[1, 2, 3, 4], 0) - 4_f64.ln()).abs() < 1e-12);
    }

    #[test]
    fn an_end_is_a_neighbour_of_its_own() {
        assert!((of(&[], 5) - 5_f64.ln()).abs() < 1e-12);
        assert!((of(&[1], 1) - 2_f64.ln()).abs() < 1e-12);
    }

    #[test]
    fn many_neighbours_give_a_lower_bound() {
        let many: Vec<u64> = (0..100).collect();
        let entropy = of(&many, 0);
        assert!(entropy > 0.8 && entropy < 100_f64.ln(), "{entropy}");
    }
}
