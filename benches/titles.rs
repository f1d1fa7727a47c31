//! The titles stage: findings, coverage and proposals, on one thread.

mod shop;

use std::collections::BTreeSet;
use std::hint::black_box;

use anyhow::Result;
use criterion::{Criterion, Throughput};
use jieba_rs::Jieba;
use shop::Shelf;
use taojin::listing::Listing;
use taojin::text::Segmented;
use taojin::title::{Decision, Scratch, TitleEngine, TitleWords, Twin, Twins};

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

    let twins = one_brand(&shelf, &listings, 20_000);
    let mut group = criterion.benchmark_group("titles");
    group.sample_size(10).throughput(Throughput::Elements(20_000));
    group.bench_function("twins of one brand", |bencher| bencher.iter(|| black_box(find(&twins))));
    group.finish();
    criterion.final_summary();
    Ok(())
}

/// `count` titles of one shop that all begin with its brand, the last one with the words of the first.
fn one_brand(shelf: &Shelf, listings: &[Listing], count: usize) -> Twins {
    let mut words = BTreeSet::new();
    let mut cut = Segmented::default();
    for listing in listings {
        shelf.segmenter.segment(&listing.title, &mut cut);
        words.extend(cut.words().map(|(_, token)| cut.text(token).to_owned()));
    }
    let words: Vec<String> = words.into_iter().collect();
    let mut random = fastrand::Rng::with_seed(1);
    let mut titles: Vec<String> = (1..count)
        .map(|_| {
            format!(
                "underarmour {}",
                random.choose_multiple(&words, 9).into_iter().map(String::as_str).collect::<Vec<_>>().join(" ")
            )
        })
        .collect();
    titles.extend(titles.first().cloned());
    let mut twins = Twins::new(&shelf.config.title);
    for title in &titles {
        shelf.segmenter.segment(title, &mut cut);
        twins.add(0, &TitleWords::of(&cut));
    }
    assert!(find(&twins).iter().any(|(title, twin)| *title + 1 == count as u32 && twin.index == 0));
    twins
}

fn find(twins: &Twins) -> Vec<(u32, Twin)> {
    let searches = twins.groups().into_iter().map(|group| twins.search(group, |one, other| one.cmp(&other)));
    searches.flat_map(|search| search.find(0..search.len())).collect()
}
