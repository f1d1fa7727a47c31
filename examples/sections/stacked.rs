//! Learns both models of the classifier, and the thresholds.

use std::collections::BTreeMap;

use taojin::config::PageConfig;
use taojin::page::classifier::{Feature, INPUTS, LABELS, Line, NAMES, Scores, Weights, features, inputs, proof};
use taojin::page::{Outline, PageChecker, PageContext, Verdict};

use crate::logistic::{Learning, Row, learn};
use crate::pages::Page;

/// Parts into which the pages are split: each is scored with what was learned from the others.
const FOLDS: usize = 5;

/// How the models are learned.
#[derive(Debug, Clone)]
pub struct Settings {
    /// The first model.
    pub first: Learning,
    /// The second one.
    pub second: Learning,
    /// Least number of pages with a feature.
    pub pages: usize,
    /// Weights of the first model below it are left out.
    pub least: f32,
    /// Share of the sections found that have to be right.
    pub precision: f32,
    /// Thresholds are no farther from [`middle`](Self::middle) than this: a few pages say little.
    pub spread: f32,
    /// What thresholds are drawn to.
    pub middle: f32,
}

/// A page that is learned from.
pub struct Example<'a> {
    pub page: &'a Page,
    pub lines: Vec<Line<'a>>,
    labels: Vec<[bool; LABELS]>,
    /// Labels whose sections something else proves.
    proven: [bool; LABELS],
    fold: usize,
}

impl<'a> Example<'a> {
    pub fn new(page: &'a Page, number: usize, fold: usize, checker: &PageChecker, config: &PageConfig) -> Self {
        let proven = present(page, checker, config).map(|found| found == Some(true));
        let labels = page.lines.iter().map(crate::pages::Labelled::labels).collect();
        Self { page, lines: page.lines(number.is_multiple_of(2)), labels, proven, fold }
    }
}

/// Which labels' sections a checker finds on a page; `None` for a section that its template does not have.
pub fn present(page: &Page, checker: &PageChecker, config: &PageConfig) -> [Option<bool>; LABELS] {
    let html = page.html();
    let outline = Outline::parse(&html, config);
    let category = if page.template == "clothing" { "女装" } else { "其他" };
    let report = checker.check(&outline, &PageContext { category, ..PageContext::default() });
    let found = |label: usize| {
        let section = report.sections.iter().find(|section| &*section.id == NAMES[label])?;
        Some(section.verdict == Verdict::Present)
    };
    std::array::from_fn(found)
}

/// Learns from labelled pages.
pub fn weights(examples: &[Example<'_>], settings: &Settings) -> Weights {
    let all: Vec<&Example<'_>> = examples.iter().collect();
    let known = known(&all);
    let mut weights = first(&all, &known, settings);
    // The second model has to see scores of pages that the first has not learned from.
    let mut scores: Vec<Vec<Scores>> = vec![Vec::new(); examples.len()];
    for fold in 0..FOLDS {
        let others: Vec<&Example<'_>> = examples.iter().filter(|example| example.fold != fold).collect();
        let model = first(&others, &known, settings);
        for (example, scores) in examples.iter().zip(&mut scores).filter(|(example, _)| example.fold == fold) {
            *scores = example.lines.iter().map(|line| model.first(line)).collect();
        }
    }
    let rows: Vec<(usize, Row, [bool; LABELS])> = examples
        .iter()
        .zip(&scores)
        .enumerate()
        .flat_map(|(number, (example, scores))| {
            let seen = inputs(&example.lines, scores).zip(&example.labels);
            seen.map(move |(seen, labels)| (number, (0..).zip(seen).collect(), *labels))
        })
        .collect();
    let second = |part: &dyn Fn(usize) -> bool| {
        let plain: Vec<Row> = rows.iter().map(|(_, row, ..)| row.clone()).collect();
        let learned = |label: usize| {
            learn(&plain, INPUTS, settings.second, |row| {
                let (number, _, labels) = &rows[row];
                let example = &examples[*number];
                (part(example.fold) && is_known(&known, example, label)).then_some(labels[label])
            })
        };
        (0..LABELS).map(learned).collect::<Vec<Vec<f32>>>()
    };
    let columns = second(&|_| true);
    (0..INPUTS).for_each(|input| weights.set_input(input, std::array::from_fn(|label| columns[label][input])));
    // Score of each page by label, again from what was learned from the others.
    let mut best = vec![[f32::NEG_INFINITY; LABELS]; examples.len()];
    for fold in 0..FOLDS {
        let columns = second(&|other| other != fold);
        let score = |row: &Row, column: &[f32]| row.iter().map(|&(input, value)| column[input as usize] * value).sum();
        for (number, (example, best)) in
            examples.iter().zip(&mut best).enumerate().filter(|(_, (example, _))| example.fold == fold)
        {
            let own = rows.iter().filter(|(of, ..)| *of == number);
            let scores: Vec<Scores> =
                own.map(|(_, row, _)| std::array::from_fn(|label| score(row, &columns[label]))).collect();
            *best = std::array::from_fn(|label| {
                proof(&example.lines, &scores, label).map_or(f32::NEG_INFINITY, |proof| proof.0)
            });
        }
    }
    weights.set_threshold(std::array::from_fn(|label| threshold(examples, &best, &known, label, settings)));
    weights
}

/// Which labels a template's pages have.
type Known<'a> = BTreeMap<&'a str, [bool; LABELS]>;

fn known<'a>(examples: &[&Example<'a>]) -> Known<'a> {
    let mut known = Known::new();
    for example in examples {
        let labels = known.entry(example.page.template.as_str()).or_default();
        for (label, known) in labels.iter_mut().enumerate() {
            *known |= example.page.has(label);
        }
    }
    known
}

fn is_known(known: &Known<'_>, example: &Example<'_>, label: usize) -> bool {
    known.get(example.page.template.as_str()).is_some_and(|labels| labels[label])
}

/// Learns the first model.
fn first(examples: &[&Example<'_>], known: &Known<'_>, settings: &Settings) -> Weights {
    let mut pages: BTreeMap<Feature, (usize, usize)> = BTreeMap::new();
    for (number, example) in examples.iter().enumerate() {
        for line in &example.lines {
            features(line, |feature| {
                let (pages, last) = pages.entry(feature).or_insert((0, usize::MAX));
                *pages += usize::from(*last != number);
                *last = number;
            });
        }
    }
    let kept: Vec<Feature> =
        pages.iter().filter(|(_, (pages, _))| *pages >= settings.pages).map(|(feature, _)| *feature).collect();
    let bias = kept.len() as u32;
    let mut rows: Vec<Row> = Vec::new();
    let mut owners = Vec::new();
    for example in examples {
        for (line, labels) in example.lines.iter().zip(&example.labels) {
            let mut counts: BTreeMap<u32, f32> = BTreeMap::new();
            let mut length = 0.0f32;
            features(line, |feature| {
                if let Ok(column) = kept.binary_search(&feature) {
                    *counts.entry(column as u32).or_default() += 1.0;
                    length += 1.0;
                }
            });
            let scale = 1.0 / length.max(1.0).sqrt();
            rows.push(counts.into_iter().map(|(column, count)| (column, count * scale)).chain([(bias, 1.0)]).collect());
            owners.push((*example, labels));
        }
    }
    let learned = |label: usize| {
        learn(&rows, kept.len() + 1, settings.first, |row| {
            let (example, labels) = owners[row];
            is_known(known, example, label).then_some(labels[label])
        })
    };
    let columns: Vec<Vec<f32>> = (0..LABELS).map(learned).collect();
    let mut weights = Weights::default();
    weights.set_bias(std::array::from_fn(|label| columns[label][bias as usize]));
    for (number, feature) in kept.into_iter().enumerate() {
        let row = |label: usize| Some(columns[label][number]).filter(|weight| weight.abs() >= settings.least);
        weights.set(feature, std::array::from_fn(|label| row(label).unwrap_or_default()));
    }
    weights
}

/// The lowest threshold at which enough of the sections found are right, of those that nothing else proves.
fn threshold(examples: &[Example<'_>], best: &[Scores], known: &Known<'_>, label: usize, settings: &Settings) -> f32 {
    let mut scored: Vec<(f32, bool)> = examples
        .iter()
        .zip(best)
        .filter(|(example, _)| {
            is_known(known, example, label) && !example.proven[label] && example.page.is_clear(label)
        })
        .map(|(example, best)| (best[label], example.page.has(label)))
        .collect();
    scored.sort_by(|a, b| b.0.total_cmp(&a.0));
    let (mut right, mut lowest) = (0.0, f32::INFINITY);
    for (number, &(score, is)) in scored.iter().enumerate() {
        right += if is { 1.0 } else { 0.0 };
        if is && right >= settings.precision * (number + 1) as f32 {
            // Half way to the next one.
            let next = scored.get(number + 1).map_or(score, |next| next.0);
            lowest = f32::midpoint(score, next);
        }
    }
    let lowest = if lowest.is_finite() { lowest } else { scored.first().map_or(0.0, |first| first.0) };
    eprintln!(
        "{:<12} {:>3} pages without a proof, {:>3} of them have it: threshold {lowest:.2}",
        NAMES[label],
        scored.len(),
        scored.iter().filter(|(_, is)| *is).count()
    );
    lowest.clamp(settings.middle - settings.spread, settings.middle + settings.spread)
}
