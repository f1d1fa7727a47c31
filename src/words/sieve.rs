//! The first pass: how often each window stands in the texts, in bounded memory.

use rustc_hash::FxHashMap;

use super::Source;
use super::cut::{Cut, Window, hash};
use super::gather::Gatherer;
use super::seen::Seen;
use crate::config::WordsConfig;
use crate::dictionary::Dictionary;
use crate::text::Segmenter;

/// Counts windows of pieces: in how many different texts each stands.
///
/// At most `words.counted` windows are held at a time, some 36 bytes each at worst. When there are more, the rarest go
/// (lossy counting, Manku and Motwani 2002), and one that comes again starts anew: so a count may be too small by as much as
/// [`Self::lost`], and never too large.
#[derive(Debug)]
pub struct Sieve<'a> {
    pub(super) segmenter: &'a Segmenter,
    pub(super) config: &'a WordsConfig,
    counts: FxHashMap<u64, u32>,
    lost: u32,
    texts: u32,
    seen: Seen,
    cut: Cut,
    /// Hashes of the windows of one text, each once.
    buffer: Vec<u64>,
}

/// How well a window holds together at its loosest split into `a` and `b`.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Cohesion {
    /// Pointwise mutual information, `ln(n(ab) N / n(a) n(b))`.
    pub(super) information: f64,
    /// Share of the texts with the more frequent part that have the whole, `n(ab) / max(n(a), n(b))`. It knows the words of which
    /// every title is full: information cannot exceed `ln(N / n(ab))`.
    pub(super) bound: f64,
}

impl Cohesion {
    /// Whether the window is one word: enough information, or parts that hardly stand without each other.
    pub(super) fn holds(self, information: f64, bound: f64) -> bool {
        self.information >= information || self.bound >= bound
    }
}

impl<'a> Sieve<'a> {
    /// A sieve that has seen nothing.
    pub fn new(segmenter: &'a Segmenter, config: &'a WordsConfig) -> Self {
        Self {
            segmenter,
            config,
            counts: FxHashMap::default(),
            lost: 0,
            texts: 0,
            seen: Seen::new(),
            cut: Cut::default(),
            buffer: Vec::new(),
        }
    }

    /// Counts the windows of a row's text, unless the same text was met before.
    pub fn add(&mut self, source: Source<'_>) {
        self.cut.read(self.segmenter, source.text());
        if !self.seen.insert(hash(self.cut.normalized())) {
            return;
        }
        self.texts = self.texts.saturating_add(1);
        self.buffer.clear();
        self.buffer.extend(self.cut.windows().map(|window| hash(self.cut.text(window))));
        self.buffer.sort_unstable();
        self.buffer.dedup();
        for &hash in &self.buffer {
            *self.counts.entry(hash).or_insert(0) += 1;
        }
        if self.counts.len() > self.config.counted {
            self.prune();
        }
    }

    /// Drops the rarest windows until half of them are left.
    fn prune(&mut self) {
        while self.counts.len() > self.config.counted / 2 {
            self.lost += 1;
            let lost = self.lost;
            self.counts.retain(|_, count| *count > lost);
        }
    }

    /// By how much a count may be too small.
    pub fn lost(&self) -> u32 {
        self.lost
    }

    /// How many windows are held.
    #[cfg(test)]
    pub(super) fn held(&self) -> usize {
        self.counts.len()
    }

    /// The second pass, over the same rows.
    pub fn gather(self, dictionary: &Dictionary) -> Gatherer<'a> {
        Gatherer::new(self, dictionary)
    }

    /// In how many texts the window of this hash stands; 0 for one that was dropped.
    pub(super) fn count(&self, hash: u64) -> u32 {
        self.counts.get(&hash).copied().unwrap_or_default()
    }

    /// How well a window holds together; `None` for a single piece.
    pub(super) fn cohesion(&self, cut: &Cut, window: Window) -> Option<Cohesion> {
        let count = |first, last| f64::from(self.count(hash(cut.text(Window { first, last }))).max(1));
        let whole = count(window.first, window.last);
        let splits = (window.first..window.last).map(|at| {
            let (head, tail) = (count(window.first, at), count(at + 1, window.last));
            Cohesion {
                information: (whole * f64::from(self.texts) / (head * tail)).ln(),
                bound: whole / head.max(tail),
            }
        });
        splits.reduce(|loosest, split| Cohesion {
            information: loosest.information.min(split.information),
            bound: loosest.bound.min(split.bound),
        })
    }

    /// The least count from `least` on that no more than `most` windows reach.
    pub(super) fn threshold(&self, least: u32, most: usize) -> u32 {
        let mut counts: Vec<u32> = self.counts.values().copied().filter(|&count| count >= least).collect();
        if counts.len() <= most {
            return least;
        }
        let at = counts.len() - most - 1;
        counts.select_nth_unstable(at).1.saturating_add(1)
    }
}
