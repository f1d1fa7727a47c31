//! `schedule.ics`: when to list what again, for a calendar.

use std::collections::BTreeMap;
use std::io::Write;
use std::path::{Path, PathBuf};

use ics::properties::{Description, DtEnd, DtStart, Summary as Title};
use ics::{Event, ICalendar, escape_text};
use jiff::{Timestamp, ToSpan};
use sha2::{Digest, Sha256};

use super::whole_file::write_whole;
use super::{Message, Report, ScheduleRow};
use crate::error::{Error, Result};

/// Writes an event for each batch: the listings of a shop that are to be listed again within the same hour.
///
/// Times are in UTC, which every calendar shows as its owner's. The same run gives the same bytes.
#[derive(Debug)]
pub struct CalendarReport {
    path: PathBuf,
    /// By hour since 1970 and shop.
    batches: BTreeMap<(i64, String), Batch>,
    stamp: Option<Timestamp>,
}

/// The listings of an event.
#[derive(Debug)]
struct Batch {
    first: Timestamp,
    last: Timestamp,
    count: usize,
    /// Minute and listing with the front of its title, [`LISTED`] at most.
    lines: Vec<(Timestamp, String)>,
}

/// Listings named in an event. A shop with more in one hour works from `schedule.csv`.
const LISTED: usize = 60;

impl CalendarReport {
    /// Writes `schedule.ics` into `folder`, the one of [`OutputFolder::path`](super::OutputFolder::path).
    pub fn new(folder: &Path) -> Self {
        Self::at(folder.join("schedule.ics"), None)
    }

    /// Writes the file at `path`. The events are stamped with `now`, or with the start of the run that the last message tells.
    pub fn at(path: PathBuf, now: Option<Timestamp>) -> Self {
        Self { path, batches: BTreeMap::new(), stamp: now }
    }

    fn slot(&mut self, row: &ScheduleRow) {
        let Some(time) = row.list_time.parse::<Timestamp>().ok().filter(|_| row.moved) else { return };
        let key = (time.as_second().div_euclid(3600), row.shop.clone());
        let batch = self.batches.entry(key).or_insert(Batch { first: time, last: time, count: 0, lines: Vec::new() });
        batch.first = batch.first.min(time);
        batch.last = batch.last.max(time);
        batch.count += 1;
        if batch.lines.len() < LISTED {
            let title = if row.title.is_empty() { String::new() } else { format!(" {}", row.title) };
            batch.lines.push((time, format!("{}{title}", row.listing_id)));
        }
    }

    fn calendar(&self) -> ICalendar<'_> {
        let mut calendar = ICalendar::new("2.0", "-//taojin//listing-end times//ZH");
        let stamp = self.stamp.map(utc).unwrap_or_default();
        for ((hour, shop), batch) in &self.batches {
            let name = Sha256::digest(format!("{hour} {shop}").as_bytes());
            let uid = format!("{}@taojin", &crate::hex::hex(&name)[..32]);
            let mut event = Event::new(uid, stamp.clone());
            let place = if shop.is_empty() { String::new() } else { format!("（{shop}）") };
            event.push(Title::new(escape_text(format!("重新上架 {} 个宝贝{place}", batch.count)).into_owned()));
            event.push(DtStart::new(utc(batch.first)));
            event.push(DtEnd::new(utc(batch.last.saturating_add(1.minute()).unwrap_or(batch.last))));
            let mut lines = batch.lines.clone();
            lines.sort();
            let mut text: Vec<String> = lines.into_iter().map(|(time, id)| format!("{} {id}", clock(time))).collect();
            if batch.count > text.len() {
                text.push(format!("……共 {} 个，见 schedule.csv", batch.count));
            }
            event.push(Description::new(escape_text(text.join("\n")).into_owned()));
            calendar.add_event(event);
        }
        calendar
    }
}

impl Report for CalendarReport {
    fn accept(&mut self, message: Message<'_>) -> Result<()> {
        match message {
            Message::Slot(row) => self.slot(row),
            Message::Summary(summary) => self.stamp = summary.started_at.parse().ok(),
            _ => {}
        }
        Ok(())
    }

    fn finish(&mut self) -> Result<()> {
        write_whole(&self.path, |mut out| {
            let written = self.calendar().write(&mut out).and_then(|()| out.flush());
            written.map_err(|source| Error::output(&self.path, source))
        })
    }
}

/// `20261121T133000Z`
fn utc(time: Timestamp) -> String {
    time.strftime("%Y%m%dT%H%M%SZ").to_string()
}

/// The clock in China, `21:30`.
fn clock(time: Timestamp) -> String {
    crate::china::OFFSET.to_datetime(time).strftime("%H:%M").to_string()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::example;

    #[test]
    fn a_batch_is_an_event_and_what_stays_is_none() {
        let folder = tempfile::tempdir().unwrap();
        let mut report =
            CalendarReport::at(folder.path().join("schedule.ics"), "2026-11-21T02:00:00+08:00".parse().ok());
        let mut rows = example::full().slots;
        for (row, time) in rows.iter_mut().zip(["21:40", "21:05", "22:00", "21:30"]) {
            row.shop = "暖冬;配饰,铺".into();
            row.list_time = format!("2026-11-23T{time}:00+08:00");
            row.moved = time != "21:30";
            row.title = if time == "21:05" { "羊绒围巾女".into() } else { String::new() };
        }
        for row in &rows {
            report.slot(row);
        }
        report.finish().unwrap();
        let text = std::fs::read_to_string(folder.path().join("schedule.ics")).unwrap();
        assert!(text.split_inclusive('\n').all(|line| line.ends_with("\r\n") && line.len() <= 77), "{text}");
        let unfolded = text.replace("\r\n ", "");
        assert_eq!(unfolded.matches("BEGIN:VEVENT").count(), 2);
        assert!(unfolded.contains("DTSTART:20261123T130500Z\r\nDTEND:20261123T134100Z"), "{unfolded}");
        assert!(unfolded.contains("SUMMARY:重新上架 2 个宝贝（暖冬\\;配饰\\,铺）"), "{unfolded}");
        assert!(unfolded.contains("DESCRIPTION:21:05 523000000601 羊绒围巾女\\n21:40 523000000600"), "{unfolded}");
        assert!(unfolded.contains("DTSTAMP:20261120T180000Z"), "{unfolded}");
    }
}
