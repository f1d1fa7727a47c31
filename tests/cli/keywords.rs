//! `taojin keywords`.

use crate::command::taojin;
use crate::dir::Dir;
use crate::sample_run::COLUMNS;
use crate::table::Table;

#[test]
fn a_table_alone_comes_out_best_first_with_the_columns_of_keywords_csv() {
    let ran = taojin().args(["keywords", "data/keywords_taoci.csv"]).succeed();
    let table = Table::parse(&ran.stdout);
    assert_eq!(table.columns.join(", "), COLUMNS[0].1);
    assert_eq!(table.rows.len(), 252);
    let scores: Vec<f64> = table.rows.iter().map(|row| row.number("score").unwrap_or(-1.0)).collect();
    assert!(scores.is_sorted_by(|a, b| a >= b));
    assert!(ran.stderr.contains("252 rows = 252 accepted + 0 superseded + 0 rejected"), "{}", ran.stderr);
}

#[test]
fn json_lines_say_what_the_table_says() {
    let table = Table::parse(&taojin().args(["keywords", "data/keywords_sycm.csv"]).succeed().stdout);
    let lines = taojin().args(["keywords", "--json", "data/keywords_sycm.csv"]).succeed().json_lines();
    assert_eq!(lines.len(), table.rows.len());
    for (line, row) in lines.iter().zip(&table.rows) {
        assert_eq!(line["keyword"], row["keyword"]);
        for column in ["volume", "volume_low", "volume_high", "listings", "ratio", "score", "click_rate"] {
            match (line[column].as_f64(), row.number(column)) {
                (None, None) => {}
                (Some(exact), Some(cell)) => assert!((exact - cell).abs() <= 0.000_051, "{column}: {exact} {cell}"),
                (exact, cell) => panic!("{column}: {exact:?} {cell:?}"),
            }
        }
        assert_eq!(line["grade"].as_str().unwrap_or_default(), &row["grade"]);
        assert_eq!(line["listings_source"].as_str().unwrap_or_default(), &row["listings_source"]);
    }
}

#[test]
fn the_score_rises_with_volume_and_falls_with_listings() {
    let dir = Dir::new();
    let table = dir.file(
        "words.csv",
        "关键词,搜索人气,在线商品数\r\n甲甲,4000,1000\r\n乙乙,8000,1000\r\n丙丙,4000,2000\r\n丁丁,40,10\r\n戊戊,2,0\r\n",
    );
    let ran = taojin().arg("keywords").arg(table).succeed();
    let table = Table::parse(&ran.stdout);
    let score = |keyword: &str| table.row("keyword", keyword).number("score").unwrap();
    assert!(score("乙乙") > score("甲甲") && score("甲甲") > score("丙丙"), "{}", ran.stdout);
    // The same ratio on thinner evidence, and 2 searches against nothing.
    assert!(score("甲甲") > score("丁丁") && score("丁丁") > score("戊戊"), "{}", ran.stdout);
}

#[test]
fn rejected_rows_are_told_and_strict_gives_1() {
    let dir = Dir::new();
    let table = dir.file("words.csv", "关键词,搜索人气\r\n围巾,2000\r\n披肩,很多\r\n");
    let ran = taojin().arg("keywords").arg(&table).succeed();
    assert_eq!(Table::parse(&ran.stdout).column("keyword"), ["围巾"]);
    assert!(ran.stderr.contains("words.csv:3: 搜索人气"), "{}", ran.stderr);
    let strict = taojin().args(["keywords", "--strict"]).arg(&table).run();
    assert_eq!((strict.status, strict.stdout), (Some(1), ran.stdout));
}

#[test]
fn a_reader_that_stops_early_is_no_failure() {
    use std::process::Stdio;
    let mut child = std::process::Command::new(env!("CARGO_BIN_EXE_taojin"))
        .current_dir(env!("CARGO_MANIFEST_DIR"))
        .args(["keywords", "data/keywords.xlsx"])
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    drop(child.stdout.take());
    assert_eq!(child.wait().unwrap().code(), Some(0));
}
