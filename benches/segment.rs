//! Segmentation: normal form, bare jieba, and the whole cut with roles.

mod shop;

use std::hint::black_box;

use anyhow::Result;
use criterion::{Criterion, Throughput};
use jieba_rs::Jieba;
use shop::Shelf;
use taojin::text::Segmented;

fn main() -> Result<()> {
    let listings = shop::listings(2000)?;
    let shelf = Shelf::new()?;
    let jieba = Jieba::new();
    let mut segmented = Segmented::default();
    for listing in &listings {
        shelf.segmenter.segment(&listing.title, &mut segmented);
        assert!(!segmented.tokens.is_empty(), "{}", listing.title);
        let joined: String = segmented.tokens.iter().map(|&token| segmented.text(token)).collect();
        assert_eq!(joined, segmented.normalized);
    }

    let mut criterion = Criterion::default().configure_from_args();
    let mut group = criterion.benchmark_group("segment");
    group.throughput(Throughput::Bytes(shop::title_bytes(&listings)));
    group.bench_function("bare jieba", |bencher| {
        bencher
            .iter(|| listings.iter().map(|listing| black_box(jieba.cut(&listing.title, false)).len()).sum::<usize>());
    });
    group.bench_function("bare jieba, hmm", |bencher| {
        bencher.iter(|| listings.iter().map(|listing| black_box(jieba.cut(&listing.title, true)).len()).sum::<usize>());
    });
    group.bench_function("cut", |bencher| {
        let mut segmented = Segmented::default();
        bencher.iter(|| {
            for listing in &listings {
                shelf.segmenter.cut(&listing.title, &mut segmented);
                black_box(&segmented);
            }
        });
    });
    group.bench_function("normalize", |bencher| {
        let mut normalized = String::new();
        bencher.iter(|| {
            for listing in &listings {
                shelf.segmenter.normalizer().normalize_into(&listing.title, &mut normalized);
                black_box(&normalized);
            }
        });
    });
    group.bench_function("segment", |bencher| {
        bencher.iter(|| {
            for listing in &listings {
                shelf.segmenter.segment(&listing.title, &mut segmented);
                black_box(&segmented);
            }
        });
    });
    group.bench_function("core word", |bencher| {
        let cut: Vec<(Segmented, &str)> = listings
            .iter()
            .map(|listing| {
                shelf.segmenter.segment(&listing.title, &mut segmented);
                (segmented.clone(), listing.category.as_str())
            })
            .collect();
        bencher.iter(|| {
            cut.iter()
                .filter_map(|(title, category)| taojin::text::core_word(title, category, shelf.segmenter.vocabulary()))
                .count()
        });
    });
    group.finish();
    criterion.final_summary();
    Ok(())
}
