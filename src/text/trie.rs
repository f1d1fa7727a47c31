//! A set of words as a double array: eight bytes a prefix, and one addition and one look a step.
//!
//! J. Aoe: An Efficient Digital Search Algorithm by Using a Double-Array Structure (1989). A child stands at its parent's base plus the code of its
//! character. No two parents share a base, so a place that holds the code asked for belongs to the parent that asks.

use std::cmp::Reverse;

/// A prefix of words.
#[derive(Debug, Clone, Copy)]
pub(super) struct Place {
    /// Where its children stand, in the lower bits; above them [`filter_bit`] of every child.
    base: u32,
    /// The code of the character that leads here, [`NO_CODE`] where the place is free.
    code: u16,
    /// What was given for the word that ends here, [`Self::NO_WORD`] where none does; and in the bits above [`WEIGHT_BITS`] the mark of the prefix.
    value: u16,
}

/// How many bits a weight has.
pub(super) const WEIGHT_BITS: u32 = 12;
const WEIGHT: u16 = (1 << WEIGHT_BITS) - 1;

impl Place {
    /// The weight of a prefix that is no word.
    pub(super) const NO_WORD: u16 = 0;
    const FREE: Self = Self { base: 0, code: NO_CODE, value: 0 };

    /// What was given for the word that ends here, [`Self::NO_WORD`] where none does.
    #[inline]
    pub(super) fn weight(self) -> u16 {
        self.value & WEIGHT
    }

    /// What was given for the prefix itself, 0 where nothing was.
    #[inline]
    pub(super) fn mark(self) -> u8 {
        (self.value >> WEIGHT_BITS) as u8
    }
}

/// A prefix to put into a trie.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Entry<'w> {
    /// Its characters.
    pub(super) text: &'w str,
    /// For a word something other than [`Place::NO_WORD`], of [`WEIGHT_BITS`] at most.
    pub(super) weight: u16,
    /// Below 16.
    pub(super) mark: u8,
}

/// The code of a character that no word has.
pub(super) const NO_CODE: u16 = 0;
const BASE_BITS: u32 = 24;
const BASE: u32 = (1 << BASE_BITS) - 1;

/// One of eight bits for each code: they tell most characters that follow no prefix without a look at the place.
#[inline]
fn filter_bit(code: u16) -> u32 {
    1 << (BASE_BITS + u32::from(code) % 8)
}

/// Words, each with a weight, and prefixes with marks.
#[derive(Debug, Clone)]
pub(super) struct Trie {
    /// The code of each character, the more frequent the smaller.
    codes: Vec<u16>,
    places: Vec<Place>,
}

/// A prefix while the trie is built.
#[derive(Default)]
struct Prefix {
    code: u16,
    value: u16,
    /// Its children in the order of their characters: the first, the last, and for each the next; 0 for none.
    first: u32,
    last: u32,
    next: u32,
    children: u32,
}

impl Trie {
    /// The set of `entries`, which come in ascending order. What stands twice, once with a weight and once with a mark, gets both.
    pub(super) fn new(entries: &[Entry<'_>]) -> Self {
        let codes = codes(entries);
        let prefixes = prefixes(entries, &codes);
        let children = |prefix: &Prefix| {
            let first = Some(prefix.first).filter(|&first| first != 0);
            std::iter::successors(first, |&child| Some(prefixes[child as usize].next).filter(|&next| next != 0))
        };
        // The root first, whose base is 0, so that a first character's code is its place. Then the largest families, while there is room; single
        // children fill what is left between them.
        let mut parents: Vec<usize> = (0..prefixes.len()).filter(|&at| prefixes[at].children > 0).collect();
        parents.sort_by_key(|&at| (at != 0, Reverse(prefixes[at].children)));
        let mut taken = Taken::default();
        let mut places_of = vec![0; prefixes.len()];
        let mut bases = vec![0; prefixes.len()];
        let mut family = Vec::new();
        for parent in parents {
            family.clear();
            family.extend(children(&prefixes[parent]).map(|child| prefixes[child as usize].code));
            let base = if parent == 0 { 0 } else { taken.room(&family) };
            taken.take(base, &family);
            bases[parent] = base as u32;
            for child in children(&prefixes[parent]) {
                places_of[child as usize] = base + usize::from(prefixes[child as usize].code);
            }
        }
        let mut places = vec![Place::FREE; taken.places.len() * 64];
        for (prefix, (&place, base)) in prefixes.iter().zip(places_of.iter().zip(bases)).skip(1) {
            let filter = children(prefix).fold(0, |bits, child| bits | filter_bit(prefixes[child as usize].code));
            places[place] = Place { base: base | filter, code: prefix.code, value: prefix.value };
        }
        Self { codes, places }
    }

    /// How many places there are.
    pub(super) fn len(&self) -> usize {
        self.places.len()
    }

    /// The code of a character, which [`Self::first`] and [`Self::step`] take.
    #[inline]
    pub(super) fn code(&self, c: char) -> u16 {
        self.codes.get(c as usize).copied().unwrap_or(NO_CODE)
    }

    /// The prefix of one character, and where it stands.
    #[inline]
    pub(super) fn first(&self, code: u16) -> Option<(u32, Place)> {
        self.look(u32::from(code), code)
    }

    /// The prefix that is one character longer.
    #[inline]
    pub(super) fn step(&self, from: Place, code: u16) -> Option<(u32, Place)> {
        if from.base & filter_bit(code) == 0 {
            return None;
        }
        self.look((from.base & BASE) + u32::from(code), code)
    }

    /// Looks where [`Self::step`] will from one character to the next, so that what stands there is on its way from memory.
    #[inline]
    pub(super) fn fetch(&self, one: u16, other: u16) -> u16 {
        let from = self.places.get(usize::from(one)).copied().unwrap_or(Place::FREE);
        let at = if from.base & filter_bit(other) == 0 { 0 } else { (from.base & BASE) + u32::from(other) };
        self.places.get(at as usize).map_or(NO_CODE, |place| place.code)
    }

    #[inline]
    fn look(&self, at: u32, code: u16) -> Option<(u32, Place)> {
        let place = *self.places.get(at as usize)?;
        (place.code == code && code != NO_CODE).then_some((at, place))
    }

    /// A prefix, and where it stands.
    pub(super) fn find(&self, text: &str) -> Option<(u32, Place)> {
        let mut chars = text.chars();
        let mut found = self.first(self.code(chars.next()?))?;
        for c in chars {
            found = self.step(found.1, self.code(c))?;
        }
        Some(found)
    }

    /// Gives the prefix that stands at a place another weight.
    pub(super) fn weigh(&mut self, at: u32, weight: u16) {
        if let Some(place) = self.places.get_mut(at as usize) {
            place.value = place.value & !WEIGHT | weight & WEIGHT;
        }
    }

    /// Gives every word the weight that `weights` holds for its present one.
    pub(super) fn reweigh(&mut self, weights: &[u16]) {
        for place in &mut self.places {
            let weight = weights.get(usize::from(place.weight())).copied().unwrap_or(Place::NO_WORD);
            place.value = place.value & !WEIGHT | weight & WEIGHT;
        }
    }
}

/// A code for each character by its frequency, from 1 on: frequent ones stand close together behind any base.
fn codes(entries: &[Entry<'_>]) -> Vec<u16> {
    let mut counts = Vec::new();
    for c in entries.iter().flat_map(|entry| entry.text.chars()) {
        if counts.len() <= c as usize {
            counts.resize(c as usize + 1, 0u32);
        }
        counts[c as usize] += 1;
    }
    let mut used: Vec<(Reverse<u32>, usize)> = (0..).zip(&counts).map(|(c, &count)| (Reverse(count), c)).collect();
    used.retain(|(count, _)| count.0 > 0);
    used.sort_unstable();
    let mut codes = vec![NO_CODE; counts.len()];
    // Characters beyond what a code can tell are rarer than any that titles have: their words are left out.
    for (code, (_, c)) in (1..=u16::MAX).zip(used) {
        codes[c] = code;
    }
    codes
}

/// The tree of all prefixes, the empty one first.
fn prefixes(entries: &[Entry<'_>], codes: &[u16]) -> Vec<Prefix> {
    let mut prefixes = vec![Prefix::default()];
    for entry in entries {
        if entry.text.chars().any(|c| codes[c as usize] == NO_CODE) {
            continue;
        }
        let mut at = 0;
        for c in entry.text.chars() {
            let code = codes[c as usize];
            let last = prefixes[at].last as usize;
            // In ascending order a word shares its beginning with the word before it or with none.
            if last != 0 && prefixes[last].code == code {
                at = last;
                continue;
            }
            let new = prefixes.len();
            prefixes.push(Prefix { code, ..Prefix::default() });
            if last == 0 {
                prefixes[at].first = new as u32;
            } else {
                prefixes[last].next = new as u32;
            }
            prefixes[at].last = new as u32;
            prefixes[at].children += 1;
            at = new;
        }
        prefixes[at].value |= entry.weight & WEIGHT | u16::from(entry.mark) << WEIGHT_BITS;
    }
    prefixes
}

/// Which places and bases are taken while a trie is built, a bit each.
#[derive(Default)]
struct Taken {
    places: Vec<u64>,
    bases: Vec<u64>,
    /// By the logarithm of a family's size: the 64 bases to look at first. Those before have no room for most families of that size.
    from: [usize; 17],
}

impl Taken {
    /// A base that is nobody's and leaves all children on free places.
    fn room(&mut self, family: &[u16]) -> usize {
        let from = &mut self.from[family.len().checked_ilog2().unwrap_or_default() as usize];
        loop {
            let mut free = !self.bases.get(*from).copied().unwrap_or_default();
            for &code in family {
                free &= !bits_from(&self.places, *from * 64 + usize::from(code));
                if free == 0 {
                    break;
                }
            }
            if free != 0 {
                return *from * 64 + free.trailing_zeros() as usize;
            }
            *from += 1;
        }
    }

    fn take(&mut self, base: usize, family: &[u16]) {
        set(&mut self.bases, base);
        for &code in family {
            set(&mut self.places, base + usize::from(code));
        }
    }
}

/// 64 bits from the bit `at` on.
fn bits_from(bits: &[u64], at: usize) -> u64 {
    let word = |at: usize| u128::from(bits.get(at).copied().unwrap_or_default());
    ((word(at / 64 + 1) << 64 | word(at / 64)) >> (at % 64)) as u64
}

fn set(bits: &mut Vec<u64>, at: usize) {
    if bits.len() <= at / 64 {
        bits.resize(at / 64 + 1, 0);
    }
    bits[at / 64] |= 1 << (at % 64);
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn finds_its_words_and_no_others(
            words in prop::collection::btree_map("[ab女装\u{20000}]{1,5}", 1u16..=WEIGHT, 0..200),
            marks in prop::collection::btree_map("[a女装裙]{2}", 1u8..16, 0..9),
            others in prop::collection::vec("[abc女装裙]{1,6}", 0..200),
        ) {
            let words: BTreeMap<String, u16> = words;
            let marks: BTreeMap<String, u8> = marks;
            let mut entries: Vec<Entry<'_>> =
                words.iter().map(|(text, &weight)| Entry { text, weight, mark: 0 }).collect();
            entries.extend(marks.iter().map(|(text, &mark)| Entry { text, weight: Place::NO_WORD, mark }));
            entries.sort();
            let trie = Trie::new(&entries);
            for word in others.iter().chain(words.keys()).chain(marks.keys()) {
                let found = trie.find(word).map(|(_, place)| place);
                prop_assert_eq!(found.map_or(0, Place::weight), words.get(word).copied().unwrap_or_default());
                prop_assert_eq!(found.map_or(0, Place::mark), marks.get(word).copied().unwrap_or_default());
            }
        }
    }
}
