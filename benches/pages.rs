//! Detail pages: the HTML reader alone, the outline, and the whole check.

mod shop;

use std::cell::Cell;
use std::hint::black_box;

use anyhow::Result;
use criterion::{Criterion, Throughput};
use lol_html::{HtmlRewriter, Settings, doc_text, element};
use shop::Shelf;
use taojin::listing::Listing;
use taojin::page::{Outline, PageChecker, PageContext, advertising};
use taojin::text::Segmented;

/// The HTML reader with nothing to do but hand over every element and text: how many there are.
fn bare(html: &str) -> Result<usize> {
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
    rewriter.write(html.as_bytes())?;
    rewriter.end()?;
    Ok(met.get())
}

fn main() -> Result<()> {
    let shelf = Shelf::new()?;
    let mut listings: Vec<Listing> = shop::listings(374)?;
    listings.retain(|listing| !listing.description.is_empty());
    let bytes: u64 = listings.iter().map(|listing| listing.description.len() as u64).sum();
    let checker = PageChecker::new(&shelf.config.page)?;
    let mut buffer = Segmented::default();
    let mut check = |listing: &Listing| {
        let outline = Outline::parse(&listing.description, &shelf.config.page);
        let context = PageContext { category: &listing.category, title: &listing.title, ..PageContext::default() };
        let mut report = checker.check(&outline, &context);
        report.findings.extend(advertising(&outline, &shelf.segmenter, &shelf.terms, &mut buffer));
        report
    };
    assert!(listings.len() > 100, "{} pages", listings.len());
    let findings: usize = listings
        .iter()
        .map(|listing| {
            let report = check(listing);
            assert!(!report.sections.is_empty(), "{}", listing.id);
            report.findings.len()
        })
        .sum();
    assert!(findings > 0, "the sample's pages have faults");
    assert!(bare(&listings[0].description)? > 10);

    let mut criterion = Criterion::default().configure_from_args();
    let mut group = criterion.benchmark_group("pages");
    group.throughput(Throughput::Bytes(bytes));
    group.bench_function("bare", |bencher| {
        bencher.iter(|| listings.iter().map(|listing| bare(&listing.description).unwrap_or_default()).sum::<usize>());
    });
    group.bench_function("parse", |bencher| {
        bencher.iter(|| {
            for listing in &listings {
                black_box(Outline::parse(&listing.description, &shelf.config.page));
            }
        });
    });
    group.bench_function("check", |bencher| {
        bencher.iter(|| {
            for listing in &listings {
                black_box(check(listing));
            }
        });
    });
    group.finish();
    criterion.final_summary();
    Ok(())
}
