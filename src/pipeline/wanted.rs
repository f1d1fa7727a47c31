//! The pictures that the pages of standing listings name by an address.

use std::collections::HashSet;
use std::path::PathBuf;

use super::chunk::for_each_chunk;
use super::listings::ListingBook;
use super::{Progress, StopFlag};
use crate::config::Config;
use crate::error::Result;
use crate::input::{Catalog, Pages, Reject};
use crate::page::Outline;
use crate::picture::address;

/// A picture and the first listing whose page names it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WantedPicture {
    /// Where it is to be had.
    pub address: String,
    /// The listing.
    pub listing_id: String,
}

/// The pictures that descriptions and `pages` name by an address, each once, in the order of the rows and the pages. Superseded rows name none. Each
/// rejected row goes to `rejected`.
///
/// # Errors
/// When an input cannot be used, or the user asked to stop.
pub fn wanted_pictures(
    config: &Config,
    catalogs: &[PathBuf],
    pages: Option<&PathBuf>,
    progress: &dyn Progress,
    stop: &StopFlag,
    mut rejected: impl FnMut(&Reject),
) -> Result<Vec<WantedPicture>> {
    let catalogs: Vec<Catalog> =
        catalogs.iter().map(|path| Catalog::open(path, &config.input)).collect::<Result<_>>()?;
    let pages = pages.map(|path| Pages::open(path)).transpose()?;
    let (book, inputs, _) = ListingBook::scan(&catalogs, config, progress, stop, |_, reject| {
        rejected(reject);
        Ok(())
    })?;
    let (mut wanted, mut seen) = (Vec::new(), HashSet::new());
    let mut add = |listing: &str, html: &str| {
        for (_, picture) in Outline::parse(html, &config.page).pictures() {
            if let Some(address) = address(&picture.src)
                && seen.insert(address.clone())
            {
                wanted.push(WantedPicture { address, listing_id: listing.to_owned() });
            }
        }
    };
    for_each_chunk(&catalogs, &book, &inputs, stop, |chunk| {
        for (_, listing) in &chunk {
            add(listing.id.as_str(), &listing.description);
        }
        Ok(())
    })?;
    if let Some(pages) = &pages {
        for id in pages.ids()? {
            stop.check()?;
            match pages.get(&id)? {
                Some(Ok(page)) => add(&id, &page.html),
                Some(Err(reject)) => rejected(&reject),
                None => {}
            }
        }
    }
    Ok(wanted)
}
