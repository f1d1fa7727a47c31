//! `summary.json`: the run for programs.

use std::fs;
use std::path::{Path, PathBuf};

use super::{Message, Report, folder};
use crate::error::{Error, Result};

/// Writes `summary.json`, indented, with plain line feeds.
#[derive(Debug)]
pub struct JsonReport {
    path: PathBuf,
}

impl JsonReport {
    /// Writes into `folder`, the one of [`OutputFolder::path`](super::OutputFolder::path).
    pub fn new(folder: &Path) -> Self {
        Self { path: folder.join(folder::SUMMARY) }
    }
}

impl Report for JsonReport {
    fn accept(&mut self, message: Message<'_>) -> Result<()> {
        let Message::Summary(summary) = message else { return Ok(()) };
        let fail = |source| Error::output(&self.path, source);
        let mut bytes = serde_json::to_vec_pretty(summary).map_err(|source| fail(source.into()))?;
        bytes.push(b'\n');
        fs::write(&self.path, bytes).map_err(fail)
    }

    fn finish(&mut self) -> Result<()> {
        Ok(())
    }
}
