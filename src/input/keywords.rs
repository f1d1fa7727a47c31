//! Keyword tables: rows that are keywords with their figures.

use std::path::Path;

use super::{Row, TableInfo};
use crate::config::InputConfig;
use crate::error::{Error, Result};
use crate::keyword::Keyword;

/// An opened keyword table. A pass over it can be made any number of times.
#[derive(Debug)]
pub struct KeywordTable {}

impl KeywordTable {
    /// Works out format, encoding, delimiter and columns of the file at `path`.
    ///
    /// # Errors
    /// When the file cannot be used at all: missing, empty, no table, no keyword column, a header alone.
    pub fn open(path: &Path, _config: &InputConfig) -> Result<Self> {
        Err(Error::input(path, "not written yet"))
    }

    /// What was found out about the file.
    pub fn info(&self) -> &TableInfo {
        todo!()
    }

    /// Every header line as it came, byte-order mark and version line included: a file of rejected rows starts with it.
    pub fn header_bytes(&self) -> &[u8] {
        todo!()
    }

    /// A pass over the rows from the first one.
    ///
    /// # Errors
    /// When the file cannot be opened any more.
    pub fn rows(&self) -> Result<KeywordRows> {
        todo!()
    }
}

/// A pass over a keyword table.
#[derive(Debug)]
pub struct KeywordRows {}

impl KeywordRows {
    /// Data rows met so far, rejected ones included; blank lines are not rows.
    pub fn rows_read(&self) -> u64 {
        todo!()
    }

    /// SHA-256 of the file in lower-case hexadecimal; `None` until the pass has come to its end.
    pub fn sha256(&self) -> Option<String> {
        todo!()
    }
}

impl Iterator for KeywordRows {
    type Item = Result<Row<Keyword>>;

    fn next(&mut self) -> Option<Self::Item> {
        todo!()
    }
}
