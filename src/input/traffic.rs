//! Traffic tables: visits by hour, in the shapes that shops have them.
//!
//! Long: one row an hour (`日期,小时,访客数`, `hour,uv,pv`). Wide: one row a day, one column an hour (`0:00` ... `23:00`, or half
//! hours); or the other way round, one row an hour and one column a day (`周一` ... `周日`, or dates). Marginal: `time_dimension,time_value,...`, where a row is an hour of all days or a weekday of all hours.

use std::path::Path;
use std::sync::Arc;

use jiff::civil::{Date, DateTime, Weekday};

use super::record::{Kind, Record};
use super::schema::{Columns, FieldSpec, Schema, Take};
use super::table::{CellFault, Table};
use super::table_rows::TableRows;
use super::{Row, TableInfo, clock, dates, figures};
use crate::config::InputConfig;
use crate::error::Result;
use crate::notice::Notice;
pub use crate::schedule::TrafficRecord;
use crate::schedule::weekday_by_name;

const VISITS: usize = 0;
const DATE: usize = 1;
const WEEKDAY: usize = 2;
const HOUR: usize = 3;
const DIMENSION: usize = 4;
const VALUE: usize = 5;

/// Columns named like hours that make a table a wide one.
const WIDE_COLUMNS: usize = 6;
/// Rows looked at when a table is opened, for half hours and for dimensions that are left aside.
const ROWS_LOOKED_AT: usize = 100_000;

/// Fields of a traffic table by the index above. Visitors beat page views.
static FIELDS: [FieldSpec; 6] = [
    field(
        "visits",
        &[
            &["访客数", "访客", "访客人数", "uv", "uv_count", "visits", "visitors", "流量", "访问人数"],
            &["浏览量", "浏览次数", "访问量", "pv", "pv_count", "views", "pageviews"],
            &["behavior_count", "点击量", "clicks"],
        ],
    ),
    field(
        "date",
        &[&["日期", "统计日期", "date", "day"], &["时间", "日期时间", "统计时间", "datetime", "time", "timestamp"]],
    ),
    field("weekday", &[&["星期", "周几", "星期几", "周", "weekday", "day_of_week", "dayofweek"]]),
    field("hour", &[&["小时", "时段", "时间段", "钟点", "hour", "hour_of_day"]]),
    field("dimension", &[&["time_dimension", "时间维度", "dimension"]]),
    field("value", &[&["time_value", "时间值"]]),
];

const fn field(name: &'static str, aliases: &'static [&'static [&'static str]]) -> FieldSpec {
    FieldSpec { name, aliases, take: Take::One }
}

pub(super) static SCHEMA: Schema = Schema {
    kind: "traffic table",
    mapping_key: "input.traffic_columns",
    fields: &FIELDS,
    required: VISITS,
    beside: Some("hour"),
    is_header: |fields, cells| {
        let has = |field: usize| fields.contains(&Some(field));
        let long = has(VISITS) && (has(HOUR) || has(DATE) || has(WEEKDAY) || (has(DIMENSION) && has(VALUE)));
        let days = || cells.iter().filter(|cell| column_day(cell).is_some()).count();
        let hours = || cells.iter().filter(|cell| clock::hour(cell).is_some()).count();
        long || hours() >= WIDE_COLUMNS || days() >= if has(HOUR) { 1 } else { WIDE_COLUMNS }
    },
    word_list: false,
};

/// An opened traffic table. A pass over it can be made any number of times.
#[derive(Debug)]
pub struct TrafficTable {
    table: Arc<Table>,
    shape: Arc<Shape>,
}

/// What the columns do not say by themselves.
#[derive(Debug, Default)]
struct Shape {
    /// Columns of a wide table, with what their headers say.
    wide: Vec<(usize, When)>,
    /// Whether these columns are days: the rows are hours then.
    days: bool,
    /// Whether hours come in halves: `20:00` is then the first half only.
    halves: bool,
}

impl Shape {
    fn of(columns: &Columns) -> Self {
        let named = |day: bool, header: &str| {
            if day { column_day(header) } else { Some(When { hour: Some(clock::hour(header)?), ..When::default() }) }
        };
        let wide = |day: bool| -> Vec<(usize, When)> {
            let headers = columns.headers.iter().enumerate();
            headers.filter_map(|(column, header)| Some((column, named(day, header)?))).collect()
        };
        if columns.of(DIMENSION).is_some() {
            return Self::default();
        }
        let hours = if columns.of(HOUR).is_none() { wide(false) } else { Vec::new() };
        if hours.len() >= WIDE_COLUMNS {
            return Self { wide: hours, ..Self::default() };
        }
        let days = if columns.of(VISITS).is_none() { wide(true) } else { Vec::new() };
        let is_wide = days.len() >= if columns.of(HOUR).is_some() { 1 } else { WIDE_COLUMNS };
        if is_wide { Self { wide: days, days: true, halves: false } } else { Self::default() }
    }
}

impl TrafficTable {
    /// Works out format, encoding, delimiter and columns of the file at `path`.
    ///
    /// # Errors
    /// When the file cannot be used at all (missing, empty, no table, no hours or no visits, a header alone), or when the
    /// configuration's mapping does not fit it.
    pub fn open(path: &Path, config: &InputConfig) -> Result<Self> {
        let mut table = Table::open(path, &SCHEMA, config, &config.traffic_columns)?;
        let mut shape = Shape::of(&table.columns);
        for (column, _) in &shape.wide {
            let header = table.columns.header(Some(*column)).to_owned();
            table.info.ignored_columns.retain(|ignored| *ignored != header);
            table.info.columns.push((header, "visits".into()));
        }
        let mut halves = shape.wide.iter().any(|(_, when)| when.is_second_half());
        let mut table = Arc::new(table);
        let mut others: Vec<String> = Vec::new();
        let mut rows = TableRows::open(&table)?;
        for _ in 0..ROWS_LOOKED_AT {
            let looked = rows.next_row(|record, columns, _| {
                let half = label(record, columns, &shape).is_ok_and(|when| when.is_second_half());
                let cell = |field: usize| columns.of(field).map_or("", |column| record.get(column));
                let other = Some(cell(DIMENSION)).filter(|name| !name.is_empty() && Dimension::of(name).is_none());
                Ok((other.map(str::to_owned), half))
            });
            match looked {
                Some(row) => {
                    if let Row::Accepted { value: (other, half), .. } = row? {
                        halves |= half;
                        others.extend(other.filter(|other| !others.contains(other)));
                    }
                }
                None => break,
            }
        }
        drop(rows);
        shape.halves = halves;
        if !others.is_empty()
            && let Some(table) = Arc::get_mut(&mut table)
        {
            let names = others.join(", ");
            table.info.warnings.push(Notice::new(
                format!("rows of these dimensions are left aside, only hours and weekdays are used: {names}"),
                format!("只用小时和星期两种行，这些维度的行没有用：{names}"),
            ));
        }
        Ok(Self { table, shape: Arc::new(shape) })
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
    pub fn rows(&self) -> Result<TrafficRows> {
        Ok(TrafficRows { rows: TableRows::open(&self.table)?, shape: Arc::clone(&self.shape) })
    }
}

/// A pass over a traffic table. A row of a wide table holds a record for each of its hours; one that says nothing of use (a sum,
/// another dimension, no figure) is accepted with none.
#[derive(Debug)]
pub struct TrafficRows {
    rows: TableRows,
    shape: Arc<Shape>,
}

impl TrafficRows {
    /// Data rows met so far, rejected ones included; blank lines are not rows.
    pub fn rows_read(&self) -> u64 {
        self.rows.rows_read()
    }

    /// SHA-256 of the file in lower-case hexadecimal; `None` until the pass has come to its end.
    pub fn sha256(&self) -> Option<String> {
        self.rows.sha256()
    }
}

impl Iterator for TrafficRows {
    type Item = Result<Row<Vec<TrafficRecord>>>;

    fn next(&mut self) -> Option<Self::Item> {
        let Self { rows, shape } = self;
        rows.next_row(|record, columns, _| records(record, columns, shape))
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Dimension {
    Hour,
    Weekday,
}

impl Dimension {
    fn of(name: &str) -> Option<Self> {
        match name.to_lowercase().as_str() {
            "hour" | "小时" | "时段" => Some(Self::Hour),
            "weekday" | "星期" | "周几" => Some(Self::Weekday),
            _ => None,
        }
    }
}

/// When a row, or a column of it, was.
#[derive(Debug, Clone, Copy, Default)]
struct When {
    date: Option<Date>,
    weekday: Option<Weekday>,
    hour: Option<clock::Hour>,
}

impl When {
    fn is_second_half(&self) -> bool {
        self.hour.is_some_and(|hour| hour.second_half)
    }

    fn record(self, visits: f64, halves: bool) -> TrafficRecord {
        TrafficRecord {
            date: self.date,
            weekday: self.weekday,
            hour: self.hour.map(|hour| hour.hour),
            half_hour: self.hour.filter(|_| halves).map(|hour| hour.second_half),
            visits,
        }
    }
}

fn records(record: &Record, columns: &Columns, shape: &Shape) -> Result<Vec<TrafficRecord>, CellFault> {
    let cell = |field: usize| columns.of(field).map_or("", |column| record.get(column));
    let is_sum = |text: &str| {
        ["合计", "总计", "汇总", "平均", "total", "sum"].iter().any(|word| text.eq_ignore_ascii_case(word))
    };
    if [DATE, WEEKDAY, HOUR].iter().any(|field| is_sum(cell(*field))) || is_sum(record.get(0)) {
        return Ok(Vec::new());
    }
    let mut when = label(record, columns, shape)?;
    if !shape.wide.is_empty() {
        let mut out = Vec::with_capacity(shape.wide.len());
        for (column, of_column) in &shape.wide {
            if shape.days {
                (when.date, when.weekday) = (of_column.date, of_column.weekday);
            } else {
                when.hour = of_column.hour;
            }
            if let Some(visits) = visits(record, *column)? {
                out.push(when.record(visits, shape.halves));
            }
        }
        return Ok(out);
    }
    if let Some(dimension) = columns.of(DIMENSION) {
        let value = cell(VALUE);
        let fault = |what: &str| CellFault::new(columns.of(VALUE), format!("“{}”不是{what}", figures::excerpt(value)));
        match Dimension::of(record.get(dimension)) {
            Some(Dimension::Hour) => when.hour = Some(clock::hour(value).ok_or_else(|| fault("钟点（0 到 23）"))?),
            Some(Dimension::Weekday) => when.weekday = Some(clock::weekday(value).ok_or_else(|| fault("星期几"))?),
            None => return Ok(Vec::new()),
        }
    }
    let Some(column) = columns.of(VISITS) else { return Ok(Vec::new()) };
    Ok(visits(record, column)?.map(|visits| when.record(visits, shape.halves)).into_iter().collect())
}

/// The row's date, weekday and hour.
fn label(record: &Record, columns: &Columns, shape: &Shape) -> Result<When, CellFault> {
    let mut when = When::default();
    let cell = |field: usize| columns.of(field).map(|column| (column, record.get(column)));
    // Where the columns are days, a first column without a name holds the hours.
    let hour_cell = cell(HOUR).or_else(|| shape.days.then(|| (0, record.get(0))));
    if let Some((column, text)) = hour_cell.filter(|(_, text)| !text.is_empty()) {
        let reason = || format!("“{}”不是钟点（0 到 23）", figures::excerpt(text));
        if let Some(hour) = clock::hour(text).or_else(|| clock_of_serial(record, column)) {
            when.hour = Some(hour);
        } else {
            // A column of hours may name the day as well.
            let at = moment(record, column).ok().flatten().filter(|_| names_a_clock(text) || text.contains('.'));
            let at = at.ok_or_else(|| CellFault::new(Some(column), reason()))?;
            (when.date, when.hour) = (Some(at.date()), Some(hour_of(at)));
        }
    } else if let (Some(column), None) = (columns.of(HOUR), columns.of(DIMENSION)) {
        return Err(CellFault::new(Some(column), "钟点是空的"));
    }
    if let Some((column, text)) = cell(WEEKDAY).filter(|(_, text)| !text.is_empty()) {
        let reason = || format!("“{}”不是星期几", figures::excerpt(text));
        when.weekday = Some(clock::weekday(text).ok_or_else(|| CellFault::new(Some(column), reason()))?);
    }
    if let Some((column, text)) = cell(DATE).filter(|(_, text)| !text.is_empty()) {
        if let Some(weekday) = weekday_by_name(text) {
            when.weekday = Some(weekday);
        } else if let Some(time) = time_alone(columns, text) {
            when.hour = Some(time);
        } else {
            let at = moment(record, column).map_err(|reason| CellFault::new(Some(column), reason))?;
            when.date = at.map(DateTime::date);
            if columns.of(HOUR).is_none() && names_a_clock(text) && shape.wide.is_empty() {
                when.hour = at.map(hour_of);
            }
        }
    } else if !shape.wide.is_empty() && !shape.days && columns.of(WEEKDAY).is_none() {
        // A wide table's first column may have no name.
        let text = record.get(0);
        if shape.wide.iter().all(|(column, _)| *column != 0) && !text.is_empty() {
            when.weekday = weekday_by_name(text);
            if when.weekday.is_none() {
                let at = dates::parse(text).map_err(|reason| CellFault::new(Some(0), reason))?;
                when.date = at.map(DateTime::date);
            }
        }
    }
    Ok(when)
}

/// The time that a cell names, a workbook's serial number among them.
fn moment(record: &Record, column: usize) -> Result<Option<DateTime>, String> {
    let text = record.get(column);
    let serial = (record.kind(column) == Kind::Number).then(|| text.parse().ok()).flatten();
    match serial.and_then(dates::from_serial) {
        Some(at) => Ok(Some(at)),
        None => dates::parse(text),
    }
}

fn hour_of(at: DateTime) -> clock::Hour {
    clock::Hour { hour: at.hour(), second_half: at.minute() >= 30 }
}

fn names_a_clock(text: &str) -> bool {
    text.contains([':', '：', '时', '点'])
}

/// The day that a column's header names: `周一`, `Monday`, `2026-11-16`.
fn column_day(header: &str) -> Option<When> {
    if let Some(weekday) = weekday_by_name(header) {
        return Some(When { weekday: Some(weekday), ..When::default() });
    }
    let serial = || header.parse().ok().and_then(dates::from_serial);
    let at = dates::parse(header).ok().flatten().or_else(serial)?;
    Some(When { date: Some(at.date()), ..When::default() })
}

/// `20:00` in a column of times, where no other column holds the hour.
fn time_alone(columns: &Columns, text: &str) -> Option<clock::Hour> {
    if columns.of(HOUR).is_some() || !text.contains([':', '：', '点', '时']) { None } else { clock::hour(text) }
}

/// A workbook's time of day: the fraction of a day.
fn clock_of_serial(record: &Record, column: usize) -> Option<clock::Hour> {
    let value: f64 = record.get(column).parse().ok()?;
    let minutes = (value * 1440.0).round();
    if record.kind(column) != Kind::Number || !(0.0..1440.0).contains(&minutes) || value.fract() == 0.0 {
        return None;
    }
    let minutes = minutes as i32;
    Some(clock::Hour { hour: i8::try_from(minutes / 60).ok()?, second_half: minutes % 60 >= 30 })
}

fn visits(record: &Record, column: usize) -> Result<Option<f64>, CellFault> {
    let figure = figures::count(record.get(column)).map_err(|reason| CellFault::new(Some(column), reason))?;
    Ok(figure.map(crate::figure::Figure::point))
}
