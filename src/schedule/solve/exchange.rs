//! Improvement by exchanges: listings move along a cycle of hours, each into the hour that the next one leaves.
//!
//! The best move from each hour to each other makes a graph of 168 hours and the outside, which takes what an hour can spare and
//! gives what it has room for. A cycle of positive gain in it improves the arrangement by at least that gain: within an hour,
//! what one leaves and another enters can only be worth more together than one by one. Where no cycle gains, the longest paths
//! are prices of the hours.

use super::arrangement::Arrangement;
use crate::schedule::week::HOURS_PER_WEEK;

/// The outside, beside the hours.
const OUTSIDE: usize = HOURS_PER_WEEK;
const NODES: usize = HOURS_PER_WEEK + 1;
const NOBODY: u32 = u32::MAX;

/// The best moves between the hours of an arrangement.
#[derive(Debug)]
pub(super) struct Exchange<'m, 'a> {
    arrangement: &'m mut Arrangement<'a>,
    /// The worth of open hours, negative infinity for others.
    open_worth: [f64; HOURS_PER_WEEK],
    /// Who ends in each hour and may leave it.
    residents: Vec<Vec<u32>>,
    /// Best gain of a move from the first hour (row) to the second.
    gains: Vec<[f64; HOURS_PER_WEEK]>,
    movers: Vec<[u32; HOURS_PER_WEEK]>,
    /// Longest paths: what one more place in each hour is worth.
    prices: [f64; HOURS_PER_WEEK],
    /// The same for the outside.
    outside: f64,
    /// Share of its weight that a listing's move has to gain.
    least_gain: f64,
    /// Differences that may be rounding.
    tolerance: f64,
}

impl<'m, 'a> Exchange<'m, 'a> {
    /// `prices` are a guess at what one more place in each hour is worth. A move that gains less than `least_gain` of the listing's
    /// weight is not worth its while.
    pub fn new(arrangement: &'m mut Arrangement<'a>, prices: &[f64; HOURS_PER_WEEK], least_gain: f64) -> Self {
        let model = arrangement.model;
        let mut residents = vec![Vec::new(); HOURS_PER_WEEK];
        for (index, (seat, &hour)) in (0..).zip(model.seats.iter().zip(&arrangement.hours)) {
            if seat.pinned.is_none() {
                residents[usize::from(hour)].push(index);
            }
        }
        let open_worth = model.open_worth();
        let heaviest = model.seats.first().map_or(0.0, |seat| seat.weight);
        let best = model.worth.iter().copied().fold(0.0, f64::max);
        let mut exchange = Self {
            arrangement,
            open_worth,
            residents,
            gains: vec![[f64::NEG_INFINITY; HOURS_PER_WEEK]; HOURS_PER_WEEK],
            movers: vec![[NOBODY; HOURS_PER_WEEK]; HOURS_PER_WEEK],
            prices: *prices,
            outside: 0.0,
            least_gain,
            tolerance: heaviest * best * 1e-12,
        };
        for hour in 0..HOURS_PER_WEEK {
            exchange.look_from(hour);
        }
        exchange
    }

    /// Carries out cycles until none gains, `most` of them at most.
    pub fn improve(&mut self, most: usize) {
        for _ in 0..most {
            let Some(cycle) = self.gaining_cycle() else { break };
            self.carry_out(&cycle);
        }
    }

    /// Whether no cycle gains.
    pub fn is_finished(&mut self) -> bool {
        self.gaining_cycle().is_none()
    }

    /// Works out the best moves out of an hour.
    fn look_from(&mut self, from: usize) {
        let mut best = [f64::NEG_INFINITY; HOURS_PER_WEEK];
        let mut who = [NOBODY; HOURS_PER_WEEK];
        let mut gains = [0.0; HOURS_PER_WEEK];
        for &index in &self.residents[from] {
            let loss = self.loss(index);
            self.arrangement.gains(index, &self.open_worth, &mut gains);
            for ((best, who), gain) in best.iter_mut().zip(&mut who).zip(&gains) {
                let gain = gain - loss;
                if gain > *best {
                    *best = gain;
                    *who = index;
                }
            }
        }
        best[from] = f64::NEG_INFINITY;
        self.gains[from] = best;
        self.movers[from] = who;
    }

    /// Works out the best move from one hour to another.
    fn look(&mut self, from: usize, to: usize) {
        let mut best = (f64::NEG_INFINITY, NOBODY);
        for &index in &self.residents[from] {
            let gain = self.gain(index, to) - self.loss(index);
            if gain > best.0 {
                best = (gain, index);
            }
        }
        (self.gains[from][to], self.movers[from][to]) = best;
    }

    /// What the move of a listing out of its hour has to make good.
    fn loss(&self, index: u32) -> f64 {
        self.arrangement.loss(index) + self.least_gain * self.arrangement.model.seats[index as usize].weight
    }

    /// What the total gains when a listing that ends elsewhere enters the hour.
    fn gain(&self, index: u32, to: usize) -> f64 {
        let model = self.arrangement.model;
        let seat = &model.seats[index as usize];
        if !seat.may_end(to, &model.open) {
            return f64::NEG_INFINITY;
        }
        let alone = seat.weight;
        let gain =
            self.arrangement.bucket(seat.group, to as u8).map_or(alone, |bucket| bucket.gain(alone, &model.shares));
        let stay = if seat.current == Some(to as u8) { seat.weight * model.move_cost } else { 0.0 };
        model.worth[to] * gain + stay
    }

    /// A cycle of hours (and the outside) whose moves gain, each node before the one that its listing moves to.
    ///
    /// Bellman-Ford for longest paths from the prices of the last call: little has changed since.
    fn gaining_cycle(&mut self) -> Option<Vec<usize>> {
        let arrangement = &*self.arrangement;
        let model = arrangement.model;
        let mut parents = [usize::MAX; NODES];
        let has_room: [bool; HOURS_PER_WEEK] =
            std::array::from_fn(|hour| arrangement.counts[hour] < model.capacity[hour]);
        let tolerance = self.tolerance;
        for _ in 0..=NODES {
            let mut changed = false;
            for (from, (row, &has_room)) in self.gains.iter().zip(&has_room).enumerate() {
                let start = self.prices[from] - tolerance;
                // Rows without anything better, nearly all of them, are passed by in one sweep without branches.
                let lead = row.iter().zip(&self.prices).map(|(gain, price)| gain + start - price);
                if lead.fold(f64::NEG_INFINITY, f64::max) > 0.0 {
                    for (to, ((gain, price), parent)) in row.iter().zip(&mut self.prices).zip(&mut parents).enumerate()
                    {
                        if to != from && gain + start > *price {
                            *price = gain + start + tolerance;
                            *parent = from;
                            changed = true;
                        }
                    }
                }
                if has_room && self.prices[from] - tolerance > self.outside {
                    self.outside = self.prices[from];
                    parents[OUTSIDE] = from;
                    changed = true;
                }
            }
            for (price, parent) in self.prices.iter_mut().zip(&mut parents) {
                if self.outside - tolerance > *price {
                    *price = self.outside;
                    *parent = OUTSIDE;
                    changed = true;
                }
            }
            if !changed {
                return None;
            }
            if let Some(cycle) = cycle_of(&parents)
                && self.total(&cycle) > tolerance
            {
                return Some(cycle);
            }
        }
        None
    }

    /// The gain of a cycle.
    fn total(&self, cycle: &[usize]) -> f64 {
        let moves = cycle.iter().zip(cycle.iter().cycle().skip(1));
        moves.filter(|&(&from, &to)| from != OUTSIDE && to != OUTSIDE).map(|(&from, &to)| self.gains[from][to]).sum()
    }

    fn carry_out(&mut self, cycle: &[usize]) {
        let moves: Vec<(usize, usize, u32)> = cycle
            .iter()
            .zip(cycle.iter().cycle().skip(1))
            .filter(|&(&from, &to)| from != OUTSIDE && to != OUTSIDE)
            .map(|(&from, &to)| (from, to, self.movers[from][to]))
            .collect();
        // The groups that bring something else to an hour than before.
        let mut changed: Vec<(u32, usize)> = Vec::new();
        for &(from, to, index) in &moves {
            let group = self.arrangement.model.seats[index as usize].group;
            if self.arrangement.leave(index) {
                changed.push((group, from));
            }
            if self.arrangement.enter(index, to as u8) {
                changed.push((group, to));
            }
            self.residents[from].retain(|&resident| resident != index);
            self.residents[to].push(index);
        }
        let mut touched: Vec<usize> = moves.iter().flat_map(|&(from, to, _)| [from, to]).collect();
        touched.sort_unstable();
        touched.dedup();
        let model = self.arrangement.model;
        let mut mates: Vec<(u32, usize)> = Vec::new();
        changed.sort_unstable();
        changed.dedup();
        for (group, hour) in changed {
            let members = self.arrangement.groups[group as usize].iter().flat_map(|bucket| &bucket.members);
            mates.extend(members.map(|&member| (member, hour)));
        }
        for &hour in &touched {
            self.look_from(hour);
        }
        for (index, to) in mates {
            let from = usize::from(self.arrangement.hours[index as usize]);
            if from == to || touched.binary_search(&from).is_ok() || model.seats[index as usize].pinned.is_some() {
                continue;
            }
            let gain = self.gain(index, to) - self.loss(index);
            if gain >= self.gains[from][to] {
                (self.gains[from][to], self.movers[from][to]) = (gain, index);
            } else if self.movers[from][to] == index {
                self.look(from, to);
            }
        }
    }
}

/// A cycle in the graph of parents, in the direction of the moves.
pub(super) fn cycle_of(parents: &[usize]) -> Option<Vec<usize>> {
    let mut seen = vec![0_usize; parents.len()];
    for start in 0..parents.len() {
        let mut node = start;
        while node != usize::MAX && seen[node] == 0 {
            seen[node] = start + 1;
            node = parents[node];
        }
        if node != usize::MAX && seen[node] == start + 1 {
            let mut cycle = vec![node];
            let mut next = parents[node];
            while next != node {
                cycle.push(next);
                next = parents[next];
            }
            cycle.reverse();
            return Some(cycle);
        }
    }
    None
}
