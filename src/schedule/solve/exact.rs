//! The optimum with its proof: cycles through the places of a group as well as through hours.
//!
//! An [`exchange`](super::exchange) weighs every move against the arrangement as it is, so it passes by cycles in which two of a
//! group change places on the way. Here every listing is a node of its own beside the hours and the outside: it may drive another
//! out of its place, which then has to move on. That is the residual network of the transport problem; a choice of hours is an
//! optimum when no cycle in it gains (Klein, Management Science 14, 1967), and the longest paths are then prices of hours and
//! places at which the dual is worth the same. Each sweep costs some two hundred additions a listing, and cycles are found one at
//! a time: this is for shops of moderate size that are nearly there.

use super::arrangement::Arrangement;
use super::exchange::cycle_of;
use crate::schedule::model::PLACES;
use crate::schedule::week::HOURS_PER_WEEK;

/// The outside, which gives what an hour has room for, beside the hours; listings come after it.
const OUTSIDE: usize = HOURS_PER_WEEK;
const FIRST_LISTING: usize = OUTSIDE + 1;
/// Places that one listing alone can hold.
const OWN: usize = PLACES - 1;
/// Cycles carried out per listing at most.
const CYCLES: usize = 20;

/// Carries out cycles until none gains; a value that no choice exceeds, or `None` where there are more cycles than expected.
///
/// `prices` are a guess at what one more place in each hour is worth.
pub(super) fn perfect(arrangement: &mut Arrangement, prices: &[f64; HOURS_PER_WEEK]) -> Option<f64> {
    let mut paths = Paths::new(arrangement, prices);
    for _ in 0..CYCLES * (arrangement.hours.len() + 1) {
        match paths.gaining_cycle(arrangement) {
            Search::Cycle(cycle) => carry_out(arrangement, &cycle),
            Search::None => return Some(paths.bound(arrangement)),
            Search::Lost => return None,
        }
    }
    None
}

enum Search {
    Cycle(Vec<usize>),
    None,
    Lost,
}

/// Longest paths in the residual network.
#[derive(Debug)]
struct Paths {
    /// By node: an hour, the outside, a listing about to leave its place.
    lengths: Vec<f64>,
    parents: Vec<usize>,
    /// Differences that may be rounding.
    tolerance: f64,
}

impl Paths {
    fn new(arrangement: &Arrangement, prices: &[f64; HOURS_PER_WEEK]) -> Self {
        let model = arrangement.model;
        let nodes = FIRST_LISTING + model.seats.len();
        let mut lengths = vec![f64::NEG_INFINITY; nodes];
        lengths[..HOURS_PER_WEEK].copy_from_slice(prices);
        lengths[OUTSIDE] = 0.0;
        let heaviest = model.seats.first().map_or(0.0, |seat| seat.weight);
        let best = model.worth.iter().copied().fold(0.0, f64::max);
        Self { lengths, parents: vec![usize::MAX; nodes], tolerance: heaviest * best * 1e-12 }
    }

    /// A cycle of nodes that gains, each before the one whose place it takes.
    fn gaining_cycle(&mut self, arrangement: &Arrangement) -> Search {
        self.parents.fill(usize::MAX);
        for _ in 0..=self.parents.len() {
            if !self.sweep(arrangement) {
                return Search::None;
            }
            if let Some(cycle) = cycle_of(&self.parents) {
                return Search::Cycle(cycle);
            }
        }
        Search::Lost
    }

    /// Lengthens every path by one step; whether any grew.
    fn sweep(&mut self, arrangement: &Arrangement) -> bool {
        let model = arrangement.model;
        let mut grew = false;
        for hour in 0..HOURS_PER_WEEK {
            if arrangement.counts[hour] < model.capacity[hour] {
                grew |= self.extend(hour, 0.0, OUTSIDE);
            }
        }
        for hour in 0..HOURS_PER_WEEK {
            if arrangement.counts[hour] > 0 {
                grew |= self.extend(OUTSIDE, 0.0, hour);
            }
        }
        let open_worth = model.open_worth();
        for (index, &home) in arrangement.hours.iter().enumerate() {
            let node = FIRST_LISTING + index;
            grew |= self.extend(usize::from(home), 0.0, node);
            let offers = Offers::of(arrangement, index as u32, &open_worth);
            let start = self.lengths[node] - offers.home;
            for (to, value) in offers.taken {
                grew |= self.extend_from(node, start + value, FIRST_LISTING + to as usize);
            }
            let gains = offers.free.iter().zip(&self.lengths).any(|(value, length)| value + start > *length);
            if gains {
                for (hour, value) in offers.free.iter().enumerate() {
                    grew |= self.extend_from(node, start + value, hour);
                }
            }
        }
        grew
    }

    fn extend(&mut self, from: usize, gain: f64, to: usize) -> bool {
        self.extend_from(from, self.lengths[from] + gain, to)
    }

    fn extend_from(&mut self, from: usize, length: f64, to: usize) -> bool {
        let longer = length - self.tolerance > self.lengths[to];
        if longer {
            self.lengths[to] = length;
            self.parents[to] = from;
        }
        longer
    }

    /// The dual at these prices, which no choice exceeds whatever they are.
    fn bound(&self, arrangement: &Arrangement) -> f64 {
        let model = arrangement.model;
        let price = |node: usize| (self.lengths[node] - self.lengths[OUTSIDE]).max(0.0);
        let hours: f64 = (0..HOURS_PER_WEEK).map(|hour| price(hour) * f64::from(model.capacity[hour])).sum();
        let place = |index: u32, hour: usize| (price(FIRST_LISTING + index as usize) - price(hour)).max(0.0);
        let buckets = arrangement.groups.iter().flatten();
        let places: f64 = buckets
            .flat_map(|bucket| {
                bucket.members.iter().take(OWN).map(move |&member| place(member, usize::from(bucket.hour)))
            })
            .sum();
        let open_worth = model.open_worth();
        let best = |(index, seat): (u32, &crate::schedule::model::Seat)| {
            let offers = Offers::of(arrangement, index, &open_worth);
            let free = offers.free.iter().enumerate().map(|(hour, value)| value - price(hour));
            let taken = offers.taken.iter().map(|&(other, value)| {
                let hour = usize::from(arrangement.hours[other as usize]);
                value - price(hour) - place(other, hour)
            });
            // Its own place is neither free nor another's.
            let home = usize::from(arrangement.hours[index as usize]);
            let own = if offers.is_own { place(index, home) } else { 0.0 };
            let charge = if seat.current.is_some() { seat.weight * model.move_cost } else { 0.0 };
            free.chain(taken).fold(offers.home - price(home) - own, f64::max) - charge
        };
        hours + places + (0..).zip(&model.seats).map(best).sum::<f64>()
    }
}

/// What the places of the week are worth to a listing, staying where it is included.
#[derive(Debug)]
struct Offers {
    /// Its own place.
    home: f64,
    /// Whether it holds that place alone.
    is_own: bool,
    /// The best place of each hour that nobody holds alone; negative infinity where it may not end.
    free: [f64; HOURS_PER_WEEK],
    /// Places that another listing of the group holds alone.
    taken: Vec<(u32, f64)>,
}

impl Offers {
    fn of(arrangement: &Arrangement, index: u32, open_worth: &[f64; HOURS_PER_WEEK]) -> Self {
        let model = arrangement.model;
        let seat = &model.seats[index as usize];
        let home = usize::from(arrangement.hours[index as usize]);
        let stay = |hour: usize| {
            if seat.current.is_some_and(|current| usize::from(current) == hour) {
                seat.weight * model.move_cost
            } else {
                0.0
            }
        };
        let mut free = match seat.pinned {
            Some(_) => [f64::NEG_INFINITY; HOURS_PER_WEEK],
            None => open_worth.map(|worth| seat.weight * worth * model.shares[0]),
        };
        // The hour of a pin or of today may be closed to others.
        if let Some(hour) = seat.pinned.or(seat.current).map(usize::from) {
            free[hour] = seat.weight * model.worth[hour] * model.shares[0] + stay(hour);
        }
        let mut offers = Self { home: 0.0, is_own: false, free, taken: Vec::new() };
        for bucket in &arrangement.groups[seat.group as usize] {
            let hour = usize::from(bucket.hour);
            if offers.free[hour] == f64::NEG_INFINITY {
                continue;
            }
            let value = |place: usize| seat.weight * model.worth[hour] * model.share(place) + stay(hour);
            offers.free[hour] = value(bucket.members.len().min(OWN));
            for (place, &member) in bucket.members.iter().take(OWN).enumerate() {
                if member != index {
                    offers.taken.push((member, value(place)));
                }
            }
            if hour == home {
                let place = bucket.members.partition_point(|&member| member < index);
                offers.home = value(place);
                offers.is_own = place < OWN;
            }
        }
        offers
    }
}

fn carry_out(arrangement: &mut Arrangement, cycle: &[usize]) {
    let nodes = cycle.iter().zip(cycle.iter().cycle().skip(1));
    let moves: Vec<(u32, u8)> = nodes
        .filter_map(|(&from, &to)| {
            let index = from.checked_sub(FIRST_LISTING)?;
            let hour = if to < HOURS_PER_WEEK { to as u8 } else { arrangement.hours[to.checked_sub(FIRST_LISTING)?] };
            Some((index as u32, hour))
        })
        .collect();
    for &(index, _) in &moves {
        arrangement.leave(index);
    }
    for (index, hour) in moves {
        arrangement.enter(index, hour);
    }
}
