//! The optimiser: which units a title should hold, and proof that no other choice is worth more.
//!
//! Choosing words within a byte budget so that the keywords covered are worth most is a set-union knapsack (O. Goldschmidt, D. Nehme, G. Yu,
//! "Note: On the Set-Union Knapsack Problem", Naval Research Logistics 41, 1994). [`Model`] states it without a word of titles;
//! [`Solver::solve`] answers with a [`Solution`] that carries its value and a proven bound.
//!
//! How the bound comes about: each keyword's value is split among the units it still waits for, and each unit's price is what it is given. Then a
//! choice cannot be worth more than its units' prices, so a plain knapsack at these prices (`knapsack`) bounds every choice, however the
//! values are split: it is the Lagrangian dual of the problem in which every keyword has a copy for each of its units. A good split is found by
//! subgradient steps (M. Held, P. Wolfe, H. Crowder, "Validation of subgradient optimization", Mathematical Programming 6, 1974), starting from
//! the split that the best known choice suggests. Where the gap stays wide, a unit's price is lowered to what it can bring in company
//! (`company`). Each knapsack also tells for every unit what the bound would be with it and without it: most units are decided by that alone,
//! and the search branches over the rest (`search`).
//!
//! Everything is deterministic: ties go to the unit that stands first, and effort is counted in nodes, not in time.

mod company;
mod instance;
mod knapsack;
mod local;
mod model;
mod node;
mod search;
#[cfg(test)]
mod tests;

pub use model::{KeywordUnits, Model, ModelKeyword, ModelUnit, Solution, Term};
pub use search::{Effort, Solver};
