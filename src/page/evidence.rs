//! Looks through an outline for what proves a section.

use std::collections::BTreeSet;

use crate::page::label::{self, Label};
use crate::page::outline::{Block, Content, Outline, Picture};
use crate::page::picture;
use crate::page::template::Section;

/// Longest quotation of the page in an evidence, in characters.
const MAX_QUOTE: usize = 24;

/// Pieces of the addresses of items on the platforms that shops link to, and the query key that names the item.
const ITEM_ADDRESSES: [(&str, &str); 6] = [
    ("item.taobao.com/", "id="),
    ("detail.tmall.com/", "id="),
    ("/item.htm", "id="),
    ("detail.1688.com/offer/", "/offer/"),
    ("item.jd.com/", "item.jd.com/"),
    ("item.htm", "itemid="),
];

/// Why a section is there.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Proof {
    /// Block, counted from 1.
    pub(super) position: usize,
    /// Byte of the HTML.
    pub(super) offset: usize,
    /// In Chinese, for people.
    pub(super) evidence: String,
    /// Whether the section starts there; a sentence proves that a section is there, but not where it stands.
    pub(super) starts: bool,
}

/// An outline with what several sections and rules need of it worked out once.
#[derive(Debug)]
pub(super) struct View<'a> {
    outline: &'a Outline,
    lines: Vec<Line<'a>>,
    /// Different pictures, by what identifies them.
    photos: usize,
    unread: usize,
    /// Last block that shows a picture.
    last_picture: Option<usize>,
    items: Vec<ItemLink<'a>>,
}

/// One line of text.
#[derive(Debug)]
struct Line<'a> {
    block: &'a Block,
    text: &'a str,
    label: Option<Label<'a>>,
    is_heading: bool,
}

/// A link to another item.
#[derive(Debug, Clone, Copy)]
pub(super) struct ItemLink<'a> {
    pub(super) block: &'a Block,
    /// The item's number.
    pub(super) id: &'a str,
}

impl<'a> View<'a> {
    pub(super) fn of(outline: &'a Outline) -> Self {
        let links: BTreeSet<&str> = outline
            .blocks()
            .iter()
            .filter_map(|block| match &block.content {
                Content::Link { text, .. } if !text.is_empty() => Some(text.as_str()),
                _ => None,
            })
            .collect();
        let mut lines = Vec::new();
        for block in outline.blocks() {
            let is_heading = matches!(block.content, Content::Heading { .. });
            let may_be_label = is_heading || matches!(block.content, Content::Text { .. } | Content::Picture(_));
            for text in block.content.texts().flat_map(str::lines) {
                // The text of a link leads to a section, or away from the page; it does not open one.
                let label = (may_be_label && !links.contains(text)).then(|| Label::of(text)).flatten();
                lines.push(Line { block, text, label, is_heading });
            }
        }
        let photos: BTreeSet<&str> = outline.pictures().map(|(_, picture)| picture::identity(&picture.src)).collect();
        let shown = |block: &&Block| matches!(block.content, Content::Picture(_) | Content::Media { .. });
        Self {
            outline,
            lines,
            photos: photos.len(),
            unread: outline.unread(),
            last_picture: outline.blocks().iter().rev().find(shown).map(|block| block.position),
            items: item_links(outline),
        }
    }

    pub(super) fn outline(&self) -> &'a Outline {
        self.outline
    }

    /// How many different pictures the page shows.
    pub(super) fn photos(&self) -> usize {
        self.photos
    }

    /// How many pictures, films and frames nobody read.
    pub(super) fn unread(&self) -> usize {
        self.unread
    }

    /// The first link to each other item, in the order of the page.
    pub(super) fn items(&self) -> &[ItemLink<'a>] {
        &self.items
    }

    /// What proves `section`. What shows where it starts comes before what only shows that it is there.
    pub(super) fn proof(&self, section: &Section, min_photos: usize) -> Option<Proof> {
        if self.photos < section.pictures {
            return None;
        }
        if section.photos && self.photos >= min_photos.max(1) {
            let (block, _) = self.outline.pictures().next()?;
            return Some(prove(block, format!("{} 张图片", self.photos), true));
        }
        self.start(section).or_else(|| self.mention(section))
    }

    /// Why `section`, of which there is no proof, cannot be called missing; `None` where it can.
    pub(super) fn doubt(&self, section: &Section) -> Option<String> {
        if self.outline.is_partial() {
            return Some("页面没有读完".to_owned());
        }
        if section.photos && self.unread > 0 {
            return Some(format!("{} 张图片，可能是几张照片拼成的长图", self.photos));
        }
        (self.unread > 0).then(|| format!("{} 张图片里的文字还没有识别", self.unread))
    }

    fn start(&self, section: &Section) -> Option<Proof> {
        let heading = self.lines.iter().find_map(|line| self.heading(section, line));
        let block = self.outline.blocks().iter().find_map(|block| sign(section, block));
        match (heading, block) {
            (Some(a), Some(b)) => Some(if b.position < a.position { b } else { a }),
            (a, b) => a.or(b),
        }
    }

    fn heading(&self, section: &Section, line: &Line<'_>) -> Option<Proof> {
        let label = line.label.as_ref()?;
        section.headings.iter().find(|term| label.names(term))?;
        // A heading of pictures with no picture behind it heads nothing.
        if section.pictures > 0 && self.last_picture.is_none_or(|last| last < line.block.position) {
            return None;
        }
        let kind = match line.block.content {
            Content::Picture(_) => "图中文字",
            _ if line.is_heading => "标题",
            _ => "小标题",
        };
        Some(prove(line.block, format!("{kind}“{}”", quote(label.text())), true))
    }

    fn mention(&self, section: &Section) -> Option<Proof> {
        let statement = self.lines.iter().find_map(|line| {
            section.statements.iter().find(|term| label::states(line.text, term))?;
            Some(prove(line.block, format!("文字“{}”", quote(line.text)), false))
        });
        statement.or_else(|| self.body(section)).or_else(|| self.labels(section)).or_else(|| self.links(section))
    }

    fn body(&self, section: &Section) -> Option<Proof> {
        if section.body.is_empty() {
            return None;
        }
        self.outline.blocks().iter().find_map(|block| {
            let terms = section.body.iter().filter(|term| block.content.texts().any(|text| label::states(text, term)));
            let found: Vec<&str> = terms.map(String::as_str).collect();
            (found.len() >= section.body_least).then(|| prove(block, format!("文字里有{}", found.join("、")), false))
        })
    }

    /// Properties, over neighbouring lines and tables: the position is that of the first one.
    fn labels(&self, section: &Section) -> Option<Proof> {
        if section.labels.is_empty() {
            return None;
        }
        let mut found: Vec<(&Block, &str)> = Vec::new();
        let mut add = |block: &'a Block, name: &str| {
            let term = section.labels.iter().find(|term| name == term.as_str());
            if let Some(term) = term.filter(|term| !found.iter().any(|(_, known)| known == term)) {
                found.push((block, term));
            }
        };
        for line in &self.lines {
            if let Some((name, _)) = label::property(line.text) {
                add(line.block, name);
            }
        }
        for block in self.outline.blocks() {
            if let Content::Table { rows } = &block.content {
                for name in rows.iter().flatten() {
                    add(block, name.trim_matches(|c: char| !c.is_alphanumeric()));
                }
            }
        }
        let first = found.iter().map(|(block, _)| *block).min_by_key(|block| block.position)?;
        let names: Vec<&str> = found.iter().map(|(_, name)| *name).collect();
        (found.len() >= section.labels_least).then(|| prove(first, format!("参数：{}", names.join("、")), false))
    }

    fn links(&self, section: &Section) -> Option<Proof> {
        if section.item_links > 0
            && self.items.len() >= section.item_links
            && let Some(first) = self.items.first()
        {
            return Some(prove(first.block, format!("链接到 {} 件其他宝贝", self.items.len()), false));
        }
        self.outline.blocks().iter().find_map(|block| match &block.content {
            Content::Link { href, .. } => {
                let href = href.to_ascii_lowercase();
                section.links.iter().find(|piece| href.contains(piece.as_str()))?;
                Some(prove(block, format!("链接 {}", quote(&href)), false))
            }
            _ => None,
        })
    }
}

/// A table, anchor or picture that opens `section`.
fn sign(section: &Section, block: &Block) -> Option<Proof> {
    let evidence = match &block.content {
        Content::Table { rows } => table(section, rows)?,
        Content::Anchor { name } => {
            let name = name.to_ascii_lowercase();
            section.anchors.iter().find(|prefix| name.starts_with(prefix.as_str()))?;
            format!("锚点 {}", quote(&name))
        }
        Content::Picture(picture) if !picture.from_style_sheet => shown(section, picture)?,
        _ => return None,
    };
    Some(prove(block, evidence, true))
}

/// The heads of a table, in its first two rows (the first may be a caption) or its first column.
fn table(section: &Section, rows: &[Vec<String>]) -> Option<String> {
    let column = || rows.iter().filter_map(|row| row.first());
    let lines: [Vec<&String>; 3] = [
        rows.first().into_iter().flatten().collect(),
        rows.get(1).into_iter().flatten().collect(),
        column().collect(),
    ];
    lines.into_iter().find_map(|cells| {
        let corner = cells.iter().find(|cell| section.table_corner.iter().any(|term| cell.contains(term.as_str())))?;
        let is_head = |term: &&String| cells.iter().any(|cell| cell.contains(term.as_str()));
        let heads: Vec<&str> = section.table_heads.iter().filter(is_head).map(String::as_str).collect();
        (heads.len() >= section.table_least).then(|| format!("表格：{}、{}", quote(corner), heads.join("、")))
    })
}

/// What the page says of a picture.
fn shown(section: &Section, picture: &Picture) -> Option<String> {
    if let Some(label) = Label::of(&picture.alt)
        && section.headings.iter().any(|term| label.names(term))
    {
        return Some(format!("图片说明“{}”", quote(label.text())));
    }
    let name = picture::file_name(&picture.src);
    let stem = name.split_once('.').map_or(name, |(stem, _)| stem);
    let is_word = |term: &String| {
        stem.split(|c: char| !c.is_ascii_alphabetic()).any(|word| word.eq_ignore_ascii_case(term))
    };
    let by_label = Label::of(stem).is_some_and(|label| section.headings.iter().any(|term| label.names(term)));
    (by_label || section.files.iter().any(is_word)).then(|| format!("图片文件名 {}", quote(name)))
}

/// The first link to each item.
fn item_links(outline: &Outline) -> Vec<ItemLink<'_>> {
    let mut seen = BTreeSet::new();
    let links = outline.blocks().iter().filter_map(|block| match &block.content {
        Content::Link { href, .. } => Some(ItemLink { block, id: item_id(href)? }),
        _ => None,
    });
    links.filter(|link| seen.insert(link.id)).collect()
}

/// The number of the item that an address leads to.
fn item_id(href: &str) -> Option<&str> {
    ITEM_ADDRESSES.iter().find_map(|(address, key)| {
        let from = href.find(address)?;
        let rest = href.get(from..)?;
        let at = rest.match_indices(key).find_map(|(at, _)| rest.get(at + key.len()..))?;
        let digits = at.bytes().take_while(u8::is_ascii_digit).count();
        at.get(..digits).filter(|id| !id.is_empty())
    })
}

fn prove(block: &Block, evidence: String, starts: bool) -> Proof {
    Proof { position: block.position, offset: block.offset, evidence, starts }
}

fn quote(text: &str) -> String {
    let mut quoted: String = text.chars().take(MAX_QUOTE).collect();
    if quoted.len() < text.len() {
        quoted.push('…');
    }
    quoted
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
