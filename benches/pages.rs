//! Detail pages: the HTML reader alone, the outline, and the whole check, page by page and in all.
//!
//! The bare parser is `lol_html`, which the check stands on: a streaming rewriter, among the fastest HTML parsers there are, here
//! with a handler for every element and every text that only counts. It hands over names and attributes unread; a check has to read
//! them, so the bare figure is one that no use of the parser can reach. (A parser that builds a tree, such as html5ever, takes
//! longer; see README.md.)
//!
//! `TAOJIN_PAGES=FILE` adds pages of one's own: JSON lines with `html`, and `category` and `title` where they are known.
#![expect(clippy::print_stdout, reason = "the table of ratios is half of what the bench is for")]

mod shop;

use std::cell::Cell;
use std::hint::black_box;
use std::path::PathBuf;
use std::time::{Duration, Instant};

use anyhow::{Context, Result};
use criterion::{Criterion, Throughput};
use lol_html::{HtmlRewriter, Settings, doc_text, element};
use shop::Shelf;
use taojin::diagnostic::Diagnostic;
use taojin::page::{Outline, PageChecker, PageContext, PageReport, advertising};
use taojin::text::Segmented;

/// Rounds over a set for the table of ratios; the first one is not counted.
const ROUNDS: usize = 41;

/// Pages shorter than this are over before a clock can tell: they count in the sum alone.
const LEAST_PAGE: usize = 2000;

/// The HTML reader with nothing to do but hand over every element and text: how many there are.
fn bare(html: &str) -> usize {
    let met = Cell::new(0);
    let settings = Settings::new()
        .with_strict(false)
        .append_element_content_handler(element!("*", |_| {
            met.set(met.get() + 1);
            Ok(())
        }))
        .append_document_content_handler(doc_text!(|_| {
            met.set(met.get() + 1);
            Ok(())
        }));
    let mut rewriter = HtmlRewriter::new(settings, |_: &[u8]| {});
    if rewriter.write(html.as_bytes()).is_ok() {
        black_box(rewriter.end().is_ok());
    }
    met.get()
}

#[derive(serde::Deserialize)]
struct Page {
    html: String,
    #[serde(default)]
    category: String,
    #[serde(default)]
    title: String,
}

/// What a check needs.
struct Workbench {
    shelf: Shelf,
    checker: PageChecker,
    buffer: Segmented,
}

impl Workbench {
    fn parse<'p>(&self, page: &'p Page) -> Outline<'p> {
        Outline::parse(&page.html, &self.shelf.config.page)
    }

    fn sections(&self, outline: &Outline<'_>, page: &Page) -> PageReport {
        let context = PageContext { category: &page.category, title: &page.title, ..PageContext::default() };
        self.checker.check(outline, &context)
    }

    fn terms(&mut self, outline: &Outline<'_>) -> Vec<Diagnostic> {
        advertising(outline, "", &self.shelf.segmenter, &self.shelf.terms, &mut self.buffer)
    }

    /// The whole check; how many sections and findings there are.
    fn check(&mut self, page: &Page) -> (usize, usize) {
        let outline = self.parse(page);
        let mut report = self.sections(&outline, page);
        report.findings.extend(self.terms(&outline));
        (report.sections.len(), report.findings.len())
    }
}

fn main() -> Result<()> {
    let shelf = Shelf::new()?;
    let checker = PageChecker::new(&shelf.config.page)?;
    let mut workbench = Workbench { shelf, checker, buffer: Segmented::default() };
    let mut sets = vec![("sample", sample()?)];
    if let Some(file) = std::env::var_os("TAOJIN_PAGES") {
        sets.push(("own", read(&PathBuf::from(file))?));
    }
    for (name, pages) in &sets {
        let findings: usize = pages.iter().map(|page| workbench.check(page).1).sum();
        assert!(findings > 0, "{name}: pages have faults");
        assert!(pages.iter().all(|page| workbench.check(page).0 > 0), "{name}");
        assert!(pages.iter().map(|page| bare(&page.html)).sum::<usize>() > 10 * pages.len(), "{name}");
    }
    let mut criterion = Criterion::default().configure_from_args();
    for (name, pages) in &sets {
        measure(&mut criterion, name, pages, &mut workbench);
    }
    criterion.final_summary();
    // Criterion's other modes measure nothing.
    let has = |flag: &str| std::env::args().any(|argument| argument == flag);
    if has("--bench") && !has("--profile-time") && !has("--list") {
        for (name, pages) in &sets {
            ratios(name, pages, &mut workbench);
        }
        hostile(&mut workbench);
    }
    Ok(())
}

/// The sample shop's pages: the descriptions of its listings, and the pages of `data/pages`.
fn sample() -> Result<Vec<Page>> {
    let listings = shop::listings(374)?.into_iter().filter(|listing| !listing.description.is_empty());
    let mut pages: Vec<Page> = listings
        .map(|listing| Page { html: listing.description, category: listing.category, title: listing.title })
        .collect();
    let mut files: Vec<PathBuf> =
        std::fs::read_dir(shop::data("pages"))?.map(|entry| Ok(entry?.path())).collect::<Result<_>>()?;
    files.retain(|file| file.extension().is_some_and(|extension| extension == "html"));
    files.sort();
    for file in files {
        // Which template it takes is nothing to the time.
        pages.push(Page { html: std::fs::read_to_string(file)?, category: "家居".to_owned(), title: String::new() });
    }
    assert!(pages.len() > 140, "{} pages", pages.len());
    Ok(pages)
}

fn read(file: &PathBuf) -> Result<Vec<Page>> {
    let text = std::fs::read_to_string(file).with_context(|| format!("TAOJIN_PAGES: {}", file.display()))?;
    let pages: Vec<Page> = text.lines().map(serde_json::from_str).collect::<Result<_, _>>()?;
    Ok(pages)
}

fn measure(criterion: &mut Criterion, name: &str, pages: &[Page], workbench: &mut Workbench) {
    let mut group = criterion.benchmark_group(format!("pages/{name}"));
    group.throughput(Throughput::Bytes(pages.iter().map(|page| page.html.len() as u64).sum()));
    group.bench_function("bare", |bencher| {
        bencher.iter(|| pages.iter().map(|page| bare(&page.html)).sum::<usize>());
    });
    group.bench_function("parse", |bencher| {
        bencher.iter(|| {
            for page in pages {
                black_box(workbench.parse(page));
            }
        });
    });
    group.bench_function("check", |bencher| {
        bencher.iter(|| {
            for page in pages {
                black_box(workbench.check(page));
            }
        });
    });
    group.finish();
}

/// Prints the throughput of the outline and of the check as shares of the bare parser's, in all and over the pages, and what the
/// parts of the check take as multiples of the bare parser's time. They take turns page by page (A B C A B C ...), and of each page
/// the best round counts, so that a busy machine hits all alike.
fn ratios(name: &str, pages: &[Page], workbench: &mut Workbench) {
    let mut best = vec![[Duration::MAX; 5]; pages.len()];
    for round in 0..ROUNDS {
        for (page, best) in pages.iter().zip(&mut best) {
            let outline = workbench.parse(page);
            let mut take = |which: usize, what: &mut dyn FnMut()| {
                let start = Instant::now();
                what();
                if round > 0 {
                    best[which] = best[which].min(start.elapsed());
                }
            };
            take(0, &mut || {
                black_box(bare(&page.html));
            });
            take(1, &mut || {
                black_box(workbench.parse(page));
            });
            take(2, &mut || {
                black_box(workbench.check(page));
            });
            take(3, &mut || {
                black_box(workbench.sections(&outline, page));
            });
            take(4, &mut || {
                black_box(workbench.terms(&outline));
            });
        }
    }
    let sum = |which: usize| best.iter().map(|times| times[which].as_secs_f64()).sum::<f64>();
    let bytes: usize = pages.iter().map(|page| page.html.len()).sum();
    println!("\n{name}: {} pages, {bytes} bytes, bare {:.0} MB/s", pages.len(), bytes as f64 / sum(0) / 1e6);
    println!(
        "share of the bare parser's throughput   in all   least  lower quarter  median  upper quarter  most (pages)"
    );
    for (what, which) in [("parse", 1), ("check", 2)] {
        let long = best.iter().zip(pages).filter(|(_, page)| page.html.len() >= LEAST_PAGE);
        let mut shares: Vec<f64> = long.map(|(times, _)| times[0].as_secs_f64() / times[which].as_secs_f64()).collect();
        shares.sort_by(f64::total_cmp);
        let at = |quarter: usize| shares.get(shares.len().saturating_sub(1) * quarter / 4).copied().unwrap_or_default();
        let (all, quarters) = (sum(0) / sum(which), [at(0), at(1), at(2), at(3), at(4)]);
        let [least, lower, median, upper, most] = quarters;
        println!("{what:<38}  {all:>6.2}   {least:>5.2}  {lower:>13.2}  {median:>6.2}  {upper:>13.2}  {most:>4.2}");
    }
    let parts =
        [("parse", 1), ("sections", 3), ("terms", 4)].map(|(what, which)| format!("{what} {:.2}", sum(which) / sum(0)));
    println!("multiples of the bare parser's time: {}", parts.join(", "));
}

/// Prints how long the whole check of pages made to hurt takes, the best of three rounds.
fn hostile(workbench: &mut Workbench) {
    let megabytes = |piece: &str, many: usize| piece.repeat((many << 20) / piece.len());
    let pages = [
        ("512 KB of <ul><li>", "<ul><li>".repeat(64 << 10)),
        ("100,000 nested <b>", "<b>".repeat(100_000)),
        ("one text of 20 MB", megabytes("尺码表很好看", 20)),
        ("8 MB of zero bytes", megabytes("\0", 8)),
        ("nothing closed", megabytes("<table><tr><td><p><a href=x><h1><ul><li>尺码<div style=\"", 6)),
        (
            "a million attributes",
            format!("<img {}>", (0..1_000_000).fold(String::new(), |all, n| all + &format!("a{n} "))),
        ),
        ("an attribute of 8 MB", format!("<img src=\"{}\">", megabytes("a", 8))),
        ("8 MB of 满2", megabytes("满2", 8)),
        ("300,000 nested tables", "<table><tr><td>".repeat(300_000)),
        ("8 MB of entities", megabytes("&amp;&#23610;", 8)),
        ("400,000 pictures", "<img src=//i/1.jpg alt=尺码表>".repeat(400_000)),
        ("8 MB of forbidden terms", megabytes("全国最低价国家级", 8)),
    ];
    println!("\nhostile pages, whole check: ms");
    for (name, html) in pages {
        let page = Page { html, category: "女装".to_owned(), title: String::new() };
        let time = |workbench: &mut Workbench| {
            let start = Instant::now();
            black_box(workbench.check(&page));
            start.elapsed()
        };
        let best = (0..3).map(|_| time(workbench)).min().unwrap_or_default();
        println!("{:>8.0}  {name}", best.as_secs_f64() * 1e3);
    }
}
