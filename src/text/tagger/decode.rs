//! Viterbi's algorithm over a title's tokens.

use super::compiled::{FORBIDDEN, Row, Seen, Tagger};
use super::features::WINDOW;
use super::traits::{Endings, Kind};
use super::weights::{LABELS, Label};

/// The tokens of a title as the model sees them, and their labels. Reused from title to title.
#[derive(Debug, Clone, Default)]
pub struct Lattice {
    /// The tokens, with [`Seen::OUTSIDE`] on either side as far as the model looks.
    seen: Vec<Seen>,
    pub(in crate::text) labels: Vec<Label>,
    /// What other tokens of the title have in common with each.
    echoes: Vec<Echo>,
    /// The scores of each token by itself.
    rows: Vec<Row>,
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
    /// Takes the tokens of a title.
    pub(in crate::text) fn fill(&mut self, tokens: impl Iterator<Item = Seen>) {
        self.seen.clear();
        self.seen.extend([Seen::OUTSIDE; REACH]);
        self.seen.extend(tokens);
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
        self.score(tagger);
        self.labels.clear();
        let Some((first, rows)) = self.rows.split_first() else { return };
        // No title starts in the middle of a word.
        let first = first.to_array();
        let mut scores = Row::new(std::array::from_fn(|label| {
            if Label::ALL.get(label).is_some_and(|label| !label.continues()) { first[label] } else { FORBIDDEN }
        }));
        self.back.resize(rows.len(), Row::default());
        for (&row, back) in rows.iter().zip(&mut self.back) {
            let (best, from) = step(scores, &tagger.fixed.transitions);
            *back = from;
            // Only differences count; so sums never come near what an `i16` holds.
            let level = Row::splat(best.to_array()[Label::Other as usize]);
            scores = best.saturating_sub(level).saturating_add(row);
        }
        let scores = scores.to_array();
        let best = (0..LABELS).max_by_key(|&label| (scores[label], std::cmp::Reverse(label)));
        let mut label = best.unwrap_or(Label::Other as usize);
        self.labels.push(Label::ALL[label]);
        for back in self.back.iter().rev() {
            label = usize::try_from(back.to_array()[label]).unwrap_or_default().min(LABELS - 1);
            self.labels.push(Label::ALL[label]);
        }
        self.labels.reverse();
    }

    /// Sums up the rows of every token.
    pub(super) fn score(&mut self, tagger: &Tagger) {
        self.listen();
        let count = self.tokens().len();
        let mut rows = std::mem::take(&mut self.rows);
        rows.resize(count, Row::default());
        let (mut lead, mut before) = (0, 0);
        let echoes = self.echoes.iter();
        for ((near, scores), echo) in self.seen.windows(2 * REACH + 1).zip(&mut rows).zip(echoes) {
            let Ok(near) = <&[Seen; 2 * REACH + 1]>::try_from(near) else { continue };
            let own = &near[REACH];
            let content = own.kind.is_content();
            lead = (lead + usize::from(content)).min(4);
            let lead = if content { lead % 4 } else { 0 };
            let behind = pair(tagger.endings(), own, &near[REACH + 1]);
            let mut sum = row(tagger, near, lead, [before, behind]);
            before = behind;
            if own.kind == Kind::Han {
                sum = sum.saturating_add(tagger.fixed.rhymes[usize::from(echo.rhymes)][usize::from(own.rhyme)]);
                if echo.repeated {
                    sum = sum.saturating_add(tagger.fixed.repeated);
                }
            }
            *scores = sum;
        }
        self.rows = rows;
    }

    /// The scores of the tokens by themselves.
    #[cfg(test)]
    pub(super) fn rows(&self) -> &[Row] {
        &self.rows
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
    let scores = scores.to_array();
    let mut best = Row::splat(scores[0]).saturating_add(transitions[0]);
    let mut back = Row::default();
    for (label, (&score, &row)) in (0..).zip(scores.iter().zip(transitions)).skip(1) {
        let reached = Row::splat(score).saturating_add(row);
        back = reached.simd_gt(best).bitselect(Row::splat(label), back);
        best = best.max(reached);
    }
    (best, back)
}

/// [`Endings::pair`] of two tokens side by side; 0 where one of them is not Chinese.
fn pair(endings: &Endings, one: &Seen, other: &Seen) -> u8 {
    if one.kind == Kind::Han && other.kind == Kind::Han { endings.pair_of_codes(one.last, other.first) } else { 0 }
}

/// The sum of a token's rows but for what depends on more than its neighbours: the compiled form of [`super::slots`]. `lead` is the token's number
/// among those that say something, 0 for later ones.
fn row(tagger: &Tagger, near: &[Seen; 2 * REACH + 1], lead: usize, pairs: [u8; 2]) -> Row {
    let [_, before, own, behind, _] = near;
    let class = |at: usize| tagger.classes[usize::from(near[at].class)][at];
    // In pairs: no addition waits for all that came before it.
    let classes = class(0).saturating_add(class(1)).saturating_add(class(2).saturating_add(class(3)));
    let brief = usize::from(own.brief);
    let fixed = &tagger.fixed;
    let slash = before.kind == Kind::Slash || behind.kind == Kind::Slash;
    let place = lead
        | usize::from(before.kind.is_border()) << 2
        | usize::from(behind.kind.is_border()) << 3
        | usize::from(slash) << 4;
    let place = fixed.places[place][brief].saturating_add(class(4));
    let sum = classes.saturating_add(place).saturating_add(fixed.behind[brief][usize::from(behind.brief)]);
    if own.kind != Kind::Han {
        return sum;
    }
    let single = usize::from(own.single);
    let first = tagger.characters[usize::from(own.first_row)].first[single];
    let last = tagger.characters[usize::from(own.last_row)].last[single];
    let singles = usize::from(before.single) | usize::from(own.single) << 1 | usize::from(behind.single) << 2;
    let [start, end] = pairs.map(usize::from);
    let borders = fixed.borders[singles][start][end];
    sum.saturating_add(borders).saturating_add(first.saturating_add(last))
}
