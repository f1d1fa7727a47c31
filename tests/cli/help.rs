//! The command's own words.

use crate::command::taojin;

#[test]
fn the_help_of_every_command_shows_an_example_of_it() {
    for command in ["run", "keywords", "title", "schedule", "trial", "page", "fetch", "ocr", "words", "init"] {
        let ran = taojin().args([command, "--help"]).succeed();
        let example = ran.stdout.split_once("Example:").unwrap_or_else(|| panic!("{command}: {}", ran.stdout)).1;
        assert!(example.trim_start().starts_with(&format!("taojin {command}")), "{example}");
        assert_eq!(ran.stderr, "");
    }
}

#[test]
fn the_help_names_every_command_and_every_exit_status() {
    let ran = taojin().arg("--help").succeed();
    for word in [
        "run", "keywords", "title", "schedule", "trial", "page", "fetch", "ocr", "words", "init", "--strict", "130",
        "143",
    ] {
        assert!(ran.stdout.contains(word), "{word}");
    }
}

#[test]
fn without_arguments_the_help_is_shown_as_wrong_use() {
    let ran = taojin().run();
    assert_eq!(ran.status, Some(2));
    assert_eq!(ran.stdout, "");
    assert!(ran.stderr.contains("Usage: taojin"), "{}", ran.stderr);
}

#[test]
fn the_version_is_the_packages() {
    let ran = taojin().arg("--version").succeed();
    assert_eq!(ran.stdout.trim_end(), format!("taojin {}", env!("CARGO_PKG_VERSION")));
}
