//! The model as tables of rows, so that a title costs additions and no look-up of a name.

use std::hash::BuildHasher;

use rustc_hash::{FxBuildHasher, FxHashMap};

use super::decode::{Lattice, NO_LAST};
use super::features::Slot;
use super::traits::{BRIEFS, Endings, Kind, PAIRS, Traits};
use super::weights::{LABELS, Label, Weights};
use crate::dictionary::{Role, RoleSet};

/// Scores of the labels, in whole numbers, added up in one instruction; two places are free.
pub(super) type Row = wide::i16x8;

/// A token as the tables know it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::text) struct Seen {
    /// Tells the word from others that end like it.
    pub(super) key: u32,
    /// The last character of a Chinese token; [`NO_LAST`] of others, and beyond the Basic Multilingual Plane.
    pub(super) last: u16,
    /// What it says for its neighbours: a place in [`Tagger::beside`].
    pub(super) class: u16,
    /// What a rhyme says for it: a place in [`FixedRows::rhymes`].
    pub(super) rhyme: u16,
    /// What it says for itself: its class, its first and last character, and that nothing rhymes.
    pub(super) own: Row,
    pub(super) kind: Kind,
    pub(super) brief: u8,
    /// One Chinese character.
    pub(super) single: bool,
    /// The role that dictionaries give it where it is neither sold nor a brand; `None` where they do not know it.
    pub(in crate::text) aside: Option<Role>,
    /// The first of all roles that dictionaries give it.
    pub(in crate::text) listed: Option<Role>,
}

impl Seen {
    /// What lies before the first and behind the last token.
    pub(super) const OUTSIDE: Self = Self {
        key: 0,
        last: NO_LAST,
        class: OUTSIDE as u16,
        rhyme: 0,
        own: Row::ZERO,
        kind: Kind::Outside,
        brief: 23 + Kind::Outside as u8,
        single: false,
        aside: None,
        listed: None,
    };

    /// Whether the token is one Chinese character.
    pub(in crate::text) fn is_single(self) -> bool {
        self.single
    }
}

/// The class of [`Traits::OUTSIDE`].
const OUTSIDE: usize = UNKNOWN_HAN + Kind::Outside as usize * OTHER_LENGTHS;

/// What the tables hold of a character.
#[derive(Debug, Clone, Copy)]
struct Character {
    brandness: f32,
    row: u16,
    ending: u8,
}

/// The rows of a character.
#[derive(Debug, Clone, Copy, Default)]
struct CharacterRows {
    /// As the last character of a longer token, and as the only one.
    last: [Row; 2],
    first: [Row; 2],
}

/// What a token says for those around it: for the one two places behind it, the one behind it, the one before it and the one two places before. One line of
/// the processor's cache.
#[derive(Debug, Clone, Copy, Default)]
#[repr(align(64))]
pub(super) struct Beside(pub(super) [Row; 4]);

/// Lengths of unknown Chinese words told apart.
const LENGTHS: usize = 5;
const ENDINGS: usize = 9;
const BRANDNESSES: usize = 8;
/// Rows of [`FixedRows::rhymes`].
pub(super) const RHYMES: usize = ENDINGS * BRIEFS;
/// Classes of Chinese words that no dictionary knows, then those of other tokens without a role.
const UNKNOWN_HAN: usize = LENGTHS * ENDINGS * BRANDNESSES * 2;
const OTHER_LENGTHS: usize = 8;
const UNKNOWN: usize = UNKNOWN_HAN + Kind::COUNT * OTHER_LENGTHS;

/// The model, ready for use.
#[derive(Debug, Clone)]
pub(in crate::text) struct Tagger {
    endings: Endings,
    /// What each class says for other tokens.
    pub(super) beside: Vec<Beside>,
    /// What each class says for the token itself.
    classes: Vec<Row>,
    class_ids: FxHashMap<Traits, u16>,
    /// By code, for the Basic Multilingual Plane.
    facts: Vec<Character>,
    characters: Vec<CharacterRows>,
    pub(super) fixed: Box<FixedRows>,
    weights: Weights,
}

/// The tables whose sizes do not depend on the dictionaries: one place in memory, and no length to look up.
#[derive(Debug, Clone)]
pub(super) struct FixedRows {
    pub(super) behind: [[Row; BRIEFS]; BRIEFS],
    pub(super) places: [[Row; BRIEFS]; 32],
    /// [`Slot::Borders`] by which tokens are single characters, the first border and the last.
    pub(super) borders: [[[Row; PAIRS]; PAIRS]; 8],
    /// What it adds that a token ends like another, and what it says that none does: a [`Slot::Rhyme`] each.
    pub(super) rhymes: [Row; RHYMES],
    alone: [Row; RHYMES],
    pub(super) repeated: Row,
    /// From each label to each label; a forbidden step is [`FORBIDDEN`].
    pub(super) transitions: [Row; LABELS],
    /// To each label at the start of a title.
    pub(super) start: Row,
}

/// Less than any sum of weights.
pub(super) const FORBIDDEN: i16 = i16::MIN;

impl Tagger {
    /// Works the tables out. Words that are known to dictionaries are made known to it by [`Self::seen`].
    pub(in crate::text) fn new(weights: Weights, endings: Endings) -> Self {
        let row = |slot: Slot| sum(&weights, slot);
        let mut classes = vec![(Row::default(), Beside::default()); UNKNOWN];
        for length in 1..=LENGTHS as u8 {
            for ending in 0..ENDINGS as u8 {
                for brandness in 0..BRANDNESSES as u8 {
                    for tail in [false, true] {
                        let traits = Traits { kind: Kind::Han, length, ending, brandness, tail, ..Traits::OUTSIDE };
                        classes[unknown_class(&traits)] = class_rows(&weights, traits);
                    }
                }
            }
        }
        let kinds = [
            Kind::Latin,
            Kind::Mixed,
            Kind::Number,
            Kind::Quantity,
            Kind::Space,
            Kind::Slash,
            Kind::Plus,
            Kind::Hyphen,
            Kind::Open,
            Kind::Close,
            Kind::Symbol,
            Kind::Outside,
        ];
        for kind in kinds {
            for length in 0..OTHER_LENGTHS as u8 {
                let traits = Traits { kind, length, ..Traits::OUTSIDE };
                classes[unknown_class(&traits)] = class_rows(&weights, traits);
            }
        }
        let (classes, beside) = classes.into_iter().unzip();
        let mut character_ids: FxHashMap<char, u16> = FxHashMap::default();
        let mut characters = vec![CharacterRows::default()];
        for name in weights.names() {
            let character = ["l", "f"].iter().find_map(|prefix| {
                let mut rest = name.strip_prefix(prefix)?.chars();
                rest.next().filter(|c| !c.is_ascii() && matches!(rest.as_str(), "0" | "1"))
            });
            if let Some(c) = character {
                character_ids.entry(c).or_insert_with(|| {
                    characters.push(CharacterRows {
                        last: [row(Slot::Last(c, false)), row(Slot::Last(c, true))],
                        first: [row(Slot::First(c, false)), row(Slot::First(c, true))],
                    });
                    (characters.len() - 1) as u16
                });
            }
        }
        let borders = |singles: usize| {
            let singles = [singles & 1, singles >> 1 & 1, singles >> 2].map(|bit| bit == 1);
            table(|start, end| row(Slot::Borders([start as u8, end as u8], singles)))
        };
        let places = |place: usize, brief: usize| {
            let [start, end, slash] = [place >> 2 & 1, place >> 3 & 1, place >> 4].map(|bit| bit == 1);
            row(Slot::Place(place as u8 & 3, start, end, slash, brief as u8))
        };
        let rhyme = |rhymes: bool, at: usize| row(Slot::Rhyme(rhymes, (at / BRIEFS) as u8, (at % BRIEFS) as u8));
        let mut transitions = [Row::splat(FORBIDDEN); LABELS];
        for from in Label::ALL {
            let weights = weights.get(&format!("t{}", from as u8));
            for to in Label::ALL.into_iter().filter(|&to| from.may_precede(to)) {
                transitions[from as usize].as_mut_array()[to as usize] = weights[to as usize];
            }
        }
        let mut start = Row::ZERO;
        for label in Label::ALL.into_iter().filter(|label| label.continues()) {
            start.as_mut_array()[label as usize] = FORBIDDEN;
        }
        let fixed = Box::new(FixedRows {
            behind: table(|own, behind| row(Slot::Behind(own as u8, behind as u8))),
            places: table(places),
            borders: std::array::from_fn(borders),
            rhymes: std::array::from_fn(|at| rhyme(true, at).saturating_sub(rhyme(false, at))),
            alone: std::array::from_fn(|at| rhyme(false, at)),
            repeated: row(Slot::Repeated),
            transitions,
            start,
        });
        let facts = (0..=0xFFFF_u32).map(|code| {
            let c = char::from_u32(code).unwrap_or(' ');
            let (ending, brandness) = endings.of(c);
            Character { brandness, row: character_ids.get(&c).copied().unwrap_or_default(), ending }
        });
        Self {
            facts: facts.collect(),
            fixed,
            endings,
            beside,
            classes,
            class_ids: FxHashMap::default(),
            characters,
            weights,
        }
    }

    /// What the dictionaries' words say of characters.
    pub(in crate::text) fn endings(&self) -> &Endings {
        &self.endings
    }

    /// Makes the traits of a dictionary word known, so that [`Self::seen`] finds a class for it.
    pub(in crate::text) fn learn(&mut self, traits: Traits) {
        if is_unknown(&traits) || self.class_ids.contains_key(&traits) {
            return;
        }
        let (own, beside) = class_rows(&self.weights, traits);
        // Traits are few thousands; beyond what an index holds, a word counts as an unknown one.
        if let Ok(id) = u16::try_from(self.classes.len()) {
            self.classes.push(own);
            self.beside.push(beside);
            self.class_ids.insert(traits, id);
        }
    }

    /// A token of which dictionaries may say something, as the tables know it.
    pub(in crate::text) fn seen(&self, text: &str, traits: &Traits) -> Seen {
        let bare = Traits { roles: RoleSet::NONE, stop: false, ambiguous: false, ..*traits };
        let class = self.class_ids.get(traits).copied().unwrap_or(unknown_class(&bare) as u16);
        let mut others = traits.roles;
        others.remove(Role::Product);
        others.remove(Role::Brand);
        // A brand that is nothing else is one wherever it stands: 华为 on a case that fits its phones.
        let sure = traits.roles.contains(Role::Brand) && others.is_empty() && !traits.ambiguous;
        let sure = sure && !traits.roles.contains(Role::Product);
        let aside = others.first().unwrap_or(if sure { Role::Brand } else { Role::Other });
        let aside = (!traits.roles.is_empty()).then_some(aside);
        Seen { aside, listed: traits.roles.first(), ..self.seen_as(text, traits, class) }
    }

    /// A token that no dictionary lists, as the tables know it. `is_product` tells whether a piece of it is a product.
    pub(in crate::text) fn seen_unknown(&self, text: &str, is_product: impl Fn(&str) -> bool) -> Seen {
        let facts = |c: char| self.fact(c);
        let traits = Traits::unknown(text, |c| facts(c).ending, |c| facts(c).brandness, is_product);
        self.seen_as(text, &traits, unknown_class(&traits) as u16)
    }

    fn fact(&self, c: char) -> Character {
        // Beyond the plane nothing is known: space stands for all of it.
        self.facts.get(c as usize).or_else(|| self.facts.first()).copied().unwrap_or(Character {
            brandness: 0.0,
            row: 0,
            ending: 8,
        })
    }

    fn seen_as(&self, text: &str, traits: &Traits, class: u16) -> Seen {
        let brief = traits.brief();
        let key = FxBuildHasher.hash_one(text) as u32;
        let own = self.classes[usize::from(class)];
        let mut seen = Seen { key, class, own, kind: traits.kind, brief, ..Seen::OUTSIDE };
        if traits.kind == Kind::Han {
            let mut characters = text.chars();
            let first = characters.next().unwrap_or(' ');
            let last = characters.next_back().unwrap_or(first);
            seen.last = u16::try_from(last as u32).unwrap_or(NO_LAST);
            seen.single = traits.length == 1;
            let rhyme = usize::from(traits.ending) * BRIEFS + usize::from(brief);
            seen.rhyme = rhyme as u16;
            let rows = |c: char| &self.characters[usize::from(self.fact(c).row)];
            let (first, last) = (rows(first).first, rows(last).last);
            let single = usize::from(seen.single);
            seen.own =
                own.saturating_add(first[single]).saturating_add(last[single]).saturating_add(self.fixed.alone[rhyme]);
        }
        seen
    }

    /// The best sequence of labels for the tokens of `lattice`, into its labels.
    pub(in crate::text) fn decode(&self, lattice: &mut Lattice) {
        lattice.decode(self);
    }
}

/// What a class says for the token itself and for its neighbours.
fn class_rows(weights: &Weights, traits: Traits) -> (Row, Beside) {
    let at = |offset: i8| sum(weights, Slot::Class(offset, traits));
    (at(0), Beside([at(-2), at(-1), at(1), at(2)]))
}

fn table<const COLUMNS: usize, const ROWS: usize>(cell: impl Fn(usize, usize) -> Row) -> [[Row; COLUMNS]; ROWS] {
    std::array::from_fn(|row| std::array::from_fn(|column| cell(row, column)))
}

fn is_unknown(traits: &Traits) -> bool {
    traits.roles.is_empty() && !traits.stop && !traits.ambiguous
}

fn unknown_class(traits: &Traits) -> usize {
    let length = usize::from(traits.length);
    if traits.kind != Kind::Han {
        return UNKNOWN_HAN + traits.kind as usize * OTHER_LENGTHS + length.min(OTHER_LENGTHS - 1);
    }
    let length = length.clamp(1, LENGTHS) - 1;
    let ending = usize::from(traits.ending).min(ENDINGS - 1);
    let brandness = usize::from(traits.brandness).min(BRANDNESSES - 1);
    ((length * ENDINGS + ending) * BRANDNESSES + brandness) * 2 + usize::from(traits.tail)
}

fn sum(weights: &Weights, slot: Slot) -> Row {
    let mut row = Row::default();
    slot.names(|name| {
        let mut lanes = [0; 8];
        lanes[..LABELS].copy_from_slice(&weights.get(name));
        row = row.saturating_add(Row::new(lanes));
    });
    row
}
