//! `T1-length`: a title holds at most 60 bytes of GBK, 30 Chinese characters.

use super::example::{points, says};
use super::{Check, Findings, Rule};
use crate::diagnostic::Severity;

pub(super) const RULE: Rule = Rule {
    code: "T1-length",
    title: "标题超长",
    severity: Severity::Error,
    check: Check::Title(check),
    examples: &[
        says("秋冬加厚羊绒围巾女百搭保暖纯色长款"),
        points("秋冬加厚羊绒围巾女百搭保暖纯色长款学生可爱韩版双面两用披肩空调房办公室厚", &["调房办公室厚"]),
    ],
};

fn check(findings: &mut Findings<'_, '_>) {
    let title = &findings.view.listing.title;
    let bytes = findings.view.bytes.unwrap_or_else(|| findings.view.gbk.len_lossy(title));
    let limit = findings.config.max_bytes;
    if bytes <= limit {
        return;
    }
    // Point at what does not fit.
    let mut length = 0;
    let mut from = title.len();
    for (start, character) in title.char_indices() {
        length += findings.view.gbk.char_len(character).unwrap_or(2);
        if length > limit {
            from = start;
            break;
        }
    }
    let message = format!("标题 {bytes} 字节，超过上限 {limit} 字节，超出部分「{}」发布不了", &title[from..]);
    findings.report_original(from, title.len(), message, "删掉没人搜的词，一个汉字 2 字节，一个英文或数字 1 字节");
}
