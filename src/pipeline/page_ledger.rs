//! What became of the detail pages that were given.

use std::collections::BTreeSet;

use super::inputs::input_summary;
use crate::error::Result;
use crate::input::{Pages, Reject};
use crate::report::{InputSummary, Notice};

/// Pages named in the note on those that no listing has asked for.
const NAMED: usize = 5;

/// Keeps account of the pages: whose they are, and which could not be read.
#[derive(Debug)]
pub(super) struct PageLedger<'a> {
    pages: &'a Pages,
    /// Ids whose listing has not come by yet.
    unclaimed: BTreeSet<String>,
    unreadable: u64,
}

impl<'a> PageLedger<'a> {
    /// # Errors
    /// When the folder cannot be listed any more.
    pub fn open(pages: &'a Pages) -> Result<Self> {
        Ok(Self { pages, unclaimed: pages.ids()?.into_iter().collect(), unreadable: 0 })
    }

    /// A listing was worked on; `unreadable` when its page could not be read.
    pub fn claim(&mut self, id: &str, unreadable: bool) {
        self.unclaimed.remove(id);
        self.unreadable += u64::from(unreadable);
    }

    /// The pages that belong to no listing, in a sentence.
    pub fn notice(&self) -> Option<Notice> {
        let count = self.unclaimed.len();
        let first: Vec<&str> = self.unclaimed.iter().take(NAMED).map(String::as_str).collect();
        let (path, named) = (self.pages.info().path.display(), first.join(", "));
        let (tail, more) = if count > NAMED { (", ...", " 等") } else { ("", "") };
        (count > 0).then(|| {
            Notice::new(
                format!(
                    "{path}: {count} pages belong to no listing of the catalogs and were not checked: {named}{tail}; a page is called by its listing's id"
                ),
                format!("{path}：{count} 个详情页对不上目录里的宝贝，没有检查：{named}{more}；详情页要用宝贝 ID 命名"),
            )
        })
    }

    /// The pages as an input of the run; lines that hold no page go to `rejected`.
    ///
    /// # Errors
    /// When the file cannot be read any more, or `rejected` fails.
    pub fn summary(&self, mut rejected: impl FnMut(&[u8], &Reject) -> Result<()>) -> Result<InputSummary> {
        let mut summary = input_summary("pages", self.pages.info());
        summary.rejected = self.unreadable;
        for reject in self.pages.rejects() {
            summary.rejected += 1;
            rejected(self.pages.header_bytes(), &reject?)?;
        }
        summary.rows = self.pages.rows();
        summary.superseded = self.pages.superseded();
        summary.accepted = summary.rows.saturating_sub(summary.superseded + summary.rejected);
        self.pages.sha256().unwrap_or_default().clone_into(&mut summary.sha256);
        Ok(summary)
    }
}
