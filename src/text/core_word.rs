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

/// Products that are named beside what is sold, or stand for any of it: 口红 礼物 is a lipstick.
const GENERAL: [&str; 18] = [
    "礼物",
    "礼品",
    "会员",
    "用品",
    "日用品",
    "器材",
    "周边",
    "配件",
    "工具",
    "套餐",
    "服务",
    "女装",
    "男装",
    "童装",
    "饰品",
    "化妆品",
    "道具",
    "表情包",
];

/// Whether a word is one of these.
pub(super) fn is_general(word: &str) -> bool {
    GENERAL.contains(&word)
}

/// The position among the tokens of the core product word, or `None` when no product is named.
///
/// In a run of product words the last one is what is sold (手机 支架 is a stand). Of several runs the one behind 适用 wins (what stands before it
/// decorates), then the one whose category names it, then the best by what else the title says: a word of the trade that the other products and the
/// brand are of (in 草莓 唇霜 唇釉 the strawberry is none), a kind of thing that is named often (鞋子 女鞋 运动鞋 are one kind), a word that dictionaries
/// know as a product and as nothing else; then the first.
pub fn core_word(title: &Segmented, category: &str, vocabulary: &Vocabulary) -> Option<usize> {
    // The last word of each run, and whether it stands behind a marker.
    let mut runs = [(0, false); MOST_RUNS];
    let mut count = 0;
    let mut marked = false;
    for (index, token) in title.tokens.iter().enumerate() {
        if token.role == Role::Product {
            let goes_on = index > 0 && title.tokens[index - 1].role == Role::Product;
            count = if goes_on { count } else { count + 1 };
            if let Some(run) = runs.get_mut(count - 1) {
                *run = (index, marked);
            }
        } else if !marked {
            marked = is_accessory_marker(title.text(*token));
        }
    }
    let runs = runs.get(..count).unwrap_or(&runs);
    if let [(index, _)] = *runs {
        return Some(index);
    }
    let named = named(title, vocabulary);
    let mut best: Option<(usize, i32)> = None;
    for &(index, marked) in runs {
        let text = title.text(title.tokens[index]);
        let in_category = text.len() > CHARACTER && !category.is_empty() && category.contains(text);
        let weight =
            1000 * i32::from(marked) + 100 * i32::from(in_category) + plausibility(title, index, vocabulary, &named);
        if best.is_none_or(|(_, least)| weight > least) {
            best = Some((index, weight));
        }
    }
    best.map(|(index, _)| index)
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
    // What no dictionary lists may be one of them all the same: 服务.
    let general = if known.map_or_else(|| is_general(text), |info| info.general) { 5 } else { 0 };
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
    use super::super::{Normalizer, Token};
    use super::*;
    use crate::dictionary::Dictionary;

    #[test]
    fn a_general_word_comes_last_whether_a_dictionary_lists_it_or_not() {
        let vocabulary = Vocabulary::new(&Dictionary::embedded().unwrap(), &Normalizer::new());
        for general in GENERAL {
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
