//! An arranged title read back by the segmenter that cuts every title: what is not as planned is refused.

use super::candidate::Candidate;
use super::coverage::{Coverage, visits_of};
use super::engine::{Scratch, TitleEngine};
use super::fault::Faults;
use super::order::{Placed, is_contiguous, word_order};
use super::proposal::{Decision, Present, Proposal};
use super::reason::Reason;
use super::repeat::{Repeats, repeats};
use super::unit::{ADDED, Unit};
use super::view::TitleView;
use crate::dictionary::Role;
use crate::keyword::KeywordId;
use crate::text::{Segmented, Shape, TermTier, Token, core_word};

/// Why an arranged title is refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Refusal {
    /// Too long, or a character that cannot be published.
    Bytes,
    /// A word stands twice, or nothing is left.
    Repeats,
    /// A brand that was not planned.
    Brand,
    /// A term that the law forbids.
    Unlawful,
    /// Another core word.
    Core,
    /// A word that was formed across a seam.
    Accident,
    /// A planned word is cut otherwise.
    Lost,
    /// A word that says little, and no keyword that it brings stands word behind word.
    Apart,
    /// More characters are changed than one edit may.
    Edits,
}

impl Refusal {
    /// The reason for people.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Bytes => "T1 超过字节上限",
            Self::Repeats => "T6 会出现重复的词",
            Self::Brand => "T6 连起来会出现别的品牌词",
            Self::Unlawful => "T7 连起来会出现广告禁用词",
            Self::Core => "核心词会变",
            Self::Accident => "前后字会连成别的词",
            Self::Lost => "连起来以后词会被切开，搜不到",
            Self::Apart => "T8 通用词没和要搜的词连在一起",
            Self::Edits => "T5 超过一次可改的字数",
        }
    }
}

/// What a title has to hold when it is read back.
#[derive(Debug, Clone, Copy)]
pub(super) struct Planned<'p> {
    /// Keywords that it has to cover; without them, every word of its units has to be found in it.
    pub keywords: Option<&'p [KeywordId]>,
    /// Words that join, each of which has to be found in it.
    pub added: &'p [&'p Candidate<'p>],
    /// What the choice is worth, at most what the title's keywords bring.
    pub value: f64,
    /// No choice is worth more; never less than the title's own worth.
    pub bound: f64,
}

impl Planned<'static> {
    /// All words of the units, which are all there are.
    pub const WORDS: Self = Self { keywords: None, added: &[], value: f64::INFINITY, bound: f64::NEG_INFINITY };
}

impl TitleEngine<'_> {
    /// Reads an arranged title back: it must hold every planned word and nothing that was not planned.
    pub(super) fn read_back(
        &self,
        view: &TitleView<'_>,
        present: Present<'_>,
        title: &str,
        units: &[Placed<'_>],
        planned: Planned<'_>,
        scratch: &mut Scratch,
    ) -> Result<Proposal, Refusal> {
        let bytes = self.gbk.len(title).filter(|&bytes| bytes <= self.config.max_bytes).ok_or(Refusal::Bytes)?;
        let read = &mut scratch.read_back;
        self.segmenter.segment(title, read);
        // Each word once, and no word that the listing does not have.
        let vocabulary = self.segmenter.vocabulary();
        // A title of one overlong word leaves nothing: an empty title is no proposal.
        if read.words().next().is_none()
            || !repeats(read, vocabulary, Repeats::Any).is_empty()
            || !self.doubles_are_names(view, read)
        {
            return Err(Refusal::Repeats);
        }
        let mut unlawful = false;
        self.terms.find(read, |term| unlawful |= term.tier == TermTier::Hard);
        if unlawful {
            return Err(Refusal::Unlawful);
        }
        for (_, token) in read.words() {
            let text = read.text(token);
            match token.role {
                Role::Brand if !self.is_planned(units, text) => return Err(Refusal::Brand),
                Role::Other | Role::Spec | Role::Brand => {}
                _ if token.word.is_some_and(|word| scratch.title_words.contains(word)) => {}
                _ if view.segmented.normalized.contains(text) || self.is_planned(units, text) => {}
                _ if is_joint(units, text) => {}
                _ => return Err(Refusal::Accident),
            }
        }
        // The core word is still the core word.
        if let Some(core) = view.core.and_then(|core| view.segmented.tokens.get(core)) {
            let core_text = view.segmented.text(*core);
            let (mut stands, mut is_product) = (false, false);
            for (_, token) in read.words().filter(|(_, token)| read.text(*token) == core_text) {
                stands = true;
                is_product |= token.role == Role::Product;
            }
            if !is_product
                && (!stands || core_word(read, &view.listing.category, self.segmenter.vocabulary()).is_none())
            {
                return Err(Refusal::Core);
            }
        }
        scratch.words.clear();
        self.index.add_text(self.segmenter, read, &mut scratch.words);
        if planned.added.iter().any(|candidate| !scratch.words.contains(candidate.word)) {
            return Err(Refusal::Lost);
        }
        // 链条包包 holds 链条包, however it is cut.
        let said_again = |text: &str| text.chars().nth(1).is_some() && read.normalized.matches(text).nth(1).is_some();
        if planned.added.iter().any(|candidate| said_again(&candidate.text)) {
            return Err(Refusal::Repeats);
        }
        scratch.covered_then.clear();
        self.index.cover(&scratch.words, &mut scratch.covered_then);
        scratch.covered_then.sort_unstable();
        let then = &scratch.covered_then;
        let found = if let Some(keywords) = planned.keywords {
            keywords.iter().all(|keyword| then.binary_search(keyword).is_ok())
        } else {
            let tokens = |unit: &Unit<'_>| view.segmented.tokens.get(unit.first..=unit.last).unwrap_or_default();
            let mut words = units.iter().flat_map(|placed| tokens(&placed.unit)).filter_map(|token| token.word);
            words.all(|word| scratch.words.contains(word))
        };
        if !found {
            return Err(Refusal::Lost);
        }
        let strength = present.standing.strength;
        let coverage = Coverage::of(then, self.figures, self.keyword_config, strength);
        let gained = self.best_first(then, present.covered, strength);
        let lost = self.best_first(present.covered, then, strength);
        let order = word_order(read);
        let mut phrase: Option<(f64, KeywordId)> = None;
        for &keyword in then {
            let words = self.index.phrase(keyword);
            if words.len() < 2 || !self.index.names_product(keyword) {
                continue;
            }
            let visits = self.visits(keyword, strength);
            if phrase.is_none_or(|(most, _)| visits > most) && is_contiguous(&order, words) {
                phrase = Some((visits, keyword));
            }
        }
        if let Some(neutral) = planned.added.iter().find(|candidate| candidate.role == Role::Neutral) {
            let mut phrases = planned.keywords.unwrap_or_default().iter().map(|&keyword| self.index.phrase(keyword));
            if !phrases.any(|phrase| phrase.contains(&neutral.word) && is_contiguous(&order, phrase)) {
                return Err(Refusal::Apart);
            }
        }
        let edited_chars = edit_distance(&view.listing.title, title);
        let (removed, copies) = left_out(view, read);
        // A title that is mended may cover by chance what the plan did not count.
        let value = planned.value.min(coverage.visits);
        Ok(Proposal {
            title: title.to_owned(),
            bytes,
            value,
            bound: planned.bound.max(value),
            visits_now: present.coverage.visits,
            visits: coverage.visits,
            gained,
            lost,
            added: planned
                .added
                .iter()
                .map(|candidate| (candidate.text.to_string(), candidate.evidence.to_string()))
                .collect(),
            removed,
            edited_chars,
            within_budget: edited_chars <= self.config.edit_chars,
            decision: Decision::Propose,
            phrase: phrase.map(|(_, keyword)| keyword),
            copies,
            faults: Faults::default(),
            reason: Reason::Best,
        })
    }

    /// Whether every word that stands twice in a row is a name that the listing states: what merely looks like one may stay in a title, and no title of
    /// ours is made with it.
    fn doubles_are_names(&self, view: &TitleView<'_>, read: &Segmented) -> bool {
        let listing = view.listing;
        let stated = |double: &str| {
            let attributes = listing.attributes.iter().filter(|attribute| attribute.name.contains("品牌"));
            let names = [&listing.brand, &listing.shop].into_iter().chain(attributes.map(|attribute| &attribute.value));
            names.into_iter().any(|name| self.segmenter.normalizer().normalize(name).contains(double))
        };
        read.tokens.windows(2).all(|pair| {
            let [one, other] = pair else { return true };
            let text = read.text(*one);
            let double = one.shape == Shape::Word && text.chars().nth(1).is_some() && text == read.text(*other);
            !double || stated(&text.repeat(2))
        })
    }

    /// Visits that a keyword brings to a listing of this strength.
    pub fn visits(&self, keyword: KeywordId, strength: f64) -> f64 {
        self.figures.get(keyword.0 as usize).map_or(0.0, |figures| visits_of(figures, self.keyword_config, strength))
    }

    /// Whether a word stands in one of the units.
    fn is_planned(&self, units: &[Placed<'_>], word: &str) -> bool {
        units.iter().any(|Placed { unit, .. }| unit.text.eq_ignore_ascii_case(word) || unit.text.contains(word))
            || units.iter().any(|Placed { unit, .. }| self.segmenter.normalizer().normalize(&unit.text).contains(word))
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

/// The words of a title that stand no more in the new one, and those of which a copy went and another stands. A word that is merely cut otherwise
/// stands.
fn left_out(view: &TitleView<'_>, read: &Segmented) -> (Vec<String>, Vec<String>) {
    let (mut removed, mut copies): (Vec<String>, Vec<String>) = (Vec::new(), Vec::new());
    for (_, token) in view.segmented.words() {
        let text = view.segmented.text(token);
        let same = |kept: Token, in_text: &str| kept.word == token.word && (kept.word.is_some() || in_text == text);
        let stands = read.words().filter(|(_, kept)| same(*kept, read.text(*kept))).count();
        let stood = || view.segmented.words().filter(|(_, own)| same(*own, view.segmented.text(*own))).count();
        let list = if stands == 0 { &mut removed } else { &mut copies };
        if (stands > 0 && stood() <= stands) || list.iter().any(|word| word == text) {
            continue;
        }
        let times = |title: &str| title.matches(text).count();
        if times(&read.normalized) < times(&view.segmented.normalized) {
            list.push(text.to_owned());
        }
    }
    (removed, copies)
}

/// Whether a word is made of whole units that stand side by side as they did before, or that were brought together on purpose: 浴室 and 拖鞋 may be
/// read as 浴室拖鞋.
fn is_joint(units: &[Placed<'_>], word: &str) -> bool {
    (0..units.len()).any(|from| {
        let mut rest = word;
        let mut before: Option<&Unit<'_>> = None;
        for Placed { unit, .. } in &units[from..] {
            let Some(left) = rest.strip_prefix(&*unit.text) else { return false };
            let meant = before.is_none_or(|before| unit.joined || unit.first == ADDED || before.first == ADDED);
            if !meant {
                return false;
            }
            if left.is_empty() {
                return true;
            }
            (rest, before) = (left, Some(unit));
        }
        false
    })
}

/// The units that a word of the title as read runs into from the one before, where the two did not stand together: places for a space. `may` says
/// whether a unit may have one. Empty where the normal form has other characters than the title.
pub(super) fn run_together(
    title: &str,
    read: &Segmented,
    units: &[Placed<'_>],
    may: impl Fn(&Unit<'_>, &Unit<'_>) -> bool,
) -> Vec<usize> {
    if title.chars().count() != read.normalized.chars().count() {
        return Vec::new();
    }
    let ends: Vec<usize> = read
        .tokens
        .iter()
        .scan(0, |at, token| {
            *at += read.text(*token).chars().count();
            Some(*at)
        })
        .collect();
    let mut found = Vec::new();
    let (mut at, mut rest) = (0, title);
    for (index, pair) in units.windows(2).enumerate() {
        let [Placed { unit, .. }, Placed { unit: next, .. }] = pair else { continue };
        // What stands between two units is skipped.
        let Some(start) = rest.find(&*unit.text) else { return found };
        let end = start + unit.text.len();
        at += rest.get(..end).unwrap_or_default().chars().count();
        rest = rest.get(end..).unwrap_or_default();
        let closed = rest.starts_with(&*next.text);
        if closed && !next.joined && ends.binary_search(&at).is_err() && may(unit, next) {
            found.push(index + 1);
        }
    }
    found
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
    rapidfuzz::distance::levenshtein::distance(one.chars(), other.chars())
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
