//! `T7-exempt`: a word that looks forbidden and is not: 第一代, 一级能效, a registered name. Said, so that nobody deletes it.

use super::example::{points, says};
use super::{Check, Findings, Rule};
use crate::diagnostic::Severity;
use crate::text::TermTier;

pub(super) const RULE: Rule = Rule {
    code: "T7-exempt",
    title: "看似违规、可以保留",
    severity: Severity::Hint,
    check: Check::Title(check),
    examples: &[
        says("羊绒围巾女"),
        says("最后一件女装"),
        points("一级能效空调", &["一级能效"]),
        points("第一代保温杯", &["第一代"]),
        points("荣耀手机壳", &["荣耀"]),
    ],
};

fn check(findings: &mut Findings<'_, '_>) {
    let view = findings.view;
    for term in view.terms.iter().filter(|term| term.tier == TermTier::Allowed) {
        // Only where a forbidden term stands inside: an allowed word that resembles nothing needs no word.
        if term.note.is_empty() {
            continue;
        }
        let message = |word: &str| format!("「{word}」不算广告法禁用词：{}", term.note);
        findings.report(term.start, term.end, message, "可以保留");
    }
}
