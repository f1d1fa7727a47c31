//! The room from outside: bytes in, rows and rejects out.

use std::path::PathBuf;

use tempfile::TempDir;

use super::*;
use crate::config::InputConfig;
use crate::error::{ErrorKind, Result};
use crate::figure::Figure;
use crate::keyword::Keyword;
use crate::listing::Listing;

mod other_tables;
mod properties;

struct Dir(TempDir);

impl Dir {
    fn new() -> Self {
        Self(TempDir::new().unwrap())
    }

    fn file(&self, name: &str, bytes: impl AsRef<[u8]>) -> PathBuf {
        let path = self.0.path().join(name);
        std::fs::write(&path, bytes).unwrap();
        path
    }
}

/// What a pass gives.
struct Pass<T> {
    accepted: Vec<T>,
    rejects: Vec<Reject>,
    rows: u64,
    info: TableInfo,
    header: Vec<u8>,
}

fn split<T>(rows: impl Iterator<Item = Result<Row<T>>>) -> (Vec<T>, Vec<Reject>) {
    let (mut accepted, mut rejects) = (Vec::new(), Vec::new());
    for row in rows {
        match row.unwrap() {
            Row::Accepted { value, .. } => accepted.push(value),
            Row::Rejected(reject) => rejects.push(reject),
        }
    }
    (accepted, rejects)
}

fn catalog_with(name: &str, bytes: impl AsRef<[u8]>, config: &InputConfig) -> Result<Pass<Listing>> {
    let dir = Dir::new();
    let catalog = Catalog::open(&dir.file(name, &bytes), config)?;
    let mut rows = catalog.rows()?;
    let (accepted, rejects) = split(rows.by_ref());
    assert_eq!(rows.rows_read(), (accepted.len() + rejects.len()) as u64);
    assert_eq!(rows.sha256().map(|sha| sha.len()), Some(64));
    let again = split(catalog.rows()?);
    assert_eq!((&again.0, &again.1), (&accepted, &rejects), "a second pass gives the same");
    let (info, header) = (catalog.info().clone(), catalog.header_bytes().to_vec());
    Ok(Pass { accepted, rejects, rows: rows.rows_read(), info, header })
}

fn catalog(name: &str, bytes: impl AsRef<[u8]>) -> Pass<Listing> {
    catalog_with(name, bytes, &InputConfig::default()).unwrap()
}

fn catalog_error(name: &str, bytes: impl AsRef<[u8]>) -> String {
    catalog_with(name, bytes, &InputConfig::default()).err().expect("an error").to_string()
}

fn keywords(name: &str, bytes: impl AsRef<[u8]>) -> Result<Pass<Keyword>> {
    let dir = Dir::new();
    let table = KeywordTable::open(&dir.file(name, &bytes), &InputConfig::default())?;
    let (accepted, rejects) = split(table.rows()?);
    let (info, header) = (table.info().clone(), table.header_bytes().to_vec());
    Ok(Pass { rows: 0, accepted, rejects, info, header })
}

fn traffic(bytes: impl AsRef<[u8]>) -> (Vec<Vec<TrafficRecord>>, Vec<Reject>, TableInfo) {
    let dir = Dir::new();
    let table = TrafficTable::open(&dir.file("t.csv", bytes), &InputConfig::default()).unwrap();
    let (accepted, rejects) = split(table.rows().unwrap());
    (accepted, rejects, table.info().clone())
}

fn encode(text: &str, encoding: &str) -> Vec<u8> {
    match encoding {
        "utf-8-bom" => ["\u{feff}", text].concat().into_bytes(),
        "gbk" => encoding_rs::GB18030.encode(text).0.into_owned(),
        "utf-16le-bom" => encode(&format!("\u{feff}{text}"), "utf-16le"),
        "utf-16be-bom" => encode(&format!("\u{feff}{text}"), "utf-16be"),
        "utf-16le" => text.encode_utf16().flat_map(u16::to_le_bytes).collect(),
        "utf-16be" => text.encode_utf16().flat_map(u16::to_be_bytes).collect(),
        _ => text.as_bytes().to_vec(),
    }
}

fn writeln_to(text: &mut String, line: std::fmt::Arguments<'_>) {
    std::fmt::Write::write_fmt(text, line).unwrap();
}

const ENCODINGS: [&str; 7] = ["utf-8", "utf-8-bom", "gbk", "utf-16le-bom", "utf-16be-bom", "utf-16le", "utf-16be"];

#[test]
fn every_encoding_delimiter_and_line_end_gives_the_same_rows() {
    for encoding in ENCODINGS {
        for delimiter in [",", "\t", ";", "|"] {
            for end in ["\n", "\r\n", "\r"] {
                let rows = [
                    ["宝贝ID", "宝贝标题", "价格(元)", "销量"],
                    ["583316802348", "秋冬加厚羊绒围巾女", "12.80", "1.2万+人付款"],
                    ["A18164178225", "连衣裙女春秋", "￥99", ""],
                ];
                let text: String = rows.iter().map(|row| row.join(delimiter) + end).collect();
                let pass = catalog("goods.csv", encode(&text, encoding));
                let label = format!("{encoding} {delimiter:?} {end:?}");
                assert!(pass.rejects.is_empty(), "{label}: {:?}", pass.rejects);
                assert_eq!(pass.accepted.len(), 2, "{label}");
                assert_eq!(pass.accepted[0].id.as_str(), "583316802348", "{label}");
                assert_eq!(pass.accepted[0].title, "秋冬加厚羊绒围巾女");
                assert_eq!(pass.accepted[0].price, Figure::exact(12.8));
                assert_eq!(pass.accepted[0].sales, Figure::at_least(12_000.0));
                assert_eq!(pass.accepted[1].price, Figure::exact(99.0));
                assert_eq!(pass.info.delimiter, delimiter.chars().next());
                let name = if encoding == "gbk" { "gb18030" } else { encoding.trim_end_matches("-bom") };
                assert_eq!(pass.info.encoding, name);
            }
        }
    }
}

#[test]
fn positions_and_raw_bytes_are_exact_in_every_encoding() {
    for encoding in ENCODINGS {
        let rows = [
            "id,title,price,description\r\n",
            "1,好看的围巾,12,\"<p>第一行</p>\r\n<p>第,二\"\"行</p>\"\r\n",
            "\r\n",
            "2,€欧元𠀀标题,面议,\"<p>又\r\n一段</p>\"\r\n",
            "3,围巾,9,\r\n",
            "4,\"换\r\n行\",abc,\r\n",
        ];
        let bytes = encode(&rows.concat(), encoding);
        let pass = catalog("goods.csv", &bytes);
        assert_eq!(pass.accepted.iter().map(|l| l.id.as_str()).collect::<Vec<_>>(), ["1", "3"], "{encoding}");
        assert_eq!(pass.accepted[0].description, "<p>第一行</p>\n<p>第,二\"行</p>");
        assert_eq!(pass.rows, 4, "the blank line is no row");
        let plain = encoding.trim_end_matches("-bom");
        for (reject, line, row, field) in [(&pass.rejects[0], 5, 3, "面议"), (&pass.rejects[1], 9, 5, "abc")] {
            assert_eq!(reject.column, "price", "{encoding}");
            assert_eq!(reject.line, line, "{encoding}");
            assert_eq!(reject.raw, encode(rows[row], plain), "{encoding}");
            let at = usize::try_from(reject.byte_offset).unwrap();
            assert!(bytes[at..].starts_with(&encode(field, plain)), "{encoding}: {at}");
        }
        assert!(bytes.starts_with(&pass.header));
        assert_eq!(&bytes[pass.header.len()..][..encode(rows[1], plain).len()], encode(rows[1], plain), "{encoding}");
        // Header and rejected rows are a table again.
        let mended =
            [pass.header.clone(), pass.rejects.iter().flat_map(|reject| reject.raw.clone()).collect()].concat();
        assert_eq!(catalog("mend.csv", mended).rejects.len(), 2, "{encoding}");
    }
}

#[test]
fn one_unterminated_quote_costs_one_line() {
    let text = "id,title,price\n1,好,1\n2,\"坏的引号,2\n3,好,3\n4,\"好, 带逗号\",4\n5,好,5\n";
    let pass = catalog("goods.csv", text);
    assert_eq!(pass.accepted.iter().map(|l| l.id.as_str()).collect::<Vec<_>>(), ["1", "3", "4", "5"]);
    let reject = &pass.rejects[0];
    assert_eq!(
        (reject.line, reject.column.as_str(), reject.raw.as_slice()),
        (3, "title", "2,\"坏的引号,2\n".as_bytes())
    );
    assert!(text[usize::try_from(reject.byte_offset).unwrap()..].starts_with("\"坏的引号"));
    assert!(reject.reason.contains("引号没有闭合"));

    let last = catalog("goods.csv", "id,title\n1,好\n2,\"坏\n3,好\n4,好");
    assert_eq!((last.accepted.len(), last.rejects.len(), last.rejects[0].line), (3, 1, 3));
}

#[test]
fn a_quote_left_open_on_every_line_is_a_reject_on_every_line() {
    let mut text = String::from("id,title\n");
    for row in 0..3000 {
        writeln_to(&mut text, format_args!("{row},\"坏{row}\n"));
    }
    let pass = catalog("goods.csv", text);
    assert_eq!((pass.accepted.len(), pass.rejects.len()), (0, 3000));
}

#[test]
fn an_open_quote_behind_a_long_field_rejects_up_to_its_own_line() {
    let text = "id,description,title\n1,\"<p>\n</p>\",\"坏\n2,d,好\n3,d,\"好\"\n";
    let pass = catalog("goods.csv", text);
    assert_eq!(pass.accepted.iter().map(|l| l.id.as_str()).collect::<Vec<_>>(), ["2", "3"]);
    assert_eq!(pass.rejects[0].raw, b"1,\"<p>\n</p>\",\"\xe5\x9d\x8f\n");
    assert_eq!(pass.rejects[0].line, 3);
}

#[test]
fn malformed_bytes_reject_their_row_alone() {
    for (encoding, bad) in [("utf-8", &b"\xff"[..]), ("gbk", b"\xff"), ("utf-16le-bom", b"\x00\xd8")] {
        let plain = encoding.trim_end_matches("-bom");
        let mut bytes = encode("id,title,shop\n1,秋冬加厚羊绒围巾女百搭,甲店\n2,连衣裙", encoding);
        let title = bytes.len() - encode("连衣裙", plain).len();
        let at = bytes.len();
        bytes.extend_from_slice(bad);
        bytes.extend(encode("女,乙店\n3,帽子男女通用款,丙店\n", plain));
        let pass = catalog("goods.csv", &bytes);
        assert_eq!(pass.accepted.iter().map(|l| l.id.as_str()).collect::<Vec<_>>(), ["1", "3"], "{encoding}");
        let reject = &pass.rejects[0];
        assert_eq!((reject.line, reject.column.as_str()), (3, "title"), "{encoding}");
        assert_eq!(reject.byte_offset, title as u64, "{encoding}");
        assert!(reject.reason.contains(&format!("第 {at} 字节")), "{}", reject.reason);
        assert!(reject.raw.windows(bad.len()).any(|window| window == bad));
    }
}

#[test]
fn short_long_and_repeated_rows_are_rejects() {
    let text = "id,title,price\n1,好\n2,好,1,多\n3,好,1,,\nid,title,price\n4,好,2\n,,\n";
    let pass = catalog("goods.csv", text);
    assert_eq!(pass.accepted.iter().map(|l| l.id.as_str()).collect::<Vec<_>>(), ["3", "4"]);
    let reasons: Vec<_> = pass.rejects.iter().map(|reject| (reject.line, reject.reason.as_str())).collect();
    assert_eq!(reasons.len(), 3, "{reasons:?}");
    assert!(reasons[0].1.contains("只有 2 列") && reasons[0].0 == 2);
    assert!(reasons[1].1.contains("有 4 列") && reasons[1].0 == 3);
    assert!(reasons[2].1.contains("重复了表头") && reasons[2].0 == 5);
    assert_eq!(pass.rejects[0].byte_offset, 15);
}

#[test]
fn notices_before_the_header_are_passed_over() {
    let text = "生意参谋 商品排行\n导出时间：2026-11-14\n\n统计日期,商品ID,商品名称,支付件数\n2026-11-14,1,围巾,5\n";
    let pass = catalog("goods.csv", text);
    assert_eq!(pass.accepted[0].title, "围巾");
    assert_eq!(pass.accepted[0].updated.unwrap().to_string(), "2026-11-14T00:00:00");
    assert!(text.as_bytes().starts_with(&pass.header) && pass.header.ends_with("支付件数\n".as_bytes()));
}

#[test]
fn files_that_are_no_table_are_refused_with_the_reason() {
    let cases: [(&str, &[u8], &str); 15] = [
        ("a.csv", b"", "is empty"),
        ("a.csv", b"\xef\xbb\xbf\n \n", "blank lines"),
        ("a.csv", b"id,title,price\n", "has a header but no rows"),
        ("a.csv", b"id,title,price\n\n,,\n", "has a header but no rows"),
        ("a.csv", b"\x89PNG\r\n\x1a\n", "PNG"),
        ("a.csv", b"\xff\xd8\xff\xe0", "JPEG"),
        ("a.csv", b"%PDF-1.7", "PDF"),
        ("a.xls", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "save it as .xlsx or .csv"),
        ("a.xlsx", b"PK\x03\x04 nothing of a zip", "save it again"),
        ("a.csv", b"\x00\x01\x02\x03\x80\x81\xfe\x07\x08\x90\xff\x05", "binary"),
        ("a.csv", b"colour,size\nred,1\n", "\"size\""),
        ("a.jsonl", b"[1,2]\n", "one object a line"),
        ("a.jsonl", b"{\"id\":1}\n", "no title column"),
        ("a.csv", b"<!DOCTYPE html><html>\n", "web page"),
        ("a.csv", b"title,title\na,b\n", "stands 2 times"),
    ];
    for (name, bytes, expected) in cases {
        let message = catalog_error(name, bytes);
        assert!(message.contains(expected), "{name}: {message}");
    }
    let dir = Dir::new();
    let error = |path: &std::path::Path| Catalog::open(path, &InputConfig::default()).unwrap_err();
    assert!(error(dir.0.path()).to_string().contains("is a folder"));
    assert!(error(&dir.0.path().join("none.csv")).to_string().contains("no such file"));
}

#[test]
fn an_unknown_header_is_answered_with_the_lines_that_map_it() {
    let message = catalog_error("goods.csv", "编码,导出标题,价\n1,秋冬围巾,2\n");
    assert!(message.contains("\"编码\", \"导出标题\", \"价\""), "{message}");
    assert!(message.contains("[input.catalog_columns]\n\"导出标题\" = \"title\""), "{message}");
    let mut config = InputConfig::default();
    config.catalog_columns.insert("导出标题".into(), "title".into());
    let pass = catalog_with("goods.csv", "编码,导出标题,标题\n1,秋冬围巾,旧\n", &config).unwrap();
    assert_eq!(pass.accepted[0].title, "秋冬围巾", "the mapping beats the alias");
    assert_eq!(pass.info.ignored_columns, ["编码", "标题"]);
}

#[test]
fn a_mapping_that_does_not_fit_is_an_error() {
    let mut config = InputConfig::default();
    config.catalog_columns.insert("价".into(), "prize".into());
    let error = catalog_with("goods.csv", "标题,价\n围巾,2\n", &config).err().unwrap();
    assert!(matches!(error.kind(), ErrorKind::Config { .. }));
    assert!(error.to_string().contains("title, id, category, price"), "{error}");
    config.catalog_columns = [("没有".to_owned(), "price".to_owned())].into();
    let error = catalog_with("goods.csv", "标题,价\n围巾,2\n", &config).err().unwrap();
    assert!(error.to_string().contains("no column \"没有\""), "{error}");
}

#[test]
fn two_columns_for_one_field_are_ambiguous_until_one_is_ignored() {
    let text = "宝贝标题,商品名称\n甲,乙\n";
    let message = catalog_error("goods.csv", text);
    assert!(
        message.contains("\"宝贝标题\", \"商品名称\"") && message.contains("\"商品名称\" = \"ignore\""),
        "{message}"
    );
    let mut config = InputConfig::default();
    config.catalog_columns.insert("商品名称".into(), "ignore".into());
    assert_eq!(catalog_with("goods.csv", text, &config).unwrap().accepted[0].title, "甲");
}

#[test]
fn taobao_assistant_packages_are_read_in_every_form() {
    let english = "title\tcid\tprice\tnum\tvalid_thru\tlist_time\tdescription\tcateProps\tskuProps\tinputValues\tpropAlias\touter_id\tnum_id\tuser_name\tmodified";
    let chinese = "宝贝名称\t宝贝类目\t宝贝价格\t宝贝数量\t有效期\t开始时间\t宝贝描述\t宝贝属性\t销售属性组合\t用户输入名-值对\t销售属性别名\t商家编码\t数字ID\t账户名称\t修改时间";
    let row = "\"羊绒围巾\"\t\"50012840\"\t12.80\t30\t7\t2026-11-14 20:31:05\t\"<p>\"\"好\"\"</p>\r\n<p>围巾</p>\"\t\"20000:29534;\"\t\"12:3:W1:1627207:28341;\"\t\"羊绒\"\t\"1627207:3232483:酒红色;\"\tW1\t583316802348\t小店\t2026-11-15 08:00:00";
    let unpublished =
        "\"围巾二\"\t50012840\t12.80\t30\t7\t1980-01-01 00:00:00\t\"\"\t\"\"\t\"\"\t\"\"\t\"\"\tW2\t0\t小店\t";
    let version = format!("version 1.00{}", "\t".repeat(14));
    for encoding in ["utf-16le-bom", "gbk"] {
        for header in [
            format!("{version}\r\n{english}\r\n{chinese}"),
            format!("version 1.00\r\n{english}\r\n{chinese}"),
            chinese.to_owned(),
        ] {
            let pass = catalog("goods.csv", encode(&format!("{header}\r\n{row}\r\n{unpublished}\r\n"), encoding));
            assert!(pass.rejects.is_empty(), "{:?}", pass.rejects);
            assert_eq!((pass.info.format, pass.accepted.len()), ("taobao-assistant", 2));
            let listing = &pass.accepted[0];
            assert_eq!((listing.id.as_str(), listing.title.as_str()), ("583316802348", "羊绒围巾"));
            assert_eq!((listing.shop.as_str(), listing.category.as_str()), ("小店", "50012840"));
            assert_eq!((listing.stock, listing.valid_days), (Some(30), Some(7)));
            assert_eq!(listing.list_time.unwrap().to_string(), "2026-11-14T20:31:05");
            assert_eq!(listing.description, "<p>\"好\"</p>\n<p>围巾</p>");
            assert_eq!(listing.sku_names, ["酒红色"]);
            assert_eq!(listing.attributes.len(), 1);
            assert_eq!(listing.attributes[0].value, "羊绒");
            assert_eq!((pass.accepted[1].id.as_str(), pass.accepted[1].list_time), ("outer:W2", None));
        }
    }
}

#[test]
fn ids_are_text_and_a_rounded_one_is_a_reject() {
    let pass = catalog("goods.csv", "宝贝ID,标题\n000123,甲\n5.83317E+11,乙\n,丙\n=\"583316802348\",丁\n1e5,戊\n");
    let ids: Vec<_> = pass.accepted.iter().map(|listing| listing.id.as_str()).collect();
    assert_eq!(ids, ["000123", "goods#3", "583316802348", "1e5"]);
    assert_eq!((pass.rejects[0].column.as_str(), pass.rejects[0].line), ("宝贝ID", 3));
    assert!(pass.rejects[0].reason.contains("文本"));
}

#[test]
fn json_lines_keep_numbers_as_written_and_reject_bad_lines() {
    let text = "{\"nid\":583316802348123456789,\"raw_title\":\"甲<围巾>\",\"view_sales\":\"12人付款\",\"props\":{\"材质\":\"羊毛\"}}\n\
        {\"nid\":2,\"raw_title\":\n\
        {\"raw_title\":\"<span class=H>连衣</span>裙\",\"nid\":\"3\",\"view_price\":\"面议\"}\n\
        {\"nid\":4,\"raw_title\":\"<span class=H>连衣</span>裙\",\"view_price\":12.50}\n\n[]\n";
    for encoding in ["utf-8", "utf-8-bom", "gbk", "utf-16le-bom"] {
        let bytes = encode(text, encoding);
        let pass = catalog("goods.jsonl", &bytes);
        assert_eq!(pass.info.format, "json-lines");
        assert_eq!(pass.accepted[0].id.as_str(), "583316802348123456789");
        assert_eq!(
            (pass.accepted[0].title.as_str(), pass.accepted[0].attributes[0].value.as_str()),
            ("甲<围巾>", "羊毛")
        );
        assert_eq!((pass.accepted[1].title.as_str(), pass.accepted[1].price), ("连衣裙", Figure::exact(12.5)));
        assert_eq!(pass.rejects.iter().map(|reject| reject.line).collect::<Vec<_>>(), [2, 3, 6]);
        let plain = encoding.trim_end_matches("-bom");
        let at = usize::try_from(pass.rejects[1].byte_offset).unwrap();
        assert!(bytes[at..].starts_with(&encode("\"面议\"", plain)), "{encoding}");
    }
}

#[test]
fn workbooks_are_read_without_rounding() {
    use rust_xlsxwriter::{ExcelDateTime, Format, Formula, Workbook};
    let mut workbook = Workbook::new();
    workbook.add_worksheet().set_name("说明").unwrap().write(0, 0, "这是说明").unwrap();
    let sheet = workbook.add_worksheet().set_name("商品").unwrap();
    sheet.write(0, 0, "导出说明").unwrap();
    for (column, name) in ["商品ID", "商品标题", "价格", "更新日期", "库存"].iter().enumerate() {
        sheet.write(2, u16::try_from(column).unwrap(), *name).unwrap();
    }
    let date = Format::new().set_num_format("yyyy-mm-dd hh:mm");
    sheet.write(3, 0, 583_316_802_348_f64).unwrap().write(3, 1, "围\"巾").unwrap().write(3, 2, 12.8).unwrap();
    sheet.write_with_format(3, 3, ExcelDateTime::from_ymd(2016, 11, 14).unwrap(), &date).unwrap();
    sheet.write(5, 0, "A1").unwrap().write(5, 1, "连衣裙,女").unwrap().write(5, 2, "面议").unwrap();
    sheet.write(6, 1, "帽子").unwrap().write_formula(6, 2, Formula::new("=1/0").set_result("#DIV/0!")).unwrap();
    sheet.write(7, 0, 583_316_802_348_123_456_f64).unwrap().write(7, 1, "丢了位数").unwrap();
    sheet.write(8, 0, "B").unwrap().write(8, 1, "多一格").unwrap().write(8, 7, "外").unwrap();
    sheet
        .write(9, 0, "C")
        .unwrap()
        .write(9, 1, "日期是数")
        .unwrap()
        .write(9, 3, 42_688.5)
        .unwrap()
        .write(9, 4, 3)
        .unwrap();
    sheet.write(1_048_575, 16_383, "尽头").unwrap();
    let pass = catalog("goods.xlsx", workbook.save_to_buffer().unwrap());
    assert_eq!(pass.info.format, "xlsx");
    assert_eq!(pass.accepted.len(), 2, "{:?}", pass.rejects);
    let listing = &pass.accepted[0];
    assert_eq!(
        (listing.id.as_str(), listing.title.as_str(), listing.price),
        ("583316802348", "围\"巾", Figure::exact(12.8))
    );
    assert_eq!(listing.updated.unwrap().to_string(), "2016-11-14T00:00:00");
    assert_eq!(pass.accepted[1].updated.unwrap().to_string(), "2016-11-14T12:00:00");
    assert_eq!(pass.accepted[1].stock, Some(3));
    let rejects: Vec<_> = pass.rejects.iter().map(|reject| (reject.line, reject.column.as_str())).collect();
    assert_eq!(rejects, [(6, "价格"), (7, "价格"), (8, "商品ID"), (9, ""), (1_048_576, "")]);
    assert_eq!(pass.rejects[0].raw, "A1,\"连衣裙,女\",面议\r\n".as_bytes());
    assert_eq!(pass.header, "导出说明\r\n商品ID,商品标题,价格,更新日期,库存\r\n".as_bytes());
}

#[test]
fn a_workbook_without_a_header_or_with_another_sheet_named_is_refused() {
    let mut workbook = rust_xlsxwriter::Workbook::new();
    workbook.add_worksheet().write(0, 0, "颜色").unwrap().write(0, 1, "尺码").unwrap();
    let bytes = workbook.save_to_buffer().unwrap();
    let message = catalog_error("goods.xlsx", &bytes);
    assert!(message.contains("\"颜色\", \"尺码\""), "{message}");
    let config = InputConfig { sheet: Some("商品".into()), ..InputConfig::default() };
    let message = catalog_with("goods.xlsx", &bytes, &config).err().unwrap().to_string();
    assert!(message.contains("no sheet \"商品\"") && message.contains("Sheet1"), "{message}");
}

#[test]
fn a_line_beyond_the_limit_is_cut_and_the_next_one_read() {
    let text = format!("id,title\n1,{}\n2,好\n", "长".repeat(2 << 20));
    let pass = catalog("goods.csv", text);
    assert_eq!((pass.accepted.len(), pass.rejects.len(), pass.rejects[0].raw.len()), (1, 1, (4 << 20) + 1));
    assert!(pass.rejects[0].raw.ends_with(b"\n"));
}

#[test]
fn an_open_quote_before_megabytes_of_rows_costs_one_line() {
    let mut text = String::from("id,title\n1,\"坏\n");
    for row in 0..400_000 {
        writeln_to(&mut text, format_args!("{row},好看的围巾\n"));
    }
    let pass = catalog("goods.csv", text);
    assert_eq!((pass.accepted.len(), pass.rejects.len()), (400_000, 1));
}

#[test]
fn gbk_text_after_a_megabyte_of_ascii_is_still_gbk() {
    let mut text = String::from("id,title\n");
    for row in 0..150_000 {
        writeln_to(&mut text, format_args!("{row},plain\n"));
    }
    let mut bytes = text.into_bytes();
    bytes.extend(encode("9,秋冬加厚羊绒围巾女百搭\n", "gbk"));
    let pass = catalog("goods.csv", bytes);
    assert_eq!(
        (pass.info.encoding, pass.accepted.last().unwrap().title.as_str()),
        ("gb18030", "秋冬加厚羊绒围巾女百搭")
    );
}

#[test]
fn aliases_are_written_folded_and_belong_to_one_field() {
    for schema in [&catalog::SCHEMA, &keywords::SCHEMA, &traffic::SCHEMA] {
        let mut all: Vec<&str> =
            schema.fields.iter().flat_map(|spec| spec.aliases.iter()).flat_map(|group| group.iter()).copied().collect();
        for alias in &all {
            assert_eq!(schema::fold_header(alias), *alias);
        }
        let count = all.len();
        all.sort_unstable();
        all.dedup();
        assert_eq!(all.len(), count, "{}", schema.kind);
    }
}
