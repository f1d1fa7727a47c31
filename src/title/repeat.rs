//! Words that stand too often (rule T6): which repeats count, and which standing of a word is the one to go.

use std::cmp::Reverse;

use super::unit::{negates, reaches_forward, unlawful};
use super::view::TitleView;
use crate::dictionary::Role;
use crate::text::{Segmented, Shape, Token, Vocabulary};

/// Which repeats count.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Repeats {
    /// Those that are a fault.
    Reported,
    /// Of words without a meaning of their own as well (系列, 一个): where a title is written anew they stand once.
    Mended,
    /// Every one, whatever stands between: no title of ours says a word twice.
    Any,
}

/// Tokens whose word stood before in the text, with how many times it did. Quantities and single characters that are mostly pieces of names
/// (小床小桌, but not 女) may repeat. It is no fault either of words without a meaning of their own, of what a negation stands before, and of what is said
/// of two things that a sign parts (口红小样+气垫小样).
pub(super) fn repeats(text: &Segmented, vocabulary: &Vocabulary, which: Repeats) -> Vec<(usize, usize)> {
    let mut repeats = Vec::new();
    // One bit a word: nearly every word is seen to be new without looking back.
    let mut seen = [0_u64; 8];
    for (index, token) in text.words() {
        let place = token.word.map_or(token.end - token.start, |word| word.0);
        let (slot, bit) = (&mut seen[place as usize / 64 % 8], 1 << (place % 64));
        let maybe = *slot & bit != 0;
        *slot |= bit;
        if !maybe || may_repeat(token, vocabulary, which) {
            continue;
        }
        let any = which == Repeats::Any;
        if !any && (negates(text.text(token)) || is_negated(text, index)) {
            continue;
        }
        let same = |other: &Token| is_same(text, token, *other);
        // 嘟噜嘟噜: two characters that no dictionary knows, said twice in one breath, are a name; 哈哈哈哈 is none. Ours has to look like a brand as well.
        let known = token.word.and_then(|id| vocabulary.info(id)).is_some_and(|info| !info.roles.is_empty());
        let name = !known
            && is_two_characters(text.text(token))
            && index.checked_sub(1).and_then(|last| text.tokens.get(last)).is_some_and(|last| {
                same(last) && (which != Repeats::Any || [token.role, last.role].contains(&Role::Brand))
            });
        let before = text.tokens.get(..index).unwrap_or_default().iter().enumerate();
        let before = before
            .filter(|&(at, other)| same(other) && (any || (!is_negated(text, at) && !is_apart(text, token, at, index))))
            .count();
        if before > usize::from(name) {
            repeats.push((index, before));
        }
    }
    repeats
}

/// Whether two tokens are the same word.
fn is_same(text: &Segmented, one: Token, other: Token) -> bool {
    other.end - other.start == one.end - one.start
        && other.word == one.word
        && (one.word.is_some() || text.text(other) == text.text(one))
}

/// Whether a word is of two different characters, three bytes each.
fn is_two_characters(word: &str) -> bool {
    word.split_at_checked(3).is_some_and(|(one, other)| other.len() == 3 && one != other)
}

fn may_repeat(token: Token, vocabulary: &Vocabulary, which: Repeats) -> bool {
    let info = token.word.and_then(|id| vocabulary.info(id));
    let quantity = matches!(token.role, Role::Spec | Role::Season) && token.shape == Shape::Latin;
    // 小 of 小粉条 is part of a product's name and no product.
    let product = || info.is_some_and(|info| info.roles.contains(Role::Product));
    let whole = matches!(token.role, Role::Audience | Role::Season) || (token.role == Role::Product && product());
    let piece = !whole && token.shape == Shape::Word && token.end - token.start <= CHARACTER;
    let empty = info.is_some_and(|info| info.stop || (info.unit && info.roles.is_empty()));
    quantity || piece || (empty && which == Repeats::Reported)
}

/// Bytes of a Chinese character.
const CHARACTER: u32 = 3;

/// Whether a negation stands before a word, or before the words that nobody knows in front of it.
fn is_negated(text: &Segmented, index: usize) -> bool {
    let before = text.tokens.get(..index).unwrap_or_default().iter().rev();
    let mut phrase = before.take_while(|token| token.role == Role::Other && token.shape == Shape::Word);
    phrase.any(|token| negates(text.text(*token)))
}

/// Whether a sign of a list stands between two standings of a word, and no other border: each is said of a thing of its own. Of a brand it is
/// enough to be named once, and `CHANDO/自然堂` is no list.
fn is_apart(text: &Segmented, token: Token, earlier: usize, index: usize) -> bool {
    let between = text.tokens.get(earlier + 1..index).unwrap_or_default();
    let sign = |at: usize| {
        let token = between.get(at).filter(|token| token.shape == Shape::Symbol);
        token.is_some_and(|token| matches!(text.text(*token), "+" | "、" | "/"))
            && at.checked_sub(1).and_then(|at| between.get(at)).is_none_or(|before| before.role != Role::Brand)
    };
    let beside_sign = |at: usize| sign(at + 1) || at.checked_sub(1).is_some_and(sign);
    token.role != Role::Brand
        && (0..between.len()).any(sign)
        && between.iter().enumerate().all(|(at, token)| match token.shape {
            Shape::Space => beside_sign(at),
            Shape::Symbol => sign(at),
            _ => true,
        })
}

/// What becomes of the words that stand too often.
#[derive(Debug, Default)]
pub(super) struct Mend {
    /// Tokens that go.
    pub gone: Vec<usize>,
    /// Words that stay too often, one token of each: whichever standing went, something beside it would be torn.
    pub stays: Vec<usize>,
    /// Whether a repeat that is a fault goes.
    pub mends_fault: bool,
}

impl Mend {
    /// Weighs the standings of each word that stands too often, and lets the cheapest go.
    pub fn new(view: &TitleView<'_>) -> Self {
        let mut mend = Self::default();
        let title = view.segmented;
        // The core may stand twice in a shop's title, and once in ours.
        let excess = repeats(title, view.segmenter.vocabulary(), Repeats::Mended);
        if excess.is_empty() {
            return mend;
        }
        let lawless = unlawful(view);
        let mut gone = lawless.clone();
        for (at, &(index, before)) in excess.iter().enumerate() {
            let token = title.tokens[index];
            let same = |other: usize| is_same(title, token, title.tokens[other]);
            if excess[..at].iter().any(|&(other, _)| same(other)) {
                continue;
            }
            let reported: Vec<usize> =
                excess[at..].iter().map(|&(other, _)| other).filter(|&other| same(other)).collect();
            let standings: Vec<usize> =
                (0..title.tokens.len()).filter(|&other| same(other) && !is_negated(title, other)).collect();
            // Where some of them are said of things of their own, each that is reported is one too many.
            let all = standings.len() == reported.len() + before;
            let mut open = if all { standings } else { reported.clone() };
            // What stands in brackets besides is said again, not the name outside.
            let in_bracket = |standing: &usize| bracket_around(title, *standing).is_some();
            let inside = open.iter().filter(|standing| in_bracket(standing)).count();
            if reported.len() <= inside && inside < open.len() {
                open.retain(in_bracket);
            }
            let is_fault = view.excess_repeats().any(|(other, _)| same(other));
            let mended = gone.clone();
            for _ in 0..reported.len() {
                let unlawful = open.iter().copied().find(|&standing| gone[standing]);
                let priced = open.iter().filter_map(|&at| Some((price(view, at, &gone)?, Reverse(at)))).min();
                let cheapest = unlawful.or(priced.map(|(_, Reverse(cheapest))| cheapest));
                // A title that must not stay is changed all the same.
                let forced = || open.iter().copied().rfind(|&at| view.barred && view.core != Some(at));
                let Some(standing) = cheapest.or_else(forced) else {
                    gone = mended;
                    if is_fault {
                        mend.stays.push(index);
                    }
                    break;
                };
                open.retain(|&other| other != standing);
                let bracket = hollow_bracket(view, standing, &gone).unwrap_or(standing..standing + 1);
                gone[bracket].fill(true);
            }
            mend.mends_fault |= is_fault && !mend.stays.contains(&index);
        }
        mend.gone = (0..gone.len()).filter(|&at| gone[at] && !lawless[at]).collect();
        mend
    }
}

/// What it costs a title to lose a word, the least first: nothing where the word stands alone, more where it stands between others. `None` where
/// what is beside it means nothing, or something else, without it.
fn price(view: &TitleView<'_>, index: usize, gone: &[bool]) -> Option<u32> {
    if view.core == Some(index) {
        return None;
    }
    if hollow_bracket(view, index, gone).is_some() {
        return Some(0);
    }
    let title = view.segmented;
    let token = title.tokens[index];
    let before = neighbours(view, index, gone, false);
    let behind = neighbours(view, index, gone, true);
    // 情人节 礼物 生日 礼物: two of a kind share the last one.
    if let ([one, ..], [other, last, ..]) = (&before[..], &behind[..])
        && title.tokens[*one].role == title.tokens[*other].role
        && title.tokens[*one].role != Role::Other
        && is_same(title, token, title.tokens[*last])
    {
        return Some(0);
    }
    if behind.first().is_some_and(|&next| is_same(title, token, title.tokens[next])) {
        return Some(0);
    }
    let mut left = before.first().copied();
    let mut alone = true;
    // A verb goes with its object: 收缩毛孔. What it is to be without is said once.
    if let Some(verb) = left.filter(|&left| reaches_forward(title.text(title.tokens[left]))) {
        if negates(title.text(title.tokens[verb])) || token.role == Role::Product {
            return None;
        }
        left = before.get(1).copied();
        alone = false;
    }
    let right = behind.first().copied().filter(|&right| {
        // A verb begins something new, where it has an object.
        !(behind.len() > 1 && reaches_forward(title.text(title.tokens[right])))
    });
    let leans = |other: usize| {
        let other = title.tokens[other];
        let piece = title.text(other).chars().nth(1).is_none()
            && other.shape == Shape::Word
            && !matches!(other.role, Role::Audience | Role::Season | Role::Brand);
        other.role == Role::Other || piece
    };
    // The front of a title weighs most (rule T9), and a brand leads where it first stands.
    let first = !title.tokens[..index].iter().any(|earlier| is_same(title, token, *earlier));
    if title.words().next().is_some_and(|(front, _)| front == index) || (first && token.role == Role::Brand) {
        return None;
    }
    // Models and the like stand beside other words; 女, 夏 say nothing of the words before them.
    let listed = token.shape == Shape::Latin && token.role != Role::Brand;
    let loose = listed || matches!(token.role, Role::Audience | Role::Season);
    if (!listed && right.is_some_and(leans)) || (!loose && left.is_some_and(leans)) {
        return None;
    }
    if token.role == Role::Product {
        // 雪人水杯, 摄影道具: the thing goes by both words.
        let compound = |left: usize| {
            matches!(title.tokens[left].role, Role::Scene | Role::Pattern | Role::Part | Role::Origin)
                || (title.tokens[left].role == Role::Product && token.joined)
        };
        let goes_on = |right: usize| title.tokens[right].joined && title.tokens[right].role == Role::Product;
        if left.is_some_and(compound) || right.is_some_and(goes_on) {
            return None;
        }
    }
    // 舒缓肌肤: a part of the body alone is no word to search for.
    let part = |at: usize| title.tokens[at].role == Role::Part;
    if right.map_or(left, Some).is_some_and(part) && behind.len() < 2 {
        return None;
    }
    // 深层清洁: what reaches for another word is said of that one.
    if right.is_some() && reaches_forward(title.text(token)) {
        return None;
    }
    // A word that nobody knows belongs to what follows it, and a name to the brand before it.
    let is_brand = |at: usize| title.tokens[at].role == Role::Brand;
    let name = match token.role {
        Role::Other => left.is_some_and(is_brand),
        Role::Brand => left.is_some_and(is_brand) && !right.is_some_and(is_brand),
        _ => false,
    };
    if name || (token.role == Role::Other && !listed && right.is_some()) {
        return None;
    }
    let borders = u32::from(left.is_none()) + u32::from(right.is_none());
    // Between other words the first standing says what the thing is, and a later one repeats it.
    if borders == 0 && !loose && first && bracket_around(title, index).is_none() {
        return None;
    }
    Some(2 - borders + u32::from(!alone))
}

/// The next words beside one that no border parts from it, nearest first, without those that are gone.
fn neighbours(view: &TitleView<'_>, index: usize, gone: &[bool], behind: bool) -> Vec<usize> {
    let tokens = &view.segmented.tokens;
    // A quantity is a border too: 50ml 紧致.
    let beside = |&at: &usize| {
        let token = tokens[at];
        matches!(token.shape, Shape::Word | Shape::Latin) && !(token.role == Role::Spec && token.shape == Shape::Latin)
    };
    let there = |at: &usize| !gone[*at];
    if behind {
        (index + 1..tokens.len()).take_while(beside).filter(there).take(2).collect()
    } else {
        (0..index).rev().take_while(beside).filter(there).take(2).collect()
    }
}

/// The tokens between the brackets around one.
fn bracket_around(title: &Segmented, index: usize) -> Option<std::ops::Range<usize>> {
    let sign = |at: &usize| title.tokens[*at].shape == Shape::Symbol;
    let opens = (0..index).rev().find(sign)?;
    let closes = (index + 1..title.tokens.len()).find(sign)?;
    let pair = (title.text(title.tokens[opens]), title.text(title.tokens[closes]));
    matches!(pair, ("【", "】") | ("[", "]")).then_some(opens + 1..closes)
}

/// The tokens between the brackets around a word, where the others of them say nothing without it: 娇兰 of 【娇兰盛典】.
fn hollow_bracket(view: &TitleView<'_>, index: usize, gone: &[bool]) -> Option<std::ops::Range<usize>> {
    let inside = bracket_around(view.segmented, index)?;
    inside.clone().all(|at| at == index || gone[at] || !speaks(view.segmented, at)).then_some(inside)
}

/// Whether a word says something of the product: not the shop's offers, a date, or a word that nobody knows.
fn speaks(title: &Segmented, index: usize) -> bool {
    match title.tokens[index].role {
        Role::Other | Role::Service | Role::Neutral => false,
        Role::Spec | Role::Season => !is_number(title, index),
        _ => true,
    }
}

/// Whether a token is a bare number or a date.
fn is_number(title: &Segmented, index: usize) -> bool {
    let digits = |byte: u8| byte.is_ascii_digit() || matches!(byte, b'-' | b'.');
    title.text(title.tokens[index]).bytes().all(digits)
}

/// The tokens between brackets that speak of a deal and of nothing else: 【11-11单品搭配】.
pub(super) fn deals(view: &TitleView<'_>) -> Vec<std::ops::Range<usize>> {
    let title = view.segmented;
    let opens = (0..title.tokens.len()).filter(|&at| {
        view.symbols && title.tokens[at].shape == Shape::Symbol && matches!(title.text(title.tokens[at]), "【" | "[")
    });
    let inside = opens.filter_map(|at| bracket_around(title, at + 1));
    let of_deal = |at: usize| title.tokens[at].role == Role::Service || is_number(title, at);
    inside
        .filter(|inside| {
            inside.clone().any(of_deal) && inside.clone().all(|at| !speaks(title, at) && view.core != Some(at))
        })
        .collect()
}
