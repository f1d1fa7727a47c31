//! Whose brands a title names (rules K5, T6).

use crate::dictionary::Role;
use crate::listing::Listing;
use crate::text::{Segmented, Segmenter, Shape, WordId, WordInfo, behind_accessory_marker};

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

/// The normal form of a shop's name: listings of one shop mostly stand together.
#[derive(Debug, Default)]
pub(super) struct ShopName {
    name: String,
    normal: String,
}

impl ShopName {
    fn normal(&mut self, name: &str, segmenter: &Segmenter) -> &str {
        if self.name != name {
            name.clone_into(&mut self.name);
            segmenter.normalizer().normalize_into(name, &mut self.normal);
        }
        &self.normal
    }
}

/// Words behind a brand that borrow its fame.
pub(super) const BORROWERS: [&str; 8] = ["同款", "款", "平替", "风格", "风", "代购", "原单", "仿"];

/// The standing of each brand token of the title.
pub(super) fn standings(
    listing: &Listing,
    title: &Segmented,
    segmenter: &Segmenter,
    shop: &mut ShopName,
) -> Vec<(usize, BrandStanding)> {
    let vocabulary = segmenter.vocabulary();
    let normalize = |text: &str| segmenter.normalizer().normalize(text);
    let stated: Vec<String> = std::iter::once(listing.brand.as_str())
        .chain(listing.attributes.iter().filter(|a| a.name.contains("品牌")).map(|a| a.value.as_str()))
        .filter(|brand| !brand.is_empty() && !matches!(*brand, "其他" | "其它" | "无" | "other" | "无品牌"))
        .map(normalize)
        .collect();
    let shop = shop.normal(&listing.shop, segmenter);
    let named = |text: &str, brand: WordId| !text.is_empty() && vocabulary.aliases(brand).any(|alias| text.contains(alias));
    let mut first: Option<WordId> = None;
    let mut standings = Vec::new();
    for (index, token) in title.words().filter(|(_, token)| token.role == Role::Brand) {
        let Some(info) = token.word.and_then(|id| vocabulary.info(id)) else { continue };
        let brand = info.canonical;
        let own = named(shop, brand) || stated.iter().any(|text| named(text, brand));
        let next = title.tokens[index + 1..].iter().find(|token| token.shape != Shape::Space);
        let borrowed = || next.is_some_and(|next| BORROWERS.contains(&title.text(*next)));
        let standing = if own {
            BrandStanding::Own
        } else if borrowed() {
            BrandStanding::Foreign
        } else if behind_accessory_marker(title, index) {
            BrandStanding::AccessoryFor
        } else if !stated.is_empty() && is_plainly_named(title, index, info, segmenter) {
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

/// Whether a brand word is surely meant as the brand: 小熊 on a quilt cover is a bear and 999 a shade, 苹果 before 手机壳 is no fruit.
fn is_plainly_named(title: &Segmented, index: usize, info: &WordInfo, segmenter: &Segmenter) -> bool {
    let everyday = info.ambiguous_brand || info.text.bytes().all(|byte| byte.is_ascii_digit());
    let next = title.tokens.get(index + 1).filter(|token| token.role == Role::Product).and_then(|token| token.word);
    let next = next.and_then(|id| segmenter.vocabulary().info(id));
    !everyday || next.is_some_and(|next| next.fields.meets(info.trades))
}
