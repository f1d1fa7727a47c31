//! `taojin page`.

use std::collections::{BTreeMap, BTreeSet};

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
    assert_eq!((ids, lines.len() + 1), (&files - &BTreeSet::from(["expected".to_owned()]), files.len()));
    assert!(lines.len() >= 40);
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

/// The table was written from what the pages are made of and checked by eye, section by section.
#[test]
fn the_sample_pages_get_the_verdicts_of_the_table() {
    let table = std::fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/data/pages/expected.csv")).unwrap();
    let mut expected: BTreeMap<&str, BTreeMap<(String, String), &str>> = BTreeMap::new();
    for line in table.lines().skip(1) {
        let [page, section, verdict, category] = line.split(',').collect::<Vec<_>>().try_into().unwrap();
        expected.entry(category).or_default().insert((page.to_owned(), section.to_owned()), verdict);
    }
    let mut pages = BTreeSet::new();
    for (category, expected) in &expected {
        let named: BTreeSet<&String> = expected.keys().map(|(page, _)| page).collect();
        let files = named.iter().map(|page| format!("data/pages/{page}.html"));
        let lines = taojin().args(["page", "--json", "--category", category]).args(files).succeed().json_lines();
        let mut found: BTreeMap<(String, String), &str> = BTreeMap::new();
        for line in &lines {
            let page = line["listing_id"].as_str().unwrap();
            pages.insert(page.to_owned());
            for section in line["sections"].as_array().unwrap() {
                let name = section["section"].as_str().unwrap().to_owned();
                found.insert((page.to_owned(), name), section["verdict"].as_str().unwrap());
            }
        }
        assert_eq!(&found, expected, "{category}");
    }
    assert!(pages.len() >= 40, "{}", pages.len());
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
    assert!(text.stdout.starts_with("1  模板："), "{}", text.stdout);
    for rule in &rules {
        assert!(text.stdout.contains(rule), "{rule}");
    }
    let hard = json[0]["findings"].as_array().unwrap().iter().find(|finding| finding["severity"] == "error").unwrap();
    assert!(hard["message"].as_str().unwrap().contains("最低价"), "{hard}");
}

#[test]
fn the_outline_stands_with_the_answers_beside_it_and_the_findings_as_a_compiler_shows_them() {
    let dir = Dir::new();
    let html = "<h2>模特展示</h2>\n<img src=\"//img/a.jpg\" alt=\"正面\">\n<p>全国最低价</p>\n<p>尺码：见下表</p><table><tr><td>尺码</td><td>衣长</td><td>肩宽</td></tr><tr><td>M</td><td>60</td><td>38</td></tr></table>";
    let page = dir.file("1.html", html);
    let text = taojin().arg("page").arg(&page).succeed().stdout;
    let lines: Vec<&str> = text.lines().collect();
    assert!(lines[0].contains("模板：服装"), "a page with a size table is one of clothing: {text}");
    assert!(
        lines[1].contains("1 1:5") && lines[1].contains("模特图") && lines[1].ends_with("标题  模特展示"),
        "{}",
        lines[1]
    );
    assert!(lines[2].contains("^ 有　　 模特图（必备） 0.97：标题“模特展示”"), "{}", lines[2]);
    assert!(
        lines.iter().any(|line| line.contains("^ 有　　 尺码表（必备）") && line.contains("表格：尺码、衣长、肩宽"))
    );
    let hard = lines.iter().position(|line| line.starts_with("error[D7-hard]: 「最低价」")).unwrap();
    assert!(lines[hard + 1].ends_with("1.html:3:4"), "{}", lines[hard + 1]);
    assert_eq!((lines[hard + 3], lines[hard + 4]), ("3 | 全国最低价</p>", "  | ^"));
    let general = taojin().args(["page", "--category", "手机"]).arg(&page).succeed().stdout;
    assert!(general.lines().next().unwrap().contains("模板：通用"), "{general}");
}

#[test]
fn a_section_table_of_ones_own_is_laid_over_the_embedded_one() {
    let dir = Dir::new();
    let own = "[[template]]\nid = \"general\"\n[[template.section]]\nid = \"story\"\nname = \"产地故事\"\nrequired = true\nheadings = [\"茶山\"]\n";
    dir.file("sections.toml", own);
    let config = dir.file("taojin.toml", "[page]\nsections = \"sections.toml\"\n");
    let page = dir.file("1.html", "<h2>茶山</h2><p>海拔八百米</p>");
    let lines = taojin().args(["page", "--json", "--config"]).arg(&config).arg(&page).succeed().json_lines();
    let story =
        lines[0]["sections"].as_array().unwrap().iter().find(|section| section["section"] == "产地故事").unwrap();
    assert_eq!((story["verdict"].as_str(), story["position"].as_u64()), (Some("present"), Some(1)));
    dir.file("sections.toml", own.replace("name", "nmae"));
    let failed = taojin().args(["page", "--config"]).arg(&config).arg(&page).run();
    assert_eq!(failed.status, Some(2), "{}", failed.stderr);
    assert!(failed.stderr.contains("sections.toml:5: unknown field `nmae`"), "{}", failed.stderr);
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
