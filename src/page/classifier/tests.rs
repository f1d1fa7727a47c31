//! Tests of both models together, on weights of their own and on those that are compiled in.

use super::*;
use crate::config::PageConfig;
use crate::page::outline::Outline;
use crate::page::{PageChecker, PageContext, Verdict};
use crate::picture::{PictureFacts, TextLine};

fn column(name: &str) -> usize {
    label(name).unwrap()
}

fn only(name: &str, weight: f32) -> Scores {
    let mut scores = Scores::default();
    scores[column(name)] = weight;
    scores
}

/// 洗 speaks for usage; the second model passes the line's own score on, and half of the heading's.
fn small() -> Weights {
    let mut weights = Weights::default();
    weights.set_bias([-1.0; LABELS]);
    weights.set(Feature::named("洗").unwrap(), only("usage", 4.0));
    weights.set(Feature::named("洗洗").unwrap(), only("usage", 1.05));
    weights.set_input(column("usage"), only("usage", 4.0));
    weights.set_input(3 * LABELS + column("usage"), only("usage", 2.0));
    weights.set_threshold([0.5; LABELS]);
    weights
}

#[test]
fn a_line_scores_by_its_known_features() {
    let first = |text: &str| small().first(&Line::new(text, false, false))[column("usage")];
    assert!((first("甲乙丙丁") - -1.0).abs() < 1e-6);
    assert!((first("甲洗") - 3.0).abs() < 1e-6);
    // Three known features: 洗 twice and 洗洗; the one that ends in a third character is none.
    assert!((first("甲洗洗乙") - (-1.0 + (4.0 + 4.0 + 1.05) / 3.0_f32.sqrt())).abs() < 1e-5);
}

#[test]
fn the_heading_above_counts_in_the_second_model() {
    let lines = [Line::new("洗", true, false), Line::new("三十度以下，手揉就行。", false, false)];
    let scores = small().scores(&lines);
    // 3 of its own; a heading has none above it, which counts as -1.
    assert!((scores[0][column("usage")] - (3.0 - 2.0)).abs() < 1e-5, "{scores:?}");
    // -1 of its own, and half of the heading's 3.
    assert!((scores[1][column("usage")] - (-1.0 + 1.5)).abs() < 1e-5, "{scores:?}");
    assert!(small().scores(&[]).is_empty());
}

#[test]
fn the_text_form_keeps_all_weights() {
    let text = small().to_text();
    assert_eq!(Weights::parse(&text).to_text(), text);
    assert!(text.contains("洗\tm80\n") && text.contains("洗洗\tm21\n") && text.contains("#input12\tm400\n"), "{text}");
    let embedded = Weights::embedded();
    assert!(!embedded.is_empty());
    assert_eq!(Weights::parse(&embedded.to_text()).to_text(), embedded.to_text());
}

#[test]
fn lines_are_cut_and_counted() {
    let config = PageConfig::default();
    let sentence = "这一句话有十个字呢嗯。".repeat(20);
    let html = format!(
        "<p>{sentence}</p><table><tr><td>尺码</td><td>衣长</td></tr><tr><td>S</td><td>58</td></tr></table><a href='#'>点我看</a>"
    );
    let outline = Outline::parse(&html, &config);
    let lines = Lines::of(&outline, |line| line == "点我看");
    let texts: Vec<&str> = lines.iter().map(|line| &*line.text).collect();
    assert_eq!(texts.len(), 6, "{texts:?}");
    assert!(texts[0].ends_with('。') && texts[0].chars().count() == 55);
    assert_eq!(texts[4..], ["尺码\t衣长", "S\t58"]);
    assert!(lines[4].is_row && !lines[0].is_heading);
    assert_eq!(texts[..4].concat(), sentence);
}

#[test]
fn a_page_of_any_size_has_few_lines() {
    let config = PageConfig::default();
    for html in ["甲".repeat(2_000_000), "<p>甲</p>".repeat(50_000), "甲。<br>".repeat(100_000)] {
        let outline = Outline::parse(&html, &config);
        let lines = Lines::of(&outline, |_| false);
        let characters: usize = lines.iter().map(|line| line.text.chars().count()).sum();
        assert!(lines.len() <= 600 && characters <= 20_200, "{} {characters}", lines.len());
    }
}

fn read(lines: &[(&str, [u32; 4])]) -> Vec<String> {
    let line =
        |(text, bounds): &(&str, [u32; 4])| TextLine { text: (*text).to_owned(), confidence: 0.9, bounds: *bounds };
    let mut outline = Outline::parse("<img src='//a/1.jpg'>", &PageConfig::default());
    for picture in outline.pictures_mut() {
        let text = Some(lines.iter().map(line).collect());
        picture.facts =
            Some(Box::new(PictureFacts { width: 750, height: 900, bytes: 9, hash: [0; 32], text, flaw: None }));
    }
    Lines::of(&outline, |_| false).into_iter().map(|line| line.text.into_owned()).collect()
}

#[test]
fn a_paragraph_in_a_picture_is_one_line_again() {
    let paragraph = [
        ("咋洗", [300, 0, 80, 40]),
        ("丢洗衣机没事，就是别跟深色的", [20, 60, 600, 28]),
        ("混着。", [20, 100, 90, 28]),
        ("晾在阴凉处。", [20, 160, 200, 28]),
    ];
    assert_eq!(read(&paragraph), ["咋洗", "丢洗衣机没事，就是别跟深色的混着。", "晾在阴凉处。"]);
    assert_eq!(read(&[("尺码", [20, 0, 60, 28]), ("衣长", [200, 0, 60, 28])]), ["尺码\t衣长"]);
}

/// Sections found in `html` by the classifier alone: the words of the tables prove none of the texts below.
fn found(category: &str, html: &str) -> Vec<String> {
    let config = PageConfig::default();
    let outline = Outline::parse(html, &config);
    let context = PageContext { category, ..PageContext::default() };
    let present = |checker: &PageChecker| -> Vec<String> {
        let report = checker.check(&outline, &context);
        let there = report.sections.iter().filter(|section| section.verdict == Verdict::Present);
        there.map(|section| section.id.to_string()).collect()
    };
    let with = PageChecker::new(&config).unwrap();
    let without = present(&with.clone().with_weights(Weights::default()));
    present(&with).into_iter().filter(|id| !without.contains(id)).collect()
}

#[test]
fn text_that_no_word_list_knows_is_known_by_how_it_is_written() {
    let pages = [
        (
            "usage",
            "家居",
            "<p>头一回上灶先抹层猪油烤一烤，往后拿丝瓜瓤蹭蹭就行，可别使钢丝球。</p><p>搁久了起黄斑不碍事，拿醋泡会儿就没了。</p>",
        ),
        (
            "reviews",
            "家居",
            "<p>“给我妈买的，她嘴上嫌贵，天天抱着看电视”——杭州的周女士</p><p>“第二次来了，同事看见也要了链接”——小鱼</p>",
        ),
        (
            "brand",
            "家居",
            "<p>我爷爷1958年在镇上支起第一口锅，到我手里是第三辈，作坊还是那间作坊，十二个人，八个是街坊。</p>",
        ),
        ("size", "女装", "<p>一百斤以内拿小的，一百到一百二拿中的，再往上拿大的，胸大的往大了拿。</p>"),
        ("colour", "女装", "<p>手机看着偏粉，拿到手是灰粉，介意的别冲动。</p>"),
        ("service", "女装", "<p>下午三点前付钱的今天就走，不合身七天里随便寄回来，来回的钱我出。</p>"),
    ];
    for (section, category, html) in pages {
        let html = format!("{html}<img src='//a/1.jpg'>");
        let found = found(category, &html);
        assert!(found.iter().any(|id| id == section), "{section}: {found:?}");
    }
}

#[test]
fn words_of_a_section_in_another_ones_text_prove_nothing() {
    let pages = [
        ("女装", "<p>活动自如，蹲下去也不绷。</p>", ["promotion", "service"]),
        ("家居", "<p>问过很多人，都说这个颜色耐看；发货前每件都整烫。</p>", ["faq", "service"]),
        ("家居", "<p>收藏级的做工，摆在客厅里谁来都要夸两句。</p>", ["favourite", "promotion"]),
    ];
    for (category, html, sections) in pages {
        let found = found(category, html);
        assert!(!found.iter().any(|id| sections.contains(&id.as_str())), "{html}: {found:?}");
    }
    assert!(found("女装", "<p>欢迎光临，祝您生活愉快</p><p>加载中</p>").is_empty());
}

#[test]
fn a_table_of_ones_own_switches_it_off() {
    let html = "<p>下午三点前付钱的今天就走，不合身七天里随便寄回来，来回的钱我出。</p>";
    let own = "[[template]]\nid = \"clothing\"\n[[template.section]]\nid = \"service\"\nlearned = \"none\"";
    let config = PageConfig::default();
    let outline = Outline::parse(html, &config);
    let context = PageContext { category: "女装", ..PageContext::default() };
    let verdict = |checker: PageChecker| {
        let report = checker.check(&outline, &context);
        report.sections.iter().find(|section| &*section.id == "service").map(|section| section.verdict)
    };
    assert_eq!(verdict(PageChecker::new(&config).unwrap()), Some(Verdict::Present));
    assert_eq!(verdict(PageChecker::with_own(&config, "mine.toml", own).unwrap()), Some(Verdict::Missing));
    let wrong = own.replace("none", "wash");
    assert!(PageChecker::with_own(&config, "mine.toml", &wrong).unwrap_err().to_string().contains("wash"));
}

/// A section of pictures takes a picture.
#[test]
fn text_alone_is_no_section_of_pictures() {
    let html = "<p>领口双针，袖口包了边，扣子是天然贝壳，背面刻了字。</p>";
    assert!(!found("女装", html).iter().any(|id| id == "detail"));
}
