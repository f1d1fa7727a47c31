//! Several keyword tables made one.

use crate::keyword::Keyword;

/// Collects the rows of several keyword tables.
///
/// Keywords that are equal after trimming, folding of width and case and collapsing of spaces are one. Of two such rows the one
/// added later wins figure by figure: a figure that it lacks is filled from the earlier one. So tables are added in the order
/// of the command line. Keywords keep the order of their first appearance.
#[derive(Debug, Default)]
pub struct KeywordMerger {}

/// The keywords of all tables.
#[derive(Debug, Default)]
pub struct MergedKeywords {
    /// Each keyword once, in the order of first appearance.
    pub keywords: Vec<Keyword>,
    /// Rows replaced by a later one, by table (index as given to [`KeywordMerger::add`]).
    pub superseded: Vec<u64>,
}

impl KeywordMerger {
    /// Adds a row of the table with index `table`, counted from 0 in the order of the command line.
    pub fn add(&mut self, _table: usize, _keyword: Keyword) {
        todo!()
    }

    /// The merged keywords.
    pub fn finish(self) -> MergedKeywords {
        todo!()
    }
}
