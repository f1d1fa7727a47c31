//! Hours of the day and days of the week as tables name them.

use jiff::civil::Weekday;
use unicode_normalization::UnicodeNormalization;

use crate::schedule::weekday_by_name;

/// An hour, or half of one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Hour {
    /// 0 to 23.
    pub hour: i8,
    /// Whether it is named by its minute 30 or later.
    pub second_half: bool,
}

/// `0`, `20`, `20:00`, `20:30`, `20点`, `20时`, and spans by their start: `20:00-20:59`, `20点~21点`.
pub(super) fn hour(text: &str) -> Option<Hour> {
    if text.len() > 48 {
        return None;
    }
    let folded: String = text.nfkc().filter(|c| !c.is_whitespace()).collect();
    let (start, end) = match folded.split_once(['-', '~', '—', '–', '至', '到']) {
        Some((start, end)) => (start, Some(end)),
        None => (folded.as_str(), None),
    };
    if let Some(end) = end {
        // The end may be 24:00.
        let digits = end.split([':', '点', '时']).next()?;
        let hour: u8 = digits.parse().ok().filter(|_| digits.len() <= 2)?;
        if hour > 24 {
            return None;
        }
    }
    moment(start)
}

fn moment(text: &str) -> Option<Hour> {
    let (digits, minutes) = match text.split_once([':', '点', '时']) {
        Some((digits, minutes)) => (digits, minutes.trim_end_matches('分')),
        None => (text, ""),
    };
    let number = |text: &str| -> Option<i8> {
        let valid = (1..=2).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_digit());
        if valid { text.parse().ok() } else { None }
    };
    let hour = number(digits).filter(|hour| *hour < 24)?;
    let minute = match minutes {
        "" => 0,
        "半" => 30,
        minutes => {
            let mut parts = minutes.split(':');
            let minute = number(parts.next()?).filter(|minute| *minute < 60)?;
            if let Some(seconds) = parts.next() {
                number(seconds).filter(|second| *second < 60)?;
            }
            if parts.next().is_some() {
                return None;
            }
            minute
        }
    };
    Some(Hour { hour, second_half: minute >= 30 })
}

/// A day of the week by name, or by number (1 is Monday).
pub(super) fn weekday(text: &str) -> Option<Weekday> {
    weekday_by_name(text).or_else(|| Weekday::from_monday_one_offset(text.trim().parse().ok()?).ok())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hours_in_every_form() {
        for (text, expected, second_half) in [
            ("0", 0, false),
            ("23", 23, false),
            ("20:00", 20, false),
            ("00:30", 0, true),
            ("20点", 20, false),
            ("20时30分", 20, true),
            ("20:00-20:59", 20, false),
            ("23:00~24:00", 23, false),
            ("8:00:00", 8, false),
            ("２０：００", 20, false),
        ] {
            assert_eq!(hour(text), Some(Hour { hour: expected, second_half }), "{text}");
        }
        for text in ["24", "-1", "", "访客数", "20:60", "120", "1.5", "2016-11-14"] {
            assert_eq!(hour(text), None, "{text}");
        }
    }

    #[test]
    fn weekdays_by_name_and_number() {
        assert_eq!(weekday("Monday"), Some(Weekday::Monday));
        assert_eq!(weekday("周日"), Some(Weekday::Sunday));
        assert_eq!(weekday("星期天"), Some(Weekday::Sunday));
        assert_eq!(weekday("3"), Some(Weekday::Wednesday));
        assert_eq!(weekday("8"), None);
    }
}
