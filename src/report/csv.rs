//! The CSV files, as a spreadsheet wants them: UTF-8 with a byte-order mark, CRLF, RFC 4180, formulas neutralised.

use std::fs::File;
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};

use super::{FindingRow, KeywordRow, Message, ProposalRow, RejectRow, Report, ScheduleRow, SectionRow, TitleRow, cell};
use crate::error::{Error, Result};
use crate::figure::Figure;
use crate::title::{Decision, Deduction};

/// Writes the seven CSV files. Each has its header even when it has no rows.
pub struct CsvReport {
    keywords: Table,
    titles: Table,
    findings: Table,
    proposals: Table,
    schedule: Table,
    pages: Table,
    rejects: Table,
}

impl CsvReport {
    /// Makes the files in `folder`, the one of [`OutputFolder::path`](super::OutputFolder::path).
    ///
    /// # Errors
    /// When a file cannot be made.
    pub fn create(folder: &Path) -> Result<Self> {
        let table = |name, columns| Table::create(folder.join(name), columns);
        Ok(Self {
            keywords: table("keywords.csv", &KEYWORDS)?,
            titles: table("titles.csv", &TITLES)?,
            findings: table("findings.csv", &FINDINGS)?,
            proposals: table("proposals.csv", &PROPOSALS)?,
            schedule: table("schedule.csv", &SCHEDULE)?,
            pages: table("pages.csv", &PAGES)?,
            rejects: table("rejects.csv", &REJECTS)?,
        })
    }
}

impl Report for CsvReport {
    fn accept(&mut self, message: Message<'_>) -> Result<()> {
        match message {
            Message::Keyword(row) => keyword(&mut self.keywords, row),
            Message::Title(row) => title(&mut self.titles, row),
            Message::Finding(row) => finding(&mut self.findings, row),
            Message::Proposal(row) => proposal(&mut self.proposals, row),
            Message::Slot(row) => slot(&mut self.schedule, row),
            Message::Section(row) => section(&mut self.pages, row),
            Message::Reject(row) => reject(&mut self.rejects, row),
            Message::Week(_) | Message::GoldenFrontier(_) | Message::Page(_) | Message::Summary(_) => Ok(()),
        }
    }

    fn finish(&mut self) -> Result<()> {
        let Self { keywords, titles, findings, proposals, schedule, pages, rejects } = self;
        [keywords, titles, findings, proposals, schedule, pages, rejects].into_iter().try_for_each(Table::flush)
    }
}

/// Which table a [`CsvStream`] writes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CsvTable {
    /// `keywords.csv`.
    Keywords,
    /// `schedule.csv`.
    Schedule,
}

/// One of the tables alone, without a byte-order mark: for standard output.
pub struct CsvStream {
    which: CsvTable,
    table: Table,
}

impl CsvStream {
    /// Writes the table to `out`.
    ///
    /// # Errors
    /// When the header cannot be written.
    pub fn new(which: CsvTable, out: Box<dyn Write + Send>) -> Result<Self> {
        let columns: &[&str] = match which {
            CsvTable::Keywords => &KEYWORDS,
            CsvTable::Schedule => &SCHEDULE,
        };
        Ok(Self { which, table: Table::over(out, PathBuf::from("standard output"), columns)? })
    }
}

impl Report for CsvStream {
    fn accept(&mut self, message: Message<'_>) -> Result<()> {
        match (message, self.which) {
            (Message::Keyword(row), CsvTable::Keywords) => keyword(&mut self.table, row),
            (Message::Slot(row), CsvTable::Schedule) => slot(&mut self.table, row),
            _ => Ok(()),
        }
    }

    fn finish(&mut self) -> Result<()> {
        self.table.flush()
    }
}

const KEYWORDS: [&str; 15] = [
    "keyword",
    "volume",
    "volume_low",
    "volume_high",
    "listings",
    "listings_source",
    "ratio",
    "click_rate",
    "conversion_rate",
    "tmall_share",
    "score",
    "grade",
    "covered_by",
    "trend",
    "proposed_by",
];

fn keyword(table: &mut Table, row: &KeywordRow) -> Result<()> {
    table
        .text(&row.keyword)?
        .decimal(row.volume.map(Figure::point))?
        .decimal(row.volume.map(Figure::low))?
        .decimal(row.volume.map(Figure::high))?
        .decimal(row.listings)?
        .text(row.listings_source.map_or("", |source| source.as_str()))?
        .decimal(row.ratio)?
        .decimal(row.click_rate)?
        .decimal(row.conversion_rate)?
        .decimal(row.tmall_share)?
        .decimal(row.score)?
        .text(row.grade.map_or("", |grade| grade.as_str()))?
        .integer(Some(row.covered_by))?
        .decimal(row.trend)?
        .integer(Some(row.proposed_by))?
        .end()
}

const TITLES: [&str; 12] = [
    "listing_id",
    "shop",
    "category",
    "title",
    "bytes",
    "score",
    "keywords_covered",
    "golden_covered",
    "expected_visits",
    "best_page",
    "words",
    "deductions",
];

fn title(table: &mut Table, row: &TitleRow) -> Result<()> {
    table
        .text(&row.listing_id)?
        .text(&row.shop)?
        .text(&row.category)?
        .text(&row.title)?
        .integer(row.bytes.map(count))?
        .decimal(Some(row.score))?
        .integer(Some(count(row.keywords_covered)))?
        .integer(Some(count(row.golden_covered)))?
        .decimal(Some(row.expected_visits))?
        .integer(row.best_page)?
        .text(&row.words)?
        .text(&deductions(&row.deductions))?
        .end()
}

/// `rule points` for each rule, separated by `; `.
fn deductions(deductions: &[Deduction]) -> String {
    let list: Vec<String> =
        deductions.iter().map(|deduction| format!("{} {}", deduction.rule, deduction.points)).collect();
    list.join("; ")
}

const FINDINGS: [&str; 6] = ["listing_id", "rule", "severity", "location", "message", "help"];

fn finding(table: &mut Table, row: &FindingRow) -> Result<()> {
    table
        .text(&row.listing_id)?
        .text(row.rule)?
        .text(row.severity.as_str())?
        .text(&row.location)?
        .text(&row.message)?
        .text(&row.help)?
        .end()
}

const PROPOSALS: [&str; 20] = [
    "listing_id",
    "rank",
    "title",
    "bytes",
    "value",
    "bound",
    "visits_now",
    "visits",
    "gained",
    "lost",
    "added",
    "removed",
    "edited_chars",
    "within_budget",
    "decision",
    "gained_figures",
    "lost_figures",
    "phrase",
    "reason",
    "by_hand",
];

fn proposal(table: &mut Table, row: &ProposalRow) -> Result<()> {
    table
        .text(&row.listing_id)?
        .integer(Some(count(row.rank)))?
        .text(&row.title)?
        .integer(Some(count(row.bytes)))?
        .decimal(Some(row.value))?
        .decimal(Some(row.bound))?
        .decimal(Some(row.visits_now))?
        .decimal(Some(row.visits))?
        .text(&row.gained.join(SEPARATOR))?
        .text(&row.lost.join(SEPARATOR))?
        .text(&row.added.iter().map(|(word, why)| format!("{word}={why}")).collect::<Vec<_>>().join(SEPARATOR))?
        .text(&row.removed.join(SEPARATOR))?
        .integer(Some(count(row.edited_chars)))?
        .flag(row.within_budget)?
        .text(row.decision.as_str())?
        .text(&row.gained_figures.join(SEPARATOR))?
        .text(&row.lost_figures.join(SEPARATOR))?
        .text(&row.phrase)?
        .text(&row.reason)?
        .flag(row.decision == Decision::Mend)?
        .end()
}

const SCHEDULE: [&str; 10] = [
    "listing_id",
    "shop",
    "category",
    "current_end",
    "proposed_end",
    "list_time",
    "moved",
    "value_now",
    "value",
    "reason",
];

fn slot(table: &mut Table, row: &ScheduleRow) -> Result<()> {
    table
        .text(&row.listing_id)?
        .text(&row.shop)?
        .text(&row.category)?
        .text(&row.current_end)?
        .text(&row.proposed_end)?
        .text(&row.list_time)?
        .flag(row.moved)?
        .decimal(row.value_now)?
        .decimal(row.value)?
        .text(&row.reason)?
        .end()
}

const PAGES: [&str; 7] = ["listing_id", "section", "required", "verdict", "position", "evidence", "confidence"];

fn section(table: &mut Table, row: &SectionRow) -> Result<()> {
    table
        .text(&row.listing_id)?
        .text(&row.section)?
        .flag(row.required)?
        .text(row.verdict.as_str())?
        .integer(row.position.map(count))?
        .text(&row.evidence)?
        .cell(|out| cell::decimal(out, row.confidence))?
        .end()
}

const REJECTS: [&str; 6] = ["file", "line", "byte_offset", "column", "reason", "raw"];

fn reject(table: &mut Table, row: &RejectRow) -> Result<()> {
    table
        .text(&row.file)?
        .integer(Some(row.line))?
        .integer(Some(row.byte_offset))?
        .text(&row.column)?
        .text(&row.reason)?
        .cell(|out| cell::raw(out, &row.raw, row.bytes))?
        .end()
}

/// Between the items of a list in one cell.
const SEPARATOR: &str = "; ";

fn count(number: usize) -> u64 {
    number as u64
}

/// One CSV file, written cell by cell.
pub(super) struct Table {
    path: PathBuf,
    writer: csv::Writer<Box<dyn Write + Send>>,
    scratch: String,
}

impl Table {
    fn create(path: PathBuf, columns: &[&str]) -> Result<Self> {
        let file = File::create(&path).map_err(|source| Error::output(&path, source))?;
        Self::marked(Box::new(BufWriter::new(file)), path, columns)
    }

    /// A table that goes wherever `out` leads, with a byte-order mark at its start: for files.
    pub(super) fn marked(mut out: Box<dyn Write + Send>, path: PathBuf, columns: &[&str]) -> Result<Self> {
        out.write_all("\u{feff}".as_bytes()).map_err(|source| Error::output(&path, source))?;
        Self::over(out, path, columns)
    }

    /// A table that goes wherever `out` leads, without a mark; `path` names it in messages.
    pub(super) fn over(out: Box<dyn Write + Send>, path: PathBuf, columns: &[&str]) -> Result<Self> {
        let mut writer = csv::WriterBuilder::new().terminator(csv::Terminator::CRLF).from_writer(out);
        writer.write_record(columns).map_err(|source| Error::output(&path, io_error(source)))?;
        Ok(Self { path, writer, scratch: String::new() })
    }

    fn cell(&mut self, write: impl FnOnce(&mut String)) -> Result<&mut Self> {
        self.scratch.clear();
        write(&mut self.scratch);
        match self.writer.write_field(&self.scratch) {
            Ok(()) => Ok(self),
            Err(source) => Err(Error::output(&self.path, io_error(source))),
        }
    }

    pub(super) fn text(&mut self, text: &str) -> Result<&mut Self> {
        self.cell(|out| cell::text(out, text))
    }

    pub(super) fn decimal(&mut self, number: Option<f64>) -> Result<&mut Self> {
        self.cell(|out| number.into_iter().for_each(|number| cell::decimal(out, number)))
    }

    pub(super) fn integer(&mut self, number: Option<u64>) -> Result<&mut Self> {
        self.cell(|out| number.into_iter().for_each(|number| out.push_str(&number.to_string())))
    }

    fn flag(&mut self, flag: bool) -> Result<&mut Self> {
        self.cell(|out| out.push_str(if flag { "true" } else { "false" }))
    }

    pub(super) fn end(&mut self) -> Result<()> {
        self.writer.write_record(None::<&[u8]>).map_err(|source| Error::output(&self.path, io_error(source)))
    }

    pub(super) fn flush(&mut self) -> Result<()> {
        self.writer.flush().map_err(|source| Error::output(&self.path, source))
    }
}

fn io_error(source: csv::Error) -> io::Error {
    match source.into_kind() {
        csv::ErrorKind::Io(source) => source,
        kind => io::Error::other(format!("{kind:?}")),
    }
}
