//! The reader of the text in pictures.

use std::sync::Arc;

use image::imageops::FilterType;
use image::{DynamicImage, RgbImage};
use rten::{Model, ModelOptions, RunOptions, ThreadPool};

use super::boxes::{TextBox, boxes};
use super::order::reading_order;
use super::{detection, recognition};
use crate::picture::facts::TextLine;

/// Narrower pictures are enlarged before text is looked for, at most to twice their size.
const LEAST_WIDTH: u32 = 640;

/// Wider pictures are looked at in this width; their text is read at its own size.
const MOST_WIDTH: u32 = 960;

/// Pictures with a side below this many pixels hold no text that anyone could read.
const LEAST_SIDE: u32 = 12;

/// Lines read of a picture at most.
const MOST_LINES: usize = 1000;

/// Longest line at the model's height; longer boxes are borders and patterns.
const LONGEST_LINE: u32 = 4800;

/// Mean probability of a line's characters from which it is believed.
const BELIEVED: f32 = 0.5;

/// Reads the text in pictures; loaded once, shared by all threads.
pub struct TextReader {
    detection: Model,
    recognition: Model,
    characters: Vec<Box<str>>,
}

/// What a thread that reads pictures has of its own. The models' work is done by a thread that belongs to it.
#[derive(Debug)]
pub struct ReaderThread(RunOptions);

/// Why a picture could not be read.
#[derive(Debug)]
pub(super) struct Failed(pub String);

impl<E: std::error::Error> From<E> for Failed {
    fn from(error: E) -> Self {
        Self(error.to_string())
    }
}

impl Default for ReaderThread {
    fn default() -> Self {
        Self(RunOptions::default().with_thread_pool(Some(Arc::new(ThreadPool::with_num_threads(1)))))
    }
}

impl ReaderThread {
    pub(super) fn options(&self) -> RunOptions {
        self.0.clone()
    }
}

impl TextReader {
    /// Whether this build can read text at all.
    pub const AVAILABLE: bool = true;

    /// Loads the models from the bytes of their files.
    ///
    /// # Errors
    /// Says what is wrong with a model.
    pub fn load(detection: Vec<u8>, recognition: Vec<u8>) -> Result<Self, String> {
        let load =
            |bytes| ModelOptions::with_all_ops().prepack_weights(true).load(bytes).map_err(|error| error.to_string());
        let (detection, recognition) = (load(detection)?, load(recognition)?);
        let list = recognition.metadata().get("character").ok_or("the recognition model has no list of characters")?;
        let characters = std::iter::once("").chain(list.lines()).chain([" "]).map(Box::from).collect();
        Ok(Self { detection, recognition, characters })
    }

    /// The lines of text in a picture, in reading order.
    ///
    /// # Errors
    /// Says what a model gave up on.
    pub fn read(&self, picture: &RgbImage, thread: &ReaderThread) -> Result<Vec<TextLine>, String> {
        self.lines(picture, thread).map_err(|Failed(reason)| reason)
    }

    fn lines(&self, picture: &RgbImage, thread: &ReaderThread) -> Result<Vec<TextLine>, Failed> {
        let (width, height) = picture.dimensions();
        if width.min(height) < LEAST_SIDE {
            return Ok(Vec::new());
        }
        let scale = scale(width);
        let sides = [width, height].map(|side| ((side as f32 * scale).round() as u32).max(1));
        let map = if sides == [width, height] {
            detection::text_map(&self.detection, thread, picture)?
        } else {
            detection::text_map(&self.detection, thread, &resize(picture.clone(), sides))?
        };
        let mut lines = Vec::new();
        for each in reading_order(boxes(&map)).into_iter().take(MOST_LINES) {
            let bounds = bounds(&each, scale, width, height);
            let Some(line) = cut(picture, bounds) else { continue };
            let (text, confidence) = recognition::read(&self.recognition, thread, &self.characters, &line)?;
            if confidence >= BELIEVED && !text.trim().is_empty() {
                lines.push(TextLine { text: text.trim().to_owned(), confidence, bounds });
            }
        }
        Ok(lines)
    }
}

/// How much larger a picture of this width is looked at.
fn scale(width: u32) -> f32 {
    let width = width as f32;
    (LEAST_WIDTH as f32 / width).clamp(1.0, 2.0).min(MOST_WIDTH as f32 / width)
}

/// A box of the map as x, y, width and height in the picture.
fn bounds(each: &TextBox, scale: f32, width: u32, height: u32) -> [u32; 4] {
    let left = ((each.left / scale).floor() as u32).min(width);
    let top = ((each.top / scale).floor() as u32).min(height);
    let right = ((each.right / scale).ceil() as u32).min(width);
    let bottom = ((each.bottom / scale).ceil() as u32).min(height);
    [left, top, right.saturating_sub(left), bottom.saturating_sub(top)]
}

/// The line within these bounds, at the model's height.
fn cut(picture: &RgbImage, bounds: [u32; 4]) -> Option<RgbImage> {
    let [x, y, width, height] = bounds;
    if width == 0 || height == 0 {
        return None;
    }
    let target = width.saturating_mul(recognition::LINE_HEIGHT).div_ceil(height).clamp(1, LONGEST_LINE);
    let line = image::imageops::crop_imm(picture, x, y, width, height).to_image();
    Some(resize(line, [target, recognition::LINE_HEIGHT]))
}

fn resize(picture: RgbImage, [width, height]: [u32; 2]) -> RgbImage {
    DynamicImage::ImageRgb8(picture).resize_exact(width, height, FilterType::Triangle).into_rgb8()
}
