//! Detail pages and their pictures.

use std::path::PathBuf;

use serde::{Deserialize, Serialize};

/// Detail pages (rules D1-D7).
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct PageConfig {
    /// Least number of photos (rule D2).
    pub min_photos: usize,
    /// Cross-sold items on a page at most (rule D5).
    pub max_cross_sold: usize,
    /// Longest page read, in bytes; the rest is not looked at and a finding says so.
    pub max_bytes: usize,
    /// Deepest nesting followed (browsers stop at 512).
    pub max_depth: usize,
    /// Words in a category's name that make the clothing template (rule D1) apply.
    pub clothing_categories: Vec<String>,
    /// The shop's own section table, laid over the one that comes with the program.
    pub sections: Option<PathBuf>,
    /// Pictures on a page at most (rule D2: fast to open).
    pub max_pictures: usize,
    /// Weight of a page's pictures at most, in bytes (rule D2).
    pub max_weight: u64,
    /// Weight of one picture at most, in bytes.
    pub max_picture_weight: u64,
    /// Share of a category's listings, by sales, that are hot sellers (爆款) and may show reviews (rule D5).
    pub best_seller_share: f64,
    /// Share of a page that is its top, where the promotion belongs (rule D2).
    pub top_share: f64,
    /// Blocks that are the top of a page however short it is.
    pub top_blocks: usize,
    /// Pages of a shop with both of two sections, below which their order is no template (rule D5).
    pub template_pages: u32,
    /// Share of these pages that makes their order the shop's template.
    pub template_share: f64,
    /// Hosts that a page may link to; hosts below them are theirs.
    pub own_hosts: Vec<String>,
}

impl Default for PageConfig {
    fn default() -> Self {
        Self {
            min_photos: 8,
            max_cross_sold: 4,
            max_bytes: 6 << 20,
            max_depth: 512,
            sections: None,
            max_pictures: 60,
            max_weight: 15 << 20,
            max_picture_weight: 1 << 20,
            best_seller_share: 0.1,
            top_share: 0.25,
            top_blocks: 8,
            template_pages: 4,
            template_share: 0.75,
            own_hosts: [
                "taobao.com",
                "tmall.com",
                "tmall.hk",
                "tb.cn",
                "alicdn.com",
                "taobaocdn.com",
                "tbcdn.cn",
                "alipay.com",
                "1688.com",
                "alibaba.com",
                "etao.com",
                "fliggy.com",
                "cainiao.com",
            ]
            .map(String::from)
            .to_vec(),
            clothing_categories: [
                "女装",
                "男装",
                "童装",
                "服饰",
                "衣",
                "裙",
                "裤",
                "衫",
                "外套",
                "卫衣",
                "羽绒服",
                "T恤",
            ]
            .map(String::from)
            .to_vec(),
        }
    }
}

/// Pictures of detail pages as files (rule D6).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct PicturesConfig {
    /// Whether the text in pictures is read.
    pub ocr: ReadPictures,
    /// Heaviest file opened, in bytes.
    pub max_bytes: u64,
    /// Largest picture opened, in pixels; about 7 bytes of memory each on every thread.
    pub max_pixels: u64,
    /// Folder of the results of earlier nights, by content; the user's cache folder where none is named.
    pub cache: Option<PathBuf>,
    /// Folder of the models; the user's data folder, where `taojin ocr install` puts them, where none is named.
    pub models: Option<PathBuf>,
}

/// Whether the text in pictures is read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum ReadPictures {
    /// Where the models are installed; otherwise a warning says how to install them.
    #[default]
    Auto,
    /// Without the models a run does not start.
    On,
    /// No.
    Off,
}

impl Default for PicturesConfig {
    fn default() -> Self {
        Self { ocr: ReadPictures::Auto, max_bytes: 20 << 20, max_pixels: 50_000_000, cache: None, models: None }
    }
}
