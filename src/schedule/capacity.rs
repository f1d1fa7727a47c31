//! How many listings of a shop may end in each hour.

use super::minutes::MINUTES;
use super::week::HOURS_PER_WEEK;
use crate::config::ScheduleConfig;

/// Ends that the hours may hold.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Capacity {
    pub ends: [u32; HOURS_PER_WEEK],
    /// Ends that share the fullest minutes: 1 as long as there are minutes enough.
    pub per_minute: u32,
    /// The most that an hour holds, where `max_per_hour` was too little for all.
    pub raised: Option<u32>,
}

/// What wants to end in an hour whatever is planned.
#[derive(Debug, Clone, Default)]
pub(super) struct Claims {
    /// Pinned listings by hour.
    pub pinned: Vec<u32>,
    /// Listings that may stay in an hour to which none may move.
    pub staying: Vec<u32>,
}

impl Capacity {
    /// The capacities for `count` listings that are not pinned.
    ///
    /// While every listing can have a minute of its own, an hour holds `max_per_hour` of them; where that is 0, `stagger` times
    /// its share of the week's worth, so that some listing is always near its end (rule E1). Where that is too little for all,
    /// it is raised for all hours alike. Past that, every minute gets as many ends as any other, give or take one, and the
    /// most worthy hours the odd ones.
    pub fn new(
        count: u32,
        worth: &[f64; HOURS_PER_WEEK],
        open: &[bool; HOURS_PER_WEEK],
        claims: &Claims,
        config: &ScheduleConfig,
    ) -> Self {
        let claimed = |list: &[u32], hour: usize| list.get(hour).copied().unwrap_or(0);
        let pinned = |hour: usize| claimed(&claims.pinned, hour);
        let minutes = MINUTES as u32;
        let opened: Vec<usize> = (0..HOURS_PER_WEEK).filter(|&hour| open[hour]).collect();
        // Room for those who are not pinned at so many ends a minute.
        let room = |per_minute: u32| {
            opened.iter().map(|&hour| (per_minute * minutes).saturating_sub(pinned(hour))).sum::<u32>()
        };
        let mut per_minute = 1;
        while !opened.is_empty() && room(per_minute) < count {
            per_minute += 1;
        }
        let mut ends: [u32; HOURS_PER_WEEK] = std::array::from_fn(|hour| {
            // Who stays where nobody may move takes no minute twice either.
            if open[hour] { 0 } else { pinned(hour) + claimed(&claims.staying, hour) }
        });
        if opened.is_empty() {
            return Self { ends, per_minute, raised: None };
        }
        let mut raised = config.max_per_hour > 0 && per_minute > 1;
        if per_minute == 1 {
            let total: f64 = opened.iter().map(|&hour| worth[hour]).sum();
            let all = f64::from(count) + opened.iter().map(|&hour| f64::from(pinned(hour))).sum::<f64>();
            let mut scale = 1.0;
            loop {
                for &hour in &opened {
                    let share = if total > 0.0 { worth[hour] / total } else { 1.0 / opened.len() as f64 };
                    let most = match config.max_per_hour {
                        0 => (config.stagger * all * share * scale).ceil(),
                        most => (f64::from(most) * scale).floor(),
                    };
                    ends[hour] = (most as u32).clamp(1, minutes).max(pinned(hour));
                }
                let room: u32 = opened.iter().map(|&hour| ends[hour] - pinned(hour)).sum();
                if room >= count {
                    break;
                }
                scale *= 1.05;
                raised = config.max_per_hour > 0;
            }
        } else {
            for &hour in &opened {
                ends[hour] = ((per_minute - 1) * minutes).max(pinned(hour));
            }
            let mut left = count.saturating_sub(room(per_minute - 1));
            let mut best = opened.clone();
            best.sort_by(|&a, &b| worth[b].total_cmp(&worth[a]));
            for hour in best {
                let odd = left.min((per_minute * minutes).saturating_sub(ends[hour]));
                ends[hour] += odd;
                left -= odd;
            }
        }
        let most = opened.iter().map(|&hour| ends[hour]).max().unwrap_or_default();
        Self { ends, per_minute, raised: Some(most).filter(|&most| raised && most > config.max_per_hour) }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn there_is_room_for_all_and_minutes_are_shared_evenly(
            count in 1..40_000_u32,
            closed in prop::collection::vec(0..168_usize, 0..160),
            max_per_hour in 0..70_u32,
            stagger in 0.5..5.0,
        ) {
            let mut open = [true; HOURS_PER_WEEK];
            for hour in closed {
                open[hour] = false;
            }
            let worth: [f64; HOURS_PER_WEEK] = std::array::from_fn(|hour| 0.1 + (hour % 24) as f64);
            let config = ScheduleConfig { stagger, max_per_hour, ..ScheduleConfig::default() };
            let Capacity { ends, per_minute, raised } = Capacity::new(count, &worth, &open, &Claims::default(), &config);
            prop_assert!(ends.iter().sum::<u32>() >= count);
            let minutes = 60 * open.iter().filter(|&&open| open).count() as u32;
            prop_assert_eq!(per_minute, count.div_ceil(minutes));
            let most = ends.iter().copied().max();
            prop_assert_eq!(raised, most.filter(|&most| max_per_hour > 0 && most > max_per_hour));
            for hour in 0..HOURS_PER_WEEK {
                let (least, most) = if per_minute == 1 { (1, 60) } else { (60 * (per_minute - 1), 60 * per_minute) };
                let fits = if open[hour] { (least..=most).contains(&ends[hour]) } else { ends[hour] == 0 };
                prop_assert!(fits, "{} ends in hour {}", ends[hour], hour);
            }
        }
    }

    #[test]
    fn a_maximum_is_kept_while_it_holds_all() {
        let worth = [1.0; HOURS_PER_WEEK];
        let open = [true; HOURS_PER_WEEK];
        let config = ScheduleConfig { max_per_hour: 5, ..ScheduleConfig::default() };
        let most = |count| *Capacity::new(count, &worth, &open, &Claims::default(), &config).ends.iter().max().unwrap();
        assert_eq!((most(100), most(840), most(841)), (5, 5, 6));
    }
}
