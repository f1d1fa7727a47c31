//! What the room does, seen from outside.

use std::sync::LazyLock;

use proptest::prelude::*;

use crate::config::PageConfig;
use crate::diagnostic::Diagnostic;
use crate::page::{Block, Outline, PageChecker, PageContext, PageReport, Verdict};
use crate::picture::{PictureFacts, TextLine};

pub(super) fn report(html: &str, category: &str, config: &PageConfig) -> PageReport {
    let checker = PageChecker::new(config).unwrap();
    checker.check(&Outline::parse(html, config), &PageContext { category, ..PageContext::default() })
}

pub(super) fn clothing(html: &str) -> PageReport {
    report(html, "女装/连衣裙", &PageConfig::default())
}

pub(super) fn general(html: &str) -> PageReport {
    report(html, "手机", &PageConfig::default())
}

pub(super) fn pictures(count: usize) -> String {
    let pictures: Vec<String> = (0..count).map(|number| format!("<p><img src=\"//img/p{number}.jpg\"></p>")).collect();
    pictures.concat()
}

pub(super) fn finding(report: &PageReport, rule: &str) -> Option<Diagnostic> {
    report.findings.iter().find(|finding| finding.rule == rule).cloned()
}

pub(super) fn rules_of(report: &PageReport) -> Vec<&'static str> {
    report.findings.iter().map(|finding| finding.rule).collect()
}

/// The outline, one block a line.
fn outline(html: &str) -> String {
    let outline = Outline::parse(html, &PageConfig::default());
    let line = |block: &Block| format!("{} @{} {:?}", block.position, block.offset, block.content);
    outline.blocks().iter().map(line).collect::<Vec<_>>().join("\n")
}

/// The verdicts, one section a line, and the rules that speak up.
fn verdicts(report: &PageReport) -> String {
    let mut lines = vec![report.template.to_string()];
    for section in &report.sections {
        let required = if section.required { "*" } else { "" };
        let position = section.position.map_or(String::new(), |position| format!(" @{position}"));
        let (name, verdict) = (&section.name, section.verdict.as_str());
        lines.push(format!("{name}{required} {verdict}{position} {}", section.evidence).trim_end().to_owned());
    }
    lines.push(rules_of(report).join(" "));
    lines.join("\n")
}

const DRESS: &str = r#"<div><p>店铺活动：<b>满200减20</b>&nbsp;领券</p>
<a href="//item.taobao.com/item.htm?id=11"><img src="//img/t1.jpg" alt="搭配款"></a></div>
<img class="desc_anchor" id="desc-module-1" src="https://assets.alicdn.com/kissy/1.0.0/build/imglazyload/spaceball.gif">
<h2>模特展示 <span>MODEL</span></h2><img data-ks-lazyload="//img/m1.jpg" src="//g.alicdn.com/s.gif" width="750" height="1100">
<div style="background:url(//img/p1.jpg) no-repeat">产品展示</div><a name="anc_detail_img"></a><img src=//img/xijie01.jpg>
<table><tr><th>尺码</th><th>衣长</th><th>胸围</th></tr><tr><td>S</td><td>98</td><td>84</td></tr></table>
<p>亲，详见尺码表。图片因显示器不同会有<br/>少许色差哦&mdash;</p><ul><li>默认发中通快递</li><li>7天无理由退换</li></ul>
<script>var 尺码表 = 1;</script><!-- 试穿感受 --><p style="display: none">试穿感受</p>"#;

#[test]
fn a_dress_page_has_this_outline() {
    insta::assert_snapshot!(outline(DRESS), @r#"
    1 @8 Text { text: "店铺活动：满200减20 领券" }
    2 @58 Link { href: "//item.taobao.com/item.htm?id=11", text: "" }
    3 @101 Picture(Picture { src: "//img/t1.jpg", alt: "搭配款", width: None, height: None, from_style_sheet: false, facts: None })
    4 @152 Anchor { name: "desc-module-1" }
    5 @277 Heading { level: 2, text: "模特展示 MODEL" }
    6 @313 Picture(Picture { src: "//img/m1.jpg", alt: "", width: Some(750), height: Some(1100), from_style_sheet: false, facts: None })
    7 @404 Picture(Picture { src: "//img/p1.jpg", alt: "", width: None, height: None, from_style_sheet: false, facts: None })
    8 @456 Text { text: "产品展示" }
    9 @474 Anchor { name: "anc_detail_img" }
    10 @503 Picture(Picture { src: "//img/xijie01.jpg", alt: "", width: None, height: None, from_style_sheet: false, facts: None })
    11 @531 Table { rows: [["尺码", "衣长", "胸围"], ["S", "98", "84"]] }
    12 @645 Text { text: "亲，详见尺码表。图片因显示器不同会有\n少许色差哦—" }
    13 @730 List { items: ["默认发中通快递", "7天无理由退换"] }
    "#);
}

#[test]
fn a_dress_page_has_these_verdicts() {
    insta::assert_snapshot!(verdicts(&clothing(DRESS)), @r#"
    服装
    店铺活动 present @1 小标题“店铺活动”
    模特图* present @5 标题“模特展示 MODEL”
    产品图* present @8 小标题“产品展示”
    细节图* present @9 锚点 anc_detail_img
    尺码表* present @11 表格：尺码、衣长、胸围
    试穿感受 unknown 4 张图片里的内容没有识别
    色差说明* present @12 文字“图片因显示器不同会有”
    买家评价 unknown 4 张图片里的内容没有识别
    相关推荐 unknown 4 张图片里的内容没有识别
    物流与退换货* present @13 文字“默认发中通快递”
    D2-photos
    "#);
}

#[test]
fn a_page_of_pictures_can_hardly_be_told() {
    insta::assert_snapshot!(verdicts(&clothing(&pictures(3))), @r#"
    服装
    店铺活动 unknown 3 张图片里的内容没有识别
    模特图* unknown 3 张图片里的内容没有识别
    产品图* unknown 3 张图片里的内容没有识别
    细节图* unknown 3 张图片里的内容没有识别
    尺码表* unknown 3 张图片里的内容没有识别
    试穿感受 unknown 3 张图片里的内容没有识别
    色差说明* unknown 3 张图片里的内容没有识别
    买家评价 unknown 3 张图片里的内容没有识别
    相关推荐 unknown 3 张图片里的内容没有识别
    物流与退换货* unknown 3 张图片里的内容没有识别
    D2-photos D6-pictures-unread
    "#);
}

#[test]
fn a_page_of_text_tells_everything() {
    let html =
        "<p>品牌：某某</p><p>材质：实木</p><p>尺寸：80*80cm</p><p>使用说明</p><p>请勿暴晒。</p><p>收藏本店有礼</p>";
    insta::assert_snapshot!(verdicts(&general(html)), @r#"
    通用
    店铺活动 missing
    商品图片* missing
    商品参数* present @1 参数：品牌、材质、尺寸
    商品描述* missing
    品牌介绍 missing
    使用与保养 present @4 小标题“使用说明”
    买家评价 missing
    相关推荐 missing
    常见问题 missing
    售后与物流* missing
    收藏 present @6 文字“收藏本店有礼”
    D2-missing-section D2-missing-section D2-photos
    "#);
}

#[test]
fn an_empty_page_lacks_everything() {
    for html in ["", " \n ", "<p>&nbsp;</p>", "<script>尺码表</script>", "<img src=spaceball.gif>"] {
        let report = clothing(html);
        assert!(report.sections.iter().all(|section| section.verdict == Verdict::Missing), "{html}");
    }
}

#[test]
fn text_read_in_pictures_decides() {
    let config = PageConfig::default();
    let checker = PageChecker::new(&config).unwrap();
    let context = PageContext { category: "女装", ..PageContext::default() };
    let html = pictures(2);
    let mut outline = Outline::parse(&html, &config);
    let verdict = |outline: &Outline| {
        let report = checker.check(outline, &context);
        report
            .sections
            .into_iter()
            .find(|section| &*section.id == "size")
            .map(|section| (section.verdict, section.evidence))
    };
    assert_eq!(verdict(&outline).unwrap().0, Verdict::Unknown);
    let read = |lines: &[&str]| {
        let line = |text: &&str| TextLine { text: (*text).to_owned(), confidence: 0.9, bounds: [0; 4] };
        let text = Some(lines.iter().map(line).collect());
        Some(Box::new(PictureFacts { width: 750, height: 900, bytes: 80_000, hash: [0; 32], text, flaw: None }))
    };
    outline.pictures_mut().for_each(|picture| picture.facts = read(&[]));
    assert_eq!(verdict(&outline).unwrap().0, Verdict::Missing);
    outline.pictures_mut().next().unwrap().facts = read(&["尺码表", "S M L"]);
    assert_eq!(verdict(&outline), Some((Verdict::Present, "图中文字“尺码表”".into())));
}

#[test]
fn mentions_and_navigation_prove_nothing() {
    let mentions = [
        "<p>详见尺码表</p>",
        "<p>具体尺码请参考尺码表</p>",
        "<p>尺码表见下图</p>",
        "<p>暂无尺码表</p>",
        "<p>这件衣服的尺码表我们测量了很久，请大家放心购买</p>",
        "<p>尺码标准</p>",
        "<a href='#size'>尺码表</a>",
        "<p>模特展示 细节展示 尺码表</p>",
        "<img src=a.jpg alt='2024新款韩版修身显瘦连衣裙女尺码齐全'>",
        "<img src=//img/size/4f2a.jpg>",
        "<a id=desc-module-2></a>",
        "<p>模特信息 身高172cm 胸围84 腰围60 试穿尺码M</p>",
        "<table><tr><td>姓名</td><td>身高</td><td>体重</td><td>试穿尺码</td></tr><tr><td>小王</td><td>165</td><td>50</td><td>M</td></tr></table>",
        "<p>尺码：S M L</p>",
        "<table><tr><td>尺码</td><td>颜色</td></tr><tr><td>S</td><td>红</td></tr></table>",
    ];
    for html in mentions {
        let report = clothing(html);
        let size = report.sections.iter().find(|section| &*section.id == "size").unwrap();
        assert_ne!(size.verdict, Verdict::Present, "{html}: {}", size.evidence);
    }
}

#[test]
fn a_size_table_is_known_by_its_structure_lying_or_standing() {
    let tables = [
        "<table><tr><td colspan=3>连衣裙</td></tr><tr><td>码数</td><td>裙长</td><td>腰围</td></tr><tr><td>M</td><td>90</td><td>70</td></tr></table>",
        "<table><tr><td>尺码</td><td>M</td></tr><tr><td>衣长</td><td>60</td></tr><tr><td>胸围</td><td>90</td></tr></table>",
        "<table><tr><td>尺码/cm<td>衣长<td>肩宽<tr><td>M<td>60<td>40</table>",
    ];
    for html in tables {
        let report = clothing(html);
        let size = report.sections.iter().find(|section| &*section.id == "size").unwrap();
        assert_eq!(size.verdict, Verdict::Present, "{html}");
        assert!(size.evidence.starts_with("表格："), "{}", size.evidence);
    }
    let lines = clothing("<p>S码：衣长58 肩宽：38cm</p>");
    assert!(lines.sections.iter().any(|section| &*section.evidence == "文字里有衣长、肩宽的尺寸"));
}

#[test]
fn a_heading_of_pictures_without_pictures_heads_nothing() {
    let verdict = |html: &str| clothing(html).sections.iter().find(|section| &*section.id == "model").unwrap().verdict;
    assert_eq!(verdict("<h2>模特展示</h2><p>敬请期待</p>"), Verdict::Missing);
    assert_eq!(verdict("<img src=a.jpg><h2>模特展示</h2><p>敬请期待</p>"), Verdict::Unknown);
    assert_eq!(verdict("<h2>模特展示</h2><img src=a.jpg>"), Verdict::Present);
}

#[test]
fn the_category_chooses_the_template_and_the_title_stands_in() {
    let checker = PageChecker::new(&PageConfig::default()).unwrap();
    let template =
        |category, title| checker.template(&PageContext { category, title, ..PageContext::default() }).id.clone();
    assert_eq!(template("女装/女士精品", ""), "clothing");
    assert_eq!(template("162104", "秋冬加厚羊毛衫女"), "clothing");
    assert_eq!(template("", "简约实木衣柜"), "general");
    assert_eq!(template("床品件套", "连衣裙"), "general");
}

#[test]
fn layout_tables_and_lists_flow_on() {
    let html = "<table><tr><td><h2>尺码表</h2><img src=a.jpg><p>文字</p></td></tr></table><ul><li><img src=b.jpg>产品</li></ul>";
    insta::assert_snapshot!(outline(html), @r#"
    1 @19 Heading { level: 2, text: "尺码表" }
    2 @33 Picture(Picture { src: "a.jpg", alt: "", width: None, height: None, from_style_sheet: false, facts: None })
    3 @51 Text { text: "文字" }
    4 @87 Picture(Picture { src: "b.jpg", alt: "", width: None, height: None, from_style_sheet: false, facts: None })
    5 @102 Text { text: "产品" }
    "#);
}

#[test]
fn texts_come_with_their_places() {
    let outline =
        Outline::parse("<h1>甲</h1><p>乙<b>丙</b>丁</p><ul><li>戊</li></ul><a href=x>己</a>", &PageConfig::default());
    let texts: Vec<(usize, &str)> = outline.texts().collect();
    assert_eq!(texts, [(4, "甲"), (15, "乙丙丁"), (35, "戊"), (66, "己")]);
}

#[test]
fn a_page_is_cut_between_two_characters() {
    let config = PageConfig { max_bytes: 7, ..PageConfig::default() };
    let outline = Outline::parse("淘宝天猫", &config);
    assert_eq!(outline.texts().collect::<Vec<_>>(), [(0, "淘宝")]);
    assert_eq!(outline.flaws().truncated, Some(6));
}

#[test]
fn bytes_that_are_no_text_are_read_as_well_as_they_can_be() {
    let outline = Outline::parse(b"<p>\xff\xfe\0 ok</p><img src=\xff.jpg>", &PageConfig::default());
    assert_eq!(outline.texts().next(), Some((3, "\u{fffd}\u{fffd} ok")));
    assert_eq!(outline.pictures().count(), 1);
}

#[test]
fn hidden_parts_end_where_browsers_end_them() {
    let seen = |html: &str| {
        Outline::parse(html, &PageConfig::default()).texts().map(|(_, text)| text.to_owned()).collect::<String>()
    };
    assert_eq!(seen("<p style='DISPLAY :none'>甲<p>乙"), "乙");
    assert_eq!(seen("<div hidden><p>甲</p><b>乙</b></div>丙"), "丙");
    assert_eq!(seen("<ul><li hidden>甲<li>乙</ul>丙"), "乙丙");
    assert_eq!(seen("<template><p>甲</p></template>乙<noscript>丙</noscript><textarea>丁</textarea>"), "乙");
    assert_eq!(seen("<img hidden src=a.jpg>甲"), "甲");
}

#[test]
fn pictures_are_found_in_every_form_that_shops_use() {
    let sources = |html: &str| {
        let outline = Outline::parse(html, &PageConfig::default());
        outline.pictures().map(|(_, picture)| picture.src.to_string()).collect::<Vec<_>>()
    };
    for html in [
        "<img src=//i/a.jpg>",
        "<img data-ks-lazyload=//i/a.jpg src=//g.alicdn.com/s.gif>",
        "<img data-whatever-src=//i/a.jpg src=spaceball.gif>",
        "<img srcset='//i/a.jpg 1x, //i/b.jpg 2x'>",
        "<svg><image href=//i/a.jpg /></svg>",
        "<div style='background:url(//i/a.jpg)'></div>",
        "<td background=//i/a.jpg>",
        "<wapDesc><txt>甲</txt><img size=620x413>//i/a.jpg</img></wapDesc>",
        "<textarea class=ks-datalazyload><p><img src=//i/a.jpg></p></textarea>",
        "<textarea class=ks-datalazyload>&lt;img src=//i/a.jpg&gt;</textarea>",
    ] {
        assert_eq!(sources(html), ["//i/a.jpg"], "{html}");
    }
    assert_eq!(sources("<textarea><img src=//i/a.jpg></textarea>"), [] as [&str; 0]);
}

#[test]
fn what_only_a_picture_can_show_is_never_missing_while_there_are_pictures() {
    let config = PageConfig::default();
    let checker = PageChecker::new(&config).unwrap();
    let html = pictures(2);
    let mut outline = Outline::parse(&html, &config);
    let facts = PictureFacts { width: 750, height: 900, bytes: 9, hash: [0; 32], text: Some(Vec::new()), flaw: None };
    outline.pictures_mut().for_each(|picture| picture.facts = Some(Box::new(facts.clone())));
    let report = checker.check(&outline, &PageContext { category: "女装", ..PageContext::default() });
    let verdict = |id: &str| report.sections.iter().find(|section| &*section.id == id).unwrap().verdict;
    assert_eq!(
        [verdict("model"), verdict("detail"), verdict("size")],
        [Verdict::Unknown, Verdict::Unknown, Verdict::Missing]
    );
}

#[test]
fn a_table_in_a_picture_is_a_table_and_its_sureness_counts() {
    let config = PageConfig::default();
    let checker = PageChecker::new(&config).unwrap();
    let size = |confidence: f32| {
        let html = pictures(1);
        let mut outline = Outline::parse(&html, &config);
        let cells = [
            ("尺码", 20, 100),
            ("衣长", 120, 101),
            ("肩宽", 220, 99),
            ("M", 24, 150),
            ("60", 122, 149),
            ("38", 221, 151),
        ];
        let line = |(text, x, y): (&str, u32, u32)| TextLine { text: text.into(), confidence, bounds: [x, y, 40, 24] };
        let facts = PictureFacts {
            width: 750,
            height: 900,
            bytes: 9,
            hash: [1; 32],
            text: Some(cells.map(line).to_vec()),
            flaw: None,
        };
        outline.pictures_mut().for_each(|picture| picture.facts = Some(Box::new(facts.clone())));
        let report = checker.check(&outline, &PageContext { category: "女装", ..PageContext::default() });
        report.sections.into_iter().find(|section| &*section.id == "size").unwrap()
    };
    let (sure, unsure) = (size(0.99), size(0.6));
    assert_eq!((sure.verdict, &*sure.evidence), (Verdict::Present, "图中表格：尺码、衣长、肩宽"));
    assert!(
        sure.confidence > unsure.confidence && unsure.confidence > 0.5,
        "{} {}",
        sure.confidence,
        unsure.confidence
    );
}

#[test]
fn more_evidence_makes_the_answer_surer() {
    let confidence = |html: &str| {
        let report = clothing(html);
        report.sections.into_iter().find(|section| &*section.id == "size").unwrap().confidence
    };
    let table =
        "<table><tr><td>尺码</td><td>衣长</td><td>肩宽</td></tr><tr><td>M</td><td>60</td><td>38</td></tr></table>";
    assert!(confidence(&format!("<h2>尺码表</h2>{table}")) > confidence("<h2>尺码表</h2>"));
    assert!(confidence("<h2>尺码表</h2>") > confidence("<p>尺码表</p>"));
}

/// Pieces of tags and text, joined at random: what a broken editor leaves behind.
fn fragments() -> impl Strategy<Value = String> {
    let piece = prop::sample::select(vec![
        "<p>",
        "</p>",
        "<p",
        "<div style='display:none'>",
        "</div>",
        "<table>",
        "</table>",
        "<tr>",
        "<td>",
        "<th>",
        "</td>",
        "<ul>",
        "<li>",
        "</ul>",
        "<h1>",
        "</h2>",
        "<img src=a.jpg>",
        "<img src='",
        "<img alt=尺码表 src=b.jpg width=9>",
        "<a href=x>",
        "<a name=anc_size_info>",
        "</a>",
        "<style>.a{background:url(c.jpg)}",
        "</style>",
        "<script>",
        "</script>",
        "<!--",
        "-->",
        "<svg>",
        "<a/>",
        "</svg>",
        "<template>",
        "</template>",
        "<br>",
        "尺码表",
        "衣长",
        "详见",
        "&nbsp;",
        "&amp",
        "&#x",
        "&",
        " ",
        "\n",
        "\0",
        "<",
        ">",
        "\"",
        "'",
        "=",
        "模特展示：",
        "7天无理由退换",
        "<video src=v.mp4>",
        "<map><area href='//item.taobao.com/item.htm?id=1'>",
        "<![CDATA[",
        "<title>",
        "<select><option>",
        "<math><mi>",
        "<plaintext>",
        "\u{200b}",
        "\u{3000}",
        "url(",
    ]);
    prop::collection::vec(piece, 0..60).prop_map(|pieces| pieces.concat())
}

/// Cut short and shallow, so that the limits are met often.
static STRICT: LazyLock<(PageConfig, PageChecker)> = LazyLock::new(|| {
    let config = PageConfig { max_depth: 8, max_bytes: 400, ..PageConfig::default() };
    (config.clone(), PageChecker::new(&config).unwrap())
});

/// What holds for the outline and the report of any page.
pub(super) fn assert_sound(html: &[u8]) {
    let (config, checker) = &*STRICT;
    let outline = Outline::parse(html, config);
    let blocks = outline.blocks();
    assert!(blocks.iter().zip(1..).all(|(block, position)| block.position == position));
    assert!(blocks.is_sorted_by_key(|block| block.offset));
    assert!(blocks.iter().all(|block| block.offset <= html.len()));
    assert!(outline.texts().all(|(_, text)| !text.trim().is_empty() && !text.contains(['\0', '\t', '\r'])));
    for category in ["女装", "手机"] {
        let report = checker.check(&outline, &PageContext { category, ..PageContext::default() });
        for section in &report.sections {
            assert_eq!(section.position.is_some(), section.verdict == Verdict::Present);
            assert!(section.position.is_none_or(|position| position <= blocks.len()));
            assert!(section.verdict != Verdict::Missing || (outline.unread() == 0 && !outline.is_partial()));
        }
        assert_eq!(
            report,
            checker.check(&Outline::parse(html, config), &PageContext { category, ..PageContext::default() })
        );
    }
}

proptest! {
    #[test]
    fn any_bytes_give_a_sound_report(html in prop::collection::vec(any::<u8>(), 0..600)) {
        assert_sound(&html);
    }

    #[test]
    fn any_text_gives_a_sound_report(html in any::<String>()) {
        assert_sound(html.as_bytes());
    }

    #[test]
    fn any_broken_page_gives_a_sound_report(html in fragments()) {
        assert_sound(html.as_bytes());
    }

    #[test]
    fn a_page_cut_anywhere_gives_a_sound_report(at in 0..DRESS.len()) {
        assert_sound(&DRESS.as_bytes()[..at]);
    }
}
