//! The plain knapsack that bounds a node: each free unit has a price of its own, and nothing else counts.
//!
//! Solved exactly by dynamic programming over what is left to spend (R. Bellman, "Dynamic Programming", 1957). Costs are small integers, so
//! this is cheap, and tighter than a fractional knapsack.

use super::instance::{Instance, Room};
use super::node::Node;

/// The tables of one knapsack, reused from node to node.
#[derive(Debug, Default)]
pub(super) struct Knapsack {
    /// Units that take part, in the order of the tables' rows.
    order: Vec<usize>,
    width: usize,
    room: Room,
    /// Row `i`, state `s`: the best value of the first `i` units within `s`.
    before: Vec<f64>,
    /// Row `i`, state `s`: the best value of the units from the `i`th on within `s`.
    after: Vec<f64>,
}

impl Knapsack {
    /// The best value of the free units at these prices, and the units that make it. Minus infinity where the edits do not suffice.
    pub fn solve(&mut self, instance: &Instance, node: &Node, prices: &[f64]) -> (f64, u128) {
        self.room = node.room;
        self.width = (node.room.cost as usize + 1) * (node.room.edits as usize + 1);
        self.order.clear();
        self.order
            .extend(super::instance::bits(node.free).filter(|&bit| prices[bit] > 0.0 || instance.edits_out[bit] > 0));
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
        for bit in super::instance::bits(node.free).filter(|&bit| prices[bit] <= 0.0 && instance.edits_out[bit] == 0) {
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
    let (edits_in, edits_out) = (instance.edits_in[bit] as usize, instance.edits_out[bit] as usize);
    let span = room.edits as usize + 1;
    for (spent, row) in to.chunks_exact_mut(span).enumerate() {
        row.fill(f64::NEG_INFINITY);
        if edits_out < span {
            row[edits_out..].copy_from_slice(&from[spent * span..(spent + 1) * span - edits_out]);
        }
        if spent >= cost && edits_in < span {
            let before = &from[(spent - cost) * span..(spent - cost + 1) * span - edits_in];
            for (to, take) in row[edits_in..].iter_mut().zip(before) {
                *to = larger(*to, take + price);
            }
        }
    }
}
