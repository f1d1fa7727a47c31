//! Proposals beside the best one: within one edit, and without some of its words.

use std::collections::VecDeque;
use std::hash::BuildHasher;

use rapidfuzz::distance::levenshtein;
use rustc_hash::FxBuildHasher;

use super::choice::Chances;
use super::engine::{Scratch, TitleEngine};
use super::optimiser::Effort;
use super::plan::{Terms, TitleModel};
use super::proposal::{Present, Proposal};
use super::reason::Reason;
use super::unit::{self, Sweep, Unit};
use super::view::TitleView;
use super::writing::{Setting, Writing};

/// Choices looked at beyond one for each of the best proposal's words, until there are enough proposals.
const MORE_TRIES: usize = 4;

impl TitleEngine<'_> {
    /// Up to the configured number of proposals that differ in their words, each without some of the best one's additions.
    pub(super) fn others(
        &self,
        setting: Setting<'_>,
        proposals: &mut Vec<Proposal>,
        worth: impl Fn(&Proposal) -> bool,
        scratch: &mut Scratch,
    ) {
        // What each further proposal has to do without: a word of the best one, then that and a word of what came of it.
        let plan = setting.plan;
        let units = |proposal: &Proposal| -> Vec<usize> {
            let unit = |word: &str| (plan.present..plan.units.len()).find(|&unit| plan.units[unit].text == word);
            proposal.added.iter().filter_map(|(word, _)| unit(word)).collect()
        };
        let mut waiting: VecDeque<Vec<usize>> =
            proposals.first().map(|best| units(best).into_iter().map(|unit| vec![unit]).collect()).unwrap_or_default();
        let mut tries = waiting.len() + MORE_TRIES;
        while let Some(barred) = waiting.pop_front().filter(|_| tries > 0 && proposals.len() < self.config.proposals) {
            tries -= 1;
            let mut refused = None;
            let other = self.settle(setting, Writing::Free, &barred, &mut refused, scratch);
            let Some(mut other) = other.filter(|other| worth(other)) else { continue };
            waiting.extend(units(&other).into_iter().map(|unit| [&barred[..], &[unit]].concat()));
            if proposals.iter().all(|earlier| self.differs(earlier, &other)) {
                let words: Vec<&str> = barred.iter().map(|&unit| &*plan.units[unit].text).collect();
                other.reason = Reason::Without(words.join("、"));
                proposals.push(other);
            }
        }
        proposals.sort_by(|a, b| b.value.total_cmp(&a.value));
    }

    /// Whether two proposals are different titles for an editor: by the edit distance of their words.
    fn differs(&self, one: &Proposal, other: &Proposal) -> bool {
        let words = |proposal: &Proposal| -> Vec<u64> {
            let added = proposal.added.iter().map(|(word, _)| FxBuildHasher.hash_one((true, word)));
            added.chain(proposal.removed.iter().map(|word| FxBuildHasher.hash_one((false, word)))).collect()
        };
        let (one, other) = (words(one), words(other));
        let longest = one.len().max(other.len()).max(1) as f64;
        levenshtein::distance(one, other) as f64 / longest >= self.config.min_difference
    }

    /// The best title that one edit may lead to (rule T5). Of two words exchanged in place only the longer one counts, so the model is given twice
    /// the budget first; where that cannot be written within the budget, the plain sum of both decides.
    pub(super) fn within_budget(
        &self,
        view: &TitleView<'_>,
        present: Present<'_>,
        chances: Chances<'_>,
        terms: Terms<'_>,
        scratch: &mut Scratch,
    ) -> Option<Proposal> {
        let Chances { candidates, units: whole, .. } = chances;
        let chars = |units: &[Unit<'_>]| units.iter().map(|unit| unit.text.chars().count()).sum::<usize>();
        let bytes = |units: &[Unit<'_>]| units.iter().map(|unit| self.gbk.len_lossy(&unit.text)).sum::<usize>();
        // What is neither unit nor swept stays where it is.
        let fixed = self.gbk.len_lossy(&view.listing.title).saturating_sub(bytes(whole));
        let before = chars(whole);
        let kept = unit::swept(view, whole, Sweep::Unlawful);
        let limit = self.config.edit_chars;
        let swept = before - chars(&kept);
        if swept > limit {
            return None;
        }
        if !chances.promising
            && let Some(mended) = self.mended(view, present, &kept, Writing::InPlace(limit), scratch)
        {
            return Some(mended);
        }
        let mut bound: Option<f64> = None;
        for edits in [2 * limit, limit] {
            let terms = Terms { bytes: self.config.max_bytes.checked_sub(fixed)?, edits: Some(edits - swept), ..terms };
            let plan = self.model(view, kept.clone(), candidates, terms, scratch);
            if self.dump_models
                && let Some(solution) = scratch.solver.solve(&plan.model, Effort::default())
            {
                let model = TitleModel::new(view.listing.id.as_str(), &plan, candidates, &solution);
                scratch.edit_model = Some(Box::new(model));
            }
            let setting = Setting { view, present, plan: &plan, candidates };
            let mut refused = None;
            let found = self.settle(setting, Writing::InPlace(limit), &[], &mut refused, scratch);
            if let Some(mut found) = found {
                found.bound = bound.map_or(found.bound, |bound| bound.max(found.bound));
                return Some(found);
            }
            // The wider budget bounds whatever the narrower one finds.
            bound = bound.or_else(|| {
                let solution = scratch.solver.solve(&plan.model, Effort::default())?;
                Some(solution.bound - plan.offset)
            });
        }
        None
    }
}
