//! Tables that the command writes, read strictly.

use std::fs;
use std::ops::Index;
use std::path::Path;
use std::sync::Arc;

/// A table with a header.
pub struct Table {
    pub columns: Arc<[String]>,
    pub rows: Vec<Row>,
}

/// A row; its cells are asked for by column.
#[derive(Debug, Clone, PartialEq)]
pub struct Row {
    columns: Arc<[String]>,
    pub cells: Vec<String>,
}

impl Index<&str> for Row {
    type Output = str;

    fn index(&self, column: &str) -> &str {
        let at = self.columns.iter().position(|name| name == column);
        &self.cells[at.unwrap_or_else(|| panic!("no column {column}"))]
    }
}

impl Row {
    /// A cell as a number; `None` when empty.
    pub fn number(&self, column: &str) -> Option<f64> {
        let cell = &self[column];
        (!cell.is_empty()).then(|| cell.parse().unwrap_or_else(|_| panic!("{column} = {cell}")))
    }

    /// A cell as a list.
    pub fn list(&self, column: &str) -> Vec<&str> {
        self[column].split("; ").filter(|item| !item.is_empty()).collect()
    }
}

impl Table {
    /// A file of the output folder: UTF-8 with a byte-order mark, CRLF behind every record, as many cells a row as columns.
    pub fn read(path: &Path) -> Self {
        let bytes = fs::read(path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
        let text = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or_else(|| panic!("{}: no mark", path.display()));
        Self::parse(std::str::from_utf8(text).unwrap())
    }

    /// A table from standard output: the same without the mark.
    pub fn parse(text: &str) -> Self {
        assert!(!text.starts_with('\u{feff}'));
        assert!(text.ends_with("\r\n"), "the last record is not ended");
        let mut quoted = false;
        let mut before = 0;
        for byte in text.bytes() {
            quoted ^= byte == b'"';
            assert!(quoted || (byte == b'\n') == (before == b'\r'), "a line end that is not CRLF");
            before = byte;
        }
        let mut reader = csv::ReaderBuilder::new().has_headers(false).from_reader(text.as_bytes());
        let mut records = reader.records().map(|record| {
            let record = record.expect("a row with another number of cells");
            record.iter().map(str::to_owned).collect::<Vec<_>>()
        });
        let columns: Arc<[String]> = records.next().unwrap().into();
        let rows = records.map(|cells| Row { columns: Arc::clone(&columns), cells }).collect();
        Self { columns, rows }
    }

    /// The only row with this cell.
    pub fn row(&self, column: &str, cell: &str) -> &Row {
        let mut rows = self.rows.iter().filter(|row| &row[column] == cell);
        let row = rows.next().unwrap_or_else(|| panic!("no row with {column} = {cell}"));
        assert!(rows.next().is_none(), "several rows with {column} = {cell}");
        row
    }

    /// A column from top to bottom.
    pub fn column(&self, column: &str) -> Vec<&str> {
        self.rows.iter().map(|row| &row[column]).collect()
    }
}
