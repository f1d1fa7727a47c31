//! The bytes of a picture → what is known of it.

use image::RgbImage;
use sha2::{Digest, Sha256};

use super::decode::decode;
use super::facts::{PictureFacts, TextLine};

/// Reads the text in the pixels of a picture; says what it gave up on.
pub type ReadText<'a> = dyn Fn(&RgbImage) -> Result<Vec<TextLine>, String> + 'a;

/// What the bytes of a picture's file say, and with `read` the text in it. Never fails: what is wrong becomes
/// [`PictureFacts::flaw`]. Pictures of more than `max_pixels` are not opened.
pub fn examine(bytes: &[u8], max_pixels: u64, read: Option<&ReadText<'_>>) -> PictureFacts {
    let decoded = decode(bytes, max_pixels);
    let mut facts = PictureFacts {
        width: decoded.width,
        height: decoded.height,
        bytes: bytes.len() as u64,
        hash: Sha256::digest(bytes).into(),
        text: None,
        flaw: decoded.flaw,
    };
    if let (Some(pixels), Some(read)) = (&decoded.pixels, read) {
        match read(pixels) {
            Ok(lines) => facts.text = Some(lines),
            Err(_) => facts.flaw = Some("识别图中文字时出错".into()),
        }
    }
    facts
}
