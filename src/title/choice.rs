//! From a title to its proposals: whether to look at all, what to choose, how to write it, which to show.

use std::borrow::Cow;

use super::candidate::Candidate;
use super::engine::{Scratch, TitleEngine};
use super::optimiser::{Effort, Model, Solution};
use super::order::{Phrase, Placed, Seams, arrange, bring_forward, fill, render};
use super::plan::{Eligible, Plan, Terms, TitleModel};
use super::proposal::{Decision, Present, Proposal};
use super::reading::{Choice, Refusal};
use super::unit::{self, Sweep, Unit};
use super::view::TitleView;
use crate::dictionary::Role;
use crate::figure::Figure;
use crate::keyword::KeywordId;

/// Choices that are tried until one reads as planned.
const TRIES: usize = 5;
/// Keywords that a word's place is chosen by.
const PHRASES: usize = 24;

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

/// How a choice may be written down.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Writing {
    /// In the best order, without what decorates.
    Free,
    /// Everything that stays stays in place, within this many edited characters.
    InPlace(usize),
}

impl TitleEngine<'_> {
    /// The proposals for a title, best first; a `keep` or `frozen` of the present title where nothing is to be done; nothing at all for a title that
    /// can neither stay nor be mended out of its own words within what may be edited.
    pub(super) fn propose(&self, view: &TitleView<'_>, present: Present<'_>, scratch: &mut Scratch) -> Proposed {
        if let Some(reason) = self.frozen(view, present) {
            return stay(view, present, Decision::Frozen, reason, present.coverage.visits);
        }
        let candidates = self.gather(view, present.covered, scratch);
        let strength = present.standing.strength;
        let mut eligible: Vec<Eligible> = scratch
            .eligible
            .iter()
            .filter(|&&keyword| self.index.names_product(keyword) && self.is_relevant(view, keyword, &candidates))
            .map(|&keyword| Eligible { keyword, visits: self.visits(keyword, strength) })
            .collect();
        // What the present title covers without being about it would be lost all the same.
        let of_title = eligible.len();
        let aside = |keyword: &&KeywordId| {
            eligible[..of_title].binary_search_by_key(*keyword, |eligible| eligible.keyword).is_err()
        };
        let others: Vec<Eligible> = present
            .covered
            .iter()
            .filter(aside)
            .map(|&keyword| Eligible { keyword, visits: self.visits(keyword, strength) })
            .collect();
        eligible.extend(others);
        let bound: f64 = eligible.iter().map(|eligible| eligible.visits).sum();
        let fits = |candidate: &Candidate<'_>| candidate.cost <= view.room(self.config.max_bytes);
        let least_gain = self.least_gain(present.coverage.visits);
        // Everything at once gains too little: no need to look further.
        let promising = candidates.iter().any(fits)
            && bound - present.coverage.visits >= least_gain
            && self.best_neutral(&candidates, &eligible).is_none_or(|most| most >= least_gain);
        let dump = self.dump_models && !candidates.is_empty();
        if !promising && !present.faulty && !dump {
            return stay(view, present, Decision::Keep, self.too_little(present, bound), bound);
        }
        let rivals = if promising || dump { self.without_rivals(candidates, &eligible) } else { Vec::new() };
        self.choose(view, present, &rivals, &eligible, promising, bound, scratch)
    }

    /// Where nothing but words that say little could join, of which one at most does: the most that one of them is asked for.
    fn best_neutral(&self, candidates: &[Candidate<'_>], eligible: &[Eligible]) -> Option<f64> {
        if candidates.iter().any(|candidate| candidate.role != Role::Neutral) {
            return None;
        }
        let asked = |candidate: &Candidate<'_>| {
            let with = eligible.iter().filter(|eligible| self.index.words(eligible.keyword).contains(&candidate.word));
            with.map(|eligible| eligible.visits).sum::<f64>()
        };
        Some(candidates.iter().map(asked).fold(0.0, f64::max))
    }

    #[expect(clippy::too_many_arguments, reason = "a listing's problem, gathered by the caller")]
    fn choose(
        &self,
        view: &TitleView<'_>,
        present: Present<'_>,
        candidates: &[Candidate<'_>],
        eligible: &[Eligible],
        promising: bool,
        bound: f64,
        scratch: &mut Scratch,
    ) -> Proposed {
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
        let base = unit::swept(view, unit::units(view), Sweep::All);
        let plan = self.model(view, base, candidates, terms, &mut scratch.chosen);
        let mut model = None;
        if self.dump_models
            && let Some(solution) = scratch.solver.solve(&plan.model, Effort::default())
        {
            model = Some(Box::new(TitleModel::new(view.listing.id.as_str(), &plan, candidates, &solution)));
        }
        if !promising && !present.faulty {
            return Proposed { model, ..stay(view, present, Decision::Keep, self.too_little(present, bound), bound) };
        }
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
        let mut refused = None;
        let best = self
            .settle(view, present, &plan, candidates, Writing::Free, None, &mut refused, scratch)
            .filter(|best| worth(best));
        let mut within = None;
        let bound = best.as_ref().map_or(bound, |best| best.bound);
        // A repair alone needs no second form, unless it must be done in one edit.
        if best.as_ref().is_none_or(|best| !best.within_budget) && (promising || sells(view)) {
            within = self.within_budget(view, present, candidates, terms, scratch).filter(|small| worth(small));
        }
        let mut proposals: Vec<Proposal> = best.into_iter().collect();
        if promising && !proposals.is_empty() {
            self.others(view, present, &plan, candidates, &mut proposals, worth, scratch);
        }
        let spread_loss = match (&spread, proposals.first()) {
            (Some(_), Some(best)) => {
                self.spread_loss(view, present, candidates, Terms { eligible, ..terms }, best, scratch)
            }
            _ => 0.0,
        };
        if let (Some(refusal), Some(best)) = (refused, proposals.first_mut()) {
            best.reason = format!("最优的写法不行：{}；这是其次的", refusal.as_str());
        }
        let proposals = self.rank(view, present, proposals, within, bound);
        Proposed { proposals, model, spread_loss }
    }

    /// Puts the proposals in order: for a listing that sells the one within the edit budget comes first, or the present title (rule T5).
    fn rank(
        &self,
        view: &TitleView<'_>,
        present: Present<'_>,
        mut proposals: Vec<Proposal>,
        within: Option<Proposal>,
        bound: f64,
    ) -> Vec<Proposal> {
        let small = proposals.iter().position(|proposal| proposal.within_budget);
        let within = within.filter(|within| proposals.iter().all(|other| other.title != within.title));
        let chars = self.config.edit_chars;
        let limited = || format!("T5：卖着的宝贝一次最多改 {chars} 个字");
        if !sells(view) {
            proposals.extend(within.filter(|_| small.is_none()).map(|mut within| {
                within.reason = format!("T5：一次改动不超过 {chars} 个字的写法");
                within
            }));
        } else if let Some(mut first) = within.filter(|_| small.is_none()) {
            if !proposals.is_empty() {
                first.reason = format!("{}；不限字数的见下一条", limited());
            }
            proposals.insert(0, first);
        } else if let Some(small) = small {
            let mut first = proposals.remove(small);
            if small > 0 {
                first.reason = format!("{}；不限字数的见下一条", limited());
            }
            proposals.insert(0, first);
        } else if present.faulty {
            // It can neither stay nor be mended by one edit.
            proposals.clear();
        } else if !proposals.is_empty() {
            let reason = format!("{}，在这以内没有值得改的；更大的改动见下一条", limited());
            proposals.insert(0, staying(view, present, Decision::Keep, reason, bound));
        }
        if proposals.is_empty() && !present.faulty {
            let reason = "改了也多不了多少访问，或者抵不上改动的代价".to_owned();
            proposals.push(staying(view, present, Decision::Keep, reason, bound));
        }
        proposals
    }

    /// Up to the configured number of proposals that differ in their words, each without one of the best one's additions.
    #[expect(clippy::too_many_arguments, reason = "what the best proposal was chosen from")]
    fn others(
        &self,
        view: &TitleView<'_>,
        present: Present<'_>,
        plan: &Plan<'_>,
        candidates: &[Candidate<'_>],
        proposals: &mut Vec<Proposal>,
        worth: impl Fn(&Proposal) -> bool,
        scratch: &mut Scratch,
    ) {
        let added: Vec<String> =
            proposals.first().map(|best| best.added.iter().map(|(word, _)| word.clone()).collect()).unwrap_or_default();
        for word in added {
            if proposals.len() >= self.config.proposals {
                return;
            }
            let Some(unit) = (plan.present..plan.units.len()).find(|&unit| plan.units[unit].text == word) else {
                continue;
            };
            let mut refused = None;
            let other = self.settle(view, present, plan, candidates, Writing::Free, Some(unit), &mut refused, scratch);
            if let Some(mut other) = other.filter(|other| worth(other))
                && proposals.iter().all(|earlier| self.differs(earlier, &other))
            {
                other.reason = format!("不用“{word}”的写法");
                proposals.push(other);
            }
        }
        proposals.sort_by(|a, b| b.value.total_cmp(&a.value));
    }

    /// Whether two proposals are different titles for an editor: by the edit distance of their words.
    fn differs(&self, one: &Proposal, other: &Proposal) -> bool {
        let words = |proposal: &Proposal| -> Vec<String> {
            let added = proposal.added.iter().map(|(word, _)| word.clone());
            added.chain(proposal.removed.iter().map(|word| format!("-{word}"))).collect()
        };
        let (one, other) = (words(one), words(other));
        let longest = one.len().max(other.len()).max(1) as f64;
        strsim::generic_levenshtein(&one, &other) as f64 / longest >= self.config.min_difference
    }

    /// The best title that one edit may lead to (rule T5). Of two words exchanged in place only the longer one counts, so the model is given twice
    /// the budget first; where that cannot be written within the budget, the plain sum of both decides.
    fn within_budget(
        &self,
        view: &TitleView<'_>,
        present: Present<'_>,
        candidates: &[Candidate<'_>],
        terms: Terms<'_>,
        scratch: &mut Scratch,
    ) -> Option<Proposal> {
        let whole = unit::units(view);
        let chars = |units: &[Unit<'_>]| units.iter().map(|unit| unit.text.chars().count()).sum::<usize>();
        let bytes = |units: &[Unit<'_>]| units.iter().map(|unit| self.gbk.len_lossy(&unit.text)).sum::<usize>();
        // What is neither unit nor swept stays where it is.
        let fixed = self.gbk.len_lossy(&view.listing.title).saturating_sub(bytes(&whole));
        let before = chars(&whole);
        let kept = unit::swept(view, whole, Sweep::Unlawful);
        let limit = self.config.edit_chars;
        let swept = before - chars(&kept);
        if swept > limit {
            return None;
        }
        let mut bound: Option<f64> = None;
        for edits in [2 * limit, limit] {
            let terms = Terms { bytes: self.config.max_bytes.checked_sub(fixed)?, edits: Some(edits - swept), ..terms };
            let plan = self.model(view, kept.clone(), candidates, terms, &mut scratch.chosen);
            let mut refused = None;
            let found =
                self.settle(view, present, &plan, candidates, Writing::InPlace(limit), None, &mut refused, scratch);
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

    /// The best choice that reads as planned. `barred` is a unit that may not be chosen; `refused` is told why the first choice was not taken.
    #[expect(clippy::too_many_arguments, reason = "a plan, how to write it, and what it is measured against")]
    fn settle(
        &self,
        view: &TitleView<'_>,
        present: Present<'_>,
        plan: &Plan<'_>,
        candidates: &[Candidate<'_>],
        writing: Writing,
        barred: Option<usize>,
        refused: &mut Option<Refusal>,
        scratch: &mut Scratch,
    ) -> Option<Proposal> {
        let mut model = Cow::Borrowed(&plan.model);
        if let Some(unit) = barred {
            bar(model.to_mut(), unit);
        }
        let mut bound = None;
        for _ in 0..TRIES {
            let solution = solve(&model, plan, scratch).or_else(|| Self::relaxed(model.to_mut(), plan, scratch))?;
            let bound = *bound.get_or_insert(solution.bound);
            let choice = Choice { plan, candidates, chosen: &solution.chosen, value: solution.value, bound };
            match self.write(view, present, choice, writing, scratch) {
                Ok(proposal) => return Some(proposal),
                Err(refusal) => {
                    refused.get_or_insert(refusal);
                }
            }
            // The next choice: without the addition that brings least.
            let without = |unit: usize| {
                let rest: Vec<usize> = solution.chosen.iter().copied().filter(|&other| other != unit).collect();
                plan.model.value(&rest)
            };
            let added = solution.chosen.iter().copied().filter(|&unit| unit >= plan.present);
            let weakest = added.max_by(|&a, &b| without(a).total_cmp(&without(b)))?;
            bar(model.to_mut(), weakest);
        }
        None
    }

    /// The best choice where what is obligatory alone is too long: the brand and models give way too, the core never.
    fn relaxed(model: &mut Model, plan: &Plan<'_>, scratch: &mut Scratch) -> Option<Solution> {
        let worth: f64 = plan.model.keywords.iter().map(|keyword| keyword.value).sum();
        for (model, _) in model.units.iter_mut().zip(&plan.units).filter(|(_, unit)| !unit.core) {
            model.bonus += if model.obligatory { worth } else { 0.0 };
            model.obligatory = false;
        }
        let relaxed = scratch.solver.solve(model, Effort::default())?;
        Some(Solution { value: plan.model.value(&relaxed.chosen), ..relaxed })
    }

    /// Writes a choice down in the ways there are until one reads as planned.
    fn write(
        &self,
        view: &TitleView<'_>,
        present: Present<'_>,
        choice: Choice<'_>,
        writing: Writing,
        scratch: &mut Scratch,
    ) -> Result<Proposal, Refusal> {
        let plan = choice.plan;
        let placed = |unit: usize| Placed { unit: plan.units[unit].clone(), words: &plan.words[unit] };
        let split = choice.chosen.partition_point(|&unit| unit < plan.present);
        let (stay, join) = choice.chosen.split_at(split);
        let mut kept: Vec<Placed<'_>> = Vec::with_capacity(choice.chosen.len());
        let mut holes: Vec<(usize, usize)> = Vec::new();
        let mut next = 0;
        for &unit in stay {
            let gone: usize = plan.units[next..unit].iter().map(|unit| unit.text.chars().count()).sum();
            let mut placed = placed(unit);
            if unit > next {
                holes.push((kept.len(), gone));
                placed.unit.joined = false;
            }
            kept.push(placed);
            next = unit + 1;
        }
        if next < plan.present {
            let gone = plan.units[next..plan.present].iter().map(|unit| unit.text.chars().count()).sum();
            holes.push((kept.len(), gone));
        }
        let strength = present.standing.strength;
        let mut phrases: Vec<Phrase<'_>> = plan
            .model
            .keywords
            .iter()
            .zip(&plan.keywords)
            .filter(|(keyword, _)| keyword.units.iter().all(|unit| choice.chosen.binary_search(unit).is_ok()))
            .map(|(_, &keyword)| (self.index.phrase(keyword), self.visits(keyword, strength)))
            .filter(|(phrase, _)| phrase.len() > 1)
            .collect();
        phrases.sort_by(|a, b| b.1.total_cmp(&a.1));
        phrases.truncate(PHRASES);
        let added = || join.iter().map(|&unit| placed(unit));
        let mut first = None;
        let mut tried: Vec<String> = Vec::new();
        // Spaces between Chinese words are a fault themselves (rule T6): only a title that must not stay gets them.
        for attempt in 0..if present.faulty { 4 } else { 3 } {
            let (units, title) = match (writing, attempt) {
                (Writing::Free, 0) => {
                    let mut units = arrange(kept.clone(), added(), &phrases);
                    bring_forward(&mut units, self.config.phone_chars);
                    let title = render(&units, Seams::Closed);
                    (units, title)
                }
                (Writing::Free, 1 | 2) => {
                    let units = arrange(kept.clone(), added(), if attempt == 1 { &phrases } else { &[] });
                    let title = render(&units, Seams::Closed);
                    (units, title)
                }
                (Writing::Free, _) => {
                    let units = arrange(kept.clone(), added(), &[]);
                    let title = render(&units, Seams::Spaced);
                    (units, title)
                }
                (Writing::InPlace(_), 0 | 1) => {
                    let units = arrange(kept.clone(), added(), if attempt == 0 { &phrases } else { &[] });
                    let title = Self::render_in_place(view, &units, Seams::Closed);
                    (units, title)
                }
                (Writing::InPlace(_), _) => {
                    let units = fill(kept.clone(), added(), holes.clone());
                    let seams = if attempt == 2 { Seams::Closed } else { Seams::Spaced };
                    let title = Self::render_in_place(view, &units, seams);
                    (units, title)
                }
            };
            if tried.contains(&title) {
                continue;
            }
            let read =
                self.read_back(view, present, &title, &units, choice, scratch).and_then(|proposal| match writing {
                    Writing::InPlace(most) if proposal.edited_chars > most => Err(Refusal::Edits),
                    _ => Ok(proposal),
                });
            match read {
                Ok(proposal) => return Ok(proposal),
                Err(refusal) => {
                    first.get_or_insert(refusal);
                }
            }
            tried.push(title);
        }
        Err(first.unwrap_or(Refusal::Lost))
    }

    /// Why the title may not be touched (rules T4, T5), for a title that may stay.
    fn frozen(&self, view: &TitleView<'_>, present: Present<'_>) -> Option<String> {
        if present.faulty || !sells(view) {
            return None;
        }
        let config = self.config;
        let sales = view.listing.sales.map_or(0.0, Figure::point);
        if sales >= config.hero_sales && present.standing.strength >= config.hero_strength {
            return Some(format!("T5：爆款（销量 {sales:.0}），标题不动"));
        }
        let (edited, today) = (view.listing.title_edited?.date(), self.today?);
        let days = today.since(edited).ok()?.get_days();
        (0..config.cooldown_days)
            .contains(&days)
            .then(|| format!("T5：标题 {edited} 刚改过，{} 天内不再改", config.cooldown_days))
    }

    fn too_little(&self, present: Present<'_>, bound: f64) -> String {
        let most = (bound - present.coverage.visits).max(0.0);
        let least = self.least_gain(present.coverage.visits);
        format!("有依据的词全用上，访问最多多 {most:.2}，不到 {least:.2}")
    }

    fn least_gain(&self, visits_now: f64) -> f64 {
        (visits_now * self.config.min_gain_share).max(self.config.min_gain_visits)
    }

    /// What the keywords are worth to a listing that has stronger near-identical siblings (rule T10): each keyword that the title does not cover yet
    /// belongs to one of them; what belongs to another counts less. `None` for a listing to which everything belongs.
    fn spread(&self, present: Present<'_>, eligible: &[Eligible]) -> Option<Vec<Eligible>> {
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

    /// Visits that the best title would have more if the listing had no siblings.
    fn spread_loss(
        &self,
        view: &TitleView<'_>,
        present: Present<'_>,
        candidates: &[Candidate<'_>],
        terms: Terms<'_>,
        best: &Proposal,
        scratch: &mut Scratch,
    ) -> f64 {
        let base = unit::swept(view, unit::units(view), Sweep::All);
        let plan = self.model(view, base, candidates, terms, &mut scratch.chosen);
        let mut refused = None;
        let alone = self.settle(view, present, &plan, candidates, Writing::Free, None, &mut refused, scratch);
        alone.map_or(0.0, |alone| (alone.visits - best.visits).max(0.0))
    }
}

/// Solves a plan's model; where nothing can join and everything fits there is nothing to solve.
fn solve(model: &Model, plan: &Plan<'_>, scratch: &mut Scratch) -> Option<Solution> {
    let cost: u32 = model.units.iter().map(|unit| unit.cost).sum();
    if plan.present == plan.units.len() && cost <= model.budget {
        let chosen: Vec<usize> = (0..plan.present).collect();
        let value = model.value(&chosen);
        return Some(Solution { chosen, value, bound: value, nodes: 0 });
    }
    scratch.solver.solve(model, Effort::default())
}

/// Makes a unit too dear to be chosen.
fn bar(model: &mut Model, unit: usize) {
    let beyond = model.budget + 1;
    if let Some(unit) = model.units.get_mut(unit) {
        unit.cost = beyond;
    }
}

/// Whether something of the listing is sold.
fn sells(view: &TitleView<'_>) -> bool {
    view.listing.sales.is_some_and(|sales| sales.point() > 0.0)
}

fn stay(view: &TitleView<'_>, present: Present<'_>, decision: Decision, reason: String, bound: f64) -> Proposed {
    Proposed { proposals: vec![staying(view, present, decision, reason, bound)], ..Proposed::default() }
}

fn staying(view: &TitleView<'_>, present: Present<'_>, decision: Decision, reason: String, bound: f64) -> Proposal {
    let visits = present.coverage.visits;
    Proposal {
        bytes: view.bytes.unwrap_or_default(),
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
        reason,
    }
}
