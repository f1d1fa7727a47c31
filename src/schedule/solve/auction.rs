//! An auction: listings bid for the places of their groups in the hours until everyone has one.
//!
//! Who has no hour yet looks for the place that leaves it most after its price, and bids what it would pay rather than take its
//! second choice, and an increment of its weight more. It drives out whoever holds the place; or, where the place is free and the
//! hour full, whoever has the lowest bid in the hour. A held place costs its bid; a free one costs the lowest bid of the hour
//! where that is full, and nothing where it is not. Prices only rise, so everyone who holds a place is within its increment of
//! the best that it could have; once all are placed, the total is within `increment * sum of weights` of the optimum. This is
//! Bertsekas's auction algorithm (Network Optimization, 1998, chapter 7) with the places of a group nested in the hours.
//!
//! Rounds with ever smaller increments start from the prices of the round before, less what may have been too high: without them
//! equal hours are bid up a crumb at a time. A place or hour that starts with a price and stays empty costs a little of the
//! guarantee. That shows in the bound, which is proven for any prices, and the exchanges that follow make up for it.

use std::cmp::Reverse;
use std::collections::{BinaryHeap, VecDeque};

use super::arrangement::NOWHERE;
use crate::schedule::model::{Model, PLACES, Seat};
use crate::schedule::week::HOURS_PER_WEEK;

/// How many increments of its lowest bidder a price falls by before the next round.
const FALL: f64 = 2.0;
/// Bids per listing after which a round is broken off. Usual are four to six in a round that starts from prices.
const BIDS_PER_LISTING: usize = 100;
/// Bids beside those that a small shop may need for a fine increment.
const BIDS: usize = 200_000;
/// Places that one listing alone can hold; the last one is shared by any number.
const OWN: usize = PLACES - 1;
const NOBODY: u32 = u32::MAX;

/// What an auction comes to.
#[derive(Debug)]
pub(super) struct Sale {
    /// The hour of each listing.
    pub hours: Vec<u8>,
    /// Price of one more place in each hour.
    pub prices: [f64; HOURS_PER_WEEK],
    /// No choice is worth more than this.
    pub bound: f64,
}

/// Holds the auction in rounds with these increments, which are shares of a listing's weight: an hour of mean worth is worth 1.
pub(super) fn hold(model: &Model, increments: &[f64]) -> Sale {
    let mut auction = Auction::new(model);
    let mut bound = f64::INFINITY;
    for (round, &increment) in increments.iter().enumerate() {
        if let Some(before) = round.checked_sub(1).and_then(|before| increments.get(before)) {
            auction.start_again(*before);
        }
        auction.run(increment);
        bound = auction.bound().min(bound);
    }
    Sale { hours: auction.hours, prices: auction.prices, bound }
}

#[derive(Debug)]
struct Auction<'a> {
    model: &'a Model,
    /// The worth of open hours, negative infinity for others.
    open_worth: [f64; HOURS_PER_WEEK],
    /// Least price of each hour in this round.
    reserves: [f64; HOURS_PER_WEEK],
    /// Price of a free place in each hour.
    prices: [f64; HOURS_PER_WEEK],
    ends: [u32; HOURS_PER_WEEK],
    /// Bids of each hour, lowest first; those of listings that have gone are passed over.
    bidders: Vec<BinaryHeap<Reverse<(u64, u32)>>>,
    hours: Vec<u8>,
    places: Vec<u8>,
    bids: Vec<f64>,
    groups: Vec<Vec<Held>>,
}

/// The places of a group in an hour.
#[derive(Debug, Clone)]
struct Held {
    hour: u8,
    holders: [u32; OWN],
    /// The holder's bid, or the least price of a place that nobody holds.
    bids: [f64; OWN],
}

/// The place that a listing bids for.
#[derive(Debug, Clone, Copy)]
struct Choice {
    hour: u8,
    place: u8,
    /// What it leaves after its price.
    value: f64,
    /// The same for the second choice.
    second: f64,
}

impl<'a> Auction<'a> {
    fn new(model: &'a Model) -> Self {
        let count = model.seats.len();
        Self {
            model,
            open_worth: model.open_worth(),
            reserves: [0.0; HOURS_PER_WEEK],
            prices: [0.0; HOURS_PER_WEEK],
            ends: [0; HOURS_PER_WEEK],
            bidders: vec![BinaryHeap::new(); HOURS_PER_WEEK],
            hours: vec![NOWHERE; count],
            places: vec![0; count],
            bids: vec![0.0; count],
            groups: vec![Vec::new(); model.groups as usize],
        }
    }

    /// Sends everyone home; prices stay, less what may have been too high after a round with `increment`.
    fn start_again(&mut self, increment: f64) {
        for hour in 0..HOURS_PER_WEEK {
            let lowest = self.lowest(hour).map_or(0.0, |index| self.model.seats[index as usize].weight);
            let price = if self.is_full(hour) { self.prices[hour] - FALL * increment * lowest } else { 0.0 };
            self.reserves[hour] = price.max(0.0);
        }
        for held in self.groups.iter_mut().flatten() {
            for (holder, bid) in held.holders.iter_mut().zip(&mut held.bids) {
                let fall =
                    self.model.seats.get(*holder as usize).map_or(f64::INFINITY, |seat| FALL * increment * seat.weight);
                *bid = (*bid - fall).max(0.0);
                *holder = NOBODY;
            }
        }
        self.prices = self.reserves;
        self.ends = [0; HOURS_PER_WEEK];
        self.bidders.iter_mut().for_each(BinaryHeap::clear);
        self.hours.fill(NOWHERE);
    }

    fn run(&mut self, increment: f64) {
        let mut waiting: VecDeque<u32> = (0..self.model.seats.len() as u32).collect();
        let mut bids = BIDS + BIDS_PER_LISTING * self.model.seats.len();
        while bids > 0
            && let Some(index) = waiting.pop_front()
        {
            bids -= 1;
            let choice = self.choose(&self.model.seats[index as usize]);
            waiting.extend(self.take(index, choice, increment));
        }
        for index in waiting {
            self.seat_anywhere(index);
        }
    }

    /// The best place at today's prices, and what the next best leaves.
    fn choose(&self, seat: &Seat) -> Choice {
        let model = self.model;
        let held = &self.groups[seat.group as usize];
        let own = seat.own_hour();
        // What the first place of each hour would leave at the price of the hour: in hours that the group has entered, none of
        // its places leaves more.
        let mut values = [f64::NEG_INFINITY; HOURS_PER_WEEK];
        if seat.pinned.is_none() {
            for ((value, worth), price) in values.iter_mut().zip(&self.open_worth).zip(&self.prices) {
                *value = seat.weight * worth - price;
            }
        }
        if let Some(hour) = own.filter(|_| seat.pinned.is_none()) {
            values[hour] = seat.weight * (model.worth[hour] + model.move_cost) - self.prices[hour];
        }
        if let Some(hour) = seat.pinned.map(usize::from) {
            let stays = if own == Some(hour) { model.move_cost } else { 0.0 };
            values[hour] = seat.weight * (model.worth[hour] + stays) - self.prices[hour];
        }
        let mut most = [f64::NEG_INFINITY; HOURS_PER_WEEK];
        for (held, most) in held.iter().zip(&mut most) {
            *most = std::mem::replace(&mut values[usize::from(held.hour)], f64::NEG_INFINITY);
        }
        let mut best = Choice::NONE;
        let (first, second) = best_two(&values);
        if first > f64::NEG_INFINITY {
            let hour = values.iter().position(|&value| value >= first).unwrap_or(0);
            let next_place = first - seat.weight * model.worth[hour] * (model.shares[0] - model.shares[1]);
            best = Choice { hour: hour as u8, place: 0, value: first, second: second.max(next_place) };
        }
        for (held, most) in held.iter().zip(most) {
            if most <= best.second {
                continue;
            }
            let hour = usize::from(held.hour);
            let worth = seat.weight * model.worth[hour];
            let stays = if own == Some(hour) { seat.weight * model.move_cost } else { 0.0 };
            for (place, share) in (0..).zip(&model.shares) {
                best.consider(held.hour, place, worth * share + stays - self.price(held, usize::from(place)));
            }
        }
        best
    }

    /// What a place of a group that has entered the hour costs.
    fn price(&self, held: &Held, place: usize) -> f64 {
        let price = self.prices[usize::from(held.hour)];
        held.bids.get(place).map_or(price, |bid| bid.max(price))
    }

    /// Gives a listing the place of its choice; who loses its own by that.
    fn take(&mut self, index: u32, choice: Choice, increment: f64) -> Option<u32> {
        let (hour, place) = (usize::from(choice.hour), usize::from(choice.place));
        let seat = self.model.seats[index as usize];
        let held = self.held(seat.group, choice.hour);
        let price = self.price(&self.groups[seat.group as usize][held], place);
        // Somebody with a single choice bids as if the second one were worth nothing.
        let lead = choice.value - choice.second.max(choice.value - seat.weight * self.model.worth[hour]);
        let bid = price + lead + increment * seat.weight;
        let mut out = None;
        if place < OWN {
            let held = &mut self.groups[seat.group as usize][held];
            out = Some(std::mem::replace(&mut held.holders[place], index)).filter(|&holder| holder != NOBODY);
            held.bids[place] = bid;
        }
        if let Some(holder) = out {
            self.hours[holder as usize] = NOWHERE;
        } else if self.is_full(hour) {
            out = self.lowest(hour);
            if let Some(lowest) = out {
                self.drive_out(lowest, hour);
            }
        } else {
            self.ends[hour] += 1;
        }
        self.hours[index as usize] = hour as u8;
        self.places[index as usize] = place as u8;
        self.bids[index as usize] = bid;
        if seat.pinned.is_none() {
            self.bidders[hour].push(Reverse((bid.to_bits(), index)));
        }
        if self.is_full(hour) {
            let lowest = self.lowest(hour).map_or(0.0, |index| self.bids[index as usize]);
            self.prices[hour] = lowest.max(self.reserves[hour]);
        }
        out
    }

    /// Index of the group's places in the hour, which are ordered by hour.
    fn held(&mut self, group: u32, hour: u8) -> usize {
        let places = &mut self.groups[group as usize];
        places.binary_search_by_key(&hour, |held| held.hour).unwrap_or_else(|at| {
            places.insert(at, Held { hour, holders: [NOBODY; OWN], bids: [0.0; OWN] });
            at
        })
    }

    fn drive_out(&mut self, index: u32, hour: usize) {
        self.hours[index as usize] = NOWHERE;
        let place = usize::from(self.places[index as usize]);
        let group = self.model.seats[index as usize].group;
        let held = self.held(group, hour as u8);
        if let Some(holder) = self.groups[group as usize][held].holders.get_mut(place) {
            *holder = NOBODY;
        }
    }

    fn is_full(&self, hour: usize) -> bool {
        self.ends[hour] >= self.model.capacity[hour]
    }

    /// Who has the lowest bid in the hour; nobody pinned to it.
    fn lowest(&mut self, hour: usize) -> Option<u32> {
        let bidders = &mut self.bidders[hour];
        while let Some(&Reverse((bid, index))) = bidders.peek() {
            let stands = usize::from(self.hours[index as usize]) == hour && self.bids[index as usize].to_bits() == bid;
            if stands {
                return Some(index);
            }
            bidders.pop();
        }
        None
    }

    /// The end of a round that was broken off.
    fn seat_anywhere(&mut self, index: u32) {
        let seat = self.model.seats[index as usize];
        let room = (0..HOURS_PER_WEEK).filter(|&hour| !self.is_full(hour) && seat.may_end(hour, &self.model.open));
        let hour = room.max_by(|&a, &b| self.model.worth[a].total_cmp(&self.model.worth[b]));
        if let Some(hour) = hour.or(seat.pinned.map(usize::from)) {
            self.hours[index as usize] = hour as u8;
            self.places[index as usize] = OWN as u8;
            self.ends[hour] += 1;
        }
    }

    /// What the listings would take at these prices, and the prices of everything that there is to sell: the dual of the
    /// problem, which no choice exceeds whatever the prices are.
    ///
    /// ```text
    /// sum over listings of max over (t, k) of  [w * (worth(t) * share(k) - move_cost * [moves]) - price(t, k)]
    ///   + sum over places of  (price(t, k) - price(t))  +  sum over hours of  capacity(t) * price(t)
    /// ```
    fn bound(&self) -> f64 {
        let model = self.model;
        let hours: f64 = self.prices.iter().zip(&model.capacity).map(|(price, &ends)| price * f64::from(ends)).sum();
        let held = self.groups.iter().flatten();
        let places: f64 = held
            .map(|held| {
                let price = self.prices[usize::from(held.hour)];
                held.bids.iter().map(|bid| (bid - price).max(0.0)).sum::<f64>()
            })
            .sum();
        let best = |seat: &Seat| {
            // The auction pays for staying, the model charges for moving.
            let charge = if seat.own_hour().is_some() { seat.weight * model.move_cost } else { 0.0 };
            self.choose(seat).value - charge
        };
        hours + places + model.seats.iter().map(best).sum::<f64>()
    }
}

impl Choice {
    const NONE: Self = Self { hour: NOWHERE, place: 0, value: f64::NEG_INFINITY, second: f64::NEG_INFINITY };

    fn consider(&mut self, hour: u8, place: u8, value: f64) {
        if value > self.value {
            *self = Self { hour, place, value, second: self.value };
        } else if value > self.second {
            self.second = value;
        }
    }
}

/// The greatest and the second greatest value.
fn best_two(values: &[f64; HOURS_PER_WEEK]) -> (f64, f64) {
    const LANES: usize = 8;
    let mut first = [f64::NEG_INFINITY; LANES];
    let mut second = [f64::NEG_INFINITY; LANES];
    for chunk in values.chunks_exact(LANES) {
        for lane in 0..LANES {
            let value = chunk[lane];
            let lower = if value < first[lane] { value } else { first[lane] };
            second[lane] = if lower > second[lane] { lower } else { second[lane] };
            first[lane] = if value > first[lane] { value } else { first[lane] };
        }
    }
    let mut best = Choice::NONE;
    first.into_iter().chain(second).for_each(|value| best.consider(0, 0, value));
    (best.value, best.second)
}
