//! One small catalog in every format: the titles that come out are the same, but for what a format cannot say.

use std::sync::LazyLock;

use crate::command::{NOW, taojin};
use crate::dir::Dir;
use crate::encoded::{delimited, gbk, utf16be, utf16le};
use crate::sample::{balance, summary};
use crate::table::{Row, Table};

const HEADER: [&str; 9] = ["宝贝ID", "标题", "类目", "价格", "销量", "库存", "店铺", "属性", "上架时间"];

const ROWS: [[&str; 9]; 5] = [
    [
        "624875337103",
        "秋冬加厚羊绒围巾女百搭保暖",
        "围巾",
        "129.00",
        "320",
        "45",
        "桃屿小铺",
        "材质:羊绒;花型:纯色",
        "2026-11-16 20:05:00",
    ],
    [
        "624875337104",
        "法式复古连衣裙女\"收腰\"显瘦,长袖",
        "连衣裙",
        "199",
        "1234人付款",
        "0",
        "桃屿小铺",
        "材质:雪纺;袖长:长袖;裙长:中长款",
        "2026-11-15 21:10:00",
    ],
    [
        "624875337105",
        "陶瓷马克杯 带盖 大容量",
        "马克杯",
        "39.9",
        "1.2万",
        "900",
        "拾野生活馆",
        "材质:陶瓷",
        "2026-11-14 09:00:00",
    ],
    [
        "624875337106",
        "全网最低价保温杯304不锈钢便携",
        "保温杯",
        "59",
        "88",
        "7",
        "拾野生活馆",
        "",
        "2026-11-17 10:00:00",
    ],
    [
        "A62487533710",
        "适用iPhone16手机壳；硅胶防摔",
        "手机壳",
        "19.9",
        "5000+",
        "12",
        "",
        "材质:硅胶",
        "2026-11-18 22:00:00",
    ],
];

const WORDS: &str = "关键词,搜索人气,在线商品数\r\n\
    羊绒围巾,20000,3000\r\n围巾 纯色,5000,400\r\n连衣裙 中长款,9000,800\r\n雪纺连衣裙,4000,100\r\n法式连衣裙,6000,700\r\n\
    马克杯 大容量,3000,900\r\n保温杯,80000,90000\r\n手机壳 硅胶,7000,6000\r\n";

fn table(delimiter: u8) -> String {
    delimited(delimiter, std::iter::once(HEADER).chain(ROWS))
}

/// Runs over the catalog in `bytes`; gives the rows of `titles.csv` and `summary.json`'s entry of the catalog.
fn titles(name: &str, bytes: &[u8]) -> (Vec<Row>, serde_json::Value) {
    let dir = Dir::new();
    let catalog = dir.file(name, bytes);
    let words = dir.file("words.csv", WORDS);
    taojin()
        .args(["run", "--now", NOW, "--catalog"])
        .arg(catalog)
        .arg("--keywords")
        .arg(words)
        .arg("--out")
        .arg(dir.join("out"))
        .succeed();
    let rows = Table::read(&dir.join("out/titles.csv")).rows;
    let input = summary(&dir)["inputs"][0].take();
    assert_eq!(balance(&input), [5, 5, 0, 0], "{name}");
    (rows, input)
}

/// As plain CSV in UTF-8.
static PLAIN: LazyLock<Vec<Row>> = LazyLock::new(|| titles("shop.csv", table(b',').as_bytes()).0);

#[track_caller]
fn same(name: &str, bytes: &[u8], format: &str, encoding: &str, delimiter: &str) {
    let (rows, input) = titles(name, bytes);
    assert_eq!(rows, *PLAIN);
    assert_eq!((&input["format"], &input["encoding"]), (&format.into(), &encoding.into()));
    assert_eq!(input["delimiter"], delimiter);
}

#[test]
fn the_plain_catalog_comes_out_as_it_went_in() {
    for (row, title) in PLAIN.iter().zip(ROWS) {
        assert_eq!(
            [&row["listing_id"], &row["title"], &row["category"], &row["shop"]],
            [title[0], title[1], title[2], title[6]]
        );
        assert!(row.number("keywords_covered").unwrap() > 0.0, "{}", title[1]);
        assert!(row.number("expected_visits").unwrap() > 0.0, "{}", title[1]);
    }
}

#[test]
fn csv_in_utf8_with_a_byte_order_mark() {
    same("shop.csv", format!("\u{feff}{}", table(b',')).as_bytes(), "csv", "utf-8", ",");
}

#[test]
fn csv_with_plain_line_feeds_and_no_last_one() {
    let text = table(b',').replace("\r\n", "\n");
    same("shop.csv", text.trim_end().as_bytes(), "csv", "utf-8", ",");
}

#[test]
fn csv_in_gbk() {
    same("shop.csv", &gbk(&table(b',')), "csv", "gb18030", ",");
}

#[test]
fn csv_in_utf16_of_both_ends() {
    same("shop.csv", &[b"\xff\xfe", &utf16le(&table(b','))[..]].concat(), "csv", "utf-16le", ",");
    same("shop.csv", &[b"\xfe\xff", &utf16be(&table(b','))[..]].concat(), "csv", "utf-16be", ",");
}

#[test]
fn tabs_and_semicolons() {
    same("shop.tsv", table(b'\t').as_bytes(), "tsv", "utf-8", "\t");
    same("shop.csv", table(b';').as_bytes(), "csv", "utf-8", ";");
}

#[test]
fn a_workbook_with_a_notice_above_the_header() {
    let mut book = rust_xlsxwriter::Workbook::new();
    book.add_worksheet().write_string(0, 0, "说明").unwrap();
    let sheet = book.add_worksheet();
    sheet.write_string(0, 0, "导出时间：2026-11-20").unwrap();
    for (number, row) in (1..).zip(std::iter::once(HEADER).chain(ROWS)) {
        for (column, cell) in (0..).zip(row) {
            match cell.parse::<f64>() {
                // Ids and prices as numbers, as spreadsheets keep them.
                Ok(value) => sheet.write_number(number, column, value).unwrap(),
                Err(_) => sheet.write_string(number, column, cell).unwrap(),
            };
        }
    }
    same("shop.xlsx", &book.save_to_buffer().unwrap(), "xlsx", "utf-8", "");
}

#[test]
fn json_lines() {
    let lines: String = ROWS
        .iter()
        .map(|row| {
            let object: serde_json::Map<String, serde_json::Value> =
                HEADER.iter().zip(row).map(|(key, value)| ((*key).to_owned(), (*value).into())).collect();
            serde_json::to_string(&object).unwrap() + "\n"
        })
        .collect();
    same("shop.jsonl", lines.as_bytes(), "json-lines", "utf-8", "");
}

/// The 47 fields of the older Taobao Assistant form, English and Chinese.
const ASSISTANT: [(&str, &str); 47] = [
    ("title", "宝贝名称"),
    ("cid", "宝贝类目"),
    ("seller_cids", "店铺类目"),
    ("stuff_status", "新旧程度"),
    ("location_state", "省"),
    ("location_city", "城市"),
    ("item_type", "出售方式"),
    ("price", "宝贝价格"),
    ("auction_increment", "加价幅度"),
    ("num", "宝贝数量"),
    ("valid_thru", "有效期"),
    ("freight_payer", "运费承担"),
    ("post_fee", "平邮"),
    ("ems_fee", "EMS"),
    ("express_fee", "快递"),
    ("has_invoice", "发票"),
    ("has_warranty", "保修"),
    ("approve_status", "放入仓库"),
    ("has_showcase", "橱窗推荐"),
    ("list_time", "开始时间"),
    ("description", "宝贝描述"),
    ("cateProps", "宝贝属性"),
    ("postage_id", "邮费模版ID"),
    ("has_discount", "会员打折"),
    ("modified", "修改时间"),
    ("upload_fail_msg", "上传状态"),
    ("picture_status", "图片状态"),
    ("auction_point", "返点比例"),
    ("picture", "新图片"),
    ("video", "视频"),
    ("skuProps", "销售属性组合"),
    ("inputPids", "用户输入ID串"),
    ("inputValues", "用户输入名-值对"),
    ("outer_id", "商家编码"),
    ("propAlias", "销售属性别名"),
    ("auto_fill", "代充类型"),
    ("num_id", "数字ID"),
    ("local_cid", "本地ID"),
    ("navigation_type", "宝贝分类"),
    ("user_name", "账户名称"),
    ("syncStatus", "宝贝状态"),
    ("is_lighting_consigment", "闪电发货"),
    ("is_xinpin", "新品"),
    ("foodparame", "食品专项"),
    ("features", "尺码库"),
    ("global_stock_type", "库存类型"),
    ("sub_stock_type", "库存计数"),
];

/// The catalog as Taobao Assistant writes it, without its first lines.
fn assistant_rows() -> Vec<Vec<String>> {
    let cell = |row: &[&str; 9], field: &str| match field {
        "title" => row[1].to_owned(),
        "cid" => "50010850".into(),
        "price" => row[3].into(),
        "num" => row[5].into(),
        "valid_thru" => "7".into(),
        "list_time" => row[8].into(),
        "description" => format!("<div id=\"d\">\r\n<p>{}，\"好看\"</p>\r\n</div>", row[1]),
        "cateProps" => "20000:29534;122216562:3226292;".into(),
        "num_id" => row[0].into(),
        "user_name" => row[6].into(),
        _ => String::new(),
    };
    ROWS.iter().map(|row| ASSISTANT.iter().map(|(field, _)| cell(row, field)).collect()).collect()
}

fn english() -> Vec<String> {
    ASSISTANT.iter().map(|(name, _)| (*name).to_owned()).collect()
}

fn chinese() -> Vec<String> {
    ASSISTANT.iter().map(|(_, name)| (*name).to_owned()).collect()
}

/// The same titles; Taobao Assistant knows no sales and gives categories as numbers.
#[track_caller]
fn same_but_for_category_and_sales(bytes: &[u8], encoding: &str, delimiter: &str) {
    let (rows, input) = titles("shop.csv", bytes);
    assert_eq!(rows.len(), PLAIN.len());
    for (row, plain) in rows.iter().zip(PLAIN.iter()) {
        for column in ["listing_id", "shop", "title", "bytes", "score", "keywords_covered", "golden_covered", "words"] {
            assert_eq!(row[column], plain[column], "{column}");
        }
        assert_eq!(&row["category"], "50010850");
        assert!(row.number("expected_visits").unwrap() > 0.0);
    }
    assert_eq!((&input["format"], &input["encoding"]), (&"taobao-assistant".into(), &encoding.into()));
    assert_eq!(input["delimiter"], delimiter);
}

#[test]
fn a_taobao_assistant_package_in_utf16_with_tabs() {
    let rows = [english(), chinese()].into_iter().chain(assistant_rows());
    let text = format!("version 1.00{}\r\n{}", "\t".repeat(46), delimited(b'\t', rows));
    same_but_for_category_and_sales(&[b"\xff\xfe", &utf16le(&text)[..]].concat(), "utf-16le", "\t");
}

#[test]
fn a_taobao_assistant_package_in_gbk_with_commas() {
    let rows = [english(), chinese()].into_iter().chain(assistant_rows());
    let text = format!("version 1.00\r\n{}", delimited(b',', rows));
    same_but_for_category_and_sales(&gbk(&text), "gb18030", ",");
}

#[test]
fn a_taobao_assistant_package_with_the_chinese_header_alone() {
    let text = delimited(b',', std::iter::once(chinese()).chain(assistant_rows()));
    same_but_for_category_and_sales(&gbk(&text), "gb18030", ",");
}

#[test]
fn flags_for_encoding_and_delimiter_beat_the_guess() {
    let dir = Dir::new();
    // Too little to tell GBK from anything else, and a delimiter that nothing else uses.
    let catalog = dir.file("shop.dat", gbk(&delimited(b'^', [["宝贝ID", "标题"], ["1", "围巾"]])));
    let ran = taojin()
        .args(["schedule", "--now", NOW, "--json", "--encoding", "gbk", "--delimiter", "^", "--catalog"])
        .arg(catalog)
        .succeed();
    assert_eq!(ran.json_lines()[0]["listing_id"], "1");
}
