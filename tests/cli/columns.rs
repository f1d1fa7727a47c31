//! Columns and keys that not every row fills.

use std::fmt::Write;

use crate::command::{NOW, taojin};
use crate::dir::Dir;
use crate::sample::{balance, summary};
use crate::table::Table;

#[test]
fn a_key_counts_wherever_in_the_file_it_comes_first() {
    let dir = Dir::new();
    let mut lines = String::new();
    for id in 0..150 {
        let late = if id < 130 { "" } else { ",\"shop\":\"甲店\",\"sales\":25,\"remark\":\"x\"" };
        writeln!(lines, "{{\"id\":\"{id}\",\"title\":\"羊绒围巾女\",\"category\":\"围巾\"{late}}}").unwrap();
    }
    let catalog = dir.file("goods.jsonl", lines);
    taojin().args(["run", "--now", NOW, "--catalog"]).arg(catalog).arg("--out").arg(dir.join("out")).succeed();
    let titles = Table::read(&dir.join("out/titles.csv"));
    assert_eq!((&titles.rows[129]["shop"], &titles.rows[130]["shop"]), ("", "甲店"));
    let input = &summary(&dir)["inputs"][0];
    assert_eq!(balance(input), [150, 150, 0, 0]);
    assert!(input["columns"].to_string().contains("sales"), "{input}");
    assert_eq!(input["ignored_columns"], serde_json::json!(["remark"]));
}

#[test]
fn more_keys_than_a_table_has_are_left_aside_and_said() {
    let dir = Dir::new();
    let mut lines = String::from("{\"id\":\"1\",\"title\":\"羊绒围巾女\"}\n");
    for id in 2..1500 {
        writeln!(lines, "{{\"id\":\"{id}\",\"title\":\"马克杯陶瓷\",\"k{id}\":1}}").unwrap();
    }
    let catalog = dir.file("goods.jsonl", lines);
    let ran =
        taojin().args(["run", "--now", NOW, "--catalog"]).arg(catalog).arg("--out").arg(dir.join("out")).succeed();
    assert!(ran.stderr.contains("more than 1000 different keys"), "{}", ran.stderr);
    assert_eq!(balance(&summary(&dir)["inputs"][0]), [1499, 1499, 0, 0]);
}

#[test]
fn a_row_may_fill_the_second_best_column() {
    let dir = Dir::new();
    let catalog = dir.file(
        "shop.csv",
        "raw_title,title,num_id,宝贝ID,销量,总销量\r\n\
         羊绒围巾女,旧名,11,91,5,50\r\n\
         ,马克杯陶瓷,,92,,60\r\n\
         保温杯便携,,0,93,7,70\r\n\
         ,,14,94,8,80\r\n",
    );
    let words = dir.file("words.csv", "关键词,词,搜索人气\r\n羊绒围巾,甲,500\r\n,马克杯,300\r\n");
    let ran = taojin().args(["run", "--now", NOW, "--catalog"]).arg(catalog).arg("--keywords").arg(words);
    ran.arg("--out").arg(dir.join("out")).succeed();
    let titles = Table::read(&dir.join("out/titles.csv"));
    assert_eq!(titles.column("listing_id"), ["11", "92", "93"]);
    assert_eq!(titles.column("title"), ["羊绒围巾女", "马克杯陶瓷", "保温杯便携"]);
    let rejects = Table::read(&dir.join("out/rejects.csv"));
    assert_eq!((rejects.column("line"), rejects.column("column")), (vec!["5"], vec!["raw_title"]));
    let mut keywords = Table::read(&dir.join("out/keywords.csv")).column("keyword").join(" ");
    keywords.retain(|c| c != ' ');
    assert!(keywords == "羊绒围巾马克杯" || keywords == "马克杯羊绒围巾", "{keywords}");
    // Figures of different columns are not alike: none stands in for another.
    let input = &summary(&dir)["inputs"][0];
    assert_eq!(input["ignored_columns"], serde_json::json!(["总销量"]));
}

#[test]
fn what_spreadsheets_put_around_a_table_is_no_listing() {
    let dir = Dir::new();
    let rows = "\"583,316,802,352\",羊绒围巾女\r\n583316802353,马克杯陶瓷\r\n,合计\r\n\u{1a}";
    let catalog = dir.file("shop.csv", format!("宝贝ID,标题\r\n{rows}"));
    let words = dir.file("words.csv", "关键词,搜索人气,搜索增长幅度\r\n围巾,500,↑12.3%\r\n披肩,300,↓5%\r\n");
    let ran = taojin().args(["run", "--now", NOW, "--catalog"]).arg(catalog).arg("--keywords").arg(words);
    ran.arg("--out").arg(dir.join("out")).succeed();
    let titles = Table::read(&dir.join("out/titles.csv"));
    assert_eq!(titles.column("listing_id"), ["583316802352", "583316802353"]);
    assert_eq!(Table::read(&dir.join("out/rejects.csv")).column("line"), ["4"]);
    let keywords = Table::read(&dir.join("out/keywords.csv"));
    assert_eq!(keywords.row("keyword", "围巾").number("trend"), Some(0.123));
    assert_eq!(keywords.row("keyword", "披肩").number("trend"), Some(-0.05));
}
