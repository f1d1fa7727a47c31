//! What a page's lines together come to.

use super::{Line, Scores};

/// So many lines of a few words prove what one alone does not: the captions of a picture's icons.
const FEW: usize = 3;

/// A page's score for a label, and its best line for it: the score of the best line that may prove something by itself, or that of the
/// third best of all lines, whichever is higher. Of equal lines the first. `None` for a page without such lines.
pub fn proof(lines: &[Line<'_>], scores: &[Scores], label: usize) -> Option<(f32, usize)> {
    let mut best: Option<(f32, usize)> = None;
    let mut all: [Option<(f32, usize)>; FEW] = [None; FEW];
    for (at, (line, scores)) in lines.iter().zip(scores).enumerate() {
        let Some(&score) = scores.get(label) else { continue };
        let beats = |known: &Option<(f32, usize)>| known.is_none_or(|(least, _)| score > least);
        if line.may_prove() && beats(&best) {
            best = Some((score, at));
        }
        if let Some(place) = all.iter().position(beats) {
            all[place..].rotate_right(1);
            all[place] = Some((score, at));
        }
    }
    let together = all[FEW - 1].and_then(|(score, _)| Some((score, all[0]?.1)));
    match (best, together) {
        (Some(best), Some(together)) if together.0 > best.0 => Some(together),
        (best, together) => best.or(together),
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::super::LABELS;
    use super::*;

    proptest! {
        #[test]
        fn a_long_line_or_three_short_ones(page in prop::collection::vec((any::<bool>(), -4_i8..4), 0..9)) {
            let lines: Vec<Line<'_>> = page
                .iter()
                .map(|(long, _)| Line::new(if *long { "三十度以下的水，轻轻揉两把就行" } else { "手洗" }, false, false))
                .collect();
            let scores: Vec<Scores> = page.iter().map(|(_, score)| [f32::from(*score); LABELS]).collect();
            let mut all: Vec<i8> = page.iter().map(|(_, score)| *score).collect();
            all.sort_unstable_by(|a, b| b.cmp(a));
            let long = page.iter().filter(|(long, _)| *long).map(|(_, score)| *score).max();
            let expected = long.max(all.get(2).copied());
            let found = proof(&lines, &scores, 0);
            prop_assert_eq!(found.map(|(score, _)| score), expected.map(f32::from));
            // The line that is shown has at least that score itself.
            prop_assert!(found.is_none_or(|(score, at)| scores[at][0] >= score));
        }
    }
}
