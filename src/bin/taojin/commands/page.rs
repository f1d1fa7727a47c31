//! `taojin page`.

use std::io::Write;
use std::process::ExitCode;

use serde_json::json;
use taojin::diagnostic::Severity;
use taojin::dictionary::Dictionary;
use taojin::input::{Page, Pages};
use taojin::page::{Outline, PageContext, PageReport, advertising};
use taojin::text::{AdvertisingTerms, Segmented, Segmenter};

use super::page_print;
use crate::args::PageArgs;
use crate::exit;

pub fn run(args: &PageArgs) -> anyhow::Result<ExitCode> {
    let config = super::file_config(&args.config)?;
    let dictionary = Dictionary::load(&config.dictionary)?;
    // All inputs are opened before the first page is checked.
    let inputs = args.files.iter().map(|path| Pages::open(path)).collect::<taojin::error::Result<Vec<_>>>()?;
    let checker = taojin::pipeline::page_checker(&config.page)?;
    let segmenter = Segmenter::new(&dictionary);
    let terms = AdvertisingTerms::new(&dictionary, segmenter.normalizer())?;
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
            let Some(page) = pages.get(&id)? else { continue };
            let outline = Outline::parse(&page.html, &config.page);
            let context = PageContext { category: &args.category, title: &args.title, ..PageContext::default() };
            let mut report = checker.check(&outline, &context);
            report.findings.extend(advertising(&outline, &segmenter, &terms, &mut buffer));
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

fn line(page: &Page, report: &PageReport) -> serde_json::Value {
    let sections: Vec<_> = report
        .sections
        .iter()
        .map(|section| {
            json!({
                "section": section.name,
                "required": section.required,
                "verdict": section.verdict,
                "position": section.position,
                "evidence": section.evidence,
                "confidence": (section.confidence * 10_000.0).round() / 10_000.0,
            })
        })
        .collect();
    json!({ "listing_id": page.id, "template": report.template, "sections": sections, "findings": report.findings })
}
