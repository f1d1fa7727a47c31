//! Tells which sections a line of text is from by how it is written, whatever words it holds: no list has every way in which shops
//! say that a shirt must not be tumble-dried.
//!
//! Two linear models, one on top of the other (stacked sequential learning; Cohen and Carvalho 2005). The first sees the characters of a
//! line and each two that stand side by side, and has a score for each of the [`LABELS`]; the second sees those scores of the line, of its
//! neighbours and of the heading above it. A line's score for a section is a log odds: `ln(p / (1 - p))`. A section counts as there where
//! the page's [`proof`] is at least the section's [`threshold`](Weights::threshold), which was chosen for precision: one line of some
//! length, or three lines of whatever length.
//!
//! The weights (`weights.tsv`) were learned by logistic regression from labelled pages; `examples/sections` learns them anew, with the
//! very [`features`] and [`inputs`] that are used here, so that training and use cannot differ.

mod context;
mod features;
mod line;
mod proof;
mod weights;

#[cfg(test)]
mod tests;

pub use context::{INPUTS, inputs};
pub use features::{Feature, features};
pub use line::{Line, Lines};
pub use proof::proof;
pub use weights::Weights;

/// How many labels there are.
pub const LABELS: usize = 16;

/// What a line may be from, in the order of the weights' columns: what a section table's key `learned` may say.
pub const NAMES: [&str; LABELS] = [
    "promotion",
    "model",
    "product",
    "detail",
    "size",
    "tryon",
    "colour",
    "service",
    "related",
    "parameters",
    "description",
    "brand",
    "usage",
    "reviews",
    "faq",
    "favourite",
];

/// A number for each label.
pub type Scores = [f32; LABELS];

/// The column of a label.
pub fn label(name: &str) -> Option<usize> {
    NAMES.iter().position(|known| *known == name)
}
