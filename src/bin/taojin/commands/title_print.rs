//! A diagnosed title for people: what is wrong is underlined, as a compiler does it.

use std::io::Write;

use anstyle::{AnsiColor, Style};
use taojin::config::TitleConfig;
use taojin::diagnostic::{Diagnostic, Location, Severity};
use taojin::text::Segmented;
use taojin::title::{Decision, Deduction, Proposal, TitleReport};
use unicode_width::{UnicodeWidthChar, UnicodeWidthStr};

/// Keywords of a proposal that are named at most.
const MOST_KEYWORDS: usize = 5;

const BOLD: Style = Style::new().bold();
const FAINT: Style = Style::new().dimmed();
const GOOD: Style = AnsiColor::Green.on_default();

/// What is printed of a title.
pub struct TitlePage<'a> {
    pub title: &'a str,
    pub segmented: &'a Segmented,
    pub report: &'a TitleReport,
    pub deductions: &'a [Deduction],
    pub config: &'a TitleConfig,
    /// Whether a keyword table was given.
    pub with_keywords: bool,
}

impl TitlePage<'_> {
    /// Prints the title, its findings, its score, its coverage and the proposals; `keyword` names one by its id.
    pub fn print<'k>(
        &self,
        keyword: impl Fn(taojin::keyword::KeywordId) -> &'k str,
        out: &mut impl Write,
    ) -> std::io::Result<()> {
        let Self { title, report, .. } = self;
        writeln!(out, "{BOLD}{}{BOLD:#}", printable(title))?;
        for line in underlines(title, &report.findings) {
            writeln!(out, "{line}")?;
        }
        let bytes = report.bytes.map_or("有字符无法发布".to_owned(), |bytes| {
            format!("{bytes} 字节（上限 {}）", self.config.max_bytes)
        });
        writeln!(out, "  {bytes}  核心词 {}", report.core.as_deref().unwrap_or("未认出"))?;
        write!(out, " ")?;
        for (_, token) in self.segmented.words() {
            let text = printable(self.segmented.text(token));
            write!(out, " {text}{FAINT}/{}{FAINT:#}", token.role.chinese())?;
        }
        writeln!(out)?;
        for (number, finding) in (1..).zip(&report.findings) {
            let (style, severity) = (style(finding.severity), finding.severity.chinese());
            let Diagnostic { rule, message, help, .. } = finding;
            writeln!(out, "  {style}{number} {severity}{style:#} {rule:<13} {}", printable(message))?;
            writeln!(out, "    {FAINT}= {}{FAINT:#}", printable(help))?;
        }
        self.print_score(out)?;
        if self.with_keywords {
            writeln!(
                out,
                "  覆盖 {} 个关键词，其中黄金词 {} 个，预计访客 {:.2}",
                report.coverage.keywords, report.coverage.golden, report.coverage.visits
            )?;
        }
        for (rank, proposal) in (1..).zip(&report.proposals) {
            self.print_proposal(rank, proposal, &keyword, out)?;
        }
        Ok(())
    }

    fn print_score(&self, out: &mut impl Write) -> std::io::Result<()> {
        write!(out, "  得分 {BOLD}{:.0} 分{BOLD:#}", self.report.score)?;
        if !self.deductions.is_empty() {
            write!(out, " = 100")?;
        }
        for Deduction { rule, findings, points } in self.deductions {
            write!(out, " − {points} {FAINT}{rule}{FAINT:#}")?;
            if *findings > 1 {
                write!(out, "{FAINT}×{findings}{FAINT:#}")?;
            }
        }
        let sum: f64 = self.deductions.iter().map(|deduction| deduction.points).sum();
        writeln!(out, "{}", if sum > 100.0 { "（最低 0 分）" } else { "" })
    }

    fn print_proposal<'k>(
        &self,
        rank: usize,
        proposal: &Proposal,
        keyword: impl Fn(taojin::keyword::KeywordId) -> &'k str,
        out: &mut impl Write,
    ) -> std::io::Result<()> {
        let reason = proposal.reason.to_string();
        match proposal.decision {
            Decision::Propose => {}
            Decision::Mend => return writeln!(out, "  建议：{}", printable(&reason)),
            Decision::Keep | Decision::Frozen if self.with_keywords => {
                return writeln!(out, "  建议：保持不变（{}）", printable(&reason));
            }
            Decision::Keep | Decision::Frozen => {
                return writeln!(out, "  没有给关键词表，比不出更好的写法；加上 --keywords 词表.csv 再看");
            }
        }
        writeln!(out, "  建议 {rank}：{BOLD}{}{BOLD:#}", printable(&proposal.title))?;
        let within = if proposal.within_budget { "，在改动限度内" } else { "" };
        write!(out, "    {} 字节，改动 {} 字{within}", proposal.bytes, proposal.edited_chars)?;
        if self.with_keywords {
            write!(out, "，预计访客 {:.2} → {:.2}", proposal.visits_now, proposal.visits)?;
        }
        writeln!(out)?;
        for (word, evidence) in &proposal.added {
            writeln!(out, "    {GOOD}+ {}{GOOD:#}（{}）", printable(word), printable(evidence))?;
        }
        if !proposal.removed.is_empty() {
            let style = style(Severity::Error);
            writeln!(out, "    {style}- {}{style:#}", printable(&proposal.removed.join(" ")))?;
        }
        for (label, ids) in [("新覆盖", &proposal.gained), ("不再覆盖", &proposal.lost)] {
            if ids.is_empty() {
                continue;
            }
            let named: Vec<&str> = ids.iter().take(MOST_KEYWORDS).map(|&id| keyword(id)).collect();
            let more = if ids.len() > MOST_KEYWORDS { format!(" 等 {} 个", ids.len()) } else { String::new() };
            writeln!(out, "    {label}：{}{more}", printable(&named.join("、")))?;
        }
        Ok(())
    }
}

fn style(severity: Severity) -> Style {
    match severity {
        Severity::Error => AnsiColor::Red.on_default().bold(),
        Severity::Warning => AnsiColor::Yellow.on_default().bold(),
        Severity::Hint => AnsiColor::Cyan.on_default(),
    }
}

/// Text from a catalog without what would move a terminal's cursor.
fn printable(text: &str) -> String {
    text.chars().map(|character| if character.is_control() { ' ' } else { character }).collect()
}

/// A mark under part of a title.
struct Mark {
    /// Columns before it, and its own.
    start: usize,
    width: usize,
    number: usize,
    severity: Severity,
}

/// The lines under a title: a row of marks, and a row of the findings' numbers. Findings that overlap take further rows; those that are about the
/// title as a whole take none.
fn underlines(title: &str, findings: &[Diagnostic]) -> Vec<String> {
    let mut rows: Vec<Vec<Mark>> = Vec::new();
    let mut marks: Vec<Mark> = (1..)
        .zip(findings)
        .filter_map(|(number, finding)| {
            let Location::Title { start, end } = finding.location else { return None };
            if start == 0 && end == title.len() {
                return None;
            }
            let number_width = number.to_string().len();
            let width = columns(title.get(start..end)?).max(number_width);
            Some(Mark { start: columns(title.get(..start)?), width, number, severity: finding.severity })
        })
        .collect();
    marks.sort_by_key(|mark| (mark.start, mark.number));
    for mark in marks {
        let free = |row: &&mut Vec<Mark>| row.last().is_none_or(|last| last.start + last.width < mark.start);
        match rows.iter_mut().find(free) {
            Some(row) => row.push(mark),
            None => rows.push(vec![mark]),
        }
    }
    rows.iter().flat_map(|row| [line(row, Mark::underline), line(row, |mark| mark.number.to_string())]).collect()
}

impl Mark {
    fn underline(&self) -> String {
        let sign = match self.severity {
            Severity::Error => "^",
            Severity::Warning => "~",
            Severity::Hint => "-",
        };
        sign.repeat(self.width)
    }
}

/// One line with a text under each mark.
fn line(row: &[Mark], text: impl Fn(&Mark) -> String) -> String {
    let mut line = String::new();
    let mut at = 0;
    for mark in row {
        let (style, text) = (style(mark.severity), text(mark));
        line.push_str(&" ".repeat(mark.start - at));
        for part in [style.render().to_string(), text.clone(), style.render_reset().to_string()] {
            line.push_str(&part);
        }
        at = mark.start + text.width();
    }
    line
}

/// Columns that a text takes on a terminal.
fn columns(text: &str) -> usize {
    text.chars().map(|character| character.width().unwrap_or(1)).sum()
}
