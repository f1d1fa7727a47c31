//! A picture → the map of its text, tile by tile.

use image::RgbImage;
use rten::Model;
use rten_tensor::NdTensor;

use super::boxes::TextMap;
use super::reader::{Failed, ReaderThread};

/// The network halves a picture five times: its sides are multiples of this.
const GRAIN: u32 = 32;

/// Rows of a tile. Memory follows from it, whatever the length of the picture.
const TILE: u32 = 1024;

/// Rows that two tiles have in common: each line of text near the cut is seen with what surrounds it by one of them.
const OVERLAP: u32 = 160;

/// Rows of a picture that are looked at together, and those of them whose result is kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Tile {
    top: u32,
    bottom: u32,
    keep_top: u32,
    keep_bottom: u32,
}

/// The tiles of a picture of so many rows: what is kept of them lies end to end.
fn tiles(height: u32) -> Vec<Tile> {
    let mut tiles: Vec<Tile> = Vec::new();
    let (mut top, mut keep_top) = (0, 0);
    loop {
        let bottom = (top + TILE).min(height);
        let last = bottom == height;
        let keep_bottom = if last { height } else { bottom - OVERLAP / 2 };
        tiles.push(Tile { top, bottom, keep_top, keep_bottom });
        if last {
            return tiles;
        }
        top = bottom - OVERLAP;
        keep_top = keep_bottom;
    }
}

/// The map of a picture's text, of the picture's size.
pub(super) fn text_map(model: &Model, thread: &ReaderThread, picture: &RgbImage) -> Result<TextMap, Failed> {
    let (width, height) = picture.dimensions();
    let mut probabilities = Vec::with_capacity(width as usize * height as usize);
    for tile in tiles(height) {
        let (padded_width, rows) = (width.next_multiple_of(GRAIN), tile.bottom - tile.top);
        let padded_rows = rows.next_multiple_of(GRAIN);
        let input = tensor(picture, tile.top, padded_width, padded_rows);
        let output = model.run_one(input.into(), Some(thread.options()))?;
        let (shape, values) = output.into_shape_vec::<f32, 4>()?;
        if shape != [1, 1, padded_rows as usize, padded_width as usize] {
            return Err(Failed("the detection model answers in an unknown form".into()));
        }
        let kept = values
            .chunks_exact(padded_width as usize)
            .skip((tile.keep_top - tile.top) as usize)
            .take((tile.keep_bottom - tile.keep_top) as usize);
        for row in kept {
            let row = row.get(..width as usize).unwrap_or_default();
            probabilities.extend(row.iter().map(|&probability| (probability.clamp(0.0, 1.0) * 255.0) as u8));
        }
    }
    Ok(TextMap { width, height, probabilities })
}

/// Part of a picture as the models want it: blue, green, red, each from -1 to 1; what lies beyond the edge repeats it.
fn tensor(picture: &RgbImage, top: u32, width: u32, rows: u32) -> NdTensor<f32, 4> {
    let (own_width, own_height) = picture.dimensions();
    let mut values = Vec::with_capacity(3 * (width * rows) as usize);
    for channel in [2, 1, 0] {
        for y in top..top + rows {
            let y = y.min(own_height.saturating_sub(1)) as usize;
            let row = picture.as_raw().chunks_exact(3 * own_width.max(1) as usize).nth(y).unwrap_or_default();
            let mut last = 0.0;
            let own = row.chunks_exact(3).map(|pixel| normal(pixel.get(channel).copied().unwrap_or_default()));
            for value in own {
                last = value;
                values.push(value);
            }
            values.extend(std::iter::repeat_n(last, (width - own_width) as usize));
        }
    }
    NdTensor::from_data([1, 3, rows as usize, width as usize], values)
}

/// 0 to 255 as -1 to 1.
pub(super) fn normal(channel: u8) -> f32 {
    f32::from(channel) / 127.5 - 1.0
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn what_is_kept_of_the_tiles_is_the_picture(height in 1..40_000_u32) {
            let tiles = tiles(height);
            let mut row = 0;
            for tile in &tiles {
                prop_assert_eq!(tile.keep_top, row);
                prop_assert!(tile.top <= tile.keep_top && tile.keep_bottom <= tile.bottom && tile.bottom - tile.top <= TILE);
                row = tile.keep_bottom;
            }
            prop_assert_eq!(row, height);
        }
    }

    #[test]
    fn a_tile_sees_what_surrounds_each_row_that_it_keeps() {
        let tiles = tiles(6000);
        for pair in tiles.windows(2) {
            assert!(pair[0].bottom - pair[0].keep_bottom >= OVERLAP / 2);
            assert!(pair[1].keep_top - pair[1].top >= OVERLAP / 2);
        }
    }

    #[test]
    fn beyond_the_edge_the_last_pixels_go_on() {
        let picture = RgbImage::from_fn(2, 2, |x, _| image::Rgb([255, 0, if x == 0 { 0 } else { 255 }]));
        let tensor = tensor(&picture, 0, 32, 32);
        let blue = |x: usize, y: usize| tensor[[0, 0, y, x]];
        assert_eq!((blue(0, 0), blue(1, 0), blue(31, 31)), (-1.0, 1.0, 1.0));
        assert_eq!((tensor[[0, 1, 5, 0]], tensor[[0, 2, 5, 0]]), (-1.0, 1.0), "green, then red");
    }
}
