//! Length of a text in bytes of GBK, the platform's measure of a title (rule T1).

/// How many bytes each character of the Basic Multilingual Plane takes in GBK.
///
/// GBK here is code page 936 without its euro sign: what the platform publishes. `encoding_rs` follows the web's GBK, which
/// adds the characters of GB 18030's later two-byte codes; those are taken out again.
#[derive(Debug, Clone)]
pub struct GbkTable {
    /// 0 where there is no code, else 1 or 2; index is the code point.
    bytes: Box<[u8]>,
}

/// The web's additions to code page 936, as inclusive ranges of code points.
const NOT_IN_936: [(u32, u32); 10] = [
    (0x01F9, 0x01F9), // ǹ
    (0x1E3F, 0x1E3F), // ḿ
    (0x20AC, 0x20AC), // €, which code page 936 has at 0x80 but GBK has not
    (0x2E80, 0x2EFF), // radicals
    (0x2FF0, 0x2FFB), // ideographic description
    (0x303E, 0x303E), // variation indicator
    (0x3400, 0x4DFF), // Extension A
    (0x9FB4, 0x9FBB), // late unified ideographs
    (0xE000, 0xF8FF), // private use
    (0xFE10, 0xFE19), // vertical punctuation
];

impl GbkTable {
    /// Works the table out from the encoder.
    pub fn new() -> Self {
        let bytes = (0..0x1_0000u32)
            .map(|code| {
                if NOT_IN_936.iter().any(|&(first, last)| (first..=last).contains(&code)) {
                    return 0;
                }
                let Some(character) = char::from_u32(code) else { return 0 };
                let mut encoder = encoding_rs::GBK.new_encoder();
                let mut utf8 = [0; 4];
                let mut gbk = [0; 8];
                let (result, _, written) =
                    encoder.encode_from_utf8_without_replacement(character.encode_utf8(&mut utf8), &mut gbk, true);
                match result {
                    encoding_rs::EncoderResult::InputEmpty => written as u8,
                    _ => 0,
                }
            })
            .collect();
        Self { bytes }
    }

    /// Bytes of one character; `None` where GBK has no code for it.
    pub fn char_len(&self, character: char) -> Option<usize> {
        match self.bytes.get(character as usize) {
            None | Some(0) => None,
            Some(&len) => Some(usize::from(len)),
        }
    }

    /// Bytes of a text; `None` when a character has no code.
    pub fn len(&self, text: &str) -> Option<usize> {
        text.chars().try_fold(0, |sum, character| Some(sum + self.char_len(character)?))
    }

    /// Bytes of a text where a character without a code counts as a Chinese one.
    pub fn len_lossy(&self, text: &str) -> usize {
        text.chars().map(|character| self.char_len(character).unwrap_or(2)).sum()
    }
}

impl Default for GbkTable {
    fn default() -> Self {
        Self::new()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn chinese_counts_two_and_ascii_one() {
        let gbk = GbkTable::new();
        assert_eq!(gbk.len("连衣裙ABC 12"), Some(12));
        assert_eq!(gbk.len("ＡＢ，。"), Some(8));
        assert_eq!(gbk.len(""), Some(0));
    }

    #[test]
    fn characters_that_cannot_be_published_have_no_length() {
        let gbk = GbkTable::new();
        for text in ["😀", "€", "㐂", "\u{e000}", "한"] {
            assert_eq!(gbk.len(text), None, "{text}");
        }
        assert_eq!(gbk.len_lossy("裙😀"), 4);
    }

    #[test]
    fn the_table_has_the_21_919_characters_of_gbk() {
        let gbk = GbkTable::new();
        let count = (0..0x1_0000).filter_map(char::from_u32).filter(|&c| gbk.char_len(c).is_some()).count();
        assert_eq!(count, 21_919);
    }
}
