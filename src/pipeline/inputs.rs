//! What a summary says of an input.

use crate::input::TableInfo;
use crate::report::InputSummary;

/// A summary of an input before its rows are counted.
pub(super) fn input_summary(kind: &'static str, info: &TableInfo) -> InputSummary {
    InputSummary {
        path: info.path.display().to_string(),
        kind,
        format: info.format.to_owned(),
        encoding: info.encoding.to_owned(),
        delimiter: info.delimiter.map(String::from).unwrap_or_default(),
        sha256: String::new(),
        rows: 0,
        accepted: 0,
        superseded: 0,
        rejected: 0,
        columns: info.columns.clone(),
        ignored_columns: info.ignored_columns.clone(),
    }
}
