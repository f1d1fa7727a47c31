//! When nothing may end: hours without anybody there to list again, and spans such as a promotion.

use jiff::civil::DateTime;
use jiff::{SignedDuration, ToSpan};

use super::week::{HOURS_PER_WEEK, WeekMinute};
use crate::config::ScheduleConfig;

/// The times at which no listing may end or be listed again.
#[derive(Debug, Clone, Default, PartialEq)]
pub(super) struct Blocked {
    /// Hours of the day.
    hours: [bool; 24],
    /// Spans of every week, from the first minute to before the second; over the end of the week where the first is later.
    weekly: Vec<(WeekMinute, WeekMinute)>,
    /// Spans of the calendar, from the first moment to before the second.
    dated: Vec<(DateTime, DateTime)>,
}

impl Blocked {
    /// Reads the configuration; the error names the text that is no span.
    pub fn new(config: &ScheduleConfig) -> Result<Self, String> {
        let mut blocked = Self::default();
        for &hour in &config.blocked_hours {
            if let Some(blocked) = blocked.hours.get_mut(usize::from(hour)) {
                *blocked = true;
            }
        }
        for text in &config.blocked_times {
            let fault = || {
                format!(
                    "schedule.blocked_times: {text:?} is no span; write \"2026-11-10 20:00 / 2026-11-12 00:00\" or \"周日 00:00 / 周日 08:00\""
                )
            };
            let (from, to) = text.split_once('/').ok_or_else(fault)?;
            let (from, to) = (from.trim(), to.trim());
            if let (Some(from), Some(to)) = (WeekMinute::parse(from), WeekMinute::parse(to)) {
                blocked.weekly.push((from, to));
            } else {
                let moment = |text: &str| DateTime::strptime("%Y-%m-%d %H:%M", text).map_err(|_| fault());
                let (from, to) = (moment(from)?, moment(to)?);
                if from >= to {
                    return Err(fault());
                }
                blocked.dated.push((from, to));
            }
        }
        Ok(blocked)
    }

    /// Whether something may end at that moment.
    pub fn allows(&self, end: DateTime) -> bool {
        let at = WeekMinute::of(end);
        !self.hours[at.hour_of_week() % 24]
            && !self.weekly.iter().any(|&span| covers(span, at))
            && !self.dated.iter().any(|&(from, to)| from <= end && end < to)
    }

    /// The hours of the week to which listings with one of these `cycles` may move after `now`: neither the end nor the new list
    /// time, a cycle before it, may fall into a blocked time.
    pub fn open_hours(&self, cycles: &[SignedDuration], now: DateTime) -> [bool; HOURS_PER_WEEK] {
        std::array::from_fn(|hour| {
            let start = WeekMinute::new(hour, 0);
            let weekly = !self.hours[hour % 24]
                && (0..60).all(|minute| {
                    let at = WeekMinute::new(hour, minute);
                    !self.weekly.iter().any(|&span| covers(span, at))
                });
            weekly && cycles.iter().all(|&cycle| self.is_free_of_dates(start, cycle, now))
        })
    }

    fn is_free_of_dates(&self, start: WeekMinute, cycle: SignedDuration, now: DateTime) -> bool {
        if self.dated.is_empty() {
            return true;
        }
        let hour = SignedDuration::from_hours(1);
        let Some(end) = now.checked_add(cycle).ok().and_then(|earliest| start.next_after(earliest)) else {
            return false;
        };
        // The hour that `now` lies in comes twice: what is left of it, and its beginning a week later.
        let ends = [Some(end), end.checked_sub(7.days()).ok().filter(|&end| end.duration_until(now) + cycle < hour)];
        let starts = ends.into_iter().flatten().flat_map(|end| [Some(end), end.checked_sub(cycle).ok()]).flatten();
        starts.into_iter().all(|start| {
            let end = start.checked_add(hour).unwrap_or(DateTime::MAX);
            !self.dated.iter().any(|&(from, to)| from < end && start < to)
        })
    }
}

fn covers((from, to): (WeekMinute, WeekMinute), at: WeekMinute) -> bool {
    if from < to { from <= at && at < to } else { at >= from || at < to }
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    fn blocked(times: &[&str]) -> Blocked {
        let blocked_times = times.iter().map(|&text| text.to_owned()).collect();
        Blocked::new(&ScheduleConfig { blocked_times, ..ScheduleConfig::default() }).unwrap()
    }

    #[test]
    fn a_promotion_closes_the_hours_of_its_ends_and_list_times() {
        // A Wednesday; the promotion is the Wednesday after, the ends of what moves now.
        let now = date(2026, 11, 4).at(15, 4, 5, 0);
        let week = [SignedDuration::from_hours(7 * 24)];
        let promotion = blocked(&["2026-11-10 20:00 / 2026-11-12 00:00"]);
        let open = promotion.open_hours(&week, now);
        let closed: Vec<usize> = (0..HOURS_PER_WEEK).filter(|&hour| !open[hour]).collect();
        // Tuesday 20:00 to Wednesday 24:00: list times of Tuesday the 10th and ends of Wednesday the 11th.
        assert_eq!(closed, (24 + 20..72).collect::<Vec<_>>());
        assert!(
            !promotion.allows(date(2026, 11, 11).at(9, 0, 0, 0)) && promotion.allows(date(2026, 11, 12).at(0, 0, 0, 0))
        );
        // Three weeks before, neither the list time nor the end a week later is near it.
        assert_eq!(promotion.open_hours(&week, date(2026, 10, 20).at(0, 0, 0, 0)), [true; HOURS_PER_WEEK]);
    }

    #[test]
    fn weekly_spans_run_over_the_end_of_the_week() {
        let open = blocked(&["周日 23:30 / 周一 01:00"]).open_hours(&[], date(2026, 11, 4).at(0, 0, 0, 0));
        let closed: Vec<usize> = (0..HOURS_PER_WEEK).filter(|&hour| !open[hour]).collect();
        assert_eq!(closed, [0, 167]);
    }

    #[test]
    fn what_is_no_span_is_named() {
        for text in
            ["双11", "2026-11-12 00:00 / 2026-11-10 00:00", "周日 00:00 / 2026-11-10 00:00", "周八 1:00 / 周一 2:00"]
        {
            let config = ScheduleConfig { blocked_times: vec![text.into()], ..ScheduleConfig::default() };
            assert!(Blocked::new(&config).unwrap_err().contains(text));
        }
    }
}
