//! The search for near-identical titles, on all threads.

use std::cmp::Ordering;

use rayon::prelude::*;

use super::{Progress, StopFlag};
use crate::error::Result;
use crate::title::{Twin, Twins};

/// Titles that one task looks for the twins of.
const TASK: usize = 256;

/// The titles that have a twin, each with it, in the order in which they were added. `groups` are those of `twins`.
pub(super) fn find_twins(
    twins: &Twins,
    groups: Vec<Vec<u32>>,
    compare: impl Fn(u32, u32) -> Ordering + Sync,
    progress: &dyn Progress,
    stop: &StopFlag,
) -> Result<Vec<(u32, Twin)>> {
    let search_group = |group: Vec<u32>| {
        stop.check()?;
        let search = twins.search(group, &compare);
        let search_task = |task: usize| {
            stop.check()?;
            let titles = task * TASK..search.len().min((task + 1) * TASK);
            progress.advance(titles.len() as u64);
            Ok(search.find(titles))
        };
        let tasks: Vec<Vec<(u32, Twin)>> =
            (0..search.len().div_ceil(TASK)).into_par_iter().map(search_task).collect::<Result<_>>()?;
        Ok(tasks.concat())
    };
    let found: Vec<Vec<(u32, Twin)>> = groups.into_par_iter().map(search_group).collect::<Result<_>>()?;
    let mut found = found.concat();
    found.sort_unstable_by_key(|(title, _)| *title);
    Ok(found)
}
