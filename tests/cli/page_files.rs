//! Detail pages as files: those that cannot be read, and those that belong to nobody.

use crate::command::{NOW, Ran, taojin};
use crate::dir::Dir;
use crate::sample::{balance, summary};
use crate::table::Table;

const PAGE: &str = "<h2>尺码表</h2><p>均码</p>";

fn run(dir: &Dir, catalog: &str) -> Ran {
    let catalog = dir.file("shop.csv", catalog);
    let ran = taojin().args(["run", "--now", NOW, "--catalog"]).arg(catalog);
    ran.arg("--pages").arg(dir.join("pages")).arg("--out").arg(dir.join("out")).succeed()
}

#[test]
fn pages_that_belong_to_no_listing_are_told_of() {
    let dir = Dir::new();
    for id in ["1", "8001", "8002"] {
        dir.file(&format!("pages/{id}.html"), PAGE);
    }
    let ran = run(&dir, "宝贝ID,标题,商家编码\r\n1,羊绒围巾女,8001\r\n2,马克杯陶瓷,8002\r\n");
    assert!(ran.stderr.contains("2 pages belong to no listing") && ran.stderr.contains("8001, 8002"), "{}", ran.stderr);
    assert_eq!(summary(&dir)["counts"]["pages"], 1);
    // All of them claimed: nothing to say.
    let dir = Dir::new();
    dir.file("pages/1.html", PAGE);
    assert!(!run(&dir, "宝贝ID,标题\r\n1,羊绒围巾女\r\n").stderr.contains("belong to no listing"));
}

#[test]
fn a_folder_called_like_a_page_is_none() {
    let dir = Dir::new();
    dir.file("pages/1.html/notes.txt", "x");
    dir.file("pages/2.html", PAGE);
    run(&dir, "宝贝ID,标题\r\n1,羊绒围巾女\r\n2,马克杯陶瓷\r\n");
    assert_eq!(summary(&dir)["counts"]["pages"], 1);
}

#[test]
fn ids_of_pages_are_read_as_those_of_catalogs() {
    let dir = Dir::new();
    let catalog = dir.file("shop.csv", "宝贝ID,标题\r\n=\"583316802348\",羊绒围巾女\r\n");
    let pages = dir.file(
        "pages.jsonl",
        format!(
            "{{\"id\":\"５８３３１６８０２３４８\",\"html\":\"{PAGE}\"}}\n{{\"id\":5.83317E+11,\"html\":\"{PAGE}\"}}\n"
        ),
    );
    let ran = taojin().args(["run", "--now", NOW, "--catalog"]).arg(catalog).arg("--pages").arg(pages);
    ran.arg("--out").arg(dir.join("out")).succeed();
    let summary = summary(&dir);
    assert_eq!(summary["counts"]["pages"], 1);
    assert_eq!(balance(&summary["inputs"][1]), [2, 1, 0, 1]);
}

/// A file that opens and cannot be read, for anybody.
#[cfg(target_os = "linux")]
#[test]
fn a_page_that_cannot_be_read_stops_no_run() {
    let dir = Dir::new();
    dir.file("pages/2.html", PAGE);
    std::os::unix::fs::symlink("/proc/self/mem", dir.join("pages/1.html")).unwrap();
    run(&dir, "宝贝ID,标题\r\n1,羊绒围巾女\r\n2,马克杯陶瓷\r\n");
    let summary = summary(&dir);
    assert_eq!(summary["counts"]["pages"], 1);
    assert_eq!(balance(&summary["inputs"][1]), [2, 1, 0, 1]);
    let rejects = Table::read(&dir.join("out/rejects.csv"));
    assert!(rejects.rows.len() == 1 && rejects.rows[0]["file"].ends_with("1.html"), "{:?}", rejects.rows);
    assert!(rejects.rows[0]["reason"].contains("读不出来"));
    assert!(!dir.join("out/rejects").exists(), "there is nothing to mend");
    let ran = taojin().arg("page").arg(dir.join("pages")).succeed();
    assert!(ran.stderr.contains("1.html") && ran.stdout.contains("尺码"), "{}", ran.stderr);
}
