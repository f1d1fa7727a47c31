//! Jieba with the dictionaries' words, each with a frequency of its own.

use jieba_rs::Jieba;
use rustc_hash::FxHashMap;

use super::Normalizer;
use crate::dictionary::{Dictionary, EntryKind, Role, RoleSet};

/// Least frequency of a dictionary word: below it, jieba prefers to cut rare compounds into frequent parts.
const LEAST: usize = 20;

/// How much likelier than in jieba's own texts a word with a role is in a title. It settles where a word of ours crosses one of jieba's: borders on
/// marked titles improve up to about this factor and stay the same beyond.
const IN_TITLES: usize = 30;

/// Shortest word, in characters, that may be a compound of free words.
const SHORTEST_COMPOUND: usize = 4;

/// What a word in front of a product may be for the two to be free words: 纹身 贴纸, 蒸汽 拖把, but not 羽毛 球拍.
const MODIFIERS: [Role; 7] =
    [Role::Audience, Role::Scene, Role::Function, Role::Style, Role::Season, Role::Craft, Role::Origin];

/// Whether `fits` holds of some cut of the word into two words of two characters or more.
fn splits(word: &str, fits: impl Fn(&str, &str) -> bool) -> bool {
    let borders = word.char_indices().map(|(at, _)| at).skip(2);
    borders.into_iter().any(|at| {
        let (head, rest) = word.split_at(at);
        rest.chars().nth(1).is_some() && fits(head, rest)
    })
}

/// Jieba's words and the dictionaries' words.
///
/// A dictionary word of four or more characters that falls apart into words of two or more (儿童衬衫, 毛绒玩具) is left to fall apart, for every word of
/// a query has to stand in a title by itself. A brand stays whole unless it is another brand and a word (德芙巧克力). All frequencies are worked out before any word is added, and all compounds before any is
/// taken out, so that no order of loading can change the result.
pub(super) fn jieba(dictionary: &Dictionary, normalizer: &Normalizer) -> Jieba {
    let mut jieba = Jieba::new();
    let listed = dictionary.entries().iter().filter(|entry| {
        matches!(entry.kind, EntryKind::Word(_) | EntryKind::Unit | EntryKind::Stop) && !entry.word.contains(' ')
    });
    let roles: FxHashMap<&str, RoleSet> = dictionary.entries().iter().fold(FxHashMap::default(), |mut roles, entry| {
        if let EntryKind::Word(role) = entry.kind {
            roles.entry(&*entry.word).or_insert_with(RoleSet::default).insert(role);
        }
        roles
    });
    let is = |word: &str, role: Role| roles.get(word).is_some_and(|roles| roles.contains(role));
    let mut words: Vec<(String, usize, bool)> = listed
        .map(|entry| {
            let word = normalizer.normalize(&entry.word);
            let with_role = matches!(entry.kind, EntryKind::Word(_));
            let frequency = jieba.suggest_freq(&word).max(LEAST) * if with_role { IN_TITLES } else { 1 };
            let brand = entry.kind == EntryKind::Word(Role::Brand);
            (word, frequency, brand)
        })
        .filter(|(word, ..)| word.chars().nth(1).is_some())
        .collect();
    words.sort();
    // Of several entries of a word the most frequent counts, and it is a brand if one of them is.
    words.dedup_by(|later, earlier| {
        let same = later.0 == earlier.0;
        if same {
            earlier.1 = earlier.1.max(later.1);
            earlier.2 |= later.2;
        }
        same
    });
    for (word, frequency, _) in &words {
        jieba.add_word(word, Some(*frequency), None);
    }
    let compounds: Vec<&String> = words
        .iter()
        .filter(|(word, ..)| !word.is_ascii() && word.chars().count() >= SHORTEST_COMPOUND)
        .filter(|(word, frequency, brand)| {
            if *brand {
                return splits(word, |head, rest| {
                    is(head, Role::Brand) && jieba.has_word(rest) && !is(rest, Role::Brand)
                });
            }
            if splits(word, |head, rest| {
                is(rest, Role::Product) && (head.is_ascii() || MODIFIERS.iter().any(|&role| is(head, role)))
            }) {
                return true;
            }
            jieba.add_word(word, Some(0), None);
            let parts = jieba.cut(word, false);
            let falls_apart =
                parts.len() > 1 && parts.iter().all(|part| part.end - part.start > 1 && jieba.has_word(part.word));
            jieba.add_word(word, Some(*frequency), None);
            falls_apart
        })
        .map(|(word, ..)| word)
        .collect();
    for word in compounds {
        // Jieba falls back on single letters only where no word begins, and the compound still begins there.
        let head = &word[..word.find(|c: char| !c.is_ascii()).unwrap_or_default()];
        if !head.is_empty() && !jieba.has_word(head) {
            jieba.add_word(head, Some(LEAST), None);
        }
        jieba.add_word(word, Some(0), None);
    }
    jieba
}
