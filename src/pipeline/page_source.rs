//! Where the page of a listing comes from.

use super::listings::ListingFacts;
use crate::error::Result;
use crate::input::{Catalog, Pages, Reject};
use crate::listing::Listing;

/// The pages that a run was given, by themselves or in its catalogs.
#[derive(Debug)]
pub(super) struct PageSources<'a> {
    pages: Option<&'a Pages>,
    /// Whether each catalog has a column of descriptions: there an empty cell is an empty page, elsewhere nothing is known of pages.
    described: Vec<bool>,
}

/// The page of a listing.
pub(super) enum PageSource<'a> {
    /// It was given.
    Given(String),
    /// The listing's description, where the catalog has such a column.
    Described(&'a str),
    /// One was given and cannot be read.
    Unreadable(Reject),
    Absent,
}

impl<'a> PageSources<'a> {
    pub fn new(pages: Option<&'a Pages>, catalogs: &[Catalog]) -> Self {
        let described = |catalog: &Catalog| catalog.info().columns.iter().any(|(_, field)| field == "description");
        Self { pages, described: catalogs.iter().map(described).collect() }
    }

    /// # Errors
    /// When the file that holds all pages cannot be read any more.
    pub fn of<'l>(&self, listing: &'l Listing, facts: Option<&ListingFacts>) -> Result<PageSource<'l>> {
        let given = self.pages.map_or(Ok(None), |pages| pages.get(listing.file_key()))?;
        let described = || facts.and_then(|facts| self.described.get(facts.catalog as usize)).copied();
        Ok(match given {
            Some(Ok(page)) => PageSource::Given(page.html),
            Some(Err(reject)) => PageSource::Unreadable(reject),
            None if described().unwrap_or_default() => PageSource::Described(&listing.description),
            None => PageSource::Absent,
        })
    }
}

impl PageSource<'_> {
    pub fn html(&self) -> Option<&str> {
        match self {
            Self::Given(html) => Some(html),
            Self::Described(html) => Some(html),
            Self::Unreadable(_) | Self::Absent => None,
        }
    }
}
