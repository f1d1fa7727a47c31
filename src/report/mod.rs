//! What a run leaves behind: one file a format, all behind the [`Report`] trait.

mod message;

pub use message::{
    Counts, Decision, FindingRow, Grade, InputSummary, KeywordRow, Message, ProposalRow, RejectRow, ScheduleRow, SectionRow,
    StageSummary, Summary, TitleRow, Verdict, WeekSummary,
};

use crate::error::Result;

/// A receiver of a run's messages. Rows of one kind come in their final order; [`Message::Summary`] comes last.
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
