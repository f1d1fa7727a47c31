//! Workbooks (.xlsx): checked as archives first, then read cell by cell into a temporary file of rows.
//!
//! calamine borrows the open workbook while it reads, and a table is read several times: so the one pass over the sheet writes
//! its rows aside, and every later pass reads those. Nothing is ever allocated by the rows x columns that a sheet claims to have.

use std::fs::File;
use std::io::{self, BufReader, BufWriter, Read, Seek, Write};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::Path;

use calamine::{DataRef, Reader, SheetVisible, Xlsx};
use sha2::{Digest, Sha256};
use tempfile::NamedTempFile;

use super::record::{Kind, LONGEST_RECORD, Record};
use crate::hex::hex;

const MOST_ENTRIES: usize = 10_000;
const MOST_BYTES: u64 = 2 << 30;
/// Shared strings are held in memory while a workbook is read.
const MOST_STRING_BYTES: u64 = 512 << 20;
/// Archives below this size may be packed as tightly as they like.
const FREE_BYTES: u64 = 64 << 20;
const HIGHEST_RATIO: u64 = 200;
const LAST_COLUMN: u32 = 16_383;
const LAST_ROW: u32 = 1_048_575;

/// The rows of a sheet, put aside.
#[derive(Debug)]
pub(super) struct Spool {
    file: NamedTempFile,
    pub sheet: String,
    /// Other sheets that people see and that have a header too.
    pub left_aside: Vec<String>,
    pub sha256: String,
    /// The first rows: where the header is looked for.
    pub head: Vec<SheetRow>,
}

/// A row of a sheet: its number, counted from 1, and its cells.
#[derive(Debug, Clone, Default)]
pub(super) struct SheetRow {
    pub number: u64,
    pub cells: Vec<String>,
}

/// Reads the sheet that `is_header` recognises within its first `head_rows` rows, or the one named.
///
/// # Errors
/// What is wrong with the workbook and what to do. When no sheet has a header, the first rows of the first sheet as well.
pub(super) fn spool(
    path: &Path,
    named: Option<&str>,
    head_rows: usize,
    is_header: &dyn Fn(&[String]) -> bool,
) -> Result<Spool, SpoolError> {
    check_archive(path)?;
    // calamine can panic on cell references that no program writes; a damaged file must not end the program.
    let read = AssertUnwindSafe(|| read_workbook(path, named, head_rows, is_header));
    catch_unwind(read).unwrap_or_else(|_| Err(SpoolError::message(broken("its cells are damaged"))))
}

fn read_workbook(
    path: &Path,
    named: Option<&str>,
    head_rows: usize,
    is_header: &dyn Fn(&[String]) -> bool,
) -> Result<Spool, SpoolError> {
    let sha256 = hash(path).map_err(|error| SpoolError::message(format!("cannot be read: {error}")))?;
    let file = File::open(path).map_err(|error| SpoolError::message(format!("cannot be read: {error}")))?;
    let mut workbook: Xlsx<_> =
        Xlsx::new(BufReader::new(file)).map_err(|error| SpoolError::message(broken(&error.to_string())))?;
    // What is hidden is an old state or a helper of formulas: it comes behind all that people see.
    let (mut sheets, hidden): (Vec<_>, Vec<_>) =
        workbook.sheets_metadata().iter().cloned().partition(|sheet| sheet.visible == SheetVisible::Visible);
    let visible = sheets.len();
    sheets.extend(hidden);
    let sheets: Vec<String> = sheets.into_iter().map(|sheet| sheet.name).collect();
    let wanted: &[String] = match named {
        Some(name) => {
            let found = sheets.iter().find(|sheet| sheet.trim() == name.trim());
            let message = || format!("has no sheet \"{name}\" (input.sheet); its sheets are {}", sheets.join(", "));
            std::slice::from_ref(found.ok_or_else(|| SpoolError::message(message()))?)
        }
        None => &sheets,
    };
    let mut first_head = Vec::new();
    for (at, sheet) in wanted.iter().enumerate() {
        match spool_sheet(&mut workbook, sheet, head_rows, is_header)? {
            Ok((file, head)) => {
                let behind = wanted.get(at + 1..visible).unwrap_or_default().iter();
                let left_aside =
                    behind.filter(|sheet| starts_with_header(&mut workbook, sheet, head_rows, is_header)).cloned();
                let left_aside = left_aside.collect();
                return Ok(Spool { file, sheet: sheet.clone(), left_aside, sha256, head });
            }
            Err(head) if first_head.is_empty() => first_head = head,
            Err(_) => {}
        }
    }
    Err(SpoolError::NoHeader(first_head.into_iter().map(|row| row.cells).collect()))
}

/// Why a workbook cannot be used.
#[derive(Debug)]
pub(super) enum SpoolError {
    Message(String),
    /// No sheet has a known header; the first rows of the first sheet that has any.
    NoHeader(Vec<Vec<String>>),
}

impl SpoolError {
    fn message(message: impl Into<String>) -> Self {
        Self::Message(message.into())
    }
}

fn broken(what: &str) -> String {
    if what.to_lowercase().contains("password") || what.to_lowercase().contains("encrypt") {
        return "is encrypted; save it without a password".into();
    }
    format!("is not a workbook that can be read ({what}); save it again as .xlsx or .csv")
}

/// Refuses archives that are no workbook, encrypted, or would swell beyond all measure.
fn check_archive(path: &Path) -> Result<(), SpoolError> {
    let refuse = |message: String| Err(SpoolError::Message(message));
    let file = File::open(path).map_err(|error| SpoolError::message(format!("cannot be read: {error}")))?;
    let packed = file.metadata().map_or(0, |metadata| metadata.len());
    let mut archive =
        zip::ZipArchive::new(BufReader::new(file)).map_err(|error| SpoolError::message(broken(&error.to_string())))?;
    if archive.len() > MOST_ENTRIES {
        return refuse(format!("holds {} packed files, which no workbook does; save it again as .xlsx", archive.len()));
    }
    if archive.index_for_name("xl/workbook.xml").is_none() {
        if archive.index_for_name("xl/workbook.bin").is_some() {
            return refuse("is a binary workbook (.xlsb); save it as .xlsx or .csv".into());
        }
        return refuse("is not a table: it looks like a ZIP archive; unpack it first".into());
    }
    let (mut total, mut buffer) = (0_u64, vec![0_u8; 1 << 16]);
    for index in 0..archive.len() {
        let mut entry = archive.by_index(index).map_err(|error| SpoolError::message(broken(&error.to_string())))?;
        let name = entry.name().map_err(|error| SpoolError::message(broken(&error.to_string())))?.to_lowercase();
        let limit = if name == "xl/sharedstrings.xml" { MOST_STRING_BYTES } else { MOST_BYTES };
        let xml = [".xml", ".rels"].iter().any(|extension| name.ends_with(extension));
        // Sizes stated in the archive may lie: what is going to be read is unpacked once and counted.
        let mut size = if xml { 0 } else { entry.size() };
        let swells = |size: u64| {
            let total = total + size;
            size > limit || total > MOST_BYTES || (total > FREE_BYTES && total / HIGHEST_RATIO > packed)
        };
        let mut read = usize::from(xml);
        while read > 0 && !swells(size) {
            read = entry.read(&mut buffer).map_err(|error| SpoolError::message(broken(&error.to_string())))?;
            size += read as u64;
        }
        if swells(size) {
            return refuse("unpacks to far more than a workbook should hold; export it as .csv".into());
        }
        total += size;
    }
    Ok(())
}

fn hash(path: &Path) -> io::Result<String> {
    let mut hasher = Sha256::new();
    let mut file = File::open(path)?;
    let mut buffer = vec![0_u8; 1 << 16];
    loop {
        let read = file.read(&mut buffer)?;
        if read == 0 {
            return Ok(hex(&hasher.finalize()));
        }
        hasher.update(buffer.get(..read).unwrap_or_default());
    }
}

/// The file of rows and the first rows; those alone when no header is among them.
type Spooled = Result<(NamedTempFile, Vec<SheetRow>), Vec<SheetRow>>;

fn spool_sheet<RS: Read + Seek>(
    workbook: &mut Xlsx<RS>,
    sheet: &str,
    head_rows: usize,
    is_header: &dyn Fn(&[String]) -> bool,
) -> Result<Spooled, SpoolError> {
    let aside =
        |error: io::Error| SpoolError::message(format!("cannot put its rows aside in a temporary file: {error}"));
    let Ok(mut cells) = workbook.worksheet_cells_reader(sheet) else {
        // A sheet of charts has no cells.
        return Ok(Err(Vec::new()));
    };
    let file = NamedTempFile::new().map_err(aside)?;
    let mut out = BufWriter::new(file.reopen().map_err(aside)?);
    let mut writer = RowWriter { out: &mut out, written: 0 };
    let (mut head, mut recognised) = (Vec::new(), false);
    let mut row = OpenRow::default();
    loop {
        let cell = cells.next_cell().map_err(|error| SpoolError::message(broken(&error.to_string())))?;
        let position = cell.as_ref().map(calamine::Cell::get_position);
        if position.is_none_or(|(number, _)| number != row.number) && !row.cells.is_empty() {
            if head.len() < head_rows && !recognised {
                let values = row.values();
                recognised = is_header(&values);
                head.push(SheetRow { number: u64::from(row.number) + 1, cells: values });
            } else if head.len() == head_rows && !recognised {
                return Ok(Err(head));
            } else if head.len() < head_rows + 1 {
                head.push(SheetRow { number: u64::from(row.number) + 1, cells: row.values() });
            }
            writer.write(&row).map_err(aside)?;
            if writer.written > MOST_BYTES {
                return Err(SpoolError::message("holds more than 2 GiB of text; export it as .csv"));
            }
            row.cells.clear();
        }
        let (Some(cell), Some((number, column))) = (cell, position) else { break };
        if number > LAST_ROW || column > LAST_COLUMN {
            return Err(SpoolError::message(broken("a cell lies outside of the sheet")));
        }
        row.number = number;
        if let Some((kind, text)) = cell_text(cell.get_value()) {
            row.push(column, kind, &text);
        }
    }
    out.flush().map_err(aside)?;
    drop(out);
    Ok(if recognised { Ok((file, head)) } else { Err(head) })
}

/// Whether one of a sheet's first rows is a known header.
fn starts_with_header<RS: Read + Seek>(
    workbook: &mut Xlsx<RS>,
    sheet: &str,
    head_rows: usize,
    is_header: &dyn Fn(&[String]) -> bool,
) -> bool {
    let Ok(mut cells) = workbook.worksheet_cells_reader(sheet) else { return false };
    let (mut row, mut rows) = (OpenRow::default(), 0);
    while rows < head_rows {
        let Ok(cell) = cells.next_cell() else { return false };
        let position = cell.as_ref().map(calamine::Cell::get_position);
        if position.is_none_or(|(number, _)| number != row.number) && !row.cells.is_empty() {
            if is_header(&row.values()) {
                return true;
            }
            rows += 1;
            row.cells.clear();
        }
        let (Some(cell), Some((number, column))) = (cell, position) else { return false };
        row.number = number;
        if column <= LAST_COLUMN
            && let Some((kind, text)) = cell_text(cell.get_value())
        {
            row.push(column, kind, &text);
        }
    }
    false
}

#[derive(Debug, Default)]
struct OpenRow {
    number: u32,
    cells: Vec<(u32, Kind, String)>,
}

impl OpenRow {
    fn push(&mut self, column: u32, kind: Kind, text: &str) {
        let text = if text.len() > LONGEST_RECORD { "" } else { text };
        match self.cells.binary_search_by_key(&column, |(column, ..)| *column) {
            Ok(_) => {}
            Err(at) => self.cells.insert(at, (column, kind, text.to_owned())),
        }
    }

    fn values(&self) -> Vec<String> {
        let width = self.cells.last().map_or(0, |(column, ..)| *column as usize + 1);
        let mut values = vec![String::new(); width];
        for (column, _, text) in &self.cells {
            if let Some(value) = values.get_mut(*column as usize) {
                text.trim().clone_into(value);
            }
        }
        values
    }
}

/// A cell's text; `None` for an empty cell. Numbers are printed plainly and without rounding.
fn cell_text(value: &DataRef<'_>) -> Option<(Kind, String)> {
    let text = |text: &str| (!text.trim().is_empty()).then(|| (Kind::Text, text.to_owned()));
    match value {
        DataRef::Empty => None,
        DataRef::String(value) | DataRef::DateTimeIso(value) | DataRef::DurationIso(value) => text(value),
        DataRef::SharedString(value) => text(value),
        DataRef::Int(value) => Some((Kind::Number, value.to_string())),
        DataRef::Float(value) => Some((Kind::Number, value.to_string())),
        DataRef::Bool(value) => Some((Kind::Text, if *value { "TRUE" } else { "FALSE" }.to_owned())),
        DataRef::DateTime(value) => {
            let (year, month, day, hour, minute, second, _) = value.to_ymd_hms_milli();
            let serial = value.as_f64();
            if value.is_duration() || (0.0..1.0).contains(&serial) {
                return Some((Kind::Text, format!("{hour:02}:{minute:02}:{second:02}")));
            }
            Some((Kind::Text, format!("{year:04}-{month:02}-{day:02} {hour:02}:{minute:02}:{second:02}")))
        }
        DataRef::Error(error) => Some((Kind::Error, error.to_string())),
    }
}

struct RowWriter<'a, W> {
    out: &'a mut W,
    written: u64,
}

impl<W: Write> RowWriter<'_, W> {
    /// A row: its number, the number of its cells, and of each its column, kind, length and text.
    fn write(&mut self, row: &OpenRow) -> io::Result<()> {
        self.number(row.number)?;
        self.number(u32::try_from(row.cells.len()).unwrap_or(u32::MAX))?;
        for (column, kind, text) in &row.cells {
            self.number(*column)?;
            self.number(*kind as u32)?;
            self.number(u32::try_from(text.len()).unwrap_or(u32::MAX))?;
            self.out.write_all(text.as_bytes())?;
            self.written += text.len() as u64;
        }
        Ok(())
    }

    fn number(&mut self, number: u32) -> io::Result<()> {
        self.written += 4;
        self.out.write_all(&number.to_le_bytes())
    }
}

/// Reads the rows put aside, in turn.
#[derive(Debug)]
pub(super) struct SheetRecords {
    input: BufReader<File>,
    pub sha256: String,
    /// Rows up to this one, counted from 1, are the header.
    header_row: u64,
    text: Vec<u8>,
}

impl SheetRecords {
    pub(super) fn open(spool: &Spool, header_row: u64) -> io::Result<Self> {
        let input = BufReader::with_capacity(1 << 16, spool.file.reopen()?);
        Ok(Self { input, sha256: spool.sha256.clone(), header_row, text: Vec::new() })
    }

    /// Reads the next row that is not blank; `false` at the end.
    pub(super) fn read(&mut self, record: &mut Record) -> io::Result<bool> {
        loop {
            record.clear();
            let Some(number) = self.number()? else { return Ok(false) };
            record.line = u64::from(number) + 1;
            let cells = self.number()?.unwrap_or(0);
            for _ in 0..cells {
                let column = self.number()?.unwrap_or(0) as usize;
                let kind = match self.number()?.unwrap_or(0) {
                    1 => Kind::Number,
                    2 => Kind::Error,
                    _ => Kind::Text,
                };
                let length = self.number()?.unwrap_or(0) as usize;
                self.text.resize(length, 0);
                self.input.read_exact(&mut self.text)?;
                while record.len() < column {
                    record.push("", Kind::Text);
                }
                record.push(std::str::from_utf8(&self.text).unwrap_or_default(), kind);
            }
            if record.line > self.header_row && !record.is_blank() {
                return Ok(true);
            }
        }
    }

    fn number(&mut self) -> io::Result<Option<u32>> {
        let mut bytes = [0; 4];
        match self.input.read_exact(&mut bytes) {
            Ok(()) => Ok(Some(u32::from_le_bytes(bytes))),
            Err(error) if error.kind() == io::ErrorKind::UnexpectedEof => Ok(None),
            Err(error) => Err(error),
        }
    }
}
