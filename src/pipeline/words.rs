//! Mining words: every file read twice, row by row.

use std::path::{Path, PathBuf};

use super::inputs::input_summary;
use super::notes::table_notes;
use super::{Progress, StopFlag};
use crate::config::Config;
use crate::dictionary::Dictionary;
use crate::error::{Error, Result};
use crate::input::{Catalog, KeywordTable, Reject, Row, TableInfo};
use crate::report::{InputSummary, Notice};
use crate::text::Segmenter;
use crate::words::{Candidate, Sieve, Source};

/// Rows between two looks at the stop flag.
const ROWS: u64 = 1024;

/// A file that words are mined from.
enum Table {
    Catalog(Catalog),
    Keywords(KeywordTable),
}

impl Table {
    /// Opens `path` as a catalog, else as a keyword table or a plain list.
    fn open(path: &Path, config: &Config) -> Result<Self> {
        match Catalog::open(path, &config.input) {
            Ok(catalog) => Ok(Self::Catalog(catalog)),
            Err(as_catalog) => match KeywordTable::open(path, &config.input) {
                Ok(table) => Ok(Self::Keywords(table)),
                Err(as_keywords) => Err(Error::input(
                    path,
                    format!(
                        "is neither a catalog nor a keyword table nor a plain .txt list: {as_catalog}; {as_keywords}"
                    ),
                )),
            },
        }
    }

    fn info(&self) -> &TableInfo {
        match self {
            Self::Catalog(catalog) => catalog.info(),
            Self::Keywords(table) => table.info(),
        }
    }

    /// Reads the rows from the first one on. Gives the number of rows and the file's SHA-256.
    fn read(
        &self,
        mut accept: impl FnMut(Source<'_>) -> Result<()>,
        mut reject: impl FnMut(&Reject),
    ) -> Result<(u64, String)> {
        match self {
            Self::Catalog(catalog) => {
                let mut rows = catalog.rows()?;
                for row in &mut rows {
                    match row? {
                        Row::Accepted { value, .. } => accept(Source::Listing(&value))?,
                        Row::Rejected(rejected) => reject(&rejected),
                    }
                }
                Ok((rows.rows_read(), rows.sha256().unwrap_or_default()))
            }
            Self::Keywords(table) => {
                let mut rows = table.rows()?;
                for row in &mut rows {
                    match row? {
                        Row::Accepted { value, .. } => accept(Source::Keyword(&value.text))?,
                        Row::Rejected(rejected) => reject(&rejected),
                    }
                }
                Ok((rows.rows_read(), rows.sha256().unwrap_or_default()))
            }
        }
    }
}

/// Mines the words that `files` use and the dictionaries lack: catalogs, keyword tables, plain lists. Each rejected row goes to
/// `rejected`; what was odd about the files comes beside the words.
///
/// # Errors
/// When the dictionaries break their format, a file cannot be used or changes between its two readings, or somebody stops the run.
pub fn mine_words(
    config: &Config,
    files: &[PathBuf],
    progress: &dyn Progress,
    stop: &StopFlag,
    mut rejected: impl FnMut(&Reject),
) -> Result<(Vec<Candidate>, Vec<InputSummary>, Vec<Notice>)> {
    let dictionary = Dictionary::load(&config.dictionary)?;
    let tables = files.iter().map(|path| Table::open(path, config)).collect::<Result<Vec<_>>>()?;
    let segmenter = Segmenter::new(&dictionary);

    let mut sieve = Sieve::new(&segmenter, &config.words);
    let mut inputs = Vec::new();
    progress.start("count", None);
    for table in &tables {
        let kind = if matches!(table, Table::Catalog(_)) { "catalog" } else { "keywords" };
        let mut summary = input_summary(kind, table.info());
        let mut rows = Rows::new(progress, stop);
        let accept = |source: Source<'_>| {
            sieve.add(source);
            rows.advance()
        };
        let reject = |reject: &Reject| {
            summary.rejected += 1;
            rejected(reject);
        };
        (summary.rows, summary.sha256) = table.read(accept, reject)?;
        summary.accepted = summary.rows - summary.rejected;
        inputs.push(summary);
    }
    progress.finish();

    let mut gatherer = sieve.gather(&dictionary);
    progress.start("look", Some(inputs.iter().map(|input| input.accepted).sum()));
    for (table, summary) in tables.iter().zip(&inputs) {
        let mut rows = Rows::new(progress, stop);
        let accept = |source: Source<'_>| {
            gatherer.add(source);
            rows.advance()
        };
        let (_, sha256) = table.read(accept, |_| {})?;
        if sha256 != summary.sha256 {
            return Err(Error::input(&table.info().path, "changed while it was being read; run again"));
        }
    }
    progress.finish();
    let notes = tables.iter().flat_map(|table| table_notes(table.info())).collect();
    Ok((gatherer.finish(), inputs, notes))
}

/// Counts rows for the progress and asks now and then whether to stop.
struct Rows<'a> {
    progress: &'a dyn Progress,
    stop: &'a StopFlag,
    count: u64,
}

impl<'a> Rows<'a> {
    fn new(progress: &'a dyn Progress, stop: &'a StopFlag) -> Self {
        Self { progress, stop, count: 0 }
    }

    fn advance(&mut self) -> Result<()> {
        self.count += 1;
        if self.count.is_multiple_of(ROWS) {
            self.progress.advance(ROWS);
            self.stop.check()?;
        }
        Ok(())
    }
}
