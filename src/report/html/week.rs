//! The week by hours: where the traffic is, and where listings end.

use super::category_strip::CategoryStrip;
use super::number;
use crate::report::{PlanValues, WeekSummary};

pub(super) const HOURS: usize = 168;

const DAYS: [&str; 7] = ["一", "二", "三", "四", "五", "六", "日"];

/// The two heat maps and what they say.
#[derive(Debug)]
pub(super) struct Week {
    /// `None` where no present end is known.
    pub(super) before: Option<Grid>,
    pub(super) after: Grid,
    pub(super) strips: Vec<CategoryStrip>,
    /// What the ends are worth; `None` where nothing ends today.
    pub(super) gain: Option<Gain>,
}

/// The plan against today's ends.
#[derive(Debug)]
pub(super) struct Gain {
    /// `+12%`
    pub(super) growth: String,
    /// How far from the proven bound the plan may be at most.
    pub(super) gap: String,
}

/// One heat map.
#[derive(Debug)]
pub(super) struct Grid {
    pub(super) days: Vec<Day>,
    /// Share of the ends that fall into the fifth of the hours with the most traffic.
    pub(super) prime: String,
    /// Ends in the fullest hour.
    pub(super) fullest: String,
    /// Hours with at least one end.
    pub(super) hours: usize,
}

#[derive(Debug)]
pub(super) struct Day {
    pub(super) name: &'static str,
    pub(super) hours: Vec<Hour>,
}

#[derive(Debug)]
pub(super) struct Hour {
    /// Traffic against the busiest hour, 0 to 6.
    pub(super) traffic: u32,
    /// Ends against the fullest hour of both maps, 0 (none) to 4.
    pub(super) fill: u32,
    /// How many end; empty for none.
    pub(super) ends: String,
    /// The hour in words.
    pub(super) words: String,
}

impl Week {
    /// `None` where the summary does not hold a week's hours, or nothing ends before or after.
    pub(super) fn new(week: &WeekSummary) -> Option<Self> {
        let whole = [week.traffic.len(), week.before.len(), week.after.len()] == [HOURS; 3];
        let fullest = week.before.iter().chain(&week.after).copied().max().unwrap_or(0);
        (whole && fullest > 0).then(|| Self {
            before: (week.before.iter().any(|&ends| ends > 0)).then(|| grid(&week.traffic, &week.before, fullest)),
            after: grid(&week.traffic, &week.after, fullest),
            strips: week.categories.iter().filter_map(CategoryStrip::new).collect(),
            gain: gain(week.values),
        })
    }
}

fn gain(values: PlanValues) -> Option<Gain> {
    let PlanValues { now, planned, bound } = values;
    (now > 0.0 && bound > 0.0).then(|| Gain {
        growth: number::growth(now, planned),
        gap: format!("{:.2}%", ((bound - planned) / bound * 100.0).max(0.0)),
    })
}

fn grid(traffic: &[f64], ends: &[u32], fullest: u32) -> Grid {
    let busiest = traffic.iter().copied().fold(0.0, f64::max);
    let level = |share: f64| if busiest > 0.0 { (share / busiest * 6.0).round().clamp(0.0, 6.0) as u32 } else { 0 };
    let hour = |day: &str, hour: usize, traffic: f64, ends: u32| Hour {
        traffic: level(traffic),
        fill: if ends == 0 { 0 } else { (f64::from(ends) / f64::from(fullest) * 4.0).ceil() as u32 },
        ends: if ends == 0 { String::new() } else { ends.to_string() },
        words: format!("周{day} {hour}–{} 点：访客占 {}，{ends} 个下架", hour + 1, number::percent(traffic)),
    };
    let days = DAYS
        .iter()
        .zip(traffic.chunks(24).zip(ends.chunks(24)))
        .map(|(name, (traffic, ends))| Day {
            name,
            hours: (0..)
                .zip(traffic.iter().zip(ends))
                .map(|(at, (share, ends))| hour(name, at, *share, *ends))
                .collect(),
        })
        .collect();
    let total: u64 = ends.iter().copied().map(u64::from).sum();
    let mut by_traffic: Vec<(f64, u32)> = traffic.iter().copied().zip(ends.iter().copied()).collect();
    // Stable: of equal hours the earlier counts, so the share does not depend on anything but the profile.
    by_traffic.sort_by(|a, b| b.0.total_cmp(&a.0));
    let prime: u64 = by_traffic.iter().take(HOURS / 5).map(|(_, ends)| u64::from(*ends)).sum();
    Grid {
        days,
        prime: if total == 0 { "—".to_owned() } else { number::percent(prime as f64 / total as f64) },
        fullest: number::whole(u64::from(ends.iter().copied().max().unwrap_or(0))),
        hours: ends.iter().filter(|&&ends| ends > 0).count(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn summary(traffic: f64) -> WeekSummary {
        WeekSummary {
            traffic: vec![traffic; HOURS],
            before: vec![0; HOURS],
            after: vec![0; HOURS],
            categories: Vec::new(),
            values: PlanValues::default(),
        }
    }

    #[test]
    fn the_share_in_the_busiest_hours_is_told() {
        let mut week = summary(0.5 / 134.0);
        for hour in 0..34 {
            week.traffic[hour * 4] = 0.5 / 34.0;
        }
        week.before[1] = 4;
        week.after[0] = 3;
        week.after[5] = 1;
        let shown = Week::new(&week).unwrap();
        let before = shown.before.unwrap();
        assert_eq!((before.prime.as_str(), shown.after.prime.as_str()), ("0%", "75%"));
        assert_eq!((before.fullest.as_str(), shown.after.hours), ("4", 2));
        assert_eq!(shown.after.days[0].hours[0].ends, "3");
    }

    #[test]
    fn a_week_without_ends_or_hours_is_not_drawn() {
        assert!(Week::new(&summary(0.0)).is_none());
        assert!(Week::new(&WeekSummary { traffic: vec![], before: vec![1], ..summary(0.0) }).is_none());
    }
}
