//! How a title is mended: which standing of a word goes, what goes with it, and what is left to a person.

use crate::command::{NOW, taojin};
use crate::dir::Dir;
use crate::table::Table;

/// The first proposal for each of `titles`, or the reason why it stays.
fn mended(titles: &[&str]) -> Vec<String> {
    let dir = Dir::new();
    let rows = titles.iter().enumerate().map(|(at, title)| format!("a{at},{title}\r\n"));
    let catalog = dir.file("shop.csv", format!("宝贝ID,标题\r\n{}", rows.collect::<String>()));
    let out = dir.join("out");
    taojin().args(["run", "--now", NOW, "--catalog"]).arg(catalog).arg("--out").arg(&out).succeed();
    let proposals = Table::read(&out.join("proposals.csv"));
    let first = |at: usize| {
        let id = format!("a{at}");
        let row = proposals.rows.iter().find(|row| row["listing_id"] == *id).unwrap();
        if &row["decision"] == "propose" { row["title"].to_owned() } else { row["reason"].to_owned() }
    };
    (0..titles.len()).map(first).collect()
}

#[test]
fn of_a_word_that_stands_twice_the_standing_goes_that_nothing_leans_on() {
    let cases = [
        ("口红礼盒情人节礼物生日礼物", "口红礼盒情人节生日礼物"),
        ("男士洗面奶200ml 深层清洁清爽控油 男士", "男士洗面奶200ml深层清洁清爽控油"),
        ("纯棉床单四件套 加厚保暖 保暖纯色床笠", "纯棉床单四件套加厚保暖纯色床笠"),
        ("Olay/玉兰油Olay玉兰油滋润面霜女", "Olay玉兰油滋润面霜女"),
        ("保暖围巾女冬季羊绒加厚围巾女", "保暖围巾女冬季羊绒加厚"),
    ];
    assert_eq!(mended(&cases.map(|case| case.0)), cases.map(|case| case.1));
}

#[test]
fn a_repeat_is_left_to_a_person_where_every_standing_is_leaned_on() {
    let titles = [
        "婴宁防晒霜自然控油精华 平衡控油因子",
        "婴宁毛毛狂欢系列毛毛派对唇釉口红",
        "防过敏腰带男抗金属过敏牛皮",
        "男士剃须洁面泡沫光洁剃须温和",
    ];
    for (title, reason) in titles.iter().zip(mended(&titles)) {
        assert!(reason.contains("重复，去掉哪一处都会断句，请人工改"), "{title}: {reason}");
    }
}

#[test]
fn what_is_denied_or_said_of_two_things_is_no_repeat() {
    let titles = ["口红小样+气垫小样女", "无酒精爽肤水不含酒精保湿", "水乳套装/面霜套装女"];
    for (title, reason) in titles.iter().zip(mended(&titles)) {
        assert!(reason.starts_with("没有既有依据"), "{title}: {reason}");
    }
}

#[test]
fn what_belongs_to_words_that_go_goes_with_them() {
    let cases = [
        ("跌破底价！羊绒围巾女全网最低价秋冬", "羊绒围巾女秋冬"),
        ("运动鞋男官网旗舰跑步鞋透气男", "运动鞋男跑步鞋透气"),
        ("【11-11单品搭配】羊绒围巾女加厚 羊绒", "羊绒围巾女加厚"),
        ("【女款】羊绒围巾加厚 羊绒", "女款羊绒围巾加厚"),
    ];
    assert_eq!(mended(&cases.map(|case| case.0)), cases.map(|case| case.1));
}

#[test]
fn a_bare_core_word_stays_where_it_stands() {
    let cases = [("屏风隔断客厅简约板式折叠移动现代简约", "屏风隔断客厅简约板式折叠移动现代")];
    assert_eq!(mended(&cases.map(|case| case.0)), cases.map(|case| case.1));
}

#[test]
fn a_title_that_must_not_stay_loses_its_repeats_whatever_leans_on_them() {
    let title = "男士剃须洁面泡沫光洁剃须温和清爽控油保湿补水滋润不紧绷一瓶多用旅行装便携家用办公室";
    let [mended] = mended(&[title]).try_into().unwrap();
    assert_eq!(mended.matches("剃须").count(), 1, "{mended}");
    assert!(!mended.contains("人工"), "{mended}");
}
