//! Near-identical titles inside one shop (rule T6), found without comparing all pairs.
//!
//! Two titles are twins when they share at least [`LEAST_SHARE`] of the words that either has (Jaccard). Sets that do so must share one of
//! the first few words of each, whatever order all words are put in: the prefix filter of the all-pairs search (Bayardo, Ma, Srikant 2007). So
//! each title is posted under these words alone, and looked up there. Long words come first, because they are rare.

use std::cmp::Ordering;
use std::hash::BuildHasher;

use rustc_hash::{FxBuildHasher, FxHashMap};

use crate::dictionary::Role;
use crate::text::Segmented;

/// Least share of all words of two titles that both have.
const LEAST_SHARE: f64 = 0.8;

/// Fewer words say too little: 拖鞋 女 夏 may be two products.
const LEAST_WORDS: usize = 4;

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
    /// Each other word once, its length in the highest byte and a hash in the others, longest first; what is true of nearly anything is left out.
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
                _ => own.words.push(u64::from((token.end - token.start).min(255)) << 56 | hash >> 8),
            }
        }
        own.words.sort_unstable_by(|a, b| b.cmp(a));
        own.words.dedup();
        own
    }
}

/// The titles of a run.
#[derive(Debug, Default)]
pub struct Twins {
    /// Shop and models of each title as one number.
    places: Vec<u64>,
    /// Words of title `t`: `words[ends[t - 1]..ends[t]]`.
    words: Vec<u64>,
    ends: Vec<u32>,
}

impl Twins {
    /// Adds a title.
    pub fn add(&mut self, shop: u32, title: &TitleWords) {
        self.places.push(FxBuildHasher.hash_one((shop, title.models)));
        self.words.extend(&title.words);
        self.ends.push(self.words.len() as u32);
    }

    /// A twin for each title that has one: of those with exactly the same words, else of the others, the first by `compare`. So what is found does not depend on
    /// the order in which titles were added, when `compare` orders them by their ids.
    pub fn find(&self, compare: impl Fn(u32, u32) -> Ordering) -> Vec<(u32, Twin)> {
        let mut order: Vec<u32> =
            (0..self.ends.len() as u32).filter(|&at| self.words(at).len() >= LEAST_WORDS).collect();
        order.sort_unstable_by(|&a, &b| compare(a, b));
        // The first two titles of each shop with the same words, and the first ones by their first words.
        let mut same: FxHashMap<u64, (u32, Option<u32>)> = FxHashMap::default();
        let mut posted: FxHashMap<u64, Vec<u32>> = FxHashMap::default();
        for (rank, &at) in (0..).zip(&order) {
            let mut first = false;
            let (_, second) = same.entry(self.whole(at)).or_insert_with(|| {
                first = true;
                (rank, None)
            });
            if first {
                for key in self.prefix(at) {
                    posted.entry(key).or_default().push(rank);
                }
            } else {
                second.get_or_insert(rank);
            }
        }
        let title = |rank: u32| order.get(rank as usize).copied().unwrap_or_default();
        let twin = |(rank, at): (u32, u32)| {
            let own = self.words(at);
            let &(first, second) = same.get(&self.whole(at))?;
            if let Some(other) = Some(first).filter(|&first| first != rank).or(second) {
                return Some((at, Twin { index: title(other), shared: own.len(), words: own.len() }));
            }
            let mut best: Option<(u32, Twin)> = None;
            for key in self.prefix(at) {
                for &other in posted.get(&key).into_iter().flatten() {
                    if best.is_some_and(|(best, _)| best <= other) {
                        break;
                    }
                    let index = title(other);
                    let shared = shared(own, self.words(index));
                    let words = own.len() + self.words(index).len() - shared;
                    if other != rank && shared as f64 >= LEAST_SHARE * words as f64 {
                        best = Some((other, Twin { index, shared, words }));
                    }
                }
            }
            best.map(|(_, twin)| (at, twin))
        };
        let mut found: Vec<(u32, Twin)> = (0..).zip(order.iter().copied()).filter_map(twin).collect();
        found.sort_unstable_by_key(|(at, _)| *at);
        found
    }

    fn words(&self, at: u32) -> &[u64] {
        let at = at as usize;
        let start = at.checked_sub(1).and_then(|before| self.ends.get(before)).copied().unwrap_or_default();
        let end = self.ends.get(at).copied().unwrap_or_default();
        self.words.get(start as usize..end as usize).unwrap_or_default()
    }

    /// One number for a title's shop and words.
    fn whole(&self, at: u32) -> u64 {
        FxBuildHasher.hash_one((self.places.get(at as usize), self.words(at)))
    }

    /// The numbers under which a title is posted: its shop with each of its first words.
    fn prefix(&self, at: u32) -> impl Iterator<Item = u64> + '_ {
        let (place, words) = (self.places.get(at as usize), self.words(at));
        let length = words.len() + 1 - (LEAST_SHARE * words.len() as f64).ceil() as usize;
        words.iter().take(length).map(move |word| FxBuildHasher.hash_one((place, word)))
    }
}

/// How many words two lists, longest first, have in common.
fn shared(mut one: &[u64], mut other: &[u64]) -> usize {
    let mut count = 0;
    while let (Some((first, rest)), Some((second, others))) = (one.split_first(), other.split_first()) {
        count += usize::from(first == second);
        if first >= second {
            one = rest;
        }
        if second >= first {
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

    fn found(titles: &[(u32, &str)]) -> Vec<(u32, u32)> {
        let mut twins = Twins::default();
        for (shop, title) in titles {
            twins.add(*shop, &TitleWords::of(&cut(title)));
        }
        twins.find(|a, b| a.cmp(&b)).into_iter().map(|(at, twin)| (at, twin.index)).collect()
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

    proptest! {
        /// The prefix filter against a loop over all pairs, whatever order the titles are to be named in.
        #[test]
        fn the_twin_is_the_first_that_all_pairs_give(
            titles in prop::collection::vec(prop::collection::vec(prop::sample::select(
                vec!["围巾", "羊绒", "加厚", "秋冬", "学生", "条纹", "披肩", "保暖", "长款", "红色"]), 3..9), 1..30),
            backwards in any::<bool>(),
        ) {
            let titles: Vec<Segmented> = titles.iter().map(|words| cut(&words.join(" "))).collect();
            let sets: Vec<BTreeSet<String>> = titles
                .iter()
                .map(|title| title.words().map(|(_, token)| title.text(token).to_owned()).collect())
                .collect();
            let mut twins = Twins::default();
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
                        other != at && own.len() >= LEAST_WORDS && set.len() >= LEAST_WORDS && alike(set)
                    })
                };
                let near = |set: &BTreeSet<String>| {
                    let (both, either) = (own.intersection(set).count(), own.union(set).count());
                    both as f64 >= LEAST_SHARE * either as f64
                };
                expected.extend(first(&|set| set == own).or_else(|| first(&near)).map(|other| (at, other)));
            }
            let found: Vec<(u32, u32)> = twins.find(compare).into_iter().map(|(at, twin)| (at, twin.index)).collect();
            prop_assert_eq!(found, expected);
        }
    }
}
