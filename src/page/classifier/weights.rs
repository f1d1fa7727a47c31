//! The weights of both models.

use std::fmt::Write as _;

use rustc_hash::FxHashMap;

use super::{Feature, INPUTS, LABELS, Line, Scores, features, inputs};

/// Weights of the first model are stored in parts of 1.
const FIRST: f32 = 20.0;

/// Those of the second one, and thresholds, likewise.
const SECOND: f32 = 100.0;

/// Letters that stand for the labels in the text form, in their order.
const LETTERS: &[u8; LABELS] = b"abcdefghijklmnop";

/// Names of the lines that are no feature's.
const BIAS: &str = "#bias";
const THRESHOLD: &str = "#threshold";
const INPUT: &str = "#input";

/// Weights of both models and the labels' thresholds. Those of nothing at all know no section.
///
/// As text a line is `name<TAB>a12b-3`: a letter for each label that has a weight (`a` the first one) and its weight in whole numbers, in
/// twentieths for the first model, whose features are named by their characters; in hundredths for `#inputN`, the second model's, and
/// for `#threshold`.
#[derive(Debug, Clone, Default)]
pub struct Weights {
    /// Row of each feature.
    numbers: FxHashMap<Feature, u32>,
    rows: Vec<[i8; LABELS]>,
    /// A bit for each [`Feature::brief`] of a known feature: most pairs of characters are none.
    known: Vec<u64>,
    bias: Scores,
    second: Vec<Scores>,
    threshold: Scores,
}

impl Weights {
    /// The weights that are compiled in.
    pub fn embedded() -> Self {
        Self::parse(include_str!("weights.tsv"))
    }

    /// Reads weights; lines that are none are passed over.
    pub fn parse(text: &str) -> Self {
        let mut weights = Self::default();
        for (name, row) in text.lines().filter_map(|line| line.split_once('\t')) {
            let row = read(row);
            if name == BIAS {
                weights.set_bias(row.map(|weight| f32::from(weight) / FIRST));
            } else if name == THRESHOLD {
                weights.threshold = row.map(|weight| f32::from(weight) / SECOND);
            } else if let Some(number) = name.strip_prefix(INPUT).and_then(|number| number.parse().ok()) {
                weights.set_input(number, row.map(|weight| f32::from(weight) / SECOND));
            } else if let Some(feature) = Feature::named(name) {
                weights.set(feature, row.map(|weight| f32::from(weight) / FIRST));
            }
        }
        weights
    }

    /// The text form, sorted.
    pub fn to_text(&self) -> String {
        let mut text = String::new();
        write(&mut text, BIAS, self.bias.map(|weight| (weight * FIRST).round() as i16));
        for (number, row) in self.second.iter().enumerate() {
            write(&mut text, &format!("{INPUT}{number}"), row.map(|weight| (weight * SECOND).round() as i16));
        }
        write(&mut text, THRESHOLD, self.threshold.map(|weight| (weight * SECOND).round() as i16));
        let mut numbers: Vec<(&Feature, &u32)> = self.numbers.iter().collect();
        numbers.sort_unstable();
        for (feature, number) in numbers {
            let row = self.rows.get(*number as usize).copied().unwrap_or_default();
            write(&mut text, &feature.to_string(), row.map(i16::from));
        }
        text
    }

    /// Sets the first model's weights of a feature, which are rounded to twentieths.
    pub fn set(&mut self, feature: Feature, weights: Scores) {
        // A cast of a float stays within the type's range.
        let row = weights.map(|weight| (weight * FIRST).round() as i8);
        if row == [0; LABELS] {
            return;
        }
        self.known.resize(1 << 10, 0);
        if let Some(word) = self.known.get_mut(usize::from(feature.brief() >> 6)) {
            *word |= 1 << (feature.brief() & 63);
        }
        self.numbers.insert(feature, self.rows.len() as u32);
        self.rows.push(row);
    }

    /// Sets what the first model's scores begin with.
    pub fn set_bias(&mut self, bias: Scores) {
        self.bias = bias;
    }

    /// Sets the second model's weights of an input.
    pub fn set_input(&mut self, number: usize, weights: Scores) {
        if number < INPUTS {
            self.second.resize(INPUTS, [0.0; LABELS]);
            if let Some(row) = self.second.get_mut(number) {
                *row = weights;
            }
        }
    }

    /// Sets the thresholds.
    pub fn set_threshold(&mut self, threshold: Scores) {
        self.threshold = threshold;
    }

    /// The least score of a line that proves the section of a label.
    pub fn threshold(&self, label: usize) -> f32 {
        self.threshold.get(label).copied().unwrap_or(f32::INFINITY)
    }

    /// Whether there are no weights at all.
    pub fn is_empty(&self) -> bool {
        self.second.is_empty()
    }

    /// The first model's scores of a line: the mean of its known features' weights by the root of their number.
    pub fn first(&self, line: &Line<'_>) -> Scores {
        let (mut sums, mut found) = ([0_i32; LABELS], 0_i32);
        features(line, |feature| {
            let brief = feature.brief();
            let may_be = self.known.get(usize::from(brief >> 6)).is_some_and(|word| word >> (brief & 63) & 1 == 1);
            let Some(row) = may_be.then(|| self.row(feature)).flatten() else { return };
            for (sum, weight) in sums.iter_mut().zip(row) {
                *sum += i32::from(*weight);
            }
            found += 1;
        });
        let scale = 1.0 / (FIRST * (found.max(1) as f32).sqrt());
        let mut scores = self.bias;
        for (score, sum) in scores.iter_mut().zip(sums) {
            *score += sum as f32 * scale;
        }
        scores
    }

    fn row(&self, feature: Feature) -> Option<&[i8; LABELS]> {
        self.rows.get(*self.numbers.get(&feature)? as usize)
    }

    /// The second model's scores of all lines of a page.
    pub fn scores(&self, lines: &[Line<'_>]) -> Vec<Scores> {
        let first: Vec<Scores> = lines.iter().map(|line| self.first(line)).collect();
        let score = |inputs: [f32; INPUTS]| {
            let mut scores = Scores::default();
            for (input, row) in inputs.iter().zip(&self.second) {
                for (score, weight) in scores.iter_mut().zip(row) {
                    *score += input * weight;
                }
            }
            scores
        };
        inputs(lines, &first).map(score).collect()
    }
}

fn write(to: &mut String, name: &str, row: [i16; LABELS]) {
    to.push_str(name);
    to.push('\t');
    for (letter, weight) in LETTERS.iter().zip(row).filter(|(_, weight)| *weight != 0) {
        // Writing to a string cannot fail.
        let _ = write!(to, "{}{weight}", char::from(*letter));
    }
    to.push('\n');
}

fn read(text: &str) -> [i16; LABELS] {
    let mut row = [0; LABELS];
    let mut rest = text.as_bytes();
    while let Some((letter, behind)) = rest.split_first() {
        let length = behind.iter().take_while(|byte| !byte.is_ascii_lowercase()).count();
        let (number, behind) = behind.split_at_checked(length).unwrap_or((behind, &[]));
        let column = LETTERS.iter().position(|known| known == letter);
        if let Some(weight) = column.and_then(|column| row.get_mut(column)) {
            *weight = std::str::from_utf8(number).ok().and_then(|number| number.parse().ok()).unwrap_or_default();
        }
        rest = behind;
    }
    row
}
