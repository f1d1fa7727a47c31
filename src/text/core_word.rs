//! The core product word (核心词) of a title.

use super::{Segmented, Shape, Vocabulary};
use crate::dictionary::Role;

/// Words that say whose accessory a thing is: what stands behind them is not what is sold.
const ACCESSORY_MARKERS: [&str; 8] = ["适用", "适用于", "适配", "兼容", "通用于", "for", "适合", "专用于"];

/// Whether a token's text marks an accessory (适用 + brand).
pub(crate) fn is_accessory_marker(text: &str) -> bool {
    ACCESSORY_MARKERS.contains(&text)
}

/// The position among the tokens of the core product word, or `None` when no product is named.
///
/// In a run of product words the last one is what is sold (手机 支架 is a stand); of several runs the category's own word wins,
/// then the most frequent word, then the first run.
pub fn core_word(title: &Segmented, vocabulary: &Vocabulary, category: &str) -> Option<usize> {
    let mut best: Option<(usize, u32)> = None;
    let mut index = 0;
    while let Some(&token) = title.tokens.get(index) {
        if token.role != Role::Product {
            index += 1;
            continue;
        }
        // Move on to the last product of the run.
        while let Some(&next) = title.tokens.get(index + 1)
            && next.role == Role::Product
        {
            index += 1;
        }
        let head = title.tokens[index];
        let text = title.text(head);
        let same = |id| vocabulary.info(id).map(|info| info.canonical);
        let key = head.word.and_then(same);
        let count = title.tokens.iter().filter(|other| other.word.and_then(same) == key && key.is_some()).count() as u32;
        let in_category = category.contains(text) && text.chars().nth(1).is_some();
        let single = text.chars().nth(1).is_none();
        let weight = 100 * u32::from(in_category) + 10 * u32::from(!single) + count.min(9);
        if best.is_none_or(|(_, least)| weight > least) {
            best = Some((index, weight));
        }
        index += 1;
    }
    best.map(|(index, _)| index)
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
