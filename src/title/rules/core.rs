//! `T3-core`: a title needs a core product word (核心词): what the thing is.

use super::example::{points, says};
use super::{Check, Findings, Rule};
use crate::diagnostic::Severity;

pub(super) const RULE: Rule = Rule {
    code: "T3-core",
    title: "没认出核心词",
    severity: Severity::Hint,
    check: Check::Title(check),
    examples: &[says("羊绒围巾女"), points("百搭保暖女", &["百搭保暖女"])],
};

fn check(findings: &mut Findings<'_, '_>) {
    if findings.view.core.is_none() {
        let end = findings.view.listing.title.len();
        findings.report_original(
            0,
            end,
            "标题里没有认出商品是什么（核心词），买家搜品类词时找不到它".to_owned(),
            "写上品类词，如 连衣裙、保温杯；确实写了的话，把它加进自己的词典",
        );
    }
}
