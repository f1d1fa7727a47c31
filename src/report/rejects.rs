//! `rejects/NAME`: rejected rows byte for byte under their header, to be mended and fed again.

use std::collections::{BTreeMap, BTreeSet};
use std::fs::{self, File};
use std::io::{BufWriter, Write};
use std::path::{Path, PathBuf};

use crate::error::{Error, Result};

/// The folder below the output folder.
pub(super) const REJECTS: &str = "rejects";

/// Writes rejected rows into one file per input, in the input's own encoding, delimiter and line ends.
///
/// A file is named like its input; of two inputs with the same base name (`a/shop.csv`, `b/shop.csv`) the second becomes
/// `shop-2.csv`. An input without rejects gets no file, and a run without rejects no folder.
#[derive(Debug)]
pub struct RejectFiles {
    folder: PathBuf,
    files: BTreeMap<String, (PathBuf, BufWriter<File>)>,
    /// Names given out, in lower case: some file systems cannot tell `Shop.csv` from `shop.csv`.
    taken: BTreeSet<String>,
}

impl RejectFiles {
    /// Writes below `folder`, the one of [`OutputFolder::path`](super::OutputFolder::path).
    pub fn new(folder: &Path) -> Self {
        Self { folder: folder.join(REJECTS), files: BTreeMap::new(), taken: BTreeSet::new() }
    }

    /// Adds a rejected row of `input` (the path as the user named it).
    ///
    /// `header` is everything before the first data row, from the byte-order mark to the header's line end; it is written
    /// before the input's first reject. `raw` is the row with its line end. Not a byte is added or changed.
    ///
    /// # Errors
    /// When the file cannot be written.
    pub fn write(&mut self, input: &str, header: &[u8], raw: &[u8]) -> Result<()> {
        if !self.files.contains_key(input) {
            let name = self.free_name(input);
            let path = self.folder.join(name);
            let fail = |source| Error::output(&path, source);
            fs::create_dir_all(&self.folder).map_err(fail)?;
            let mut file = BufWriter::new(File::create(&path).map_err(fail)?);
            file.write_all(header).map_err(fail)?;
            self.files.insert(input.to_owned(), (path, file));
        }
        match self.files.get_mut(input) {
            Some((path, file)) => file.write_all(raw).map_err(|source| Error::output(path, source)),
            None => Ok(()),
        }
    }

    /// The name below `rejects/` of the file for `input`, if it has rejects.
    pub fn name(&self, input: &str) -> Option<String> {
        let (path, _) = self.files.get(input)?;
        Some(path.file_name()?.to_string_lossy().into_owned())
    }

    /// Writes what is still held back.
    ///
    /// # Errors
    /// When a file cannot be written.
    pub fn finish(&mut self) -> Result<()> {
        self.files.values_mut().try_for_each(|(path, file)| file.flush().map_err(|source| Error::output(path, source)))
    }

    fn free_name(&mut self, input: &str) -> String {
        let (stem, extension) = split(input);
        let mut name = format!("{stem}{extension}");
        let mut number = 1;
        while !self.taken.insert(name.to_lowercase()) {
            number += 1;
            name = format!("{stem}-{number}{extension}");
        }
        name
    }
}

/// Whether `name` is one that [`RejectFiles`] may give to the rejects of `input`.
pub(super) fn is_reject_name(name: &str, input: &str) -> bool {
    let (stem, extension) = split(input);
    let middle = name.strip_prefix(stem.as_str()).and_then(|rest| rest.strip_suffix(extension.as_str()));
    middle.is_some_and(|middle| {
        let number = middle.strip_prefix('-').and_then(|digits| digits.parse::<u32>().ok());
        middle.is_empty() || number.is_some_and(|number| middle == format!("-{number}"))
    })
}

/// Base name of an input as stem and extension with its dot. Standard input and the like become `input`.
fn split(input: &str) -> (String, String) {
    let path = Path::new(input);
    let stem = path.file_stem().map_or_else(|| "input".to_owned(), |stem| stem.to_string_lossy().into_owned());
    let stem = if stem == "-" { "input".to_owned() } else { stem };
    if path
        .extension()
        .is_some_and(|extension| ["xlsx", "xlsm"].iter().any(|book| extension.eq_ignore_ascii_case(book)))
        && let Some(name) = path.file_name()
    {
        // The rows of a workbook come as CSV, and a spreadsheet opens a file by its extension.
        return (name.to_string_lossy().into_owned(), ".csv".to_owned());
    }
    let extension = path.extension().map(|extension| format!(".{}", extension.to_string_lossy())).unwrap_or_default();
    (stem, extension)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_come_out_byte_for_byte_under_their_header() {
        let home = tempfile::tempdir().unwrap();
        let mut rejects = RejectFiles::new(home.path());
        rejects.write("in/shop.csv", b"\xEF\xBB\xBFid,title\r\n", b"1,\xFF\x00\r\n").unwrap();
        rejects.write("in/shop.csv", b"id,title\r\n", b"2,\"open").unwrap();
        rejects.finish().unwrap();
        let bytes = fs::read(home.path().join("rejects/shop.csv")).unwrap();
        assert_eq!(bytes, b"\xEF\xBB\xBFid,title\r\n1,\xFF\x00\r\n2,\"open");
    }

    #[test]
    fn inputs_of_one_name_get_files_of_their_own() {
        let home = tempfile::tempdir().unwrap();
        let mut rejects = RejectFiles::new(home.path());
        for (input, name) in [
            ("a/shop.csv", "shop.csv"),
            ("b/shop.csv", "shop-2.csv"),
            ("c/SHOP.csv", "SHOP-3.csv"),
            ("shop-2.csv", "shop-2-2.csv"),
            ("-", "input"),
        ] {
            rejects.write(input, b"", b"x").unwrap();
            assert_eq!(rejects.name(input).as_deref(), Some(name));
            assert!(is_reject_name(name, input));
        }
        assert!(!is_reject_name("shop-fixed.csv", "shop.csv"));
        assert!(!is_reject_name("shop-02.csv", "shop.csv"));
        assert!(!is_reject_name("shop.xlsx", "shop.csv"));
        assert_eq!(rejects.name("d/none.csv"), None);
    }

    #[test]
    fn a_run_without_rejects_makes_no_folder() {
        let home = tempfile::tempdir().unwrap();
        RejectFiles::new(home.path()).finish().unwrap();
        assert!(!home.path().join("rejects").exists());
    }
}
