//! `D3-outside-link`: a link leads away from the platform.
//!
//! What: links and image-map areas whose host is none of [`PageConfig::own_hosts`](crate::config::PageConfig::own_hosts) nor below
//! one; addresses without a host stay on the page. One warning a page, with the number of links and the first host.
//! Why: outside links are forbidden on detail pages, and every one of them takes the visitor away.
//! Example: `<a href="https://weidian.com/?userid=1">`.

use crate::diagnostic::{Diagnostic, Location, Severity};
use crate::page::outline::Content;
use crate::page::rules::Checked;

pub(super) fn check(page: &Checked<'_>, findings: &mut Vec<Diagnostic>) {
    let blocks = page.reading.outline().blocks().iter();
    let hosts = blocks.filter_map(|block| match &block.content {
        Content::Link { href, .. } => Some((block, host(href)?)),
        _ => None,
    });
    let is_own = |host: &str| {
        page.config.own_hosts.iter().any(|own| {
            let end = host.len().checked_sub(own.len()).and_then(|at| host.get(at..).zip(host.get(..at)));
            end.is_some_and(|(end, before)| {
                end.eq_ignore_ascii_case(own) && (before.is_empty() || before.ends_with('.'))
            })
        })
    };
    let mut outside = hosts.filter(|(_, host)| !is_own(host));
    let Some((block, host)) = outside.next() else { return };
    findings.push(Diagnostic {
        rule: "D3-outside-link",
        severity: Severity::Warning,
        location: Location::Page { offset: block.offset },
        message: format!("{} 个链接通到站外（例如 {host}）：平台不允许，买家也被带走了", 1 + outside.count()),
        help: "删掉站外链接；确实是自家的站点，就写进配置的 page.own_hosts".into(),
    });
}

/// The host of an address; `None` for one that stays on the page.
fn host(href: &str) -> Option<&str> {
    let href = href.trim();
    let rest = match href.split_once("//") {
        Some(("", rest)) => rest,
        Some((scheme, rest)) if scheme.eq_ignore_ascii_case("http:") || scheme.eq_ignore_ascii_case("https:") => rest,
        _ => return None,
    };
    let host = rest.split(['/', '?', '#', '\\']).next().unwrap_or_default();
    let host = host.rsplit_once('@').map_or(host, |(_, host)| host);
    let host = host.split_once(':').map_or(host, |(host, _)| host);
    host.contains('.').then_some(host)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_host_is_what_a_browser_goes_to() {
        assert_eq!(host("https://weidian.com/?id=1"), Some("weidian.com"));
        assert_eq!(host("//a.b.com:8080/x"), Some("a.b.com"));
        assert_eq!(host("HTTP://taobao.com@evil.cn/"), Some("evil.cn"));
        for stays in ["#size", "javascript:void(0)", "/item.htm?x=//a.com", "tel:1", ""] {
            assert_eq!(host(stays), None, "{stays}");
        }
    }
}
