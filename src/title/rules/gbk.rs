//! `T1-gbk`: a character outside GBK cannot be published at all.
//!
//! Invalid: `连衣裙😀夏`. Valid: `连衣裙夏`.

use super::example::{points, says};
use super::{Check, Findings, Rule};
use crate::diagnostic::Severity;

pub(super) const RULE: Rule = Rule {
    code: "T1-gbk",
    title: "含无法发布的字符",
    severity: Severity::Error,
    check: Check::Title(check),
    examples: &[
        says("连衣裙夏"),
        says("ＡＢ，围巾女"),
        points("连衣裙😀夏", &["😀"]),
        points("한복连衣裙", &["한", "복"]),
    ],
};

/// Characters of one title named at most.
const MOST_NAMED: usize = 20;

fn check(findings: &mut Findings<'_, '_>) {
    if findings.view.bytes.is_some() {
        return;
    }
    let title = &findings.view.listing.title;
    // A text in another script entirely need not be spelled out to its end.
    let mut named = 0;
    for (start, character) in title.char_indices() {
        if named == MOST_NAMED {
            break;
        }
        if findings.view.gbk.char_len(character).is_none() {
            let message = format!(
                "字符「{}」(U+{:04X})不在 GBK 里，标题会发布失败",
                character.escape_debug(),
                u32::from(character)
            );
            named += 1;
            findings.report_original(start, start + character.len_utf8(), message, "删掉或换成普通汉字");
        }
    }
}
