//! From chosen units to a title that reads as planned.

use std::borrow::Cow;

use super::candidate::Candidate;
use super::engine::{Scratch, TitleEngine};
use super::optimiser::{Effort, Model, Solution};
use super::order::{Phrase, Placed, arrange, bring_forward, fill, render};
use super::plan::Plan;
use super::proposal::{Present, Proposal};
use super::reading::{Planned, Refusal, run_together};
use super::unit::{Unit, needs_space};
use super::view::TitleView;
use crate::keyword::KeywordId;
use crate::text::Shape;

/// Choices that are tried until one reads as planned.
const TRIES: usize = 5;
/// Times that one order of words is written, each with more spaces.
const SPACINGS: usize = 3;
/// Keywords that a word's place is chosen by.
const PHRASES: usize = 24;

/// How a choice may be written down.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Writing {
    /// In the best order, without what decorates.
    Free,
    /// Everything that stays stays in place, within this many edited characters.
    InPlace(usize),
}

/// What is chosen from, and what a choice is measured against.
#[derive(Debug, Clone, Copy)]
pub(super) struct Setting<'s> {
    pub view: &'s TitleView<'s>,
    pub present: Present<'s>,
    pub plan: &'s Plan<'s>,
    /// The candidates behind the plan's last units.
    pub candidates: &'s [Candidate<'s>],
}

/// Words to be put in order.
#[derive(Debug, Default)]
struct Draft<'p> {
    /// What stays of the present title.
    kept: Vec<Placed<'p>>,
    /// What joins.
    added: Vec<Placed<'p>>,
    /// Positions among `kept` where something was left out, with the characters that stood there.
    holes: Vec<(usize, usize)>,
    /// Queries that words should stand together for.
    phrases: Vec<Phrase<'p>>,
}

impl<'p> Draft<'p> {
    /// Units of the present title that stay, each with its words, and how many characters were left out before it since the last one.
    fn keep(&mut self, mut placed: Placed<'p>, gone: usize) {
        if gone > 0 {
            self.holes.push((self.kept.len(), gone));
            placed.unit.joined = false;
        }
        self.kept.push(placed);
    }

    fn new(plan: &'p Plan<'_>, chosen: &[usize]) -> Self {
        let mut draft = Self::default();
        let mut next = 0;
        let placed = |unit: usize| Placed { unit: plan.units[unit].clone(), words: plan.words(unit) };
        let gone = |from: usize, to: usize| plan.units[from..to].iter().map(|unit| unit.text.chars().count()).sum();
        for &unit in chosen {
            if unit >= plan.present {
                draft.added.push(placed(unit));
                continue;
            }
            draft.keep(placed(unit), gone(next, unit));
            next = unit + 1;
        }
        if next < plan.present {
            draft.holes.push((draft.kept.len(), gone(next, plan.present)));
        }
        draft
    }
}

impl TitleEngine<'_> {
    /// The title out of all of `units`, where they fit and nothing joins: then nothing else is worth more, and there is nothing to choose. `None` where
    /// they do not fit or the title does not read as planned.
    pub(super) fn mended(
        &self,
        view: &TitleView<'_>,
        present: Present<'_>,
        units: &[Unit<'_>],
        writing: Writing,
        scratch: &mut Scratch,
    ) -> Option<Proposal> {
        let cost = |unit: &Unit<'_>| self.gbk.len_lossy(&unit.text) + usize::from(needs_space(unit, false));
        if units.is_empty() || units.iter().map(cost).sum::<usize>() > self.config.max_bytes {
            return None;
        }
        let mut draft = Draft::default();
        for unit in units {
            draft.keep(Placed { unit: unit.clone(), words: &[] }, 0);
        }
        self.write(view, present, &draft, Planned::WORDS, writing, scratch).ok()
    }

    /// The best choice that reads as planned. `barred` are units that may not be chosen; `refused` is told why the first choice was not taken.
    pub(super) fn settle(
        &self,
        setting: Setting<'_>,
        writing: Writing,
        barred: &[usize],
        refused: &mut Option<Refusal>,
        scratch: &mut Scratch,
    ) -> Option<Proposal> {
        let Setting { view, present, plan, candidates } = setting;
        let mut model = Cow::Borrowed(&plan.model);
        for &unit in barred {
            bar(model.to_mut(), unit);
        }
        let mut bound = None;
        for _ in 0..TRIES {
            let solution = solve(&model, plan, scratch).or_else(|| relaxed(model.to_mut(), plan, scratch))?;
            let bound = *bound.get_or_insert(solution.bound);
            let chosen = &solution.chosen;
            // For a word that says little nothing goes that says more.
            let neutral = plan.chosen_neutral(chosen);
            if let Some(neutral) = neutral.filter(|_| plan.leaves_out(chosen)) {
                bar(model.to_mut(), neutral);
                continue;
            }
            let mut draft = Draft::new(plan, chosen);
            let complete = plan.model.keywords.iter().zip(&plan.keywords);
            let keywords: Vec<KeywordId> = complete
                .filter(|(keyword, _)| keyword.units.iter().all(|unit| chosen.binary_search(unit).is_ok()))
                .map(|(_, &keyword)| keyword)
                .collect();
            if !draft.added.is_empty() {
                draft.phrases = self.phrases(&keywords, present.standing.strength);
            }
            let added: Vec<&Candidate<'_>> =
                chosen.iter().filter_map(|unit| candidates.get(unit.checked_sub(plan.present)?)).collect();
            let planned = Planned {
                keywords: Some(&keywords),
                added: &added,
                value: solution.value - plan.offset,
                bound: bound - plan.offset,
            };
            match self.write(view, present, &draft, planned, writing, scratch) {
                Ok(proposal) => return Some(proposal),
                Err(Refusal::Apart) => {}
                Err(refusal) => {
                    refused.get_or_insert(refusal);
                    // Latin words that were not neighbours need a space that no unit counts.
                    if refusal == Refusal::Bytes && draft.added.is_empty() {
                        let model = model.to_mut();
                        model.budget = model.budget.saturating_sub(2);
                        continue;
                    }
                }
            }
            // The next choice: without the addition that says or brings least.
            let without = |unit: usize| {
                let rest: Vec<usize> = chosen.iter().copied().filter(|&other| other != unit).collect();
                plan.model.value(&rest)
            };
            let added = chosen.iter().copied().filter(|&unit| unit >= plan.present);
            let weakest = || added.max_by(|&a, &b| without(a).total_cmp(&without(b)));
            bar(model.to_mut(), neutral.or_else(weakest)?);
        }
        None
    }

    /// The keywords of several words that are worth most, as they are typed.
    fn phrases(&self, keywords: &[KeywordId], strength: f64) -> Vec<Phrase<'_>> {
        let mut phrases: Vec<Phrase<'_>> = keywords
            .iter()
            .map(|&keyword| (self.index.phrase(keyword), self.visits(keyword, strength)))
            .filter(|(phrase, _)| phrase.len() > 1)
            .collect();
        phrases.sort_by(|a, b| b.1.total_cmp(&a.1));
        phrases.truncate(PHRASES);
        phrases
    }

    /// Writes a choice down in the ways there are until one reads as planned.
    fn write(
        &self,
        view: &TitleView<'_>,
        present: Present<'_>,
        draft: &Draft<'_>,
        planned: Planned<'_>,
        writing: Writing,
        scratch: &mut Scratch,
    ) -> Result<Proposal, Refusal> {
        let arranged = |phrases: &[Phrase<'_>]| arrange(draft.kept.clone(), draft.added.iter().cloned(), phrases);
        let mut first = None;
        let mut tried: Vec<String> = Vec::new();
        for attempt in 0..3 {
            let phrases = if attempt < 2 { &draft.phrases[..] } else { &[] };
            let units = match (writing, attempt) {
                (Writing::Free, 0) => {
                    let mut units = arranged(phrases);
                    bring_forward(&mut units, self.config.phone_chars);
                    units
                }
                (Writing::InPlace(_), 1) => arranged(&[]),
                (Writing::InPlace(_), 2) => fill(draft.kept.clone(), draft.added.iter().cloned(), draft.holes.clone()),
                _ => arranged(phrases),
            };
            match self.write_ordered(view, present, &units, planned, writing, &mut tried, scratch) {
                Ok(proposal) => return Ok(proposal),
                Err(refusal) => {
                    first.get_or_insert(refusal);
                }
            }
        }
        Err(first.unwrap_or(Refusal::Lost))
    }

    /// Writes units down in their order; where words run together that must not, with spaces between them.
    #[expect(clippy::too_many_arguments, reason = "what is written, and what it is measured against")]
    fn write_ordered(
        &self,
        view: &TitleView<'_>,
        present: Present<'_>,
        units: &[Placed<'_>],
        planned: Planned<'_>,
        writing: Writing,
        tried: &mut Vec<String>,
        scratch: &mut Scratch,
    ) -> Result<Proposal, Refusal> {
        let mut first = None;
        let mut spaces = vec![false; units.len()];
        for _ in 0..SPACINGS {
            let title = match writing {
                Writing::Free => render(units, &spaces),
                Writing::InPlace(_) => Self::render_in_place(view, units, &spaces),
            };
            if tried.contains(&title) {
                break;
            }
            let read = self.read_back(view, present, &title, units, planned, scratch);
            let refusal = match (read, writing) {
                (Ok(proposal), Writing::InPlace(most)) if proposal.edited_chars > most => Refusal::Edits,
                (Ok(proposal), _) => return Ok(proposal),
                (Err(refusal), _) => refusal,
            };
            first.get_or_insert(refusal);
            let mut together = Vec::new();
            if matches!(refusal, Refusal::Accident | Refusal::Lost | Refusal::Brand | Refusal::Core) {
                // Spaces between Chinese words are a fault themselves (rule T6): only a title that must not stay gets new ones.
                let parted = |left: &Unit<'_>, right: &Unit<'_>| present.faulty || stood_apart(view, left, right);
                together = run_together(&title, &scratch.read_back, units, parted);
            }
            tried.push(title);
            if together.is_empty() {
                break;
            }
            for at in together {
                spaces[at] = true;
            }
        }
        Err(first.unwrap_or(Refusal::Lost))
    }
}

/// Whether nothing but spaces and symbols stands between two units of the present title.
fn stood_apart(view: &TitleView<'_>, left: &Unit<'_>, right: &Unit<'_>) -> bool {
    let between = left.last.checked_add(1).and_then(|from| view.segmented.tokens.get(from..right.first));
    between.is_some_and(|between| {
        !between.is_empty() && between.iter().all(|token| matches!(token.shape, Shape::Space | Shape::Symbol))
    })
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

/// Makes a unit too dear to be chosen.
fn bar(model: &mut Model, unit: usize) {
    let beyond = model.budget + 1;
    if let Some(unit) = model.units.get_mut(unit) {
        unit.cost = beyond;
    }
}
