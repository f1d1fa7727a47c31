//! One record of a table, before its fields mean anything: values, and where each of them stands in the file.

use super::encoding::Encoding;
use super::lines::LineEnd;

/// Longest record, in bytes of its raw form.
pub(super) const LONGEST_RECORD: usize = 4 << 20;

/// A record; its buffers are used again for the next one.
#[derive(Debug)]
pub(super) struct Record {
    /// Whole physical lines as they came; for workbooks empty, see [`Record::raw_bytes`].
    pub raw: Vec<u8>,
    /// Line of the file on which the record starts, counted from 1; for workbooks the sheet's row.
    pub line: u64,
    /// Offset of its first byte in the file.
    pub offset: u64,
    /// What makes the record unusable as it stands.
    pub fault: Option<Fault>,
    /// The decoded lines, each with LF in place of its line end; unused in UTF-8, where `raw` is the text.
    pub(super) text: String,
    /// The fields' values, one after the other; longer than what is used.
    pub(super) values: Vec<u8>,
    pub(super) fields: Vec<Field>,
    pub(super) lines: Vec<LineMark>,
    pub(super) encoding: Encoding,
}

/// What makes a record unusable before its fields are looked at.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Fault {
    /// The field at fault; `None` for the record as a whole.
    pub field: Option<usize>,
    /// Why, in Chinese.
    pub reason: String,
}

/// A field of a record.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Field {
    /// Where its value starts and ends in `values`.
    pub value: (usize, usize),
    /// Where the field, opening quote included, starts in the text; `None` when it has no place of its own.
    pub text_at: Option<usize>,
    pub kind: Kind,
}

/// What a cell holds; text files hold nothing but text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    Text,
    /// A workbook's number, printed without rounding.
    Number,
    /// A workbook's `#N/A` and the like.
    Error,
}

/// A physical line of a record.
#[derive(Debug, Clone, Copy)]
pub(super) struct LineMark {
    pub raw_at: usize,
    pub text_at: usize,
}

impl Record {
    pub(super) fn new(encoding: Encoding) -> Self {
        Self {
            raw: Vec::new(),
            line: 0,
            offset: 0,
            fault: None,
            text: String::new(),
            values: Vec::new(),
            fields: Vec::new(),
            lines: Vec::new(),
            encoding,
        }
    }

    pub(super) fn clear(&mut self) {
        self.raw.clear();
        self.fault = None;
        self.text.clear();
        self.fields.clear();
        self.lines.clear();
    }

    /// Makes a reject of a record whose last line came cut, and ends that line: the next reject must not be glued to it.
    pub(super) fn cut(&mut self, line_end: LineEnd, reason: &str) {
        self.raw.extend(line_end.encoded(self.encoding));
        self.fault = Some(Fault { field: None, reason: reason.into() });
    }

    /// The decoded text of the record's lines.
    pub(super) fn text_bytes(&self) -> &[u8] {
        if self.encoding == Encoding::Utf8 { &self.raw } else { self.text.as_bytes() }
    }

    /// How many fields the record has.
    pub(super) fn len(&self) -> usize {
        self.fields.len()
    }

    /// The value of a field, trimmed; empty when the record is shorter.
    pub(super) fn get(&self, field: usize) -> &str {
        let Some(Field { value: (start, end), .. }) = self.fields.get(field) else { return "" };
        let bytes = self.values.get(*start..*end).unwrap_or_default();
        std::str::from_utf8(bytes).unwrap_or_default().trim_matches(is_padding)
    }

    /// What the field holds.
    pub(super) fn kind(&self, field: usize) -> Kind {
        self.fields.get(field).map_or(Kind::Text, |field| field.kind)
    }

    /// Whether every field is empty.
    pub(super) fn is_blank(&self) -> bool {
        self.fault.is_none() && (0..self.len()).all(|field| self.get(field).is_empty())
    }

    /// Every value, trimmed.
    pub(super) fn to_vec(&self) -> Vec<String> {
        (0..self.len()).map(|field| self.get(field).to_owned()).collect()
    }

    /// Adds a value that has no place of its own in the text.
    pub(super) fn push(&mut self, value: &str, kind: Kind) {
        let start = self.fields.last().map_or(0, |field| field.value.1);
        self.values.truncate(start);
        self.values.extend_from_slice(value.as_bytes());
        self.fields.push(Field { value: (start, self.values.len()), text_at: None, kind });
    }

    /// Line and offset in the file at which a field starts; those of the record for `None`.
    pub(super) fn position(&self, field: Option<usize>) -> (u64, u64) {
        let text_at = field.and_then(|field| self.fields.get(field)).and_then(|field| field.text_at);
        let Some(text_at) = text_at else { return (self.line, self.offset) };
        let (line, raw_at) = self.raw_position(text_at);
        (self.line + line as u64, self.offset + raw_at as u64)
    }

    /// The physical line within the record, and the byte within `raw`, of a place in the text.
    fn raw_position(&self, text_at: usize) -> (usize, usize) {
        let line = self.line_of(text_at);
        let Some(mark) = self.lines.get(line) else { return (0, 0) };
        if self.encoding == Encoding::Utf8 {
            return (line, text_at);
        }
        let before = self.text.get(mark.text_at..text_at).unwrap_or_default();
        let raw = self.raw.get(mark.raw_at..).unwrap_or_default();
        (line, mark.raw_at + self.encoding.bytes_of_chars(raw, before.chars().count()))
    }

    /// The physical line within the record that holds a place in the text.
    pub(super) fn line_of(&self, text_at: usize) -> usize {
        self.lines.partition_point(|mark| mark.text_at <= text_at).saturating_sub(1)
    }

    /// The field that holds a place in the text.
    pub(super) fn field_at(&self, text_at: usize) -> Option<usize> {
        self.fields.iter().rposition(|field| field.text_at.is_some_and(|start| start <= text_at))
    }

    /// The record as it came: its lines, or a workbook's row as CSV.
    pub(super) fn raw_bytes(&self) -> Vec<u8> {
        if self.raw.is_empty() { csv_line(&self.to_vec()) } else { self.raw.clone() }
    }
}

/// A line of CSV in UTF-8, ended with CRLF.
pub(super) fn csv_line(values: &[String]) -> Vec<u8> {
    let mut writer = csv::WriterBuilder::new().terminator(csv::Terminator::CRLF).from_writer(Vec::new());
    // Writing to memory cannot fail; a row of one empty value is written as a quoted one.
    let _ = writer.write_record(values);
    writer.into_inner().unwrap_or_default()
}

/// White space and what is invisible beside it: byte-order marks, zero-width spaces, the end mark of DOS.
pub(super) fn is_padding(c: char) -> bool {
    c.is_whitespace() || matches!(c, '\u{1a}' | '\u{feff}' | '\u{200b}'..='\u{200d}' | '\u{2060}')
}
