//! Where traffic is: shares of the week's visits by hour.

use std::collections::BTreeMap;
use std::fmt;

use jiff::civil::{Date, Weekday};

use super::week::HOURS_PER_WEEK;

const HOURS: usize = 24;
const DAYS: usize = 7;

/// A day with more visits than this many median days is set apart: 双11 says nothing about other weeks.
pub const PEAK_DAY_RATIO: f64 = 2.5;

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
        Self::scaled(cells, Vec::new())
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
    /// Records of one day and hour add up: half hours, or several pages. Hours that no record names get the default profile's
    /// share, weekdays the mean day's. Dates above [`PEAK_DAY_RATIO`] median days are set apart: see [`Self::peak_days`].
    ///
    /// # Errors
    /// When no record is of use, a number of visits is negative or not finite, an hour does not exist, or there are no visits.
    pub fn from_records(records: impl IntoIterator<Item = TrafficRecord>) -> Result<Self, TrafficError> {
        let tally = Tally::new(records)?;
        if tally.days.is_empty() && tally.totals.is_empty() && tally.hours.iter().all(Option::is_none) {
            return Err(TrafficError::NoRecord);
        }
        let (cells, peak_days) = if tally.days.is_empty() { tally.margins() } else { tally.cells() };
        let sum: f64 = cells.iter().sum();
        if !sum.is_finite() {
            return Err(TrafficError::BadVisits(sum));
        }
        if sum > 0.0 { Ok(Self::scaled(cells, peak_days)) } else { Err(TrafficError::NoVisits) }
    }

    /// Share of the week's traffic in each hour, Monday 00:00 first; the sum is 1.
    pub fn shares(&self) -> &[f64; HOURS_PER_WEEK] {
        &self.shares
    }

    /// The dates left out of the profile, oldest first, for a report to name.
    pub fn peak_days(&self) -> &[PeakDay] {
        &self.peak_days
    }

    fn scaled(mut shares: [f64; HOURS_PER_WEEK], peak_days: Vec<PeakDay>) -> Self {
        let sum: f64 = shares.iter().sum();
        for share in &mut shares {
            *share /= sum;
        }
        Self { shares, peak_days }
    }
}

impl Default for TrafficProfile {
    fn default() -> Self {
        Self::default_profile()
    }
}

impl PeakDay {
    /// The shopping festival on that date, in the users' words.
    pub fn festival(&self) -> Option<&'static str> {
        match (self.date.month(), self.date.day()) {
            (3, 8) => Some("38节"),
            (6, 18) => Some("618"),
            (11, 11) => Some("双11"),
            (12, 12) => Some("双12"),
            _ => None,
        }
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
    fn cells(self) -> ([f64; HOURS_PER_WEEK], Vec<PeakDay>) {
        let totals = self.days.iter().map(|(&day, hours)| (day, hours.iter().flatten().sum())).collect();
        let peak_days = peak_days(&totals);
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
    fn margins(self) -> ([f64; HOURS_PER_WEEK], Vec<PeakDay>) {
        let peak_days = peak_days(&self.totals);
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

/// The hours with the unknown ones in the default profile's proportion to the known ones.
fn filled(hours: &Hours) -> [f64; HOURS] {
    let known = hours.iter().zip(DEFAULT_HOURS).filter_map(|(visits, share)| visits.map(|visits| (visits, share)));
    let (visits, shares) = known.fold((0.0, 0.0), |sum, known| (sum.0 + known.0, sum.1 + known.1));
    let scale = if shares > 0.0 { visits / shares } else { 1.0 };
    std::array::from_fn(|hour| hours[hour].unwrap_or(DEFAULT_HOURS[hour] * scale))
}

/// The dates far above the median date.
fn peak_days(totals: &BTreeMap<Day, f64>) -> Vec<PeakDay> {
    let mut dated: Vec<PeakDay> = totals
        .iter()
        .filter_map(|(day, &visits)| match day {
            Day::Date(date) => Some(PeakDay { date: *date, ratio: visits }),
            Day::Weekday(_) => None,
        })
        .collect();
    let mut sorted: Vec<f64> = dated.iter().map(|day| day.ratio).collect();
    sorted.sort_unstable_by(f64::total_cmp);
    let middle = sorted.len() / 2;
    let median = match (sorted.get(middle.wrapping_sub(1)), sorted.get(middle)) {
        (Some(&low), Some(&high)) if sorted.len().is_multiple_of(2) => f64::midpoint(low, high),
        (_, Some(&middle)) => middle,
        _ => 0.0,
    };
    if sorted.len() < LEAST_DATES || median <= 0.0 {
        return Vec::new();
    }
    for day in &mut dated {
        day.ratio /= median;
    }
    dated.retain(|day| day.ratio > PEAK_DAY_RATIO);
    dated
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
