//! Titles that are left as they are: heroes, what was edited a short while ago, and what gains too little.

use super::engine::TitleEngine;
use super::fault::Faults;
use super::proposal::{Decision, Present, Proposal};
use super::reason::Reason;
use super::view::TitleView;
use crate::figure::Figure;

impl TitleEngine<'_> {
    /// Why the title may not be touched (rules T4, T5), for a title that a hero may keep.
    pub(super) fn frozen(&self, view: &TitleView<'_>, present: Present<'_>) -> Option<Reason> {
        if present.barred || !sells(view) {
            return None;
        }
        let config = self.config;
        let sales = view.listing.sales.map_or(0.0, Figure::point);
        if sales >= config.hero_sales && present.standing.strength >= config.hero_strength {
            return Some(Reason::Hero(sales));
        }
        let (edited, today) = (view.listing.title_edited?.date(), self.today?);
        let days = today.since(edited).ok()?.get_days();
        (0..config.cooldown_days).contains(&days).then_some(Reason::Edited(edited, config.cooldown_days))
    }

    /// Visits that a proposal has to gain.
    pub(super) fn least_gain(&self, visits_now: f64) -> f64 {
        (visits_now * self.config.min_gain_share).max(self.config.min_gain_visits)
    }
}

/// The words that stay too often because the title would be torn without any one standing of theirs.
pub(super) fn repeated(view: &TitleView<'_>) -> Option<Reason> {
    view.excess_repeats().next()?;
    let stays = &view.mend().stays;
    let words: Vec<&str> = stays
        .iter()
        .filter_map(|&at| view.segmented.tokens.get(at))
        .map(|token| view.original_text(token.start as usize, token.end as usize))
        .collect();
    (!words.is_empty()).then(|| Reason::Repeated(words.join("」「")))
}

/// Whether something of the listing is sold.
pub(super) fn sells(view: &TitleView<'_>) -> bool {
    view.listing.sales.is_some_and(|sales| sales.point() > 0.0)
}

/// The present title as a row among proposals.
pub(super) fn staying(
    view: &TitleView<'_>,
    present: Present<'_>,
    decision: Decision,
    reason: Reason,
    bound: f64,
) -> Proposal {
    let visits = present.coverage.visits;
    Proposal {
        bytes: view.bytes.unwrap_or_else(|| view.gbk.len_lossy(&view.listing.title)),
        title: view.listing.title.clone(),
        value: visits,
        bound: bound.max(visits),
        visits_now: visits,
        visits,
        gained: Vec::new(),
        lost: Vec::new(),
        added: Vec::new(),
        removed: Vec::new(),
        edited_chars: 0,
        within_budget: true,
        decision,
        phrase: None,
        copies: Vec::new(),
        faults: Faults::default(),
        reason,
    }
}
