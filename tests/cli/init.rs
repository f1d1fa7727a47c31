//! `taojin init`.

use crate::command::{NOW, taojin};
use crate::dir::Dir;

#[test]
fn the_file_that_init_writes_is_read_and_a_run_by_it_misses_a_catalog() {
    let dir = Dir::new();
    let ran = taojin().arg("init").arg(dir.join("shop")).succeed();
    let config = dir.join("shop/taojin.toml");
    assert!(config.is_file());
    assert_eq!(ran.stdout, "");
    assert!(ran.stderr.contains("taojin.toml") && ran.stderr.contains("taojin run --config"), "{}", ran.stderr);
    let before = dir.contents();
    let ran = taojin().args(["run", "--config"]).arg(&config).arg("--out").arg(dir.join("out")).run();
    assert_eq!(ran.status, Some(2), "{}", ran.stderr);
    assert!(ran.stderr.contains("no catalog given") && ran.stderr.contains("--catalog"), "{}", ran.stderr);
    assert!(dir.contents() == before);
}

#[test]
fn the_file_that_init_writes_changes_nothing_of_a_run() {
    let dir = Dir::new();
    taojin().arg("init").arg(dir.path()).succeed();
    let with =
        taojin().args(["keywords", "data/keywords_taoci.csv", "--config"]).arg(dir.join("taojin.toml")).succeed();
    let without = taojin().args(["keywords", "data/keywords_taoci.csv"]).succeed();
    assert_eq!(with.stdout, without.stdout);
}

#[test]
fn a_configuration_that_is_there_already_is_kept() {
    let dir = Dir::new();
    let config = dir.file("taojin.toml", "# mine\n");
    let ran = taojin().arg("init").arg(dir.path()).run();
    assert_eq!(ran.status, Some(2));
    assert!(ran.stderr.contains("taojin.toml") && ran.stderr.contains("move it away"), "{}", ran.stderr);
    assert_eq!(std::fs::read_to_string(config).unwrap(), "# mine\n");
}

#[test]
fn a_folder_that_cannot_be_made_is_an_output_error() {
    let dir = Dir::new();
    let file = dir.file("notes", "mine");
    let ran = taojin().arg("init").arg(file.join("shop")).run();
    assert_eq!(ran.status, Some(4), "{}", ran.stderr);
}

#[test]
fn paths_of_the_configuration_are_relative_to_it() {
    let dir = Dir::new();
    dir.file("shop/export.csv", "宝贝ID,标题\r\n1,秋冬加厚羊绒围巾女百搭\r\n");
    let config = dir.file("shop/taojin.toml", "[run]\ncatalog = [\"export.csv\"]\nout = \"../tonight\"\n");
    taojin().args(["run", "--now", NOW, "--config"]).arg(config).succeed();
    assert!(dir.join("tonight/titles.csv").is_file());
}
