//! `T6-service`: words about the deal, gifts and the shop's name: nobody searches them, and they push product words out.

use super::example::{points, says};
use super::{Check, Findings, Rule};
use crate::diagnostic::Severity;
use crate::dictionary::Role;

pub(super) const RULE: Rule = Rule {
    code: "T6-service",
    title: "促销、赠品、店铺用语",
    severity: Severity::Warning,
    check: Check::Title(check),
    examples: &[says("羊绒围巾女"), points("羊绒围巾女包邮", &["包邮"]), points("正品羊绒围巾女送礼品袋", &["正品"])],
};

fn check(findings: &mut Findings<'_, '_>) {
    let view = findings.view;
    if !view.roles.contains(Role::Service) {
        return;
    }
    for (index, token) in view.segmented.words() {
        if token.role == Role::Service && view.core != Some(index) {
            let message = |word: &str| ["「", word, "」是促销或服务用语，占标题位置却没人搜"].concat();
            findings.report(token.start as usize, token.end as usize, message, "从标题里删掉，写到主图或详情页里");
        }
    }
}
