//! Rows without a listing id: each is a listing of its own, under a name that no other has.

use std::path::PathBuf;

use crate::command::{NOW, Ran, taojin};
use crate::dir::Dir;
use crate::sample::{balance, summary};
use crate::table::Table;

fn run(dir: &Dir, catalogs: &[&PathBuf]) -> Ran {
    taojin().args(["run", "--now", NOW, "--catalog"]).args(catalogs).arg("--out").arg(dir.join("out")).succeed()
}

/// Ids and titles of the listings.
fn listings(dir: &Dir) -> Vec<(String, String)> {
    let titles = Table::read(&dir.join("out/titles.csv"));
    titles.rows.iter().map(|row| (row["listing_id"].to_owned(), row["title"].to_owned())).collect()
}

fn pairs(expected: &[(&str, &str)]) -> Vec<(String, String)> {
    expected.iter().map(|&(id, title)| (id.to_owned(), title.to_owned())).collect()
}

#[test]
fn catalogs_of_one_file_name_do_not_replace_each_others_rows() {
    let dir = Dir::new();
    let one = dir.file("a/shop.csv", "标题,更新日期\r\n羊绒围巾女,2026-11-01\r\n马克杯陶瓷,2026-11-01\r\n");
    let two = dir.file("b/shop.csv", "标题,更新日期\r\n保温杯便携,2026-11-02\r\n男士围巾,2026-11-02\r\n");
    let ran = run(&dir, &[&one, &two]);
    let expected =
        [("shop#1", "羊绒围巾女"), ("shop#2", "马克杯陶瓷"), ("shop#1-2", "保温杯便携"), ("shop#2-2", "男士围巾")];
    assert_eq!(listings(&dir), pairs(&expected));
    for input in summary(&dir)["inputs"].as_array().unwrap() {
        assert_eq!(balance(input), [2, 2, 0, 0]);
    }
    assert!(ran.stderr.contains("2 rows have no listing id: they are called FILE#ROW"), "{}", ran.stderr);
    // All files speak of the same listings.
    let schedule = Table::read(&dir.join("out/schedule.csv"));
    assert_eq!(schedule.column("listing_id"), ["shop#1", "shop#2", "shop#1-2", "shop#2-2"]);
}

#[test]
fn mended_rejects_join_the_healthy_rows_of_their_file() {
    let dir = Dir::new();
    let catalog = dir.file("shop.csv", "标题,价格\r\n羊绒围巾女,59\r\n马克杯陶瓷,面议\r\n保温杯便携,39\r\n");
    run(&dir, &[&catalog]);
    assert_eq!(listings(&dir).len(), 2);
    let rejected = std::fs::read_to_string(dir.join("out/rejects/shop.csv")).unwrap();
    let mended = dir.file("mended/shop.csv", rejected.replace("面议", "19"));
    run(&dir, &[&catalog, &mended]);
    let expected = [("shop#1", "羊绒围巾女"), ("shop#3", "保温杯便携"), ("shop#1-2", "马克杯陶瓷")];
    assert_eq!(listings(&dir), pairs(&expected));
    assert_eq!(balance(&summary(&dir)["inputs"][0]), [3, 2, 0, 1]);
    assert_eq!(balance(&summary(&dir)["inputs"][1]), [1, 1, 0, 0]);
}

#[test]
fn a_sellers_code_is_no_id() {
    let dir = Dir::new();
    let catalog = dir.file(
        "mix.csv",
        "num_id,标题,商家编码\r\n\
         ,羊绒围巾女秋冬,8001\r\n\
         ,真丝连衣裙夏季,8001\r\n\
         8001,运动鞋男,77\r\n\
         outer:8001-2,马克杯陶瓷,78\r\n\
         ,保温杯便携,8001\r\n\
         ,男士围巾,-\r\n",
    );
    let ran = run(&dir, &[&catalog]);
    let expected = [
        ("outer:8001", "羊绒围巾女秋冬"),
        ("outer:8001-3", "真丝连衣裙夏季"),
        ("8001", "运动鞋男"),
        ("outer:8001-2", "马克杯陶瓷"),
        ("outer:8001-4", "保温杯便携"),
        ("mix#6", "男士围巾"),
    ];
    assert_eq!(listings(&dir), pairs(&expected));
    assert_eq!(balance(&summary(&dir)["inputs"][0]), [6, 6, 0, 0]);
    let said = "4 rows have no listing id: 3 of them are called outer:CODE, the others FILE#ROW";
    assert!(ran.stderr.contains(said), "{}", ran.stderr);
}

#[test]
fn a_page_named_by_the_sellers_code_is_found_where_there_is_no_id() {
    let dir = Dir::new();
    let catalog = dir.file("shop.csv", "标题,商家编码\r\n羊绒围巾女,A-1\r\n马克杯陶瓷,A-2\r\n");
    dir.file("pages/A-1.html", "<h2>尺码表</h2><p>均码</p>");
    let ran = taojin().args(["run", "--now", NOW, "--catalog"]).arg(catalog);
    ran.arg("--pages").arg(dir.join("pages")).arg("--out").arg(dir.join("out")).succeed();
    let pages = Table::read(&dir.join("out/pages.csv"));
    assert!(!pages.rows.is_empty());
    assert!(pages.rows.iter().all(|row| &row["listing_id"] == "outer:A-1"));
}
