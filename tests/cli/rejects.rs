//! Rows that cannot be used: where they stand, and how they come back.

use std::path::PathBuf;

use crate::command::{NOW, TestCommand, taojin};
use crate::dir::Dir;
use crate::encoded::{gbk, utf16le};
use crate::sample::{SAMPLE, balance, summary};
use crate::table::Table;

/// The catalog; every faulty row differs from a good one in one place.
const CATALOG: &str = "宝贝ID,标题,价格,库存\r\n\
    1,秋冬加厚羊绒围巾女百搭,59,3\r\n\
    2,\"马克杯,陶瓷\"\"大容量\"\"\r\n带盖\",面议,4\r\n\
    3,,19,5\r\n\
    4,男士围巾羊毛,\"12.3.4\",6\r\n\
    5,保温杯便携\r\n\
    6,女士披肩格子,29,很多\r\n";

/// Column at fault, the field as it stands in the file, line, for each reject in turn.
const FAULTS: [(&str, &str, &str); 5] = [
    ("价格", "面议,4", "4"),
    ("标题", ",19,5", "5"),
    ("价格", "\"12.3.4\",6", "6"),
    ("", "5,保温杯便携", "7"),
    ("库存", "很多", "8"),
];

fn run(dir: &Dir, catalog: &PathBuf) -> TestCommand {
    taojin().args(["run", "--now", NOW, "--catalog"]).arg(catalog).arg("--out").arg(dir.join("out"))
}

/// The catalog in an encoding: every offset leads to its field, the rows come back byte for byte, and mended they are taken.
fn rejected_and_mended(mark: &[u8], encode: fn(&str) -> Vec<u8>) {
    let dir = Dir::new();
    let original = [mark, &encode(CATALOG)].concat();
    let catalog = dir.file("shop.csv", &original);
    let ran = run(&dir, &catalog).succeed();
    assert!(ran.stderr.contains("6 rows = 1 accepted + 0 superseded + 5 rejected"), "{}", ran.stderr);
    assert!(ran.stderr.contains("rejects.csv"), "{}", ran.stderr);
    assert_eq!(balance(&summary(&dir)["inputs"][0]), [6, 1, 0, 5]);

    let rejects = Table::read(&dir.join("out/rejects.csv"));
    assert_eq!(rejects.rows.len(), FAULTS.len());
    for (row, (column, field, line)) in rejects.rows.iter().zip(FAULTS) {
        assert_eq!(row["file"], *catalog.to_string_lossy());
        assert_eq!((&row["column"], &row["line"]), (column, line), "{row:?}");
        let offset: usize = row["byte_offset"].parse().unwrap();
        assert!(original[offset..].starts_with(&encode(field)), "{row:?}");
        assert!(!row["reason"].is_empty());
    }
    assert!(rejects.rows[0]["raw"].contains("面议"), "{:?}", rejects.rows[0]);

    let (header, rows) = CATALOG.split_once("\r\n").unwrap();
    let (good, faulty) = rows.split_once("\r\n").unwrap();
    assert!(good.starts_with("1,"));
    let expected = [mark, &encode(&format!("{header}\r\n{faulty}"))].concat();
    assert!(std::fs::read(dir.join("out/rejects/shop.csv")).unwrap() == expected);

    let mended = faulty
        .replace("面议", "39")
        .replace("3,,19", "3,长款围巾女,19")
        .replace("12.3.4", "12.3")
        .replace("5,保温杯便携", "5,保温杯便携,9,9")
        .replace("很多", "8");
    let mended = dir.file("mended.csv", [mark, &encode(&format!("{header}\r\n{mended}"))].concat());
    run(&dir, &mended).arg("--strict").succeed();
    assert_eq!(balance(&summary(&dir)["inputs"][0]), [5, 5, 0, 0]);
    let titles = Table::read(&dir.join("out/titles.csv"));
    assert_eq!(titles.column("listing_id"), ["2", "3", "4", "5", "6"]);
    // A line end inside a field is read as one line feed, whatever the file ends its lines with.
    assert_eq!(titles.column("title")[0], "马克杯,陶瓷\"大容量\"\n带盖");
    // The rejects of the run before are no rejects of this one.
    assert!(!dir.join("out/rejects/shop.csv").exists());
}

fn utf8(text: &str) -> Vec<u8> {
    text.as_bytes().to_vec()
}

#[test]
fn rejects_of_utf8_lead_to_their_bytes_and_are_taken_once_mended() {
    rejected_and_mended(b"\xef\xbb\xbf", utf8);
}

#[test]
fn rejects_of_gbk_lead_to_their_bytes_and_are_taken_once_mended() {
    rejected_and_mended(b"", gbk);
}

#[test]
fn rejects_of_utf16_lead_to_their_bytes_and_are_taken_once_mended() {
    rejected_and_mended(b"\xff\xfe", utf16le);
}

#[test]
fn rejects_of_the_sample_shop_lead_to_their_bytes() {
    let root = std::path::Path::new(env!("CARGO_MANIFEST_DIR"));
    for row in &SAMPLE.table("rejects.csv").rows {
        let bytes = std::fs::read(root.join(&row["file"])).unwrap();
        let offset: usize = row["byte_offset"].parse().unwrap();
        let line = bytes[..offset].split(|byte| *byte == b'\n').count();
        assert_eq!(row["line"], line.to_string());
        let whole = bytes[offset..].split(|byte| *byte == b'\r').next().unwrap();
        let rest = String::from_utf8_lossy(whole);
        match &row["column"] {
            "" => assert_eq!(rest, row["raw"]),
            "价格" => assert!(rest.starts_with("面议,"), "{rest}"),
            "宝贝标题" => assert!(rest.starts_with(",手机壳"), "{rest}"),
            column => panic!("{column}"),
        }
        assert!(row["raw"].ends_with(&*rest));
    }
}

#[test]
fn strict_gives_1_for_a_rejected_row_and_for_an_error_and_0_for_neither() {
    let dir = Dir::new();
    let reject = dir.file("a.csv", "宝贝ID,标题,价格\r\n1,围巾女,59\r\n2,披肩,面议\r\n");
    let error = dir.file("b.csv", "宝贝ID,标题,价格\r\n1,全网最低价围巾女,59\r\n");
    let clean = dir.file("c.csv", "宝贝ID,标题,价格\r\n1,围巾女,59\r\n");
    for (catalog, status) in [(&reject, 1), (&error, 1), (&clean, 0)] {
        let ran = run(&dir, catalog).arg("--strict").run();
        assert_eq!(ran.status, Some(status), "{}: {}", catalog.display(), ran.stderr);
        // Strict or not, the files are written.
        assert!(dir.join("out/titles.csv").is_file());
    }
    assert_eq!(run(&dir, &reject).run().status, Some(0));
}

#[test]
fn bytes_that_mean_nothing_reject_their_row_alone() {
    let dir = Dir::new();
    let mut bytes = "宝贝ID,标题,价格\r\n1,秋冬加厚羊绒围巾女,59\r\n2,围巾".as_bytes().to_vec();
    let fault = bytes.len();
    bytes.extend(b"\xff\xfe,59\r\n3,\xe6\x8a\xab\xe8\x82\xa9,7\r\n");
    let catalog = dir.file("shop.csv", &bytes);
    run(&dir, &catalog).succeed();
    let rejects = Table::read(&dir.join("out/rejects.csv"));
    assert_eq!(rejects.rows.len(), 1);
    assert_eq!((&rejects.rows[0]["line"], &rejects.rows[0]["column"]), ("3", "标题"));
    let offset: usize = rejects.rows[0]["byte_offset"].parse().unwrap();
    assert!(bytes[offset..fault].starts_with("围巾".as_bytes()) && offset < fault);
    assert_eq!(Table::read(&dir.join("out/titles.csv")).column("listing_id"), ["1", "3"]);
}

#[test]
fn a_quote_that_never_closes_rejects_no_more_than_its_line() {
    let dir = Dir::new();
    let catalog = dir.file("shop.csv", "宝贝ID,标题,价格\r\n1,\"围巾女,59\r\n2,披肩,7\r\n3,\"马克杯\",8\r\n");
    run(&dir, &catalog).succeed();
    let rejects = Table::read(&dir.join("out/rejects.csv"));
    assert_eq!(rejects.column("line"), ["2"]);
    assert_eq!(Table::read(&dir.join("out/titles.csv")).column("listing_id"), ["2", "3"]);
}

#[test]
fn rejects_of_every_kind_of_input_get_a_file_of_their_own() {
    let dir = Dir::new();
    let one = dir.file("a/shop.csv", "宝贝ID,标题,价格\r\n1,围巾女,59\r\n2,披肩,面议\r\n");
    let two = dir.file("b/shop.csv", "宝贝ID,标题,价格\r\n3,围巾男,x\r\n");
    let words = dir.file("words.csv", "关键词,搜索人气\r\n围巾,很多\r\n披肩,5\r\n");
    let traffic =
        dir.file("traffic.csv", "日期,小时,访客数\r\n2026-10-12,0,5\r\n2026-10-12,25,7\r\n2026-10-12,21,50\r\n");
    run(&dir, &one).arg("--catalog").arg(two).arg("--keywords").arg(words).arg("--traffic").arg(traffic).succeed();
    let rejects = |name: &str| std::fs::read_to_string(dir.join("out/rejects").join(name)).unwrap();
    assert_eq!(rejects("shop.csv"), "宝贝ID,标题,价格\r\n2,披肩,面议\r\n");
    assert_eq!(rejects("shop-2.csv"), "宝贝ID,标题,价格\r\n3,围巾男,x\r\n");
    assert_eq!(rejects("words.csv"), "关键词,搜索人气\r\n围巾,很多\r\n");
    assert_eq!(rejects("traffic.csv"), "日期,小时,访客数\r\n2026-10-12,25,7\r\n");
    for input in summary(&dir)["inputs"].as_array().unwrap() {
        let [rows, accepted, superseded, rejected] = balance(input);
        assert_eq!((rows, rejected), (accepted + superseded + rejected, 1), "{input}");
    }
}
