//! Score and grade of keywords, 黄金词 (rules K1, K3, K4, K7).
//!
//! With volume `V`, competing listings `L` and the category's mean ratio `μ`:
//!
//! ```text
//! x = ln(V / (L + 1) / μ)                  lead over the category's mean; our own listing joins the L
//! n = V / (V + half_evidence_volume)       how far the evidence is believed, 0 to 1
//! s = n · max(x, 0) + min(x, 0) − uncertainty_penalty · (1 − n)
//! score = 100 / (1 + e^−s)                 50 is the category's mean
//! ```
//!
//! A lead is shrunk towards the mean where few searches prove it; a word below the mean is not lifted by being unknown. So the score rises with
//! `V`, falls with `L`, and of two words with one ratio the better proven one scores higher (40/1000 above 4/100). Shrinkage of a rate towards
//! a group's mean by its evidence: C. Morris, "Parametric Empirical Bayes Inference", JASA 78 (1983).
//!
//! `μ` is the geometric mean of `V / (L + 1)` over the category's words, with a prior of `prior_weight` words of ratio `prior_ratio`.
//!
//! A supply counted over our own catalogs is far below the market's, so counted words are compared among themselves: their `μ` is their own
//! mean, without a prior. And what a listing may expect of them (rule K8) assumes at least the supply that a word of the other words' mean ratio
//! would have, or one of the prior's where no word has a supply of its own.

use std::collections::BTreeMap;

use serde::Serialize;

use super::{Keyword, SupplySource};
use crate::config::KeywordConfig;

/// Grade of a keyword.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Grade {
    /// Hardly worth a slot.
    Poor,
    /// About its category's mean.
    Fair,
    /// Clearly above its category's mean.
    Good,
    /// Much demand, little supply: 黄金词.
    Golden,
}

impl Grade {
    /// The word used in files.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Poor => "poor",
            Self::Fair => "fair",
            Self::Good => "good",
            Self::Golden => "golden",
        }
    }
}

/// What scoring makes of a keyword.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct KeywordScore {
    /// Competing listings, point estimate.
    pub listings: Option<f64>,
    /// Where that count comes from.
    pub source: Option<SupplySource>,
    /// Plain ratio volume / listings; `None` without listings.
    pub ratio: Option<f64>,
    /// Score in 0 to 100; `None` without a volume.
    pub score: Option<f64>,
    /// Grade; `None` without a score.
    pub grade: Option<Grade>,
}

/// The scoring formula with its category means worked out.
#[derive(Debug, Clone)]
pub struct Scorer {
    config: KeywordConfig,
    /// Natural log of the mean ratio of each category.
    log_means: BTreeMap<String, f64>,
    /// Natural log of the mean ratio over all words.
    log_mean: f64,
    /// The same over the words whose supply was counted.
    log_mean_counted: f64,
    /// Whether any word has a supply of its own.
    supplied: bool,
}

/// A 需求供给比 of 0 is one that was rounded to two decimals: below this.
const LEAST_RATIO: f64 = 0.005;

/// Competing listings of a keyword: given by its table, worked out of 需求供给比 (rule K3), or counted.
pub fn supply(keyword: &Keyword, counted: Option<u64>) -> Option<(f64, SupplySource)> {
    if let Some(listings) = keyword.listings {
        return Some((listings.point(), SupplySource::Given));
    }
    if let (Some(volume), Some(ratio)) = (keyword.volume, keyword.demand_supply_ratio) {
        let ratio = if ratio.point() > 0.0 { ratio.point() } else { LEAST_RATIO };
        return Some((volume.point() / ratio, SupplySource::Ratio));
    }
    counted.map(|count| (count as f64, SupplySource::Counted))
}

impl Scorer {
    /// Works the category means out of the whole table; `counted` holds a count for each keyword, where counts were made.
    pub fn new(config: &KeywordConfig, keywords: &[Keyword], counted: &[Option<u64>]) -> Self {
        let mut sums: BTreeMap<&str, (f64, f64)> = BTreeMap::new();
        let mut all = (0.0, 0.0);
        let mut own = (0.0, 0.0);
        for (index, keyword) in keywords.iter().enumerate() {
            let Some(volume) = keyword.volume.map(crate::figure::Figure::point).filter(|&volume| volume > 0.0) else {
                continue;
            };
            let Some((listings, source)) = supply(keyword, counted.get(index).copied().flatten()) else { continue };
            let log_ratio = (volume / (listings + 1.0)).ln();
            if source == SupplySource::Counted {
                own.0 += log_ratio;
                own.1 += 1.0;
                continue;
            }
            let category = sums.entry(&keyword.category).or_default();
            category.0 += log_ratio;
            category.1 += 1.0;
            all.0 += log_ratio;
            all.1 += 1.0;
        }
        let mean = |(sum, count): (f64, f64), prior: f64| {
            let weight = config.prior_weight;
            if count + weight > 0.0 { (sum + weight * prior) / (count + weight) } else { prior }
        };
        let log_mean = mean(all, config.prior_ratio.ln());
        let log_means = sums.into_iter().map(|(name, sum)| (name.to_owned(), mean(sum, log_mean))).collect();
        let log_mean_counted = if own.1 > 0.0 { own.0 / own.1 } else { log_mean };
        Self { config: config.clone(), log_means, log_mean, log_mean_counted, supplied: all.1 > 0.0 }
    }

    /// The supply to reckon visits with (rule K8): the keyword's own; for a counted or unknown one what a word of the mean ratio has, unless more
    /// were counted.
    pub fn market_supply(&self, keyword: &Keyword, counted: Option<u64>) -> f64 {
        match supply(keyword, counted) {
            None => keyword.volume.map_or(0.0, crate::figure::Figure::point) / self.log_mean.exp(),
            Some((count, SupplySource::Counted)) => {
                let volume = keyword.volume.map_or(0.0, crate::figure::Figure::point);
                count.max(volume / self.log_mean.exp())
            }
            Some((listings, _)) => listings,
        }
    }

    /// Scores one keyword of the table.
    pub fn score(&self, keyword: &Keyword, counted: Option<u64>) -> KeywordScore {
        let supply = supply(keyword, counted);
        let volume = keyword.volume.map(crate::figure::Figure::point);
        let listings = supply.map(|(listings, _)| listings);
        let log_mean = match supply {
            Some((_, SupplySource::Counted)) => self.log_mean_counted,
            _ => self.log_means.get(&keyword.category).copied().unwrap_or(self.log_mean),
        };
        let score = volume.zip(listings).map(|(volume, listings)| self.formula(volume, listings, log_mean));
        KeywordScore {
            listings,
            source: supply.map(|(_, source)| source),
            ratio: volume
                .zip(listings)
                .filter(|&(_, listings)| listings > 0.0)
                .map(|(volume, listings)| volume / listings),
            score,
            grade: volume.zip(score).map(|(volume, score)| {
                let grade = self.grade(volume, score);
                // A count over our own shelves proves no scarcity where other words come with the market's.
                let unproven = self.supplied && matches!(supply, Some((_, SupplySource::Counted)));
                if unproven { grade.min(Grade::Good) } else { grade }
            }),
        }
    }

    /// The golden frontier: for numbers of listings, the least volume that makes a golden word, over all categories' mean.
    pub fn golden_frontier(&self, listings: impl IntoIterator<Item = f64>) -> Vec<(f64, f64)> {
        let golden =
            |volume: f64, listings: f64| self.formula(volume, listings, self.log_mean) >= self.config.golden_score;
        listings
            .into_iter()
            .filter_map(|listings| {
                let (mut low, mut high) = (self.config.golden_volume.max(1e-6), 1e15);
                if golden(low, listings) {
                    return Some((listings, low));
                }
                if !golden(high, listings) {
                    return None;
                }
                for _ in 0..100 {
                    let middle = f64::sqrt(low * high);
                    if golden(middle, listings) { high = middle } else { low = middle }
                }
                Some((listings, high))
            })
            .collect()
    }

    fn formula(&self, volume: f64, listings: f64, log_mean: f64) -> f64 {
        if volume <= 0.0 {
            return 0.0;
        }
        let lead = (volume / (listings + 1.0)).ln() - log_mean;
        let believed = volume / (volume + self.config.half_evidence_volume);
        let s = believed * lead.max(0.0) + lead.min(0.0) - self.config.uncertainty_penalty * (1.0 - believed);
        100.0 / (1.0 + (-s).exp())
    }

    fn grade(&self, volume: f64, score: f64) -> Grade {
        let config = &self.config;
        if score >= config.golden_score && volume >= config.golden_volume {
            Grade::Golden
        } else if score >= config.good_score {
            Grade::Good
        } else if score >= config.fair_score {
            Grade::Fair
        } else {
            Grade::Poor
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::figure::Figure;

    fn keyword(volume: f64, listings: f64) -> Keyword {
        Keyword {
            text: format!("{volume}/{listings}"),
            volume: Figure::exact(volume),
            listings: Figure::exact(listings),
            ..Keyword::default()
        }
    }

    fn scores(table: &[(f64, f64)]) -> Vec<f64> {
        let keywords: Vec<Keyword> = table.iter().map(|&(volume, listings)| keyword(volume, listings)).collect();
        let scorer = Scorer::new(&KeywordConfig::default(), &keywords, &[]);
        keywords.iter().map(|keyword| scorer.score(keyword, None).score.unwrap()).collect()
    }

    #[test]
    fn the_manuals_example_is_golden() {
        let keywords = [keyword(2000.0, 15.0)];
        let scored = Scorer::new(&KeywordConfig::default(), &keywords, &[]).score(&keywords[0], None);
        assert_eq!(scored.grade, Some(Grade::Golden));
        assert!((scored.ratio.unwrap() - 133.33).abs() < 0.01);
    }

    #[test]
    fn two_searches_against_no_listing_are_noise() {
        let table = scores(&[(2.0, 0.0), (2000.0, 15.0), (500.0, 400.0)]);
        assert!(table[0] < 50.0 && table[0] < table[1]);
    }

    #[test]
    fn a_demand_supply_ratio_stands_in_for_a_count() {
        let keyword =
            Keyword { volume: Figure::exact(900.0), demand_supply_ratio: Figure::exact(3.0), ..Keyword::default() };
        assert_eq!(supply(&keyword, Some(7)), Some((300.0, SupplySource::Ratio)));
    }

    #[test]
    fn a_word_without_volume_has_no_score() {
        let keyword = Keyword { listings: Figure::exact(900.0), ..Keyword::default() };
        let scored = Scorer::new(&KeywordConfig::default(), &[], &[]).score(&keyword, None);
        assert_eq!((scored.score, scored.grade, scored.ratio), (None, None, None));
    }

    proptest! {
        #[test]
        fn the_score_rises_with_volume_and_falls_with_supply(
            volume in 1.0..1e6f64, listings in 0.0..1e7f64, more in 1.01..100.0f64, mean in 1e-3..1e3f64,
        ) {
            let table = scores(&[
                (volume, listings), (volume * more, listings), (volume, listings * more + 1.0),
                (volume * more, listings * more), (mean * 1000.0, 1000.0),
            ]);
            prop_assert!(table[1] >= table[0], "more volume");
            prop_assert!(table[2] <= table[0], "more supply");
            prop_assert!(table[3] >= table[0], "the same ratio, better proven");
        }

        #[test]
        fn the_frontier_is_where_words_turn_golden(listings in 1.0..1e6f64) {
            let scorer = Scorer::new(&KeywordConfig::default(), &[keyword(1000.0, 1000.0)], &[]);
            for (listings, volume) in scorer.golden_frontier([listings]) {
                let above = scorer.score(&keyword(volume * 1.01, listings), None);
                prop_assert_eq!(above.grade, Some(Grade::Golden));
                let below = scorer.score(&keyword(volume * 0.99, listings), None);
                prop_assert!(below.grade < Some(Grade::Golden));
            }
        }
    }
}
