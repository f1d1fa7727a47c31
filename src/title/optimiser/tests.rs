//! Every choice tried, and a mixed-integer solver, as judges.

use std::collections::BTreeSet;

use microlp::{ComparisonOp, OptimizationDirection, Problem, SolveOutcome, Variable};
use proptest::prelude::*;
use smallvec::smallvec;

use super::*;

/// The best value over every choice; `None` where none is allowed.
fn by_trying_all(model: &Model) -> Option<f64> {
    (0_u32..1 << model.units.len())
        .map(|set| (0..model.units.len()).filter(|unit| set >> unit & 1 == 1).collect::<Vec<_>>())
        .filter(|chosen| model.allows(chosen))
        .map(|chosen| model.value(&chosen))
        .max_by(f64::total_cmp)
}

/// The best value by branch and cut over the textbook formulation.
fn by_microlp(model: &Model) -> f64 {
    let mut problem = Problem::new(OptimizationDirection::Maximize);
    let units: Vec<Variable> =
        model.units.iter().map(|unit| problem.add_integer_var(unit.bonus, (i32::from(unit.obligatory), 1))).collect();
    for keyword in &model.keywords {
        let covered = problem.add_var(keyword.value, (0.0, 1.0));
        for &unit in &keyword.units {
            problem.add_constraint([(covered, 1.0), (units[unit], -1.0)], ComparisonOp::Le, 0.0);
        }
    }
    for term in &model.terms {
        let count = problem.add_var(term.weight, (0.0, term.at_most as f64));
        let mut row = vec![(count, 1.0)];
        for group in &term.groups {
            let hit = problem.add_var(0.0, (0.0, 1.0));
            let members: BTreeSet<usize> = group.iter().copied().collect();
            let members = members.iter().map(|&unit| (units[unit], -1.0));
            problem.add_constraint(std::iter::once((hit, 1.0)).chain(members), ComparisonOp::Le, 0.0);
            row.push((hit, -1.0));
        }
        problem.add_constraint(row, ComparisonOp::Le, 0.0);
    }
    let costs = units.iter().zip(&model.units).map(|(&variable, unit)| (variable, f64::from(unit.cost)));
    problem.add_constraint(costs, ComparisonOp::Le, f64::from(model.budget));
    match problem.solve() {
        Ok(SolveOutcome::Solution(solution)) => solution.objective(),
        other => panic!("no solution: {other:?}"),
    }
}

fn units(count: usize) -> impl Strategy<Value = Vec<ModelUnit>> {
    let bonus = prop_oneof![3 => Just(0.0), 1 => -3.0..3.0_f64];
    let unit =
        (1_u32..9, prop::bool::weighted(0.1), bonus, 0_u32..4, prop_oneof![2 => Just(0), 1 => 1_u32..4]).prop_map(
            |(cost, obligatory, bonus, edits_in, edits_out)| ModelUnit { cost, obligatory, bonus, edits_in, edits_out },
        );
    prop::collection::vec(unit, 1..=count)
}

fn model(count: usize, keywords: usize) -> impl Strategy<Value = Model> {
    units(count).prop_flat_map(move |units| {
        let unit = 0..units.len();
        let keyword = (0.0..20.0_f64, prop::collection::vec(unit.clone(), 0..5))
            .prop_map(|(value, units)| ModelKeyword { value, units: units.into() });
        let group = prop::collection::vec(unit.clone(), 0..4);
        let term =
            (0.0..5.0_f64, prop::collection::vec(group, 0..4), 0_usize..4).prop_map(|(weight, groups, at_most)| Term {
                weight,
                groups: groups.into_iter().map(KeywordUnits::from_vec).collect(),
                at_most,
            });
        let set = prop::collection::vec(unit, 2..4).prop_map(|mut set| {
            set.sort_unstable();
            set.dedup();
            set
        });
        let exclusive = prop::collection::vec(set, 0..3);
        (
            Just(units),
            prop::collection::vec(keyword, 0..keywords),
            prop::collection::vec(term, 0..3),
            prop_oneof![2 => Just(Vec::new()), 1 => exclusive],
            0_u32..40,
            prop::option::weighted(0.4, 0_u32..16),
        )
            .prop_map(|(units, keywords, terms, exclusive, budget, edit_budget)| Model {
                units,
                keywords,
                terms,
                exclusive,
                budget,
                edit_budget,
            })
    })
}

fn close(one: f64, other: f64) -> bool {
    (one - other).abs() <= 1e-6 * one.abs().max(1.0)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(1500))]

    #[test]
    fn no_choice_is_better_than_the_proven_one(model in model(9, 40)) {
        let solution = Solver::default().solve(&model, Effort { nodes: 10_000 });
        let best = by_trying_all(&model);
        prop_assert_eq!(solution.is_some(), best.is_some());
        if let (Some(solution), Some(best)) = (solution, best) {
            prop_assert!(model.allows(&solution.chosen));
            prop_assert!(close(solution.value, best), "{} is chosen, {best} is possible", solution.value);
            prop_assert!(solution.is_proven());
        }
    }

    #[test]
    fn with_little_effort_the_bound_still_holds(model in model(9, 40), nodes in 0_usize..3) {
        if let Some(solution) = Solver::default().solve(&model, Effort { nodes }) {
            let best = by_trying_all(&model).unwrap();
            prop_assert!(model.allows(&solution.chosen));
            prop_assert!(solution.value <= best + 1e-6 && best <= solution.bound + 1e-6 * best.abs().max(1.0));
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]

    #[test]
    fn a_mixed_integer_solver_finds_nothing_better(model in model(22, 70)) {
        let model = Model { edit_budget: None, exclusive: Vec::new(), ..model };
        if let Some(solution) = Solver::default().solve(&model, Effort { nodes: 10_000 }) {
            let best = by_microlp(&model);
            prop_assert!(close(solution.value, best), "{} is chosen, {best} is possible", solution.value);
            prop_assert!(solution.is_proven());
        }
    }
}

fn unit(cost: u32) -> ModelUnit {
    ModelUnit { cost, ..ModelUnit::default() }
}

#[test]
fn two_units_for_one_keyword_beat_the_unit_with_the_best_rate() {
    let keywords =
        vec![ModelKeyword { value: 5.0, units: smallvec![0] }, ModelKeyword { value: 9.0, units: smallvec![1, 2] }];
    let model = Model { units: vec![unit(2), unit(2), unit(2)], keywords, budget: 4, ..Model::default() };
    let solution = Solver::default().solve(&model, Effort::default()).unwrap();
    assert_eq!((solution.chosen, solution.value), (vec![1, 2], 9.0));
}

#[test]
fn more_units_than_bits_are_bounded_honestly() {
    let keywords: Vec<ModelKeyword> =
        (0..200).map(|unit| ModelKeyword { value: f64::from(unit), units: smallvec![unit as usize] }).collect();
    let model = Model { units: vec![unit(1); 200], keywords, budget: 150, ..Model::default() };
    let solution = Solver::default().solve(&model, Effort::default()).unwrap();
    // 128 units are weighed, the other 72 only bound: the best choice is worth 50 + 51 + ... + 199.
    let best: f64 = (50..200).map(f64::from).sum();
    assert!(model.allows(&solution.chosen) && solution.value <= best && best <= solution.bound);
    assert!(!solution.is_proven());
}

#[test]
fn obligatory_units_beyond_the_budget_leave_no_choice() {
    let model = Model {
        units: vec![ModelUnit { cost: 5, obligatory: true, ..ModelUnit::default() }],
        budget: 4,
        ..Model::default()
    };
    assert_eq!(Solver::default().solve(&model, Effort::default()), None);
}
