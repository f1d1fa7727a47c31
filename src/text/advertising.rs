//! Terms that advertising law forbids or frowns on (rule T7), for titles and pages alike.

use aho_corasick::{AhoCorasick, Anchored, Input, MatchKind, StartKind};

use super::{Normalizer, Segmented, Shape};
use crate::dictionary::{Dictionary, EntryKind};
use crate::error::{Error, Result};

/// How grave a term is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TermTier {
    /// Forbidden (广告法 art. 9, and medical claims).
    Hard,
    /// Risky without proof.
    Soft,
    /// Innocent although it holds a hard or soft term.
    Allowed,
}

/// A term found in a text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct TermFinding<'a> {
    /// First byte in the normal form.
    pub start: usize,
    /// One past the last byte in the normal form.
    pub end: usize,
    /// How grave it is.
    pub tier: TermTier,
    /// Why, or what to write instead; empty where the dictionary does not say.
    pub note: &'a str,
}

/// Finds terms: the longest match at each place, and only where the term's borders are borders of words, so that 最后一件 is not
/// 最 and 女装 is never anything. An allowed longer word shields the term inside it.
#[derive(Debug)]
pub struct AdvertisingTerms {
    automaton: AhoCorasick,
    /// Tier and note of each pattern.
    terms: Vec<(TermTier, Box<str>)>,
    /// A bit for the first character of each term.
    firsts: Box<[u64]>,
    /// A bit for the first two characters of each term, folded to 16 bits; of a term of one character for each pair that starts with it. Most
    /// words need no further look.
    starts: Box<[u64]>,
    /// A bit for each character whose normal form may start a term: those that become none or several, too.
    written: Box<[u64]>,
}

impl AdvertisingTerms {
    /// Collects the terms of the dictionaries.
    ///
    /// # Errors
    /// When there are too many terms for an automaton.
    pub fn new(dictionary: &Dictionary, normalizer: &Normalizer) -> Result<Self> {
        let mut patterns: Vec<String> = Vec::new();
        let mut terms: Vec<(TermTier, Box<str>)> = Vec::new();
        for entry in dictionary.entries() {
            let tier = match entry.kind {
                EntryKind::Hard => TermTier::Hard,
                EntryKind::Soft => TermTier::Soft,
                EntryKind::Allow => TermTier::Allowed,
                _ => continue,
            };
            patterns.push(normalizer.normalize(&entry.word));
            terms.push((tier, entry.note.clone().unwrap_or_default()));
        }
        // An allowed word that shields no term of two characters or more has nothing to say: 最后 needs no pardon.
        let shields: Vec<bool> = patterns
            .iter()
            .zip(&terms)
            .map(|(word, (tier, _))| {
                *tier != TermTier::Allowed
                    || patterns.iter().zip(&terms).any(|(inner, (tier, _))| {
                        *tier != TermTier::Allowed && inner.chars().nth(1).is_some() && word.contains(inner)
                    })
            })
            .collect();
        let mut keep = shields.iter();
        patterns.retain(|_| keep.next().copied().unwrap_or_default());
        let mut keep = shields.iter();
        terms.retain(|_| keep.next().copied().unwrap_or_default());
        let automaton = AhoCorasick::builder()
            .match_kind(MatchKind::LeftmostLongest)
            .start_kind(StartKind::Both)
            .build(&patterns)
            .map_err(|source| Error::config(format!("the dictionaries hold too many advertising terms: {source}")))?;
        let mut starts = vec![0_u64; 1 << 10].into_boxed_slice();
        let mut firsts = vec![0_u64; 1 << 10].into_boxed_slice();
        for pattern in &patterns {
            let mut characters = pattern.chars();
            let Some(first) = characters.next() else { continue };
            firsts[usize::from(first as u16 >> 6)] |= 1 << (first as u16 & 63);
            let mut mark = |fold: u16| starts[usize::from(fold >> 6)] |= 1 << (fold & 63);
            match characters.next() {
                Some(second) => mark(fold(first, second)),
                None => (0..=u16::MAX).filter(|fold| fold & 0xff == first as u16 & 0xff).for_each(mark),
            }
        }
        let is_first = |c: char| firsts[usize::from(c as u16 >> 6)] >> (c as u16 & 63) & 1 == 1;
        let mut written = vec![0_u64; 1 << 10].into_boxed_slice();
        for c in (0..=u32::from(u16::MAX)).filter_map(char::from_u32) {
            if normalizer.single(c).is_none_or(is_first) {
                written[c as usize >> 6] |= 1 << (c as u32 & 63);
            }
        }
        Ok(Self { automaton, terms, firsts, starts, written })
    }

    /// Calls `found` for each term of a segmented text, from left to right.
    pub fn find<'a>(&'a self, text: &Segmented, mut found: impl FnMut(TermFinding<'a>)) {
        let normalized = text.normalized.as_str();
        let mut from = 0;
        for token in &text.tokens {
            let start = token.start as usize;
            if token.shape == Shape::Space || start < from || !self.may_start(normalized, start) {
                continue;
            }
            let mut end = normalized.len();
            while let Some(hit) = self.automaton.find(Input::new(normalized).range(start..end).anchored(Anchored::Yes))
            {
                let Some((tier, note)) = self.terms.get(hit.pattern().as_usize()) else { break };
                if *tier == TermTier::Allowed || is_border(text, hit.end()) {
                    found(TermFinding { start, end: hit.end(), tier: *tier, note });
                    from = hit.end();
                    break;
                }
                // A term whose end lies inside a word may hold a shorter one that does not.
                end = last_char(normalized, hit.end());
            }
        }
    }

    /// The first byte of `text` from `from` on where the normal form may have a term: a quick look without words, for long texts
    /// that mostly hold none. That there is none is certain.
    pub fn next_start(&self, normalizer: &Normalizer, text: &str, from: usize) -> Option<usize> {
        let mut rest = text.get(from..)?.char_indices();
        while let Some((at, first)) = rest.next() {
            let code = first as u32;
            if code < 0x1_0000 && self.written.get(code as usize >> 6).is_some_and(|bits| bits >> (code & 63) & 1 == 0)
            {
                continue;
            }
            // A character that becomes none or several is looked at in the normal form.
            let second = rest.as_str().chars().next().unwrap_or_default();
            let (Some(first), Some(second)) = (normalizer.single(first), normalizer.single(second)) else {
                return Some(from + at);
            };
            if self.may_be_pair(first, second) {
                return Some(from + at);
            }
        }
        None
    }

    /// Whether a hard or soft term may be in a text of this normal form. `false` is certain.
    pub fn may_occur(&self, normalized: &str) -> bool {
        normalized.char_indices().any(|(at, _)| {
            let input = || Input::new(normalized).range(at..).anchored(Anchored::Yes);
            let hit = if self.may_start(normalized, at) { self.automaton.find(input()) } else { None };
            // An allowed word is all that is found where it is the longest one.
            hit.and_then(|hit| self.terms.get(hit.pattern().as_usize()))
                .is_some_and(|(tier, _)| *tier != TermTier::Allowed)
        })
    }

    /// Whether some term may start with these two characters.
    fn may_be_pair(&self, first: char, second: char) -> bool {
        let fold = fold(first, second);
        self.starts.get(usize::from(fold >> 6)).is_some_and(|bits| bits >> (fold & 63) & 1 == 1)
    }

    /// Whether some term may start at `start`.
    fn may_start(&self, text: &str, start: usize) -> bool {
        // The first character of a token, decoded by hand where it is a Chinese one: this is asked of every word.
        let code = match text.as_bytes().get(start..) {
            Some(&[first, ..]) if first < 0x80 => u16::from(first),
            Some(&[first @ 0xE0..0xF0, second, third, ..]) => {
                u16::from(first) << 12 | u16::from(second & 0x3F) << 6 | u16::from(third & 0x3F)
            }
            _ => text.get(start..).and_then(|rest| rest.chars().next()).unwrap_or_default() as u16,
        };
        let bits = self.firsts.get(usize::from(code >> 6)).copied().unwrap_or_default();
        if bits >> (code & 63) & 1 == 0 {
            return false;
        }
        let mut characters = text.get(start..).unwrap_or_default().chars();
        let first = characters.next().unwrap_or_default();
        let fold = fold(first, characters.next().unwrap_or_default());
        self.starts.get(usize::from(fold >> 6)).is_some_and(|bits| bits >> (fold & 63) & 1 == 1)
    }
}

/// Two characters as 16 bits, whose low byte is the first one's.
fn fold(first: char, second: char) -> u16 {
    (first as u16 & 0xff) | (second as u16) << 8 ^ (first as u16 & 0xff00)
}

/// Where the character that ends at `end` starts.
fn last_char(text: &str, end: usize) -> usize {
    text.get(..end).and_then(|head| head.char_indices().next_back()).map_or(0, |(at, _)| at)
}

/// Whether a token starts or ends at this byte.
fn is_border(text: &Segmented, at: usize) -> bool {
    at == text.normalized.len() || text.tokens.binary_search_by(|token| (token.start as usize).cmp(&at)).is_ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(text: &str) -> Vec<(String, TermTier)> {
        let dictionary = Dictionary::embedded().unwrap();
        let segmenter = crate::text::Segmenter::new(&dictionary);
        let terms = AdvertisingTerms::new(&dictionary, segmenter.normalizer()).unwrap();
        let mut segmented = Segmented::default();
        segmenter.segment(text, &mut segmented);
        let mut out = Vec::new();
        terms.find(&segmented, |term| out.push((segmented.normalized[term.start..term.end].to_owned(), term.tier)));
        out
    }

    #[test]
    fn terms_are_matched_on_words_longest_first() {
        for (text, expected) in [
            ("女装最后一件", vec![]),
            ("全国第一好穿", vec![("全国第一", TermTier::Hard)]),
            ("史上最舒服单鞋", vec![("史上最", TermTier::Hard)]),
            ("第一代保温杯", vec![("第一代", TermTier::Allowed)]),
            ("顶级羊绒", vec![("顶级", TermTier::Hard)]),
            ("加厚羊绒围巾女", vec![]),
        ] {
            let expected: Vec<(String, TermTier)> =
                expected.into_iter().map(|(word, tier): (&str, _)| (word.to_owned(), tier)).collect();
            assert_eq!(found(text), expected, "{text}");
        }
    }
}
