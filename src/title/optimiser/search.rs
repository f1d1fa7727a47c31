//! Branch and bound over what the prices leave undecided.

use smallvec::SmallVec;

use super::company::Company;
use super::instance::{Instance, OpenTerm, bits};
use super::knapsack::{Bonus, Knapsack};
use super::local::improve;
use super::model::{Model, Solution};
use super::node::{ACCOUNTS, Node};

/// How long a search may go on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Effort {
    /// Nodes of the tree at most. Where they do not suffice, the solution's bound says what was left unproven.
    pub nodes: usize,
}

impl Default for Effort {
    fn default() -> Self {
        Self { nodes: 300 }
    }
}

/// Steps of the plain prices at the root and at every other node, and of the prices in company.
const ROOT_STEPS: usize = 10;
const NODE_STEPS: usize = 5;
const ROOT_COMPANY_STEPS: usize = 12;
const NODE_COMPANY_STEPS: usize = 4;
/// Steps between two looks at what cannot be part of a better choice.
const STEPS_TO_FIX: usize = 3;
/// Gap between bound and best choice, relative, above which prices in company pay: they cost several times as much.
const ROOT_GAP: f64 = 0.03;
const NODE_GAP: f64 = 0.01;
/// Steps without progress after which they become shorter, and by how much.
const PATIENCE: usize = 3;
const SHORTER: f64 = 0.6;
/// Relative difference of values that counts as none.
const EPSILON: f64 = 1e-9;

/// Solves models one after another; holds the buffers that they share.
#[derive(Debug, Default)]
pub struct Solver {
    knapsack: Knapsack,
    company: Company,
}

impl Solver {
    /// The best choice within a limit of effort; `None` where no choice is allowed, or none was found in time.
    pub fn solve(&mut self, model: &Model, effort: Effort) -> Option<Solution> {
        let (instance, mut root) = Instance::new(model)?;
        if !take_what_fits(&instance, &mut root) {
            return None;
        }
        let mut search = Search {
            instance: &instance,
            solver: self,
            effort,
            nodes: 0,
            best: None,
            open_bound: f64::NEG_INFINITY,
            saturated: vec![false; instance.terms.len()],
        };
        if !search.start(&mut root) {
            search.run(root);
        }
        let (value, set) = search.best?;
        let (bound, nodes) = (search.open_bound.max(value) + instance.aside, search.nodes);
        let mut chosen: Vec<usize> = bits(set).filter_map(|bit| instance.units.get(bit).copied()).collect();
        chosen.extend(model.units.iter().enumerate().filter(|(_, unit)| unit.obligatory).map(|(at, _)| at));
        chosen.sort_unstable();
        // The sum once more, in the model's own order.
        let value = model.value(&chosen);
        Some(Solution { chosen, value, bound: bound.max(value), nodes })
    }
}

/// Where everything open fits, takes what never harms: what a unit brings only grows with the units beside it. False where the edits do not
/// suffice for anything.
fn take_what_fits(instance: &Instance, root: &mut Node) -> bool {
    let free_of_charge =
        |bit: &usize| instance.excludes[*bit] == 0 && instance.edits_in[*bit] == 0 && instance.edits_out[*bit] == 0;
    loop {
        let cost: u32 = bits(root.free).map(|bit| u32::from(instance.costs[bit])).sum();
        let harmless = |bit: &usize| root.alone[*bit] >= 0.0 && free_of_charge(bit);
        let take = bits(root.free).filter(harmless).fold(0_u128, |set, bit| set | 1 << bit);
        if take == 0 || cost > u32::from(root.room.cost) {
            return true;
        }
        if !root.decide(instance, take, 0) {
            return false;
        }
    }
}

struct Search<'a> {
    instance: &'a Instance,
    solver: &'a mut Solver,
    effort: Effort,
    nodes: usize,
    best: Option<(f64, u128)>,
    /// The greatest bound of a node that was given up for want of effort.
    open_bound: f64,
    /// For each term, whether its bound is its greatest value rather than a price on each unit.
    saturated: Vec<bool>,
}

/// A node that has to be split: on which unit, and the bounds of both sides.
struct Split {
    node: Node,
    unit: usize,
    with: f64,
    without: f64,
}

/// Which prices bound a node.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Prices {
    /// All that stands to a unit's account.
    Plain,
    /// What of it can be had at once.
    InCompany,
}

impl Search<'_> {
    /// A first choice, and from it the first split of the keywords' values and the way the terms are bounded. Whether that choice is proven the best: where no
    /// keyword waits for several units it mostly is.
    fn start(&mut self, root: &mut Node) -> bool {
        let (prices, bonuses, constant) = self.with_bonuses(root, root.accounts());
        let (best, chosen) = self.solver.knapsack.solve_with(self.instance, root, &prices, &bonuses);
        if best == f64::NEG_INFINITY {
            return false;
        }
        let bound = constant + best;
        self.offer(root, chosen, root.value(self.instance, chosen).0, bound);
        if bound <= self.target() {
            self.nodes = 1;
            return true;
        }
        if let Some((_, best)) = self.best {
            for (saturated, term) in self.saturated.iter_mut().zip(&self.instance.terms) {
                *saturated = term.hit(best) == term.at_most;
            }
            root.lean(best);
        }
        false
    }

    /// Looks at nodes, the more promising side of each decision first, until none is left or the effort is spent.
    fn run(&mut self, root: Node) {
        let mut open = vec![(root, f64::INFINITY)];
        while let Some((node, above)) = open.pop() {
            if above <= self.target() {
                continue;
            }
            if self.nodes > 0 && self.nodes >= self.effort.nodes {
                self.open_bound = self.open_bound.max(above);
                continue;
            }
            self.nodes += 1;
            let Some(Split { node, unit, with, without }) = self.bound(node, above) else { continue };
            let set = 1 << unit;
            let mut sides = [(with, set, 0), (without, 0, set)];
            if with > without {
                sides.swap(0, 1);
            }
            for (bound, take, leave) in sides {
                let mut child = node.clone();
                if child.decide(self.instance, take, leave) {
                    open.push((child, bound));
                }
            }
        }
    }

    /// Brings a node's bound down as far as a few steps allow, and decides what that proves. `None` where nothing is left to look for in it.
    fn bound(&mut self, mut node: Node, above: f64) -> Option<Split> {
        let root = self.nodes == 1;
        let mut with = [0.0; 128];
        let mut without = [0.0; 128];
        let mut least = above;
        // Without keywords to split there is nothing that steps could better.
        let splits = |node: &Node| !(node.pairs.is_empty() && node.groups.is_empty());
        let mut prices = if !root && splits(&node) && above > self.target() * (1.0 + NODE_GAP) {
            Prices::InCompany
        } else {
            Prices::Plain
        };
        let mut steps = match prices {
            _ if !splits(&node) => 0,
            Prices::Plain if root => ROOT_STEPS,
            Prices::Plain => NODE_STEPS,
            Prices::InCompany => NODE_COMPANY_STEPS,
        };
        let (mut pace, mut stalled, mut step) = (1.0, 0, 0);
        let mut accounts = node.accounts();
        let constant = loop {
            if prices == Prices::InCompany {
                accounts = self.solver.company.prices(self.instance, &node);
            }
            let (all, bonuses, constant) = self.with_bonuses(&node, accounts);
            let (best, chosen) = self.solver.knapsack.solve_with(self.instance, &node, &all, &bonuses);
            let bound = constant + best;
            if bound <= self.target() {
                return None;
            }
            let (value, norm) = node.value(self.instance, chosen);
            self.offer(&node, chosen, value, bound);
            let target = self.target();
            if bound <= target {
                return None;
            }
            if bound < least {
                least = bound;
                stalled = 0;
            } else {
                stalled += 1;
                if stalled == PATIENCE {
                    pace *= SHORTER;
                    stalled = 0;
                }
            }
            let last = step >= steps;
            if step % STEPS_TO_FIX == 0 || last {
                // With and without each unit: here a term is bounded by prices or its greatest value.
                let (all, constant) = self.with_terms(&node, accounts);
                self.solver.knapsack.solve(self.instance, &node, &all);
                self.solver.knapsack.sides(self.instance, &node, &all, &mut with, &mut without);
                let (mut take, mut leave) = (0_u128, 0_u128);
                for bit in bits(node.free) {
                    if constant + with[bit] <= target {
                        leave |= 1 << bit;
                    } else if constant + without[bit] <= target {
                        take |= 1 << bit;
                    }
                }
                if take | leave != 0 {
                    if !node.decide(self.instance, take, leave) {
                        return None;
                    }
                    accounts = node.accounts();
                    step += usize::from(!last);
                    continue;
                }
                if last && prices == Prices::Plain && root && splits(&node) && bound > target * (1.0 + ROOT_GAP) {
                    (prices, steps, step, pace, stalled) = (Prices::InCompany, ROOT_COMPANY_STEPS, 0, 1.0, 0);
                    continue;
                }
                if last {
                    break constant;
                }
            }
            step += 1;
            let gap = pace * (bound - self.best.map_or(0.0, |(best, _)| best));
            match prices {
                Prices::Plain => accounts = node.shift(chosen, gap / norm.max(0.5)),
                Prices::InCompany => node.shift_in_company(chosen, &self.solver.company.partners, gap),
            }
        };
        if node.free == 0 {
            let value = node.value(self.instance, 0).0;
            self.offer(&node, 0, value, value);
            return None;
        }
        // The unit whose decision, either way, lowers the bound most.
        let unit = bits(node.free).min_by(|&a, &b| with[a].max(without[a]).total_cmp(&with[b].max(without[b])))?;
        let (with, without) = (least.min(constant + with[unit]), least.min(constant + without[unit]));
        Some(Split { node, unit, with, without })
    }

    /// Takes a choice of free units for the best one, if it is, after trying to better it where the node's bound leaves room.
    fn offer(&mut self, node: &Node, mut chosen: u128, mut value: f64, bound: f64) {
        let excludes = &self.instance.excludes;
        let clash = bits(chosen)
            .filter(|&bit| excludes[bit] & chosen & ((1 << bit) - 1) != 0)
            .fold(0_u128, |clash, bit| clash | (1 << bit));
        if clash != 0 {
            // The bound knows nothing of exclusive sets: of each set one unit stays.
            if bits(clash).any(|bit| self.instance.edits_out[bit] > 0) {
                return;
            }
            chosen &= !clash;
            (value, _) = node.value(self.instance, chosen);
        }
        if self.best.is_some_and(|(best, _)| value <= best) {
            return;
        }
        if value < bound - EPSILON * bound.abs() {
            (value, chosen) = improve(self.instance, node, chosen, value);
        }
        if self.best.is_none_or(|(best, _)| value > best) {
            self.best = Some((value, node.taken | chosen));
        }
    }

    /// What a bound has to exceed for the search to go on.
    fn target(&self) -> f64 {
        self.best.map_or(f64::NEG_INFINITY, |(best, _)| best + EPSILON * best.abs())
    }

    /// The terms that come once any unit of a set is chosen, as bonuses where nothing of the set is taken; the others as prices and as a part of the
    /// constant that joins the knapsack's value.
    fn with_bonuses(&self, node: &Node, mut prices: [f64; ACCOUNTS]) -> ([f64; ACCOUNTS], SmallVec<[Bonus; 8]>, f64) {
        let mut constant = node.base;
        let mut bonuses = SmallVec::new();
        let mut seen = 0_u128;
        for (term, &saturated) in self.instance.terms.iter().zip(&self.saturated) {
            let open = match &term.groups[..] {
                [group] if term.at_most == 1 && group & seen == 0 => *group,
                _ => {
                    constant += bound_term(term, saturated, node, &mut prices);
                    continue;
                }
            };
            constant += term.value(node.taken);
            if open & node.taken == 0 && open & node.free != 0 {
                seen |= open;
                bonuses.push(Bonus { units: open & node.free, value: term.weight });
            }
        }
        (prices, bonuses, constant)
    }

    /// Adds to each unit's price what the terms may make of it; beside it the constant that joins the knapsack's value.
    fn with_terms(&self, node: &Node, mut prices: [f64; ACCOUNTS]) -> ([f64; ACCOUNTS], f64) {
        let mut constant = node.base;
        for (term, &saturated) in self.instance.terms.iter().zip(&self.saturated) {
            constant += bound_term(term, saturated, node, &mut prices);
        }
        (prices, constant)
    }
}

/// Bounds a term by its greatest value, or by its weight on every unit that may bring it. What is sure is returned.
fn bound_term(term: &OpenTerm, saturated: bool, node: &Node, prices: &mut [f64; ACCOUNTS]) -> f64 {
    if saturated {
        return term.value(node.taken | node.free);
    }
    for &group in term.groups.iter().filter(|&&group| group & node.taken == 0) {
        bits(group & node.free).for_each(|bit| prices[bit] += term.weight);
    }
    term.value(node.taken)
}
