//! How many listings cover each keyword: the supply of words that come without one.

use rayon::prelude::*;

use super::super::chunk::for_each_chunk;
use super::super::listings::ListingBook;
use super::super::{Progress, StopFlag};
use crate::error::Result;
use crate::input::Catalog;
use crate::keyword::KeywordId;
use crate::report::InputSummary;
use crate::title::{Scratch, TitleEngine};

/// Counts for each of the first `keywords` the listings whose title covers it.
pub(super) fn count_covering(
    engine: &TitleEngine<'_>,
    keywords: usize,
    catalogs: &[Catalog],
    listings: &ListingBook,
    inputs: &[InputSummary],
    progress: &dyn Progress,
    stop: &StopFlag,
) -> Result<Vec<u64>> {
    let mut counts = vec![0; keywords];
    let mut benches: Vec<(Scratch, Vec<KeywordId>)> = Vec::new();
    benches.resize_with(rayon::current_num_threads(), Default::default);
    for_each_chunk(catalogs, listings, inputs, stop, |chunk| {
        let share = chunk.len().div_ceil(benches.len()).max(1);
        let covered: Vec<Vec<KeywordId>> = chunk
            .par_chunks(share)
            .zip(&mut benches)
            .map(|(part, (scratch, covered))| {
                let mut all = Vec::new();
                for (_, listing) in part {
                    engine.cover(&listing.title, scratch, covered);
                    all.extend_from_slice(covered);
                }
                all
            })
            .collect();
        for keyword in covered.into_iter().flatten() {
            if let Some(count) = counts.get_mut(keyword.0 as usize) {
                *count += 1;
            }
        }
        progress.advance(chunk.len() as u64);
        Ok(())
    })?;
    Ok(counts)
}
