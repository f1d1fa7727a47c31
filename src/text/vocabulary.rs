//! Every word that dictionaries and keywords know, as a dense id.

use rustc_hash::FxHashMap;

use crate::dictionary::{Dictionary, EntryKind, Role, RoleSet};

/// Dense id of a word of the [`Vocabulary`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct WordId(pub u32);

/// What is known of a word.
#[derive(Debug, Clone)]
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
    /// Sold as clothing, shoes, bags or accessories.
    pub fashion_product: bool,
    /// The main word of which this is a variant; itself where there is none.
    pub canonical: WordId,
}

/// Words interned once; ids are dense and immutable once handed out.
#[derive(Debug, Clone, Default)]
pub struct Vocabulary {
    ids: FxHashMap<Box<str>, WordId>,
    words: Vec<WordInfo>,
}

impl Vocabulary {
    /// The words of the dictionaries.
    pub fn new(dictionary: &Dictionary) -> Self {
        let mut vocabulary = Self::default();
        for entry in dictionary.entries() {
            let note = entry.note.as_deref().unwrap_or("");
            let id = match entry.kind {
                EntryKind::Hard | EntryKind::Soft | EntryKind::Allow | EntryKind::Contradiction => continue,
                EntryKind::Word(_) | EntryKind::Unit | EntryKind::Stop => vocabulary.intern(&entry.word),
            };
            let canonical = entry.canonical.as_deref().map(|canonical| vocabulary.intern(canonical));
            let Some(info) = vocabulary.words.get_mut(id.0 as usize) else { continue };
            match entry.kind {
                EntryKind::Word(role) => {
                    info.roles.insert(role);
                    info.ambiguous_brand |= role == Role::Brand && note.starts_with("ambiguous");
                    info.clothing_only |= role == Role::Neutral && note == "clothing";
                    info.fashion_product |= role == Role::Product
                        && ["products/clothing", "products/shoes", "products/bags", "products/accessories"]
                            .iter()
                            .any(|file| entry.file.starts_with(file));
                }
                EntryKind::Unit => info.unit = true,
                _ => info.stop = true,
            }
            if let Some(canonical) = canonical {
                info.canonical = canonical;
            }
        }
        vocabulary
    }

    /// The id of `word`, a new one if need be.
    pub fn intern(&mut self, word: &str) -> WordId {
        if let Some(&id) = self.ids.get(word) {
            return id;
        }
        let id = WordId(self.words.len() as u32);
        self.ids.insert(word.into(), id);
        self.words.push(WordInfo {
            text: word.into(),
            roles: RoleSet::default(),
            unit: false,
            stop: false,
            ambiguous_brand: false,
            clothing_only: false,
            fashion_product: false,
            canonical: id,
        });
        id
    }

    /// The id of `word`, if it is known.
    pub fn get(&self, word: &str) -> Option<WordId> {
        self.ids.get(word).copied()
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
