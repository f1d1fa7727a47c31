//! Whose brands a title names (rules K5, T6).

use crate::dictionary::Role;
use crate::listing::Listing;
use crate::text::{Segmented, Segmenter, Shape, Token, Vocabulary, WordId, behind_accessory_marker};

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

/// A shop's name and what is known of it: listings of one shop mostly stand together and name the same brands.
#[derive(Debug, Default)]
pub(super) struct ShopName {
    name: String,
    normal: String,
    /// Brand words seen beside this shop, each with its main word and whether the shop is named after it.
    brands: Vec<(WordId, WordId, bool)>,
}

/// Brand words remembered of a shop at most.
const MOST_BRANDS: usize = 16;

impl ShopName {
    fn meet(&mut self, name: &str, segmenter: &Segmenter) {
        if self.name != name {
            name.clone_into(&mut self.name);
            segmenter.normalizer().normalize_into(name, &mut self.normal);
            self.brands.clear();
        }
    }

    /// The main word of a brand, and whether the shop is named after it.
    fn brand(&mut self, word: WordId, vocabulary: &Vocabulary) -> Option<(WordId, bool)> {
        if let Some(&(_, brand, named)) = self.brands.iter().find(|(known, ..)| *known == word) {
            return Some((brand, named));
        }
        let brand = vocabulary.info(word)?.canonical;
        let named = is_named(&self.normal, brand, vocabulary);
        if self.brands.len() == MOST_BRANDS {
            self.brands.clear();
        }
        self.brands.push((word, brand, named));
        Some((brand, named))
    }
}

/// Whether a text in normal form holds a brand under one of its names.
fn is_named(text: &str, brand: WordId, vocabulary: &Vocabulary) -> bool {
    !text.is_empty() && vocabulary.aliases(brand).any(|alias| text.contains(alias))
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
    shop.meet(&listing.shop, segmenter);
    let mut first: Option<WordId> = None;
    let mut standings = Vec::new();
    // What merely looks like a brand has no standing: no dictionary says whose it is.
    let listed = |token: &Token| {
        let info = token.word.and_then(|id| vocabulary.info(id));
        info.is_some_and(|info| info.roles.contains(Role::Brand))
    };
    for (index, token) in title.words().filter(|(_, token)| token.role == Role::Brand && listed(token)) {
        let Some(word) = token.word else { continue };
        let Some((brand, named)) = shop.brand(word, vocabulary) else { continue };
        let own = named || stated.iter().any(|text| is_named(text, brand, vocabulary));
        let next = title.tokens[index + 1..].iter().find(|token| token.shape != Shape::Space);
        let borrowed = || next.is_some_and(|next| BORROWERS.contains(&title.text(*next)));
        let standing = if own {
            BrandStanding::Own
        } else if borrowed() {
            BrandStanding::Foreign
        } else if behind_accessory_marker(title, index) {
            BrandStanding::AccessoryFor
        } else if !stated.is_empty() && is_plainly_named(title, index, word, segmenter) {
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
fn is_plainly_named(title: &Segmented, index: usize, word: WordId, segmenter: &Segmenter) -> bool {
    let Some(info) = segmenter.vocabulary().info(word) else { return false };
    let everyday = info.ambiguous_brand || info.text.bytes().all(|byte| byte.is_ascii_digit());
    let next = title.tokens.get(index + 1).filter(|token| token.role == Role::Product).and_then(|token| token.word);
    let next = next.and_then(|id| segmenter.vocabulary().info(id));
    !everyday || next.is_some_and(|next| next.fields.meets(info.trades))
}
