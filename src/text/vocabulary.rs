//! Every word that dictionaries and keywords know, as a dense id.

use rustc_hash::{FxHashMap, FxHashSet};

use super::fields::Fields;
use super::{Normalizer, core_word};
use crate::dictionary::{Dictionary, EntryKind, PriceLevel, Role, RoleSet};

/// Dense id of a word of the [`Vocabulary`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct WordId(pub u32);

/// What is known of a word.
#[derive(Debug, Clone)]
#[expect(clippy::struct_excessive_bools, reason = "independent marks of a dictionary line")]
pub struct WordInfo {
    /// The word in normal form.
    pub text: Box<str>,
    /// The roles that dictionaries give it.
    pub roles: RoleSet,
    /// Measure unit or counter.
    pub unit: bool,
    /// Carries no meaning of its own.
    pub stop: bool,
    /// A brand that is an everyday word as well (苹果, 骆驼).
    pub ambiguous_brand: bool,
    /// A neutral word that suits clothing and accessories alone (显气质).
    pub clothing_only: bool,
    /// How dear it says that a thing should be.
    pub price: Option<PriceLevel>,
    /// For a product word: the fields of trade that it is sold in.
    pub fields: Fields,
    /// For a brand: the fields of its trade.
    pub trades: Fields,
    /// A product that is named beside what is sold, or stands for any of it.
    pub general: bool,
    /// The main word of which this is a variant; itself where there is none.
    pub canonical: WordId,
}

/// What segmentation needs to know of a word at once, beside its id.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct KnownWord {
    /// The word's id.
    pub id: WordId,
    /// The roles that dictionaries give it.
    pub roles: RoleSet,
}

/// Words interned once; ids are dense and immutable once handed out.
#[derive(Debug, Clone, Default)]
pub struct Vocabulary {
    /// Words of up to four characters as one number each: nearly every word of a title is found without following a pointer, in a table small enough
    /// for a core's own cache.
    short: FxHashMap<u64, KnownWord>,
    /// The longer ones.
    long: FxHashMap<Box<str>, KnownWord>,
    words: Vec<WordInfo>,
    /// Every word of a canonical one that has variants, itself among them.
    variants: FxHashMap<WordId, Vec<WordId>>,
    /// Pairs of words that exclude each other, the smaller id first.
    contradictions: FxHashSet<(WordId, WordId)>,
}

impl Vocabulary {
    /// The words of the dictionaries.
    pub fn new(dictionary: &Dictionary, normalizer: &Normalizer) -> Self {
        let mut vocabulary = Self::default();
        for entry in dictionary.entries() {
            let note = entry.note.as_deref().unwrap_or("");
            let id = match entry.kind {
                EntryKind::Hard | EntryKind::Soft | EntryKind::Allow => continue,
                EntryKind::Contradiction => {
                    if let Some(other) = &entry.canonical {
                        let pair = (
                            vocabulary.intern(&normalizer.normalize(&entry.word)),
                            vocabulary.intern(&normalizer.normalize(other)),
                        );
                        vocabulary.contradictions.insert(ordered(pair));
                    }
                    continue;
                }
                EntryKind::Word(_) | EntryKind::Unit | EntryKind::Stop | EntryKind::Price(_) => {
                    vocabulary.intern(&normalizer.normalize(&entry.word))
                }
            };
            let canonical =
                entry.canonical.as_deref().map(|canonical| vocabulary.intern(&normalizer.normalize(canonical)));
            let Some(info) = vocabulary.words.get_mut(id.0 as usize) else { continue };
            match entry.kind {
                EntryKind::Word(role) => {
                    info.roles.insert(role);
                    info.ambiguous_brand |= role == Role::Brand && note.starts_with("ambiguous");
                    info.clothing_only |= role == Role::Neutral && note == "clothing";
                    if role == Role::Product {
                        info.fields = info.fields.union(Fields::of_file(&entry.file));
                    }
                    if role == Role::Brand {
                        let trade = note.strip_prefix("ambiguous").unwrap_or(note).trim_start_matches([';', ' ']);
                        info.trades = info.trades.union(Fields::of_trade(trade));
                    }
                }
                EntryKind::Unit => info.unit = true,
                EntryKind::Price(level) => info.price = Some(level),
                _ => info.stop = true,
            }
            if let Some(canonical) = canonical {
                info.canonical = canonical;
            }
        }
        for id in (0..vocabulary.words.len() as u32).map(WordId) {
            vocabulary.refresh(id);
        }
        for (id, info) in (0..).map(WordId).zip(&vocabulary.words) {
            if info.canonical != id {
                vocabulary.variants.entry(info.canonical).or_insert_with(|| vec![info.canonical]).push(id);
            }
        }
        vocabulary
    }

    /// The texts of a canonical word and its variants.
    pub fn aliases(&self, canonical: WordId) -> impl Iterator<Item = &str> {
        let variants = self.variants.get(&canonical).map_or(&[][..], Vec::as_slice);
        let alone = variants.is_empty().then_some(canonical);
        alone.into_iter().chain(variants.iter().copied()).filter_map(|id| self.info(id)).map(|info| &*info.text)
    }

    /// Whether two words exclude each other on one product (rule K5).
    pub fn contradict(&self, one: WordId, other: WordId) -> bool {
        self.contradictions.contains(&ordered((one, other)))
    }

    /// The id of `word`, a new one if need be.
    pub fn intern(&mut self, word: &str) -> WordId {
        if let Some(id) = self.get(word) {
            return id;
        }
        let id = WordId(self.words.len() as u32);
        self.words.push(WordInfo {
            text: word.into(),
            roles: RoleSet::default(),
            unit: false,
            stop: false,
            ambiguous_brand: false,
            clothing_only: false,
            price: None,
            fields: Fields::default(),
            trades: Fields::default(),
            general: core_word::is_general(word),
            canonical: id,
        });
        self.refresh(id);
        id
    }

    /// The id of `word`, if it is known.
    pub fn get(&self, word: &str) -> Option<WordId> {
        self.look_up(word).map(|known| known.id)
    }

    /// What segmentation needs of `word`, if it is known.
    pub fn look_up(&self, word: &str) -> Option<KnownWord> {
        match packed(word) {
            Some(key) => self.short.get(&key).copied(),
            None => self.long.get(word).copied(),
        }
    }

    /// Puts what is known of a word where it is looked up.
    fn refresh(&mut self, id: WordId) {
        let Some(info) = self.words.get(id.0 as usize) else { return };
        let known = KnownWord { id, roles: info.roles };
        match packed(&info.text) {
            Some(key) => self.short.insert(key, known),
            None => self.long.insert(info.text.clone(), known),
        };
    }

    /// What is known of a word.
    pub fn info(&self, id: WordId) -> Option<&WordInfo> {
        self.words.get(id.0 as usize)
    }

    /// Ids and words, in the order of ids.
    pub fn iter(&self) -> impl Iterator<Item = (WordId, &WordInfo)> {
        (0..).map(WordId).zip(&self.words)
    }

    /// How many words there are.
    pub fn len(&self) -> usize {
        self.words.len()
    }

    /// Whether there is no word.
    pub fn is_empty(&self) -> bool {
        self.words.is_empty()
    }
}

fn ordered((one, other): (WordId, WordId)) -> (WordId, WordId) {
    if one <= other { (one, other) } else { (other, one) }
}

/// A word of up to four characters of the Basic Multilingual Plane as one number, so that no two words share one: 16 bits a character, and no
/// word holds the character 0.
#[inline]
fn packed(word: &str) -> Option<u64> {
    if word.len() > 12 {
        return None;
    }
    let unit = |&[lead, middle, last]: &[u8; 3]| {
        let code = u64::from(lead & 0x0F) << 12 | u64::from(middle & 0x3F) << 6 | u64::from(last & 0x3F);
        (code, (0xE0..=0xEF).contains(&lead))
    };
    // Words of characters of three bytes each, as nearly all are: no need to tell their lengths apart.
    let (key, alike) = match word.as_bytes().as_chunks() {
        // Spaces and signs.
        ([], &[sign @ 1..=0x7F]) => (u64::from(sign), true),
        ([a], []) => unit(a),
        ([a, b], []) => {
            let [(a, one), (b, two)] = [a, b].map(unit);
            (a << 16 | b, one & two)
        }
        ([a, b, c], []) => {
            let [(a, one), (b, two), (c, three)] = [a, b, c].map(unit);
            (a << 32 | b << 16 | c, one & two & three)
        }
        ([a, b, c, d], []) => {
            let [(a, one), (b, two), (c, three), (d, four)] = [a, b, c, d].map(unit);
            (a << 48 | b << 32 | c << 16 | d, one & two & three & four)
        }
        _ => (0, false),
    };
    if alike {
        return Some(key);
    }
    packed_mixed(word)
}

/// [`packed`] for characters of any length.
fn packed_mixed(word: &str) -> Option<u64> {
    let mut key = 0;
    for (count, character) in word.chars().enumerate() {
        let unit = u16::try_from(u32::from(character)).ok().filter(|&unit| unit != 0 && count < 4)?;
        key = key << 16 | u64::from(unit);
    }
    Some(key)
}
