//! A pass over the rows of a table: what is no row is rejected before its cells mean anything.

use std::io;
use std::sync::Arc;

use super::encoding::Encoding;
use super::lines::Lines;
use super::record::{Kind, Record};
use super::schema::Columns;
use super::table::{CellFault, Source, SplitKind, Table};
use super::text_records::TextRecords;
use super::workbook::SheetRecords;
use super::{Reject, Row};
use crate::error::{Error, Result};

/// A pass over a table's rows.
#[derive(Debug)]
pub(super) struct TableRows {
    table: Arc<Table>,
    records: Records,
    record: Record,
    rows: u64,
    ended: bool,
}

#[derive(Debug)]
enum Records {
    Text(TextRecords),
    Sheet(SheetRecords),
}

impl TableRows {
    pub(super) fn open(table: &Arc<Table>) -> Result<Self> {
        let unreadable = |error: io::Error| Error::input(&table.info.path, format!("cannot be read: {error}"));
        let (records, encoding) = match &table.source {
            Source::Text { layout, split } => {
                let lines = Lines::open(&table.info.path, *layout).map_err(unreadable)?;
                let records = TextRecords { lines, split: split.build(), line_end: layout.line_end };
                (Records::Text(records), layout.encoding)
            }
            Source::Workbook { spool, header_row } => {
                (Records::Sheet(SheetRecords::open(spool, *header_row).map_err(unreadable)?), Encoding::Utf8)
            }
        };
        Ok(Self { table: Arc::clone(table), records, record: Record::new(encoding), rows: 0, ended: false })
    }

    pub(super) fn rows_read(&self) -> u64 {
        self.rows
    }

    pub(super) fn sha256(&self) -> Option<String> {
        match &self.records {
            Records::Text(records) => records.lines.sha256(),
            Records::Sheet(records) => self.ended.then(|| records.sha256.clone()),
        }
    }

    /// Reads the next record aside; `None` at the end.
    pub(super) fn next_record(&mut self) -> Option<Result<()>> {
        if self.ended {
            return None;
        }
        let read = match &mut self.records {
            Records::Text(records) => records.read(&mut self.record),
            Records::Sheet(records) => records.read(&mut self.record),
        };
        match read {
            Ok(true) => {
                self.rows += 1;
                Some(Ok(()))
            }
            Ok(false) => {
                self.ended = true;
                None
            }
            Err(error) => {
                self.ended = true;
                Some(Err(Error::input(&self.table.info.path, format!("cannot be read: {error}"))))
            }
        }
    }

    /// The next row, made a value by `build` unless the record is at fault already.
    pub(super) fn next_row<T>(
        &mut self,
        build: impl FnOnce(&Record, &Columns, u64) -> Result<T, CellFault>,
    ) -> Option<Result<Row<T>>> {
        if let Err(error) = self.next_record()? {
            return Some(Err(error));
        }
        let outcome = self.check().and_then(|()| build(&self.record, &self.table.columns, self.rows));
        Some(Ok(match outcome {
            Ok(value) => Row::Accepted { row: self.rows, value },
            Err(fault) => Row::Rejected(self.reject(fault)),
        }))
    }

    fn check(&self) -> Result<(), CellFault> {
        let (record, table) = (&self.record, &*self.table);
        if let Some(fault) = &record.fault {
            return Err(CellFault::new(fault.field, fault.reason.clone()));
        }
        let width = table.columns.headers.len();
        if (width..record.len()).any(|field| !record.get(field).is_empty()) {
            let reason =
                format!("这一行有 {} 列，比表头的 {width} 列多：字段里的分隔符要加引号", last_filled(record) + 1);
            return Err(CellFault::new(None, reason));
        }
        if table.header_lines.iter().any(|line| repeats(record, line)) {
            return Err(CellFault::new(None, "这一行重复了表头（几个文件拼在一起时要去掉）"));
        }
        let delimited = matches!(table.source, Source::Text { split: SplitKind::Delimited(_), .. });
        if delimited && record.len() < width {
            return Err(CellFault::new(None, format!("这一行只有 {} 列，比表头的 {width} 列少", record.len())));
        }
        let broken = |column: &usize| record.kind(*column) == Kind::Error;
        if let Some(column) = table.columns.of_field.iter().flatten().copied().find(broken) {
            return Err(CellFault::new(Some(column), format!("单元格是错误值 {}", record.get(column))));
        }
        Ok(())
    }

    fn reject(&self, fault: CellFault) -> Reject {
        let (line, byte_offset) = self.record.position(fault.column);
        let raw = self.record.raw_bytes();
        Reject {
            file: self.table.info.path.display().to_string(),
            line,
            byte_offset,
            column: self.table.columns.header(fault.column).to_owned(),
            reason: fault.reason,
            text: self.record.encoding.decode_shown(&raw),
            raw,
        }
    }
}

fn last_filled(record: &Record) -> usize {
    (0..record.len()).rev().find(|field| !record.get(*field).is_empty()).unwrap_or(0)
}

/// Whether a record is a line of the header once more.
fn repeats(record: &Record, line: &[String]) -> bool {
    record.get(0) == line.first().map(String::as_str).unwrap_or_default()
        && line.iter().any(|cell| !cell.is_empty())
        && (0..record.len().max(line.len()))
            .all(|field| record.get(field) == line.get(field).map(String::as_str).unwrap_or_default())
}
