//! Keywords: scoring (黄金词), and which keywords a set of words covers.

mod index;
mod keyword;
mod price;
mod score;
mod visits;
mod word_set;

pub use index::{KeywordId, KeywordIndex};
pub use keyword::{Keyword, KeywordFigures, SupplySource};
pub(crate) use price::suits_level;
pub use price::{ListingPrice, PriceClaim};
pub use score::{Grade, KeywordScore, Scorer, supply};
pub use visits::{Expectation, expectation};
pub use word_set::WordSet;
