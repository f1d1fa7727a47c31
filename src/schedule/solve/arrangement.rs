//! Who ends in which hour, and what one more or one fewer there changes.

use crate::schedule::model::{Model, PLACES};
use crate::schedule::week::HOURS_PER_WEEK;

/// No hour yet.
pub(super) const NOWHERE: u8 = u8::MAX;

/// The listings of one group that end in one hour.
#[derive(Debug, Clone)]
pub(super) struct Bucket {
    pub hour: u8,
    /// Strongest first.
    pub members: Vec<u32>,
    /// What a newcomer at each place takes from the members that it sets back, per unit of worth.
    pub displaced: [f64; PLACES],
}

/// A choice of hours on its way.
#[derive(Debug, Clone)]
pub(super) struct Arrangement<'a> {
    pub model: &'a Model,
    pub hours: Vec<u8>,
    pub counts: [u32; HOURS_PER_WEEK],
    /// Per group, its buckets in order of first use; one that has become empty stays.
    pub groups: Vec<Vec<Bucket>>,
}

impl<'a> Arrangement<'a> {
    /// Nobody placed yet.
    pub fn empty(model: &'a Model) -> Self {
        Self {
            model,
            hours: vec![NOWHERE; model.seats.len()],
            counts: [0; HOURS_PER_WEEK],
            groups: vec![Vec::new(); model.groups as usize],
        }
    }

    /// The choice as given.
    pub fn of(model: &'a Model, hours: &[u8]) -> Self {
        let mut arrangement = Self::empty(model);
        for (index, &hour) in (0..).zip(hours) {
            arrangement.enter(index, hour);
        }
        arrangement
    }

    /// Whether no hour holds more ends than it may.
    pub fn is_feasible(&self) -> bool {
        let model = self.model;
        self.counts.iter().zip(&model.capacity).all(|(count, capacity)| count <= capacity)
    }

    /// The listings of the group that end in the hour.
    pub fn bucket(&self, group: u32, hour: u8) -> Option<&Bucket> {
        self.groups[group as usize].iter().find(|bucket| bucket.hour == hour)
    }

    /// Puts a listing, which ends nowhere, into an hour; whether that changes what others of its group would bring there.
    pub fn enter(&mut self, index: u32, hour: u8) -> bool {
        let model = self.model;
        let buckets = &mut self.groups[model.seats[index as usize].group as usize];
        let at = buckets.iter().position(|bucket| bucket.hour == hour).unwrap_or_else(|| {
            buckets.push(Bucket { hour, members: Vec::new(), displaced: [0.0; PLACES] });
            buckets.len() - 1
        });
        let bucket = &mut buckets[at];
        let place = bucket.members.partition_point(|&member| member < index);
        bucket.members.insert(place, index);
        self.counts[usize::from(hour)] += 1;
        self.hours[index as usize] = hour;
        bucket.weigh(model, place)
    }

    /// Takes a listing out of its hour; whether that changes what others of its group would bring there.
    pub fn leave(&mut self, index: u32) -> bool {
        let model = self.model;
        let hour = std::mem::replace(&mut self.hours[index as usize], NOWHERE);
        let buckets = &mut self.groups[model.seats[index as usize].group as usize];
        if let Some(bucket) = buckets.iter_mut().find(|bucket| bucket.hour == hour) {
            let place = bucket.members.partition_point(|&member| member < index);
            bucket.members.remove(place);
            self.counts[usize::from(hour)] -= 1;
            return bucket.weigh(model, place);
        }
        false
    }

    /// What the total loses when the listing leaves its hour.
    pub fn loss(&self, index: u32) -> f64 {
        let model = self.model;
        let seat = &model.seats[index as usize];
        let hour = self.hours[index as usize];
        let Some(bucket) = self.bucket(seat.group, hour) else { return 0.0 };
        let place = bucket.members.partition_point(|&member| member < index);
        let weight =
            |place: usize| bucket.members.get(place).map_or(0.0, |&member| model.seats[member as usize].weight);
        // Those behind move up a place.
        let gained: f64 =
            (place..PLACES - 1).map(|place| (model.shares[place] - model.shares[place + 1]) * weight(place + 1)).sum();
        let stay = if seat.current == Some(hour) { seat.weight * model.move_cost } else { 0.0 };
        model.worth[usize::from(hour)] * (model.share(place) * seat.weight - gained) + stay
    }

    /// What the total gains when a listing, which ends nowhere, enters each of the hours; negative infinity where it may not.
    pub fn gains(&self, index: u32, open_worth: &[f64; HOURS_PER_WEEK], gains: &mut [f64; HOURS_PER_WEEK]) {
        let model = self.model;
        let seat = &model.seats[index as usize];
        for (gain, worth) in gains.iter_mut().zip(open_worth) {
            *gain = seat.weight * worth;
        }
        let only = seat.pinned.or(seat.current).map(usize::from).filter(|&hour| open_worth[hour] == f64::NEG_INFINITY);
        if let Some(hour) = only {
            gains[hour] = seat.weight * model.worth[hour];
        }
        for bucket in &self.groups[seat.group as usize] {
            let hour = usize::from(bucket.hour);
            if gains[hour] > f64::NEG_INFINITY {
                gains[hour] = model.worth[hour] * bucket.gain(seat.weight, &model.shares);
            }
        }
        if let Some(current) = seat.current {
            gains[usize::from(current)] += seat.weight * model.move_cost;
        }
    }
}

impl Bucket {
    /// What a newcomer brings per unit of worth: the best place for it, less what it takes from those behind.
    pub fn gain(&self, weight: f64, shares: &[f64; PLACES]) -> f64 {
        let at = |(share, displaced): (&f64, &f64)| share * weight - displaced;
        shares.iter().zip(&self.displaced).map(at).fold(f64::NEG_INFINITY, f64::max)
    }

    /// Brings `displaced` up to date after a change at `place`; whether it changes.
    fn weigh(&mut self, model: &Model, place: usize) -> bool {
        if place >= PLACES - 1 {
            return false;
        }
        for place in (0..PLACES - 1).rev() {
            let weight = self.members.get(place).map_or(0.0, |&member| model.seats[member as usize].weight);
            self.displaced[place] =
                self.displaced[place + 1] + (model.shares[place] - model.shares[place + 1]) * weight;
        }
        true
    }
}
