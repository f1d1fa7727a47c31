//! `taojin page`.

use std::collections::BTreeSet;

use crate::command::taojin;
use crate::dir::Dir;

#[test]
fn a_folder_of_pages_is_checked_page_by_page() {
    let lines = taojin().args(["page", "--json", "data/pages"]).succeed().json_lines();
    let files: BTreeSet<String> = std::fs::read_dir(concat!(env!("CARGO_MANIFEST_DIR"), "/data/pages"))
        .unwrap()
        .map(|entry| entry.unwrap().path().file_stem().unwrap().to_string_lossy().into_owned())
        .collect();
    let ids: BTreeSet<String> = lines.iter().map(|line| line["listing_id"].as_str().unwrap().to_owned()).collect();
    assert_eq!((ids, lines.len()), (files, 14));
    for line in &lines {
        assert!(line["template"].is_string());
        for section in line["sections"].as_array().unwrap() {
            let verdict = section["verdict"].as_str().unwrap();
            assert!(["present", "missing", "unknown"].contains(&verdict), "{section}");
            assert!(section["section"].is_string() && section["required"].is_boolean());
            assert_eq!(section["position"].is_u64(), verdict == "present", "{section}");
        }
        for finding in line["findings"].as_array().unwrap() {
            for member in ["rule", "severity", "message", "help"] {
                assert!(finding[member].is_string(), "{member}");
            }
        }
    }
}

#[test]
fn a_page_of_pictures_is_not_called_incomplete() {
    let dir = Dir::new();
    let pictures: Vec<String> =
        (0..9).map(|n| format!("<img src=\"https://img.alicdn.com/imgextra/i{n}/a{n}.jpg\">\n")).collect();
    let page = dir.file("583316802348.html", pictures.concat());
    let lines = taojin().args(["page", "--json"]).arg(page).succeed().json_lines();
    assert_eq!(lines[0]["listing_id"], "583316802348");
    let sections = lines[0]["sections"].as_array().unwrap();
    let verdicts: Vec<&str> = sections.iter().map(|section| section["verdict"].as_str().unwrap()).collect();
    assert!(verdicts.contains(&"unknown") && !verdicts.contains(&"missing"), "{verdicts:?}");
}

#[test]
fn text_says_what_json_says_and_strict_minds_a_hard_term() {
    let dir = Dir::new();
    let page = dir.file("1.html", "<p>全国最低价，国家级品质</p><h2>尺码表</h2><table><tr><td>M</td></tr></table>");
    let json = taojin().args(["page", "--json"]).arg(&page).succeed().json_lines();
    let rules: Vec<&str> =
        json[0]["findings"].as_array().unwrap().iter().map(|finding| finding["rule"].as_str().unwrap()).collect();
    let text = taojin().args(["page", "--strict"]).arg(&page).run();
    assert_eq!(text.status, Some(1), "{}", text.stderr);
    assert!(text.stdout.starts_with("1  "), "{}", text.stdout);
    for rule in &rules {
        assert!(text.stdout.contains(rule), "{rule}");
    }
    let hard = json[0]["findings"].as_array().unwrap().iter().find(|finding| finding["severity"] == "error").unwrap();
    assert!(hard["message"].as_str().unwrap().contains("最低价"), "{hard}");
}

#[test]
fn pages_come_as_json_lines_too_and_the_last_of_an_id_stands() {
    let dir = Dir::new();
    let page = |id: &str, html: &str| serde_json::json!({ "id": id, "html": html }).to_string() + "\n";
    let pages =
        dir.file("pages.jsonl", [page("7", "<p>旧</p>"), page("8", "<p>尺码表</p>"), page("7", "<p>新</p>")].concat());
    let lines = taojin().args(["page", "--json"]).arg(pages).succeed().json_lines();
    let ids: BTreeSet<&str> = lines.iter().map(|line| line["listing_id"].as_str().unwrap()).collect();
    assert_eq!((ids, lines.len()), (BTreeSet::from(["7", "8"]), 2));
}

#[test]
fn deep_nesting_and_broken_html_are_checked_like_any_page() {
    let dir = Dir::new();
    let deep = dir.file("1.html", "<div>".repeat(20_000) + "尺码表");
    let broken = dir.file("2.html", "<p <b>尺码<table><tr><td 洗涤</p></<!-- <img src=x");
    let lines = taojin().args(["page", "--json"]).args([deep, broken]).succeed().json_lines();
    assert_eq!(lines.len(), 2);
}
