//! Listing-end times, alone and within a run.

use std::collections::{BTreeMap, BTreeSet};

use jiff::{Timestamp, ToSpan};

use crate::command::{NOW, taojin};
use crate::dir::Dir;
use crate::sample::SAMPLE;
use crate::sample_run::COLUMNS;
use crate::table::{Row, Table};

fn time(row: &Row, column: &str) -> Option<Timestamp> {
    let cell = &row[column];
    if cell.is_empty() {
        return None;
    }
    assert!(cell.len() == 25 && cell.ends_with("+08:00"), "{column} = {cell}");
    Some(cell.parse().unwrap_or_else(|error| panic!("{cell}: {error}")))
}

#[test]
fn times_are_rfc_3339_in_china_and_a_cycle_apart() {
    let now: Timestamp = NOW.parse().unwrap();
    let mut moved = 0;
    for row in &SAMPLE.table("schedule.csv").rows {
        let current = time(row, "current_end");
        let (Some(end), Some(list)) = (time(row, "proposed_end"), time(row, "list_time")) else {
            assert_eq!((&row["proposed_end"], &row["list_time"]), ("", ""), "{row:?}");
            continue;
        };
        assert!(end > now, "{row:?}");
        let cycle = end - list;
        assert!([7, 14].iter().any(|days| cycle.fieldwise() == (days * 24 * 3600).seconds()), "{row:?}");
        match &row["moved"] {
            "false" => {
                // A listing that stays ends when it would: the same weekday and minute.
                let current = current.unwrap_or_else(|| panic!("{row:?}"));
                let apart = end.as_second() - current.as_second();
                assert_eq!(apart % (7 * 24 * 3600), 0, "{row:?}");
            }
            "true" => moved += 1,
            cell => panic!("moved = {cell}"),
        }
        assert!(!row["reason"].is_empty() && row["reason"].contains(|c: char| !c.is_ascii()), "{row:?}");
    }
    assert!(moved > 0);
}

#[test]
fn no_two_listings_of_a_shop_end_in_the_same_minute() {
    let mut minutes: BTreeMap<String, BTreeSet<i64>> = BTreeMap::new();
    for row in &SAMPLE.table("schedule.csv").rows {
        let Some(end) = time(row, "proposed_end").filter(|_| &row["moved"] == "true") else { continue };
        let minute = end.as_second().rem_euclid(7 * 24 * 3600) / 60;
        assert!(minutes.entry(row["shop"].to_owned()).or_default().insert(minute), "{row:?}");
    }
    assert_eq!(minutes.len(), 3);
}

#[test]
fn what_is_out_of_stock_gets_no_end() {
    let dir = Dir::new();
    let catalog = dir.file(
        "shop.csv",
        "宝贝ID,标题,库存,上架时间\r\n1,围巾女,0,2026-11-16 04:00:00\r\n2,披肩女,5,2026-11-16 04:00:00\r\n3,毛衣女,,\r\n",
    );
    let ran = taojin().args(["schedule", "--now", NOW, "--catalog"]).arg(catalog).succeed();
    let table = Table::parse(&ran.stdout);
    assert_eq!(&table.rows[0]["proposed_end"], "");
    assert_eq!(&table.rows[0]["current_end"], "2026-11-23T04:00:00+08:00");
    assert_eq!(&table.rows[1]["moved"], "true");
    assert_eq!(&table.rows[2]["current_end"], "");
    assert!(!table.rows[2]["proposed_end"].is_empty());
}

#[test]
fn the_command_alone_says_what_a_run_says() {
    let ran = taojin()
        .args(["schedule", "--catalog", "data/assistant.csv", "data/catalog.csv"])
        .args(["--traffic", "data/traffic.csv", "--now", NOW])
        .succeed();
    let table = Table::parse(&ran.stdout);
    assert_eq!(table.columns.join(", "), COLUMNS[4].1);
    let rows = SAMPLE.table("schedule.csv").rows;
    assert_eq!(table.rows, rows);
    assert!(ran.stderr.contains("374 listings") && ran.stderr.contains("data/catalog.csv:63: 价格"), "{}", ran.stderr);
}

#[test]
fn json_lines_have_the_columns_as_members() {
    let dir = Dir::new();
    let catalog = dir.file(
        "shop.csv",
        "宝贝ID,标题,店铺,上架时间\r\n1,围巾女,甲,2026-11-16 04:00:00\r\n2,披肩女,乙,\r\n3,坏,丙,昨天\r\n",
    );
    let ran = taojin().args(["schedule", "--json", "--strict", "--now", NOW, "--catalog"]).arg(catalog).run();
    assert_eq!(ran.status, Some(1), "{}", ran.stderr);
    let lines = ran.json_lines();
    assert_eq!(lines.len(), 2);
    for (line, id) in lines.iter().zip(["1", "2"]) {
        let members: BTreeSet<&str> = line.as_object().unwrap().keys().map(String::as_str).collect();
        assert_eq!(members, COLUMNS[4].1.split(", ").collect());
        assert_eq!(line["listing_id"], id);
        assert!(line["moved"].is_boolean() && line["value"].is_number());
    }
    assert_eq!(lines[0]["current_end"], "2026-11-23T04:00:00+08:00");
    assert!(lines[1]["current_end"].is_null());
}

#[test]
fn more_listings_than_an_hour_has_minutes_still_end_apart() {
    let dir = Dir::new();
    let rows: Vec<String> = (0..300).map(|id| format!("{id},羊绒围巾女{id},2026-11-16 04:00:00\r\n")).collect();
    let catalog = dir.file("shop.csv", format!("宝贝ID,标题,上架时间\r\n{}", rows.concat()));
    let ran = taojin().args(["schedule", "--now", NOW, "--catalog"]).arg(catalog).succeed();
    let table = Table::parse(&ran.stdout);
    let minutes: BTreeSet<i64> =
        table.rows.iter().map(|row| time(row, "proposed_end").unwrap().as_second() / 60).collect();
    assert_eq!(minutes.len(), 300);
}
