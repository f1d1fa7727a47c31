//! Detail pages: a folder of `ID.html` files, one such file, or a JSON-lines file.

use std::path::{Path, PathBuf};

use super::{Reject, TableInfo};
use crate::error::{Error, Result};

/// Opened detail pages. Nothing but an index of ids is held in memory.
#[derive(Debug)]
pub struct Pages {}

/// The detail page of one listing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Page {
    /// The listing's id.
    pub id: String,
    /// The HTML, decoded.
    pub html: String,
    /// The file that holds it.
    pub file: PathBuf,
    /// Line of that file on which the page starts, counted from 1.
    pub line: u64,
}

impl Pages {
    /// Opens a folder of `ID.html` / `ID.htm` files, a single such file, or a JSON-lines file of pages.
    ///
    /// # Errors
    /// When there is nothing at `path`, or nothing that can be used.
    pub fn open(path: &Path) -> Result<Self> {
        Err(Error::input(path, "not written yet"))
    }

    /// The page of listing `id`, if there is one. May be called from several threads.
    ///
    /// # Errors
    /// When the file cannot be read any more.
    pub fn get(&self, _id: &str) -> Result<Option<Page>> {
        todo!()
    }

    /// The ids that have a page: in the file's order, or by name for a folder.
    ///
    /// # Errors
    /// When the folder cannot be listed any more.
    pub fn ids(&self) -> Result<Vec<String>> {
        todo!()
    }

    /// What was found out about the input.
    pub fn info(&self) -> &TableInfo {
        todo!()
    }

    /// Pages in the input: lines of the file, or files of the folder.
    pub fn rows(&self) -> u64 {
        todo!()
    }

    /// Lines of a JSON-lines file that a later line of the same id replaces.
    pub fn superseded(&self) -> u64 {
        todo!()
    }

    /// Lines that hold no page, in the file's order, read back from the file one by one.
    pub fn rejects(&self) -> Box<dyn Iterator<Item = Result<Reject>> + '_> {
        todo!()
    }

    /// What a file of rejected rows starts with: the byte-order mark, if there was one.
    pub fn header_bytes(&self) -> &[u8] {
        todo!()
    }

    /// SHA-256 of a file in lower-case hexadecimal; `None` for a folder.
    pub fn sha256(&self) -> Option<&str> {
        todo!()
    }
}
