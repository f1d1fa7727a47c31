//! Physical lines of a file with their places, hashed as they are read.

use std::fs::File;
use std::io::{self, BufRead, BufReader, Read};
use std::path::Path;

use sha2::{Digest, Sha256};

use super::encoding::Encoding;
use crate::hex::hex;

/// What ends a physical line.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum LineEnd {
    /// LF, with or without CR before it.
    Lf,
    /// CR alone, as old Macintosh programs write.
    Cr,
}

impl LineEnd {
    /// The character in an encoding.
    pub(super) fn encoded(self, encoding: Encoding) -> Vec<u8> {
        match encoding {
            Encoding::Utf8 | Encoding::Gb18030 => vec![self.byte()],
            Encoding::Utf16Le => vec![self.byte(), 0],
            Encoding::Utf16Be => vec![0, self.byte()],
        }
    }

    fn byte(self) -> u8 {
        match self {
            Self::Lf => b'\n',
            Self::Cr => b'\r',
        }
    }
}

/// How the text of a file is laid out, and where its lines start.
#[derive(Debug, Clone, Copy)]
pub(super) struct Layout {
    pub encoding: Encoding,
    pub line_end: LineEnd,
    /// Offset of the first line to read: behind the byte-order mark, or behind the header.
    pub start: u64,
    /// Number of that line, counted from 1.
    pub line: u64,
    /// Longest line held in memory, in bytes; of a longer one the rest is passed over.
    pub longest_line: usize,
}

/// A line just read.
#[derive(Debug, Clone, Copy)]
pub(super) struct Line {
    /// Number, counted from 1.
    pub number: u64,
    /// Offset of its first byte.
    pub offset: u64,
    /// Whether it was longer than allowed and came cut.
    pub cut: bool,
}

/// Reads physical lines in turn.
#[derive(Debug)]
pub(super) struct Lines {
    input: BufReader<Hashing>,
    layout: Layout,
    line: u64,
    offset: u64,
    /// Lines put back, from `replay_at` on.
    replay: Vec<u8>,
    replay_at: usize,
    ended: bool,
}

impl Lines {
    pub(super) fn open(path: &Path, layout: Layout) -> io::Result<Self> {
        let input = Hashing { file: File::open(path)?, hasher: Sha256::new() };
        let mut input = BufReader::with_capacity(1 << 18, input);
        io::copy(&mut input.by_ref().take(layout.start), &mut io::sink())?;
        let (line, offset) = (layout.line, layout.start);
        Ok(Self { input, layout, line, offset, replay: Vec::new(), replay_at: 0, ended: false })
    }

    /// Appends the next line, line end included, to `out`; `None` at the end of the file.
    pub(super) fn next(&mut self, out: &mut Vec<u8>) -> io::Result<Option<Line>> {
        let start = out.len();
        let (taken, cut) = if self.replay_at < self.replay.len() {
            let mut replay = self.replay.get(self.replay_at..).unwrap_or_default();
            let (taken, cut) = read_line(&mut replay, self.layout, out)?;
            self.replay_at += usize::try_from(taken).unwrap_or(usize::MAX);
            (taken, cut)
        } else {
            read_line(&mut self.input, self.layout, out)?
        };
        if out.len() == start {
            self.ended = true;
            return Ok(None);
        }
        let line = Line { number: self.line, offset: self.offset, cut };
        self.line += 1;
        self.offset += taken;
        Ok(Some(line))
    }

    /// Puts back `lines`, the last ones read, whole. The next line read is their first, number `line`.
    pub(super) fn unread(&mut self, lines: &[u8], line: u64) {
        self.line = line;
        self.offset -= lines.len() as u64;
        self.ended = false;
        if self.replay_at >= lines.len() && self.replay_at < self.replay.len() {
            // They came from the replay itself: no line is read past it before it is used up.
            self.replay_at -= lines.len();
        } else {
            let rest = self.replay.split_off(self.replay_at.min(self.replay.len()));
            self.replay = [lines, &rest].concat();
            self.replay_at = 0;
        }
    }

    /// Offset and number of the next line.
    pub(super) fn next_position(&self) -> (u64, u64) {
        (self.offset, self.line)
    }

    /// SHA-256 of the whole file in hexadecimal, once the last line has been read.
    pub(super) fn sha256(&self) -> Option<String> {
        self.ended.then(|| hex(&self.input.get_ref().hasher.clone().finalize()))
    }
}

/// Appends one line to `out`; how many bytes the line has in the file, and whether it came cut.
fn read_line(input: &mut impl BufRead, layout: Layout, out: &mut Vec<u8>) -> io::Result<(u64, bool)> {
    const PIECE: usize = 1 << 16;
    let start = out.len();
    // An even size, so that pieces of UTF-16 end between characters' halves.
    if read_piece(input, layout, layout.longest_line & !1, out)? {
        return Ok(((out.len() - start) as u64, false));
    }
    let mut length = (out.len() - start) as u64;
    let mut passed_over = Vec::new();
    loop {
        passed_over.clear();
        let ended = read_piece(input, layout, PIECE, &mut passed_over)?;
        length += passed_over.len() as u64;
        if ended {
            return Ok((length, true));
        }
    }
}

/// Appends up to `room` bytes of a line; whether its end, or the file's, was met.
fn read_piece(input: &mut impl BufRead, layout: Layout, room: usize, out: &mut Vec<u8>) -> io::Result<bool> {
    let start = out.len();
    let end = layout.line_end.byte();
    while out.len() - start < room {
        let left = room - (out.len() - start);
        if input.by_ref().take(left as u64).read_until(end, out)? == 0 {
            return Ok(true);
        }
        if out.last() != Some(&end) {
            continue;
        }
        let odd = (out.len() - start) % 2 == 1;
        match layout.encoding {
            Encoding::Utf8 | Encoding::Gb18030 => return Ok(true),
            // The byte may be half of another character; the line end's own second half is still to come.
            Encoding::Utf16Le if odd => {
                if input.by_ref().take(1).read_to_end(out)? == 0 || out.last() == Some(&0) {
                    return Ok(true);
                }
            }
            Encoding::Utf16Be if !odd => {
                if out.iter().nth_back(1) == Some(&0) {
                    return Ok(true);
                }
            }
            Encoding::Utf16Le | Encoding::Utf16Be => {}
        }
    }
    Ok(false)
}

/// Hashes what passes through.
#[derive(Debug)]
struct Hashing {
    file: File,
    hasher: Sha256,
}

impl Read for Hashing {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let read = self.file.read(buffer)?;
        self.hasher.update(buffer.get(..read).unwrap_or_default());
        Ok(read)
    }
}
