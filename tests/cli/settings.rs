//! Numbers that judge a shop, set by its owner.

use std::fmt::Write;

use crate::command::{NOW, taojin};
use crate::dir::Dir;
use crate::table::Table;

/// The rules that a run over one listing and its page, and a traffic table with a busy day, tells of, and what the run says.
fn findings(config: &str) -> (Vec<String>, String) {
    let page = format!("{}<h2>店铺活动</h2><img src=x.jpg>", "<img src=a.jpg>".repeat(40));
    let dir = Dir::new();
    let catalog = dir.file("shop.csv", format!("宝贝ID,标题,类目,宝贝描述\n1,纯棉毛巾女,毛巾,{page}\n"));
    let mut traffic = String::from("日期,小时,访客数\n");
    for day in 1..=9 {
        for hour in 0..24 {
            writeln!(traffic, "2026-10-{day:02},{hour},{}", if day == 9 { 20 } else { 10 }).unwrap();
        }
    }
    let ran = taojin()
        .args(["run", "--now", NOW, "--config"])
        .arg(dir.file("taojin.toml", config))
        .arg("--catalog")
        .arg(catalog)
        .arg("--traffic")
        .arg(dir.file("traffic.csv", traffic))
        .arg("--out")
        .arg(dir.join("out"))
        .succeed();
    let rules = Table::read(&dir.join("out/findings.csv")).column("rule").into_iter().map(str::to_owned).collect();
    (rules, ran.stderr)
}

#[test]
fn attributes_the_top_of_a_page_and_peak_days_are_judged_as_configured() {
    let has = |found: &(Vec<String>, String), rule: &str| found.0.iter().any(|code| code == rule);
    let usual = findings("");
    assert!(has(&usual, "T3-structure") && has(&usual, "D2-order"), "{:?}", usual.0);
    assert!(!usual.1.contains("2026-10-09"), "{}", usual.1);
    let set = findings("[title]\nattribute_kinds = 1\n[page]\ntop_share = 1.0\n[schedule]\npeak_day_ratio = 1.5\n");
    assert!(!has(&set, "T3-structure") && !has(&set, "D2-order"), "{:?}", set.0);
    assert!(set.1.contains("2026-10-09"), "{}", set.1);
}
