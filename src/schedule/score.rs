//! What ending at a minute of the week is worth, before anybody else ends there.

use super::interpolate::MINUTES_PER_WEEK;
use super::profile::TrafficProfile;
use super::week::{HOURS_PER_WEEK, WeekMinute};
use crate::config::ScheduleConfig;

/// Traffic before each minute of the week, weighted by the boost of the last hours (rule E1); the week's mean is 1.
///
/// With `B` = `boost_hours`, `L` = `last_hour_boost` and the hour `k` before the end (0 is the last one),
///
/// ```text
/// boost(k) = 1 + (L - 1) * 2 ^ -(k / boost_half_life)
/// score(t) = sum over k < B of boost(k) * traffic(t - k - 1 h .. t - k h)  /  (sum of boost / 168)
/// ```
///
/// A `boost_curve` of the configuration takes the place of `boost(k)`.
///
/// The lead over the first hour of the window halves every hour back, so that the evening's visits count for an end in the
/// evening; a curve that falls more slowly (a power law down to 1) carries them over into the night, when nobody looks.
#[derive(Debug, Clone)]
pub(super) struct Scores {
    /// The boost of each hour before an end, last hour first, scaled so that the week's mean score is 1.
    boosts: Vec<f64>,
    /// Share of the week's visits in the hour before each minute.
    visits: Vec<f64>,
}

impl Scores {
    pub fn new(profile: &TrafficProfile, config: &ScheduleConfig) -> Self {
        let mut boosts = boosts(config);
        let mean = boosts.iter().sum::<f64>() / HOURS_PER_WEEK as f64;
        for boost in &mut boosts {
            *boost /= mean;
        }
        let sums = profile.sums_by_minute();
        let visits = (0..MINUTES_PER_WEEK).map(|minute| {
            // Over the start of the week.
            let from = (minute + MINUTES_PER_WEEK - 60) % MINUTES_PER_WEEK;
            sums[minute] - sums[from] + if from > minute { sums[MINUTES_PER_WEEK] } else { 0.0 }
        });
        Self { boosts, visits: visits.collect() }
    }

    /// The score of ending at `time`.
    pub fn at(&self, time: WeekMinute) -> f64 {
        let minute = usize::from(time.index());
        self.boosted(|back| self.visits[(minute + MINUTES_PER_WEEK - 60 * back) % MINUTES_PER_WEEK])
    }

    /// The mean score of ending at each minute of the 168 hours.
    pub fn by_hour(&self) -> [f64; HOURS_PER_WEEK] {
        let means: Vec<f64> = self.visits.chunks(60).map(|hour| hour.iter().sum::<f64>() / 60.0).collect();
        std::array::from_fn(|hour| self.boosted(|back| means[(hour + HOURS_PER_WEEK - back) % HOURS_PER_WEEK]))
    }

    fn boosted(&self, visits: impl Fn(usize) -> f64) -> f64 {
        self.boosts.iter().take(HOURS_PER_WEEK).enumerate().map(|(back, boost)| boost * visits(back)).sum()
    }
}

/// The boost of each hour before the end, the last hour first.
fn boosts(config: &ScheduleConfig) -> Vec<f64> {
    if !config.boost_curve.is_empty() {
        return config.boost_curve.clone();
    }
    let hours = config.boost_hours.clamp(1, HOURS_PER_WEEK as u32);
    let lead = config.last_hour_boost - 1.0;
    (0..hours).map(|back| 1.0 + lead * (-f64::from(back) / config.boost_half_life).exp2()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_boost_falls_from_the_last_hour_to_one() {
        let boosts = boosts(&ScheduleConfig::default());
        assert_eq!(boosts[..3], [8.0, 4.5, 2.75]);
        assert_eq!(boosts.len(), 24);
        assert!((boosts[23] - 1.0).abs() < 1e-5);
    }

    #[test]
    fn scores_have_a_mean_of_one_and_peak_late_in_the_evening() {
        let scores = Scores::new(&TrafficProfile::default_profile(), &ScheduleConfig::default());
        let hours = scores.by_hour();
        assert!((hours.iter().sum::<f64>() / 168.0 - 1.0).abs() < 1e-9);
        let best = (0..HOURS_PER_WEEK).max_by(|&a, &b| hours[a].total_cmp(&hours[b])).unwrap();
        let worst = (0..HOURS_PER_WEEK).min_by(|&a, &b| hours[a].total_cmp(&hours[b])).unwrap();
        assert!((21..=23).contains(&(best % 24)), "best at {}", best % 24);
        assert!((4..=8).contains(&(worst % 24)), "worst at {}", worst % 24);
    }

    #[test]
    fn scores_run_without_jumps_over_the_hours_and_the_week() {
        let scores = Scores::new(&TrafficProfile::default_profile(), &ScheduleConfig::default());
        for minute in 0..10_080_u16 {
            let here = WeekMinute::new(usize::from(minute / 60), (minute % 60) as u8);
            let next = minute + 1;
            let next = WeekMinute::new(usize::from(next / 60), (next % 60) as u8);
            assert!((scores.at(here) - scores.at(next)).abs() < 0.01);
        }
    }
}
