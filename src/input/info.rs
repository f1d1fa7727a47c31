//! What was found out about a table when it was opened.

use std::path::PathBuf;

use crate::notice::Notice;

/// Format, encoding and columns of an opened input, for the summary of the run.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct TableInfo {
    /// The file as named by the user.
    pub path: PathBuf,
    /// `csv`, `tsv`, `taobao-assistant`, `xlsx`, `json-lines`, `word-list`, `html`.
    pub format: &'static str,
    /// `utf-8`, `gb18030`, `utf-16le`, `utf-16be`; empty for a folder.
    pub encoding: &'static str,
    /// The delimiter; `None` where the format has none.
    pub delimiter: Option<char>,
    /// Columns understood: header and field, in the file's order.
    pub columns: Vec<(String, String)>,
    /// Headers of the columns left aside, in the file's order.
    pub ignored_columns: Vec<String>,
    /// What the user should know.
    pub warnings: Vec<Notice>,
}
