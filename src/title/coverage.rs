//! The keywords that a set of words covers, and what they bring.

use crate::config::KeywordConfig;
use crate::keyword::{KeywordFigures, KeywordId, expectation};

/// What a title's keywords come to.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct Coverage {
    /// How many keywords.
    pub keywords: usize,
    /// How many golden words among them.
    pub golden: usize,
    /// Expected visits (rule K8).
    pub visits: f64,
    /// Best result page; `None` without keywords whose figures are known.
    pub best_page: Option<u64>,
}

impl Coverage {
    /// Adds up the figures of `covered`.
    pub fn of(covered: &[KeywordId], figures: &[KeywordFigures], config: &KeywordConfig, strength: f64) -> Self {
        let mut coverage = Self { keywords: covered.len(), ..Self::default() };
        for keyword in covered {
            let Some(figures) = figures.get(keyword.0 as usize) else { continue };
            coverage.golden += usize::from(figures.golden);
            let Some(volume) = figures.volume else { continue };
            let expected = expectation(config, volume, figures.listings, strength);
            coverage.visits += expected.visits;
            coverage.best_page = Some(coverage.best_page.map_or(expected.page, |page| page.min(expected.page)));
        }
        coverage
    }
}

/// Visits that one keyword brings; 0 where its volume is unknown.
pub(super) fn visits_of(figures: &KeywordFigures, config: &KeywordConfig, strength: f64) -> f64 {
    figures.volume.map_or(0.0, |volume| expectation(config, volume, figures.listings, strength).visits)
}
