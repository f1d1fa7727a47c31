//! A picture made small, for a report.

use image::codecs::jpeg::JpegEncoder;
use image::imageops::{crop_imm, thumbnail as shrink};

use super::decode::decode;

/// Height of a thumbnail in pixels.
const HEIGHT: u32 = 64;

/// A thumbnail is at most so many times as high as it is wide; of a longer picture the top is shown.
const MAX_ASPECT: u32 = 2;

/// Quality of the JPEG: letters need not be legible.
const QUALITY: u8 = 55;

/// The picture in `bytes` as a JPEG of 64 pixels in height and about two kilobytes; `None` for what is no picture, or has more
/// than `max_pixels`.
pub fn thumbnail(bytes: &[u8], max_pixels: u64) -> Option<Vec<u8>> {
    let pixels = decode(bytes, max_pixels).pixels?;
    let (width, height) = pixels.dimensions();
    let shown = height.min(width.saturating_mul(MAX_ASPECT));
    let top = crop_imm(&pixels, 0, 0, width, shown);
    // In 64 bits: a picture may be as wide as it likes.
    let scaled = u64::from(width) * u64::from(HEIGHT) / u64::from(shown.max(1));
    let scaled = u32::try_from(scaled.clamp(1, u64::from(HEIGHT) * 3)).ok()?;
    let small = shrink(&*top, scaled, HEIGHT);
    let mut jpeg = Vec::new();
    JpegEncoder::new_with_quality(&mut jpeg, QUALITY).encode_image(&small).ok()?;
    Some(jpeg)
}

#[cfg(test)]
mod tests {
    use std::io::Cursor;

    use image::{ImageFormat, RgbImage};

    use super::*;

    fn png(width: u32, height: u32) -> Vec<u8> {
        let picture = RgbImage::from_fn(width, height, |x, y| image::Rgb([(x % 256) as u8, (y % 256) as u8, 90]));
        let mut bytes = Cursor::new(Vec::new());
        picture.write_to(&mut bytes, ImageFormat::Png).unwrap();
        bytes.into_inner()
    }

    #[test]
    fn pictures_of_any_shape_become_small() {
        for (width, height, expected) in
            [(750, 1000, (48, 64)), (750, 9000, (32, 64)), (3000, 10, (192, 64)), (1, 1, (64, 64))]
        {
            let jpeg = thumbnail(&png(width, height), 50_000_000).unwrap();
            assert!(jpeg.len() < 6000, "{width}x{height}: {}", jpeg.len());
            let small = image::load_from_memory(&jpeg).unwrap();
            assert_eq!((small.width(), small.height()), expected, "{width}x{height}");
        }
    }

    #[test]
    fn what_is_no_picture_has_no_thumbnail() {
        assert_eq!(thumbnail(b"GIF89a", 1000), None);
        assert_eq!(thumbnail(&png(100, 100), 99), None);
    }
}
