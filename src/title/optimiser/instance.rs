//! A model brought down to what has to be decided: at most 128 units as bits, keywords as bit sets.

use smallvec::{SmallVec, smallvec};

use super::model::Model;
use super::node::Node;

/// Units of a usual title: for so many there is room without another allocation.
const USUAL: usize = 32;

/// The units that are open, and what can be gained with them.
#[derive(Debug, Clone, Default)]
pub(super) struct Instance {
    /// The model's unit for each bit.
    pub units: Vec<usize>,
    pub costs: SmallVec<[u16; USUAL]>,
    pub edits_in: SmallVec<[u16; USUAL]>,
    pub edits_out: SmallVec<[u16; USUAL]>,
    /// For each unit, the units that may not stand beside it.
    pub excludes: SmallVec<[u128; USUAL]>,
    pub terms: SmallVec<[OpenTerm; 8]>,
    /// Cost and edits that may be spent on open units.
    pub room: Room,
    /// Value of keywords that were put aside because their units found no bit: the bound counts it.
    pub aside: f64,
}

/// A term as far as the obligatory units leave it open.
#[derive(Debug, Clone)]
pub(super) struct OpenTerm {
    pub weight: f64,
    pub groups: SmallVec<[u128; 2]>,
    pub at_most: usize,
}

impl OpenTerm {
    pub fn hit(&self, chosen: u128) -> usize {
        self.groups.iter().filter(|&&group| group & chosen != 0).count().min(self.at_most)
    }

    pub fn value(&self, chosen: u128) -> f64 {
        self.weight * self.hit(chosen) as f64
    }
}

/// What may still be spent.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) struct Room {
    pub cost: u16,
    pub edits: u16,
}

/// The positions of the bits that are set, ascending.
pub(super) fn bits(mut set: u128) -> impl Iterator<Item = usize> {
    std::iter::from_fn(move || {
        let bit = set.trailing_zeros();
        set &= set.wrapping_sub(1);
        (bit < u128::BITS).then_some(bit as usize)
    })
}

impl Instance {
    /// The model brought down, and the node where nothing is decided. `None` where the obligatory units alone go beyond a limit.
    pub fn new(model: &Model) -> Option<(Self, Node)> {
        let obligatory = |unit: usize| model.units.get(unit).is_some_and(|unit| unit.obligatory);
        let mut spent = (0_u32, 0_u32);
        let mut base = 0.0;
        for unit in model.units.iter().filter(|unit| unit.obligatory) {
            spent = (spent.0.checked_add(unit.cost)?, spent.1.checked_add(unit.edits_in)?);
            base += unit.bonus;
        }
        // Without an edit budget edits cost nothing.
        let edit_budget = model.edit_budget;
        let mut edits_left = match edit_budget {
            Some(most) => most.checked_sub(spent.1)?,
            None => 0,
        };
        let cost_left = model.budget.checked_sub(spent.0)?;
        let mut barred: SmallVec<[bool; 2 * USUAL]> = smallvec![false; model.units.len()];
        for set in &model.exclusive {
            match set.iter().filter(|&&unit| obligatory(unit)).count() {
                0 => {}
                1 => set.iter().for_each(|&unit| {
                    if let Some(barred) = barred.get_mut(unit) {
                        *barred |= !obligatory(unit);
                    }
                }),
                _ => return None,
            }
        }
        let edits = |edits: u32| if edit_budget.is_some() { edits } else { 0 };
        let mut open: Vec<usize> = Vec::with_capacity(model.units.len());
        for (at, unit) in model.units.iter().enumerate().filter(|(_, unit)| !unit.obligatory) {
            if barred[at] || unit.cost > cost_left || edits(unit.edits_in) > edits_left {
                // It stays out whatever else is chosen.
                edits_left = edits_left.checked_sub(edits(unit.edits_out))?;
            } else {
                open.push(at);
            }
        }
        let aside = Self::narrow(model, &mut open, edit_budget.is_some(), &mut edits_left)?;
        let mut bit_of: SmallVec<[Option<u8>; 2 * USUAL]> = smallvec![None; model.units.len()];
        open.iter().zip(0..).for_each(|(&unit, bit)| bit_of[unit] = Some(bit));
        let bit = |unit: usize| bit_of.get(unit).copied().flatten().map(usize::from);
        let unit_of = |at: &usize| model.units.get(*at);

        let costs: SmallVec<[u32; USUAL]> = open.iter().filter_map(unit_of).map(|unit| unit.cost).collect();
        // Costs are mostly even: half the steps, half the work.
        let step = costs.iter().copied().fold(0, gcd).max(1);
        let narrow = |number: u32| u16::try_from(number).unwrap_or(u16::MAX);
        let mut instance = Self {
            costs: costs.iter().map(|&cost| narrow(cost / step)).collect(),
            edits_in: open.iter().filter_map(unit_of).map(|unit| narrow(edits(unit.edits_in))).collect(),
            edits_out: open.iter().filter_map(unit_of).map(|unit| narrow(edits(unit.edits_out))).collect(),
            excludes: smallvec![0; open.len()],
            aside,
            ..Self::default()
        };
        // No choice can spend more than everything.
        let all_costs: u32 = instance.costs.iter().map(|&cost| u32::from(cost)).sum();
        let all_edits: u32 =
            instance.edits_in.iter().zip(&instance.edits_out).map(|(&one, &other)| u32::from(one.max(other))).sum();
        instance.room =
            Room { cost: narrow((cost_left / step).min(all_costs)), edits: narrow(edits_left.min(all_edits)) };
        for set in &model.exclusive {
            let mask = set.iter().filter_map(|&unit| bit(unit)).fold(0, |mask, bit| mask | (1_u128 << bit));
            bits(mask).for_each(|bit| instance.excludes[bit] |= mask & !(1 << bit));
        }
        let all = (0..open.len()).fold(0_u128, |all, bit| all | (1 << bit));
        let mut root = Node::new(all, instance.room, base, model.keywords.len());
        for (alone, unit) in root.alone.iter_mut().zip(open.iter().filter_map(unit_of)) {
            *alone = unit.bonus;
        }
        // For a unit its bit; no bit where it is chosen anyhow, and none of all where it is out.
        let place = |unit: usize| bit(unit).map(|bit| 1 << bit).or_else(|| obligatory(unit).then_some(0));
        for keyword in model.keywords.iter().filter(|keyword| keyword.value > 0.0) {
            let join = |mask: u128, unit: &usize| Some(mask | place(*unit)?);
            if let Some(mask) = keyword.units.iter().try_fold(0, join) {
                root.add(mask, keyword.value);
            }
        }
        root.base += instance.add_terms(model, obligatory, bit);
        instance.units = open;
        Some((instance, root))
    }

    /// Keeps the 128 units that are worth most; the value of keywords that need another one is returned.
    fn narrow(model: &Model, open: &mut Vec<usize>, edits_count: bool, edits_left: &mut u32) -> Option<f64> {
        if open.len() <= u128::BITS as usize {
            return Some(0.0);
        }
        let mut worth: Vec<f64> = model.units.iter().map(|unit| unit.bonus.max(0.0)).collect();
        for keyword in &model.keywords {
            for &unit in &keyword.units {
                if let Some(worth) = worth.get_mut(unit) {
                    *worth += keyword.value;
                }
            }
        }
        // What costs edits to leave out is kept first.
        let must = |unit: usize| edits_count && model.units.get(unit).is_some_and(|unit| unit.edits_out > 0);
        open.sort_by(|&a, &b| must(b).cmp(&must(a)).then(worth[b].total_cmp(&worth[a])).then(a.cmp(&b)));
        let dropped = open.split_off(u128::BITS as usize);
        open.sort_unstable();
        for &unit in dropped.iter().filter(|&&unit| must(unit)) {
            *edits_left = edits_left.checked_sub(model.units.get(unit)?.edits_out)?;
        }
        let lost = model.keywords.iter().filter(|keyword| keyword.units.iter().any(|unit| dropped.contains(unit)));
        let bonuses = dropped.iter().filter_map(|&unit| model.units.get(unit)).map(|unit| unit.bonus.max(0.0));
        Some(lost.map(|keyword| keyword.value).sum::<f64>() + bonuses.sum::<f64>())
    }

    /// Takes over the terms; returns what the obligatory units make of them.
    fn add_terms(
        &mut self,
        model: &Model,
        obligatory: impl Fn(usize) -> bool,
        bit: impl Fn(usize) -> Option<usize>,
    ) -> f64 {
        let mut base = 0.0;
        for term in model.terms.iter().filter(|term| term.weight > 0.0) {
            let mut open = OpenTerm { weight: term.weight, groups: SmallVec::new(), at_most: term.at_most };
            for group in &term.groups {
                if group.iter().any(|&unit| obligatory(unit)) {
                    if open.at_most > 0 {
                        open.at_most -= 1;
                        base += term.weight;
                    }
                    continue;
                }
                let mask = group.iter().filter_map(|&unit| bit(unit)).fold(0, |mask, bit| mask | (1_u128 << bit));
                if mask != 0 {
                    open.groups.push(mask);
                }
            }
            if open.at_most > 0 && !open.groups.is_empty() {
                self.terms.push(open);
            }
        }
        base
    }
}

fn gcd(a: u32, b: u32) -> u32 {
    if b == 0 { a } else { gcd(b, a % b) }
}
