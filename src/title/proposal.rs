//! A proposal for a title: chosen, arranged, and verified by the same segmenter that will read it.

use std::borrow::Cow;

use serde::Serialize;

use super::candidate::Candidate;
use super::coverage::{Coverage, visits_of};
use super::engine::{Scratch, TitleEngine};
use super::order::{Seams, arrange, render, spaces};
use super::selection::{Budget, Eligible, Offer, greedy};
use super::unit::{self, ADDED, Sweep, Unit};
use super::view::{TitleView, repeats};
use crate::dictionary::Role;
use crate::keyword::KeywordId;
use crate::text::{Shape, TermTier, Token, core_word, kind};

/// What to do with a listing's title.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Decision {
    /// Change to the proposal.
    Propose,
    /// Nothing gains enough: leave the title.
    Keep,
}

impl Decision {
    /// The word used in files.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Propose => "propose",
            Self::Keep => "keep",
        }
    }
}

/// A title to change to, or the present one to keep.
#[derive(Debug, Clone, PartialEq)]
pub struct Proposal {
    /// The title.
    pub title: String,
    /// GBK bytes.
    pub bytes: usize,
    /// Expected visits less the cost of change.
    pub value: f64,
    /// No choice of words within the evidence is worth more.
    pub bound: f64,
    /// Expected visits of the present title.
    pub visits_now: f64,
    /// Expected visits of this one.
    pub visits: f64,
    /// Keywords that this title covers and the present one does not, best first.
    pub gained: Vec<KeywordId>,
    /// Keywords that only the present title covers, best first.
    pub lost: Vec<KeywordId>,
    /// Words added, each with its evidence.
    pub added: Vec<(String, String)>,
    /// Words left out.
    pub removed: Vec<String>,
    /// Characters inserted, deleted or replaced.
    pub edited_chars: usize,
    /// Whether the change stays within the edit budget (rule T5).
    pub within_budget: bool,
    /// What to do.
    pub decision: Decision,
}

/// What is known of the present title before anything is proposed.
#[derive(Debug, Clone, Copy)]
pub(super) struct Present<'a> {
    /// Keywords covered.
    pub covered: &'a [KeywordId],
    /// What they come to.
    pub coverage: Coverage,
    /// Whether the title must not stay as it is: over length, unpublishable, unlawful, or with a word twice.
    pub faulty: bool,
    /// Strength of the listing.
    pub strength: f64,
}

/// Product words that say how much is sold, not what.
const SETS: [&str; 12] =
    ["套装", "礼盒", "套盒", "组合", "用品", "套件", "两件套", "三件套", "礼品", "礼物", "全套", "配件"];

impl TitleEngine<'_> {
    /// The proposals for a title, best first; a `keep` of the present title where nothing gains enough; nothing at all for a title that can neither stay
    /// nor be mended out of its own words.
    pub(super) fn propose(&self, view: &TitleView<'_>, present: Present<'_>, scratch: &mut Scratch) -> Vec<Proposal> {
        let candidates = self.gather(view, present.covered, scratch);
        let eligible: Vec<Eligible> = scratch
            .eligible
            .iter()
            .filter(|&&keyword| self.index.names_product(keyword) && self.is_relevant(view, keyword, &candidates))
            .filter_map(|&keyword| {
                let figures = self.figures.get(keyword.0 as usize)?;
                Some(Eligible { keyword, visits: visits_of(figures, self.keyword_config, present.strength) })
            })
            .collect();
        // Every eligible keyword at once, and those that the present title covers without being about them.
        let aside =
            |keyword: &&KeywordId| eligible.binary_search_by_key(*keyword, |eligible| eligible.keyword).is_err();
        let bound = eligible.iter().map(|eligible| eligible.visits).sum::<f64>()
            + present
                .covered
                .iter()
                .filter(aside)
                .filter_map(|keyword| self.figures.get(keyword.0 as usize))
                .map(|figures| visits_of(figures, self.keyword_config, present.strength))
                .sum::<f64>();
        let fits = |candidate: &Candidate<'_>| candidate.cost <= view.room(self.config.max_bytes);
        let gain_possible =
            candidates.iter().any(fits) && bound - present.coverage.visits >= self.least_gain(present.coverage.visits);
        let mut proposals = Vec::new();
        if gain_possible || present.faulty {
            proposals.extend(self.plan(view, present, &candidates, &eligible, Sweep::All, bound, scratch));
            // A repair alone needs no second form.
            if gain_possible && proposals.iter().any(|best| !best.within_budget) && self.config.proposals > 1 {
                let small = self.plan(view, present, &candidates, &eligible, Sweep::Unlawful, bound, scratch);
                proposals.extend(small.filter(|small| small.within_budget));
            }
        }
        if proposals.is_empty() && !present.faulty {
            proposals.push(Self::keep(view, present, bound));
        }
        proposals
    }

    /// Whether a keyword asks for what the listing sells (rule K5): one of its products is the title's own word or of the core word's kind,
    /// and is not just a set of something.
    fn is_relevant(&self, view: &TitleView<'_>, keyword: KeywordId, candidates: &[Candidate<'_>]) -> bool {
        let vocabulary = self.segmenter.vocabulary();
        let core = view.core.and_then(|core| view.segmented.tokens.get(core)).map(|token| view.segmented.text(*token));
        self.index.words(keyword).iter().any(|&word| {
            let Some(info) = vocabulary.info(word) else { return false };
            info.roles.contains(Role::Product)
                && !SETS.contains(&&*info.text)
                && (core.is_some_and(|core| kind(core) == kind(&info.text))
                    || view
                        .segmented
                        .tokens
                        .iter()
                        .any(|token| token.word == Some(word) && token.role == Role::Product)
                    || candidates.iter().any(|candidate| candidate.word == word && candidate.role == Role::Product))
        })
    }

    fn least_gain(&self, visits_now: f64) -> f64 {
        (visits_now * self.config.min_gain_share).max(self.config.min_gain_visits)
    }

    fn keep(view: &TitleView<'_>, present: Present<'_>, bound: f64) -> Proposal {
        let title = view.listing.title.clone();
        let visits = present.coverage.visits;
        Proposal {
            bytes: view.bytes.unwrap_or_default(),
            title,
            value: visits,
            bound,
            visits_now: visits,
            visits,
            gained: Vec::new(),
            lost: Vec::new(),
            added: Vec::new(),
            removed: Vec::new(),
            edited_chars: 0,
            within_budget: true,
            decision: Decision::Keep,
        }
    }

    #[expect(clippy::too_many_arguments, reason = "what the two sweeps share is worked out once by the caller")]
    fn plan(
        &self,
        view: &TitleView<'_>,
        present: Present<'_>,
        candidates: &[Candidate<'_>],
        eligible: &[Eligible],
        sweep: Sweep,
        bound: f64,
        scratch: &mut Scratch,
    ) -> Option<Proposal> {
        let whole = unit::units(view);
        let chars_of = |units: &[Unit<'_>]| units.iter().map(|unit| unit.text.chars().count()).sum::<usize>();
        let before = chars_of(&whole);
        let kept = unit::swept(view, whole, sweep);
        let removed_chars = before - chars_of(&kept);
        if sweep == Sweep::Unlawful && removed_chars > self.config.edit_chars {
            return None;
        }
        // Neutral words of the present title stay only where they earn their bytes or where there is room.
        let (mut base, optional): (Vec<Unit<'_>>, Vec<Unit<'_>>) = kept
            .into_iter()
            .partition(|unit| unit.obligatory || sweep == Sweep::Unlawful || unit.role != Role::Neutral);
        self.shorten(view, &mut base, eligible);
        scratch.chosen.clear();
        for unit in &base {
            self.add_unit_words(view, unit, &mut scratch.chosen);
        }
        let bytes = self.bytes_of(&base);
        let chars = match sweep {
            Sweep::All => usize::MAX,
            Sweep::Unlawful => self.config.edit_chars.saturating_sub(removed_chars),
        };
        let mut offers: Vec<Offer> = candidates
            .iter()
            .map(|candidate| {
                // A space may be needed beside a Latin word.
                let seam = usize::from(candidate.text.is_ascii());
                Offer { word: candidate.word, bytes: candidate.cost + seam, chars: candidate.text.chars().count() }
            })
            .collect();
        for unit in &optional {
            let token = view.segmented.tokens.get(unit.first);
            let Some(word) = token.and_then(|token| token.word) else { continue };
            offers.push(Offer { word, bytes: view.gbk.len_lossy(&unit.text), chars: 0 });
        }
        let provider = |word| {
            offers.iter().position(|offer| offer.word == word).or_else(|| {
                offers.iter().position(|offer| {
                    let text = view.segmenter.vocabulary().info(offer.word).map(|info| &*info.text).unwrap_or_default();
                    let inner = view.segmenter.vocabulary().info(word).map(|info| &*info.text).unwrap_or_default();
                    text.chars().count() > 2 && text.contains(inner)
                })
            })
        };
        let budget = Budget { bytes: self.config.max_bytes.saturating_sub(bytes), chars };
        let picked = if offers.is_empty() {
            Vec::new()
        } else {
            greedy(self.index, eligible, &offers, provider, &scratch.chosen, budget)
        };
        let mut picks: Vec<&Candidate<'_>> = Vec::new();
        let mut back: Vec<bool> = vec![false; optional.len()];
        let mut spare = budget.bytes;
        for &pick in &picked {
            spare = spare.saturating_sub(offers[pick].bytes);
            if let Some(candidate) = candidates.get(pick) {
                picks.push(candidate);
                continue;
            }
            let word = Some(offers[pick].word);
            let own = |unit: &Unit<'_>| view.segmented.tokens.get(unit.first).is_some_and(|token| token.word == word);
            if let Some(at) = optional.iter().position(own) {
                back[at] = true;
            }
        }
        for (unit, back) in optional.iter().zip(&mut back) {
            let cost = view.gbk.len_lossy(&unit.text);
            if !*back && cost <= spare {
                spare -= cost;
                *back = true;
            }
        }
        base.extend(optional.into_iter().zip(back).filter(|(_, back)| *back).map(|(unit, _)| unit));
        base.sort_by_key(|unit| unit.first);
        // Fewer additions, then wider seams, until the title reads as planned.
        loop {
            let mut refused = String::new();
            for seams in [Seams::Closed, Seams::Spaced] {
                let added = picks.iter().map(|candidate| Unit {
                    text: Cow::Borrowed(&*candidate.text),
                    role: candidate.role,
                    first: ADDED,
                    last: ADDED,
                    obligatory: false,
                    core: false,
                    joined: false,
                });
                let units = arrange(base.clone(), added);
                let title = match sweep {
                    Sweep::All => render(&units, seams),
                    Sweep::Unlawful => Self::render_in_place(view, &units, seams),
                };
                if title == refused {
                    continue;
                }
                if let Some(proposal) = self.verify(view, present, &title, &units, &picks, bound, scratch) {
                    return self.worth(&proposal, present).then_some(proposal);
                }
                refused = title;
            }
            picks.pop()?;
        }
    }

    /// Whether a proposal is better than the title that stands.
    fn worth(&self, proposal: &Proposal, present: Present<'_>) -> bool {
        if proposal.edited_chars == 0 {
            return false;
        }
        present.faulty
            || (proposal.visits - present.coverage.visits >= self.least_gain(present.coverage.visits)
                && proposal.value > present.coverage.visits)
    }

    /// Leaves out what costs the fewest visits a byte until the title fits.
    fn shorten(&self, view: &TitleView<'_>, units: &mut Vec<Unit<'_>>, eligible: &[Eligible]) {
        while self.bytes_of(units) > self.config.max_bytes {
            let loss = |unit: &Unit<'_>| -> f64 {
                let words: Vec<_> =
                    (unit.first..=unit.last).filter_map(|at| view.segmented.tokens.get(at)?.word).collect();
                eligible
                    .iter()
                    .filter(|eligible| self.index.words(eligible.keyword).iter().any(|word| words.contains(word)))
                    .map(|eligible| eligible.visits)
                    .sum::<f64>()
                    / view.gbk.len_lossy(&unit.text).max(1) as f64
            };
            let worst = units
                .iter()
                .enumerate()
                .filter(|(_, unit)| !unit.obligatory)
                .map(|(at, unit)| (loss(unit), std::cmp::Reverse(at)))
                .min_by(|a, b| a.0.total_cmp(&b.0).then(a.1.cmp(&b.1)));
            // Beyond what is obligatory nothing is left: the brand and models give way too, the core never.
            let at = worst.map(|(_, at)| at.0).or_else(|| units.iter().rposition(|unit| !unit.core));
            let Some(at) = at else { return };
            units.remove(at);
            if let Some(next) = units.get_mut(at) {
                next.joined = false;
            }
        }
    }

    /// GBK bytes of the units, joined directly.
    fn bytes_of(&self, units: &[Unit<'_>]) -> usize {
        units.iter().map(|unit| self.gbk.len_lossy(&unit.text)).sum::<usize>() + spaces(units, Seams::Closed).count()
    }

    fn add_unit_words(&self, view: &TitleView<'_>, unit: &Unit<'_>, set: &mut crate::keyword::WordSet) {
        for token in view.segmented.tokens.get(unit.first..=unit.last).unwrap_or_default() {
            self.index.add_token(self.segmenter, view.segmented.text(*token), token.word, set);
        }
    }

    /// The present title with words left out and put in, everything else untouched, symbols and spaces too.
    fn render_in_place(view: &TitleView<'_>, units: &[Unit<'_>], seams: Seams) -> String {
        let mut title = String::new();
        let mut next_token = 0;
        for unit in units {
            if unit.first == ADDED {
                let latin = |c: Option<char>| c.is_some_and(|c| c.is_ascii_alphanumeric());
                if latin(title.chars().next_back()) && latin(unit.text.chars().next()) {
                    title.push(' ');
                }
                title.push_str(&unit.text);
                continue;
            }
            // What stood between the last kept unit and this one, less what is left out.
            let mut gap_dropped = false;
            for at in next_token..unit.first {
                let Some(token) = view.segmented.tokens.get(at) else { continue };
                let text = view.original_text(token.start as usize, token.end as usize);
                if matches!(token.shape, Shape::Space | Shape::Symbol) && view.gbk.len(text).is_some() {
                    title.push_str(text);
                } else {
                    gap_dropped = true;
                }
            }
            if gap_dropped && seams == Seams::Spaced && !title.is_empty() && !title.ends_with(' ') {
                title.push(' ');
            }
            title.push_str(&unit.text);
            next_token = unit.last + 1;
        }
        for empty in ["【】", "[]", "()", "（）", "《》"] {
            title = title.replace(empty, "");
        }
        while title.contains("  ") {
            title = title.replace("  ", " ");
        }
        title.trim_matches(|c: char| c.is_whitespace() || "-·_,，、/|~".contains(c)).to_owned()
    }

    /// Reads an arranged title back: it must hold every planned word and nothing that was not planned.
    #[expect(clippy::too_many_arguments, reason = "a plan and what it is measured against")]
    fn verify(
        &self,
        view: &TitleView<'_>,
        present: Present<'_>,
        title: &str,
        units: &[Unit<'_>],
        picks: &[&Candidate<'_>],
        bound: f64,
        scratch: &mut Scratch,
    ) -> Option<Proposal> {
        let bytes = self.gbk.len(title).filter(|&bytes| bytes <= self.config.max_bytes)?;
        let read = &mut scratch.read_back;
        self.segmenter.segment(title, read);
        // Each word once, and no word that the listing does not have.
        let vocabulary = self.segmenter.vocabulary();
        // A title of one overlong word leaves nothing: an empty title is no proposal.
        if read.words().next().is_none() || !repeats(read, vocabulary).is_empty() {
            return None;
        }
        for (_, token) in read.words().filter(|(_, token)| token.role == Role::Brand) {
            if !self.is_planned(units, read.text(token)) {
                return None;
            }
        }
        let mut unlawful = false;
        self.terms.find(read, |term| unlawful |= term.tier == TermTier::Hard);
        if unlawful {
            return None;
        }
        // The core word is still the core word.
        if let Some(core) = view.core.and_then(|core| view.segmented.tokens.get(core)) {
            let core_text = view.segmented.text(*core);
            let now = core_word(read, &view.listing.category)?;
            let same = read.tokens.get(now).is_some_and(|token| read.text(*token) == core_text);
            if !same && !read.words().any(|(_, token)| read.text(token) == core_text) {
                return None;
            }
        }
        scratch.words.clear();
        self.index.add_text(self.segmenter, read, &mut scratch.words);
        if picks.iter().any(|pick| !scratch.words.contains(pick.word)) {
            return None;
        }
        scratch.covered_then.clear();
        self.index.cover(&scratch.words, &mut scratch.covered_then);
        scratch.covered_then.sort_unstable();
        let coverage = Coverage::of(&scratch.covered_then, self.figures, self.keyword_config, present.strength);
        if !present.faulty && coverage.visits - present.coverage.visits < self.least_gain(present.coverage.visits) {
            return None;
        }
        let gained = self.best_first(&scratch.covered_then, present.covered, present.strength);
        let lost = self.best_first(present.covered, &scratch.covered_then, present.strength);
        let edited_chars = edit_distance(&view.listing.title, title);
        let cost = self.config.change_cost * edited_chars as f64 * present.coverage.visits;
        let mut removed = Vec::new();
        for (_, token) in view.segmented.words() {
            let text = view.segmented.text(token);
            let same = |kept: Token| kept.word == token.word && (kept.word.is_some() || read.text(kept) == text);
            if !read.words().any(|(_, kept)| same(kept)) && !removed.iter().any(|word| word == text) {
                removed.push(text.to_owned());
            }
        }
        Some(Proposal {
            title: title.to_owned(),
            bytes,
            value: coverage.visits - cost,
            bound: bound.max(coverage.visits),
            visits_now: present.coverage.visits,
            visits: coverage.visits,
            gained,
            lost,
            added: picks.iter().map(|pick| (pick.text.to_string(), pick.evidence.to_string())).collect(),
            removed,
            edited_chars,
            within_budget: edited_chars <= self.config.edit_chars,
            decision: Decision::Propose,
        })
    }

    /// Whether a word stands in one of the units.
    fn is_planned(&self, units: &[Unit<'_>], word: &str) -> bool {
        units.iter().any(|unit| unit.text.eq_ignore_ascii_case(word) || unit.text.contains(word))
            || units.iter().any(|unit| self.segmenter.normalizer().normalize(&unit.text).contains(word))
    }

    /// Keywords of `these` (sorted) that are not in `known` (sorted), by visits.
    fn best_first(&self, these: &[KeywordId], known: &[KeywordId], strength: f64) -> Vec<KeywordId> {
        let visits = |keyword: KeywordId| {
            self.figures.get(keyword.0 as usize).map_or(0.0, |f| visits_of(f, self.keyword_config, strength))
        };
        let mut only: Vec<KeywordId> =
            these.iter().copied().filter(|keyword| known.binary_search(keyword).is_err()).collect();
        only.sort_by(|&a, &b| visits(b).total_cmp(&visits(a)).then(a.cmp(&b)));
        only
    }
}

/// Characters inserted, deleted or replaced between two titles. What they share at the front and at the back costs nothing to compare.
fn edit_distance(one: &str, other: &str) -> usize {
    let mut front = one.bytes().zip(other.bytes()).take_while(|(one, other)| one == other).count();
    while !(one.is_char_boundary(front) && other.is_char_boundary(front)) {
        front -= 1;
    }
    let (one, other) = (one.get(front..).unwrap_or_default(), other.get(front..).unwrap_or_default());
    let mut back = one.bytes().rev().zip(other.bytes().rev()).take_while(|(one, other)| one == other).count();
    while !(one.is_char_boundary(one.len() - back) && other.is_char_boundary(other.len() - back)) {
        back -= 1;
    }
    let (one, other) = (one.get(..one.len() - back), other.get(..other.len() - back));
    let (one, other) = (one.unwrap_or_default(), other.unwrap_or_default());
    // Where words were left out and none joined, the rest is still in order.
    let (short, long) = if one.len() < other.len() { (one, other) } else { (other, one) };
    let mut rest = long.chars();
    if short.chars().all(|character| rest.any(|other| other == character)) {
        return long.chars().count() - short.chars().count();
    }
    strsim::levenshtein(one, other)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn leaving_out_what_is_shared_does_not_change_the_distance(one in "[女鞋a1 ]{0,12}", other in "[女鞋a1 ]{0,12}") {
            prop_assert_eq!(edit_distance(&one, &other), strsim::levenshtein(&one, &other));
        }
    }
}
