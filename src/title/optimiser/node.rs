//! A node of the search tree: what is decided, and what the open units could still bring.

use super::instance::{Instance, Room, bits};

/// Some units are taken, some are out, the rest is free.
#[derive(Debug, Clone)]
pub(super) struct Node {
    pub free: u128,
    pub taken: u128,
    /// Value of what is taken, without the terms.
    pub base: f64,
    /// What is left to spend. Edits for leaving out free units are not yet taken off.
    pub room: Room,
    /// What each free unit brings by itself.
    pub alone: [f64; 128],
    /// Keywords that wait for two free units.
    pub pairs: Vec<Pair>,
    /// Keywords that wait for three or more.
    pub groups: Vec<Group>,
}

/// A keyword that waits for two units.
#[derive(Debug, Clone, Copy)]
pub(super) struct Pair {
    pub units: [u8; 2],
    pub value: f64,
    /// How much of the value stands to the first unit's account; the rest stands to the second's.
    pub share: f64,
}

/// A keyword that waits for three units or more.
#[derive(Debug, Clone, Copy)]
pub(super) struct Group {
    pub mask: u128,
    pub value: f64,
    /// The units to whose account the value stands; of more than [`HOLDERS`] units the first ones. [`NOBODY`] fills up.
    pub units: [u8; HOLDERS],
    /// How much stands to each one's account.
    pub shares: [f64; HOLDERS],
}

impl Group {
    /// The units to whose account the value stands.
    pub fn holders(&self) -> &[u8] {
        let count = self.units.iter().position(|&unit| unit == NOBODY).unwrap_or(HOLDERS);
        &self.units[..count]
    }
}

/// Accounts of a group.
const HOLDERS: usize = 4;
/// The place behind the last unit: its account stays empty.
const NOBODY: u8 = 128;
/// Accounts there is room for: a unit's number is a byte, so no look-up can miss.
pub(super) const ACCOUNTS: usize = 256;

/// What is decided about a unit.
const OUT: u8 = 0;
const FREE: u8 = 1;
const TAKEN: u8 = 2;

impl Pair {
    fn mask(self) -> u128 {
        1 << self.units[0] | 1 << self.units[1]
    }
}

impl Node {
    /// Nothing is decided and nothing to be gained yet.
    pub fn new(free: u128, room: Room, base: f64, keywords: usize) -> Self {
        Self {
            free,
            taken: 0,
            base,
            room,
            alone: [0.0; 128],
            pairs: Vec::with_capacity(keywords),
            groups: Vec::with_capacity(keywords),
        }
    }

    /// Puts in a keyword that waits for the units of `mask`; its value is split evenly.
    pub fn add(&mut self, mask: u128, value: f64) {
        let group = self.settle(mask, value, |_| None);
        self.groups.extend(group);
    }

    /// Takes some free units and leaves some out. Whether that stays within the limits; where not, the node is spent.
    pub fn decide(&mut self, instance: &Instance, take: u128, leave: u128) -> bool {
        let within = self.spend(instance, take, leave).is_some();
        if within {
            self.keep_keywords(instance);
            // What nothing needs is out, if that is free of charge.
            let mut wanted =
                instance.terms.iter().flat_map(|term| &term.groups).fold(0, |wanted, group| wanted | group);
            for pair in &self.pairs {
                wanted |= pair.mask();
            }
            for group in &self.groups {
                wanted |= group.mask;
            }
            let idle = bits(self.free & !wanted)
                .filter(|&bit| self.alone[bit] <= 0.0 && instance.edits_out[bit] == 0)
                .fold(0_u128, |set, bit| set | (1 << bit));
            self.free &= !idle;
        }
        within
    }

    fn spend(&mut self, instance: &Instance, take: u128, leave: u128) -> Option<()> {
        let mut out = leave;
        self.taken |= take;
        for bit in bits(take) {
            self.room.cost = self.room.cost.checked_sub(instance.costs[bit])?;
            self.room.edits = self.room.edits.checked_sub(instance.edits_in[bit])?;
            self.base += self.alone[bit];
            out |= instance.excludes[bit];
        }
        if out & self.taken != 0 {
            return None;
        }
        out &= self.free;
        self.free &= !take;
        // What does not fit any more is out as well, and may cost edits in its turn.
        loop {
            self.free &= !out;
            for bit in bits(out) {
                self.room.edits = self.room.edits.checked_sub(instance.edits_out[bit])?;
            }
            out = self.misfits(instance);
            if out == 0 {
                return Some(());
            }
        }
    }

    /// Free units that there is no room for.
    fn misfits(&self, instance: &Instance) -> u128 {
        bits(self.free)
            .filter(|&bit| instance.costs[bit] > self.room.cost || instance.edits_in[bit] > self.room.edits)
            .fold(0, |set, bit| set | (1 << bit))
    }

    fn keep_keywords(&mut self, instance: &Instance) {
        if self.pairs.is_empty() && self.groups.is_empty() {
            return;
        }
        let known = self.free | self.taken;
        let room = u32::from(self.room.cost);
        // Bytes instead of bits: this runs over every keyword.
        let mut costs = [0_u32; ACCOUNTS];
        let mut states = [OUT; ACCOUNTS];
        for (bit, &cost) in instance.costs.iter().enumerate() {
            costs[bit] = u32::from(cost);
            if self.free >> bit & 1 == 1 {
                states[bit] = FREE;
            } else if self.taken >> bit & 1 == 1 {
                states[bit] = TAKEN;
            }
        }
        let mut pairs = std::mem::take(&mut self.pairs);
        pairs.retain(|pair| {
            let [one, other] = pair.units.map(usize::from);
            match (states[one], states[other]) {
                (FREE, FREE) => return costs[one] + costs[other] <= room,
                (FREE, TAKEN) => self.alone[one & 127] += pair.value,
                (TAKEN, FREE) => self.alone[other & 127] += pair.value,
                (TAKEN, TAKEN) => self.base += pair.value,
                _ => {}
            }
            false
        });
        self.pairs = pairs;
        let mut groups = std::mem::take(&mut self.groups);
        let mut left = 0;
        for at in 0..groups.len() {
            let group = groups[at];
            if group.mask & !known != 0 {
                continue;
            }
            let open = group.mask & self.free;
            if bits(open).map(|bit| u32::from(instance.costs[bit])).sum::<u32>() > room {
                continue;
            }
            if open == group.mask {
                groups[left] = group;
                left += 1;
                continue;
            }
            let share = |bit: usize| {
                let at = group.units.iter().position(|&unit| unit as usize == bit)?;
                Some(group.shares[at])
            };
            if let Some(smaller) = self.settle(open, group.value, share) {
                groups[left] = smaller;
                left += 1;
            }
        }
        groups.truncate(left);
        self.groups = groups;
    }

    /// Puts in a keyword that waits for the units of `mask`; a group is handed back. Its value is split as `share` says, and what is left over
    /// evenly.
    fn settle(&mut self, mask: u128, value: f64, share: impl Fn(usize) -> Option<f64>) -> Option<Group> {
        let mut units = [NOBODY; HOLDERS];
        let mut shares = [0.0; HOLDERS];
        let mut count = 0;
        for (at, bit) in bits(mask).take(HOLDERS).enumerate() {
            units[at] = bit as u8;
            shares[at] = share(bit).unwrap_or_default();
            count = at + 1;
        }
        let rest = (value - shares.iter().sum::<f64>()) / count.max(1) as f64;
        shares.iter_mut().take(count).for_each(|share| *share += rest);
        match count {
            0 => self.base += value,
            1 => self.alone[units[0] as usize & 127] += value,
            2 => self.pairs.push(Pair { units: [units[0], units[1]], value, share: shares[0] }),
            _ => return Some(Group { mask, value, units, shares }),
        }
        None
    }

    /// The value of taking `chosen` of the free units, and how much of the keywords' split that choice would move: the squared length of the
    /// step that [`Self::shift`] takes.
    pub fn value(&self, instance: &Instance, chosen: u128) -> (f64, f64) {
        let (mut value, mut halves, mut parts) = (self.base, 0_u32, 0_u32);
        for bit in bits(chosen) {
            value += self.alone[bit];
        }
        let inside = membership(chosen);
        for pair in &self.pairs {
            let [one, other] = pair.units.map(|unit| inside[unit as usize]);
            value += if one & other == 1 { pair.value } else { 0.0 };
            halves += u32::from(one ^ other);
        }
        for group in &self.groups {
            value += if group.mask & !chosen == 0 { group.value } else { 0.0 };
            parts += u32::from(group.mask & !chosen != 0 && group.mask & chosen != 0);
        }
        value += instance.terms.iter().map(|term| term.value(self.taken | chosen)).sum::<f64>();
        (value, 0.5 * f64::from(halves) + 0.7 * f64::from(parts))
    }

    /// What stands to each unit's account.
    pub fn accounts(&self) -> [f64; ACCOUNTS] {
        let mut accounts = [0.0; ACCOUNTS];
        accounts[..128].copy_from_slice(&self.alone);
        for pair in &self.pairs {
            accounts[pair.units[0] as usize] += pair.share;
            accounts[pair.units[1] as usize] += pair.value - pair.share;
        }
        for group in &self.groups {
            for (&unit, share) in group.units.iter().zip(&group.shares) {
                accounts[unit as usize] += share;
            }
        }
        accounts
    }

    /// A step down the bound: where a keyword is chosen in part, value moves from the chosen units' accounts to the others'. Returns the accounts.
    pub fn shift(&mut self, chosen: u128, length: f64) -> [f64; ACCOUNTS] {
        let mut accounts = [0.0; ACCOUNTS];
        accounts[..128].copy_from_slice(&self.alone);
        // 1 for a chosen unit; nobody counts as chosen, and has nothing to give.
        let mut inside = [1.0_f64; ACCOUNTS];
        inside.iter_mut().take(128).enumerate().for_each(|(bit, inside)| *inside = (chosen >> bit & 1) as f64);
        for pair in &mut self.pairs {
            let [one, other] = pair.units.map(usize::from);
            let share = pair.share - (inside[one] - inside[other]) * length * 0.5;
            pair.share = share.max(0.0).min(pair.value);
            accounts[one] += pair.share;
            accounts[other] += pair.value - pair.share;
        }
        for group in &mut self.groups {
            if group.mask & chosen != 0 && group.mask & !chosen != 0 {
                let flags = group.units.map(|unit| inside[unit as usize]);
                let outside = HOLDERS as f64 - flags.iter().sum::<f64>();
                let mut moved = 0.0;
                if outside > 0.0 {
                    for (share, flag) in group.shares.iter_mut().zip(flags) {
                        let part = share.min(length) * flag;
                        *share -= part;
                        moved += part;
                    }
                    let each = moved / outside;
                    for (share, flag) in group.shares.iter_mut().zip(flags) {
                        *share += each * (1.0 - flag);
                    }
                }
            }
            for (&unit, share) in group.units.iter().zip(&group.shares) {
                accounts[unit as usize] += share;
            }
        }
        accounts
    }

    /// The same step under the prices of [`super::company`]: what counts is whether a unit is chosen and its partners are the ones it would be
    /// chosen with.
    pub fn shift_in_company(&mut self, chosen: u128, partners: &[u128; 128], gap: f64) {
        let wanted: [u128; 128] = std::array::from_fn(|bit| if chosen >> bit & 1 == 1 { partners[bit] } else { 0 });
        let has = |unit: u8, other: u8| (wanted[unit as usize & 127] >> other & 1) as f64;
        let mut norm = 0.0;
        for pair in &self.pairs {
            norm += (has(pair.units[0], pair.units[1]) - has(pair.units[1], pair.units[0])).abs();
        }
        norm *= 0.5;
        for group in &self.groups {
            let (mut sum, mut squares) = (0.0, 0.0);
            let holders = group.holders();
            let others = (holders.len() - 1) as f64;
            for &unit in holders {
                let met = f64::from((wanted[unit as usize & 127] & group.mask).count_ones()) / others;
                sum += met;
                squares += met * met;
            }
            norm += squares - sum * sum / holders.len() as f64;
        }
        let length = gap / norm.max(0.5);
        for pair in &mut self.pairs {
            let lean = has(pair.units[0], pair.units[1]) - has(pair.units[1], pair.units[0]);
            pair.share = (pair.share - lean * length * 0.5).max(0.0).min(pair.value);
        }
        for group in &mut self.groups {
            let holders = group.holders().len();
            let others = (holders - 1) as f64;
            let mut met = [1.0_f64; HOLDERS];
            for (met, &unit) in met.iter_mut().zip(&group.units).take(holders) {
                *met = (f64::from((wanted[unit as usize & 127] & group.mask).count_ones()) / others).min(1.0);
            }
            let open = met.iter().map(|met| 1.0 - met).sum::<f64>();
            if open <= 0.0 {
                continue;
            }
            let mut moved = 0.0;
            for (share, met) in group.shares.iter_mut().zip(met) {
                let part = share.min(length * met);
                *share -= part;
                moved += part;
            }
            for (share, met) in group.shares.iter_mut().zip(met) {
                *share += moved * (1.0 - met) / open;
            }
        }
    }

    /// Moves the value of keywords that are chosen in part to the units that are not: the first guess, once a good choice is known.
    pub fn lean(&mut self, chosen: u128) {
        let inside = membership(chosen);
        for pair in &mut self.pairs {
            match pair.units.map(|unit| inside[unit as usize]) {
                [1, 0] => pair.share = 0.0,
                [0, 1] => pair.share = pair.value,
                _ => {}
            }
        }
        for group in &mut self.groups {
            let outside = group.units.iter().filter(|&&unit| unit != NOBODY && chosen >> unit & 1 == 0).count();
            let whole = group.units.iter().filter(|&&unit| unit != NOBODY).count();
            if outside == 0 || outside == whole {
                continue;
            }
            for (share, &unit) in group.shares.iter_mut().zip(&group.units) {
                let takes = unit != NOBODY && chosen >> unit & 1 == 0;
                *share = if takes { group.value / outside as f64 } else { 0.0 };
            }
        }
    }
}

/// 1 for each unit of a set: bytes instead of bits, where a loop runs over every keyword.
pub(super) fn membership(set: u128) -> [u8; ACCOUNTS] {
    let mut inside = [0; ACCOUNTS];
    bits(set).for_each(|bit| inside[bit] = 1);
    inside
}
