//! `taojin words`.

use std::fmt::Write;

use crate::command::taojin;
use crate::dir::Dir;

/// Titles with a brand and a product word that no dictionary has, one a line.
fn titles() -> String {
    let products = ["电饭煲", "豆浆机", "电风扇", "加湿器", "吹风机", "电水壶", "空气炸锅", "吸尘器"];
    let words = ["家用", "小型", "静音", "便携", "宿舍"];
    let mut text = String::new();
    for (at, product) in products.iter().enumerate() {
        let word = words[at % words.len()];
        for brand in ["飞利浦", "美的", "海尔", "苏泊尔", "云槿鹿"] {
            writeln!(text, "{brand}{product}{word}多功能全自动不锈钢{}升", at + 2).unwrap();
        }
    }
    text
}

#[test]
fn a_plain_list_gives_a_dictionary_file_that_the_configuration_can_name() {
    let dir = Dir::new();
    let list = dir.file("titles.txt", titles());
    let ran = taojin().arg("words").arg(&list).succeed();
    assert!(ran.stdout.contains("\n云槿鹿\tbrand\n"), "{}", ran.stdout);
    assert!(ran.stdout.contains("# 云槿鹿: 标题 8，关键词 0"), "{}", ran.stdout);
    assert!(ran.stdout.contains("#   云槿鹿电饭煲家用"), "{}", ran.stdout);
    assert!(ran.stderr.contains("40 rows = 40 accepted + 0 superseded + 0 rejected"), "{}", ran.stderr);

    dir.file("own/mined.tsv", &ran.stdout);
    let config = dir.file("taojin.toml", "[dictionary]\nfolder = \"own\"\n");
    let title = taojin().args(["title", "--json", "云槿鹿电饭煲家用", "--config"]).arg(&config).succeed();
    let words = title.json_lines()[0]["words"].clone();
    assert_eq!((&words[0]["text"], &words[0]["role"]), (&"云槿鹿".into(), &"brand".into()));
    let again = taojin().arg("words").arg(&list).arg("--config").arg(&config).succeed();
    assert!(!again.stdout.contains("云槿鹿\tbrand"), "{}", again.stdout);
}

#[test]
fn catalogs_and_keyword_tables_are_told_apart_and_their_columns_name_words() {
    let files = ["data/assistant.csv", "data/catalog.csv", "data/keywords.xlsx", "data/keywords_taoci.csv"];
    let ran = taojin().args(["words", "--json", "--min-texts", "3"]).args(files).succeed();
    let lines = ran.json_lines();
    let of = |word: &str| lines.iter().find(|line| line["word"] == word).unwrap_or_else(|| panic!("{word}"));
    let brand = of("沁泽屿");
    assert_eq!((&brand["role"], &brand["certainty"]), (&"brand".into(), &1.0.into()));
    assert_eq!(brand["evidence"]["column"], "品牌");
    assert_eq!(of("羊毛混纺")["role"], "material");
    let scores: Vec<f64> = lines.iter().map(|line| line["score"].as_f64().unwrap()).collect();
    assert!(scores.is_sorted_by(|a, b| a >= b));
    for line in &lines {
        assert!(line["examples"].as_array().is_some_and(|examples| !examples.is_empty()), "{line}");
    }
    for (file, kind) in files.iter().zip(["catalog", "catalog", "keywords", "keywords"]) {
        assert!(ran.stderr.contains(&format!("{file}: {kind} ")), "{}", ran.stderr);
    }

    let limited = taojin().args(["words", "--json", "--min-texts", "3", "--limit", "5"]).args(files).succeed();
    assert_eq!(limited.json_lines(), lines[..5]);
    assert!(limited.stderr.contains(&format!("of {} words found", lines.len())), "{}", limited.stderr);
}

#[test]
fn a_rejected_row_is_named_and_strict_leaves_with_1() {
    let dir = Dir::new();
    let list = dir.file("titles.txt", [titles().as_bytes(), b"\xff\xfe\xfd\n"].concat());
    for (strict, status) in [(None, 0), (Some("--strict"), 1)] {
        let ran = taojin().arg("words").args(strict).arg(&list).args(["--encoding", "utf-8"]).run();
        assert_eq!(ran.status, Some(status), "{}", ran.stderr);
        assert!(ran.stderr.contains("titles.txt:41:"), "{}", ran.stderr);
        assert!(ran.stdout.contains("云槿鹿\tbrand"));
    }
}

#[test]
fn what_cannot_be_read_gives_3_and_nothing_on_standard_output() {
    let dir = Dir::new();
    let list = dir.file("titles.txt", titles());
    let table = dir.file("other.csv", "甲,乙\n1,2\n");
    for bad in [dir.join("none.csv"), table] {
        let ran = taojin().arg("words").arg(&list).arg(&bad).run();
        assert_eq!((ran.status, &*ran.stdout), (Some(3), ""), "{}", ran.stderr);
        assert!(ran.stderr.contains(&bad.display().to_string()), "{}", ran.stderr);
    }
    assert_eq!(taojin().arg("words").run().status, Some(2));
}
