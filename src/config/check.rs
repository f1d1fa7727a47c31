//! Whether every number is in its range.

use super::Config;

impl Config {
    /// Checks that every number is in its range; the message names the key and the range.
    pub(super) fn check(&self) -> std::result::Result<(), String> {
        let keyword = &self.keyword;
        let title = &self.title;
        let schedule = &self.schedule;
        let shares = [
            ("keyword.default_strength", keyword.default_strength),
            ("title.change_cost", title.change_cost),
            ("title.word_worth", title.word_worth),
            ("title.structure_worth", title.structure_worth),
            ("title.neutral_cost", title.neutral_cost),
            ("title.min_difference", title.min_difference),
            ("title.hero_strength", title.hero_strength),
            ("title.sibling_share", title.sibling_share),
            ("title.twin_share", title.twin_share),
            ("schedule.move_cost", schedule.move_cost),
            ("schedule.hero_share", schedule.hero_share),
            ("schedule.margin_weight", schedule.margin_weight),
            ("page.best_seller_share", self.page.best_seller_share),
            ("page.top_share", self.page.top_share),
            ("page.template_share", self.page.template_share),
            ("schedule.sibling_factor", schedule.sibling_factor),
            ("words.min_bound", self.words.min_bound),
            ("words.min_certainty", self.words.min_certainty),
        ];
        for (key, value) in shares {
            if !(0.0..=1.0).contains(&value) {
                return Err(format!("{key} = {value}: must lie between 0 and 1"));
            }
        }
        let positive = [
            ("keyword.half_evidence_volume", keyword.half_evidence_volume),
            ("keyword.prior_ratio", keyword.prior_ratio),
            ("keyword.click_through_first", keyword.click_through_first),
            ("keyword.click_through_exponent", keyword.click_through_exponent),
            ("keyword.listings_per_page", f64::from(keyword.listings_per_page)),
            ("title.max_bytes", title.max_bytes as f64),
            ("title.core_repeats", title.core_repeats as f64),
            ("title.proposals", title.proposals as f64),
            ("title.twin_share", title.twin_share),
            ("title.twin_words", title.twin_words as f64),
            ("schedule.boost_hours", f64::from(schedule.boost_hours)),
            ("schedule.last_hour_boost", schedule.last_hour_boost),
            ("schedule.boost_half_life", schedule.boost_half_life),
            ("schedule.hero_weight", schedule.hero_weight),
            ("schedule.stagger", schedule.stagger),
            ("schedule.peak_day_ratio", schedule.peak_day_ratio),
            ("schedule.festival_ratio", schedule.festival_ratio),
            ("page.max_bytes", self.page.max_bytes as f64),
            ("page.max_depth", self.page.max_depth as f64),
            ("words.min_texts", f64::from(self.words.min_texts)),
            ("words.min_rows", f64::from(self.words.min_rows)),
            ("words.counted", self.words.counted as f64),
            ("words.candidates", self.words.candidates as f64),
            ("pictures.max_bytes", self.pictures.max_bytes as f64),
            ("pictures.max_pixels", self.pictures.max_pixels as f64),
        ];
        for (key, value) in positive {
            if !(value > 0.0 && value.is_finite()) {
                return Err(format!("{key} = {value}: must be above 0"));
            }
        }
        let not_negative = [
            ("keyword.uncertainty_penalty", keyword.uncertainty_penalty),
            ("keyword.prior_weight", keyword.prior_weight),
            ("keyword.golden_volume", keyword.golden_volume),
            ("title.min_gain_share", title.min_gain_share),
            ("title.min_gain_visits", title.min_gain_visits),
            ("title.hero_sales", title.hero_sales),
            ("title.price_tolerance", title.price_tolerance),
            ("title.cooldown_days", f64::from(title.cooldown_days)),
            ("title.error_points", title.error_points),
            ("title.warning_points", title.warning_points),
            ("title.hint_points", title.hint_points),
            ("words.min_cohesion", self.words.min_cohesion),
            ("words.min_phrase_cohesion", self.words.min_phrase_cohesion),
            ("words.min_freedom", self.words.min_freedom),
        ];
        for (key, value) in not_negative {
            if !(value >= 0.0 && value.is_finite()) {
                return Err(format!("{key} = {value}: must not be below 0"));
            }
        }
        let grades = [keyword.golden_score, keyword.good_score, keyword.fair_score];
        if !grades.is_sorted_by(|a, b| a > b) || !grades.iter().all(|score| (0.0..=100.0).contains(score)) {
            return Err(
                "keyword.golden_score, good_score and fair_score must fall in this order within 0 to 100".into()
            );
        }
        if !matches!(schedule.cycle_days, 7 | 14) {
            return Err(format!(
                "schedule.cycle_days = {}: the platform knows cycles of 7 and 14 days",
                schedule.cycle_days
            ));
        }
        if !(1.0..=1000.0).contains(&schedule.last_hour_boost) {
            return Err(format!(
                "schedule.last_hour_boost = {}: must lie between 1 and 1000",
                schedule.last_hour_boost
            ));
        }
        if schedule.boost_curve.len() > 168 || schedule.boost_curve.iter().any(|boost| !(0.0..=1000.0).contains(boost))
        {
            return Err("schedule.boost_curve: give at most 168 numbers between 0 and 1000, the last hour first".into());
        }
        if !schedule.boost_curve.is_empty() && schedule.boost_curve.iter().sum::<f64>() <= 0.0 {
            return Err("schedule.boost_curve: at least one hour has to count".into());
        }
        if schedule.boost_hours > 168 {
            return Err(format!("schedule.boost_hours = {}: a cycle has 168 hours", schedule.boost_hours));
        }
        if let Some(hour) = schedule.blocked_hours.iter().find(|&&hour| hour > 23) {
            return Err(format!("schedule.blocked_hours: {hour} is no hour of the day (0 to 23)"));
        }
        if (0..24).all(|hour| schedule.blocked_hours.contains(&hour)) {
            return Err("schedule.blocked_hours: every hour is blocked; leave at least one".into());
        }
        Ok(())
    }
}
