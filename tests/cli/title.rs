//! `taojin title`.

use std::collections::BTreeSet;

use serde_json::Value;

use crate::command::taojin;
use crate::encoded::gbk_length;

const TITLES: [&str; 6] = [
    "秋冬加厚羊绒围巾女百搭",
    "【新款】 Ｔ恤女 全网最低价★100％純棉 iPhone16",
    "陶瓷马克杯😀带盖500ml*2",
    "vivo x100手机壳 适用oppo",
    "🙂",
    "a",
];

fn members(value: &Value) -> BTreeSet<&str> {
    value.as_object().unwrap().keys().map(String::as_str).collect()
}

#[test]
fn json_lines_have_the_promised_members_and_ranges() {
    let lines = taojin().args(["title", "--json"]).args(TITLES).succeed().json_lines();
    assert_eq!(lines.len(), TITLES.len());
    for (line, title) in lines.iter().zip(TITLES) {
        let promised = BTreeSet::from(["title", "normalized", "bytes", "words", "core", "findings"]);
        assert!(members(line).is_superset(&promised), "{line}");
        assert_eq!(line["title"], title);
        assert_eq!(line["bytes"].as_u64().map(|bytes| bytes as usize), gbk_length(title), "{title}");
        let mut end_before = 0;
        for word in line["words"].as_array().unwrap() {
            assert_eq!(members(word), BTreeSet::from(["text", "start", "end", "role"]));
            let [start, end] = ["start", "end"].map(|member| word[member].as_u64().unwrap() as usize);
            assert_eq!(title.get(start..end), word["text"].as_str(), "{word}");
            assert!(end_before <= start && start < end, "{word}");
            // What is left out between words is space.
            assert_eq!(title[end_before..start].trim(), "");
            end_before = end;
        }
        assert_eq!(title[end_before..].trim(), "");
        for finding in line["findings"].as_array().unwrap() {
            assert_eq!(members(finding), BTreeSet::from(["rule", "severity", "start", "end", "message", "help"]));
            assert!(["error", "warning", "hint"].contains(&finding["severity"].as_str().unwrap()));
            let range = ["start", "end"].map(|member| finding[member].as_u64().unwrap() as usize);
            assert!(title.get(range[0]..range[1]).is_some(), "{finding}");
        }
        assert!(line.get("covered").is_none() && line.get("proposals").is_none(), "no keyword table was given");
    }
    let rules = |line: &Value| -> BTreeSet<String> {
        let findings = line["findings"].as_array().unwrap();
        findings.iter().map(|finding| finding["rule"].as_str().unwrap().to_owned()).collect()
    };
    assert_eq!(lines[0]["core"], "围巾");
    assert_eq!(lines[0]["bytes"], 22);
    assert!(rules(&lines[1]).contains("T7-hard"), "{}", lines[1]);
    assert!(lines[2]["bytes"].is_null());
    assert!(lines[4]["core"].is_null());
}

#[test]
fn a_keyword_table_adds_what_is_covered_and_what_to_propose() {
    let dir = crate::dir::Dir::new();
    let words = dir
        .file("words.csv", "关键词,搜索人气,在线商品数\r\n围巾,9000,999\r\n羊绒围巾 百搭,2000,99\r\n马克杯,500,5\r\n");
    let ran = taojin().args(["title", "--json", "羊绒围巾女", "--keywords"]).arg(words).succeed();
    let line = &ran.json_lines()[0];
    let covered = line["covered"].as_array().unwrap();
    assert_eq!(covered.len(), 1);
    assert_eq!(members(&covered[0]), BTreeSet::from(["keyword", "volume", "listings", "visits"]));
    assert_eq!(
        [&covered[0]["keyword"], &covered[0]["volume"], &covered[0]["listings"]],
        [&Value::from("围巾"), &Value::from(9000.0), &Value::from(999.0)]
    );
    // rank = 1 + 999 * (1 - 0.3); visits = 9000 / rank
    let visits = covered[0]["visits"].as_f64().unwrap();
    assert!((visits - 9000.0 / (1.0 + 999.0 * 0.7)).abs() < 1e-9, "{visits}");
    let best = &line["proposals"][0];
    let columns = crate::sample_run::COLUMNS[3].1.split(", ").filter(|column| *column != "listing_id").collect();
    assert_eq!(members(best), columns);
    assert_eq!(best["decision"], "propose");
    assert_eq!(best["added"], serde_json::json!([{ "word": "百搭", "evidence": "通用词" }]));
    assert_eq!(best["gained"], serde_json::json!(["羊绒围巾 百搭"]));
    assert_eq!(best["lost"], serde_json::json!([]));
    assert_eq!(best["edited_chars"], 2);
    assert!(best["value"].as_f64().unwrap() <= best["bound"].as_f64().unwrap());
}

#[test]
fn an_overlong_title_that_nobody_searches_for_keeps_what_fits() {
    let dir = crate::dir::Dir::new();
    let words = dir.file("words.csv", "关键词,搜索人气,在线商品数\r\n雨伞,500,5\r\n");
    let title = "秋冬加厚羊绒围巾女百搭保暖纯色长款双面披肩学生韩版格子流苏两用办公室空调房";
    let ran = taojin().args(["title", "--json", title, "--keywords"]).arg(words).succeed();
    let best = &ran.json_lines()[0]["proposals"][0];
    let bytes = best["bytes"].as_u64().unwrap();
    assert!((50..=60).contains(&bytes), "{best}");
}

#[test]
fn standard_input_is_read_line_by_line_and_answered_in_order() {
    let titles: Vec<String> = (0..200).map(|n| format!("羊绒围巾女第{n}款")).collect();
    let mut input = titles.join("\r\n");
    input.push_str("\n\n   \n陶瓷马克杯");
    let lines = taojin().args(["title", "--json"]).stdin(input).succeed().json_lines();
    let answered: Vec<&str> = lines.iter().map(|line| line["title"].as_str().unwrap()).collect();
    let expected: Vec<&str> = titles.iter().map(String::as_str).chain(["陶瓷马克杯"]).collect();
    assert_eq!(answered, expected);
}

#[test]
fn text_for_people_shows_bytes_words_findings_and_help() {
    let ran = taojin().args(["title", "全网最低价羊绒围巾女女"]).succeed();
    for shown in
        ["全网最低价羊绒围巾女女\n", "22 字节", "围巾/产品", "必改 T7-hard", "该改 T6-repeat", "核心词", "建议 1："]
    {
        assert!(ran.stdout.contains(shown), "{shown}: {}", ran.stdout);
    }
    for hidden in ["error", "warning", "product", "预计访客"] {
        assert!(!ran.stdout.contains(hidden), "{hidden}: {}", ran.stdout);
    }
    assert_eq!(ran.stderr, "");
}

#[test]
fn without_a_table_nothing_is_said_of_better_titles_and_with_one_why_a_title_stays() {
    let dir = crate::dir::Dir::new();
    let words = dir.file("words.csv", "关键词,搜索人气,在线商品数\r\n雨伞,500,5\r\n");
    let without = taojin().args(["title", "羊绒围巾女"]).succeed().stdout;
    assert!(without.contains("没有给关键词表") && !without.contains("保持不变"), "{without}");
    let with = taojin().args(["title", "羊绒围巾女", "--keywords"]).arg(words).succeed().stdout;
    assert!(with.contains("建议：保持不变（") && !with.contains("没有给关键词表"), "{with}");
}

#[test]
fn several_keyword_tables_may_follow_or_stand_in_the_configuration() {
    let dir = crate::dir::Dir::new();
    let tables =
        ["围巾", "羊绒围巾"].map(|word| dir.file(&format!("{word}.csv"), format!("关键词,搜索人气\r\n{word},500\r\n")));
    let config = dir.file("taojin.toml", "[run]\nkeywords = [\"围巾.csv\", \"羊绒围巾.csv\"]\n");
    let covered = |lines: &[Value]| {
        assert_eq!(lines.len(), 1, "a table is no title");
        lines[0]["covered"].as_array().unwrap().len()
    };
    let flags = taojin().args(["title", "--json", "羊绒围巾女", "--keywords"]).args(tables).succeed();
    assert_eq!(covered(&flags.json_lines()), 2);
    let configured = taojin().args(["title", "--json", "羊绒围巾女", "--config"]).arg(config).succeed();
    assert_eq!(covered(&configured.json_lines()), 2);
}

#[test]
fn findings_are_underlined_and_the_score_is_taken_apart() {
    let ran = taojin().args(["title", "全网最低价羊绒围巾女女包邮"]).succeed();
    let lines: Vec<&str> = ran.stdout.lines().collect();
    // Two columns a Chinese character: 全网最低价 is ten wide, the second 女 stands at 20, 包邮 behind it.
    assert_eq!(lines[1], format!("{}{}~~", "^".repeat(10), " ".repeat(10)), "{}", ran.stdout);
    assert_eq!(lines[3], format!("{}~~~~", " ".repeat(22)), "{}", ran.stdout);
    let json = &taojin().args(["title", "--json", "全网最低价羊绒围巾女女包邮"]).succeed().json_lines()[0];
    let points: f64 = json["deductions"].as_array().unwrap().iter().map(|rule| rule["points"].as_f64().unwrap()).sum();
    assert!((json["score"].as_f64().unwrap() - (100.0 - points)).abs() < 1e-9, "{json}");
    assert!(ran.stdout.contains(" = 100 − "), "{}", ran.stdout);
}

#[test]
fn colours_are_for_terminals_and_never_against_no_color() {
    let title = "全网最低价羊绒围巾女";
    assert!(!taojin().args(["title", title]).succeed().stdout.contains('\u{1b}'));
    assert!(taojin().args(["title", title]).env("CLICOLOR_FORCE", "1").succeed().stdout.contains('\u{1b}'));
    let ran = taojin().args(["title", title]).env("NO_COLOR", "1").env("CLICOLOR_FORCE", "1").succeed();
    assert!(!ran.stdout.contains('\u{1b}'), "{}", ran.stdout);
    // A title cannot bring escape sequences of its own.
    let ran = taojin().args(["title", "羊绒\u{1b}[31m围巾女"]).succeed();
    assert!(!ran.stdout.contains('\u{1b}'), "{}", ran.stdout);
}

#[test]
fn strict_gives_1_for_an_error_and_not_for_a_hint() {
    assert_eq!(taojin().args(["title", "--strict", "全网最低价羊绒围巾女"]).run().status, Some(1));
    assert_eq!(taojin().args(["title", "--strict", "羊绒围巾女"]).run().status, Some(0));
}

#[test]
fn innocent_words_are_never_hard_terms() {
    let titles = ["最后一件女装外套清仓", "一级能效空调挂机", "第一代保温杯便携", "女装秋冬新款", "高级感连衣裙女"];
    for line in taojin().args(["title", "--json"]).args(titles).succeed().json_lines() {
        let hard = line["findings"].as_array().unwrap().iter().find(|finding| finding["rule"] == "T7-hard");
        assert_eq!(hard, None, "{}", line["title"]);
    }
}

#[test]
fn hard_terms_are_errors_wherever_they_stand() {
    let titles =
        ["顶级羊绒围巾女", "羊绒围巾女销量第一", "国家级保温杯", "根治脚气喷雾", "全网最低价围巾", "围巾女唯一"];
    for line in taojin().args(["title", "--json"]).args(titles).succeed().json_lines() {
        let hard = line["findings"].as_array().unwrap().iter().find(|finding| finding["rule"] == "T7-hard");
        assert_eq!(hard.unwrap_or_else(|| panic!("{line}"))["severity"], "error");
    }
}

#[test]
fn standard_input_may_start_with_a_byte_order_mark_and_be_gbk() {
    let marked = taojin().args(["title", "--json"]).stdin("\u{feff}围巾女\r\n").succeed().json_lines();
    assert_eq!(marked[0]["title"], "围巾女");
    let (gbk, _, _) = encoding_rs::GBK.encode("围巾女\n帽子\n");
    let decoded =
        taojin().args(["title", "--json", "--encoding", "gb18030"]).stdin(gbk.into_owned()).succeed().json_lines();
    assert_eq!(decoded.iter().map(|line| line["title"].clone()).collect::<Vec<_>>(), ["围巾女", "帽子"]);
}

#[test]
fn a_line_that_cannot_be_decoded_is_named_and_the_others_are_diagnosed() {
    let ran =
        taojin().args(["title", "--json"]).stdin(b"\xe5\x9b\xb4\xe5\xb7\xbe\n\xe5\x9b\n\xe5\xb8\xbd\n".to_vec()).run();
    assert_eq!(ran.status, Some(3));
    assert_eq!(ran.json_lines().len(), 2);
    assert!(ran.stderr.contains("line 2"), "{}", ran.stderr);
}

#[test]
fn characters_that_nobody_sees_do_not_cut_words() {
    let line = &taojin().args(["title", "--json", "围巾女百\u{ad}搭\u{200b}"]).succeed().json_lines()[0];
    assert_eq!(line["normalized"], "围巾女百搭");
    assert!(line["words"].as_array().unwrap().iter().any(|word| word["text"] == "百\u{ad}搭"), "{line}");
}

#[test]
fn a_brand_borrowed_across_a_space_is_another_sellers() {
    let line = &taojin().args(["title", "--json", "帆布鞋 耐克 同款 运动鞋 男"]).succeed().json_lines()[0];
    let rules: Vec<&str> =
        line["findings"].as_array().unwrap().iter().filter_map(|finding| finding["rule"].as_str()).collect();
    assert!(rules.contains(&"T6-brand"), "{line}");
}

#[test]
fn a_cell_gone_astray_is_diagnosed_by_its_front() {
    let title = "围巾女".repeat(100_000);
    let line = &taojin().args(["title", "--json"]).stdin(title.clone()).succeed().json_lines()[0];
    assert_eq!(line["bytes"], title.chars().count() * 2);
    assert!(line["findings"].as_array().unwrap().iter().any(|finding| finding["rule"] == "T1-length"));
}
