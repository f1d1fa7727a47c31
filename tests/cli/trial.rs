//! The weekly test: halves, and what a week later is made of them.

use std::collections::BTreeMap;

use crate::command::{NOW, taojin};
use crate::dir::Dir;
use crate::table::Table;

#[test]
fn a_weekly_test_runs_from_the_halves_to_the_next_profile() {
    let dir = Dir::new();
    let rows: Vec<String> = (0..60)
        .map(|id| {
            let category = ["围巾", "帽子"][id % 2];
            format!("{},{category}女{id},{category},{},2026-11-16 04:{id:02}:00\r\n", 1000 + id, 10 + id / 4)
        })
        .collect();
    let catalog = dir.file("shop.csv", format!("宝贝ID,标题,类目,销量,上架时间\r\n{}", rows.concat()));
    let halves = dir.join("halves.csv");
    let ran =
        taojin().args(["schedule", "--now", NOW, "--halves"]).arg(&halves).arg("--catalog").arg(&catalog).succeed();
    assert!(ran.stderr.contains("30 pairs"), "{}", ran.stderr);
    let plan = Table::parse(&ran.stdout);
    let parts = Table::read(&halves);
    assert_eq!(parts.columns.join(", "), "listing_id, shop, category, half, pair, end, planned, weight");
    let mut pairs: BTreeMap<String, Vec<(String, String)>> = BTreeMap::new();
    for part in &parts.rows {
        let row = plan.row("listing_id", &part["listing_id"]);
        if &part["half"] == "stay" {
            assert_eq!((&row["moved"], &row["reason"]), ("false", "每周测试的对照组，这周不动"));
        }
        pairs.entry(part["pair"].to_owned()).or_default().push((part["half"].to_owned(), part["category"].to_owned()));
    }
    assert_eq!(pairs.len(), 30);
    for pair in pairs.values() {
        assert!(pair.len() == 2 && pair[0].0 != pair[1].0 && pair[0].1 == pair[1].1, "{pair:?}");
    }

    // A week in which the plan's half has half as many visits again; in two files, one of them with a broken row.
    let visits = |rows: &[crate::table::Row]| {
        let line = |row: &crate::table::Row| {
            let weight: f64 = row["weight"].parse().unwrap();
            let visits = (weight * if &row["half"] == "plan" { 15.0 } else { 10.0 }).round();
            format!("{},{visits}\r\n", &row["listing_id"])
        };
        format!("商品ID,商品访客数\r\n{}", rows.iter().map(line).collect::<String>())
    };
    let first = dir.file("first.csv", visits(&parts.rows[..30]));
    // Ids in a dress that keeps spreadsheets from rounding them are the same ids.
    let dressed = visits(&parts.rows[30..58]).replace("\r\n1", "\r\n=\"1").replace(',', "\",");
    let dressed = dressed.replacen("商品ID\",", "商品ID,", 1);
    let second = dir.file("second.csv", format!("{dressed}77,很多\r\n5.83317E+11,7\r\n"));
    let profile = dir.join("next.csv");
    let ran = taojin()
        .arg("trial")
        .arg(&halves)
        .arg("--visits")
        .args([&first, &second])
        .arg("--profile")
        .arg(&profile)
        .succeed();
    assert!(ran.stderr.contains("the plan brought 1.5") && ran.stderr.contains("interval"), "{}", ran.stderr);
    assert!(ran.stderr.contains("2 listings of the test have no visits"), "{}", ran.stderr);
    assert!(ran.stderr.contains("second.csv:30") && ran.stderr.contains("second.csv:31: 商品ID"), "{}", ran.stderr);
    let hours = Table::parse(&ran.stdout);
    assert_eq!(
        hours.columns.join(", "),
        "hour, listings, visits, planned_visits, ratio, ratio_low, ratio_high, verdict"
    );
    let sum = |column: &str| hours.rows.iter().map(|row| row.number(column).unwrap()).sum::<f64>();
    assert!((sum("listings") - 58.0).abs() < 1e-9);
    assert!((sum("visits") - sum("planned_visits")).abs() < 0.1, "planned visits are all visits, shared out");

    let ran =
        taojin().args(["schedule", "--now", NOW, "--traffic"]).arg(&profile).arg("--catalog").arg(&catalog).succeed();
    assert_eq!(Table::parse(&ran.stdout).rows.len(), 60);
}

#[test]
fn visits_of_other_listings_are_an_error() {
    let dir = Dir::new();
    let halves = dir.file(
        "halves.csv",
        "listing_id,shop,category,half,pair,end,planned,weight\r\n1,,,plan,0,2026-11-28T21:30:00+08:00,1.2,1\r\n",
    );
    let visits = dir.file("visits.csv", "商品ID,访客数\r\n2,50\r\n");
    let ran = taojin().arg("trial").arg(&halves).arg("--visits").arg(&visits).run();
    assert_eq!(ran.status, Some(3), "{}", ran.stderr);
    assert!(ran.stderr.contains("halves.csv"), "{}", ran.stderr);
}
