//! Between equal plans, the one that keeps a group out of neighbouring hours (rule E5).

use super::arrangement::Arrangement;
use crate::schedule::week::HOURS_PER_WEEK;

/// Listings with a mate in the next hour that are looked after.
const MOST_LISTINGS: usize = 500;
/// Partners tried for each.
const MOST_PARTNERS: usize = 200;

/// Lets listings with mates in a neighbouring hour change places with others where that costs nothing; whether any did.
///
/// Groups so large that they have to have neighbours are left alone.
pub(super) fn keep_apart(arrangement: &mut Arrangement) -> bool {
    let model = arrangement.model;
    let open = model.open.iter().filter(|&&open| open).count();
    let candidates: Vec<u32> = (0..model.seats.len() as u32)
        .filter(|&index| {
            let seat = &model.seats[index as usize];
            let mates = &arrangement.groups[seat.group as usize];
            seat.pinned.is_none() && mates.len() > 1 && mates.len() * 2 <= open && neighbours(arrangement, index) > 0
        })
        .take(MOST_LISTINGS)
        .collect();
    let mut changed = false;
    for index in candidates {
        changed |= neighbours(arrangement, index) > 0 && (settle(arrangement, index) || swap(arrangement, index));
    }
    changed
}

/// How many of the group end in the hour before or after.
fn neighbours(arrangement: &Arrangement, index: u32) -> usize {
    let hour = usize::from(arrangement.hours[index as usize]);
    let group = arrangement.model.seats[index as usize].group;
    let ends =
        |hour: usize| arrangement.bucket(group, (hour % HOURS_PER_WEEK) as u8).map_or(0, |bucket| bucket.members.len());
    ends(hour + 1) + ends(hour + HOURS_PER_WEEK - 1)
}

/// Moves a listing to an hour with room that is worth the same to all and has fewer neighbours.
fn settle(arrangement: &mut Arrangement, index: u32) -> bool {
    let model = arrangement.model;
    let seat = &model.seats[index as usize];
    let before = neighbours(arrangement, index);
    let home = arrangement.hours[index as usize];
    let loss = arrangement.loss(index);
    arrangement.leave(index);
    let mut gains = [0.0; HOURS_PER_WEEK];
    arrangement.gains(index, &model.open_worth(), &mut gains);
    for (hour, gain) in (0..).zip(gains) {
        let free = arrangement.counts[usize::from(hour)] < model.capacity[usize::from(hour)];
        if hour != home && free && is_same(gain, loss, seat.weight) {
            arrangement.enter(index, hour);
            if neighbours(arrangement, index) < before {
                return true;
            }
            arrangement.leave(index);
        }
    }
    arrangement.enter(index, home);
    false
}

/// Swaps a listing with one of another group where the total stays the same and both have fewer neighbours together.
fn swap(arrangement: &mut Arrangement, index: u32) -> bool {
    let model = arrangement.model;
    let seat = &model.seats[index as usize];
    let home = arrangement.hours[index as usize];
    let worth = model.worth[usize::from(home)];
    let alike = |arrangement: &Arrangement, other: u32| {
        let other_seat = &model.seats[other as usize];
        let there = arrangement.hours[other as usize];
        let same = other_seat.weight.to_bits() == seat.weight.to_bits()
            || is_same(model.worth[usize::from(there)], worth, worth);
        same && there != home && other_seat.group != seat.group && other_seat.pinned.is_none()
    };
    let partners: Vec<u32> = (0..model.seats.len() as u32)
        .filter(|&other| alike(arrangement, other))
        .filter(|&other| {
            let there = usize::from(arrangement.hours[other as usize]);
            seat.may_end(there, &model.open) && model.seats[other as usize].may_end(usize::from(home), &model.open)
        })
        .take(MOST_PARTNERS)
        .collect();
    for other in partners {
        let there = arrangement.hours[other as usize];
        let before = neighbours(arrangement, index) + neighbours(arrangement, other);
        let lost = arrangement.loss(index) + arrangement.loss(other);
        let exchange = |arrangement: &mut Arrangement, first: u8, second: u8| {
            arrangement.leave(index);
            arrangement.leave(other);
            arrangement.enter(index, first);
            arrangement.enter(other, second);
        };
        exchange(arrangement, there, home);
        let gained = arrangement.loss(index) + arrangement.loss(other);
        let after = neighbours(arrangement, index) + neighbours(arrangement, other);
        if after < before && is_same(gained, lost, seat.weight.max(model.seats[other as usize].weight)) {
            return true;
        }
        exchange(arrangement, home, there);
    }
    false
}

/// Whether two sums differ by rounding alone.
fn is_same(left: f64, right: f64, scale: f64) -> bool {
    (left - right).abs() <= 1e-9 * scale
}
