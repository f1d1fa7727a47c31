//! Places in the week, Monday 00:00 first.

use std::fmt;

use jiff::civil::{DateTime, Weekday};
use jiff::{SignedDuration, ToSpan};
use unicode_normalization::UnicodeNormalization;

/// Hours of a week.
pub const HOURS_PER_WEEK: usize = 168;

/// Minutes of a week.
const MINUTES_PER_WEEK: u16 = 10_080;

/// A minute of the week: 0 is Monday 00:00, 10,079 Sunday 23:59.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct WeekMinute(u16);

impl WeekMinute {
    /// The minute of the week in which `time` lies; seconds are cut off.
    pub fn of(time: DateTime) -> Self {
        let day = i16::from(time.date().weekday().to_monday_zero_offset());
        let minute = (day * 24 + i16::from(time.hour())) * 60 + i16::from(time.minute());
        Self(minute.unsigned_abs())
    }

    /// The given minute (0-59) of the given hour of the week (0-167); both wrap around.
    pub fn new(hour_of_week: usize, minute: u8) -> Self {
        let minutes = (hour_of_week % HOURS_PER_WEEK) * 60 + usize::from(minute);
        Self(minutes as u16 % MINUTES_PER_WEEK)
    }

    /// Minutes since Monday 00:00.
    pub fn index(self) -> u16 {
        self.0
    }

    /// Hour of the week, 0 to 167.
    pub fn hour_of_week(self) -> usize {
        usize::from(self.0 / 60)
    }

    /// Minute of the hour, 0 to 59.
    pub fn minute(self) -> u8 {
        (self.0 % 60) as u8
    }

    /// Reads `周三 21:30`, `星期三 21:30` or `wed 21:30`.
    pub fn parse(text: &str) -> Option<Self> {
        let (day, time) = text.trim().split_once(' ')?;
        let day = weekday_by_name(day)?.to_monday_zero_offset();
        let (hour, minute) = time.trim().split_once(':')?;
        let hour: usize = hour.parse().ok().filter(|&hour| hour < 24)?;
        let minute: u8 = minute.parse().ok().filter(|&minute| minute < 60)?;
        Some(Self::new(usize::from(day.unsigned_abs()) * 24 + hour, minute))
    }

    /// The first time strictly after `time` that lies on this minute of the week; `None` past the calendar's end.
    pub fn next_after(self, time: DateTime) -> Option<DateTime> {
        let floor = time.checked_sub(SignedDuration::new(i64::from(time.second()), time.subsec_nanosecond())).ok()?;
        let here = Self::of(time).0;
        let ahead = (self.0 + MINUTES_PER_WEEK - here) % MINUTES_PER_WEEK;
        let ahead = if ahead == 0 { MINUTES_PER_WEEK } else { ahead };
        floor.checked_add(i64::from(ahead).minutes()).ok()
    }
}

impl fmt::Display for WeekMinute {
    /// `周三 21:30`
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let hour = self.hour_of_week();
        let day = match hour / 24 {
            0 => "周一",
            1 => "周二",
            2 => "周三",
            3 => "周四",
            4 => "周五",
            5 => "周六",
            _ => "周日",
        };
        write!(f, "{day} {:02}:{:02}", hour % 24, self.minute())
    }
}

/// `Monday`, `mon`, `周一`, `星期一`, `礼拜一`.
pub fn weekday_by_name(text: &str) -> Option<Weekday> {
    const DAYS: [(&str, &str, &str, Weekday); 7] = [
        ("monday", "mon", "一", Weekday::Monday),
        ("tuesday", "tue", "二", Weekday::Tuesday),
        ("wednesday", "wed", "三", Weekday::Wednesday),
        ("thursday", "thu", "四", Weekday::Thursday),
        ("friday", "fri", "五", Weekday::Friday),
        ("saturday", "sat", "六", Weekday::Saturday),
        ("sunday", "sun", "日", Weekday::Sunday),
    ];
    let folded: String = text.trim().nfkc().flat_map(char::to_lowercase).collect();
    let chinese = ["星期", "礼拜", "周"].iter().find_map(|prefix| folded.strip_prefix(prefix));
    let chinese = if chinese == Some("天") { Some("日") } else { chinese };
    DAYS.iter()
        .find(|(long, short, name, _)| folded == *long || folded == *short || chinese == Some(name))
        .map(|(.., weekday)| *weekday)
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    #[test]
    fn minutes_of_the_week_are_read_as_they_are_written() {
        for minute in [0, 1290, 10_079] {
            let minute = WeekMinute::new(minute / 60, (minute % 60) as u8);
            assert_eq!(WeekMinute::parse(&minute.to_string()), Some(minute));
        }
        assert_eq!(WeekMinute::parse("Sun 8:05"), Some(WeekMinute::new(6 * 24 + 8, 5)));
        assert_eq!(WeekMinute::parse("星期天 23:59"), Some(WeekMinute::new(167, 59)));
        assert_eq!(WeekMinute::parse("Wednesday 21:30"), WeekMinute::parse("周三 21:30"));
        for text in ["周三", "周三 24:00", "周三 1:60", "三 1:00", "", "keep"] {
            assert_eq!(WeekMinute::parse(text), None, "{text}");
        }
    }

    #[test]
    fn a_minute_of_the_week_comes_round_a_week_later() {
        // 2026-11-18 is a Wednesday.
        let wednesday = date(2026, 11, 18).at(21, 30, 15, 0);
        let minute = WeekMinute::of(wednesday);
        assert_eq!(minute.to_string(), "周三 21:30");
        assert_eq!(minute.next_after(wednesday), Some(date(2026, 11, 25).at(21, 30, 0, 0)));
        assert_eq!(minute.next_after(date(2026, 11, 18).at(21, 29, 59, 0)), Some(date(2026, 11, 18).at(21, 30, 0, 0)));
        assert_eq!(minute.next_after(DateTime::MAX), None);
    }
}
