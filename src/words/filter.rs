//! What is no word although it is frequent.

use rustc_hash::FxHashSet;

use super::find::Find;
use crate::config::WordsConfig;
use crate::dictionary::Role;
use crate::text::Vocabulary;

/// A word whose borders run through known words at this share of its places is a wrong cut.
const MOST_CROSSED: f64 = 0.5;

/// Chinese numerals.
const NUMERALS: &str = "一二三四五六七八九十百千万两几";

/// Whether the find is frequent, holds together as its kind has to, and stands free on both sides. What shoppers ask for by itself
/// need not.
pub(super) fn stands_alone(find: &Find, config: &WordsConfig) -> bool {
    let free = find.asked || find.left.entropy().min(find.right.entropy()) >= config.min_freedom;
    let least = if find.phrase { config.min_phrase_cohesion } else { config.min_cohesion };
    let crossed = f64::from(find.crossed) >= MOST_CROSSED * f64::from(find.texts());
    find.texts() >= config.min_texts
        && free
        && !crossed
        && find.cohesion.is_none_or(|cohesion| cohesion.holds(least, config.min_bound))
}

/// Whether the find is two words: known ones, or candidates themselves. A known word and a short product head (庭院 + 伞) are one.
pub(super) fn falls_apart(find: &Find, candidates: &FxHashSet<&str>, vocabulary: &Vocabulary) -> bool {
    if find.latin {
        return false;
    }
    let roles = |word: &str| vocabulary.look_up(word).map(|known| known.roles).filter(|roles| !roles.is_empty());
    let single = |word: &str| word.chars().nth(1).is_none();
    let splits = find.text.char_indices().skip(1).filter_map(|(at, _)| find.text.split_at_checked(at));
    splits.into_iter().any(|(head, tail)| match (single(head), single(tail)) {
        (false, false) => {
            let word = |part: &str| candidates.contains(part) || roles(part).is_some();
            word(head) && word(tail)
        }
        // 庭院伞 is a word, 庭院大 none.
        (false, true) => {
            find.cohesion.is_some()
                && roles(head).is_some()
                && roles(tail).is_some_and(|roles| !roles.contains(Role::Product))
        }
        // 女上衣, 红管: a single character that only describes.
        (true, false) => {
            roles(tail).is_some()
                && roles(head).is_some_and(|roles| {
                    [Role::Audience, Role::Colour, Role::Season, Role::Neutral, Role::Style, Role::Service]
                        .iter()
                        .any(|&role| roles.contains(role))
                })
        }
        (true, true) => false,
    })
}

/// Whether the text is a Chinese numeral and a measure unit (一盒, 三件).
pub(super) fn is_quantity(text: &str, vocabulary: &Vocabulary) -> bool {
    let rest = text.trim_start_matches(|character| NUMERALS.contains(character));
    let unit = || vocabulary.get(rest).and_then(|id| vocabulary.info(id)).is_some_and(|info| info.unit);
    rest.len() < text.len() && (rest.is_empty() || unit())
}
