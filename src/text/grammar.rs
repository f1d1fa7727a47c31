//! A title's own grammar on top of jieba's cut: numbers with units, models, Latin words whole.

use super::segmenter::Shape;
use crate::dictionary::Role;

/// Whether a word starts with a Chinese character of the main block. Where it does the word is a token as it stands; most words are.
pub(super) fn is_chinese(word: &str) -> bool {
    // U+4E00 is E4 B8 80, U+9FFF is E9 BF BF.
    matches!(word.as_bytes(), [0xE4, 0xB8..=0xBF, ..] | [0xE5..=0xE9, ..])
}

/// The end, shape and number of jieba tokens of the token that starts with the first of `cut`. `is_unit` and `is_role` tell what is known of a token of
/// `cut` by its place.
pub(super) fn token_at(
    text: &str,
    cut: &[jieba_rs::Token<'_>],
    is_unit: impl Fn(usize) -> bool,
    is_role: impl Fn(usize, Role) -> bool,
) -> (usize, Shape, usize) {
    let Some(first) = cut.first() else { return (text.len(), Shape::Symbol, 1) };
    let Some(lead) = first.word.chars().next() else { return (first.byte_end, Shape::Symbol, 1) };
    if lead == ' ' {
        return (first.byte_end, Shape::Space, 1);
    }
    if !is_letter(lead) {
        let shape = if lead.is_alphanumeric() { Shape::Word } else { Shape::Symbol };
        return (first.byte_end, shape, 1);
    }
    if !first.word.chars().all(is_latin) {
        // A dictionary word with a Latin start: t恤, v领.
        return (first.byte_end, Shape::Word, 1);
    }
    let start = first.byte_start;
    let mut used = latin_chunk(cut, 0, &is_role);
    let mut end = cut[used - 1].byte_end;
    loop {
        let chunk = text.get(start..end).unwrap_or_default();
        if !ends_with_quantity(chunk) {
            return (end, Shape::Latin, used);
        }
        // 2 + 瓶, 500ml + * + 2 + 瓶, 16-18 + 岁
        let bare_number = chunk.ends_with(|c: char| c.is_ascii_digit());
        if bare_number && let Some(unit) = cut.get(used).filter(|_| is_unit(used)) {
            used += 1;
            end = unit.byte_end;
        }
        let times = cut.get(used).is_some_and(|token| matches!(token.word, "*" | "×" | "x"));
        let number = cut.get(used + 1).is_some_and(|token| token.word.starts_with(|c: char| c.is_ascii_digit()));
        if !(times && number) {
            let shape = if text.get(start..end).is_some_and(str::is_ascii) { Shape::Latin } else { Shape::Word };
            return (end, shape, used);
        }
        used += 1 + latin_chunk(&cut[used + 1..], used + 1, &is_role);
        end = cut[used - 1].byte_end;
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

/// How many tokens make up the run of ASCII letters and digits at the front, joined by `-`, `.`, `_`, `&`, `'` between two of them,
/// with a `%` or `+` behind a digit; `place` is the place of the first. A brand stands apart from the model written behind it (`oppo` `r11`), a product from the number before it (6 `dvd`).
fn latin_chunk(cut: &[jieba_rs::Token<'_>], place: usize, is_role: &impl Fn(usize, Role) -> bool) -> usize {
    let solid = |token: Option<&jieba_rs::Token<'_>>| {
        token.is_some_and(|token| token.word.chars().all(is_latin) && token.word.starts_with(is_letter))
    };
    let mut used = 1;
    let digits = |at: usize| cut.get(at).is_some_and(|token| token.word.bytes().any(|byte| byte.is_ascii_digit()));
    let touches = |at: usize| cut.get(at).is_some_and(|token| token.byte_start == cut[at - 1].byte_end);
    if let Some(first) = cut.first()
        && first.word.len() >= LEAST_BRAND
        && touches(1)
        && (digits(1) || (solid(cut.get(1)) && touches(2) && digits(2)))
        && is_role(place, Role::Brand)
    {
        return 1;
    }
    loop {
        match cut.get(used).map(|token| token.word) {
            Some(word) if word.len() >= LEAST_BRAND && digits(used - 1) && is_role(place + used, Role::Product) => {
                return used;
            }
            Some("-" | "." | "_" | "&" | "'") if solid(cut.get(used + 1)) => used += 2,
            Some("%") if cut.get(used - 1).is_some_and(|token| token.word.ends_with(|c: char| c.is_ascii_digit())) => {
                return used + 1;
            }
            Some(_) if solid(cut.get(used)) && cut[used - 1].byte_end == cut[used].byte_start => used += 1,
            _ => return used,
        }
    }
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

/// The role of a Latin token that no dictionary lists.
pub(super) fn latin_role(text: &str) -> Role {
    let digits = text.bytes().any(|byte| byte.is_ascii_digit());
    let letters = text.bytes().any(|byte| byte.is_ascii_alphabetic());
    if text.len() == 4 && (text.starts_with("19") || text.starts_with("20")) && !letters {
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
