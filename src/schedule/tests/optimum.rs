//! The optimiser against a linear program that is written down anew from the model's formula.

use microlp::{ComparisonOp, OptimizationDirection, Problem, SolveOutcome};
use proptest::prelude::*;

use crate::schedule::*;

/// The optimum of the model: a variable for each listing, hour and place.
fn optimum(model: &Model) -> f64 {
    let mut problem = Problem::new(OptimizationDirection::Maximize);
    let mut hours: Vec<Vec<(microlp::Variable, f64)>> = vec![Vec::new(); HOURS_PER_WEEK];
    let mut places = std::collections::BTreeMap::<(u32, usize, usize), Vec<(microlp::Variable, f64)>>::new();
    for seat in &model.seats {
        let mut choices = Vec::new();
        for hour in (0..HOURS_PER_WEEK).filter(|&hour| model.capacity[hour] > 0) {
            let allowed = match seat.pinned {
                Some(pinned) => usize::from(pinned) == hour,
                None => model.open[hour] || seat.current == Some(hour as u8),
            };
            if !allowed {
                continue;
            }
            let cost =
                if seat.current.is_some_and(|current| usize::from(current) != hour) { model.move_cost } else { 0.0 };
            for place in 0..PLACES {
                let value = seat.weight * (model.worth[hour] * model.shares[place] - cost);
                let variable = problem.add_var(value, (0.0, f64::INFINITY));
                choices.push((variable, 1.0));
                hours[hour].push((variable, 1.0));
                if place + 1 < PLACES {
                    places.entry((seat.group, hour, place)).or_default().push((variable, 1.0));
                }
            }
        }
        problem.add_constraint(&choices[..], ComparisonOp::Eq, 1.0);
    }
    for (hour, choices) in hours.iter().enumerate().filter(|(_, choices)| !choices.is_empty()) {
        problem.add_constraint(&choices[..], ComparisonOp::Le, f64::from(model.capacity[hour]));
    }
    for choices in places.values() {
        problem.add_constraint(&choices[..], ComparisonOp::Le, 1.0);
    }
    match problem.solve().unwrap() {
        SolveOutcome::Solution(solution) => solution.objective(),
        SolveOutcome::Interrupted(_) => panic!("there is no limit that could interrupt it"),
    }
}

/// Shops of up to 14 listings over up to ten hours, so that they have to share.
fn models() -> impl Strategy<Value = Model> {
    let hours = prop::collection::vec((0..168_usize, 0.2..3.0, 1..4_u32), 5..10);
    let seat = (1..2000_u32, 0..4_u32, prop::option::weighted(0.7, 0..10_usize), prop::bool::weighted(0.1));
    let seats = prop::collection::vec(seat, 1..14);
    (hours, seats, 0.0..0.5, 0.2..1.0)
        .prop_map(|(hours, seats, move_cost, factor)| {
            let mut model = Model {
                worth: [0.1; HOURS_PER_WEEK],
                open: [false; HOURS_PER_WEEK],
                capacity: [0; HOURS_PER_WEEK],
                shares: [1.0, factor, factor * factor, factor * factor * factor],
                move_cost,
                seats: Vec::new(),
                groups: 4,
            };
            for &(hour, worth, capacity) in &hours {
                model.worth[hour] = worth;
                model.open[hour] = true;
                model.capacity[hour] = capacity + 14 / hours.len() as u32;
            }
            model.seats = seats
                .into_iter()
                .map(|(weight, group, current, pinned)| {
                    let current = current.map(|at| hours[at % hours.len()].0 as u8);
                    let pinned = current.filter(|_| pinned);
                    Seat { weight: f64::from(weight), group, current, pinned }
                })
                .collect();
            model.seats.sort_by(|a, b| b.weight.total_cmp(&a.weight));
            for hour in 0..HOURS_PER_WEEK {
                let pinned = model.seats.iter().filter(|seat| seat.pinned == Some(hour as u8)).count() as u32;
                model.capacity[hour] = model.capacity[hour].max(pinned);
                model.open[hour] &= model.capacity[hour] > pinned;
            }
            model
        })
        .prop_filter("room for all", |model| {
            let room: u32 = (0..HOURS_PER_WEEK).filter(|&hour| model.open[hour]).map(|hour| model.capacity[hour]).sum();
            room as usize >= model.seats.len()
                && model.seats.iter().all(|seat| {
                    seat.pinned.is_some() || seat.current.is_none_or(|current| model.open[usize::from(current)])
                })
        })
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 150, ..ProptestConfig::default() })]

    #[test]
    fn solutions_come_within_a_thousandth_of_the_optimum_and_their_bound_holds(model in models()) {
        let solution = solve(&model);
        let optimum = optimum(&model);
        let tolerance = 1e-9 * optimum.abs().max(1.0);
        prop_assert!((model.value(&solution.hours) - solution.value).abs() < tolerance);
        prop_assert!(solution.value <= optimum + tolerance, "{} beats {optimum}", solution.value);
        prop_assert!(solution.bound >= optimum - tolerance, "{} does not bound {optimum}", solution.bound);
        let apart = solution.bound - solution.value;
        prop_assert!(apart <= 0.001 * optimum.abs() + tolerance, "{} below {}", solution.value, solution.bound);
        prop_assert!(solution.bound <= optimum + tolerance, "{} above {optimum}", solution.bound);
        for hour in 0..HOURS_PER_WEEK {
            let ends = solution.hours.iter().filter(|&&chosen| usize::from(chosen) == hour).count();
            prop_assert!(ends <= model.capacity[hour] as usize);
        }
        for (seat, &hour) in model.seats.iter().zip(&solution.hours) {
            prop_assert!(seat.may_end(usize::from(hour), &model.open));
        }
    }

    #[test]
    fn solving_the_solution_again_moves_nothing(model in models()) {
        let first = solve(&model);
        let mut again = model;
        for (seat, &hour) in again.seats.iter_mut().zip(&first.hours) {
            seat.current = Some(hour);
        }
        prop_assert_eq!(solve(&again).hours, first.hours);
    }
}

#[test]
fn a_group_keeps_out_of_neighbouring_hours_where_that_costs_nothing() {
    // Two listings of one group and two of others, all alike, in four hours that are worth the same: 10, 11, 30 and 40.
    let mut model = Model {
        worth: [1.0; HOURS_PER_WEEK],
        open: [false; HOURS_PER_WEEK],
        capacity: [0; HOURS_PER_WEEK],
        shares: [1.0, 0.6, 0.5, 0.4],
        move_cost: 0.1,
        seats: [0, 0, 1, 2].map(|group| Seat { weight: 5.0, group, current: None, pinned: None }).to_vec(),
        groups: 3,
    };
    for hour in [10, 11, 30, 40] {
        model.open[hour] = true;
        model.capacity[hour] = 1;
    }
    let hours = solve(&model).hours;
    assert!(!(hours[0].min(hours[1]) == 10 && hours[0].max(hours[1]) == 11), "{hours:?}");
}
