//! Which listing ends when.

use jiff::SignedDuration;
use jiff::civil::DateTime;
use rustc_hash::FxHashMap;

use super::blocked::Blocked;
use super::capacity::{Capacity, Claims};
use super::minutes::{MINUTES, even_order, hand_out};
use super::model::{Model, PLACES, Seat};
use super::profile::TrafficProfile;
use super::reason::{MoveCause, PinClash, Reason};
use super::score::Scores;
use super::seats::{Candidate, Present, candidates, cycle_of};
use super::solve::solve;
use super::week::{HOURS_PER_WEEK, WeekMinute};
use crate::config::ScheduleConfig;

/// What the plan has to know of a listing.
#[derive(Debug, Clone, Copy, Default)]
pub struct ScheduleListing<'a> {
    /// The listing's id: of listings of equal weight the one with the lower id counts as the stronger.
    pub id: &'a str,
    /// What the listing brings per visit, such as sales + 1. NaN and what is below 0.001 count as 0.001.
    pub weight: f64,
    /// Its category: listings of one group compete.
    pub group: u32,
    /// Near-identical titles share a key and compete too; 0 where there is no twin.
    pub title_key: u64,
    /// When it ends today; it may lie in the past.
    pub current_end: Option<DateTime>,
    /// Days of its cycle; 0 takes the configuration's.
    pub cycle_days: u8,
    /// Out of stock: gets no end.
    pub out_of_stock: bool,
    /// In the warehouse: gets no end, unless its list time lies ahead.
    pub off_shelf: bool,
    /// Stays where it ends today, as the half of a weekly test that is not to change.
    pub hold: bool,
}

impl ScheduleListing<'_> {
    /// Whether shoppers can buy it today.
    pub fn is_on_offer(&self) -> bool {
        !self.out_of_stock && !self.off_shelf
    }
}

/// A listing's end.
#[derive(Debug, Clone, PartialEq)]
pub struct Assignment {
    /// The present end, rolled forward by whole cycles until it lies ahead.
    pub current_end: Option<DateTime>,
    /// The end to have; `None` for a listing that gets none.
    pub end: Option<DateTime>,
    /// When to list for that end: one cycle before it. Ahead for a listing that moves.
    pub list_time: Option<DateTime>,
    /// Whether the minute of the week changes, or there was none.
    pub moved: bool,
    /// Value of the present end within the present arrangement (see [`Model`]).
    pub value_now: Option<f64>,
    /// Value of the planned end within the plan, without the cost of the move.
    pub value: Option<f64>,
    /// Why.
    pub reason: Reason,
}

/// The plan of a shop.
#[derive(Debug, Clone, PartialEq)]
pub struct Plan {
    /// One a listing, in their order.
    pub assignments: Vec<Assignment>,
    /// Value of the present ends: the sum of [`Assignment::value_now`].
    pub value_now: f64,
    /// Value of the plan: the sum of [`Assignment::value`] less the cost of the moves.
    pub value: f64,
    /// No plan has a value above this.
    pub bound: f64,
    /// The problem that was solved.
    pub model: Model,
    /// Which listing each seat of the model is.
    pub seats: Vec<u32>,
    /// The hour chosen for each seat.
    pub hours: Vec<u8>,
    /// Listings that share the fullest minute at most: 1 as long as there are minutes enough.
    pub per_minute: u32,
    /// Where `max_per_hour` does not hold all listings, the most that an hour has to hold.
    pub raised: Option<u32>,
}

/// Plans the ends of one shop; see [`Planner`], which serves many shops.
pub fn plan_shop(
    listings: &[ScheduleListing],
    profile: &TrafficProfile,
    now: DateTime,
    config: &ScheduleConfig,
) -> Vec<Assignment> {
    Planner::new(profile, config).plan(listings, now).assignments
}

/// Why the schedule cannot use the configuration: a blocked time or a pin that cannot be read.
pub fn unusable_setting(config: &ScheduleConfig) -> Option<String> {
    let pins = || config.pins.iter().find(|(_, text)| Pin::parse(text).is_none());
    Blocked::new(config).err().or_else(|| {
        pins().map(|(id, text)| format!("schedule.pins: {id} = {text:?} is no time; write \"周三 21:30\" or \"keep\""))
    })
}

/// Plans the ends of shops, one at a time.
///
/// The hours are chosen by an optimiser over a [`Model`]: its value is concave in how many of a group end in an hour, a move
/// costs, and an hour holds only so many. Within an hour those who stay keep their minute, the strongest of them where several
/// share it, and the others get minutes that lie evenly. Pinned listings keep their pin, whatever is blocked.
///
/// A second plan over the first one's result moves nothing as long as `now` blocks the same hours.
#[derive(Debug, Clone)]
pub struct Planner<'a> {
    config: &'a ScheduleConfig,
    scores: Scores,
    worth: [f64; HOURS_PER_WEEK],
    shares: [f64; PLACES],
    blocked: Blocked,
    pins: FxHashMap<&'a str, Pin>,
    minute_order: [u8; MINUTES],
}

/// Least worth of an hour: one without any traffic before it.
const LEAST_WORTH: f64 = 1e-9;
/// Least share of a place: at 0 all further places of a group would be worth the same nothing.
const LEAST_SHARE: f64 = 1e-6;
/// A new hour that is worth this much more than the old one is reason enough to move.
const CLEAR_GAIN: f64 = 1.05;

/// Where a listing has to end.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Pin {
    /// Where it ends today.
    Keep,
    At(WeekMinute),
}

impl Pin {
    fn parse(text: &str) -> Option<Self> {
        if text.trim() == "keep" { Some(Self::Keep) } else { WeekMinute::parse(text).map(Self::At) }
    }
}

/// A candidate with what is known of its end before the hours are chosen.
#[derive(Debug)]
struct Entry {
    candidate: Candidate,
    pin: Option<WeekMinute>,
    /// Whether it may stay where it is: the end is not blocked and no stronger listing has the minute.
    may_stay: bool,
    /// Whether the present end is blocked.
    is_blocked: bool,
    /// Whether it is held for a weekly test.
    is_held: bool,
}

impl<'a> Planner<'a> {
    /// Works out what each hour of the week is worth. What [`unusable_setting`] finds fault with is left aside.
    pub fn new(profile: &TrafficProfile, config: &'a ScheduleConfig) -> Self {
        let scores = Scores::new(profile, config);
        let fall = config.sibling_factor.log2();
        let pins = config.pins.iter().filter_map(|(id, text)| Some((id.as_str(), Pin::parse(text)?)));
        Self {
            config,
            worth: scores.by_hour().map(|worth| worth.max(LEAST_WORTH)),
            scores,
            // The second of a group gets `sibling_factor` of the first's share, and the k-th k ^ log2(sibling_factor).
            shares: std::array::from_fn(|place| ((place + 1) as f64).powf(fall).max(LEAST_SHARE)),
            blocked: Blocked::new(config).unwrap_or_default(),
            pins: pins.collect(),
            minute_order: even_order(),
        }
    }

    /// The ends of one shop's listings, in the order of `listings`; the result for a listing does not depend on that order
    /// as long as ids are unique. `now` is civil time in Asia/Shanghai.
    pub fn plan(&self, listings: &[ScheduleListing], now: DateTime) -> Plan {
        let unplanned = |listing: &ScheduleListing| {
            let present = Present::of(listing, cycle_of(listing, self.config.cycle_days), now);
            let reason = if listing.out_of_stock { Reason::OutOfStock } else { Reason::OffShelf };
            Assignment { current_end: present.map(|present| present.end), ..Assignment::without_end(reason) }
        };
        let mut assignments: Vec<Assignment> = listings.iter().map(unplanned).collect();
        let (candidates, groups) = candidates(listings, now, self.config);
        let mut entries = self.entries(candidates, listings);
        let cycles: Vec<SignedDuration> = {
            let mut cycles: Vec<_> = entries.iter().map(|entry| entry.candidate.cycle).collect();
            cycles.sort_unstable();
            cycles.dedup();
            cycles
        };
        let mut open = self.blocked.open_hours(&cycles, now);
        let Capacity { ends: capacity, per_minute, raised } = self.capacity(&mut entries, &open);
        // An hour that pins fill to the last minute is closed to the others.
        let pinned = hour_counts(entries.iter().filter_map(|entry| entry.pin));
        for hour in 0..HOURS_PER_WEEK {
            open[hour] &= pinned[hour] < capacity[hour];
        }
        let now_values = self.values_now(&entries, groups);
        let any_open = open.contains(&true);
        let (seated, unseated): (Vec<_>, Vec<_>) = entries
            .into_iter()
            .zip(now_values)
            .partition(|(entry, _)| any_open || entry.pin.is_some() || entry.may_stay);
        for (entry, value_now) in unseated {
            let current_end = entry.candidate.present.map(|present| present.end);
            assignments[entry.candidate.index] =
                Assignment { current_end, value_now, ..Assignment::without_end(Reason::NoSlot) };
        }
        let (entries, now_values): (Vec<Entry>, Vec<Option<f64>>) = seated.into_iter().unzip();
        let model = Model {
            worth: self.worth,
            open,
            capacity,
            shares: self.shares,
            move_cost: self.config.move_cost,
            seats: entries.iter().map(Entry::seat).collect(),
            groups,
        };
        let solution = solve(&model);
        let minutes = self.minutes(&entries, &solution.hours);
        let values = model.values(&solution.hours);
        let crowd = Crowd::new(&model, &solution.hours, &entries);
        for (seat, entry) in entries.iter().enumerate() {
            let at = WeekMinute::new(usize::from(solution.hours[seat]), minutes[seat]);
            let assignment = self.assignment(entry, at, now, &crowd);
            let value = assignment.end.map(|_| values[seat]);
            assignments[entry.candidate.index] = Assignment { value_now: now_values[seat], value, ..assignment };
        }
        Plan {
            // An empty sum is -0.
            value_now: 0.0 + assignments.iter().filter_map(|assignment| assignment.value_now).sum::<f64>(),
            value: solution.value,
            bound: solution.bound,
            assignments,
            seats: entries.iter().map(|entry| entry.candidate.index as u32).collect(),
            hours: solution.hours,
            model,
            per_minute,
            raised,
        }
    }

    fn entries(&self, candidates: Vec<Candidate>, listings: &[ScheduleListing]) -> Vec<Entry> {
        let entry = |candidate: Candidate| {
            let present = candidate.present.as_ref();
            let listing = &listings[candidate.index];
            let pin = self.pins.get(listing.id).copied().or(listing.hold.then_some(Pin::Keep));
            let is_held = listing.hold && !self.pins.contains_key(listing.id);
            let pin = pin.and_then(|pin| match pin {
                Pin::Keep => present.map(|present| present.at),
                Pin::At(at) => Some(at),
            });
            let is_blocked = present.is_some_and(|present| !self.blocked.allows(present.end));
            Entry { may_stay: present.is_some() && !is_blocked && pin.is_none(), pin, is_blocked, is_held, candidate }
        };
        candidates.into_iter().map(entry).collect()
    }

    /// The capacity of each hour. Takes the right to stay from listings whose minute stronger ones have.
    fn capacity(&self, entries: &mut [Entry], open: &[bool; HOURS_PER_WEEK]) -> Capacity {
        let count = entries.iter().filter(|entry| entry.pin.is_none()).count() as u32;
        let pinned = hour_counts(entries.iter().filter_map(|entry| entry.pin)).to_vec();
        let mut claims = Claims { pinned, staying: Vec::new() };
        let Capacity { per_minute, .. } = Capacity::new(count, &self.worth, open, &claims, self.config);
        let mut taken = minute_counts(entries.iter().filter_map(|entry| entry.pin));
        for entry in entries.iter_mut().filter(|entry| entry.may_stay) {
            if let Some(present) = &entry.candidate.present {
                let taken = taken.entry(present.at).or_default();
                *taken += 1;
                entry.may_stay = *taken <= per_minute;
            }
        }
        let staying = entries.iter().filter(|entry| entry.may_stay).filter_map(|entry| entry.candidate.present);
        claims.staying = hour_counts(staying.map(|present| present.at)).to_vec();
        Capacity::new(count, &self.worth, open, &claims, self.config)
    }

    /// What the present ends are worth, all of them as they are.
    fn values_now(&self, entries: &[Entry], groups: u32) -> Vec<Option<f64>> {
        let present = |entry: &Entry| entry.candidate.present.map(|present| present.at.hour_of_week() as u8);
        let (seats, hours): (Vec<Seat>, Vec<u8>) =
            entries.iter().filter_map(|entry| Some((entry.seat(), present(entry)?))).unzip();
        let model = Model {
            worth: self.worth,
            open: [true; HOURS_PER_WEEK],
            capacity: [u32::MAX; HOURS_PER_WEEK],
            shares: self.shares,
            move_cost: 0.0,
            seats,
            groups,
        };
        let mut values = model.values(&hours).into_iter();
        entries.iter().map(|entry| present(entry).and_then(|_| values.next())).collect()
    }

    /// The minute of each seat within its hour.
    fn minutes(&self, entries: &[Entry], hours: &[u8]) -> Vec<u8> {
        let mut by_hour: Vec<Vec<usize>> = vec![Vec::new(); HOURS_PER_WEEK];
        let mut pinned: Vec<Vec<u8>> = vec![Vec::new(); HOURS_PER_WEEK];
        let mut minutes = vec![0; entries.len()];
        for (seat, (entry, &hour)) in entries.iter().zip(hours).enumerate() {
            if let Some(pin) = entry.pin {
                minutes[seat] = pin.minute();
                pinned[usize::from(hour)].push(pin.minute());
            } else {
                by_hour[usize::from(hour)].push(seat);
            }
        }
        for ((hour, mut seats), pinned) in (0..).zip(by_hour).zip(pinned) {
            // Who has a right to its minute comes first, then who would like to keep it.
            seats.sort_by_key(|&seat| !entries[seat].may_stay);
            let present = |&seat: &usize| {
                let present = entries[seat].candidate.present.filter(|_| !entries[seat].is_blocked)?;
                (present.at.hour_of_week() == hour).then(|| present.at.minute())
            };
            let wanted: Vec<Option<u8>> = seats.iter().map(present).collect();
            for (seat, minute) in seats.into_iter().zip(hand_out(&pinned, &wanted, &self.minute_order)) {
                minutes[seat] = minute;
            }
        }
        minutes
    }

    fn assignment(&self, entry: &Entry, at: WeekMinute, now: DateTime, crowd: &Crowd) -> Assignment {
        let Candidate { cycle, present, .. } = &entry.candidate;
        let current_end = present.map(|present| present.end);
        let note = present.and_then(|present| present.note);
        let stays = present.filter(|present| present.at == at && (!entry.is_blocked || entry.pin.is_some()));
        let (end, reason) = match (stays, entry.pin) {
            (Some(present), Some(_)) if entry.is_held => (Some(present.end), Reason::Held),
            (Some(present), Some(_)) => {
                (Some(present.end), Reason::Pinned { at, clash: self.clash(present.end, *cycle, crowd) })
            }
            (Some(present), None) => (Some(present.end), Reason::Kept { note }),
            (None, pin) => {
                let end = now.checked_add(*cycle).ok().and_then(|earliest| at.next_after(earliest));
                let reason = match pin {
                    Some(at) => Reason::Pinned { at, clash: end.and_then(|end| self.clash(end, *cycle, crowd)) },
                    None => Reason::Moved { to: at, cause: self.cause(entry, at, crowd), note },
                };
                (end, reason)
            }
        };
        let list_time = end.and_then(|end| end.checked_sub(*cycle).ok());
        if list_time.is_none() {
            return Assignment { current_end, ..Assignment::without_end(Reason::NoSlot) };
        }
        Assignment { current_end, end, list_time, moved: stays.is_none(), value_now: None, value: None, reason }
    }

    /// What a pinned end breaks: it is kept all the same.
    fn clash(&self, end: DateTime, cycle: SignedDuration, crowd: &Crowd) -> Option<PinClash> {
        let list_time = end.checked_sub(cycle).unwrap_or(end);
        let mates = crowd.pins.get(&WeekMinute::of(end)).copied().unwrap_or_default();
        if !(self.blocked.allows(end) && self.blocked.allows(list_time)) {
            Some(PinClash::Blocked)
        } else if mates > 1 {
            Some(PinClash::SameMinute { count: mates - 1 })
        } else {
            None
        }
    }

    /// What drives a listing out of its present place.
    fn cause(&self, entry: &Entry, to: WeekMinute, crowd: &Crowd) -> MoveCause {
        let score = self.scores.at(to);
        let Some(present) = entry.candidate.present else { return MoveCause::NoPresentEnd { to: score } };
        let hour = present.at.hour_of_week();
        let stronger = crowd.stronger(entry.candidate.group, hour, entry.candidate.weight);
        let traffic = MoveCause::Traffic { from: self.scores.at(present.at), to: score, hero: entry.candidate.hero };
        if entry.is_blocked {
            MoveCause::Blocked
        } else if hour == to.hour_of_week() {
            MoveCause::SameMinute
        } else if self.worth[to.hour_of_week()] > CLEAR_GAIN * self.worth[hour] {
            traffic
        } else if stronger > 0 {
            MoveCause::Siblings { count: stronger }
        } else if crowd.ends[hour] > 0 {
            MoveCause::Crowd { count: crowd.ends[hour] }
        } else {
            traffic
        }
    }
}

impl Entry {
    fn seat(&self) -> Seat {
        let own = self.candidate.present.map(|present| present.at);
        let current = match self.pin {
            Some(pin) => own.filter(|&at| at == pin),
            None => own.filter(|_| self.may_stay),
        };
        Seat {
            weight: self.candidate.weight,
            group: self.candidate.group,
            current: current.map(|at| at.hour_of_week() as u8),
            pinned: self.pin.map(|at| at.hour_of_week() as u8),
        }
    }
}

impl Assignment {
    fn without_end(reason: Reason) -> Self {
        Self { current_end: None, end: None, list_time: None, moved: false, value_now: None, value: None, reason }
    }
}

/// Who ends where in the plan.
#[derive(Debug)]
struct Crowd {
    ends: [u32; HOURS_PER_WEEK],
    /// Weights of a group's listings in an hour.
    weights: FxHashMap<(u32, u8), Vec<f64>>,
    /// Listings pinned to a minute.
    pins: FxHashMap<WeekMinute, u32>,
}

impl Crowd {
    fn new(model: &Model, hours: &[u8], entries: &[Entry]) -> Self {
        let pins = minute_counts(entries.iter().filter_map(|entry| entry.pin));
        let mut crowd = Self { ends: [0; HOURS_PER_WEEK], weights: FxHashMap::default(), pins };
        for (seat, &hour) in model.seats.iter().zip(hours) {
            crowd.ends[usize::from(hour)] += 1;
            crowd.weights.entry((seat.group, hour)).or_default().push(seat.weight);
        }
        crowd
    }

    /// How many of the group with at least that weight end in the hour.
    fn stronger(&self, group: u32, hour: usize, weight: f64) -> u32 {
        let weights = self.weights.get(&(group, hour as u8));
        weights.map_or(0, |weights| weights.iter().filter(|&&other| other >= weight).count() as u32)
    }
}

fn hour_counts(minutes: impl Iterator<Item = WeekMinute>) -> [u32; HOURS_PER_WEEK] {
    let mut counts = [0; HOURS_PER_WEEK];
    minutes.for_each(|at| counts[at.hour_of_week()] += 1);
    counts
}

fn minute_counts(minutes: impl Iterator<Item = WeekMinute>) -> FxHashMap<WeekMinute, u32> {
    let mut counts = FxHashMap::default();
    minutes.for_each(|at| *counts.entry(at).or_default() += 1);
    counts
}
