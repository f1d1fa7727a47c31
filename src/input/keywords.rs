//! Keyword tables: rows that are keywords with their figures.

use std::path::Path;
use std::sync::Arc;

use super::record::Record;
use super::schema::{Columns, FieldSpec, Schema, Take};
use super::table::{CellFault, NUL, Table};
use super::table_rows::TableRows;
use super::{Row, TableInfo, figures};
use crate::config::InputConfig;
use crate::error::Result;
use crate::keyword::Keyword;

const KEYWORD: usize = 0;
const CATEGORY: usize = 1;
const VOLUME: usize = 2;
const LISTINGS: usize = 3;
const RATIO: usize = 4;
const CLICK_RATE: usize = 5;
const CONVERSION_RATE: usize = 6;
const TMALL_SHARE: usize = 7;
const GROWTH: usize = 8;

/// A bare click rate above this is taken for a percentage whose sign is missing; shoppers click several listings a search, so
/// rates above 1 are real.
const HIGHEST_CLICK_RATE: f64 = 10.0;
/// A bare conversion rate or share above this is taken for a percentage whose sign is missing.
const HIGHEST_SHARE: f64 = 1.0;

/// Fields of a keyword table by the index above. Of several volumes the first that is there counts: 搜索人气, 搜索人数, 搜索指数,
/// 搜索热度, 展现指数.
static FIELDS: [FieldSpec; 9] = [
    filled(
        "keyword",
        &[
            &[
                "关键词",
                "关键字",
                "搜索词",
                "拓展词",
                "相关搜索词",
                "热搜搜索词",
                "长尾词",
                "热搜长尾词",
                "修饰词",
                "热搜修饰词",
                "品牌词",
                "热搜品牌词",
                "核心词",
                "热搜核心词",
                "飙升词",
                "飙升搜索词",
                "飙升长尾词",
                "飙升修饰词",
                "飙升品牌词",
                "飙升核心词",
                "推荐词",
                "keyword",
                "keywords",
                "bid_word",
                "bidword",
                "query",
                "search_word",
                "searchword",
            ],
            &["词", "词语", "word"],
        ],
    ),
    filled(
        "category",
        &[&["类目", "类目名称", "叶子类目", "所属类目", "category", "category_name"], &["二级类目"], &["一级类目"]],
    ),
    field(
        "volume",
        &[
            &["搜索人气", "seipvuvhits"],
            &["搜索人数", "搜索人数区间", "搜索量", "月搜索量", "日均搜索量", "volume", "search_volume"],
            &["搜索指数"],
            &["搜索热度", "sepvindex"],
            &["展现指数", "展现量", "展现", "impression", "impressions"],
        ],
    ),
    field(
        "listings",
        &[
            &[
                "在线商品数",
                "当前宝贝数",
                "宝贝数",
                "商品数",
                "商品数区间",
                "在线商品数区间",
                "在线宝贝数",
                "全网商品数",
                "onlinegoodscnt",
                "listings",
            ],
            &["宝贝数量", "商品数量"],
        ],
    ),
    field("demand_supply_ratio", &[&["需求供给比", "demand_supply_ratio"]]),
    field("click_rate", &[&["点击率", "点击率区间", "clickrate", "click_rate", "ctr"]]),
    field(
        "conversion_rate",
        &[
            &["支付转化率", "支付转化率区间", "payconvrate", "conversion_rate"],
            &["转化率", "成交转化率", "cvr"],
            &["点击转化率"],
        ],
    ),
    field(
        "tmall_share",
        &[&[
            "商城点击占比",
            "天猫占比",
            "天猫点击占比",
            "天猫商品点击占比",
            "天猫商品点击率",
            "猫店占比",
            "tmclickratio",
            "tmall_share",
        ]],
    ),
    field("growth", &[&["搜索增长幅度", "搜索增速", "搜索人气环比", "搜索增长率", "growth"], &["词均搜索增长幅度"]]),
];

const fn filled(name: &'static str, aliases: &'static [&'static [&'static str]]) -> FieldSpec {
    FieldSpec { name, aliases, take: Take::Filled }
}

const fn field(name: &'static str, aliases: &'static [&'static [&'static str]]) -> FieldSpec {
    FieldSpec { name, aliases, take: Take::One }
}

pub(super) static SCHEMA: Schema = Schema {
    kind: "keyword table",
    mapping_key: "input.keyword_columns",
    fields: &FIELDS,
    required: KEYWORD,
    beside: None,
    is_header: |fields, _| fields.contains(&Some(KEYWORD)),
    word_list: true,
};

/// An opened keyword table. A pass over it can be made any number of times.
///
/// A `.txt` file without a known header is a list of words: every line is a keyword.
#[derive(Debug)]
pub struct KeywordTable {
    table: Arc<Table>,
}

impl KeywordTable {
    /// Works out format, encoding, delimiter and columns of the file at `path`.
    ///
    /// # Errors
    /// When the file cannot be used at all (missing, empty, no table, no keyword column, a header alone), or when the
    /// configuration's mapping does not fit it.
    pub fn open(path: &Path, config: &InputConfig) -> Result<Self> {
        let table = Table::open(path, &SCHEMA, config, &config.keyword_columns)?;
        Ok(Self { table: Arc::new(table) })
    }

    /// What was found out about the file.
    pub fn info(&self) -> &TableInfo {
        &self.table.info
    }

    /// Every header line as it came, byte-order mark included: a file of rejected rows starts with it.
    pub fn header_bytes(&self) -> &[u8] {
        &self.table.header_bytes
    }

    /// A pass over the rows from the first one.
    ///
    /// # Errors
    /// When the file cannot be opened any more.
    pub fn rows(&self) -> Result<KeywordRows> {
        Ok(KeywordRows { rows: TableRows::open(&self.table)? })
    }
}

/// A pass over a keyword table.
#[derive(Debug)]
pub struct KeywordRows {
    rows: TableRows,
}

impl KeywordRows {
    /// Data rows met so far, rejected ones included; blank lines are not rows.
    pub fn rows_read(&self) -> u64 {
        self.rows.rows_read()
    }

    /// SHA-256 of the file in lower-case hexadecimal; `None` until the pass has come to its end.
    pub fn sha256(&self) -> Option<String> {
        self.rows.sha256()
    }
}

impl Iterator for KeywordRows {
    type Item = Result<Row<Keyword>>;

    fn next(&mut self) -> Option<Self::Item> {
        self.rows.next_row(|record, columns, _| keyword(record, columns))
    }
}

fn keyword(record: &Record, columns: &Columns) -> Result<Keyword, CellFault> {
    let cell = |field: usize| columns.filled(field, record).map_or("", |column| record.get(column));
    let fault = |field: usize| move |reason: String| CellFault::new(columns.of(field), reason);
    let count = |field: usize| figures::count(cell(field)).map_err(fault(field));
    let share = |field: usize, highest: f64| figures::rate_up_to(cell(field), highest).map_err(fault(field));
    let text = cell(KEYWORD);
    if text.is_empty() {
        return Err(CellFault::new(columns.of(KEYWORD), "关键词是空的"));
    }
    if text.contains('\0') {
        return Err(CellFault::new(columns.filled(KEYWORD, record), NUL));
    }
    Ok(Keyword {
        text: text.to_owned(),
        category: cell(CATEGORY).to_owned(),
        volume: count(VOLUME)?,
        listings: count(LISTINGS)?,
        demand_supply_ratio: count(RATIO)?,
        click_rate: share(CLICK_RATE, HIGHEST_CLICK_RATE)?,
        conversion_rate: share(CONVERSION_RATE, HIGHEST_SHARE)?,
        tmall_share: share(TMALL_SHARE, HIGHEST_SHARE)?,
        growth: figures::growth(cell(GROWTH)).map_err(fault(GROWTH))?,
    })
}
