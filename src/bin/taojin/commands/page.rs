//! `taojin page`.

use std::collections::BTreeSet;
use std::io::Write;
use std::process::ExitCode;

use serde_json::json;
use taojin::config::Config;
use taojin::diagnostic::Severity;
use taojin::dictionary::Dictionary;
use taojin::input::{Page, Pages};
use taojin::page::{Outline, PageContext, PageReport, advertising};
use taojin::pipeline::{PictureBook, PictureRoom, PictureWork};
use taojin::text::{AdvertisingTerms, Segmented, Segmenter};

use super::page_print;
use crate::args::PageArgs;
use crate::exit;
use crate::progress::Bars;
use crate::signals::stop_flag;

pub fn run(args: &PageArgs) -> anyhow::Result<ExitCode> {
    let config = super::file_config(&args.config)?;
    let dictionary = Dictionary::load(&config.dictionary)?;
    // All inputs are opened before the first page is checked.
    let inputs = args.files.iter().map(|path| Pages::open(path)).collect::<taojin::error::Result<Vec<_>>>()?;
    let checker = taojin::pipeline::page_checker(&config.page)?;
    let segmenter = Segmenter::new(&dictionary);
    let terms = AdvertisingTerms::new(&dictionary, segmenter.normalizer())?;
    let pictures = read_pictures(args, &config, &inputs)?;
    let mut buffer = Segmented::default();
    let mut out = std::io::BufWriter::new(std::io::stdout().lock());
    let mut errors = false;
    for pages in &inputs {
        for reject in pages.rejects() {
            let reject = reject?;
            errors = true;
            eprintln!("{}:{}: {}", reject.file, reject.line, reject.reason);
        }
        for id in pages.ids()? {
            let page = match pages.get(&id)? {
                Some(Ok(page)) => page,
                Some(Err(reject)) => {
                    errors = true;
                    super::tell_reject(&reject);
                    continue;
                }
                None => continue,
            };
            let mut outline = Outline::parse(&page.html, &config.page);
            if let Some((room, book)) = &pictures {
                room.fill(book, &id, &mut outline);
            }
            let context = PageContext { category: &args.category, title: &args.title, ..PageContext::default() };
            let mut report = checker.check(&outline, &context);
            report.findings.extend(advertising(&outline, context.brand, &segmenter, &terms, &mut buffer));
            errors |= report.findings.iter().any(|finding| finding.severity == Severity::Error);
            if args.json {
                serde_json::to_writer(&mut out, &line(&page, &report)).map_err(std::io::Error::from)?;
                out.write_all(b"\n")?;
            } else {
                page_print::print(&page, &outline, &report, &mut out)?;
            }
        }
    }
    out.flush()?;
    Ok(exit::finished(args.strict, errors))
}

/// Reads the pictures that the pages name, where a folder of them is given.
fn read_pictures(
    args: &PageArgs,
    config: &Config,
    inputs: &[Pages],
) -> anyhow::Result<Option<(PictureRoom, PictureBook)>> {
    let Some(folder) = args.pictures.as_ref().or(config.run.pictures.as_ref()) else { return Ok(None) };
    let room = PictureRoom::open(folder, &config.pictures)?;
    let (mut wanted, mut absent) = (BTreeSet::new(), 0);
    for pages in inputs {
        for id in pages.ids()? {
            let Some(Ok(page)) = pages.get(&id)? else { continue };
            absent += room.want(&id, &Outline::parse(&page.html, &config.page), &mut wanted);
        }
    }
    let book = room.read_on(args.threads, &wanted, &Bars::new(), &*stop_flag()?)?;
    for warning in &book.work.warnings {
        eprintln!("warning: {warning}");
    }
    eprintln!("{}", picture_line(&book.work, absent));
    Ok(Some((room, book)))
}

/// What was done with pictures, in a line.
fn picture_line(work: &PictureWork, absent: u64) -> String {
    let each = work.read_time.as_secs_f64() * 1000.0 / work.read.max(1) as f64;
    format!(
        "{} pictures found, {absent} not; {} different ones: {} read now ({each:.0} ms each), {} known, {} with a flaw",
        work.found,
        work.distinct,
        work.read,
        work.distinct.saturating_sub(work.read),
        work.flawed
    )
}

fn line(page: &Page, report: &PageReport) -> serde_json::Value {
    let sections: Vec<_> = report
        .sections
        .iter()
        .map(|section| {
            json!({
                "section": *section.name,
                "required": section.required,
                "verdict": section.verdict,
                "position": section.position,
                "evidence": *section.evidence,
                "confidence": (section.confidence * 10_000.0).round() / 10_000.0,
            })
        })
        .collect();
    json!({ "listing_id": page.id, "template": *report.template, "sections": sections, "findings": report.findings })
}
