//! Cells that a spreadsheet would run as formulas are neutralised in every file.

use crate::command::{NOW, taojin};
use crate::dir::Dir;
use crate::sample::SAMPLE;
use crate::sample_run::COLUMNS;
use crate::table::Table;

const TRIGGERS: [char; 10] = ['=', '+', '-', '@', '\t', '\r', '＝', '＋', '－', '＠'];

fn assert_harmless(name: &str, table: &Table) {
    for row in &table.rows {
        for cell in &row.cells {
            assert!(!cell.starts_with(TRIGGERS) || cell.parse::<f64>().is_ok(), "{name}: {cell:?}");
        }
    }
}

#[test]
fn no_cell_of_the_sample_run_starts_a_formula() {
    for (name, _) in COLUMNS {
        assert_harmless(name, &SAMPLE.table(name));
    }
}

#[test]
fn a_title_that_starts_like_a_formula_is_shown_and_never_run() {
    let titles = [
        "=cmd|' /C calc'!A0 羊绒围巾女",
        "+86加厚羊绒围巾女秋冬",
        "-加厚羊绒围巾女秋冬保暖",
        "@SUM(A1)羊绒围巾女百搭",
        "＝HYPERLINK(\"http://x\")羊绒围巾",
    ];
    let dir = Dir::new();
    let rows: Vec<[&str; 5]> =
        titles.iter().map(|title| [*title, "=1+1", "@shop", "材质:=羊绒;+1:-2", "=A1"]).collect();
    let mut all = vec![["标题", "类目", "店铺", "属性", "价格"].map(String::from).to_vec()];
    all.extend(rows.iter().map(|row| row.map(String::from).to_vec()));
    for row in all.iter_mut().skip(1).take(4) {
        row[4] = "9".into();
    }
    let catalog = dir.file("=shop.csv", crate::encoded::delimited(b',', &all));
    let words =
        dir.file("words.csv", "关键词,搜索人气,在线商品数\r\n=围巾,2000,15\r\n-羊绒围巾,3000,20\r\n围巾 保暖,10,2\r\n");
    taojin()
        .args(["run", "--now", NOW, "--catalog"])
        .arg(catalog)
        .arg("--keywords")
        .arg(words)
        .arg("--out")
        .arg(dir.join("out"))
        .succeed();
    let table = |name: &str| Table::read(&dir.join("out").join(name));
    for (name, _) in COLUMNS {
        assert_harmless(name, &table(name));
    }
    let shown: Vec<String> = titles[..4].iter().map(|title| format!("'{title}")).collect();
    assert_eq!(table("titles.csv").column("title"), shown);
    assert_eq!(table("rejects.csv").rows.len(), 1);
    assert!(table("keywords.csv").column("keyword").contains(&"'=围巾"));
    // The rows to be mended stay as they came.
    let rejects = std::fs::read_to_string(dir.join("out/rejects/=shop.csv")).unwrap();
    assert!(rejects.contains("\r\n\"＝HYPERLINK") && !rejects.contains("'＝"), "{rejects}");
}
