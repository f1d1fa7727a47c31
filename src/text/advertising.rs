//! Terms that advertising law forbids or frowns on (rule T7), for titles and pages alike.

use aho_corasick::{AhoCorasick, Anchored, Input, MatchKind};

use super::{Normalizer, Segmented};
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
        // An allowed word that shields no term has nothing to say.
        let shields: Vec<bool> = patterns
            .iter()
            .zip(&terms)
            .map(|(word, (tier, _))| {
                *tier != TermTier::Allowed
                    || patterns
                        .iter()
                        .zip(&terms)
                        .any(|(inner, (tier, _))| *tier != TermTier::Allowed && word.contains(inner))
            })
            .collect();
        let mut keep = shields.iter();
        patterns.retain(|_| keep.next().copied().unwrap_or_default());
        let mut keep = shields.iter();
        terms.retain(|_| keep.next().copied().unwrap_or_default());
        let automaton = AhoCorasick::builder()
            .match_kind(MatchKind::LeftmostLongest)
            .build(&patterns)
            .map_err(|source| Error::config(format!("the dictionaries hold too many advertising terms: {source}")))?;
        Ok(Self { automaton, terms })
    }

    /// Calls `found` for each term of a segmented text, from left to right.
    pub fn find<'a>(&'a self, text: &Segmented, mut found: impl FnMut(TermFinding<'a>)) {
        let normalized = text.normalized.as_str();
        let mut from = 0;
        while let Some(hit) = self.automaton.find(Input::new(normalized).range(from..).anchored(Anchored::No)) {
            let Some((tier, note)) = self.terms.get(hit.pattern().as_usize()) else { return };
            let allowed = *tier == TermTier::Allowed;
            if allowed || (is_border(text, hit.start()) && is_border(text, hit.end())) {
                found(TermFinding { start: hit.start(), end: hit.end(), tier: *tier, note });
                from = hit.end();
            } else {
                // A shorter term may start right after: go on behind the first character of this one.
                from = hit.start()
                    + normalized.get(hit.start()..).and_then(|rest| rest.chars().next()).map_or(1, char::len_utf8);
            }
        }
    }
}

/// Whether a token starts or ends at this byte.
fn is_border(text: &Segmented, at: usize) -> bool {
    at == text.normalized.len() || text.tokens.binary_search_by(|token| (token.start as usize).cmp(&at)).is_ok()
}
