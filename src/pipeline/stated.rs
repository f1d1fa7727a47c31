//! What a detail page states of the product, name by name (材质：羊毛): evidence for words of its title (rule T8).

use crate::listing::Attribute;
use crate::page::{Content, Outline};

/// Names whose values say what the product is like. Colours and sizes belong to one variant.
const NAMES: [&str; 30] = [
    "材质",
    "材料",
    "主要材质",
    "面料",
    "面料材质",
    "成分",
    "材质成分",
    "鞋面材质",
    "风格",
    "款式",
    "版型",
    "领型",
    "袖长",
    "裙长",
    "裤长",
    "图案",
    "花型",
    "工艺",
    "厚薄",
    "季节",
    "适用季节",
    "人群",
    "适用人群",
    "适用对象",
    "场景",
    "适用场景",
    "使用场景",
    "功能",
    "功效",
    "品名",
];

/// Pairs of a page at most, and characters of a value: what is longer is a sentence, not a property.
const MOST: usize = 24;
const LONGEST_VALUE: usize = 24;

/// The properties that a page states in its tables and lines, each once, in reading order.
pub(super) fn stated(outline: &Outline) -> Vec<Attribute> {
    let mut found: Vec<Attribute> = Vec::new();
    let mut add = |name: &str, value: &str| {
        let (name, value) = (name.trim().trim_end_matches([':', '：']).trim(), value.trim());
        let short = !value.is_empty() && value.chars().count() <= LONGEST_VALUE;
        if found.len() < MOST && short && NAMES.contains(&name) {
            let attribute = Attribute { name: name.to_owned(), value: value.to_owned() };
            if !found.contains(&attribute) {
                found.push(attribute);
            }
        }
    };
    let mut lines = |text: &str| {
        for line in text.split(['\n', '；', ';']) {
            if let Some((name, value)) = line.split_once(['：', ':']) {
                add(name, value);
            }
        }
    };
    for block in outline.blocks() {
        match &block.content {
            Content::Text { text } | Content::Heading { text, .. } => lines(text),
            Content::List { items } => items.iter().for_each(|item| lines(item)),
            _ => {}
        }
    }
    for block in outline.blocks() {
        let Content::Table { rows } = &block.content else { continue };
        // 材质 | 羊毛, or two pairs beside each other; a row with a colon in a cell is a line.
        for pair in rows.iter().flat_map(|row| row.chunks_exact(2)) {
            if let [name, value] = pair {
                add(name, value);
            }
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::PageConfig;

    fn pairs(html: &str) -> Vec<String> {
        let outline = Outline::parse(html.as_bytes(), &PageConfig::default());
        stated(&outline).iter().map(|pair| format!("{}={}", pair.name, pair.value)).collect()
    }

    #[test]
    fn lines_lists_and_tables_state_properties() {
        let html = "<p>材质：羊绒<br>颜色：红色</p><ul><li>适用季节: 冬季</li></ul>\
            <table><tr><td>图案</td><td>格子</td><td>风格</td><td>复古</td></tr>\
            <tr><td>品牌</td><td>无</td><td>领型</td><td>圆领</td></tr></table>";
        assert_eq!(pairs(html), ["材质=羊绒", "适用季节=冬季", "图案=格子", "风格=复古", "领型=圆领"]);
    }

    #[test]
    fn sentences_and_other_names_state_none() {
        assert!(pairs("<p>温馨提示：材质以实物为准</p><p>我们的风格，您来定</p><p>材质：</p>").is_empty());
        let long = format!("<p>功能：{}</p>", "很".repeat(40));
        assert!(pairs(&long).is_empty());
    }
}
