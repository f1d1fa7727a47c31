//! `T7-hard`: absolute terms and medical claims that advertising law (广告法 art. 9) forbids.
//!
//! Matched on words, longest first: 最后一件 is not 最.

use super::example::{points, says};
use super::{Check, Findings, Rule};
use crate::diagnostic::Severity;
use crate::text::TermTier;

pub(super) const RULE: Rule = Rule {
    code: "T7-hard",
    title: "广告法禁用词",
    severity: Severity::Error,
    check: Check::Title(check),
    examples: &[
        says("女装秋冬新款"),
        says("最后一件外套"),
        says("第一代保温杯"),
        says("一级能效空调"),
        points("顶级羊绒围巾", &["顶级"]),
        points("全国第一好茶", &["全国第一"]),
        points("最温柔连衣裙", &["最"]),
    ],
};

fn check(findings: &mut Findings<'_, '_>) {
    let view = findings.view;
    for term in view.terms.iter().filter(|term| term.tier == TermTier::Hard) {
        let message = |word: &str| format!("「{word}」违反广告法，会被处罚或下架");
        let help = if term.note.is_empty() {
            "删掉，用可以证明的事实代替".to_owned()
        } else {
            term.note.to_owned()
        };
        findings.report(term.start, term.end, message, help);
    }
}
