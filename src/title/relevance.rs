//! Which keywords ask for what a listing sells, and which candidates may stand beside each other (rule K5).

use super::candidate::{Candidate, same_season, same_words};
use super::engine::TitleEngine;
use super::plan::Eligible;
use super::view::TitleView;
use crate::dictionary::Role;
use crate::keyword::KeywordId;
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
}

impl Wanted {
    /// The kind of the core word, and the products that the title or a candidate names (rule K5).
    pub fn new(view: &TitleView<'_>, candidates: &[Candidate<'_>]) -> Self {
        let tokens = &view.segmented.tokens;
        let core = view.core.and_then(|core| tokens.get(core)).map(|token| view.segmented.text(*token));
        let own = tokens.iter().filter(|token| token.role == Role::Product).filter_map(|token| token.word);
        let joining = candidates.iter().filter(|candidate| candidate.role == Role::Product);
        Self { kind: core.and_then(kind), products: own.chain(joining.map(|candidate| candidate.word)).collect() }
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
    }

    /// Whether a keyword asks for what the listing sells: one of its products is wanted, and is not just a set of something.
    pub(super) fn is_relevant(&self, wanted: &Wanted, keyword: KeywordId) -> bool {
        let vocabulary = self.segmenter.vocabulary();
        self.index.words(keyword).iter().any(|word| {
            let Some(info) = vocabulary.info(*word) else { return false };
            info.roles.contains(Role::Product)
                && (wanted.products.contains(word) || (wanted.kind.is_some() && wanted.kind == kind(&info.text)))
                && !SETS.contains(&&*info.text)
        })
    }
}
