//! Looks through an outline for what proves a section.

use rustc_hash::FxHashSet;

use crate::page::label::{self, Label};
use crate::page::outline::{Block, Content, Outline, Picture};
use crate::page::picture;
use crate::page::template::Section;

/// Longest quotation of the page in an evidence, in characters.
const MAX_QUOTE: usize = 24;

/// Lines looked at for the name of a section: more are no page for shoppers, and may be hostile.
const MAX_LABELS: usize = 20_000;

/// Shorter pieces of file names are parts of random numbers.
const LEAST_WORD: usize = 3;

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
    labels: Vec<Line<'a>>,
    signs: Vec<(&'a Block, Sign<'a>)>,
    /// Names of properties.
    properties: Vec<(&'a Block, &'a str)>,
    /// Links, in small letters.
    links: Vec<(&'a Block, String)>,
    /// Different pictures, by what identifies them.
    photos: usize,
    /// Pictures that nobody read.
    unread_pictures: usize,
    /// Films and frames.
    media: usize,
    /// Last block that shows a picture.
    last_picture: Option<usize>,
    items: Vec<ItemLink<'a>>,
}

/// A line of text that could name a section.
#[derive(Debug)]
struct Line<'a> {
    block: &'a Block,
    label: Label<'a>,
    is_heading: bool,
}

/// Something other than text that may open a section.
#[derive(Debug)]
enum Sign<'a> {
    Table(&'a [Vec<String>]),
    /// An anchor's name, in small letters.
    Anchor(String),
    Picture(Shown<'a>),
}

/// What a page says of a picture.
#[derive(Debug)]
struct Shown<'a> {
    alt: Option<Label<'a>>,
    name: &'a str,
    /// The file's name as a label, when it has one.
    stem: Option<Label<'a>>,
    /// The Latin words of the file's name.
    words: Vec<&'a str>,
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
        let mut addresses = Vec::new();
        let mut link_texts = FxHashSet::default();
        let mut signs = Vec::new();
        let mut properties = Vec::new();
        for block in outline.blocks() {
            match &block.content {
                Content::Link { href, text } => {
                    addresses.push((block, href.to_ascii_lowercase()));
                    link_texts.insert(text.as_str());
                }
                Content::Anchor { name } => signs.push((block, Sign::Anchor(name.to_ascii_lowercase()))),
                Content::Picture(picture) => {
                    signs.extend(Shown::of(picture).map(|shown| (block, Sign::Picture(shown))));
                }
                Content::Table { rows } => {
                    signs.push((block, Sign::Table(rows)));
                    let name = |cell: &'a String| cell.trim_matches(|c: char| !c.is_alphanumeric());
                    properties.extend(rows.iter().flatten().map(|cell| (block, name(cell))));
                }
                _ => {}
            }
            let lines = block.content.texts().flat_map(str::lines);
            properties.extend(lines.filter_map(label::property).map(|(name, _)| (block, name)));
        }
        let labels = labels(outline, &link_texts);
        let photos: FxHashSet<&str> = outline.pictures().map(|(_, picture)| picture::identity(&picture.src)).collect();
        let shows = |block: &&Block| matches!(block.content, Content::Picture(_) | Content::Media { .. });
        Self {
            outline,
            labels,
            signs,
            properties,
            links: addresses,
            photos: photos.len(),
            unread_pictures: outline.pictures().filter(|(_, picture)| picture.is_unread()).count(),
            media: outline.blocks().iter().filter(|block| matches!(block.content, Content::Media { .. })).count(),
            last_picture: outline.blocks().iter().rev().find(shows).map(|block| block.position),
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

    /// What nobody read, in Chinese: 12 张图片、1 个视频; empty where all was read.
    pub(super) fn unread(&self) -> String {
        match (self.unread_pictures, self.media) {
            (0, 0) => String::new(),
            (pictures, 0) => format!("{pictures} 张图片"),
            (0, media) => format!("{media} 个视频或嵌入框"),
            (pictures, media) => format!("{pictures} 张图片、{media} 个视频或嵌入框"),
        }
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
        let unread = self.unread();
        if unread.is_empty() {
            return None;
        }
        if section.photos && self.photos > 0 {
            return Some(format!("{} 张图片，可能是几张照片拼成的长图", self.photos));
        }
        Some(format!("{unread}里的内容没有识别"))
    }

    fn start(&self, section: &Section) -> Option<Proof> {
        let heading = self.labels.iter().find_map(|line| self.heading(section, line));
        let sign = self.signs.iter().find_map(|(block, sign)| Some(prove(block, sign.of(section)?, true)));
        match (heading, sign) {
            (Some(a), Some(b)) => Some(if b.position < a.position { b } else { a }),
            (a, b) => a.or(b),
        }
    }

    fn heading(&self, section: &Section, line: &Line<'_>) -> Option<Proof> {
        let label = &line.label;
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
        let statement = || {
            self.texts().find_map(|(block, text)| {
                let at = section.statements.iter().find_map(|term| label::states(text, term))?;
                Some(prove(block, format!("文字“{}”", quote_around(text, at)), false))
            })
        };
        statement()
            .or_else(|| self.measured(section))
            .or_else(|| self.body(section))
            .or_else(|| self.labelled(section))
            .or_else(|| self.linked(section))
    }

    fn texts(&self) -> impl Iterator<Item = (&'a Block, &'a str)> {
        self.outline.blocks().iter().flat_map(|block| block.content.texts().map(move |text| (block, text)))
    }

    /// 衣长58 胸围88: a table of sizes written as text.
    fn measured(&self, section: &Section) -> Option<Proof> {
        let has_number = |text: &str, term: &str| {
            text.match_indices(term).any(|(at, _)| {
                let behind = text.get(at + term.len()..).unwrap_or_default();
                let mut behind = behind
                    .chars()
                    .skip_while(|c| matches!(c, ':' | '：' | ' ' | '约' | '(' | '（' | 'c' | 'm' | ')' | '）'));
                behind.next().is_some_and(|c| c.is_ascii_digit())
            })
        };
        if section.measures.is_empty() {
            return None;
        }
        self.texts().find_map(|(block, text)| {
            let found: Vec<&str> =
                section.measures.iter().filter(|term| has_number(text, term)).map(String::as_str).collect();
            (found.len() >= section.table_least)
                .then(|| prove(block, format!("文字里有{}的尺寸", found.join("、")), false))
        })
    }

    fn body(&self, section: &Section) -> Option<Proof> {
        if section.body.is_empty() {
            return None;
        }
        self.outline.blocks().iter().find_map(|block| {
            let terms = section
                .body
                .iter()
                .filter(|term| block.content.texts().any(|text| label::states(text, term).is_some()));
            let found: Vec<&str> = terms.map(String::as_str).collect();
            (found.len() >= section.body_least).then(|| prove(block, format!("文字里有{}", found.join("、")), false))
        })
    }

    fn labelled(&self, section: &Section) -> Option<Proof> {
        let mut found: Vec<(&Block, &str)> = Vec::new();
        for (block, name) in &self.properties {
            if let Some(term) = section.labels.iter().find(|term| name == term)
                && !found.iter().any(|(_, known)| known == term)
            {
                found.push((block, term));
            }
        }
        let first = found.iter().map(|(block, _)| *block).min_by_key(|block| block.position)?;
        let names: Vec<&str> = found.iter().map(|(_, name)| *name).collect();
        (found.len() >= section.labels_least).then(|| prove(first, format!("参数：{}", names.join("、")), false))
    }

    fn linked(&self, section: &Section) -> Option<Proof> {
        if section.item_links > 0
            && self.items.len() >= section.item_links
            && let Some(first) = self.items.first()
        {
            return Some(prove(first.block, format!("链接到 {} 件其他宝贝", self.items.len()), false));
        }
        self.links.iter().find_map(|(block, href)| {
            section.links.iter().find(|piece| href.contains(piece.as_str()))?;
            Some(prove(block, format!("链接 {}", quote(href)), false))
        })
    }
}

/// The lines that could name a section, each once.
fn labels<'a>(outline: &'a Outline, link_texts: &FxHashSet<&str>) -> Vec<Line<'a>> {
    let mut seen = FxHashSet::default();
    let mut labels = Vec::new();
    for block in outline.blocks() {
        let is_heading = matches!(block.content, Content::Heading { .. });
        if !is_heading && !matches!(block.content, Content::Text { .. } | Content::Picture(_)) {
            continue;
        }
        for line in block.content.texts().flat_map(str::lines) {
            if labels.len() >= MAX_LABELS {
                return labels;
            }
            // The text of a link leads to a section, or away from the page; it does not open one.
            if !link_texts.contains(line)
                && let Some(label) = Label::of(line)
                && seen.insert((is_heading, line))
            {
                labels.push(Line { block, label, is_heading });
            }
        }
    }
    labels
}

impl Sign<'_> {
    /// Why the sign opens `section`, if it does.
    fn of(&self, section: &Section) -> Option<String> {
        match self {
            Self::Table(rows) => table(section, rows),
            Self::Anchor(name) => {
                section.anchors.iter().find(|prefix| name.starts_with(prefix.as_str()))?;
                Some(format!("锚点 {}", quote(name)))
            }
            Self::Picture(shown) => shown.of_section(section),
        }
    }
}

impl<'a> Shown<'a> {
    /// What the page says of `picture`; `None` where it says nothing, as most pages do.
    fn of(picture: &'a Picture) -> Option<Self> {
        if picture.from_style_sheet {
            return None;
        }
        let name = picture::file_name(&picture.src);
        let stem = name.split_once('.').map_or(name, |(stem, _)| stem);
        // Most names are random hexadecimal numbers.
        let is_number = |word: &str| word.bytes().all(|byte| byte.is_ascii_hexdigit());
        let words = stem.split(|c: char| !c.is_ascii_alphabetic());
        let words: Vec<&str> = words.filter(|word| word.len() >= LEAST_WORD && !is_number(word)).collect();
        let alt = Label::of(&picture.alt);
        let stem = if stem.is_ascii() { None } else { Label::of(stem) };
        (alt.is_some() || stem.is_some() || !words.is_empty()).then_some(Self { alt, name, stem, words })
    }

    fn of_section(&self, section: &Section) -> Option<String> {
        let names = |label: &Label<'_>| section.headings.iter().any(|term| label.names(term));
        if let Some(alt) = self.alt.as_ref().filter(|label| names(label)) {
            return Some(format!("图片说明“{}”", quote(alt.text())));
        }
        let is_word = |term: &String| self.words.iter().any(|word| word.eq_ignore_ascii_case(term));
        let by_name = self.stem.as_ref().is_some_and(names) || section.files.iter().any(is_word);
        by_name.then(|| format!("图片文件名 {}", quote(self.name)))
    }
}

/// The heads of a table, in its first two rows (the first may be a caption) or its first column.
fn table(section: &Section, rows: &[Vec<String>]) -> Option<String> {
    let column = || rows.iter().filter_map(|row| row.first());
    let lines: [Vec<&String>; 3] =
        [rows.first().into_iter().flatten().collect(), rows.get(1).into_iter().flatten().collect(), column().collect()];
    lines.into_iter().find_map(|cells| {
        let corner =
            cells.iter().find(|cell| section.table_corner.iter().any(|term| cell.starts_with(term.as_str())))?;
        let is_head = |term: &&String| cells.iter().any(|cell| cell.contains(term.as_str()));
        let heads = section.table_heads.iter().filter(|term| term != corner).filter(is_head);
        let heads: Vec<&str> = heads.map(String::as_str).collect();
        (heads.len() >= section.table_least).then(|| format!("表格：{}、{}", quote(corner), heads.join("、")))
    })
}

/// The first link to each item.
fn item_links(outline: &Outline) -> Vec<ItemLink<'_>> {
    let mut seen = FxHashSet::default();
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

/// The words around byte `at` of `text`.
fn quote_around(text: &str, at: usize) -> String {
    let is_end = |c: char| matches!(c, '。' | '；' | '！' | '？' | '\n');
    let (before, behind) = text.split_at_checked(at).unwrap_or((text, ""));
    let reversed: String = before.chars().rev().take(MAX_QUOTE / 2).take_while(|&c| !is_end(c)).collect();
    let clause: String =
        reversed.chars().rev().chain(behind.chars().take(MAX_QUOTE).take_while(|&c| !is_end(c))).collect();
    quote(clause.trim().trim_start_matches(|c: char| !c.is_alphanumeric()))
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
