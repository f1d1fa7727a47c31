//! What the README's command promises of its output folder.

use std::collections::{BTreeMap, BTreeSet};

use crate::command::{NOW, taojin};
use crate::dir::{Dir, contents};
use crate::sample::{SAMPLE, balance};
use crate::table::Table;

/// The columns of interface.md.
pub const COLUMNS: [(&str, &str); 7] = [
    (
        "keywords.csv",
        "keyword, volume, volume_low, volume_high, listings, listings_source, ratio, click_rate, conversion_rate, \
         tmall_share, score, grade, covered_by, trend, proposed_by",
    ),
    (
        "titles.csv",
        "listing_id, shop, category, title, bytes, score, keywords_covered, golden_covered, expected_visits, best_page, \
         words, deductions",
    ),
    ("findings.csv", "listing_id, rule, severity, location, message, help"),
    (
        "proposals.csv",
        "listing_id, rank, title, bytes, value, bound, visits_now, visits, gained, lost, added, removed, edited_chars, \
         within_budget, decision, gained_figures, lost_figures, phrase, reason, by_hand",
    ),
    (
        "schedule.csv",
        "listing_id, shop, category, current_end, proposed_end, list_time, moved, value_now, value, reason",
    ),
    ("pages.csv", "listing_id, section, required, verdict, position, evidence, confidence"),
    ("rejects.csv", "file, line, byte_offset, column, reason, raw"),
];

#[test]
fn every_promised_file_is_there_and_nothing_else() {
    let names: BTreeSet<String> =
        contents(&SAMPLE.dir.join("out")).into_keys().map(|path| path.display().to_string()).collect();
    let mut promised: BTreeSet<String> = COLUMNS.iter().map(|(name, _)| (*name).to_owned()).collect();
    promised
        .extend(["summary.json", "report.html", "schedule.ics", "rejects", "rejects/catalog.csv"].map(String::from));
    assert_eq!(names, promised);
    assert_eq!(SAMPLE.dir.contents().keys().filter(|path| path.components().count() == 1).count(), 1);
}

#[test]
fn every_table_has_exactly_its_columns_in_order() {
    for (name, columns) in COLUMNS {
        let table = SAMPLE.table(name);
        assert_eq!(table.columns.join(", "), columns, "{name}");
        assert!(!table.rows.is_empty(), "{name}");
    }
}

#[test]
fn rows_are_accepted_superseded_or_rejected() {
    let summary = SAMPLE.summary();
    let inputs = summary["inputs"].as_array().unwrap();
    let expected = [
        ("data/assistant.csv", "catalog", [132, 132, 0, 0]),
        ("data/catalog.csv", "catalog", [255, 242, 10, 3]),
        ("data/keywords_sycm.csv", "keywords", [151, 120, 31, 0]),
        ("data/keywords_taoci.csv", "keywords", [252, 190, 62, 0]),
    ];
    for (path, kind, figures) in expected {
        let input = inputs.iter().find(|input| input["path"] == path).unwrap_or_else(|| panic!("{path}"));
        assert_eq!(input["kind"], kind);
        assert_eq!(balance(input), figures, "{path}");
    }
    for input in inputs {
        let [rows, accepted, superseded, rejected] = balance(input);
        assert_eq!(rows, accepted + superseded + rejected, "{}", input["path"]);
        assert!(rows > 0, "{}", input["path"]);
    }
    let rejected: u64 = inputs.iter().map(|input| balance(input)[3]).sum();
    assert_eq!(SAMPLE.table("rejects.csv").rows.len() as u64, rejected);
    assert_eq!(summary["counts"]["rejects"], rejected);
}

#[test]
fn the_summary_has_the_promised_members() {
    let summary = SAMPLE.summary();
    for member in
        ["version", "started_at", "finished_at", "threads", "config_sha256", "inputs", "counts", "stages", "warnings"]
    {
        assert!(summary.get(member).is_some(), "{member}");
    }
    assert_eq!(summary["started_at"], NOW);
    assert_eq!(summary["version"], env!("CARGO_PKG_VERSION"));
    for input in summary["inputs"].as_array().unwrap() {
        for member in ["path", "format", "encoding", "sha256", "rows", "accepted", "superseded", "rejected"] {
            assert!(input.get(member).is_some(), "{member}");
        }
    }
    for stage in summary["stages"].as_array().unwrap() {
        for member in ["name", "items", "seconds", "bytes"] {
            assert!(stage.get(member).is_some(), "{member}");
        }
    }
}

#[test]
fn the_hash_of_an_input_is_that_of_its_bytes() {
    use sha2::{Digest, Sha256};
    for input in SAMPLE.summary()["inputs"].as_array().unwrap() {
        let path = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join(input["path"].as_str().unwrap());
        if path.is_file() {
            let digest = Sha256::digest(std::fs::read(&path).unwrap());
            let hex: Vec<String> = digest.iter().map(|byte| format!("{byte:02x}")).collect();
            assert_eq!(input["sha256"], hex.concat(), "{}", path.display());
        }
    }
}

#[test]
fn the_counts_are_those_of_the_tables() {
    let counts = &SAMPLE.summary()["counts"];
    let count = |name: &str| counts[name].as_u64().unwrap() as usize;
    let titles = SAMPLE.table("titles.csv");
    assert_eq!(count("listings"), titles.rows.len());
    assert_eq!(count("shops"), titles.column("shop").into_iter().collect::<BTreeSet<_>>().len());
    let keywords = SAMPLE.table("keywords.csv");
    assert_eq!(count("keywords"), keywords.rows.len());
    let having = |table: &Table, column: &str, cell: &str| table.column(column).iter().filter(|c| **c == cell).count();
    assert_eq!(count("golden_keywords"), having(&keywords, "grade", "golden"));
    assert_eq!(count("uncovered_keywords"), having(&keywords, "covered_by", "0"));
    let findings = SAMPLE.table("findings.csv");
    for (name, severity) in [("errors", "error"), ("warnings", "warning"), ("hints", "hint")] {
        assert_eq!(count(name), having(&findings, "severity", severity), "{name}");
    }
    assert_eq!(count("errors") + count("warnings") + count("hints"), findings.rows.len());
    let proposals = SAMPLE.table("proposals.csv");
    let first =
        |decision: &str| proposals.rows.iter().filter(|r| &r["rank"] == "1" && &r["decision"] == decision).count();
    assert_eq!(count("proposed"), first("propose"));
    assert_eq!(count("to_mend"), having(&proposals, "by_hand", "true"));
    assert_eq!(count("kept"), first("keep") + first("frozen"));
    assert_eq!(count("proposed") + count("kept"), count("listings"));
    let schedule = SAMPLE.table("schedule.csv");
    assert_eq!(count("moved"), having(&schedule, "moved", "true"));
    assert_eq!(count("scheduled"), schedule.rows.len() - having(&schedule, "proposed_end", ""));
    let pages = SAMPLE.table("pages.csv");
    assert_eq!(count("pages"), pages.column("listing_id").into_iter().collect::<BTreeSet<_>>().len());
}

#[test]
fn keywords_come_best_first_and_each_once() {
    let keywords = SAMPLE.table("keywords.csv");
    let scores: Vec<f64> = keywords.rows.iter().map(|row| row.number("score").unwrap_or(-1.0)).collect();
    assert!(scores.is_sorted_by(|a, b| a >= b));
    let once: BTreeSet<&str> = keywords.column("keyword").into_iter().collect();
    assert_eq!(once.len(), keywords.rows.len());
    for row in &keywords.rows {
        assert!(["", "given", "ratio", "counted"].contains(&&row["listings_source"]));
        assert!(["", "golden", "good", "fair", "poor"].contains(&&row["grade"]));
        if let (Some(low), Some(volume), Some(high)) =
            (row.number("volume_low"), row.number("volume"), row.number("volume_high"))
        {
            assert!(low <= volume && volume <= high, "{}", &row["keyword"]);
        }
        if let (Some(volume), Some(listings), Some(ratio)) =
            (row.number("volume"), row.number("listings"), row.number("ratio"))
        {
            // Each cell has at most four decimals.
            let slack = 0.000_051 + ratio * 0.000_051 / listings.max(1.0) * 2.0;
            assert!((volume / listings - ratio).abs() <= slack, "{}", &row["keyword"]);
        }
    }
}

#[test]
fn every_listing_stands_once_in_titles_and_schedule() {
    let titles = SAMPLE.table("titles.csv");
    let ids: BTreeSet<&str> = titles.column("listing_id").into_iter().collect();
    assert_eq!((ids.len(), titles.rows.len()), (374, 374));
    let schedule = SAMPLE.table("schedule.csv");
    assert_eq!(schedule.rows.len(), 374);
    assert_eq!(schedule.column("listing_id").into_iter().collect::<BTreeSet<_>>(), ids);
    let mut known = BTreeMap::new();
    for row in &titles.rows {
        known.insert(&row["listing_id"], (&row["shop"], &row["category"]));
    }
    for row in &schedule.rows {
        assert_eq!(known[&row["listing_id"]], (&row["shop"], &row["category"]));
    }
}

#[test]
fn scores_lie_between_0_and_100_and_titles_have_their_gbk_length() {
    for row in &SAMPLE.table("titles.csv").rows {
        let score = row.number("score").unwrap();
        assert!((0.0..=100.0).contains(&score), "{}", &row["title"]);
        let bytes = row.number("bytes").map(|bytes| bytes as usize);
        assert_eq!(bytes, crate::encoded::gbk_length(&row["title"]), "{}", &row["title"]);
    }
}

#[test]
fn findings_point_into_their_titles() {
    let titles = SAMPLE.table("titles.csv");
    for finding in &SAMPLE.table("findings.csv").rows {
        let location = &finding["location"];
        assert!(!finding["message"].is_empty() && !finding["help"].is_empty());
        if let Some(range) = location.strip_prefix("title:") {
            let (start, end) = range.split_once('-').unwrap();
            let title = &titles.row("listing_id", &finding["listing_id"])["title"];
            let range = start.parse().unwrap()..end.parse::<usize>().unwrap();
            assert!(title.get(range).is_some_and(|text| !text.is_empty()), "{title} {location}");
        } else {
            assert!(location == "listing" || location.starts_with("page:"), "{location}");
        }
    }
}

#[test]
fn sections_have_one_of_three_verdicts() {
    for row in &SAMPLE.table("pages.csv").rows {
        assert!(["present", "missing", "unknown"].contains(&&row["verdict"]));
        assert!(["true", "false"].contains(&&row["required"]));
        assert_eq!(row["position"].is_empty(), &row["verdict"] != "present", "{row:?}");
    }
}

#[test]
fn the_report_opens_offline() {
    let html = std::fs::read_to_string(SAMPLE.dir.join("out/report.html")).unwrap();
    assert!(html.trim_start().to_lowercase().starts_with("<!doctype html"));
    for outside in ["src=\"http", "src='http", "<link", "@import", "url(http", "src=\"//"] {
        assert!(!html.contains(outside), "{outside}");
    }
}

#[test]
fn people_are_told_on_standard_error_and_data_goes_to_files() {
    assert_eq!(SAMPLE.ran.stdout, "");
    for told in ["data/assistant.csv", "255 rows = 242 accepted + 10 superseded + 3 rejected", "report.html"] {
        assert!(SAMPLE.ran.stderr.contains(told), "{told}: {}", SAMPLE.ran.stderr);
    }
}

#[cfg(unix)]
#[test]
fn what_to_open_is_named_as_it_is_typed_from_here() {
    let dir = Dir::new();
    dir.file("catalog.csv", "宝贝ID,标题\r\n1,羊绒围巾女\r\n");
    dir.file("shop/taojin.toml", "[run]\ncatalog = [\"../catalog.csv\"]\nout = \"../out\"\n");
    let ran = taojin()
        .args(["run", "--config", "shop/taojin.toml"])
        .into_command()
        .current_dir(dir.join("."))
        .output()
        .unwrap();
    let stderr = String::from_utf8(ran.stderr).unwrap();
    assert!(
        stderr.ends_with(&format!("open {}\n", std::path::Path::new("out").join("report.html").display())),
        "{stderr}"
    );
}

#[test]
fn strict_gives_1_and_json_prints_the_summary_and_the_files_are_the_same() {
    let dir = Dir::new();
    let ran = taojin()
        .args(["run", "--config", "data/taojin.toml", "--strict", "--json", "--now", NOW, "--out"])
        .arg(dir.join("out"))
        .run();
    assert_eq!(ran.status, Some(1), "{}", ran.stderr);
    let printed: serde_json::Value = serde_json::from_str(ran.stdout.trim_end()).unwrap();
    assert_eq!(printed["counts"], SAMPLE.summary()["counts"]);
    for (name, _) in COLUMNS {
        assert!(
            std::fs::read(dir.join("out").join(name)).unwrap()
                == std::fs::read(SAMPLE.dir.join("out").join(name)).unwrap()
        );
    }
}
