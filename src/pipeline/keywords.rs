//! Keyword tables of a run: read, merged, given a supply, scored.

use std::path::PathBuf;

use crate::config::Config;
use crate::error::Result;
use crate::input::{KeywordMerger, KeywordTable, Reject, Row};
use crate::keyword::{Grade, Keyword, KeywordFigures, KeywordId, KeywordScore, Scorer, SupplySource, supply};
use crate::report::{InputSummary, KeywordRow};

/// The keywords of a run with their scores. Keyword ids are positions in [`Self::keywords`].
#[derive(Debug, Default)]
pub struct KeywordBook {
    /// The merged keywords.
    pub keywords: Vec<Keyword>,
    /// Their scores, once [`Self::score`] has been called.
    pub scores: Vec<KeywordScore>,
    /// The supply to reckon visits with, for each keyword.
    pub supplies: Vec<f64>,
    /// Points of the golden frontier: listings and the least golden volume.
    pub frontier: Vec<(f64, f64)>,
}

impl KeywordBook {
    /// Opens every table: what cannot be used fails before anything is written.
    ///
    /// # Errors
    /// When a table cannot be used.
    pub fn open(paths: &[PathBuf], config: &Config) -> Result<Vec<KeywordTable>> {
        paths.iter().map(|path| KeywordTable::open(path, &config.input)).collect()
    }

    /// Reads and merges the tables; each reject goes to `rejected` with its table's header.
    ///
    /// # Errors
    /// When a table cannot be read any more, or `rejected` fails.
    pub fn read(
        tables: &[KeywordTable],
        mut rejected: impl FnMut(&[u8], &Reject) -> Result<()>,
    ) -> Result<(Self, Vec<InputSummary>)> {
        let mut merger = KeywordMerger::default();
        let mut inputs = Vec::new();
        for (number, table) in tables.iter().enumerate() {
            let mut rows = table.rows()?;
            let (mut accepted, mut rejects) = (0, 0);
            for row in &mut rows {
                match row? {
                    Row::Accepted { value, .. } => {
                        accepted += 1;
                        merger.add(number, value);
                    }
                    Row::Rejected(reject) => {
                        rejects += 1;
                        rejected(table.header_bytes(), &reject)?;
                    }
                }
            }
            let mut summary = super::inputs::input_summary("keywords", table.info());
            summary.rows = rows.rows_read();
            summary.accepted = accepted;
            summary.rejected = rejects;
            summary.sha256 = rows.sha256().unwrap_or_default();
            inputs.push(summary);
        }
        let merged = merger.finish();
        for (input, superseded) in inputs.iter_mut().zip(merged.superseded) {
            input.superseded = superseded;
            input.accepted -= superseded;
        }
        Ok((Self { keywords: merged.keywords, ..Self::default() }, inputs))
    }

    /// Whether some keyword has no supply of its own, so that counting listings would help.
    pub fn needs_counts(&self) -> bool {
        self.keywords.iter().any(|keyword| supply(keyword, None).is_none())
    }

    /// Scores every keyword. `counted` holds how many listings cover each one, where that was counted.
    pub fn score(&mut self, config: &Config, counted: Option<&[u64]>) {
        let counts: Vec<Option<u64>> =
            (0..self.keywords.len()).map(|at| counted.and_then(|counts| counts.get(at)).copied()).collect();
        let scorer = Scorer::new(&config.keyword, &self.keywords, &counts);
        self.scores = self.keywords.iter().zip(&counts).map(|(keyword, &count)| scorer.score(keyword, count)).collect();
        self.supplies =
            self.keywords.iter().zip(&counts).map(|(keyword, &count)| scorer.market_supply(keyword, count)).collect();
        let most = self.scores.iter().filter_map(|score| score.listings).fold(1.0, f64::max);
        let steps = 64;
        let grid = (0..=steps).map(|step| most.powf(f64::from(step) / f64::from(steps)));
        self.frontier = if self.scores.iter().any(|score| score.score.is_some()) {
            scorer.golden_frontier(grid)
        } else {
            Vec::new()
        };
    }

    /// Competing listings of a keyword as far as its table says: a count over our own titles is no market's.
    pub fn known_listings(&self, id: KeywordId) -> Option<f64> {
        let score = self.scores.get(id.0 as usize)?;
        score.listings.filter(|_| score.source != Some(SupplySource::Counted))
    }

    /// What covering needs to know of each keyword.
    pub fn figures(&self) -> Vec<KeywordFigures> {
        self.keywords
            .iter()
            .zip(self.scores.iter().zip(&self.supplies))
            .map(|(keyword, (score, &listings))| KeywordFigures {
                volume: keyword.volume.map(crate::figure::Figure::point),
                listings,
                golden: score.grade == Some(Grade::Golden),
            })
            .collect()
    }
}

/// How many of our listings cover each keyword; empty where there are no listings.
#[derive(Debug, Clone, Default)]
pub struct Coverage {
    /// With their present titles.
    pub now: Vec<u64>,
    /// Those that would come to cover it with their first proposals.
    pub proposed: Vec<u64>,
}

impl Coverage {
    /// Nothing counted yet of so many keywords.
    pub(super) fn of(keywords: usize) -> Self {
        Self { now: vec![0; keywords], proposed: vec![0; keywords] }
    }
}

/// The rows of `keywords.csv`, best first: by score, then volume, then coverage, then text.
pub fn keyword_rows(book: KeywordBook, coverage: &Coverage) -> Vec<KeywordRow> {
    let mut rows: Vec<KeywordRow> = book
        .keywords
        .into_iter()
        .zip(book.scores)
        .enumerate()
        .map(|(at, (keyword, score))| KeywordRow {
            keyword: keyword.text,
            volume: keyword.volume,
            listings: score.listings,
            listings_source: score.source,
            ratio: score.ratio,
            click_rate: keyword.click_rate.map(crate::figure::Figure::point),
            conversion_rate: keyword.conversion_rate.map(crate::figure::Figure::point),
            tmall_share: keyword.tmall_share.map(crate::figure::Figure::point),
            score: score.score,
            grade: score.grade,
            covered_by: coverage.now.get(at).copied().unwrap_or_default(),
            trend: keyword.growth,
            proposed_by: coverage.proposed.get(at).copied().unwrap_or_default(),
        })
        .collect();
    let point = |row: &KeywordRow| row.volume.map_or(-1.0, crate::figure::Figure::point);
    rows.sort_by(|a, b| {
        b.score
            .unwrap_or(-1.0)
            .total_cmp(&a.score.unwrap_or(-1.0))
            .then_with(|| point(b).total_cmp(&point(a)))
            .then_with(|| b.covered_by.cmp(&a.covered_by))
            .then_with(|| a.keyword.cmp(&b.keyword))
    });
    rows
}
