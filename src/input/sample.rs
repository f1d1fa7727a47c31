//! The start of a text file, and what it tells: encoding and line ends.

use std::fs::File;
use std::io::{self, Read};
use std::path::Path;

use super::encoding::{Encoding, SAMPLE_BYTES};
use super::lines::{Layout, LineEnd};
use super::record::LONGEST_RECORD;
use crate::error::{Error, Result};
use crate::notice::Notice;

/// The first bytes of a regular file that is not empty.
#[derive(Debug)]
pub(super) struct Sample {
    pub bytes: Vec<u8>,
    /// Whether they are the whole file.
    pub complete: bool,
}

impl Sample {
    /// # Errors
    /// When there is no file at `path`, or one that holds nothing or cannot be read.
    pub(super) fn read(path: &Path) -> Result<Self> {
        let unreadable = |error: io::Error| match error.kind() {
            io::ErrorKind::NotFound => Error::input(path, "there is no such file"),
            io::ErrorKind::PermissionDenied => Error::input(path, "may not be read by you; change its permissions"),
            _ => cannot_read(path, &error),
        };
        let metadata = std::fs::metadata(path).map_err(unreadable)?;
        if metadata.is_dir() {
            return Err(Error::input(path, "is a folder; name the file in it"));
        }
        if !metadata.is_file() {
            let message = "is no regular file; it is read several times, so save it as a file first";
            return Err(Error::input(path, message));
        }
        let mut bytes = Vec::new();
        File::open(path).and_then(|file| file.take(SAMPLE_BYTES as u64).read_to_end(&mut bytes)).map_err(unreadable)?;
        let complete = bytes.len() < SAMPLE_BYTES;
        if bytes.is_empty() {
            return Err(Error::input(path, "is empty"));
        }
        let mark = Encoding::from_mark(&bytes).map_or(0, |(_, mark)| mark);
        let blank = |byte: &u8| byte.is_ascii_whitespace();
        let utf16_blank = |byte: &u8| *byte == 0 || byte.is_ascii_whitespace();
        let text = bytes.get(mark..).unwrap_or_default();
        if complete && (text.iter().all(blank) || (mark == 2 && text.iter().all(utf16_blank))) {
            return Err(Error::input(path, "is empty: it holds nothing but blank lines"));
        }
        Ok(Self { bytes, complete })
    }

    /// Encoding and line ends; a warning when the file contradicts the encoding that the configuration names.
    ///
    /// # Errors
    /// When the configured encoding is none that is read, or the file is no text in any encoding that is.
    pub(super) fn layout(&self, path: &Path, configured: Option<&str>) -> Result<(Layout, Option<Notice>)> {
        let configured = match configured {
            Some(label) => Some(Encoding::from_label(label).ok_or_else(|| {
                Error::config(format!(
                    "input.encoding = \"{label}\": choose one of utf-8, gb18030 (for GBK too), utf-16le, utf-16be"
                ))
            })?),
            None => None,
        };
        let mut warning = None;
        let (encoding, start) = match (Encoding::from_mark(&self.bytes), configured) {
            (Some((marked, length)), configured) => {
                if configured.is_some_and(|configured| configured != marked) {
                    let name = marked.name();
                    warning = Some(Notice::new(
                        format!("read as {name}, which its byte-order mark names, not as input.encoding says"),
                        format!("按文件开头的标记读成 {name}，没有按 input.encoding 读"),
                    ));
                }
                (marked, length)
            }
            (None, Some(configured)) => (configured, 0),
            (None, None) => (self.detect(path)?, 0),
        };
        let (text, _) = encoding.decode_lossy(self.bytes.get(start..).unwrap_or_default());
        let odd =
            text.chars().filter(|c| *c == '\u{fffd}' || (c.is_control() && !matches!(c, '\r' | '\n' | '\t'))).count();
        if odd * 5 > text.chars().count() {
            let name = encoding.name();
            return Err(Error::input(path, format!("is not text in {name}; export it as .csv, .xlsx or JSON lines")));
        }
        let line_end = if !text.contains('\n') && text.contains('\r') { LineEnd::Cr } else { LineEnd::Lf };
        Ok((Layout { encoding, line_end, start: start as u64, line: 1, longest_line: LONGEST_RECORD }, warning))
    }

    fn detect(&self, path: &Path) -> Result<Encoding> {
        if !self.bytes.is_ascii() || self.bytes.contains(&0) || self.complete {
            return Encoding::detect(&self.bytes, self.complete).map_err(|message| Error::input(path, message));
        }
        // All ASCII so far: the first part that is not tells the encoding.
        let mut file = File::open(path).map_err(|error| cannot_read(path, &error))?;
        loop {
            let mut bytes = Vec::new();
            let part = file.by_ref().take(SAMPLE_BYTES as u64);
            read_all(part, &mut bytes).map_err(|error| cannot_read(path, &error))?;
            if bytes.is_empty() {
                return Ok(Encoding::Utf8);
            }
            if let Some(first) = bytes.iter().position(|byte| !byte.is_ascii()) {
                // The part before is ASCII, so no character is cut at this one's start; its end may cut one.
                let part = bytes.get(first.saturating_sub(1 << 12)..).unwrap_or_default();
                return Encoding::detect(part, false).map_err(|message| Error::input(path, message));
            }
        }
    }
}

fn read_all(mut input: impl Read, out: &mut Vec<u8>) -> io::Result<usize> {
    input.read_to_end(out)
}

/// The error for a file that the operating system does not let us read.
pub(super) fn cannot_read(path: &Path, error: &io::Error) -> Error {
    Error::input(path, format!("cannot be read: {error}"))
}
