//! The titles stage: findings, coverage and proposals, on one thread.

mod shop;

use std::hint::black_box;

use anyhow::Result;
use criterion::{Criterion, Throughput};
use jieba_rs::Jieba;
use shop::Shelf;
use taojin::title::{Decision, Scratch, TitleEngine};

fn main() -> Result<()> {
    let listings = shop::listings(2000)?;
    let shelf = Shelf::new()?;
    let jieba = Jieba::new();
    let engine = TitleEngine::new(
        &shelf.config.title,
        &shelf.config.keyword,
        &shelf.segmenter,
        &shelf.gbk,
        &shelf.terms,
        &shelf.index,
        &shelf.figures,
    );
    let mut scratch = Scratch::default();
    let mut proposed = 0;
    let mut covered = Vec::new();
    for listing in &listings {
        let report = engine.analyze(listing, 0.5, &mut scratch);
        engine.cover(&listing.title, &mut scratch, &mut covered);
        covered.sort_unstable();
        assert_eq!(report.covered, covered, "{}", listing.title);
        for proposal in report.proposals.iter().filter(|proposal| proposal.decision == Decision::Propose) {
            assert!(proposal.bytes <= shelf.config.title.max_bytes, "{}", proposal.title);
            proposed += 1;
        }
    }
    assert!(proposed > 0, "nothing is proposed for the sample shop");

    let mut criterion = Criterion::default().configure_from_args();
    let mut group = criterion.benchmark_group("titles");
    group.throughput(Throughput::Elements(listings.len() as u64));
    group.bench_function("bare jieba", |bencher| {
        bencher
            .iter(|| listings.iter().map(|listing| black_box(jieba.cut(&listing.title, false)).len()).sum::<usize>());
    });
    group.bench_function("cover", |bencher| {
        bencher.iter(|| {
            for listing in &listings {
                engine.cover(&listing.title, &mut scratch, &mut covered);
                black_box(&covered);
            }
        });
    });
    group.bench_function("analyze", |bencher| {
        bencher.iter(|| {
            for listing in &listings {
                black_box(engine.analyze(listing, 0.5, &mut scratch));
            }
        });
    });
    group.finish();
    criterion.final_summary();
    Ok(())
}
