//! What rules and proposals look at: a title, segmented, with what was found once and is used often.

use super::brand::{self, BrandStanding};
use crate::dictionary::Role;
use crate::listing::Listing;
use crate::text::{AdvertisingTerms, GbkTable, Segmented, Segmenter, TermFinding, core_word};

/// A title under examination.
#[derive(Debug)]
pub struct TitleView<'a> {
    /// The listing it belongs to.
    pub listing: &'a Listing,
    /// Its tokens.
    pub segmented: &'a Segmented,
    /// The cutter, for its vocabulary and the way back to the original.
    pub segmenter: &'a Segmenter,
    /// GBK lengths.
    pub gbk: &'a GbkTable,
    /// GBK bytes of the title; `None` where a character has none.
    pub bytes: Option<usize>,
    /// Position of the core product word among the tokens.
    pub core: Option<usize>,
    /// Advertising terms.
    pub terms: Vec<TermFinding<'a>>,
    /// Brands named, by position among the tokens.
    pub brands: Vec<(usize, BrandStanding)>,
}

impl<'a> TitleView<'a> {
    /// Looks at a segmented title.
    pub fn new(
        listing: &'a Listing,
        segmented: &'a Segmented,
        segmenter: &'a Segmenter,
        gbk: &'a GbkTable,
        terms: &'a AdvertisingTerms,
    ) -> Self {
        let mut found = Vec::new();
        terms.find(segmented, |term| found.push(term));
        let brands = if segmented.tokens.iter().any(|token| token.role == Role::Brand) {
            brand::standings(listing, segmented, segmenter)
        } else {
            Vec::new()
        };
        Self {
            listing,
            segmented,
            segmenter,
            gbk,
            bytes: gbk.len(&listing.title),
            core: core_word(segmented, &listing.category),
            terms: found,
            brands,
        }
    }

    /// The byte range in the original title of a range of the normal form.
    pub fn original_range(&self, start: usize, end: usize) -> (usize, usize) {
        self.segmenter.normalizer().original_range(&self.listing.title, start, end)
    }

    /// The original text of a range of the normal form.
    pub fn original_text(&self, start: usize, end: usize) -> &'a str {
        let (start, end) = self.original_range(start, end);
        self.listing.title.get(start..end).unwrap_or_default()
    }
}
