//! Near-identical titles inside one shop (rule T6), found without comparing all pairs.
//!
//! Two titles are twins when they share at least [`LEAST_SHARE`] of the words that either has (Jaccard). Sets that do so must share one of
//! the first few words of each, whatever order all words are put in: the prefix filter of the all-pairs search (Bayardo, Ma, Srikant 2007). So
//! each title is posted under these words alone, and looked up there. Long words come first, because they are rare.

use std::hash::BuildHasher;

use rustc_hash::{FxBuildHasher, FxHashMap};

use crate::dictionary::Role;
use crate::text::Segmented;

/// Least share of all words of two titles that both have.
const LEAST_SHARE: f64 = 0.8;

/// Fewer words say too little: 拖鞋 女 夏 may be two products.
const LEAST_WORDS: usize = 4;

/// An earlier title of the same shop.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Twin {
    /// Which one, counted from 0 over all titles that were met.
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
    /// Length and hash of each other word, longest first, each once; what is true of nearly anything is left out.
    words: Vec<(u32, u64)>,
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
                _ => own.words.push((token.end - token.start, hash)),
            }
        }
        own.words.sort_unstable_by(|a, b| b.cmp(a));
        own.words.dedup();
        own
    }
}

/// The titles met so far.
#[derive(Debug, Default)]
pub struct Twins {
    /// Words of title `t`: `words[starts[t]..starts[t + 1]]`, sorted.
    words: Vec<u64>,
    starts: Vec<u32>,
    /// First title of each shop with exactly these words.
    same: FxHashMap<u64, u32>,
    /// Titles by shop and word.
    posted: FxHashMap<u64, Vec<u32>>,
}

impl Twins {
    /// Meets a title: the first earlier one of the shop that is its twin, one with exactly the same words before any other.
    pub fn meet(&mut self, shop: u32, title: &TitleWords) -> Option<Twin> {
        if self.starts.is_empty() {
            self.starts.push(0);
        }
        let index = self.starts.len() as u32 - 1;
        let place = FxBuildHasher.hash_one((shop, title.models));
        let mut own: Vec<u64> = title.words.iter().map(|&(_, hash)| hash).collect();
        own.sort_unstable();
        let twin = if own.len() < LEAST_WORDS { None } else { self.look_up(index, place, &title.words, &own) };
        self.words.extend(own);
        self.starts.push(self.words.len() as u32);
        twin
    }

    fn look_up(&mut self, index: u32, place: u64, words: &[(u32, u64)], own: &[u64]) -> Option<Twin> {
        let same = FxBuildHasher.hash_one((place, own));
        if let Some(&index) = self.same.get(&same) {
            return Some(Twin { index, shared: own.len(), words: own.len() });
        }
        self.same.insert(same, index);
        let prefix = words.len() - (LEAST_SHARE * words.len() as f64).ceil() as usize + 1;
        let keys = words.iter().take(prefix).map(|&(_, hash)| FxBuildHasher.hash_one((place, hash)));
        let mut twin: Option<Twin> = None;
        for key in keys {
            let posted = self.posted.entry(key).or_default();
            for &earlier in posted.iter() {
                if twin.is_some_and(|twin| twin.index <= earlier) {
                    break;
                }
                let other = words_of(&self.words, &self.starts, earlier);
                let shared = shared(own, other);
                let words = own.len() + other.len() - shared;
                if shared as f64 >= LEAST_SHARE * words as f64 {
                    twin = Some(Twin { index: earlier, shared, words });
                }
            }
            posted.push(index);
        }
        twin
    }
}

fn words_of<'w>(words: &'w [u64], starts: &[u32], title: u32) -> &'w [u64] {
    match (starts.get(title as usize), starts.get(title as usize + 1)) {
        (Some(&from), Some(&to)) => words.get(from as usize..to as usize).unwrap_or_default(),
        _ => &[],
    }
}

/// How many words two sorted lists have in common.
fn shared(mut one: &[u64], mut other: &[u64]) -> usize {
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

    fn met(titles: &[(u32, &str)]) -> Vec<Option<u32>> {
        let mut twins = Twins::default();
        titles
            .iter()
            .map(|(shop, title)| twins.meet(*shop, &TitleWords::of(&cut(title))).map(|twin| twin.index))
            .collect()
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
        assert_eq!(met(&titles), [None, Some(0), None, None, Some(0)]);
    }

    #[test]
    fn another_model_is_another_product() {
        let titles = [(0, "透明防摔手机壳全包软壳女 mate60"), (0, "透明防摔手机壳全包软壳女 mate70")];
        assert_eq!(met(&titles), [None, None]);
    }

    proptest! {
        /// The prefix filter against a loop over all pairs.
        #[test]
        fn the_first_twin_is_the_one_that_all_pairs_give(
            titles in prop::collection::vec(prop::collection::vec(prop::sample::select(
                vec!["围巾", "羊绒", "加厚", "秋冬", "学生", "条纹", "披肩", "保暖", "长款", "红色"]), 3..9), 1..30),
        ) {
            let titles: Vec<Segmented> = titles.iter().map(|words| cut(&words.join(" "))).collect();
            let set = |title: &Segmented| -> BTreeSet<String> {
                title.words().map(|(_, token)| title.text(token).to_owned()).collect()
            };
            let mut twins = Twins::default();
            for (at, title) in titles.iter().enumerate() {
                let own = set(title);
                let expected = titles[..at].iter().map(set).position(|other| {
                    let (both, either) = (own.intersection(&other).count(), own.union(&other).count());
                    own.len() >= LEAST_WORDS && other.len() >= LEAST_WORDS && both as f64 >= LEAST_SHARE * either as f64
                });
                let found = twins.meet(7, &TitleWords::of(title));
                // Of several titles with the same words only the first is kept, and titles with exactly the same words come before others.
                let same = titles[..at].iter().map(set).position(|other| own.len() >= LEAST_WORDS && other == own);
                prop_assert_eq!(found.map(|twin| twin.index as usize), same.or(expected));
            }
        }
    }
}
