//! Words that columns name: brands, values of attributes, categories.

use std::collections::BTreeMap;

use crate::dictionary::Role;
use crate::listing::Listing;
use crate::text::Normalizer;

/// Different words remembered; when there are more, those met least go.
const MOST: usize = 100_000;
/// Characters of the longest value that is taken for a word.
const LONGEST: usize = 16;
/// Examples kept of a word.
const EXAMPLES: usize = 3;

/// Names of attributes, and the role of their values.
const ATTRIBUTES: [(&str, Role); 34] = [
    ("品牌", Role::Brand),
    ("材质", Role::Material),
    ("面料", Role::Material),
    ("材质成分", Role::Material),
    ("面料材质", Role::Material),
    ("里料材质", Role::Material),
    ("鞋面材质", Role::Material),
    ("鞋底材质", Role::Material),
    ("帮面材质", Role::Material),
    ("填充物", Role::Material),
    ("颜色", Role::Colour),
    ("颜色分类", Role::Colour),
    ("主要颜色", Role::Colour),
    ("图案", Role::Pattern),
    ("风格", Role::Style),
    ("款式", Role::Style),
    ("版型", Role::Style),
    ("领型", Role::Style),
    ("袖型", Role::Style),
    ("裙型", Role::Style),
    ("季节", Role::Season),
    ("适用季节", Role::Season),
    ("适用人群", Role::Audience),
    ("适用对象", Role::Audience),
    ("适用性别", Role::Audience),
    ("适用场景", Role::Scene),
    ("适用场合", Role::Scene),
    ("场景", Role::Scene),
    ("功能", Role::Function),
    ("功效", Role::Function),
    ("工艺", Role::Craft),
    ("产地", Role::Origin),
    ("品类", Role::Product),
    ("产品名称", Role::Product),
];

/// What does not name anything.
const NOTHING: [&str; 10] = ["其他", "其它", "其他/other", "other", "无", "暂无", "无品牌", "未知", "通用", "见详情"];

/// A word that a column names.
#[derive(Debug, Default)]
pub(super) struct Naming {
    /// Rows that name it.
    pub(super) rows: u32,
    /// The column: 品牌, 材质, 类目.
    pub(super) column: Box<str>,
    /// The other name of the same brand, where the column gives a pair (`MAC/魅可`): the Chinese one.
    pub(super) main: Option<Box<str>>,
    pub(super) examples: Vec<Box<str>>,
}

/// Words by role, as columns name them.
#[derive(Debug, Default)]
pub(super) struct Named {
    words: BTreeMap<(Role, Box<str>), Naming>,
}

impl Named {
    /// Takes in what a listing's columns name.
    pub(super) fn add(&mut self, listing: &Listing, normalizer: &Normalizer) {
        self.add_brand("品牌", &listing.brand, listing, normalizer);
        for attribute in &listing.attributes {
            let name = attribute.name.trim();
            match ATTRIBUTES.iter().find(|(known, _)| *known == name) {
                Some((column, Role::Brand)) => self.add_brand(column, &attribute.value, listing, normalizer),
                Some((column, role)) => self.add_values(*role, column, &attribute.value, listing, normalizer),
                None => {}
            }
        }
        let leaf = listing.category.rsplit(['>', '》', '|']).next().unwrap_or_default();
        self.add_values(Role::Product, "类目", leaf, listing, normalizer);
        if self.words.len() > MOST {
            let mut least = 1;
            while self.words.len() > MOST / 2 {
                self.words.retain(|_, naming| naming.rows > least);
                least += 1;
            }
        }
    }

    /// Every word with its role, in their order.
    pub(super) fn into_words(self) -> impl Iterator<Item = (Role, Box<str>, Naming)> {
        self.words.into_iter().map(|((role, word), naming)| (role, word, naming))
    }

    fn add_brand(&mut self, column: &str, value: &str, listing: &Listing, normalizer: &Normalizer) {
        let value = normalizer.normalize(value);
        let names: Vec<&str> = value.split(['/', '(', ')']).map(str::trim).filter(|name| is_name(name)).collect();
        let chinese = names.iter().copied().find(|name| !name.is_ascii());
        for &name in &names {
            let main = chinese.filter(|&main| names.len() == 2 && main != name && name.is_ascii());
            self.count(Role::Brand, name, column, main, listing);
        }
    }

    fn add_values(&mut self, role: Role, column: &str, values: &str, listing: &Listing, normalizer: &Normalizer) {
        let values = normalizer.normalize(values);
        for value in values.split(['/', ',', '、', ';', '+', ' ', '(', ')']).map(str::trim) {
            if is_name(value) && value.chars().all(|c| matches!(c, '\u{4e00}'..='\u{9fff}')) {
                self.count(role, value, column, None, listing);
            }
        }
    }

    fn count(&mut self, role: Role, word: &str, column: &str, main: Option<&str>, listing: &Listing) {
        let naming = self.words.entry((role, word.into())).or_default();
        naming.rows += 1;
        if naming.rows == 1 {
            naming.column = column.into();
            naming.main = main.map(Into::into);
        }
        if naming.examples.len() < EXAMPLES && !naming.examples.iter().any(|example| **example == *listing.title) {
            naming.examples.push(listing.title.as_str().into());
        }
    }
}

/// Whether a value is a word or a few: two to sixteen characters, a letter at its ends, no number by itself.
fn is_name(value: &str) -> bool {
    let count = value.chars().count();
    (2..=LONGEST).contains(&count)
        && value.starts_with(char::is_alphanumeric)
        && value.chars().any(char::is_alphabetic)
        && !value.starts_with(|c: char| c.is_ascii_digit())
        && !NOTHING.contains(&value)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::listing::Attribute;

    fn named(listing: &Listing) -> Vec<(Role, String, Option<String>)> {
        let mut named = Named::default();
        named.add(listing, &Normalizer::new());
        let words = named.into_words();
        words.map(|(role, word, naming)| (role, word.into(), naming.main.map(Into::into))).collect()
    }

    #[test]
    fn a_brand_pair_is_an_alias_and_its_main_name() {
        let listing = Listing { brand: "MAC/魅可".into(), ..Listing::default() };
        assert_eq!(
            named(&listing),
            [(Role::Brand, "mac".to_owned(), Some("魅可".to_owned())), (Role::Brand, "魅可".to_owned(), None)]
        );
    }

    #[test]
    fn attributes_give_the_role_of_their_values_and_the_category_names_products() {
        let attribute = |name: &str, value: &str| Attribute { name: name.into(), value: value.into() };
        let listing = Listing {
            category: "女装>围巾/披肩".into(),
            attributes: vec![attribute("材质", "雪纺,100%棉"), attribute("货号", "甲乙"), attribute("品牌", "其他")],
            ..Listing::default()
        };
        let words: Vec<(Role, String)> = named(&listing).into_iter().map(|(role, word, _)| (role, word)).collect();
        assert_eq!(
            words,
            [
                (Role::Product, "围巾".to_owned()),
                (Role::Product, "披肩".to_owned()),
                (Role::Material, "雪纺".to_owned())
            ]
        );
    }
}
