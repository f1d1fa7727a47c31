//! Text: normal form, segmentation with word roles, length in GBK, advertising terms.

mod advertising;
mod core_word;
mod cutter;
mod fields;
mod frequencies;
mod gbk;
mod grammar;
mod normalizer;
mod segmenter;
pub mod tagger;
mod trie;
mod vocabulary;

#[cfg(test)]
mod tests;

pub use advertising::{AdvertisingTerms, TermFinding, TermTier};
pub use core_word::core_word;
pub(crate) use core_word::{behind_accessory_marker, kind};
pub use fields::Fields;
pub(crate) use frequencies::jieba_words;
pub use gbk::GbkTable;
pub use normalizer::{Folding, Normalizer};
pub use segmenter::{Segmented, Segmenter, Shape, Token};
pub use vocabulary::{Vocabulary, WordId, WordInfo};
