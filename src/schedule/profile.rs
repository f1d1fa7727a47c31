//! Where traffic is: shares of the week's visits by hour.

use std::collections::BTreeMap;
use std::fmt;

use jiff::civil::{Date, Weekday};

use super::interpolate::sums_by_minute;
use super::week::HOURS_PER_WEEK;
use crate::config::ScheduleConfig;

const HOURS: usize = 24;
const DAYS: usize = 7;

/// Fewest dates whose median says what a usual day is.
const LEAST_DATES: usize = 3;

/// Views by hour of the day in percent (rule E4), rounded to 0.05: 12.26 million events of Taobao's mobile shoppers, 18 November
/// to 18 December 2014 (Alibaba Tianchi's mobile recommendation data).
const DEFAULT_HOURS: [f64; HOURS] = [
    4.2, 2.2, 1.2, 0.8, 0.65, 0.7, 1.3, 2.35, 3.25, 3.95, 4.45, 4.25, //
    4.35, 4.85, 4.85, 4.85, 4.7, 4.1, 4.5, 6.05, 7.65, 8.95, 8.9, 6.9,
];

/// Views by day, Monday first, against the mean day of the same data. Totals are divided by the number of dates (there were five
/// Tuesdays, Wednesdays and Thursdays and four of the others); Friday, which held 双12, stands at the mean.
const DEFAULT_DAYS: [f64; DAYS] = [1.0, 0.99, 0.99, 1.02, 1.0, 0.98, 1.02];

/// Visits in some span of time; what a table does not say is `None`.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct TrafficRecord {
    /// The day.
    pub date: Option<Date>,
    /// The day of the week, where the table gives that in place of a date.
    pub weekday: Option<Weekday>,
    /// Hour of the day, 0 to 23.
    pub hour: Option<i8>,
    /// Which half of the hour (`false` the first); `None` for the whole hour.
    pub half_hour: Option<bool>,
    /// Visits, or the nearest figure that the table has.
    pub visits: f64,
}

/// A shop's traffic over the week.
#[derive(Debug, Clone, PartialEq)]
pub struct TrafficProfile {
    shares: [f64; HOURS_PER_WEEK],
    /// What part of each hour's visits comes in its first half, where half hours are known.
    first_halves: [Option<f64>; HOURS_PER_WEEK],
    peak_days: Vec<PeakDay>,
}

/// A day set apart because its traffic is far above the others'.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct PeakDay {
    /// The day.
    pub date: Date,
    /// Its visits against the median day's.
    pub ratio: f64,
}

/// Why records make no profile.
#[derive(Debug, Clone, Copy, PartialEq)]
#[non_exhaustive]
pub enum TrafficError {
    /// No record names an hour or a day.
    NoRecord,
    /// Visits below 0, or no number.
    BadVisits(f64),
    /// An hour outside 0 to 23.
    BadHour(i8),
    /// Not a single visit.
    NoVisits,
}

impl TrafficProfile {
    /// The measured profile of rule E4, which a shop's own curve replaces: trough at 4 h, peak at 21 h, 32 % of views from 20
    /// to 23 h, and days that hardly differ.
    pub fn default_profile() -> Self {
        let cells = std::array::from_fn(|hour| DEFAULT_DAYS[hour / HOURS] * DEFAULT_HOURS[hour % HOURS]);
        Self::scaled(cells, &[None; HOURS_PER_WEEK], Vec::new())
    }

    /// The profile that a shop's own records give.
    ///
    /// Records may be of four kinds, in any order:
    /// - day and hour: the visits of each hour are averaged over the dates of a weekday that have the hour; a weekday without
    ///   an hour gets the hour's mean over the other weekdays. Records of the other kinds are then left aside, being totals.
    /// - hour alone: every weekday has the same shape.
    /// - day alone: dates are averaged by weekday, a weekday without dates counts as given. Each day has the shape of the hours,
    ///   or of the default profile where there are none.
    /// - neither: left aside.
    ///
    /// Records of one day and hour add up: half hours, or several pages. Where there are half hours, how an hour's visits divide
    /// between them is kept. Hours that no record names get the default profile's
    /// share, weekdays the mean day's. Dates above [`ScheduleConfig::peak_day_ratio`] median days, and festivals
    /// above [`ScheduleConfig::festival_ratio`] other days of their weekday, are set apart: see [`Self::peak_days`].
    ///
    /// # Errors
    /// When no record is of use, a number of visits is negative or not finite, an hour does not exist, or there are no visits.
    pub fn from_records(
        records: impl IntoIterator<Item = TrafficRecord>,
        config: &ScheduleConfig,
    ) -> Result<Self, TrafficError> {
        let mut tally = Tally::new(records)?;
        if tally.days.is_empty() && tally.totals.is_empty() && tally.hours.iter().all(Option::is_none) {
            return Err(TrafficError::NoRecord);
        }
        let halves = std::mem::take(&mut tally.halves);
        let (cells, peak_days) = if tally.days.is_empty() { tally.margins(config) } else { tally.cells(config) };
        let sum: f64 = cells.iter().sum();
        if !sum.is_finite() {
            return Err(TrafficError::BadVisits(sum));
        }
        if sum > 0.0 {
            Ok(Self::scaled(cells, &first_halves(&halves, &peak_days), peak_days))
        } else {
            Err(TrafficError::NoVisits)
        }
    }

    /// Share of the week's traffic in each hour, Monday 00:00 first; the sum is 1.
    pub fn shares(&self) -> &[f64; HOURS_PER_WEEK] {
        &self.shares
    }

    /// Share of the week's traffic before each minute, Monday 00:00 first and the whole week, 1, last.
    pub(super) fn sums_by_minute(&self) -> Vec<f64> {
        let spans = self.shares.iter().zip(&self.first_halves).flat_map(|(&share, first)| match first {
            Some(first) => [Some((30, share * first)), Some((30, share * (1.0 - first)))],
            None => [Some((60, share)), None],
        });
        sums_by_minute(&spans.flatten().collect::<Vec<_>>())
    }

    /// The dates left out of the profile, oldest first, for a report to name.
    pub fn peak_days(&self) -> &[PeakDay] {
        &self.peak_days
    }

    fn scaled(
        mut shares: [f64; HOURS_PER_WEEK],
        first_halves: &[Option<f64>; HOURS_PER_WEEK],
        peak_days: Vec<PeakDay>,
    ) -> Self {
        let sum: f64 = shares.iter().sum();
        for share in &mut shares {
            *share /= sum;
        }
        Self { shares, first_halves: *first_halves, peak_days }
    }
}

impl Default for TrafficProfile {
    fn default() -> Self {
        Self::default_profile()
    }
}

impl PeakDay {
    /// The shopping festival whose season the date lies in, in the users' words. 年货节 moves with the lunar new year.
    pub fn festival(&self) -> Option<&'static str> {
        match (self.date.month(), self.date.day()) {
            (1, 5..) | (2, ..=15) => Some("年货节"),
            (3, 1..=8) => Some("38节"),
            (5, 20) => Some("520"),
            (5, 24..) | (6, ..=20) => Some("618"),
            (8, 18) => Some("818"),
            (9, 9) => Some("99大促"),
            (10, 20..) | (11, ..=11) => Some("双11"),
            (12, 8..=12) => Some("双12"),
            _ => None,
        }
    }

    fn is_festival_day(&self) -> bool {
        matches!((self.date.month(), self.date.day()), (3, 8) | (6, 1 | 18) | (11, 1 | 11) | (12, 12))
    }
}

impl fmt::Display for PeakDay {
    /// `2026-11-11（双11）是平常日子的 4.2 倍，没有计入`
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.date)?;
        if let Some(festival) = self.festival() {
            write!(f, "（{festival}）")?;
        }
        write!(f, "是平常日子的 {:.1} 倍，没有计入", self.ratio)
    }
}

impl fmt::Display for TrafficError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NoRecord => f.write_str("no row names an hour or a day; give a table with an hour column and visits"),
            Self::BadVisits(visits) => write!(f, "{visits} visits: give numbers that are 0 or above"),
            Self::BadHour(hour) => write!(f, "hour {hour}: give hours from 0 to 23"),
            Self::NoVisits => f.write_str("not a single visit; give a table in which visits are above 0"),
        }
    }
}

impl std::error::Error for TrafficError {}

/// A day's visits by hour; `None` where no record names the hour.
type Hours = [Option<f64>; HOURS];

/// A day as records name it. A weekday without a date counts as one date more.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Day {
    Date(Date),
    /// 0 is Monday.
    Weekday(i8),
}

impl Day {
    fn of(record: &TrafficRecord) -> Option<Self> {
        let weekday = record.weekday.map(|weekday| Self::Weekday(weekday.to_monday_zero_offset()));
        record.date.map(Self::Date).or(weekday)
    }

    fn weekday(self) -> usize {
        let offset = match self {
            Self::Date(date) => date.weekday().to_monday_zero_offset(),
            Self::Weekday(offset) => offset,
        };
        usize::from(offset.unsigned_abs()) % DAYS
    }
}

/// Records added up by kind.
#[derive(Debug, Default)]
struct Tally {
    /// Records with a day and an hour.
    days: BTreeMap<Day, Hours>,
    /// Records with a day alone.
    totals: BTreeMap<Day, f64>,
    /// Records with an hour alone.
    hours: Hours,
    /// Records of half hours: visits in the first and in the second half of each hour.
    halves: BTreeMap<Option<Day>, [[f64; 2]; HOURS]>,
}

impl Tally {
    fn new(records: impl IntoIterator<Item = TrafficRecord>) -> Result<Self, TrafficError> {
        let mut tally = Self::default();
        for record in records {
            let visits = record.visits;
            if !(visits >= 0.0 && visits.is_finite()) {
                return Err(TrafficError::BadVisits(visits));
            }
            let hour = match record.hour {
                Some(hour @ 0..24) => Some(usize::from(hour.unsigned_abs())),
                Some(hour) => return Err(TrafficError::BadHour(hour)),
                None => None,
            };
            if let (Some(hour), Some(second)) = (hour, record.half_hour) {
                let halves = tally.halves.entry(Day::of(&record)).or_default();
                halves[hour][usize::from(second)] += visits;
            }
            match (Day::of(&record), hour) {
                (Some(day), Some(hour)) => {
                    *tally.days.entry(day).or_insert([None; HOURS])[hour].get_or_insert(0.0) += visits;
                }
                (Some(day), None) => *tally.totals.entry(day).or_insert(0.0) += visits,
                (None, Some(hour)) => *tally.hours[hour].get_or_insert(0.0) += visits,
                (None, None) => {}
            }
        }
        Ok(tally)
    }

    /// Visits by hour of the week from records with day and hour.
    fn cells(self, config: &ScheduleConfig) -> ([f64; HOURS_PER_WEEK], Vec<PeakDay>) {
        let totals = self.days.iter().map(|(&day, hours)| (day, hours.iter().flatten().sum())).collect();
        let peak_days = peak_days(&totals, config);
        let mut means = [Mean::default(); HOURS_PER_WEEK];
        for (day, hours) in self.days.iter().filter(|(day, _)| !is_peak(**day, &peak_days)) {
            for (hour, visits) in hours.iter().enumerate() {
                if let Some(visits) = visits {
                    means[day.weekday() * HOURS + hour].add(*visits);
                }
            }
        }
        let mut by_hour: Hours = [None; HOURS];
        for (hour, mean) in by_hour.iter_mut().enumerate() {
            let mut over_days = Mean::default();
            (0..DAYS).filter_map(|day| means[day * HOURS + hour].get()).for_each(|visits| over_days.add(visits));
            *mean = over_days.get();
        }
        let by_hour = filled(&by_hour);
        (std::array::from_fn(|hour| means[hour].get().unwrap_or(by_hour[hour % HOURS])), peak_days)
    }

    /// Visits by hour of the week from records with hour or day alone.
    fn margins(self, config: &ScheduleConfig) -> ([f64; HOURS_PER_WEEK], Vec<PeakDay>) {
        let peak_days = peak_days(&self.totals, config);
        let mut days = [Mean::default(); DAYS];
        for (day, &visits) in self.totals.iter().filter(|(day, _)| !is_peak(**day, &peak_days)) {
            days[day.weekday()].add(visits);
        }
        let mut over_days = Mean::default();
        days.iter().filter_map(Mean::get).for_each(|visits| over_days.add(visits));
        let mean_day = over_days.get().unwrap_or(1.0);
        let hours = filled(&self.hours);
        let cells = std::array::from_fn(|hour| days[hour / HOURS].get().unwrap_or(mean_day) * hours[hour % HOURS]);
        (cells, peak_days)
    }
}

/// The first half's part of each hour's visits: that of its weekday, else that of all days; `None` where half hours are not known.
fn first_halves(
    halves: &BTreeMap<Option<Day>, [[f64; 2]; HOURS]>,
    peak_days: &[PeakDay],
) -> [Option<f64>; HOURS_PER_WEEK] {
    let part = |of_day: &dyn Fn(Option<Day>) -> bool, hour: usize| {
        let known = halves.iter().filter(|(day, _)| of_day(**day) && !day.is_some_and(|day| is_peak(day, peak_days)));
        let sum = known.fold([0.0; 2], |sum, (_, hours)| [sum[0] + hours[hour][0], sum[1] + hours[hour][1]]);
        // A single half that is known says nothing about the other one.
        (sum[0] > 0.0 && sum[1] > 0.0).then(|| sum[0] / (sum[0] + sum[1]))
    };
    std::array::from_fn(|at| {
        let hour = at % HOURS;
        part(&|day| day.is_some_and(|day| day.weekday() == at / HOURS), hour).or_else(|| part(&|_| true, hour))
    })
}

/// The hours with the unknown ones in the default profile's proportion to the known ones.
fn filled(hours: &Hours) -> [f64; HOURS] {
    let known = hours.iter().zip(DEFAULT_HOURS).filter_map(|(visits, share)| visits.map(|visits| (visits, share)));
    let (visits, shares) = known.fold((0.0, 0.0), |sum, known| (sum.0 + known.0, sum.1 + known.1));
    let scale = if shares > 0.0 { visits / shares } else { 1.0 };
    std::array::from_fn(|hour| hours[hour].unwrap_or(DEFAULT_HOURS[hour] * scale))
}

/// The dates far above the median date, and festivals above the other dates of their weekday.
fn peak_days(totals: &BTreeMap<Day, f64>, config: &ScheduleConfig) -> Vec<PeakDay> {
    let dated: Vec<(Date, f64)> = totals
        .iter()
        .filter_map(|(day, &visits)| match day {
            Day::Date(date) => Some((*date, visits)),
            Day::Weekday(_) => None,
        })
        .collect();
    let usual = median(dated.iter().map(|(_, visits)| *visits).collect());
    if dated.len() < LEAST_DATES || usual <= 0.0 {
        return Vec::new();
    }
    let of_weekday = |date: Date| {
        let others = dated.iter().filter(|(other, _)| *other != date && other.weekday() == date.weekday());
        median(others.map(|(_, visits)| *visits).collect())
    };
    let peaks = dated.iter().filter_map(|&(date, visits)| {
        let day = PeakDay { date, ratio: visits / usual };
        let is_peak = day.ratio > config.peak_day_ratio
            || day.is_festival_day()
                && Some(of_weekday(date))
                    .filter(|&usual| usual > 0.0)
                    .is_some_and(|usual| visits > config.festival_ratio * usual);
        is_peak.then_some(day)
    });
    peaks.collect()
}

/// The middle value, the mean of the two middle ones of an even number; 0 for none.
fn median(mut values: Vec<f64>) -> f64 {
    values.sort_unstable_by(f64::total_cmp);
    let middle = values.len() / 2;
    match (values.get(middle.wrapping_sub(1)), values.get(middle)) {
        (Some(&low), Some(&high)) if values.len().is_multiple_of(2) => f64::midpoint(low, high),
        (_, Some(&middle)) => middle,
        _ => 0.0,
    }
}

fn is_peak(day: Day, peak_days: &[PeakDay]) -> bool {
    matches!(day, Day::Date(date) if peak_days.iter().any(|peak| peak.date == date))
}

#[derive(Debug, Clone, Copy, Default)]
struct Mean {
    sum: f64,
    count: u32,
}

impl Mean {
    fn add(&mut self, value: f64) {
        self.sum += value;
        self.count += 1;
    }

    fn get(&self) -> Option<f64> {
        (self.count > 0).then(|| self.sum / f64::from(self.count))
    }
}
