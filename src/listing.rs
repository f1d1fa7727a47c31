//! What a row of a catalog means.

use jiff::civil::DateTime;

use crate::figure::Figure;

/// A listing's id as text: exports hold 12-digit numbers, crawls hold prefixed ones (`A18164178225`).
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Default)]
pub struct ListingId {
    text: Box<str>,
    made_up: bool,
}

impl ListingId {
    /// The id, as the export has it.
    pub fn new(id: impl Into<Box<str>>) -> Self {
        Self { text: id.into(), made_up: false }
    }

    /// A name for a row that has no id of its own. Another row of that name is another listing.
    pub fn made_up(name: impl Into<Box<str>>) -> Self {
        Self { text: name.into(), made_up: true }
    }

    /// The id as text.
    pub fn as_str(&self) -> &str {
        &self.text
    }

    /// Whether the row had no id of its own.
    pub fn is_made_up(&self) -> bool {
        self.made_up
    }
}

impl std::fmt::Display for ListingId {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.text)
    }
}

/// One property of a product, `材质: 羊毛`. The name is empty where the export gives values alone.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Attribute {
    /// 材质, 袖长, ...; may be empty.
    pub name: String,
    /// 羊毛, 长袖, ...
    pub value: String,
}

/// One listing (宝贝) of one shop.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Listing {
    /// The id within the catalog.
    pub id: ListingId,
    /// The seller's own code (商家编码), which several listings may share; empty when the export has none.
    pub outer_id: String,
    /// The title as exported, untouched.
    pub title: String,
    /// Category name or number as exported; empty when the export has none.
    pub category: String,
    /// Shop or seller name; empty when the export has none.
    pub shop: String,
    /// Brand; empty when the export has none.
    pub brand: String,
    /// Price in yuan.
    pub price: Option<Figure>,
    /// Units sold in the export's period, or the number of people who paid.
    pub sales: Option<Figure>,
    /// What a unit sold earns, in yuan: the profit given, the margin's share of the price, or the price less the cost. It may be
    /// negative.
    pub margin: Option<f64>,
    /// Units in stock. `None` is unknown, `Some(0)` is out of stock.
    pub stock: Option<u64>,
    /// Properties of the product.
    pub attributes: Vec<Attribute>,
    /// Properties that the detail page states; empty until it has been read.
    pub stated: Vec<Attribute>,
    /// Names of the variants (颜色分类, 尺码) and their aliases.
    pub sku_names: Vec<String>,
    /// When the listing was put on the shelf, civil time in Asia/Shanghai.
    pub list_time: Option<DateTime>,
    /// When it ends, by the same clock; where the export says both, this is what counts.
    pub end_time: Option<DateTime>,
    /// Whether the listing is for sale (出售中) rather than in the warehouse (仓库中); `None` where the export does not say.
    pub on_shelf: Option<bool>,
    /// Length of the listing cycle in days (7, once 14).
    pub valid_days: Option<u8>,
    /// When the row was current; of several rows of one id the newest wins.
    pub updated: Option<DateTime>,
    /// When the title was last edited; `None` where the export does not say.
    pub title_edited: Option<DateTime>,
    /// The detail page's HTML; empty when the export has none.
    pub description: String,
}

impl Listing {
    /// What its detail page and the folder of its pictures are called by: the id, or the seller's code where there is none.
    pub fn file_key(&self) -> &str {
        if self.id.is_made_up() && !self.outer_id.is_empty() { &self.outer_id } else { self.id.as_str() }
    }

    /// Whether anything beside the title says what the product is.
    pub fn says_more_than_its_title(&self) -> bool {
        !(self.attributes.is_empty()
            && self.stated.is_empty()
            && self.sku_names.is_empty()
            && self.brand.is_empty()
            && self.category.is_empty())
    }
}
