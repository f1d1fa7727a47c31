//! What the room does, seen from outside.

use crate::config::PageConfig;
use crate::diagnostic::Diagnostic;
use crate::page::{Outline, PageChecker, PageContext, PageReport};

pub(super) fn report(html: &str, category: &str, config: &PageConfig) -> PageReport {
    let checker = PageChecker::new(config).unwrap();
    checker.check(&Outline::parse(html, config), &PageContext { category, title: "" })
}

pub(super) fn clothing(html: &str) -> PageReport {
    report(html, "女装/连衣裙", &PageConfig::default())
}

pub(super) fn general(html: &str) -> PageReport {
    report(html, "手机", &PageConfig::default())
}

pub(super) fn pictures(count: usize) -> String {
    (0..count).map(|number| format!("<p><img src=\"//img/p{number}.jpg\"></p>")).collect()
}

pub(super) fn finding<'a>(report: &'a PageReport, rule: &str) -> Option<&'a Diagnostic> {
    report.findings.iter().find(|finding| finding.rule == rule)
}

pub(super) fn rules_of(report: &PageReport) -> Vec<&'static str> {
    report.findings.iter().map(|finding| finding.rule).collect()
}
