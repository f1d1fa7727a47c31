//! Titles: findings by rule, and proposals with their evidence.
//!
//! [`TitleEngine::analyze`] is the one entry: a pure function of a listing and what all listings share.

mod brand;
mod candidate;
mod coverage;
mod engine;
pub mod optimiser;
mod order;
mod proposal;
mod rules;
mod selection;
mod unit;
mod view;

pub use coverage::Coverage;
pub use engine::{Scratch, TitleEngine, TitleReport, tagged, title_key};
pub use proposal::{Decision, Proposal};
pub use rules::{RULES, Rule, rule_title, unknown_rule};
