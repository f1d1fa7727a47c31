//! Learns the weights of the classifier of sections from labelled pages.
//!
//! ```text
//! cargo run --release --example sections -- data/labelled/pages-*.jsonl > src/page/classifier/weights.tsv
//! cargo run --release --example sections -- --leave-out data/labelled/pages-*.jsonl
//! cargo run --release --example sections -- data/labelled/pages-*.jsonl --unseen data/labelled/unseen-*.jsonl
//! ```
//!
//! A labelled page is a JSON line: its `id`, the `template` that it is checked against, and its `lines`. A line has a text `t`, the sections `s` that it
//! belongs to, none or several, and `"h":true` where it is a heading, `"r":true` where it is the row of a table, whose cells are parted by tabs:
//!
//! ```text
//! {"id":"1","template":"general","lines":[{"t":"咋洗？","s":["usage"],"h":true},{"t":"三十度以下轻轻揉两把","s":["usage"]}]}
//! ```
//!
//! A page may also name sections in `either`: whether it has them is a matter of opinion, and they are not counted. A section is found where the words of its table or the classifier prove it. With `--leave-out`, each file's pages are checked with what was learned from
//! the other files: as many writers as files, so that this tells how well the pages of a writer are read whom nobody has read before. `--unseen` names files
//! that nothing is learned from.

#![expect(
    clippy::print_stdout,
    clippy::print_stderr,
    reason = "weights go to standard output, figures to standard error"
)]

mod logistic;
mod pages;
mod stacked;

use std::path::PathBuf;

use anyhow::Result;
use clap::Parser;
use logistic::Learning;
use pages::Page;
use stacked::{Example, Settings};
use taojin::config::PageConfig;
use taojin::page::PageChecker;
use taojin::page::classifier::{LABELS, NAMES, Weights};

/// Learns the weights of the classifier of sections.
#[derive(Debug, Parser)]
struct Args {
    /// Files of labelled pages
    #[arg(required = true, value_name = "FILE.jsonl")]
    files: Vec<PathBuf>,
    /// Check each file with what was learned from the others, and write no weights
    #[arg(long)]
    leave_out: bool,
    /// Check these pages with what was learned from the others, and write no weights
    #[arg(long, num_args = 1.., value_name = "FILE.jsonl", conflicts_with = "leave_out")]
    unseen: Vec<PathBuf>,
    /// Say which sections of which page were found wrongly or not at all
    #[arg(long)]
    tell: bool,
    /// How much the pages count against small weights, in the first and the second model
    #[arg(long, value_delimiter = ',', default_values_t = [10.0, 5.0], value_name = "C,C")]
    costs: Vec<f32>,
    /// How often to go through the pages
    #[arg(long, default_value_t = 40, value_name = "N")]
    rounds: usize,
    /// Length of the first steps
    #[arg(long, default_value_t = 0.3, value_name = "X")]
    step: f32,
    /// Pages that a feature has to stand on
    #[arg(long, default_value_t = 2, value_name = "N")]
    pages: usize,
    /// Weights of the first model below it are left out
    #[arg(long, default_value_t = 0.3, value_name = "X")]
    least: f32,
    /// Share of the sections found that have to be right
    #[arg(long, default_value_t = 0.97, value_name = "SHARE")]
    precision: f32,
    /// Thresholds are no farther from the middle than this
    #[arg(long, default_value_t = 0.3, value_name = "X")]
    spread: f32,
    /// What thresholds are drawn to
    #[arg(long, default_value_t = 0.3, value_name = "X", allow_hyphen_values = true)]
    middle: f32,
}

fn main() -> Result<()> {
    let args = Args::parse();
    let config = PageConfig::default();
    let files = args.files.iter().map(|file| pages::read(file)).collect::<Result<Vec<Vec<Page>>>>()?;
    let learning = |c: f32| Learning { c, rounds: args.rounds, step: args.step };
    let cost = |model: usize| args.costs.get(model).copied().unwrap_or(1.0);
    let settings = Settings {
        first: learning(cost(0)),
        second: learning(cost(1)),
        pages: args.pages,
        least: args.least,
        precision: args.precision,
        spread: args.spread,
        middle: args.middle,
    };
    let bare = PageChecker::new(&config)?.with_weights(Weights::default());
    let examples = |skip: Option<usize>| -> Vec<Example<'_>> {
        let others = files.iter().enumerate().filter(|(number, _)| Some(*number) != skip);
        let pages = others.flat_map(|(_, pages)| pages.iter().enumerate());
        pages.map(|(number, page)| Example::new(page, number, number % 5, &bare, &config)).collect()
    };
    if !args.leave_out && args.unseen.is_empty() {
        let weights = stacked::weights(&examples(None), &settings);
        println!(
            "# Weights of the classifier of sections, learned by examples/sections: name, then a letter and a whole number for each label"
        );
        print!("{}", weights.to_text());
        return Ok(());
    }
    let mut counts = [[0usize; 3]; LABELS];
    let mut plain = [[0usize; 3]; LABELS];
    let mut check = |pages: &[Page], skip: Option<usize>| -> Result<()> {
        let weights = stacked::weights(&examples(skip), &settings);
        let checker = PageChecker::new(&config)?.with_weights(Weights::parse(&weights.to_text()));
        for page in pages {
            let (found, proven) = (stacked::present(page, &checker, &config), stacked::present(page, &bare, &config));
            for label in 0..LABELS {
                let (Some(found), Some(proven)) = (found[label], proven[label]) else { continue };
                if !page.is_clear(label) {
                    continue;
                }
                count(&mut counts[label], page.has(label), found);
                count(&mut plain[label], page.has(label), proven);
                if args.tell && page.has(label) != found {
                    let what = if found { "false" } else { "lost" };
                    let by = if proven { "by words" } else { "" };
                    println!("{what} {} {} {by}", page.id, NAMES[label]);
                }
            }
        }
        Ok(())
    };
    if args.leave_out {
        for (number, held_out) in files.iter().enumerate() {
            check(held_out, Some(number))?;
        }
    }
    if !args.unseen.is_empty() {
        let pages = args.unseen.iter().map(|file| pages::read(file)).collect::<Result<Vec<Vec<Page>>>>()?;
        check(&pages.concat(), None)?;
    }
    for (label, (counts, plain)) in counts.iter().zip(&plain).enumerate() {
        println!("{:<12} {}   words alone {}", NAMES[label], told(*counts), told(*plain));
    }
    let sum = |counts: [[usize; 3]; LABELS]| -> [usize; 3] {
        std::array::from_fn(|column| counts.iter().map(|counts| counts[column]).sum())
    };
    println!("{:<12} {}   words alone {}", "all", told(sum(counts)), told(sum(plain)));
    Ok(())
}

/// Counts a section that is there, or was found, or both: found and there, found only, there only.
fn count(counts: &mut [usize; 3], is_there: bool, is_found: bool) {
    match (is_there, is_found) {
        (true, true) => counts[0] += 1,
        (false, true) => counts[1] += 1,
        (true, false) => counts[2] += 1,
        (false, false) => {}
    }
}

fn told([both, found, there]: [usize; 3]) -> String {
    let share = |part: usize, of: usize| part as f64 / of.max(1) as f64;
    format!(
        "{both:>4} right {found:>3} wrong {there:>3} lost, precision {:.3} recall {:.3}",
        share(both, both + found),
        share(both, both + there)
    )
}
