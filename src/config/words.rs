//! Mining of words.

use serde::{Deserialize, Serialize};

/// Mining of words.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct WordsConfig {
    /// Least number of different titles and keywords that a word stands in.
    pub min_texts: u32,
    /// Least number of rows whose columns name a word.
    pub min_rows: u32,
    /// Least pointwise mutual information, in natural units, of the loosest split of a word put together of pieces.
    pub min_cohesion: f64,
    /// The same for one put together of whole words.
    pub min_phrase_cohesion: f64,
    /// Share of the texts with any part of a word at which the whole word stands that proves it without such information: the word of
    /// which every title is full.
    pub min_bound: f64,
    /// Least entropy, in natural units, of the neighbours on either side.
    pub min_freedom: f64,
    /// Least probability of a role that is said.
    pub min_certainty: f64,
    /// Windows of text that are counted at a time, some 36 bytes each at worst.
    pub counted: usize,
    /// Windows that are looked at more closely, about 1 KB each.
    pub candidates: usize,
}

impl Default for WordsConfig {
    fn default() -> Self {
        Self {
            min_texts: 5,
            min_rows: 2,
            min_cohesion: 3.0,
            min_phrase_cohesion: 5.0,
            min_bound: 0.8,
            min_freedom: 1.2,
            min_certainty: 0.7,
            counted: 4_000_000,
            candidates: 100_000,
        }
    }
}
