//! From a title to its proposals: whether to look at all, what to choose from, which to show.

use super::candidate::Candidate;
use super::engine::{Scratch, TitleEngine};
use super::fault::Faults;
use super::optimiser::Effort;
use super::plan::{Eligible, Terms, TitleModel};
use super::proposal::{Decision, Present, Proposal};
use super::reading::Refusal;
use super::reason::Reason;
use super::relevance::Wanted;
use super::staying::{repeated, sells, staying};
use super::unit::{self, Sweep, Unit};
use super::view::TitleView;
use super::writing::{Setting, Writing};
use crate::dictionary::Role;
use crate::keyword::KeywordId;

/// What the stage makes of a title beside its findings.
#[derive(Debug, Default)]
pub(super) struct Proposed {
    /// Best first.
    pub proposals: Vec<Proposal>,
    /// The problem behind them, where it was asked for.
    pub model: Option<Box<TitleModel>>,
    /// Visits that the best title loses because keywords are left to stronger siblings (rule T10).
    pub spread_loss: f64,
}

impl Proposed {
    fn only(proposal: Proposal) -> Self {
        Self { proposals: vec![proposal], ..Self::default() }
    }
}

/// What a title could be made of.
#[derive(Debug, Clone, Copy)]
pub(super) struct Chances<'c> {
    /// What the present title is made of.
    pub units: &'c [Unit<'c>],
    pub candidates: &'c [Candidate<'c>],
    pub eligible: &'c [Eligible],
    /// Whether words that join may bring enough.
    pub promising: bool,
    /// Visits of everything at once.
    pub bound: f64,
}

impl TitleEngine<'_> {
    /// The proposals for a title, best first; a `keep` or `frozen` of the present title where nothing is to be done, or nothing can be.
    pub(super) fn propose(&self, view: &TitleView<'_>, present: Present<'_>, scratch: &mut Scratch) -> Proposed {
        if let Some(reason) = self.frozen(view, present) {
            return Proposed::only(staying(view, present, Decision::Frozen, reason, present.coverage.visits));
        }
        // What only a person can mend is worth more to know than why no word joins.
        let why = |reason| repeated(view).unwrap_or(reason);
        let keep = |reason, bound| Proposed::only(staying(view, present, Decision::Keep, why(reason), bound));
        let mut candidates = self.gather(view, present.covered, scratch);
        candidates.retain(|candidate| self.suits_price(candidate.word, present.standing));
        if candidates.is_empty() && !present.faulty {
            let bound = present.coverage.visits;
            return keep(Reason::NoWords, bound);
        }
        let eligible = self.eligible(view, present, &candidates, scratch);
        let bound: f64 = eligible.iter().map(|eligible| eligible.visits).sum();
        let unpromising = self.unpromising(view, present, &candidates, &eligible, bound);
        let dump = self.dump_models && !candidates.is_empty();
        if let Some(reason) = unpromising.as_ref().filter(|_| !present.faulty && !dump) {
            return keep(reason.clone(), bound);
        }
        let promising = unpromising.is_none();
        let rivals = if promising || dump { self.without_rivals(candidates, &eligible) } else { Vec::new() };
        let units = unit::units(view);
        let chances = Chances { units: &units, candidates: &rivals, eligible: &eligible, promising, bound };
        let mut proposed = self.choose(view, present, chances, scratch);
        // A problem was handed out, and is not worth solving.
        if let (Some(reason), [only]) = (unpromising.filter(|_| !present.faulty), &mut proposed.proposals[..]) {
            only.reason = why(reason);
        }
        proposed
    }

    /// Why words that join cannot bring enough, where that is plain before anything is weighed.
    fn unpromising(
        &self,
        view: &TitleView<'_>,
        present: Present<'_>,
        candidates: &[Candidate<'_>],
        eligible: &[Eligible],
        bound: f64,
    ) -> Option<Reason> {
        let visits = present.coverage.visits;
        // A sum in another order may fall short by a hair, and minus nothing is no figure to show.
        let most = (bound - visits).max(0.0) + 0.0;
        let least = self.least_gain(visits);
        let room = view.room(self.config.max_bytes);
        if candidates.is_empty() {
            Some(Reason::NoWords)
        } else if bound - visits < least {
            Some(Reason::TooLittle { most, least })
        } else if !candidates.iter().any(|candidate| candidate.cost <= room) {
            Some(Reason::NoRoom(most))
        } else if !self.may_gain_by_neutral(present, candidates, eligible) {
            Some(Reason::OnlyNeutral)
        } else {
            None
        }
    }

    /// The keywords that ask for what the listing sells, of those in `scratch.eligible`; behind them what the present title covers without being about
    /// it, which would be lost all the same.
    fn eligible(
        &self,
        view: &TitleView<'_>,
        present: Present<'_>,
        candidates: &[Candidate<'_>],
        scratch: &Scratch,
    ) -> Vec<Eligible> {
        let strength = present.standing.strength;
        let visits = |keyword: KeywordId| Eligible { keyword, visits: self.visits(keyword, strength) };
        let wanted = Wanted::new(view, candidates, present.standing);
        let relevant = |keyword: &KeywordId| self.index.names_product(*keyword) && self.is_relevant(&wanted, *keyword);
        let mut eligible: Vec<Eligible> = Vec::with_capacity(scratch.eligible.len() + present.covered.len());
        eligible.extend(scratch.eligible.iter().copied().filter(relevant).map(visits));
        let of_title = eligible.len();
        for &keyword in present.covered {
            if eligible[..of_title].binary_search_by_key(&keyword, |eligible| eligible.keyword).is_err() {
                eligible.push(visits(keyword));
            }
        }
        eligible
    }

    /// Where nothing but words that say little could join, of which one at most does: whether one of them is asked for enough. True where others could.
    fn may_gain_by_neutral(&self, present: Present<'_>, candidates: &[Candidate<'_>], eligible: &[Eligible]) -> bool {
        if candidates.iter().any(|candidate| candidate.role != Role::Neutral) {
            return true;
        }
        let visits = present.coverage.visits;
        let least = self.least_gain(visits).max(self.config.neutral_cost * visits);
        // Of a title that nothing is known of, a word that says little makes nothing better.
        visits > 0.0
            && candidates.iter().any(|candidate| {
                let with =
                    eligible.iter().filter(|eligible| self.index.words(eligible.keyword).contains(&candidate.word));
                with.map(|eligible| eligible.visits).sum::<f64>() >= least
            })
    }

    fn choose(
        &self,
        view: &TitleView<'_>,
        present: Present<'_>,
        chances: Chances<'_>,
        scratch: &mut Scratch,
    ) -> Proposed {
        let Chances { candidates, eligible, promising, bound, .. } = chances;
        let visits_now = present.coverage.visits;
        let most = eligible.iter().map(|eligible| eligible.visits).fold(0.0, f64::max);
        let spread = self.spread(present, eligible);
        // Where nothing is searched for, keeping words still has to be worth something, or a title cut to length would lose them all.
        let scale = match visits_now.max(most) {
            none if none <= 0.0 => 1.0,
            visits => visits,
        };
        let terms =
            Terms { bytes: self.config.max_bytes, edits: None, scale, eligible: spread.as_deref().unwrap_or(eligible) };
        let dump = |base, scratch: &mut Scratch| self.dumped(view, base, candidates, terms, scratch);
        let swept = || unit::swept(view, chances.units, Sweep::All);
        let model = if self.dump_models { dump(swept(), scratch) } else { None };
        if !promising && !present.faulty {
            return Proposed {
                model,
                ..Proposed::only(staying(view, present, Decision::Keep, Reason::NotWorth, bound))
            };
        }
        // A repair out of the title's own words: mostly there is nothing to weigh, and one form is enough.
        let mended = |mended: Option<Proposal>| mended.filter(|mended| !promising && mended.edited_chars > 0);
        let ranked = |mended| self.rank(view, present, vec![mended], None, bound, None);
        if !promising
            && sells(view)
            && let Some(mended) = mended(self.within_budget(view, present, chances, terms, scratch))
        {
            return Proposed { proposals: ranked(mended), model, ..Proposed::default() };
        }
        let base = swept();
        if !promising && let Some(mended) = mended(self.mended(view, present, &base, Writing::Free, scratch)) {
            return Proposed { proposals: ranked(mended), model, ..Proposed::default() };
        }
        let mut refused = None;
        let plan = self.model(view, base, candidates, terms, scratch);
        let setting = Setting { view, present, plan: &plan, candidates };
        let value_now = if present.faulty {
            f64::NEG_INFINITY
        } else {
            plan.model.value(&(0..plan.present).collect::<Vec<_>>()) - plan.offset
        };
        let worth = |proposal: &Proposal| {
            proposal.edited_chars > 0
                && (present.faulty
                    || (proposal.visits - visits_now >= self.least_gain(visits_now) && proposal.value > value_now))
        };
        let best = self.settle(setting, Writing::Free, &[], &mut refused, scratch).filter(|best| worth(best));
        let mut within = None;
        let bound = best.as_ref().map_or(bound, |best| best.bound);
        if promising && best.as_ref().is_none_or(|best| !best.within_budget) {
            within = self.within_budget(view, present, chances, terms, scratch).filter(|small| worth(small));
        }
        let mut proposals: Vec<Proposal> = best.into_iter().collect();
        if promising && !proposals.is_empty() {
            self.others(setting, &mut proposals, worth, scratch);
        }
        let spread_loss = match (&spread, proposals.first()) {
            (Some(_), Some(best)) => {
                self.spread_loss(view, present, candidates, Terms { eligible, ..terms }, best, scratch)
            }
            _ => 0.0,
        };
        if let (Some(refusal), Some(best)) = (refused, proposals.first_mut()) {
            best.reason = Reason::Refused(refusal);
        }
        let proposals = self.rank(view, present, proposals, within, bound, refused);
        Proposed { proposals, model, spread_loss }
    }

    /// The problem with its answer, for other solvers to look at.
    fn dumped(
        &self,
        view: &TitleView<'_>,
        base: Vec<Unit<'_>>,
        candidates: &[Candidate<'_>],
        terms: Terms<'_>,
        scratch: &mut Scratch,
    ) -> Option<Box<TitleModel>> {
        let plan = self.model(view, base, candidates, terms, scratch);
        let solution = scratch.solver.solve(&plan.model, Effort::default())?;
        Some(Box::new(TitleModel::new(view.listing.id.as_str(), &plan, candidates, &solution)))
    }

    /// Puts the proposals in order: for a listing that sells the one within the edit budget comes first, or the present title (rule T5).
    fn rank(
        &self,
        view: &TitleView<'_>,
        present: Present<'_>,
        mut proposals: Vec<Proposal>,
        within: Option<Proposal>,
        bound: f64,
        refused: Option<Refusal>,
    ) -> Vec<Proposal> {
        let within = within.filter(|within| proposals.iter().all(|other| other.title != within.title));
        // One of the others may happen to be within the budget, and still be worth less than the best one within it.
        let small = proposals.iter().position(|proposal| {
            proposal.within_budget && within.as_ref().is_none_or(|within| within.value <= proposal.value)
        });
        let chars = self.config.edit_chars;
        let stays = if present.barred { Decision::Mend } else { Decision::Keep };
        if !sells(view) {
            let within = within.filter(|_| small.is_none());
            if let Some(within) = within {
                // Where the best words could not be written freely, the small edit may be worth more.
                let at = proposals.iter().position(|other| within.value > other.value).unwrap_or(proposals.len());
                proposals.insert(at, Proposal { reason: Reason::OneEdit(chars), ..within });
            }
        } else if let Some(mut first) = within.filter(|_| small.is_none()) {
            if !proposals.is_empty() {
                first.reason = Reason::Limited(chars);
            }
            proposals.insert(0, first);
        } else if let Some(small) = small {
            let mut first = proposals.remove(small);
            if small > 0 {
                first.reason = Reason::Limited(chars);
            }
            proposals.insert(0, first);
        } else if !proposals.is_empty() {
            let reason = if present.faulty { Reason::BeyondOneEdit(chars) } else { Reason::NothingWithin(chars) };
            proposals.insert(0, staying(view, present, stays, reason, bound));
        }
        if proposals.is_empty() {
            let reason = match repeated(view) {
                _ if present.faulty => Reason::Unmendable(refused),
                Some(repeated) => repeated,
                None => Reason::NotWorth,
            };
            proposals.push(staying(view, present, stays, reason, bound));
        }
        let faults = if present.faulty { Faults::of(view, self.config) } else { Faults::default() };
        for proposal in &mut proposals {
            proposal.faults = faults.clone();
            proposal.faults.add_repeated(&proposal.copies);
        }
        proposals
    }
}
