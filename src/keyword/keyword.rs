//! A row of a keyword table.

use serde::Serialize;

use crate::figure::Figure;

/// A keyword (关键词) with the figures that its exports give. Shares and rates are fractions (`0.123`).
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Keyword {
    /// The keyword as exported, trimmed.
    pub text: String,
    /// Category of the table it comes from; empty when the export has none.
    pub category: String,
    /// Search volume (搜索人气 / 搜索指数 / 展现指数 / 搜索人数).
    pub volume: Option<Figure>,
    /// Competing listings (在线商品数 / 当前宝贝数 / 商品数).
    pub listings: Option<Figure>,
    /// Demand per listing (需求供给比), given by newer exports in place of a count.
    pub demand_supply_ratio: Option<Figure>,
    /// Clicks per search (点击率); above 1 where shoppers click several listings.
    pub click_rate: Option<Figure>,
    /// Buyers per visitor (支付转化率 / 转化率).
    pub conversion_rate: Option<Figure>,
    /// Share of clicks that go to Tmall (商城点击占比 / 天猫占比).
    pub tmall_share: Option<Figure>,
    /// Growth of the search volume since the last table (搜索增长幅度 / 搜索增速 / 搜索人气环比); may be negative.
    pub growth: Option<f64>,
}

/// Where a keyword's number of competing listings comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum SupplySource {
    /// The table gives it.
    Given,
    /// Volume divided by 需求供给比 (rule K3).
    Ratio,
    /// Counted over the titles of the catalogs given.
    Counted,
}

impl SupplySource {
    /// The word used in files: `given`, `ratio`, `counted`.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Given => "given",
            Self::Ratio => "ratio",
            Self::Counted => "counted",
        }
    }
}

/// What covering a keyword needs to know of it; dense, one for each [`KeywordId`](super::KeywordId).
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct KeywordFigures {
    /// Search volume, point estimate; `None` where no table gives one.
    pub volume: Option<f64>,
    /// Competing listings, point estimate.
    pub listings: f64,
    /// Whether it is a golden word.
    pub golden: bool,
}
