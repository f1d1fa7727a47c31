//! Words that may be added to a title, each with its evidence (rule T8).

use std::borrow::Cow;

use super::view::TitleView;
use crate::dictionary::Role;
use crate::keyword::{KeywordIndex, WordSet};
use crate::text::{AdvertisingTerms, Segmented, TermTier, Token, WordId};

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
pub(super) fn candidates<'n>(
    view: &TitleView<'_>,
    title_words: &WordSet,
    index: &KeywordIndex,
    terms: &AdvertisingTerms,
    neutral: &'n [NeutralWord],
    buffer: &mut Segmented,
    evidence: &mut WordSet,
) -> Vec<Candidate<'n>> {
    let mut found: Vec<Candidate<'n>> = Vec::new();
    let listing = view.listing;
    for attribute in &listing.attributes {
        let own_brand = attribute.name.contains("品牌");
        let source = match attribute.name.as_str() {
            "" => format!("属性 {}", attribute.value),
            name => format!("属性 {name}:{}", attribute.value),
        };
        collect(view, title_words, index, terms, &attribute.value, &source, buffer, evidence, &mut found, |token| {
            (token.role == Role::Brand) == own_brand && (token.role != Role::Colour || listing.sku_names.len() < 2)
        });
    }
    if !listing.brand.is_empty() {
        let source = format!("品牌 {}", listing.brand);
        collect(view, title_words, index, terms, &listing.brand, &source, buffer, evidence, &mut found, |token| {
            token.role == Role::Brand
        });
    }
    if listing.category.chars().any(|c| !c.is_ascii_digit()) {
        let source = format!("类目 {}", listing.category);
        // A category such as 裙子/连衣裙 holds words for others of its things: only the words of its last part name this one.
        let leaf = listing.category.rsplit(['/', '>', '|', '\\']).next().unwrap_or_default();
        if !leaf.contains("及") {
            collect(view, title_words, index, terms, leaf, &source, buffer, evidence, &mut found, |token| {
                matches!(token.role, Role::Product | Role::Audience)
            });
        }
    }
    // With several variants a colour is true of one of them alone.
    let variants = if listing.sku_names.len() == 1 { &listing.sku_names[..] } else { &[] };
    for name in variants {
        let source = format!("规格 {name}");
        collect(view, title_words, index, terms, name, &source, buffer, evidence, &mut found, |token| {
            matches!(token.role, Role::Colour | Role::Pattern)
        });
    }
    let fashion = view
        .core
        .and_then(|core| view.segmented.tokens.get(core)?.word)
        .and_then(|id| view.segmenter.vocabulary().info(id))
        .is_some_and(|info| info.fields.has_fashion());
    for word in neutral {
        if (fashion || !word.clothing_only) && !title_words.contains(word.word) && evidence.insert(word.word) {
            found.push(Candidate {
                text: Cow::Borrowed(&word.text),
                word: word.word,
                role: Role::Neutral,
                evidence: Cow::Borrowed("通用词"),
                cost: word.cost,
            });
        }
    }
    found
}

/// A word of the neutral list, ready to be a candidate of any listing.
#[derive(Debug, Clone)]
pub(super) struct NeutralWord {
    pub text: String,
    pub word: WordId,
    pub cost: usize,
    pub clothing_only: bool,
}

#[expect(clippy::too_many_arguments, reason = "the buffers are the caller's, so that listings share them")]
fn collect<'n>(
    view: &TitleView<'_>,
    title_words: &WordSet,
    index: &KeywordIndex,
    terms: &AdvertisingTerms,
    text: &str,
    source: &str,
    buffer: &mut Segmented,
    evidence: &mut WordSet,
    found: &mut Vec<Candidate<'n>>,
    wanted: impl Fn(&Token) -> bool,
) {
    view.segmenter.segment(text, buffer);
    // 非羊毛, 不含酒精, 无袖: what a negation stands before is not said of the product.
    if buffer
        .tokens
        .iter()
        .any(|token| matches!(buffer.text(*token), "非" | "不" | "无" | "不含" | "没有" | "不是" | "否"))
    {
        return;
    }
    let mut risky = false;
    terms.find(buffer, |term| risky |= term.tier != TermTier::Allowed);
    if risky {
        return;
    }
    for position in 0..buffer.tokens.len() {
        let token = buffer.tokens[position];
        let word_text = buffer.text(token);
        let Some(word) = token.word else { continue };
        if !ADDABLE.contains(&token.role) || !wanted(&token) || title_words.contains(word) || contradicts(view, word) {
            continue;
        }
        let Some(cost) = view.gbk.len(word_text) else { continue };
        if evidence.contains(word) || !index.is_useful(word) {
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
            evidence: Cow::Owned(source.to_owned()),
            cost,
        });
    }
}

/// Whether a word excludes one of the title's own (rule K5).
fn contradicts(view: &TitleView<'_>, word: WordId) -> bool {
    let vocabulary = view.segmenter.vocabulary();
    view.segmented.words().filter_map(|(_, token)| token.word).any(|other| vocabulary.contradict(word, other))
}
