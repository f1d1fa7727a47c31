//! The schedule stage: listing-end times shop by shop.

use jiff::civil::DateTime;
use jiff::tz::TimeZone;
use rayon::prelude::*;

use crate::config::ScheduleConfig;
use crate::report::ScheduleRow;
use crate::schedule::{Assignment, Planner, ScheduleListing, TrafficProfile, WeekEnds};

/// A listing to be given an end.
#[derive(Debug, Clone, Copy)]
pub struct ScheduledListing<'a> {
    /// Shop, as a dense id.
    pub shop: u32,
    /// Name of the shop.
    pub shop_name: &'a str,
    /// Name of the category.
    pub category_name: &'a str,
    /// What the plan has to know.
    pub listing: ScheduleListing<'a>,
}

/// Plans every shop on the threads of the current pool. The rows come in the order of `listings`.
pub fn plan_shops(
    listings: &[ScheduledListing<'_>],
    profile: &TrafficProfile,
    now: DateTime,
    config: &ScheduleConfig,
) -> (Vec<ScheduleRow>, WeekEnds) {
    let mut order: Vec<u32> = (0..listings.len() as u32).collect();
    let shop = |index: &u32| listings.get(*index as usize).map(|listing| listing.shop);
    order.sort_by_key(shop);
    let shops: Vec<&[u32]> = order.chunk_by(|a, b| shop(a) == shop(b)).collect();
    let planner = Planner::new(profile, config);
    let plans: Vec<Vec<Assignment>> = shops
        .par_iter()
        .map(|shop| {
            let own: Vec<ScheduleListing<'_>> =
                shop.iter().filter_map(|&index| listings.get(index as usize)).map(|listing| listing.listing).collect();
            planner.plan(&own, now)
        })
        .collect();
    let mut ends = WeekEnds::default();
    let mut rows: Vec<Option<ScheduleRow>> = vec![None; listings.len()];
    for (shop, plan) in shops.iter().zip(plans) {
        ends.count(&plan);
        for (&index, assignment) in shop.iter().zip(plan) {
            if let (Some(listing), Some(row)) = (listings.get(index as usize), rows.get_mut(index as usize)) {
                *row = Some(schedule_row(listing, &assignment));
            }
        }
    }
    (rows.into_iter().flatten().collect(), ends)
}

fn schedule_row(listing: &ScheduledListing<'_>, assignment: &Assignment) -> ScheduleRow {
    ScheduleRow {
        listing_id: listing.listing.id.to_owned(),
        shop: listing.shop_name.to_owned(),
        category: listing.category_name.to_owned(),
        current_end: rfc3339(assignment.current_end),
        proposed_end: rfc3339(assignment.end),
        list_time: rfc3339(assignment.list_time),
        moved: assignment.moved,
        value_now: assignment.value_now,
        value: assignment.value,
        reason: assignment.reason.text(),
    }
}

/// A civil time in Asia/Shanghai as RFC 3339; empty for `None`.
pub(super) fn rfc3339(time: Option<DateTime>) -> String {
    let zone = TimeZone::get("Asia/Shanghai").unwrap_or(TimeZone::fixed(jiff::tz::offset(8)));
    time.and_then(|time| time.to_zoned(zone).ok())
        .map(|time| time.strftime("%Y-%m-%dT%H:%M:%S%:z").to_string())
        .unwrap_or_default()
}
