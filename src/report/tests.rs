//! The files of a run, seen from outside.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use super::example::{self, Run};
use super::{Decision, FILES, Message, Notice, OutputFolder, RejectFiles, Report, Reports};
use crate::diagnostic::Severity;

fn written(run: &Run) -> tempfile::TempDir {
    let home = tempfile::tempdir().unwrap();
    run.tell(&mut Reports::create(home.path(), 60).unwrap()).unwrap();
    home
}

fn read(home: &Path, name: &str) -> String {
    fs::read_to_string(home.join(name)).unwrap()
}

#[test]
fn a_run_leaves_every_file_even_when_it_found_nothing() {
    let home = written(&example::empty());
    for name in FILES {
        assert!(home.path().join(name).is_file(), "{name}");
    }
    let headers = [
        (
            "keywords.csv",
            "keyword,volume,volume_low,volume_high,listings,listings_source,ratio,click_rate,conversion_rate,tmall_share,score,grade,covered_by,trend,proposed_by",
        ),
        (
            "titles.csv",
            "listing_id,shop,category,title,bytes,score,keywords_covered,golden_covered,expected_visits,best_page,words,deductions",
        ),
        ("findings.csv", "listing_id,rule,severity,location,message,help"),
        (
            "proposals.csv",
            "listing_id,rank,title,bytes,value,bound,visits_now,visits,gained,lost,added,removed,edited_chars,within_budget,decision,gained_figures,lost_figures,phrase,reason,by_hand",
        ),
        ("schedule.csv", "listing_id,shop,category,current_end,proposed_end,list_time,moved,value_now,value,reason"),
        ("pages.csv", "listing_id,section,required,verdict,position,evidence,confidence"),
        ("rejects.csv", "file,line,byte_offset,column,reason,raw"),
    ];
    for (name, header) in headers {
        assert_eq!(read(home.path(), name), format!("\u{feff}{header}\r\n"), "{name}");
    }
}

#[test]
fn rows_stand_in_their_columns() {
    let home = written(&example::full());
    let line = |name, number: usize| read(home.path(), name).split("\r\n").nth(number).unwrap().to_owned();
    assert_eq!(
        line("titles.csv", 1),
        "523000000007,暖冬配饰铺,围巾/丝巾/披肩,'-秋冬羊绒围巾女,15,72.5,12,2,41.2568,3,秋冬/season 羊绒/material 围巾/core 女/crowd,T7-hard 25"
    );
    assert_eq!(
        line("proposals.csv", 11),
        "523000000999,1,'=1+1,4,0.3333,0.3333,0.3333,0.3333,,,,,0,true,keep,,,,,false"
    );
    assert!(
        line("proposals.csv", 1)
            .contains(",加厚=属性 厚薄：加厚; 保暖=中性词; 长款=规格名：长款 200cm,包邮; 特价,11,true,propose")
    );
    assert!(line("rejects.csv", 2).ends_with(",\"523000000201,\"\"羊绒\""));
    assert!(line("rejects.csv", 3).ends_with(",标题是空的,\"'=HYPERLINK(1),,39\""));
    assert!(line("schedule.csv", 3).starts_with("523000000602,暖冬配饰铺,围巾/丝巾/披肩,,2026-11-25T21:25:00+08:00,"));
}

#[test]
fn a_range_fills_three_columns_and_an_open_one_two() {
    let mut run = example::empty();
    let mut row = example::full().keywords.swap_remove(0);
    row.keyword = "毛衣, \"女\"".into();
    row.covered_by = 0;
    for volume in [crate::figure::Figure::range(5000.0, 10_000.0), crate::figure::Figure::at_least(50_000.0), None] {
        row.volume = volume;
        run.keywords.push(row.clone());
    }
    let home = written(&run);
    let rows: Vec<String> = read(home.path(), "keywords.csv").split("\r\n").map(str::to_owned).collect();
    assert!(rows[1].starts_with("\"毛衣, \"\"女\"\"\",7071.0678,5000,10000,"), "{}", rows[1]);
    assert!(rows[2].starts_with("\"毛衣, \"\"女\"\"\",50000,50000,,"), "{}", rows[2]);
    assert!(rows[3].starts_with("\"毛衣, \"\"女\"\"\",,,,"), "{}", rows[3]);
}

#[test]
fn the_same_run_gives_the_same_bytes() {
    let (one, two) = (written(&example::full()), written(&example::full()));
    for name in FILES {
        assert!(fs::read(one.path().join(name)).unwrap() == fs::read(two.path().join(name)).unwrap(), "{name}");
    }
}

#[test]
fn the_summary_is_indented_json_with_line_feeds() {
    let text = read(written(&example::full()).path(), "summary.json");
    assert!(text.starts_with("{\n  \"version\": \"0.1.0\",\n") && text.ends_with("}\n") && !text.contains('\r'));
    let value: serde_json::Value = serde_json::from_str(&text).unwrap();
    for input in value["inputs"].as_array().unwrap() {
        let number = |name: &str| input[name].as_u64().unwrap();
        assert_eq!(number("rows"), number("accepted") + number("superseded") + number("rejected"));
    }
}

#[test]
fn hostile_text_comes_out_inert_on_the_page() {
    let hostile = "<script>alert(1)</script>\"&'<img src=x onerror=alert(1)>";
    let mut run = example::full();
    for row in &mut run.keywords[..30] {
        row.keyword = hostile.into();
        row.covered_by = 0;
    }
    for row in &mut run.findings {
        row.title = hostile.into();
        row.location = "title:0-8".into();
        row.message = hostile.into();
        row.help = hostile.into();
        row.listing_id = format!("{hostile}{}", row.listing_id);
    }
    for row in &mut run.proposals {
        (row.title, row.present, row.listing_id) = (hostile.into(), "安静".into(), hostile.into());
        (row.gained, row.lost) = (vec![hostile.into()], vec![hostile.into()]);
        row.added = vec![(hostile.into(), hostile.into())];
    }
    for row in &mut run.slots {
        (row.reason, row.listing_id) = (hostile.into(), hostile.into());
        (row.current_end, row.proposed_end) = (hostile.into(), hostile.into());
    }
    for row in &mut run.sections {
        row.section = hostile.into();
    }
    for row in &mut run.rejects {
        (row.file, row.reason) = (hostile.into(), hostile.into());
    }
    run.summary.warnings = vec![Notice::new(hostile, hostile)];
    run.summary.started_at = hostile.into();
    for input in &mut run.summary.inputs {
        (input.path, input.format, input.encoding) = (hostile.into(), hostile.into(), hostile.into());
        input.columns = vec![(hostile.into(), hostile.into())];
        input.ignored_columns = vec![hostile.into()];
    }
    let page = read(written(&run).path(), "report.html");
    assert!(page.contains("alert(1)"), "the text is shown");
    for live in ["<script", "<img", "onerror=alert(1)>", "\"&'"] {
        assert!(!page.contains(live), "{live}");
    }
}

#[test]
fn a_notice_is_chinese_in_the_report_and_english_in_the_summary() {
    let mut run = example::full();
    run.summary.warnings = vec![Notice::new("no models", "没有识别模型")];
    let home = written(&run);
    let (page, summary) = (read(home.path(), "report.html"), read(home.path(), "summary.json"));
    assert!(page.contains("没有识别模型") && !page.contains("no models"));
    assert!(summary.contains("no models") && !summary.contains("没有识别模型"));
}

#[test]
fn the_page_asks_nothing_of_the_network() {
    let page = read(written(&example::full()).path(), "report.html");
    for outward in ["http://", "https://", "//", "@import", "url(", "src=", "<link", "<script"] {
        let found = page.matches(outward).count();
        let own = if outward == "url(" { page.matches("url(#area-").count() } else { 0 };
        assert_eq!(found, own, "{outward}");
    }
    assert!(page.len() < 400_000, "{} bytes", page.len());
}

#[test]
fn the_tasks_come_in_the_order_of_their_urgency() {
    let page = read(written(&example::full()).path(), "report.html");
    let tasks = [
        "先改必须改的",
        "换上改写的标题",
        "有货却没写进标题",
        "调整下架时间",
        "补上必备内容",
        "修好读不进来的行",
        "导出时带上“上架时间”",
    ];
    let places: Vec<usize> = tasks.iter().map(|task| page.find(task).unwrap_or_else(|| panic!("{task}"))).collect();
    assert!(places.is_sorted());
    assert!(page.contains("全网<mark>最低价</mark>加厚羊毛围巾"));
    assert!(page.contains("秋冬<ins>加厚</ins>羊绒围巾女<ins>百搭保暖纯色长款两用披肩</ins>"));
}

/// The part of the page between two headings, without tags.
fn part(page: &str, from: &str, to: &str) -> String {
    let start = page.find(from).unwrap_or_else(|| panic!("{from}"));
    let length = page[start..].find(to).unwrap_or_else(|| panic!("{to}"));
    let mut shown = String::new();
    let mut tag = false;
    for character in page[start..start + length].chars() {
        match character {
            '<' => tag = true,
            '>' => tag = false,
            _ if !tag => shown.push(character),
            _ => {}
        }
    }
    shown
}

/// What the page says of a task, up to the link to more.
fn task(run: &Run, what: &str) -> String {
    part(&read(written(run).path(), "report.html"), what, "看明细")
}

#[test]
fn what_must_be_mended_is_one_task_whatever_is_wrong() {
    let mut run = example::full();
    let mend = run.proposals.last_mut().unwrap();
    (mend.decision, mend.reason) = (Decision::Mend, "一次改不完".into());
    // A title both over length and unlawful, and to be mended by hand, is one listing.
    let mut twice = run.findings.iter().find(|row| row.rule == "T1-length").unwrap().clone();
    twice.rule = "T7-hard";
    let place = run.findings.iter().position(|row| row.rule == "T1-length").unwrap();
    run.findings.insert(place, twice);
    let shown = task(&run, "先改必须改的");
    for words in ["4 个有广告法违禁词", "1 个标题太长", "1 个标题不能留着", "523000000999", "一次改不完"]
    {
        assert!(shown.contains(words), "{words}: {shown}");
    }
    assert!(shown.contains("findings.csv，筛选 severity = error"), "{shown}");
    assert!(shown.contains("proposals.csv，筛选 by_hand = true"), "{shown}");
    let page = read(written(&run).path(), "report.html");
    let counted = part(&page, "<ol class=\"tasks\">", "先改必须改的");
    assert_eq!(counted.split_whitespace().collect::<Vec<_>>(), ["5", "个宝贝"]);
    assert!(page.contains("6 个要人工改，248 个这次不动"));
}

#[test]
fn a_fault_of_the_program_is_no_work_for_the_shop() {
    let mut run = example::full();
    run.findings.retain(|row| row.severity != Severity::Error);
    let mut fault = run.findings[0].clone();
    (fault.rule, fault.severity) = ("X-fault", Severity::Error);
    run.findings.push(fault);
    assert!(!read(written(&run).path(), "report.html").contains("先改必须改的"));
}

#[test]
fn a_proposal_that_wins_no_keyword_is_named_a_repair() {
    let mut run = example::full();
    for row in &mut run.proposals {
        row.gained.clear();
        row.visits = row.visits_now;
    }
    let page = read(written(&run).path(), "report.html");
    assert!(!page.contains("从加访客最多的改起") && !page.contains("预计访客 41"), "no visits are promised");
    let shown = task(&run, "换上改掉毛病的标题");
    assert!(shown.contains("不会多来访客") && shown.contains("gained 为空") && !shown.contains('%'), "{shown}");
    assert!(page.contains("10 个改写只去掉毛病"));
}

#[test]
fn growth_from_next_to_nothing_is_no_percentage_and_visits_are_no_promise() {
    let mut run = example::full();
    let counts = &mut run.summary.counts;
    (counts.visits_now, counts.visits_proposed) = (1.1, 1001.0);
    let page = read(written(&run).path(), "report.html");
    let card = part(&page, "<dt>预计访客</dt>", "</dl>");
    assert!(!card.contains('%') && card.contains("1.1 → 1,001，只用来比高低，不是保证"), "{card}");
    assert!(part(&page, "<section id=\"proposals\">", "<li>").contains("不是保证"));
}

#[test]
fn ends_that_nobody_knows_are_not_called_bad() {
    let mut run = example::full();
    for row in &mut run.slots {
        row.current_end = String::new();
    }
    run.week.before.fill(0);
    let page = read(written(&run).path(), "report.html");
    for wrong in ["没落在访客多的时段", "未知", "<b>现在</b>", "现在 0 小时"] {
        assert!(!page.contains(wrong), "{wrong}");
    }
    let shown = task(&run, "导出时带上“上架时间”");
    assert!(shown.contains("有效期") && shown.contains("current_end 为空"), "{shown}");
}

#[test]
fn golden_words_that_a_proposal_wins_are_not_looked_for() {
    let mut run = example::full();
    let free = |run: &Run| {
        let uncovered = |row: &&super::KeywordRow| {
            row.grade == Some(super::Grade::Golden) && row.covered_by == 0 && row.proposed_by == 0
        };
        run.keywords.iter().filter(uncovered).count()
    };
    let all = free(&run);
    for row in run.keywords.iter_mut().filter(|row| row.covered_by == 0).step_by(2) {
        row.proposed_by = 3;
    }
    let left = free(&run);
    assert!(0 < left && left < all);
    let page = read(written(&run).path(), "report.html");
    assert!(page.contains(&format!("<b>{left}</b> 个黄金词")), "{left}");
    let shown = task(&run, "看看哪些黄金词我们有货");
    assert!(shown.contains(&format!("另有 {} 个", all - left)) && shown.contains("proposed_by = 0"), "{shown}");
    assert!(page.contains("改写后 3 个"));
}

#[test]
fn help_that_differs_stands_with_its_listing() {
    let mut run = example::full();
    for (number, row) in run.findings.iter_mut().filter(|row| row.rule == "D2-photos").enumerate() {
        row.help = format!("再补 {number} 张");
    }
    let page = read(written(&run).path(), "report.html");
    let table = part(&page, "图片太少", "</table>");
    assert!(table.contains("→ 再补 0 张") && table.contains("→ 再补 1 张") && table.contains("各不相同"), "{table}");
    assert!(!part(&page, "广告法禁用词<small>", "</tr>").contains("各不相同"));
}

#[test]
fn what_is_missing_is_said_in_words() {
    let page = read(written(&example::empty()).path(), "report.html");
    for words in [
        "今天没有要处理的事",
        "这次没有给关键词表",
        "这次没有诊断标题",
        "所以没有加词的改写",
        "这次没有排下架时间",
        "也没有给 <code>--pages</code>",
    ] {
        assert!(page.contains(words), "{words}");
    }
    assert!(!page.contains("NaN") && !page.contains("inf"));
}

#[test]
fn a_run_without_a_summary_leaves_no_page() {
    let home = tempfile::tempdir().unwrap();
    let run = example::full();
    let mut reports = Reports::create(home.path(), 60).unwrap();
    reports.accept(Message::Title(&run.titles[0])).unwrap();
    reports.finish().unwrap();
    assert!(!home.path().join("report.html").exists() && !home.path().join("summary.json").exists());
}

#[test]
fn the_next_run_replaces_the_files_of_the_one_before() {
    let home = tempfile::tempdir().unwrap();
    let out = home.path().join("out");
    let run = |rejected: &[&str]| {
        let folder = OutputFolder::create(&out).unwrap();
        let mut run = example::full();
        run.summary.inputs[0].path = "in/a.csv".into();
        run.summary.inputs[1].path = "in/b.csv".into();
        run.tell(&mut Reports::create(folder.path(), 60).unwrap()).unwrap();
        // After the summary: the order in which the files are written must not matter.
        let mut rejects = RejectFiles::new(folder.path());
        for input in rejected {
            rejects.write(input, b"id\n", b"x\n").unwrap();
        }
        rejects.finish().unwrap();
        folder.commit().unwrap();
        let names = |folder: &Path| {
            let entries = fs::read_dir(folder).into_iter().flatten();
            entries.map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect::<BTreeSet<_>>()
        };
        assert_eq!(names(home.path()).len(), 1);
        names(&out.join("rejects")).into_iter().collect::<Vec<_>>()
    };
    assert_eq!(run(&["in/a.csv", "in/b.csv"]), ["a.csv", "b.csv"]);
    assert_eq!(run(&["in/b.csv"]), ["b.csv"]);
    assert_eq!(run(&[]), [""; 0]);
    assert!(!out.join("rejects").exists());
}
