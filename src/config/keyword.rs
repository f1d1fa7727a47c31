//! Scoring of keywords.

use serde::{Deserialize, Serialize};

/// Scoring of keywords (rules K1-K4, K7, K8).
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct KeywordConfig {
    /// Searches at which half of a word's lead over its category's mean is believed (rule K4).
    pub half_evidence_volume: f64,
    /// What a word without any evidence loses against its category's mean, in natural-log units of the ratio.
    pub uncertainty_penalty: f64,
    /// Prior of a category's mean ratio, in searches per competing listing.
    pub prior_ratio: f64,
    /// How many keywords that prior is worth.
    pub prior_weight: f64,
    /// Least score (0-100, 50 is the category's mean) of a golden word (黄金词).
    pub golden_score: f64,
    /// Least volume of a golden word, in searches (rule K7: below 1,000 hardly worth a slot).
    pub golden_volume: f64,
    /// Least score of a good word.
    pub good_score: f64,
    /// Least score of a fair word; below it a word is poor.
    pub fair_score: f64,
    /// Listings on one result page (rule K8).
    pub listings_per_page: u32,
    /// Visits per search at rank 1. At 1.0 the last-ranked listing expects volume / listings, the golden ratio (rule K8).
    pub click_through_first: f64,
    /// How fast click-through falls with rank: `click_through_first / rank^exponent`.
    pub click_through_exponent: f64,
    /// Strength in [0, 1] of a listing whose sales are unknown (rule K8).
    pub default_strength: f64,
}

impl Default for KeywordConfig {
    fn default() -> Self {
        Self {
            half_evidence_volume: 200.0,
            uncertainty_penalty: 0.5,
            prior_ratio: 1.0,
            prior_weight: 20.0,
            golden_score: 80.0,
            golden_volume: 1000.0,
            good_score: 65.0,
            fair_score: 40.0,
            listings_per_page: 44,
            click_through_first: 1.0,
            click_through_exponent: 1.0,
            default_strength: 0.3,
        }
    }
}
