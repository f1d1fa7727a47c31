//! Viterbi's algorithm over a title's tokens.

use super::compiled::{FORBIDDEN, LEAD_WORDS, Row, Seen, Tagger, plus};
use super::features::WINDOW;
use super::traits::{BRIEFS, Kind};
use super::weights::{LABELS, Label};

/// The tokens of a title as the model sees them, and their labels. Reused from title to title.
#[derive(Debug, Clone, Default)]
pub struct Lattice {
    pub(in crate::text) seen: Vec<Seen>,
    pub(in crate::text) labels: Vec<Label>,
    /// The scores of each token by itself.
    rows: Vec<Row>,
    /// The last character of each token, packed for comparing; of tokens that are not Chinese, none.
    lasts: Vec<u32>,
    /// For each token and label the best label before.
    back: Vec<[u8; LABELS]>,
}

/// Labels that begin a word; the other half go on with one.
const BEGINNINGS: usize = LABELS / 2;

impl Lattice {
    pub(super) fn decode(&mut self, tagger: &Tagger) {
        self.labels.clear();
        self.back.clear();
        self.score(tagger);
        let mut scores = [FORBIDDEN; LABELS];
        for (at, &row) in self.rows.iter().enumerate() {
            let mut next = [FORBIDDEN; LABELS];
            let mut back = [0; LABELS];
            if at == 0 {
                for (next, weight) in next.iter_mut().zip(row).take(BEGINNINGS) {
                    *next = i32::from(weight);
                }
            } else {
                for to in 0..BEGINNINGS {
                    let mut best = (scores[0] + tagger.transitions[0][to], 0);
                    for (from, score) in scores.iter().enumerate().skip(1) {
                        let score = score + tagger.transitions[from][to];
                        if score > best.0 {
                            best = (score, from);
                        }
                    }
                    next[to] = best.0 + i32::from(row[to]);
                    back[to] = best.1 as u8;
                }
                for to in BEGINNINGS..LABELS {
                    // What goes on with a word stands behind its own beginning or another piece of it.
                    let begun = to - BEGINNINGS;
                    let first = scores[begun] + tagger.transitions[begun][to];
                    let further = scores[to] + tagger.transitions[to][to];
                    // Sums stay far from the limits: a title has at most a few thousand tokens.
                    next[to] = first.max(further).max(FORBIDDEN) + i32::from(row[to]);
                    back[to] = if further > first { to as u8 } else { begun as u8 };
                }
            }
            scores = next;
            self.back.push(back);
        }
        let best = (0..LABELS).max_by_key(|&label| (scores[label], std::cmp::Reverse(label)));
        let mut label = best.unwrap_or(Label::Other as usize);
        for back in self.back.iter().rev() {
            self.labels.push(Label::ALL[label]);
            label = usize::from(back[label]);
        }
        self.labels.reverse();
    }

    /// Sums up the rows of every token.
    pub(super) fn score(&mut self, tagger: &Tagger) {
        self.lasts.clear();
        self.lasts.extend(self.seen.iter().map(|seen| if seen.kind == Kind::Han { seen.last as u32 } else { NO_LAST }));
        self.rows.clear();
        let mut lead = 0u8;
        for at in 0..self.seen.len() {
            lead = (lead + u8::from(self.seen[at].kind.is_content())).min(4);
            let row = self.row(tagger, at, lead);
            self.rows.push(row);
        }
    }

    /// The scores of the tokens by themselves.
    #[cfg(test)]
    pub(super) fn rows(&self) -> &[Row] {
        &self.rows
    }

    /// The sum of the token's rows: the compiled form of [`super::slots`]. `lead` counts the tokens up to this one that say something, up to 4.
    fn row(&self, tagger: &Tagger, at: usize, lead: u8) -> Row {
        let token = |offset: isize| {
            let index = at.wrapping_add_signed(offset);
            self.seen.get(index).unwrap_or(&Seen::OUTSIDE)
        };
        let near: [&Seen; 5] = [token(-2), token(-1), token(0), token(1), token(2)];
        let [_, before, own, behind, _] = near;
        let mut sum = Row::default();
        for (row, seen) in near.into_iter().enumerate() {
            sum = plus(sum, &tagger.classes[usize::from(seen.class)][row]);
        }
        let brief = usize::from(own.brief);
        sum = plus(sum, &tagger.before[usize::from(before.brief) * BRIEFS + brief]);
        sum = plus(sum, &tagger.behind[brief * BRIEFS + usize::from(behind.brief)]);
        // The rows of character 0 are empty.
        sum = plus(sum, &tagger.characters[usize::from(before.last_row)].last_before);
        sum = plus(sum, &tagger.characters[usize::from(behind.last_row)].last_behind);
        let lead = if own.kind.is_content() && lead < 4 { usize::from(lead) } else { 0 };
        let slash = before.kind == Kind::Slash || behind.kind == Kind::Slash;
        let place = lead
            | usize::from(before.kind.is_border()) << 2
            | usize::from(behind.kind.is_border()) << 3
            | usize::from(slash) << 4;
        sum = plus(sum, &tagger.places[place * BRIEFS + brief]);
        sum = plus(sum, &tagger.ends[at.min(4)][(self.seen.len() - 1 - at).min(3)]);
        if own.kind == Kind::Han {
            let length = usize::from(own.length.min(3));
            let word = (usize::from(own.brandness) * 9 + usize::from(own.ending)) * 4 + length;
            sum = plus(sum, &tagger.lead_words[lead * LEAD_WORDS + word]);
            let single = usize::from(own.length == 1);
            sum = plus(sum, &tagger.characters[usize::from(own.first_row)].first[single]);
            sum = plus(sum, &tagger.characters[usize::from(own.last_row)].last[single]);
            let (rhymes, repeated) = self.echoes(at, own);
            sum = plus(sum, &tagger.rhymes[(usize::from(rhymes) * 9 + usize::from(own.ending)) * BRIEFS + brief]);
            if repeated {
                sum = plus(sum, &tagger.repeated);
            }
        }
        sum
    }

    /// Whether another Chinese token ends in the same character, and whether one is the same word.
    fn echoes(&self, at: usize, own: &Seen) -> (bool, bool) {
        let from = at.saturating_sub(WINDOW);
        let to = self.seen.len().min(at + WINDOW + 1);
        let near = &self.lasts[from..to];
        let last = own.last as u32;
        let rhymes = near.iter().map(|&other| u32::from(other == last)).sum::<u32>() > 1;
        let repeated = rhymes
            && (from..to).zip(&self.seen[from..to]).any(|(other, seen)| {
                other != at && seen.key == own.key && seen.last == own.last && seen.kind == Kind::Han
            });
        (rhymes, repeated)
    }
}

/// No character's code.
const NO_LAST: u32 = u32::MAX;
