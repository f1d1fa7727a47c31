//! A title's own grammar on top of the cut: numbers with units, models, Latin words whole.

use super::cutter::Piece;
use super::segmenter::Shape;
use crate::dictionary::Role;

/// Whether a word starts with a Chinese character of the main block. Where it does the word is a token as it stands; most words are.
pub(super) fn is_chinese(word: &str) -> bool {
    // U+4E00 is E4 B8 80, U+9FFF is E9 BF BF.
    matches!(word.as_bytes(), [0xE4, 0xB8..=0xBF, ..] | [0xE5..=0xE9, ..])
}

/// A text and the pieces that it was cut into.
#[derive(Debug, Clone, Copy)]
pub(super) struct Cut<'t> {
    pub(super) text: &'t str,
    pub(super) pieces: &'t [Piece],
}

impl<'t> Cut<'t> {
    /// The text of a piece.
    pub(super) fn word(self, at: usize) -> Option<&'t str> {
        self.pieces.get(at).and_then(|piece| self.text.get(piece.start as usize..piece.end as usize))
    }

    fn end(self, at: usize) -> usize {
        self.pieces.get(at).map_or(self.text.len(), |piece| piece.end as usize)
    }
}

/// The end, shape and number of pieces of the token that starts with the piece `first`. `is_unit` and `is_role` tell what is known of a piece by its
/// place.
pub(super) fn token_at(
    cut: Cut<'_>,
    first: usize,
    is_unit: impl Fn(usize) -> bool,
    is_role: impl Fn(usize, Role) -> bool,
) -> (usize, Shape, usize) {
    let word = cut.word(first).unwrap_or_default();
    let Some(lead) = word.chars().next() else { return (cut.end(first), Shape::Symbol, 1) };
    if lead == ' ' {
        return (cut.end(first), Shape::Space, 1);
    }
    if !is_letter(lead) {
        let shape = if lead.is_alphanumeric() { Shape::Word } else { Shape::Symbol };
        return (cut.end(first), shape, 1);
    }
    if !word.chars().all(is_latin) {
        // A dictionary word with a Latin start: t恤, v领.
        return (cut.end(first), Shape::Word, 1);
    }
    let start = cut.end(first) - word.len();
    let mut next = first + latin_chunk(cut, first, &is_role);
    loop {
        let end = cut.end(next - 1);
        let chunk = cut.text.get(start..end).unwrap_or_default();
        if !ends_with_quantity(chunk) {
            return (end, Shape::Latin, next - first);
        }
        // 2 + 瓶, 500ml + * + 2 + 瓶, 16-18 + 岁
        if chunk.ends_with(|c: char| c.is_ascii_digit()) && next < cut.pieces.len() && is_unit(next) {
            next += 1;
        }
        let times = cut.word(next).is_some_and(|word| matches!(word, "*" | "×" | "x"));
        let number = cut.word(next + 1).is_some_and(|word| word.starts_with(|c: char| c.is_ascii_digit()));
        if !(times && number) {
            let end = cut.end(next - 1);
            let shape = if cut.text.get(start..end).is_some_and(str::is_ascii) { Shape::Latin } else { Shape::Word };
            return (end, shape, next - first);
        }
        next += 1 + latin_chunk(cut, next + 1, &is_role);
    }
}

/// Shorter Latin brands are the beginnings of too many models.
const LEAST_BRAND: usize = 3;

/// Letters and digits of alphabets: Latin with its accents, Greek, Cyrillic.
fn is_letter(character: char) -> bool {
    character.is_ascii_alphanumeric() || (character < '\u{2e80}' && character.is_alphanumeric())
}

/// Whether a character comes before the Chinese ones.
fn is_latin(character: char) -> bool {
    character < '\u{2e80}'
}

/// How many pieces make up the run of ASCII letters and digits from the piece `first` on, joined by `-`, `.`, `_`, `&`, `'` between two of them,
/// with a `%` or `+` behind a digit. A brand stands apart from the model written behind it (`oppo` `r11`), a product from the number before it (6 `dvd`).
fn latin_chunk(cut: Cut<'_>, first: usize, is_role: &impl Fn(usize, Role) -> bool) -> usize {
    let solid = |at: usize| cut.word(at).is_some_and(|word| word.chars().all(is_latin) && word.starts_with(is_letter));
    let digits = |at: usize| cut.word(at).is_some_and(|word| word.bytes().any(|byte| byte.is_ascii_digit()));
    if cut.word(first).is_some_and(|word| word.len() >= LEAST_BRAND)
        && (digits(first + 1) || (solid(first + 1) && digits(first + 2)))
        && is_role(first, Role::Brand)
    {
        return 1;
    }
    let mut next = first + 1;
    loop {
        match cut.word(next) {
            Some(word) if word.len() >= LEAST_BRAND && digits(next - 1) && is_role(next, Role::Product) => break,
            Some("-" | "." | "_" | "&" | "'") if solid(next + 1) => next += 2,
            Some("%") if cut.word(next - 1).is_some_and(|word| word.ends_with(|c: char| c.is_ascii_digit())) => {
                next += 1;
                break;
            }
            Some(_) if solid(next) => next += 1,
            _ => break,
        }
    }
    next - first
}

/// Whether a Latin chunk is a number, or a number with a unit of measure in letters.
fn ends_with_quantity(chunk: &str) -> bool {
    let tail = chunk.rsplit(['*', '×', 'x']).next().unwrap_or(chunk);
    let tail = if tail.is_empty() { chunk } else { tail };
    starts_with_number(tail) && is_quantity(tail)
}

pub(super) fn starts_with_number(text: &str) -> bool {
    text.starts_with(|c: char| c.is_ascii_digit())
}

fn is_quantity(text: &str) -> bool {
    let unit = text.trim_start_matches(|c: char| c.is_ascii_digit() || matches!(c, '.' | '-' | '~'));
    unit.is_empty() || !unit.is_ascii() || LATIN_UNITS.contains(&unit)
}

/// The role of a number with what it counts: 2020年 says when, 12片 how many.
pub(super) fn number_role(text: &str) -> Role {
    if text.strip_suffix('年').is_some_and(is_year) { Role::Season } else { Role::Spec }
}

fn is_year(text: &str) -> bool {
    text.len() == 4
        && (text.starts_with("19") || text.starts_with("20"))
        && text.bytes().all(|byte| byte.is_ascii_digit())
}

/// The role of a Latin token that no dictionary lists.
pub(super) fn latin_role(text: &str) -> Role {
    let digits = text.bytes().any(|byte| byte.is_ascii_digit());
    let letters = text.bytes().any(|byte| byte.is_ascii_alphabetic());
    if is_year(text) {
        return Role::Season;
    }
    match (digits, letters) {
        (true, false) => Role::Spec,
        (true, true) if text.split(['*', 'x']).all(|part| starts_with_number(part) && is_quantity(part)) => Role::Spec,
        (true, true) => Role::Model,
        _ => Role::Other,
    }
}

/// Units of measure in Latin letters.
const LATIN_UNITS: [&str; 36] = [
    "ml", "l", "g", "kg", "mg", "cm", "mm", "m", "km", "m2", "w", "kw", "v", "a", "ah", "mah", "hz", "khz", "mhz",
    "ghz", "gb", "tb", "mb", "k", "kb", "inch", "oz", "lb", "pcs", "d", "%", "ma", "kwh", "p", "db", "h",
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn latin_tokens_get_their_roles() {
        for (text, role) in [
            ("500ml", Role::Spec),
            ("500ml*2", Role::Spec),
            ("10.36", Role::Spec),
            ("2026", Role::Season),
            ("ksr10-07-25", Role::Model),
            ("z62", Role::Model),
            ("diy", Role::Other),
        ] {
            assert_eq!(latin_role(text), role, "{text}");
        }
    }
}
