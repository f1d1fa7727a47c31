//! What cannot be used: the status says whose fault it is, standard error names the file and what to do, and nothing is written.

use std::path::Path;

use proptest::prelude::*;

use crate::command::{NOW, Ran, TestCommand, taojin};
use crate::dir::Dir;

const USAGE: i32 = 2;
const INPUT: i32 = 3;
const OUTPUT: i32 = 4;

const CATALOG: &str = "宝贝ID,标题,价格\r\n1,秋冬加厚羊绒围巾女百搭,59\r\n";

/// A run over one catalog into `out` below the folder.
fn run_over(dir: &Dir, catalog: &Path) -> TestCommand {
    taojin().args(["run", "--now", NOW, "--catalog"]).arg(catalog).arg("--out").arg(dir.join("out"))
}

/// Runs the command, which must fail with this status, say each of these things, print nothing and leave `dir` as it was.
#[track_caller]
fn refused(dir: &Dir, command: TestCommand, status: i32, says: &[&str]) -> Ran {
    let before = dir.contents();
    let ran = command.run();
    assert_eq!(ran.status, Some(status), "{}", ran.stderr);
    assert_eq!(ran.stdout, "");
    for said in says {
        assert!(ran.stderr.contains(said), "{said:?} is not in: {}", ran.stderr);
    }
    assert!(!ran.stderr.contains("panicked"), "{}", ran.stderr);
    assert!(dir.contents() == before, "something was left behind");
    ran
}

/// A catalog of these bytes is refused.
#[track_caller]
fn catalog_refused(name: &str, bytes: &[u8], says: &[&str]) {
    let dir = Dir::new();
    let catalog = dir.file(name, bytes);
    let path = catalog.display().to_string();
    refused(&dir, run_over(&dir, &catalog), INPUT, &[&[path.as_str()], says].concat());
}

#[test]
fn random_bytes_are_no_catalog() {
    let mut state = 0x2545_f491_4f6c_dd1d_u64;
    let bytes: Vec<u8> = std::iter::repeat_with(|| {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        state as u8
    })
    .take(5000)
    .collect();
    for name in ["shop.csv", "shop.xlsx", "shop.jsonl", "shop.txt"] {
        catalog_refused(name, &bytes, &["is not a table", "export it as .csv, .xlsx or JSON lines"]);
    }
}

#[test]
fn an_empty_catalog_is_refused() {
    catalog_refused("shop.csv", b"", &["is empty"]);
    catalog_refused("shop.csv", b"\xef\xbb\xbf", &["is empty"]);
    catalog_refused("shop.csv", b"\r\n \r\n\r\n", &["is empty"]);
}

#[test]
fn a_header_alone_is_refused() {
    catalog_refused("shop.csv", "宝贝ID,标题,价格\r\n".as_bytes(), &["has a header but no rows"]);
    catalog_refused("shop.csv", "宝贝ID,标题,价格".as_bytes(), &["has a header but no rows"]);
}

#[test]
fn a_picture_named_csv_is_called_a_picture() {
    let png = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\0\x01\0\0\0\x01\x08\x06\0\0\0\x1f\x15\xc4\x89";
    catalog_refused("shop.csv", png, &["a PNG picture", "export"]);
}

#[test]
fn files_of_other_kinds_are_named_with_what_to_do() {
    catalog_refused("shop.xls", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", &["save it as .xlsx or .csv"]);
    catalog_refused("shop.xls", b"<html><table><tr><td>1</td></tr></table>", &["web page", ".csv"]);
    catalog_refused("shop.csv", b"\x1f\x8b\x08\0\0\0\0\0\0\x03", &["unpack it first"]);
    catalog_refused("shop.xlsx", b"PK\x03\x04 and then no workbook at all", &[]);
}

#[test]
fn a_folder_is_no_catalog() {
    let dir = Dir::new();
    dir.file("shop/one.csv", CATALOG);
    refused(&dir, run_over(&dir, &dir.join("shop")), INPUT, &["shop", "is a folder; name the file in it"]);
}

#[test]
fn a_missing_input_is_named() {
    let dir = Dir::new();
    let catalog = dir.file("shop.csv", CATALOG);
    let missing = dir.join("没有.csv");
    let name = missing.display().to_string();
    refused(&dir, run_over(&dir, &missing), INPUT, &[&name, "there is no such file"]);
    for flag in ["--keywords", "--traffic", "--pages"] {
        let command = run_over(&dir, &catalog).arg(flag).arg(&missing);
        refused(&dir, command, INPUT, &[&name]);
    }
    refused(&dir, taojin().arg("keywords").arg(&missing), INPUT, &[&name]);
    refused(&dir, taojin().args(["schedule", "--catalog"]).arg(&missing), INPUT, &[&name]);
    refused(&dir, taojin().arg("page").arg(&missing), INPUT, &[&name]);
    refused(&dir, taojin().args(["title", "围巾", "--keywords"]).arg(&missing), INPUT, &[&name]);
}

#[test]
fn a_catalog_without_titles_shows_its_columns_and_the_setting_that_helps() {
    let bytes = "宝贝ID,导出文字,价格\r\n1,秋冬加厚羊绒围巾女百搭,59\r\n".as_bytes();
    let says = ["no title column", "\"导出文字\"", "[input.catalog_columns]", "\"导出文字\" = \"title\""];
    catalog_refused("shop.csv", bytes, &says);
}

#[test]
fn the_setting_that_the_message_names_helps() {
    let dir = Dir::new();
    let catalog = dir.file("shop.csv", "宝贝ID,导出文字,价格\r\n1,秋冬加厚羊绒围巾女百搭,59\r\n");
    let config = dir.file("taojin.toml", "[input.catalog_columns]\n\"导出文字\" = \"title\"\n");
    let ran = taojin().args(["schedule", "--now", NOW, "--catalog"]).arg(catalog).arg("--config").arg(config).succeed();
    assert!(ran.stderr.contains("1 listings"), "{}", ran.stderr);
}

#[test]
fn two_columns_that_could_be_the_title_are_refused_with_the_way_out() {
    let bytes = "宝贝ID,标题,宝贝标题\r\n1,秋冬加厚羊绒围巾女百搭,围巾\r\n".as_bytes();
    let says = ["\"标题\"", "\"宝贝标题\"", "could all hold the title", "[input.catalog_columns]", "\"ignore\""];
    catalog_refused("shop.csv", bytes, &says);
}

#[test]
fn the_same_header_twice_is_refused() {
    let bytes = "宝贝ID,标题,标题\r\n1,秋冬加厚羊绒围巾女百搭,围巾\r\n".as_bytes();
    catalog_refused("shop.csv", bytes, &["\"标题\"", "2 times", "rename or remove"]);
}

#[test]
fn a_keyword_table_without_keywords_is_refused() {
    let dir = Dir::new();
    let catalog = dir.file("shop.csv", CATALOG);
    let table = dir.file("words.csv", "甲,乙\r\n1,2\r\n");
    let command = run_over(&dir, &catalog).arg("--keywords").arg(&table);
    refused(&dir, command, INPUT, &["words.csv", "no keyword column", "[input.keyword_columns]"]);
    refused(&dir, taojin().arg("keywords").arg(&table), INPUT, &["words.csv", "no keyword column"]);
}

#[test]
fn unknown_keys_and_bad_numbers_of_the_configuration_are_refused_by_name() {
    let dir = Dir::new();
    let catalog = dir.file("shop.csv", CATALOG);
    for (text, named) in [
        ("[title]\nmax_byte = 60\n", "max_byte"),
        ("[titles]\n", "titles"),
        ("[schedule]\ncycle_days = 9\n", "schedule.cycle_days"),
        ("[keyword]\ndefault_strength = 1.5\n", "keyword.default_strength"),
        ("[input.catalog_columns]\n\"标题\" = \"titel\"\n", "titel"),
        ("[title\n", "taojin.toml"),
    ] {
        let config = dir.file("taojin.toml", text);
        let command = run_over(&dir, &catalog).arg("--config").arg(&config);
        refused(&dir, command, USAGE, &[named]);
    }
    let missing = dir.join("nowhere.toml");
    refused(&dir, run_over(&dir, &catalog).arg("--config").arg(missing), USAGE, &["nowhere.toml"]);
}

#[test]
fn wrong_use_is_refused_with_what_to_write() {
    let dir = Dir::new();
    let catalog = dir.file("shop.csv", CATALOG);
    let now = taojin().args(["run", "--now", "tomorrow", "--catalog"]).arg(&catalog).arg("--out").arg(dir.join("out"));
    refused(&dir, now, USAGE, &["--now", "tomorrow", "2026-11-21T02:00:00+08:00"]);
    let no_zone = taojin().args(["schedule", "--now", "2026-11-21T02:00:00", "--catalog"]).arg(&catalog);
    refused(&dir, no_zone, USAGE, &["--now"]);
    refused(&dir, taojin().arg("run").arg("--out").arg(dir.join("out")), USAGE, &["--catalog"]);
    refused(&dir, taojin().args(["run", "--catalog"]).arg(&catalog), USAGE, &["--out"]);
    let encoding = run_over(&dir, &catalog).args(["--encoding", "klingon"]);
    refused(&dir, encoding, USAGE, &["klingon", "gb18030"]);
    for delimiter in ["，", "::", ""] {
        refused(&dir, run_over(&dir, &catalog).args(["--delimiter", delimiter]), USAGE, &["delimiter"]);
    }
    refused(&dir, run_over(&dir, &catalog).args(["--threads", "two"]), USAGE, &["--threads", "two"]);
    refused(&dir, run_over(&dir, &catalog).arg("--no-such-flag"), USAGE, &["--no-such-flag"]);
    refused(&dir, taojin().arg("dig"), USAGE, &["dig"]);
    refused(&dir, taojin().arg("keywords"), USAGE, &["FILE"]);
}

#[test]
fn an_output_folder_that_is_a_file_is_refused_and_kept() {
    let dir = Dir::new();
    let catalog = dir.file("shop.csv", CATALOG);
    dir.file("out", "somebody's notes");
    refused(&dir, run_over(&dir, &catalog), OUTPUT, &["out"]);
}

#[test]
fn an_output_folder_below_a_file_is_refused() {
    let dir = Dir::new();
    let catalog = dir.file("shop.csv", CATALOG);
    let command = taojin().args(["run", "--catalog"]).arg(&catalog).arg("--out").arg(catalog.join("out"));
    refused(&dir, command, OUTPUT, &["shop.csv"]);
}

#[cfg(unix)]
#[test]
fn an_output_folder_that_may_not_be_written_is_refused() {
    use std::os::unix::fs::PermissionsExt;
    let dir = Dir::new();
    let catalog = dir.file("shop.csv", CATALOG);
    let locked = dir.join("locked");
    std::fs::create_dir(&locked).unwrap();
    std::fs::set_permissions(&locked, std::fs::Permissions::from_mode(0o555)).unwrap();
    if std::fs::write(locked.join("probe"), "").is_ok() {
        // The system's own user may write anywhere.
        return;
    }
    for out in [locked.clone(), locked.join("out")] {
        let command = taojin().args(["run", "--catalog"]).arg(&catalog).arg("--out").arg(&out);
        refused(&dir, command, OUTPUT, &["locked", "choose a folder that you may write to"]);
    }
}

/// Nobody can make a folder below a file, not even the system's own user.
#[test]
fn outputs_below_a_file_are_refused() {
    let dir = Dir::new();
    let catalog = dir.file("shop.csv", CATALOG);
    let below = dir.file("notes.txt", "not a folder").join("out");
    let command = taojin().args(["run", "--catalog"]).arg(&catalog).arg("--out").arg(&below);
    refused(&dir, command, OUTPUT, &["notes.txt"]);
    let command = run_over(&dir, &catalog).arg("--dump-models").arg(&below);
    refused(&dir, command, OUTPUT, &["notes.txt"]);
    for flag in ["--halves", "--ics", "--dump-models"] {
        let ran = taojin().args(["schedule", "--catalog"]).arg(&catalog).arg(flag).arg(&below).run();
        assert_eq!(ran.status, Some(OUTPUT), "{flag} {}", ran.stderr);
        assert!(ran.stderr.contains("notes.txt"), "{}", ran.stderr);
    }
}

#[test]
fn a_failure_after_the_work_began_leaves_nothing() {
    let dir = Dir::new();
    let catalog = dir.file("shop.csv", CATALOG);
    // Understood as a traffic table, and only at its end known to hold no visits at all.
    let traffic = dir.file("traffic.csv", "日期,小时,访客数\r\n2026-10-12,0,0\r\n2026-10-12,1,0\r\n");
    let command = run_over(&dir, &catalog).arg("--traffic").arg(traffic);
    refused(&dir, command, INPUT, &["traffic.csv"]);
}

#[test]
fn the_files_of_an_earlier_run_outlive_every_failure() {
    let dir = Dir::new();
    let catalog = dir.file("shop.csv", CATALOG);
    run_over(&dir, &catalog).succeed();
    assert!(dir.join("out/titles.csv").is_file());
    let broken = dir.file("broken.csv", "一,二\r\n1,2\r\n");
    let traffic = dir.file("traffic.csv", "日期,小时,访客数\r\n2026-10-12,0,0\r\n");
    refused(&dir, run_over(&dir, &broken), INPUT, &["broken.csv"]);
    refused(&dir, run_over(&dir, &catalog).arg("--traffic").arg(&traffic), INPUT, &["traffic.csv"]);
    refused(&dir, run_over(&dir, &catalog).args(["--encoding", "klingon"]), USAGE, &["klingon"]);
    let config = dir.file("taojin.toml", "[title]\nmax_byte = 60\n");
    refused(&dir, run_over(&dir, &catalog).arg("--config").arg(&config), USAGE, &["max_byte"]);
    std::fs::remove_file(dir.join("out/schedule.csv")).unwrap();
    dir.file("out/schedule.csv/notes.txt", "a folder in the way");
    refused(&dir, run_over(&dir, &catalog), OUTPUT, &["schedule.csv"]);
}

#[test]
fn the_advice_names_no_column_that_is_something_else() {
    let dir = Dir::new();
    let catalog = dir.file("shop.csv", "宝贝ID,价格\r\n1,59\r\n");
    let ran = refused(&dir, run_over(&dir, &catalog), INPUT, &["no title column found", "宝贝ID"]);
    assert!(!ran.stderr.contains("= \"title\""), "{}", ran.stderr);
    let catalog = dir.file("shop.csv", CATALOG);
    let command = run_over(&dir, &catalog).args(["--encoding", "utf-16le"]);
    refused(&dir, command, INPUT, &["shop.csv", "It was read as utf-16le, as was said"]);
    let endless = dir.file("endless.csv", format!("宝贝ID,标题{}", ",".repeat(5 << 20)));
    refused(&dir, run_over(&dir, &endless), INPUT, &["at most 4 MiB", "check its line ends"]);
}

#[test]
fn a_run_replaces_none_of_its_inputs() {
    let dir = Dir::new();
    let catalog = dir.file("titles.csv", CATALOG);
    let words = dir.file("keywords.csv", "关键词,搜索人气\r\n围巾,2000\r\n");
    let run = || taojin().args(["run", "--now", NOW, "--out"]).arg(dir.path()).arg("--catalog");
    refused(&dir, run().arg(&catalog), USAGE, &["titles.csv", "choose another folder for --out"]);
    let catalog = dir.file("shop.csv", CATALOG);
    refused(&dir, run().arg(&catalog).arg("--keywords").arg(&words), USAGE, &["keywords.csv"]);
}

#[test]
fn titles_that_are_not_utf8_are_refused() {
    let ran = taojin().arg("title").stdin(crate::encoded::gbk("秋冬加厚羊绒围巾女\n")).run();
    assert_eq!(ran.status, Some(INPUT), "{}", ran.stderr);
    assert!(ran.stderr.contains("standard input") && ran.stderr.contains("UTF-8"), "{}", ran.stderr);
}

#[cfg(target_os = "linux")]
#[test]
fn streams_that_fail_are_named() {
    use std::fs::File;
    let folder = File::open(env!("CARGO_MANIFEST_DIR")).unwrap();
    let read = taojin().arg("title").into_command().stdin(folder).output().unwrap();
    let said = String::from_utf8_lossy(&read.stderr).into_owned();
    assert!(read.status.code() == Some(INPUT) && said.contains("standard input: cannot be read"), "{said}");
    let full = File::options().write(true).open("/dev/full").unwrap();
    let written = taojin().args(["title", "围巾"]).into_command().stdout(full).output().unwrap();
    let said = String::from_utf8_lossy(&written.stderr).into_owned();
    assert!(
        written.status.code() == Some(OUTPUT) && said.contains("standard output: cannot write: the disk is full"),
        "{said}"
    );
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 48, max_shrink_iters: 200, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_bytes_as_a_keyword_table_end_in_a_status_of_the_contract(
        start in prop::sample::select(vec!["", "关键词,搜索人气\n", "关键词\t搜索人气\n", "{\"keyword\":", "PK\u{3}\u{4}", "\u{feff}"]),
        bytes in prop::collection::vec(any::<u8>(), 0..400),
        name in prop::sample::select(vec!["words.csv", "words.txt", "words.xlsx", "words.jsonl"]),
    ) {
        let dir = Dir::new();
        let path = dir.file(name, [start.as_bytes(), &bytes].concat());
        let ran = taojin().arg("keywords").arg(path).run();
        prop_assert!(matches!(ran.status, Some(0 | INPUT)), "{:?} {}", ran.status, ran.stderr);
        prop_assert!(!ran.stderr.contains("panicked"), "{}", ran.stderr);
        prop_assert!(ran.status == Some(0) || (ran.stdout.is_empty() && ran.stderr.contains(name)));
    }
}
