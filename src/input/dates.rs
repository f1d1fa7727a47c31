//! Dates and times as exports write them. Civil time in Asia/Shanghai; a time with an offset is brought there.

use jiff::civil::DateTime;
use jiff::{SignedDuration, Timestamp};

use super::figures::excerpt;
use crate::china::OFFSET;

/// Reads a date, with or without a time: `2016/11/14`, `2026-11-14 20:31:05`, `20261114`, `2026年11月14日`,
/// `2016/11/5 8:03`, `2026-11-14T20:31:05+08:00`. `None` for an empty cell and for the exports' own "never"
/// (`1980-01-01 00:00:00`, zeros).
///
/// # Errors
/// The reason in Chinese why the text is no date.
pub(super) fn parse(text: &str) -> Result<Option<DateTime>, String> {
    let text = text.trim();
    if is_missing(text) {
        return Ok(None);
    }
    let read = read(text).ok_or_else(|| format!("“{}”读不成日期，请写成 2026-11-14 20:31:05", excerpt(text)))?;
    Ok((read != DateTime::constant(1980, 1, 1, 0, 0, 0, 0)).then_some(read))
}

/// The date of a spreadsheet's serial number (days since 1899-12-30) between the years 1954 and 2119.
pub(super) fn from_serial(serial: f64) -> Option<DateTime> {
    if !(20_000.0..80_000.0).contains(&serial) {
        return None;
    }
    let seconds = (serial * 86_400.0).round() as i64;
    DateTime::constant(1899, 12, 30, 0, 0, 0, 0).checked_add(SignedDuration::from_secs(seconds)).ok()
}

fn is_missing(text: &str) -> bool {
    matches!(text, "" | "-" | "--" | "—" | "/" | "0" | "无")
        || text.starts_with("0000-00-00")
        || ["null", "none", "nan", "n/a", "nat"].iter().any(|word| text.eq_ignore_ascii_case(word))
}

fn read(text: &str) -> Option<DateTime> {
    if text.len() > 64 {
        return None;
    }
    if text.bytes().all(|byte| byte.is_ascii_digit()) {
        return compact(text);
    }
    if let Ok(timestamp) = text.parse::<Timestamp>() {
        return Some(OFFSET.to_datetime(timestamp));
    }
    let mut rest = text;
    let year = number(&mut rest, 4, 4)?;
    let separator = take(&mut rest, &['-', '/', '.', '年'])?;
    let month = number(&mut rest, 1, 2)?;
    take(&mut rest, &[if separator == '年' { '月' } else { separator }])?;
    let day = number(&mut rest, 1, 2)?;
    if separator == '年' {
        take(&mut rest, &['日', '号'])?;
    }
    let (hour, minute, second) = if rest.is_empty() { (0, 0, 0) } else { time(rest)? };
    civil(year, month, day, hour, minute, second)
}

/// ` 20:31:05`, `T20:31`, ` 20时31分05秒`, ` 20:31:05.0`.
fn time(mut rest: &str) -> Option<(u16, u16, u16)> {
    let trimmed = rest.trim_start();
    if trimmed.len() == rest.len() {
        take(&mut rest, &['T', 't'])?;
    } else {
        rest = trimmed;
    }
    let hour = number(&mut rest, 1, 2)?;
    let chinese = take(&mut rest, &[':', '：', '时', '点'])? != ':';
    if rest.is_empty() && chinese {
        return Some((hour, 0, 0));
    }
    let minute = number(&mut rest, 1, 2)?;
    if rest.is_empty() || rest == "分" {
        return Some((hour, minute, 0));
    }
    take(&mut rest, &[':', '：', '分'])?;
    let second = number(&mut rest, 1, 2)?;
    if let Some(fraction) = rest.strip_prefix('.') {
        rest = fraction.trim_start_matches(|c: char| c.is_ascii_digit());
    }
    (rest.is_empty() || rest == "秒").then_some((hour, minute, second))
}

/// `20261114`, `202611142031`, `20261114203105`.
fn compact(text: &str) -> Option<DateTime> {
    let part = |from: usize, to: usize| if text.len() < to { Some(0) } else { text.get(from..to)?.parse::<u16>().ok() };
    if !matches!(text.len(), 8 | 12 | 14) {
        return None;
    }
    civil(part(0, 4)?, part(4, 6)?, part(6, 8)?, part(8, 10)?, part(10, 12)?, part(12, 14)?)
}

fn civil(year: u16, month: u16, day: u16, hour: u16, minute: u16, second: u16) -> Option<DateTime> {
    if year < 1900 {
        return None;
    }
    let small = |value: u16| i8::try_from(value).ok();
    let year = i16::try_from(year).ok()?;
    DateTime::new(year, small(month)?, small(day)?, small(hour)?, small(minute)?, small(second)?, 0).ok()
}

fn number(rest: &mut &str, least: usize, most: usize) -> Option<u16> {
    let end = rest.bytes().take(most).take_while(u8::is_ascii_digit).count();
    let (digits, tail) = rest.split_at_checked(end)?;
    *rest = tail;
    if digits.len() < least { None } else { digits.parse().ok() }
}

fn take(rest: &mut &str, allowed: &[char]) -> Option<char> {
    let first = rest.chars().next().filter(|c| allowed.contains(c))?;
    *rest = rest.get(first.len_utf8()..)?;
    Some(first)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[expect(clippy::unnecessary_wraps, reason = "what `parse` gives")]
    fn at(year: i16, month: i8, day: i8, hour: i8, minute: i8, second: i8) -> Result<Option<DateTime>, String> {
        Ok(Some(DateTime::constant(year, month, day, hour, minute, second, 0)))
    }

    #[test]
    fn every_export_style_is_read() {
        assert_eq!(parse("2016/11/14"), at(2016, 11, 14, 0, 0, 0));
        assert_eq!(parse("2016-11-14"), at(2016, 11, 14, 0, 0, 0));
        assert_eq!(parse("2026-11-14 20:31:05"), at(2026, 11, 14, 20, 31, 5));
        assert_eq!(parse("20261114"), at(2026, 11, 14, 0, 0, 0));
        assert_eq!(parse("20261114203105"), at(2026, 11, 14, 20, 31, 5));
        assert_eq!(parse("2026年11月14日"), at(2026, 11, 14, 0, 0, 0));
        assert_eq!(parse("2026年1月4日 8时05分"), at(2026, 1, 4, 8, 5, 0));
        assert_eq!(parse("2016/11/5 8:03"), at(2016, 11, 5, 8, 3, 0));
        assert_eq!(parse("2026-11-14T20:31:05"), at(2026, 11, 14, 20, 31, 5));
        assert_eq!(parse("2026-11-14 20:31:05.0"), at(2026, 11, 14, 20, 31, 5));
        assert_eq!(parse("2026-11-14T12:31:05Z"), at(2026, 11, 14, 20, 31, 5));
    }

    #[test]
    fn the_exports_own_never_is_no_date() {
        for text in ["", " ", "1980-01-01 00:00:00", "1980/1/1", "0", "--", "0000-00-00 00:00:00"] {
            assert_eq!(parse(text), Ok(None), "{text}");
        }
    }

    #[test]
    fn what_is_no_date_is_an_error() {
        for text in [
            "昨天",
            "2016-13-01",
            "2016-02-30",
            "16-1-1",
            "2016-11",
            "2016-11-14 25:00",
            "2016-11/14",
            "123456789",
            "2016-11-14 8",
            "2016-11-14x",
        ] {
            assert!(parse(text).is_err(), "{text}");
        }
    }

    #[test]
    fn spreadsheet_serials_count_days_from_1899() {
        assert_eq!(from_serial(42_688.0), Some(DateTime::constant(2016, 11, 14, 0, 0, 0, 0)));
        assert_eq!(from_serial(42_688.5), Some(DateTime::constant(2016, 11, 14, 12, 0, 0, 0)));
        assert_eq!(from_serial(7.0), None);
    }
}
