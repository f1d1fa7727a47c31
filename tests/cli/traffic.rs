//! Traffic tables in the forms that shops have them, seen through the slots of the dumped model.

use std::path::Path;

use crate::command::{NOW, taojin};
use crate::dir::Dir;

const DAYS: [&str; 7] = ["一", "二", "三", "四", "五", "六", "日"];

/// Visits of each hour of the day; of every weekday a different multiple, so that a shift would show.
fn visits(day: usize, hour: usize) -> usize {
    (day + 2) * (hour + 1)
}

/// Four weeks from Monday 19 October 2026 with their 双11, and one Monday more.
fn dates() -> impl Iterator<Item = (String, usize, usize)> {
    (0..29).map(|at| {
        let date = jiff::civil::date(2026, 10, 19).checked_add(jiff::SignedDuration::from_hours(24 * at)).unwrap();
        let times = if (date.month(), date.day()) == (11, 11) { 5 } else { 1 };
        (date.to_string(), at as usize % 7, times)
    })
}

/// What the plan takes for the traffic of each hour of the week, and what it says on standard error.
fn traffic(dir: &Dir, table: &Path) -> (Vec<f64>, String) {
    let catalog = dir.file("shop.csv", "宝贝ID,标题\r\n1,羊绒围巾女\r\n");
    let models = dir.path().join("models");
    let ran = taojin()
        .args(["schedule", "--now", NOW, "--dump-models"])
        .arg(&models)
        .arg("--traffic")
        .arg(table)
        .arg("--catalog")
        .arg(catalog)
        .succeed();
    let model: serde_json::Value =
        serde_json::from_str(&std::fs::read_to_string(models.join("schedule.jsonl")).unwrap()).unwrap();
    let slots = model["slots"].as_array().unwrap().iter();
    (slots.map(|slot| slot["traffic"].as_f64().unwrap()).collect(), ran.stderr)
}

fn assert_right(dir: &Dir, name: &str, content: impl AsRef<[u8]>) -> String {
    let (shares, stderr) = traffic(dir, &dir.file(name, content));
    let total: usize = (0..7).flat_map(|day| (0..24).map(move |hour| visits(day, hour))).sum();
    for (at, share) in shares.iter().enumerate() {
        let expected = visits(at / 24, at % 24) as f64 / total as f64;
        assert!((share - expected).abs() < 1e-9, "{name}: hour {at}: {share} against {expected}");
    }
    stderr
}

fn table(header: &str, rows: impl Iterator<Item = String>) -> String {
    format!("{header}\r\n{}", rows.map(|row| row + "\r\n").collect::<String>())
}

fn joined(cells: impl Iterator<Item = String>) -> String {
    cells.collect::<Vec<_>>().join(",")
}

#[test]
fn long_tables_are_averaged_over_weeks_without_promotion_days() {
    let dir = Dir::new();
    let long = |time: fn(&str, usize) -> String| {
        dates().flat_map(move |(date, day, times)| {
            (0..24).map(move |hour| format!("{},{}", time(&date, hour), visits(day, hour) * times))
        })
    };
    let by_hour = table("日期,小时,访客数", long(|date, hour| format!("{date},{hour}")));
    let stderr = assert_right(&dir, "long.csv", &by_hour);
    assert!(stderr.contains("2026-11-11 (双11) had 4.0 times a usual day's visits"), "{stderr}");
    assert_right(&dir, "long_gbk.csv", encoding_rs::GBK.encode(&by_hour).0);
    let span = |date: &str, hour: usize| format!("{date},{hour:02}:00-{:02}:00", hour + 1);
    assert_right(&dir, "span.csv", table("统计日期,时段,访客数", long(span)));
    assert_right(&dir, "stamp.csv", table("时间,浏览量", long(|date, hour| format!("{date} {hour:02}:00:00"))));
    assert_right(&dir, "stamp_as_hour.csv", table("时段,uv", long(|date, hour| format!("{date} {hour:02}:00"))));
}

#[test]
fn wide_tables_have_hours_or_days_as_columns() {
    let dir = Dir::new();
    let hours = |name: fn(usize) -> String| joined((0..24).map(name));
    let of_day = |day: usize, times: usize| joined((0..24).map(|hour| (visits(day, hour) * times).to_string()));
    let by_date = || dates().map(|(date, day, times)| format!("{date},{}", of_day(day, times)));
    for (file, name) in [
        ("numbers.csv", (|hour| hour.to_string()) as fn(usize) -> String),
        ("clock.csv", |hour| format!("{hour:02}:00")),
        ("chinese.csv", |hour| format!("{hour}点")),
    ] {
        assert_right(&dir, file, table(&format!("日期,{}", hours(name)), by_date()));
    }
    let by_weekday = || (0..7).map(|day| format!("星期{},{}", DAYS[day], of_day(day, 1)));
    assert_right(&dir, "weekdays.csv", table(&format!("星期,{}", hours(|hour| hour.to_string())), by_weekday()));
    assert_right(&dir, "no_name.csv", table(&format!(",{}", hours(|hour| format!("{hour}时"))), by_weekday()));

    let of_hour = |hour: usize| joined((0..7).map(|day| visits(day, hour).to_string()));
    let weekdays = joined(DAYS.iter().map(|day| format!("周{day}")));
    let by_hour = || (0..24).map(|hour| format!("{hour}:00,{}", of_hour(hour)));
    assert_right(&dir, "days.csv", table(&format!("时段,{weekdays}"), by_hour()));
    assert_right(&dir, "days_no_name.csv", table(&format!(",{weekdays}"), by_hour()));
    let of_hour = |hour: usize| joined(dates().map(|(_, day, times)| (visits(day, hour) * times).to_string()));
    let header = format!("小时,{}", joined(dates().map(|(date, ..)| date)));
    let stderr =
        assert_right(&dir, "dates.csv", table(&header, (0..24).map(|hour| format!("{hour},{}", of_hour(hour)))));
    assert!(stderr.contains("双11"), "{stderr}");
}

#[test]
fn half_hours_add_up_and_move_the_worth_within_the_hour() {
    let dir = Dir::new();
    // Of each hour a quarter in the first half.
    let quarter = |day: usize, hour: usize| visits(day, hour) as f64 / 4.0;
    let rows = |date: String, day: usize, times: usize| {
        (0..24)
            .flat_map(move |hour| {
                let (first, second) = (quarter(day, hour) * times as f64, quarter(day, hour) * 3.0 * times as f64);
                [format!("{date} {hour:02}:00,{first}"), format!("{date} {hour:02}:30,{second}")]
            })
            .collect::<Vec<_>>()
    };
    let stamped = dates().flat_map(|(date, day, times)| rows(date, day, times));
    assert_right(&dir, "halves.csv", table("时间,访客数", stamped));
    let columns = joined((0..24).flat_map(|hour| [format!("{hour:02}:00"), format!("{hour:02}:30")]));
    let wide = (0..7).map(|day| {
        let cells = (0..24).flat_map(|hour| [quarter(day, hour), quarter(day, hour) * 3.0]);
        format!("周{},{}", DAYS[day], joined(cells.map(|visits| visits.to_string())))
    });
    assert_right(&dir, "wide_halves.csv", table(&format!("星期,{columns}"), wide));
}
