//! Traffic profiles from records.

use jiff::ToSpan;
use jiff::civil::{Date, Weekday, date};
use proptest::prelude::*;

use crate::config::ScheduleConfig;
use crate::schedule::*;

fn from_records(records: impl IntoIterator<Item = TrafficRecord>) -> Result<TrafficProfile, TrafficError> {
    TrafficProfile::from_records(records, &ScheduleConfig::default())
}

fn record(hour: i8, visits: f64) -> TrafficRecord {
    TrafficRecord { date: None, weekday: None, hour: Some(hour), half_hour: None, visits }
}

proptest! {
    #[test]
    fn no_record_makes_a_profile_that_does_not_add_up_to_one(
        records in prop::collection::vec(
            (prop::option::of(0..40_i64), prop::option::of(1..=7_i8), prop::option::of(0..24_i8), 0.0..1e6),
            0..80,
        ),
    ) {
        let records = records.into_iter().map(|(days, weekday, hour, visits)| TrafficRecord {
            date: days.map(|days| date(2026, 10, 1).checked_add(days.days()).unwrap()),
            weekday: weekday.map(|day| Weekday::from_monday_one_offset(day).unwrap()),
            hour,
            half_hour: None,
            visits,
        });
        if let Ok(profile) = from_records(records) {
            prop_assert!((profile.shares().iter().sum::<f64>() - 1.0).abs() < 1e-9);
            prop_assert!(profile.shares().iter().all(|&share| share >= 0.0));
        }
    }
}

#[test]
fn the_default_profile_is_the_measured_one() {
    let profile = TrafficProfile::default_profile();
    let by_hour: Vec<f64> = (0..24).map(|hour| profile.shares().iter().skip(hour).step_by(24).sum()).collect();
    assert!((by_hour.iter().sum::<f64>() - 1.0).abs() < 1e-12);
    assert!((by_hour[20..24].iter().sum::<f64>() - 0.324).abs() < 0.005);
    assert!((0..24).all(|hour| by_hour[hour] >= by_hour[4] && by_hour[hour] <= by_hour[21]));
}

#[test]
fn hours_alone_give_every_day_the_same_shape() {
    let profile = from_records((0..24).map(|hour| record(hour, f64::from(hour)))).unwrap();
    let shares = profile.shares();
    assert!((0..168).all(|hour| (shares[hour] - (hour % 24) as f64 / 276.0 / 7.0).abs() < 1e-12));
}

#[test]
fn hours_and_weekdays_multiply() {
    let weekday = |day: Weekday, visits| TrafficRecord { weekday: Some(day), hour: None, ..record(0, visits) };
    let mut records = vec![record(9, 1.0), record(21, 3.0)];
    records.extend((0..24).filter(|hour| ![9, 21].contains(hour)).map(|hour| record(hour, 0.0)));
    records.extend([weekday(Weekday::Monday, 2.0), weekday(Weekday::Sunday, 6.0)]);
    let profile = from_records(records).unwrap();
    let shares = profile.shares();
    // Weekdays without a record count as the mean day, 4: 2 + 5 x 4 + 6 = 28.
    assert!((shares[9] - 2.0 / 28.0 * 0.25).abs() < 1e-12);
    assert!((shares[6 * 24 + 21] - 6.0 / 28.0 * 0.75).abs() < 1e-12);
    assert!((shares[3 * 24 + 21] - 4.0 / 28.0 * 0.75).abs() < 1e-12);
}

/// `days` days from 2 November 2026, a Monday, with `visits(day, hour)` in each hour.
fn days(days: i64, visits: impl Fn(Date, i8) -> f64) -> Vec<TrafficRecord> {
    let dates = (0..days).map(|day| date(2026, 11, 2).checked_add(day.days()).unwrap());
    dates
        .flat_map(|day| (0..24).map(move |hour| (day, hour)))
        .map(|(day, hour)| TrafficRecord { date: Some(day), ..record(hour, visits(day, hour)) })
        .collect()
}

#[test]
fn weeks_are_averaged_and_weekdays_that_occur_more_often_do_not_gain() {
    // Nine days: two Mondays and two Tuesdays.
    let profile = from_records(days(9, |_, _| 10.0)).unwrap();
    assert!(profile.shares().iter().all(|share| (share - 1.0 / 168.0).abs() < 1e-12));
}

#[test]
fn a_festival_is_set_apart_and_named() {
    let festival = date(2026, 11, 11);
    let visits = |day, hour: i8| f64::from(hour + 1) * if day == festival { 10.0 } else { 1.0 };
    let profile = from_records(days(14, visits)).unwrap();
    assert_eq!(profile.peak_days().len(), 1);
    assert_eq!(profile.peak_days()[0].to_string(), "2026-11-11（双11）是平常日子的 10.0 倍，没有计入");
    assert!((profile.shares()[2 * 24 + 5] - profile.shares()[24 + 5]).abs() < 1e-12);
}

#[test]
fn half_hours_add_up_and_missing_hours_are_filled_in() {
    let whole = days(14, |_, hour| f64::from(hour) + 1.0);
    let halves = whole.iter().flat_map(|&whole| {
        [false, true].map(|half| TrafficRecord { half_hour: Some(half), visits: whole.visits / 2.0, ..whole })
    });
    let expected = from_records(whole.clone()).unwrap();
    let halved = from_records(halves).unwrap();
    assert!(halved.shares().iter().zip(expected.shares()).all(|(a, b)| (a - b).abs() < 1e-12));

    let monday_noon =
        |record: &TrafficRecord| record.date.unwrap().weekday() == Weekday::Monday && record.hour == Some(12);
    let gaps = whole.into_iter().filter(|record| !monday_noon(record));
    let filled = from_records(gaps).unwrap();
    assert!(filled.shares().iter().zip(expected.shares()).all(|(a, b)| (a - b).abs() < 1e-12));
}

#[test]
fn unusable_records_are_refused() {
    let error = |records: Vec<TrafficRecord>| from_records(records).unwrap_err();
    assert_eq!(error(vec![]), TrafficError::NoRecord);
    assert_eq!(error(vec![TrafficRecord { hour: None, ..record(0, 5.0) }]), TrafficError::NoRecord);
    assert_eq!(error(vec![record(3, -1.0)]), TrafficError::BadVisits(-1.0));
    assert!(matches!(error(vec![record(3, f64::NAN)]), TrafficError::BadVisits(_)));
    assert_eq!(error(vec![record(24, 1.0)]), TrafficError::BadHour(24));
    assert_eq!(error((0..24).map(|hour| record(hour, 0.0)).collect()), TrafficError::NoVisits);
}

#[test]
fn half_hours_are_kept_and_the_score_follows_them() {
    // All visits of 20:00 to 21:00 come in its second half.
    let half = |hour: i8, second: bool| {
        let visits = match (hour, second) {
            (20, false) => 1.0,
            (20, true) => 99.0,
            _ => 5.0,
        };
        TrafficRecord { half_hour: Some(second), ..record(hour, visits) }
    };
    let halves = (0..24).flat_map(|hour| [half(hour, false), half(hour, true)]);
    let profile = from_records(halves).unwrap();
    let sums = profile.sums_by_minute();
    let part = |from: usize, to: usize| (sums[to] - sums[from]) * (100.0 + 23.0 * 10.0) * 7.0;
    assert!((part(20 * 60, 20 * 60 + 30) - 1.0).abs() < 1e-9 && (part(20 * 60 + 30, 21 * 60) - 99.0).abs() < 1e-9);
    let whole = from_records((0..24).map(|hour| record(hour, 10.0))).unwrap();
    let sums = whole.sums_by_minute();
    assert!((sums[20 * 60 + 30] - sums[20 * 60] - 0.5 / 168.0).abs() < 1e-12);
}

#[test]
fn festivals_are_set_apart_by_name_even_when_they_sell_little_more() {
    let days = (0..28).map(|day| date(2026, 11, 1).checked_add(day.days()).unwrap()).map(|date| {
        let visits = match date.day() {
            11 | 19 => 160.0,
            25 => 400.0,
            _ => 100.0,
        };
        TrafficRecord { date: Some(date), hour: None, ..record(0, visits) }
    });
    let profile = from_records(days).unwrap();
    let told: Vec<String> = profile.peak_days().iter().map(PeakDay::to_string).collect();
    assert_eq!(told, ["2026-11-11（双11）是平常日子的 1.6 倍，没有计入", "2026-11-25是平常日子的 4.0 倍，没有计入"]);
    let season = |month, day| PeakDay { date: date(2027, month, day), ratio: 3.0 }.festival();
    assert_eq!(
        (season(1, 20), season(6, 17), season(11, 3), season(4, 1)),
        (Some("年货节"), Some("618"), Some("双11"), None)
    );
}
