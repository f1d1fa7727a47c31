//! Whose brands a title names (rules K5, T6).

use crate::dictionary::Role;
use crate::listing::Listing;
use crate::text::{Segmented, Segmenter, WordId, behind_accessory_marker};

/// How a brand named in a title stands to the listing.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum BrandStanding {
    /// The listing's own, or nothing says otherwise.
    Own,
    /// Named as what an accessory is for (适用 + brand).
    AccessoryFor,
    /// Another seller's: the listing's own brand is known and differs, or the title says 同款.
    Foreign,
    /// A second brand, where the export does not say which one is the listing's.
    Second,
}

/// Words behind a brand that borrow its fame.
const BORROWERS: [&str; 6] = ["同款", "平替", "风格", "代购", "原单", "仿"];

/// The standing of each brand token of the title.
pub(super) fn standings(listing: &Listing, title: &Segmented, segmenter: &Segmenter) -> Vec<(usize, BrandStanding)> {
    let vocabulary = segmenter.vocabulary();
    let normalize = |text: &str| segmenter.normalizer().normalize(text);
    let stated: Vec<String> = std::iter::once(listing.brand.as_str())
        .chain(listing.attributes.iter().filter(|a| a.name.contains("品牌")).map(|a| a.value.as_str()))
        .filter(|brand| !brand.is_empty() && !matches!(*brand, "其他" | "其它" | "无" | "other" | "无品牌"))
        .map(normalize)
        .collect();
    let shop = normalize(&listing.shop);
    let named = |text: &str, brand: WordId| vocabulary.aliases(brand).any(|alias| text.contains(alias));
    let mut first: Option<WordId> = None;
    let mut standings = Vec::new();
    for (index, token) in title.words().filter(|(_, token)| token.role == Role::Brand) {
        let Some(brand) = token.word.and_then(|id| vocabulary.info(id)).map(|info| info.canonical) else { continue };
        let own = named(&shop, brand) || stated.iter().any(|text| named(text, brand));
        let borrowed = title.tokens.get(index + 1).is_some_and(|next| BORROWERS.contains(&title.text(*next)));
        let standing = if own {
            BrandStanding::Own
        } else if borrowed {
            BrandStanding::Foreign
        } else if behind_accessory_marker(title, index) {
            BrandStanding::AccessoryFor
        } else if !stated.is_empty() {
            BrandStanding::Foreign
        } else if first.is_none_or(|first| first == brand) {
            BrandStanding::Own
        } else {
            BrandStanding::Second
        };
        if standing == BrandStanding::Own {
            first = first.or(Some(brand));
        }
        standings.push((index, standing));
    }
    standings
}
