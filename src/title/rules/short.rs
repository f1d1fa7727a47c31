//! `T1-short`: a title that leaves much of its 60 bytes empty covers fewer searches than it could.

use super::{Findings, Rule};
use crate::diagnostic::Severity;

pub(super) const RULE: Rule = Rule { code: "T1-short", title: "标题太短", severity: Severity::Hint, check };

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
