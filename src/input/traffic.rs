//! Traffic tables: visits by hour.

use std::path::Path;

use super::{Row, TableInfo};
use crate::config::InputConfig;
use crate::error::{Error, Result};

/// An opened traffic table. A pass over it can be made any number of times.
#[derive(Debug)]
pub struct TrafficTable {}

impl TrafficTable {
    /// Works out format, encoding, delimiter and columns of the file at `path`.
    ///
    /// # Errors
    /// When the file cannot be used at all: missing, empty, no table, no hours or no visits, a header alone.
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
    pub fn rows(&self) -> Result<TrafficRows> {
        todo!()
    }
}

/// A pass over a traffic table.
#[derive(Debug)]
pub struct TrafficRows {}

impl TrafficRows {
    /// Data rows met so far, rejected ones included; blank lines are not rows.
    pub fn rows_read(&self) -> u64 {
        todo!()
    }

    /// SHA-256 of the file in lower-case hexadecimal; `None` until the pass has come to its end.
    pub fn sha256(&self) -> Option<String> {
        todo!()
    }
}

impl Iterator for TrafficRows {
    type Item = Result<Row<Vec<TrafficRecord>>>;

    fn next(&mut self) -> Option<Self::Item> {
        todo!()
    }
}

/// Visits in some span of time; what the table does not say is `None`.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct TrafficRecord {
    /// The day.
    pub date: Option<jiff::civil::Date>,
    /// The day of the week, where the table gives that in place of a date.
    pub weekday: Option<jiff::civil::Weekday>,
    /// Hour of the day, 0 to 23.
    pub hour: Option<i8>,
    /// Which half of the hour (`false` the first); `None` for the whole hour.
    pub half_hour: Option<bool>,
    /// Visits, or the nearest figure that the table has.
    pub visits: f64,
}
