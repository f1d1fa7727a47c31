//! `report.html`: the run for people, one file that opens offline, on a desk or on a phone, and prints.
//!
//! There is no script in it, and its own policy forbids any to run; everything from a catalog goes through the template's
//! escaping.

mod category_strip;
mod collect;
mod diff;
mod must;
mod number;
mod rule;
mod scatter;
mod strip;
mod todo;
mod top;
mod week;

use std::fs::File;
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};

use askama::Template;

use self::category_strip::CategoryStrip;
use self::collect::{Collected, RuleTally, SectionTally};
use self::diff::Pieces;
use self::number::{about, amount, count, growth, maybe, percent, score, whole};
use self::scatter::{Plot, Size};
use self::todo::{Task, base_name};
use self::week::Week;
use super::{Grade, InputSummary, KeywordRow, Message, ProposalRow, Report, Summary};
use crate::diagnostic::Severity;
use crate::error::{Error, Result};
use crate::keyword::SupplySource;

/// Collects counters and the best few rows, and writes the page in the end. Memory does not grow with the catalog.
#[derive(Debug)]
pub struct HtmlReport {
    path: PathBuf,
    max_title_bytes: usize,
    collected: Collected,
}

impl HtmlReport {
    /// Writes into `folder`, the one of [`OutputFolder::path`](super::OutputFolder::path). `max_title_bytes` is the
    /// longest title that the platform takes, in bytes of GBK.
    pub fn new(folder: &Path, max_title_bytes: usize) -> Self {
        Self { path: folder.join("report.html"), max_title_bytes, collected: Collected::default() }
    }
}

impl Report for HtmlReport {
    fn accept(&mut self, message: Message<'_>) -> Result<()> {
        self.collected.accept(message);
        Ok(())
    }

    /// Writes the page; a run that stopped before its summary has none.
    fn finish(&mut self) -> Result<()> {
        let Some(summary) = &self.collected.summary else { return Ok(()) };
        let page = Page::new(&self.collected, summary, self.max_title_bytes);
        let write = || {
            let mut file = BufWriter::new(File::create(&self.path)?);
            page.write_into(&mut file)?;
            file.flush()
        };
        write().map_err(|source: io::Error| Error::output(&self.path, source))
    }
}

#[derive(Template)]
#[template(path = "report.html")]
struct Page<'a> {
    got: &'a Collected,
    summary: &'a Summary,
    tasks: Vec<Task>,
    plots: Vec<(&'static str, Plot)>,
    keywords: Vec<Word<'a>>,
    rules: Vec<&'a RuleTally>,
    detail_rules: Vec<&'a RuleTally>,
    proposals: Vec<Rewrite<'a>>,
    week: Option<Week>,
}

impl<'a> Page<'a> {
    fn new(got: &'a Collected, summary: &'a Summary, max_title_bytes: usize) -> Self {
        let named: Vec<(&str, f64, f64)> = got
            .best_keywords
            .iter()
            .filter(|row| row.grade == Some(Grade::Golden))
            .filter_map(|row| Some((row.keyword.as_str(), row.listings?, row.volume?.point())))
            .collect();
        let plots = [("wide", Size::WIDE), ("narrow", Size::NARROW)]
            .into_iter()
            .filter_map(|(name, size)| Some((name, got.cloud.plot(size, &named, &got.frontier)?)))
            .collect();
        let mut rules: Vec<_> = got.rules.values().collect();
        rules.sort_by_key(|rule| std::cmp::Reverse((rule.severity, rule.listings.count)));
        let (detail_rules, rules) = rules.into_iter().partition(|rule| rule::is_about_page(rule.code));
        Self {
            got,
            summary,
            tasks: todo::tasks(got, summary),
            plots,
            keywords: got.best_keywords.iter().map(Word).collect(),
            rules,
            detail_rules,
            proposals: got.gains.best.iter().map(|row| Rewrite::new(row, max_title_bytes)).collect(),
            week: got.week.as_ref().and_then(Week::new),
        }
    }

    fn has(&self, kind: &str) -> bool {
        self.summary.inputs.iter().any(|input| input.kind == kind)
    }

    /// `2026 年 11 月 21 日`, or the time as it is.
    fn date(&self) -> String {
        let time = &self.summary.started_at;
        let part = |from: usize, to: usize| time.get(from..to)?.parse::<u32>().ok();
        match (part(0, 4), part(5, 7), part(8, 10)) {
            (Some(year), Some(month), Some(day)) => format!("{year} 年 {month} 月 {day} 日"),
            _ => time.clone(),
        }
    }

    /// Whether the best keywords are not all golden, so that the golden ones have to be told apart.
    fn is_mixed(&self) -> bool {
        !self.keywords.iter().all(Word::is_golden)
    }

    /// Findings about titles of one severity.
    fn findings(&self, severity: Severity) -> String {
        whole(self.rules.iter().filter(|rule| rule.severity == severity).map(|rule| rule.findings).sum())
    }

    fn mean_score(&self) -> String {
        if self.got.titles == 0 { "—".to_owned() } else { amount(self.got.score_sum / self.got.titles as f64) }
    }

    fn growth(&self) -> String {
        growth(self.summary.counts.visits_now, self.summary.counts.visits_proposed)
    }
}

/// A keyword in the table of the best.
struct Word<'a>(&'a KeywordRow);

impl Word<'_> {
    fn is_golden(&self) -> bool {
        self.0.grade == Some(Grade::Golden)
    }

    fn volume(&self) -> String {
        match self.0.volume {
            Some(volume) if volume.is_exact() => amount(volume.point()),
            Some(volume) => about(volume.point()),
            None => "—".to_owned(),
        }
    }

    /// The bounds of a volume that is not exact.
    fn bounds(&self) -> String {
        match self.0.volume {
            Some(volume) if volume.high().is_infinite() => format!("{} 以上", amount(volume.low())),
            Some(volume) if !volume.is_exact() => format!("{}～{}", amount(volume.low()), amount(volume.high())),
            _ => String::new(),
        }
    }

    fn clicks(&self) -> String {
        self.0.click_rate.map_or_else(|| "—".to_owned(), percent)
    }

    fn conversions(&self) -> String {
        self.0.conversion_rate.map_or_else(|| "—".to_owned(), percent)
    }

    fn supply(&self) -> &'static str {
        match self.0.listings_source {
            Some(SupplySource::Ratio) => "按供需比推算",
            Some(SupplySource::Counted) => "按目录数出",
            Some(SupplySource::Given) | None => "",
        }
    }
}

/// Most words listed of what a proposal gains or loses.
const LISTED: usize = 8;

/// A proposal with its changes marked.
struct Rewrite<'a> {
    row: &'a ProposalRow,
    before: Pieces,
    after: Pieces,
    max_bytes: usize,
}

impl<'a> Rewrite<'a> {
    fn new(row: &'a ProposalRow, max_bytes: usize) -> Self {
        let (before, after) = diff::diff(&row.present, &row.title);
        Self { row, before, after, max_bytes }
    }

    /// Length of the bar in percent.
    fn filled(&self) -> usize {
        (self.row.bytes * 100 / self.max_bytes.max(1)).min(100)
    }

    fn gained(&self) -> Listed<'a> {
        Listed::new(&self.row.gained_figures)
    }

    fn lost(&self) -> Listed<'a> {
        Listed::new(&self.row.lost_figures)
    }

    fn growth(&self) -> String {
        growth(self.row.visits_now, self.row.visits)
    }
}

/// The first few of a list of keywords, each with its volume and its listings, and how many more there are.
struct Listed<'a> {
    all: usize,
    shown: Vec<(&'a str, &'a str)>,
    more: usize,
}

impl<'a> Listed<'a> {
    /// `words` are written `keyword=volume/listings`.
    fn new(words: &'a [String]) -> Self {
        let shown: Vec<_> = words.iter().take(LISTED).map(|word| word.rsplit_once('=').unwrap_or((word, ""))).collect();
        Self { all: words.len(), more: words.len() - shown.len(), shown }
    }
}

impl SectionTally {
    fn pages(&self) -> u64 {
        self.present + self.missing + self.unknown
    }

    /// Width of a part of the bar in percent.
    fn share(&self, part: u64) -> String {
        format!("{:.2}", part as f64 * 100.0 / self.pages().max(1) as f64)
    }
}

fn kind(input: &InputSummary) -> &str {
    match input.kind {
        "catalog" => "宝贝目录",
        "keywords" => "关键词表",
        "traffic" => "流量表",
        "pages" => "详情页",
        other => other,
    }
}
