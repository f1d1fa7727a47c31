//! Betters a choice by adding a unit or exchanging two, while that helps.

use super::instance::{Instance, bits};
use super::node::{Node, membership};

/// Rounds at most; a few are usually enough.
const ROUNDS: usize = 12;

/// A choice of a node's free units at least as good as `chosen`, whose value is `value`.
pub(super) fn improve(instance: &Instance, node: &Node, mut chosen: u128, mut value: f64) -> (f64, u128) {
    let mut gains;
    let mut losses;
    // The row of each chosen unit in `shared`.
    let mut rows = [0_u8; 128];
    // Value that waits for one unit alone and would be lost with a chosen one, by the chosen unit's row.
    let mut shared: Vec<[f64; 128]> = Vec::new();
    let terms = |set: u128| instance.terms.iter().map(|term| term.value(node.taken | set)).sum::<f64>();
    for _ in 0..ROUNDS {
        gains = node.alone;
        losses = node.alone;
        shared.clear();
        for (row, bit) in bits(chosen).enumerate() {
            rows[bit] = row as u8;
            shared.push([0.0; 128]);
        }
        let inside = membership(chosen);
        for pair in &node.pairs {
            let [one, other] = pair.units.map(|unit| unit as usize & 127);
            match (inside[one] == 1, inside[other] == 1) {
                (false, false) => {}
                (true, true) => {
                    losses[one] += pair.value;
                    losses[other] += pair.value;
                }
                (true, false) => {
                    gains[other] += pair.value;
                    shared[rows[one] as usize][other] += pair.value;
                }
                (false, true) => {
                    gains[one] += pair.value;
                    shared[rows[other] as usize][one] += pair.value;
                }
            }
        }
        for group in &node.groups {
            let missing = group.mask & !chosen;
            if missing == 0 {
                bits(group.mask).for_each(|bit| losses[bit] += group.value);
            } else if missing.is_power_of_two() {
                let bit = missing.trailing_zeros() as usize & 127;
                gains[bit] += group.value;
                bits(group.mask & chosen).for_each(|other| shared[rows[other] as usize][bit] += group.value);
            }
        }
        let mut spent = (0_u32, 0_u32);
        for bit in bits(node.free) {
            if chosen >> bit & 1 == 1 {
                spent.0 += u32::from(instance.costs[bit]);
                spent.1 += u32::from(instance.edits_in[bit]);
            } else {
                spent.1 += u32::from(instance.edits_out[bit]);
            }
        }
        let (room_cost, room_edits) = (u32::from(node.room.cost), u32::from(node.room.edits));
        let before = terms(chosen);
        let mut best: Option<(f64, u128)> = None;
        let mut consider = |gain: f64, set: u128| {
            let gain = if instance.terms.is_empty() { gain } else { gain + terms(set) - before };
            if gain > 1e-9 * value.abs().max(1e-9) && best.is_none_or(|(most, _)| gain > most) {
                best = Some((gain, set));
            }
        };
        for add in bits(node.free & !chosen) {
            let cost = spent.0 + u32::from(instance.costs[add]);
            // Leaving it out cost its edits so far.
            let edits = spent.1 + u32::from(instance.edits_in[add]) - u32::from(instance.edits_out[add]);
            let clash = instance.excludes[add] & (chosen | node.taken);
            if cost <= room_cost && edits <= room_edits && clash == 0 {
                consider(gains[add], chosen | 1 << add);
            }
            for (drop, lost) in bits(chosen).zip(&shared) {
                let cost = cost - u32::from(instance.costs[drop]);
                let edits = edits + u32::from(instance.edits_out[drop]) - u32::from(instance.edits_in[drop]);
                if cost <= room_cost && edits <= room_edits && clash & !(1 << drop) == 0 {
                    consider(gains[add] - losses[drop] - lost[add], (chosen | 1 << add) & !(1 << drop));
                }
            }
        }
        let Some((gain, set)) = best else { break };
        chosen = set;
        value += gain;
    }
    (value, chosen)
}
