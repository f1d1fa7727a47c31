//! Detail pages with a folder of their pictures.

use std::io::Cursor;
use std::path::PathBuf;

use image::{ImageFormat, Rgb, RgbImage};

use crate::command::{NOW, Ran, taojin};
use crate::dir::Dir;

/// A catalog of one listing with a page of three pictures, two of which are in the folder, one of these no picture.
fn shop() -> Dir {
    let dir = Dir::new();
    dir.file("catalog.csv", "宝贝ID,宝贝标题,类目\n623456789012,羊绒围巾女,围巾\n");
    dir.file(
        "pages/623456789012.html",
        "<img src='//img.example.com/x/a.png'><img src='//img.example.com/b.jpg'><img src='c.jpg'>",
    );
    let mut png = Vec::new();
    RgbImage::from_pixel(30, 20, Rgb([200, 10, 10])).write_to(&mut Cursor::new(&mut png), ImageFormat::Png).unwrap();
    dir.file("pictures/a.png", png);
    dir.file("pictures/img.example.com/b.jpg", "<html>404</html>");
    dir
}

fn run(dir: &Dir, out: &str) -> Ran {
    taojin()
        .args(["run", "--catalog"])
        .arg(dir.join("catalog.csv"))
        .arg("--pages")
        .arg(dir.join("pages"))
        .arg("--pictures")
        .arg(dir.join("pictures"))
        .args(["--now", NOW, "--json", "--out"])
        .arg(dir.join(out))
        .env("XDG_CACHE_HOME", dir.join("cache"))
        .succeed()
}

#[test]
fn a_run_counts_the_pictures_of_its_pages_and_reads_none_twice() {
    let dir = shop();
    for (out, read) in [("first", 2), ("second", 0)] {
        let ran = run(&dir, out);
        let summary: serde_json::Value = serde_json::from_str(&ran.stdout).unwrap();
        let counts = &summary["counts"];
        assert_eq!((&counts["pictures"], &counts["pictures_absent"]), (&2.into(), &1.into()));
        assert_eq!((&counts["pictures_read"], &counts["pictures_flawed"]), (&read.into(), &1.into()), "{out}");
        let stages = summary["stages"].as_array().unwrap();
        assert!(stages.iter().any(|stage| stage["name"] == "pictures" && stage["items"] == read), "{stages:?}");
    }
    let pages = |out: &str| std::fs::read(dir.join(out).join("pages.csv")).unwrap();
    assert_eq!(pages("first"), pages("second"));
}

#[test]
fn without_the_models_a_run_says_how_to_switch_reading_on_and_nothing_is_missing() {
    let dir = shop();
    let ran = run(&dir, "out");
    assert!(ran.stderr.contains("run `taojin ocr install`"), "{}", ran.stderr);
    let pages = std::fs::read_to_string(dir.join("out/pages.csv")).unwrap();
    assert!(pages.contains(",unknown,") && !pages.contains(",missing,"), "{pages}");
}

#[test]
fn models_asked_for_and_absent_are_wrong_use() {
    let dir = shop();
    let config = dir.file("taojin.toml", "[pictures]\nocr = \"on\"\n");
    let ran = taojin()
        .arg("page")
        .arg(dir.join("pages"))
        .arg("--pictures")
        .arg(dir.join("pictures"))
        .arg("--config")
        .arg(config)
        .run();
    assert_eq!(ran.status, Some(2));
    assert!(ran.stderr.contains("taojin ocr install"), "{}", ran.stderr);
}

#[test]
fn a_folder_that_is_not_there_is_an_input_that_cannot_be_read() {
    let dir = shop();
    let ran = taojin().arg("page").arg(dir.join("pages")).arg("--pictures").arg(dir.join("none")).run();
    assert_eq!(ran.status, Some(3), "{}", ran.stderr);
}

#[test]
fn with_the_models_the_text_in_a_picture_proves_its_sections() {
    let Some(models) = installed_models() else { return };
    let dir = shop();
    let picture = concat!(env!("CARGO_MANIFEST_DIR"), "/src/picture/ocr/tests/size.webp");
    std::fs::copy(picture, dir.join("pictures/a.png")).unwrap();
    let config = dir.file(
        "taojin.toml",
        format!(
            "[pictures]\nocr = \"on\"\nmodels = {:?}\n[page]\nclothing_categories = [\"围巾\"]\n",
            models.display().to_string()
        ),
    );
    let ran = taojin()
        .args(["run", "--catalog"])
        .arg(dir.join("catalog.csv"))
        .arg("--pages")
        .arg(dir.join("pages"))
        .arg("--pictures")
        .arg(dir.join("pictures"))
        .arg("--config")
        .arg(config)
        .args(["--now", NOW, "--out"])
        .arg(dir.join("out"))
        .env("XDG_CACHE_HOME", dir.join("cache"))
        .succeed();
    assert!(!ran.stderr.contains("ocr install"), "{}", ran.stderr);
    let pages = std::fs::read_to_string(dir.join("out/pages.csv")).unwrap();
    let row = |section: &str| pages.lines().find(|line| line.contains(section)).unwrap().to_owned();
    assert!(row("尺码表").contains(",present,1,") && row("尺码表").contains("尺码信息"), "{pages}");
    assert!(row("物流与退换货").contains(",present,1,"), "{pages}");
    assert!(row("色差说明").contains(",unknown,"), "two pictures are unread: {pages}");
}

/// Where the models of this user are; `None` where they are not installed, which is no excuse where `TAOJIN_REQUIRE_OCR` is set.
pub fn installed_models() -> Option<PathBuf> {
    let folder = taojin::models::user_folder().filter(|folder| taojin::models::load(folder).unwrap().is_some());
    if folder.is_none() {
        assert!(
            std::env::var_os("TAOJIN_REQUIRE_OCR").is_none(),
            "TAOJIN_REQUIRE_OCR is set and the models are not installed"
        );
        eprintln!("skipped: the models are not installed (taojin ocr install)");
    }
    folder
}
