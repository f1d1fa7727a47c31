//! `T6-twin`: two titles of one shop with the same words, or nearly, compete for the same searches and look like one product listed twice.

use super::{Check, Rule};
use crate::diagnostic::{Diagnostic, Location, Severity};
use crate::title::twins::Twin;

pub(super) const RULE: Rule =
    Rule {
        code: "T6-twin", title: "店内标题重复", severity: Severity::Warning, check: Check::Shop, examples: &[]
    };

/// Code of the rule.
pub(in crate::title) const CODE: &str = RULE.code;

/// What there is to say of a title whose twin is the listing `other`.
pub(in crate::title) fn finding(twin: Twin, other: &str, severity: Severity) -> Diagnostic {
    let message = if twin.shared == twin.words {
        format!("和本店宝贝 {other} 的标题用词相同，会互相抢流量，还容易被判重复铺货")
    } else {
        let Twin { shared, words, .. } = twin;
        format!("和本店宝贝 {other} 的标题几乎一样（合起来 {words} 个词，{shared} 个相同），会互相抢流量")
    };
    Diagnostic {
        rule: CODE,
        severity,
        location: Location::Listing,
        message,
        help: "各写各的属性、人群、场景，让两个宝贝覆盖不同的搜索".into(),
    }
}
