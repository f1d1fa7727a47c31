//! A run that is told to stop while it works.

use std::sync::Mutex;
use std::sync::atomic::{AtomicU64, Ordering};

use super::*;
use crate::config::Config;
use crate::error::ErrorKind;

/// Asks for a stop when a stage starts, and keeps what is done after that.
struct StopAt<'a> {
    stage: &'static str,
    stop: &'a StopFlag,
    started: Mutex<Vec<&'static str>>,
    advanced: AtomicU64,
}

impl Progress for StopAt<'_> {
    fn start(&self, stage: &'static str, _total: Option<u64>) {
        self.started.lock().unwrap().push(stage);
        if stage == self.stage {
            self.stop.stop(2);
            self.advanced.store(0, Ordering::Relaxed);
        }
    }

    fn advance(&self, items: u64) {
        self.advanced.fetch_add(items, Ordering::Relaxed);
    }

    fn finish(&self) {}
}

#[test]
fn a_run_stops_in_the_stage_in_which_it_is_told_to() {
    let folder = tempfile::tempdir().unwrap();
    let file = |name: &str, text: &str| {
        let path = folder.path().join(name);
        std::fs::write(&path, text).unwrap();
        vec![path]
    };
    let options = RunOptions {
        catalogs: file("shop.csv", "宝贝ID,标题\n1,羊绒围巾女秋冬加厚格子\n2,加厚羊绒围巾女秋冬格子\n"),
        keywords: file("words.csv", "关键词,搜索人气\n羊绒围巾,2000\n"),
        traffic: None,
        pages: None,
        pictures: None,
        out: folder.path().join("out"),
        threads: 2,
        dump_models: Some(folder.path().join("models")),
        now: "2026-11-21T02:00:00+08:00[+08:00]".parse().unwrap(),
    };
    for stage in ["keywords", "scan", "count", "titles", "twins", "schedule"] {
        let stop = StopFlag::default();
        let progress = StopAt { stage, stop: &stop, started: Mutex::default(), advanced: AtomicU64::new(0) };
        let error = run(&Config::default(), &options, &progress, &stop).unwrap_err();
        assert!(matches!(error.kind(), ErrorKind::Interrupted { signal: 2 }), "{error}");
        assert_eq!(progress.started.lock().unwrap().last(), Some(&stage));
        if ["count", "titles", "twins"].contains(&stage) {
            assert_eq!(progress.advanced.load(Ordering::Relaxed), 0, "{stage} went on");
        }
        assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 2, "{stage} left something");
    }
}

#[test]
fn settings_that_a_stage_cannot_use_stop_a_run_and_a_plan() {
    let mut config = Config::default();
    config.schedule.blocked_times = vec!["sometime".into()];
    let now = jiff::Zoned::default();
    let inputs = ScheduleInputs { catalogs: Vec::new(), traffic: None, halves: false, dump_models: None, now };
    let planned = schedule_rows(&config, &inputs, &NoProgress, &StopFlag::default(), |_| {});
    assert!(planned.unwrap_err().to_string().contains("blocked_times"));
    let options = RunOptions {
        catalogs: vec!["catalog.csv".into()],
        keywords: Vec::new(),
        traffic: None,
        pages: None,
        pictures: None,
        out: "out".into(),
        threads: 1,
        dump_models: None,
        now: inputs.now,
    };
    let ran = run(&config, &options, &NoProgress, &StopFlag::default());
    assert!(ran.unwrap_err().to_string().contains("blocked_times"));
    config.schedule.blocked_times.clear();
    config.title.severity.insert("T6-nothing".into(), crate::config::RuleLevel::Off);
    assert!(check_settings(&config).unwrap_err().contains("T6-nothing"));
}
