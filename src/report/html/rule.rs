//! Rules in the words of the people who have to mend the titles.

/// The name of a rule for a heading; the code itself for a rule that is not known.
pub(super) fn rule_title(code: &str) -> &str {
    let page = || PAGE_TITLES.iter().find(|(known, _)| *known == code).map(|(_, title)| *title);
    crate::title::rule_title(code).or_else(page).unwrap_or(code)
}

/// Whether a rule is about terms that the advertising law forbids (rules T7 and D7).
pub(super) fn is_advertising_law(code: &str) -> bool {
    code.starts_with("T7-") || code.starts_with("D7-")
}

/// Whether a rule is about the detail page (rules D1-D7), not about the title.
pub(super) fn is_about_page(code: &str) -> bool {
    code.starts_with('D')
}

/// Titles of the rules for detail pages and of the run's own.
const PAGE_TITLES: [(&str, &str); 24] = [
    ("D1-colour-note", "没有色差说明"),
    ("D1-missing-section", "缺必备内容"),
    ("D1-views", "角度不全"),
    ("D2-bad-picture", "图片没能读全"),
    ("D2-broken", "代码坏了"),
    ("D2-duplicate-picture", "同一张图重复"),
    ("D2-insecure-picture", "图片用 http 地址"),
    ("D2-missing-section", "缺必备内容"),
    ("D2-order", "内容次序不对"),
    ("D2-photos", "图片太少"),
    ("D2-truncated", "页面太长，没看完"),
    ("D2-weight", "页面打开慢"),
    ("D3-contact", "站外联系方式"),
    ("D3-outside-link", "站外链接"),
    ("D4-brand", "品牌和宝贝不一致"),
    ("D4-price", "价格和宝贝不一致"),
    ("D5-cross-sold", "关联宝贝太多"),
    ("D5-reviews", "不是爆款却放评价"),
    ("D5-template", "和本店版式不同"),
    ("D6-pictures-unread", "图里的字没有读"),
    ("D7-exempt", "详情页看似违规、可以保留"),
    ("D7-hard", "详情页广告法禁用词"),
    ("D7-soft", "详情页要举证的用语"),
    ("X-fault", "没能检查"),
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_rule_has_a_name_and_a_new_one_shows_its_code() {
        for rule in &crate::title::RULES {
            assert_ne!(rule_title(rule.code), rule.code);
        }
        assert_eq!(rule_title("D2-photos"), "图片太少");
        assert_eq!(rule_title("X9-new"), "X9-new");
    }
}
