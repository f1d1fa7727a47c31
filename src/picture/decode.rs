//! The bytes of a picture's file → its size and its pixels.

use std::io::Cursor;

use image::codecs::gif::GifDecoder;
use image::codecs::png::PngDecoder;
use image::codecs::webp::WebPDecoder;
use image::{AnimationDecoder, DynamicImage, ImageDecoder, ImageError, ImageFormat, ImageReader, Limits, RgbImage};

/// Bytes that a decoder may hold per pixel of the picture: four channels of 16 bits, twice.
const BYTES_PER_PIXEL: u64 = 16;

/// What a file holds.
#[derive(Debug, Default)]
pub(super) struct Decoded {
    /// Width in pixels; 0 where the file does not say.
    pub width: u32,
    /// Height in pixels; 0 where the file does not say.
    pub height: u32,
    /// The pixels, transparent ones on white; of a picture that moves the first frame.
    pub pixels: Option<RgbImage>,
    /// What is wrong with it, in Chinese.
    pub flaw: Option<String>,
}

/// Reads the size of a picture, and its pixels unless it has more than `max_pixels`. The format follows from the content: shops'
/// networks deliver WebP under names that end in `.jpg`.
pub(super) fn decode(bytes: &[u8], max_pixels: u64) -> Decoded {
    let mut decoded = Decoded::default();
    match read(bytes, max_pixels, &mut decoded) {
        Ok(()) => {}
        Err(error) => decoded.flaw = Some(flaw(&error)),
    }
    decoded
}

fn read(bytes: &[u8], max_pixels: u64, decoded: &mut Decoded) -> Result<(), ImageError> {
    if bytes.is_empty() {
        decoded.flaw = Some("文件是空的".into());
        return Ok(());
    }
    let reader = ImageReader::new(Cursor::new(bytes)).with_guessed_format()?;
    let Some(format) = reader.format() else {
        decoded.flaw = Some("不是 JPEG、PNG、GIF 或 WebP 图片".into());
        return Ok(());
    };
    let mut reader = reader;
    let mut limits = Limits::no_limits();
    limits.max_alloc = Some(max_pixels.saturating_mul(BYTES_PER_PIXEL));
    reader.limits(limits);
    let mut decoder = reader.into_decoder()?;
    (decoded.width, decoded.height) = decoder.dimensions();
    let pixels = u64::from(decoded.width) * u64::from(decoded.height);
    if pixels > max_pixels {
        decoded.flaw = Some(format!(
            "{} × {} 像素，超过上限 {} 万像素，没有打开",
            decoded.width,
            decoded.height,
            max_pixels / 10_000
        ));
        return Ok(());
    }
    let orientation = decoder.orientation()?;
    let mut picture = DynamicImage::from_decoder(decoder)?;
    picture.apply_orientation(orientation);
    (decoded.width, decoded.height) = (picture.width(), picture.height());
    decoded.pixels = Some(on_white(picture));
    if moves(bytes, format) {
        decoded.flaw = Some("动图，只读了第一帧".into());
    } else if format == ImageFormat::Jpeg && !has_end(bytes) {
        decoded.flaw = Some("图片不完整：文件后半部分缺失".into());
    }
    Ok(())
}

/// Black letters on a transparent ground are black letters on white: that is how a page shows them.
fn on_white(picture: DynamicImage) -> RgbImage {
    if !picture.color().has_alpha() {
        return picture.into_rgb8();
    }
    let picture = picture.into_rgba8();
    let mut flat = RgbImage::new(picture.width(), picture.height());
    for (to, from) in flat.pixels_mut().zip(picture.pixels()) {
        let [red, green, blue, alpha] = from.0.map(u32::from);
        to.0 = [red, green, blue].map(|channel| ((channel * alpha + 255 * (255 - alpha)) / 255) as u8);
    }
    flat
}

/// Whether the file holds more than one frame.
fn moves(bytes: &[u8], format: ImageFormat) -> bool {
    let bytes = Cursor::new(bytes);
    match format {
        ImageFormat::Gif => GifDecoder::new(bytes).is_ok_and(|decoder| decoder.into_frames().take(2).count() > 1),
        ImageFormat::Png => PngDecoder::new(bytes).and_then(|decoder| decoder.is_apng()).unwrap_or_default(),
        ImageFormat::WebP => WebPDecoder::new(bytes).is_ok_and(|decoder| decoder.has_animation()),
        _ => false,
    }
}

/// Whether the end-of-image marker of a JPEG stands within its last kilobyte. Decoders are lenient with files that break off.
fn has_end(bytes: &[u8]) -> bool {
    let tail = bytes.get(bytes.len().saturating_sub(1024)..).unwrap_or_default();
    tail.windows(2).any(|pair| pair == [0xff, 0xd9])
}

fn flaw(error: &ImageError) -> String {
    match error {
        ImageError::Limits(_) => "解开图片要的内存太多，没有打开".into(),
        ImageError::Unsupported(_) => "不支持这种图片格式".into(),
        ImageError::IoError(_) => "图片不完整：文件中途断了".into(),
        _ => "图片损坏，打不开".into(),
    }
}
