//! `T1-short`: a title that leaves much of its 60 bytes empty covers fewer searches than it could.

use super::example::{points, says};
use super::{Check, Findings, Rule};
use crate::diagnostic::Severity;

pub(super) const RULE: Rule = Rule {
    code: "T1-short",
    title: "标题太短",
    severity: Severity::Hint,
    check: Check::Title(check),
    examples: &[says("秋冬加厚羊绒围巾女百搭保暖纯色长款学生披肩"), points("羊绒围巾女", &["羊绒围巾女"])],
};

fn check(findings: &mut Findings<'_, '_>) {
    let (least, limit) = (findings.config.short_bytes, findings.config.max_bytes);
    if let Some(bytes) = findings.view.bytes
        && bytes < least
    {
        let end = findings.view.listing.title.len();
        let message = format!("标题只用了 {bytes} 字节，还有 {} 字节可以写买家会搜的词", limit.saturating_sub(bytes));
        findings.report_original(0, end, message, "补上材质、款式、人群、场景等真实属性词");
    }
}
