//! What must hold of every proposal, whatever the catalog: it can be published, it is lawful, it repeats nothing, and every word
//! added is proven by the listing.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use std::sync::LazyLock;

use proptest::prelude::*;
use serde_json::Value;
use unicode_normalization::UnicodeNormalization;

use crate::command::{NOW, taojin};
use crate::dir::Dir;
use crate::encoded::{delimited, gbk_length, utf16le};
use crate::sample::SAMPLE;
use crate::table::{Row, Table};

/// What a listing says of itself: everything but its title.
type Evidence = BTreeMap<String, String>;

/// Words of a dictionary with one of these roles.
fn dictionary(text: &'static str, role: &str) -> BTreeSet<&'static str> {
    text.lines()
        .filter(|line| !line.starts_with('#'))
        .filter_map(|line| {
            let mut columns = line.split('\t');
            let word = columns.next()?;
            (columns.next()? == role).then_some(word)
        })
        .collect()
}

static NEUTRAL: LazyLock<BTreeSet<&str>> =
    LazyLock::new(|| dictionary(include_str!("../../dictionaries/neutral.tsv"), "neutral"));
static STOP: LazyLock<BTreeSet<&str>> =
    LazyLock::new(|| dictionary(include_str!("../../dictionaries/stopwords.tsv"), "stop"));
static UNITS: LazyLock<BTreeSet<&str>> =
    LazyLock::new(|| dictionary(include_str!("../../dictionaries/units.tsv"), "unit"));

/// Width and case folded, traditional characters simplified, as words are compared.
fn fold(text: &str) -> String {
    let folded: String = text.nfkc().flat_map(char::to_lowercase).collect();
    fast2s::convert(&folded)
}

/// Checks every row of `proposals.csv`.
fn check(titles: &Table, proposals: &Table, evidence: &Evidence) {
    let present: BTreeMap<&str, &Row> = titles.rows.iter().map(|row| (&row["listing_id"], row)).collect();
    let read_back = read_back(proposals);
    let mut ranks: BTreeMap<&str, usize> = BTreeMap::new();
    let mut firsts: BTreeMap<&str, f64> = BTreeMap::new();
    for (row, read) in proposals.rows.iter().zip(&read_back) {
        let title = row["title"].strip_prefix('\'').unwrap_or(&row["title"]);
        // A title that one edit cannot mend is shown as it is, with the reason.
        let stays = &row["by_hand"] == "true";
        if !stays {
            let bytes = gbk_length(title).unwrap_or_else(|| panic!("cannot be published: {row:?}"));
            assert!(bytes <= 60, "{bytes} bytes: {row:?}");
            assert_eq!(row["bytes"], bytes.to_string(), "{row:?}");
        }

        let rank = ranks.entry(&row["listing_id"]).or_default();
        *rank += 1;
        assert_eq!(row["rank"], rank.to_string(), "{row:?}");
        let figure = |column| row.number(column).unwrap();
        if *rank == 1 && &row["decision"] == "propose" {
            firsts.insert(&row["listing_id"], figure("value"));
        }
        // Nothing within the edit budget is worth more than what stands first.
        if let Some(&first) = firsts.get(&row["listing_id"]).filter(|_| &row["within_budget"] == "true") {
            assert!(figure("value") <= first + 0.001, "worth more than the first: {row:?}");
        }
        assert!(figure("value") <= figure("bound") + 0.001, "{row:?}");
        assert!(figure("visits") >= figure("value") - 0.001, "{row:?}");
        assert_eq!(&row["within_budget"] == "true", figure("edited_chars") <= 5.0, "{row:?}");

        assert!(row["reason"].chars().count() > 4 || *rank > 1, "nobody is told why: {row:?}");
        if let Some((most, least)) =
            row["reason"].split_once("访问最多多 ").and_then(|(_, rest)| rest.split_once("，不到 "))
        {
            assert!(most.parse::<f64>().unwrap() < least.parse::<f64>().unwrap(), "{row:?}");
        }

        let own = &evidence[&row["listing_id"]];
        for finding in read["findings"].as_array().unwrap().iter().filter(|_| !stays) {
            // The shop's own brand is a registered name; title by itself does not say so.
            let own_brand = || {
                let range = ["start", "end"].map(|member| finding[member].as_u64().unwrap() as usize);
                own.split('\n').next().is_some_and(|brand| fold(brand) == fold(&title[range[0]..range[1]]))
            };
            assert!(finding["rule"] != "T7-hard" || own_brand(), "{finding} in {row:?}");
        }

        let now = present[&row["listing_id"]];
        match &row["decision"] {
            "propose" => {
                assert_repeats(read, row);
                assert_ne!(row["title"], now["title"]);
            }
            "keep" | "frozen" => {
                assert!(row["reason"].chars().count() > 4, "{row:?}");
                assert_eq!(row["title"], now["title"]);
                assert_eq!([&row["added"], &row["removed"], &row["gained"], &row["lost"]], [""; 4]);
            }
            decision => panic!("{decision}"),
        }
        for word in row.list("removed") {
            let times = |title: &str| fold(title).matches(word).count();
            assert!(times(title) < times(&now["title"]), "{word} still stands: {row:?}");
        }
        for added in row.list("added") {
            let (word, source) = added.split_once('=').unwrap_or_else(|| panic!("{added}: {row:?}"));
            assert!(fold(title).contains(word), "{word} is not in {row:?}");
            assert!(!fold(&now["title"]).contains(word) || word.chars().count() < 3, "{word} was there: {row:?}");
            if source == "通用词" {
                assert!(NEUTRAL.contains(word), "{word} is no neutral word: {row:?}");
                assert!(
                    row.list("gained").iter().any(|keyword| keyword.contains(word)),
                    "{word} brings nothing: {row:?}"
                );
                continue;
            }
            let (kind, said) = source.split_once(' ').unwrap_or_else(|| panic!("{source}: {row:?}"));
            assert!(["属性", "页面", "品牌", "类目", "规格"].contains(&kind), "{source}");
            let value =
                said.split_once(':').filter(|_| matches!(kind, "属性" | "页面")).map_or(said, |(_, value)| value);
            assert!(fold(value).contains(word), "{word} is not said by {source}: {row:?}");
            assert!(fold(own).contains(&fold(value)), "{source} is not of the listing: {row:?}");
        }
    }
}

/// The proposals as `taojin title --json` reads them.
fn read_back(proposals: &Table) -> Vec<Value> {
    let titles: Vec<&str> =
        proposals.column("title").into_iter().map(|title| title.strip_prefix('\'').unwrap_or(title)).collect();
    for (title, row) in titles.iter().zip(&proposals.rows) {
        assert!(!title.trim().is_empty() && !title.contains('\n'), "{row:?}");
    }
    let lines = taojin().args(["title", "--json"]).stdin(titles.join("\n")).succeed().json_lines();
    assert_eq!(lines.len(), titles.len());
    lines
}

/// No word more than once in a proposal. Quantities, years, measure words and words
/// without a meaning of their own say something new each time, and a single character is a word only where it names whom, what or when: 女 or 鞋,
/// but not the two 黑 of the brand 黑兔黑兔.
fn assert_repeats(read: &Value, row: &Row) {
    let mut seen: BTreeSet<String> = BTreeSet::new();
    for word in read["words"].as_array().unwrap() {
        let text = fold(word["text"].as_str().unwrap());
        let role = word["role"].as_str().unwrap();
        let year = text.len() == 4 && text.bytes().all(|byte| byte.is_ascii_digit());
        let empty = text.chars().all(|c| !c.is_alphanumeric());
        let piece = text.chars().count() == 1 && !text.is_ascii() && !matches!(role, "audience" | "product" | "season");
        let counted = role == "other" && UNITS.contains(&*text);
        let open = role == "spec" || year || empty || piece || counted || STOP.contains(&*text);
        assert!(open || seen.insert(text), "{word} again in {row:?}");
    }
}

#[test]
fn every_proposal_for_the_sample_shop_keeps_the_rules() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("data");
    let mut evidence = Evidence::new();
    let catalog = std::fs::read_to_string(root.join("catalog.csv")).unwrap();
    collect(&catalog, b',', "宝贝ID", &["品牌", "类目", "属性"], &mut evidence);
    let bytes = std::fs::read(root.join("assistant.csv")).unwrap();
    let (text, _, faults) = encoding_rs::UTF_16LE.decode(&bytes);
    assert!(!faults);
    let text = text.split_once("\r\n").unwrap().1;
    let fields = ["inputValues", "cpv_memo", "input_custom_cpv", "propAlias", "subtitle", "description"];
    collect(text, b'\t', "num_id", &fields, &mut evidence);
    for page in std::fs::read_dir(root.join("pages")).unwrap().map(|page| page.unwrap().path()) {
        if let Some(own) = evidence.get_mut(&*page.file_stem().unwrap().to_string_lossy()) {
            own.push_str(&std::fs::read_to_string(&page).unwrap());
        }
    }
    let (titles, proposals) = (SAMPLE.table("titles.csv"), SAMPLE.table("proposals.csv"));
    check(&titles, &proposals, &evidence);
    assert!(proposals.rows.iter().filter(|row| &row["decision"] == "propose").count() > 100);
    assert!(proposals.rows.iter().any(|row| row["added"].contains("=属性 ")));
}

/// Adds what each row of a table says, by its id.
fn collect(text: &str, delimiter: u8, id: &str, fields: &[&str], evidence: &mut Evidence) {
    let text = text.trim_start_matches('\u{feff}');
    let mut reader = csv::ReaderBuilder::new().delimiter(delimiter).flexible(true).from_reader(text.as_bytes());
    let headers = reader.headers().unwrap().clone();
    let at = |name: &str| headers.iter().position(|header| header == name).unwrap_or_else(|| panic!("{name}"));
    let (id, fields) = (at(id), fields.iter().map(|field| at(field)).collect::<Vec<_>>());
    for record in reader.records().map(Result::unwrap) {
        let own = evidence.entry(record[id].to_owned()).or_default();
        for field in &fields {
            own.push_str(record.get(*field).unwrap_or_default());
            own.push('\n');
        }
    }
}

/// Pieces of titles as the worst of sellers and the worst of luck would write them.
const PIECES: [&str; 84] = [
    "围巾",
    "羊绒围巾",
    "连衣裙",
    "女",
    "女士",
    "秋冬",
    "加厚",
    "保暖",
    "百搭",
    "新款",
    "2026",
    "法式",
    "复古",
    "收腰",
    "显瘦",
    "长袖",
    "中长款",
    "马克杯",
    "保温杯",
    "陶瓷",
    "304不锈钢",
    "500ml",
    "500ml*2",
    "2瓶",
    "大容量",
    "便携",
    "手机壳",
    "适用",
    "iPhone16",
    "iphone 16 pro",
    "硅胶",
    "防摔",
    "羊毛",
    "纯棉",
    "真丝",
    "格子",
    "纯色",
    "酒红色",
    "黑色",
    "的",
    "和",
    "不",
    "无",
    "可",
    "送",
    "包邮",
    "正品",
    "买一送一",
    "全网最低价",
    "最佳",
    "第一",
    "国家级",
    "顶级",
    "100%",
    "根治",
    "销量冠军",
    "唯一",
    "特效",
    "最后一件",
    "第一代",
    "一级能效",
    "高级感",
    "优秀",
    "Nike",
    "耐克同款",
    "华为",
    "ＡＢＣ",
    "Ｔ恤",
    "ｖｉｖｏ",
    "【",
    "】",
    "★",
    "！",
    "/",
    ",",
    " ",
    "　",
    "  ",
    "😀",
    "👗",
    "€",
    "純棉",
    "𠮷",
    "~",
];

fn title() -> impl Strategy<Value = String> {
    let piece = prop::sample::select(&PIECES[..]);
    let pieces = prop_oneof![
        6 => prop::collection::vec(piece.clone(), 1..14),
        2 => prop::collection::vec(piece.clone(), 14..40),
        1 => (piece, 2..12_usize).prop_map(|(piece, times)| vec![piece; times]),
    ];
    pieces.prop_map(|pieces| format!("货{}", pieces.concat()))
}

fn attributes() -> impl Strategy<Value = String> {
    let name = prop::sample::select(vec!["材质:", "花型:", "适用人群:", "品牌:", "袖长:", "功能:", ""]);
    let value = prop::collection::vec(prop::sample::select(&PIECES[..]), 1..3).prop_map(|value| value.concat());
    prop::collection::vec((name, value), 0..5)
        .prop_map(|pairs| pairs.into_iter().map(|(name, value)| format!("{name}{value}")).collect::<Vec<_>>().join(";"))
}

/// Title, brand, category, attributes, variant, sales.
fn listing() -> impl Strategy<Value = [String; 6]> {
    let brand = prop::sample::select(vec!["", "", "", "耐克", "荣耀", "樨桃"]);
    let category =
        prop::sample::select(vec!["", "围巾", "连衣裙", "马克杯", "裙子/连衣裙", "50010850", "手机壳", "T恤"]);
    let variant = prop::sample::select(vec!["", "酒红色", "黑色,白色", "格子"]);
    let sales = prop::sample::select(vec!["", "0", "3", "120", "5000+人付款"]);
    (title(), brand, category, attributes(), variant, sales).prop_map(
        |(title, brand, category, attributes, variant, sales)| {
            [title, brand.to_owned(), category.to_owned(), attributes, variant.to_owned(), sales.to_owned()]
        },
    )
}

/// Keywords that make nearly every piece worth adding.
fn words() -> String {
    use std::fmt::Write;
    let mut table = String::from("关键词,搜索人气,在线商品数\r\n");
    for (number, piece) in PIECES.iter().enumerate() {
        for core in ["围巾", "连衣裙", "马克杯", "手机壳", "t恤"] {
            if piece.chars().all(char::is_alphanumeric) {
                write!(table, "{piece} {core},{},{}\r\n", 500 + number * 37, 40 + number * 11).unwrap();
            }
        }
    }
    for neutral in NEUTRAL.iter().take(60) {
        write!(table, "{neutral} 围巾,900,30\r\n").unwrap();
    }
    table
}

proptest! {
    // A case is a catalog: two starts of the command.
    #![proptest_config(ProptestConfig { cases: cases(), max_shrink_iters: 24, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn every_proposal_for_hostile_titles_keeps_the_rules(listings in prop::collection::vec(listing(), 200..400)) {
        let dir = Dir::new();
        let mut rows = vec![["宝贝ID", "标题", "品牌", "类目", "属性", "颜色分类", "销量"].map(String::from)];
        let mut evidence = Evidence::new();
        let mut selling = BTreeSet::new();
        for (number, [title, brand, category, attributes, variant, sales]) in listings.into_iter().enumerate() {
            let id = format!("listing{number}");
            if !matches!(&*sales, "" | "0") {
                selling.insert(id.clone());
            }
            evidence.insert(id.clone(), [&*brand, &category, &attributes, &variant].join("\n"));
            rows.push([id, title, brand, category, attributes, variant, sales]);
        }
        let text = delimited(b'\t', &rows);
        let catalog = dir.file("shop.csv", [b"\xff\xfe", &utf16le(&text)[..]].concat());
        let words = dir.file("words.csv", words());
        taojin()
            .args(["run", "--now", NOW, "--catalog"])
            .arg(catalog)
            .arg("--keywords")
            .arg(words)
            .arg("--out")
            .arg(dir.join("out"))
            .succeed();
        let titles = Table::read(&dir.join("out/titles.csv"));
        let proposals = Table::read(&dir.join("out/proposals.csv"));
        prop_assert_eq!(titles.rows.len(), rows.len() - 1);
        prop_assert!(!std::fs::read_to_string(dir.join("out/findings.csv")).unwrap().contains("程序在这个宝贝上出错了"));
        check(&titles, &proposals, &evidence);
        for row in proposals.rows.iter().filter(|row| &row["rank"] == "1" && selling.contains(&row["listing_id"])) {
            prop_assert!(row.number("edited_chars").unwrap() <= 5.0, "more than one edit of a listing that sells: {:?}", row);
        }
    }
}

/// `PROPTEST_CASES` for a long run; few enough by default that the whole binary stays quick.
fn cases() -> u32 {
    std::env::var("PROPTEST_CASES").ok().and_then(|cases| cases.parse().ok()).unwrap_or(4)
}
