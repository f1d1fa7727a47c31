//! Which files a run reads and writes, and how tables are read.

use std::collections::BTreeMap;
use std::path::PathBuf;

use serde::{Deserialize, Serialize};

/// Which files a run reads and writes.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct RunConfig {
    /// Catalog exports.
    pub catalog: Vec<PathBuf>,
    /// Keyword tables.
    pub keywords: Vec<PathBuf>,
    /// Hourly visits of the shop; without it the documented default profile stands (rule E4).
    pub traffic: Option<PathBuf>,
    /// A folder of `ID.html` files, or a JSON-lines file of pages.
    pub pages: Option<PathBuf>,
    /// A folder of the pictures that detail pages name.
    pub pictures: Option<PathBuf>,
    /// The output folder.
    pub out: Option<PathBuf>,
    /// Threads; 0 takes one per core.
    pub threads: usize,
}

/// How tables are read.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct InputConfig {
    /// Encoding of every input (`utf-8`, `gb18030`, `utf-16le`, `utf-16be`); detected per file when absent.
    pub encoding: Option<String>,
    /// Delimiter of every delimited input, one ASCII character (`"\t"` for a tab); detected per file when absent.
    pub delimiter: Option<char>,
    /// Worksheet to read from workbooks; the first one with a known header when absent.
    pub sheet: Option<String>,
    /// Columns of catalogs whose headers are not known: `"导出标题" = "title"`. A field named here beats the alias table; the
    /// value `"ignore"` leaves a column out.
    pub catalog_columns: BTreeMap<String, String>,
    /// The same for keyword tables.
    pub keyword_columns: BTreeMap<String, String>,
    /// The same for traffic tables.
    pub traffic_columns: BTreeMap<String, String>,
}

/// The shop's own dictionaries.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct DictionaryConfig {
    /// A folder of dictionary files in the format of `dictionaries/README.md`.
    pub folder: Option<PathBuf>,
    /// Whether the folder replaces the embedded dictionaries instead of adding to them.
    pub replace: bool,
}
