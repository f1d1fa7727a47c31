//! The listings of a shop as the optimiser sees them.

use jiff::SignedDuration;
use jiff::civil::DateTime;
use rustc_hash::FxHashMap;

use super::plan::ScheduleListing;
use super::reason::PresentNote;
use super::week::WeekMinute;
use crate::config::ScheduleConfig;

/// Weights are kept within these bounds: an infinite or negative one would leave nothing for the others.
const WEIGHTS: (f64, f64) = (1e-3, 1e12);

/// A listing that is to have an end.
#[derive(Debug)]
pub(super) struct Candidate {
    /// Place in the caller's list.
    pub index: usize,
    pub weight: f64,
    pub hero: bool,
    /// Dense number of the group within the shop.
    pub group: u32,
    pub cycle: SignedDuration,
    pub present: Option<Present>,
}

/// A listing's present end, ahead of the clock.
#[derive(Debug, Clone, Copy)]
pub(super) struct Present {
    pub end: DateTime,
    pub at: WeekMinute,
    /// What there is to say about it.
    pub note: Option<PresentNote>,
}

impl Present {
    /// The end rolled forward by whole cycles until it lies after `now`; `None` where that leaves the calendar.
    pub fn of(listing: &ScheduleListing, cycle: SignedDuration, now: DateTime) -> Option<Self> {
        let end = listing.current_end?;
        let passed = end <= now;
        let end = if passed {
            let cycles = now.duration_since(end).as_secs() / cycle.as_secs() + 1;
            end.checked_add(SignedDuration::from_secs(cycle.as_secs().checked_mul(cycles)?)).ok()?
        } else {
            end
        };
        let listed_later = end.checked_sub(cycle).is_ok_and(|list_time| list_time > now);
        let note = match (passed, listed_later) {
            (true, _) => Some(PresentNote::Rolled),
            (false, true) => Some(PresentNote::NotYetListed),
            (false, false) => None,
        };
        Some(Self { end, at: WeekMinute::of(end), note })
    }
}

/// The listing's cycle; `days` where the listing does not say.
pub(super) fn cycle_of(listing: &ScheduleListing, days: u8) -> SignedDuration {
    let days = if listing.cycle_days == 0 { days } else { listing.cycle_days };
    SignedDuration::from_hours(24 * i64::from(days.max(1)))
}

/// Whether the listing is to have an end: it is in stock, and on the shelf or will be.
fn is_planned(listing: &ScheduleListing, now: DateTime, cycle_days: u8) -> bool {
    let waits = || {
        let list_time = listing.current_end.and_then(|end| end.checked_sub(cycle_of(listing, cycle_days)).ok());
        list_time.is_some_and(|list_time| list_time > now)
    };
    !listing.out_of_stock && (!listing.off_shelf || waits())
}

/// The listings to be planned, strongest first, with the number of their groups. Heroes weigh more by their factor.
///
/// A group is a category. Near-identical titles compete too: all of them belong to the category of the strongest.
pub(super) fn candidates(
    listings: &[ScheduleListing],
    now: DateTime,
    config: &ScheduleConfig,
) -> (Vec<Candidate>, u32) {
    let cycle_days = config.cycle_days;
    let mut order: Vec<usize> =
        (0..listings.len()).filter(|&index| is_planned(&listings[index], now, cycle_days)).collect();
    order.sort_unstable_by(|&a, &b| {
        let (left, right) = (&listings[a], &listings[b]);
        weight_of(right)
            .total_cmp(&weight_of(left))
            .then_with(|| left.id.cmp(right.id))
            .then_with(|| left.current_end.cmp(&right.current_end))
            .then(a.cmp(&b))
    });
    // A weight that a listing past the share has too makes nobody a hero: it may be the weight of all.
    let heroes = (order.len() as f64 * config.hero_share).ceil() as usize;
    let hero_weight = order.get(heroes).map_or(f64::INFINITY, |&index| weight_of(&listings[index]));
    let mut groups: FxHashMap<u32, u32> = FxHashMap::default();
    let mut twins: FxHashMap<u64, u32> = FxHashMap::default();
    let candidates = order
        .into_iter()
        .map(|index| {
            let listing = &listings[index];
            let next = groups.len() as u32;
            let own = *groups.entry(listing.group).or_insert(next);
            let group = if listing.title_key == 0 { own } else { *twins.entry(listing.title_key).or_insert(own) };
            let cycle = cycle_of(listing, cycle_days);
            let weight = weight_of(listing);
            let hero = weight > hero_weight;
            // Never below the weight of those who are none: the order stands.
            let weight = if hero { weight * config.hero_weight.max(1.0) } else { weight };
            Candidate {
                index,
                weight: weight.min(WEIGHTS.1),
                hero,
                group,
                cycle,
                present: Present::of(listing, cycle, now),
            }
        })
        .collect();
    (candidates, groups.len() as u32)
}

fn weight_of(listing: &ScheduleListing) -> f64 {
    // `max` returns the other operand for NaN.
    listing.weight.max(WEIGHTS.0).min(WEIGHTS.1)
}
