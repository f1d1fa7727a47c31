//! The floor: how much longer each stage takes than bare `jieba-rs` cutting the same titles.
//!
//! ```text
//! cargo run --release --example floor -- --catalog data/assistant.csv data/catalog.csv --keywords data/keywords.xlsx
//! cargo run --release --example floor -- --catalog catalog.csv --keywords words.csv --repeat 100000 --threads 2 --rounds 9
//! ```
//!
//! Machines are noisy, so absolute times of two runs cannot be compared. Here every timing of a stage stands beside a timing of
//! bare jieba taken right before it on the same number of threads (A B A B ...), and what is printed is the median of their ratios.

#![expect(clippy::print_stdout, reason = "the table is what the example is for")]
#![allow(clippy::single_match_else, clippy::items_after_statements, reason = "an example reads from top to bottom")]

mod listings;

use std::hint::black_box;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Instant;

use anyhow::{Context, Result, bail};
use clap::Parser;
use jieba_rs::Jieba;
use rayon::prelude::*;
use rayon::{ThreadPool, ThreadPoolBuilder};
use rustc_hash::FxHashMap;
use taojin::config::Config;
use taojin::dictionary::Dictionary;
use taojin::figure::Figure;
use taojin::input::Catalog;
use taojin::keyword::{KeywordIndex, WordSet};
use taojin::listing::Listing;
use taojin::page::{Outline, PageChecker, PageContext, advertising};
use taojin::pipeline::{KeywordBook, NoProgress, RunOptions, ScheduledListing, StopFlag, plan_shops, run};
use taojin::report::Summary;
use taojin::schedule::{ScheduleListing, TrafficProfile};
use taojin::text::{AdvertisingTerms, GbkTable, Segmented, Segmenter};
use taojin::title::{Scratch, TitleEngine, title_key};

/// Measures every stage against bare jieba-rs.
#[derive(Debug, Parser)]
struct Args {
    /// Catalog exports
    #[arg(long, required = true, num_args = 1.., value_name = "FILE")]
    catalog: Vec<PathBuf>,
    /// Keyword tables
    #[arg(long, num_args = 1.., value_name = "FILE")]
    keywords: Vec<PathBuf>,
    /// Repeat the catalogs' rows, each with an id of its own, up to this many listings
    #[arg(long, value_name = "LISTINGS")]
    repeat: Option<usize>,
    /// Most threads to measure with; every number from 1 on is measured [default: one per core]
    #[arg(long)]
    threads: Option<usize>,
    /// Rounds to take the medians of
    #[arg(long, default_value_t = 7, value_parser = clap::value_parser!(u32).range(1..))]
    rounds: u32,
    /// Measure these stages alone, for a profiler to look at
    #[arg(long, num_args = 1.., value_name = "STAGE")]
    only: Vec<String>,
    /// Do nothing but the whole run on so many threads and print its peak memory in KiB
    #[arg(long, hide = true, value_name = "THREADS")]
    peak_of_run: Option<usize>,
}

fn main() -> Result<()> {
    let mut args = Args::parse();
    let config = Config::default();
    if let Some(threads) = args.peak_of_run {
        whole_run(&args, &config, threads)?;
        println!("{}", peak_memory().context("the peak memory is known on Linux alone")?);
        return Ok(());
    }
    // The repeated catalog lives as long as this folder.
    let folder = tempfile::tempdir()?;
    let listings = match args.repeat {
        None => listings::read(&args.catalog, &config)?,
        Some(count) => {
            let listings = listings::repeat(&args.catalog, &config, count)?;
            args.catalog = vec![folder.path().join("catalog.csv")];
            listings::write(&args.catalog[0], &listings)?;
            listings
        }
    };
    let floor = Floor::new(&args, &config, listings)?;
    println!(
        "{} listings, {:.1} MB of titles, {} keywords, {} pages, {} rounds",
        floor.listings.len(),
        floor.title_bytes as f64 / 1e6,
        floor.index.len(),
        floor.described.len(),
        args.rounds
    );
    println!();
    println!("| stage | threads | ms | listings/s | MB/s of titles | x bare jieba | peak MB |");
    println!("|---|---:|---:|---:|---:|---:|---:|");
    let cores = std::thread::available_parallelism().map_or(1, std::num::NonZero::get);
    let most = args.threads.unwrap_or(cores).max(1);
    let mut titles = None;
    for threads in 1..=most {
        titles = floor.measure(threads)?;
    }
    println!();
    println!("cut: segment without the tagger.");
    println!("read: one thread whatever the number.");
    println!("run/...: the stages as the whole run times them itself; run/write is the reports.");
    println!("peak: VmHWM of a process that does the whole run and nothing else.");
    if let Some(titles) = titles {
        println!("titles stage: {titles:.2} x bare jieba at {most} threads");
    }
    Ok(())
}

/// Listings that a thread takes at a time in the titles stage.
const TASK: usize = 256;

/// Everything that is built once and shared by the stages.
struct Floor<'a> {
    args: &'a Args,
    config: &'a Config,
    listings: Vec<Listing>,
    /// Positions of the listings with a description.
    described: Vec<usize>,
    title_bytes: usize,
    jieba: Jieba,
    segmenter: Segmenter,
    segmented: Vec<Segmented>,
    index: KeywordIndex,
    book: KeywordBook,
    gbk: GbkTable,
    terms: AdvertisingTerms,
    checker: PageChecker,
}

impl<'a> Floor<'a> {
    fn new(args: &'a Args, config: &'a Config, listings: Vec<Listing>) -> Result<Self> {
        let dictionary = Dictionary::embedded()?;
        let mut segmenter = Segmenter::new(&dictionary);
        let terms = AdvertisingTerms::new(&dictionary, segmenter.normalizer())?;
        let tables = KeywordBook::open(&args.keywords, config)?;
        let (book, _) = KeywordBook::read(&tables, |_, _| Ok(()))?;
        let index = KeywordIndex::build(&mut segmenter, book.keywords.iter().map(|keyword| keyword.text.as_str()));
        let segmented = listings
            .par_iter()
            .map(|listing| {
                let mut title = Segmented::default();
                segmenter.segment(&listing.title, &mut title);
                title
            })
            .collect();
        let mut floor = Self {
            args,
            config,
            described: (0..)
                .zip(&listings)
                .filter(|(_, listing)| !listing.description.is_empty())
                .map(|(at, _)| at)
                .collect(),
            title_bytes: listings.iter().map(|listing| listing.title.len()).sum(),
            listings,
            jieba: Jieba::new(),
            segmenter,
            segmented,
            index,
            book,
            gbk: GbkTable::new(),
            terms,
            checker: PageChecker::new(&config.page)?,
        };
        let counted = floor.book.needs_counts().then(|| floor.counts());
        floor.book.score(config, counted.as_deref());
        Ok(floor)
    }

    /// How many listings cover each keyword.
    fn counts(&self) -> Vec<u64> {
        let mut counts = vec![0; self.index.len()];
        let mut words = WordSet::new();
        let mut covered = Vec::new();
        for segmented in &self.segmented {
            words.clear();
            covered.clear();
            self.index.add_text(&self.segmenter, segmented, &mut words);
            self.index.cover(&words, &mut covered);
            for keyword in &covered {
                counts[keyword.0 as usize] += 1;
            }
        }
        counts
    }

    /// Measures every stage on `threads` threads, prints its row and returns the ratio of the titles stage, if it was wanted.
    fn measure(&self, threads: usize) -> Result<Option<f64>> {
        let pool = ThreadPoolBuilder::new().num_threads(threads).build()?;
        let figures = self.book.figures();
        let engine = TitleEngine::new(
            &self.config.title,
            &self.config.keyword,
            &self.segmenter,
            &self.gbk,
            &self.terms,
            &self.index,
            &figures,
        );
        let profile = TrafficProfile::default_profile();
        let scheduled = self.scheduled();
        let now = jiff::civil::date(2026, 11, 21).at(2, 0, 0, 0);
        let count = self.listings.len();

        let bare =
            || share(&pool, &self.listings, TASK, || (), |(), _, listing| self.jieba.cut(&listing.title, false).len());
        let with_hmm =
            || share(&pool, &self.listings, TASK, || (), |(), _, listing| self.jieba.cut(&listing.title, true).len());
        let cut = || {
            share(&pool, &self.listings, TASK, Segmented::default, |segmented, _, listing| {
                self.segmenter.cut(&listing.title, segmented);
                segmented.tokens.len()
            })
        };
        let read =
            || self.args.catalog.iter().map(|path| rows_of(path, self.config)).sum::<Result<usize>>().unwrap_or(0);
        let segment = || {
            share(&pool, &self.listings, TASK, Segmented::default, |segmented, _, listing| {
                self.segmenter.segment(&listing.title, segmented);
                segmented.tokens.len()
            })
        };
        let cover = || {
            let bench = || (WordSet::new(), Vec::new());
            share(&pool, &self.segmented, TASK, bench, |(words, covered), _, segmented| {
                words.clear();
                covered.clear();
                self.index.add_text(&self.segmenter, segmented, words);
                self.index.cover(words, covered);
                covered.len()
            })
        };
        let titles = || {
            // As the run does it: titles are cut in a row, then analysed.
            let tasks: Vec<&[Listing]> = self.listings.chunks(TASK).collect();
            let bench = || (Scratch::default(), vec![Segmented::default(); TASK]);
            share(&pool, &tasks, 1, bench, |(scratch, cut), task, listings| {
                for (listing, title) in listings.iter().zip(cut.iter_mut()) {
                    engine.segment(listing, title);
                }
                let analysed = (task * TASK..).zip(listings.iter().zip(cut.iter()));
                analysed
                    .map(|(at, (listing, title))| {
                        engine.analyze_segmented(listing, title, strength(at, count), scratch).proposals.len()
                    })
                    .sum()
            })
        };
        let pages = || {
            share(&pool, &self.described, TASK, Segmented::default, |buffer, _, &at| {
                let listing = &self.listings[at];
                let outline = Outline::parse(&listing.description, &self.config.page);
                let context =
                    PageContext { category: &listing.category, title: &listing.title, ..PageContext::default() };
                let report = self.checker.check(&outline, &context);
                report.findings.len()
                    + advertising(&outline, &listing.brand, &self.segmenter, &self.terms, buffer).len()
            })
        };
        let schedule =
            || pool.install(|| plan_shops(&scheduled, &profile, now, &self.config.schedule, false).rows.len());

        type Stage<'s> = (&'s str, Box<dyn Fn() -> usize + 's>);
        let mut stages: Vec<Stage<'_>> = vec![("jieba, hmm", Box::new(with_hmm))];
        if threads == 1 {
            stages.push(("read", Box::new(read)));
        }
        stages.push(("cut", Box::new(cut)));
        stages.push(("segment", Box::new(segment)));
        stages.push(("cover", Box::new(cover)));
        stages.push(("titles", Box::new(titles)));
        if !self.described.is_empty() {
            stages.push(("pages", Box::new(pages)));
        }
        stages.push(("schedule", Box::new(schedule)));
        let wanted = |name: &str| self.args.only.is_empty() || self.args.only.iter().any(|only| only == name);
        stages.retain(|(name, _)| wanted(name));

        let mut floors = Vec::new();
        let mut seconds: Vec<Vec<f64>> = vec![Vec::new(); stages.len()];
        let mut ratios = seconds.clone();
        let mut runs: FxHashMap<&str, (Vec<f64>, Vec<f64>)> = FxHashMap::default();
        let mut order: Vec<&str> = Vec::new();
        // The first round warms caches up and does not count.
        for round in 0..=self.args.rounds {
            for ((_, stage), (seconds, ratios)) in stages.iter().zip(seconds.iter_mut().zip(&mut ratios)) {
                let (bare, stage) = (time(&bare), time(stage));
                if round > 0 {
                    floors.push(bare);
                    seconds.push(stage);
                    ratios.push(stage / bare);
                }
            }
            if round > 0 && wanted("run") {
                let bare = time(&bare);
                let started = Instant::now();
                let summary = whole_run(self.args, self.config, threads)?;
                let all = [("run", started.elapsed().as_secs_f64())];
                for (name, time) in
                    all.into_iter().chain(summary.stages.iter().map(|stage| (stage.name, stage.seconds)))
                {
                    if !order.contains(&name) {
                        order.push(name);
                    }
                    let (seconds, ratios) = runs.entry(name).or_default();
                    seconds.push(time);
                    ratios.push(time / bare);
                }
            }
        }

        self.print("jieba, bare", threads, median(&mut floors), 1.0, None);
        let mut titles = None;
        for ((name, _), (mut seconds, mut ratios)) in stages.iter().zip(seconds.into_iter().zip(ratios)) {
            let ratio = median(&mut ratios);
            self.print(name, threads, median(&mut seconds), ratio, None);
            if *name == "titles" {
                titles = Some(ratio);
            }
        }
        let peak = if wanted("run") { self.peak_of_run(threads)? } else { None };
        for name in order {
            let (seconds, ratios) = runs.entry(name).or_default();
            let label = if name == "run" { name.to_owned() } else { format!("run/{name}") };
            let peak = peak.filter(|_| name == "run");
            self.print(&label, threads, median(seconds), median(ratios), peak);
        }
        Ok(titles)
    }

    fn print(&self, stage: &str, threads: usize, seconds: f64, ratio: f64, peak: Option<u64>) {
        let listings = self.listings.len() as f64 / seconds;
        let megabytes = self.title_bytes as f64 / 1e6 / seconds;
        let peak = peak.map(|kibibytes| format!("{:.0}", kibibytes as f64 * 1024.0 / 1e6)).unwrap_or_default();
        let milliseconds = seconds * 1e3;
        println!("| {stage} | {threads} | {milliseconds:.1} | {listings:.0} | {megabytes:.1} | {ratio:.2} | {peak} |");
    }

    /// The listings as the schedule sees them.
    fn scheduled(&self) -> Vec<ScheduledListing<'_>> {
        let mut shops: FxHashMap<&str, u32> = FxHashMap::default();
        let mut categories: FxHashMap<&str, u32> = FxHashMap::default();
        self.listings
            .iter()
            .zip(&self.segmented)
            .map(|(listing, segmented)| {
                let next = shops.len() as u32;
                let shop = *shops.entry(&listing.shop).or_insert(next);
                let next = categories.len() as u32;
                let group = *categories.entry(&listing.category).or_insert(next);
                ScheduledListing {
                    shop,
                    shop_name: &listing.shop,
                    category_name: &listing.category,
                    front: "",
                    listing: ScheduleListing {
                        id: listing.id.as_str(),
                        weight: listing.sales.map_or(0.0, Figure::point) + 1.0,
                        group,
                        title_key: title_key(segmented),
                        current_end: listing.list_time,
                        cycle_days: listing.valid_days.unwrap_or(self.config.schedule.cycle_days),
                        out_of_stock: listing.stock == Some(0),
                        off_shelf: listing.on_shelf == Some(false),
                        hold: false,
                    },
                }
            })
            .collect()
    }

    /// Peak memory in KiB of the whole run in a process of its own; `None` where the system does not tell.
    fn peak_of_run(&self, threads: usize) -> Result<Option<u64>> {
        if peak_memory().is_none() {
            return Ok(None);
        }
        let mut command = Command::new(std::env::current_exe()?);
        command.arg("--peak-of-run").arg(threads.to_string()).arg("--catalog").args(&self.args.catalog);
        if !self.args.keywords.is_empty() {
            command.arg("--keywords").args(&self.args.keywords);
        }
        let output = command.output()?;
        if !output.status.success() {
            bail!("the run failed: {}", String::from_utf8_lossy(&output.stderr));
        }
        Ok(Some(String::from_utf8(output.stdout)?.trim().parse()?))
    }
}

/// Works on `items` in parts, each thread with buffers of its own; the sum of what `work` returns keeps the work from being optimised away.
fn share<T: Sync, B>(
    pool: &ThreadPool,
    items: &[T],
    part: usize,
    buffers: impl Fn() -> B + Sync + Send,
    work: impl Fn(&mut B, usize, &T) -> usize + Sync + Send,
) -> usize {
    pool.install(|| {
        items
            .par_chunks(part)
            .enumerate()
            .map_init(buffers, |buffers, (number, items)| {
                (number * part..).zip(items).map(|(at, item)| work(buffers, at, item)).sum::<usize>()
            })
            .sum()
    })
}

/// Percentiles are spread evenly over the listings; which listing has which matters little here.
fn strength(at: usize, count: usize) -> f64 {
    (at * 7919 % count.max(1)) as f64 / count.max(1) as f64
}

fn time(work: &dyn Fn() -> usize) -> f64 {
    let started = Instant::now();
    black_box(work());
    started.elapsed().as_secs_f64()
}

fn median(values: &mut [f64]) -> f64 {
    values.sort_by(f64::total_cmp);
    match values.len() {
        0 => f64::NAN,
        odd if odd % 2 == 1 => values[odd / 2],
        even => f64::midpoint(values[even / 2 - 1], values[even / 2]),
    }
}

/// The night's run into a folder that is thrown away.
fn whole_run(args: &Args, config: &Config, threads: usize) -> Result<Summary> {
    let folder = tempfile::tempdir()?;
    let options = RunOptions {
        catalogs: args.catalog.clone(),
        keywords: args.keywords.clone(),
        traffic: None,
        pages: None,
        pictures: None,
        out: folder.path().join("out"),
        dump_models: None,
        threads,
        now: jiff::civil::date(2026, 11, 21).at(2, 0, 0, 0).to_zoned(taojin::china::zone())?,
    };
    Ok(run(config, &options, &NoProgress, &StopFlag::default())?)
}

/// Peak resident memory of this process in KiB.
fn peak_memory() -> Option<u64> {
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"))?;
    line.trim().trim_end_matches("kB").trim().parse().ok()
}

fn rows_of(path: &Path, config: &Config) -> Result<usize> {
    let mut rows = 0;
    for row in Catalog::open(path, &config.input)?.rows()? {
        black_box(row?);
        rows += 1;
    }
    Ok(rows)
}
