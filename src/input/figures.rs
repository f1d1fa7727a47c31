//! Figures as exports write them, read exactly or not at all.
//!
//! Accepted: thousands marks in groups of three, full-width digits, 千 万 亿 w k, currency marks, units (`1234人付款`), lower
//! bounds (`5万+`, `1万以上`), upper bounds (`<10`, `10以下`), ranges (`600~1200`, `5000 ～ 1万`, `1% ~ 2.5%`) and a
//! spreadsheet's `1.2E+05`. An empty cell, a dash, `∞` and the usual words for nothing are a missing figure. Everything else is
//! an error with its reason in Chinese: a number is never cut short to make it readable.

use std::borrow::Cow;

use crate::figure::Figure;

/// A count or an amount of money: search volume, listings, sales, stock, price. Never negative, never a percentage.
///
/// ```
/// # use taojin::{figure::Figure, input::figures::count};
/// assert_eq!(count("18,399"), Ok(Figure::exact(18_399.0)));
/// assert_eq!(count("1.2万"), Ok(Figure::exact(12_000.0)));
/// assert_eq!(count("5万+人付款"), Ok(Figure::at_least(50_000.0)));
/// assert_eq!(count("5000 ~ 1万"), Ok(Figure::range(5_000.0, 10_000.0)));
/// assert_eq!(count("￥12.80"), Ok(Figure::exact(12.8)));
/// assert_eq!(count("--"), Ok(None));
/// assert!(count("12.3.4").is_err());
/// assert!(count("面议").is_err());
/// ```
///
/// # Errors
/// The reason in Chinese why the text is no such figure.
pub fn count(text: &str) -> Result<Option<Figure>, String> {
    if let Some(value) = plain(text) {
        return Ok(Figure::exact(value));
    }
    let Some(span) = parse(text)? else { return Ok(None) };
    if span.has_percent() {
        return Err(format!("“{}”带百分号，这一列要的是数量或金额", excerpt(text)));
    }
    span.figure(text, 0).map(Some)
}

/// A share or a rate, as a fraction. With a percent sign it is divided by 100; a bare number is the fraction as written.
///
/// ```
/// # use taojin::{figure::Figure, input::figures::rate};
/// assert_eq!(rate("12.3%"), Ok(Figure::exact(0.123)));
/// assert_eq!(rate("0.123"), Ok(Figure::exact(0.123)));
/// assert_eq!(rate("1% ~ 2.5%"), Ok(Figure::range(0.01, 0.025)));
/// assert_eq!(rate("-"), Ok(None));
/// ```
///
/// # Errors
/// The reason in Chinese why the text is no such figure.
pub fn rate(text: &str) -> Result<Option<Figure>, String> {
    let Some(span) = parse(text)? else { return Ok(None) };
    span.figure(text, 0).map(Some)
}

/// A rate that cannot pass `highest` unless a percent sign proves that it is meant: a bare `12.3` could be 12.3 %.
///
/// ```
/// # use taojin::{figure::Figure, input::figures::rate_up_to};
/// assert_eq!(rate_up_to("0.3", 1.0), Ok(Figure::exact(0.3)));
/// assert_eq!(rate_up_to("114%", 1.0), Ok(Figure::exact(1.14)));
/// assert!(rate_up_to("12.3", 1.0).is_err());
/// ```
///
/// # Errors
/// The reason in Chinese why the text is no such figure.
pub fn rate_up_to(text: &str, highest: f64) -> Result<Option<Figure>, String> {
    let Some(span) = parse(text)? else { return Ok(None) };
    let figure = span.figure(text, 0)?;
    let top = if figure.high().is_finite() { figure.high() } else { figure.low() };
    if top > highest && !span.has_percent() {
        return Err(format!(
            "“{}”没有百分号又大于 {highest}，分不清是比例还是百分数：请写成 12.3% 或 0.123",
            excerpt(text)
        ));
    }
    Ok(Some(figure))
}

/// A change against an earlier time, as a fraction; may be negative. Of a range the middle is taken.
///
/// ```
/// # use taojin::input::figures::growth;
/// assert_eq!(growth("-25%"), Ok(Some(-0.25)));
/// assert_eq!(growth("↑30%"), Ok(Some(0.3)));
/// assert_eq!(growth("↓30%"), Ok(Some(-0.3)));
/// assert_eq!(growth(""), Ok(None));
/// ```
///
/// # Errors
/// The reason in Chinese why the text is no number.
pub fn growth(text: &str) -> Result<Option<f64>, String> {
    if let Some(fall) = text.trim().strip_prefix(['↓', '▼']) {
        return Ok(growth(fall)?.map(|value| -value.abs()));
    }
    let text = text.trim().trim_start_matches(['↑', '▲']);
    let Some(span) = parse(text)? else { return Ok(None) };
    let low = span.low.as_ref().map(|number| number.value(0));
    let high = span.high.as_ref().map(|number| number.value(0));
    let value = match (low, high) {
        (Some(low), Some(high)) => f64::midpoint(low, high),
        (Some(value), None) | (None, Some(value)) => value,
        (None, None) => return Ok(None),
    };
    if value.is_finite() { Ok(Some(value)) } else { Err(unreadable(text)) }
}

/// Whether the cell says that there is no figure.
pub fn is_missing(text: &str) -> bool {
    let text = text.trim();
    matches!(text, "" | "-" | "--" | "---" | "—" | "——" | "－" | "/" | "\\" | "∞" | "无" | "暂无" | "无数据" | "未知")
        || ["n/a", "na", "null", "none", "nan", "inf", "infinity"].iter().any(|word| text.eq_ignore_ascii_case(word))
}

/// The fast path for what most cells hold: digits, at most one point.
fn plain(text: &str) -> Option<f64> {
    let bytes = text.as_bytes();
    let simple = bytes.len() <= 15
        && bytes.first().is_some_and(u8::is_ascii_digit)
        && bytes.last().is_some_and(u8::is_ascii_digit)
        && bytes.iter().all(|byte| byte.is_ascii_digit() || *byte == b'.');
    if simple { text.parse().ok() } else { None }
}

/// One number of a cell, kept as decimal digits so that 万 and % move the point and round nothing.
#[derive(Debug, Clone, PartialEq)]
struct Number {
    negative: bool,
    /// Digits with at most one point.
    digits: String,
    /// Power of ten of a scientific notation.
    exponent: i32,
    /// Power of ten of 千 万 亿.
    multiplier: i32,
    percent: i32,
    /// `+`, 以上.
    open: bool,
}

impl Number {
    fn value(&self, shift: i32) -> f64 {
        let exponent = self.exponent.saturating_add(self.multiplier + self.percent + shift);
        let value = format!("{}e{exponent}", self.digits).parse().unwrap_or(f64::NAN);
        if self.negative { -value } else { value }
    }

    fn bare(&self) -> f64 {
        self.digits.parse().unwrap_or(f64::NAN)
    }
}

/// The bounds that a cell states.
#[derive(Debug)]
struct Span {
    low: Option<Number>,
    high: Option<Number>,
}

impl Span {
    fn has_percent(&self) -> bool {
        self.low.iter().chain(&self.high).any(|number| number.percent != 0)
    }

    fn figure(&self, text: &str, shift: i32) -> Result<Figure, String> {
        if self.low.iter().chain(&self.high).any(|number| number.negative) {
            return Err(format!("“{}”是负数，这一列不能是负数", excerpt(text)));
        }
        let low = self.low.as_ref().map_or(0.0, |number| number.value(shift));
        match &self.high {
            Some(high) => {
                let high = high.value(shift);
                Figure::range(low, high).ok_or_else(|| {
                    if low > high { format!("“{}”的下限比上限大", excerpt(text)) } else { unreadable(text) }
                })
            }
            None => Figure::at_least(low).ok_or_else(|| unreadable(text)),
        }
    }
}

fn parse(text: &str) -> Result<Option<Span>, String> {
    let text = text.trim();
    // `="12.5"` and `'12.5`: how exports keep spreadsheets from touching a cell.
    let bare = text.strip_prefix("=\"").and_then(|rest| rest.strip_suffix('"')).or_else(|| text.strip_prefix('\''));
    let text = bare.unwrap_or(text).trim();
    if is_missing(text) {
        return Ok(None);
    }
    let folded = fold(text);
    let span = Scanner { rest: &folded }.span().ok_or_else(|| unreadable(text))?;
    Ok(Some(span))
}

fn unreadable(text: &str) -> String {
    format!("“{}”读不成数字", excerpt(text))
}

/// The cell's text for a message, cut after 40 characters.
pub(super) fn excerpt(text: &str) -> Cow<'_, str> {
    let text = text.trim();
    match text.char_indices().nth(40) {
        Some((end, _)) => Cow::Owned(format!("{}…", text.get(..end).unwrap_or_default())),
        None => Cow::Borrowed(text),
    }
}

/// Full-width forms as ASCII, the many dashes and waves as one each.
fn fold(text: &str) -> Cow<'_, str> {
    if text.is_ascii() {
        return Cow::Borrowed(text);
    }
    let fold_char = |c: char| match c {
        '\u{ff5e}' | '\u{301c}' | '\u{223c}' => '~',
        '\u{2010}'..='\u{2015}' | '\u{2212}' => '-',
        '\u{ff01}'..='\u{ff5d}' => u32::from(c).checked_sub(0xfee0).and_then(char::from_u32).unwrap_or(c),
        '\u{ffe5}' => '¥',
        '\u{3000}' | '\u{a0}' | '\u{2009}' | '\u{202f}' => ' ',
        _ => c,
    };
    Cow::Owned(text.chars().map(fold_char).collect())
}

struct Scanner<'a> {
    rest: &'a str,
}

impl Scanner<'_> {
    /// Takes the first of `words` that comes next; put longer words before their own beginnings.
    fn eat(&mut self, words: &[&str]) -> bool {
        for word in words {
            if let Some(rest) = self.rest.strip_prefix(word) {
                self.rest = rest;
                return true;
            }
        }
        false
    }

    fn spaces(&mut self) {
        self.rest = self.rest.trim_start();
    }

    fn span(mut self) -> Option<Span> {
        if self.eat(&["已售", "月销量", "月销", "总销量", "销量", "约"]) {
            self.spaces();
            self.eat(&[":"]);
            self.spaces();
        }
        let span = if self.eat(&["<=", "<", "≤", "小于", "低于", "不足", "少于"]) {
            Span { low: None, high: Some(self.number()?) }
        } else if self.eat(&[">=", ">", "≥", "大于", "高于", "超过", "多于"]) {
            Span { low: Some(self.number()?), high: None }
        } else {
            let first = self.number()?;
            self.spaces();
            if self.eat(&["以下", "以内"]) {
                Span { low: None, high: Some(first) }
            } else if !first.open && self.eat(&["~", "-", "至", "到"]) {
                let second = self.number()?;
                let first = shared_unit(first, &second);
                let high = (!second.open).then_some(second);
                Span { low: Some(first), high }
            } else if first.open {
                Span { low: Some(first), high: None }
            } else {
                Span { low: Some(first.clone()), high: Some(first) }
            }
        };
        self.spaces();
        self.rest.is_empty().then_some(span)
    }

    fn number(&mut self) -> Option<Number> {
        self.spaces();
        let mut negative = self.eat(&["-"]);
        if self.eat(&["¥", "$", "RMB", "rmb", "CNY"]) {
            self.spaces();
            negative |= self.eat(&["-"]);
        }
        if !negative {
            self.eat(&["+"]);
        }
        let digits = self.digits()?;
        let exponent = self.exponent()?;
        self.spaces();
        let mut percent = self.percent();
        let multiplier = self.multiplier();
        if percent == 0 {
            percent = self.percent();
        }
        let mut open = self.open();
        self.spaces();
        self.eat(&[
            "人已付款",
            "人付款",
            "人已收货",
            "人收货",
            "人已购买",
            "人购买",
            "人次",
            "人",
            "付款",
            "收货",
            "已售",
            "笔",
            "件",
            "次",
            "个宝贝",
            "个",
            "款",
            "条",
            "元",
            "种",
        ]);
        open |= self.open();
        Some(Number { negative, digits, exponent, multiplier, percent, open })
    }

    fn digits(&mut self) -> Option<String> {
        let end = self.rest.find(|c: char| !c.is_ascii_digit() && c != ',').unwrap_or(self.rest.len());
        let (whole, rest) = self.rest.split_at_checked(end)?;
        let mut groups = whole.split(',');
        let first = groups.next()?;
        let grouped = whole.contains(',');
        if grouped && !(1..=3).contains(&first.len()) || groups.any(|group| group.len() != 3) {
            return None;
        }
        let mut digits: String = whole.chars().filter(|c| *c != ',').collect();
        self.rest = rest;
        if let Some(rest) = rest.strip_prefix('.') {
            let end = rest.find(|c: char| !c.is_ascii_digit()).unwrap_or(rest.len());
            let (fraction, rest) = rest.split_at_checked(end)?;
            if fraction.is_empty() {
                return None;
            }
            digits.push('.');
            digits.push_str(fraction);
            self.rest = rest;
        }
        (digits.len() <= 400 && digits.bytes().any(|byte| byte.is_ascii_digit())).then_some(digits)
    }

    /// `e5`, `E+05`; 0 when there is none, `None` when it is too large to be meant.
    fn exponent(&mut self) -> Option<i32> {
        let Some(rest) = self.rest.strip_prefix(['e', 'E']) else { return Some(0) };
        let (sign, rest) = match rest.strip_prefix('-') {
            Some(rest) => (-1, rest),
            None => (1, rest.strip_prefix('+').unwrap_or(rest)),
        };
        let end = rest.find(|c: char| !c.is_ascii_digit()).unwrap_or(rest.len());
        let (digits, rest) = rest.split_at_checked(end)?;
        self.rest = rest;
        let exponent: i32 = digits.parse().ok()?;
        (exponent <= 300).then_some(sign * exponent)
    }

    /// The power of ten of a percent or per-mille sign.
    fn percent(&mut self) -> i32 {
        if self.eat(&["%"]) {
            -2
        } else if self.eat(&["‰"]) {
            -3
        } else {
            0
        }
    }

    fn multiplier(&mut self) -> i32 {
        const MULTIPLIERS: [(&[&str], i32); 8] = [
            (&["千万"], 7),
            (&["百万"], 6),
            (&["十万"], 5),
            (&["万", "萬", "w", "W"], 4),
            (&["亿", "億"], 8),
            (&["千", "k", "K"], 3),
            (&["百"], 2),
            (&["十"], 1),
        ];
        MULTIPLIERS.iter().find(|(words, _)| self.eat(words)).map_or(0, |(_, power)| *power)
    }

    fn open(&mut self) -> bool {
        self.eat(&["+", "及以上", "以上", "起"])
    }
}

/// In `5~10万` and `5~7.5%` the unit stands for both numbers; in `5000~1万` it does not.
fn shared_unit(mut first: Number, second: &Number) -> Number {
    if first.percent == 0 {
        first.percent = second.percent;
    }
    if first.multiplier == 0 && second.multiplier != 0 && first.exponent == 0 && first.bare() < second.bare() {
        first.multiplier = second.multiplier;
    }
    first
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn every_export_style_is_read() {
        let exact = |value| Ok(Figure::exact(value));
        let cases = [
            ("1234人收货", exact(1234.0)),
            ("1234人付款", exact(1234.0)),
            ("5000+", Ok(Figure::at_least(5000.0))),
            ("5000+人付款", Ok(Figure::at_least(5000.0))),
            ("600~1200", Ok(Figure::range(600.0, 1200.0))),
            ("600-1200", Ok(Figure::range(600.0, 1200.0))),
            ("5000～1万", Ok(Figure::range(5000.0, 10_000.0))),
            ("5~10万", Ok(Figure::range(50_000.0, 100_000.0))),
            ("1万~1.2万", Ok(Figure::range(10_000.0, 12_000.0))),
            ("1万以上", Ok(Figure::at_least(10_000.0))),
            ("10以下", Ok(Figure::range(0.0, 10.0))),
            ("<10", Ok(Figure::range(0.0, 10.0))),
            ("1.5亿", exact(150_000_000.0)),
            ("３２１", exact(321.0)),
            ("１，２３４．５", exact(1234.5)),
            ("¥12.80", exact(12.8)),
            ("￥ 1,280.00", exact(1280.0)),
            ("12元", exact(12.0)),
            ("1.2w", exact(12_000.0)),
            ("1.2W+", Ok(Figure::at_least(12_000.0))),
            ("3k", exact(3000.0)),
            ("1E+05", exact(100_000.0)),
            ("0", exact(0.0)),
            ("∞", Ok(None)),
            ("——", Ok(None)),
            (" ", Ok(None)),
            ("已售 300+件", Ok(Figure::at_least(300.0))),
        ];
        for (text, expected) in cases {
            assert_eq!(count(text), expected, "{text}");
        }
    }

    #[test]
    fn what_is_no_number_is_an_error_and_never_a_shorter_number() {
        for text in [
            "12.3.4", "abc", "1,23,4", "1234,567", "12,34", "1 234", "-5", "5%", "面议", "12元3", "1e", "1e999", "十",
            "5.", "1200~600", "5+~6", "万", "~", "1~2~3", "0x10", "1_000", "#N/A", ",123", "1,", "12人3",
        ] {
            assert!(count(text).is_err(), "{text} gave {:?}", count(text));
        }
    }

    #[test]
    fn rates_and_growth() {
        assert_eq!(rate("7.5%~10%"), Ok(Figure::range(0.075, 0.1)));
        assert_eq!(rate("5~7.5%"), Ok(Figure::range(0.05, 0.075)));
        assert_eq!(rate("114%"), Ok(Figure::exact(1.14)));
        assert_eq!(rate("0"), Ok(Figure::exact(0.0)));
        assert_eq!(growth("-0.5"), Ok(Some(-0.5)));
        assert_eq!(growth("165%"), Ok(Some(1.65)));
        assert_eq!(growth("-30%~-10%"), Ok(Some(-0.2)));
        assert!(rate("-1%").is_err());
    }

    fn with_marks(value: u64) -> String {
        let digits = value.to_string();
        let mut out = String::new();
        for (at, digit) in digits.chars().enumerate() {
            if at > 0 && (digits.len() - at).is_multiple_of(3) {
                out.push(',');
            }
            out.push(digit);
        }
        out
    }

    proptest! {
        #[test]
        fn a_number_in_any_style_reads_back(value in 0_u64..9_000_000_000, unit in "(人付款|人收货|件|笔|元|)") {
            let exact = Ok(Figure::exact(value as f64));
            prop_assert_eq!(count(&format!("{value}{unit}")), exact.clone());
            prop_assert_eq!(count(&format!("{}{unit}", with_marks(value))), exact.clone());
            prop_assert_eq!(count(&format!(" {value} {unit} ")), exact.clone());
            let wide: String = value.to_string().chars().filter_map(|c| char::from_u32(u32::from(c) + 0xfee0)).collect();
            prop_assert_eq!(count(&wide), exact.clone());
            prop_assert_eq!(count(&format!("￥{value}")), exact);
            prop_assert_eq!(count(&format!("{value}+{unit}")), Ok(Figure::at_least(value as f64)));
            prop_assert_eq!(count(&format!("{value} ~ {}", value + 7)), Ok(Figure::range(value as f64, (value + 7) as f64)));
        }

        #[test]
        fn tenths_of_万_read_back_exactly(tenths in 0_u64..1_000_000) {
            let text = format!("{}.{}万", tenths / 10, tenths % 10);
            prop_assert_eq!(count(&text), Ok(Figure::exact((tenths * 1000) as f64)));
        }

        #[test]
        fn hundredths_of_a_percent_read_back_exactly(hundredths in 0_u64..100_000) {
            let text = format!("{}.{:02}%", hundredths / 100, hundredths % 100);
            prop_assert_eq!(rate(&text), Ok(Figure::exact(hundredths as f64 / 10_000.0)));
        }

        #[test]
        fn no_text_panics(text in "\\PC{0,24}") {
            let _ = (count(&text), rate(&text), growth(&text));
        }
    }
}
