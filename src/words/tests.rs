//! Mining over small made texts.

use std::sync::LazyLock;

use proptest::prelude::*;

use super::{Candidate, Evidence, Sieve, Source, dictionary_file};
use crate::config::{DictionaryConfig, WordsConfig};
use crate::dictionary::{Dictionary, Role};
use crate::listing::Listing;
use crate::text::Segmenter;

static DICTIONARY: LazyLock<Dictionary> = LazyLock::new(|| Dictionary::embedded().unwrap());
static SEGMENTER: LazyLock<Segmenter> = LazyLock::new(|| Segmenter::new(&DICTIONARY));

fn mine_with(config: &WordsConfig, rows: &[Source<'_>]) -> Vec<Candidate> {
    let mut sieve = Sieve::new(&SEGMENTER, config);
    for &row in rows {
        sieve.add(row);
    }
    let mut gatherer = sieve.gather(&DICTIONARY);
    for &row in rows {
        gatherer.add(row);
    }
    gatherer.finish()
}

fn mine(texts: &[String]) -> Vec<Candidate> {
    let rows: Vec<Source<'_>> = texts.iter().map(|text| Source::Keyword(text)).collect();
    mine_with(&WordsConfig::default(), &rows)
}

fn words(candidates: &[Candidate]) -> Vec<&str> {
    candidates.iter().map(|candidate| &*candidate.word).collect()
}

fn find<'a>(candidates: &'a [Candidate], word: &str) -> Option<&'a Candidate> {
    candidates.iter().find(|candidate| candidate.word == word)
}

const BRANDS: [&str; 6] = ["飞利浦", "美的", "海尔", "苏泊尔", "九阳", "格力"];
const PRODUCTS: [&str; 10] =
    ["电饭煲", "豆浆机", "电风扇", "加湿器", "吹风机", "电水壶", "空气炸锅", "吸尘器", "榨汁机", "电熨斗"];
const WORDS: [&str; 5] = ["家用", "小型", "静音", "便携", "宿舍"];

/// Titles of known brands, so that the model sees where brands and products stand.
fn known_titles() -> Vec<String> {
    let pairs = BRANDS.iter().flat_map(|brand| PRODUCTS.iter().map(move |product| (brand, product)));
    pairs
        .zip(WORDS.iter().cycle())
        .map(|((brand, product), word)| format!("{brand}{product}{word}多功能全自动不锈钢"))
        .collect()
}

#[test]
fn a_new_brand_is_found_whole_and_known_for_a_brand() {
    let mut texts = known_titles();
    texts.extend(
        PRODUCTS.iter().zip(WORDS.iter().cycle()).map(|(product, word)| format!("云槿鹿{product}{word}大容量智能款")),
    );
    let candidates = mine(&texts);
    let brand = find(&candidates, "云槿鹿").unwrap_or_else(|| panic!("{:?}", words(&candidates)));
    assert_eq!(
        (brand.role, brand.titles + brand.keywords, brand.evidence.clone()),
        (Some(Role::Brand), 10, Evidence::Context)
    );
    assert!(find(&candidates, "云槿").is_none() && find(&candidates, "槿鹿").is_none(), "{:?}", words(&candidates));
}

#[test]
fn a_known_word_before_a_short_product_head_is_a_product() {
    let mut texts = known_titles();
    let fronts = ["实木", "北欧", "折叠", "儿童", "布艺", "复古", "简约"];
    // Known products in the same frames.
    texts.extend(
        fronts.iter().flat_map(|front| ["沙发", "餐桌"].map(|known| format!("{front}{known}客厅阳台休闲靠背"))),
    );
    texts.extend(fronts.iter().map(|front| format!("{front}鲸鱼椅客厅阳台休闲靠背")));
    texts.extend(fronts.iter().zip(PRODUCTS).map(|(front, product)| format!("{front}{product}鲸鱼椅")));
    let candidates = mine(&texts);
    let product = find(&candidates, "鲸鱼椅").unwrap_or_else(|| panic!("{:?}", words(&candidates)));
    assert_eq!((product.role, product.titles + product.keywords), (Some(Role::Product), 14));
}

#[test]
fn fragments_quantities_and_what_always_has_one_neighbour_are_not_proposed() {
    let mut texts = Vec::new();
    for (product, word) in PRODUCTS.iter().zip(WORDS.iter().cycle()) {
        // 女装新 + 款, 三件, and 珑玥, which never stands without 阁.
        texts.push(format!("{word}女装新款{product}一套珑玥阁{word}"));
        texts.push(format!("{product}珑玥阁女装新款{word}一套"));
    }
    let candidates = mine(&texts);
    for junk in ["女装新", "新款", "一套", "珑玥", "玥阁"] {
        assert!(find(&candidates, junk).is_none(), "{junk}: {:?}", words(&candidates));
    }
    assert!(find(&candidates, "珑玥阁").is_some(), "{:?}", words(&candidates));
}

#[test]
fn a_text_that_stands_twice_counts_once() {
    let texts: Vec<String> = std::iter::repeat_n("珑玥阁电饭煲".to_owned(), 50).collect();
    assert_eq!(mine(&texts), []);
}

#[test]
fn a_query_of_its_own_needs_no_free_neighbours() {
    let asked: Vec<String> =
        PRODUCTS.iter().map(|product| format!("珑玥阁{product}")).chain(["珑玥阁".to_owned()]).collect();
    let candidate = mine(&asked);
    assert!(find(&candidate, "珑玥阁").is_some_and(|candidate| candidate.asked && candidate.keywords == 11));
}

#[test]
fn columns_name_brands_with_their_pairs_and_values_by_the_attributes_name() {
    let attribute = |name: &str, value: &str| crate::listing::Attribute { name: name.into(), value: value.into() };
    let listings: Vec<Listing> = (0..3)
        .map(|number| Listing {
            title: format!("{}{number}号", PRODUCTS[number]),
            brand: "Lomuya/珑玥阁".into(),
            attributes: vec![attribute("材质", "砂绒纱"), attribute("适用人群", "女")],
            ..Listing::default()
        })
        .collect();
    let rows: Vec<Source<'_>> = listings.iter().map(Source::Listing).collect();
    let candidates = mine_with(&WordsConfig::default(), &rows);
    assert_eq!(words(&candidates), ["lomuya", "珑玥阁", "砂绒纱"]);
    let latin = &candidates[0];
    assert_eq!((latin.role, latin.canonical.as_deref()), (Some(Role::Brand), Some("珑玥阁")));
    assert_eq!(latin.evidence, Evidence::Column("品牌".into()));
    assert_eq!(candidates[2].role, Some(Role::Material));
    // Once is not enough.
    assert_eq!(mine_with(&WordsConfig::default(), &rows[..1]), []);
}

#[test]
fn a_full_sieve_forgets_the_rare_and_keeps_the_frequent() {
    let config = WordsConfig { counted: 400, ..WordsConfig::default() };
    let mut texts = known_titles();
    for round in 0..6 {
        let products = PRODUCTS.iter().zip(WORDS.iter().cycle().skip(round));
        texts.extend(products.map(|(product, word)| format!("云槿鹿{product}{word}{}", WORDS[round % 5])));
        // Noise: pieces that stand once each.
        texts.extend((0..200).map(|at| {
            let character = |step: u32| char::from_u32(0x4e00 + (round as u32 * 1009 + at * 97 + step * 31) % 20_000);
            (0..12).filter_map(character).collect()
        }));
    }
    let rows: Vec<Source<'_>> = texts.iter().map(|text| Source::Keyword(text)).collect();
    let mut sieve = Sieve::new(&SEGMENTER, &config);
    for &row in &rows {
        sieve.add(row);
        assert!(sieve.held() <= config.counted);
    }
    assert!(sieve.lost() > 0);
    assert!(find(&mine_with(&config, &rows), "云槿鹿").is_some());
}

#[test]
fn the_file_is_a_dictionary_and_what_it_lists_is_not_proposed_again() {
    let mut texts = known_titles();
    texts.extend(PRODUCTS.iter().map(|product| format!("云槿鹿{product}大容量")));
    texts.extend(PRODUCTS.iter().map(|product| format!("Lomuya\t{product}静音")));
    let candidates = mine(&texts);
    let file = dictionary_file(&candidates);
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("mined.tsv"), &file).unwrap();
    let config = DictionaryConfig { folder: Some(folder.path().to_owned()), replace: false };
    let dictionary = Dictionary::load(&config).unwrap();
    let segmenter = Segmenter::new(&dictionary);
    let words_config = WordsConfig::default();
    let mut sieve = Sieve::new(&segmenter, &words_config);
    for text in &texts {
        sieve.add(Source::Keyword(text));
    }
    let mut gatherer = sieve.gather(&dictionary);
    for text in &texts {
        gatherer.add(Source::Keyword(text));
    }
    let again = gatherer.finish();
    let listed = candidates.iter().filter(|candidate| candidate.role.is_some());
    for candidate in listed {
        assert!(find(&again, &candidate.word).is_none(), "{}", candidate.word);
    }
    assert!(file.contains("\n云槿鹿\tbrand\n"), "{file}");
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(12))]

    #[test]
    fn any_text_is_taken_and_every_candidate_stands_in_its_examples(
        texts in prop::collection::vec("\\PC{0,24}|[一-龥a-z/ 0-9]{0,24}", 0..40)
    ) {
        let config = WordsConfig { min_texts: 1, min_freedom: 0.0, min_cohesion: 0.0, min_phrase_cohesion: 0.0, ..WordsConfig::default() };
        let rows: Vec<Source<'_>> = texts.iter().map(|text| Source::Keyword(text)).collect();
        let candidates = mine_with(&config, &rows);
        prop_assert_eq!(&candidates, &mine_with(&config, &rows));
        for candidate in &candidates {
            prop_assert!((0.0..=1.0).contains(&candidate.certainty));
            prop_assert!(!candidate.examples.is_empty());
            for example in &candidate.examples {
                prop_assert!(SEGMENTER.normalizer().normalize(example).contains(&candidate.word));
            }
        }
    }
}
