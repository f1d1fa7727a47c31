//! Many terms looked for at once in texts that mostly hold none of them.
//!
//! A term can only start where its first two characters stand. A bit for each such pair tells that at a glance, so most characters
//! of a page cost one look into 8 KB; an automaton walks on from the few places that are left.

use std::ops::Range;

use aho_corasick::automaton::OverlappingState;
use aho_corasick::{AhoCorasick, Anchored, Input, StartKind};

use crate::error::{Error, Result};

/// Words of 64 bits for the pairs of characters, folded to 16 bits.
const WORDS: usize = 1 << 10;

/// Terms, each known by its number.
#[derive(Debug, Clone, Default)]
pub(super) struct Terms {
    /// A bit for the first two characters of each term; of a term of one character for each pair that starts with it.
    starts: Box<[u64]>,
    automaton: Option<AhoCorasick>,
    any_case: bool,
}

impl Terms {
    /// Terms in letters as they are, or in letters of any size.
    ///
    /// # Errors
    /// When there are too many.
    pub(super) fn new(terms: &[&str], any_case: bool) -> Result<Self> {
        if terms.is_empty() {
            return Ok(Self::default());
        }
        let automaton = AhoCorasick::builder()
            .ascii_case_insensitive(any_case)
            .start_kind(StartKind::Anchored)
            .build(terms)
            .map_err(|source| Error::config(format!("too many words to look for: {source}")))?;
        let mut found = Self { starts: vec![0; WORDS].into(), automaton: Some(automaton), any_case };
        for term in terms {
            let mut characters = term.chars().map(|c| found.letter(c));
            let Some(first) = characters.next() else { continue };
            match characters.next() {
                Some(second) => found.mark(pair(first, second)),
                None => {
                    (0..=u16::MAX).filter(|pair| pair & 0xff == first as u16 & 0xff).for_each(|pair| found.mark(pair));
                }
            }
        }
        Ok(found)
    }

    /// Every term in `text`, overlapping ones too, with its number and its bytes: in the order of their starts, shorter ones first.
    pub(super) fn find<'a>(&'a self, text: &'a str) -> Hits<'a> {
        let rest = if self.automaton.is_some() { text } else { "" };
        Hits { terms: self, text, rest: rest.char_indices(), before: None, at: None, state: OverlappingState::start() }
    }

    fn letter(&self, c: char) -> char {
        if self.any_case { c.to_ascii_lowercase() } else { c }
    }

    fn mark(&mut self, pair: u16) {
        if let Some(word) = self.starts.get_mut(usize::from(pair >> 6)) {
            *word |= 1 << (pair & 63);
        }
    }

    fn may_start(&self, first: char, second: char) -> bool {
        let pair = pair(first, second);
        self.starts.get(usize::from(pair >> 6)).is_some_and(|word| word >> (pair & 63) & 1 == 1)
    }
}

/// Two characters as 16 bits, whose low byte is the first one's.
fn pair(first: char, second: char) -> u16 {
    (first as u16 & 0xff) | (second as u16) << 8 ^ (first as u16 & 0xff00)
}

/// The terms in a text, one after another.
#[derive(Debug)]
pub(super) struct Hits<'a> {
    terms: &'a Terms,
    text: &'a str,
    rest: std::str::CharIndices<'a>,
    /// The last character, with which a term may start, and its byte.
    before: Option<(usize, char)>,
    /// The byte at which the terms start that are looked for now.
    at: Option<usize>,
    state: OverlappingState,
}

impl Hits<'_> {
    /// The next byte at which a term may start.
    fn advance(&mut self) -> Option<usize> {
        loop {
            let next = self.rest.next().map(|(at, c)| (at, self.terms.letter(c)));
            let before = std::mem::replace(&mut self.before, next);
            let second = next.map_or('\0', |(_, c)| c);
            match before {
                Some((at, first)) if self.terms.may_start(first, second) => return Some(at),
                None if next.is_none() => return None,
                _ => {}
            }
        }
    }
}

impl Iterator for Hits<'_> {
    type Item = (usize, Range<usize>);

    fn next(&mut self) -> Option<Self::Item> {
        let automaton = self.terms.automaton.as_ref()?;
        loop {
            if let Some(at) = self.at {
                let input = Input::new(self.text).range(at..).anchored(Anchored::Yes);
                let walked = automaton.try_find_overlapping(input, &mut self.state);
                match self.state.get_match().filter(|_| walked.is_ok()) {
                    // Shorter terms inside this one, which are found where they start.
                    Some(hit) if hit.start() != at => continue,
                    Some(hit) => return Some((hit.pattern().as_usize(), hit.range())),
                    None => self.at = None,
                }
            }
            self.at = Some(self.advance()?);
            self.state = OverlappingState::start();
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn found(terms: &[&str], any_case: bool, text: &str) -> Vec<(usize, Range<usize>)> {
        Terms::new(terms, any_case).unwrap().find(text).collect()
    }

    #[test]
    fn terms_are_found_wherever_they_stand() {
        assert_eq!(
            found(&["尺码", "尺码表", "码", "表"], false, "尺码表"),
            [(0, 0..6), (1, 0..9), (2, 3..6), (3, 6..9)]
        );
        assert_eq!(found(&["Coupon", "x"], true, "/COUPON?X"), [(0, 1..7), (1, 8..9)]);
        assert_eq!(found(&["coupon"], false, "COUPON"), []);
        assert_eq!(found(&[], false, "尺码"), []);
    }

    proptest! {
        #[test]
        fn nothing_is_missed(terms in prop::collection::vec("[ab尺码Ａ]{1,4}", 1..8), text in "[abAB尺码Ａ ]{0,24}", any_case: bool) {
            let terms: Vec<&str> = terms.iter().map(String::as_str).collect();
            let same = |piece: &str, term: &str| if any_case { piece.eq_ignore_ascii_case(term) } else { piece == term };
            let mut expected = Vec::new();
            for start in 0..text.len() {
                for (number, term) in terms.iter().enumerate() {
                    if text.get(start..start + term.len()).is_some_and(|piece| same(piece, term)) {
                        expected.push((number, start..start + term.len()));
                    }
                }
            }
            let mut found = found(&terms, any_case, &text);
            let by_place = |(number, place): &(usize, Range<usize>)| (place.start, place.end, *number);
            found.sort_by_key(by_place);
            expected.sort_by_key(by_place);
            prop_assert_eq!(found, expected);
        }
    }
}
