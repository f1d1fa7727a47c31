//! The problem as anybody could pose it: units, keywords, limits, preferences. It knows nothing of titles.

use smallvec::SmallVec;

/// Something that can be chosen: a word or a fixed phrase.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct ModelUnit {
    /// What it takes of the budget.
    pub cost: u32,
    /// Must be chosen.
    pub obligatory: bool,
    /// What choosing it adds to the value by itself; may be negative.
    pub bonus: f64,
    /// What choosing it takes of the edit budget.
    pub edits_in: u32,
    /// What leaving it out takes of the edit budget.
    pub edits_out: u32,
}

/// The units of a keyword: mostly few, so they stand with it.
pub type KeywordUnits = SmallVec<[usize; 4]>;

/// Something that is worth its value once all its units are chosen.
#[derive(Debug, Clone, PartialEq)]
pub struct ModelKeyword {
    /// Not negative.
    pub value: f64,
    /// Positions of units; a unit named twice counts once.
    pub units: KeywordUnits,
}

/// A preference: `weight · min(at_most, number of groups of which at least one unit is chosen)`.
#[derive(Debug, Clone, PartialEq)]
pub struct Term {
    /// Not negative.
    pub weight: f64,
    /// Positions of units.
    pub groups: SmallVec<[KeywordUnits; 1]>,
    /// Groups beyond this number add nothing.
    pub at_most: usize,
}

/// A set-union knapsack with two budgets and a few preferences.
///
/// The value of a choice is the sum of the values of the keywords all of whose units are chosen, of the bonuses of the chosen units, and of the
/// terms. It is to be greatest while the costs stay within `budget`, the edits within `edit_budget`, every obligatory unit is chosen, and of each
/// exclusive set at most one unit.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Model {
    /// What can be chosen.
    pub units: Vec<ModelUnit>,
    /// What is worth something.
    pub keywords: Vec<ModelKeyword>,
    /// Preferences.
    pub terms: Vec<Term>,
    /// Sets of units of which at most one may be chosen.
    pub exclusive: Vec<Vec<usize>>,
    /// Sum of costs at most.
    pub budget: u32,
    /// Sum of edits at most; `None` sets no limit.
    pub edit_budget: Option<u32>,
}

impl Model {
    /// The value of a choice, given as positions of units, whether it is allowed or not.
    pub fn value(&self, chosen: &[usize]) -> f64 {
        let mut is_chosen = vec![false; self.units.len()];
        for &unit in chosen {
            if let Some(flag) = is_chosen.get_mut(unit) {
                *flag = true;
            }
        }
        let has = |unit: &usize| is_chosen.get(*unit).copied().unwrap_or_default();
        let covered = self.keywords.iter().filter(|keyword| keyword.units.iter().all(has)).map(|keyword| keyword.value);
        let bonuses = self.units.iter().zip(&is_chosen).filter(|(_, chosen)| **chosen).map(|(unit, _)| unit.bonus);
        let terms = self.terms.iter().map(|term| {
            let hit = term.groups.iter().filter(|group| group.iter().any(has)).count();
            term.weight * hit.min(term.at_most) as f64
        });
        covered.sum::<f64>() + bonuses.sum::<f64>() + terms.sum::<f64>()
    }

    /// Whether a choice keeps to every limit.
    pub fn allows(&self, chosen: &[usize]) -> bool {
        let (mut cost, mut edits) = (0_u64, 0_u64);
        for (at, unit) in self.units.iter().enumerate() {
            if chosen.contains(&at) {
                cost += u64::from(unit.cost);
                edits += u64::from(unit.edits_in);
            } else if unit.obligatory {
                return false;
            } else {
                edits += u64::from(unit.edits_out);
            }
        }
        let apart = |set: &Vec<usize>| set.iter().filter(|unit| chosen.contains(unit)).count() <= 1;
        cost <= u64::from(self.budget)
            && self.edit_budget.is_none_or(|most| edits <= u64::from(most))
            && self.exclusive.iter().all(apart)
    }
}

/// A choice with its proof.
#[derive(Debug, Clone, PartialEq)]
pub struct Solution {
    /// Positions of the chosen units, ascending.
    pub chosen: Vec<usize>,
    /// Their value.
    pub value: f64,
    /// No choice is worth more than this.
    pub bound: f64,
    /// Nodes of the search tree that were looked at.
    pub nodes: usize,
}

impl Solution {
    /// Whether no choice is worth more, up to the rounding of the sums.
    pub fn is_proven(&self) -> bool {
        self.bound <= self.value + 1e-6 * self.value.abs().max(1e-6)
    }
}
