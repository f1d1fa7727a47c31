//! Which keywords ask for what a listing sells, and which candidates may stand beside each other (rule K5).

use super::candidate::{Candidate, are_synonyms, same_season, same_words};
use super::engine::TitleEngine;
use super::plan::Eligible;
use super::proposal::Standing;
use super::view::TitleView;
use crate::dictionary::Role;
use crate::keyword::{KeywordId, ListingPrice, suits_level};
use crate::text::{WordId, kind};

/// Product words that say how much is sold, not what.
const SETS: [&str; 12] =
    ["套装", "礼盒", "套盒", "组合", "用品", "套件", "两件套", "三件套", "礼品", "礼物", "全套", "配件"];

/// What keywords have to ask for.
#[derive(Debug)]
pub(super) struct Wanted {
    /// The core word's kind, where there is a core word.
    kind: Option<char>,
    products: Vec<WordId>,
    price: ListingPrice,
}

impl Wanted {
    /// The kind of the core word, the products that the title or a candidate names, and the price (rule K5).
    pub fn new(view: &TitleView<'_>, candidates: &[Candidate<'_>], standing: Standing) -> Self {
        let tokens = &view.segmented.tokens;
        let core = view.core.and_then(|core| tokens.get(core)).map(|token| view.segmented.text(*token));
        // 配大衣 names what goes with the thing, not the thing.
        let beside = |at: usize| {
            let before = at.checked_sub(1).and_then(|before| tokens.get(before));
            before.is_some_and(|before| matches!(view.segmented.text(*before), "配" | "搭" | "搭配" | "送"))
        };
        let products = tokens
            .iter()
            .enumerate()
            .filter(|&(at, token)| token.role == Role::Product && (view.core == Some(at) || !beside(at)));
        let own = products.filter_map(|(_, token)| token.word);
        let joining = candidates.iter().filter(|candidate| candidate.role == Role::Product);
        Self {
            kind: core.and_then(kind),
            products: own.chain(joining.map(|candidate| candidate.word)).collect(),
            price: ListingPrice { yuan: view.listing.price, against_category: standing.price_ratio },
        }
    }
}

impl TitleEngine<'_> {
    /// The candidates of which no two exclude each other or say the same: of such a pair the one whose keywords are worth more stays. Of words that
    /// say little only the best one is offered.
    pub(super) fn without_rivals<'c>(
        &self,
        candidates: Vec<Candidate<'c>>,
        eligible: &[Eligible],
    ) -> Vec<Candidate<'c>> {
        let mut ranked: Vec<(f64, usize)> = candidates
            .iter()
            .enumerate()
            .map(|(at, candidate)| {
                let asked =
                    eligible.iter().filter(|eligible| self.index.words(eligible.keyword).contains(&candidate.word));
                (asked.map(|eligible| eligible.visits).sum(), at)
            })
            .collect();
        ranked.sort_by(|a, b| b.0.total_cmp(&a.0).then(a.1.cmp(&b.1)));
        let mut taken: Vec<usize> = Vec::new();
        for (_, at) in ranked {
            let candidate = &candidates[at];
            if taken.iter().all(|&other| !self.are_rivals(candidate, &candidates[other])) {
                taken.push(at);
            }
        }
        taken.sort_unstable();
        let mut at = 0;
        let mut candidates = candidates;
        candidates.retain(|_| {
            at += 1;
            taken.binary_search(&(at - 1)).is_ok()
        });
        candidates
    }

    fn are_rivals(&self, one: &Candidate<'_>, other: &Candidate<'_>) -> bool {
        let same_role = one.role == other.role;
        self.segmenter.vocabulary().contradict(one.word, other.word)
            || (one.role == Role::Neutral && other.role == Role::Neutral)
            || (same_role && one.role == Role::Season && same_season(&one.text, &other.text))
            || (same_role && same_words(&one.text, &other.text))
            || (same_role && are_synonyms(self.segmenter.vocabulary(), one.role, one.word, other.word))
    }

    /// Whether a word that says how dear a thing should be suits the listing, as far as its price is known.
    pub(super) fn suits_price(&self, word: WordId, standing: Standing) -> bool {
        let level = self.segmenter.vocabulary().info(word).and_then(|info| info.price);
        level
            .zip(standing.price_ratio)
            .is_none_or(|(level, ratio)| suits_level(level, ratio, self.config.price_tolerance))
    }

    /// Whether a keyword asks for what the listing sells: one of its products is wanted, and is not just a set of something, and the price is right.
    pub(super) fn is_relevant(&self, wanted: &Wanted, keyword: KeywordId) -> bool {
        if self.index.price_claim(keyword).is_some_and(|claim| !claim.suits(wanted.price, self.config.price_tolerance))
        {
            return false;
        }
        let vocabulary = self.segmenter.vocabulary();
        self.index.words(keyword).iter().any(|word| {
            let Some(info) = vocabulary.info(*word) else { return false };
            info.roles.contains(Role::Product)
                && (wanted.products.contains(word) || (wanted.kind.is_some() && wanted.kind == kind(&info.text)))
                && !SETS.contains(&&*info.text)
        })
    }
}
