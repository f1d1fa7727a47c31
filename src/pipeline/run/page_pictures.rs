//! The pictures that pages name, read before the pages are checked.

use std::collections::BTreeSet;
use std::panic::catch_unwind;
use std::time::Instant;

use rayon::prelude::*;

use super::super::chunk::for_each_chunk;
use super::super::listings::ListingBook;
use super::super::page_source::PageSources;
use super::super::pictures::{PictureBook, PictureRoom};
use super::Run;
use crate::error::Result;
use crate::input::{Catalog, PictureId};
use crate::page::Outline;
use crate::report::{InputSummary, StageSummary};

impl Run<'_> {
    /// Reads the pictures that the pages name.
    pub(super) fn pictures(
        &mut self,
        room: &PictureRoom,
        catalogs: &[Catalog],
        listings: &ListingBook,
        inputs: &[InputSummary],
        sources: &PageSources<'_>,
    ) -> Result<PictureBook> {
        let started = Instant::now();
        let (mut wanted, mut absent) = (BTreeSet::new(), 0);
        for_each_chunk(catalogs, listings, inputs, self.stop, |chunk| {
            let found: Vec<Result<(BTreeSet<PictureId>, u64)>> = chunk
                .par_iter()
                .map(|(index, listing)| {
                    let mut wanted = BTreeSet::new();
                    let source = sources.of(listing, listings.facts.get(*index as usize))?;
                    let Some(html) = source.html() else { return Ok((wanted, 0)) };
                    // A page on which the reader of HTML fails is told of when it is checked.
                    let outline =
                        catch_unwind(|| Outline::parse(html.as_bytes(), &self.config.page)).unwrap_or_default();
                    let absent = room.want(listing.file_key(), &outline, &mut wanted);
                    Ok((wanted, absent))
                })
                .collect();
            for page in found {
                let (found, missed) = page?;
                wanted.extend(found);
                absent += missed;
            }
            Ok(())
        })?;
        let book = room.read(&wanted, self.progress, self.stop)?;
        let work = &book.work;
        self.warnings.extend(work.warnings.iter().cloned());
        self.counts.pictures = work.found;
        self.counts.pictures_absent = absent;
        self.counts.pictures_read = work.read;
        self.counts.pictures_flawed = work.flawed;
        let seconds = started.elapsed().as_secs_f64();
        tracing::info!(stage = "pictures", items = work.read, seconds, "stage done");
        self.stages.push(StageSummary { name: "pictures", items: work.read, seconds, bytes: work.read_bytes });
        Ok(book)
    }
}
