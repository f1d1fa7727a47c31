//! A set of words that is emptied and filled for every title.

use crate::text::WordId;

/// A small set of words in the order in which they came. Its table is as small as the set, so that it stays in a core's nearest cache whatever the
/// size of the vocabulary.
#[derive(Debug, Clone)]
pub struct WordSet {
    /// Open addressing with linear probing; its length is a power of two, at least twice the number of words.
    slots: Vec<u32>,
    words: Vec<WordId>,
    signature: u64,
}

/// Slots to begin with: enough for a title of 60 words.
const FIRST_SLOTS: usize = 128;

/// A slot without a word. No vocabulary is so large that a word has this id.
const EMPTY: u32 = u32::MAX;

impl WordSet {
    /// An empty set.
    pub fn new() -> Self {
        Self { slots: vec![EMPTY; FIRST_SLOTS], words: Vec::new(), signature: 0 }
    }

    /// Empties the set.
    pub fn clear(&mut self) {
        if self.words.len() * 8 > self.slots.len() {
            self.slots.fill(EMPTY);
        } else {
            for at in 0..self.words.len() {
                // Every slot from a word's first one to its own is taken by words that go as well.
                let mut slot = self.first_slot(self.words[at]);
                while self.slots[slot] != EMPTY {
                    self.slots[slot] = EMPTY;
                    slot = self.next(slot);
                }
            }
        }
        self.words.clear();
        self.signature = 0;
    }

    /// Puts a word in; whether it was not there before.
    pub fn insert(&mut self, word: WordId) -> bool {
        let mut slot = self.first_slot(word);
        loop {
            match self.slots[slot] {
                EMPTY => break,
                other if other == word.0 => return false,
                _ => slot = self.next(slot),
            }
        }
        self.slots[slot] = word.0;
        self.words.push(word);
        self.signature |= signature_bit(word);
        if self.words.len() * 2 > self.slots.len() {
            self.grow();
        }
        true
    }

    /// Whether a word is in the set.
    pub fn contains(&self, word: WordId) -> bool {
        let mut slot = self.first_slot(word);
        loop {
            match self.slots[slot] {
                EMPTY => return false,
                other if other == word.0 => return true,
                _ => slot = self.next(slot),
            }
        }
    }

    /// The words, in the order in which they came.
    pub fn words(&self) -> &[WordId] {
        &self.words
    }

    /// One bit of 64 for each word.
    pub(super) fn signature(&self) -> u64 {
        self.signature
    }

    fn grow(&mut self) {
        let longer = self.slots.len() * 2;
        self.slots.clear();
        self.slots.resize(longer, EMPTY);
        for at in 0..self.words.len() {
            let mut slot = self.first_slot(self.words[at]);
            while self.slots[slot] != EMPTY {
                slot = self.next(slot);
            }
            self.slots[slot] = self.words[at].0;
        }
    }

    fn first_slot(&self, word: WordId) -> usize {
        spread(word) as usize & (self.slots.len() - 1)
    }

    fn next(&self, slot: usize) -> usize {
        (slot + 1) & (self.slots.len() - 1)
    }
}

impl Default for WordSet {
    fn default() -> Self {
        Self::new()
    }
}

/// An id spread by the golden ratio, so that neighbours differ.
fn spread(word: WordId) -> u32 {
    word.0.wrapping_mul(0x9E37_79B9) >> 8
}

/// The bit of a word.
pub(super) fn signature_bit(word: WordId) -> u64 {
    1 << (word.0.wrapping_mul(0x9E37_79B9) >> 26)
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn the_set_holds_what_was_put_in_since_it_was_emptied(rounds in prop::collection::vec(prop::collection::vec(0..300_u32, 0..200), 1..4)) {
            let mut set = WordSet::new();
            for round in rounds {
                set.clear();
                let mut expected = BTreeSet::new();
                for word in round {
                    prop_assert_eq!(set.insert(WordId(word)), expected.insert(word));
                }
                prop_assert_eq!(set.words().len(), expected.len());
                for word in 0..300 {
                    prop_assert_eq!(set.contains(WordId(word)), expected.contains(&word));
                }
            }
        }
    }
}
