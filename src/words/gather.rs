//! The second pass: what stands around the frequent windows, and which of them are words.

use rustc_hash::{FxHashMap, FxHashSet};

use super::Source;
use super::candidate::{Candidate, Evidence};
use super::cut::{Cut, Kind, Window, hash};
use super::filter;
use super::find::Find;
use super::named::Named;
use super::role_model::RoleModel;
use super::seen::Seen;
use super::sieve::Sieve;
use crate::dictionary::{Dictionary, EntryKind};

/// Looks at the rows of the first pass again and gives the candidates.
///
/// At most `words.candidates` windows are looked at, about 1 KB each.
#[derive(Debug)]
pub struct Gatherer<'a> {
    sieve: Sieve<'a>,
    threshold: u32,
    finds: FxHashMap<u64, Find>,
    named: Named,
    chinese: RoleModel,
    latin: RoleModel,
    /// Words that the dictionaries have in any kind of entry, terms of the advertising law among them.
    listed: FxHashSet<Box<str>>,
    seen: Seen,
    cut: Cut,
    /// Windows of one text that are done.
    done: Vec<u64>,
}

impl<'a> Gatherer<'a> {
    pub(super) fn new(sieve: Sieve<'a>, dictionary: &Dictionary) -> Self {
        let normalizer = sieve.segmenter.normalizer();
        Self {
            threshold: sieve.threshold(sieve.config.min_texts.saturating_sub(sieve.lost()), sieve.config.candidates),
            finds: FxHashMap::default(),
            named: Named::default(),
            chinese: RoleModel::new(sieve.segmenter, false),
            latin: RoleModel::new(sieve.segmenter, true),
            listed: dictionary
                .entries()
                .iter()
                .filter(|entry| entry.kind != EntryKind::Contradiction)
                .map(|entry| normalizer.normalize(&entry.word).into())
                .collect(),
            seen: Seen::new(),
            cut: Cut::default(),
            done: Vec::new(),
            sieve,
        }
    }

    /// Looks at a row of the first pass.
    pub fn add(&mut self, source: Source<'_>) {
        if let Source::Listing(listing) = source {
            self.named.add(listing, self.sieve.segmenter.normalizer());
        }
        let text = source.text();
        let mut cut = std::mem::take(&mut self.cut);
        cut.read(self.sieve.segmenter, text);
        if self.seen.insert(hash(cut.normalized())) {
            self.chinese.learn(&cut.pieces);
            self.latin.learn(&cut.pieces);
            self.done.clear();
            for window in cut.windows() {
                self.look(&cut, window, source.is_title(), text);
            }
        }
        self.cut = cut;
    }

    fn look(&mut self, cut: &Cut, window: Window, title: bool, original: &str) {
        let text = cut.text(window);
        let key = hash(text);
        let count = self.sieve.count(key);
        if count < self.threshold || !cut.may_be_a_word(window) || self.done.contains(&key) {
            return;
        }
        let vocabulary = self.sieve.segmenter.vocabulary();
        if let std::collections::hash_map::Entry::Vacant(entry) = self.finds.entry(key) {
            if self.listed.contains(text) || filter::is_quantity(text, vocabulary) {
                return;
            }
            let pieces = cut.pieces(window);
            let cohesion = self.sieve.cohesion(cut, window);
            let config = self.sieve.config;
            if cohesion.is_some_and(|cohesion| !cohesion.holds(config.min_cohesion, config.min_bound)) {
                return;
            }
            let latin = pieces.iter().any(|piece| piece.kind == Kind::Latin);
            let phrase = pieces.len() > 1 && pieces.iter().all(|piece| piece.characters > 1);
            entry.insert(Find::new(text, latin, phrase, cohesion));
        }
        self.done.push(key);
        if let Some(find) = self.finds.get_mut(&key) {
            find.add(cut, window, title, original, vocabulary);
        }
    }

    /// The candidates, best first.
    pub fn finish(self) -> Vec<Candidate> {
        let Self { sieve, finds, named, chinese, latin, listed, .. } = self;
        let config = sieve.config;
        let vocabulary = sieve.segmenter.vocabulary();
        let mut finds: Vec<Find> = finds.into_values().filter(|find| filter::stands_alone(find, config)).collect();
        finds.sort_by(|a, b| a.text.cmp(&b.text));
        let words: FxHashSet<&str> = finds.iter().filter(|find| !find.phrase).map(|find| &*find.text).collect();
        let of_parts: Vec<bool> = finds.iter().map(|find| filter::falls_apart(find, &words, vocabulary)).collect();
        let mut candidates: Vec<Candidate> = finds
            .into_iter()
            .zip(of_parts)
            .filter(|(_, of_parts)| !of_parts)
            .map(|(find, _)| {
                let model = if find.latin { &latin } else { &chinese };
                let (role, certainty) = model.classify(&find.text, &find.contexts);
                Candidate::found(find, role, certainty, config.min_certainty)
            })
            .collect();
        let places: FxHashMap<String, usize> =
            candidates.iter().enumerate().map(|(at, candidate)| (candidate.word.clone(), at)).collect();
        for (role, word, naming) in named.into_words() {
            if naming.rows < config.min_rows || listed.contains(&word) {
                continue;
            }
            let known = places.get(&*word).and_then(|&at| candidates.get_mut(at));
            match known {
                // Of two columns that name a word the first role stands.
                Some(candidate) if matches!(candidate.evidence, Evidence::Column(_)) => {}
                Some(candidate) => candidate.named(role, naming),
                None => candidates.push(Candidate::of_column(&word, role, naming)),
            }
        }
        candidates.sort_by(|a, b| b.score.total_cmp(&a.score).then_with(|| a.word.cmp(&b.word)));
        candidates.dedup_by(|later, first| later.word == first.word);
        candidates
    }
}
