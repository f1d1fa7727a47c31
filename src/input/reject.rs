//! What a row of a table turns into: a value, or a reject with its exact position.

/// A data row of a table.
#[derive(Debug, Clone, PartialEq)]
pub enum Row<T> {
    /// The row was understood.
    Accepted {
        /// Data row, counted from 1; blank lines are not rows.
        row: u64,
        /// What it means.
        value: T,
    },
    /// The row cannot be used.
    Rejected(Reject),
}

/// A row that cannot be used, and where it stands in the file as it came.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reject {
    /// The file as named by the user.
    pub file: String,
    /// Line of the file, counted from 1, on which the offending field (or the row) starts; for workbooks the sheet's row.
    pub line: u64,
    /// Offset in bytes of the original file at which the offending field starts, opening quote included; of the row when it is
    /// at fault as a whole. 0 for workbooks, whose rows have no place of their own in the file.
    pub byte_offset: u64,
    /// Header of the offending column; empty when the row as a whole is at fault.
    pub column: String,
    /// Why, in Chinese.
    pub reason: String,
    /// The whole row as it came, byte for byte with its line end; for workbooks as UTF-8 CSV.
    pub raw: Vec<u8>,
    /// The same as text; bytes that mean nothing in the file's encoding as `\xNN`.
    pub text: String,
}
