//! `D2-bad-picture`: a picture's file could not be read, or not all of it.
//!
//! What: one hint a page, with the number of pictures whose local file has a flaw, and the flaw of the first.
//! Why: what was not read is not checked; and a damaged file shows as a grey box.
//! Example: a JPEG of 0 bytes.

use crate::diagnostic::{Diagnostic, Location, Severity};
use crate::page::picture;
use crate::page::rules::Checked;

pub(super) fn check(page: &Checked<'_>, findings: &mut Vec<Diagnostic>) {
    let mut bad = page.reading.outline().pictures().filter_map(|(block, picture)| {
        let flaw = picture.facts.as_ref()?.flaw.as_deref()?;
        Some((block, picture, flaw))
    });
    let Some((block, picture, flaw)) = bad.next() else { return };
    let name = picture::file_name(&picture.src);
    findings.push(Diagnostic {
        rule: "D2-bad-picture",
        severity: Severity::Hint,
        location: Location::Page { offset: block.offset },
        message: format!(
            "{} 张图片没能读全（例如 {name}：{flaw}）：里面的内容没有检查，买家可能也看不到",
            1 + bad.count()
        ),
        help: "打开看一眼；坏了就换一张，动图把要紧的字写在第一帧".into(),
    });
}
