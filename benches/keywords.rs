//! Keywords: scoring, building the index, covering titles.

mod shop;

use std::hint::black_box;

use anyhow::Result;
use criterion::{BatchSize, Criterion, Throughput};
use taojin::config::Config;
use taojin::dictionary::Dictionary;
use taojin::keyword::{KeywordId, KeywordIndex, Scorer, WordSet};
use taojin::text::{Segmented, Segmenter};

const KEYWORDS: usize = 200_000;

fn main() -> Result<()> {
    let config = Config::default();
    let keywords = shop::many_keywords(&config, KEYWORDS)?;
    assert_eq!(keywords.len(), KEYWORDS);
    let texts = || keywords.iter().map(|keyword| keyword.text.as_str());
    let fresh = Segmenter::new(&Dictionary::embedded()?);
    let mut segmenter = fresh.clone();
    let index = KeywordIndex::build(&mut segmenter, texts());
    let titles: Vec<Segmented> = shop::listings(1000)?
        .iter()
        .map(|listing| {
            let mut title = Segmented::default();
            segmenter.segment(&listing.title, &mut title);
            title
        })
        .collect();
    let mut words = WordSet::new();
    let mut covered = Vec::new();
    let mut total = 0;
    for title in titles.iter().step_by(50) {
        cover(&index, &segmenter, title, &mut words, &mut covered);
        covered.sort_unstable();
        let brute_force: Vec<KeywordId> = (0..index.len() as u32)
            .map(KeywordId)
            .filter(|&keyword| index.words(keyword).iter().all(|&word| words.contains(word)))
            .filter(|&keyword| !index.words(keyword).is_empty())
            .collect();
        assert_eq!(covered, brute_force, "{}", title.normalized);
        total += covered.len();
    }
    assert!(total > 0, "the sample's titles cover no keyword");

    let mut criterion = Criterion::default().configure_from_args().sample_size(10);
    let mut group = criterion.benchmark_group("keywords");
    group.throughput(Throughput::Elements(KEYWORDS as u64));
    group.bench_function("score", |bencher| {
        bencher.iter(|| {
            let scorer = Scorer::new(&config.keyword, &keywords, &[]);
            keywords.iter().filter_map(|keyword| black_box(scorer.score(keyword, None)).score).sum::<f64>()
        });
    });
    group.bench_function("index", |bencher| {
        bencher.iter_batched(
            || fresh.clone(),
            |mut segmenter| KeywordIndex::build(&mut segmenter, texts()),
            BatchSize::PerIteration,
        );
    });
    group.throughput(Throughput::Elements(titles.len() as u64));
    group.bench_function("cover", |bencher| {
        bencher.iter(|| {
            for title in &titles {
                cover(&index, &segmenter, title, &mut words, &mut covered);
                black_box(&covered);
            }
        });
    });
    group.finish();
    criterion.final_summary();
    Ok(())
}

fn cover(
    index: &KeywordIndex,
    segmenter: &Segmenter,
    title: &Segmented,
    words: &mut WordSet,
    covered: &mut Vec<KeywordId>,
) {
    words.clear();
    covered.clear();
    index.add_text(segmenter, title, words);
    index.cover(words, covered);
}
