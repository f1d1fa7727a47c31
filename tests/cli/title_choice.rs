//! What is chosen for titles: the problems handed out, heroes and fresh edits left alone, siblings apart.

use std::collections::BTreeSet;
use std::fmt::Write;

use serde_json::Value;

use crate::command::{NOW, taojin};
use crate::dir::Dir;
use crate::table::Table;

/// Runs a catalog against a table of keywords; gives the output folder.
fn run(dir: &Dir, catalog: &str, keywords: &str) -> std::path::PathBuf {
    let (catalog, keywords) = (dir.file("shop.csv", catalog), dir.file("words.csv", keywords));
    let (out, models) = (dir.join("out"), dir.join("models"));
    let config = dir.file("taojin.toml", "[title]\nsibling_share = 0.0\n");
    taojin()
        .args(["run", "--now", NOW, "--config"])
        .arg(config)
        .arg("--catalog")
        .arg(catalog)
        .arg("--keywords")
        .arg(keywords)
        .arg("--out")
        .arg(&out)
        .arg("--dump-models")
        .arg(models)
        .succeed();
    out
}

const KEYWORDS: &str = "关键词,搜索人气,在线商品数\r\n羊绒围巾女,9000,300\r\n加厚围巾,8000,200\r\n格子围巾,7000,900\r\n\
                        百搭围巾女,3000,100\r\n保暖围巾,5000,80\r\n围巾女,90000,50000\r\n通勤围巾,4000,90\r\n";

#[test]
fn every_problem_can_be_solved_again_from_its_line_alone() {
    let dir = Dir::new();
    let models = dir.join("models");
    taojin()
        .args(["run", "--now", NOW, "--catalog", "data/catalog.csv", "--keywords", "data/keywords_sycm.csv", "--out"])
        .arg(dir.join("out"))
        .arg("--dump-models")
        .arg(&models)
        .succeed();
    for (file, least) in [("titles.jsonl", 6), ("titles_edit.jsonl", 2)] {
        let text = std::fs::read_to_string(models.join(file)).unwrap();
        let tried = text.lines().filter(|line| is_solved(line)).count();
        assert!(tried >= least, "{tried} of {} problems of {file} are small", text.lines().count());
    }
}

/// Holds a problem to its answer; gives whether it was small enough to try every choice.
fn is_solved(line: &str) -> bool {
    let problem: Value = serde_json::from_str(line).unwrap();
    let list = |member: &Value| -> BTreeSet<usize> {
        member.as_array().unwrap().iter().map(|at| at.as_u64().unwrap() as usize).collect()
    };
    let value = |chosen: &BTreeSet<usize>| -> f64 {
        let keywords = problem["keywords"].as_array().unwrap().iter();
        let covered = keywords.filter(|keyword| list(&keyword["units"]).is_subset(chosen));
        let terms = problem["preference"].as_array().unwrap().iter().map(|term| {
            let count = list(&term["units"]).intersection(chosen).count() as u64;
            term["weight"].as_f64().unwrap() * count.min(term["at_most"].as_u64().unwrap()) as f64
        });
        covered.map(|keyword| keyword["value"].as_f64().unwrap()).sum::<f64>() + terms.sum::<f64>()
    };
    let units = problem["units"].as_array().unwrap();
    let cost = |chosen: &BTreeSet<usize>| chosen.iter().map(|&at| units[at]["cost"].as_u64().unwrap()).sum::<u64>();
    let budget = problem["budget"].as_u64().unwrap();
    let chosen = list(&problem["chosen"]);
    let said = problem["value"].as_f64().unwrap();
    let close = |one: f64, other: f64| (one - other).abs() <= 1e-6 * one.abs().max(1.0);
    let edits = |chosen: &BTreeSet<usize>| -> u64 {
        let edits =
            |(at, unit): (usize, &Value)| unit[if chosen.contains(&at) { "edits_in" } else { "edits_out" }].as_u64();
        units.iter().enumerate().filter_map(edits).sum()
    };
    let edit_budget = problem["edit_budget"].as_u64().unwrap_or(u64::MAX);
    assert!(cost(&chosen) <= budget && edits(&chosen) <= edit_budget, "{line}");
    assert!(close(value(&chosen), said), "{} for {line}", value(&chosen));
    assert!(problem["bound"].as_f64().unwrap() >= said, "{line}");
    let obligatory: BTreeSet<usize> = (0..units.len()).filter(|&at| units[at]["obligatory"] == true).collect();
    assert!(obligatory.is_subset(&chosen), "{line}");
    assert!(units.iter().all(|unit| !unit["evidence"].as_str().unwrap().is_empty()), "{line}");

    // Few enough choices: try them all.
    let free: Vec<usize> = (0..units.len()).filter(|at| !obligatory.contains(at)).collect();
    if free.len() > 9 {
        return false;
    }
    let best = (0_u32..1 << free.len())
        .map(|set| {
            let taken = free.iter().enumerate().filter(|(at, _)| set >> at & 1 == 1).map(|(_, &unit)| unit);
            obligatory.iter().copied().chain(taken).collect::<BTreeSet<usize>>()
        })
        .filter(|choice| cost(choice) <= budget && edits(choice) <= edit_budget)
        .map(|choice| value(&choice))
        .fold(f64::NEG_INFINITY, f64::max);
    assert!(close(best, said), "{best} is possible: {line}");
    true
}

#[test]
fn a_hero_and_a_fresh_edit_are_left_alone() {
    let dir = Dir::new();
    let mut catalog = String::from("宝贝ID,标题,类目,销量,属性,标题修改时间\r\n");
    let rows = [
        ("hero", "5000", "2026-01-05"),
        ("fresh", "20", "2026-11-18"),
        ("old", "30", "2026-11-01"),
        ("new", "", "2026-11-18"),
    ];
    for (id, sales, edited) in rows {
        write!(catalog, "{id},冬季围巾女长款{id}1,围巾,{sales},材质:羊绒;厚薄:加厚,{edited}\r\n").unwrap();
    }
    // A word that stands twice is no reason to touch them, an unlawful one is.
    catalog.push_str("twice,保暖冬季围巾女长款保暖,围巾,5001,,\r\nunlawful,顶级冬季围巾女长款,围巾,5002,,\r\n");
    catalog.push_str("again,保暖冬季围巾女长款保暖,围巾,20,,2026-11-18\r\n");
    for other in 0..20 {
        write!(catalog, "other{other},帽子{other},围巾,{other},,\r\n").unwrap();
    }
    let proposals = Table::read(&run(&dir, &catalog, KEYWORDS).join("proposals.csv"));
    let decision = |id: &str| &proposals.rows.iter().find(|row| &row["listing_id"] == id).unwrap()["decision"];
    assert_eq!(["hero", "fresh", "old", "new"].map(decision), ["frozen", "frozen", "propose", "propose"]);
    assert_eq!(["twice", "again", "unlawful"].map(decision), ["frozen", "frozen", "propose"]);
    let reason = |id: &str| &proposals.row("listing_id", id)["reason"];
    assert!(reason("hero").contains("爆款") && reason("fresh").contains("2026-11-18"));
}

#[test]
fn a_word_without_evidence_joins_a_whole_keyword_or_not_at_all() {
    let dir = Dir::new();
    let mut catalog = String::from("宝贝ID,标题\r\n");
    for (id, title) in [
        ("whole", "冬季围巾女加厚保暖长款"),
        ("far", "围巾冬季加厚保暖长款女"),
        ("torn", "冬季羊毛围巾女加厚保暖长款"),
        ("full", "新款围巾女冬季加厚保暖长款两用披肩空调房办公室毛线可爱学生"),
    ] {
        write!(catalog, "{id},{title}\r\n").unwrap();
    }
    let proposals = Table::read(&run(&dir, &catalog, KEYWORDS).join("proposals.csv"));
    let row = |id: &str| proposals.rows.iter().find(|row| &row["listing_id"] == id).unwrap();
    assert_eq!(&row("whole")["title"], "冬季百搭围巾女加厚保暖长款");
    assert_eq!(&row("whole")["phrase"], "百搭围巾女");
    for id in ["far", "torn", "full"] {
        assert_eq!([&row(id)["decision"], &row(id)["added"]], ["keep", ""], "{id}: {:?}", row(id));
    }
}

#[test]
fn what_a_category_or_a_blend_holds_besides_is_no_evidence() {
    let dir = Dir::new();
    let catalog = "宝贝ID,标题,类目,属性\r\n\
                   cream,抗皱紧致眼霜女,面霜/精华,\r\nnothing,抗皱紧致学生,面霜/精华,\r\n\
                   blend,冬季围巾女长款,围巾,材质:羊毛混纺\r\nwool,冬季围巾女长款,围巾,材质:羊毛\r\n";
    let keywords = "关键词,搜索人气,在线商品数\r\n眼霜精华女,9000,300\r\n精华学生,9000,200\r\n羊毛围巾女,8000,200\r\n\
                    眼霜女,9000,5000\r\n围巾女,90000,50000\r\n";
    let proposals = Table::read(&run(&dir, catalog, keywords).join("proposals.csv"));
    let added = |id: &str| &proposals.rows.iter().find(|row| &row["listing_id"] == id).unwrap()["added"];
    assert_eq!(added("cream"), "");
    assert_eq!(added("nothing"), "精华=类目 面霜/精华");
    assert_eq!(added("blend"), "羊毛混纺=属性 材质:羊毛混纺");
    assert_eq!(added("wool"), "羊毛=属性 材质:羊毛");
}

#[test]
fn every_reason_is_true_and_names_what_is_mended() {
    let dir = Dir::new();
    let catalog = "宝贝ID,标题,属性\r\ntwice,礼物围巾女冬季加厚礼物,\r\nlaw,顶级围巾女冬季加厚,\r\n\
                   nothing,帽子女冬季,\r\nlittle,披肩女冬季,\r\n\
                   gains,围巾女冬季,图案:格子\r\n";
    let keywords = format!("{KEYWORDS}百搭披肩女,3000,100\r\n");
    let proposals = Table::read(&run(&dir, catalog, &keywords).join("proposals.csv"));
    let row = |id: &str| proposals.rows.iter().find(|row| &row["listing_id"] == id).unwrap();
    assert!(row("twice")["reason"].starts_with("T6：「礼物」重复，只留一处"), "{:?}", row("twice"));
    assert_eq!(&row("twice")["removed"], "");
    assert!(row("law")["reason"].starts_with("T7：「顶级」违反广告法"), "{:?}", row("law"));
    assert_eq!(&row("law")["removed"], "顶级");
    assert!(row("gains")["reason"].starts_with("多覆盖 1 个词，预计访问 "), "{:?}", row("gains"));
    assert!(row("nothing")["reason"].starts_with("没有既有依据"), "{:?}", row("nothing"));
    assert!(row("little")["reason"].starts_with("只有通用词"), "{:?}", row("little"));
}

#[test]
fn words_of_price_go_to_listings_of_that_price() {
    let dir = Dir::new();
    let mut catalog = String::from("宝贝ID,标题,类目,价格,属性\r\n");
    for (id, price) in [("cheap", "39"), ("middle", "120"), ("dear", "899"), ("unknown", "")] {
        write!(catalog, "{id},羊绒围巾女长款{id},围巾,{price},适用人群:学生党;风格:轻奢风\r\n").unwrap();
    }
    let keywords = "关键词,搜索人气,在线商品数\r\n学生党围巾,9000,300\r\n轻奢风围巾,8000,200\r\n";
    let proposals = Table::read(&run(&dir, &catalog, keywords).join("proposals.csv"));
    let added = |id: &str| -> Vec<String> {
        let row = proposals.rows.iter().find(|row| &row["listing_id"] == id).unwrap();
        row.list("added").iter().map(|word| word.split('=').next().unwrap().to_owned()).collect()
    };
    assert_eq!(added("cheap"), ["学生党"]);
    assert_eq!(added("dear"), ["轻奢风"]);
    for id in ["middle", "unknown"] {
        assert_eq!(added(id).len(), 2, "{id}");
    }
}

#[test]
fn a_listing_that_sells_is_offered_the_small_edit_first() {
    let dir = Dir::new();
    let title = "冬季包邮特价围巾女长款新品上市正品";
    let catalog = format!(
        "宝贝ID,标题,类目,销量,属性\r\nsells,{title},围巾,8,材质:羊绒;厚薄:加厚;图案:格子;风格:通勤\r\n\
         idle,{title},围巾,0,材质:羊绒;厚薄:加厚;图案:格子;风格:通勤\r\n"
    );
    let proposals = Table::read(&run(&dir, &catalog, KEYWORDS).join("proposals.csv"));
    let rows = |id: &str| proposals.rows.iter().filter(|row| &row["listing_id"] == id).cloned().collect::<Vec<_>>();
    let (sells, idle) = (rows("sells"), rows("idle"));
    assert_eq!(&sells[0]["within_budget"], "true");
    assert!(sells.iter().any(|row| row.number("visits") > sells[0].number("visits")), "the best stands beside it");
    assert_eq!(&idle[0]["within_budget"], "false", "nothing is sold: the best comes first");
    for row in sells.iter().chain(&idle).filter(|row| !row["gained"].is_empty()) {
        assert_eq!(row.list("gained").len(), row.list("gained_figures").len());
        assert!(row["gained_figures"].contains('/') && !row["phrase"].is_empty(), "{row:?}");
    }
}

#[test]
fn near_identical_siblings_do_not_all_chase_the_same_words() {
    let dir = Dir::new();
    let mut catalog = String::from("宝贝ID,标题,类目,店铺,属性\r\n");
    let title = "秋冬新款围巾女长款两用披肩学生韩版可爱毛线围脖仙气";
    for (id, shop) in [("a", "一号店"), ("b", "一号店"), ("c", "一号店"), ("d", "二号店")] {
        write!(catalog, "{id},{title},围巾,{shop},材质:羊绒;厚薄:加厚;图案:格子;功能:保暖;风格:通勤\r\n").unwrap();
    }
    let out = run(&dir, &catalog, KEYWORDS);
    let summary: Value = serde_json::from_slice(&std::fs::read(out.join("summary.json")).unwrap()).unwrap();
    assert_eq!(summary["counts"]["siblings"], 3);
    let proposals = Table::read(&out.join("proposals.csv"));
    let title = |id: &str| {
        let first = proposals.rows.iter().find(|row| &row["listing_id"] == id && &row["rank"] == "1");
        first.unwrap()["title"].to_owned()
    };
    // The strongest one is as free as a listing of its own; the others give way somewhere.
    assert_eq!(title("a"), title("d"));
    assert!(title("b") != title("a") || title("c") != title("a"), "{} {} {}", title("a"), title("b"), title("c"));
    assert!(summary["counts"]["visits_left_to_siblings"].as_f64().unwrap() > 0.0);
}

#[test]
fn the_same_searches_are_not_promised_to_every_listing() {
    let dir = Dir::new();
    let mut catalog = String::from("宝贝ID,标题,属性\r\n");
    for (at, title) in ["冬季围巾女长款", "可爱围巾女毛线", "韩版披肩围巾女", "学生围脖围巾女"].iter().enumerate()
    {
        write!(catalog, "{at},{title},图案:格子\r\n").unwrap();
    }
    let keywords = "关键词,搜索人气,在线商品数\r\n格子围巾女,1000,1\r\n围巾女,90000,50000\r\n";
    let out = run(&dir, &catalog, keywords);
    let summary: Value = serde_json::from_slice(&std::fs::read(out.join("summary.json")).unwrap()).unwrap();
    let count = |name: &str| summary["counts"][name].as_f64().unwrap();
    let proposals = Table::read(&out.join("proposals.csv"));
    let firsts = || proposals.rows.iter().filter(|row| &row["rank"] == "1");
    assert!(firsts().all(|row| row.list("gained") == ["格子围巾女"]));
    let sum = |column| firsts().map(|row| row.number(column).unwrap()).sum::<f64>();
    // Each for itself they would get more than all 1,000 searches; five listings share them, where each counted on two.
    let alone = sum("visits") - sum("visits_now");
    let gain = count("visits_proposed") - count("visits_now");
    assert!(alone > 2000.0 && gain <= 1000.0, "{alone} {gain}");
    assert!((gain - alone * 2.0 / 5.0).abs() < 0.1, "{alone} {gain}");
    assert!((sum("visits") - count("visits_proposed") - count("visits_promised_twice")).abs() < 0.1);
}
