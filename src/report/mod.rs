//! What a run leaves behind: one file a format, all behind the [`Report`] trait.
//!
//! ```text
//! OutputFolder::create(out)          a hidden folder beside it
//!   Reports::create(path, ..)        CsvReport, CalendarReport, JsonReport, HtmlReport
//!   RejectFiles::new(path)           rejects/NAME, fed by whoever holds the header's bytes
//! OutputFolder::commit()             everything in place, or nothing
//! ```

mod calendar;
mod cell;
mod csv;
mod folder;
mod html;
mod json;
mod message;
mod models;
mod rejects;
mod trial;
mod unfetched;
mod week_problem;
mod whole_file;

use std::path::Path;

pub use calendar::CalendarReport;
pub use csv::{CsvReport, CsvStream, CsvTable};
pub use folder::{FILES, OutputFolder};
pub use html::HtmlReport;
pub use json::JsonReport;
pub use message::{
    CategoryWeek, Counts, Decision, FindingRow, GoldenFrontier, Grade, InputSummary, KeywordRow, Message, Notice,
    PagePiece, PageRow, PieceKind, PlanValues, ProposalRow, RejectRow, ScheduleRow, SectionRow, StageSummary, Summary,
    TitleRow, Verdict, WeekSummary,
};
pub use models::{ModelFile, ModelFolder};
pub use rejects::RejectFiles;
pub use trial::{TrialRow, write_halves, write_hours, write_profile};
pub use unfetched::write_unfetched;
pub use week_problem::ScheduleProblem;

use crate::error::Result;

/// A receiver of a run's messages. Rows of one kind come in their final order; [`Message::Summary`] comes last.
///
/// The findings of one rule come listing by listing, and so do the sections of pages: listings can be counted for each without keeping them. What is known only
/// when all listings of a shop were seen (`T6-twin`, `D5-template`) comes behind all other findings.
pub trait Report: Send {
    /// Takes one message.
    ///
    /// # Errors
    /// When an output cannot be written.
    fn accept(&mut self, message: Message<'_>) -> Result<()>;

    /// Writes what is still held back and closes the files.
    ///
    /// # Errors
    /// When an output cannot be written.
    fn finish(&mut self) -> Result<()>;
}

/// Several reports as one.
pub struct Reports(Vec<Box<dyn Report>>);

impl Reports {
    /// All files of a run in `folder`, the one of [`OutputFolder::path`]. `max_title_bytes` is the platform's limit
    /// ([`TitleConfig::max_bytes`](crate::config::TitleConfig::max_bytes)), which the page draws titles against.
    ///
    /// # Errors
    /// When a file cannot be made.
    pub fn create(folder: &Path, max_title_bytes: usize) -> Result<Self> {
        Ok(Self(vec![
            Box::new(CsvReport::create(folder)?),
            Box::new(CalendarReport::new(folder)),
            Box::new(JsonReport::new(folder)),
            Box::new(HtmlReport::new(folder, max_title_bytes)),
        ]))
    }
}

impl Report for Reports {
    fn accept(&mut self, message: Message<'_>) -> Result<()> {
        self.0.iter_mut().try_for_each(|report| report.accept(message))
    }

    fn finish(&mut self) -> Result<()> {
        self.0.iter_mut().try_for_each(|report| report.finish())
    }
}

#[cfg(test)]
mod example;
#[cfg(test)]
mod tests;
