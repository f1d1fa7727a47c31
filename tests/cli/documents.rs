//! What the documents say of the project, held against it.

use std::collections::BTreeSet;

/// A file of the project.
fn text(name: &str) -> String {
    std::fs::read_to_string(std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join(name)).unwrap()
}

#[test]
fn the_tables_of_crates_are_those_of_the_manifest() {
    let manifest: toml::Table = text("Cargo.toml").parse().unwrap();
    let crates =
        |section: &str| -> BTreeSet<String> { manifest[section].as_table().unwrap().keys().cloned().collect() };
    let document = text("ARCHITECTURE.md");
    let (_, section) = document.split_once("\n## Dependencies\n").unwrap();
    let rows = section.lines().filter_map(|line| line.strip_prefix("| ")?.split(" | ").next());
    let named: BTreeSet<String> = rows.skip(1).flat_map(|names| names.split(", ")).map(str::to_owned).collect();
    assert_eq!(named, crates("dependencies"));
    let line = section.lines().find_map(|line| line.strip_prefix("For tests and benches: ")).unwrap();
    let mut depth = 0;
    let outside: String = line
        .chars()
        .filter(|&c| {
            depth += i32::from(c == '(') - i32::from(c == ')');
            depth == 0 && !"().".contains(c)
        })
        .collect();
    let named: BTreeSet<String> = outside.split(',').map(|name| name.trim().to_owned()).collect();
    assert_eq!(named, crates("dev-dependencies"));
}
