//! The plain knapsack that bounds a node: each free unit has a price of its own, and nothing else counts.
//!
//! Solved exactly by dynamic programming over what is left to spend (R. Bellman, "Dynamic Programming", 1957). Costs are small integers, so
//! this is cheap, and tighter than a fractional knapsack.

use super::instance::{Instance, Room, bits};
use super::node::Node;

/// The tables of one knapsack, reused from node to node.
#[derive(Debug, Default)]
pub(super) struct Knapsack {
    /// Units that take part in the plain knapsack, in the order of the tables' rows.
    order: Vec<usize>,
    width: usize,
    room: Room,
    /// Row `i`, state `s`: the best value of the first `i` units within `s`.
    before: Vec<f64>,
    /// Row `i`, state `s`: the best value of the units from the `i`th on within `s`.
    after: Vec<f64>,
    /// The knapsack with bonuses: what is gone through, and for each row two layers of states, without and with a unit of the set at hand.
    moves: Vec<Move>,
    layers: Vec<f64>,
}

/// A value that comes once any unit of a set is chosen.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Bonus {
    pub units: u128,
    /// Not negative.
    pub value: f64,
}

#[derive(Debug, Clone, Copy)]
enum Move {
    /// Decides on a unit of no set.
    Unit(usize),
    /// Decides on a unit of the set at hand.
    Member(usize),
    /// All of the set at hand is decided: its value comes, if one of them is chosen.
    Close(f64),
}

impl Knapsack {
    /// The best value of the free units at these prices and with `bonuses`, whose sets have no unit in common; and the units that make it. Minus infinity where
    /// the edits do not suffice.
    pub fn solve_with(&mut self, instance: &Instance, node: &Node, prices: &[f64], bonuses: &[Bonus]) -> (f64, u128) {
        if bonuses.is_empty() {
            return self.solve(instance, node, prices);
        }
        self.moves.clear();
        let mut rest = node.free;
        for bonus in bonuses {
            rest &= !bonus.units;
            let worthwhile = |&bit: &usize| prices[bit] + bonus.value > 0.0 || instance.edits_out[bit] > 0;
            self.moves.extend(bits(bonus.units & node.free).filter(worthwhile).map(Move::Member));
            self.moves.push(Move::Close(bonus.value));
        }
        let worthwhile = |&bit: &usize| prices[bit] > 0.0 || instance.edits_out[bit] > 0;
        self.moves.extend(bits(rest).filter(worthwhile).map(Move::Unit));

        let room = node.room;
        let (span, width) = (room.edits as usize + 1, states(room));
        self.layers.resize((self.moves.len() + 1) * 2 * width, 0.0);
        self.layers[..width].fill(0.0);
        self.layers[width..2 * width].fill(f64::NEG_INFINITY);
        for (row, &step_of) in self.moves.iter().enumerate() {
            let (done, rest) = self.layers.split_at_mut((row + 1) * 2 * width);
            let (without, with) = done[row * 2 * width..].split_at(width);
            let (to_without, to_with) = rest[..2 * width].split_at_mut(width);
            match step_of {
                Move::Unit(bit) => {
                    step(instance, bit, prices[bit], room, without, to_without);
                    to_with.fill(f64::NEG_INFINITY);
                }
                Move::Member(bit) => {
                    leave(instance, bit, room, without, to_without);
                    step(instance, bit, prices[bit], room, with, to_with);
                    take(instance, bit, prices[bit], room, without, to_with);
                }
                Move::Close(value) => {
                    for ((to, &without), &with) in to_without.iter_mut().zip(without).zip(with) {
                        *to = larger(without, with + value);
                    }
                    to_with.fill(f64::NEG_INFINITY);
                }
            }
        }
        let row_of = |row: usize, layer: usize| &self.layers[(row * 2 + layer) * width..(row * 2 + layer + 1) * width];
        let (mut state, mut layer) = (width - 1, 0);
        let best = row_of(self.moves.len(), 0)[state];
        let mut chosen = 0_u128;
        if best == f64::NEG_INFINITY {
            return (best, chosen);
        }
        for (row, &step_of) in self.moves.iter().enumerate().rev() {
            let here = row_of(row + 1, layer)[state];
            let bit = match step_of {
                Move::Close(value) => {
                    layer = usize::from(row_of(row, 0)[state] < row_of(row, 1)[state] + value);
                    continue;
                }
                Move::Unit(bit) | Move::Member(bit) => bit,
            };
            let (cost, edits) = (state / span, state % span);
            let out = instance.edits_out[bit] as usize;
            if out <= edits && row_of(row, layer)[state - out] >= here {
                state -= out;
            } else {
                chosen |= 1 << bit;
                state = (cost - instance.costs[bit] as usize) * span + edits - instance.edits_in[bit] as usize;
                if row_of(row, 0)[state] >= row_of(row, 1)[state] {
                    layer = 0;
                }
            }
        }
        (best, chosen)
    }

    /// The best value of the free units at these prices, and the units that make it. Minus infinity where the edits do not suffice.
    pub fn solve(&mut self, instance: &Instance, node: &Node, prices: &[f64]) -> (f64, u128) {
        self.room = node.room;
        self.width = states(node.room);
        self.order.clear();
        self.order.extend(bits(node.free).filter(|&bit| prices[bit] > 0.0 || instance.edits_out[bit] > 0));
        let rows = self.order.len() + 1;
        self.before.resize(rows * self.width, 0.0);
        self.before[..self.width].fill(0.0);
        for (row, &bit) in self.order.iter().enumerate() {
            let (done, rest) = self.before.split_at_mut((row + 1) * self.width);
            let (from, to) = (&done[row * self.width..], &mut rest[..self.width]);
            step(instance, bit, prices[bit], node.room, from, to);
        }
        let mut state = self.width - 1;
        let best = self.before[self.order.len() * self.width + state];
        let mut chosen = 0_u128;
        if best > f64::NEG_INFINITY {
            let span = node.room.edits as usize + 1;
            for (row, &bit) in self.order.iter().enumerate().rev() {
                let here = self.before[(row + 1) * self.width + state];
                let (cost, edits) = (state / span, state % span);
                let out = instance.edits_out[bit] as usize;
                if out <= edits && self.before[row * self.width + state - out] >= here {
                    state -= out;
                } else {
                    chosen |= 1 << bit;
                    state = (cost - instance.costs[bit] as usize) * span + edits - instance.edits_in[bit] as usize;
                }
            }
        }
        (best, chosen)
    }

    /// After [`Self::solve`]: for each free unit the best value with it (`with`) and without it (`without`).
    pub fn sides(
        &mut self,
        instance: &Instance,
        node: &Node,
        prices: &[f64],
        with: &mut [f64; 128],
        without: &mut [f64; 128],
    ) {
        let rows = self.order.len();
        let (width, span) = (self.width, self.room.edits as usize + 1);
        self.after.resize((rows + 1) * width, 0.0);
        self.after[rows * width..(rows + 1) * width].fill(0.0);
        for (row, &bit) in self.order.iter().enumerate().rev() {
            let (rest, done) = self.after.split_at_mut((row + 1) * width);
            step(instance, bit, prices[bit], self.room, &done[..width], &mut rest[row * width..]);
        }
        let joined = |row: usize, cost: usize, edits: usize| -> f64 {
            let before = &self.before[row * width..(row + 1) * width];
            let after = &self.after[(row + 1) * width..(row + 2) * width];
            let mut best = f64::NEG_INFINITY;
            if span == 1 {
                for (one, other) in before[..=cost].iter().zip(after[..=cost].iter().rev()) {
                    best = larger(best, one + other);
                }
                return best;
            }
            for spent in 0..=cost {
                for edited in 0..=edits {
                    let other = after[(cost - spent) * span + edits - edited];
                    best = larger(best, before[spent * span + edited] + other);
                }
            }
            best
        };
        let (cost, edits) = (self.room.cost as usize, self.room.edits as usize);
        for (row, &bit) in self.order.iter().enumerate() {
            let (own_cost, own_edits) = (instance.costs[bit] as usize, instance.edits_in[bit] as usize);
            with[bit] = if own_cost <= cost && own_edits <= edits {
                prices[bit] + joined(row, cost - own_cost, edits - own_edits)
            } else {
                f64::NEG_INFINITY
            };
            let out = instance.edits_out[bit] as usize;
            without[bit] = if out <= edits { joined(row, cost, edits - out) } else { f64::NEG_INFINITY };
        }
        // Units without a price of their own: what they cost is missing elsewhere.
        let last = &self.before[rows * width..(rows + 1) * width];
        for bit in bits(node.free).filter(|&bit| prices[bit] <= 0.0 && instance.edits_out[bit] == 0) {
            let (own_cost, own_edits) = (instance.costs[bit] as usize, instance.edits_in[bit] as usize);
            with[bit] = if own_cost <= cost && own_edits <= edits {
                prices[bit] + last[(cost - own_cost) * span + edits - own_edits]
            } else {
                f64::NEG_INFINITY
            };
            without[bit] = last[width - 1];
        }
    }
}

/// The larger of two numbers that are not NaN: unlike `f64::max` a single instruction.
pub(super) fn larger(one: f64, other: f64) -> f64 {
    if one > other { one } else { other }
}

/// One unit more: for every state the better of leaving it out and taking it.
fn step(instance: &Instance, bit: usize, price: f64, room: Room, from: &[f64], to: &mut [f64]) {
    let cost = instance.costs[bit] as usize;
    if room.edits == 0 && instance.edits_in[bit] == 0 && instance.edits_out[bit] == 0 {
        let cost = cost.min(from.len());
        to[..cost].copy_from_slice(&from[..cost]);
        for ((to, &leave), &take) in to[cost..].iter_mut().zip(&from[cost..]).zip(from) {
            *to = larger(leave, take + price);
        }
        return;
    }
    leave(instance, bit, room, from, to);
    take(instance, bit, price, room, from, to);
}

/// For every state the value of leaving a unit out.
fn leave(instance: &Instance, bit: usize, room: Room, from: &[f64], to: &mut [f64]) {
    let (out, span) = (instance.edits_out[bit] as usize, room.edits as usize + 1);
    if out == 0 {
        to.copy_from_slice(from);
        return;
    }
    for (to, from) in to.chunks_exact_mut(span).zip(from.chunks_exact(span)) {
        to.fill(f64::NEG_INFINITY);
        if out < span {
            to[out..].copy_from_slice(&from[..span - out]);
        }
    }
}

/// For every state the better of what stands there and of taking a unit.
fn take(instance: &Instance, bit: usize, price: f64, room: Room, from: &[f64], to: &mut [f64]) {
    let (cost, edits, span) = (instance.costs[bit] as usize, instance.edits_in[bit] as usize, room.edits as usize + 1);
    if span == 1 && edits == 0 {
        for (to, from) in to.iter_mut().skip(cost).zip(from) {
            *to = larger(*to, from + price);
        }
        return;
    }
    for (to, from) in to.chunks_exact_mut(span).skip(cost).zip(from.chunks_exact(span)) {
        for (to, from) in to.iter_mut().skip(edits).zip(from) {
            *to = larger(*to, from + price);
        }
    }
}

/// How many states of cost and edits there are.
fn states(room: Room) -> usize {
    (room.cost as usize + 1) * (room.edits as usize + 1)
}
