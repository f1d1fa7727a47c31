//! `T7-soft`: terms that advertising law tolerates only with proof.

use super::example::{points, says};
use super::{Check, Findings, Rule};
use crate::diagnostic::Severity;
use crate::text::TermTier;

pub(super) const RULE: Rule = Rule {
    code: "T7-soft",
    title: "需要证明的宣传词",
    severity: Severity::Warning,
    check: Check::Title(check),
    examples: &[
        says("羊绒围巾女"),
        says("高级感连衣裙女"),
        points("神器收纳盒", &["神器"]),
        points("减肥燃脂塑身衣", &["减肥", "燃脂"]),
    ],
};

fn check(findings: &mut Findings<'_, '_>) {
    let view = findings.view;
    for term in view.terms.iter().filter(|term| term.tier == TermTier::Soft) {
        let message = |word: &str| ["「", word, "」没有证明材料时容易被投诉"].concat();
        let help = if term.note.is_empty() {
            "没有证明就换成具体的属性词".to_owned()
        } else {
            term.note.to_owned()
        };
        findings.report(term.start, term.end, message, help);
    }
}
