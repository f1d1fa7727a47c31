//! A run that is told to stop.

use std::fmt::Write;
use std::fs;
use std::process::{Command, Stdio};
use std::time::Duration;

use crate::command::{NOW, taojin};
use crate::dir::Dir;

/// The sample catalog's rows many times over, each under an id of its own.
fn large_catalog() -> String {
    let text = fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/data/catalog.csv")).unwrap();
    let (header, rows) = text.split_once("\r\n").unwrap();
    let mut large = format!("{header}\r\n");
    for turn in 0..150 {
        for row in rows.split("\r\n").filter(|row| !row.is_empty()) {
            write!(large, "{turn}x{row}\r\n").unwrap();
        }
    }
    large
}

/// Starts a long run, sends it `signal` once it writes, and looks at what it leaves.
///
/// Its hidden folder appears before it has read a dictionary, so the signal comes long before 40,000 titles are done: a run that ends well has not listened,
/// and one that goes on to the end of a stage of titles has not stopped.
fn stopped_by(signal: &str, status: i32, out_before: bool) {
    let dir = Dir::new();
    let catalog = dir.file("shop.csv", large_catalog());
    let models = dir.join("models");
    if out_before {
        dir.file("models/titles.jsonl", "of an earlier run");
    }
    if out_before {
        dir.file("out/titles.csv", "of an earlier run");
    }
    let before = dir.contents();
    let mut child = taojin()
        .args(["run", "--now", NOW, "--keywords", "data/keywords.xlsx", "--catalog"])
        .arg(catalog)
        .arg("--out")
        .arg(dir.join("out"))
        .arg("--dump-models")
        .arg(models)
        .env("TAOJIN_LOG", "info")
        .into_command()
        .stdout(Stdio::null())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    // Its temporary folder appears after it has begun to listen for signals.
    let place = if out_before { dir.join("out") } else { dir.path().to_owned() };
    let writing = || {
        let entries = fs::read_dir(&place).unwrap();
        entries.flatten().any(|entry| entry.file_name().to_string_lossy().starts_with(".taojin-"))
    };
    while !writing() {
        std::thread::sleep(Duration::from_millis(10));
        assert!(child.try_wait().unwrap().is_none(), "the run ended before it wrote");
    }
    // Not waited for yet, so the id is still this child's.
    let id = child.id().to_string();
    Command::new("kill").args([format!("-{signal}"), id]).stderr(Stdio::null()).status().unwrap();
    let output = child.wait_with_output().unwrap();
    let said = String::from_utf8_lossy(&output.stderr);
    assert_eq!(output.status.code(), Some(status), "{:?} {said}", output.status);
    assert!(said.contains("stopped by signal") && said.contains("nothing was written"), "{said}");
    assert!(!said.contains("\"titles\""), "{said}");
    assert!(dir.contents() == before, "something was left behind");
}

#[test]
fn a_run_that_is_terminated_leaves_nothing_and_143() {
    stopped_by("TERM", 143, false);
}

#[test]
fn a_run_that_is_interrupted_leaves_the_earlier_run_and_130() {
    stopped_by("INT", 130, true);
}
