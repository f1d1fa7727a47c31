//! `D2-truncated`, `D2-broken`: the page could not be read to its end, or not as it was meant.
//!
//! What: the page is longer than [`PageConfig::max_bytes`](crate::config::PageConfig::max_bytes) or has too many parts; its
//! tables nest too deeply; or the HTML reader gave up.
//! Why: what was not read is not judged; and a page like this opens slowly or looks broken to shoppers, too.
//! Example: a picture of 6 MB pasted into the HTML instead of being uploaded.

use crate::diagnostic::{Diagnostic, Location, Severity};
use crate::page::rules::{Checked, WHOLE_PAGE};

pub(super) fn check(page: &Checked<'_>, findings: &mut Vec<Diagnostic>) {
    let flaws = page.reading.outline().flaws();
    if let Some(offset) = flaws.truncated {
        findings.push(Diagnostic {
            rule: "D2-truncated",
            severity: Severity::Warning,
            location: Location::Page { offset },
            message: format!("详情页太大，只看了前 {} KB：买家打开也会很慢", offset.div_ceil(1024)),
            help: "删掉贴进代码里的图片和多余的代码，图片传到图片空间再引用".into(),
        });
    }
    let broken = match (&flaws.broken, flaws.too_deep) {
        (Some(error), _) => format!("详情页的代码读到一半读不下去了（{error}）：后面的内容没有检查"),
        (None, true) => "详情页的表格或列表套得太深：里面的内容按普通文字检查，手机上也容易错位".to_owned(),
        (None, false) => return,
    };
    findings.push(Diagnostic {
        rule: "D2-broken",
        severity: Severity::Warning,
        location: WHOLE_PAGE,
        message: broken,
        help: "用详情编辑器重新排版，去掉从别处复制来的代码".into(),
    });
}

#[cfg(test)]
mod tests {
    use crate::config::PageConfig;
    use crate::page::tests::{finding, general, report};

    #[test]
    fn a_page_that_is_too_long_is_cut_and_says_so() {
        let config = PageConfig { max_bytes: 100, ..PageConfig::default() };
        let report = report(&"<p>尺寸</p>".repeat(40), "手机", &config);
        assert!(finding(&report, "D2-truncated").unwrap().message.contains("前 1 KB"));
        assert!(finding(&report, "D2-missing-section").is_none(), "the rest of the page may hold it");
    }

    #[test]
    fn tables_that_nest_too_deeply_are_reported() {
        let config = PageConfig { max_depth: 3, ..PageConfig::default() };
        let nested = |depth: usize| "<table><tr><td>".repeat(depth) + "文字";
        assert!(finding(&report(&nested(3), "手机", &config), "D2-broken").is_none());
        assert!(finding(&report(&nested(4), "手机", &config), "D2-broken").is_some());
    }

    #[test]
    fn sound_pages_are_not_reported() {
        let report = general("<p>好用</p>");
        assert!(finding(&report, "D2-truncated").or(finding(&report, "D2-broken")).is_none());
    }
}
