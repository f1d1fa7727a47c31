//! Pictures that shops, networks and enemies make.

use std::io::Cursor;

use image::codecs::gif::GifEncoder;
use image::{DynamicImage, Frame, ImageFormat, Rgb, RgbImage, Rgba, RgbaImage};
use proptest::prelude::*;
use sha2::{Digest, Sha256};

use super::{PictureFacts, TextLine, examine};

const LIMIT: u64 = 1_000_000;

fn photo(width: u32, height: u32) -> RgbImage {
    RgbImage::from_fn(width, height, |x, y| Rgb([(x * 7) as u8, (y * 5) as u8, (x ^ y) as u8]))
}

fn encoded(picture: impl Into<DynamicImage>, format: ImageFormat) -> Vec<u8> {
    let mut bytes = Vec::new();
    picture.into().write_to(&mut Cursor::new(&mut bytes), format).unwrap();
    bytes
}

fn seen(bytes: &[u8]) -> PictureFacts {
    examine(bytes, LIMIT, Some(&|_| Ok(Vec::new())))
}

#[test]
fn the_four_formats_are_known_by_their_content() {
    for format in [ImageFormat::Jpeg, ImageFormat::Png, ImageFormat::Gif, ImageFormat::WebP] {
        let bytes = encoded(photo(75, 40), format);
        let facts = seen(&bytes);
        assert_eq!((facts.width, facts.height, facts.bytes), (75, 40, bytes.len() as u64), "{format:?}");
        assert_eq!(facts.hash, <[u8; 32]>::from(Sha256::digest(&bytes)));
        assert_eq!((facts.flaw, facts.text), (None, Some(Vec::new())), "{format:?}");
    }
}

#[test]
fn without_a_reader_the_text_stays_unread() {
    let facts = examine(&encoded(photo(30, 30), ImageFormat::Png), LIMIT, None);
    assert_eq!((facts.width, facts.text, facts.flaw), (30, None, None));
}

#[test]
fn what_is_no_picture_has_a_flaw_and_no_text() {
    for bytes in [
        &b""[..],
        b"GIF89a",
        b"<html>404</html>",
        b"\xff\xd8\xff",
        b"\x89PNG\r\n\x1a\n",
        b"RIFF\0\0\0\0WEBP",
        &[0; 4096],
    ] {
        let facts = seen(bytes);
        assert!(facts.flaw.is_some() && facts.text.is_none(), "{bytes:?}: {facts:?}");
    }
}

#[test]
fn a_bomb_is_told_by_its_size_and_not_opened() {
    // A PNG whose header claims 60,000 x 60,000 pixels.
    let mut bytes = encoded(photo(8, 8), ImageFormat::Png);
    bytes[16..24].copy_from_slice(&[0, 0, 0xea, 0x60, 0, 0, 0xea, 0x60]);
    let crc = crc32(&bytes[12..29]);
    bytes[29..33].copy_from_slice(&crc.to_be_bytes());
    let facts = seen(&bytes);
    assert_eq!((facts.width, facts.height, facts.text), (60_000, 60_000, None));
    assert!(facts.flaw.unwrap().contains("超过上限"));
}

/// The check sum of PNG chunks (ISO 3309).
fn crc32(bytes: &[u8]) -> u32 {
    !bytes.iter().fold(!0, |crc, &byte| {
        (0..8).fold(crc ^ u32::from(byte), |crc, _| if crc & 1 == 1 { crc >> 1 ^ 0xedb8_8320 } else { crc >> 1 })
    })
}

#[test]
fn a_picture_that_breaks_off_has_a_flaw() {
    for format in [ImageFormat::Jpeg, ImageFormat::Png, ImageFormat::Gif, ImageFormat::WebP] {
        let bytes = encoded(photo(200, 160), format);
        for part in [3, 2] {
            let facts = seen(&bytes[..bytes.len() * (part - 1) / part]);
            assert!(facts.flaw.is_some(), "{format:?}, {part}");
        }
    }
}

#[test]
fn a_picture_that_moves_is_read_in_part() {
    let mut bytes = Vec::new();
    let frames = (0..3).map(|_| Frame::new(DynamicImage::from(photo(40, 30)).into_rgba8()));
    GifEncoder::new(&mut bytes).encode_frames(frames).unwrap();
    let facts = seen(&bytes);
    assert_eq!(facts.text, Some(Vec::new()));
    assert!(facts.flaw.unwrap().contains("动图"));
}

#[test]
fn the_smallest_picture_is_no_trouble() {
    let facts = seen(&encoded(photo(1, 1), ImageFormat::Gif));
    assert_eq!((facts.width, facts.height, facts.flaw), (1, 1, None));
}

#[test]
fn a_jpeg_in_four_colours_of_ink_shows_its_colours() {
    // Cyan on the left, white paper on the right, as a print shop's software saves them.
    let facts = examine(
        include_bytes!("tests/ink.jpg"),
        LIMIT,
        Some(&|pixels| {
            let ([red, green, blue], [paper, ..]) = (pixels.get_pixel(2, 8).0, pixels.get_pixel(21, 8).0);
            assert!(red < 80 && green > 120 && blue > 120 && paper > 230, "{red} {green} {blue} {paper}");
            Ok(Vec::new())
        }),
    );
    assert_eq!((facts.width, facts.height, facts.flaw), (24, 16, None));
}

#[test]
fn what_is_transparent_lies_on_white() {
    let clear = RgbaImage::from_pixel(20, 20, Rgba([0, 0, 0, 0]));
    let facts = examine(
        &encoded(clear, ImageFormat::Png),
        LIMIT,
        Some(&|pixels| {
            assert!(pixels.pixels().all(|pixel| pixel.0 == [255; 3]));
            Ok(vec![TextLine { text: "白".into(), confidence: 1.0, bounds: [0; 4] }])
        }),
    );
    assert_eq!(facts.text.map(|lines| lines.len()), Some(1));
}

#[test]
fn a_reader_that_gives_up_leaves_a_flaw() {
    let facts = examine(&encoded(photo(20, 20), ImageFormat::Png), LIMIT, Some(&|_| Err("out of breath".into())));
    assert_eq!(facts.text, None);
    assert!(facts.flaw.is_some());
}

proptest! {
    #[test]
    fn no_bytes_make_it_panic(format in 0..4_usize, at in 0..10_000_usize, damage in prop::collection::vec(any::<u8>(), 1..24), end in 1..100_usize) {
        let format = [ImageFormat::Jpeg, ImageFormat::Png, ImageFormat::Gif, ImageFormat::WebP][format];
        let mut bytes = encoded(photo(60, 50), format);
        bytes.truncate(bytes.len() * end / 100);
        let at = at % bytes.len().max(1);
        for (byte, with) in bytes.iter_mut().skip(at).zip(damage) {
            *byte = with;
        }
        let facts = seen(&bytes);
        prop_assert!(facts.text.is_some() || facts.flaw.is_some());
    }

    #[test]
    fn noise_is_no_picture(bytes in prop::collection::vec(any::<u8>(), 0..400)) {
        let facts = seen(&bytes);
        prop_assert!(facts.text.is_some() || facts.flaw.is_some());
    }
}
