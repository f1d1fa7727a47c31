//! Learns the tagger's weights from titles in which people have marked brands and products.
//!
//! ```text
//! cargo run --release --example train -- spans.jsonl... > src/text/tagger/weights.tsv
//! cargo run --release --example accuracy -- --weights weights.tsv held-out.jsonl
//! ```
//!
//! An averaged perceptron over label sequences (Collins 2002): where the best sequence under the present weights is not one that the marks allow, the
//! features of the best allowed sequence gain and those of the wrong one lose; the result is the mean of the weights over all steps, which generalises
//! better than the last ones. Marks say nothing of most words, so a token outside every span may begin or go on with another word, whichever scores better.
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
    #[arg(long, default_value_t = 8, value_name = "N")]
    rounds: usize,
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
    let weights = learn(&mut examples, names.names.len(), args.rounds);
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
        slots(&seen, at, |slot| {
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

/// The mean weights over `rounds` rounds.
fn learn(examples: &mut [Example], features: usize, rounds: usize) -> Vec<Column> {
    let mut weights = vec![Column::default(); features];
    // Sum over the steps of the weights, kept as the changes times the step in which they came.
    let mut late = vec![Column::default(); features];
    let mut step = 1.0f32;
    let mut random = 0x9E37_79B9_7F4A_7C15u64;
    for round in 0..rounds {
        for at in (1..examples.len()).rev() {
            random ^= random << 13;
            random ^= random >> 7;
            random ^= random << 17;
            examples.swap(at, (random % (at as u64 + 1)) as usize);
        }
        let mut wrong = 0;
        for example in examples.iter() {
            let rows: Vec<Column> = example.tokens.iter().map(|(features, _)| row(&weights, features)).collect();
            let found = best(&weights, &rows, |_| [true; LABELS]);
            let right = best(&weights, &rows, |at| example.tokens[at].1);
            if found != right {
                wrong += 1;
                for (labels, change) in [(&right, 1.0), (&found, -1.0)] {
                    let mut add = |feature: usize, label: u8| {
                        weights[feature][usize::from(label)] += change;
                        late[feature][usize::from(label)] += change * step;
                    };
                    for (at, &label) in labels.iter().enumerate() {
                        for &feature in &example.tokens[at].0 {
                            add(feature as usize, label);
                        }
                        if at > 0 {
                            add(usize::from(labels[at - 1]), label);
                        }
                    }
                }
            }
            step += 1.0;
        }
        eprintln!("round {}: {wrong} of {} titles wrong", round + 1, examples.len());
    }
    for (weights, late) in weights.iter_mut().zip(&late) {
        for (weight, late) in weights.iter_mut().zip(late) {
            *weight -= late / step;
        }
    }
    weights
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

/// The best sequence of the labels that are allowed; features 0 to 5 are the transitions.
fn best(weights: &[Column], rows: &[Column], allowed: impl Fn(usize) -> [bool; LABELS]) -> Vec<u8> {
    let mut scores = [0.0f32; LABELS];
    let mut back: Vec<[u8; LABELS]> = Vec::with_capacity(rows.len());
    for (at, row) in rows.iter().enumerate() {
        let allowed = allowed(at);
        let mut next = [f32::NEG_INFINITY; LABELS];
        let mut from_best = [0; LABELS];
        for to in Label::ALL.into_iter().filter(|&to| allowed[to as usize]) {
            let to_index = to as usize;
            if at == 0 {
                if !to.continues() {
                    next[to_index] = row[to_index];
                }
                continue;
            }
            for from in Label::ALL.into_iter().filter(|from| from.may_precede(to)) {
                let score = scores[from as usize] + weights[from as usize][to_index] + row[to_index];
                if score > next[to_index] {
                    next[to_index] = score;
                    from_best[to_index] = from as u8;
                }
            }
        }
        scores = next;
        back.push(from_best);
    }
    let mut label = (0..LABELS).max_by(|&a, &b| scores[a].total_cmp(&scores[b]).then(b.cmp(&a))).unwrap_or(0) as u8;
    let mut labels: Vec<u8> = Vec::with_capacity(rows.len());
    for back in back.iter().rev() {
        labels.push(label);
        label = back[usize::from(label)];
    }
    labels.reverse();
    labels
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
