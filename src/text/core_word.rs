//! The core product word (核心词) of a title.

use super::{Segmented, Shape, Token};
use crate::dictionary::Role;

/// Words that say whose accessory a thing is: what stands behind them is not what is sold.
const ACCESSORY_MARKERS: [&str; 8] = ["适用", "适用于", "适配", "兼容", "通用于", "for", "适合", "专用于"];

/// Whether a token's text marks an accessory (适用 + brand).
pub(crate) fn is_accessory_marker(text: &str) -> bool {
    // Most words are told apart by their length alone.
    matches!(text.len(), 3 | 6 | 9) && ACCESSORY_MARKERS.contains(&text)
}

/// The position among the tokens of the core product word, or `None` when no product is named.
///
/// In a run of product words the last one is what is sold (手机 支架 is a stand). Of several runs the one behind 适用 wins (what stands before it
/// decorates), then the one whose category names it, then the kind of thing that the title names most often (鞋子 女鞋 运动鞋 are one
/// kind), then the first.
pub fn core_word(title: &Segmented, category: &str) -> Option<usize> {
    let is_product = |token: &&Token| token.role == Role::Product;
    let mut best: Option<(usize, u32)> = None;
    let mut marked = false;
    let mut index = 0;
    while let Some(token) = title.tokens.get(index) {
        marked |= !marked && token.shape != Shape::Space && is_accessory_marker(title.text(*token));
        if token.role != Role::Product {
            index += 1;
            continue;
        }
        index += title.tokens[index + 1..].iter().take_while(is_product).count();
        let text = title.text(title.tokens[index]);
        let own = kind(text);
        let same_kind = |other: &&Token| is_product(other) && kind(title.text(**other)) == own;
        let count = title.tokens.iter().filter(same_kind).count() as u32;
        let single = text.len() <= 3;
        let in_category = !single && !category.is_empty() && category.contains(text);
        let weight = 1000 * u32::from(marked) + 100 * u32::from(in_category) + 2 * count.min(20) + u32::from(!single);
        if best.is_none_or(|(_, least)| weight > least) {
            best = Some((index, weight));
        }
        index += 1;
    }
    best.map(|(index, _)| index)
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
