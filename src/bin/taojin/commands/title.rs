//! `taojin title`.

use std::io::{BufRead, Write};
use std::process::ExitCode;

use encoding_rs::Encoding;
use serde_json::{Value, json};
use taojin::config::{Config, KeywordConfig};
use taojin::diagnostic::{Diagnostic, Location, Severity};
use taojin::dictionary::Dictionary;
use taojin::error::Error;
use taojin::keyword::{KeywordFigures, KeywordId, KeywordIndex, expectation};
use taojin::listing::Listing;
use taojin::pipeline::KeywordBook;
use taojin::text::{AdvertisingTerms, GbkTable, Segmented, Segmenter, Shape};
use taojin::title::{Decision, Deduction, Proposal, Scratch, TitleEngine, TitleReport};

use super::title_print::TitlePage;
use crate::args::TitleArgs;
use crate::exit;

pub fn run(args: &TitleArgs) -> anyhow::Result<ExitCode> {
    let config = super::config(&args.shared)?;
    let encoding = match config.input.encoding.as_deref() {
        None => encoding_rs::UTF_8,
        Some(name) => encoding_rs::Encoding::for_label(name.as_bytes())
            .ok_or_else(|| Error::config(format!("input.encoding: {name:?} is no encoding; use utf-8 or gb18030")))?,
    };
    let dictionary = Dictionary::load(&config.dictionary)?;
    let keywords = if args.keywords.is_empty() { &config.run.keywords } else { &args.keywords };
    let tables = KeywordBook::open(keywords, &config)?;
    for table in &tables {
        super::tell_oddities(table.info());
    }
    let (mut book, _) = KeywordBook::read(&tables, |_, reject| {
        super::tell_reject(reject);
        Ok(())
    })?;
    book.score(&config, None);
    let mut segmenter = Segmenter::new(&dictionary);
    let index = KeywordIndex::build(&mut segmenter, book.keywords.iter().map(|keyword| keyword.text.as_str()));
    let figures = book.figures();
    let gbk = GbkTable::new();
    let terms = AdvertisingTerms::new(&dictionary, segmenter.normalizer())?;
    let engine = TitleEngine::new(&config.title, &config.keyword, &segmenter, &gbk, &terms, &index, &figures);
    let mut desk = Desk {
        engine,
        segmenter: &segmenter,
        config: &config,
        book: &book,
        figures: &figures,
        scratch: Scratch::default(),
        segmented: Segmented::default(),
        errors: false,
        printed: false,
    };
    // Colours go to a terminal alone, and where NO_COLOR is not set.
    let mut out = std::io::BufWriter::new(anstream::stdout().lock());
    if args.titles.is_empty() {
        desk.read_standard_input(encoding, args.json, &mut out)?;
    } else {
        for text in &args.titles {
            desk.print(text, args.json, &mut out)?;
        }
    }
    out.flush()?;
    Ok(exit::finished(args.strict, desk.errors))
}

struct Desk<'a> {
    engine: TitleEngine<'a>,
    segmenter: &'a Segmenter,
    config: &'a Config,
    book: &'a KeywordBook,
    figures: &'a [KeywordFigures],
    scratch: Scratch,
    segmented: Segmented,
    errors: bool,
    /// Whether a title was printed for people before.
    printed: bool,
}

impl Desk<'_> {
    /// One title a line. A line that cannot be decoded is named on standard error and the others go on.
    fn read_standard_input(
        &mut self,
        encoding: &'static Encoding,
        as_json: bool,
        out: &mut impl Write,
    ) -> anyhow::Result<()> {
        let mut faulty = Vec::new();
        for (number, line) in (1_u64..).zip(std::io::stdin().lock().split(b'\n')) {
            let unreadable = |error| Error::input("standard input".as_ref(), format!("cannot be read: {error}"));
            let line = line.map_err(unreadable)?;
            let line = if number == 1 { line.strip_prefix(b"\xef\xbb\xbf").unwrap_or(&line) } else { &line };
            match encoding.decode_without_bom_handling_and_without_replacement(line.strip_suffix(b"\r").unwrap_or(line))
            {
                Some(text) if text.trim().is_empty() => {}
                Some(text) => self.print(&text, as_json, out)?,
                None => faulty.push(number),
            }
        }
        match faulty.first() {
            None => Ok(()),
            Some(first) => {
                out.flush()?;
                let message = format!(
                    "line {first} and {} more are not {}; name the encoding with --encoding, as in --encoding gb18030",
                    faulty.len() - 1,
                    encoding.name()
                );
                Err(Error::input("standard input".as_ref(), message).into())
            }
        }
    }

    fn print(&mut self, title: &str, as_json: bool, out: &mut impl Write) -> anyhow::Result<()> {
        let listing = Listing { title: title.to_owned(), ..Listing::default() };
        let strength = self.config.keyword.default_strength;
        let report = self.engine.analyze(&listing, strength, &mut self.scratch);
        self.errors |= report.findings.iter().any(|finding| finding.severity == Severity::Error);
        if as_json {
            let value = self.json(title, &report, strength);
            serde_json::to_writer(&mut *out, &value).map_err(std::io::Error::from)?;
            out.write_all(b"\n")?;
            return Ok(());
        }
        self.engine.segment(&listing, &mut self.segmented);
        let page = TitlePage {
            title,
            segmented: &self.segmented,
            report: &report,
            deductions: &self.engine.deductions(&report.findings),
            config: &self.config.title,
            with_keywords: !self.book.keywords.is_empty(),
        };
        if self.printed {
            writeln!(out)?;
        }
        self.printed = true;
        page.print(|id| self.text(id), out)?;
        Ok(())
    }

    fn json(&mut self, title: &str, report: &TitleReport, strength: f64) -> Value {
        // As the engine cuts it: the front alone of a cell gone astray.
        let listing = Listing { title: title.to_owned(), ..Listing::default() };
        self.engine.segment(&listing, &mut self.segmented);
        let words: Vec<Value> = self
            .segmented
            .tokens
            .iter()
            .filter(|token| token.shape != Shape::Space)
            .map(|token| {
                let (start, end) =
                    self.segmenter.normalizer().original_range(title, token.start as usize, token.end as usize);
                json!({ "text": title.get(start..end), "start": start, "end": end, "role": token.role })
            })
            .collect();
        let mut value = json!({
            "title": title,
            "normalized": self.segmented.normalized,
            "bytes": report.bytes,
            "words": words,
            "core": report.core,
            "score": report.score,
            "deductions": self.engine.deductions(&report.findings).iter().map(deduction).collect::<Vec<_>>(),
            "findings": report.findings.iter().map(finding).collect::<Vec<_>>(),
        });
        if !self.book.keywords.is_empty() {
            value["covered"] =
                report.covered.iter().map(|&id| self.covered(id, &self.config.keyword, strength)).collect();
            value["proposals"] =
                (1..).zip(&report.proposals).map(|(rank, proposal)| self.proposal(rank, proposal)).collect();
        }
        value
    }

    fn text(&self, id: KeywordId) -> &str {
        self.book.keywords.get(id.0 as usize).map(|keyword| keyword.text.as_str()).unwrap_or_default()
    }

    fn covered(&self, id: KeywordId, config: &KeywordConfig, strength: f64) -> Value {
        let figures = self.figures.get(id.0 as usize);
        let volume = figures.and_then(|figures| figures.volume);
        let reckoned = figures.map(|figures| figures.listings);
        let visits =
            volume.zip(reckoned).map(|(volume, listings)| expectation(config, volume, listings, strength).visits);
        let listings = self.book.known_listings(id);
        json!({ "keyword": self.text(id), "volume": volume, "listings": listings, "visits": visits })
    }

    fn proposal(&self, rank: usize, proposal: &Proposal) -> Value {
        let texts = |ids: &[KeywordId]| ids.iter().map(|&id| self.text(id)).collect::<Vec<_>>();
        let figures = |ids: &[KeywordId]| {
            ids.iter()
                .map(|&id| {
                    let figures = self.figures.get(id.0 as usize);
                    json!({
                        "keyword": self.text(id),
                        "volume": figures.and_then(|figures| figures.volume),
                        "listings": self.book.known_listings(id),
                    })
                })
                .collect::<Vec<_>>()
        };
        json!({
            "rank": rank,
            "title": proposal.title,
            "bytes": proposal.bytes,
            "value": proposal.value,
            "bound": proposal.bound,
            "visits_now": proposal.visits_now,
            "visits": proposal.visits,
            "gained": texts(&proposal.gained),
            "lost": texts(&proposal.lost),
            "added": proposal.added.iter().map(|(word, evidence)| json!({ "word": word, "evidence": evidence })).collect::<Vec<_>>(),
            "removed": proposal.removed,
            "edited_chars": proposal.edited_chars,
            "within_budget": proposal.within_budget,
            "decision": proposal.decision,
            "gained_figures": figures(&proposal.gained),
            "lost_figures": figures(&proposal.lost),
            "phrase": proposal.phrase.map(|id| self.text(id)),
            "reason": proposal.reason.to_string(),
            "by_hand": proposal.decision == Decision::Mend,
        })
    }
}

fn deduction(deduction: &Deduction) -> Value {
    json!({ "rule": deduction.rule, "findings": deduction.findings, "points": deduction.points })
}

fn finding(finding: &Diagnostic) -> Value {
    let (start, end) = match finding.location {
        Location::Title { start, end } => (Some(start), Some(end)),
        Location::Page { .. } | Location::Listing => (None, None),
    };
    json!({
        "rule": finding.rule,
        "severity": finding.severity,
        "start": start,
        "end": end,
        "message": finding.message,
        "help": finding.help,
    })
}
