//! The text in a picture: where it stands, in which order it is read, and what it says.
//!
//! Two models of the PP-OCR family do the seeing: one gives for each pixel the probability that it belongs to a line of text, the
//! other one reads a line. What lies between (tiles, boxes, order) is in this room.

mod boxes;
mod detection;
mod order;
mod reader;

mod recognition;
#[cfg(test)]
mod tests;

pub use reader::{ReaderThread, TextReader};
