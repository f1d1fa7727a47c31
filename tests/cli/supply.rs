//! Keywords whose table does not say how many listings compete for them.

use std::path::PathBuf;

use serde_json::Value;

use crate::command::{NOW, taojin};
use crate::dir::Dir;
use crate::table::Table;

const TITLE: &str = "羊绒围巾女秋冬加厚保暖长款";

/// Visits that a run expects of the only listing, and its result page.
fn of_a_run(dir: &Dir, words: &PathBuf) -> (f64, f64) {
    let catalog = dir.file("shop.csv", format!("宝贝ID,标题\r\n1,{TITLE}\r\n"));
    let ran = taojin().args(["run", "--now", NOW, "--catalog"]).arg(catalog).arg("--keywords").arg(words);
    ran.arg("--out").arg(dir.join("out")).succeed();
    let titles = Table::read(&dir.join("out/titles.csv"));
    (titles.rows[0].number("expected_visits").unwrap(), titles.rows[0].number("best_page").unwrap())
}

fn of_the_title_alone(words: &PathBuf) -> Vec<Value> {
    let ran = taojin().args(["title", "--json", TITLE, "--keywords"]).arg(words).succeed();
    ran.json_lines()[0]["covered"].as_array().unwrap().clone()
}

#[test]
fn a_table_without_supplies_promises_no_more_than_one_that_has_some() {
    let dir = Dir::new();
    let bare = dir.file("bare.csv", "搜索词,搜索人气\r\n羊绒围巾,80000\r\n围巾女,40000\r\n秋冬围巾,40000\r\n");
    let some =
        "搜索词,搜索人气,在线商品数\r\n羊绒围巾,80000,\r\n围巾女,40000,\r\n秋冬围巾,40000,\r\n连衣裙,20000,20000\r\n";
    let some = dir.file("some.csv", some);
    let (visits, page) = of_a_run(&dir, &bare);
    let (visits_beside, page_beside) = of_a_run(&dir, &some);
    assert!(visits < 100.0 && page > 100.0, "{visits} visits on page {page}");
    assert!((visits / visits_beside).ln().abs() < 1.0 && (page / page_beside).ln().abs() < 1.0);
    // The title alone, without a catalog to count in, is expected to bring the same.
    let alone: f64 = of_the_title_alone(&bare).iter().map(|covered| covered["visits"].as_f64().unwrap()).sum();
    assert!((alone / visits - 1.0).abs() < 0.01, "{alone} {visits}");
}

#[test]
fn a_supply_that_no_table_gives_is_not_made_up() {
    let dir = Dir::new();
    let words = dir.file(
        "words.csv",
        "搜索词,搜索人气,在线商品数,需求供给比\r\n羊绒围巾,80000,,\r\n围巾女,40000,500,\r\n秋冬围巾,900,,3\r\n羊绒披肩,50000,,\r\n",
    );
    let supply = |covered: &[Value], keyword: &str| {
        covered.iter().find(|covered| covered["keyword"] == keyword).unwrap()["listings"].clone()
    };
    let covered = of_the_title_alone(&words);
    assert_eq!(supply(&covered, "羊绒围巾"), Value::Null);
    assert_eq!(supply(&covered, "围巾女"), 500.0);
    assert_eq!(supply(&covered, "秋冬围巾"), 300.0);
    // A count over our own titles is none of the market's either.
    let catalog =
        dir.file("shop.csv", "宝贝ID,标题,属性,销量\r\n1,围巾女秋冬,材质:羊绒;品类:披肩,0\r\n2,羊绒披肩,,0\r\n");
    let ran = taojin().args(["run", "--now", NOW, "--catalog"]).arg(catalog).arg("--keywords").arg(words);
    ran.arg("--out").arg(dir.join("out")).succeed();
    let proposals = Table::read(&dir.join("out/proposals.csv"));
    let gained = proposals.rows.iter().flat_map(|row| row.list("gained_figures")).collect::<Vec<_>>();
    assert!(gained.contains(&"羊绒围巾=80000/?"), "{gained:?}");
}

#[test]
fn a_ratio_rounded_to_nothing_is_much_supply() {
    let dir = Dir::new();
    let words = dir
        .file("words.csv", "搜索词,搜索人气,需求供给比\r\n围巾,20000,0\r\n羊绒围巾,20000,0.5\r\n披肩,20000,0.01\r\n");
    let table = Table::parse(&taojin().arg("keywords").arg(words).succeed().stdout);
    assert_eq!(table.column("keyword"), ["羊绒围巾", "披肩", "围巾"]);
    assert_eq!((&table.rows[2]["listings_source"], &table.rows[2]["grade"]), ("ratio", "poor"));
}
