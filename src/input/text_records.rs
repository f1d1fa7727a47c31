//! Records of text files: delimited, one word a line, or one JSON object a line.
//!
//! A record is made of whole physical lines, so its line, its offset and its raw bytes are exact. csv-core splits the fields; it
//! takes anything, so quotes are checked here: a quoted field must close before its delimiter. Where one does not, the lines up
//! to the one on which it opened are rejected and reading goes on behind them, so that one quote cannot swallow the file.

use std::borrow::Cow;
use std::io;

use csv_core::ReadFieldResult;
use rustc_hash::FxHashMap;
use serde_json::value::RawValue;

use super::encoding::{Encoding, Malformed};
use super::json;
use super::lines::{LineEnd, Lines};
use super::record::{Fault, Field, Kind, LONGEST_RECORD, LineMark, Record};

const UNTERMINATED: &str = "引号没有闭合";
const MISPLACED: &str = "引号没有闭合，或者闭合的引号后面还有别的字（字段里的引号要写成两个）";
const TOO_LONG: &str = "这一行超过 4 MiB，没有读完；原文只保留前面 4 MiB";

/// How the lines of a text file make records.
#[derive(Debug)]
pub(super) enum Split {
    Delimited(Box<csv_core::Reader>),
    /// The whole line is one field.
    Words,
    /// Keys and their columns.
    Json(FxHashMap<String, usize>),
}

impl Split {
    pub(super) fn delimited(delimiter: u8) -> Self {
        let reader =
            csv_core::ReaderBuilder::new().delimiter(delimiter).terminator(csv_core::Terminator::Any(b'\n')).build();
        Self::Delimited(Box::new(reader))
    }
}

/// Reads the records of a text file in turn.
#[derive(Debug)]
pub(super) struct TextRecords {
    pub lines: Lines,
    pub split: Split,
    pub line_end: LineEnd,
}

/// Where a line leaves a record.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Fed {
    Complete,
    InsideQuotes,
}

/// The field being read.
#[derive(Debug, Clone, Copy, Default)]
struct Open {
    text_at: usize,
    value_at: usize,
    filled: usize,
    /// Fields with a misplaced quote so far.
    misplaced: usize,
}

impl TextRecords {
    /// Reads the next record that is not blank; `false` at the end of the file.
    pub(super) fn read(&mut self, record: &mut Record) -> io::Result<bool> {
        loop {
            record.clear();
            let Some(line) = self.lines.next(&mut record.raw)? else { return Ok(false) };
            record.line = line.number;
            record.offset = line.offset;
            if line.cut {
                record.lines.push(LineMark { raw_at: 0, text_at: 0 });
                record.cut(self.line_end, TOO_LONG);
                return Ok(true);
            }
            let malformed = match &mut self.split {
                Split::Delimited(_) => self.read_delimited(record)?,
                Split::Words => {
                    let (malformed, content) = decode_line(record, 0, self.line_end);
                    push_line(record, content);
                    malformed
                }
                Split::Json(columns) => {
                    let (malformed, content) = decode_line(record, 0, self.line_end);
                    read_json(record, content, columns, malformed.is_some());
                    malformed
                }
            };
            if let Some(malformed) = malformed {
                record.fault = Some(malformed_fault(record, &malformed));
            }
            let blank = match self.split {
                Split::Json(_) => record.fields.is_empty() && record.fault.is_none(),
                Split::Delimited(_) | Split::Words => record.is_blank(),
            };
            if !blank {
                return Ok(true);
            }
        }
    }

    /// Reads the record whose first line is in `record.raw`, and the lines that its quotes take in. Gives the first malformed
    /// bytes, their text place and raw place counted within the record.
    fn read_delimited(&mut self, record: &mut Record) -> io::Result<Option<Malformed>> {
        let Split::Delimited(core) = &mut self.split else { return Ok(None) };
        core.reset();
        let mut open = Open::default();
        let (mut malformed, content) = decode_line(record, 0, self.line_end);
        let start = record.text_bytes().get(content.0..content.1).unwrap_or_default();
        if start.iter().all(u8::is_ascii_whitespace) {
            return Ok(malformed);
        }
        let mut fed = feed(core, record, content, &mut open);
        while fed == Fed::InsideQuotes {
            let raw_at = record.raw.len();
            let next = if raw_at > LONGEST_RECORD { None } else { self.lines.next(&mut record.raw)? };
            let Some(next) = next else {
                record.fields.push(Field { value: (0, 0), text_at: Some(open.text_at), kind: Kind::Text });
                self.reject_from_quote(record, UNTERMINATED);
                return Ok(malformed.filter(|malformed| malformed.raw_at < record.raw.len()));
            };
            if next.cut {
                record.cut(self.line_end, TOO_LONG);
                return Ok(None);
            }
            let (fault, content) = decode_line(record, raw_at, self.line_end);
            malformed = malformed.or(fault);
            let misplaced = open.misplaced;
            fed = feed(core, record, content, &mut open);
            if open.misplaced > misplaced {
                self.reject_from_quote(record, MISPLACED);
                return Ok(malformed.filter(|malformed| malformed.raw_at < record.raw.len()));
            }
        }
        Ok(malformed)
    }

    /// Makes a reject of the lines up to the one on which the faulty quote opens, and puts the lines behind it back.
    fn reject_from_quote(&mut self, record: &mut Record, reason: &str) {
        let field = match &record.fault {
            Some(fault) => fault.field,
            None => record.len().checked_sub(1),
        };
        let opened = field.and_then(|field| record.fields.get(field)).and_then(|field| field.text_at).unwrap_or(0);
        let line = record.line_of(opened);
        if let Some(next) = record.lines.get(line + 1) {
            let (raw_at, text_at) = (next.raw_at, next.text_at);
            let behind = record.raw.split_off(raw_at);
            self.lines.unread(&behind, record.line + line as u64 + 1);
            record.text.truncate(text_at);
            record.lines.truncate(line + 1);
        }
        if let Some(field) = field {
            record.fields.truncate(field + 1);
        }
        record.fault.get_or_insert_with(|| Fault { field, reason: reason.into() });
    }
}

/// Decodes the line at `raw_at` of the record; the malformed bytes, and where the line's content lies in the text.
fn decode_line(record: &mut Record, raw_at: usize, line_end: LineEnd) -> (Option<Malformed>, (usize, usize)) {
    let raw = record.raw.get(raw_at..).unwrap_or_default();
    if record.encoding == Encoding::Utf8 {
        record.lines.push(LineMark { raw_at, text_at: raw_at });
        let content = raw.len() - line_end_length(raw, line_end);
        let malformed = std::str::from_utf8(raw).err().map(|error| {
            let at = error.valid_up_to();
            let length = error.error_len().unwrap_or(raw.len() - at);
            let bytes = raw.get(at..at + length).unwrap_or_default().to_vec();
            Malformed { text_at: raw_at + at, raw_at: raw_at + at, bytes }
        });
        return (malformed, (raw_at, raw_at + content));
    }
    let text_at = record.text.len();
    record.lines.push(LineMark { raw_at, text_at });
    let malformed = record.encoding.decode(raw, &mut record.text).map(|mut malformed| {
        malformed.raw_at += raw_at;
        malformed
    });
    let decoded = record.text.as_bytes().get(text_at..).unwrap_or_default();
    let content = text_at + decoded.len() - line_end_length(decoded, line_end);
    record.text.truncate(content);
    record.text.push('\n');
    (malformed, (text_at, content))
}

fn line_end_length(line: &[u8], line_end: LineEnd) -> usize {
    let content = match line_end {
        LineEnd::Lf => {
            let line = line.strip_suffix(b"\n").unwrap_or(line);
            line.iter().rposition(|byte| *byte != b'\r').map_or(0, |last| last + 1)
        }
        LineEnd::Cr => line.strip_suffix(b"\r").unwrap_or(line).len(),
    };
    line.len() - content
}

/// Hands a line's content to csv-core. The first field with a misplaced quote becomes the record's fault.
fn feed(core: &mut csv_core::Reader, record: &mut Record, content: (usize, usize), open: &mut Open) -> Fed {
    let (start, end) = content;
    let Record { raw, text, values, fields, fault, encoding, .. } = record;
    let text = if *encoding == Encoding::Utf8 { raw.as_slice() } else { text.as_bytes() };
    let chunk = text.get(start..end).unwrap_or_default();
    let needed = open.filled + chunk.len() + 2;
    if values.len() < needed {
        values.resize(needed.next_power_of_two(), 0);
    }
    let mut at = 0;
    loop {
        let at_end = at >= chunk.len();
        let input = if at_end { b"\n" } else { chunk.get(at..).unwrap_or_default() };
        let (result, read, written) = core.read_field(input, values.get_mut(open.filled..).unwrap_or_default());
        open.filled += written;
        if !at_end {
            at += read;
        }
        match result {
            ReadFieldResult::InputEmpty if at_end => return Fed::InsideQuotes,
            ReadFieldResult::InputEmpty => {}
            ReadFieldResult::OutputFull => values.resize(values.len() * 2 + 16, 0),
            ReadFieldResult::End => return Fed::Complete,
            ReadFieldResult::Field { record_end } => {
                let value = (open.value_at, open.filled);
                fields.push(Field { value, text_at: Some(open.text_at), kind: Kind::Text });
                let field_end = start + at - usize::from(!at_end);
                let whole = text.get(open.text_at..field_end).unwrap_or_default();
                if !is_well_quoted(whole) {
                    open.misplaced += 1;
                    fault.get_or_insert_with(|| Fault { field: Some(fields.len() - 1), reason: MISPLACED.into() });
                }
                *open = Open { text_at: start + at, value_at: open.filled, ..*open };
                if record_end {
                    if !at_end && fault.is_none() {
                        *fault = Some(Fault { field: None, reason: "这一行里混着另一种换行符".into() });
                    }
                    return Fed::Complete;
                }
            }
        }
    }
}

/// Whether a field that opens with a quote also closes with one, and every quote between is doubled.
fn is_well_quoted(field: &[u8]) -> bool {
    let Some(inner) = field.strip_prefix(b"\"") else { return true };
    let Some(inner) = inner.trim_ascii_end().strip_suffix(b"\"") else { return false };
    let mut rest = inner;
    while let Some(at) = rest.iter().position(|byte| *byte == b'"') {
        match rest.get(at + 1..) {
            Some([b'"', tail @ ..]) => rest = tail,
            _ => return false,
        }
    }
    true
}

fn push_line(record: &mut Record, (start, end): (usize, usize)) {
    let line = record.text_bytes().get(start..end).unwrap_or_default().to_vec();
    record.values.clear();
    record.values.extend_from_slice(&line);
    record.fields.push(Field { value: (0, line.len()), text_at: Some(start), kind: Kind::Text });
}

/// Fills the record's fields from a line that is a JSON object.
fn read_json(record: &mut Record, content: (usize, usize), columns: &FxHashMap<String, usize>, malformed: bool) {
    let line = record.text_bytes().get(content.0..content.1).unwrap_or_default();
    let line = String::from_utf8_lossy(line).into_owned();
    if line.trim().is_empty() {
        return;
    }
    record.values.clear();
    let pairs = match json::object(&line) {
        Ok(pairs) => pairs,
        Err(reason) => {
            if !malformed {
                record.fault = Some(Fault { field: None, reason });
            }
            return;
        }
    };
    let mut of_column: Vec<Option<&RawValue>> = vec![None; columns.len()];
    for (key, value) in pairs {
        if let Some(slot) = columns.get(key.as_ref()).and_then(|column| of_column.get_mut(*column)) {
            *slot = Some(value);
        }
    }
    for value in of_column {
        let text = value.map_or(Cow::Borrowed(""), |value| json::text(value.get()));
        record.push(&text, Kind::Text);
        // The value borrows from the line, so its address tells its place.
        let at = value.map(|value| (value.get().as_ptr() as usize).saturating_sub(line.as_ptr() as usize));
        if let Some(field) = record.fields.last_mut() {
            field.text_at = at.map(|at| content.0 + at);
        }
    }
}

fn malformed_fault(record: &Record, malformed: &Malformed) -> Fault {
    let bytes = malformed.bytes.iter().take(8).map(|byte| format!("{byte:02X}")).collect::<Vec<_>>().join(" ");
    let offset = record.offset + malformed.raw_at as u64;
    let encoding = record.encoding.name().to_uppercase();
    let reason = format!("文件第 {offset} 字节处的 {bytes} 不是有效的 {encoding} 文字");
    Fault { field: record.field_at(malformed.text_at), reason }
}
