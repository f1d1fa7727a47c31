//! The answer does not depend on the number of threads, nor on the order of the rows.

use std::fs;

use crate::command::{NOW, taojin};
use crate::dir::{Dir, contents};
use crate::sample::SAMPLE;
use crate::table::Table;

#[test]
fn any_number_of_threads_gives_the_same_bytes() {
    let mut expected = contents(&SAMPLE.dir.join("out"));
    expected.remove(std::path::Path::new("summary.json"));
    for threads in ["1", "2", "7"] {
        let dir = Dir::new();
        taojin()
            .args(["run", "--config", "data/taojin.toml", "--now", NOW, "--threads", threads, "--out"])
            .arg(dir.join("out"))
            .succeed();
        let mut files = contents(&dir.join("out"));
        files.remove(std::path::Path::new("summary.json"));
        assert_eq!(files.keys().collect::<Vec<_>>(), expected.keys().collect::<Vec<_>>());
        for (name, bytes) in files {
            assert!(bytes == expected[&name], "{} at {threads} threads", name.display());
        }
    }
}

#[test]
fn shuffled_rows_give_the_same_titles_and_proposals() {
    let text = fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/data/catalog.csv")).unwrap();
    let mut lines = text.split_inclusive("\r\n");
    let header = lines.next().unwrap();
    let rows: Vec<&str> = lines.collect();
    assert!(rows.iter().all(|row| row.matches('"').count() % 2 == 0 && row.ends_with("\r\n")));
    // 101 is prime to the number of rows, so every row is met once.
    assert_eq!(rows.len() % 101, 255 % 101);
    let shuffled: String = (0..rows.len()).map(|at| rows[at * 101 % rows.len()]).collect();
    let tables = |text: String| {
        let dir = Dir::new();
        let catalog = dir.file("catalog.csv", text);
        taojin()
            .args(["run", "--now", NOW, "--keywords", "data/keywords_taoci.csv", "data/keywords_sycm.csv", "--catalog"])
            .arg(catalog)
            .arg("--out")
            .arg(dir.join("out"))
            .succeed();
        ["titles.csv", "proposals.csv", "findings.csv", "keywords.csv"].map(|name| {
            let mut rows: Vec<Vec<String>> =
                Table::read(&dir.join("out").join(name)).rows.into_iter().map(|row| row.cells).collect();
            rows.sort();
            rows
        })
    };
    let plain = tables(text.clone());
    let other = tables(format!("{header}{shuffled}"));
    for (plain, other) in plain.iter().zip(&other) {
        assert!(!plain.is_empty());
        assert_eq!(plain.len(), other.len());
        for (plain, other) in plain.iter().zip(other) {
            assert_eq!(plain, other);
        }
    }
}
