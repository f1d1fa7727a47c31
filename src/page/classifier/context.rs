//! What the second model sees of a line: the first model's scores of the line, of the lines around it and of the heading above it.

use super::{LABELS, Line, Scores};

/// Scores above this are sure enough.
const MOST: f32 = 4.0;

/// Characters of a line that is as long as can be.
const LONG: f32 = 80.0;

/// Where there is no such line: a line that is surely from none.
const NONE: Scores = [-1.0; LABELS];

/// How many numbers the second model sees: four times the scores, three properties of the line and one of the line behind, and 1.
pub const INPUTS: usize = 4 * LABELS + 5;

/// What the second model sees of each line, in their order. `first` are the first model's scores of the lines.
pub fn inputs<'a>(lines: &'a [Line<'_>], first: &'a [Scores]) -> impl Iterator<Item = [f32; INPUTS]> + 'a {
    let bound = |at: usize| first.get(at).map_or(NONE, |scores| scores.map(|score| score.clamp(-MOST, MOST) / MOST));
    let mut heading = NONE;
    let (mut before, mut own) = (NONE, bound(0));
    lines.iter().enumerate().map(move |(at, line)| {
        let behind = bound(at + 1);
        let flag = |holds: bool| if holds { 1.0 } else { 0.0 };
        let above = if line.is_heading { NONE } else { heading };
        let length = line.text.chars().take(LONG as usize).count() as f32 / LONG;
        let heads_next = lines.get(at + 1).is_some_and(|next| next.is_heading);
        let others = [flag(line.is_heading), flag(line.is_row), length, flag(heads_next), 1.0];
        let mut inputs = [0.0; INPUTS];
        let seen = own.iter().chain(&before).chain(&behind).chain(&above).chain(&others);
        for (input, seen) in inputs.iter_mut().zip(seen) {
            *input = *seen;
        }
        if line.is_heading {
            heading = own;
        }
        (before, own) = (own, behind);
        inputs
    })
}
