//! The whole run over the sample shop: every input, every report.

mod shop;

use anyhow::Result;
use criterion::{Criterion, Throughput};
use taojin::config::Config;
use taojin::pipeline::{NoProgress, RunOptions, StopFlag, run};
use taojin::report::Summary;

fn main() -> Result<()> {
    let config = Config::default();
    let summary = sample_run(&config, 1)?;
    assert_eq!(summary.counts.listings, 374);
    assert!(summary.counts.golden_keywords > 0 && summary.counts.proposed > 0);
    assert_eq!(summary.counts.proposed + summary.counts.kept, summary.counts.listings);

    let mut criterion = Criterion::default().configure_from_args().sample_size(10);
    let mut group = criterion.benchmark_group("run");
    group.throughput(Throughput::Elements(summary.counts.listings));
    for threads in [1, 2] {
        group.bench_function(format!("{threads} threads"), |bencher| {
            bencher.iter(|| sample_run(&config, threads).map(|summary| summary.counts.listings).unwrap_or_default());
        });
    }
    group.finish();
    criterion.final_summary();
    Ok(())
}

fn sample_run(config: &Config, threads: usize) -> Result<Summary> {
    let folder = tempfile::tempdir()?;
    let options = RunOptions {
        catalogs: shop::catalogs(),
        keywords: shop::keyword_tables(),
        traffic: Some(shop::data("traffic.csv")),
        pages: Some(shop::data("pages")),
        pictures: None,
        out: folder.path().join("out"),
        dump_models: None,
        threads,
        now: jiff::civil::date(2026, 11, 21).at(2, 0, 0, 0).to_zoned(taojin::china::zone())?,
    };
    Ok(run(config, &options, &NoProgress, &StopFlag::default())?)
}
