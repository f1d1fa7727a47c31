//! A weekly test: halves before the week, the comparison after it.

use std::path::PathBuf;

use rustc_hash::FxHashMap;

use super::schedule::{ScheduledListing, read_profile};
use crate::config::Config;
use crate::error::{Error, Result};
use crate::input::{Reject, TrafficTable, read_trial, read_visits};
use crate::report::{ScheduleRow, TrialRow};
use crate::schedule::{
    Comparison, HOURS_PER_WEEK, Half, Observation, Part, ScheduleListing, TrafficProfile, WeekMinute,
};
use crate::schedule::{compare, part};

/// Parts the listings of each shop and makes those of the half that stays keep their ends. The parts come in their order.
pub(super) fn part_shops(listings: &mut [ScheduledListing<'_>]) -> Vec<Option<Part>> {
    let shops: Vec<u32> = listings.iter().map(|listing| listing.shop).collect();
    let mut order: Vec<usize> = (0..listings.len()).collect();
    order.sort_by_key(|&at| shops[at]);
    let mut parts = vec![None; listings.len()];
    for shop in order.chunk_by(|&a, &b| shops[a] == shops[b]) {
        let own: Vec<ScheduleListing<'_>> = shop.iter().map(|&at| listings[at].listing).collect();
        for (&at, own) in shop.iter().zip(part(&own)) {
            parts[at] = own;
            listings[at].listing.hold = own.is_some_and(|part| part.half == Half::Stay);
        }
    }
    parts
}

/// The rows of the halves' file: every listing with an end.
pub(super) fn trial_rows(
    listings: &[ScheduledListing<'_>],
    rows: &[ScheduleRow],
    parts: &[Option<Part>],
) -> Vec<TrialRow> {
    let ended = listings.iter().zip(rows).zip(parts).filter(|((_, row), _)| !row.proposed_end.is_empty());
    ended
        .map(|((listing, row), part)| TrialRow {
            listing_id: row.listing_id.clone(),
            shop: row.shop.clone(),
            category: row.category.clone(),
            half: part.map_or(Half::Plan, |part| part.half),
            pair: part.map(|part| part.pair),
            end: row.proposed_end.clone(),
            planned: row.value.unwrap_or(0.0),
            weight: listing.listing.weight,
        })
        .collect()
}

/// What a comparison reads.
#[derive(Debug, Clone)]
pub struct TrialInputs {
    /// The file that `taojin schedule --halves` wrote.
    pub halves: PathBuf,
    /// Visits by listing since.
    pub visits: Vec<PathBuf>,
    /// The traffic table of the plan; the default profile stands without one.
    pub traffic: Option<PathBuf>,
}

/// What a week of the test says.
#[derive(Debug, Clone)]
pub struct TrialResult {
    /// The comparison.
    pub comparison: Comparison,
    /// The profile updated by it, as shares of the week.
    pub profile: [f64; HOURS_PER_WEEK],
    /// Listings of the test for which no visits were given: they are left aside.
    pub unseen: usize,
}

/// Compares the halves of a weekly test. Rejected rows go to `rejected`.
///
/// # Errors
/// When an input cannot be used, or no listing of the test has visits.
pub fn compare_trial(config: &Config, inputs: &TrialInputs, mut rejected: impl FnMut(&Reject)) -> Result<TrialResult> {
    let profile = match &inputs.traffic {
        None => TrafficProfile::default_profile(),
        Some(path) => {
            let table = TrafficTable::open(path, &config.input)?;
            read_profile(&table, &config.schedule, |reject| {
                rejected(reject);
                Ok(())
            })?
            .0
        }
    };
    let parts = read_trial(&inputs.halves, &config.input, &mut rejected)?;
    let mut visits: FxHashMap<String, f64> = FxHashMap::default();
    for path in &inputs.visits {
        for record in read_visits(path, &config.input, &mut rejected)? {
            *visits.entry(record.id).or_default() += record.visits;
        }
    }
    let all = parts.len();
    let seen: Vec<Observation> = parts
        .into_iter()
        .filter_map(|part| {
            let visits = *visits.get(&part.id)?;
            let half = if part.follows_plan { Half::Plan } else { Half::Stay };
            let pair = part.pair.map(|pair| (part.shop, pair));
            let (end, planned, weight) = (WeekMinute::of(part.end), part.planned, part.weight);
            Some(Observation { pair, half, end, planned, weight, visits })
        })
        .collect();
    if seen.is_empty() {
        return Err(Error::input(
            &inputs.halves,
            "no listing of the test is among the visits; give the visits of these listings",
        ));
    }
    let comparison = compare(&seen);
    Ok(TrialResult { profile: comparison.updated(&profile), unseen: all - seen.len(), comparison })
}
