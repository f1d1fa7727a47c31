//! A set of words that is emptied and filled for every title.

use crate::text::{Segmenter, WordId};

/// A set over a vocabulary: membership in one look-up, emptied without touching the table.
#[derive(Debug, Clone)]
pub struct WordSet {
    /// The round in which each word was put in last.
    rounds: Vec<u32>,
    round: u32,
    words: Vec<WordId>,
    signature: u64,
}

impl WordSet {
    /// An empty set over the words that the segmenter knows by now.
    pub fn new(segmenter: &Segmenter) -> Self {
        Self { rounds: vec![0; segmenter.vocabulary().len()], round: 1, words: Vec::new(), signature: 0 }
    }

    /// Empties the set.
    pub fn clear(&mut self) {
        self.words.clear();
        self.signature = 0;
        self.round = self.round.wrapping_add(1);
        if self.round == 0 {
            self.rounds.fill(0);
            self.round = 1;
        }
    }

    /// Puts a word in; whether it was not there before.
    pub fn insert(&mut self, word: WordId) -> bool {
        match self.rounds.get_mut(word.0 as usize) {
            Some(round) if *round != self.round => {
                *round = self.round;
                self.words.push(word);
                self.signature |= signature_bit(word);
                true
            }
            _ => false,
        }
    }

    /// Whether a word is in the set.
    pub fn contains(&self, word: WordId) -> bool {
        self.rounds.get(word.0 as usize) == Some(&self.round)
    }

    /// The words, in the order in which they came.
    pub fn words(&self) -> &[WordId] {
        &self.words
    }

    /// One bit of 64 for each word.
    pub(super) fn signature(&self) -> u64 {
        self.signature
    }
}

/// The bit of a word: ids spread by the golden ratio, so that neighbours differ.
pub(super) fn signature_bit(word: WordId) -> u64 {
    1 << (word.0.wrapping_mul(0x9E37_79B9) >> 26)
}
