//! Whether a listing is for sale or in the warehouse, as exports say it.

/// Reads the cell of a column of that header: `onsale` and `instock` of the platform's interface, 出售中, 仓库中, 已下架, 是 and 否.
/// `None` for what does not say, numbers among it: tools number the states differently.
pub(super) fn on_shelf(header: &str, text: &str) -> Option<bool> {
    const OFF: [&str; 9] = ["仓库", "下架", "停售", "未上架", "待上架", "instock", "offsale", "off_shelf", "delisted"];
    const ON: [&str; 7] = ["出售中", "在售", "销售中", "上架", "onsale", "on_sale", "on_shelf"];
    // A listing that waits for its list time (定时上架) is known by that time.
    const WAITING: [&str; 3] = ["定时", "预约", "即将"];
    let text = text.trim().to_lowercase();
    let says = |words: &[&str]| words.iter().any(|word| text.contains(word));
    match text.as_str() {
        "" => None,
        "是" | "y" | "yes" | "true" => Some(!header.contains("仓库")),
        "否" | "n" | "no" | "false" => Some(header.contains("仓库")),
        _ if says(&WAITING) => None,
        _ if says(&OFF) => Some(false),
        _ if says(&ON) => Some(true),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn states_are_read_as_they_are_called() {
        for text in ["onsale", "出售中", "在售", "已上架", "销售中"] {
            assert_eq!(on_shelf("approve_status", text), Some(true), "{text}");
        }
        for text in ["instock", "仓库中", "已下架", "违规下架", "未上架", "InStock"] {
            assert_eq!(on_shelf("状态", text), Some(false), "{text}");
        }
        for text in ["", "1", "2", "定时上架", "正常"] {
            assert_eq!(on_shelf("approve_status", text), None, "{text}");
        }
        assert_eq!((on_shelf("是否上架", "否"), on_shelf("放入仓库", "是")), (Some(false), Some(false)));
        assert_eq!((on_shelf("是否上架", "是"), on_shelf("放入仓库", "否")), (Some(true), Some(true)));
    }
}
