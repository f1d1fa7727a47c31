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
fn stopped_by(signal: &str, status: i32, out_before: bool) {
    let dir = Dir::new();
    let catalog = dir.file("shop.csv", large_catalog());
    if out_before {
        dir.file("out/titles.csv", "of an earlier run");
    }
    let before = dir.contents();
    let mut child = taojin()
        .args(["run", "--now", NOW, "--keywords", "data/keywords.xlsx", "--catalog"])
        .arg(catalog)
        .arg("--out")
        .arg(dir.join("out"))
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
    let mut ended = false;
    while !writing() && !ended {
        std::thread::sleep(Duration::from_millis(10));
        ended = child.try_wait().unwrap().is_some();
    }
    if !ended {
        // Not waited for yet, so the id is still this child's.
        let id = child.id().to_string();
        Command::new("kill").args([format!("-{signal}"), id]).stderr(Stdio::null()).status().unwrap();
    }
    let output = child.wait_with_output().unwrap();
    let said = String::from_utf8_lossy(&output.stderr);
    if output.status.code() == Some(0) {
        // It was done before the signal came.
        assert!(dir.join("out/titles.csv").is_file());
        return;
    }
    assert_eq!(output.status.code(), Some(status), "{:?} {said}", output.status);
    assert!(said.contains("stopped by signal"), "{said}");
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
