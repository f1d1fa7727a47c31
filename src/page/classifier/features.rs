//! What the first model sees of a line.

use std::fmt;

use super::Line;

/// Stands before the first and behind the last character of a line.
const EDGES: [char; 2] = ['⊢', '⊣'];

/// White space in a line, and what parts the cells of a row.
const SPACE: char = '␣';
const CELL: char = '␉';

/// Stands for any number.
const NUMBER: char = '0';

/// Codes above those of characters are properties of the whole line.
const PROPERTIES: u64 = 0x11_0000;
const HEADING: u64 = PROPERTIES;
const ROW: u64 = PROPERTIES + 1;
const LENGTH: u64 = PROPERTIES + 2;

/// Most characters of a line of each class of length but the last.
const LENGTHS: [usize; 5] = [4, 8, 16, 32, 64];

/// A character, two characters side by side, or a property of the whole line.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Feature(u64);

impl Feature {
    fn one(c: char) -> Self {
        Self(u64::from(c as u32))
    }

    fn two(first: char, second: char) -> Self {
        Self(u64::from(first as u32) << 32 | u64::from(second as u32))
    }

    /// A hash of 16 bits.
    pub(super) fn brief(self) -> u16 {
        (self.0 ^ self.0 >> 24) as u16
    }

    /// The feature with this name, as [`Display`](fmt::Display) writes it.
    pub fn named(name: &str) -> Option<Self> {
        if let Some(number) = name.strip_prefix("##") {
            return Some(Self(PROPERTIES + number.parse::<u64>().ok()?));
        }
        let mut characters = name.chars();
        match (characters.next(), characters.next(), characters.next()) {
            (Some(one), None, None) => Some(Self::one(one)),
            (Some(first), Some(second), None) => Some(Self::two(first, second)),
            _ => None,
        }
    }
}

/// The characters themselves; `##N` for a property of the whole line.
impl fmt::Display for Feature {
    fn fmt(&self, to: &mut fmt::Formatter<'_>) -> fmt::Result {
        if (PROPERTIES..1 << 32).contains(&self.0) {
            return write!(to, "##{}", self.0 - PROPERTIES);
        }
        for code in [self.0 >> 32, self.0 & u64::from(u32::MAX)] {
            if let Some(c) = u32::try_from(code).ok().and_then(char::from_u32).filter(|c| *c != '\0') {
                write!(to, "{c}")?;
            }
        }
        Ok(())
    }
}

/// Every feature of a line, as often as it has it.
pub fn features(line: &Line<'_>, mut each: impl FnMut(Feature)) {
    let [start, end] = EDGES;
    let (mut before, mut length) = (start, 0);
    for c in letters(&line.text) {
        each(Feature::one(c));
        each(Feature::two(before, c));
        before = c;
        length += 1;
    }
    each(Feature::two(before, end));
    if line.is_heading {
        each(Feature(HEADING));
    }
    if line.is_row {
        each(Feature(ROW));
    }
    let class = LENGTHS.iter().position(|most| length <= *most).unwrap_or(LENGTHS.len());
    each(Feature(LENGTH + class as u64));
}

/// The characters of a text: Latin letters small, signs and letters of full width as those of half width, one character for a number
/// and for a run of white space.
fn letters(text: &str) -> impl Iterator<Item = char> {
    let mut characters = text.chars().map(narrow).peekable();
    std::iter::from_fn(move || {
        let c = characters.next()?;
        Some(match c {
            '0'..='9' => {
                while characters.next_if(|c| matches!(c, '0'..='9' | '.')).is_some() {}
                NUMBER
            }
            SPACE | CELL => {
                let mut space = c;
                while let Some(next) = characters.next_if(|c| matches!(*c, SPACE | CELL)) {
                    space = if next == CELL { CELL } else { space };
                }
                space
            }
            c => c,
        })
    })
}

fn narrow(c: char) -> char {
    match c {
        '\t' => CELL,
        'A'..='Z' => c.to_ascii_lowercase(),
        '！'..='～' => char::from_u32(c as u32 - '！' as u32 + '!' as u32).map_or(c, |c| c.to_ascii_lowercase()),
        c if c.is_whitespace() || c.is_control() => SPACE,
        c => c,
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn names(line: &Line<'_>) -> String {
        let mut names = Vec::new();
        features(line, |feature| names.push(feature.to_string()));
        names.join(" ")
    }

    #[test]
    fn numbers_width_and_size_of_letters_do_not_count() {
        assert_eq!(names(&Line::new("Ｍ码 58.5CM", true, false)), "m ⊢m 码 m码 ␣ 码␣ 0 ␣0 c 0c m cm m⊣ ##0 ##3");
        assert_eq!(names(&Line::new("m码　　6cm", true, false)), names(&Line::new("Ｍ码 58.5CM", true, false)));
        assert_eq!(names(&Line::new("长\t60", false, true)), "长 ⊢长 ␉ 长␉ 0 ␉0 0⊣ ##1 ##2");
    }

    proptest! {
        #[test]
        fn a_feature_is_known_by_its_name(text in ".{0,20}") {
            features(&Line::new(&text, true, true), |feature| {
                if !feature.to_string().contains(['\0', '\n', '\r']) {
                    assert_eq!(Feature::named(&feature.to_string()), Some(feature));
                }
            });
        }
    }
}
