//! `D6-pictures-unread`: sections cannot be told because the text in pictures was not read.
//!
//! What: one hint a page, with the required sections whose verdict is [`Verdict::Unknown`].
//! Why: most real pages are pictures only; the check says so instead of guessing.
//! Example: a page of twenty pictures without one word of text.

use crate::diagnostic::{Diagnostic, Severity};
use crate::page::rules::{Checked, WHOLE_PAGE};
use crate::page::verdict::Verdict;

pub(super) fn check(page: &Checked<'_>, findings: &mut Vec<Diagnostic>) {
    let unread = page.reading.unread();
    let unknown: Vec<&str> = page
        .sections
        .iter()
        .filter(|section| section.required && section.verdict == Verdict::Unknown)
        .map(|section| &*section.name)
        .collect();
    if unread.is_empty() || unknown.is_empty() {
        return;
    }
    findings.push(Diagnostic {
        rule: "D6-pictures-unread",
        severity: Severity::Hint,
        location: WHOLE_PAGE,
        message: format!("{unread}里的内容没有识别，{} 个版块看不出有没有：{}", unknown.len(), unknown.join("、")),
        help: "把图片放在本地再查（taojin fetch 下载，taojin ocr install 装识别模型）；或者给图片写上说明（alt），加文字小标题".into(),
    });
}

#[cfg(test)]
mod tests {
    use crate::page::tests::{finding, general, pictures};

    #[test]
    fn a_page_of_pictures_earns_one_hint() {
        let finding = finding(&general(&pictures(9)), "D6-pictures-unread").unwrap();
        assert!(finding.message.starts_with("9 张图片里的内容没有识别，3 个版块"), "{}", finding.message);
        assert!(!finding.message.contains("商品图片"), "nine photos prove this section: {}", finding.message);
    }

    #[test]
    fn a_page_of_text_earns_none() {
        assert_eq!(finding(&general("<p>好用</p>"), "D6-pictures-unread"), None);
    }
}
