//! What is known of a picture's file: the value that a page check is given.

use serde::{Deserialize, Serialize};

/// What a picture's file says. Worked out once for each content; a picture without a local file has none.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct PictureFacts {
    /// Width in pixels; 0 where the file does not say.
    pub width: u32,
    /// Height in pixels; 0 where the file does not say.
    pub height: u32,
    /// Weight of the file in bytes.
    pub bytes: u64,
    /// SHA-256 of the file: two files of one hash are the same picture.
    pub hash: [u8; 32],
    /// The lines of text in the picture, in reading order: empty where there is none, `None` where nobody read it.
    pub text: Option<Vec<TextLine>>,
    /// What is wrong with the file, in Chinese. Such a picture was not read to its end, whatever [`Self::text`] holds: it may show
    /// more.
    pub flaw: Option<String>,
}

/// A line of text in a picture.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct TextLine {
    /// The characters.
    pub text: String,
    /// Mean probability of its characters, 0 to 1.
    pub confidence: f32,
    /// Where it stands: x, y, width and height in pixels.
    pub bounds: [u32; 4],
}
