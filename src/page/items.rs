//! Links to other items of the platforms that shops link to.

use crate::page::outline::Block;

/// The first link to another item.
#[derive(Debug, Clone, Copy)]
pub(super) struct ItemLink<'a> {
    pub(super) block: &'a Block<'a>,
}

/// Pieces of the addresses of items, and what stands before the item's number.
const ITEM_ADDRESSES: [(&str, &str); 6] = [
    ("item.taobao.com/", "id="),
    ("detail.tmall.com/", "id="),
    ("/item.htm", "id="),
    ("detail.1688.com/offer/", "/offer/"),
    ("item.jd.com/", "item.jd.com/"),
    ("item.htm", "itemid="),
];

/// The number of the item that an address leads to.
pub(super) fn item_id(href: &str) -> Option<&str> {
    if !href.contains("item") && !href.contains("offer") {
        return None;
    }
    ITEM_ADDRESSES.iter().find_map(|(address, key)| {
        let from = href.find(address)?;
        let rest = href.get(from..)?;
        let at = rest.match_indices(key).find_map(|(at, _)| rest.get(at + key.len()..))?;
        let digits = at.bytes().take_while(u8::is_ascii_digit).count();
        at.get(..digits).filter(|id| !id.is_empty())
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn item_addresses_give_the_number_of_the_item() {
        assert_eq!(item_id("https://item.taobao.com/item.htm?spm=a1z10.1&id=520001"), Some("520001"));
        assert_eq!(item_id("//detail.tmall.com/item.htm?id=33&skuId=4"), Some("33"));
        assert_eq!(item_id("https://item.jd.com/5159264.html"), Some("5159264"));
        assert_eq!(item_id("https://detail.1688.com/offer/61.html"), Some("61"));
        assert_eq!(item_id("https://shop1.taobao.com/category-1.htm?id=5"), None);
        assert_eq!(item_id("item.htm"), None);
    }
}
