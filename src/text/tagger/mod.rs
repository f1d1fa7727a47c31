//! Tells which tokens of a title name what is sold or a brand, and which tokens are pieces of one word.
//!
//! A linear sequence model: every token gets one of six [`Label`]s, and the best sequence is found by Viterbi's algorithm. What it looks at are
//! properties of words ([`Traits`]), not the words themselves, but for their first and last characters; so what it knows of a head such as 架 holds for
//! racks that no dictionary lists.
//!
//! The weights (`weights.tsv`) were learned by a conditional random field from titles in which people had marked brands and products. `examples/train`
//! learns them anew; it uses the very feature names that [`Weights`] are compiled from, so that training and use cannot differ.

mod compiled;
mod decode;
mod features;
mod traits;
mod weights;

#[cfg(test)]
mod tests;

pub use decode::Lattice;
pub use features::{Slot, slots};
pub use traits::{Endings, Traits};
pub use weights::{LABELS, Label, Weights};

pub(super) use compiled::{Seen, Tagger};
