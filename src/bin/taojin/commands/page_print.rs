//! A checked page for people at a terminal: the outline with the answers beside it, then the findings as a compiler shows them.

use std::borrow::Cow;
use std::io::{self, Write};

use taojin::diagnostic::{Diagnostic, Location, Severity};
use taojin::input::Page;
use taojin::page::{Block, Content, Outline, PageReport, SectionVerdict, Verdict};

/// Characters shown of a block.
const MAX_CONTENT: usize = 36;

/// Characters shown of a line of the source around a finding.
const MAX_SOURCE: usize = 60;

/// Length that names of sections are padded to.
const NAME: usize = 6;

pub fn print(page: &Page, outline: &Outline, report: &PageReport, out: &mut impl Write) -> io::Result<()> {
    let source = Source::new(page);
    let pictures = outline.pictures().count();
    let read = outline.pictures().filter(|(_, picture)| !picture.is_unread()).count();
    let blocks = outline.blocks().len();
    writeln!(out, "{}  模板：{}，{blocks} 块，{pictures} 张图（读了 {read} 张）", page.id, report.template)?;
    for (block, owner) in outline.blocks().iter().zip(&report.owners) {
        let owner = owner.and_then(|owner| report.sections.get(owner)).map_or("", |section| &*section.name);
        let (line, column) = source.place(block.offset);
        let place = format!("{line}:{column}");
        let (kind, content) = describe(block);
        writeln!(out, "{:>5} {place:<9} {}  {kind}  {content}", block.position, padded(owner))?;
        for section in report.sections.iter().filter(|section| section.position == Some(block.position)) {
            writeln!(out, "      {:9} ^ {}", "", answer(section))?;
        }
    }
    for section in report.sections.iter().filter(|section| section.position.is_none()) {
        writeln!(out, "  {}", answer(section))?;
    }
    for finding in &report.findings {
        writeln!(out)?;
        show(finding, &source, out)?;
    }
    let count = |severity: Severity| {
        let number = report.findings.iter().filter(|finding| finding.severity == severity).count();
        format!("{number} {}{}", severity.as_str(), if number == 1 { "" } else { "s" })
    };
    let answers = |verdict| report.sections.iter().filter(|section| section.verdict == verdict).count();
    writeln!(
        out,
        "\n{}: {} present, {} missing, {} unknown; {}, {}, {}\n",
        page.id,
        answers(Verdict::Present),
        answers(Verdict::Missing),
        answers(Verdict::Unknown),
        count(Severity::Error),
        count(Severity::Warning),
        count(Severity::Hint)
    )
}

/// `有　　 尺码表（必备）0.97：表格：尺码、衣长`.
fn answer(section: &SectionVerdict) -> String {
    let verdict = match section.verdict {
        Verdict::Present => "有　　",
        Verdict::Missing => "缺　　",
        Verdict::Unknown => "看不出",
    };
    let required = if section.required { "（必备）" } else { "" };
    let colon = if section.evidence.is_empty() { "" } else { "：" };
    format!("{verdict} {}{required} {:.2}{colon}{}", section.name, section.confidence, section.evidence)
}

/// The kind of a block and what it says, on one line.
fn describe(block: &Block) -> (&'static str, String) {
    let (kind, content): (_, Cow<'_, str>) = match &block.content {
        Content::Heading { text, .. } => ("标题", text.clone()),
        Content::Text { text } => ("文字", text.clone()),
        Content::Picture(picture) => {
            let lines: Vec<&str> = picture.lines().iter().map(|line| line.text.as_str()).collect();
            let name = picture.src.rsplit('/').next().unwrap_or_default();
            ("图片", [&[name, &*picture.alt], lines.as_slice()].concat().join(" ").trim().to_owned().into())
        }
        Content::Table { rows } => {
            let head = rows.first().map(|row| row.join(" | ")).unwrap_or_default();
            ("表格", format!("{} 行：{head}", rows.len()).into())
        }
        Content::List { items } => ("列表", items.join(" / ").into()),
        Content::Link { href, text } => ("链接", format!("{text} {href}").trim().to_owned().into()),
        Content::Anchor { name } => ("锚点", name.clone()),
        Content::Media { src } => ("视频", src.clone()),
        _ => ("其他", "".into()),
    };
    (kind, shortened(&content.replace('\n', " "), MAX_CONTENT))
}

fn show(finding: &Diagnostic, source: &Source<'_>, out: &mut impl Write) -> io::Result<()> {
    writeln!(out, "{}[{}]: {}", finding.severity.as_str(), finding.rule, finding.message)?;
    match finding.location {
        // Byte 0 stands for the page as a whole.
        Location::Page { offset } if offset > 0 => {
            let (line, column) = source.place(offset);
            let margin = line.to_string().len();
            writeln!(out, "{:margin$}--> {}:{line}:{column}", "", source.file)?;
            writeln!(out, "{:margin$} |", "")?;
            writeln!(out, "{line} | {}", shortened(source.rest_of_line(offset), MAX_SOURCE))?;
            writeln!(out, "{:margin$} | ^", "")?;
        }
        _ => writeln!(out, " --> {}", source.file)?,
    }
    writeln!(out, "  = help: {}", finding.help)
}

/// The page's file, and where its lines start.
struct Source<'a> {
    file: String,
    html: &'a str,
    first_line: u64,
    lines: Vec<usize>,
}

impl<'a> Source<'a> {
    fn new(page: &'a Page) -> Self {
        let behind = page.html.bytes().enumerate().filter(|(_, byte)| *byte == b'\n').map(|(at, _)| at + 1);
        let lines = [0].into_iter().chain(behind).collect();
        let is_page = page.file.extension().is_some_and(|extension| extension == "html" || extension == "htm");
        // A page out of a file of many is named by its line there, and its own lines are counted from 1.
        let (file, first_line) = match (page.file.display(), page.line) {
            (file, line) if is_page => (file.to_string(), line),
            (file, line) => (format!("{file}:{line}"), 1),
        };
        Self { file, html: &page.html, first_line, lines }
    }

    /// Line and column, both counted from 1; columns are characters.
    fn place(&self, offset: usize) -> (u64, usize) {
        let index = self.lines.partition_point(|start| *start <= offset).saturating_sub(1);
        let start = self.lines.get(index).copied().unwrap_or_default();
        let before = self.html.get(start..offset).unwrap_or_default();
        (self.first_line + index as u64, before.chars().count() + 1)
    }

    fn rest_of_line(&self, offset: usize) -> &'a str {
        self.html.get(offset..).unwrap_or_default().lines().next().unwrap_or_default()
    }
}

fn shortened(text: &str, most: usize) -> String {
    match text.char_indices().nth(most) {
        Some((at, _)) => format!("{}…", text.get(..at).unwrap_or_default()),
        None => text.to_owned(),
    }
}

/// The name of a section with wide spaces behind it.
fn padded(name: &str) -> String {
    let missing = NAME.saturating_sub(name.chars().count());
    format!("{name}{}", "\u{3000}".repeat(missing))
}
