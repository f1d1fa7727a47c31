//! Rejected rows as people and the next run read them.

use std::path::PathBuf;

use crate::command::{NOW, TestCommand, taojin};
use crate::dir::Dir;
use crate::encoded::{gbk, utf16le};
use crate::sample::{balance, summary};
use crate::table::Table;

fn run(dir: &Dir, catalog: &PathBuf) -> TestCommand {
    taojin().args(["run", "--now", NOW, "--catalog"]).arg(catalog).arg("--out").arg(dir.join("out"))
}

/// The `raw` column of a catalog's rejects.
fn raw(bytes: impl AsRef<[u8]>) -> Vec<String> {
    let dir = Dir::new();
    run(&dir, &dir.file("shop.csv", bytes)).succeed();
    let rejects = Table::read(&dir.join("out/rejects.csv"));
    rejects.column("raw").into_iter().map(str::to_owned).collect()
}

#[test]
fn a_rejected_row_is_shown_in_the_encoding_of_its_file() {
    // These bytes of GBK would be UTF-8 too, and an emoji has no zero bytes.
    let table = "标题,宝贝ID,价格\r\n秋冬加厚羊绒围巾女百搭,1001,5\r\n一些,1002,x\r\n械,3,y\r\n";
    assert_eq!(raw(gbk(table)), ["一些,1002,x", "械,3,y"]);
    let table = "标题,宝贝ID,价格\r\n羊绒围巾女,1001,5\r\n😀😀😀围巾😀😀,1002,很多\r\n";
    assert_eq!(raw([b"\xff\xfe".to_vec(), utf16le(table)].concat()), ["😀😀😀围巾😀😀,1002,很多"]);
    let mut table = "标题,宝贝ID,价格\r\n羊绒围巾女,1001,5\r\n鍥村".as_bytes().to_vec();
    table.extend(b"\xff,1002,5\r\n");
    assert_eq!(raw(table), ["鍥村\\xFF,1002,5"]);
}

#[test]
fn the_rejects_behind_a_line_without_end_keep_their_lines() {
    let dir = Dir::new();
    let long = format!("1,{},5\r\n", "围".repeat(1_500_000));
    let catalog =
        dir.file("shop.csv", format!("宝贝ID,标题,价格\r\n{long}2,披肩,面议\r\n3,马克杯,面议\r\n4,保温杯,5\r\n"));
    run(&dir, &catalog).succeed();
    assert_eq!(balance(&summary(&dir)["inputs"][0]), [4, 1, 0, 3]);
    let mended = dir.file("mended.csv", std::fs::read(dir.join("out/rejects/shop.csv")).unwrap());
    run(&dir, &mended).succeed();
    assert_eq!(balance(&summary(&dir)["inputs"][0]), [3, 0, 0, 3]);
}

#[test]
fn a_name_with_a_zero_byte_is_rejected() {
    let dir = Dir::new();
    let catalog = dir.file("shop.csv", "宝贝ID,标题\r\n1,围巾\0女\r\n10\0x,披肩\r\n3,马克杯\r\n");
    let words = dir.file("words.csv", "关键词,搜索人气\r\n围\0巾,5\r\n披肩,5\r\n");
    run(&dir, &catalog).arg("--keywords").arg(words).succeed();
    let rejects = Table::read(&dir.join("out/rejects.csv"));
    assert_eq!(rejects.column("column"), ["关键词", "标题", "宝贝ID"]);
    assert_eq!(Table::read(&dir.join("out/titles.csv")).column("listing_id"), ["3"]);
}

#[test]
fn rejects_of_a_workbook_are_named_as_the_text_that_they_are() {
    let dir = Dir::new();
    let mut book = rust_xlsxwriter::Workbook::new();
    for (name, id) in [("女装", "1001"), ("男装", "1002"), ("说明", "")] {
        let sheet = book.add_worksheet().set_name(name).unwrap();
        let rows: [[&str; 3]; 3] = [["宝贝ID", "标题", "价格"], [id, "羊绒围巾女", "59"], [id, "披肩", "面议"]];
        let rows = if id.is_empty() { &[["本店说明", "", ""]; 3] } else { &rows };
        for (at, row) in (0..).zip(rows) {
            sheet.write_row(at, 0, *row).unwrap();
        }
    }
    let mut hidden = rust_xlsxwriter::Worksheet::new();
    hidden.set_name("去年").unwrap().set_hidden(true).write_row(0, 0, ["宝贝ID", "标题", "价格"]).unwrap();
    book.push_worksheet(hidden);
    let path = dir.join("shop.xlsx");
    book.save(&path).unwrap();
    let said = run(&dir, &path).succeed().stderr;
    assert!(dir.join("out/rejects/shop.xlsx.csv").is_file() && !dir.join("out/rejects/shop.xlsx").exists());
    let warning = "only the sheet \"女装\" is read; left aside, with a header too: 男装 (";
    assert!(said.contains(warning), "{said}");
    // Mended it goes, and so it does when nothing is left to mend.
    let good = dir.file("good.csv", "宝贝ID,标题\r\n1,羊绒围巾女\r\n");
    run(&dir, &good).succeed();
    assert!(!dir.join("out/rejects").exists());
}

#[test]
fn a_hidden_sheet_is_read_only_where_no_other_is_a_table() {
    let dir = Dir::new();
    let titles = |visible: &str| {
        let mut book = rust_xlsxwriter::Workbook::new();
        for (name, title, hidden) in [("旧", "旧围巾", true), ("新", visible, false)] {
            let sheet = book.add_worksheet().set_name(name).unwrap();
            let header = if title.is_empty() { "说明" } else { "标题" };
            sheet.write_column(0, 0, [header, title]).unwrap();
            sheet.set_hidden(hidden).set_active(!hidden);
        }
        let path = dir.join("shop.xlsx");
        book.save(&path).unwrap();
        run(&dir, &path).succeed();
        Table::read(&dir.join("out/titles.csv")).column("title").join(" ")
    };
    assert_eq!(titles("新围巾"), "新围巾");
    assert_eq!(titles(""), "旧围巾");
}

#[test]
fn utf16_without_a_mark_is_known_though_characters_have_zero_bytes() {
    let table =
        "关键词\t搜索人气\r\n一字肩上衣\t500\r\n一字肩\t400\r\n开衫女\t300\r\n最新款开衫一片式\t20\r\n".repeat(3);
    for swapped in [false, true] {
        let dir = Dir::new();
        let mut bytes = utf16le(&table);
        if swapped {
            bytes.chunks_exact_mut(2).for_each(|pair| pair.swap(0, 1));
        }
        let words = dir.file("words.csv", bytes);
        let ran = taojin().arg("keywords").arg(words).succeed();
        assert!(ran.stderr.contains(if swapped { "utf-16be" } else { "utf-16le" }), "{}", ran.stderr);
        assert!(ran.stdout.contains("最新款开衫一片式"), "{}", ran.stdout);
    }
}
