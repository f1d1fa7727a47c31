//! A table of any format: opened once, read any number of times.

use std::fmt::Write;
use std::fs::File;
use std::io::Read;
use std::path::Path;
use std::sync::Arc;

use rustc_hash::FxHashMap;

use super::encoding::foreign_format;
use super::lines::{Layout, Lines};
use super::record::{Record, csv_line};
use super::sample::Sample;
use super::schema::{Columns, Mapping, Schema, no_header, recognise, resolve};
use super::table_rows::TableRows;
use super::text_records::{Split, TextRecords};
use super::workbook::{Spool, SpoolError, spool};
use super::{TableInfo, json};
use crate::config::InputConfig;
use crate::error::{Error, Result};
use crate::notice::Notice;

/// Rows among which the header is looked for: exports put notices before it.
const HEADER_ROWS: usize = 20;
/// Lines of a JSON-lines file of which one must be an object.
const JSON_HEADER_LINES: usize = 100;
/// Most keys of a JSON-lines file that become columns: more are no table, and memory has to hold them.
const MOST_KEYS: usize = 1000;

/// An opened table.
#[derive(Debug)]
pub(super) struct Table {
    pub info: TableInfo,
    pub columns: Columns,
    pub header_bytes: Vec<u8>,
    /// The header's lines, to know them again in the middle of concatenated files.
    pub header_lines: Vec<Vec<String>>,
    pub source: Source,
}

/// Where a table's rows come from.
#[derive(Debug)]
pub(super) enum Source {
    Text { layout: Layout, split: SplitKind },
    Workbook { spool: Spool, header_row: u64 },
}

/// How lines become rows.
#[derive(Debug, Clone)]
pub(super) enum SplitKind {
    Delimited(u8),
    Words,
    Json(FxHashMap<String, usize>),
}

impl SplitKind {
    pub(super) fn build(&self) -> Split {
        match self {
            Self::Delimited(delimiter) => Split::delimited(*delimiter),
            Self::Words => Split::Words,
            Self::Json(columns) => Split::Json(columns.clone()),
        }
    }
}

/// Why a name with a NUL in it is refused.
pub(super) const NUL: &str = "里面有空字节（00），文件多半是坏的：请重新导出";

/// What makes a row unusable: the column (`None` for the row as a whole) and the reason in Chinese.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct CellFault {
    pub column: Option<usize>,
    pub reason: String,
}

impl CellFault {
    pub(super) fn new(column: Option<usize>, reason: impl Into<String>) -> Self {
        Self { column, reason: reason.into() }
    }
}

impl Table {
    /// Opens the file at `path` as a table of `schema`; `mapping` is the user's.
    pub(super) fn open(
        path: &Path,
        schema: &Schema,
        config: &InputConfig,
        mapping: &std::collections::BTreeMap<String, String>,
    ) -> Result<Self> {
        let mapping = Mapping::new(schema, mapping).map_err(Error::config)?;
        let opener = Opener { path, schema, config, mapping };
        let sample = Sample::read(path)?;
        let table = if sample.bytes.starts_with(b"PK\x03\x04") { opener.workbook() } else { opener.text(&sample) }?;
        let table = Arc::new(table);
        match TableRows::open(&table)?.next_record() {
            Some(Ok(())) => {}
            Some(Err(error)) => return Err(error),
            None => return Err(Error::input(path, "has a header but no rows")),
        }
        Arc::try_unwrap(table).map_err(|_| Error::input(path, "is still being read"))
    }
}

struct Opener<'a> {
    path: &'a Path,
    schema: &'a Schema,
    config: &'a InputConfig,
    mapping: Mapping<'a>,
}

/// A row looked at in search of the header.
#[derive(Debug, Default)]
struct HeadRow {
    cells: Vec<String>,
    /// Offset and line behind the row.
    end: (u64, u64),
}

/// A header found under one delimiter.
struct Found {
    delimiter: u8,
    rows: Vec<HeadRow>,
    at: usize,
    known: usize,
}

impl Opener<'_> {
    fn fail(&self, message: impl Into<String>) -> Error {
        Error::input(self.path, message)
    }

    fn extension(&self) -> String {
        self.path.extension().map(|extension| extension.to_string_lossy().to_lowercase()).unwrap_or_default()
    }

    /// Whether the file may be a list of words, should no header be found.
    fn is_word_list_file(&self) -> bool {
        self.schema.word_list && self.extension() == "txt"
    }

    fn is_header(&self, cells: &[String]) -> bool {
        (self.schema.is_header)(&recognise(self.schema, &self.mapping, cells), cells)
    }

    fn info(&self, format: &'static str, columns: &Columns) -> TableInfo {
        TableInfo {
            path: self.path.to_owned(),
            format,
            encoding: "",
            delimiter: None,
            columns: columns.understood.clone(),
            ignored_columns: columns.ignored.clone(),
            warnings: columns.warnings.clone(),
        }
    }

    fn workbook(&self) -> Result<Table> {
        let named = self.config.sheet.as_deref();
        let spool = match spool(self.path, named, HEADER_ROWS, &|cells| self.is_header(cells)) {
            Ok(spool) => spool,
            Err(SpoolError::Message(message)) => return Err(self.fail(message)),
            Err(SpoolError::NoHeader(rows)) if rows.is_empty() => return Err(self.fail("its sheets are empty")),
            Err(SpoolError::NoHeader(rows)) => {
                return Err(self.fail(no_header(self.schema, &self.mapping, &rows)));
            }
        };
        let rows: Vec<Vec<String>> = spool.head.iter().map(|row| row.cells.clone()).collect();
        let at = rows.iter().position(|row| self.is_header(row)).unwrap_or(0);
        let last = at + usize::from(self.has_second_line(&rows, at));
        let header_row = spool.head.get(last).map_or(0, |row| row.number);
        let second = (last > at).then(|| rows.get(last)).flatten().map(Vec::as_slice);
        let headers = rows.get(at).cloned().unwrap_or_default();
        let columns = resolve(self.schema, &self.mapping, headers, second).map_err(|message| self.fail(message))?;
        let header_lines: Vec<_> = rows.get(..=last).unwrap_or_default().to_vec();
        let mut info = self.info("xlsx", &columns);
        info.encoding = "utf-8";
        if !spool.left_aside.is_empty() {
            let (sheet, others) = (&spool.sheet, spool.left_aside.join(", "));
            info.warnings.push(Notice::new(
                format!("only the sheet \"{sheet}\" is read; left aside, with a header too: {others} (input.sheet names another)"),
                format!("只读了工作表“{sheet}”，没读：{others}（要读别的，用 input.sheet 指定，或另存成单独的文件）"),
            ));
        }
        if spool.sheet.is_empty() {
            info.warnings.push(Notice::new("the sheet has no name", "工作表没有名字"));
        }
        Ok(Table {
            info,
            columns,
            header_bytes: header_lines.iter().flat_map(|line| csv_line(line)).collect(),
            header_lines,
            source: Source::Workbook { spool, header_row },
        })
    }

    fn text(&self, sample: &Sample) -> Result<Table> {
        if let Some(message) = foreign_format(&sample.bytes) {
            return Err(self.fail(message));
        }
        let (layout, warning) = sample.layout(self.path, self.config.encoding.as_deref())?;
        let text = sample.bytes.get(layout.start as usize..).unwrap_or_default();
        let (text, _) = layout.encoding.decode_lossy(text.get(..text.len().min(1 << 16)).unwrap_or_default());
        let mut table = if self.looks_like_json(&text) { self.json_lines(layout) } else { self.delimited(layout) }?;
        table.info.encoding = layout.encoding.name();
        table.info.warnings.extend(warning);
        Ok(table)
    }

    fn records(&self, layout: Layout, split: Split) -> Result<TextRecords> {
        let lines = Lines::open(self.path, layout).map_err(|error| self.fail(format!("cannot be read: {error}")))?;
        Ok(TextRecords { lines, split, line_end: layout.line_end })
    }

    fn looks_like_json(&self, text: &str) -> bool {
        let named = matches!(self.extension().as_str(), "json" | "jsonl" | "ndjson");
        let mut lines = text.lines().filter(|line| !line.trim().is_empty());
        match lines.next() {
            Some(first) => named || first.trim_start().starts_with('{'),
            None => named,
        }
    }

    fn json_lines(&self, layout: Layout) -> Result<Table> {
        let mut records = self.records(layout, Split::Words)?;
        let mut record = Record::new(layout.encoding);
        // A key may come first in any line, since many programs leave out what is empty.
        let mut headers: Vec<String> = Vec::new();
        let mut keys: FxHashMap<String, usize> = FxHashMap::default();
        let (mut lines, mut objects, mut surplus) = (0, 0, false);
        while (objects > 0 || lines < JSON_HEADER_LINES) && self.read(&mut records, &mut record)? {
            lines += 1;
            let Ok(pairs) = json::object(record.get(0)) else { continue };
            objects += 1;
            for (key, _) in pairs {
                if keys.contains_key(&*key) {
                    continue;
                }
                if keys.len() == MOST_KEYS {
                    surplus = true;
                    break;
                }
                keys.insert(key.clone().into_owned(), headers.len());
                headers.push(key.into_owned());
            }
        }
        if objects == 0 {
            return Err(self.fail("looks like JSON, but none of its first lines is an object: write one object a line"));
        }
        if !self.is_header(&headers) {
            return Err(self.fail(no_header(self.schema, &self.mapping, &[headers])));
        }
        let mut columns = resolve(self.schema, &self.mapping, headers, None).map_err(|message| self.fail(message))?;
        if surplus {
            columns.warnings.push(Notice::new(
                format!("has more than {MOST_KEYS} different keys; those that come after them are left aside"),
                format!("不同的键超过 {MOST_KEYS} 个，后面的没有用"),
            ));
        }
        Ok(Table {
            info: self.info("json-lines", &columns),
            columns,
            header_bytes: self.first_bytes(layout.start)?,
            header_lines: Vec::new(),
            source: Source::Text { layout, split: SplitKind::Json(keys) },
        })
    }

    fn delimited(&self, layout: Layout) -> Result<Table> {
        let candidates = match self.config.delimiter {
            Some(delimiter) => {
                vec![u8::try_from(delimiter).ok().filter(|byte| byte.is_ascii() && *byte != b'"').ok_or_else(|| {
                    Error::config(format!("input.delimiter = {delimiter:?}: must be one ASCII character"))
                })?]
            }
            // The first one wins where the header has a single column.
            None if self.extension() == "csv" => vec![b',', b'\t', b';', b'|'],
            None => vec![b'\t', b',', b';', b'|'],
        };
        let mut best: Option<Found> = None;
        let mut seen: Vec<Vec<String>> = Vec::new();
        for delimiter in candidates {
            let rows = self.head_rows(layout, delimiter)?;
            let cells: Vec<Vec<String>> = rows.iter().map(|row| row.cells.clone()).collect();
            let widest = |rows: &[Vec<String>]| rows.iter().map(Vec::len).max().unwrap_or(0);
            if widest(&cells) > widest(&seen) {
                seen.clone_from(&cells);
            }
            let Some(at) = cells.iter().position(|row| self.is_header(row)) else { continue };
            if at > 0 && self.is_word_list_file() && widest(&cells) == 1 {
                // A word of the list that happens to be a header's name.
                continue;
            }
            let header = cells.get(at).map(Vec::as_slice).unwrap_or_default();
            let known = recognise(self.schema, &self.mapping, header).iter().flatten().count();
            if best.as_ref().is_none_or(|best| known > best.known) {
                best = Some(Found { delimiter, rows, at, known });
            }
        }
        match best {
            Some(found) => self.found(layout, &found),
            None if self.is_word_list_file() => self.word_list(layout),
            None if seen.iter().all(Vec::is_empty) => Err(self.fail(format!(
                "none of its first lines is {} text of at most 4 MiB; name its encoding with --encoding, or check its line ends",
                layout.encoding.name()
            ))),
            None => {
                let mut message = no_header(self.schema, &self.mapping, &seen);
                if self.config.encoding.is_some() {
                    let _ = write!(
                        message,
                        "\nIt was read as {}, as was said; without --encoding and input.encoding that is found out",
                        layout.encoding.name()
                    );
                }
                Err(self.fail(message))
            }
        }
    }

    fn found(&self, layout: Layout, found: &Found) -> Result<Table> {
        let rows: Vec<Vec<String>> = found.rows.iter().map(|row| row.cells.clone()).collect();
        let last = found.at + usize::from(self.has_second_line(&rows, found.at));
        let headers = rows.get(found.at).cloned().unwrap_or_default();
        let second = (last > found.at).then(|| rows.get(last)).flatten().map(Vec::as_slice);
        let assistant = is_assistant(&rows, &headers);
        let columns = resolve(self.schema, &self.mapping, headers, second).map_err(|message| self.fail(message))?;
        let (start, line) = found.rows.get(last).map_or((layout.start, 1), |row| row.end);
        let format = match found.delimiter {
            _ if assistant => "taobao-assistant",
            b'\t' => "tsv",
            _ => "csv",
        };
        let mut info = self.info(format, &columns);
        info.delimiter = Some(char::from(found.delimiter));
        Ok(Table {
            info,
            columns,
            header_bytes: self.first_bytes(start)?,
            header_lines: rows.get(..=last).unwrap_or_default().to_vec(),
            source: Source::Text {
                layout: Layout { start, line, ..layout },
                split: SplitKind::Delimited(found.delimiter),
            },
        })
    }

    fn word_list(&self, layout: Layout) -> Result<Table> {
        let field = self.schema.fields.get(self.schema.required).map_or("", |spec| spec.name);
        let mut of_field = vec![Vec::new(); self.schema.fields.len()];
        if let Some(slot) = of_field.get_mut(self.schema.required) {
            slot.push(0);
        }
        let columns = Columns { headers: vec![field.to_owned()], of_field, ..Columns::default() };
        Ok(Table {
            info: self.info("word-list", &columns),
            columns,
            header_bytes: self.first_bytes(layout.start)?,
            header_lines: Vec::new(),
            source: Source::Text { layout, split: SplitKind::Words },
        })
    }

    /// The rows that may hold the header, and the one behind them.
    fn head_rows(&self, layout: Layout, delimiter: u8) -> Result<Vec<HeadRow>> {
        let mut records = self.records(layout, Split::delimited(delimiter))?;
        let mut record = Record::new(layout.encoding);
        let mut rows = Vec::new();
        while rows.len() <= HEADER_ROWS && self.read(&mut records, &mut record)? {
            let cells = if record.fault.is_some() { Vec::new() } else { record.to_vec() };
            rows.push(HeadRow { cells, end: records.lines.next_position() });
        }
        Ok(rows)
    }

    fn read(&self, records: &mut TextRecords, record: &mut Record) -> Result<bool> {
        records.read(record).map_err(|error| self.fail(format!("cannot be read: {error}")))
    }

    /// Whether the row behind the header at `at` names the same columns again, in the other language.
    fn has_second_line(&self, rows: &[Vec<String>], at: usize) -> bool {
        let (Some(first), Some(second)) = (rows.get(at), rows.get(at + 1)) else { return false };
        let title =
            recognise(self.schema, &self.mapping, first).iter().position(|found| *found == Some(self.schema.required));
        let again = recognise(self.schema, &self.mapping, second);
        first != second && title.is_some_and(|title| again.get(title) == Some(&Some(self.schema.required)))
    }

    fn first_bytes(&self, length: u64) -> Result<Vec<u8>> {
        let mut bytes = Vec::new();
        File::open(self.path)
            .and_then(|file| file.take(length).read_to_end(&mut bytes))
            .map_err(|error| self.fail(format!("cannot be read: {error}")))?;
        Ok(bytes)
    }
}

/// Taobao Assistant packages start with a version line, and have columns that nothing else has.
fn is_assistant(rows: &[Vec<String>], headers: &[String]) -> bool {
    let version =
        rows.first().and_then(|row| row.first()).is_some_and(|cell| cell.to_lowercase().starts_with("version"));
    let has = |name: &str| headers.iter().any(|header| header.eq_ignore_ascii_case(name));
    version || has("cateProps") || (has("宝贝名称") && has("宝贝类目") && has("宝贝描述"))
}
