//! `D5-cross-sold`: more items are recommended than the manual allows.
//!
//! What: links and image-map areas to more different items than
//! [`PageConfig::max_cross_sold`](crate::config::PageConfig::max_cross_sold), wherever they stand; points at the first too many.
//! Why: every link leads away from the page; more than four, and the visitor shops around instead of buying.
//! Example: a wall of twelve items above the description.

use crate::diagnostic::{Diagnostic, Location, Severity};
use crate::page::rules::Checked;

pub(super) fn check(page: &Checked<'_>, findings: &mut Vec<Diagnostic>) {
    let (items, most) = (page.reading.items(), page.config.max_cross_sold);
    let Some(first) = items.get(most) else { return };
    findings.push(Diagnostic {
        rule: "D5-cross-sold",
        severity: Severity::Warning,
        location: Location::Page { offset: first.block.offset },
        message: format!("详情页推荐了 {} 件其他宝贝，最多 {most} 件：链接越多，买家越容易离开这一页", items.len()),
        help: format!("只留 {most} 件最搭配的，其余删掉").into(),
    });
}

#[cfg(test)]
mod tests {
    use crate::page::tests::{finding, general};

    fn links(ids: std::ops::Range<u32>) -> String {
        let links = ids.map(|id| format!("<a href='//item.taobao.com/item.htm?id={id}'><img src={id}.jpg></a>"));
        links.collect::<Vec<_>>().concat()
    }

    #[test]
    fn four_items_are_allowed_and_the_fifth_is_not() {
        assert_eq!(finding(&general(&links(0..4)), "D5-cross-sold"), None);
        assert!(finding(&general(&links(0..5)), "D5-cross-sold").unwrap().message.contains("推荐了 5 件"));
    }

    #[test]
    fn an_item_linked_twice_counts_once_and_areas_count() {
        let html = format!("{}{}<area href='//item.jd.com/77.html'>", links(0..3), links(0..3));
        assert_eq!(finding(&general(&html), "D5-cross-sold"), None);
        let html = format!("{html}<area href='//item.jd.com/78.html'>");
        assert!(finding(&general(&html), "D5-cross-sold").is_some());
    }
}
