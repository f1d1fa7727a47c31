//! The units of a present title: words and what is glued to them, and what a proposal leaves out.

use std::borrow::Cow;

use super::brand::{BORROWERS, BrandStanding};
use super::repeat::deals;
use super::view::TitleView;
use crate::dictionary::Role;
use crate::text::{Shape, TermTier, Token, core_word};

/// A word or fixed phrase of the present title, or a word that joins it.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Unit<'a> {
    /// Text as the shop wrote it.
    pub text: Cow<'a, str>,
    /// What it is.
    pub role: Role,
    /// First position among the title's tokens; [`ADDED`] for a word that joins.
    pub first: usize,
    /// Last position, inclusive.
    pub last: usize,
    /// May not be left out: the core word, by the category and by the title alone, the shop's own brand, the first models.
    pub obligatory: bool,
    /// Whether it holds the core word.
    pub core: bool,
    /// Whether the unit stands right behind the one before it, without a separator or something left out between.
    pub joined: bool,
}

/// The position of words that join a title.
pub(super) const ADDED: usize = usize::MAX;

/// Models that a title may not lose; a phone case that fits twenty phones need not name them all.
const OBLIGATORY_MODELS: usize = 2;

/// How much of what is wasteful a proposal clears away.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Sweep {
    /// All that T6 and T7 name.
    All,
    /// What must not be published: over a small edit budget, the rest stays.
    Unlawful,
}

/// Whether a space may have to stand before a unit.
pub(super) fn needs_space(unit: &Unit<'_>, added: bool) -> bool {
    unit.text.starts_with(|c: char| c.is_ascii_alphanumeric()) && (added || (!unit.joined && unit.first > 0))
}

/// Single characters that mean nothing without the word behind them: particles, and verbs that need an object (防 of 防蛀). Ascending.
const FORWARD: [&str; 24] = [
    "不", "与", "免", "加", "去", "及", "可", "和", "带", "或", "抗", "无", "易", "显", "治", "的", "祛", "耐", "超",
    "送", "配", "防", "除", "非",
];

/// The same of two characters: verbs that need an object (收缩毛孔), and degrees (深层清洁). Ascending.
const FORWARD_WORDS: [&str; 39] = [
    "促进", "保护", "修补", "修饰", "养成", "减少", "减轻", "去除", "双重", "告别", "培养", "增加", "增强", "多重",
    "强力", "强效", "快速", "抑制", "拒绝", "提升", "收缩", "改善", "消除", "淡化", "深层", "深度", "清除", "疏通",
    "祛除", "缓解", "调节", "超强", "迅速", "远离", "适合", "适用", "遮盖", "防止", "预防",
];

/// Words that deny what follows them. Ascending.
const NEGATIONS: [&str; 13] =
    ["不", "不会", "不含", "不易", "不是", "不用", "免", "否", "无", "无需", "未", "没有", "非"];

/// Single characters whose object may be of several words: 抗金属过敏. Ascending.
const OPPOSING: [&str; 6] = ["去", "抗", "治", "祛", "防", "除"];

/// Whether a word denies what follows it.
pub(super) fn negates(word: &str) -> bool {
    matches!(word.len(), 3 | 6) && NEGATIONS.binary_search(&word).is_ok()
}

/// Whether a word means nothing without the one behind it.
pub(super) fn reaches_forward(word: &str) -> bool {
    match word.len() {
        _ if negates(word) => true,
        3 => FORWARD.binary_search(&word).is_ok(),
        6 => FORWARD_WORDS.binary_search(&word).is_ok(),
        _ => false,
    }
}

/// Cuts the words of a title into units: single characters that no dictionary knows belong to the word beside them.
pub(super) fn units<'v>(view: &'v TitleView<'_>) -> Vec<Unit<'v>> {
    let title = view.segmented;
    let mut units: Vec<Unit<'v>> = Vec::with_capacity(title.tokens.len());
    // Whether the next token must be glued on, because a unit ended on a word that reaches forward.
    let mut sticky = false;
    // Whether all words that nobody knows must, because of what stands before them.
    let mut opposed = false;
    let mut adjacent = false;
    let mut models = 0;
    // Where a category names another product than the title would without it, both stay.
    let plain_core =
        if view.listing.category.is_empty() { view.core } else { core_word(title, "", view.segmenter.vocabulary()) };
    for (index, token) in title.tokens.iter().enumerate() {
        // 6/4人位, 1:24: what stands between two numbers is part of what they say.
        if adjacent
            && token.shape == Shape::Symbol
            && view.joins_numbers(index)
            && let Some(last) = units.last_mut()
        {
            last.text.to_mut().push_str(title.text(*token));
            last.last = index;
            sticky = true;
            continue;
        }
        if !matches!(token.shape, Shape::Word | Shape::Latin) {
            (adjacent, sticky, opposed) = (false, false, false);
            continue;
        }
        let text = title.text(*token);
        // A word with a role of its own is none that means nothing.
        let roleless = matches!(token.role, Role::Other | Role::Spec) && token.shape == Shape::Word;
        let info = token.word.filter(|_| roleless).and_then(|id| view.segmenter.vocabulary().info(id));
        let stop = info.is_some_and(|info| info.stop && info.roles.is_empty());
        let single = text.chars().nth(1).is_none();
        let core = view.core == Some(index);
        let loose = !core && token.shape == Shape::Word && ((token.role == Role::Other && single) || stop);
        let range = view.visible_text(*token);
        match units.last_mut() {
            Some(last) if adjacent && (sticky || loose) => {
                last.text.to_mut().push_str(&range);
                last.last = index;
                if last.role == Role::Other {
                    last.role = token.role;
                }
                last.core |= core;
                last.obligatory |= core;
            }
            _ => {
                models += usize::from(token.role == Role::Model);
                let own_brand =
                    || view.brands.iter().any(|&(at, standing)| at == index && standing != BrandStanding::Foreign);
                units.push(Unit {
                    text: range,
                    role: token.role,
                    first: index,
                    last: index,
                    obligatory: core
                        || plain_core == Some(index)
                        || (token.role == Role::Model && models <= OBLIGATORY_MODELS)
                        || own_brand(),
                    core,
                    joined: adjacent,
                });
            }
        }
        // A loose word at the front of a run, and one that reaches forward, takes the next word with it.
        let plain = token.role == Role::Other;
        opposed = plain && (opposed || negates(text) || OPPOSING.binary_search(&text).is_ok());
        sticky = (loose && !adjacent) || reaches_forward(text) || opposed;
        adjacent = true;
    }
    units
}

/// Leaves out what the sweep names: whole units, so that nothing is torn; of a unit that may not go, the word alone.
pub(super) fn swept<'v>(view: &'v TitleView<'_>, units: &[Unit<'v>], sweep: Sweep) -> Vec<Unit<'v>> {
    let drop = dropped(view, sweep);
    let gone = |index: usize| drop.get(index).copied().unwrap_or_default();
    let mut kept: Vec<Unit<'v>> = Vec::with_capacity(units.len());
    let mut torn = false;
    for unit in units {
        let mut unit = unit.clone();
        if (unit.first..=unit.last).any(gone) {
            // The name gone, what hangs on it goes too.
            let nameless = gone(unit.first) && !unit.core;
            if nameless || (!unit.obligatory && !stands_alone(view, &unit, gone)) {
                torn = true;
                continue;
            }
            unit.text = (unit.first..=unit.last)
                .filter(|&index| !gone(index))
                .filter_map(|index| view.segmented.tokens.get(index))
                .map(|token| view.visible_text(*token))
                .collect::<String>()
                .into();
            if unit.text.is_empty() {
                torn = true;
                continue;
            }
        }
        unit.joined &= !torn && !gone(unit.first);
        torn = gone(unit.last);
        kept.push(unit);
    }
    kept
}

/// Whether what is left of a unit in front of what goes says something by itself: 女 of 女巴, not 收缩 of 收缩毛孔.
fn stands_alone(view: &TitleView<'_>, unit: &Unit<'_>, gone: impl Fn(usize) -> bool) -> bool {
    let Some(first_gone) = (unit.first..=unit.last).find(|&index| gone(index)) else { return true };
    let left = view.segmented.tokens.get(unit.first..first_gone).unwrap_or_default();
    (first_gone..=unit.last).all(gone)
        && left.last().is_some_and(|last| {
            !matches!(last.role, Role::Other | Role::Spec) && !reaches_forward(view.segmented.text(*last))
        })
}

/// Whether each token of the title must go: what the law forbids, brands of others, what cannot be published.
pub(super) fn unlawful(view: &TitleView<'_>) -> Vec<bool> {
    let title = view.segmented;
    let mut drop: Vec<bool> = title.tokens.iter().map(|token| !view.is_publishable(*token)).collect();
    for term in view.terms.iter().filter(|term| term.tier == TermTier::Hard) {
        for (token, drop) in title.tokens.iter().zip(&mut drop) {
            *drop |= token.start as usize >= term.start && (token.end as usize) <= term.end;
        }
    }
    for &(index, standing) in &view.brands {
        if standing == BrandStanding::Foreign {
            drop[index] = true;
            // 同款 and the like mean nothing without the brand.
            let mut rest = title.tokens.iter().enumerate().skip(index + 1);
            if let Some((next, token)) = rest.find(|(_, token)| token.shape != Shape::Space)
                && BORROWERS.contains(&title.text(*token))
            {
                drop[next] = true;
            }
        }
    }
    drop
}

/// Whether each token of the title is to go.
fn dropped(view: &TitleView<'_>, sweep: Sweep) -> Vec<bool> {
    let title = view.segmented;
    let mut drop = unlawful(view);
    for (index, token) in title.tokens.iter().enumerate() {
        let swept = sweep == Sweep::All && token.role == Role::Service && view.core != Some(index);
        drop[index] |= swept;
    }
    if sweep == Sweep::All {
        for deal in deals(view) {
            drop[deal].fill(true);
        }
    }
    remains(view, &mut drop);
    for &index in &view.mend().gone {
        drop[index] = true;
    }
    drop
}

/// Words that belong to a word about the deal beside them: 官网 旗舰, 国内 代购. Ascending.
const OF_SERVICE: [&str; 7] = ["专柜", "国内", "国外", "店", "店铺", "旗舰", "海外"];

/// Lets go what says nothing without the words that go: what belongs to a word about the deal, and a short word that nobody knows, left alone
/// of a phrase that the law forbids (跌破 of 跌破底价).
fn remains(view: &TitleView<'_>, drop: &mut [bool]) {
    let title = view.segmented;
    let tokens = &title.tokens;
    let mut from = 0;
    for segment in tokens.split(|token| !matches!(token.shape, Shape::Word | Shape::Latin)) {
        let range = from..from + segment.len();
        from = range.end + 1;
        if !drop[range.clone()].contains(&true) {
            continue;
        }
        for at in range.clone() {
            let beside = |other: usize| range.contains(&other) && drop[other] && tokens[other].role == Role::Service;
            if OF_SERVICE.binary_search(&title.text(tokens[at])).is_ok()
                && tokens[at].role == Role::Other
                && (beside(at + 1) || at.checked_sub(1).is_some_and(beside))
            {
                drop[at] = true;
            }
        }
        let forbidden = range.clone().any(|at| drop[at] && tokens[at].role != Role::Service);
        let mut left = range.filter(|&at| !drop[at]);
        if let (Some(last), None) = (left.next(), left.next())
            && forbidden
            && tokens[last].role == Role::Other
            && view.core != Some(last)
            && title.text(tokens[last]).chars().nth(2).is_none()
        {
            drop[last] = true;
        }
    }
}

impl TitleView<'_> {
    /// Whether every character of a token can be published.
    fn is_publishable(&self, token: Token) -> bool {
        self.bytes.is_some() || self.gbk.len(&self.visible_text(token)).is_some()
    }

    /// A token's text as the shop wrote it, less the characters that nobody sees and GBK has not.
    fn visible_text(&self, token: Token) -> Cow<'_, str> {
        let text = self.original_text(token.start as usize, token.end as usize);
        let normalizer = self.segmenter.normalizer();
        if self.bytes.is_some() || text.chars().all(|character| self.gbk.char_len(character).is_some()) {
            return Cow::Borrowed(text);
        }
        let seen = |character: &char| {
            self.gbk.char_len(*character).is_some()
                || !normalizer.normalize(character.encode_utf8(&mut [0; 4])).is_empty()
        };
        Cow::Owned(text.chars().filter(seen).collect())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_word_that_reaches_forward_is_found() {
        assert!(FORWARD.iter().chain(&FORWARD_WORDS).chain(&NEGATIONS).all(|word| reaches_forward(word)));
        assert!(NEGATIONS.iter().all(|word| negates(word)) && OPPOSING.is_sorted() && OF_SERVICE.is_sorted());
        assert!(!reaches_forward("女装"));
    }
}
