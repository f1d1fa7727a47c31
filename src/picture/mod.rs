//! Pictures of detail pages: the bytes of a file -> [`PictureFacts`], its size, weight, hash and the text in it.
//!
//! ```
//! let facts = taojin::picture::examine(b"GIF89a", 1_000_000, None);
//! assert!(facts.text.is_none() && facts.flaw.is_some(), "a file that breaks off is told of, not an error");
//! ```

mod decode;
mod examine;
mod facts;
#[cfg(feature = "ocr")]
mod ocr;
#[cfg(not(feature = "ocr"))]
#[path = "no_ocr.rs"]
mod ocr;
mod source;
mod thumbnail;

#[cfg(test)]
mod tests;

pub use examine::{ReadText, examine};
pub use facts::{PictureFacts, TextLine};
pub use ocr::{ReaderThread, TextReader};
pub(crate) use source::names;
pub use source::{address, local_path};
pub use thumbnail::thumbnail;
