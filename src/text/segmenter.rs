//! Cuts a title into tokens with roles.

use jieba_rs::Jieba;
use unicode_segmentation::UnicodeSegmentation;

use super::vocabulary::{Vocabulary, WordId};
use super::{Folding, Normalizer, grammar};
use crate::dictionary::{Dictionary, EntryKind, Role};

/// A word of a title.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Token {
    /// First byte in the normal form.
    pub start: u32,
    /// One past the last byte in the normal form.
    pub end: u32,
    /// The word's id, where dictionaries or keywords know it.
    pub word: Option<WordId>,
    /// What it is.
    pub role: Role,
    /// What kind of text it is.
    pub shape: Shape,
}

impl Token {
    /// The token's bytes in the normal form.
    pub fn range(self) -> std::ops::Range<usize> {
        self.start as usize..self.end as usize
    }
}

/// What kind of text a token is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Shape {
    /// Chinese characters, or letters of another script.
    Word,
    /// Latin letters, digits and what joins them.
    Latin,
    /// White space.
    Space,
    /// Punctuation, symbols, pictures.
    Symbol,
}

/// A segmented title. Reused from title to title, so that the steady state allocates nothing of its own.
///
/// Invariant: the tokens' texts, joined, are `normalized`.
#[derive(Debug, Clone, Default)]
pub struct Segmented {
    /// The normal form of the title.
    pub normalized: String,
    /// The tokens, in order, without gaps.
    pub tokens: Vec<Token>,
    /// How the title was folded.
    pub folding: Folding,
}

impl Segmented {
    /// The text of a token in the normal form.
    pub fn text(&self, token: Token) -> &str {
        self.normalized.get(token.range()).unwrap_or_default()
    }

    /// Tokens that are words, with their positions.
    pub fn words(&self) -> impl Iterator<Item = (usize, Token)> + '_ {
        self.tokens.iter().copied().enumerate().filter(|(_, token)| matches!(token.shape, Shape::Word | Shape::Latin))
    }
}

/// Cuts titles: jieba with the dictionaries' words, then a title's own grammar (numbers with units, models, brands of several Latin
/// words), then a role for each token.
#[derive(Debug, Clone)]
pub struct Segmenter {
    jieba: Jieba,
    normalizer: Normalizer,
    vocabulary: Vocabulary,
    /// Brands and products of several Latin words, `michael kors`, by their first word; longest first.
    latin_phrases: rustc_hash::FxHashMap<Box<str>, Vec<Box<str>>>,
}

/// Least frequency of a dictionary word: below it, jieba prefers to cut rare compounds into frequent parts.
const LEAST_FREQUENCY: usize = 20;

impl Segmenter {
    /// Builds a segmenter on the dictionaries.
    pub fn new(dictionary: &Dictionary) -> Self {
        let normalizer = Normalizer::new();
        let mut jieba = Jieba::new();
        let listed = dictionary.entries().iter().filter(|entry| {
            matches!(entry.kind, EntryKind::Word(_) | EntryKind::Unit | EntryKind::Stop) && !entry.word.contains(' ')
        });
        // Each word gets its own frequency, worked out before any is added: so the order of loading cannot matter.
        let mut words: Vec<(String, usize)> = listed
            .map(|entry| {
                let word = normalizer.normalize(&entry.word);
                let frequency = jieba.suggest_freq(&word).max(LEAST_FREQUENCY);
                (word, frequency)
            })
            .filter(|(word, _)| word.chars().nth(1).is_some())
            .collect();
        words.sort();
        words.dedup();
        for (word, frequency) in &words {
            jieba.add_word(word, Some(*frequency), None);
        }
        let vocabulary = Vocabulary::new(dictionary, &normalizer);
        let mut latin_phrases: rustc_hash::FxHashMap<Box<str>, Vec<Box<str>>> = rustc_hash::FxHashMap::default();
        for (_, info) in vocabulary.iter() {
            if let Some((first, _)) = info.text.split_once(' ') {
                latin_phrases.entry(first.into()).or_default().push(info.text.clone());
            }
        }
        for (_, phrases) in &mut latin_phrases.iter_mut().collect::<Vec<_>>() {
            phrases.sort_by(|a, b| b.len().cmp(&a.len()).then(a.cmp(b)));
        }
        Self { jieba, normalizer, vocabulary, latin_phrases }
    }

    /// The words known.
    pub fn vocabulary(&self) -> &Vocabulary {
        &self.vocabulary
    }

    /// The fold to normal form.
    pub fn normalizer(&self) -> &Normalizer {
        &self.normalizer
    }

    /// The bare jieba underneath, for measuring against.
    pub fn jieba(&self) -> &Jieba {
        &self.jieba
    }

    /// Gives an id to a word of a keyword. Only before titles are segmented.
    pub fn intern(&mut self, word: &str) -> WordId {
        self.vocabulary.intern(word)
    }

    /// Segments `text` into `out`, whose old contents go.
    pub fn segment(&self, text: &str, out: &mut Segmented) {
        out.folding = self.normalizer.normalize_into(text, &mut out.normalized);
        out.tokens.clear();
        let normalized = &out.normalized;
        let cut = self.jieba.cut(normalized, false);
        let mut next = 0;
        while let Some(first) = cut.get(next) {
            let start = first.byte_start;
            let (end, shape, used) = grammar::token_at(normalized, &cut[next..], |word| {
                self.vocabulary.get(word).and_then(|id| self.vocabulary.info(id)).is_some_and(|info| info.unit)
            });
            next += used.max(1);
            out.tokens.push(Token { start: start as u32, end: end as u32, word: None, role: Role::Other, shape });
        }
        if !out.folding.plain && normalized.chars().any(may_join) {
            join_graphemes(normalized, &mut out.tokens);
        }
        if !self.latin_phrases.is_empty() {
            self.join_latin_phrases(normalized, &mut out.tokens);
        }
        self.assign_roles(normalized, &mut out.tokens);
    }

    fn join_latin_phrases(&self, normalized: &str, tokens: &mut Vec<Token>) {
        let mut index = 0;
        while let Some(&token) = tokens.get(index) {
            if token.shape == Shape::Latin
                && matches!(tokens.get(index + 1), Some(next) if next.shape == Shape::Space)
                && let Some(phrases) = normalized.get(token.range()).and_then(|first| self.latin_phrases.get(first))
            {
                let rest = normalized.get(token.start as usize..).unwrap_or_default();
                for phrase in phrases {
                    let end = token.start + phrase.len() as u32;
                    if rest.starts_with(&**phrase)
                        && let Some(last) = tokens[index..].iter().position(|token| token.end == end)
                    {
                        tokens[index].end = end;
                        tokens.drain(index + 1..=index + last);
                        break;
                    }
                }
            }
            index += 1;
        }
    }

    fn assign_roles(&self, normalized: &str, tokens: &mut [Token]) {
        let mut brands = false;
        for token in tokens.iter_mut() {
            if !matches!(token.shape, Shape::Word | Shape::Latin) {
                continue;
            }
            let text = normalized.get(token.range()).unwrap_or_default();
            let known = self.vocabulary.look_up(text);
            token.word = known.map(|known| known.id);
            brands |= known.is_some_and(|known| known.roles.contains(Role::Brand));
            token.role = match known.and_then(|known| known.roles.first()) {
                Some(role) => role,
                None if token.shape == Shape::Latin => grammar::latin_role(text),
                None if grammar::starts_with_number(text) => Role::Spec,
                None => Role::Other,
            };
        }
        if brands {
            self.settle_brands(tokens);
        }
    }

    /// A brand that is an everyday word too (苹果, 骆驼, 坚果) is one beside another brand, or where the title names a product of its trade.
    fn settle_brands(&self, tokens: &mut [Token]) {
        for index in 0..tokens.len() {
            let Some(info) = tokens.get(index).and_then(|token| token.word).and_then(|id| self.vocabulary.info(id))
            else {
                continue;
            };
            let mut others = info.roles;
            others.remove(Role::Brand);
            if !info.roles.contains(Role::Brand) || (!info.ambiguous_brand && others.is_empty()) {
                continue;
            }
            let is_brand =
                |at: Option<usize>| at.and_then(|at| tokens.get(at)).is_some_and(|token| token.role == Role::Brand);
            let slash = |at: Option<usize>| {
                at.and_then(|at| tokens.get(at)).is_some_and(|t| t.shape == Shape::Symbol && t.end - t.start == 1)
            };
            let beside_brand = is_brand(index.checked_sub(1))
                || (slash(index.checked_sub(1)) && is_brand(index.checked_sub(2)))
                || (slash(Some(index + 1)) && is_brand(Some(index + 2)));
            let own = tokens[index].word;
            let trade_named = tokens
                .iter()
                .filter(|token| token.role == Role::Product && token.word != own)
                .filter_map(|token| token.word.and_then(|id| self.vocabulary.info(id)))
                .any(|product| product.fields.meets(info.trades));
            tokens[index].role = if beside_brand || trade_named {
                Role::Brand
            } else {
                others.first().unwrap_or(if info.ambiguous_brand { Role::Other } else { Role::Brand })
            };
        }
    }
}

/// Whether a character may belong to a cluster with its neighbour: joiners, marks, modifiers, jamo, flags.
fn may_join(character: char) -> bool {
    !matches!(character, '\0'..='\u{2ff}' | '\u{3000}'..='\u{3029}' | '\u{3030}'..='\u{3098}' | '\u{309b}'..='\u{30ff}'
        | '\u{3400}'..='\u{9fff}' | '\u{ff00}'..='\u{ffef}' | '\u{2010}'..='\u{203a}' | '\u{2500}'..='\u{26ff}')
}

/// Joins tokens whose border would fall inside a grapheme.
fn join_graphemes(normalized: &str, tokens: &mut Vec<Token>) {
    let mut borders = normalized.grapheme_indices(true).map(|(at, _)| at).chain([normalized.len()]).peekable();
    tokens.dedup_by(|later, earlier| {
        let at = later.start as usize;
        while borders.next_if(|&border| border < at).is_some() {}
        let inside = borders.peek() != Some(&at);
        if inside {
            earlier.end = later.end;
            if earlier.shape == Shape::Space {
                earlier.shape = later.shape;
            }
        }
        inside
    });
}
