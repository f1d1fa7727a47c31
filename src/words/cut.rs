//! A text as pieces, and the windows of pieces that might be words.

use std::hash::BuildHasher;

use rustc_hash::FxBuildHasher;

use crate::dictionary::Role;
use crate::text::{Segmented, Segmenter, Shape, WordId};

/// Most pieces of a candidate.
const PIECES: usize = 4;
/// Most characters of a candidate.
const CHARACTERS: u32 = 8;
/// Least letters of a Latin candidate.
const LETTERS: u32 = 3;

/// What is known of a piece.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    /// Chinese, in the dictionaries with a role.
    Known,
    /// Chinese, without a role.
    Unknown,
    /// Chinese, and no part of a candidate: a stop word.
    Stop,
    /// A Latin word without a role, letters alone: a candidate by itself, never a part of one.
    Latin,
    /// A quantity, a model, any other text.
    Other,
}

/// A token of a text that is no space and no symbol.
#[derive(Debug, Clone, Copy)]
pub(super) struct Piece {
    /// Bytes in the normal form.
    pub(super) start: u32,
    pub(super) end: u32,
    /// Characters.
    pub(super) characters: u32,
    pub(super) kind: Kind,
    pub(super) role: Role,
    pub(super) word: Option<WordId>,
    /// What stands between the piece before and this one.
    pub(super) before: Border,
}

/// What stands between two pieces.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Border {
    /// Nothing: they touch.
    None,
    /// A slash or a bracket, as between the names of a brand (`MAC/魅可`, 尼凡（Nifan）).
    Slash,
    /// A space, another symbol, or the text's end.
    Gap,
}

/// Pieces `first..=last` that touch each other.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Window {
    pub(super) first: usize,
    pub(super) last: usize,
}

/// A text cut into pieces. Reused from text to text.
#[derive(Debug, Default)]
pub(super) struct Cut {
    segmented: Segmented,
    pub(super) pieces: Vec<Piece>,
}

impl Cut {
    /// Cuts `text`.
    pub(super) fn read(&mut self, segmenter: &Segmenter, text: &str) {
        segmenter.cut(text, &mut self.segmented);
        self.pieces.clear();
        let mut before = Border::Gap;
        for &token in &self.segmented.tokens {
            let text = self.segmented.text(token);
            match token.shape {
                Shape::Space => before = Border::Gap,
                Shape::Symbol => before = if matches!(text, "/" | "(" | ")") { Border::Slash } else { Border::Gap },
                Shape::Word | Shape::Latin => {
                    let info = token.word.and_then(|id| segmenter.vocabulary().info(id));
                    let kind = match token.role {
                        Role::Spec | Role::Model => Kind::Other,
                        Role::Other if token.shape == Shape::Latin => {
                            if text.bytes().all(|byte| byte.is_ascii_lowercase()) { Kind::Latin } else { Kind::Other }
                        }
                        _ if !text.chars().all(is_han) => Kind::Other,
                        Role::Other if info.is_some_and(|info| info.stop) => Kind::Stop,
                        Role::Other => Kind::Unknown,
                        _ => Kind::Known,
                    };
                    self.pieces.push(Piece {
                        start: token.start,
                        end: token.end,
                        characters: text.chars().count() as u32,
                        kind,
                        role: token.role,
                        word: token.word,
                        before,
                    });
                    before = Border::None;
                }
            }
        }
    }

    /// The whole text in normal form.
    pub(super) fn normalized(&self) -> &str {
        &self.segmented.normalized
    }

    /// The text of a window.
    pub(super) fn text(&self, window: Window) -> &str {
        match (self.pieces.get(window.first), self.pieces.get(window.last)) {
            (Some(first), Some(last)) => {
                self.segmented.normalized.get(first.start as usize..last.end as usize).unwrap_or_default()
            }
            _ => "",
        }
    }

    /// The pieces of a window.
    pub(super) fn pieces(&self, window: Window) -> &[Piece] {
        self.pieces.get(window.first..=window.last).unwrap_or_default()
    }

    /// Every window to be counted: single pieces, and up to four Chinese ones that touch.
    pub(super) fn windows(&self) -> impl Iterator<Item = Window> + '_ {
        self.pieces.iter().enumerate().flat_map(|(first, piece)| {
            let longest = if matches!(piece.kind, Kind::Latin | Kind::Other) { 1 } else { PIECES };
            let mut characters = 0;
            let rest = self.pieces.get(first..).unwrap_or_default();
            let together = rest.iter().take(longest).enumerate().take_while(move |(at, piece)| {
                characters += piece.characters;
                *at == 0
                    || (characters <= CHARACTERS
                        && piece.before == Border::None
                        && !matches!(piece.kind, Kind::Latin | Kind::Other))
            });
            together.map(move |(at, _)| Window { first, last: first + at })
        })
    }

    /// Whether the window may be a word by its pieces: something in it is unknown or a single character, nothing in it is a stop
    /// word, and it neither starts with a word that only describes (新款, 韩版, a brand) nor ends with a known word that is no short product head
    /// (伞, 桌): two whole known words are a phrase.
    pub(super) fn may_be_a_word(&self, window: Window) -> bool {
        let pieces = self.pieces(window);
        let ([first, ..], [.., last]) = (pieces, pieces) else { return false };
        if pieces.len() == 1 {
            return match first.kind {
                Kind::Unknown => first.characters >= 2 && first.characters <= CHARACTERS,
                Kind::Latin => first.characters >= LETTERS,
                _ => false,
            };
        }
        if pieces.iter().any(|piece| piece.kind == Kind::Stop) {
            return false;
        }
        let describes = matches!(
            first.role,
            Role::Brand | Role::Service | Role::Neutral | Role::Season | Role::Origin | Role::Audience | Role::Colour
        );
        let first_may = first.kind == Kind::Unknown || (first.characters >= 2 && !describes);
        let last_may = last.kind == Kind::Unknown || (last.characters == 1 && last.role == Role::Product);
        first_may && last_may
    }
}

/// The hash that a text is counted by.
pub(super) fn hash(text: &str) -> u64 {
    FxBuildHasher.hash_one(text)
}

fn is_han(character: char) -> bool {
    matches!(character, '\u{4e00}'..='\u{9fff}' | '\u{3400}'..='\u{4dbf}')
}
