//! The model as tables of rows, so that a title costs additions and no look-up of a name.

use std::hash::BuildHasher;

use rustc_hash::{FxBuildHasher, FxHashMap};

use super::decode::Lattice;
use super::features::Slot;
use super::traits::{BRIEFS, Endings, Kind, Traits};
use super::weights::{LABELS, Label, Weights};
use crate::dictionary::{Role, RoleSet};

/// Scores of the labels, in whole numbers; two places are free.
pub(super) type Row = [i16; 8];

/// A token as the tables know it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::text) struct Seen {
    /// Tells the word from others.
    pub(super) key: u32,
    /// The last character.
    pub(super) last: char,
    /// Rows of [`Slot::Class`].
    pub(super) class: u16,
    /// Rows of the first and the last character.
    pub(super) first_row: u16,
    pub(super) last_row: u16,
    pub(super) kind: Kind,
    pub(super) brief: u8,
    pub(super) ending: u8,
    pub(super) brandness: u8,
    pub(super) length: u8,
    /// The role that dictionaries give it where it is neither sold nor a brand; `None` where they do not know it.
    pub(in crate::text) aside: Option<Role>,
}

impl Seen {
    /// What lies before the first and behind the last token.
    pub(super) const OUTSIDE: Self = Self {
        key: 0,
        last: ' ',
        class: OUTSIDE as u16,
        first_row: 0,
        last_row: 0,
        kind: Kind::Outside,
        brief: 23 + Kind::Outside as u8,
        ending: 8,
        brandness: 0,
        length: 0,
        aside: None,
    };

    /// Whether the token is one Chinese character.
    pub(in crate::text) fn is_single(self) -> bool {
        self.kind == Kind::Han && self.length == 1
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
pub(super) struct CharacterRows {
    /// As the last character of a longer token, and as the only one.
    pub(super) last: [Row; 2],
    pub(super) first: [Row; 2],
    pub(super) last_before: Row,
    pub(super) last_behind: Row,
}

/// Lengths of unknown Chinese words told apart.
const LENGTHS: usize = 5;
const ENDINGS: usize = 9;
const BRANDNESSES: usize = 8;
/// Rows of [`Tagger::lead_words`] for one number.
pub(super) const LEAD_WORDS: usize = BRANDNESSES * ENDINGS * 4;
/// Classes of Chinese words that no dictionary knows, then those of other tokens without a role.
const UNKNOWN_HAN: usize = LENGTHS * ENDINGS * BRANDNESSES * 2;
const OTHER_LENGTHS: usize = 8;
const UNKNOWN: usize = UNKNOWN_HAN + Kind::COUNT * OTHER_LENGTHS;

/// The model, ready for use.
#[derive(Debug, Clone)]
pub(in crate::text) struct Tagger {
    endings: Endings,
    /// Rows of what stands at offsets -2 to 2, by class.
    pub(super) classes: Vec<[Row; 5]>,
    class_ids: FxHashMap<Traits, u16>,
    /// By code, for the Basic Multilingual Plane.
    facts: Vec<Character>,
    pub(super) characters: Vec<CharacterRows>,
    pub(super) before: Vec<Row>,
    pub(super) behind: Vec<Row>,
    pub(super) places: Vec<Row>,
    /// [`Slot::LeadBrand`] and [`Slot::LeadEnding`] by number, brandness, ending and length.
    pub(super) lead_words: Vec<Row>,
    /// [`Slot::FromStart`] and [`Slot::ToEnd`].
    pub(super) ends: [[Row; 4]; 5],
    pub(super) rhymes: Vec<Row>,
    pub(super) repeated: Row,
    /// From each label to each label; a forbidden step is [`FORBIDDEN`].
    pub(super) transitions: [[i32; LABELS]; LABELS],
    weights: Weights,
}

/// Less than any sum of weights.
pub(super) const FORBIDDEN: i32 = i32::MIN / 4;

impl Tagger {
    /// Works the tables out. Words that are known to dictionaries are made known to it by [`Self::seen`].
    pub(in crate::text) fn new(weights: Weights, endings: Endings) -> Self {
        let row = |slot: Slot| sum(&weights, slot);
        let offsets = |traits: Traits| std::array::from_fn(|at| row(Slot::Class(at as i8 - 2, traits)));
        let mut classes = vec![[Row::default(); 5]; UNKNOWN];
        for length in 1..=LENGTHS as u8 {
            for ending in 0..ENDINGS as u8 {
                for brandness in 0..BRANDNESSES as u8 {
                    for tail in [false, true] {
                        let traits = Traits { kind: Kind::Han, length, ending, brandness, tail, ..Traits::OUTSIDE };
                        classes[unknown_class(&traits)] = offsets(traits);
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
                classes[unknown_class(&traits)] = offsets(traits);
            }
        }
        let mut character_ids: FxHashMap<char, u16> = FxHashMap::default();
        let mut characters = vec![CharacterRows::default()];
        for name in weights.names() {
            let character = ["l", "f", "-l", "+l"].iter().find_map(|prefix| {
                let mut rest = name.strip_prefix(prefix)?.chars();
                rest.next().filter(|c| !c.is_ascii() && matches!(rest.as_str(), "" | "0" | "1"))
            });
            if let Some(c) = character {
                character_ids.entry(c).or_insert_with(|| {
                    characters.push(CharacterRows {
                        last: [row(Slot::Last(c, false)), row(Slot::Last(c, true))],
                        first: [row(Slot::First(c, false)), row(Slot::First(c, true))],
                        last_before: row(Slot::LastBefore(c)),
                        last_behind: row(Slot::LastBehind(c)),
                    });
                    (characters.len() - 1) as u16
                });
            }
        }
        let briefs = || (0..BRIEFS as u8).flat_map(|one| (0..BRIEFS as u8).map(move |other| (one, other)));
        let lead_words = (0..4 * LEAD_WORDS).map(|at| {
            let (lead, rest) = (at / LEAD_WORDS, at % LEAD_WORDS);
            let (brandness, ending, length) = (rest / 4 / ENDINGS, rest / 4 % ENDINGS, rest % 4);
            plus(
                row(Slot::LeadBrand(lead as u8, brandness as u8, length as u8)),
                &row(Slot::LeadEnding(lead as u8, ending as u8, length as u8)),
            )
        });
        let mut places = Vec::new();
        for place in 0..32u8 {
            let [start, end, slash] = [place >> 2 & 1, place >> 3 & 1, place >> 4].map(|bit| bit == 1);
            places.extend((0..BRIEFS as u8).map(|brief| row(Slot::Place(place & 3, start, end, slash, brief))));
        }
        let rhymes = [false, true].into_iter().flat_map(|rhymes| {
            (0..ENDINGS as u8)
                .flat_map(move |ending| (0..BRIEFS as u8).map(move |brief| Slot::Rhyme(rhymes, ending, brief)))
        });
        let mut transitions = [[FORBIDDEN; LABELS]; LABELS];
        for from in Label::ALL {
            let weights = weights.get(&format!("t{}", from as u8));
            for to in Label::ALL.into_iter().filter(|&to| from.may_precede(to)) {
                transitions[from as usize][to as usize] = i32::from(weights[to as usize]);
            }
        }
        let facts = (0..=0xFFFF_u32).map(|code| {
            let c = char::from_u32(code).unwrap_or(' ');
            let (ending, brandness) = endings.of(c);
            Character { brandness, row: character_ids.get(&c).copied().unwrap_or_default(), ending }
        });
        Self {
            facts: facts.collect(),
            before: briefs().map(|(before, own)| row(Slot::Before(before, own))).collect(),
            behind: briefs().map(|(own, behind)| row(Slot::Behind(own, behind))).collect(),
            places,
            lead_words: lead_words.collect(),
            ends: std::array::from_fn(|from| {
                std::array::from_fn(|to| plus(row(Slot::FromStart(from as u8)), &row(Slot::ToEnd(to as u8))))
            }),
            rhymes: rhymes.map(row).collect(),
            repeated: row(Slot::Repeated),
            transitions,
            endings,
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
        let offsets = std::array::from_fn(|at| sum(&self.weights, Slot::Class(at as i8 - 2, traits)));
        // Traits are few thousands; beyond what an index holds, a word counts as an unknown one.
        if let Ok(id) = u16::try_from(self.classes.len()) {
            self.classes.push(offsets);
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
        Seen { class, aside, ..self.seen_as(text, traits) }
    }

    /// A token that no dictionary lists, as the tables know it. `is_product` tells whether a piece of it is a product.
    pub(in crate::text) fn seen_unknown(&self, text: &str, is_product: impl Fn(&str) -> bool) -> Seen {
        let facts = |c: char| self.fact(c);
        let traits = Traits::unknown(text, |c| facts(c).ending, |c| facts(c).brandness, is_product);
        Seen { class: unknown_class(&traits) as u16, ..self.seen_as(text, &traits) }
    }

    fn fact(&self, c: char) -> Character {
        // Beyond the plane nothing is known: space stands for all of it.
        self.facts.get(c as usize).or_else(|| self.facts.first()).copied().unwrap_or(Character {
            brandness: 0.0,
            row: 0,
            ending: 8,
        })
    }

    fn seen_as(&self, text: &str, traits: &Traits) -> Seen {
        let (mut first_row, mut last_row) = (0, 0);
        let last = text.chars().next_back().unwrap_or(' ');
        if traits.kind == Kind::Han {
            first_row = text.chars().next().map_or(0, |first| self.fact(first).row);
            last_row = self.fact(last).row;
        }
        Seen {
            key: FxBuildHasher.hash_one(text) as u32,
            last,
            class: 0,
            first_row,
            last_row,
            kind: traits.kind,
            brief: traits.brief(),
            ending: traits.ending,
            brandness: traits.brandness,
            length: traits.length,
            aside: None,
        }
    }

    /// The best sequence of labels for the tokens of `lattice`, into its labels.
    pub(in crate::text) fn decode(&self, lattice: &mut Lattice) {
        lattice.decode(self);
    }
}

pub(super) fn plus(sum: Row, row: &Row) -> Row {
    std::array::from_fn(|label| sum[label].saturating_add(row[label]))
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
        for (sum, weight) in row.iter_mut().zip(weights.get(name)) {
            *sum = sum.saturating_add(weight);
        }
    });
    row
}
