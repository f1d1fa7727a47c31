//! What a query says of the price (rule K5): a word that sets a thing apart from others of its kind (平价, 轻奢), or an amount of money (百元以内,
//! 9.9包邮).

use crate::dictionary::PriceLevel;
use crate::figure::Figure;
use crate::text::{Segmented, Vocabulary};

/// What a query wants the price to be.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct PriceClaim {
    /// How dear the thing should be, against others of its kind.
    level: Option<PriceLevel>,
    /// Least and greatest price, in yuan.
    amount: Option<(f64, f64)>,
    /// Whether the amount is a rough one (100元左右).
    about: bool,
}

/// What is known of a listing's price.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct ListingPrice {
    /// The price in yuan.
    pub yuan: Option<Figure>,
    /// The price over the median of the listing's category.
    pub against_category: Option<f64>,
}

impl PriceClaim {
    /// What `query` says; `None` where it says nothing of the price. Where a cheap and a dear word stand together (大牌平替, 平价轻奢) the cheap one
    /// holds.
    pub fn read(query: &Segmented, vocabulary: &Vocabulary) -> Option<Self> {
        let levels = query.tokens.iter().filter_map(|token| vocabulary.info(token.word?)?.price);
        // Cheap comes before dear.
        let level = levels.min();
        let amount = amount(&query.normalized);
        (level.is_some() || amount.is_some()).then_some(Self {
            level,
            amount: amount.map(|(least, most, _)| (least, most)),
            about: amount.is_some_and(|(.., about)| about),
        })
    }

    /// Whether a listing of this price may go for the query: what is not known excludes nothing. A cheap word suits listings of up to `1 + tolerance`
    /// times their category's median price, a dear one those from `1 / (1 + tolerance)` times; a rough amount reaches as far to either side.
    pub fn suits(&self, price: ListingPrice, tolerance: f64) -> bool {
        let factor = 1.0 + tolerance;
        let fits_level = match (self.level, price.against_category) {
            (Some(level), Some(ratio)) => suits_level(level, ratio, tolerance),
            _ => true,
        };
        let fits_amount = match (self.amount, price.yuan) {
            (Some((least, most)), Some(yuan)) => {
                let (least, most) = if self.about { (least / factor, most * factor) } else { (least, most) };
                yuan.low() <= most && yuan.high() >= least
            }
            _ => true,
        };
        fits_level && fits_amount
    }
}

/// Whether a word of this level suits a listing of `ratio` times its category's median price.
pub(crate) fn suits_level(level: PriceLevel, ratio: f64, tolerance: f64) -> bool {
    let factor = 1.0 + tolerance;
    match level {
        PriceLevel::Cheap => ratio <= factor,
        PriceLevel::Dear => ratio >= 1.0 / factor,
    }
}

/// The first amount of money that a text limits the price by, in yuan: least, most, and whether it is a rough one. A bare 50元 is none: coins, vouchers
/// and shops are called so.
fn amount(text: &str) -> Option<(f64, f64, bool)> {
    let mut before: Option<char> = None;
    for (at, character) in text.char_indices() {
        let starts = is_numeral(character)
            && !before.is_some_and(|before| before.is_ascii_alphanumeric() || is_numeral(before) || before == '.');
        before = Some(character);
        if starts && let Some(found) = text.get(at..).and_then(amount_at) {
            return Some(found);
        }
    }
    None
}

fn amount_at(text: &str) -> Option<(f64, f64, bool)> {
    let (first, rest) = number(text)?;
    let joint = ["-", "~", "到", "至"].iter().find_map(|joint| rest.strip_prefix(joint));
    let second = joint.and_then(number);
    let (last, rest) = second.unwrap_or((first, rest));
    // 9块9: nine yuan and nine tenths.
    let (last, rest, unit) = match ["块钱", "块", "元"].iter().find_map(|unit| rest.strip_prefix(unit)) {
        Some(rest) => match rest.chars().next().and_then(|tenth| tenth.to_digit(10)) {
            Some(tenth) if second.is_none() => (last + f64::from(tenth) / 10.0, rest.get(1..)?, true),
            _ => (last, rest, true),
        },
        None => (last, rest, false),
    };
    let rest = rest.trim_start();
    let is = |endings: &[&str]| endings.iter().any(|ending| rest.starts_with(ending));
    // Without a unit only 9.9 is surely a price: 15包邮 may be a model's.
    if is(&["包邮"]) && (unit || last.fract() > 0.0) {
        return Some((0.0, last, false));
    }
    if !unit {
        return None;
    }
    if second.is_some() {
        return Some((first.min(last), first.max(last), false));
    }
    if is(&["以内", "之内", "以下", "内", "封顶"]) {
        Some((0.0, last, false))
    } else if is(&["以上", "起", "往上"]) {
        Some((last, f64::INFINITY, false))
    } else if is(&["左右", "上下"]) {
        Some((last, last, true))
    } else {
        None
    }
}

fn is_numeral(character: char) -> bool {
    character.is_ascii_digit() || "一二两三四五六七八九十百千万".contains(character)
}

/// The number that a text starts with, `99.5`, 一百五十 or 3千, and what follows it.
fn number(text: &str) -> Option<(f64, &str)> {
    let digits = text.find(|c: char| !(c.is_ascii_digit() || c == '.')).unwrap_or(text.len());
    let (digits, rest) = text.split_at(digits);
    let mut value: Option<f64> = None;
    if !digits.is_empty() {
        value = Some(digits.parse().ok()?);
    }
    let (mut total, mut section) = (0.0, 0.0);
    let mut end = 0;
    for (at, character) in rest.char_indices().take_while(|&(_, character)| is_numeral(character)) {
        let digit = "一二三四五六七八九".chars().position(|digit| digit == character);
        match character {
            // 一两百: between the two, so none.
            _ if value.is_some() && (character == '两' || digit.is_some()) => return None,
            '两' => value = Some(2.0),
            '十' | '百' | '千' => {
                let unit = match character {
                    '十' => 10.0,
                    '百' => 100.0,
                    _ => 1000.0,
                };
                section += value.take().unwrap_or(1.0) * unit;
            }
            '万' => {
                let before = section + value.take().unwrap_or_default();
                total += if before > 0.0 { before } else { 1.0 } * 10_000.0;
                section = 0.0;
            }
            _ => value = Some(digit? as f64 + 1.0),
        }
        end = at + character.len_utf8();
    }
    let number = total + section + value.unwrap_or_default();
    (number > 0.0 && number.is_finite()).then_some((number, rest.get(end..).unwrap_or_default()))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::dictionary::Dictionary;
    use crate::text::Segmenter;

    fn priced(yuan: f64, ratio: f64) -> ListingPrice {
        ListingPrice { yuan: Figure::exact(yuan), against_category: Some(ratio) }
    }

    #[test]
    fn amounts_are_read_where_a_text_limits_the_price() {
        for (text, expected) in [
            ("百元以内耳机", Some((0.0, 100.0, false))),
            ("连衣裙50元以下", Some((0.0, 50.0, false))),
            ("手机 3千元以内", Some((0.0, 3000.0, false))),
            ("一百五十块以内的包", Some((0.0, 150.0, false))),
            ("100-200元口红", Some((100.0, 200.0, false))),
            ("一两百元左右", None),
            ("200元左右礼物", Some((200.0, 200.0, true))),
            ("两千元以上手机", Some((2000.0, f64::INFINITY, false))),
            ("9.9包邮女装", Some((0.0, 9.9, false))),
            ("9块9包邮", Some((0.0, 9.9, false))),
            ("两万元以内", Some((0.0, 20_000.0, false))),
            ("手机壳15包邮", None),
            ("100块拼图", None),
            ("50元纪念币", None),
            ("百元大钞", None),
            ("a9.9包邮", None),
            ("连衣裙", None),
        ] {
            assert_eq!(amount(text), expected, "{text}");
        }
    }

    #[test]
    fn a_claim_is_held_against_the_price_and_against_the_category() {
        let segmenter = Segmenter::new(&Dictionary::embedded().unwrap());
        let mut cut = Segmented::default();
        let mut suits = |query: &str, price: ListingPrice| {
            segmenter.segment(query, &mut cut);
            PriceClaim::read(&cut, segmenter.vocabulary()).is_none_or(|claim| claim.suits(price, 0.25))
        };
        for (query, cheap, middle, dear) in [
            ("平价连衣裙", true, true, false),
            ("轻奢连衣裙", false, true, true),
            ("大牌平替连衣裙", true, true, false),
            ("学生党连衣裙", true, true, false),
            ("百元以内连衣裙", true, true, false),
            ("300元以上连衣裙", false, false, true),
            ("100元左右连衣裙", false, true, false),
            ("连衣裙", true, true, true),
        ] {
            assert_eq!(suits(query, priced(30.0, 0.3)), cheap, "{query}");
            assert_eq!(suits(query, priced(95.0, 1.0)), middle, "{query}");
            assert_eq!(suits(query, priced(400.0, 4.0)), dear, "{query}");
            assert!(suits(query, ListingPrice::default()), "{query}");
        }
    }

    proptest! {
        #[test]
        fn any_text_is_read_and_an_amount_is_a_range(text in "[0-9.一二两三十百千万元块到至包邮以内 -]{0,16}") {
            if let Some((least, most, _)) = amount(&text) {
                prop_assert!(least >= 0.0 && least <= most);
            }
        }
    }
}
