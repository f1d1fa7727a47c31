//! The files of a weekly test: who took which part in it, and the visits of each listing a week later.

use std::path::Path;
use std::sync::Arc;

use jiff::civil::DateTime;

use super::id::listing_id;
use super::record::Record;
use super::schema::{Columns, FieldSpec, Schema, Take};
use super::table::{CellFault, Table};
use super::table_rows::TableRows;
use super::{Reject, Row, dates, figures};
use crate::config::InputConfig;
use crate::error::Result;

const ID: usize = 0;
const VISITS: usize = 1;

static VISIT_FIELDS: [FieldSpec; 2] = [
    field(
        "id",
        &[&["listing_id", "宝贝id", "商品id", "num_id", "数字id", "nid", "id", "item_id", "宝贝编号", "商品编号"]],
    ),
    field(
        "visits",
        &[
            &["访客数", "商品访客数", "宝贝访客数", "uv", "visits", "visitors"],
            &["浏览量", "商品浏览量", "宝贝浏览量", "pv", "views", "pageviews"],
        ],
    ),
];

const SHOP: usize = 1;
const HALF: usize = 2;
const PAIR: usize = 3;
const END: usize = 4;
const PLANNED: usize = 5;
const WEIGHT: usize = 6;

static PART_FIELDS: [FieldSpec; 7] = [
    field("listing_id", &[&["listing_id"]]),
    field("shop", &[&["shop"]]),
    field("half", &[&["half"]]),
    field("pair", &[&["pair"]]),
    field("end", &[&["end"]]),
    field("planned", &[&["planned"]]),
    field("weight", &[&["weight"]]),
];

const fn field(name: &'static str, aliases: &'static [&'static [&'static str]]) -> FieldSpec {
    FieldSpec { name, aliases, take: Take::One }
}

static VISIT_SCHEMA: Schema = Schema {
    kind: "table of visits by listing",
    mapping_key: "input.traffic_columns",
    fields: &VISIT_FIELDS,
    required: ID,
    beside: Some("visits"),
    is_header: |fields, _| [ID, VISITS].iter().all(|field| fields.contains(&Some(*field))),
    word_list: false,
};

static PART_SCHEMA: Schema = Schema {
    kind: "table of a weekly test",
    mapping_key: "input.traffic_columns",
    fields: &PART_FIELDS,
    required: ID,
    beside: Some("half"),
    is_header: |fields, _| (0..PART_FIELDS.len()).all(|field| fields.contains(&Some(field))),
    word_list: false,
};

/// Visits of a listing; a table may hold several rows of one listing, which add up.
#[derive(Debug, Clone, PartialEq)]
pub struct VisitRecord {
    /// The listing.
    pub id: String,
    /// Its visits.
    pub visits: f64,
}

/// A listing's part in a weekly test, as `taojin schedule --halves` wrote it.
#[derive(Debug, Clone, PartialEq)]
pub struct TrialRecord {
    /// The listing.
    pub id: String,
    /// Its shop.
    pub shop: String,
    /// Whether it follows the plan rather than stays.
    pub follows_plan: bool,
    /// Number of its pair within the shop; `None` for a listing outside the test.
    pub pair: Option<u32>,
    /// When it ends, civil time in Asia/Shanghai.
    pub end: DateTime,
    /// What that end is worth by the plan.
    pub planned: f64,
    /// Its weight.
    pub weight: f64,
}

/// Reads a table of visits by listing, whatever its format; rows that cannot be used go to `rejected`.
///
/// # Errors
/// When the file cannot be used at all.
pub fn read_visits(path: &Path, config: &InputConfig, rejected: impl FnMut(&Reject)) -> Result<Vec<VisitRecord>> {
    read(path, &VISIT_SCHEMA, config, &config.traffic_columns, rejected, |record, columns| {
        let column = columns.of(VISITS);
        let id = required(record, columns)?;
        let visits = figures::count(column.map_or("", |column| record.get(column)))
            .map_err(|reason| CellFault::new(column, reason))?;
        Ok(VisitRecord { id, visits: visits.map_or(0.0, crate::figure::Figure::point) })
    })
}

/// Reads what `taojin schedule --halves` wrote; rows that cannot be used go to `rejected`.
///
/// # Errors
/// When the file cannot be used at all.
pub fn read_trial(path: &Path, config: &InputConfig, rejected: impl FnMut(&Reject)) -> Result<Vec<TrialRecord>> {
    read(path, &PART_SCHEMA, config, &std::collections::BTreeMap::new(), rejected, |record, columns| {
        let cell = |field: usize| columns.of(field).map_or("", |column| record.get(column));
        let fault = |field: usize, what: &str| {
            CellFault::new(columns.of(field), format!("“{}”不是{what}", figures::excerpt(cell(field))))
        };
        let number = |field: usize| {
            let number = cell(field).parse::<f64>().ok().filter(|number| *number >= 0.0 && number.is_finite());
            number.ok_or_else(|| fault(field, "数"))
        };
        let pair = match cell(PAIR) {
            "" => None,
            text => Some(text.parse().map_err(|_| fault(PAIR, "编号"))?),
        };
        let end = dates::parse(cell(END)).map_err(|reason| CellFault::new(columns.of(END), reason))?;
        Ok(TrialRecord {
            id: required(record, columns)?,
            shop: cell(SHOP).to_owned(),
            follows_plan: match cell(HALF) {
                "plan" => true,
                "stay" => false,
                _ => return Err(fault(HALF, " plan 或 stay")),
            },
            pair,
            end: end.ok_or_else(|| fault(END, "时间"))?,
            planned: number(PLANNED)?,
            weight: number(WEIGHT)?,
        })
    })
}

fn required(record: &Record, columns: &Columns) -> Result<String, CellFault> {
    let column = columns.of(ID);
    listing_id(record, columns, ID)?.map(String::from).ok_or_else(|| CellFault::new(column, "没有宝贝 ID"))
}

fn read<T>(
    path: &Path,
    schema: &Schema,
    config: &InputConfig,
    mapping: &std::collections::BTreeMap<String, String>,
    mut rejected: impl FnMut(&Reject),
    mut typed: impl FnMut(&Record, &Columns) -> Result<T, CellFault>,
) -> Result<Vec<T>> {
    let table = Arc::new(Table::open(path, schema, config, mapping)?);
    let mut rows = TableRows::open(&table)?;
    let mut values = Vec::new();
    while let Some(row) = rows.next_row(|record, columns, _| typed(record, columns)) {
        match row? {
            Row::Accepted { value, .. } => values.push(value),
            Row::Rejected(reject) => rejected(&reject),
        }
    }
    Ok(values)
}
