//! How well titles are cut and understood, against spans that people have marked, with plain jieba beside it.
//!
//! ```text
//! cargo run --release --example accuracy -- tests/spans.jsonl
//! cargo run --release --example accuracy -- spans.jsonl --brand 1,37 --product 4,40 --worst 20
//! ```
//!
//! A span file has one title a line: `{"text": "三只松鼠坚果", "entities": [[0, 4, "HP", "三只松鼠"], [4, 6, "HC", "坚果"]]}`, with
//! offsets in characters, the end one past the last, the label, and the text once more as a check (may be left out). White space
//! at either end of a span is taken off, because no word has any; a span of nothing else is left out.
//!
//! What is counted:
//!
//! - **both borders**: a token starts where the span starts, and a token ends where it ends.
//! - **exactly one token**: the span is one token.
//! - **brand and product, strict spans**: what the segmenter takes for a brand or a product ([`cut::role_spans`]) against the spans of
//!   the labels that mean brand or product; one is right only if both its borders are. The labels are `--brand` and `--product`.
//!   The defaults fit the two sets in use: `HP` and `HC` on Taobao titles; on JD titles `1` is the maker, `37` the brand that an
//!   accessory is for, `4` what is sold and `40` what it is used with or given away with. A label that a file does not have counts nothing.
//! - **plain jieba** is `jieba-rs` with its own dictionary alone on the title as it stands, without the hidden Markov model for unknown
//!   words. It gives no roles.

#![expect(clippy::print_stdout, reason = "the tables are what the example is for")]

mod cut;
mod score;
mod spans;
mod table;

use std::path::PathBuf;

use anyhow::Result;
use clap::Parser;
use jieba_rs::Jieba;
use taojin::config::{Config, DictionaryConfig};
use taojin::dictionary::Dictionary;
use taojin::text::Segmenter;
use taojin::text::tagger::Weights;

use score::{Labels, Score};

/// Scores the segmenter and plain jieba against marked spans.
#[derive(Debug, Parser)]
struct Args {
    /// Span files: JSON lines of text and entities [start, end, label, text]
    #[arg(required = true, value_name = "FILE.jsonl")]
    files: Vec<PathBuf>,
    /// Labels that mean a brand
    #[arg(long, value_delimiter = ',', default_value = "HP,1,37", value_name = "LABEL,...")]
    brand: Vec<String>,
    /// Labels that mean a product
    #[arg(long, value_delimiter = ',', default_value = "HC,4,40", value_name = "LABEL,...")]
    product: Vec<String>,
    /// How many of the worst titles to show
    #[arg(long, default_value_t = 50, value_name = "N")]
    worst: usize,
    /// One JSON object a file instead of tables
    #[arg(long)]
    json: bool,
    /// A taojin.toml whose [dictionary] to use
    #[arg(long, value_name = "FILE")]
    config: Option<PathBuf>,
    /// Weights of the tagger to use in place of those compiled in
    #[arg(long, value_name = "FILE.tsv")]
    weights: Option<PathBuf>,
}

fn main() -> Result<()> {
    let args = Args::parse();
    let dictionary = match &args.config {
        Some(path) => Config::load(path)?.dictionary,
        None => DictionaryConfig::default(),
    };
    let weights = match &args.weights {
        Some(path) => Weights::parse(&std::fs::read_to_string(path)?),
        None => Weights::embedded(),
    };
    let segmenter = Segmenter::with_weights(&Dictionary::load(&dictionary)?, weights);
    let jieba = Jieba::new();
    let labels = Labels { brand: args.brand, product: args.product };
    for path in &args.files {
        let titles = spans::read(path)?;
        let score =
            Score::of(&titles, &labels, |text| cut::segmented(&segmenter, text), |text| cut::jieba(&jieba, text));
        let name = path.display().to_string();
        if args.json {
            println!("{}", table::json(&name, &score, &titles, args.worst));
        } else {
            print!("{}", table::text(&name, &score, &titles, args.worst));
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::*;
    use crate::cut::{Cut, Token};
    use crate::score::{Borders, Match};
    use crate::spans::Title;

    fn sample() -> Vec<Title> {
        spans::read(&Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/spans.jsonl")).unwrap()
    }

    fn labels() -> Labels {
        let args = Args::parse_from(["accuracy", "spans.jsonl"]);
        Labels { brand: args.brand, product: args.product }
    }

    /// What the people who marked the spans would have given.
    fn perfect(titles: &[Title], text: &str) -> Cut {
        let title = titles.iter().find(|title| title.text == text).unwrap();
        let of = |label: &str| -> Vec<_> {
            title.spans.iter().filter(|span| span.label == label).map(|span| span.range.clone()).collect()
        };
        let tokens = title.spans.iter().map(|span| Token { range: span.range.clone(), role: None }).collect();
        Cut { tokens, brands: of("HP"), products: of("HC") }
    }

    #[test]
    fn a_perfect_cut_of_the_sample_scores_full_marks_and_characters_only_borders() {
        let titles = sample();
        let characters = |text: &str| {
            let token = |(at, c): (usize, char)| Token { range: at..at + c.len_utf8(), role: None };
            Cut { tokens: text.char_indices().map(token).collect(), ..Cut::default() }
        };
        let score = Score::of(&titles, &labels(), |text| perfect(&titles, text), characters);
        assert_eq!((score.titles, score.spans), (20, 42));
        assert_eq!(score.own, Borders { both: 42, one: 42 });
        assert_eq!(score.jieba, Borders { both: 42, one: 0 });
        assert_eq!(score.brand, Match { found: 13, marked: 13, hit: 13 });
        assert_eq!(score.product, Match { found: 29, marked: 29, hit: 29 });
        assert!(score.mistakes.is_empty());
    }

    #[test]
    fn the_tables_and_the_json_say_the_same() {
        let titles = sample();
        let nothing = |_: &str| Cut::default();
        let score = Score::of(&titles, &labels(), nothing, |text| perfect(&titles, text));
        let text = table::text("own", &score, &titles, 1);
        assert!(text.contains("| both borders | 0.00 % | 100.00 % |"), "{text}");
        assert!(text.contains("| product | 0.000 | 0.000 | 0.000 | 0 | 29 | 0 |"), "{text}");
        assert!(text.contains("20 titles have a mistake. The worst 1:"), "{text}");
        let json = table::json("own", &score, &titles, 1);
        assert_eq!(json["jieba"]["one_token"], 1.0);
        assert_eq!(json["product"]["marked"], 29);
        assert_eq!(json["worst"].as_array().map(Vec::len), Some(1));
        assert_eq!(json["worst"][0]["line"], 3);
    }
}
