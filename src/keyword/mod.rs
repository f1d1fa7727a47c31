//! Keywords: scoring (黄金词), and which keywords a set of words covers.

mod keyword;

pub use keyword::{Keyword, SupplySource};
