//! Stands in for the reader of text where taojin was built without the feature `ocr`.

use image::RgbImage;

use super::facts::TextLine;

/// Reads the text in pictures; there is none in a build without the feature `ocr`.
#[derive(Debug)]
pub enum TextReader {}

/// What a thread that reads pictures has of its own.
#[derive(Debug, Default)]
pub struct ReaderThread {}

impl TextReader {
    /// Whether this build can read text at all.
    pub const AVAILABLE: bool = false;

    /// Fails.
    ///
    /// # Errors
    /// Always: says how to get a build that can.
    pub fn load(_detection: Vec<u8>, _recognition: Vec<u8>) -> Result<Self, String> {
        Err("this taojin was built without the feature `ocr`".into())
    }

    /// Nobody can call it.
    ///
    /// # Errors
    /// Never.
    pub fn read(&self, _picture: &RgbImage, _thread: &ReaderThread) -> Result<Vec<TextLine>, String> {
        match *self {}
    }
}
