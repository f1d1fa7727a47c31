//! The optimiser alone: listings of 60 units and 2,500 eligible keywords, one core, in several shapes.
//!
//! The keywords of an instance are made of made-up titles: a core word that stands in nine of ten keywords, and one to four of the other words of
//! one title, drawn by popularity. Volumes fall by Zipf's law with the rank; keywords of few and popular words tend to rank first, but where a shape
//! says that rank and words have nothing to do with each other.

use std::hint::black_box;

use anyhow::{Context, Result};
use criterion::{Criterion, Throughput};
use taojin::title::optimiser::{Effort, Model, ModelKeyword, ModelUnit, Solver};

const UNITS: usize = 60;
const KEYWORDS: usize = 2500;
const TITLES: usize = 200;
const TITLE_WORDS: usize = 12;
/// Instances of a shape.
const INSTANCES: usize = 60;

/// What an instance is like.
struct Shape {
    name: &'static str,
    /// Volumes fall with the rank to the power of this.
    zipf: f64,
    /// Whether keywords of few and popular words rank first.
    popular_first: bool,
    /// Costs of units, drawn evenly.
    costs: &'static [u32],
    budget: u32,
}

const MIXED: &[u32] = &[2, 4, 4, 4, 4, 4, 4, 6, 6, 8];

const SHAPES: [Shape; 7] = [
    Shape { name: "titles", zipf: 1.0, popular_first: true, costs: MIXED, budget: 60 },
    Shape { name: "steep", zipf: 1.4, popular_first: true, costs: MIXED, budget: 60 },
    Shape { name: "flat", zipf: 0.6, popular_first: true, costs: MIXED, budget: 60 },
    Shape { name: "at random", zipf: 1.0, popular_first: false, costs: MIXED, budget: 60 },
    Shape { name: "equal costs", zipf: 1.0, popular_first: true, costs: &[4], budget: 60 },
    Shape { name: "tight", zipf: 1.0, popular_first: true, costs: MIXED, budget: 30 },
    Shape { name: "loose", zipf: 1.0, popular_first: true, costs: MIXED, budget: 120 },
];

fn main() -> Result<()> {
    let mut criterion = Criterion::default().configure_from_args();
    let mut group = criterion.benchmark_group("optimiser, 60 units, 2,500 keywords");
    group.throughput(Throughput::Elements(INSTANCES as u64));
    let mut solver = Solver::default();
    let (mut proven, mut all) = (0, 0);
    for shape in &SHAPES {
        let mut random = fastrand::Rng::with_seed(7);
        let models: Vec<Model> = (0..INSTANCES).map(|_| model(shape, &mut random)).collect();
        for model in &models {
            let solution = solver.solve(model, Effort::default()).context("an instance without a choice")?;
            assert!(model.allows(&solution.chosen));
            assert!(
                solution.value >= 0.98 * solution.bound,
                "{}: {} of {}",
                shape.name,
                solution.value,
                solution.bound
            );
            proven += usize::from(solution.is_proven());
            all += 1;
        }
        group.bench_function(shape.name, |bencher| {
            bencher.iter(|| {
                for model in &models {
                    black_box(solver.solve(model, Effort::default()));
                }
            });
        });
    }
    group.finish();
    assert!(proven * 100 >= all * 95, "{proven} of {all} proven");
    criterion.final_summary();
    Ok(())
}

fn model(shape: &Shape, random: &mut fastrand::Rng) -> Model {
    // The first unit is the core word; popularity falls with the unit's number.
    let mut units: Vec<ModelUnit> = (0..UNITS)
        .map(|_| ModelUnit { cost: shape.costs[random.usize(..shape.costs.len())], ..ModelUnit::default() })
        .collect();
    units[0] = ModelUnit { cost: 6, obligatory: true, ..ModelUnit::default() };
    let popularity = |unit: usize| (unit as f64).powf(-0.8);
    let total: f64 = (1..UNITS).map(popularity).sum();
    let draw = |random: &mut fastrand::Rng| {
        let mut left = random.f64() * total;
        (1..UNITS - 1).find(|&unit| {
            left -= popularity(unit);
            left <= 0.0
        })
    };
    let titles: Vec<Vec<usize>> = (0..TITLES)
        .map(|_| {
            let mut words: Vec<usize> = (0..2 * TITLE_WORDS).filter_map(|_| draw(random)).collect();
            words.sort_unstable();
            words.dedup();
            random.shuffle(&mut words);
            words.truncate(TITLE_WORDS);
            words
        })
        .collect();
    let mut sets: Vec<(f64, Vec<usize>)> = Vec::new();
    let mut seen = std::collections::BTreeSet::new();
    while sets.len() < KEYWORDS {
        let mut words = titles[random.usize(..TITLES)].clone();
        let size = [1, 2, 2, 2, 2, 3, 3, 3, 3, 4][random.usize(..10)];
        random.shuffle(&mut words);
        words.truncate(size);
        // A sum of three even draws stands in for a normal one.
        let noise = 3.0 * (random.f64() + random.f64() + random.f64() - 1.5);
        let popular = if shape.popular_first { 1.0 } else { 0.0 };
        let appeal =
            popular * (words.iter().map(|&unit| popularity(unit).ln()).sum::<f64>() / 1.5 - 1.5 * size as f64) + noise;
        if random.u8(..10) > 0 {
            words.push(0);
        }
        words.sort_unstable();
        if seen.insert(words.clone()) {
            sets.push((appeal, words));
        }
    }
    sets.sort_by(|a, b| b.0.total_cmp(&a.0).then_with(|| a.1.cmp(&b.1)));
    let keywords = (1..)
        .zip(sets)
        .map(|(rank, (_, units))| ModelKeyword {
            value: 10_000.0 / f64::from(rank).powf(shape.zipf),
            units: units.into_iter().collect(),
        })
        .collect();
    Model { units, keywords, budget: shape.budget, ..Model::default() }
}
