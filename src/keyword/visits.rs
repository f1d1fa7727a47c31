//! What a listing can expect of a keyword (rule K8).

use crate::config::KeywordConfig;

/// Where a listing stands for a keyword, and what that brings.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Expectation {
    /// Result page, counted from 1.
    pub page: u64,
    /// Visits in the period of the volume.
    pub visits: f64,
}

/// `rank = 1 + listings · (1 − strength)`, `page = ceil(rank / listings_per_page)`,
/// `visits = volume · click_through_first / rank^click_through_exponent`.
///
/// `strength` in [0, 1] is the listing's percentile in its category by sales. For a weak listing the visits tend to
/// volume / listings, the golden ratio; a strong one may go for head words.
pub fn expectation(config: &KeywordConfig, volume: f64, listings: f64, strength: f64) -> Expectation {
    let rank = 1.0 + listings * (1.0 - strength);
    let page = (rank / f64::from(config.listings_per_page)).ceil().max(1.0) as u64;
    let exponent = config.click_through_exponent;
    let fall = if (exponent - 1.0).abs() < 1e-12 { rank } else { rank.powf(exponent) };
    Expectation { page, visits: volume * config.click_through_first / fall }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_weak_listing_expects_the_golden_ratio_and_the_strongest_the_whole_volume() {
        let config = KeywordConfig::default();
        let weak = expectation(&config, 2000.0, 999.0, 0.0);
        assert!((weak.visits - 2.0).abs() < 1e-9);
        assert_eq!(weak.page, 23);
        let strong = expectation(&config, 2000.0, 999.0, 1.0);
        assert!((strong.visits - 2000.0).abs() < 1e-9);
        assert_eq!(strong.page, 1);
    }

    #[test]
    fn rank_44_is_still_on_the_first_page() {
        let config = KeywordConfig::default();
        assert_eq!(expectation(&config, 1.0, 43.0, 0.0).page, 1);
        assert_eq!(expectation(&config, 1.0, 44.0, 0.0).page, 2);
    }
}
