//! `D2-insecure-picture`: pictures are loaded over plain `http:`.
//!
//! What: one hint a page, with the number of such pictures and the place of the first.
//! Why: browsers and the platform's app block or delay them on an `https:` page, and the shopper sees a grey box.
//! Example: `<img src="http://img.example.com/1.jpg">`.

use crate::diagnostic::{Diagnostic, Location, Severity};
use crate::page::rules::Checked;

pub(super) fn check(page: &Checked<'_>, findings: &mut Vec<Diagnostic>) {
    let is_insecure = |src: &str| src.get(..5).is_some_and(|scheme| scheme.eq_ignore_ascii_case("http:"));
    let mut insecure = page.reading.outline().pictures().filter(|(_, picture)| is_insecure(&picture.src));
    let Some((first, _)) = insecure.next() else { return };
    findings.push(Diagnostic {
        rule: "D2-insecure-picture",
        severity: Severity::Hint,
        location: Location::Page { offset: first.offset },
        message: format!("{} 张图片用 http 地址：手机端可能不显示，或者打开很慢", 1 + insecure.count()),
        help: "把图片传到图片空间，地址改成 https:// 或 // 开头".into(),
    });
}

#[cfg(test)]
mod tests {
    use crate::diagnostic::Location;
    use crate::page::tests::{finding, general};

    #[test]
    fn plain_http_is_counted_once_a_page() {
        let html = "<img src=//a/1.jpg><img src=http://a/2.jpg><img src=HTTP://a/3.jpg><img src=https://a/4.jpg>";
        let finding = finding(&general(html), "D2-insecure-picture").unwrap();
        assert!(finding.message.starts_with("2 张"));
        assert_eq!(finding.location, Location::Page { offset: 19 });
    }

    #[test]
    fn other_addresses_are_fine() {
        assert_eq!(finding(&general("<img src=//a/1.jpg><img src=https://a/1.jpg>"), "D2-insecure-picture"), None);
    }
}
