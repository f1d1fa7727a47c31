//! The encodings that exports come in: detection, decoding of one line, and the way back from a character to its byte.

use std::fmt::Write;

use encoding_rs::{DecoderResult, GB18030, UTF_16BE, UTF_16LE};

/// Bytes looked at to tell an encoding.
pub(super) const SAMPLE_BYTES: usize = 1 << 20;

/// An encoding that tables come in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Encoding {
    Utf8,
    /// GBK and GB2312 are parts of it.
    Gb18030,
    Utf16Le,
    Utf16Be,
}

/// Bytes that mean nothing in the encoding.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Malformed {
    /// Where the replacement stands in the decoded text.
    pub text_at: usize,
    /// Where the bytes stand in the raw line.
    pub raw_at: usize,
    /// The bytes.
    pub bytes: Vec<u8>,
}

/// Bytes of text that are decoded at a time once something malformed was met.
const PIECE: usize = 1024;

impl Encoding {
    pub(super) fn name(self) -> &'static str {
        match self {
            Self::Utf8 => "utf-8",
            Self::Gb18030 => "gb18030",
            Self::Utf16Le => "utf-16le",
            Self::Utf16Be => "utf-16be",
        }
    }

    /// The encoding of a label such as `GBK`; `None` for one that tables do not come in.
    pub(super) fn from_label(label: &str) -> Option<Self> {
        let known = encoding_rs::Encoding::for_label(label.trim().as_bytes())?;
        if known == encoding_rs::UTF_8 {
            Some(Self::Utf8)
        } else if known == GB18030 || known == encoding_rs::GBK {
            Some(Self::Gb18030)
        } else if known == UTF_16LE {
            Some(Self::Utf16Le)
        } else if known == UTF_16BE {
            Some(Self::Utf16Be)
        } else {
            None
        }
    }

    /// The encoding that a byte-order mark names, and the mark's length.
    pub(super) fn from_mark(bytes: &[u8]) -> Option<(Self, usize)> {
        if bytes.starts_with(b"\xef\xbb\xbf") {
            Some((Self::Utf8, 3))
        } else if bytes.starts_with(b"\xff\xfe") {
            Some((Self::Utf16Le, 2))
        } else if bytes.starts_with(b"\xfe\xff") {
            Some((Self::Utf16Be, 2))
        } else {
            None
        }
    }

    fn decoder(self) -> encoding_rs::Decoder {
        match self {
            Self::Utf8 => encoding_rs::UTF_8,
            Self::Gb18030 => GB18030,
            Self::Utf16Le => UTF_16LE,
            Self::Utf16Be => UTF_16BE,
        }
        .new_decoder_without_bom_handling()
    }

    /// Appends the decoded `raw` to `out`. Malformed bytes become U+FFFD there, and the first of them are returned; `visit` is
    /// called for each.
    fn decode_with(self, raw: &[u8], last: bool, out: &mut String, mut visit: impl FnMut(Malformed)) {
        let mut decoder = self.decoder();
        out.reserve(decoder.max_utf8_buffer_length_without_replacement(raw.len()).unwrap_or(raw.len() * 4 + 16));
        let (mut result, mut at) = decoder.decode_to_string_without_replacement(raw, out, last);
        // From the first malformed byte on in small pieces: each call clears all the room that it is given.
        let mut piece = String::new();
        loop {
            match result {
                DecoderResult::InputEmpty => return,
                DecoderResult::OutputFull => {}
                DecoderResult::Malformed(length, after) => {
                    let end = at.saturating_sub(usize::from(after));
                    let start = end.saturating_sub(usize::from(length));
                    let bytes = raw.get(start..end).unwrap_or_default().to_vec();
                    visit(Malformed { text_at: out.len(), raw_at: start, bytes });
                    out.push('\u{fffd}');
                }
            }
            if piece.is_empty() {
                piece = "\0".repeat(PIECE);
            }
            let rest = raw.get(at..).unwrap_or_default();
            let (read, written);
            (result, read, written) = decoder.decode_to_str_without_replacement(rest, &mut piece, last);
            out.push_str(piece.get(..written).unwrap_or_default());
            at += read;
        }
    }

    /// Appends the decoded line to `out`; the first malformed bytes, if there are any.
    pub(super) fn decode(self, raw: &[u8], out: &mut String) -> Option<Malformed> {
        let mut first = None;
        self.decode_with(raw, true, out, |malformed| {
            first.get_or_insert(malformed);
        });
        first
    }

    /// Decodes all of `raw`; malformed bytes become U+FFFD. Gives the number of malformed places too.
    pub(super) fn decode_lossy(self, raw: &[u8]) -> (String, usize) {
        let mut out = String::new();
        let mut faults = 0;
        self.decode_with(raw, true, &mut out, |_| faults += 1);
        (out, faults)
    }

    /// Decodes all of `raw` for people to read; malformed bytes become `\xNN`.
    pub(super) fn decode_shown(self, raw: &[u8]) -> String {
        let (mut text, mut faults) = (String::new(), Vec::new());
        self.decode_with(raw, true, &mut text, |malformed| faults.push(malformed));
        let (mut shown, mut at) = (String::with_capacity(text.len()), 0);
        for Malformed { text_at, bytes, .. } in faults {
            shown.push_str(text.get(at..text_at).unwrap_or_default());
            for byte in bytes {
                let _ = write!(shown, "\\x{byte:02X}");
            }
            at = text_at + char::REPLACEMENT_CHARACTER.len_utf8();
        }
        shown.push_str(text.get(at..).unwrap_or_default());
        shown
    }

    /// How many bytes the first `chars` characters of the well-formed `raw` take.
    pub(super) fn bytes_of_chars(self, raw: &[u8], chars: usize) -> usize {
        let mut at = 0;
        for _ in 0..chars {
            let Some(&first) = raw.get(at) else { break };
            let second = raw.get(at + 1).copied().unwrap_or_default();
            at += match self {
                Self::Utf8 => match first {
                    0x00..=0x7f => 1,
                    0x80..=0xdf => 2,
                    0xe0..=0xef => 3,
                    0xf0..=0xff => 4,
                },
                Self::Gb18030 => match (first, second) {
                    (0x00..=0x80 | 0xff, _) => 1,
                    (_, 0x30..=0x39) => 4,
                    _ => 2,
                },
                Self::Utf16Le if (0xd8..0xdc).contains(&second) => 4,
                Self::Utf16Be if (0xd8..0xdc).contains(&first) => 4,
                Self::Utf16Le | Self::Utf16Be => 2,
            };
        }
        at.min(raw.len())
    }

    /// Tells the encoding of a sample without a byte-order mark. `complete` says that the sample is the whole file.
    ///
    /// # Errors
    /// When the sample is no text, or text in an encoding that is not read; says what to do.
    pub(super) fn detect(sample: &[u8], complete: bool) -> Result<Self, String> {
        if let Some(utf16) = utf16_by_nuls(sample) {
            return Ok(utf16);
        }
        let controls = sample.iter().filter(|byte| matches!(byte, 0..=8 | 0x0e..=0x1a | 0x1c..=0x1f | 0x7f)).count();
        if controls * 20 > sample.len() {
            return Err(NOT_TEXT.into());
        }
        let utf8 = utf8_evidence(sample, complete);
        if utf8.faults == 0 && utf8.wide == 0 && two_byte_runs(sample) {
            // The GBK bytes of 女装 are well-formed UTF-8 for two letters that no shop here writes.
            let (_, faults) = Self::Gb18030.decode_lossy(sample);
            return Ok(if faults == 0 { Self::Gb18030 } else { Self::Utf8 });
        }
        if utf8.faults == 0 || utf8.wide >= utf8.faults * 2 {
            return Ok(Self::Utf8);
        }
        let (mut text, mut faults) = (String::new(), 0_usize);
        Self::Gb18030.decode_with(sample, complete, &mut text, |_| faults += 1);
        let wide = text.chars().filter(|c| !c.is_ascii()).count() - faults;
        let chinese = text.chars().filter(|c| ('\u{4e00}'..='\u{9fff}').contains(c)).count();
        let mut guess = chardetng::EncodingDetector::new(chardetng::Iso2022JpDetection::Deny);
        guess.feed(sample, complete);
        let guess = guess.guess(None, chardetng::Utf8Detection::Allow);
        if faults * 4 <= wide && (chinese * 3 >= wide || guess == encoding_rs::GBK || guess == GB18030) {
            return Ok(Self::Gb18030);
        }
        if utf8.faults * 200 <= sample.len() {
            // ASCII, or nearly so, with a few stray bytes: the rows that hold them are rejected one by one.
            return Ok(Self::Utf8);
        }
        if faults * 4 <= wide {
            return Err(format!(
                "cannot tell its encoding (neither UTF-8 nor GBK text; {} perhaps): save it as UTF-8, or set \
                 input.encoding",
                guess.name()
            ));
        }
        Err(NOT_TEXT.into())
    }
}

const NOT_TEXT: &str = "is not a table: it holds binary data; export it as .csv, .xlsx or JSON lines";

struct Utf8Evidence {
    /// Well-formed characters of three and four bytes: rare by accident in other encodings.
    wide: usize,
    /// Malformed places.
    faults: usize,
}

fn utf8_evidence(mut sample: &[u8], complete: bool) -> Utf8Evidence {
    let mut evidence = Utf8Evidence { wide: 0, faults: 0 };
    loop {
        let (valid, fault) = match std::str::from_utf8(sample) {
            Ok(text) => (text, None),
            Err(error) => {
                let valid = sample.get(..error.valid_up_to()).unwrap_or_default();
                (std::str::from_utf8(valid).unwrap_or_default(), Some(error))
            }
        };
        evidence.wide += valid.bytes().filter(|byte| *byte >= 0xe0).count();
        let Some(error) = fault else { return evidence };
        let Some(length) = error.error_len() else {
            // A character cut at the end of the sample proves nothing; at the end of the file it is malformed.
            evidence.faults += usize::from(complete);
            return evidence;
        };
        evidence.faults += 1;
        sample = sample.get(error.valid_up_to() + length..).unwrap_or_default();
    }
}

/// Whether the bytes beyond ASCII come four and more in a row, as Chinese words of GBK do, and not by twos, as accented letters
/// of UTF-8 do.
fn two_byte_runs(sample: &[u8]) -> bool {
    let runs = sample.split(u8::is_ascii).map(<[u8]>::len).filter(|length| *length > 0);
    let (count, bytes) = runs.fold((0, 0), |(count, bytes), length| (count + 1, bytes + length));
    count > 0 && bytes >= count * 4
}

/// UTF-16 without a byte-order mark shows in the NUL halves of its ASCII characters, most of which lie on one side. A few Chinese
/// characters have one on the other (一 U+4E00, 开 U+5F00), so what decides is that the text makes sense.
fn utf16_by_nuls(sample: &[u8]) -> Option<Encoding> {
    let (mut even, mut odd) = (0_usize, 0_usize);
    for pair in sample.chunks_exact(2) {
        even += usize::from(pair.first() == Some(&0));
        odd += usize::from(pair.last() == Some(&0));
    }
    let nuls = even.max(odd);
    if nuls < 2 || nuls * 100 < sample.len() / 2 {
        return None;
    }
    let likelier = if odd > even { Encoding::Utf16Le } else { Encoding::Utf16Be };
    let other = if odd > even { Encoding::Utf16Be } else { Encoding::Utf16Le };
    let whole = sample.get(..sample.len() & !1).unwrap_or_default();
    [likelier, other].into_iter().find(|encoding| {
        let (text, _) = encoding.decode_lossy(whole);
        let (all, plain) = text.chars().fold((0, 0), |(all, plain), c| (all + 1, plain + usize::from(is_plain(c))));
        plain * 20 >= all * 19
    })
}

/// Whether Chinese exports are written in such characters, all but a few of theirs.
fn is_plain(c: char) -> bool {
    matches!(c, '\t' | '\r' | '\n' | ' '..='~' | '\u{3000}'..='\u{303f}' | '\u{4e00}'..='\u{9fff}' | '\u{ff00}'..='\u{ffef}')
}

/// First bytes of files that are no tables.
const MAGIC: [(&[u8], &str); 13] = [
    (b"\x89PNG", "a PNG picture"),
    (b"\xff\xd8\xff", "a JPEG picture"),
    (b"GIF8", "a GIF picture"),
    (b"RIFF", "a RIFF file (picture, sound or film)"),
    (b"BM\x00\x00", "a BMP picture"),
    (b"%PDF", "a PDF document"),
    (b"\xd0\xcf\x11\xe0", "an old Excel workbook (.xls), or one with a password"),
    (b"PK\x05\x06", "an empty ZIP archive"),
    (b"Rar!", "a RAR archive"),
    (b"7z\xbc\xaf\x27\x1c", "a 7z archive"),
    (b"\x1f\x8b", "a gzip archive"),
    (b"SQLite format 3", "an SQLite database"),
    (b"\x7fELF", "a program"),
];

/// What a file is by its first bytes, where that is no table; says what to do.
pub(super) fn foreign_format(start: &[u8]) -> Option<String> {
    let text = start.strip_prefix(b"\xef\xbb\xbf").unwrap_or(start).trim_ascii_start();
    let opening = text.get(..text.len().min(14)).unwrap_or_default().to_ascii_lowercase();
    if ["<!doctype html", "<html", "<table", "<head", "<?xml"].iter().any(|tag| opening.starts_with(tag.as_bytes())) {
        return Some(
            "is not a table: it looks like a web page (some exports named .xls are); open it in a spreadsheet and save it as \
             .xlsx or .csv"
                .into(),
        );
    }
    let (magic, what) = MAGIC.iter().find(|(magic, _)| start.starts_with(magic))?;
    let advice = if magic.starts_with(b"\xd0\xcf") {
        "open it and save it as .xlsx or .csv"
    } else if what.ends_with("archive") {
        "unpack it first"
    } else {
        "give the .csv, .xlsx or JSON-lines export itself"
    };
    Some(format!("is not a table: it looks like {what}; {advice}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn characters_map_back_to_their_bytes() {
        let text = "a女€𠀀é装";
        let (gb, _, _) = GB18030.encode(text);
        for (chars, (at, _)) in text.char_indices().enumerate() {
            let prefix = text.get(..at).unwrap_or_default();
            assert_eq!(Encoding::Utf8.bytes_of_chars(text.as_bytes(), chars), at);
            assert_eq!(Encoding::Gb18030.bytes_of_chars(&gb, chars), GB18030.encode(prefix).0.len());
            let le: Vec<u8> = text.encode_utf16().flat_map(u16::to_le_bytes).collect();
            assert_eq!(Encoding::Utf16Le.bytes_of_chars(&le, chars), prefix.encode_utf16().count() * 2);
        }
    }

    #[test]
    fn one_bad_byte_does_not_turn_utf8_into_gbk() {
        let mut bytes = "标题,价格\n秋冬加厚羊绒围巾女百搭,12\n".repeat(3).into_bytes();
        bytes.insert(40, 0xff);
        assert_eq!(Encoding::detect(&bytes, true), Ok(Encoding::Utf8));
    }

    #[test]
    fn two_gbk_characters_that_are_well_formed_utf8_stay_gbk() {
        let bytes = GB18030.encode("title,price\n女装,1\n").0;
        assert_eq!(Encoding::detect(&bytes, true), Ok(Encoding::Gb18030));
        assert_eq!(Encoding::detect("title,price\ncafé,1\n".as_bytes(), true), Ok(Encoding::Utf8));
    }

    #[test]
    fn gbk_with_a_bad_byte_stays_gbk() {
        let mut bytes = GB18030.encode("标题,价格\n秋冬加厚羊绒围巾女百搭,12\n女装,3\n").0.into_owned();
        bytes.push(0xff);
        assert_eq!(Encoding::detect(&bytes, true), Ok(Encoding::Gb18030));
    }
}
