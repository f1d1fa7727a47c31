//! Viterbi's algorithm over a title's tokens.

use super::compiled::{Row, Seen, Tagger};
use super::features::WINDOW;
#[cfg(doc)]
use super::traits::Endings;
use super::traits::Kind;
use super::weights::{LABELS, Label};

/// The tokens of a title as the model sees them, and their labels. Reused from title to title.
#[derive(Debug, Clone, Default)]
pub struct Lattice {
    /// The tokens, with [`Seen::OUTSIDE`] on either side as far as the model looks.
    seen: Vec<Seen>,
    /// [`Endings::pair`] of the last character of each token and the one behind it.
    seams: Vec<u8>,
    pub(in crate::text) labels: Vec<Label>,
    /// What other tokens of the title have in common with each.
    echoes: Vec<Echo>,
    /// For each token and label the best label before.
    back: Vec<Row>,
}

/// What another Chinese token of the title has in common with one.
#[derive(Debug, Clone, Copy, Default)]
struct Echo {
    /// It ends in the same character.
    rhymes: bool,
    /// It is the same word.
    repeated: bool,
}

/// How many tokens before and behind a token the model looks at.
const REACH: usize = 2;

/// No last character to compare with.
pub(super) const NO_LAST: u16 = 0;

impl Lattice {
    /// Takes the tokens of a title, each with [`Endings::pair`] of its last character and the one behind it.
    pub(in crate::text) fn fill(&mut self, tokens: impl Iterator<Item = (Seen, u8)>) {
        self.seen.clear();
        self.seams.clear();
        self.seen.extend([Seen::OUTSIDE; REACH]);
        for (seen, seam) in tokens {
            self.seen.push(seen);
            self.seams.push(seam);
        }
        self.seen.extend([Seen::OUTSIDE; REACH]);
    }

    /// What the model sees of a token.
    pub(in crate::text) fn seen(&self, at: usize) -> Option<Seen> {
        self.tokens().get(at).copied()
    }

    fn tokens(&self) -> &[Seen] {
        self.seen.len().checked_sub(REACH).and_then(|end| self.seen.get(REACH..end)).unwrap_or_default()
    }

    pub(super) fn decode(&mut self, tagger: &Tagger) {
        self.back.clear();
        let mut scores = Row::ZERO;
        let mut back = std::mem::take(&mut self.back);
        // Step by step beside the scoring, which does not wait for the steps.
        self.score(tagger, |row| {
            if back.is_empty() {
                // No title starts in the middle of a word.
                scores = row.saturating_add(tagger.fixed.start);
                back.push(Row::ZERO);
                return;
            }
            let (best, from) = step(scores, &tagger.fixed.transitions);
            back.push(from);
            // Only differences count; so sums never come near what an `i16` holds.
            let level = Row::splat(best.as_array()[Label::Other as usize]);
            scores = best.saturating_sub(level).saturating_add(row);
        });
        self.back = back;
        self.labels.clear();
        let scores = scores.to_array();
        let best = (0..LABELS).max_by_key(|&label| (scores[label], std::cmp::Reverse(label)));
        let mut label = best.unwrap_or(Label::Other as usize);
        self.labels.extend(self.back.iter().rev().map(|back| {
            let own = Label::ALL[label];
            label = usize::try_from(back.as_array()[label]).unwrap_or_default().min(LABELS - 1);
            own
        }));
        self.labels.reverse();
    }

    /// Sums up the rows of every token, one after the other.
    pub(super) fn score(&mut self, tagger: &Tagger, mut each: impl FnMut(Row)) {
        self.listen();
        let (mut lead, mut before) = (0, 0);
        for ((near, echo), &seam) in self.seen.windows(2 * REACH + 1).zip(&self.echoes).zip(&self.seams) {
            let Ok(near) = <&[Seen; 2 * REACH + 1]>::try_from(near) else { continue };
            let own = &near[REACH];
            let content = own.kind.is_content();
            lead = (lead + usize::from(content)).min(4);
            let lead = if content { lead % 4 } else { 0 };
            let behind = if own.kind == Kind::Han && near[REACH + 1].kind == Kind::Han { seam } else { 0 };
            let mut sum = row(tagger, near, lead, [before, behind]);
            before = behind;
            if own.kind == Kind::Han {
                if echo.rhymes {
                    sum = sum.saturating_add(tagger.fixed.rhymes[usize::from(own.rhyme)]);
                }
                if echo.repeated {
                    sum = sum.saturating_add(tagger.fixed.repeated);
                }
            }
            each(sum);
        }
    }

    /// Finds what the tokens have in common, as far as [`WINDOW`] apart.
    fn listen(&mut self) {
        let mut echoes = std::mem::take(&mut self.echoes);
        let tokens = self.tokens();
        echoes.clear();
        echoes.resize(tokens.len(), Echo::default());
        // The last characters met, and maybe a few more: most end one token alone, and nothing is looked for.
        let mut met = [0u64; 4];
        for (at, own) in tokens.iter().enumerate().filter(|(_, own)| own.last != NO_LAST) {
            let (word, bit) = (usize::from(own.last >> 6) % met.len(), 1 << (own.last % 64));
            if met[word] & bit != 0 {
                let from = at.saturating_sub(WINDOW);
                for (other, before) in (from..at).zip(&tokens[from..at]) {
                    if before.last == own.last {
                        let repeated = before.key == own.key;
                        for echo in [other, at] {
                            echoes[echo].rhymes = true;
                            echoes[echo].repeated |= repeated;
                        }
                    }
                }
            }
            met[word] |= bit;
        }
        self.echoes = echoes;
    }
}

/// The best score that reaches each label, and the label that it comes from; of equals the first.
fn step(scores: Row, transitions: &[Row; LABELS]) -> (Row, Row) {
    let scores = scores.as_array();
    let from = |label: i16| {
        let at = label as usize;
        (Row::splat(scores[at]).saturating_add(transitions[at]), Row::splat(label))
    };
    // As in a tournament: no comparison waits for all that came before it.
    let better = |(one, from_one): (Row, Row), (other, from_other): (Row, Row)| {
        (one.max(other), other.simd_gt(one).bitselect(from_other, from_one))
    };
    better(better(better(from(0), from(1)), better(from(2), from(3))), better(from(4), from(5)))
}

/// The sum of a token's rows but for what depends on more than its neighbours: the compiled form of [`super::slots`]. `lead` is the token's number
/// among those that say something, 0 for later ones.
fn row(tagger: &Tagger, near: &[Seen; 2 * REACH + 1], lead: usize, pairs: [u8; 2]) -> Row {
    let [_, before, own, behind, _] = near;
    let beside = |at: usize, from: usize| tagger.beside[usize::from(near[at].class)].0[from];
    // In pairs: no addition waits for all that came before it.
    let neighbours =
        beside(0, 0).saturating_add(beside(1, 1)).saturating_add(beside(3, 2).saturating_add(beside(4, 3)));
    let brief = usize::from(own.brief);
    let fixed = &tagger.fixed;
    let slash = before.kind == Kind::Slash || behind.kind == Kind::Slash;
    let place = lead
        | usize::from(before.kind.is_border()) << 2
        | usize::from(behind.kind.is_border()) << 3
        | usize::from(slash) << 4;
    let place = fixed.places[place][brief].saturating_add(fixed.behind[brief][usize::from(behind.brief)]);
    let sum = neighbours.saturating_add(own.own.saturating_add(place));
    if own.kind != Kind::Han {
        return sum;
    }
    let singles = usize::from(before.single) | usize::from(own.single) << 1 | usize::from(behind.single) << 2;
    let [start, end] = pairs.map(usize::from);
    sum.saturating_add(fixed.borders[singles][start][end])
}
