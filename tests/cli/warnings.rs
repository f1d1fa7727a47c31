//! What is odd about an input is said by every command that reads it.

use crate::command::{NOW, taojin};
use crate::dir::Dir;

#[test]
fn a_mapping_that_fits_no_column_is_said_by_every_command() {
    let dir = Dir::new();
    let mapping = "\"没有这一列\" = \"ignore\"\n";
    let config =
        dir.file("taojin.toml", format!("[input.catalog_columns]\n{mapping}[input.keyword_columns]\n{mapping}"));
    let catalog = dir.file("shop.csv", "标题\r\n羊绒围巾女\r\n");
    let words = dir.file("words.csv", "关键词,搜索人气\r\n围巾,2000\r\n");
    let commands = [
        taojin().args(["schedule", "--now", NOW, "--catalog"]).arg(&catalog),
        taojin().arg("keywords").arg(&words),
        taojin().args(["title", "围巾", "--keywords"]).arg(&words),
        taojin().arg("words").arg(&words),
        taojin().args(["run", "--now", NOW, "--catalog"]).arg(&catalog).arg("--out").arg(dir.join("out")),
    ];
    for command in commands {
        let said = command.arg("--config").arg(&config).succeed().stderr;
        assert!(said.contains("没有这一列"), "{said}");
    }
    let said = taojin().args(["schedule", "--now", NOW, "--catalog"]).arg(&catalog).succeed().stderr;
    assert!(said.contains("1 rows have no listing id"), "{said}");
}
