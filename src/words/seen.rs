//! Which texts have been met before, in memory that does not grow.

/// Bits of the table, 16 MB: with a million texts one in 5,000 new ones is taken for an old one.
const BITS: u32 = 27;

/// A set of hashes that forgets nothing and now and then holds one too many (a Bloom filter of two bits a text).
#[derive(Debug)]
pub(super) struct Seen(Vec<u64>);

impl Seen {
    pub(super) fn new() -> Self {
        Self(vec![0; 1 << (BITS - 6)])
    }

    /// Whether the text of this hash is met for the first time.
    pub(super) fn insert(&mut self, hash: u64) -> bool {
        let mut new = false;
        for place in [hash >> (64 - BITS), (hash.wrapping_mul(0x9e37_79b9_7f4a_7c15)) >> (64 - BITS)] {
            if let Some(word) = self.0.get_mut((place >> 6) as usize) {
                let bit = 1 << (place & 63);
                new |= *word & bit == 0;
                *word |= bit;
            }
        }
        new
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_inserted_is_not_new_again_and_little_else_is_old() {
        let mut seen = Seen::new();
        let hash = |text: u64| text.wrapping_mul(0x2545_f491_4f6c_dd1d).rotate_left(17).wrapping_mul(0x9e37_79b9);
        let new = (0..100_000).filter(|&text| seen.insert(hash(text))).count();
        assert!(new > 99_900, "{new}");
        assert!((0..100_000).all(|text| !seen.insert(hash(text))));
    }
}
