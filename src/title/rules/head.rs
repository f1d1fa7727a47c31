//! `T9-head`: a phone shows about 14 characters: the core word belongs among them.

use super::example::{points, says};
use super::{Check, Findings, Rule};
use crate::diagnostic::Severity;

pub(super) const RULE: Rule = Rule {
    code: "T9-head",
    title: "核心词太靠后",
    severity: Severity::Hint,
    check: Check::Title(check),
    examples: &[
        says("羊绒围巾女秋冬"),
        says("屏风隔断苏州简约车间板式活动折叠移动屏风"),
        points("秋冬加厚保暖百搭纯色长款韩版学生羊绒围巾", &["围巾"]),
    ],
};

fn check(findings: &mut Findings<'_, '_>) {
    let view = findings.view;
    let Some(core) = view.core.and_then(|core| view.segmented.tokens.get(core)) else { return };
    let shown = findings.config.phone_chars;
    let head = view.segmented.normalized.get(..core.end as usize).unwrap_or_default();
    if head.chars().count() <= shown {
        return;
    }
    // What stands further to the front may not be cut as a product, and is read all the same.
    let word = view.segmented.text(*core);
    let seen = head.char_indices().nth(shown).and_then(|(end, _)| head.get(..end)).unwrap_or_default();
    if word.chars().nth(1).is_some() && seen.contains(word) {
        return;
    }
    let shown = shown.to_string();
    let message = |word: &str| ["核心词「", word, "」在手机上看不到，手机只显示前 ", &shown, " 个字左右"].concat();
    findings.report(core.start as usize, core.end as usize, message, "把核心词和最重要的属性词移到最前面");
}
