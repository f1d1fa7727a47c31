//! What holds of any text at all, however strange.

use std::sync::LazyLock;

use proptest::prelude::*;
use unicode_segmentation::UnicodeSegmentation;

use super::{Segmented, Segmenter};
use crate::dictionary::Dictionary;

static SEGMENTER: LazyLock<Segmenter> = LazyLock::new(|| Segmenter::new(&Dictionary::embedded().unwrap()));

/// Pieces that a title may hold and that are easily cut in the wrong place.
fn piece() -> impl Strategy<Value = String> {
    let strange = proptest::sample::select(vec![
        // A family joined by U+200D, a flag, a keycap, a skin tone, half a flag, a joiner on its own.
        "👨\u{200d}👩\u{200d}👧\u{200d}👦",
        "🇨🇳",
        "1\u{fe0f}\u{20e3}",
        "👍🏽",
        "🇨",
        "\u{200d}",
        // Marks on letters and on Chinese characters, more than one on one, and one on nothing.
        "e\u{301}",
        "女\u{301}\u{20dd}",
        "\u{301}",
        "か\u{3099}",
        // Directions: overrides, isolates, marks.
        "\u{202e}裙衣连\u{202c}",
        "\u{2067}עברית\u{2069}",
        "\u{200f}",
        // Hangul in letters, Thai, Devanagari, variants of Chinese characters, beyond the Basic Multilingual Plane.
        "\u{1112}\u{1161}\u{11ab}",
        "ที่",
        "क्षि",
        "葛\u{e0100}",
        "𠮷野家",
        "\r\n",
        "Ａ㎡",
    ]);
    let plain = proptest::sample::select(vec![
        "连衣裙",
        "女",
        "适用",
        "iPhone15 Pro",
        "500ml*2瓶",
        "adidas/阿迪达斯",
        " ",
        "/",
        "【正品】",
        "依之舍",
        "T恤",
        "a",
        "é",
    ]);
    prop_oneof![strange.prop_map(str::to_owned), plain.prop_map(str::to_owned), "\\PC{0,3}", "[\u{4e00}-\u{9fff}]{1,3}"]
}

fn text(pieces: impl Into<proptest::collection::SizeRange>) -> impl Strategy<Value = String> {
    proptest::collection::vec(piece(), pieces).prop_map(|pieces| pieces.concat())
}

/// Segments the text and says what is wrong with the tokens.
fn faults(text: &str) -> Vec<String> {
    let mut faults = Vec::new();
    let mut title = Segmented::default();
    SEGMENTER.segment(text, &mut title);
    let joined: String = title.tokens.iter().map(|&token| title.text(token)).collect();
    if joined != title.normalized {
        faults.push(format!("tokens join to {joined:?}, not {:?}", title.normalized));
    }
    let borders: Vec<usize> = title.normalized.grapheme_indices(true).map(|(at, _)| at).collect();
    for token in &title.tokens {
        if borders.binary_search(&token.range().start).is_err() {
            faults.push(format!("{:?} starts inside a grapheme", title.text(*token)));
        }
    }
    let normalizer = SEGMENTER.normalizer();
    if normalizer.normalize(text) != title.normalized || normalizer.normalize(&title.normalized) != title.normalized {
        faults.push("the normal form is not its own".to_owned());
    }
    for token in &title.tokens {
        let (start, end) = normalizer.original_range(text, token.range().start, token.range().end);
        if start > end || text.get(start..end).is_none() {
            faults.push(format!("{:?} leads to {start}..{end} of the original", title.text(*token)));
        }
    }
    faults
}

proptest! {
    #[test]
    fn tokens_join_to_the_normal_form_and_split_no_grapheme(text in text(0..24)) {
        prop_assert_eq!(faults(&text), Vec::<String>::new(), "{:?}", text);
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(8))]

    #[test]
    fn so_do_those_of_ten_kilobytes(text in text(1500..2000)) {
        prop_assert!(text.len() > 5_000);
        let long = text.repeat(10_000 / text.len() + 1);
        prop_assert_eq!(faults(&long), Vec::<String>::new());
    }
}

#[test]
fn one_piece_again_and_again_for_ten_kilobytes() {
    for piece in ["👩\u{200d}", "\u{301}", "🇨", "\u{202e}", "女", "a", " ", "之舍", "1*", "é", "\u{1161}"] {
        assert_eq!(faults(&piece.repeat(10_000 / piece.len())), Vec::<String>::new(), "{piece:?}");
    }
}
