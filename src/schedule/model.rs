//! The plan of one shop as an optimisation problem, and what a choice of hours is worth in it.
//!
//! Listings choose among the 168 hours of the week. With `w` the weight of listing `i`, `t` its hour and `k` its place by weight
//! among the listings of its group that end in that hour (1 is the strongest), a choice is worth
//!
//! ```text
//! sum over i of  w(i) * (worth(t) * share(k) - move_cost * [i has a current hour and t is another one])
//! ```
//!
//! with at most `capacity(t)` ends in every hour, each listing within the hours allowed to it.
//!
//! `share` falls with `k`, so the attention that a group gets from an hour is concave in how many of the group end there (rule
//! E5), and the strongest have the first claim on it. A solver need not know the order: giving each listing a place of its own
//! in its group and hour, at most one listing a place, has its greatest value where places go by weight. So the problem is a
//! transport problem (listing -> place in group and hour -> hour), its linear relaxation has a whole-numbered optimum, and
//! prices of hours and places prove an upper bound.

use super::week::HOURS_PER_WEEK;

/// Places in a group and hour whose shares differ; all further ones have the share of the last.
pub const PLACES: usize = 4;

/// One shop's problem.
#[derive(Debug, Clone, PartialEq)]
pub struct Model {
    /// What ending in each hour is worth per unit of weight; above 0.
    pub worth: [f64; HOURS_PER_WEEK],
    /// Hours to which listings may move.
    pub open: [bool; HOURS_PER_WEEK],
    /// Ends that the hour holds at most.
    pub capacity: [u32; HOURS_PER_WEEK],
    /// Share of the attention by place within a group and hour, not rising; the last one holds for all places after it too.
    pub shares: [f64; PLACES],
    /// Cost of a move as a share of the listing's weight.
    pub move_cost: f64,
    /// The listings, strongest first.
    pub seats: Vec<Seat>,
    /// Number of groups; every seat's group is below it.
    pub groups: u32,
}

/// A listing of a [`Model`].
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Seat {
    /// Its weight, 0 or above.
    pub weight: f64,
    /// Its group, counted from 0.
    pub group: u32,
    /// The hour in which it ends today, where it may stay in it; to any other it moves.
    pub current: Option<u8>,
    /// The only hour that it may end in.
    pub pinned: Option<u8>,
}

impl Seat {
    /// The hour that it would not have to move to.
    pub fn own_hour(&self) -> Option<usize> {
        self.current.map(usize::from)
    }

    /// Whether the listing may end in `hour`.
    pub fn may_end(&self, hour: usize, open: &[bool; HOURS_PER_WEEK]) -> bool {
        match self.pinned {
            Some(pinned) => usize::from(pinned) == hour,
            None => open[hour] || self.current.is_some_and(|current| usize::from(current) == hour),
        }
    }
}

impl Model {
    /// The worth of the open hours, negative infinity for the others.
    pub fn open_worth(&self) -> [f64; HOURS_PER_WEEK] {
        std::array::from_fn(|hour| if self.open[hour] { self.worth[hour] } else { f64::NEG_INFINITY })
    }

    /// Share of the attention at a place, counted from 0.
    pub fn share(&self, place: usize) -> f64 {
        self.shares[place.min(PLACES - 1)]
    }

    /// The place of each listing among those of its group in its hour, counted from 0.
    pub fn places(&self, hours: &[u8]) -> Vec<u32> {
        let mut order: Vec<u32> = (0..hours.len() as u32).collect();
        let key = |index: u32| (self.seats[index as usize].group, hours[index as usize]);
        order.sort_by_key(|&index| key(index));
        let mut places = vec![0; hours.len()];
        for bucket in order.chunk_by(|&a, &b| key(a) == key(b)) {
            for (place, &index) in (0..).zip(bucket) {
                places[index as usize] = place;
            }
        }
        places
    }

    /// What each listing's hour is worth to it, without the cost of its move.
    pub fn values(&self, hours: &[u8]) -> Vec<f64> {
        let value = |((seat, &hour), place): ((&Seat, &u8), u32)| {
            seat.weight * self.worth[usize::from(hour)] * self.share(place as usize)
        };
        self.seats.iter().zip(hours).zip(self.places(hours)).map(value).collect()
    }

    /// The value of a choice: see the module's formula.
    pub fn value(&self, hours: &[u8]) -> f64 {
        let moves = |(seat, &hour): (&Seat, &u8)| {
            if seat.current.is_some_and(|current| current != hour) { seat.weight * self.move_cost } else { 0.0 }
        };
        self.values(hours).iter().sum::<f64>() - self.seats.iter().zip(hours).map(moves).sum::<f64>()
    }
}
