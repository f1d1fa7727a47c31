//! `D1-colour-note`: a page of clothing says nothing of differences in colour.
//!
//! What: the verdict on the section `colour` is [`Verdict::Missing`]: every word of the page was read and none speaks of 色差.
//! Why: screens show colours differently; without the note each such difference is a return for 描述不符.
//! Example: a page with model, details and sizes in text and no word on colour.

use crate::diagnostic::{Diagnostic, Severity};
use crate::page::rules::{Checked, WHOLE_PAGE};
use crate::page::verdict::Verdict;

/// Id of the section in the table.
pub(super) const SECTION: &str = "colour";

pub(super) fn check(page: &Checked<'_>, findings: &mut Vec<Diagnostic>) {
    let colour = page.sections.iter().find(|section| &*section.id == SECTION);
    if colour.is_none_or(|section| !section.required || section.verdict != Verdict::Missing) {
        return;
    }
    findings.push(Diagnostic {
        rule: "D1-colour-note",
        severity: Severity::Warning,
        location: WHOLE_PAGE,
        message: "详情页没有色差说明：买家收到后觉得颜色不一样，就会按描述不符退货".into(),
        help: "在细节图附近加一句，例如“图片在自然光下拍摄，因显示器不同可能有轻微色差，以实物为准”".into(),
    });
}
