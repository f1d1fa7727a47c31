//! Words that may be added to a title, each with its evidence (rule T8).

use std::borrow::Cow;

use rustc_hash::FxHashMap;

use super::order::{is_contiguous, word_order};
use super::unit::{ADDED, Unit, negates, reaches_forward};
use super::view::TitleView;
use crate::dictionary::Role;
use crate::keyword::{KeywordId, KeywordIndex, WordSet};
use crate::listing::Attribute;
use crate::text::{AdvertisingTerms, Fields, GbkTable, Segmented, Segmenter, TermTier, Token, Vocabulary, WordId};

/// A word that the listing supports and its title lacks.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Candidate<'a> {
    /// The word in its normal form, as it would be written.
    pub text: Cow<'a, str>,
    /// Its id.
    pub word: WordId,
    /// What it is.
    pub role: Role,
    /// Where it comes from, in Chinese.
    pub evidence: Cow<'a, str>,
    /// GBK bytes.
    pub cost: usize,
}

impl Candidate<'_> {
    /// The candidate as a unit that joins a title.
    pub fn unit(&self) -> Unit<'_> {
        Unit {
            text: Cow::Borrowed(&self.text),
            role: self.role,
            first: ADDED,
            last: ADDED,
            obligatory: false,
            core: false,
            joined: false,
        }
    }
}

/// Roles that a proposal may add. Service words are wasteful (T6), models and quantities belong to one variant, parts and unknown words say
/// nothing alone.
const ADDABLE: [Role; 12] = [
    Role::Product,
    Role::Brand,
    Role::Material,
    Role::Style,
    Role::Pattern,
    Role::Colour,
    Role::Season,
    Role::Audience,
    Role::Scene,
    Role::Function,
    Role::Craft,
    Role::Neutral,
];

/// Collects the candidates of a listing and puts their words into `evidence`.
pub(super) fn candidates(
    view: &TitleView<'_>,
    title_words: &WordSet,
    index: &KeywordIndex,
    terms: &AdvertisingTerms,
    buffer: &mut Segmented,
    evidence: &mut WordSet,
) -> Vec<Candidate<'static>> {
    let (found, unasked) = (Vec::new(), Vec::new());
    let mut collector = Collector { view, title_words, index, terms, buffer, evidence, found, unasked };
    let listing = view.listing;
    let said = listing.attributes.iter().map(|attribute| ("属性", attribute));
    for (kind, attribute) in said.chain(listing.stated.iter().map(|attribute| ("页面", attribute))) {
        let own_brand = attribute.name.contains("品牌");
        let source = || match attribute.name.as_str() {
            "" => format!("{kind} {}", attribute.value),
            name => format!("{kind} {name}:{}", attribute.value),
        };
        collector.collect(&attribute.value, source, |token| {
            (token.role == Role::Brand) == own_brand
                && (token.role != Role::Colour || listing.sku_names.len() < 2)
                && (token.role != Role::Product || names_the_thing(attribute, token))
        });
    }
    if !listing.brand.is_empty() {
        let source = || format!("品牌 {}", listing.brand);
        collector.collect(&listing.brand, source, |token| token.role == Role::Brand);
    }
    if listing.category.chars().any(|c| !c.is_ascii_digit()) {
        let source = || format!("类目 {}", listing.category);
        // A category such as 裙子/连衣裙 holds words for others of its things: only the words of its last part name this one. It is a drawer all the same:
        // in 床上四件套 lie 三件套, in 面霜/精华 either. So it names the product only where the title names none.
        let leaf = listing.category.rsplit(['/', '>', '|', '\\']).next().unwrap_or_default();
        if !leaf.contains("及") {
            collector.collect(leaf, source, |token| {
                token.role == Role::Audience || (token.role == Role::Product && view.core.is_none())
            });
        }
    }
    // With several variants a colour is true of one of them alone.
    let variants = if listing.sku_names.len() == 1 { &listing.sku_names[..] } else { &[] };
    for name in variants {
        let source = || format!("规格 {name}");
        collector.collect(name, source, |token| matches!(token.role, Role::Colour | Role::Pattern));
    }
    // 材质:羊毛 excludes the 纯棉 of a lining also where nobody asks for 羊毛.
    let vocabulary = view.segmenter.vocabulary();
    let Collector { mut found, unasked, .. } = collector;
    found.retain(|candidate| unasked.iter().all(|&word| !vocabulary.contradict(candidate.word, word)));
    found
}

/// The words of the neutral list, and the keywords that a title would cover if it had some of them.
#[derive(Debug, Default)]
pub(super) struct NeutralWords {
    /// By word id.
    words: FxHashMap<WordId, NeutralWord>,
    /// The keywords with a neutral word, without their neutral words.
    index: KeywordIndex,
    /// GBK bytes of the shortest one.
    least_cost: usize,
}

#[derive(Debug)]
struct NeutralWord {
    text: Box<str>,
    cost: usize,
    clothing_only: bool,
}

impl NeutralWords {
    /// The neutral words of two characters or more that stand in a keyword beside a product.
    pub fn new(segmenter: &Segmenter, index: &KeywordIndex, gbk: &GbkTable) -> Self {
        let words: FxHashMap<WordId, NeutralWord> = segmenter
            .vocabulary()
            .iter()
            .filter(|(word, info)| info.roles.first() == Some(Role::Neutral) && index.is_useful(*word))
            .filter(|(_, info)| info.text.chars().nth(1).is_some())
            .filter_map(|(word, info)| {
                let cost = gbk.len(&info.text)?;
                Some((word, NeutralWord { text: info.text.clone(), cost, clothing_only: info.clothing_only }))
            })
            .collect();
        let index = index.without(segmenter, |word| words.contains_key(&word));
        let least_cost = words.values().map(|word| word.cost).min().unwrap_or(usize::MAX);
        Self { words, index, least_cost }
    }

    /// GBK bytes of the shortest neutral word: below them there is nothing to offer.
    pub fn least_cost(&self) -> usize {
        self.least_cost
    }

    /// Adds to `eligible` the keywords that one neutral word would bring, whose other words stand in the title one behind the other so that it would make
    /// them whole, and to `found` these words, of `room` GBK bytes at most.
    pub fn offer<'n>(
        &'n self,
        view: &TitleView<'_>,
        keywords: &KeywordIndex,
        evidence: &WordSet,
        room: usize,
        found: &mut Vec<Candidate<'n>>,
        eligible: &mut Vec<KeywordId>,
    ) {
        let fashion = view
            .core
            .and_then(|core| view.segmented.tokens.get(core)?.word)
            .and_then(|id| view.segmenter.vocabulary().info(id))
            .is_some_and(|info| info.fields.meets(Fields::FASHION));
        // 新品 says no more than 新款, 时髦 no more than 时尚.
        let own = view.segmented.words().filter(|(_, token)| token.role == Role::Neutral);
        let said: Vec<&str> = own.map(|(_, token)| view.segmented.text(token)).collect();
        let from = eligible.len();
        self.index.cover(evidence, eligible);
        let order: Vec<WordId> = match eligible.len() {
            len if len == from => return,
            _ => word_order(view.segmented),
        };
        let mut rest: Vec<WordId> = Vec::new();
        let mut at = from;
        while let Some(&keyword) = eligible.get(at) {
            let missing = || keywords.words(keyword).iter().filter(|&&word| !evidence.contains(word));
            let fits = |word: &NeutralWord| word.cost <= room && (fashion || !word.clothing_only);
            let suits = |word: &WordId| self.words.get(word).is_some_and(fits);
            rest.clear();
            rest.extend(keywords.phrase(keyword).iter().filter(|&&word| evidence.contains(word)));
            // What needs no neutral word is eligible anyhow; of two at most one joins.
            if missing().count() != 1 || !missing().all(suits) || !is_contiguous(&order, &rest) {
                eligible.swap_remove(at);
                continue;
            }
            for word in missing() {
                // The cut may hide it: 新款款.
                if let Some(neutral) = self.words.get(word)
                    && !said.iter().any(|own| own.chars().any(|c| neutral.text.contains(c)))
                    && !view.segmented.normalized.contains(&*neutral.text)
                    && !found.iter().any(|candidate| candidate.word == *word)
                {
                    found.push(Candidate {
                        text: Cow::Borrowed(&neutral.text),
                        word: *word,
                        role: Role::Neutral,
                        evidence: Cow::Borrowed("通用词"),
                        cost: neutral.cost,
                    });
                }
            }
            at += 1;
        }
    }
}

/// Goes through what a listing says of itself, text by text.
struct Collector<'c, 'v> {
    view: &'c TitleView<'v>,
    title_words: &'c WordSet,
    index: &'c KeywordIndex,
    terms: &'c AdvertisingTerms,
    buffer: &'c mut Segmented,
    evidence: &'c mut WordSet,
    found: Vec<Candidate<'static>>,
    /// Words that no keyword asks for.
    unasked: Vec<WordId>,
}

impl Collector<'_, '_> {
    /// Collects the words of `text` that are `wanted`; `source` says where they come from.
    fn collect(&mut self, text: &str, source: impl Fn() -> String, wanted: impl Fn(&Token) -> bool) {
        let Self { view, title_words, index, terms, buffer, evidence, found, unasked } = self;
        view.segmenter.segment(text, buffer);
        // 非羊毛, 不含酒精, 无袖: what a negation stands before is not said of the product.
        if buffer.tokens.iter().any(|token| negates(buffer.text(*token))) {
            return;
        }
        let mut risky = false;
        terms.find(buffer, |term| risky |= term.tier != TermTier::Allowed);
        if risky {
            return;
        }
        let mut blended = false;
        for position in 0..buffer.tokens.len() {
            let mut token = buffer.tokens[position];
            let Some(word) = token.word else { continue };
            // 羊毛混纺 is not 羊毛: it joins whole or not at all.
            if std::mem::take(&mut blended) {
                continue;
            }
            if token.role == Role::Material
                && let Some(blend) =
                    buffer.tokens.get(position + 1).filter(|next| buffer.text(**next).starts_with('混'))
            {
                token.end = blend.end;
                blended = true;
            }
            let word_text = buffer.text(token);
            if !ADDABLE.contains(&token.role)
                || !wanted(&token)
                || title_words.contains(word)
                || contradicts(view, word)
                || says_nothing_alone(token.role, word_text)
                || says_the_same(view, &token, word_text)
            {
                continue;
            }
            if !index.is_useful(word) {
                unasked.push(word);
                continue;
            }
            let Some(cost) = view.gbk.len(word_text) else { continue };
            if evidence.contains(word) {
                continue;
            }
            // The cut of the title may hide a word that stands in it for everybody to see: 新款手机/壳.
            if word_text.chars().nth(2).is_some() && view.segmented.normalized.contains(word_text) {
                continue;
            }
            let word_text = word_text.to_owned();
            index.add_token(view.segmenter, &word_text, Some(word), evidence);
            found.push(Candidate {
                text: Cow::Owned(word_text),
                word,
                role: token.role,
                evidence: Cow::Owned(source()),
                cost,
            });
        }
    }
}

/// Whether a product word of an attribute names the thing itself, as all of its value or under a name that asks what it is (裙型, 品类); 双层内胆 under
/// 卖点 names a part of it.
fn names_the_thing(attribute: &Attribute, token: &Token) -> bool {
    let whole = token.start == 0 && token.end as usize >= attribute.value.trim().len();
    whole || attribute.name.ends_with(['型', '类', '名', '称', '式', '种'])
}

/// Whether a word needs another one to mean something: 大, 金, 淡化. 女 and 夏 do not. A year alone grows old.
fn says_nothing_alone(role: Role, word: &str) -> bool {
    (word.chars().nth(1).is_none() && !matches!(role, Role::Audience | Role::Season | Role::Product))
        || word.bytes().all(|byte| byte.is_ascii_digit())
        || reaches_forward(word)
}

/// Whether one word holds the other, or both are of the same two characters: 家居 and 居家.
pub(super) fn same_words(one: &str, other: &str) -> bool {
    let turned = || {
        let (mut one, mut other) = (one.chars(), other.chars());
        let ([a, b], [c, d]) = ([one.next(), one.next()], [other.next(), other.next()]);
        a == d && b == c && one.next().is_none() && other.next().is_none()
    };
    one.contains(other) || other.contains(one) || turned()
}

/// Whether two words name the same season: 夏季 and 夏天, and 四季 beside any.
pub(super) fn same_season(one: &str, other: &str) -> bool {
    one.contains("四季") || other.contains("四季") || one.chars().any(|c| "春夏秋冬".contains(c) && other.contains(c))
}

/// Whether the title has a word of that role which holds this one or is held by it, or a synonym of it: 女士 beside 女, 家居拖鞋 beside 拖鞋, 全棉
/// beside 纯棉.
fn says_the_same(view: &TitleView<'_>, token: &Token, word: &str) -> bool {
    let role = token.role;
    let vocabulary = view.segmenter.vocabulary();
    view.segmented.words().filter(|(_, own)| own.role == role).any(|(_, own)| {
        let synonyms =
            || own.word.zip(token.word).is_some_and(|(one, other)| are_synonyms(vocabulary, role, one, other));
        let text = view.segmented.text(own);
        same_words(text, word) || (role == Role::Season && same_season(text, word)) || synonyms()
    })
}

/// Whether two words of one role mean the same. Of products shoppers use one name or the other, so that both are worth their place.
pub(super) fn are_synonyms(vocabulary: &Vocabulary, role: Role, one: WordId, other: WordId) -> bool {
    let main = |word: WordId| vocabulary.info(word).map(|info| info.canonical);
    role != Role::Product && main(one).is_some() && main(one) == main(other)
}

/// Whether a word excludes one of the title's own (rule K5).
fn contradicts(view: &TitleView<'_>, word: WordId) -> bool {
    let vocabulary = view.segmenter.vocabulary();
    view.segmented.words().filter_map(|(_, token)| token.word).any(|other| vocabulary.contradict(word, other))
}
