//! A window that may be a word, and what the second pass learns of it.

use super::cut::{Border, Cut, Piece, Window, hash};
use super::neighbours::Neighbours;
use super::role_model::Contexts;
use super::sieve::Cohesion;
use crate::text::Vocabulary;

/// Examples kept of a word.
const EXAMPLES: usize = 3;

/// A candidate while it is being looked at.
#[derive(Debug)]
pub(super) struct Find {
    pub(super) text: Box<str>,
    pub(super) latin: bool,
    /// `None` for a single piece, which is a word of jieba's own list.
    pub(super) cohesion: Option<Cohesion>,
    /// Whether it is put together of pieces of several characters each.
    pub(super) phrase: bool,
    /// Titles that it stands in.
    pub(super) titles: u32,
    /// Keywords that it stands in.
    pub(super) keywords: u32,
    /// Whether it is a keyword by itself.
    pub(super) asked: bool,
    pub(super) left: Neighbours,
    pub(super) right: Neighbours,
    pub(super) contexts: Contexts,
    /// Places where its border runs through a known word (长裙|子女).
    pub(super) crossed: u32,
    pub(super) examples: Vec<Box<str>>,
}

impl Find {
    pub(super) fn new(text: &str, latin: bool, phrase: bool, cohesion: Option<Cohesion>) -> Self {
        Self {
            text: text.into(),
            latin,
            cohesion,
            phrase,
            titles: 0,
            keywords: 0,
            asked: false,
            left: Neighbours::default(),
            right: Neighbours::default(),
            contexts: Contexts::default(),
            crossed: 0,
            examples: Vec::new(),
        }
    }

    /// How many texts it stands in.
    pub(super) fn texts(&self) -> u32 {
        self.titles + self.keywords
    }

    /// Takes in the text `original`, in which the find stands at `window`.
    pub(super) fn add(&mut self, cut: &Cut, window: Window, title: bool, original: &str, vocabulary: &Vocabulary) {
        *(if title { &mut self.titles } else { &mut self.keywords }) += 1;
        self.asked |= !title && *self.text == *cut.normalized();
        let (left, right) = touching(&cut.pieces, window);
        let text = |piece: Piece| cut.normalized().get(piece.start as usize..piece.end as usize).unwrap_or_default();
        let (left, right) = (left.map(text), right.map(text));
        self.left.add(left.map(hash));
        self.right.add(right.map(hash));
        self.contexts.add(&cut.pieces, window.first, window.last);
        self.crossed += u32::from(is_crossed(&self.text, left, right, vocabulary));
        if self.examples.len() < EXAMPLES && !self.examples.iter().any(|example| **example == *original) {
            self.examples.push(original.into());
        }
    }
}

/// The pieces that touch the window on its two sides.
fn touching(pieces: &[Piece], window: Window) -> (Option<Piece>, Option<Piece>) {
    let touches = |piece: &Piece| piece.before == Border::None;
    let left = pieces.get(window.first).filter(|piece| touches(piece)).and(window.first.checked_sub(1));
    let right = pieces.get(window.last + 1).filter(|piece| touches(piece));
    (left.and_then(|at| pieces.get(at)).copied(), right.copied())
}

/// Whether a known word could begin in the neighbour and end inside `text`, or the other way round, and leave a known word of `text`: 长裙 + 子女
/// may be 裙子 + 女.
fn is_crossed(text: &str, left: Option<&str>, right: Option<&str>, vocabulary: &Vocabulary) -> bool {
    let known = |word: &str| vocabulary.look_up(word).is_some_and(|word| !word.roles.is_empty());
    let splits = || text.char_indices().skip(1).filter_map(|(at, _)| text.split_at_checked(at));
    let tails = |word: &str| word.char_indices().map(|(at, _)| word.get(at..).unwrap_or_default().to_owned()).collect();
    let heads = |word: &str| {
        let ends = word.char_indices().skip(1).map(|(at, _)| at).chain([word.len()]);
        ends.map(|at| word.get(..at).unwrap_or_default().to_owned()).collect()
    };
    let left: Vec<String> = left.map(tails).unwrap_or_default();
    let right: Vec<String> = right.map(heads).unwrap_or_default();
    splits().any(|(head, rest)| {
        (known(rest) && left.iter().any(|tail| known(&format!("{tail}{head}"))))
            || (known(head) && right.iter().any(|next| known(&format!("{rest}{next}"))))
    })
}
