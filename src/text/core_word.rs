//! The core product word (核心词) of a title.

use smallvec::SmallVec;

use super::fields::Fields;
use super::{Segmented, Shape, Vocabulary};
use crate::dictionary::{Role, RoleSet};

/// Words that say whose accessory a thing is: what stands behind them is not what is sold.
const ACCESSORY_MARKERS: [&str; 8] = ["适用", "适用于", "适配", "兼容", "通用于", "for", "适合", "专用于"];

/// Runs of product words that are looked at; a title that can be published has fewer.
const MOST_RUNS: usize = 24;

/// Whether a token's text marks an accessory (适用 + brand).
pub(crate) fn is_accessory_marker(text: &str) -> bool {
    // Most words are told apart by their first byte and their length.
    matches!((text.as_bytes().first(), text.len()), (Some(0xe4 | 0xe5 | 0xe9 | b'f'), 3 | 6 | 9))
        && text.starts_with(['适', '兼', '通', '专', 'f'])
        && ACCESSORY_MARKERS.contains(&text)
}

/// What is said of any product of a trade beside its name: 口红 礼物 is a lipstick, 衬衫 女装 a shirt.
const BESIDE: [&str; 8] = ["礼物", "礼品", "女装", "男装", "童装", "饰品", "化妆品", "表情包"];

/// What stands for any of the things that the word before it is about: 钓鱼 用品.
const ANY_OF: [&str; 10] = ["会员", "用品", "日用品", "器材", "周边", "配件", "工具", "套餐", "服务", "道具"];

/// Whether a word is one of these: another product that the title names is rather what is sold.
pub(super) fn is_general(word: &str) -> bool {
    BESIDE.contains(&word) || ANY_OF.contains(&word)
}

/// Where a run of product words stands.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
enum Place {
    #[default]
    Before,
    /// Behind what says whose accessory a thing is.
    Behind,
    /// Behind that, among what is given with it.
    Given,
}

/// A run of product words by its last one.
#[derive(Debug, Clone, Copy, Default)]
struct Run {
    index: usize,
    place: Place,
}

/// The position among the tokens of the core product word, or `None` when no product is named.
///
/// In a run of product words the last one is what is sold (手机 支架 is a stand), but for words that stand `BESIDE` it. Of several runs one behind 适用 wins
/// where what stands before it is another kind of thing and decorates; of the same trade it is what the thing is for (鼠标 适用 笔记本). Then the one whose
/// category names it, then the best by what else the title says: a word of the trade that the other products and the
/// brand are of (in 草莓 唇霜 唇釉 the strawberry is none), a kind of thing that is named often (鞋子 女鞋 运动鞋 are one kind), a word that dictionaries
/// know as a product and as nothing else; then the first.
pub fn core_word(title: &Segmented, category: &str, vocabulary: &Vocabulary) -> Option<usize> {
    let mut runs = [Run::default(); MOST_RUNS];
    let mut count = 0;
    let mut place = Place::Before;
    for (index, token) in title.tokens.iter().enumerate() {
        if token.role == Role::Product {
            let goes_on = index > 0 && title.tokens[index - 1].role == Role::Product;
            count = if goes_on { count } else { count + 1 };
            if let Some(run) = runs.get_mut(count - 1)
                && !(goes_on && BESIDE.contains(&title.text(*token)) && is_listed(title, run.index, vocabulary))
            {
                *run = Run { index, place };
            }
        } else if place == Place::Before {
            place = if says_what_for(title, index) { Place::Behind } else { place };
        } else if GIVING.contains(&title.text(*token)) {
            place = Place::Given;
        }
    }
    let runs = runs.get(..count).unwrap_or(&runs);
    if let [run] = *runs {
        return Some(run.index);
    }
    let named = named(title, vocabulary);
    let mut best: Option<(usize, i32)> = None;
    for &Run { index, place } in runs {
        let text = title.text(title.tokens[index]);
        let in_category = text.len() > CHARACTER && !category.is_empty() && category.contains(text);
        let marked = match place {
            Place::Before => 0,
            Place::Behind if !is_akin_to_earlier(title, index, runs, vocabulary) => 1,
            Place::Behind | Place::Given => -1,
        };
        let weight = 1000 * marked + 100 * i32::from(in_category) + plausibility(title, index, vocabulary, &named);
        if best.is_none_or(|(_, least)| weight > least) {
            best = Some((index, weight));
        }
    }
    best.map(|(index, _)| index)
}

/// Words between a thing and what is given with it.
const GIVING: [&str; 4] = ["送", "赠", "赠送", "+"];

/// Whether the token at `index` says that whose accessory a thing is comes next. 【3-6人适用】 says it of what came before, and 适合 is said of people.
fn says_what_for(title: &Segmented, index: usize) -> bool {
    let text = |at: usize| title.tokens.get(at).map(|token| title.text(*token));
    text(index).is_some_and(|marker| is_accessory_marker(marker) && marker != "适合")
        && !text(index + 1).is_some_and(|next| matches!(next, ":" | ")" | "]" | "】" | "》"))
}

/// Whether dictionaries know a word as a product.
fn is_listed(title: &Segmented, index: usize, vocabulary: &Vocabulary) -> bool {
    let known = title.tokens[index].word.and_then(|id| vocabulary.info(id));
    known.is_some_and(|info| info.roles.contains(Role::Product))
}

/// Whether a product word is [general](is_general). What no dictionary lists may be one all the same: 服务.
fn says_little(title: &Segmented, index: usize, vocabulary: &Vocabulary) -> bool {
    let token = title.tokens[index];
    let known = token.word.and_then(|id| vocabulary.info(id));
    known.map_or_else(|| is_general(title.text(token)), |info| info.general)
}

/// Whether a thing of the same kind, or not surely of another field, stands before what says whose accessory it is.
fn is_akin_to_earlier(title: &Segmented, index: usize, runs: &[Run], vocabulary: &Vocabulary) -> bool {
    let of = |index: usize| {
        let token = title.tokens[index];
        (kind(title.text(token)), token.word.and_then(|id| vocabulary.info(id)).map(|info| info.fields))
    };
    let (own_kind, own_fields) = of(index);
    runs.iter().filter(|run| run.place == Place::Before).any(|run| {
        let (kind, fields) = of(run.index);
        kind == own_kind
            || own_fields.zip(fields).is_none_or(|(own, other)| own.meets(other) || own.is_empty() || other.is_empty())
    })
}

/// Bytes of a Chinese character.
const CHARACTER: usize = 3;

/// A product or brand that a title names.
struct Named {
    index: usize,
    is_product: bool,
    /// Of a product: its [`kind`].
    kind: Option<char>,
    /// The trades that it is of.
    trade: Option<Fields>,
}

/// The products and brands that a title names.
fn named(title: &Segmented, vocabulary: &Vocabulary) -> SmallVec<[Named; 16]> {
    let tokens = title.tokens.iter().enumerate();
    let named = tokens.filter(|(_, token)| matches!(token.role, Role::Product | Role::Brand)).map(|(index, token)| {
        let info = token.word.and_then(|id| vocabulary.info(id));
        match token.role {
            Role::Product => {
                let kind = kind(title.text(*token));
                Named { index, is_product: true, kind, trade: info.map(|info| info.fields) }
            }
            _ => Named { index, is_product: false, kind: None, trade: info.map(|info| info.trades) },
        }
    });
    named.collect()
}

/// How much speaks for the product word at `index`.
fn plausibility(title: &Segmented, index: usize, vocabulary: &Vocabulary, named: &[Named]) -> i32 {
    let token = title.tokens[index];
    let text = title.text(token);
    let own = kind(text);
    let known = token.word.and_then(|id| vocabulary.info(id));
    let fields = known.map_or_else(Fields::default, |info| info.fields);
    let roles = known.map_or(RoleSet::NONE, |info| info.roles);
    let mut others = roles;
    others.remove(Role::Product);
    let listed = match (roles.contains(Role::Product), others.is_empty()) {
        (true, true) => 4,
        // 游戏 rather than 刺客信条, which is what it is called.
        (true, false) => 3 - if others.contains(Role::Brand) { 3 } else { 0 },
        (false, true) => 0,
        (false, false) => -3,
    };
    let (mut same_kind, mut same_trade) = (0, 0);
    for other in named {
        same_kind += i32::from(other.is_product && other.kind == own);
        same_trade += i32::from(other.index != index && other.trade.is_some_and(|trade| trade.meets(fields)));
    }
    let general = if says_little(title, index, vocabulary) { 5 } else { 0 };
    2 * same_kind.min(20) + 2 * same_trade.min(3) + listed + i32::from(text.len() > CHARACTER) - general
}

/// What a product word's kind is told by: its last character, 子 aside. 女鞋, 鞋子 and 运动鞋 are of one kind.
pub(crate) fn kind(product: &str) -> Option<char> {
    product.chars().rev().find(|&c| c != '子')
}

/// Whether the token at `index` stands in the part of the title that names what an accessory is for.
pub(crate) fn behind_accessory_marker(title: &Segmented, index: usize) -> bool {
    title
        .tokens
        .iter()
        .take(index)
        .rev()
        .take_while(|token| token.shape != Shape::Space || token.role != Role::Product)
        .any(|token| is_accessory_marker(title.text(*token)))
}

#[cfg(test)]
mod tests {
    use super::super::{Normalizer, Segmenter, Token};
    use super::*;
    use crate::dictionary::Dictionary;

    #[test]
    fn what_is_sold_is_neither_what_it_is_for_nor_what_comes_with_it() {
        let segmenter = Segmenter::new(&Dictionary::embedded().unwrap());
        let mut title = Segmented::default();
        for (text, core) in [
            ("适用华为手机壳磨砂防摔", "手机壳"),
            ("蓝牙鼠标 适用小米笔记本", "鼠标"),
            ("手机壳 适用于oppo 送支架+挂绳", "手机壳"),
            ("电热锅【3-6人适用】带蒸笼", "电热锅"),
            ("干花 适用苹果 手机壳", "手机壳"),
            ("纯色衬衫女装", "衬衫"),
            ("红酒礼品", "红酒"),
            ("垂钓用品", "用品"),
        ] {
            segmenter.segment(text, &mut title);
            let found = core_word(&title, "", segmenter.vocabulary()).map(|at| title.text(title.tokens[at]).to_owned());
            assert_eq!(found.as_deref(), Some(core), "{text}");
        }
    }

    #[test]
    fn a_general_word_comes_last_whether_a_dictionary_lists_it_or_not() {
        let vocabulary = Vocabulary::new(&Dictionary::embedded().unwrap(), &Normalizer::new());
        for general in BESIDE.into_iter().chain(ANY_OF) {
            let normalized = format!("{general}，乙壶");
            let border = general.len() as u32;
            let token = |start: u32, end: u32, role, shape| {
                let word = vocabulary.get(&normalized[start as usize..end as usize]);
                Token { start, end, word, role, shape, joined: false }
            };
            let comma = border + CHARACTER as u32;
            let tokens = [
                token(0, border, Role::Product, Shape::Word),
                token(border, comma, Role::Other, Shape::Symbol),
                token(comma, normalized.len() as u32, Role::Product, Shape::Word),
            ];
            let mut title = Segmented::default();
            title.tokens.extend(tokens);
            title.normalized.push_str(&normalized);
            assert_eq!(core_word(&title, "", &vocabulary), Some(2), "{general}");
        }
    }
}
