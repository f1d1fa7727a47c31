//! The sample pages that are nothing but pictures: `data/pictures`, drawn of HTML of ours, so that what they say is known.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use crate::command::{NOW, taojin};
use crate::dir::Dir;
use crate::pictures::installed_models;

/// Verdicts by page and section, and the category of each page.
type Verdicts = BTreeMap<(String, String), String>;

/// What `data/pictures/expected.csv` says.
fn expected() -> (Verdicts, BTreeMap<String, String>) {
    let mut table = csv::Reader::from_path("data/pictures/expected.csv").unwrap();
    let (mut verdicts, mut categories) = (Verdicts::new(), BTreeMap::new());
    for row in table.deserialize::<(String, String, String, String)>() {
        let (page, section, verdict, category) = row.unwrap();
        categories.insert(page.clone(), category);
        verdicts.insert((page, section), verdict);
    }
    assert!(categories.len() >= 12);
    (verdicts, categories)
}

/// Checks the pages with this configuration; `pages.csv` and the findings.
fn check(config: &str) -> (Verdicts, String) {
    let dir = Dir::new();
    let catalog =
        expected().1.iter().fold("宝贝ID,宝贝标题,类目\n".to_owned(), |mut rows, (page, category)| {
            let _ = writeln!(rows, "{page},{page}样品,{category}");
            rows
        });
    taojin()
        .args(["run", "--pages", "data/pictures/pages", "--pictures", "data/pictures", "--now", NOW, "--catalog"])
        .arg(dir.file("catalog.csv", catalog))
        .arg("--config")
        .arg(dir.file("taojin.toml", config))
        .arg("--out")
        .arg(dir.join("out"))
        .env("XDG_CACHE_HOME", dir.join("cache"))
        .succeed();
    let mut table = csv::Reader::from_path(dir.join("out/pages.csv")).unwrap();
    let columns = table.headers().unwrap().clone();
    // The byte-order mark is part of the first header.
    let at = |name: &str| columns.iter().position(|column| column.trim_start_matches('\u{feff}') == name).unwrap();
    let (id, section, verdict) = (at("listing_id"), at("section"), at("verdict"));
    let rows = table.records().map(std::result::Result::unwrap);
    let verdicts = rows.map(|row| ((row[id].to_owned(), row[section].to_owned()), row[verdict].to_owned())).collect();
    (verdicts, std::fs::read_to_string(dir.join("out/findings.csv")).unwrap())
}

#[test]
fn read_pictures_prove_their_sections_and_no_others() {
    let Some(models) = installed_models() else { return };
    let config = format!("[pictures]\nocr = \"on\"\nmodels = {:?}\n", models.display().to_string());
    let (found, _) = check(&config);
    let (mut both, mut only_said, mut only_true) = (0, 0, 0);
    for (key, verdict) in expected().0 {
        let (truth, said) = (verdict == "present", found[&key] == "present");
        if truth != said {
            eprintln!("{key:?}: {verdict} expected, {} found", found[&key]);
        }
        both += u32::from(truth && said);
        only_said += u32::from(said && !truth);
        only_true += u32::from(truth && !said);
    }
    let (precision, recall) =
        (f64::from(both) / f64::from(both + only_said), f64::from(both) / f64::from(both + only_true));
    assert!(precision >= 0.97 && recall >= 0.93, "precision {precision:.3}, recall {recall:.3}");
}

#[test]
fn unread_pictures_leave_every_section_open_and_the_report_says_what_to_do() {
    let (found, findings) = check("[pictures]\nocr = \"off\"\n");
    assert!(expected().0.keys().all(|key| found.contains_key(key)), "every section has an answer");
    assert!(found.values().all(|verdict| verdict != "missing"));
    assert!(findings.contains("D6-pictures-unread"));
}
