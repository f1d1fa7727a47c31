use std::sync::LazyLock;

use proptest::prelude::*;

use super::*;
use crate::dictionary::{Dictionary, Role};
use crate::text::{Segmented, Segmenter};

static DICTIONARY: LazyLock<Dictionary> = LazyLock::new(|| Dictionary::embedded().unwrap());
static SEGMENTER: LazyLock<Segmenter> = LazyLock::new(|| Segmenter::new(&DICTIONARY));

/// Titles with words of every kind, known and unknown ones, and anything at all.
fn title() -> impl Strategy<Value = String> {
    let piece = prop_oneof![
        proptest::sample::select(vec![
            "吧台椅",
            "光端机",
            "收纳盒",
            "套装",
            "女",
            "纯棉",
            "adidas",
            "阿迪达斯",
            "依之舍",
            "包邮",
            "2026",
            "500ml",
            "t恤",
            "【",
            "】",
            "/",
            " ",
            "-",
            "苹果",
            "手机壳",
            "之",
            "舍",
            "架",
            "膜",
            "z62",
            "适用",
            "骏福",
            "+",
        ])
        .prop_map(str::to_owned),
        "[\u{4e00}-\u{9fa5}]{1,3}",
        "\\PC{0,3}",
    ];
    proptest::collection::vec(piece, 0..14).prop_map(|pieces| pieces.concat())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(300))]

    /// The compiled tables against the sum over the features' names, one by one.
    #[test]
    fn the_tables_hold_the_sums_of_the_named_weights(title in title()) {
        let weights = Weights::embedded();
        let tagger = SEGMENTER.tagger();
        let mut segmented = Segmented::default();
        SEGMENTER.cut(&title, &mut segmented);
        let texts: Vec<&str> = segmented.tokens.iter().map(|&token| segmented.text(token)).collect();
        let seen: Vec<(Traits, &str)> = texts.iter().map(|&text| (SEGMENTER.traits(text), text)).collect();
        let mut lattice = segmented.lattice.clone();
        let mut rows = Vec::new();
        lattice.score(tagger, |row| rows.push(row));
        for at in 0..seen.len() {
            let mut expected = [0i32; LABELS];
            slots(tagger.endings(), &seen, at, |slot| {
                slot.names(|name| {
                    for (sum, weight) in expected.iter_mut().zip(weights.get(name)) {
                        *sum += i32::from(weight);
                    }
                });
            });
            let found: Vec<i32> = rows[at].to_array().iter().take(LABELS).map(|&weight| i32::from(weight)).collect();
            prop_assert_eq!(found, expected.to_vec(), "{:?} in {:?}", texts[at], texts);
        }
    }

    #[test]
    fn a_further_piece_has_one_of_its_sort_before_it(title in title()) {
        let mut segmented = Segmented::default();
        SEGMENTER.segment(&title, &mut segmented);
        let labels = &segmented.lattice.labels;
        prop_assert!(labels.first().is_none_or(|label| !label.continues()));
        prop_assert!(labels.windows(2).all(|pair| pair[0].may_precede(pair[1])), "{labels:?}");
    }
}

#[test]
fn weights_survive_their_text_form() {
    let weights = Weights::embedded();
    assert!(weights.names().len() > 1000);
    assert_eq!(Weights::parse(&weights.to_text()).to_text(), weights.to_text());
}

fn cut(title: &str) -> Vec<(String, Role)> {
    let mut segmented = Segmented::default();
    SEGMENTER.segment(title, &mut segmented);
    segmented.tokens.iter().map(|&token| (segmented.text(token).to_owned(), token.role)).collect()
}

fn named(title: &str, role: Role) -> Vec<String> {
    cut(title).into_iter().filter(|(_, own)| *own == role).map(|(text, _)| text).collect()
}

#[test]
fn compounds_that_no_dictionary_lists_are_products() {
    assert_eq!(named("酒店前台椅 摆摊桌 美容凳 厂家直销", Role::Product), ["前台椅", "摆摊桌", "美容凳"]);
}

#[test]
fn what_a_thing_is_for_is_not_what_is_sold() {
    let products = named("手机懒人支架 床头看电视", Role::Product);
    assert!(products.contains(&"支架".to_owned()) && !products.contains(&"手机".to_owned()), "{products:?}");
    assert_eq!(named("适用苹果15手机壳 磨砂防摔", Role::Product), ["手机壳"]);
}

#[test]
fn free_words_stay_words_of_their_own() {
    let texts: Vec<String> = cut("儿童衬衫 毛绒玩具 家居饰品").into_iter().map(|(text, _)| text).collect();
    assert_eq!(texts, ["儿童", "衬衫", " ", "毛绒", "玩具", " ", "家居", "饰品"]);
}

#[test]
fn a_brand_and_a_model_written_together_are_two() {
    let texts: Vec<String> = cut("oppor11手机壳").into_iter().map(|(text, _)| text).collect();
    assert_eq!(texts, ["oppo", "r11", "手机壳"]);
}

#[test]
fn a_woman_is_no_child_and_a_year_no_quantity() {
    let texts = |title| -> Vec<String> { cut(title).into_iter().map(|(text, _)| text).collect() };
    assert_eq!(texts("直筒牛仔裤子女"), ["直筒", "牛仔", "裤子", "女"]);
    assert!(named("2020年新款连衣裙", Role::Season).contains(&"2020年".to_owned()));
}
