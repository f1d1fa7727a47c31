//! The plan seen from outside.

use std::collections::BTreeMap;

use jiff::civil::{DateTime, date};
use jiff::{SignedDuration, ToSpan};
use proptest::prelude::*;

use crate::config::ScheduleConfig;
use crate::schedule::*;

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
    off_shelf: bool,
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
            off_shelf: false,
        }
    }

    fn ending(self, end: DateTime) -> Self {
        Self { current_end: Some(end), ..self }
    }

    fn listing(&self) -> ScheduleListing<'_> {
        let Self { weight, group, title_key, current_end, cycle_days, out_of_stock, off_shelf, .. } = *self;
        ScheduleListing {
            id: &self.id,
            weight,
            group,
            title_key,
            current_end,
            cycle_days,
            out_of_stock,
            off_shelf,
            hold: false,
        }
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
    (1..=168_u32, 1.0..20.0, 0.0..=1.0, 0.0..=1.0, 0.2..4.0, 0..12_u32, blocked).prop_map(
        |(boost_hours, last_hour_boost, move_cost, sibling_factor, stagger, max_per_hour, blocked_hours)| {
            ScheduleConfig {
                boost_hours,
                last_hour_boost,
                move_cost,
                sibling_factor,
                stagger,
                max_per_hour,
                blocked_hours,
                ..ScheduleConfig::default()
            }
        },
    )
}

proptest! {
    // A case plans a shop of up to 150 listings once or twice.
    #![proptest_config(ProptestConfig { cases: 96, ..ProptestConfig::default() })]

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
        assert!(staffed.len() > 60, "only {} hours have an end", staffed.len());
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
    assert!(mean(true) > 1.1 * mean(false), "{} against {}", mean(true), mean(false));
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
    assert_eq!(plan[0].reason, Reason::Kept { note: None });
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
    let heap = date(2026, 11, 19).at(22, 0, 0, 0);
    let shop: Vec<Owned> = (0..6).map(|id| Owned::new(id, 9.0 - id as f64, 1).ending(heap)).collect();
    let plan = plan(&shop);
    assert_eq!(plan.iter().filter(|assignment| !assignment.moved).count(), 1);
    assert!(!plan[0].moved, "the strongest stays");
    assert!(plan[1].reason.text().contains("同类目或近似标题的宝贝在原时段已有 1 个"), "{}", plan[1].reason.text());

    // Without any pull apart only the minute counts.
    let config = ScheduleConfig { sibling_factor: 1.0, max_per_hour: 60, ..Default::default() };
    let plan = plan_with(&shop, &config);
    assert!(plan[1..].iter().all(|assignment| assignment.reason.text().contains("同一分钟")));
    assert!(plan.iter().all(|assignment| hour_of_day(assignment) == 22));
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

#[test]
fn a_cycle_of_two_weeks_ends_two_weeks_after_its_list_time() {
    let shop = [Owned { cycle_days: 14, ..Owned::new(1, 1.0, 1) }];
    let plan = plan(&shop);
    let (end, list_time) = (plan[0].end.unwrap(), plan[0].list_time.unwrap());
    assert_eq!(end.duration_since(list_time), SignedDuration::from_hours(14 * 24));
    assert!(list_time > NOW && list_time <= NOW.checked_add(7.days()).unwrap());
}

#[test]
fn a_listing_that_is_not_on_the_shelf_yet_is_planned_and_said() {
    let shop = [Owned::new(1, 5.0, 1).ending(date(2026, 11, 27).at(22, 40, 0, 0))];
    let plan = plan(&shop);
    assert_eq!(plan[0].reason, Reason::Kept { note: Some(PresentNote::NotYetListed) });
    assert!(plan[0].reason.text().contains("上架时间还没到"));
}

#[test]
fn pins_are_kept_together_or_in_blocked_hours_and_others_keep_clear() {
    let pins = [("000001", "周三 21:30"), ("000002", "周三 21:30"), ("000003", "周四 04:10"), ("000004", "keep")];
    let config = ScheduleConfig {
        pins: pins.into_iter().map(|(id, pin)| (id.into(), pin.into())).collect(),
        blocked_hours: vec![4],
        ..Default::default()
    };
    let night = date(2026, 11, 20).at(4, 30, 7, 0);
    let shop: Vec<Owned> = (1..30).map(|id| Owned::new(id, 30.0 - id as f64, 1).ending(night)).collect();
    let plan = plan_with(&shop, &config);
    let at = minutes(&plan);
    assert_eq!((at[0], at[1]), (WeekMinute::new(69, 30), WeekMinute::new(69, 30)));
    assert_eq!((at[2], plan[3].end), (WeekMinute::new(76, 10), Some(night)));
    assert!(!plan[3].moved && plan[0].moved);
    assert!(plan[4..].iter().all(|assignment| hour_of_day(assignment) != 4));
    let reason = |listing: usize| plan[listing].reason.text();
    assert_eq!(reason(0), "已指定周三 21:30下架（注意：另有 1 个宝贝也指定在这一分钟）");
    assert!(reason(2).ends_with("设为不安排）") && reason(3).ends_with("设为不安排）"), "{} {}", reason(2), reason(3));
    let mut others: Vec<WeekMinute> = at[1..].to_vec();
    others.sort_unstable();
    others.dedup();
    assert_eq!(others.len(), at.len() - 1, "nobody else shares a minute");
    let again = plan_with(&carried_out(&shop, &plan), &config);
    assert!(again.iter().all(|assignment| !assignment.moved));
}

#[test]
fn what_lies_in_the_warehouse_gets_no_end_unless_it_waits_for_its_list_time() {
    let shop = [
        Owned { off_shelf: true, ..Owned::new(1, 5.0, 1).ending(date(2026, 11, 20).at(22, 0, 0, 0)) },
        Owned { off_shelf: true, ..Owned::new(2, 5.0, 1).ending(date(2026, 11, 27).at(22, 40, 0, 0)) },
        Owned { off_shelf: true, ..Owned::new(3, 5.0, 1) },
    ];
    let plan = plan(&shop);
    assert_eq!((plan[0].end, plan[0].reason), (None, Reason::OffShelf));
    assert!(plan[0].current_end.is_some() && plan[0].reason.text().contains("仓库"));
    assert!(plan[1].end.is_some() && plan[1].reason.text().contains("上架时间还没到"), "{:?}", plan[1]);
    assert_eq!((plan[2].end, plan[2].reason), (None, Reason::OffShelf));
}

#[test]
fn heroes_weigh_more() {
    let shop: Vec<Owned> = (0..20).map(|id| Owned::new(id, 100.0 - id as f64, id as u32)).collect();
    let listings: Vec<ScheduleListing> = shop.iter().map(Owned::listing).collect();
    let (profile, config) = (TrafficProfile::default_profile(), ScheduleConfig::default());
    let plan = Planner::new(&profile, &config).plan(&listings, NOW);
    let weights: Vec<f64> = plan.model.seats.iter().map(|seat| seat.weight).collect();
    assert_eq!(weights[..3], [150.0, 148.5, 98.0], "two of twenty are heroes");
}

#[test]
fn a_maximum_that_does_not_hold_all_is_raised_and_said() {
    let shop: Vec<Owned> = (0..400).map(|id| Owned::new(id, 1.0, id as u32 % 9)).collect();
    let listings: Vec<ScheduleListing> = shop.iter().map(Owned::listing).collect();
    let profile = TrafficProfile::default_profile();
    let raised = |max_per_hour| {
        let config = ScheduleConfig { max_per_hour, ..Default::default() };
        Planner::new(&profile, &config).plan(&listings, NOW).raised
    };
    assert_eq!((raised(0), raised(2), raised(3)), (None, Some(3), None));
}

#[test]
fn twins_in_two_categories_belong_to_that_of_the_stronger_one() {
    let twin = |id, weight, group| Owned { title_key: 99, ..Owned::new(id, weight, group) };
    let shop = [twin(1, 5.0, 1), twin(2, 9.0, 2), Owned::new(3, 1.0, 1)];
    let listings: Vec<ScheduleListing> = shop.iter().map(Owned::listing).collect();
    let profile = TrafficProfile::default_profile();
    let config = ScheduleConfig::default();
    let plan = Planner::new(&profile, &config).plan(&listings, NOW);
    let group = |listing: u32| plan.model.seats[plan.seats.iter().position(|&seat| seat == listing).unwrap()].group;
    assert!(group(0) == group(1) && group(2) != group(0));
}

#[test]
fn values_add_up_and_moves_are_charged() {
    let shop: Vec<Owned> = (0..60)
        .map(|id| Owned::new(id, 1.0 + id as f64, id as u32 % 5).ending(date(2026, 11, 20).at(4, id as i8, 0, 0)))
        .collect();
    let listings: Vec<ScheduleListing> = shop.iter().map(Owned::listing).collect();
    let profile = TrafficProfile::default_profile();
    let config = ScheduleConfig::default();
    let plan = Planner::new(&profile, &config).plan(&listings, NOW);
    let sum = |value: fn(&Assignment) -> Option<f64>| plan.assignments.iter().filter_map(value).sum::<f64>();
    let moves: f64 = plan
        .model
        .seats
        .iter()
        .zip(&plan.seats)
        .filter(|(_, listing)| plan.assignments[**listing as usize].moved)
        .map(|(seat, _)| seat.weight)
        .sum();
    assert!((sum(|assignment| assignment.value) - config.move_cost * moves - plan.value).abs() < 1e-6);
    assert!((sum(|assignment| assignment.value_now) - plan.value_now).abs() < 1e-6);
    assert!(plan.value_now < plan.value && plan.value <= plan.bound && plan.bound < 1.001 * plan.value);
}
