//! `D4-price`: the page states a price that contradicts the listing's.
//!
//! What: a price (价格, 售价, 一口价 ...) that is not the listing's, a price to be paid (到手价, 券后价 ...) above it, or a former price (原价,
//! 市场价 ...) below it. Nothing is said where any of the page's plain prices is the listing's: then the others are of other variants.
//! Why: a shopper who sees two prices asks or leaves, and a price that the listing does not keep is a breach of the price law.
//! Example: 售价：199元 on the page of a listing of 239 yuan.

use crate::diagnostic::{Diagnostic, Location, Severity};
use crate::figure::Figure;
use crate::page::outline::Block;
use crate::page::rules::Checked;

/// What a price claims to be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Claim {
    /// The listing's own.
    Own,
    /// What is paid in the end: at most the listing's.
    Paid,
    /// What it used to cost, or costs elsewhere: at least the listing's.
    Former,
}

const WORDS: [(&str, Claim); 16] = [
    ("一口价", Claim::Own),
    ("售价", Claim::Own),
    ("现价", Claim::Own),
    ("价格", Claim::Own),
    ("单价", Claim::Own),
    ("到手价", Claim::Paid),
    ("券后价", Claim::Paid),
    ("活动价", Claim::Paid),
    ("促销价", Claim::Paid),
    ("优惠价", Claim::Paid),
    ("特价", Claim::Paid),
    ("秒杀价", Claim::Paid),
    ("原价", Claim::Former),
    ("市场价", Claim::Former),
    ("专柜价", Claim::Former),
    ("吊牌价", Claim::Former),
];

/// Prices that differ by less are the same one, rounded.
const TOLERANCE: f64 = 0.01;

pub(super) fn check(page: &Checked<'_>, findings: &mut Vec<Diagnostic>) {
    let Some(price) = page.context.price.filter(|price| price.low() > 0.0) else { return };
    let stated: Vec<(&Block, &str, Claim, f64)> = page
        .reading
        .outline()
        .blocks()
        .iter()
        .flat_map(|block| {
            block.content.texts().flat_map(prices).map(move |(word, claim, yuan)| (block, word, claim, yuan))
        })
        .collect();
    let is_own = |yuan: f64| yuan >= price.low() * (1.0 - TOLERANCE) && yuan <= price.high() * (1.0 + TOLERANCE);
    if stated.iter().any(|&(_, _, claim, yuan)| claim == Claim::Own && is_own(yuan)) {
        return;
    }
    let contradicts = |claim: Claim, yuan: f64| match claim {
        Claim::Own => !is_own(yuan),
        Claim::Paid => yuan > price.high() * (1.0 + TOLERANCE),
        Claim::Former => yuan < price.low() * (1.0 - TOLERANCE),
    };
    let Some(&(block, word, _, yuan)) = stated.iter().find(|&&(_, _, claim, yuan)| contradicts(claim, yuan)) else {
        return;
    };
    findings.push(Diagnostic {
        rule: "D4-price",
        severity: Severity::Warning,
        location: Location::Page { offset: block.offset },
        message: format!(
            "详情页写{word} {yuan} 元，宝贝价格是 {} 元：前后不一，买家会问，也可能被投诉价格欺诈",
            told(price)
        ),
        help: "改成宝贝现在的价格，或者详情页里不写价格".into(),
    });
}

fn told(price: Figure) -> String {
    if price.is_exact() { price.point().to_string() } else { format!("{}～{}", price.low(), price.high()) }
}

/// The prices that a text states: 售价：¥199, 到手价 99.5元. Ranges and shares are none.
fn prices(text: &str) -> impl Iterator<Item = (&'static str, Claim, f64)> {
    let worth_it = text.contains('价');
    let words = WORDS.into_iter().filter(move |_| worth_it);
    words.flat_map(move |(word, claim)| {
        text.match_indices(word).filter_map(move |(at, _)| {
            let behind = text.get(at + word.len()..)?;
            let behind = behind.trim_start_matches([':', '：', ' ', '¥', '￥', '为', '是', '仅', '约']);
            let digits = behind.bytes().take_while(|byte| byte.is_ascii_digit() || *byte == b'.').count();
            let yuan: f64 = behind.get(..digits)?.trim_end_matches('.').parse().ok()?;
            let unit = behind.get(digits..)?;
            let is_price =
                !unit.starts_with(['%', '％', '折', '-', '~', '～', '至', '万', '/', '起', '月', '年', '天', '号']);
            (is_price && yuan > 0.0).then_some((word, claim, yuan))
        })
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn prices_are_read_with_their_claim() {
        let read = |text: &'static str| prices(text).map(|(word, _, yuan)| (word, yuan)).collect::<Vec<_>>();
        assert_eq!(read("售价：¥199元"), [("售价", 199.0)]);
        assert_eq!(read("原价299 现价 99.5元"), [("现价", 99.5), ("原价", 299.0)]);
        for none in ["价格优惠", "特价5折", "价格99-199", "价格99起", "售价", "原价10%", "价格 . 元"]
        {
            assert_eq!(read(none), [], "{none}");
        }
    }
}
