//! `taojin page`.

use std::io::Write;
use std::process::ExitCode;

use serde_json::json;
use taojin::diagnostic::Severity;
use taojin::dictionary::Dictionary;
use taojin::input::{Page, Pages};
use taojin::page::{Outline, PageContext, PageReport, Verdict, advertising};
use taojin::text::{AdvertisingTerms, Segmented, Segmenter};

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
            let mut report = checker.check(&outline, &PageContext::default());
            report.findings.extend(advertising(&outline, &segmenter, &terms, &mut buffer));
            errors |= report.findings.iter().any(|finding| finding.severity == Severity::Error);
            if args.json {
                serde_json::to_writer(&mut out, &line(&page, &report)).map_err(std::io::Error::from)?;
                out.write_all(b"\n")?;
            } else {
                print(&page, &outline, &report, &mut out)?;
            }
        }
    }
    out.flush()?;
    Ok(exit::finished(args.strict, errors))
}

fn print(page: &Page, outline: &Outline, report: &PageReport, out: &mut impl Write) -> std::io::Result<()> {
    let pictures = outline.pictures().count();
    writeln!(out, "{}  模板：{}，{} 块，{pictures} 张图", page.id, report.template, outline.blocks().len())?;
    for section in &report.sections {
        let verdict = match section.verdict {
            Verdict::Present => "有　　",
            Verdict::Missing => "缺　　",
            Verdict::Unknown => "看不出",
        };
        let required = if section.required { "必备" } else { "　　" };
        let place = section.position.map(|block| format!("第 {block} 块 ")).unwrap_or_default();
        writeln!(out, "  {verdict} {required} {}  {place}{}", section.name, section.evidence)?;
    }
    for finding in &report.findings {
        writeln!(
            out,
            "  {:<8}{} {} {}。{}",
            finding.severity.as_str(),
            finding.rule,
            finding.location,
            finding.message,
            finding.help
        )?;
    }
    Ok(())
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
            })
        })
        .collect();
    json!({ "listing_id": page.id, "template": report.template, "sections": sections, "findings": report.findings })
}
