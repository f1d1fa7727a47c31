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
fn an_end_that_the_export_states_stands_above_one_that_follows_from_another_date() {
    let dir = Dir::new();
    let catalog = dir.file(
        "shop.csv",
        "宝贝ID,标题,发布时间,结束时间,有效期\r\n\
         1,羊绒围巾女,2025-03-04 09:00:00,2026-11-27 21:00:00,7\r\n\
         2,马克杯陶瓷,2026-11-20 09:00:00,,14\r\n\
         3,保温杯便携,,2026-11-26 20:30:00,\r\n\
         4,男士围巾,2026-11-20 09:00:00,下周,7\r\n",
    );
    let ran = taojin().args(["schedule", "--now", NOW, "--catalog"]).arg(catalog).succeed();
    let ends = ["2026-11-27T21:00:00+08:00", "2026-12-04T09:00:00+08:00", "2026-11-26T20:30:00+08:00"];
    assert_eq!(Table::parse(&ran.stdout).column("current_end"), ends);
    // One that cannot be read is told of, as any other cell is.
    assert!(ran.stderr.contains("shop.csv:5: 结束时间"), "{}", ran.stderr);
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

/// A shop of 40 listings in three categories, all ending in the same night.
fn night_shop(dir: &Dir) -> std::path::PathBuf {
    let rows: Vec<String> = (0..40)
        .map(|id| {
            let category = ["围巾", "帽子", "手套"][id % 3];
            format!("{},{category}女{id},{category},{},{},2026-11-16 04:{:02}:00\r\n", 1000 + id, id * id, id % 7, id)
        })
        .collect();
    dir.file("shop.csv", format!("宝贝ID,标题,类目,销量,库存,上架时间\r\n{}", rows.concat()))
}

#[test]
fn a_dumped_model_says_all_that_its_value_needs() {
    let dir = Dir::new();
    let catalog = night_shop(&dir);
    let models = dir.path().join("models");
    taojin().args(["schedule", "--now", NOW, "--dump-models"]).arg(&models).arg("--catalog").arg(&catalog).succeed();
    let text = std::fs::read_to_string(models.join("schedule.jsonl")).unwrap();
    assert_eq!(text.lines().count(), 1);
    let model: serde_json::Value = serde_json::from_str(&text).unwrap();
    let number = |value: &serde_json::Value| value.as_f64().unwrap();
    let listings = model["listings"].as_array().unwrap();
    assert_eq!(listings.len(), 34, "six of forty are out of stock");
    let mut places: BTreeMap<(u64, u64), Vec<f64>> = BTreeMap::new();
    let mut value = 0.0;
    for (listing, slot) in listings.iter().zip(model["choice"].as_array().unwrap()) {
        assert!(listing["allowed"].as_array().unwrap().contains(slot));
        places
            .entry((listing["group"].as_u64().unwrap(), slot.as_u64().unwrap()))
            .or_default()
            .push(number(&listing["weight"]));
        if !listing["current"].is_null() && listing["current"] != *slot {
            value -= number(&listing["move_cost"]);
        }
    }
    let mut ends = vec![0; 168];
    for ((group, slot), mut weights) in places {
        let shares = model["groups"][group as usize]["shares"].as_array().unwrap();
        weights.sort_by(|a, b| b.total_cmp(a));
        ends[slot as usize] += weights.len();
        for (place, weight) in weights.iter().enumerate() {
            let share = number(shares.get(place).or(shares.last()).unwrap());
            value += weight * number(&model["slots"][slot as usize]["worth"]) * share;
        }
    }
    let stated = number(&model["value"]);
    assert!((value - stated).abs() < 1e-9 * stated, "{value} against {stated}");
    assert!(stated <= number(&model["bound"]) && number(&model["bound"]) < 1.001 * stated);
    for (slot, ends) in model["slots"].as_array().unwrap().iter().zip(ends) {
        assert!(ends as u64 <= slot["capacity"].as_u64().unwrap());
    }
}

#[test]
fn a_plan_carried_out_moves_nothing_the_next_time() {
    let dir = Dir::new();
    let catalog = night_shop(&dir);
    let plan = |catalog: &std::path::Path| {
        let ran = taojin().args(["schedule", "--now", NOW, "--catalog"]).arg(catalog).succeed();
        Table::parse(&ran.stdout).rows
    };
    let first = plan(&catalog);
    assert!(first.iter().any(|row| &row["moved"] == "true"));
    let text = std::fs::read_to_string(&catalog).unwrap();
    let rows = text.split("\r\n").skip(1).zip(&first).map(|(line, row)| {
        let (kept, time) = line.rsplit_once(',').unwrap();
        let time = if row["list_time"].is_empty() { time } else { &row["list_time"] };
        format!("{kept},{time}\r\n")
    });
    let carried_out = format!("宝贝ID,标题,类目,销量,库存,上架时间\r\n{}", rows.collect::<String>());
    let second = plan(&dir.file("carried_out.csv", carried_out));
    for (first, second) in first.iter().zip(&second) {
        assert_eq!((&second["moved"], &second["proposed_end"]), ("false", &first["proposed_end"]), "{second:?}");
    }
}

#[test]
fn blocked_times_and_pins_are_kept() {
    let dir = Dir::new();
    let catalog = night_shop(&dir);
    let config = dir.file(
        "taojin.toml",
        "[schedule]\nblocked_hours = [21]\nblocked_times = [\"2026-11-28 00:00 / 2026-12-01 00:00\"]\nmax_per_hour = 2\n\
         [schedule.pins]\n1001 = \"周三 21:30\"\n1002 = \"keep\"\n",
    );
    let ran =
        taojin().args(["schedule", "--now", NOW, "--config"]).arg(&config).arg("--catalog").arg(&catalog).succeed();
    let rows = Table::parse(&ran.stdout).rows;
    let mut hours: BTreeMap<String, u32> = BTreeMap::new();
    for row in rows.iter().filter(|row| !row["proposed_end"].is_empty()) {
        let end = &row["proposed_end"];
        *hours.entry(end[..13].to_owned()).or_default() += 1;
        match &row["listing_id"] {
            "1001" => assert_eq!(
                (end, &row["reason"]),
                ("2026-12-02T21:30:00+08:00", "已指定周三 21:30下架（注意：这个时间或它的上架时间设为不安排）")
            ),
            "1002" => assert_eq!((end, &row["moved"]), ("2026-11-23T04:02:00+08:00", "false")),
            _ => {
                assert_ne!(&end[11..13], "21", "{row:?}");
                assert!(!("2026-11-28".."2026-12-01").contains(&&end[..10]), "{row:?}");
            }
        }
    }
    assert!(hours.values().all(|&ends| ends <= 2), "{hours:?}");

    let config = dir.file("bad.toml", "[schedule.pins]\n1001 = \"周八 21:30\"\n");
    let ran = taojin().args(["schedule", "--config"]).arg(&config).arg("--catalog").arg(&catalog).run();
    assert_eq!(ran.status, Some(2), "{}", ran.stderr);
    assert!(ran.stderr.contains("1001") && ran.stderr.contains("bad.toml"), "{}", ran.stderr);
}

#[test]
fn the_calendar_holds_every_move() {
    let dir = Dir::new();
    let catalog = night_shop(&dir);
    let file = dir.path().join("relist.ics");
    let ran = taojin().args(["schedule", "--now", NOW, "--ics"]).arg(&file).arg("--catalog").arg(&catalog).succeed();
    let moved = Table::parse(&ran.stdout).rows.iter().filter(|row| &row["moved"] == "true").count();
    let text = std::fs::read_to_string(&file).unwrap().replace("\r\n ", "");
    assert!(text.starts_with("BEGIN:VCALENDAR\r\nVERSION:2.0\r\n") && text.ends_with("END:VCALENDAR\r\n"), "{text}");
    let counts = text
        .lines()
        .filter_map(|line| line.strip_prefix("SUMMARY:重新上架 ")?.split(' ').next()?.parse::<usize>().ok());
    assert_eq!(counts.sum::<usize>(), moved);
}

#[test]
fn the_warehouse_gets_no_end_and_margin_counts() {
    let dir = Dir::new();
    let catalog = dir.file(
        "shop.csv",
        "宝贝ID,标题,类目,销量,价格,成本价,上架状态\r\n1,红围巾羊绒,围巾,100,100,95,出售中\r\n2,蓝手套皮革,手套,100,100,40,出售中\r\n\
         3,绿帽子毛线,帽子,900,100,10,仓库中\r\n4,真皮腰带,腰带,100,100,面议,出售中\r\n",
    );
    let ran = taojin().args(["schedule", "--now", NOW, "--catalog"]).arg(&catalog).succeed();
    assert!(ran.stderr.contains("1 listings are in the warehouse") && ran.stderr.contains("面议"), "{}", ran.stderr);
    let rows = Table::parse(&ran.stdout).rows;
    assert_eq!(rows.len(), 3);
    let value = |row: &Row| row["value"].parse::<f64>().unwrap();
    assert!(value(&rows[1]) > 5.0 * value(&rows[0]), "60 yuan a unit against 5: {rows:?}");
    assert_eq!((&rows[2]["proposed_end"], &rows[2]["reason"]), ("", "在仓库中，没有上架，不安排"));
}

#[test]
fn near_identical_titles_keep_apart_across_categories() {
    let dir = Dir::new();
    let title = "秋冬加厚羊绒围巾女百搭保暖纯色长款两用披肩";
    let rows: Vec<String> = (0..8).map(|id| format!("{id},{title}{},类目{id},9\r\n", ["A", "B"][id % 2])).collect();
    let catalog = dir.file("shop.csv", format!("宝贝ID,标题,类目,销量\r\n{}", rows.concat()));
    let ran = taojin().args(["schedule", "--now", NOW, "--catalog"]).arg(&catalog).succeed();
    let rows = Table::parse(&ran.stdout).rows;
    let hours: BTreeSet<&str> = rows.iter().map(|row| &row["proposed_end"][..13]).collect();
    assert_eq!(hours.len(), 8, "{hours:?}");
}

#[test]
fn what_cannot_be_kept_to_is_said() {
    let dir = Dir::new();
    let rows: Vec<String> = (0..400).map(|id| format!("{id},羊绒围巾女{id},2026-11-16 04:00:00\r\n")).collect();
    let catalog = dir.file("shop.csv", format!("宝贝ID,标题,上架时间\r\n{}", rows.concat()));
    let said = |settings: &str| {
        let config = dir.file("taojin.toml", format!("[schedule]\n{settings}\n"));
        let ran =
            taojin().args(["schedule", "--now", NOW, "--config"]).arg(config).arg("--catalog").arg(&catalog).succeed();
        assert_eq!(Table::parse(&ran.stdout).rows.len(), 400, "nothing is lost");
        ran.stderr
    };
    let day = (0..23).map(|hour| hour.to_string()).collect::<Vec<_>>().join(", ");
    let stderr = said(&format!("blocked_hours = [{day}]\nmax_per_hour = 60"));
    assert!(!stderr.contains("max_per_hour"), "{stderr}");
    let stderr = said(&format!("blocked_hours = [{day}]\nblocked_times = [\"周一 00:00 / 周三 00:00\"]"));
    assert!(stderr.contains("more listings than open minutes: up to 2 end in one minute"), "{stderr}");
    assert!(said("max_per_hour = 2").contains("max_per_hour = 2 does not hold all listings: hours hold up to 3"));
    let stderr = said("blocked_times = [\"周一 00:00 / 周日 23:00\", \"周日 22:00 / 周一 00:30\"]");
    assert!(stderr.contains("400 listings get no end: every hour of the week is blocked"), "{stderr}");
    let stderr = said("[schedule.pins]\n1 = \"周三 21:30\"\n2 = \"周三 21:30\"\n\"乙\" = \"keep\"");
    assert!(stderr.contains("2 pinned listings share a minute") && stderr.contains("no listings of the catalog: 乙"));
}

#[test]
fn an_end_time_is_the_end_whatever_the_cycle() {
    let dir = Dir::new();
    let catalog = dir.file("shop.csv", "宝贝ID,标题,下架时间\r\n1,羊绒围巾女,2026-11-24 21:30:00\r\n");
    for days in [7, 14] {
        let config = dir.file("taojin.toml", format!("[schedule]\ncycle_days = {days}\n"));
        let ran =
            taojin().args(["schedule", "--now", NOW, "--config"]).arg(config).arg("--catalog").arg(&catalog).succeed();
        assert_eq!(&Table::parse(&ran.stdout).rows[0]["current_end"], "2026-11-24T21:30:00+08:00", "{days} days");
    }
}
