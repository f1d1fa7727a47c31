//! Several rows of one listing: the newest by its date wins, any date above none; of equal ones the last.

use crate::command::{NOW, taojin};
use crate::dir::Dir;
use crate::sample::{SAMPLE, balance, summary};
use crate::table::Table;

#[test]
fn the_newest_row_by_date_wins_and_of_equal_ones_the_last() {
    let dir = Dir::new();
    let first = dir.file(
        "a.csv",
        "宝贝ID,标题,更新日期\r\n\
         1,围巾旧,2026-11-01\r\n\
         1,围巾新,2026-11-20\r\n\
         2,披肩新,2026-11-20\r\n\
         2,披肩旧,2026-11-01\r\n\
         3,马克杯先,2026-11-05\r\n\
         3,马克杯后,2026-11-05\r\n\
         4,保温杯有日期,2026-11-05\r\n\
         4,保温杯没有日期,\r\n\
         5,手机壳新,2026-11-19\r\n\
         6,毛衣旧,2026-11-01\r\n\
         7,只有一行的裙子,2026-11-01\r\n",
    );
    let second = dir.file(
        "b.csv",
        "宝贝ID,标题,更新日期\r\n\
         5,手机壳旧,2026-11-02\r\n\
         6,毛衣新,2026-11-18\r\n\
         8,另一条裙子,\r\n",
    );
    taojin().args(["run", "--now", NOW, "--catalog"]).args([first, second]).arg("--out").arg(dir.join("out")).succeed();
    let titles = Table::read(&dir.join("out/titles.csv"));
    for (id, title) in [
        ("1", "围巾新"),
        ("2", "披肩新"),
        ("3", "马克杯后"),
        ("4", "保温杯有日期"),
        ("5", "手机壳新"),
        ("6", "毛衣新"),
        ("7", "只有一行的裙子"),
        ("8", "另一条裙子"),
    ] {
        assert_eq!(&titles.row("listing_id", id)["title"], title);
    }
    assert_eq!(titles.rows.len(), 8);
    // In the order of the rows that stand.
    assert_eq!(titles.column("listing_id"), ["1", "2", "3", "4", "5", "7", "6", "8"]);
    let summary = summary(&dir);
    assert_eq!(balance(&summary["inputs"][0]), [11, 6, 5, 0]);
    assert_eq!(balance(&summary["inputs"][1]), [3, 2, 1, 0]);
    assert_eq!(Table::read(&dir.join("out/schedule.csv")).rows.len(), 8);
}

#[test]
fn without_a_date_column_the_last_row_wins() {
    let dir = Dir::new();
    let catalog = dir.file("a.csv", "宝贝ID,标题\r\n1,围巾一\r\n2,披肩\r\n1,围巾二\r\n1,围巾三\r\n");
    taojin().args(["run", "--now", NOW, "--catalog"]).arg(catalog).arg("--out").arg(dir.join("out")).succeed();
    let titles = Table::read(&dir.join("out/titles.csv"));
    assert_eq!(titles.column("title"), ["披肩", "围巾三"]);
    assert_eq!(balance(&summary(&dir)["inputs"][0]), [4, 2, 2, 0]);
}

#[test]
fn the_order_of_rows_does_not_decide_which_date_is_the_newest() {
    let dir = Dir::new();
    let dates = ["2026-05-01", "", "2026-01-01"];
    let orders = [[0, 1, 2], [0, 2, 1], [1, 0, 2], [1, 2, 0], [2, 0, 1], [2, 1, 0]];
    let row = |(id, at): (usize, usize)| format!("{id}9,围巾{at},{}\r\n", dates[at]);
    let rows: String = orders.iter().enumerate().flat_map(|(id, order)| order.map(|at| (id, at))).map(row).collect();
    let rows = format!("宝贝ID,标题,更新日期\r\n{rows}");
    let catalog = dir.file("a.csv", rows);
    taojin().args(["run", "--now", NOW, "--catalog"]).arg(catalog).arg("--out").arg(dir.join("out")).succeed();
    assert_eq!(Table::read(&dir.join("out/titles.csv")).column("title"), ["围巾0"; 6]);
}

#[test]
fn shops_are_counted_over_the_rows_that_stand() {
    let dir = Dir::new();
    let catalog = dir.file("shop.csv", "宝贝ID,标题,店铺\r\n1,羊绒围巾女,甲店\r\n1,羊绒围巾女,乙店\r\n");
    taojin().args(["run", "--now", NOW, "--catalog"]).arg(catalog).arg("--out").arg(dir.join("out")).succeed();
    assert_eq!(summary(&dir)["counts"]["shops"], 1);
}

#[test]
fn of_the_sample_shops_pairs_the_newer_row_stands() {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/data/catalog.csv");
    let text = std::fs::read_to_string(path).unwrap();
    let mut reader =
        csv::ReaderBuilder::new().flexible(true).from_reader(text.trim_start_matches('\u{feff}').as_bytes());
    let mut newest = std::collections::BTreeMap::new();
    for record in reader.records().map(Result::unwrap).filter(|record| record.len() == 12) {
        let (id, title, updated) = (record[0].to_owned(), record[1].to_owned(), record[11].to_owned());
        let best = newest.entry(id).or_insert((String::new(), String::new()));
        if updated >= best.0 {
            *best = (updated, title);
        }
    }
    let titles = SAMPLE.table("titles.csv");
    for row in &titles.rows {
        if let Some((_, title)) = newest.get(&row["listing_id"]) {
            assert_eq!(&row["title"], title);
        }
    }
}
