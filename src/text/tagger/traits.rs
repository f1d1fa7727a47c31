//! What the model sees of a token.

use rustc_hash::FxHashMap;

use crate::dictionary::{Dictionary, EntryKind, Role, RoleSet};

/// What kind of characters a token is made of.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[repr(u8)]
pub enum Kind {
    /// Chinese characters, or letters of another script, maybe with Latin ones among them.
    Han,
    /// Latin letters alone.
    Latin,
    /// Latin letters and digits, a letter first.
    Mixed,
    /// Digits alone.
    Number,
    /// A number and what it counts.
    Quantity,
    /// White space.
    Space,
    /// `/`.
    Slash,
    /// `+`.
    Plus,
    /// `-`.
    Hyphen,
    /// An opening bracket.
    Open,
    /// A closing bracket.
    Close,
    /// Anything else.
    Symbol,
    /// Before the first or behind the last token.
    Outside,
}

impl Kind {
    /// How many kinds there are.
    pub const COUNT: usize = 13;

    fn of(text: &str) -> Self {
        let Some(first) = text.chars().next() else { return Self::Outside };
        if first.is_ascii() {
            return match first {
                ' ' => Self::Space,
                '/' => Self::Slash,
                '+' => Self::Plus,
                '-' => Self::Hyphen,
                '(' | '[' | '<' | '{' => Self::Open,
                ')' | ']' | '>' | '}' => Self::Close,
                '0'..='9' if text.bytes().all(|byte| byte.is_ascii_digit() || matches!(byte, b'.' | b'-')) => {
                    Self::Number
                }
                '0'..='9' => Self::Quantity,
                _ if !first.is_ascii_alphanumeric() => Self::Symbol,
                _ if !text.is_ascii() => Self::Han,
                _ if text.bytes().any(|byte| byte.is_ascii_digit()) => Self::Mixed,
                _ => Self::Latin,
            };
        }
        match first {
            '【' | '《' | '「' => Self::Open,
            '】' | '》' | '」' => Self::Close,
            _ if !(matches!(first, '\u{4e00}'..='\u{9fff}') || first.is_alphanumeric()) => Self::Symbol,
            '\0'..='\u{2e7f}' => Self::Latin,
            _ => Self::Han,
        }
    }

    /// Whether tokens of this kind say something.
    pub fn is_content(self) -> bool {
        const CONTENT: u32 = of(&[Kind::Han, Kind::Latin, Kind::Mixed, Kind::Number, Kind::Quantity]);
        CONTENT >> self as u32 & 1 == 1
    }

    /// Whether a word may be taken to start or end beside such a token.
    pub(super) fn is_border(self) -> bool {
        const BORDERS: u32 = of(&[Kind::Outside, Kind::Space, Kind::Slash, Kind::Open, Kind::Close]);
        BORDERS >> self as u32 & 1 == 1
    }
}

/// A bit for each kind, so that nothing depends on a guess of the processor's.
const fn of(kinds: &[Kind]) -> u32 {
    let (mut bits, mut at) = (0, 0);
    while at < kinds.len() {
        bits |= 1 << kinds[at] as u32;
        at += 1;
    }
    bits
}

/// What the model sees of a token.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Traits {
    /// The kind of its characters.
    pub kind: Kind,
    /// The roles that dictionaries give it.
    pub roles: RoleSet,
    /// Its length in characters, at most 5, or at most 7 where it is not Chinese.
    pub length: u8,
    /// How surely its last character ends the name of a product, 0 to 7; 8 where dictionaries do not know the character there.
    pub ending: u8,
    /// How much its characters are those of brand names rather than of other words, 0 to 7.
    pub brandness: u8,
    /// Whether its last two characters, of three or more, are themselves a product.
    pub tail: bool,
    /// Carries no meaning of its own.
    pub stop: bool,
    /// A brand that is an everyday word as well.
    pub ambiguous: bool,
}

/// How many classes of [`Traits::brief`] there are.
pub(super) const BRIEFS: usize = 36;

impl Traits {
    /// What lies before the first and behind the last token.
    pub const OUTSIDE: Self = Self {
        kind: Kind::Outside,
        roles: RoleSet::NONE,
        length: 0,
        ending: 8,
        brandness: 0,
        tail: false,
        stop: false,
        ambiguous: false,
    };

    /// What the model sees of a token that no dictionary lists, from what is known of its characters.
    pub(super) fn unknown(
        text: &str,
        ending: impl Fn(char) -> u8,
        brandness: impl Fn(char) -> f32,
        is_product: impl Fn(&str) -> bool,
    ) -> Self {
        let kind = Kind::of(text);
        if kind != Kind::Han {
            return Self { kind, length: text.chars().take(7).count() as u8, ..Self::OUTSIDE };
        }
        let (mut count, mut odds, mut last, mut tail_at) = (0u32, 0.0, ' ', [0; 2]);
        for (at, c) in text.char_indices() {
            odds += brandness(c);
            (count, last, tail_at) = (count + 1, c, [tail_at[1], at]);
        }
        let brandness = eighth(odds / count.max(1) as f32);
        let tail = count > 2 && text.get(tail_at[0]..).is_some_and(is_product);
        Self { kind, length: count.min(5) as u8, ending: ending(last), brandness, tail, ..Self::OUTSIDE }
    }

    /// A coarse class, for features of two tokens: the first role, or else the length and ending of a Chinese word, or else the kind.
    pub fn brief(&self) -> u8 {
        if let Some(role) = self.roles.first() {
            return role as u8;
        }
        if self.kind != Kind::Han {
            return 23 + self.kind as u8;
        }
        let ending = match self.ending {
            0 | 1 | 8 => 0,
            2..=4 => 1,
            _ => 2,
        };
        15 + (self.length.clamp(1, 3) - 1) * 3 + ending
    }

    /// Whether a word may start or end beside this token.
    pub(super) fn is_border(&self) -> bool {
        self.kind.is_border()
    }
}

/// What the dictionaries' words say of characters: which end the names of products, which are those of brands.
#[derive(Debug, Clone, Default)]
pub struct Endings {
    /// By character: its [`Traits::ending`].
    ending: FxHashMap<char, u8>,
    /// By character: the logarithm of its share among brand names over its share among other words.
    brandness: FxHashMap<char, f32>,
    unseen: f32,
    /// By two characters that stand together in words: their [`Self::pair`].
    pairs: FxHashMap<u32, u8>,
}

/// How many values [`Endings::pair`] has.
pub(super) const PAIRS: usize = 10;

impl Endings {
    /// Counts over the words of the dictionaries.
    ///
    /// Ending: `products / (words + 3)` among the words that end in the character, in eighths. Brandness: `ln((b + 1) / (B + 5000)) − ln((o + 1) /
    /// (O + 5000))` with the character's and all occurrences in brand names and in other words; of two characters side by side the same with 20,000.
    pub fn new(dictionary: &Dictionary) -> Self {
        let mut endings: FxHashMap<char, (u32, u32)> = FxHashMap::default();
        let mut brands: FxHashMap<char, (u32, u32)> = FxHashMap::default();
        let mut totals = (0u32, 0u32);
        let mut pairs: FxHashMap<u32, (u32, u32)> = FxHashMap::default();
        let mut pair_totals = (0u32, 0u32);
        let mut entries =
            dictionary.entries().iter().filter(|entry| matches!(entry.kind, EntryKind::Word(_))).peekable();
        while let Some(entry) = entries.next() {
            let mut roles = RoleSet::default();
            let mut add = |kind: EntryKind| {
                if let EntryKind::Word(role) = kind {
                    roles.insert(role);
                }
            };
            add(entry.kind);
            // Entries are sorted by word.
            while let Some(same) = entries.next_if(|next| next.word == entry.word) {
                add(same.kind);
            }
            if entry.word.is_ascii() {
                continue;
            }
            let mut characters = entry.word.chars();
            if let Some(last) = characters.next_back().filter(|_| characters.next().is_some()) {
                let count = endings.entry(last).or_default();
                count.0 += u32::from(roles.contains(Role::Product));
                count.1 += 1;
            }
            roles.remove(Role::Brand);
            let brand = roles.is_empty();
            for character in entry.word.chars() {
                let count = brands.entry(character).or_default();
                let (own, total) = if brand { (&mut count.0, &mut totals.0) } else { (&mut count.1, &mut totals.1) };
                *own += 1;
                *total += 1;
            }
            for (one, other) in entry.word.chars().zip(entry.word.chars().skip(1)) {
                let Some(key) = pair_key(one, other) else { continue };
                let count = pairs.entry(key).or_default();
                let totals = &mut pair_totals;
                let (own, total) = if brand { (&mut count.0, &mut totals.0) } else { (&mut count.1, &mut totals.1) };
                *own += 1;
                *total += 1;
            }
        }
        let share = |count: u32, total: u32, doubt: f32| ((count as f32 + 1.0) / (total as f32 + doubt)).ln();
        let odds = |(brand, other): (u32, u32)| share(brand, totals.0, 5000.0) - share(other, totals.1, 5000.0);
        let pair_odds =
            |(brand, other): (u32, u32)| share(brand, pair_totals.0, 20_000.0) - share(other, pair_totals.1, 20_000.0);
        Self {
            ending: endings
                .iter()
                .filter(|(_, (_, words))| *words > 1)
                .map(|(&c, &(products, words))| (c, (products * 8 / (words + 3)).min(7) as u8))
                .collect(),
            brandness: brands.iter().map(|(&c, &counts)| (c, odds(counts))).collect(),
            unseen: odds((0, 0)),
            pairs: pairs.iter().map(|(&key, &counts)| (key, eighth(pair_odds(counts)) + 2)).collect(),
        }
    }

    /// What the model sees of a token. `is_product` tells whether a piece of it is a product.
    pub fn traits(
        &self,
        text: &str,
        roles: RoleSet,
        stop: bool,
        ambiguous: bool,
        is_product: impl Fn(&str) -> bool,
    ) -> Traits {
        // The order of preference ends before the roles that no dictionary can list.
        let mut roles = roles;
        for unlisted in [Role::Model, Role::Spec, Role::Other] {
            roles.remove(unlisted);
        }
        let unknown = Traits::unknown(text, |c| self.of(c).0, |c| self.of(c).1, is_product);
        Traits { roles, stop, ambiguous, ..unknown }
    }

    /// A character's [`Traits::ending`] and the logarithm that its brandness is worked out of.
    pub(super) fn of(&self, c: char) -> (u8, f32) {
        (self.ending.get(&c).copied().unwrap_or(8), self.brandness.get(&c).copied().unwrap_or(self.unseen))
    }

    /// How much two characters side by side are those of a brand name rather than of another word: 2 to 9; 1 where no word has them together, or one of them is no
    /// Chinese character.
    pub(in crate::text) fn pair(&self, one: char, other: char) -> u8 {
        pair_key(one, other).and_then(|key| self.pairs.get(&key)).copied().unwrap_or(1)
    }

    /// All pairs of characters that some word has together, each with [`Self::pair`], in no order.
    pub(in crate::text) fn pairs(&self) -> impl Iterator<Item = (String, u8)> {
        let text = |key: u32| [key >> 16, key & 0xFFFF].into_iter().filter_map(char::from_u32).collect();
        self.pairs.iter().map(move |(&key, &pair)| (text(key), pair))
    }
}

/// Two Chinese characters as one number.
fn pair_key(one: char, other: char) -> Option<u32> {
    let han = |c: char| matches!(c, '\u{4e00}'..='\u{9fff}');
    (han(one) && han(other)).then_some((one as u32) << 16 | other as u32)
}

/// A logarithm of odds as one of eight values: two thirds of a unit a step, 3 where the odds are even.
fn eighth(odds: f32) -> u8 {
    ((odds * 1.5).round().clamp(-3.0, 4.0) as i8 + 3) as u8
}
