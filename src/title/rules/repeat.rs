//! `T6-repeat`: the same word twice covers nothing more. The core word may stand twice, and so may a name that doubles itself.

use super::example::{points, says};
use super::{Check, Findings, Rule};
use crate::diagnostic::Severity;

pub(super) const RULE: Rule = Rule {
    code: "T6-repeat",
    title: "重复用词",
    severity: Severity::Warning,
    check: Check::Title(check),
    examples: &[
        says("羊绒围巾女围巾"),
        says("500ml*2瓶500ml保温杯"),
        says("嘟噜嘟噜泡泡机"),
        points("保暖围巾女保暖", &["保暖"]),
        points("保暖保暖围巾女", &["保暖"]),
        points("围巾女围巾秋冬围巾", &["围巾"]),
    ],
};

fn check(findings: &mut Findings<'_, '_>) {
    let view = findings.view;
    for (index, before) in view.excess_repeats() {
        let Some(token) = view.segmented.tokens.get(index) else { continue };
        let count = (before + 1).to_string();
        let message = |word: &str| ["「", word, "」第 ", &count, " 次出现，重复的词不会多带来搜索"].concat();
        findings.report(token.start as usize, token.end as usize, message, "只留一处，省下的字节写别的词");
    }
}
