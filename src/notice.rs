//! What the user should know of a run, in both languages.

use serde::{Serialize, Serializer};

/// Something that the user should know: the command line and `summary.json` speak English, the report Chinese.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Notice {
    /// For the command line.
    pub english: String,
    /// For the report.
    pub chinese: String,
}

impl Notice {
    /// A notice in both languages.
    pub fn new(english: impl Into<String>, chinese: impl Into<String>) -> Self {
        Self { english: english.into(), chinese: chinese.into() }
    }

    /// The same with the file named that it is about.
    #[must_use]
    pub fn of(&self, path: impl std::fmt::Display) -> Self {
        Self::new(format!("{path}: {}", self.english), format!("{path}：{}", self.chinese))
    }
}

impl std::fmt::Display for Notice {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str(&self.english)
    }
}

impl Serialize for Notice {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&self.english)
    }
}
