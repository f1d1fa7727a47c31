//! The plan and the profile seen from outside.

use std::collections::BTreeMap;

use jiff::civil::{Date, DateTime, Weekday, date};
use jiff::{SignedDuration, ToSpan};
use proptest::prelude::*;

use super::*;
use crate::config::ScheduleConfig;

/// A Wednesday afternoon.
const NOW: DateTime = DateTime::constant(2026, 11, 18, 15, 4, 5, 0);

/// A listing that owns its id.
#[derive(Debug, Clone)]
struct Owned {
    id: String,
    weight: f64,
    group: u32,
    title_key: u64,
    current_end: Option<DateTime>,
    cycle_days: u8,
    out_of_stock: bool,
}

impl Owned {
    fn new(id: usize, weight: f64, group: u32) -> Self {
        Self {
            id: format!("{id:06}"),
            weight,
            group,
            title_key: 0,
            current_end: None,
            cycle_days: 7,
            out_of_stock: false,
        }
    }

    fn ending(self, end: DateTime) -> Self {
        Self { current_end: Some(end), ..self }
    }

    fn listing(&self) -> ScheduleListing<'_> {
        let Self { weight, group, title_key, current_end, cycle_days, out_of_stock, .. } = *self;
        ScheduleListing { id: &self.id, weight, group, title_key, current_end, cycle_days, out_of_stock }
    }
}

fn plan_with(shop: &[Owned], config: &ScheduleConfig) -> Vec<Assignment> {
    let listings: Vec<ScheduleListing> = shop.iter().map(Owned::listing).collect();
    plan_shop(&listings, &TrafficProfile::default_profile(), NOW, config)
}

fn plan(shop: &[Owned]) -> Vec<Assignment> {
    plan_with(shop, &ScheduleConfig::default())
}

/// The same shop after the plan was carried out.
fn carried_out(shop: &[Owned], plan: &[Assignment]) -> Vec<Owned> {
    let after = shop
        .iter()
        .zip(plan)
        .map(|(listing, assignment)| Owned { current_end: assignment.end.or(listing.current_end), ..listing.clone() });
    after.collect()
}

fn minutes(plan: &[Assignment]) -> Vec<WeekMinute> {
    plan.iter().filter_map(|assignment| assignment.end).map(WeekMinute::of).collect()
}

fn hour_of_day(assignment: &Assignment) -> i8 {
    assignment.end.unwrap().hour()
}

fn record(hour: i8, visits: f64) -> TrafficRecord {
    TrafficRecord { date: None, weekday: None, hour: Some(hour), half_hour: None, visits }
}

fn shops(size: impl Into<prop::collection::SizeRange>) -> impl Strategy<Value = Vec<Owned>> {
    let end = prop::option::weighted(0.8, -30_000_i64..30_000);
    let cycle = prop_oneof![4 => Just(7_u8), 1 => Just(14), 1 => Just(0), 1 => Just(3)];
    let listing = (0..50_u32, 0..6_u32, 0..4_u64, end, cycle, prop::bool::weighted(0.1));
    prop::collection::vec(listing, size).prop_map(|rows| {
        let owned =
            rows.into_iter().enumerate().map(|(id, (sales, group, title_key, end, cycle_days, out_of_stock))| Owned {
                title_key,
                // Few distinct ends, so that listings do meet.
                current_end: end.map(|minutes| NOW.checked_add((minutes / 7 * 7).minutes()).unwrap()),
                cycle_days,
                out_of_stock,
                ..Owned::new(id, f64::from(sales) + 1.0, group)
            });
        owned.collect()
    })
}

fn configs() -> impl Strategy<Value = ScheduleConfig> {
    let blocked = prop::collection::vec(0..23_u8, 0..8);
    (1..=168_u32, 1.0..20.0, 0.0..=1.0, 0.0..=1.0, 0.0..=1.0, blocked).prop_map(
        |(boost_hours, last_hour_boost, keep_share, sibling_factor, crowding, blocked_hours)| ScheduleConfig {
            boost_hours,
            last_hour_boost,
            keep_share,
            sibling_factor,
            crowding,
            blocked_hours,
            ..ScheduleConfig::default()
        },
    )
}

proptest! {
    #[test]
    fn ends_keep_the_rules_under_any_configuration(shop in shops(0..150), config in configs()) {
        let plan = plan_with(&shop, &config);
        prop_assert_eq!(plan.len(), shop.len());
        let mut seen = minutes(&plan);
        seen.sort_unstable();
        prop_assert!(seen.windows(2).all(|pair| pair[0] != pair[1]), "two ends in one minute");
        for (listing, assignment) in shop.iter().zip(&plan) {
            prop_assert_eq!(assignment.end.is_none(), listing.out_of_stock);
            let Some(end) = assignment.end else {
                prop_assert_eq!(assignment.reason, Reason::OutOfStock);
                continue;
            };
            prop_assert!(end > NOW);
            prop_assert!(!config.blocked_hours.contains(&end.hour().unsigned_abs()));
            let days = i64::from(if listing.cycle_days == 0 { config.cycle_days } else { listing.cycle_days });
            prop_assert_eq!(end - assignment.list_time.unwrap(), days.days().fieldwise());
            if assignment.moved {
                prop_assert!(assignment.list_time.unwrap() > NOW);
            } else {
                prop_assert_eq!(assignment.current_end, assignment.end);
            }
        }
    }

    #[test]
    fn planning_the_result_again_moves_nothing(shop in shops(0..150), config in configs()) {
        let first = plan_with(&shop, &config);
        let second = plan_with(&carried_out(&shop, &first), &config);
        for (first, second) in first.iter().zip(&second) {
            prop_assert!(!second.moved, "{:?}", second);
            prop_assert_eq!(first.end, second.end);
            prop_assert_eq!(first.value, second.value);
        }
    }

    #[test]
    fn the_order_of_the_listings_does_not_matter(shop in shops(0..60), seed in any::<u64>()) {
        let by_id = |shop: &[Owned]| -> BTreeMap<String, Assignment> {
            shop.iter().map(|listing| listing.id.clone()).zip(plan(shop)).collect()
        };
        let mut shuffled = shop.clone();
        let mut state = seed | 1;
        for index in (1..shuffled.len()).rev() {
            state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            shuffled.swap(index, (state >> 33) as usize % (index + 1));
        }
        prop_assert_eq!(by_id(&shop), by_id(&shuffled));
    }

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
        if let Ok(profile) = TrafficProfile::from_records(records) {
            prop_assert!((profile.shares().iter().sum::<f64>() - 1.0).abs() < 1e-9);
            prop_assert!(profile.shares().iter().all(|&share| share >= 0.0));
        }
    }
}

#[test]
fn minutes_are_shared_fairly_once_every_minute_has_an_end() {
    // One open hour a day: 420 minutes a week.
    let config = ScheduleConfig { blocked_hours: (0..24).filter(|&hour| hour != 20).collect(), ..Default::default() };
    let busy = date(2026, 11, 20).at(20, 15, 0, 0);
    for (size, least, most) in [(419, 0, 1), (420, 1, 1), (421, 1, 2), (1000, 2, 3)] {
        let shop: Vec<Owned> = (0..size).map(|id| Owned::new(id, 1.0, 0).ending(busy)).collect();
        let plan = plan_with(&shop, &config);
        let mut counts = BTreeMap::new();
        for minute in minutes(&plan) {
            *counts.entry(minute).or_insert(0) += 1;
        }
        assert_eq!(counts.values().max(), Some(&most), "{size} listings");
        assert!(
            counts.len() == 420 && counts.values().min() == Some(&least) || counts.len() == size,
            "{size} listings"
        );
        assert!(plan_with(&carried_out(&shop, &plan), &config).iter().all(|assignment| !assignment.moved));
    }
}

#[test]
fn ends_follow_the_traffic() {
    let one_category: Vec<Owned> = (0..500).map(|id| Owned::new(id, 1.0, 0)).collect();
    let many_categories: Vec<Owned> = (0..500).map(|id| Owned::new(id, 1.0, id as u32)).collect();
    for shop in [one_category, many_categories] {
        let plan = plan(&shop);
        let ends = |hours: std::ops::Range<i8>| {
            plan.iter().filter(|assignment| hours.contains(&hour_of_day(assignment))).count() as f64
                / hours.len() as f64
        };
        assert!(ends(20..24) > 3.0 * ends(2..7), "{} in the evening, {} at night", ends(20..24), ends(2..7));
        let staffed =
            minutes(&plan).iter().map(|minute| minute.hour_of_week()).collect::<std::collections::BTreeSet<_>>();
        assert!(staffed.len() > 100, "only {} hours have an end", staffed.len());
    }
}

#[test]
fn heroes_get_better_hours_than_the_others() {
    let shop: Vec<Owned> =
        (0..300).map(|id| Owned::new(id, if id % 10 == 3 { 1000.0 } else { 1.0 }, id as u32 % 7)).collect();
    let plan = plan(&shop);
    let mean = |hero: bool| {
        let values: Vec<f64> = shop
            .iter()
            .zip(&plan)
            .filter(|(listing, _)| (listing.weight > 1.0) == hero)
            .map(|(listing, assignment)| assignment.value.unwrap() / listing.weight)
            .collect();
        values.iter().sum::<f64>() / values.len() as f64
    };
    assert!(mean(true) > 1.2 * mean(false), "{} against {}", mean(true), mean(false));
}

#[test]
fn siblings_end_in_different_hours() {
    let category: Vec<Owned> = (0..20).map(|id| Owned::new(id, 1.0 + id as f64, 7)).collect();
    let twins: Vec<Owned> =
        (0..20).map(|id| Owned { title_key: 99, ..Owned::new(id, 1.0 + id as f64, id as u32) }).collect();
    for shop in [category, twins] {
        let mut hours: Vec<usize> = minutes(&plan(&shop)).iter().map(|minute| minute.hour_of_week()).collect();
        hours.sort_unstable();
        hours.dedup();
        assert_eq!(hours.len(), 20);
    }
}

#[test]
fn a_good_end_stays_and_a_bad_one_moves_and_both_say_why() {
    let good = date(2026, 11, 19).at(21, 40, 33, 0);
    let shop = [
        Owned::new(1, 50.0, 1).ending(good),
        Owned::new(2, 40.0, 2).ending(date(2026, 11, 20).at(5, 0, 0, 0)),
        Owned::new(3, 30.0, 3).ending(date(2026, 10, 31).at(22, 10, 0, 0)),
        Owned::new(4, 20.0, 4),
        Owned { out_of_stock: true, ..Owned::new(5, 99.0, 5).ending(good) },
    ];
    let plan = plan(&shop);
    assert_eq!(plan[0].end, Some(good), "to the second");
    assert_eq!(plan[0].reason, Reason::Kept { rolled: false });
    assert!(plan[1].moved && plan[1].value > plan[1].value_now);
    assert!(plan[1].reason.text().contains("倍，原来是 0."), "{}", plan[1].reason.text());
    assert_eq!(plan[2].end, Some(date(2026, 11, 21).at(22, 10, 0, 0)));
    assert_eq!(plan[2].list_time, Some(date(2026, 11, 14).at(22, 10, 0, 0)));
    assert!(plan[2].reason.text().contains("顺延"));
    assert!(plan[3].moved && plan[3].current_end.is_none() && plan[3].value_now.is_none());
    assert!(plan[3].reason.text().starts_with("没有上架时间"));
    assert_eq!((plan[4].end, plan[4].reason.text().as_str()), (None, "已缺货，不安排"));
}

#[test]
fn listings_heaped_on_one_minute_are_parted() {
    let heap = date(2026, 11, 19).at(21, 0, 0, 0);
    let shop: Vec<Owned> = (0..6).map(|id| Owned::new(id, 9.0 - id as f64, 1).ending(heap)).collect();
    let plan = plan(&shop);
    assert_eq!(plan.iter().filter(|assignment| !assignment.moved).count(), 1);
    assert!(!plan[0].moved, "the strongest stays");
    assert!(plan[1].reason.text().contains("同类目或近似标题的宝贝在原时段已有 1 个"), "{}", plan[1].reason.text());

    // Without any pull apart only the minute counts.
    let config = ScheduleConfig { sibling_factor: 1.0, crowding: 0.0, ..Default::default() };
    let plan = plan_with(&shop, &config);
    assert!(plan[1..].iter().all(|assignment| assignment.reason.text().contains("同一分钟")));
    assert!(plan.iter().all(|assignment| hour_of_day(assignment) == 21));
}

#[test]
fn the_heat_map_counts_planned_listings_before_and_after() {
    let shop = [
        Owned::new(1, 1.0, 1).ending(date(2026, 11, 20).at(4, 0, 0, 0)),
        Owned { out_of_stock: true, ..Owned::new(2, 1.0, 1).ending(date(2026, 11, 20).at(4, 0, 0, 0)) },
    ];
    let plan = plan(&shop);
    let mut ends = WeekEnds::default();
    ends.count(&plan);
    assert_eq!(ends.before[4 * 24 + 4], 1);
    assert_eq!((ends.before.iter().sum::<u32>(), ends.after.iter().sum::<u32>()), (1, 1));
}

#[test]
fn extreme_listings_do_not_break_the_plan() {
    let shop = [
        Owned::new(1, f64::NAN, 1).ending(DateTime::MIN),
        Owned::new(2, -5.0, 1).ending(DateTime::MAX),
        Owned { cycle_days: 255, ..Owned::new(3, f64::INFINITY, u32::MAX) },
        Owned::new(3, 0.0, 0),
    ];
    for now in [DateTime::MIN, NOW, DateTime::MAX] {
        let listings: Vec<ScheduleListing> = shop.iter().map(Owned::listing).collect();
        plan_shop(&listings, &TrafficProfile::default_profile(), now, &ScheduleConfig::default());
    }
    let config = ScheduleConfig { blocked_hours: (0..24).collect(), ..Default::default() };
    assert!(plan_with(&shop, &config).iter().all(|assignment| assignment.reason == Reason::NoSlot));
}

/// The best total over all ways to place `shop` in the open hours, by trying them all; the objective is written anew here.
fn brute_force(shop: &[Owned], hours: &[usize], config: &ScheduleConfig) -> f64 {
    fn place(rest: &[&Owned], placed: &mut Vec<(u32, usize)>, scores: &[(usize, f64)], config: &ScheduleConfig) -> f64 {
        let Some((listing, rest)) = rest.split_first() else { return 0.0 };
        let mut best = 0.0_f64;
        for &(hour, score) in scores {
            let crowd = placed.iter().filter(|(_, at)| *at == hour).count() as f64;
            let siblings = placed.iter().filter(|(group, at)| *at == hour && *group == listing.group).count();
            let value = listing.weight
                * score
                * (crowd + 1.0).powf(-config.crowding)
                * config.sibling_factor.powi(i32::try_from(siblings).unwrap());
            placed.push((listing.group, hour));
            best = best.max(value + place(rest, placed, scores, config));
            placed.pop();
        }
        best
    }
    let shares = *TrafficProfile::default_profile().shares();
    // Boost-weighted traffic minute by minute, each hour's mean over its minutes.
    let window = config.boost_hours as usize;
    let boost: Vec<f64> = (0..window)
        .map(|k| 1.0 + (config.last_hour_boost - 1.0) * 0.5_f64.powf(k as f64 / config.boost_half_life))
        .collect();
    let at = |minute: usize| -> f64 {
        let traffic = |back: usize| shares[((minute + 10_080 - 1 - back) % 10_080) / 60] / 60.0;
        (0..window * 60).map(|back| boost[back / 60] * traffic(back)).sum::<f64>() / boost.iter().sum::<f64>() * 168.0
    };
    let scores: Vec<(usize, f64)> =
        hours.iter().map(|&hour| (hour, (0..60).map(|minute| at(hour * 60 + minute)).sum::<f64>() / 60.0)).collect();
    let mut order: Vec<&Owned> = shop.iter().collect();
    order.sort_by(|a, b| b.weight.total_cmp(&a.weight));
    place(&order, &mut Vec::new(), &scores, config)
}

#[test]
fn the_greedy_total_comes_close_to_the_best_of_all_arrangements() {
    // One open hour a day leaves seven places, so that listings have to share.
    let config = ScheduleConfig {
        blocked_hours: (0..24).filter(|&hour| hour != 12).collect(),
        boost_hours: 6,
        sibling_factor: 0.6,
        ..Default::default()
    };
    let hours: Vec<usize> = (0..7).map(|day| day * 24 + 12).collect();
    let shops: [&[(f64, u32)]; 4] = [
        &[(9.0, 1), (8.0, 1), (7.0, 1), (6.0, 2), (5.0, 2)],
        &[(100.0, 1), (1.0, 1), (1.0, 1), (1.0, 1), (1.0, 1), (1.0, 1)],
        &[(5.0, 1), (5.0, 2), (5.0, 3), (5.0, 4), (5.0, 5), (5.0, 6)],
        &[(6.0, 1), (5.0, 2), (4.0, 1), (3.0, 2), (2.0, 1), (1.0, 2)],
    ];
    for rows in shops {
        let shop: Vec<Owned> =
            rows.iter().enumerate().map(|(id, &(weight, group))| Owned::new(id, weight, group)).collect();
        assert_close(&shop, &hours, &config);
    }
    let crowded: Vec<Owned> = (0..7).map(|id| Owned::new(id, 20.0 - id as f64, id as u32 % 3)).collect();
    assert_close(&crowded, &hours, &config);
}

fn assert_close(shop: &[Owned], hours: &[usize], config: &ScheduleConfig) {
    let best = brute_force(shop, hours, config);
    let total: f64 = plan_with(shop, config).iter().filter_map(|assignment| assignment.value).sum();
    assert!(total > 0.97 * best && total < 1.03 * best, "{total} against {best}");
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
    let profile = TrafficProfile::from_records((0..24).map(|hour| record(hour, f64::from(hour)))).unwrap();
    let shares = profile.shares();
    assert!((0..168).all(|hour| (shares[hour] - (hour % 24) as f64 / 276.0 / 7.0).abs() < 1e-12));
}

#[test]
fn hours_and_weekdays_multiply() {
    let weekday = |day: Weekday, visits| TrafficRecord { weekday: Some(day), hour: None, ..record(0, visits) };
    let mut records = vec![record(9, 1.0), record(21, 3.0)];
    records.extend((0..24).filter(|hour| ![9, 21].contains(hour)).map(|hour| record(hour, 0.0)));
    records.extend([weekday(Weekday::Monday, 2.0), weekday(Weekday::Sunday, 6.0)]);
    let profile = TrafficProfile::from_records(records).unwrap();
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
    let profile = TrafficProfile::from_records(days(9, |_, _| 10.0)).unwrap();
    assert!(profile.shares().iter().all(|share| (share - 1.0 / 168.0).abs() < 1e-12));
}

#[test]
fn a_festival_is_set_apart_and_named() {
    let festival = date(2026, 11, 11);
    let visits = |day, hour: i8| f64::from(hour + 1) * if day == festival { 10.0 } else { 1.0 };
    let profile = TrafficProfile::from_records(days(14, visits)).unwrap();
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
    let expected = TrafficProfile::from_records(whole.clone()).unwrap();
    assert_eq!(TrafficProfile::from_records(halves).unwrap(), expected);

    let monday_noon =
        |record: &TrafficRecord| record.date.unwrap().weekday() == Weekday::Monday && record.hour == Some(12);
    let gaps = whole.into_iter().filter(|record| !monday_noon(record));
    let filled = TrafficProfile::from_records(gaps).unwrap();
    assert!(filled.shares().iter().zip(expected.shares()).all(|(a, b)| (a - b).abs() < 1e-12));
}

#[test]
fn unusable_records_are_refused() {
    let error = |records: Vec<TrafficRecord>| TrafficProfile::from_records(records).unwrap_err();
    assert_eq!(error(vec![]), TrafficError::NoRecord);
    assert_eq!(error(vec![TrafficRecord { hour: None, ..record(0, 5.0) }]), TrafficError::NoRecord);
    assert_eq!(error(vec![record(3, -1.0)]), TrafficError::BadVisits(-1.0));
    assert!(matches!(error(vec![record(3, f64::NAN)]), TrafficError::BadVisits(_)));
    assert_eq!(error(vec![record(24, 1.0)]), TrafficError::BadHour(24));
    assert_eq!(error((0..24).map(|hour| record(hour, 0.0)).collect()), TrafficError::NoVisits);
}

#[test]
fn a_cycle_of_two_weeks_ends_two_weeks_after_its_list_time() {
    let shop = [Owned { cycle_days: 14, ..Owned::new(1, 1.0, 1) }];
    let plan = plan(&shop);
    let (end, list_time) = (plan[0].end.unwrap(), plan[0].list_time.unwrap());
    assert_eq!(end.duration_since(list_time), SignedDuration::from_hours(14 * 24));
    assert!(list_time > NOW && list_time <= NOW.checked_add(7.days()).unwrap());
}
