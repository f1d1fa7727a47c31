//! A made-up run of a made-up shop, for the tests: every row is fabricated.

use super::{
    CategoryWeek, Counts, Decision, FindingRow, GoldenFrontier, Grade, InputSummary, KeywordRow, Message, Notice,
    PlanValues, ProposalRow, RejectRow, Report, ScheduleRow, SectionRow, StageSummary, Summary, TitleRow, Verdict,
    WeekSummary,
};
use crate::diagnostic::Severity;
use crate::error::Result;
use crate::figure::Figure;
use crate::keyword::SupplySource;

/// The rows of a run.
pub(super) struct Run {
    pub(super) keywords: Vec<KeywordRow>,
    pub(super) titles: Vec<TitleRow>,
    pub(super) findings: Vec<FindingRow>,
    pub(super) proposals: Vec<ProposalRow>,
    pub(super) slots: Vec<ScheduleRow>,
    pub(super) sections: Vec<SectionRow>,
    pub(super) rejects: Vec<RejectRow>,
    pub(super) frontier: GoldenFrontier,
    pub(super) week: WeekSummary,
    pub(super) summary: Summary,
}

impl Run {
    /// Hands every row to `report` and finishes it.
    pub(super) fn tell(&self, report: &mut dyn Report) -> Result<()> {
        let messages = (self.keywords.iter().map(Message::Keyword))
            .chain(self.titles.iter().map(Message::Title))
            .chain(self.findings.iter().map(Message::Finding))
            .chain(self.proposals.iter().map(Message::Proposal))
            .chain(self.slots.iter().map(Message::Slot))
            .chain(self.sections.iter().map(Message::Section))
            .chain(self.rejects.iter().map(Message::Reject))
            .chain([
                Message::GoldenFrontier(&self.frontier),
                Message::Week(&self.week),
                Message::Summary(&self.summary),
            ]);
        for message in messages {
            report.accept(message)?;
        }
        report.finish()
    }
}

/// A run that found nothing, because it was given nothing.
pub(super) fn empty() -> Run {
    Run {
        keywords: Vec::new(),
        titles: Vec::new(),
        findings: Vec::new(),
        proposals: Vec::new(),
        slots: Vec::new(),
        sections: Vec::new(),
        rejects: Vec::new(),
        frontier: GoldenFrontier::default(),
        week: WeekSummary {
            traffic: Vec::new(),
            before: Vec::new(),
            after: Vec::new(),
            categories: Vec::new(),
            values: PlanValues::default(),
        },
        summary: Summary {
            version: "0.1.0",
            started_at: "2026-11-21T02:00:00+08:00".into(),
            finished_at: "2026-11-21T02:00:14+08:00".into(),
            threads: 2,
            config_sha256: "5f70bf18a086007016e948b04aed3b82103a36bea41755b6cddfaf10ace3c6ef".into(),
            inputs: Vec::new(),
            counts: Counts::default(),
            stages: Vec::new(),
            warnings: Vec::new(),
        },
    }
}

/// A winter shop with everything a report can show.
pub(super) fn full() -> Run {
    let keywords = keywords(2400);
    let golden = keywords.iter().filter(|row| row.grade == Some(Grade::Golden)).count() as u64;
    let uncovered = keywords.iter().filter(|row| row.covered_by == 0).count() as u64;
    let week = week();
    Run {
        summary: Summary {
            inputs: vec![
                input("out/2026-11/宝贝导出_20261120.csv", "catalog", "taobao-assistant", [386, 372, 11, 3]),
                input("淘词_女装配饰.xlsx", "keywords", "xlsx", [2412, 2400, 12, 0]),
            ],
            counts: Counts {
                schedule: PlanValues { now: 1000.0, planned: 1234.5, bound: 1236.0 },
                listings: 372,
                shops: 2,
                keywords: 2400,
                golden_keywords: golden,
                uncovered_keywords: uncovered,
                errors: 14,
                warnings: 63,
                hints: 208,
                proposed: 118,
                to_mend: 6,
                kept: 254,
                visits_now: 18_420.5,
                visits_proposed: 23_961.2,
                visits_promised_twice: 41.0,
                siblings: 14,
                visits_left_to_siblings: 86.4,
                scheduled: 372,
                moved: 206,
                pages: 340,
                pictures: 2104,
                pictures_absent: 12,
                pictures_read: 96,
                pictures_flawed: 3,
                sections_missing: 181,
                sections_unknown: 1630,
                rejects: 3,
            },
            stages: [
                ("input", 2798, 0.31, 4_100_000),
                ("keywords", 2400, 0.02, 61_000),
                ("titles", 372, 1.84, 33_000),
                ("schedule", 372, 0.05, 0),
                ("pages", 340, 0.62, 11_900_000),
            ]
            .map(|(name, items, seconds, bytes)| StageSummary { name, items, seconds, bytes })
            .to_vec(),
            warnings: vec![Notice::new(
                "the keyword table is 50 days old",
                "关键词表的日期是 2026-10-02，已有 50 天；买家的用词会变，换一份新的更准。",
            )],
            ..empty().summary
        },
        titles: vec![title()],
        findings: findings(),
        proposals: proposals(),
        slots: slots(),
        sections: sections(),
        rejects: vec![
            reject(118, "宝贝价格", "价格“面议”不是数字", "523000000118,羊毛披肩,面议\r\n"),
            reject(201, "", "双引号没有收口，后面的行都粘在一起", "523000000201,\"羊绒\r\n"),
            reject(377, "宝贝名称", "标题是空的", "=HYPERLINK(1),,39\r\n"),
        ],
        frontier: GoldenFrontier {
            points: (0..=36)
                .map(|n| 10f64.powf(f64::from(n) / 6.0))
                .map(|x| (x, (x.powf(0.9) * 6.0).max(1000.0)))
                .collect(),
        },
        week,
        keywords,
    }
}

/// A small generator, so that the example is the same everywhere.
struct Dice(u64);

impl Dice {
    /// A number in [0, 1).
    fn roll(&mut self) -> f64 {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 40) as f64 / (1u64 << 24) as f64
    }

    /// About normal, mean 0, deviation 1.
    fn bell(&mut self) -> f64 {
        (0..12).map(|_| self.roll()).sum::<f64>() - 6.0
    }

    fn pick<'a>(&mut self, from: &[&'a str]) -> &'a str {
        from[(self.roll() * from.len() as f64) as usize]
    }
}

fn keywords(number: usize) -> Vec<KeywordRow> {
    let mut dice = Dice(7);
    let mut rows: Vec<KeywordRow> = (0..number)
        .map(|_| {
            let keyword = [
                dice.pick(&["", "秋冬", "加厚", "复古", "小香风", "2026新款", "韩版", "纯色", "高级感"]),
                dice.pick(&["羊绒", "羊毛", "针织", "格子", "仿兔毛", "真丝", "毛呢", ""]),
                dice.pick(&["围巾", "披肩", "毛衣", "连衣裙", "帽子", "手套", "打底衫", "大衣"]),
                dice.pick(&["", "女", "男", "百搭", "保暖", "中长款", "送礼", "学生"]),
            ]
            .concat();
            let volume = 10f64.powf(3.1 + 0.65 * dice.bell()).round().max(2.0);
            let listings = 10f64.powf(0.4 + 0.95 * volume.log10() + 0.75 * dice.bell()).round().max(1.0);
            let ratio = volume / listings;
            let score = 100.0 / (1.0 + (-(ratio.ln() * 0.6 + (volume.log10() - 3.0) * 0.8)).exp());
            let grade = match score {
                80.0.. if volume >= 1000.0 => Grade::Golden,
                65.0.. => Grade::Good,
                40.0.. => Grade::Fair,
                _ => Grade::Poor,
            };
            let range = dice.roll() < 0.3;
            KeywordRow {
                keyword,
                volume: if range {
                    Figure::range((volume * 0.7).round(), (volume * 1.4).round())
                } else {
                    Figure::exact(volume)
                },
                listings: Some(listings),
                listings_source: Some(if range { SupplySource::Ratio } else { SupplySource::Given }),
                ratio: Some(ratio),
                click_rate: Some(0.3 + dice.roll() * 0.7),
                conversion_rate: (dice.roll() < 0.9).then_some(0.002 + volume.recip() + 0.06 * score / 100.0),
                tmall_share: Some(0.1 + 0.5 * score / 100.0),
                score: Some(score),
                grade: Some(grade),
                covered_by: if dice.roll() < 0.4 { 0 } else { (dice.roll() * 24.0) as u64 },
                trend: Some(dice.bell() * 0.2),
                proposed_by: 0,
            }
        })
        .collect();
    rows.sort_by(|a, b| b.score.partial_cmp(&a.score).unwrap());
    rows
}

fn title() -> TitleRow {
    TitleRow {
        listing_id: "523000000007".into(),
        shop: "暖冬配饰铺".into(),
        category: "围巾/丝巾/披肩".into(),
        title: "-秋冬羊绒围巾女".into(),
        bytes: Some(15),
        score: 72.5,
        keywords_covered: 12,
        golden_covered: 2,
        expected_visits: 41.256_78,
        best_page: Some(3),
        words: "秋冬/season 羊绒/material 围巾/core 女/crowd".into(),
        deductions: vec![crate::title::Deduction { rule: "T7-hard", findings: 1, points: 25.0 }],
    }
}

/// Rule, severity, titles with their faults, message and help.
type Fabricated = (&'static str, Severity, &'static [(&'static str, &'static str)], &'static str, &'static str);

fn findings() -> Vec<FindingRow> {
    use Severity::{Error, Hint, Warning};
    let rules: [Fabricated; 7] = [
        (
            "T7-hard",
            Error,
            &[
                ("全网最低价加厚羊毛围巾女冬季保暖百搭韩版长款", "最低价"),
                ("顶级山羊绒披肩外搭秋冬女士中老年妈妈款礼物", "顶级"),
                ("销量第一针织帽女秋冬韩版百搭保暖护耳毛线帽", "第一"),
            ],
            "是广告法第九条禁用的绝对化用语，会被下架罚款",
            "删掉，或换成能举证的写法，例如写明含绒量",
        ),
        (
            "T1-length",
            Error,
            &[("新款秋冬季加厚保暖仿羊绒围巾女韩版百搭纯色学生长款两用披肩双面围脖冬天", "双面围脖冬天")],
            "超过 60 字节，后面的字发布不了",
            "删掉最不值钱的词，见 proposals.csv",
        ),
        (
            "T6-repeat",
            Warning,
            &[("围巾女秋冬百搭围巾女士保暖围巾", "围巾"), ("羊毛手套女羊毛保暖", "羊毛")],
            "同一个词写了不止一次，多写不加权，白占字数",
            "只留一次，省下的字写属性词",
        ),
        (
            "T6-symbol",
            Warning,
            &[("【清仓】格子围巾女★英伦风", "★"), ("小香风毛衣/针织衫女", "/")],
            "装饰符号买家不会搜，占字数",
            "删掉符号",
        ),
        (
            "T9-head",
            Hint,
            &[("2026冬季新款韩版时尚百搭女士羊绒围巾", "2026冬季新款")],
            "前 8 个字没有核心词，手机上只看得到前 14 个字",
            "把核心词和得分最高的属性词挪到前面",
        ),
        (
            "D2-photos",
            Hint,
            &[("小香风毛衣女", ""), ("羊绒披肩", "")],
            "详情页只有 5 张图片，买家要看不同角度",
            "补到 8 张以上：正面、背面、侧面和细节",
        ),
        (
            "T1-short",
            Hint,
            &[("男士围巾", ""), ("羊绒披肩", ""), ("毛线帽女", "")],
            "标题只用了一小半，少了被搜到的机会",
            "补上宝贝真有的属性词和场景词",
        ),
    ];
    let mut number = 0;
    let mut rows = Vec::new();
    for (rule, severity, titles, message, help) in rules {
        for (title, fault) in titles {
            number += 1;
            let start = title.find(fault).unwrap();
            rows.push(FindingRow {
                listing_id: (523_000_000_000_u64 + number * 17).to_string(),
                rule,
                severity,
                location: if fault.is_empty() {
                    "listing".into()
                } else {
                    format!("title:{start}-{}", start + fault.len())
                },
                message: if fault.is_empty() { message.into() } else { format!("“{fault}”{message}") },
                help: help.into(),
                title: (*title).into(),
            });
        }
    }
    rows
}

fn proposals() -> Vec<ProposalRow> {
    let words = |text: &str| text.split_whitespace().map(str::to_owned).collect::<Vec<_>>();
    let rows = [
        (
            "秋冬羊绒围巾女包邮特价",
            "秋冬加厚羊绒围巾女百搭保暖纯色长款两用披肩",
            41.2,
            187.6,
            "加厚围巾 羊绒围巾女 围巾女百搭 保暖围巾 纯色围巾 围巾长款 披肩两用 秋冬围巾女 加厚羊绒围巾 长款围巾女",
            "围巾包邮",
            true,
        ),
        (
            "新款格子围巾女韩版★学生",
            "英伦格子围巾女冬季加厚仿羊绒学生韩版百搭",
            63.0,
            160.4,
            "格子围巾女冬 英伦围巾 仿羊绒围巾",
            "",
            true,
        ),
        (
            "毛线帽女冬",
            "毛线帽女冬季韩版百搭保暖护耳加绒针织帽",
            22.5,
            96.1,
            "护耳帽女 加绒毛线帽 针织帽女冬季",
            "",
            false,
        ),
        ("小香风毛衣/女", "小香风毛衣女秋冬洋气针织开衫外套复古宽松", 88.8, 140.0, "针织开衫女 毛衣外套", "", true),
    ];
    (1..=10usize)
        .map(|number| {
            let (present, title, now, visits, gained, lost, within_budget) = rows[(number - 1) % rows.len()];
            let fade = 1.0 / (1.0 + number as f64 / 6.0);
            ProposalRow {
                listing_id: (523_000_000_300 + number * 31).to_string(),
                rank: 1,
                title: title.into(),
                present: present.into(),
                bytes: title.chars().count() * 2,
                value: visits * fade - 0.4,
                bound: visits * fade,
                visits_now: now * fade,
                visits: visits * fade,
                gained: words(gained),
                lost: words(lost),
                added: vec![
                    ("加厚".into(), "属性 厚薄：加厚".into()),
                    ("保暖".into(), "中性词".into()),
                    ("长款".into(), "规格名：长款 200cm".into()),
                ],
                removed: words("包邮 特价"),
                edited_chars: 11,
                within_budget,
                decision: Decision::Propose,
                gained_figures: Vec::new(),
                lost_figures: Vec::new(),
                phrase: String::new(),
                reason: String::new(),
            }
        })
        .chain([ProposalRow {
            listing_id: "523000000999".into(),
            rank: 1,
            title: "=1+1".into(),
            present: "=1+1".into(),
            bytes: 4,
            value: 1.0 / 3.0,
            bound: 1.0 / 3.0,
            visits_now: 1.0 / 3.0,
            visits: 1.0 / 3.0,
            gained: Vec::new(),
            lost: Vec::new(),
            added: Vec::new(),
            removed: Vec::new(),
            edited_chars: 0,
            within_budget: true,
            decision: Decision::Keep,
            gained_figures: Vec::new(),
            lost_figures: Vec::new(),
            phrase: String::new(),
            reason: String::new(),
        }])
        .collect()
}

fn slots() -> Vec<ScheduleRow> {
    (0..4u8)
        .map(|number| ScheduleRow {
            listing_id: (523_000_000_600 + u64::from(number)).to_string(),
            shop: "暖冬配饰铺".into(),
            category: "围巾/丝巾/披肩".into(),
            current_end: if number == 2 { String::new() } else { format!("2026-11-24T04:1{number}:00+08:00") },
            proposed_end: format!("2026-11-2{}T21:{number}5:00+08:00", 3 + number),
            list_time: format!("2026-11-1{}T21:{number}5:00+08:00", 6 + number),
            moved: true,
            value_now: Some(0.11),
            value: Some(0.93 - f64::from(number) / 10.0),
            reason: "原来在凌晨下架，没有访客；换到晚上九点，与同类宝贝错开".into(),
            title: "羊绒围巾女".into(),
        })
        .collect()
}

fn sections() -> Vec<SectionRow> {
    let sections = [
        ("店铺活动", true, 0.30, 0.05),
        ("模特图", true, 0.34, 0.03),
        ("产品图", true, 0.42, 0.02),
        ("细节图", true, 0.28, 0.08),
        ("尺码表", true, 0.52, 0.16),
        ("试穿感受", false, 0.06, 0.24),
        ("相关推荐", false, 0.21, 0.10),
        ("物流与退换货", true, 0.25, 0.20),
        ("常见问题", false, 0.04, 0.40),
    ];
    let mut dice = Dice(3);
    let mut rows = Vec::new();
    for page in 0..340 {
        for (section, required, present, missing) in sections {
            let roll = dice.roll();
            let verdict = if roll < present {
                Verdict::Present
            } else if roll < present + missing {
                Verdict::Missing
            } else {
                Verdict::Unknown
            };
            rows.push(SectionRow {
                listing_id: (523_000_001_000_u64 + page).to_string(),
                section: section.into(),
                required,
                verdict,
                position: (verdict == Verdict::Present).then_some(3),
                evidence: if verdict == Verdict::Present { "锚点 anc_size_info".into() } else { String::new() },
                confidence: 0.9,
            });
        }
    }
    rows
}

fn reject(line: u64, column: &str, reason: &str, raw: &str) -> RejectRow {
    RejectRow {
        file: "out/2026-11/宝贝导出_20261120.csv".into(),
        line,
        byte_offset: line * 180,
        column: column.into(),
        reason: reason.into(),
        raw: raw.to_owned(),
        bytes: raw.len(),
    }
}

/// Traffic with an evening peak; ends that stood where the uploads were, and then stand in the evenings.
fn week() -> WeekSummary {
    let shape = [9, 5, 3, 2, 1, 1, 3, 7, 12, 16, 19, 19, 18, 18, 17, 17, 17, 16, 17, 21, 27, 31, 28, 18];
    let mut traffic: Vec<f64> = Vec::new();
    for day in 0..7 {
        traffic.extend(shape.iter().map(|share| f64::from(*share) * if day > 4 { 1.12 } else { 1.0 }));
    }
    let sum: f64 = traffic.iter().sum();
    for share in &mut traffic {
        *share /= sum;
    }
    let mut dice = Dice(11);
    let (mut before, mut after) = (vec![0; 168], vec![0; 168]);
    for _ in 0..372 {
        let hour = (10.0 + dice.bell() * 2.6).clamp(0.0, 23.0) as usize;
        before[(dice.roll() * 4.0) as usize * 24 + hour] += 1;
        let hour = (20.6 + dice.bell() * 1.4).clamp(9.0, 23.0) as usize;
        after[(dice.roll() * 7.0) as usize * 24 + hour] += 1;
    }
    let strip = |name: &str, step: usize| {
        let every = |ends: &[u32]| {
            ends.iter().enumerate().map(|(hour, &ends)| if hour % step == 0 { ends } else { 0 }).collect()
        };
        CategoryWeek { name: name.to_owned(), before: every(&before), after: every(&after) }
    };
    let categories = vec![strip("女装", 1), strip("配饰/围巾 <披肩>", 3)];
    let values = PlanValues { now: 1000.0, planned: 1234.5, bound: 1236.0 };
    WeekSummary { traffic, before, after, categories, values }
}

fn input(
    path: &str,
    kind: &'static str,
    format: &str,
    [rows, accepted, superseded, rejected]: [u64; 4],
) -> InputSummary {
    InputSummary {
        path: path.into(),
        kind,
        format: format.into(),
        encoding: "GB18030".into(),
        delimiter: ",".into(),
        sha256: "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855".into(),
        rows,
        accepted,
        superseded,
        rejected,
        columns: vec![
            ("宝贝名称".into(), "title".into()),
            ("数字ID".into(), "id".into()),
            ("宝贝价格".into(), "price".into()),
        ],
        ignored_columns: vec!["心情故事".into(), "邮费模版ID".into()],
    }
}
