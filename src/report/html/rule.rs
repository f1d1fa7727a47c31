//! Rules in the words of the people who have to mend the titles.

/// The name of a rule for a heading; the code itself for a rule that is not known here.
pub(super) fn rule_title(code: &str) -> &str {
    TITLES
        .binary_search_by_key(&code, |(code, _)| code)
        .ok()
        .and_then(|at| TITLES.get(at))
        .map_or(code, |(_, title)| title)
}

/// Whether a rule is about terms that the advertising law forbids (rules T7 and D7).
pub(super) fn is_advertising_law(code: &str) -> bool {
    code.starts_with("T7-") || code.starts_with("D7-")
}

/// Whether a rule is about the detail page (rules D1-D7), not about the title.
pub(super) fn is_about_page(code: &str) -> bool {
    code.starts_with('D')
}

/// Sorted by code.
const TITLES: &[(&str, &str)] = &[
    ("D1-missing-section", "缺必备内容"),
    ("D2-broken", "代码坏了"),
    ("D2-duplicate-picture", "同一张图重复"),
    ("D2-insecure-picture", "图片用 http 地址"),
    ("D2-missing-section", "缺必备内容"),
    ("D2-order", "内容次序不对"),
    ("D2-photos", "图片太少"),
    ("D2-truncated", "页面太长，没看完"),
    ("D2-weight", "页面太重，打开慢"),
    ("D5-cross-sold", "关联宝贝太多"),
    ("D6-pictures-unread", "图里的字没有读"),
    ("D7-hard", "广告法违禁词"),
    ("D7-soft", "要举证的用语"),
    ("K5-brand", "借用别家品牌"),
    ("K5-mismatch", "词与宝贝属性不符"),
    ("T1-gbk", "有发不出去的字"),
    ("T1-length", "标题超长"),
    ("T1-short", "标题没用满"),
    ("T3-core", "缺核心词"),
    ("T3-structure", "标题结构不全"),
    ("T6-brand", "借用别家品牌"),
    ("T6-duplicate", "店内标题雷同"),
    ("T6-gift", "标题里写赠品"),
    ("T6-repeat", "同一个词重复"),
    ("T6-shop", "标题里写店名"),
    ("T6-space", "多余的空格"),
    ("T6-symbol", "装饰符号占字数"),
    ("T7-hard", "广告法违禁词"),
    ("T7-soft", "要举证的用语"),
    ("T9-head", "前几个字没放核心词"),
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_table_is_sorted_so_that_every_rule_is_found() {
        assert!(TITLES.is_sorted_by(|a, b| a.0 < b.0));
        assert!(TITLES.iter().all(|(code, title)| rule_title(code) == *title));
        assert_eq!(rule_title("X9-new"), "X9-new");
    }
}
