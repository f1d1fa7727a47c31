//! What speaks for a section, how much it weighs, and how it is told.

use crate::page::outline::Block;

/// Longest quotation of the page in an evidence, in characters.
const MAX_QUOTE: usize = 24;

/// A kind of evidence. Pieces of one kind are alike, so only the best of each kind counts towards the confidence.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Kind {
    /// `<h1>` to `<h6>` with the section's name.
    Heading,
    /// A short line with the section's name.
    Label,
    /// A table with the section's heads, or of sizes and numbers.
    Table,
    /// An id or name that opens the section.
    Anchor,
    /// The section's name in an `alt` text.
    Alt,
    /// A picture file named after the section.
    File,
    /// Enough pictures.
    Photos,
    /// The section's own statement.
    Statement,
    /// Measures with numbers.
    Measures,
    /// Words of the section's text.
    Body,
    /// Names of properties.
    Properties,
    /// Running text.
    Prose,
    /// A link that only this section has.
    Link,
    /// Links to other items.
    Items,
    /// Text that is written like the section's.
    Learned,
}

/// How many kinds there are.
pub(super) const KINDS: usize = Kind::Learned as usize + 1;

impl Kind {
    /// How often such a piece alone is right, between 0 and 1: the author's estimate from reading pages, ordered by how hard it is
    /// to come by such a piece without the section.
    fn reliability(self) -> f64 {
        match self {
            Self::Heading | Self::Table => 0.97,
            // How sure the classifier is makes up the rest.
            Self::Learned => 0.95,
            Self::Label | Self::Photos | Self::Anchor | Self::Measures => 0.9,
            Self::Statement | Self::Alt | Self::Properties | Self::Items => 0.85,
            Self::File | Self::Body | Self::Link => 0.75,
            Self::Prose => 0.7,
        }
    }

    /// Whether the section starts where the piece stands; the others prove that a section is there, but not where.
    pub(super) fn starts(self) -> bool {
        self <= Self::Photos
    }

    /// Whether what follows on the page belongs to the section, until the next one opens.
    pub(super) fn opens(self) -> bool {
        self < Self::Photos
    }
}

/// Words of the page that a piece of evidence is told with.
#[derive(Debug, Clone)]
pub(super) enum Words<'a> {
    /// The whole of a short text.
    Whole(&'a str),
    /// What stands around a byte of a text.
    Around(&'a str, usize),
    /// Terms found.
    Terms(Vec<&'a str>),
    /// How many.
    Count(usize),
    /// Terms read in a picture, which are nowhere in the page's own text.
    Owned(String),
}

/// A piece of evidence.
#[derive(Debug, Clone)]
pub(super) struct Evidence<'a> {
    /// Index of the section in the template.
    pub(super) section: usize,
    pub(super) kind: Kind,
    pub(super) block: &'a Block<'a>,
    /// How sure the reading itself is, 0 to 1: 1 for HTML, less for text in pictures.
    pub(super) reading: f64,
    pub(super) words: Words<'a>,
}

impl Evidence<'_> {
    fn weight(&self) -> f64 {
        self.kind.reliability() * self.reading
    }

    /// In Chinese, for people.
    pub(super) fn tell(&self) -> String {
        let words = match &self.words {
            Words::Whole(text) => quote(text),
            Words::Around(text, at) => quote_around(text, *at),
            Words::Terms(terms) => terms.join("、"),
            Words::Count(count) => count.to_string(),
            Words::Owned(text) => text.clone(),
        };
        let in_picture = matches!(self.block.content, crate::page::outline::Content::Picture(_));
        match (self.kind, in_picture) {
            (Kind::Heading | Kind::Label | Kind::Statement, true) => format!("图中文字“{words}”"),
            (Kind::Heading, _) => format!("标题“{words}”"),
            (Kind::Label, _) => format!("小标题“{words}”"),
            (Kind::Table, true) => format!("图中表格：{words}"),
            (Kind::Table, _) => format!("表格：{words}"),
            (Kind::Anchor, _) => format!("锚点 {words}"),
            (Kind::Alt, _) => format!("图片说明“{words}”"),
            (Kind::File, _) => format!("图片文件名 {words}"),
            (Kind::Photos, _) => format!("{words} 张图片"),
            (Kind::Statement, _) => format!("文字“{words}”"),
            (Kind::Measures, true) => format!("图中有{words}的尺寸"),
            (Kind::Measures, _) => format!("文字里有{words}的尺寸"),
            (Kind::Body, true) => format!("图中文字里有{words}"),
            (Kind::Body, _) => format!("文字里有{words}"),
            (Kind::Properties, true) => format!("图中参数：{words}"),
            (Kind::Properties, _) => format!("参数：{words}"),
            (Kind::Prose, _) => format!("{words} 字的介绍文字"),
            (Kind::Link, _) => format!("链接 {words}"),
            (Kind::Items, _) => format!("链接到 {words} 件其他宝贝"),
            (Kind::Learned, true) => format!("图中文字像这一版块：“{words}”"),
            (Kind::Learned, _) => format!("文字像这一版块：“{words}”"),
        }
    }
}

/// The piece that an answer names: what shows where the section starts comes before what only shows that it is there, then the
/// first on the page.
pub(super) fn best<'e, 'a>(pieces: &'e [Evidence<'a>]) -> Option<&'e Evidence<'a>> {
    pieces.iter().min_by_key(|piece| (!piece.kind.starts(), piece.block.position, piece.kind))
}

/// How sure `present` is, by all that speaks for it: `1 - Π(1 - w)` over the best piece of each kind, `w` its reliability times
/// how sure the reading is (noisy-or; Pearl, Probabilistic Reasoning in Intelligent Systems, 1988, section 4.3).
pub(super) fn confidence(pieces: &[Evidence<'_>]) -> f64 {
    let mut best = [0.0_f64; KINDS];
    for piece in pieces {
        if let Some(kind) = best.get_mut(piece.kind as usize) {
            *kind = kind.max(piece.weight());
        }
    }
    1.0 - best.iter().map(|weight| 1.0 - weight).product::<f64>()
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

pub(super) fn quote(text: &str) -> String {
    let mut quoted: String = text.chars().take(MAX_QUOTE).collect();
    if quoted.len() < text.len() {
        quoted.push('…');
    }
    quoted
}
