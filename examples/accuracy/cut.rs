//! A title cut into tokens, and the brands and products among them.

use std::ops::Range;

use jieba_rs::Jieba;
use taojin::dictionary::Role;
use taojin::text::{Segmented, Segmenter, Shape};

/// A title cut by one of the segmenters; ranges are bytes in the title as it stands.
#[derive(Debug, Default)]
pub struct Cut {
    /// Every token, in order.
    pub tokens: Vec<Token>,
    /// What is taken for a brand.
    pub brands: Vec<Range<usize>>,
    /// What is taken for a product.
    pub products: Vec<Range<usize>>,
}

/// A token.
#[derive(Debug)]
pub struct Token {
    pub range: Range<usize>,
    /// What it is; plain jieba does not say.
    pub role: Option<Role>,
}

/// Cuts with this project's segmenter.
pub fn segmented(segmenter: &Segmenter, text: &str) -> Cut {
    let mut segmented = Segmented::default();
    segmenter.segment(text, &mut segmented);
    let original = |range: Range<usize>| {
        let (start, end) = segmenter.normalizer().original_range(text, range.start, range.end);
        start..end
    };
    let spans = |role| role_spans(&segmented, role).map(original).collect();
    Cut {
        tokens: segmented
            .tokens
            .iter()
            .map(|token| Token { range: original(token.range()), role: Some(token.role) })
            .collect(),
        brands: spans(Role::Brand),
        products: spans(Role::Product),
    }
}

/// The spans that a segmented title holds of a role, in bytes of its normal form: each token of that role, with the tokens that the segmenter takes for
/// one phrase with it (毛绒 玩具). The role of a phrase is that of its last word.
pub fn role_spans(title: &Segmented, role: Role) -> impl Iterator<Item = Range<usize>> {
    let mut phrases: Vec<(Range<usize>, Role)> = Vec::new();
    for token in title.tokens.iter().filter(|token| matches!(token.shape, Shape::Word | Shape::Latin)) {
        match phrases.last_mut().filter(|_| token.joined) {
            Some((range, last)) => {
                range.end = token.end as usize;
                *last = token.role;
            }
            None => phrases.push((token.range(), token.role)),
        }
    }
    phrases.into_iter().filter(move |(_, last)| *last == role).map(|(range, _)| range)
}

/// Cuts with plain jieba.
pub fn jieba(jieba: &Jieba, text: &str) -> Cut {
    let tokens = jieba.cut(text, false).into_iter();
    Cut {
        tokens: tokens.map(|token| Token { range: token.byte_start..token.byte_end, role: None }).collect(),
        ..Cut::default()
    }
}

#[cfg(test)]
mod tests {
    use taojin::dictionary::Dictionary;

    use super::*;

    #[test]
    fn ranges_are_those_of_the_title_as_it_stands() {
        let segmenter = Segmenter::new(&Dictionary::embedded().unwrap());
        let text = "ＡＤＩＤＡＳ/阿迪達斯 ２㎡連衣裙";
        let cut = segmented(&segmenter, text);
        let parts =
            |ranges: &[Range<usize>]| -> Vec<&str> { ranges.iter().map(|range| &text[range.clone()]).collect() };
        assert_eq!(parts(&cut.brands), ["ＡＤＩＤＡＳ", "阿迪達斯"]);
        assert_eq!(parts(&cut.products), ["連衣裙"]);
        let joined: String = cut.tokens.iter().map(|token| &text[token.range.clone()]).collect();
        assert_eq!(joined, text);
    }

    #[test]
    fn jieba_cuts_the_title_as_it_stands_and_knows_no_roles() {
        let text = "纯棉T恤";
        let cut = jieba(&Jieba::new(), text);
        let joined: String = cut.tokens.iter().map(|token| &text[token.range.clone()]).collect();
        assert_eq!(joined, text);
        assert!(cut.tokens.iter().all(|token| token.role.is_none()));
        assert!(cut.brands.is_empty() && cut.products.is_empty());
    }
}
