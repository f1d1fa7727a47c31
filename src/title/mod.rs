//! Titles: findings by rule, and proposals with their evidence.
//!
//! [`TitleEngine::analyze`] is the one entry: a pure function of a listing and what all listings share.

mod alternatives;
mod brand;
mod candidate;
mod choice;
mod coverage;
mod engine;
mod fault;
mod in_place;
pub mod optimiser;
mod order;
mod plan;
mod proposal;
mod reading;
mod reason;
mod relevance;
mod repeat;
mod rules;
mod score;
mod siblings;
mod sketch;
mod staying;
mod twins;
mod unit;
mod view;
mod writing;

pub use coverage::Coverage;
pub use engine::{Scratch, TitleEngine, TitleReport, tagged, title_key};
pub use fault::Faults;
pub use plan::TitleModel;
pub use proposal::{Decision, Proposal, Standing};
pub use reading::Refusal;
pub use reason::Reason;
pub use rules::{Example, RULES, Rule, rule_title, unknown_rule};
pub use score::Deduction;
pub use sketch::TitleSketch;
pub use twins::{TitleWords, Twin, TwinSearch, Twins};
