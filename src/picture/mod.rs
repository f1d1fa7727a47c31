//! Pictures of detail pages as files: [`PictureFacts`] are their sizes, weight, hash and the text in them.

mod facts;

pub use facts::{PictureFacts, TextLine};
