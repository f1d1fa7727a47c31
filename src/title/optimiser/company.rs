//! What a unit can bring in the company of others, within what is left to spend beside it.
//!
//! The plain prices add up all that stands to a unit's account, as if all its partners could be chosen at once. Here each unit's account is a
//! knapsack of its own over its partners (A. Caprara, D. Pisinger, P. Toth, "Exact Solution of the Quadratic Knapsack Problem", INFORMS Journal
//! on Computing 11, 1999), which is far tighter where a unit has many partners of little worth each.

use super::instance::{Instance, bits};
use super::knapsack::larger;
use super::node::{ACCOUNTS, Node};

/// The tables, reused from node to node.
#[derive(Debug)]
pub(super) struct Company {
    /// Row `i`, column `j`: what stands to `i`'s account and needs `j`; rows and columns are the free units in order.
    needs: Vec<f64>,
    /// Row by row the best value of the first partners within each cost.
    table: Vec<f64>,
    /// The partner of each row.
    rows: Vec<u8>,
    /// The partners that each unit would best be chosen with.
    pub partners: [u128; 128],
}

impl Default for Company {
    fn default() -> Self {
        Self { needs: Vec::new(), table: Vec::new(), rows: Vec::new(), partners: [0; 128] }
    }
}

impl Company {
    /// The price of each free unit; fills [`Self::partners`].
    pub fn prices(&mut self, instance: &Instance, node: &Node) -> [f64; ACCOUNTS] {
        let units: Vec<usize> = bits(node.free).collect();
        let count = units.len();
        let mut place = [0_u8; ACCOUNTS];
        units.iter().enumerate().for_each(|(at, &bit)| place[bit] = at as u8);
        self.needs.clear();
        self.needs.resize(count * count, 0.0);
        for pair in &node.pairs {
            let [one, other] = pair.units.map(|unit| place[unit as usize] as usize);
            self.needs[one * count + other] += pair.share;
            self.needs[other * count + one] += pair.value - pair.share;
        }
        for group in &node.groups {
            let holders = group.holders();
            let each = 1.0 / (holders.len() - 1) as f64;
            for (&unit, share) in holders.iter().zip(&group.shares) {
                let row = place[unit as usize] as usize * count;
                for &other in holders.iter().filter(|&&other| other != unit) {
                    self.needs[row + place[other as usize] as usize] += share * each;
                }
            }
        }
        let mut prices = [0.0; ACCOUNTS];
        let width = node.room.cost as usize + 1;
        self.table.resize((count + 1) * width, 0.0);
        for (at, &bit) in units.iter().enumerate() {
            let needs = &self.needs[at * count..(at + 1) * count];
            let room = node.room.cost as usize - instance.costs[bit] as usize;
            let width = room + 1;
            self.table[..width].fill(0.0);
            self.rows.clear();
            for (&other, &need) in units.iter().zip(needs) {
                let cost = instance.costs[other] as usize;
                if need <= 0.0 || cost > room {
                    continue;
                }
                let row = self.rows.len();
                let (done, rest) = self.table.split_at_mut((row + 1) * width);
                let (from, to) = (&done[row * width..], &mut rest[..width]);
                to[..cost].copy_from_slice(&from[..cost]);
                for ((to, &leave), &take) in to[cost..].iter_mut().zip(&from[cost..]).zip(from) {
                    *to = larger(leave, take + need);
                }
                self.rows.push(other as u8);
            }
            let mut spent = room;
            let mut partners = 0_u128;
            prices[bit] = node.alone[bit] + self.table[self.rows.len() * width + spent];
            for (row, &other) in self.rows.iter().enumerate().rev() {
                if self.table[row * width + spent] < self.table[(row + 1) * width + spent] {
                    partners |= 1 << other;
                    spent -= instance.costs[other as usize] as usize;
                }
            }
            self.partners[bit] = partners;
        }
        prices
    }
}
