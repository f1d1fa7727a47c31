//! Near-identical titles of a shop.

use crate::command::{NOW, taojin};
use crate::dir::Dir;
use crate::sample::summary;
use crate::table::Table;

const CATALOG: &str = "宝贝ID,标题,店铺\n\
    1,羊绒围巾女秋冬加厚格子,甲\n\
    2,加厚羊绒围巾女秋冬条纹格子,甲\n\
    3,羊绒围巾女秋冬加厚格子,乙\n";

/// Listings of which `T6-twin` tells, and the titles that were compared, if any were.
fn twins(config: &str) -> (Vec<String>, Option<u64>) {
    let dir = Dir::new();
    let (catalog, config) = (dir.file("shop.csv", CATALOG), dir.file("taojin.toml", config));
    let run = taojin().args(["run", "--now", NOW, "--config"]).arg(config).arg("--catalog").arg(catalog);
    run.arg("--out").arg(dir.join("out")).succeed();
    let rows = Table::read(&dir.join("out/findings.csv")).rows;
    let found = rows.iter().filter(|row| &row["rule"] == "T6-twin").map(|row| row["listing_id"].to_owned()).collect();
    let summary = summary(&dir);
    let mut stages = summary["stages"].as_array().unwrap().iter();
    let compared = stages.find(|stage| stage["name"] == "twins").map(|stage| stage["items"].as_u64().unwrap());
    (found, compared)
}

#[test]
fn the_search_for_twins_is_a_stage_that_can_be_set_and_turned_off() {
    assert_eq!(twins(""), (vec!["1".to_owned(), "2".to_owned()], Some(2)));
    assert_eq!(twins("[title]\ntwin_share = 0.9\n"), (Vec::new(), Some(2)));
    assert_eq!(twins("[title]\ntwin_words = 8\n"), (Vec::new(), Some(0)));
    assert_eq!(twins("[title.severity]\n\"T6-twin\" = \"off\"\n"), (Vec::new(), None));
}
