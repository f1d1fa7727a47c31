//! The optimiser alone: listings of 60 units and 2,500 eligible keywords, one core.
//!
//! The keywords of an instance are made of made-up titles: a core word that stands in nine of ten keywords, and two to five of the other words of
//! one title, drawn by popularity. Volumes fall by Zipf's law with the rank; keywords of few and popular words tend to rank first.

use std::hint::black_box;

use anyhow::{Context, Result};
use criterion::{Criterion, Throughput};
use taojin::title::optimiser::{Effort, Model, ModelKeyword, ModelUnit, Solution, Solver};

const UNITS: usize = 60;
const KEYWORDS: usize = 2500;
const TITLES: usize = 200;
const TITLE_WORDS: usize = 12;
const BUDGET: u32 = 60;

fn main() -> Result<()> {
    let mut random = fastrand::Rng::with_seed(7);
    let models: Vec<Model> = (0..100).map(|_| model(&mut random)).collect();
    let mut solver = Solver::default();
    let solved: Vec<Solution> = models
        .iter()
        .map(|model| solver.solve(model, Effort::default()).context("an instance without a choice"))
        .collect::<Result<_>>()?;
    for (model, solution) in models.iter().zip(&solved) {
        assert!(model.allows(&solution.chosen));
        assert!(solution.value >= 0.98 * solution.bound, "{} of {}", solution.value, solution.bound);
    }
    let proven = solved.iter().filter(|solution| solution.is_proven()).count();
    assert!(proven >= 95, "{proven} of 100 proven");

    let mut criterion = Criterion::default().configure_from_args();
    let mut group = criterion.benchmark_group("optimiser");
    group.throughput(Throughput::Elements(models.len() as u64));
    group.bench_function("60 units, 2,500 keywords", |bencher| {
        bencher.iter(|| {
            for model in &models {
                black_box(solver.solve(model, Effort::default()));
            }
        });
    });
    group.finish();
    criterion.final_summary();
    Ok(())
}

fn model(random: &mut fastrand::Rng) -> Model {
    // The first unit is the core word; popularity falls with the unit's number.
    let mut units: Vec<ModelUnit> = (0..UNITS)
        .map(|_| ModelUnit { cost: [2, 4, 4, 4, 4, 4, 4, 6, 6, 8][random.usize(..10)], ..ModelUnit::default() })
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
        let appeal = words.iter().map(|&unit| popularity(unit).ln()).sum::<f64>() / 1.5 - 1.5 * size as f64 + noise;
        if random.u8(..10) > 0 {
            words.push(0);
        }
        words.sort_unstable();
        if seen.insert(words.clone()) {
            sets.push((appeal, words));
        }
    }
    sets.sort_by(|a, b| b.0.total_cmp(&a.0).then_with(|| a.1.cmp(&b.1)));
    let keywords =
        (1..).zip(sets).map(|(rank, (_, units))| ModelKeyword { value: 10_000.0 / f64::from(rank), units }).collect();
    Model { units, keywords, budget: BUDGET, ..Model::default() }
}
