//! The optimiser: hours for the listings of a [`Model`], with a proven bound.
//!
//! An [`auction`] comes within a small share of the optimum and proves it by its prices; [`exchange`]s along cycles of hours take
//! what is left to be had. Both cost about a hundred additions a listing and round, so time grows with the number of listings. Where
//! that leaves more than a crumb open, shops of moderate size get the [`exact`] optimum.

mod apart;
mod arrangement;
mod auction;
mod exact;
mod exchange;

use self::arrangement::Arrangement;
use self::auction::Sale;
use self::exchange::Exchange;
use super::model::Model;

/// Increments of the auction's rounds.
const INCREMENTS: [f64; 4] = [0.1, 0.02, 0.004, 0.001];
/// Shops with more listings than this get no last round and no exchanges that gain little: they stay within half a percent.
const LARGE: usize = 20_000;
/// Share of its weight that an exchange has to gain for each listing that moves; in a large shop what the auction leaves open.
const LEAST_GAIN: f64 = 1e-4;
/// Share of the bound that may lie between it and the value. Prices left over from an early round can keep an hour empty, and
/// exchanges pass by some cycles; where the gap is larger, the optimum is sought.
const GAP: f64 = 8e-4;
/// Listings of a shop at most whose optimum is sought whatever the gap: a single one would show in the bound.
const TINY: usize = 50;
/// Share of the optimum for which a plan that no exchange betters is not given up.
const GOOD_ENOUGH: f64 = 1e-3;
/// Listings of a shop at most whose optimum is sought.
const SMALL: usize = 1000;

/// A choice of hours.
#[derive(Debug, Clone, PartialEq)]
pub struct Solution {
    /// The hour (0 to 167) of each seat.
    pub hours: Vec<u8>,
    /// [`Model::value`] of the hours.
    pub value: f64,
    /// No choice has a value above this.
    pub bound: f64,
}

/// Chooses an hour for every listing. The hours allowed to them have to have room for all.
///
/// Where every listing has a current hour and no exchange gains, all stay. As moves cost and never earn, that is so for the
/// result of this function: solving the problem again with the chosen hours as the current ones moves nothing.
pub fn solve(model: &Model) -> Solution {
    let large = model.seats.len() > LARGE;
    let increments = if large { &INCREMENTS[..3] } else { &INCREMENTS[..] };
    let least_gain = if large { increments[increments.len() - 1] } else { LEAST_GAIN };
    let sale = auction::hold(model, increments);
    let present = present(model)
        .filter(|present| Exchange::new(&mut present.clone(), &sale.prices, least_gain).is_finished())
        .map(|present| finished(model, present.hours, sale.bound));
    let gap = if model.seats.len() <= TINY { 0.0 } else { GAP };
    let near = |solution: &Solution| {
        model.seats.len() > SMALL || solution.bound - solution.value <= gap * solution.bound.abs()
    };
    if let Some(present) = present.clone().filter(near) {
        return present;
    }
    let first = present.clone().unwrap_or_else(|| improved(model, &sale, least_gain));
    if near(&first) {
        return first;
    }
    let mut arrangement = Arrangement::of(model, &first.hours);
    let Some(bound) = exact::perfect(&mut arrangement, &sale.prices) else { return first };
    let best = finished(model, arrangement.hours.clone(), bound);
    match present {
        Some(present) if best.value - present.value <= GOOD_ENOUGH * best.value.abs() => Solution { bound, ..present },
        Some(_) => best,
        None => {
            apart::keep_apart(&mut arrangement);
            finished(model, arrangement.hours, bound)
        }
    }
}

/// What exchanges make of an auction.
fn improved(model: &Model, sale: &Sale, least_gain: f64) -> Solution {
    let exchanges = model.seats.len() + 1000;
    let mut arrangement = Arrangement::of(model, &sale.hours);
    Exchange::new(&mut arrangement, &sale.prices, least_gain).improve(exchanges);
    if apart::keep_apart(&mut arrangement) {
        Exchange::new(&mut arrangement, &sale.prices, least_gain).improve(exchanges);
    }
    finished(model, arrangement.hours, sale.bound)
}

fn finished(model: &Model, hours: Vec<u8>, bound: f64) -> Solution {
    let value = model.value(&hours);
    Solution { value, bound: bound.max(value), hours }
}

/// Today's arrangement, where every listing has a place in it and it keeps to the capacities.
fn present(model: &Model) -> Option<Arrangement<'_>> {
    let hours: Option<Vec<u8>> = model.seats.iter().map(|seat| seat.pinned.or(seat.current)).collect();
    Some(Arrangement::of(model, &hours?)).filter(Arrangement::is_feasible)
}
