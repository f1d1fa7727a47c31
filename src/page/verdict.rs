//! The three answers of a page check (rule D6).

use std::sync::Arc;

use serde::Serialize;

/// Answer about a section of a detail page.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Verdict {
    /// There is evidence for it.
    Present,
    /// There is none, and nothing unread could hold it.
    Missing,
    /// Cannot tell: pictures were not read (rule D6).
    Unknown,
}

impl Verdict {
    /// The word used in files.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Present => "present",
            Self::Missing => "missing",
            Self::Unknown => "unknown",
        }
    }
}

/// What is known of one section (版块) of a page.
#[derive(Debug, Clone, PartialEq)]
pub struct SectionVerdict {
    /// The section's id in the template, such as `size`.
    pub id: Arc<str>,
    /// Its name in Chinese, such as 尺码表.
    pub name: Arc<str>,
    /// Whether the template requires it.
    pub required: bool,
    /// The answer.
    pub verdict: Verdict,
    /// Block of the outline, counted from 1, that proves it; only for [`Verdict::Present`].
    pub position: Option<usize>,
    /// Byte of the HTML where that block starts; only for [`Verdict::Present`].
    pub offset: Option<usize>,
    /// What proves it, or why it cannot be told.
    pub evidence: Arc<str>,
    /// How sure the answer is, 0 to 1. Of [`Verdict::Present`] by all that speaks for the section; of [`Verdict::Missing`] by how
    /// sure the text in pictures was read; of [`Verdict::Unknown`] the share of the page's pictures that nobody read, 1 for a
    /// section that a picture without a word may be.
    pub confidence: f64,
    /// Whether it starts at [`position`](Self::position); what only says that it is there does not tell where.
    pub starts: bool,
    /// Whether its place within the page is free.
    pub anywhere: bool,
}
