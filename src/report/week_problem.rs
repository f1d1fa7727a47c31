//! A line of `schedule.jsonl`: one shop's choice of hours as a problem that any solver can take up.

use serde::Serialize;

use crate::schedule::{HOURS_PER_WEEK, Plan, Seat, TrafficProfile, WeekMinute};

/// One shop's problem with the choice made.
///
/// ```text
/// value = sum over listings of  weight * worth(slot) * share(group, place) - move_cost * [current is a slot and not the chosen one]
/// ```
///
/// `place` counts the listings of the group in the chosen slot by weight, the heaviest first; places past the end of the shares have
/// the last one. At most `capacity` listings end in a slot. The problem is linear with a variable for each listing, slot and place
/// (at most one listing a place but for the last), and its relaxation has a whole-numbered optimum.
#[derive(Debug, Clone, Serialize)]
pub struct ScheduleProblem {
    shop: String,
    slots: Vec<Slot>,
    groups: Vec<Group>,
    listings: Vec<Listing>,
    /// The chosen slot of each listing, in their order.
    choice: Vec<u8>,
    value: f64,
    bound: f64,
    /// Value of today's ends, all listings that have one.
    value_now: f64,
}

/// An hour of the week.
#[derive(Debug, Clone, Serialize)]
struct Slot {
    /// 0 is Monday 00:00 to 01:00, in Asia/Shanghai.
    #[serde(rename = "slot")]
    number: usize,
    /// `周一 00:00`
    start: String,
    /// Share of the week's visits.
    traffic: f64,
    /// Boosted traffic before an end in the slot; the week's mean is 1.
    worth: f64,
    capacity: u32,
}

#[derive(Debug, Clone, Serialize)]
struct Group {
    group: u32,
    /// Share of the attention by place.
    shares: Vec<f64>,
}

#[derive(Debug, Clone, Serialize)]
struct Listing {
    #[serde(rename = "listing_id")]
    id: String,
    weight: f64,
    group: u32,
    /// Slots that it may take.
    allowed: Vec<u8>,
    /// The slot in which it ends today and may stay; null where it has to move or has none, so that no slot costs a move.
    current: Option<u8>,
    move_cost: f64,
}

impl ScheduleProblem {
    /// The problem of a plan; `ids` are those of all listings of the shop, in the order in which they were planned.
    pub fn new(shop: &str, ids: &[&str], plan: &Plan, profile: &TrafficProfile) -> Self {
        let model = &plan.model;
        let slot = |slot: usize| Slot {
            number: slot,
            start: WeekMinute::new(slot, 0).to_string(),
            traffic: profile.shares()[slot],
            worth: model.worth[slot],
            capacity: model.capacity[slot],
        };
        let listing = |(&index, seat): (&u32, &Seat)| Listing {
            id: ids.get(index as usize).copied().unwrap_or_default().to_owned(),
            weight: seat.weight,
            group: seat.group,
            allowed: (0..HOURS_PER_WEEK)
                .filter(|&hour| seat.may_end(hour, &model.open))
                .map(|hour| hour as u8)
                .collect(),
            current: seat.current,
            move_cost: seat.weight * model.move_cost,
        };
        Self {
            shop: shop.to_owned(),
            slots: (0..HOURS_PER_WEEK).map(slot).collect(),
            groups: (0..model.groups).map(|group| Group { group, shares: model.shares.to_vec() }).collect(),
            listings: plan.seats.iter().zip(&model.seats).map(listing).collect(),
            choice: plan.hours.clone(),
            value: plan.value,
            bound: plan.bound,
            value_now: plan.value_now,
        }
    }
}
