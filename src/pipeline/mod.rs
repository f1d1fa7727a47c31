//! A night's run: catalogs in, a folder of reports out.
//!
//! ```text
//! open        every input is opened and understood before anything is written
//! keywords    tables merged, scored, indexed
//! scan        a first pass over the catalogs: which row of each id stands, how strong each listing is
//! count       only where keywords come without a supply: which listings cover them
//! pictures    only with a folder of them: those that the pages name are read, each content once
//! titles      a second pass in chunks, shared by the threads; detail pages with it
//! twins       near-identical titles, shop by shop
//! schedule    shop by shop
//! report      keywords, the week, the summary
//! ```
//!
//! Two passes over the catalogs instead of one held in memory: what is kept of a listing between them is a few dozen bytes.

mod chunk;
mod inputs;
mod keywords;
mod listings;
mod notes;
mod outcome;
mod page_ledger;
mod page_source;
mod pictures;
mod run;
mod schedule;
mod stated;
mod strips;
#[cfg(test)]
mod tests;
mod trial;
mod twins;
mod wanted;
mod words;

use std::path::PathBuf;

pub use keywords::{Coverage, KeywordBook, keyword_rows};
pub use pictures::{PictureBook, PictureRoom, PictureWork};
pub use run::run;
pub use schedule::{PlannedWeek, ScheduleInputs, ScheduledListing, plan_shops, schedule_rows};
pub use trial::{TrialInputs, TrialResult, compare_trial};
pub use wanted::{WantedPicture, wanted_pictures};
pub use words::mine_words;

use crate::config::{Config, PageConfig};
use crate::error::{Error, Result};
use crate::page::PageChecker;
pub use crate::progress::{NoProgress, Progress, StopFlag};

/// The checker of detail pages, with the shop's own section table where the configuration names one.
///
/// # Errors
/// When that file cannot be read or is no section table.
pub fn page_checker(config: &PageConfig) -> Result<PageChecker> {
    let Some(path) = &config.sections else { return PageChecker::new(config) };
    let text = std::fs::read_to_string(path)
        .map_err(|source| Error::config(format!("page.sections: cannot read {}: {source}", path.display())))?;
    // Editors on Windows like to start a file with a byte-order mark.
    PageChecker::with_own(config, &path.display().to_string(), text.trim_start_matches('\u{feff}'))
}

/// Whether the stages can use all that the configuration names: title rules, blocked times, pins.
///
/// # Errors
/// What cannot be used and what to write instead.
pub fn check_settings(config: &Config) -> Result<(), String> {
    if let Some(code) = crate::title::unknown_rule(&config.title) {
        let known: Vec<&str> = crate::title::RULES.iter().map(|rule| rule.code).collect();
        return Err(format!("title.severity: there is no rule {code:?}; the rules are {}", known.join(", ")));
    }
    crate::schedule::unusable_setting(&config.schedule).map_or(Ok(()), Err)
}

/// What a run reads and writes, beside the configuration.
#[derive(Debug, Clone)]
pub struct RunOptions {
    /// Catalog exports, at least one.
    pub catalogs: Vec<PathBuf>,
    /// Keyword tables.
    pub keywords: Vec<PathBuf>,
    /// Traffic table.
    pub traffic: Option<PathBuf>,
    /// Detail pages.
    pub pages: Option<PathBuf>,
    /// Folder of the pictures that the detail pages name.
    pub pictures: Option<PathBuf>,
    /// Output folder.
    pub out: PathBuf,
    /// Threads; 0 takes one per core.
    pub threads: usize,
    /// Folder for the optimisation problems of the run, `titles.jsonl`, `titles_edit.jsonl` and `schedule.jsonl`; none are written without it.
    pub dump_models: Option<PathBuf>,
    /// The clock of the run: every date in the reports follows from it.
    pub now: jiff::Zoned,
}
