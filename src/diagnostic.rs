//! What a rule has to say about a listing.

use std::borrow::Cow;
use std::fmt;

use serde::Serialize;

/// How much a finding weighs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, serde::Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Severity {
    /// Worth knowing.
    Hint,
    /// Costs visits or risks a complaint.
    Warning,
    /// Against the law or the platform's rules.
    Error,
}

impl Severity {
    /// The word used in files: `error`, `warning`, `hint`.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Hint => "hint",
            Self::Warning => "warning",
            Self::Error => "error",
        }
    }

    /// The word that people read: 必改, 该改, 可改.
    pub fn chinese(self) -> &'static str {
        match self {
            Self::Hint => "可改",
            Self::Warning => "该改",
            Self::Error => "必改",
        }
    }
}

/// Where in a listing a finding points.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Location {
    /// Bytes `start..end` of the title as exported.
    Title {
        /// First byte.
        start: usize,
        /// One past the last byte.
        end: usize,
    },
    /// A byte offset in the detail page's HTML.
    Page {
        /// Offset of the block.
        offset: usize,
    },
    /// The listing as a whole.
    Listing,
}

impl fmt::Display for Location {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Title { start, end } => write!(f, "title:{start}-{end}"),
            Self::Page { offset } => write!(f, "page:{offset}"),
            Self::Listing => f.write_str("listing"),
        }
    }
}

/// One finding. Messages are in Chinese, the users' own words.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Diagnostic {
    /// Code of the rule, `T1-length` and the like: the domain rule's id, then what it looks at.
    pub rule: &'static str,
    /// How much it weighs.
    pub severity: Severity,
    /// Where it points.
    pub location: Location,
    /// What is wrong, and why it matters.
    pub message: String,
    /// What to do.
    pub help: Cow<'static, str>,
}
