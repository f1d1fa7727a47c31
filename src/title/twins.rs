//! Near-identical titles inside one shop (rule T6), found without comparing all pairs.
//!
//! Two titles are twins when they share at least `title.twin_share` of the words that either has (Jaccard). Sets that do so must share one of
//! the first few words of each, whatever order all words are put in: the prefix filter of the all-pairs search (Bayardo, Ma, Srikant 2007). So
//! each title is posted under these words alone, and looked up there. The word that the fewest of the titles have comes first: what stands in
//! every title, such as the shop's own brand, is looked at last and costs nothing. Of two titles that meet under a word, 64 bits of each mostly show
//! that they differ in too many words (the bitmap filter of Sandes, Teodoro, Melo 2017).

use std::cmp::Ordering;
use std::hash::BuildHasher;
use std::ops::Range;

use rustc_hash::{FxBuildHasher, FxHashMap};

use crate::config::TitleConfig;
use crate::dictionary::Role;
use crate::text::Segmented;

/// Another title of the same shop.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Twin {
    /// Which one, counted from 0 in the order in which they were added.
    pub index: u32,
    /// Words that both have.
    pub shared: usize,
    /// Words that either has.
    pub words: usize,
}

/// What a title is told by among the others of its shop.
#[derive(Debug, Clone, Default)]
pub struct TitleWords {
    /// A sum over models and quantities: titles of different ones are of different products.
    models: u64,
    /// A hash of each other word, once; what is true of nearly anything is left out.
    words: Vec<u64>,
}

impl TitleWords {
    /// The words of a title.
    pub fn of(title: &Segmented) -> Self {
        let mut own = Self::default();
        for (_, token) in title.words() {
            let hash = FxBuildHasher.hash_one(title.text(token));
            match token.role {
                Role::Service | Role::Neutral => {}
                Role::Model | Role::Spec => own.models = own.models.wrapping_add(hash),
                _ => own.words.push(hash),
            }
        }
        own.words.sort_unstable();
        own.words.dedup();
        own
    }
}

/// The titles of a run.
#[derive(Debug)]
pub struct Twins {
    least_share: f64,
    least_words: usize,
    /// Shop and models of each title as one number.
    places: Vec<u64>,
    /// Words of title `t`: `words[ends[t - 1]..ends[t]]`.
    words: Vec<u64>,
    ends: Vec<u32>,
}

impl Twins {
    /// No titles yet.
    pub fn new(config: &TitleConfig) -> Self {
        Self {
            least_share: config.twin_share,
            least_words: config.twin_words,
            places: Vec::new(),
            words: Vec::new(),
            ends: Vec::new(),
        }
    }

    /// Adds a title.
    pub fn add(&mut self, shop: u32, title: &TitleWords) {
        self.places.push(FxBuildHasher.hash_one((shop, title.models)));
        self.words.extend(&title.words);
        self.ends.push(self.words.len() as u32);
    }

    /// The titles that could be twins of each other: those of one shop and the same models, where there is more than one.
    pub fn groups(&self) -> Vec<Vec<u32>> {
        let place = |title: &u32| self.places.get(*title as usize);
        let mut order: Vec<u32> =
            (0..self.ends.len() as u32).filter(|&title| self.words(title).len() >= self.least_words).collect();
        order.sort_unstable_by_key(|title| (place(title), *title));
        let groups = order.chunk_by(|one, other| place(one) == place(other));
        groups.filter(|group| group.len() > 1).map(<[u32]>::to_vec).collect()
    }

    /// Prepares the search among one of the [`groups`](Self::groups). A title's twin is, of those with exactly the same words, else of the others,
    /// the first by `compare`. So what is found does not depend on the order in which titles were added, when `compare` orders them by their ids.
    pub fn search(&self, mut group: Vec<u32>, compare: impl Fn(u32, u32) -> Ordering) -> TwinSearch {
        group.sort_unstable_by(|&one, &other| compare(one, other));
        let numbers = self.numbers(&group);
        let mut search = TwinSearch {
            least_share: self.least_share,
            posted: vec![Vec::new(); numbers.len()],
            titles: group,
            words: Vec::new(),
            ends: Vec::new(),
            marks: Vec::new(),
            differences: Vec::new(),
            same: FxHashMap::default(),
        };
        for rank in 0..search.titles.len() as u32 {
            let from = search.words.len();
            let title = search.titles.get(rank as usize).copied().unwrap_or_default();
            search.words.extend(self.words(title).iter().filter_map(|word| numbers.get(word)));
            search.words[from..].sort_unstable();
            search.ends.push(search.words.len() as u32);
            search.marks.push(Mark::of(&search.words[from..]));
            search.post(rank);
        }
        let longest = search.marks.iter().map(|mark| mark.length as usize).max().unwrap_or_default();
        search.differences = (0..=2 * longest).map(|both| search.most_differences(both)).collect();
        search
    }

    /// A number for each word of a group, from 0 for the word that the fewest titles have.
    fn numbers(&self, group: &[u32]) -> FxHashMap<u64, u32> {
        let mut words: Vec<u64> = group.iter().flat_map(|&title| self.words(title)).copied().collect();
        words.sort_unstable();
        let mut counted: Vec<(usize, u64)> = words
            .chunk_by(|one, other| one == other)
            .map(|run| (run.len(), run.first().copied().unwrap_or_default()))
            .collect();
        counted.sort_unstable();
        counted.into_iter().zip(0..).map(|((_, word), number)| (word, number)).collect()
    }

    fn words(&self, title: u32) -> &[u64] {
        slice(&self.words, &self.ends, title)
    }
}

/// The search for twins among the titles of a group.
#[derive(Debug)]
pub struct TwinSearch {
    least_share: f64,
    /// The titles in the order in which they are to be named. Elsewhere a title is its rank in here.
    titles: Vec<u32>,
    /// The numbers of a title's words, rarest first: `words[ends[t - 1]..ends[t]]`.
    words: Vec<u32>,
    ends: Vec<u32>,
    marks: Vec<Mark>,
    /// By the sum of the lengths of two titles: words of only one of them, at most, for them to be twins.
    differences: Vec<u32>,
    /// The first two titles with the same words.
    same: FxHashMap<u64, (u32, Option<u32>)>,
    /// For each word the titles that have it among their first ones, in order; of titles with the same words only the first.
    posted: Vec<Vec<u32>>,
}

/// A title at a glance.
#[derive(Debug, Clone, Copy)]
struct Mark {
    /// A bit for each word, which other words may share: so two titles differ in at least as many words as bits.
    bits: u64,
    length: u32,
}

impl Mark {
    fn of(words: &[u32]) -> Self {
        Self { bits: words.iter().fold(0, |bits, word| bits | 1 << (word % 64)), length: words.len() as u32 }
    }
}

impl TwinSearch {
    /// Titles to look for the twins of.
    pub fn len(&self) -> usize {
        self.titles.len()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.titles.is_empty()
    }

    /// The titles among the given ones, of `0..len()`, that have a twin, each with it.
    pub fn find(&self, titles: Range<usize>) -> Vec<(u32, Twin)> {
        titles.filter_map(|rank| Some((*self.titles.get(rank)?, self.twin(rank as u32)?))).collect()
    }

    fn twin(&self, rank: u32) -> Option<Twin> {
        let own = self.words(rank);
        let mark = Mark::of(own);
        let found = |other: u32, shared: usize, words: usize| {
            self.titles.get(other as usize).map(|&index| Twin { index, shared, words })
        };
        let &(first, second) = self.same.get(&FxBuildHasher.hash_one(own))?;
        if let Some(other) = Some(first).filter(|&first| first != rank).or(second) {
            return found(other, own.len(), own.len());
        }
        let mut best: Option<(u32, usize, usize)> = None;
        for word in own.iter().take(self.first_words(own.len())) {
            for &other in self.posted.get(*word as usize).into_iter().flatten() {
                if best.is_some_and(|(best, ..)| best <= other) {
                    break;
                }
                if other == rank || self.surely_differ(mark, other) {
                    continue;
                }
                let others = self.words(other);
                let shared = shared(own, others);
                let words = own.len() + others.len() - shared;
                if self.is_enough(shared, words) {
                    best = Some((other, shared, words));
                }
            }
        }
        best.and_then(|(other, shared, words)| found(other, shared, words))
    }

    fn post(&mut self, rank: u32) {
        let own = slice(&self.words, &self.ends, rank);
        let mut first = false;
        let (_, second) = self.same.entry(FxBuildHasher.hash_one(own)).or_insert_with(|| {
            first = true;
            (rank, None)
        });
        if !first {
            second.get_or_insert(rank);
            return;
        }
        for word in own.iter().take(self.first_words(own.len())) {
            if let Some(posted) = self.posted.get_mut(*word as usize) {
                posted.push(rank);
            }
        }
    }

    /// Whether a glance shows that too many words are only in one of the two.
    fn surely_differ(&self, mark: Mark, other: u32) -> bool {
        let Some(other) = self.marks.get(other as usize) else { return true };
        let most = self.differences.get((mark.length + other.length) as usize).copied().unwrap_or_default();
        (mark.bits ^ other.bits).count_ones() > most
    }

    /// Words of only one of two twins that have `both` words in all, at most.
    fn most_differences(&self, both: usize) -> u32 {
        let shared = (0..=both / 2).find(|&shared| self.is_enough(shared, both - shared));
        shared.map_or(0, |shared| both - 2 * shared) as u32
    }

    /// How many of a title's words come first: one that has none of them has too few of its words.
    fn first_words(&self, words: usize) -> usize {
        let needed = (0..=words).find(|&shared| self.is_enough(shared, words)).unwrap_or(words);
        words + 1 - needed
    }

    fn is_enough(&self, shared: usize, words: usize) -> bool {
        shared as f64 >= self.least_share * words as f64
    }

    fn words(&self, rank: u32) -> &[u32] {
        slice(&self.words, &self.ends, rank)
    }
}

/// What belongs to `at` where `ends[at]` is the end of it.
fn slice<'v, T>(values: &'v [T], ends: &[u32], at: u32) -> &'v [T] {
    let at = at as usize;
    let start = at.checked_sub(1).and_then(|before| ends.get(before)).copied().unwrap_or_default();
    let end = ends.get(at).copied().unwrap_or_default();
    values.get(start as usize..end as usize).unwrap_or_default()
}

/// How many numbers two ascending lists have in common.
fn shared(mut one: &[u32], mut other: &[u32]) -> usize {
    let mut count = 0;
    while let (Some((first, rest)), Some((second, others))) = (one.split_first(), other.split_first()) {
        count += usize::from(first == second);
        if first <= second {
            one = rest;
        }
        if second <= first {
            other = others;
        }
    }
    count
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;
    use std::sync::LazyLock;

    use proptest::prelude::*;

    use super::*;
    use crate::dictionary::Dictionary;
    use crate::text::Segmenter;

    static SEGMENTER: LazyLock<Segmenter> = LazyLock::new(|| Segmenter::new(&Dictionary::embedded().unwrap()));

    fn cut(title: &str) -> Segmented {
        let mut cut = Segmented::default();
        SEGMENTER.segment(title, &mut cut);
        cut
    }

    /// Each title with its twin, in the order of the titles.
    fn find(twins: &Twins, compare: impl Fn(u32, u32) -> Ordering) -> Vec<(u32, u32)> {
        let searches = twins.groups().into_iter().map(|group| twins.search(group, &compare));
        let mut found: Vec<(u32, u32)> =
            searches.flat_map(|search| search.find(0..search.len())).map(|(at, twin)| (at, twin.index)).collect();
        found.sort_unstable();
        found
    }

    fn found(titles: &[(u32, &str)]) -> Vec<(u32, u32)> {
        let mut twins = Twins::new(&TitleConfig::default());
        for (shop, title) in titles {
            twins.add(*shop, &TitleWords::of(&cut(title)));
        }
        find(&twins, |a, b| a.cmp(&b))
    }

    #[test]
    fn twins_have_the_same_words_or_nearly_and_are_of_one_shop() {
        let titles = [
            (0, "秋冬加厚羊绒围巾女保暖"),
            (0, "女保暖羊绒围巾秋冬加厚"),
            (1, "秋冬加厚羊绒围巾女保暖"),
            (0, "陶瓷马克杯带盖勺办公室"),
            (0, "秋冬加厚羊绒围巾女保暖学生"),
        ];
        assert_eq!(found(&titles), [(0, 1), (1, 0), (4, 0)]);
    }

    #[test]
    fn another_model_is_another_product() {
        let titles = [(0, "透明防摔手机壳全包软壳女 mate60"), (0, "透明防摔手机壳全包软壳女 mate70")];
        assert_eq!(found(&titles), []);
    }

    #[test]
    fn a_word_of_every_title_is_never_looked_under() {
        let mut twins = Twins::new(&TitleConfig::default());
        let (brand, own_words) = (0, 1..=9);
        for title in 0..500 {
            let words = own_words.clone().map(|word| title * 9 + word).chain([brand]).collect();
            twins.add(0, &TitleWords { models: 0, words });
        }
        let [group] = twins.groups().try_into().unwrap();
        let search = twins.search(group, |a, b| a.cmp(&b));
        assert_eq!(search.posted.iter().map(Vec::len).max(), Some(1));
        assert_eq!(search.find(0..search.len()), []);
    }

    proptest! {
        /// More words than a glance has bits for: variants of a few titles against a loop over all pairs.
        #[test]
        fn a_glance_turns_no_twin_away(
            titles in prop::collection::vec((0_u64..4, prop::collection::btree_set((0_u64..9, 100_u64..400), 0..4)), 2..60),
        ) {
            let mut twins = Twins::new(&TitleConfig::default());
            let sets: Vec<BTreeSet<u64>> = titles
                .iter()
                .map(|(base, changes)| {
                    let mut words: Vec<u64> = (0..9).map(|word| base * 3 + word).collect();
                    for &(at, word) in changes {
                        words[at as usize] = word;
                    }
                    words.into_iter().collect()
                })
                .collect();
            for words in &sets {
                twins.add(0, &TitleWords { models: 0, words: words.iter().copied().collect() });
            }
            let is_twin = |at: usize| {
                sets.iter().enumerate().any(|(other, set)| {
                    let (both, either) = (sets[at].intersection(set).count(), sets[at].union(set).count());
                    other != at && both as f64 >= 0.8 * either as f64
                })
            };
            let expected: Vec<u32> = (0..sets.len()).filter(|&at| is_twin(at)).map(|at| at as u32).collect();
            let found: Vec<u32> = find(&twins, |a, b| a.cmp(&b)).into_iter().map(|(at, _)| at).collect();
            prop_assert_eq!(found, expected);
        }

        /// The prefix filter against a loop over all pairs, whatever order the titles are to be named in.
        #[test]
        fn the_twin_is_the_first_that_all_pairs_give(
            titles in prop::collection::vec(prop::collection::vec(prop::sample::select(
                vec!["围巾", "羊绒", "加厚", "秋冬", "学生", "条纹", "披肩", "保暖", "长款", "红色"]), 3..9), 1..30),
            backwards in any::<bool>(),
            twin_share in prop::sample::select(vec![0.5, 0.7, 0.8, 0.9, 1.0]),
            twin_words in 1_usize..6,
        ) {
            let titles: Vec<Segmented> = titles.iter().map(|words| cut(&words.join(" "))).collect();
            let sets: Vec<BTreeSet<String>> = titles
                .iter()
                .map(|title| title.words().map(|(_, token)| title.text(token).to_owned()).collect())
                .collect();
            let mut twins = Twins::new(&TitleConfig { twin_share, twin_words, ..TitleConfig::default() });
            for title in &titles {
                twins.add(7, &TitleWords::of(title));
            }
            let compare = |a: u32, b: u32| if backwards { b.cmp(&a) } else { a.cmp(&b) };
            let mut order: Vec<u32> = (0..titles.len() as u32).collect();
            order.sort_by(|&a, &b| compare(a, b));
            let mut expected = Vec::new();
            for (at, own) in (0..).zip(&sets) {
                let first = |alike: &dyn Fn(&BTreeSet<String>) -> bool| {
                    order.iter().copied().find(|&other| {
                        let set = &sets[other as usize];
                        other != at && own.len() >= twin_words && set.len() >= twin_words && alike(set)
                    })
                };
                let near = |set: &BTreeSet<String>| {
                    let (both, either) = (own.intersection(set).count(), own.union(set).count());
                    both as f64 >= twin_share * either as f64
                };
                expected.extend(first(&|set| set == own).or_else(|| first(&near)).map(|other| (at, other)));
            }
            prop_assert_eq!(find(&twins, compare), expected);
        }
    }
}
