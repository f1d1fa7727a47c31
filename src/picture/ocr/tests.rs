//! Real recognition, where the models are installed: pictures that Chromium drew of HTML of ours, `NAME.webp` of `NAME.html`.

use image::RgbImage;

use super::{ReaderThread, TextReader};
use crate::models;
use crate::picture::{TextLine, examine};

/// The installed models; `None` where there are none, which fails where `TAOJIN_REQUIRE_OCR` is set.
fn reader() -> Option<TextReader> {
    let found = models::user_folder().and_then(|folder| models::load(&folder).unwrap());
    if found.is_none() {
        assert!(std::env::var_os("TAOJIN_REQUIRE_OCR").is_none(), "the models are not installed");
        eprintln!("skipped: the models are not installed (taojin ocr install)");
    }
    found.map(|models| TextReader::load(models.detection, models.recognition).unwrap())
}

fn lines(reader: &TextReader, bytes: &[u8]) -> Vec<TextLine> {
    let thread = ReaderThread::default();
    let facts = examine(bytes, 10_000_000, Some(&|pixels: &RgbImage| reader.read(pixels, &thread)));
    assert_eq!(facts.flaw, None);
    facts.text.unwrap()
}

#[test]
fn a_size_table_is_read_cell_by_cell_in_its_order() {
    let Some(reader) = reader() else { return };
    let lines = lines(&reader, include_bytes!("tests/size.webp"));
    let texts: Vec<&str> = lines.iter().map(|line| line.text.as_str()).collect();
    let table = [
        ["尺码(cm)", "衣长", "胸围", "肩宽", "袖长"],
        ["26", "53.5", "74.5", "79.5", "94"],
        ["27", "58.5", "69", "91.5", "87.5"],
        ["28", "50", "61", "79", "94.5"],
        ["29", "60.5", "71.5", "92", "103"],
        ["30", "64", "65", "80", "98"],
    ];
    let mut expected = vec!["尺码信息", "SIZE INFORMATION"];
    expected.extend(table.concat());
    expected.extend([
        "平铺测量，误差在2cm以内",
        "售后服务",
        "SERVICE",
        "默认发中通快递，48小时内发货",
        "签收后7天无理由退换，运费由责任方承担",
    ]);
    assert_eq!(texts, expected);
    assert!(lines.iter().all(|line| line.confidence > 0.8));
}

#[test]
fn a_line_at_the_seam_of_two_tiles_is_read_once() {
    let Some(reader) = reader() else { return };
    let piece = image::load_from_memory(include_bytes!("tests/size.webp")).unwrap().into_rgb8();
    // The picture again and again, so that seams fall on different lines.
    let mut long = RgbImage::new(piece.width(), 4 * piece.height());
    for row in 0..4 {
        image::imageops::replace(&mut long, &piece, 0, i64::from(row * piece.height()));
    }
    let once = reader.read(&piece, &ReaderThread::default()).unwrap();
    let all = reader.read(&long, &ReaderThread::default()).unwrap();
    assert!(long.height() > 2500);
    let texts = |lines: &[TextLine]| lines.iter().map(|line| line.text.clone()).collect::<Vec<_>>();
    assert_eq!(texts(&all), vec![texts(&once); 4].concat());
}

#[test]
fn an_empty_and_a_tiny_picture_hold_no_text() {
    let Some(reader) = reader() else { return };
    let thread = ReaderThread::default();
    for (width, height) in [(400, 300), (3, 900), (1, 1), (31, 33)] {
        let white = RgbImage::from_pixel(width, height, image::Rgb([255, 255, 255]));
        assert_eq!(reader.read(&white, &thread).unwrap(), [], "{width} x {height}");
    }
}
