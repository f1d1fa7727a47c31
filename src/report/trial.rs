//! The files of a weekly test: who takes which part in it, what the week said, and the profile learnt from it.

use std::io::Write;
use std::path::{Path, PathBuf};

use super::csv::Table;
use super::whole_file::write_whole;
use crate::error::{Error, Result};
use crate::schedule::{HOURS_PER_WEEK, Half, HourResult};

/// A listing's part in a weekly test: a row of the file of `taojin schedule --halves`.
#[derive(Debug, Clone)]
pub struct TrialRow {
    /// The listing.
    pub listing_id: String,
    /// Its shop.
    pub shop: String,
    /// Its category.
    pub category: String,
    /// Its half.
    pub half: Half,
    /// Number of its pair within the shop; `None` for a listing outside the test, which follows the plan.
    pub pair: Option<u32>,
    /// When it ends, RFC 3339 with +08:00.
    pub end: String,
    /// What that end is worth by the plan.
    pub planned: f64,
    /// Its weight.
    pub weight: f64,
}

/// Writes the parts of a weekly test at `path`.
///
/// # Errors
/// When the file cannot be written.
pub fn write_halves(path: &Path, rows: &[TrialRow]) -> Result<()> {
    let columns = ["listing_id", "shop", "category", "half", "pair", "end", "planned", "weight"];
    write_whole(path, |out| {
        let mut table = Table::marked(out, path.to_owned(), &columns)?;
        for row in rows {
            let half = if row.half == Half::Plan { "plan" } else { "stay" };
            table
                .text(&row.listing_id)?
                .text(&row.shop)?
                .text(&row.category)?
                .text(half)?
                .integer(row.pair.map(u64::from))?
                .text(&row.end)?
                .decimal(Some(row.planned))?
                .decimal(Some(row.weight))?
                .end()?;
        }
        table.flush()
    })
}

/// Writes what a week said of each hour of the day to `out`, without a byte-order mark.
///
/// # Errors
/// When it cannot be written.
pub fn write_hours(out: Box<dyn Write + Send>, hours: &[HourResult]) -> Result<()> {
    let columns = ["hour", "listings", "visits", "planned_visits", "ratio", "ratio_low", "ratio_high", "verdict"];
    let mut table = Table::over(out, PathBuf::from("standard output"), &columns)?;
    for row in hours {
        let interval = row.against_plan.interval;
        table
            .integer(Some(row.hour as u64))?
            .integer(Some(row.listings as u64))?
            .decimal(Some(row.visits))?
            .decimal(Some(row.planned))?
            .decimal(Some(row.against_plan.ratio))?
            .decimal(interval.map(|(low, _)| low))?
            .decimal(interval.map(|(_, high)| high))?
            .text(row.verdict())?
            .end()?;
    }
    table.flush()
}

/// Writes a profile at `path` as a table that `--traffic` takes: visits by weekday and hour, 10,000 in the week.
///
/// # Errors
/// When the file cannot be written.
pub fn write_profile(path: &Path, shares: &[f64; HOURS_PER_WEEK]) -> Result<()> {
    const DAYS: [&str; 7] = ["周一", "周二", "周三", "周四", "周五", "周六", "周日"];
    write_whole(path, |mut out| {
        let mut write = || {
            out.write_all("\u{feff}星期,小时,访客数\r\n".as_bytes())?;
            for (hour, share) in shares.iter().enumerate() {
                write!(out, "{},{},{:.4}\r\n", DAYS[hour / 24], hour % 24, share * 10_000.0)?;
            }
            out.flush()
        };
        write().map_err(|source| Error::output(path, source))
    })
}
