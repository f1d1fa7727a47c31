//! What may be chosen for a title, put as a model for the optimiser.

use serde::Serialize;
use smallvec::{SmallVec, smallvec};

use super::candidate::Candidate;
use super::engine::{Scratch, TitleEngine};
use super::optimiser::{KeywordUnits, Model, ModelKeyword, ModelUnit, Solution, Term};
use super::order::NO_WORD;
use super::unit::{ADDED, Unit, needs_space};
use super::view::TitleView;
use crate::dictionary::{Role, RoleSet};
use crate::keyword::KeywordId;
use crate::text::WordId;

/// A keyword that a title could cover, and what it would bring.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Eligible {
    pub keyword: KeywordId,
    pub visits: f64,
}

/// Units to choose from, with the model that says what a choice is worth.
#[derive(Debug)]
pub(super) struct Plan<'v> {
    /// Units of the present title in their order, then words that may join.
    pub units: Vec<Unit<'v>>,
    /// The words of all units in their order.
    words: Vec<WordId>,
    /// Where each unit's words end.
    ends: Vec<usize>,
    /// How many of the units stand in the present title.
    pub present: usize,
    pub model: Model,
    /// The keyword of each of the model's.
    pub keywords: Vec<KeywordId>,
    /// What the preferences come to for a title that is not changed and wants for nothing: taken off the model's value, what is left is visits less
    /// the cost of change.
    pub offset: f64,
}

impl Plan<'_> {
    /// The words of a unit in their order.
    pub fn words(&self, unit: usize) -> &[WordId] {
        let from = unit.checked_sub(1).map_or(Some(0), |before| self.ends.get(before).copied());
        let range = from.zip(self.ends.get(unit).copied());
        range.and_then(|(from, to)| self.words.get(from..to)).unwrap_or_default()
    }

    /// The word of a choice that says little and joins.
    pub fn chosen_neutral(&self, chosen: &[usize]) -> Option<usize> {
        chosen
            .iter()
            .copied()
            .find(|&unit| unit >= self.present && self.units.get(unit).is_some_and(|unit| unit.role == Role::Neutral))
    }

    /// Whether a choice does without a word of the present title that does not only promise service.
    pub fn leaves_out(&self, chosen: &[usize]) -> bool {
        let present = self.units.iter().take(self.present).enumerate();
        present.filter(|(_, unit)| unit.role != Role::Service).any(|(at, _)| chosen.binary_search(&at).is_err())
    }
}

/// What a plan is made for.
#[derive(Debug, Clone, Copy)]
pub(super) struct Terms<'t> {
    /// GBK bytes for the units.
    pub bytes: usize,
    /// Characters that may be put in or left out; `None` sets no limit.
    pub edits: Option<usize>,
    /// Visits that the shares of the configuration refer to.
    pub scale: f64,
    /// What the title could cover.
    pub eligible: &'t [Eligible],
}

/// Kinds of attributes that a good title names (rule T3), and the scene.
const STRUCTURE: [Role; 7] =
    [Role::Material, Role::Style, Role::Pattern, Role::Season, Role::Function, Role::Craft, Role::Scene];

impl TitleEngine<'_> {
    /// Puts the choice between the units of the present title and the candidates as a model.
    pub(super) fn model<'v>(
        &self,
        view: &'v TitleView<'_>,
        mut units: Vec<Unit<'v>>,
        candidates: &'v [Candidate<'v>],
        terms: Terms<'_>,
        scratch: &mut Scratch,
    ) -> Plan<'v> {
        let present = units.len();
        units.extend(candidates.iter().map(Candidate::unit));
        let mut words: Vec<WordId> = Vec::with_capacity(2 * units.len());
        let mut ends = Vec::with_capacity(units.len());
        // Which unit brings a word: one that must stay before one that may go, a whole word before a part of one.
        let Scratch { chosen: set, providers, .. } = scratch;
        providers.clear();
        for (at, unit) in units.iter().enumerate() {
            set.clear();
            let from = words.len();
            if let Some(candidate) = at.checked_sub(present).and_then(|at| candidates.get(at)) {
                words.push(candidate.word);
                self.index.add_token(self.segmenter, &candidate.text, Some(candidate.word), set);
            }
            if unit.first != ADDED {
                for token in view.segmented.tokens.get(unit.first..=unit.last).unwrap_or_default() {
                    words.push(token.word.unwrap_or(NO_WORD));
                    self.index.add_token(self.segmenter, view.segmented.text(*token), token.word, set);
                }
            }
            let is_obligatory = |unit: usize| units.get(unit).is_some_and(|unit| unit.obligatory);
            for &word in set.words() {
                let whole = words[from..].contains(&word);
                let standing = providers.entry(word).or_insert((whole, at));
                let better = whole && !standing.0 && !is_obligatory(standing.1);
                if better || (unit.obligatory && !is_obligatory(standing.1)) {
                    *standing = (whole, at);
                }
            }
            ends.push(words.len());
        }
        let mut keywords = Vec::with_capacity(terms.eligible.len());
        let mut model = Model {
            units: Vec::with_capacity(units.len()),
            keywords: Vec::with_capacity(terms.eligible.len()),
            budget: terms.bytes as u32,
            edit_budget: terms.edits.map(|edits| edits as u32),
            ..Model::default()
        };
        'eligible: for eligible in terms.eligible.iter().filter(|eligible| eligible.visits > 0.0) {
            let mut needs = KeywordUnits::new();
            for word in self.index.words(eligible.keyword) {
                match providers.get(word) {
                    Some(&(_, unit)) if !needs.contains(&unit) => needs.push(unit),
                    Some(_) => {}
                    None => continue 'eligible,
                }
            }
            keywords.push(eligible.keyword);
            model.keywords.push(ModelKeyword { value: eligible.visits, units: needs });
        }
        let mut offset = 0.0;
        let lengths: SmallVec<[usize; 64]> = units.iter().map(|unit| unit.text.chars().count()).collect();
        let all_chars: usize = lengths.iter().take(present).sum();
        let mut before = 0;
        for (at, (unit, &chars)) in units.iter().zip(&lengths).enumerate() {
            let change = self.config.change_cost * terms.scale * chars as f64;
            let added = at >= present;
            let bonus = match unit.role {
                Role::Neutral if added => -change - self.config.neutral_cost * terms.scale,
                _ if added => -change,
                Role::Service => 0.0,
                Role::Neutral => change,
                // The front of a title weighs most (rule T9): the last characters are worth half of what the first ones are.
                _ => {
                    let place = 1.0 - 0.5 * before as f64 / all_chars.max(1) as f64;
                    change + 0.5 * self.config.word_worth * terms.scale * chars as f64 * place
                }
            };
            before += chars;
            if !added {
                offset += bonus;
            }
            model.units.push(ModelUnit {
                cost: (self.gbk.len_lossy(&unit.text) + usize::from(needs_space(unit, added))) as u32,
                obligatory: unit.obligatory,
                bonus,
                edits_in: if added { chars as u32 } else { 0 },
                edits_out: if added || unit.obligatory { 0 } else { chars as u32 },
            });
        }
        let roles = units.iter().fold(RoleSet::NONE, |mut roles, unit| {
            roles.insert(unit.role);
            roles
        });
        for role in STRUCTURE.into_iter().filter(|&role| roles.contains(role)) {
            let group = units.iter().enumerate().filter(|(_, unit)| unit.role == role).map(|(at, _)| at).collect();
            let weight = self.config.structure_worth * terms.scale;
            offset += weight;
            model.terms.push(Term { weight, groups: smallvec![group], at_most: 1 });
        }
        Plan { units, words, ends, present, model, keywords, offset }
    }
}

/// One problem of `titles.jsonl`, or with an edit budget of `titles_edit.jsonl`: all that a solver needs to find the same value.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct TitleModel {
    listing_id: String,
    budget: u32,
    #[serde(skip_serializing_if = "Option::is_none")]
    edit_budget: Option<u32>,
    units: Vec<DumpedUnit>,
    /// The keywords' texts are put in by [`TitleModel::name_keywords`].
    keywords: Vec<DumpedKeyword>,
    preference: Vec<Preference>,
    chosen: Vec<usize>,
    value: f64,
    bound: f64,
}

#[derive(Debug, Clone, PartialEq, Serialize)]
struct DumpedUnit {
    text: String,
    cost: u32,
    role: Role,
    obligatory: bool,
    evidence: String,
    #[serde(flatten)]
    edits: Option<DumpedEdits>,
}

/// What choosing a unit takes of the edit budget, and what leaving it out does.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
struct DumpedEdits {
    edits_in: u32,
    edits_out: u32,
}

#[derive(Debug, Clone, PartialEq, Serialize)]
struct DumpedKeyword {
    text: String,
    value: f64,
    units: Vec<usize>,
    #[serde(skip)]
    id: KeywordId,
}

/// Adds `weight · min(at_most, number of chosen units among units)` to the sum.
#[derive(Debug, Clone, PartialEq, Serialize)]
struct Preference {
    name: &'static str,
    weight: f64,
    units: Vec<usize>,
    at_most: usize,
}

impl TitleModel {
    pub(super) fn new(listing: &str, plan: &Plan<'_>, candidates: &[Candidate<'_>], solution: &Solution) -> Self {
        let dumped = |(at, (unit, model)): (usize, (&Unit<'_>, &ModelUnit))| DumpedUnit {
            text: unit.text.clone().into_owned(),
            cost: model.cost,
            role: unit.role,
            obligatory: model.obligatory,
            evidence: at
                .checked_sub(plan.present)
                .and_then(|at| candidates.get(at))
                .map_or("标题".to_owned(), |candidate| candidate.evidence.to_string()),
            edits: plan.model.edit_budget.map(|_| DumpedEdits { edits_in: model.edits_in, edits_out: model.edits_out }),
        };
        let bonuses = plan.model.units.iter().enumerate().filter(|(_, unit)| unit.bonus != 0.0).map(|(at, unit)| {
            let name = if at < plan.present { "keep" } else { "add" };
            Preference { name, weight: unit.bonus, units: vec![at], at_most: 1 }
        });
        let structure = plan.model.terms.iter().map(|term| Preference {
            name: "structure",
            weight: term.weight,
            units: term.groups.iter().flatten().copied().collect(),
            at_most: term.at_most,
        });
        Self {
            listing_id: listing.to_owned(),
            budget: plan.model.budget,
            edit_budget: plan.model.edit_budget,
            units: plan.units.iter().zip(&plan.model.units).enumerate().map(dumped).collect(),
            keywords: plan
                .model
                .keywords
                .iter()
                .zip(&plan.keywords)
                .map(|(keyword, &id)| DumpedKeyword {
                    text: String::new(),
                    value: keyword.value,
                    units: keyword.units.to_vec(),
                    id,
                })
                .collect(),
            preference: bonuses.chain(structure).collect(),
            chosen: solution.chosen.clone(),
            value: solution.value,
            bound: solution.bound,
        }
    }

    /// Puts in the keywords' texts, which the titles stage does not know.
    pub fn name_keywords<'k>(&mut self, text: impl Fn(KeywordId) -> &'k str) {
        for keyword in &mut self.keywords {
            text(keyword.id).clone_into(&mut keyword.text);
        }
    }
}
