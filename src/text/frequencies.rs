//! Jieba's words and the dictionaries' words, each with a frequency of its own.

use rustc_hash::FxHashMap;

use super::Normalizer;
use super::cutter::Cutter;
use crate::dictionary::{Dictionary, EntryKind, Role, RoleSet};

/// Least frequency of a dictionary word: below it, rare compounds are cut into frequent parts.
const LEAST: usize = 20;

/// How much likelier than in jieba's own texts a word with a role is in a title. It settles where a word of ours crosses one of jieba's: borders on
/// marked titles improve up to about this factor and stay the same beyond.
const IN_TITLES: usize = 30;

/// Words of jieba's list that are never one in a title: 牛仔裤子 女.
const NOT_IN_TITLES: [&str; 1] = ["子女"];

/// Shortest word, in characters, that may be a compound of free words.
const SHORTEST_COMPOUND: usize = 4;

/// What a word in front of a product may be for the two to be free words: 蒸汽 拖把.
const MODIFIERS: [Role; 7] =
    [Role::Audience, Role::Scene, Role::Function, Role::Style, Role::Season, Role::Craft, Role::Origin];

/// What it must not be where it is none of those: 医用 口罩, 纹身 贴纸, but not 羽毛 球拍.
const FIRM: [Role; 4] = [Role::Product, Role::Material, Role::Part, Role::Pattern];

/// Whether a word of these roles in front of a product may be a word by itself.
fn is_free(roles: RoleSet) -> bool {
    let any = |of: &[Role]| of.iter().any(|&role| roles.contains(role));
    any(&MODIFIERS) || !any(&FIRM)
}

/// Whether `fits` holds of some cut of the word into two words of two characters or more.
fn splits(word: &str, fits: impl Fn(&str, &str) -> bool) -> bool {
    let borders = word.char_indices().map(|(at, _)| at).skip(2);
    borders.into_iter().any(|at| {
        let (head, rest) = word.split_at(at);
        rest.chars().nth(1).is_some() && fits(head, rest)
    })
}

/// The words of jieba's own list, in ascending order: each with how often it was seen and its part of speech.
pub(crate) fn jieba_words() -> impl Iterator<Item = (&'static str, usize, &'static str)> {
    include_str!("../../third_party/jieba/dict.txt").lines().filter_map(|line| {
        let (word, rest) = line.split_once(' ')?;
        let (frequency, part_of_speech) = rest.split_once(' ')?;
        Some((word, frequency.parse().ok()?, part_of_speech))
    })
}

/// A cutter with jieba's words and the dictionaries' words.
///
/// A dictionary word of four or more characters that falls apart into words of two or more (儿童衬衫, 毛绒玩具) is left to fall apart, for every word of
/// a query has to stand in a title by itself. A brand stays whole unless it is another brand and a word (德芙巧克力). All frequencies are worked out before any word is added, and all compounds before any is
/// taken out, so that no order of loading can change the result.
pub(super) fn cutter(dictionary: &Dictionary, normalizer: &Normalizer, seams: &[(String, u8)]) -> Cutter {
    let listed = dictionary.entries().iter().filter(|entry| {
        matches!(entry.kind, EntryKind::Word(_) | EntryKind::Unit | EntryKind::Stop) && !entry.word.contains(' ')
    });
    let mut words: Vec<(String, EntryKind)> =
        listed.map(|entry| (normalizer.normalize(&entry.word), entry.kind)).collect();
    words.retain(|(word, _)| word.chars().nth(1).is_some());
    let mut all: Vec<(&str, usize)> = jieba_words().map(|(word, frequency, _)| (word, frequency)).collect();
    all.extend(words.iter().map(|(word, _)| (word.as_str(), 0)));
    // What stands in both lists keeps jieba's frequency for now.
    all.sort_by_key(|&(word, frequency)| (word, std::cmp::Reverse(frequency)));
    all.dedup_by_key(|(word, _)| *word);
    let mut cutter = Cutter::new(&all, seams);
    let roles: FxHashMap<&str, RoleSet> = dictionary.entries().iter().fold(FxHashMap::default(), |mut roles, entry| {
        if let EntryKind::Word(role) = entry.kind {
            roles.entry(&*entry.word).or_insert_with(RoleSet::default).insert(role);
        }
        roles
    });
    let is = |word: &str, role: Role| roles.get(word).is_some_and(|roles| roles.contains(role));
    let mut words: Vec<(&str, usize, bool)> = words
        .iter()
        .map(|(word, kind)| {
            let factor = if matches!(kind, EntryKind::Word(_)) { IN_TITLES } else { 1 };
            let frequency = cutter.frequency_as_one(word).max(LEAST) * factor;
            (word.as_str(), frequency, *kind == EntryKind::Word(Role::Brand))
        })
        .collect();
    words.sort_unstable();
    // Of several entries of a word the most frequent counts, and it is a brand if one of them is.
    words.dedup_by(|later, earlier| {
        let same = later.0 == earlier.0;
        if same {
            earlier.1 = earlier.1.max(later.1);
            earlier.2 |= later.2;
        }
        same
    });
    cutter
        .change(words.iter().map(|&(word, frequency, _)| (word, frequency)).chain(NOT_IN_TITLES.map(|word| (word, 0))));
    let compounds = words.iter().filter(|(word, ..)| !word.is_ascii() && word.chars().count() >= SHORTEST_COMPOUND);
    let compounds = compounds.filter(|(word, _, brand)| {
        if *brand {
            return splits(word, |head, rest| is(head, Role::Brand) && cutter.has(rest) && !is(rest, Role::Brand));
        }
        splits(word, |head, rest| {
            is(rest, Role::Product)
                && (head.is_ascii() || cutter.has(head) && is_free(roles.get(head).copied().unwrap_or_default()))
        }) || cutter.falls_apart(word)
    });
    let compounds: Vec<&str> = compounds.map(|(word, ..)| *word).collect();
    // The letters in front of one are a word then.
    let heads = compounds.iter().map(|word| &word[..word.find(|c: char| !c.is_ascii()).unwrap_or_default()]);
    let heads: Vec<&str> = heads.filter(|head| !head.is_empty() && !cutter.has(head)).collect();
    cutter.change(compounds.iter().map(|&word| (word, 0)).chain(heads.iter().map(|&head| (head, LEAST))));
    cutter
}
