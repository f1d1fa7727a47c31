//! The table that `taojin fetch` prints: the pictures that could not be had.

use std::io::Write;
use std::path::PathBuf;

use super::csv::Table;
use crate::error::Result;

/// Writes a row of address, listing and reason for each picture to `out`, without a byte-order mark.
///
/// # Errors
/// When it cannot be written.
pub fn write_unfetched<'r>(out: Box<dyn Write + Send>, rows: impl Iterator<Item = [&'r str; 3]>) -> Result<()> {
    let mut table = Table::over(out, PathBuf::from("standard output"), &["url", "listing_id", "reason"])?;
    for [url, listing, reason] in rows {
        table.text(url)?.text(listing)?.text(reason)?.end()?;
    }
    table.flush()
}
