//! Folds a title to the form in which words are compared: compatibility width, lower case, simplified characters.

use unicode_normalization::UnicodeNormalization;

/// Maps each character on its own, so that an offset in the normal form leads back to the original.
///
/// NFKC for width and presentation forms, lower case, `fast2s` for traditional characters; white space and control
/// characters become a space. Applying it twice changes nothing.
#[derive(Debug, Clone)]
pub struct Normalizer {
    /// The image of each character of the Basic Multilingual Plane: its code, or [`EXPANDED`] plus an index.
    table: Box<[u32]>,
    /// Images that are not one character.
    expansions: Vec<Box<str>>,
}

/// What is known of a text once it has been folded.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Folding {
    /// Every character's image is as long as the character: an offset in the normal form is the offset in the original.
    pub aligned: bool,
    /// No character can be part of a cluster.
    pub plain: bool,
}

/// Marks an entry of the table as an index into the expansions.
const EXPANDED: u32 = 0x8000_0000;

impl Normalizer {
    /// Works the table out.
    pub fn new() -> Self {
        let mut expansions = Vec::new();
        let table = (0..0x1_0000u32)
            .map(|code| {
                let Some(character) = char::from_u32(code) else { return code };
                let image = image(character);
                let mut characters = image.chars();
                if let (Some(only), None) = (characters.next(), characters.next()) {
                    return only as u32;
                }
                expansions.push(image.into_boxed_str());
                EXPANDED | (expansions.len() - 1) as u32
            })
            .collect();
        Self { table, expansions }
    }

    /// Writes the normal form of `text` into `out`, which is cleared first.
    pub fn normalize_into(&self, text: &str, out: &mut String) -> Folding {
        out.clear();
        let mut folding = Folding { aligned: true, plain: true };
        // What stays as it is goes over in one piece.
        let mut same = 0;
        for (at, character) in text.char_indices() {
            folding.plain &= is_plain(character);
            if self.table.get(character as usize) == Some(&(character as u32)) {
                continue;
            }
            out.push_str(text.get(same..at).unwrap_or_default());
            same = at + character.len_utf8();
            let before = out.len();
            self.push(character, out);
            folding.aligned &= out.len() - before == character.len_utf8();
        }
        out.push_str(text.get(same..).unwrap_or_default());
        folding
    }

    /// The image of a character where it is one character.
    pub(super) fn single(&self, character: char) -> Option<char> {
        let image = self.table.get(character as usize)?;
        char::from_u32(*image)
    }

    /// The normal form of `text`.
    pub fn normalize(&self, text: &str) -> String {
        let mut out = String::with_capacity(text.len());
        self.normalize_into(text, &mut out);
        out
    }

    /// The byte offset in `original` of the character whose image holds byte `offset` of the normal form; the
    /// original's length for the end.
    pub fn original_offset(&self, original: &str, offset: usize) -> usize {
        let mut length = 0;
        for (start, character) in original.char_indices() {
            length += self.image_len(character);
            if length > offset {
                return start;
            }
        }
        original.len()
    }

    /// The byte range in `original` of the characters whose images make up `start..end` of the normal form.
    pub fn original_range(&self, original: &str, start: usize, end: usize) -> (usize, usize) {
        let first = self.original_offset(original, start);
        if end <= start {
            return (first, first);
        }
        let last = self.original_offset(original, end - 1);
        let last_len = original.get(last..).and_then(|rest| rest.chars().next()).map_or(0, char::len_utf8);
        (first, last + last_len)
    }

    /// Bytes of a character's image.
    fn image_len(&self, character: char) -> usize {
        match self.table.get(character as usize) {
            Some(&image) if image & EXPANDED == 0 => char::from_u32(image).map_or(0, char::len_utf8),
            Some(&image) => self.expansions.get((image ^ EXPANDED) as usize).map_or(0, |text| text.len()),
            None => image(character).len(),
        }
    }

    fn push(&self, character: char, out: &mut String) {
        let code = character as u32;
        match self.table.get(code as usize) {
            Some(&image) if image == code => out.push(character),
            Some(&image) if image & EXPANDED == 0 => out.extend(char::from_u32(image)),
            Some(&image) => out.extend(self.expansions.get((image ^ EXPANDED) as usize).map(|text| &**text)),
            // Beyond the plane: mathematical letters, enclosed letters, compatibility ideographs.
            None => out.push_str(&image(character)),
        }
    }
}

impl Default for Normalizer {
    fn default() -> Self {
        Self::new()
    }
}

/// Whether neither the character nor its image can be part of a cluster with its neighbours. Joiners, marks, modifiers, jamo and flags can.
fn is_plain(character: char) -> bool {
    matches!(character, '\0'..='\u{2ff}' | '\u{4e00}'..='\u{9fff}' | '\u{3000}'..='\u{3029}' | '\u{ff01}'..='\u{ff5e}')
}

/// Characters that nobody sees: soft hyphens, zero-width spaces, marks of direction. Joiners of emoji are none of them.
fn is_invisible(character: char) -> bool {
    matches!(character, '\u{ad}' | '\u{200b}' | '\u{200c}' | '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{2064}'
        | '\u{2066}'..='\u{206f}' | '\u{feff}')
}

/// NFKC, lower case, simplified, repeated until nothing changes; nothing for a character that nobody sees.
fn image(character: char) -> String {
    if is_invisible(character) {
        return String::new();
    }
    let mut current = character.to_string();
    // Three rounds suffice for every character of Unicode 16; the bound is there so that no table can loop.
    for _ in 0..8 {
        let folded: String = current
            .nfkc()
            .flat_map(char::to_lowercase)
            .map(|c| if c.is_whitespace() || c.is_control() { ' ' } else { c })
            .collect();
        let next: String = folded.chars().map(simplify).collect();
        if next == current {
            break;
        }
        current = next;
    }
    current
}

/// The simplified form of a traditional character. A character of GB 2312 is simplified by definition: the converter's table is not asked, which would
/// turn 呵 into 嗬.
fn simplify(character: char) -> char {
    if !matches!(character, '\u{3400}'..='\u{9FFF}' | '\u{F900}'..='\u{FAFF}') || is_gb2312(character) {
        return character;
    }
    let mut buffer = [0; 4];
    let converted = fast2s::convert(character.encode_utf8(&mut buffer));
    let mut characters = converted.chars();
    match (characters.next(), characters.next()) {
        (Some(only), None) => only,
        _ => character,
    }
}

/// Whether GB 2312 has the character: in GBK these are the codes from B0A1 to F7FE with a high second byte.
fn is_gb2312(character: char) -> bool {
    let mut buffer = [0; 4];
    let (bytes, _, unmappable) = encoding_rs::GBK.encode(character.encode_utf8(&mut buffer));
    !unmappable && matches!(*bytes, [0xB0..=0xF7, 0xA1..=0xFE])
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn width_case_and_script_are_folded() {
        let normalizer = Normalizer::new();
        assert_eq!(normalizer.normalize("ＡＢＣ１２３　長袖連衣裙 T恤"), "abc123 长袖连衣裙 t恤");
        assert_eq!(normalizer.normalize("㎡½"), "m21⁄2");
        assert_eq!(normalizer.normalize("呵护乾隆麵霜"), "呵护乾隆面霜");
        assert_eq!(normalizer.normalize("百\u{ad}搭\u{200b}女"), "百搭女");
    }

    #[test]
    fn offsets_lead_back_to_the_original() {
        let normalizer = Normalizer::new();
        let original = "Ａ㎡裙";
        // a, m2, 裙
        assert_eq!(normalizer.normalize(original), "am2裙");
        assert_eq!(normalizer.original_range(original, 1, 3), (3, 6));
        assert_eq!(normalizer.original_range(original, 3, 6), (6, 9));
        assert_eq!(normalizer.original_offset(original, 6), 9);
    }

    static NORMALIZER: std::sync::LazyLock<Normalizer> = std::sync::LazyLock::new(Normalizer::new);

    proptest! {
        #[test]
        fn normalising_twice_changes_nothing(text in "\\PC*") {
            let normalizer = &*NORMALIZER;
            let once = normalizer.normalize(&text);
            prop_assert_eq!(normalizer.normalize(&once), once);
        }
    }

    #[test]
    fn every_character_of_the_plane_is_a_fixpoint_after_one_step() {
        let normalizer = Normalizer::new();
        for character in (0..0x1_0000).filter_map(char::from_u32) {
            let once = normalizer.normalize(&character.to_string());
            assert_eq!(normalizer.normalize(&once), once, "{character:?}");
        }
    }
}
