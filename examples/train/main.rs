//! Learns the tagger's weights from titles in which people have marked brands and products.
//!
//! ```text
//! cargo run --release --example train -- spans.jsonl... > src/text/tagger/weights.tsv
//! cargo run --release --example accuracy -- --weights weights.tsv held-out.jsonl
//! ```
//!
//! A conditional random field (Lafferty, `McCallum` and Pereira 2001) whose margin is softened (Gimpel and Smith 2010): the gradient is the
//! difference between what the features are expected to be among the sequences that the marks allow and among all of them, where a wrong sequence counts for
//! more the more it costs ([`Costs`]). Steps are those of `AdaGrad` (Duchi, Hazan and Singer 2011), weights are drawn to nought, and the result is the mean of the
//! weights over the later half of the rounds. Marks say nothing of most words, so a token outside every span may begin or go on with another word.
//! The span files are those of the accuracy example. The order of the titles is shuffled with a fixed seed: the same files give the same weights.

#![expect(
    clippy::print_stdout,
    clippy::print_stderr,
    reason = "the weights go to standard output, figures to standard error"
)]

#[path = "../accuracy/spans.rs"]
mod spans;

use std::path::PathBuf;

use anyhow::Result;
use clap::Parser;
use rustc_hash::FxHashMap;
use taojin::dictionary::Dictionary;
use taojin::text::tagger::{LABELS, Label, Traits, Weights, slots};
use taojin::text::{Segmented, Segmenter};

/// Learns the tagger's weights.
#[derive(Debug, Parser)]
struct Args {
    /// Span files: JSON lines of text and entities [start, end, label, text]
    #[arg(required = true, value_name = "FILE.jsonl")]
    files: Vec<PathBuf>,
    /// Labels that mean a brand
    #[arg(long, value_delimiter = ',', default_value = "HP,1,19,37", value_name = "LABEL,...")]
    brand: Vec<String>,
    /// Labels that mean what is sold
    #[arg(long, value_delimiter = ',', default_value = "HC,4", value_name = "LABEL,...")]
    product: Vec<String>,
    /// How often to go through the titles
    #[arg(long, default_value_t = 12, value_name = "N")]
    rounds: usize,
    /// Length of the first steps
    #[arg(long, default_value_t = 0.05, value_name = "X")]
    step: f32,
    /// How strongly weights are drawn to nought
    #[arg(long, default_value_t = 3.0, value_name = "X")]
    decay: f32,
    /// What a wrong token costs: a brand missed, a brand found that is none, any other mistake with what is sold
    #[arg(long, value_delimiter = ',', default_values_t = [1.2, 1.0, 1.0], value_name = "MISSED,FALSE,SOLD")]
    costs: Vec<f32>,
    /// Weights that stay below this share of the greatest one in every column are left out
    #[arg(long, default_value_t = 0.01, value_name = "SHARE")]
    least: f32,
}

type Column = [f32; LABELS];

/// A title ready for learning: for each token the numbers of its features and the labels that the marks allow.
struct Example {
    tokens: Vec<(Vec<u32>, [bool; LABELS])>,
}

/// Names of features as numbers.
#[derive(Default)]
struct Names {
    numbers: FxHashMap<String, u32>,
    names: Vec<String>,
}

impl Names {
    fn number(&mut self, name: &str) -> u32 {
        if let Some(&number) = self.numbers.get(name) {
            return number;
        }
        let number = self.names.len() as u32;
        self.names.push(name.to_owned());
        self.numbers.insert(name.to_owned(), number);
        number
    }
}

fn main() -> Result<()> {
    let args = Args::parse();
    let segmenter = Segmenter::with_weights(&Dictionary::embedded()?, Weights::default());
    let mut titles = Vec::new();
    for file in &args.files {
        titles.extend(spans::read(file)?);
    }
    let mut segmented = Segmented::default();
    let mut names = Names::default();
    for label in Label::ALL {
        names.number(&format!("t{}", label as u8));
    }
    let mut examples = Vec::new();
    for title in &titles {
        segmenter.cut(&title.text, &mut segmented);
        examples.push(example(&segmenter, title, &segmented, &args, &mut names));
    }
    eprintln!("{} titles, {} features", examples.len(), names.names.len());
    let weights = learn(&mut examples, names.names.len(), &args);
    println!("# Weights of src/text/tagger, learned by examples/train: name, then one whole number a label");
    print!("{}", rounded(&names.names, &weights, args.least).to_text());
    Ok(())
}

fn example(
    segmenter: &Segmenter,
    title: &spans::Title,
    segmented: &Segmented,
    args: &Args,
    names: &mut Names,
) -> Example {
    let seen: Vec<(Traits, &str)> = segmented
        .tokens
        .iter()
        .map(|&token| segmented.text(token))
        .map(|text| (segmenter.traits(text), text))
        .collect();
    let mut allowed = vec![allow(&[Label::Other, Label::InOther]); seen.len()];
    let ranges: Vec<_> = segmented
        .tokens
        .iter()
        .map(|token| segmenter.normalizer().original_range(&title.text, token.start as usize, token.end as usize))
        .collect();
    for span in &title.spans {
        let inside: Vec<usize> =
            (0..ranges.len()).filter(|&at| ranges[at].0 < span.range.end && ranges[at].1 > span.range.start).collect();
        let (Some(&first), Some(&last)) = (inside.first(), inside.last()) else { continue };
        let whole = ranges[first].0 == span.range.start && ranges[last].1 == span.range.end;
        let (begin, go_on) = if args.product.contains(&span.label) {
            (Label::Product, Label::InProduct)
        } else if args.brand.contains(&span.label) {
            (Label::Brand, Label::InBrand)
        } else {
            (Label::Other, Label::InOther)
        };
        for &at in &inside {
            allowed[at] = if whole { allow(&[if at == first { begin } else { go_on }]) } else { [true; LABELS] };
        }
        // What stands behind a span begins anew.
        if whole && let Some(behind) = allowed.get_mut(last + 1) {
            behind[go_on as usize] = false;
        }
    }
    let tokens = allowed.into_iter().enumerate().map(|(at, allowed)| {
        let mut features = Vec::new();
        slots(segmenter.endings(), &seen, at, |slot| {
            slot.names(|name| features.push(names.number(name)));
        });
        (features, allowed)
    });
    Example { tokens: tokens.collect() }
}

fn allow(labels: &[Label]) -> [bool; LABELS] {
    let mut allowed = [false; LABELS];
    for &label in labels {
        allowed[label as usize] = true;
    }
    allowed
}

/// What a wrong label of a token adds to the score of a sequence while learning.
struct Costs {
    missed_brand: f32,
    false_brand: f32,
    sold: f32,
}

impl Costs {
    fn of(&self, allowed: [bool; LABELS]) -> Column {
        let brand = allowed[Label::Brand as usize] || allowed[Label::InBrand as usize];
        let sold = allowed[Label::Product as usize] || allowed[Label::InProduct as usize];
        let mut costs = Column::default();
        for label in Label::ALL.into_iter().filter(|&label| !allowed[label as usize]) {
            costs[label as usize] = match label {
                _ if brand => self.missed_brand,
                Label::Brand | Label::InBrand => self.false_brand,
                Label::Product | Label::InProduct => self.sold,
                Label::Other | Label::InOther => f32::from(u8::from(sold)) * self.sold,
            };
        }
        costs
    }
}

/// The weights being learned.
struct Learner {
    weights: Vec<Column>,
    /// Sums of the squares of all steps' gradients.
    squares: Vec<Column>,
    /// What each weight is drawn to nought with, a step: a weight of a frequent feature comes along often.
    decay: Vec<f32>,
    step: f32,
}

impl Learner {
    fn change(&mut self, feature: usize, label: usize, gradient: f32) {
        let weight = &mut self.weights[feature][label];
        let gradient = gradient - self.decay[feature] * *weight;
        if gradient != 0.0 {
            let square = &mut self.squares[feature][label];
            *square += gradient * gradient;
            *weight += self.step * gradient / square.sqrt();
        }
    }

    fn learn(&mut self, example: &Example, costs: &Costs) {
        let mut rows: Vec<Column> = example.tokens.iter().map(|(features, _)| row(&self.weights, features)).collect();
        let right = Expected::of(&self.weights, &rows, |at| example.tokens[at].1);
        for (row, (_, allowed)) in rows.iter_mut().zip(&example.tokens) {
            for (score, cost) in row.iter_mut().zip(costs.of(*allowed)) {
                *score += cost;
            }
        }
        let found = Expected::of(&self.weights, &rows, |_| [true; LABELS]);
        let (Some(right), Some(found)) = (right, found) else { return };
        for (at, (features, _)) in example.tokens.iter().enumerate() {
            for label in 0..LABELS {
                let gradient = right.labels[at][label] - found.labels[at][label];
                for &feature in features {
                    self.change(feature as usize, label, gradient);
                }
            }
        }
        for from in Label::ALL {
            for to in Label::ALL.into_iter().filter(|&to| from.may_precede(to)) {
                let (from, to) = (from as usize, to as usize);
                self.change(from, to, right.steps[from][to] - found.steps[from][to]);
            }
        }
    }
}

/// The mean weights over the later half of the rounds.
fn learn(examples: &mut [Example], features: usize, args: &Args) -> Vec<Column> {
    let mut counts = vec![0.0f32; features];
    for (features, _) in examples.iter().flat_map(|example| &example.tokens) {
        for count in counts.iter_mut().take(LABELS) {
            *count += 1.0;
        }
        for &feature in features {
            counts[feature as usize] += 1.0;
        }
    }
    let costs = match args.costs[..] {
        [missed_brand, false_brand, sold] => Costs { missed_brand, false_brand, sold },
        _ => Costs { missed_brand: 0.0, false_brand: 0.0, sold: 0.0 },
    };
    let mut learner = Learner {
        weights: vec![Column::default(); features],
        squares: vec![[1e-3; LABELS]; features],
        decay: counts.iter().map(|count| args.decay / count.max(1.0)).collect(),
        step: args.step,
    };
    let mut mean = vec![Column::default(); features];
    let later = args.rounds - args.rounds / 2;
    let mut random = fastrand::Rng::with_seed(0);
    for round in 0..args.rounds {
        random.shuffle(examples);
        for example in examples.iter() {
            learner.learn(example, &costs);
        }
        if round >= args.rounds / 2 {
            for (mean, weights) in mean.iter_mut().flatten().zip(learner.weights.iter().flatten()) {
                *mean += weights / later as f32;
            }
        }
        eprintln!("round {}", round + 1);
    }
    mean
}

fn row(weights: &[Column], features: &[u32]) -> Column {
    let mut sum = Column::default();
    for &feature in features {
        for (sum, weight) in sum.iter_mut().zip(weights[feature as usize]) {
            *sum += weight;
        }
    }
    sum
}

/// How probable each label of each token is, and how often each step from label to label is expected.
struct Expected {
    labels: Vec<Column>,
    steps: [Column; LABELS],
}

impl Expected {
    /// Over the sequences of the labels that are allowed; features 0 to 5 are the transitions. `None` where no sequence is.
    fn of(weights: &[Column], rows: &[Column], allowed: impl Fn(usize) -> [bool; LABELS]) -> Option<Self> {
        const NEVER: f32 = f32::NEG_INFINITY;
        let step =
            |from: Label, to: Label| if from.may_precede(to) { weights[from as usize][to as usize] } else { NEVER };
        let mut before: Vec<Column> = Vec::with_capacity(rows.len());
        for (at, row) in rows.iter().enumerate() {
            let allowed = allowed(at);
            let mut own = [NEVER; LABELS];
            for to in Label::ALL.into_iter().filter(|&to| allowed[to as usize]) {
                let so_far = match before.last() {
                    Some(last) => logarithm_of_sum(Label::ALL.map(|from| last[from as usize] + step(from, to))),
                    None if to.continues() => NEVER,
                    None => 0.0,
                };
                own[to as usize] = so_far + row[to as usize];
            }
            before.push(own);
        }
        let mut behind = vec![Column::default(); rows.len()];
        for at in (1..rows.len()).rev() {
            let allowed = allowed(at);
            let next = Label::ALL
                .map(|to| if allowed[to as usize] { rows[at][to as usize] + behind[at][to as usize] } else { NEVER });
            behind[at - 1] =
                Label::ALL.map(|from| logarithm_of_sum(Label::ALL.map(|to| step(from, to) + next[to as usize])));
        }
        let all = logarithm_of_sum(*before.last()?);
        if all == NEVER {
            return None;
        }
        let labels = before.iter().zip(&behind).map(|(before, behind)| {
            let mut share = [0.0; LABELS];
            for (label, share) in share.iter_mut().enumerate() {
                *share = (before[label] + behind[label] - all).exp();
            }
            share
        });
        let mut steps = [Column::default(); LABELS];
        for at in 1..rows.len() {
            let allowed = allowed(at);
            for to in Label::ALL.into_iter().filter(|&to| allowed[to as usize]) {
                let rest = rows[at][to as usize] + behind[at][to as usize] - all;
                for from in Label::ALL {
                    steps[from as usize][to as usize] += (before[at - 1][from as usize] + step(from, to) + rest).exp();
                }
            }
        }
        Some(Self { labels: labels.collect(), steps })
    }
}

/// `ln(Σ exp(x))`.
fn logarithm_of_sum(terms: Column) -> f32 {
    let most = terms.into_iter().fold(f32::NEG_INFINITY, f32::max);
    if most == f32::NEG_INFINITY {
        most
    } else {
        most + terms.into_iter().map(|term| (term - most).exp()).sum::<f32>().ln()
    }
}

/// Whole numbers for the tables, the greatest weight at 1,200: a token's twenty-odd rows stay within 16 bits.
fn rounded(names: &[String], weights: &[Column], least: f32) -> Weights {
    let greatest = weights.iter().flatten().fold(0.0f32, |most, weight| most.max(weight.abs())).max(f32::MIN_POSITIVE);
    let mut rounded = Weights::default();
    for (name, column) in names.iter().zip(weights) {
        if column.iter().any(|weight| weight.abs() >= least * greatest) {
            rounded.set(name, column.map(|weight| (weight / greatest * 1200.0).round() as i16));
        }
    }
    rounded
}
