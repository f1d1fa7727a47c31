//! `D4-brand`: the page names another brand than the listing.
//!
//! What: a property 品牌 whose value and the listing's brand do not contain each other. Values that name no brand (其他, 无) count as
//! none.
//! Why: a shopper who sees two brands trusts neither, and 品牌描述不符 is a reason to complain.
//! Example: 品牌：甲 in the parameters of a listing of the brand 乙.

use std::borrow::Cow;

use crate::diagnostic::{Diagnostic, Location, Severity};
use crate::page::label;
use crate::page::outline::{Block, Content};
use crate::page::rules::Checked;

/// Names of the property.
const NAMES: [&str; 4] = ["品牌", "品牌名称", "商品品牌", "产品品牌"];

/// Values that name no brand.
const NO_BRAND: [&str; 9] = ["其他", "其它", "无", "无品牌", "见图", "见包装", "自主品牌", "原创", "other"];

pub(super) fn check(page: &Checked<'_>, findings: &mut Vec<Diagnostic>) {
    let own = folded(page.context.brand);
    if own.is_empty() || NO_BRAND.contains(&own.as_str()) {
        return;
    }
    let named = page.reading.outline().blocks().iter().flat_map(|block| stated(block).map(move |brand| (block, brand)));
    let mut others = named.filter(|(_, brand)| {
        let brand = folded(brand);
        !brand.is_empty() && !NO_BRAND.contains(&brand.as_str()) && !own.contains(&brand) && !brand.contains(&own)
    });
    let Some((block, brand)) = others.next() else { return };
    findings.push(Diagnostic {
        rule: "D4-brand",
        severity: Severity::Warning,
        location: Location::Page { offset: block.offset },
        message: format!("详情页写的品牌是“{brand}”，宝贝的品牌是“{}”：买家会投诉描述不符", page.context.brand),
        help: "改成同一个品牌；是别的宝贝的版式就换掉".into(),
    });
}

/// Every brand that the block states.
pub(super) fn stated<'a>(block: &'a Block<'_>) -> impl Iterator<Item = &'a str> {
    let rows: &[Vec<Cow<'_, str>>] = match &block.content {
        Content::Table { rows } => rows,
        _ => &[],
    };
    let is_name = |name: &str| NAMES.contains(&name.trim_matches(|c: char| !c.is_alphanumeric()));
    let cells = rows.iter().flat_map(|row| row.windows(2)).filter_map(move |pair| match pair {
        [name, value] if is_name(name) => Some(&**value),
        _ => None,
    });
    let lines = block.content.texts().flat_map(str::lines).flat_map(|line| line.split([' ', '；', ';', '，', ',']));
    let stated = lines.filter_map(label::property).filter(move |(name, _)| is_name(name)).map(|(_, value)| value);
    cells.chain(stated).filter(|value| value.chars().count() <= 30)
}

/// Letters and digits alone, small.
fn folded(brand: &str) -> String {
    brand.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect()
}
