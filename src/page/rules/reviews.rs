//! `D5-reviews`: a page shows reviews although the listing is no hot seller.
//!
//! What: the section `reviews` is present and the listing's sales are known to be below those of its category's best sellers
//! ([`PageConfig::best_seller_share`](crate::config::PageConfig::best_seller_share)).
//! Why: good reviews convince where many bought; on a listing that few bought they look made up, and lengthen the page.
//! Example: 买家好评 with ten screenshots on a listing that sold three.

use crate::diagnostic::{Diagnostic, Location, Severity};
use crate::page::rules::Checked;
use crate::page::verdict::Verdict;

/// Id of the section in the table.
const SECTION: &str = "reviews";

pub(super) fn check(page: &Checked<'_>, findings: &mut Vec<Diagnostic>) {
    if page.context.best_seller != Some(false) {
        return;
    }
    let reviews = page.sections.iter().find(|section| &*section.id == SECTION && section.verdict == Verdict::Present);
    let Some(reviews) = reviews else { return };
    findings.push(Diagnostic {
        rule: "D5-reviews",
        severity: Severity::Hint,
        location: Location::Page { offset: reviews.offset.unwrap_or_default() },
        message: format!("这个宝贝不是爆款，详情页却放了“{}”：买的人少，评价截图像是编的，页面也变长", reviews.name),
        help: "等卖成爆款再放，放的时候打上店铺水印；现在先删掉".into(),
    });
}
