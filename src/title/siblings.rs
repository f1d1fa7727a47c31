//! Listings of one shop do not all chase the same keywords (rule T10): near-identical ones are given different ones, and what is promised of one keyword is
//! not promised twice.

use super::candidate::Candidate;
use super::engine::{Scratch, TitleEngine};
use super::plan::{Eligible, Terms};
use super::proposal::{Present, Proposal};
use super::unit::{self, Sweep};
use super::view::TitleView;
use super::writing::{Setting, Writing};

impl TitleEngine<'_> {
    /// What the keywords are worth to a listing that has stronger near-identical siblings: each keyword that the title does not cover yet belongs
    /// to one of them; what belongs to another counts less. `None` for a listing to which everything belongs.
    pub(super) fn spread(&self, present: Present<'_>, eligible: &[Eligible]) -> Option<Vec<Eligible>> {
        let standing = present.standing;
        if standing.stronger_siblings == 0 || standing.siblings < 2 {
            return None;
        }
        let others = |eligible: &Eligible| {
            present.covered.binary_search(&eligible.keyword).is_err()
                && eligible.keyword.0 % standing.siblings != standing.stronger_siblings % standing.siblings
        };
        let share = |eligible: &Eligible| if others(eligible) { self.config.sibling_share } else { 1.0 };
        Some(eligible.iter().map(|one| Eligible { visits: one.visits * share(one), ..*one }).collect())
    }

    /// Visits that proposals promise twice where several of them come to cover the same keyword: each of `listings` then competes with the others, and
    /// all of them together get no more than all searches. `visits` is what they promise. Both are by keyword.
    pub fn promised_twice(&self, listings: &[u64], visits: &[f64]) -> f64 {
        let keywords = self.figures.iter().zip(listings.iter().zip(visits)).filter(|(_, (listings, _))| **listings > 1);
        keywords
            .map(|(figures, (&listings, &visits))| {
                let shared = visits * (1.0 + figures.listings) / (listings as f64 + figures.listings);
                let all = figures.volume.unwrap_or_default() * self.keyword_config.click_through_first;
                visits - shared.min(all)
            })
            .sum()
    }

    /// Visits that the best title would have more if the listing had no siblings.
    pub(super) fn spread_loss(
        &self,
        view: &TitleView<'_>,
        present: Present<'_>,
        candidates: &[Candidate<'_>],
        terms: Terms<'_>,
        best: &Proposal,
        scratch: &mut Scratch,
    ) -> f64 {
        let base = unit::swept(view, &unit::units(view), Sweep::All);
        let plan = self.model(view, base, candidates, terms, scratch);
        let mut refused = None;
        let setting = Setting { view, present, plan: &plan, candidates };
        let alone = self.settle(setting, Writing::Free, &[], &mut refused, scratch);
        alone.map_or(0.0, |alone| (alone.visits - best.visits).max(0.0))
    }
}
