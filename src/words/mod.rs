//! Mining: words that catalogs and keyword tables use and the dictionaries lack.
//!
//! Texts are cut by the segmenter. What it does not know, it leaves as pieces without a role: words of jieba's own list, or single
//! characters. A candidate is such a piece, or up to four neighbours together. Two passes over the texts keep memory bounded:
//!
//! ```text
//! Sieve     counts every window of up to four pieces as a number each, at most so many at a time; rare ones are dropped when
//!           there are more
//! Gatherer  looks again at the windows that were frequent enough: exact counts, neighbours, contexts, examples
//! ```
//!
//! A candidate has to hold together (cohesion: pointwise mutual information of its loosest split) and to stand free (the entropy of
//! its neighbours on both sides), as in Sun Maosong et al., 1998, and the word discovery of matrix67, 2012. What it is, is told by a
//! naive Bayes model that learns from the dictionaries' own words: their first and last characters and length, and the roles of
//! their neighbours in the same texts. Columns say more: a brand column names brands, an attribute's name the role of its values.

mod candidate;
mod cut;
mod file;
mod filter;
mod find;
mod gather;
mod named;
mod neighbours;
mod role_model;
mod seen;
mod sieve;
#[cfg(test)]
mod tests;

pub use candidate::{Candidate, Evidence};
pub use file::dictionary_file;
pub use gather::Gatherer;
pub use sieve::Sieve;

use crate::listing::Listing;

/// A row that words are mined from.
#[derive(Debug, Clone, Copy)]
pub enum Source<'a> {
    /// A listing: its title, brand, attributes and category.
    Listing(&'a Listing),
    /// A keyword, or a line of a plain list: a short one is a keyword, a longer one a title.
    Keyword(&'a str),
}

/// Characters of the longest line that is taken for a keyword: shoppers' queries are shorter, titles longer.
const LONGEST_KEYWORD: usize = 14;

impl<'a> Source<'a> {
    /// The title or keyword.
    fn text(self) -> &'a str {
        match self {
            Self::Listing(listing) => &listing.title,
            Self::Keyword(text) => text,
        }
    }

    /// Whether the text is a title.
    fn is_title(self) -> bool {
        match self {
            Self::Listing(_) => true,
            Self::Keyword(text) => text.chars().nth(LONGEST_KEYWORD).is_some(),
        }
    }
}
