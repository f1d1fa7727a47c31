//! Cuts a title into tokens with roles.

use unicode_segmentation::UnicodeSegmentation;

use super::cutter::{self, Cutter, Found, Piece};
use super::grammar::Cut;
use super::tagger::{Endings, Label, Lattice, Seen, Tagger, Traits, Weights};
use super::vocabulary::{Vocabulary, WordId};
use super::{Folding, Normalizer, frequencies, grammar};
use crate::dictionary::{Dictionary, Role};

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
    /// It goes on with the phrase of the token before: 毛绒 玩具 is one thing of two words.
    pub joined: bool,
}

impl Token {
    fn new(start: usize, end: usize, shape: Shape) -> Self {
        Self { start: start as u32, end: end as u32, word: None, role: Role::Other, shape, joined: false }
    }

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
    /// The pieces that the tokens were made of.
    pieces: Vec<Piece>,
    scratch: cutter::Scratch,
    /// The pieces as the tagger sees them.
    pub(super) lattice: Lattice,
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

/// Cuts titles: into the likeliest words of jieba's and the dictionaries, then by a title's own grammar (numbers with units, models, brands of several Latin
/// words), then the [`tagger`](super::tagger), which joins the pieces of unknown words and tells products and brands.
#[derive(Debug, Clone)]
pub struct Segmenter {
    cutter: Cutter,
    normalizer: Normalizer,
    vocabulary: Vocabulary,
    tagger: Tagger,
    /// What the tagger's tables hold of each word, by its id.
    seen: Vec<Seen>,
    /// What they hold of each character of ASCII where it is no word: most tokens that no dictionary knows are a space or a sign.
    seen_ascii: Vec<Seen>,
    /// Brands and products of several Latin words, `michael kors`, by their first word; longest first.
    latin_phrases: rustc_hash::FxHashMap<Box<str>, Vec<Box<str>>>,
}

impl Segmenter {
    /// Builds a segmenter on the dictionaries.
    pub fn new(dictionary: &Dictionary) -> Self {
        Self::with_weights(dictionary, Weights::embedded())
    }

    /// Builds a segmenter with other weights than those compiled in.
    pub fn with_weights(dictionary: &Dictionary, weights: Weights) -> Self {
        let normalizer = Normalizer::new();
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
        let endings = Endings::new(dictionary);
        let mut seams: Vec<(String, u8)> = endings.pairs().collect();
        seams.sort_unstable();
        let mut segmenter = Self {
            cutter: frequencies::cutter(dictionary, &normalizer, &seams),
            tagger: Tagger::new(weights, endings),
            seen: Vec::with_capacity(vocabulary.len()),
            seen_ascii: Vec::new(),
            normalizer,
            vocabulary,
            latin_phrases,
        };
        for id in (0..segmenter.vocabulary.len() as u32).map(WordId) {
            segmenter.describe(id);
        }
        let ascii =
            (0..128u8).map(|code| segmenter.tagger.seen_unknown(char::from(code).encode_utf8(&mut [0; 4]), |_| false));
        segmenter.seen_ascii = ascii.collect();
        segmenter
    }

    /// The words known.
    pub fn vocabulary(&self) -> &Vocabulary {
        &self.vocabulary
    }

    /// The fold to normal form.
    pub fn normalizer(&self) -> &Normalizer {
        &self.normalizer
    }

    #[cfg(test)]
    pub(super) fn tagger(&self) -> &Tagger {
        &self.tagger
    }

    /// Gives an id to a word of a keyword. Only before titles are segmented.
    pub fn intern(&mut self, word: &str) -> WordId {
        let known = self.vocabulary.len();
        let id = self.vocabulary.intern(word);
        if self.vocabulary.len() > known {
            self.describe(id);
        }
        id
    }

    /// Works out what the tagger's tables hold of the next word: words come in the order of their ids.
    fn describe(&mut self, id: WordId) {
        let Some(text) = self.vocabulary.info(id).map(|info| info.text.clone()) else { return };
        let traits = self.traits(&text);
        self.cutter.name(&text, id);
        self.tagger.learn(traits);
        self.seen.push(self.tagger.seen(&text, &traits));
    }

    /// What the dictionaries' words say of characters.
    pub fn endings(&self) -> &Endings {
        self.tagger.endings()
    }

    /// What the tagger sees of a word in normal form.
    pub fn traits(&self, text: &str) -> Traits {
        let info = self.vocabulary.get(text).and_then(|id| self.vocabulary.info(id));
        let (roles, stop, ambiguous) =
            info.map_or_else(Default::default, |info| (info.roles, info.stop, info.ambiguous_brand));
        self.tagger.endings().traits(text, roles, stop, ambiguous, |tail| self.is_role(tail, Role::Product))
    }

    fn is_role(&self, text: &str, role: Role) -> bool {
        self.vocabulary.look_up(text).is_some_and(|known| known.roles.contains(role))
    }

    /// Segments `text` into `out`, whose old contents go.
    pub fn segment(&self, text: &str, out: &mut Segmented) {
        self.cut(text, out);
        self.tagger.decode(&mut out.lattice);
        self.settle(out);
    }

    /// Cuts `text` into the pieces that the tagger labels: the first half of [`Self::segment`].
    pub fn cut(&self, text: &str, out: &mut Segmented) {
        out.folding = self.normalizer.normalize_into(text, &mut out.normalized);
        out.tokens.clear();
        let normalized = &out.normalized;
        self.cutter.cut(normalized, &mut out.scratch, &mut out.pieces);
        let cut = Cut { text: normalized, pieces: &out.pieces };
        let word = |at: usize| self.word_of(cut, at);
        let info = |at: usize| word(at).and_then(|id| self.vocabulary.info(id));
        let mut next = 0;
        while let Some(&Piece { start, end, .. }) = cut.pieces.get(next) {
            let first = cut.word(next).unwrap_or_default();
            if grammar::is_chinese(first) {
                let token = self.token(Token::new(start as usize, end as usize, Shape::Word), word(next), first);
                self.push_word(normalized, token, &mut out.tokens);
                next += 1;
                continue;
            }
            if let [sign @ ..0x80] = first.as_bytes()
                && !sign.is_ascii_alphanumeric()
            {
                let shape = if *sign == b' ' { Shape::Space } else { Shape::Symbol };
                out.tokens.push(Token::new(start as usize, end as usize, shape));
                next += 1;
                continue;
            }
            let is_unit = |at| info(at).is_some_and(|info| info.unit);
            let is_role = |at, role| info(at).is_some_and(|info| info.roles.contains(role));
            let (end, shape, used) = grammar::token_at(cut, next, is_unit, is_role);
            let token = Token::new(start as usize, end, shape);
            if used != 1 {
                out.tokens.push(self.look_up(token, normalized));
            } else if shape == Shape::Word {
                self.push_word(normalized, self.token(token, word(next), first), &mut out.tokens);
            } else {
                out.tokens.push(self.token(token, word(next), first));
            }
            next += used.max(1);
        }
        if !out.folding.plain && normalized.chars().any(may_join) {
            join_graphemes(normalized, &mut out.tokens);
            for token in &mut out.tokens {
                *token = self.look_up(*token, normalized);
            }
        }
        if !self.latin_phrases.is_empty() {
            self.join_latin_phrases(normalized, &mut out.tokens);
        }
        let mut pieces = out.pieces.iter().peekable();
        out.lattice.fill(out.tokens.iter().map(|token| {
            let seen = token.word.and_then(|id| self.seen.get(id.0 as usize)).copied();
            let seen = seen.unwrap_or_else(|| self.seen_unknown(normalized.get(token.range()).unwrap_or_default()));
            while pieces.next_if(|piece| piece.end < token.end).is_some() {}
            let seam = match pieces.peek() {
                Some(piece) if piece.end == token.end => piece.seam.max(1),
                _ => self.seam_at(normalized, token.end as usize),
            };
            (seen, seam)
        }));
    }

    /// [`Endings::pair`] of the characters on the two sides of a border.
    fn seam_at(&self, normalized: &str, border: usize) -> u8 {
        let (before, behind) = normalized.split_at_checked(border).unwrap_or_default();
        let pair = before.chars().next_back().zip(behind.chars().next());
        pair.map_or(1, |(one, other)| self.endings().pair(one, other))
    }

    fn seen_unknown(&self, text: &str) -> Seen {
        if let [code] = text.as_bytes()
            && let Some(&seen) = self.seen_ascii.get(usize::from(*code))
        {
            return seen;
        }
        let is_product = |tail: &str| self.is_role(tail, Role::Product);
        self.tagger.seen_unknown(text, is_product)
    }

    /// The word that a piece is.
    fn word_of(&self, cut: Cut<'_>, at: usize) -> Option<WordId> {
        match cut.pieces.get(at)?.found {
            Found::Word(id) => Some(id),
            Found::Nameless => None,
            Found::Nothing => self.vocabulary.get(cut.word(at)?),
        }
    }

    /// The token with its word and the role that it has by itself.
    fn look_up(&self, token: Token, normalized: &str) -> Token {
        let text = normalized.get(token.range()).unwrap_or_default();
        self.token(token, self.vocabulary.get(text), text)
    }

    /// The token with its word, and the role that it has where nothing but itself decides.
    fn token(&self, token: Token, word: Option<WordId>, text: &str) -> Token {
        if !matches!(token.shape, Shape::Word | Shape::Latin) {
            return Token { word: None, role: Role::Other, ..token };
        }
        let listed = word.and_then(|id| self.seen.get(id.0 as usize)).and_then(|seen| seen.listed);
        let role = listed.unwrap_or_else(|| match token.shape {
            Shape::Latin => grammar::latin_role(text),
            _ if grammar::starts_with_number(text) => grammar::number_role(text),
            _ => Role::Other,
        });
        Token { word, role, ..token }
    }

    /// Pushes a word of the cut, mended where titles are read otherwise.
    fn push_word(&self, normalized: &str, token: Token, tokens: &mut Vec<Token>) {
        let (start, end) = (token.start, token.end);
        let word = normalized.get(token.range()).unwrap_or_default();
        let bytes = word.len();
        // 打包盒 子 is 打包 盒子: a last character that makes a product with the one behind it goes there.
        if bytes == CHARACTER
            && let Some(last) = tokens.last_mut()
            && last.shape == Shape::Word
            && last.end == start
            && last.range().len() >= 3 * CHARACTER
            && let Some(before) = normalized.get(last.range())
            && let Some((head, _)) = before.char_indices().next_back().map(|(at, _)| before.split_at(at))
            && let Some(pair) = normalized.get(last.start as usize + head.len()..end as usize)
            && pair.len() == 2 * CHARACTER
            && (word == "子" || self.is_role(pair, Role::Product))
            && self.is_word(pair)
            && self.is_word(head)
        {
            let border = last.start + head.len() as u32;
            *last = self.look_up(Token { end: border, ..*last }, normalized);
            tokens.push(self.look_up(Token { start: border, ..token }, normalized));
            return;
        }
        // 家居饰品 is one word to the cutter and two to a shopper.
        if bytes >= 4 * CHARACTER
            && token.word.is_none()
            && let Some(middle) = self.seam(word)
        {
            let border = start + middle as u32;
            tokens.push(self.look_up(Token { end: border, ..token }, normalized));
            tokens.push(self.look_up(Token { start: border, ..token }, normalized));
            return;
        }
        tokens.push(token);
    }

    /// Where a compound falls apart into two words of which one has a role.
    fn seam(&self, word: &str) -> Option<usize> {
        let count = word.chars().count();
        if !(4..=6).contains(&count) {
            return None;
        }
        let role = |part: &str| self.vocabulary.look_up(part).is_some_and(|known| !known.roles.is_empty());
        let borders = word.char_indices().map(|(at, _)| at).skip(2).take(count - 3);
        borders.into_iter().find(|&at| {
            let (one, other) = word.split_at(at);
            (role(one) || role(other)) && self.is_word(one) && self.is_word(other)
        })
    }

    fn is_word(&self, text: &str) -> bool {
        self.cutter.has(text) || self.vocabulary.get(text).is_some()
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
                        tokens[index] = self.look_up(Token { end, ..token }, normalized);
                        tokens.drain(index + 1..=index + last);
                        break;
                    }
                }
            }
            index += 1;
        }
    }

    /// Joins the pieces of words as the tagger labelled them, and settles the roles.
    fn settle(&self, out: &mut Segmented) {
        let Segmented { normalized, tokens, lattice, .. } = out;
        let single = |at: usize| lattice.seen(at).is_some_and(Seen::is_single);
        let label = |at: usize| lattice.labels.get(at).copied().unwrap_or(Label::Other);
        // 女 女 is a word said twice, and 红 白 are two: what has a role of its own is no piece.
        let loose = |one: usize, other: usize| {
            [one, other].iter().all(|&at| lattice.seen(at).is_none_or(|seen| seen.aside.is_none()))
        };
        let mut kept: usize = 0;
        let mut at = 0;
        while let Some(&token) = tokens.get(at) {
            let own = label(at);
            if !single(at) {
                // Most tokens: a word as it was cut.
                let mut token = token;
                Self::name(&mut token, lattice.seen(at), own);
                token.joined = own.continues() && kept > 0;
                tokens[kept] = token;
                kept += 1;
                at += 1;
                continue;
            }
            let mut end = at + 1;
            while single(end) && label(end).continues() && (label(end) != Label::InOther || loose(end - 1, end)) {
                end += 1;
            }
            let run = end - at;
            if run == 1 {
                let before = kept.checked_sub(1).and_then(|last| tokens.get_mut(last));
                if let Some(before) = before.filter(|_| own.continues())
                    && let Some(joined) = normalized.get(before.start as usize..token.end as usize)
                    && attaches(own, *before, token, joined)
                {
                    before.end = token.end;
                    self.name_joined(before, joined, own);
                } else {
                    let mut token = token;
                    Self::name(&mut token, lattice.seen(at), own);
                    token.joined = own.continues() && kept > 0;
                    tokens[kept] = token;
                    kept += 1;
                }
            } else {
                let mut from = at;
                while from < end {
                    let to = from + block(end - from, own);
                    let mut joined = tokens[from];
                    joined.end = tokens[to - 1].end;
                    let text = normalized.get(joined.range()).unwrap_or_default();
                    if to - from == 1 {
                        Self::name(&mut joined, lattice.seen(from), own);
                    } else {
                        self.name_joined(&mut joined, text, own);
                    }
                    joined.joined = kept > 0 && (from > at || own.continues());
                    tokens[kept] = joined;
                    kept += 1;
                    from = to;
                }
            }
            at = end;
        }
        tokens.truncate(kept);
        self.name_something(tokens);
    }

    /// A title sells something: where the tagger saw nothing that is sold, the last word that may be a product is one. PS4游戏 刺客信条 is rather a
    /// game than what the game is called.
    fn name_something(&self, tokens: &mut [Token]) {
        let roles = |token: &Token| token.word.and_then(|id| self.vocabulary.info(id)).map(|info| info.roles);
        let is_name = |token: &Token| roles(token).is_some_and(|roles| roles.contains(Role::Brand));
        if tokens.iter().any(|token| token.role == Role::Product && !is_name(token)) {
            return;
        }
        let may_be = |token: &&mut Token| roles(token).is_some_and(|roles| roles.contains(Role::Product));
        if let Some(token) = tokens.iter_mut().rev().filter(may_be).min_by_key(|token| is_name(token)) {
            token.role = Role::Product;
        }
    }

    /// The role of a token that stands as it was cut.
    fn name(token: &mut Token, seen: Option<Seen>, label: Label) {
        if !matches!(token.shape, Shape::Word | Shape::Latin) {
            return;
        }
        let aside = seen.and_then(|seen| seen.aside);
        token.role = match label {
            // A brand that is nothing else is one whatever stands beside it: 帆布鞋耐克同款.
            _ if aside == Some(Role::Brand) => Role::Brand,
            Label::Product | Label::InProduct => Role::Product,
            Label::Brand | Label::InBrand => Role::Brand,
            Label::Other | Label::InOther => aside.unwrap_or(token.role),
        };
    }

    /// The word and role of a token that was joined of pieces.
    fn name_joined(&self, token: &mut Token, text: &str, label: Label) {
        let known = self.vocabulary.look_up(text);
        token.word = known.map(|known| known.id);
        token.role = match label {
            Label::Product | Label::InProduct => Role::Product,
            Label::Brand | Label::InBrand => Role::Brand,
            Label::Other | Label::InOther => known.and_then(|known| known.roles.first()).unwrap_or(Role::Other),
        };
    }
}

/// Bytes of a Chinese character.
const CHARACTER: usize = 3;

/// Characters that make a word of the one before them and are none themselves: 升级款, 青春版.
const SUFFIXES: &str = "款版型式装号色面系级度性率质芯盒层格档代类族力感风章纸套膜";

/// Whether a single character goes with the word before it. What the tagger takes for one phrase of two free words stays two: every word of a query is
/// looked for by itself.
fn attaches(label: Label, before: Token, token: Token, joined: &str) -> bool {
    if before.shape != Shape::Word || token.shape != Shape::Word || joined.len() > 4 * CHARACTER {
        return false;
    }
    match label {
        Label::InProduct => joined.len() <= 3 * CHARACTER,
        Label::InBrand => token.role == Role::Other,
        _ => token.role == Role::Other && joined.ends_with(|c| SUFFIXES.contains(c)),
    }
}

/// How many of `run` single characters that belong together make the next word: names are whole, other words of Chinese have two or three.
fn block(run: usize, label: Label) -> usize {
    match run {
        0..=3 => run,
        _ if matches!(label, Label::Brand | Label::InBrand) => run.min(LONGEST_NAME),
        _ => 2,
    }
}

/// Most characters of a brand that is joined of single ones.
const LONGEST_NAME: usize = 5;

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
