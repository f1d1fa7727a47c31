//! Which listing ends when: a greedy choice over the hours of the week.

use jiff::SignedDuration;
use jiff::civil::DateTime;

use super::crowd::{Crowd, Rivals};
use super::minutes::{MINUTES, even_order, hand_out};
use super::profile::TrafficProfile;
use super::reason::{MoveCause, Reason};
use super::score::Scores;
use super::week::{HOURS_PER_WEEK, WeekMinute};
use crate::config::ScheduleConfig;

/// What the plan has to know of a listing.
#[derive(Debug, Clone, Copy)]
pub struct ScheduleListing<'a> {
    /// The listing's id: listings of equal weight choose in its order.
    pub id: &'a str,
    /// What the listing brings per visit, such as sales + 1. Below 0 and NaN count as 0.
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
    /// Value of the present end within the present arrangement (see [`Planner`]).
    pub value_now: Option<f64>,
    /// Value of the planned end within the plan.
    pub value: Option<f64>,
    /// Why.
    pub reason: Reason,
}

/// Plans the ends of one shop; see [`Planner`], which serves many shops.
pub fn plan_shop(
    listings: &[ScheduleListing],
    profile: &TrafficProfile,
    now: DateTime,
    config: &ScheduleConfig,
) -> Vec<Assignment> {
    Planner::new(profile, config).plan(listings, now)
}

/// Plans the ends of shops, one at a time.
///
/// Listings choose in order of weight, heroes first therefore. The value of an end is
///
/// ```text
/// weight * score(minute) * (stronger listings in the hour + 1) ^ -crowding * sibling_factor ^ (stronger rivals in the hour)
/// ```
///
/// with the score of rule E1 (boost-weighted traffic before the end, the week's mean is 1). Hours are compared by their mean
/// score. A listing takes the hour that is worth most to it then (the earliest of equals), but stays in its present hour when
/// that is worth `keep_share` of the best. Hours in `blocked_hours` and full hours (one end a minute; two once every minute of
/// the week has one; and so on) are not to be had. Within an hour those who stay keep their minute, the first of them where
/// several share it, and the others get minutes that lie evenly.
///
/// A second plan over the first one's result moves nothing: each listing meets the same crowd as the first time and finds its
/// present hour to be the one it chose, or the one good enough to stay in.
///
/// Costs about 200 additions a listing.
#[derive(Debug, Clone)]
pub struct Planner<'a> {
    config: &'a ScheduleConfig,
    scores: Scores,
    /// Natural log of each hour's mean score.
    log_scores: [f64; HOURS_PER_WEEK],
    open: [bool; HOURS_PER_WEEK],
    minute_order: [u8; MINUTES],
}

/// Least score whose logarithm is taken: an hour without any traffic before it.
const LEAST_SCORE: f64 = 1e-12;

impl<'a> Planner<'a> {
    /// Works out what each hour of the week is worth.
    pub fn new(profile: &TrafficProfile, config: &'a ScheduleConfig) -> Self {
        let scores = Scores::new(profile, config);
        Self {
            config,
            log_scores: std::array::from_fn(|hour| scores.of_hour(hour).max(LEAST_SCORE).ln()),
            scores,
            open: std::array::from_fn(|hour| !config.blocked_hours.contains(&((hour % 24) as u8))),
            minute_order: even_order(),
        }
    }

    /// The ends of one shop's listings, in the order of `listings`; the result for a listing does not depend on that order
    /// as long as ids are unique. `now` is civil time in Asia/Shanghai.
    pub fn plan(&self, listings: &[ScheduleListing], now: DateTime) -> Vec<Assignment> {
        let mut seats = self.seats(listings, now);
        let open_hours = self.open.iter().filter(|&&open| open).count();
        let out_of_stock = |listing: &ScheduleListing| {
            let present = Present::of(listing, self.cycle(listing), now);
            Assignment {
                current_end: present.map(|present| present.end),
                ..Assignment::without_end(Reason::OutOfStock)
            }
        };
        let mut assignments: Vec<Assignment> = listings.iter().map(out_of_stock).collect();
        let in_order = seats.iter().filter_map(|seat| listings.get(seat.index));
        let (mut crowd, rivals) = Crowd::new(in_order, open_hours, self.config);

        for (seat, &rivals) in seats.iter_mut().zip(&rivals) {
            if let Some(present) = &seat.present {
                let hour = present.at.hour_of_week();
                seat.value_now = Some(seat.weight * self.scores.at(present.at) * crowd.factor(hour, rivals));
                crowd.add(hour, rivals);
            }
        }
        crowd.clear();
        if open_hours > 0 {
            self.choose_hours(&mut seats, crowd, &rivals, open_hours);
            self.choose_minutes(&mut seats);
        }
        for seat in seats {
            if let Some(assignment) = assignments.get_mut(seat.index) {
                *assignment = self.assignment(seat, now);
            }
        }
        assignments
    }

    fn cycle(&self, listing: &ScheduleListing) -> SignedDuration {
        let days = if listing.cycle_days == 0 { self.config.cycle_days } else { listing.cycle_days };
        SignedDuration::from_hours(24 * i64::from(days.max(1)))
    }

    /// The listings to place, in the order in which they choose.
    fn seats(&self, listings: &[ScheduleListing], now: DateTime) -> Vec<Seat> {
        let mut order: Vec<usize> = (0..listings.len()).filter(|&index| !listings[index].out_of_stock).collect();
        order.sort_unstable_by(|&a, &b| {
            let (left, right) = (&listings[a], &listings[b]);
            weight_of(right)
                .total_cmp(&weight_of(left))
                .then_with(|| left.id.cmp(right.id))
                .then_with(|| left.current_end.cmp(&right.current_end))
                .then(a.cmp(&b))
        });
        // A weight that a listing past the share has too makes nobody a hero: it may be the weight of all.
        let heroes = (order.len() as f64 * self.config.hero_share).ceil() as usize;
        let hero_weight = order.get(heroes).map_or(f64::INFINITY, |&index| weight_of(&listings[index]));
        let seats = order.into_iter().map(|index| {
            let listing = &listings[index];
            let cycle = self.cycle(listing);
            let weight = weight_of(listing);
            Seat {
                index,
                weight,
                hero: weight > hero_weight,
                cycle,
                present: Present::of(listing, cycle, now),
                value_now: None,
                place: None,
            }
        });
        seats.collect()
    }

    fn choose_hours(&self, seats: &mut [Seat], mut crowd: Crowd, rivals: &[Rivals], open_hours: usize) {
        let mut hours = OpenHours::new(&self.log_scores, &self.open, open_hours);
        let log_keep = self.config.keep_share.ln();
        for (seat, &rivals) in seats.iter_mut().zip(rivals) {
            let mut values = hours.values;
            crowd.subtract_siblings(rivals, &mut values);
            let (mut best, mut best_value) = (0, f64::NEG_INFINITY);
            for (hour, &value) in values.iter().enumerate() {
                if value > best_value {
                    (best, best_value) = (hour, value);
                }
            }
            let present = seat.present.as_ref().map(|present| present.at.hour_of_week());
            let kept =
                present.filter(|&hour| hours.values[hour] > f64::NEG_INFINITY && values[hour] >= best_value + log_keep);
            let hour = kept.unwrap_or(best);
            let cause = match present {
                _ if kept.is_some() => None,
                Some(present) => Some(self.cause(present, best, &crowd, rivals, seat)),
                None => Some(MoveCause::NoPresentEnd { to: 0.0 }),
            };
            seat.place = Some(Place { hour, minute: 0, factor: crowd.factor(hour, rivals), cause });
            crowd.add(hour, rivals);
            hours.placed(hour, &crowd, &self.log_scores, &self.open);
        }
    }

    /// What drives a listing out of its present hour.
    fn cause(&self, present: usize, best: usize, crowd: &Crowd, rivals: Rivals, seat: &Seat) -> MoveCause {
        let siblings = crowd.siblings(present, rivals);
        let as_good = self.scores.of_hour(present) >= self.config.keep_share * self.scores.of_hour(best);
        if !self.open[present] {
            MoveCause::Blocked
        } else if as_good && siblings > 0 {
            MoveCause::Siblings { count: siblings }
        } else if as_good {
            MoveCause::Crowd { count: crowd.total(present) }
        } else {
            MoveCause::Traffic { from: 0.0, to: 0.0, hero: seat.hero }
        }
    }

    fn choose_minutes(&self, seats: &mut [Seat]) {
        let mut by_hour: Vec<Vec<usize>> = vec![Vec::new(); HOURS_PER_WEEK];
        for (index, seat) in seats.iter().enumerate() {
            if let Some(place) = &seat.place {
                by_hour[place.hour].push(index);
            }
        }
        for indices in by_hour {
            let kept_minute = |&index: &usize| {
                let seat = &seats[index];
                let present = seat.present.as_ref()?;
                seat.place.as_ref().is_some_and(|place| place.cause.is_none()).then(|| present.at.minute())
            };
            let present: Vec<Option<u8>> = indices.iter().map(kept_minute).collect();
            let minutes = hand_out(&present, &self.minute_order);
            for ((index, minute), present) in indices.into_iter().zip(minutes).zip(present) {
                if let Some(place) = &mut seats[index].place {
                    place.minute = minute;
                    if present.is_some_and(|present| present != minute) {
                        place.cause = Some(MoveCause::SameMinute);
                    }
                }
            }
        }
    }

    fn assignment(&self, seat: Seat, now: DateTime) -> Assignment {
        let Seat { weight, cycle, present, value_now, place, .. } = seat;
        let current_end = present.as_ref().map(|present| present.end);
        let rolled = present.as_ref().is_some_and(|present| present.rolled);
        let nowhere = Assignment { current_end, value_now, ..Assignment::without_end(Reason::NoSlot) };
        let Some(place) = place else { return nowhere };
        let at = WeekMinute::new(place.hour, place.minute);
        let score = self.scores.at(at);
        let (end, reason) = match place.cause {
            None => (current_end, Reason::Kept { rolled }),
            Some(cause) => {
                let from = present.as_ref().map_or(0.0, |present| self.scores.at(present.at));
                let cause = match cause {
                    MoveCause::Traffic { hero, .. } => MoveCause::Traffic { from, to: score, hero },
                    MoveCause::NoPresentEnd { .. } => MoveCause::NoPresentEnd { to: score },
                    other => other,
                };
                let end = now.checked_add(cycle).ok().and_then(|earliest| at.next_after(earliest));
                (end, Reason::Moved { to: at, cause, rolled })
            }
        };
        let list_time = end.and_then(|end| end.checked_sub(cycle).ok());
        if list_time.is_none() {
            return nowhere;
        }
        let value = Some(weight * score * place.factor);
        Assignment { current_end, end, list_time, moved: place.cause.is_some(), value_now, value, reason }
    }
}

impl Assignment {
    fn without_end(reason: Reason) -> Self {
        Self { current_end: None, end: None, list_time: None, moved: false, value_now: None, value: None, reason }
    }
}

fn weight_of(listing: &ScheduleListing) -> f64 {
    // `max` returns the other operand for NaN; adding 0 turns -0 into 0, which `total_cmp` tells apart.
    listing.weight.max(0.0) + 0.0
}

/// A listing on its way to an end.
#[derive(Debug)]
struct Seat {
    /// Place in the caller's list.
    index: usize,
    weight: f64,
    hero: bool,
    cycle: SignedDuration,
    present: Option<Present>,
    value_now: Option<f64>,
    place: Option<Place>,
}

/// A listing's present end, ahead of the clock.
#[derive(Debug)]
struct Present {
    end: DateTime,
    at: WeekMinute,
    rolled: bool,
}

impl Present {
    fn of(listing: &ScheduleListing, cycle: SignedDuration, now: DateTime) -> Option<Self> {
        listing.current_end.and_then(|end| Self::new(end, cycle, now))
    }

    /// `None` where rolling forward leaves the calendar.
    fn new(end: DateTime, cycle: SignedDuration, now: DateTime) -> Option<Self> {
        let rolled = end <= now;
        let end = if rolled {
            let cycles = now.duration_since(end).as_secs() / cycle.as_secs() + 1;
            end.checked_add(SignedDuration::from_secs(cycle.as_secs().checked_mul(cycles)?)).ok()?
        } else {
            end
        };
        Some(Self { end, at: WeekMinute::of(end), rolled })
    }
}

/// Where a listing goes.
#[derive(Debug)]
struct Place {
    hour: usize,
    minute: u8,
    /// What the crowd leaves of its value.
    factor: f64,
    /// `None` for a listing that stays. Scores are filled in when the minute is known.
    cause: Option<MoveCause>,
}

/// The hours to be had, with the log of what each is worth to a listing without rivals.
#[derive(Debug)]
struct OpenHours {
    /// Negative infinity for an hour that is blocked or full.
    values: [f64; HOURS_PER_WEEK],
    /// Ends that an hour holds before it is full.
    capacity: u32,
    /// Open hours that are not full.
    left: usize,
    open: usize,
}

impl OpenHours {
    fn new(log_scores: &[f64; HOURS_PER_WEEK], open: &[bool; HOURS_PER_WEEK], open_hours: usize) -> Self {
        let values = std::array::from_fn(|hour| if open[hour] { log_scores[hour] } else { f64::NEG_INFINITY });
        Self { values, capacity: MINUTES as u32, left: open_hours, open: open_hours }
    }

    /// Takes note of an end placed in the hour. Once all hours are full, every minute may be used once more.
    fn placed(
        &mut self,
        hour: usize,
        crowd: &Crowd,
        log_scores: &[f64; HOURS_PER_WEEK],
        open: &[bool; HOURS_PER_WEEK],
    ) {
        if crowd.total(hour) < self.capacity {
            self.values[hour] = log_scores[hour] + crowd.crowd_penalty(hour);
            return;
        }
        self.values[hour] = f64::NEG_INFINITY;
        self.left -= 1;
        if self.left == 0 {
            self.left = self.open;
            self.capacity += MINUTES as u32;
            for hour in (0..HOURS_PER_WEEK).filter(|&hour| open[hour]) {
                self.values[hour] = log_scores[hour] + crowd.crowd_penalty(hour);
            }
        }
    }
}
