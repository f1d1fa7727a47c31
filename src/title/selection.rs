//! Which candidates join a title: the present, sound greedy choice behind the interface of a later optimiser.
//!
//! The problem is a set-union knapsack: choose words within a byte budget so that the visits of the covered keywords are greatest. Greedy by
//! visits per byte of the words still missing, a keyword at a time; the sum over all eligible keywords bounds every choice from above.

use crate::keyword::{KeywordId, KeywordIndex, WordSet};
use crate::text::WordId;

/// A keyword that the title could cover.
#[derive(Debug, Clone, Copy)]
pub(super) struct Eligible {
    pub keyword: KeywordId,
    pub visits: f64,
}

/// What may be spent.
#[derive(Debug, Clone, Copy)]
pub(super) struct Budget {
    /// GBK bytes.
    pub bytes: usize,
    /// Characters that may be added.
    pub chars: usize,
}

/// A word on offer.
#[derive(Debug, Clone, Copy)]
pub(super) struct Offer {
    pub word: WordId,
    pub bytes: usize,
    pub chars: usize,
}

/// Chooses offers, by their positions, in the order of choice. `present` holds the words that are in the title anyhow; `provider` names the
/// offer that brings a word (its own, or one that the offer's word contains).
pub(super) fn greedy(
    index: &KeywordIndex,
    eligible: &[Eligible],
    offers: &[Offer],
    provider: impl Fn(WordId) -> Option<usize>,
    present: &WordSet,
    mut budget: Budget,
) -> Vec<usize> {
    let mut chosen: Vec<usize> = Vec::new();
    let mut open: Vec<(Eligible, Vec<usize>)> = eligible
        .iter()
        .filter(|eligible| eligible.visits > 0.0)
        .filter_map(|eligible| {
            let mut missing = Vec::new();
            for &word in index.words(eligible.keyword) {
                if !present.contains(word) {
                    let offer = provider(word)?;
                    if !missing.contains(&offer) {
                        missing.push(offer);
                    }
                }
            }
            (!missing.is_empty()).then_some((*eligible, missing))
        })
        .collect();
    loop {
        for (_, missing) in &mut open {
            missing.retain(|offer| !chosen.contains(offer));
        }
        open.retain(|(_, missing)| !missing.is_empty());
        // One more word brings every keyword that lacks this word alone: count them together.
        let mut best: Option<(f64, &[usize])> = None;
        for (at, (_, missing)) in open.iter().enumerate() {
            let repeated = open[..at].iter().any(|(_, earlier)| earlier == missing);
            let cost: usize = missing.iter().map(|&offer| offers[offer].bytes).sum();
            let chars: usize = missing.iter().map(|&offer| offers[offer].chars).sum();
            if repeated || cost > budget.bytes || chars > budget.chars {
                continue;
            }
            let gain: f64 = open
                .iter()
                .filter(|(_, other)| other.iter().all(|offer| missing.contains(offer)))
                .map(|(eligible, _)| eligible.visits)
                .sum();
            let rate = gain / cost.max(1) as f64;
            if best.is_none_or(|(least, _)| rate > least) {
                best = Some((rate, missing));
            }
        }
        let Some((_, missing)) = best else { return chosen };
        let missing = missing.to_vec();
        for offer in missing {
            budget.bytes = budget.bytes.saturating_sub(offers[offer].bytes);
            budget.chars = budget.chars.saturating_sub(offers[offer].chars);
            chosen.push(offer);
        }
    }
}
