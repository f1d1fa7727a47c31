//! The titles stage: one call per listing, shared by one thread, many threads, or a partition of a cluster.

use std::hash::BuildHasher;

use jiff::civil::Date;
use rustc_hash::{FxBuildHasher, FxHashMap};

use super::brand::ShopName;
use super::candidate::{Candidate, NeutralWords, candidates};
use super::choice::Proposed;
use super::coverage::Coverage;
use super::optimiser::Solver;
use super::plan::TitleModel;
use super::proposal::{Present, Proposal, Standing};
use super::rules::{ActiveRules, twin};
use super::score::{self, Deduction, deductions};
use super::twins::Twin;
use super::view::TitleView;
use crate::config::{KeywordConfig, TitleConfig};
use crate::diagnostic::Diagnostic;
use crate::dictionary::Role;
use crate::keyword::{KeywordFigures, KeywordId, KeywordIndex, WordSet};
use crate::listing::Listing;
use crate::text::{AdvertisingTerms, GbkTable, Segmented, Segmenter, Shape, WordId};

/// What all listings share, borrowed by every thread.
#[derive(Debug)]
pub struct TitleEngine<'a> {
    pub(super) config: &'a TitleConfig,
    pub(super) keyword_config: &'a KeywordConfig,
    pub(super) segmenter: &'a Segmenter,
    pub(super) gbk: &'a GbkTable,
    pub(super) terms: &'a AdvertisingTerms,
    pub(super) index: &'a KeywordIndex,
    pub(super) figures: &'a [KeywordFigures],
    pub(super) neutral: NeutralWords,
    pub(super) today: Option<Date>,
    pub(super) dump_models: bool,
    rules: ActiveRules,
}

/// Bytes of UTF-8 of a title that are looked at; a title that can be published has at most 90 or so.
const LONGEST_TITLE: usize = 1024;

/// One thread's buffers, reused from listing to listing.
#[derive(Debug, Default)]
pub struct Scratch {
    title: Segmented,
    buffer: Segmented,
    pub(super) read_back: Segmented,
    pub(super) words: WordSet,
    pub(super) title_words: WordSet,
    pub(super) evidence: WordSet,
    pub(super) chosen: WordSet,
    pub(super) eligible: Vec<KeywordId>,
    covered: Vec<KeywordId>,
    pub(super) covered_then: Vec<KeywordId>,
    pub(super) solver: Solver,
    /// The problem within the edit budget, where problems are handed out and it was solved.
    pub(super) edit_model: Option<Box<TitleModel>>,
    /// For each word, whether a unit has it as a whole, and the unit that brings it.
    pub(super) providers: FxHashMap<WordId, (bool, usize)>,
    shop: ShopName,
}

/// What the stage has to say about a listing's title.
#[derive(Debug, Clone, PartialEq)]
pub struct TitleReport {
    /// GBK bytes; `None` where a character has none.
    pub bytes: Option<usize>,
    /// The core product word as the shop wrote it.
    pub core: Option<String>,
    /// Findings, in the order of the rules.
    pub findings: Vec<Diagnostic>,
    /// 0 to 100: 100 less points for each finding.
    pub score: f64,
    /// Keywords covered, in the order of the table.
    pub covered: Vec<KeywordId>,
    /// What they come to.
    pub coverage: Coverage,
    /// Proposals, best first.
    pub proposals: Vec<Proposal>,
    /// The problem behind the proposals, where [`TitleEngine::with_models`] asks for it and there was something to choose.
    pub model: Option<Box<TitleModel>>,
    /// The same within the edit budget (rule T5), where that was solved as well.
    pub edit_model: Option<Box<TitleModel>>,
    /// Visits that the best proposal does without because keywords are left to stronger siblings (rule T10).
    pub spread_loss: f64,
    /// Equal for titles of the same words (see [`title_key`]).
    pub title_key: u64,
}

impl<'a> TitleEngine<'a> {
    /// Puts the shared parts together. `figures` has an entry for each keyword of `index`.
    pub fn new(
        config: &'a TitleConfig,
        keyword_config: &'a KeywordConfig,
        segmenter: &'a Segmenter,
        gbk: &'a GbkTable,
        terms: &'a AdvertisingTerms,
        index: &'a KeywordIndex,
        figures: &'a [KeywordFigures],
    ) -> Self {
        let neutral = NeutralWords::new(segmenter, index, gbk);
        let rules = ActiveRules::new(config);
        Self {
            config,
            keyword_config,
            segmenter,
            gbk,
            terms,
            index,
            figures,
            neutral,
            today: None,
            dump_models: false,
            rules,
        }
    }

    /// Tells the engine the date, by which titles that were edited a short while ago are left alone.
    #[must_use]
    pub fn at(self, today: Date) -> Self {
        Self { today: Some(today), ..self }
    }

    /// Has the problems behind the proposals handed out with each report.
    #[must_use]
    pub fn with_models(self, dump_models: bool) -> Self {
        Self { dump_models, ..self }
    }

    /// Cuts a listing's title: the first half of [`Self::analyze`]. Cutting many titles in a row before analysing them is faster, because the table of
    /// words then stays in the processor's cache.
    ///
    /// Of a title beyond `LONGEST_TITLE` only the front is cut: it is a cell gone astray, and what a rule has to say of it is said there.
    pub fn segment(&self, listing: &Listing, title: &mut Segmented) {
        let mut end = listing.title.len().min(LONGEST_TITLE);
        while !listing.title.is_char_boundary(end) {
            end -= 1;
        }
        self.segmenter.segment(listing.title.get(..end).unwrap_or_default(), title);
    }

    /// Diagnoses a listing's title and proposes better ones. `standing` is how the listing stands among others; a bare
    /// strength is its percentile in its category.
    pub fn analyze(&self, listing: &Listing, standing: impl Into<Standing>, scratch: &mut Scratch) -> TitleReport {
        let mut title = std::mem::take(&mut scratch.title);
        self.segment(listing, &mut title);
        let report = self.analyze_segmented(listing, &title, standing, scratch);
        scratch.title = title;
        report
    }

    /// The second half of [`Self::analyze`]: `title` is what [`Self::segment`] made of the listing.
    pub fn analyze_segmented(
        &self,
        listing: &Listing,
        title: &Segmented,
        standing: impl Into<Standing>,
        scratch: &mut Scratch,
    ) -> TitleReport {
        let standing = standing.into();
        let view = TitleView::new(listing, title, self.segmenter, self.gbk, self.terms, &mut scratch.shop, self.config);
        let findings = self.rules.check(&view, self.config);

        scratch.title_words.clear();
        self.index.add_text(self.segmenter, title, &mut scratch.title_words);
        let mut covered = std::mem::take(&mut scratch.covered);
        covered.clear();
        self.index.cover(&scratch.title_words, &mut covered);
        covered.sort_unstable();
        let coverage = Coverage::of(&covered, self.figures, self.keyword_config, standing.strength);

        let barred = view.barred;
        let faulty = barred || (view.excess_repeats().next().is_some() && view.mend().mends_fault);
        let present = Present { covered: &covered, coverage, faulty, barred, standing };
        let Proposed { proposals, model, spread_loss } = self.propose(&view, present, scratch);
        let report = TitleReport {
            bytes: view.bytes,
            core: view
                .core
                .and_then(|core| title.tokens.get(core))
                .map(|token| view.original_text(token.start as usize, token.end as usize).to_owned()),
            score: score::score(&findings, self.config),
            findings,
            covered: covered.clone(),
            coverage,
            proposals,
            model,
            edit_model: scratch.edit_model.take(),
            spread_loss,
            title_key: title_key(title),
        };
        scratch.covered = covered;
        report
    }

    /// The words of a title, for counting which keywords it covers without anything else.
    pub fn cover(&self, title: &str, scratch: &mut Scratch, covered: &mut Vec<KeywordId>) {
        self.segmenter.segment(title, &mut scratch.read_back);
        scratch.words.clear();
        self.index.add_text(self.segmenter, &scratch.read_back, &mut scratch.words);
        covered.clear();
        self.index.cover(&scratch.words, covered);
    }

    /// The candidates of a listing and, into `scratch.eligible`, the keywords that its title covers or could cover with them.
    pub(super) fn gather(
        &self,
        view: &TitleView<'_>,
        covered: &[KeywordId],
        scratch: &mut Scratch,
    ) -> Vec<Candidate<'_>> {
        scratch.eligible.clear();
        let mut found: Vec<Candidate<'_>> = Vec::new();
        if view.listing.says_more_than_its_title() {
            scratch.evidence.clear();
            for &word in scratch.title_words.words() {
                scratch.evidence.insert(word);
            }
            found = candidates(
                view,
                &scratch.title_words,
                self.index,
                self.terms,
                &mut scratch.buffer,
                &mut scratch.evidence,
            );
        }
        let evidence = if found.is_empty() {
            scratch.eligible.extend_from_slice(covered);
            &scratch.title_words
        } else {
            self.index.cover(&scratch.evidence, &mut scratch.eligible);
            &scratch.evidence
        };
        let room = view.spare_room(self.config.max_bytes);
        if room >= self.neutral.least_cost() {
            self.neutral.offer(view, self.index, evidence, room, &mut found, &mut scratch.eligible);
        }
        scratch.eligible.sort_unstable();
        found
    }

    /// Whether titles of one shop are to be compared (`T6-twin`).
    pub fn seeks_twins(&self) -> bool {
        self.rules.severity(twin::CODE).is_some()
    }

    /// What there is to say of a title that has a twin, the listing `other`; nothing where the rule is off. A matter of the shop, it takes nothing off the
    /// title's own score.
    pub fn twin_finding(&self, twin: Twin, other: &str) -> Option<Diagnostic> {
        Some(twin::finding(twin, other, self.rules.severity(twin::CODE)?))
    }

    /// What each rule takes off a title's score.
    pub fn deductions(&self, findings: &[Diagnostic]) -> Vec<Deduction> {
        deductions(findings, self.config)
    }
}

/// The words of a title with their roles: `word/role word/role ...`.
pub fn tagged(title: &Segmented) -> String {
    // Enough for the longest role behind every word.
    let mut words = String::with_capacity(title.normalized.len() + title.tokens.len() * "/audience ".len());
    for (_, token) in title.words() {
        words.push_str(title.text(token));
        words.push_str(tag(token.role));
    }
    words.pop();
    words
}

/// A role as it stands behind its word, with the space before the next one.
fn tag(role: Role) -> &'static str {
    match role {
        Role::Product => "/product ",
        Role::Brand => "/brand ",
        Role::Model => "/model ",
        Role::Material => "/material ",
        Role::Style => "/style ",
        Role::Pattern => "/pattern ",
        Role::Colour => "/colour ",
        Role::Season => "/season ",
        Role::Audience => "/audience ",
        Role::Scene => "/scene ",
        Role::Function => "/function ",
        Role::Craft => "/craft ",
        Role::Origin => "/origin ",
        Role::Part => "/part ",
        Role::Spec => "/spec ",
        Role::Service => "/service ",
        Role::Neutral => "/neutral ",
        Role::Other => "/other ",
    }
}

/// A word's id as 64 bits that depend on each of its own (the finish of MurmurHash3): sums of such numbers hardly ever meet, where sums of ids would.
fn scattered(word: WordId) -> u64 {
    let mut bits = u64::from(word.0) + 1;
    for factor in [0xff51_afd7_ed55_8ccd, 0xc4ce_b9fe_1a85_ec53_u64] {
        bits = (bits ^ bits >> 33).wrapping_mul(factor);
    }
    bits ^ bits >> 33
}

/// A 64-bit key that titles of the same meaningful words share, in whatever order they stand; for titles cut by one segmenter. 0 for a title without
/// words.
pub fn title_key(title: &Segmented) -> u64 {
    // A sum is the same in any order.
    title
        .words()
        .filter(|(_, token)| !matches!(token.role, Role::Service | Role::Neutral) && token.shape != Shape::Space)
        .map(|(_, token)| match token.word {
            Some(word) => scattered(word),
            None => FxBuildHasher.hash_one(title.text(token)),
        })
        .fold(0, u64::wrapping_add)
}
