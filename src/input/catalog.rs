//! Catalogs: rows that are listings.

use std::path::Path;
use std::sync::Arc;

use super::attributes::{labels, properties};
use super::id::listing_id;
use super::margin::unit_margin;
use super::record::{Kind, Record};
use super::schema::{Columns, FieldSpec, Schema, Take, fold_header};
use super::shelf;
use super::table::{CellFault, NUL, Table};
use super::table_rows::TableRows;
use super::{Row, TableInfo, dates, figures};
use crate::config::InputConfig;
use crate::error::Result;
use crate::listing::{Attribute, Listing, ListingId};

const TITLE: usize = 0;
const ID: usize = 1;
const CATEGORY: usize = 2;
const PRICE: usize = 3;
const SALES: usize = 4;
const STOCK: usize = 5;
const SHOP: usize = 6;
const BRAND: usize = 7;
const ATTRIBUTES: usize = 8;
const SKU: usize = 9;
const OUTER_ID: usize = 10;
const LIST_TIME: usize = 11;
const END_TIME: usize = 12;
const VALID_THRU: usize = 13;
const DESCRIPTION: usize = 14;
const UPDATED: usize = 15;
const SUBTITLE: usize = 16;
const TITLE_EDITED: usize = 17;
const COST: usize = 18;
const PROFIT: usize = 19;
const MARGIN: usize = 20;
const SHELF: usize = 21;

/// Fields of a catalog by the index above, each with its aliases in order of precedence.
static FIELDS: [FieldSpec; 22] = [
    filled(
        "title",
        &[
            &["raw_title"],
            &[
                "标题",
                "宝贝标题",
                "商品标题",
                "产品标题",
                "商品名称",
                "宝贝名称",
                "产品名称",
                "商品名",
                "宝贝名",
                "title",
                "item_title",
                "product_title",
                "goods_title",
                "item_name",
                "product_name",
                "goods_name",
                "listing_title",
                "itemtitle",
            ],
            &["名称", "品名", "name"],
        ],
    ),
    filled(
        "id",
        &[
            &["num_id", "数字id", "numiid", "num_iid"],
            &[
                "宝贝id",
                "商品id",
                "产品id",
                "nid",
                "item_id",
                "itemid",
                "auction_id",
                "宝贝编号",
                "商品编号",
                "商品数字id",
                "链接id",
                "goods_id",
                "product_id",
                "listing_id",
                "auctionid",
                "宝贝数字id",
            ],
            &["id", "编号"],
        ],
    ),
    filled(
        "category",
        &[
            &["叶子类目", "叶子类目名称", "末级类目", "四级类目"],
            &["三级类目"],
            &["二级类目"],
            &[
                "类目",
                "宝贝类目",
                "商品类目",
                "类目名称",
                "category",
                "category_name",
                "分类",
                "商品分类",
                "所属类目",
                "cat_name",
            ],
            &["一级类目", "主营类目"],
            &["cid", "类目id", "category_id", "cat_id", "cat"],
        ],
    ),
    one(
        "price",
        &[
            &["价格", "宝贝价格", "商品价格", "price", "view_price"],
            &["售价", "现价", "销售价", "sale_price"],
            &["一口价", "原价", "reserve_price", "吊牌价"],
        ],
    ),
    one(
        "sales",
        &[
            &["月销量", "30天销量", "销量", "sales", "sale_count", "sold", "月成交", "month_sales", "销售量"],
            &["付款人数", "view_sales", "deal", "成交笔数", "sell_count", "支付件数"],
            &["收货人数", "确认收货人数"],
            &["总销量", "累计销量", "total_sales"],
        ],
    ),
    one("stock", &[&["库存", "宝贝数量", "库存数量", "可售库存", "stock", "quantity", "num"], &["数量", "总库存"]]),
    filled(
        "shop",
        &[
            &["店铺", "店铺名称", "店铺名", "shop", "shop_name", "shopname", "store", "shop_title"],
            &[
                "卖家",
                "卖家昵称",
                "掌柜",
                "掌柜名",
                "旺旺",
                "掌柜旺旺",
                "旺旺名",
                "账户名称",
                "用户名称",
                "账号名称",
                "nick",
                "seller",
                "seller_nick",
                "user_name",
                "username",
            ],
        ],
    ),
    one("brand", &[&["品牌", "品牌名称", "品牌名", "brand", "brand_name"]]),
    every(
        "attributes",
        &[&[
            "属性",
            "宝贝属性",
            "商品属性",
            "产品参数",
            "商品参数",
            "参数",
            "attributes",
            "attribute",
            "props",
            "cateprops",
            "skuprops",
            "销售属性组合",
            "inputvalues",
            "用户输入名-值对",
            "input_custom_cpv",
            "自定义属性值",
            "cpv_memo",
            "属性值备注",
            "item_props",
            "props_name",
        ]],
    ),
    every(
        "sku",
        &[&[
            "sku",
            "skus",
            "sku名称",
            "sku_name",
            "sku_names",
            "sku属性",
            "颜色分类",
            "规格",
            "规格名称",
            "销售属性",
            "颜色",
            "尺码",
            "propalias",
            "销售属性别名",
            "property_alias",
        ]],
    ),
    one("outer_id", &[&["outer_id", "商家编码", "外部编码", "商品编码", "货号"]]),
    one(
        "list_time",
        &[&["上架时间", "开始时间", "上架日期", "list_time", "listtime"], &["发布时间", "发布日期", "创建时间"]],
    ),
    one("end_time", &[&["下架时间", "结束时间", "下架日期", "delist_time", "end_time"]]),
    one("valid_thru", &[&["有效期", "valid_thru", "上架周期"]]),
    filled(
        "description",
        &[
            &["描述", "宝贝描述", "商品描述", "详情", "宝贝详情", "商品详情", "description", "desc", "detail", "html"],
            &["无线详情", "手机详情", "wireless_desc"],
        ],
    ),
    one(
        "updated",
        &[
            &["更新日期", "更新时间", "update_time", "updated", "updated_at", "updatetime"],
            &MODIFIED,
            &["日期", "统计日期", "采集时间", "抓取时间", "采集日期", "date", "crawl_time"],
        ],
    ),
    one("subtitle", &[&["subtitle", "宝贝卖点", "商品卖点", "卖点", "副标题", "sub_title"]]),
    one("title_edited", &[&["标题修改时间", "标题修改日期", "改标题时间", "title_edited", "last_title_edit"]]),
    one(
        "cost",
        &[&["成本", "成本价", "进价", "进货价", "采购价", "拿货价", "供货价", "cost", "cost_price", "purchase_price"]],
    ),
    one("profit", &[&["毛利", "利润", "毛利额", "单件利润", "单件毛利", "profit", "gross_profit", "unit_profit"]]),
    one("margin", &[&["毛利率", "利润率", "margin", "margin_rate", "profit_rate", "gross_margin", "profit_margin"]]),
    one(
        "shelf",
        &[
            &["approve_status", "上架状态", "是否上架", "出售状态", "销售状态", "在售状态", "shelf_status", "放入仓库"],
            &["商品状态", "宝贝状态", "状态", "status"],
        ],
    ),
];

/// Headers of the time at which somebody changed the listing.
const MODIFIED: [&str; 3] = ["修改时间", "修改日期", "modified"];

const fn one(name: &'static str, aliases: &'static [&'static [&'static str]]) -> FieldSpec {
    FieldSpec { name, aliases, take: Take::One }
}

const fn filled(name: &'static str, aliases: &'static [&'static [&'static str]]) -> FieldSpec {
    FieldSpec { name, aliases, take: Take::Filled }
}

const fn every(name: &'static str, aliases: &'static [&'static [&'static str]]) -> FieldSpec {
    FieldSpec { name, aliases, take: Take::All }
}

pub(super) static SCHEMA: Schema = Schema {
    kind: "catalog",
    mapping_key: "input.catalog_columns",
    fields: &FIELDS,
    required: TITLE,
    beside: None,
    is_header: |fields, _| fields.contains(&Some(TITLE)),
    word_list: false,
};

/// An opened catalog. A pass over it can be made any number of times.
#[derive(Debug)]
pub struct Catalog {
    table: Arc<Table>,
}

impl Catalog {
    /// Works out format, encoding, delimiter and columns of the file at `path`.
    ///
    /// # Errors
    /// When the file cannot be used at all (missing, empty, no table, no title column, a header alone), or when the
    /// configuration's mapping does not fit it.
    pub fn open(path: &Path, config: &InputConfig) -> Result<Self> {
        Ok(Self { table: Arc::new(Table::open(path, &SCHEMA, config, &config.catalog_columns)?) })
    }

    /// What was found out about the file.
    pub fn info(&self) -> &TableInfo {
        &self.table.info
    }

    /// Every header line as it came, byte-order mark and version line included: a file of rejected rows starts with it.
    pub fn header_bytes(&self) -> &[u8] {
        &self.table.header_bytes
    }

    /// A pass over the rows from the first one.
    ///
    /// # Errors
    /// When the file cannot be opened any more.
    pub fn rows(&self) -> Result<CatalogRows> {
        let stem = self.table.info.path.file_stem().map(|stem| stem.to_string_lossy().into_owned());
        Ok(CatalogRows { rows: TableRows::open(&self.table)?, stem: stem.unwrap_or_default() })
    }
}

/// A pass over a catalog.
#[derive(Debug)]
pub struct CatalogRows {
    rows: TableRows,
    stem: String,
}

impl CatalogRows {
    /// Data rows met so far, rejected ones included; blank lines are not rows.
    pub fn rows_read(&self) -> u64 {
        self.rows.rows_read()
    }

    /// SHA-256 of the file in lower-case hexadecimal; `None` until the pass has come to its end.
    pub fn sha256(&self) -> Option<String> {
        self.rows.sha256()
    }
}

impl Iterator for CatalogRows {
    type Item = Result<Row<Listing>>;

    fn next(&mut self) -> Option<Self::Item> {
        let Self { rows, stem } = self;
        rows.next_row(|record, columns, row| listing(record, columns, row, stem))
    }
}

/// A row as a listing; `stem` is the file's name for those without an id.
fn listing(record: &Record, columns: &Columns, row: u64, stem: &str) -> Result<Listing, CellFault> {
    let cell = |field: usize| columns.filled(field, record).map_or("", |column| record.get(column));
    let title = without_highlight(cell(TITLE));
    if title.is_empty() {
        return Err(CellFault::new(columns.of(TITLE), "标题是空的"));
    }
    if matches!(title.as_str(), "合计" | "总计" | "小计" | "汇总") {
        return Err(CellFault::new(columns.filled(TITLE, record), "这是合计行，不是宝贝"));
    }
    if title.contains('\0') {
        return Err(CellFault::new(columns.filled(TITLE, record), NUL));
    }
    // A code that a spreadsheet has rounded names nothing any more; the row itself is none the worse for it.
    let outer_id = listing_id(record, columns, OUTER_ID).ok().flatten().unwrap_or_default();
    let id = match listing_id(record, columns, ID)? {
        Some(id) => ListingId::new(id),
        None if outer_id.is_empty() => ListingId::made_up(format!("{stem}#{row}")),
        None => ListingId::made_up(format!("outer:{outer_id}")),
    };
    let figure = |field: usize| figures::count(cell(field)).map_err(|reason| CellFault::new(columns.of(field), reason));
    let date = |field: usize| date(record, columns.of(field));
    let valid_days = valid_days(cell(VALID_THRU)).map_err(|reason| CellFault::new(columns.of(VALID_THRU), reason))?;
    // Where nothing says when the title was edited, the day on which somebody modified the listing stands for it; the date of an export does not.
    let modified = MODIFIED.contains(&&*fold_header(columns.header(columns.of(UPDATED))));
    let title_edited = match date(TITLE_EDITED)? {
        None if modified => date(UPDATED)?,
        edited => edited,
    };
    let mut attributes = Vec::new();
    for column in columns.all(ATTRIBUTES) {
        properties(record.get(*column), columns.header(Some(*column)), &mut attributes);
    }
    let subtitle = cell(SUBTITLE);
    if !subtitle.is_empty() {
        attributes.push(Attribute { name: "卖点".into(), value: subtitle.into() });
    }
    let mut sku_names = Vec::new();
    for column in columns.all(SKU) {
        labels(record.get(*column), &mut sku_names);
    }
    let price = figure(PRICE)?;
    let margin = unit_margin(price, cell(COST), cell(PROFIT), cell(MARGIN))
        .map_err(|(which, reason)| CellFault::new(columns.of([COST, PROFIT, MARGIN][which as usize]), reason))?;
    Ok(Listing {
        id,
        outer_id: outer_id.into(),
        title,
        category: cell(CATEGORY).to_owned(),
        shop: cell(SHOP).to_owned(),
        brand: cell(BRAND).to_owned(),
        price,
        sales: figure(SALES)?,
        margin,
        stock: stock(cell(STOCK)).map_err(|reason| CellFault::new(columns.of(STOCK), reason))?,
        attributes,
        stated: Vec::new(),
        sku_names,
        list_time: date(LIST_TIME)?,
        end_time: date(END_TIME)?,
        on_shelf: shelf::on_shelf(columns.header(columns.of(SHELF)), cell(SHELF)),
        valid_days,
        updated: date(UPDATED)?,
        title_edited,
        description: cell(DESCRIPTION).to_owned(),
    })
}

fn date(record: &Record, column: Option<usize>) -> Result<Option<jiff::civil::DateTime>, CellFault> {
    let Some(column) = column else { return Ok(None) };
    let text = record.get(column);
    if record.kind(column) == Kind::Number
        && let Some(date) = text.parse().ok().and_then(dates::from_serial)
    {
        return Ok(Some(date));
    }
    dates::parse(text).map_err(|reason| CellFault::new(Some(column), reason))
}

/// `7`, `14`, `7天`; nothing for an empty cell and 0.
fn valid_days(text: &str) -> Result<Option<u8>, String> {
    if figures::is_missing(text) {
        return Ok(None);
    }
    let digits = text.trim_end_matches(['天', '日']).trim();
    let days: u8 = digits.parse().map_err(|_| format!("有效期“{}”读不成天数", figures::excerpt(text)))?;
    Ok((days > 0).then_some(days))
}

fn stock(text: &str) -> Result<Option<u64>, String> {
    let Some(figure) = figures::count(text)? else { return Ok(None) };
    let low = figure.low();
    if figure.is_exact() && low.fract() != 0.0 {
        return Err(format!("库存“{}”不是整数", figures::excerpt(text)));
    }
    if low >= 1e18 {
        return Err(format!("库存“{}”大得不合理", figures::excerpt(text)));
    }
    Ok(Some(low.floor() as u64))
}

/// A title without the marks that search pages put around the words searched: `<span class=H>`.
fn without_highlight(title: &str) -> String {
    if !title.contains("<span") {
        return title.to_owned();
    }
    let mut out = String::with_capacity(title.len());
    let mut rest = title;
    while let Some((before, tag)) = rest.split_once('<') {
        out.push_str(before);
        match tag.split_once('>') {
            Some((name, after)) if name.starts_with("span") || name.starts_with("/span") => rest = after,
            _ => {
                out.push('<');
                rest = tag;
            }
        }
    }
    out.push_str(rest);
    out.trim().to_owned()
}
