//! What a shopper can see of a detail page, in reading order: the outline that every other part of this room works on.

use std::borrow::Cow;

use crate::config::PageConfig;
use crate::page::parse;
use crate::picture::{PictureFacts, TextLine};

/// A detail page as a list of blocks. What stands in the HTML as shoppers see it is borrowed from there.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Outline<'h> {
    blocks: Vec<Block<'h>>,
    flaws: Flaws,
}

/// One block of a page.
#[derive(Debug, Clone, PartialEq)]
pub struct Block<'h> {
    /// Number of the block within the page, counted from 1.
    pub position: usize,
    /// Byte of the HTML where the block starts; never beyond the length of the HTML.
    pub offset: usize,
    /// What it is.
    pub content: Content<'h>,
}

/// What a block is. Texts have their entities decoded and their white space folded; `<br>` leaves a `\n`.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub enum Content<'h> {
    /// `<h1>` to `<h6>`.
    Heading {
        /// 1 to 6.
        level: u8,
        /// Its text.
        text: Cow<'h, str>,
    },
    /// A run of text between two block-level boundaries.
    Text {
        /// Its text.
        text: Cow<'h, str>,
    },
    /// A picture that may show something; pictures used for layout are not blocks.
    Picture(Picture<'h>),
    /// A table of data. A table used for layout is not a block: what it holds flows on.
    Table {
        /// The texts of the cells, row by row; spans are not spread out.
        rows: Vec<Vec<Cow<'h, str>>>,
    },
    /// A list with text.
    List {
        /// The texts of its items.
        items: Vec<Cow<'h, str>>,
    },
    /// A link or an area of an image map. Its text also stands in the text around it.
    Link {
        /// Where it leads, as written.
        href: Cow<'h, str>,
        /// Its own text; empty for a linked picture.
        text: Cow<'h, str>,
    },
    /// An `id`, or the `name` of a link or picture: `desc-module-3`, `anc_size_info`.
    Anchor {
        /// The name.
        name: Cow<'h, str>,
    },
    /// A film or an embedded frame. Like a picture, it may show any section.
    Media {
        /// Its source; empty where the element names none.
        src: Cow<'h, str>,
    },
}

/// A picture.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Picture<'h> {
    /// Where it is loaded from: `src`, or the attribute or style that a lazy loader reads.
    pub src: Cow<'h, str>,
    /// Its `alt`, else its `title`.
    pub alt: Cow<'h, str>,
    /// Width in pixels, where the page gives it.
    pub width: Option<u32>,
    /// Height in pixels, where the page gives it.
    pub height: Option<u32>,
    /// Whether it comes from a style sheet, so that its place in the HTML is not its place on the page.
    pub from_style_sheet: bool,
    /// What its file says; `None` where there is no such file.
    pub facts: Option<Box<PictureFacts>>,
}

/// What is wrong with the HTML as such.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Flaws {
    /// Byte from which nothing was read, because the page is longer than [`PageConfig::max_bytes`] or has too many blocks.
    pub truncated: Option<usize>,
    /// Tables or lists nest deeper than [`PageConfig::max_depth`]; what lies deeper was read as plain text.
    pub too_deep: bool,
    /// What the HTML reader gave up on.
    pub broken: Option<String>,
}

impl<'h> Outline<'h> {
    /// Reads a detail page. Never fails: what is wrong with the HTML is told by [`Outline::flaws`].
    ///
    /// Bytes that are not UTF-8 become U+FFFD; offsets still count the bytes given.
    pub fn parse<H: AsRef<[u8]> + ?Sized>(html: &'h H, config: &PageConfig) -> Self {
        parse::outline(html.as_ref(), config)
    }

    pub(super) fn new(blocks: Vec<Block<'h>>, flaws: Flaws) -> Self {
        Self { blocks, flaws }
    }

    /// The blocks, in reading order.
    pub fn blocks(&self) -> &[Block<'h>] {
        &self.blocks
    }

    /// What is wrong with the HTML as such.
    pub fn flaws(&self) -> &Flaws {
        &self.flaws
    }

    /// Whether part of the page was not read as HTML, so that nothing can be called missing.
    pub fn is_partial(&self) -> bool {
        self.flaws.truncated.is_some() || self.flaws.broken.is_some()
    }

    /// The pictures, each with its block.
    pub fn pictures(&self) -> impl Iterator<Item = (&Block<'h>, &Picture<'h>)> {
        self.blocks.iter().filter_map(|block| match &block.content {
            Content::Picture(picture) => Some((block, picture)),
            _ => None,
        })
    }

    /// The pictures, for a reader of their files: it sets [`Picture::facts`].
    pub fn pictures_mut(&mut self) -> impl Iterator<Item = &mut Picture<'h>> {
        self.blocks.iter_mut().filter_map(|block| match &mut block.content {
            Content::Picture(picture) => Some(picture),
            _ => None,
        })
    }

    /// How many pictures, films and frames nobody read.
    pub fn unread(&self) -> usize {
        self.blocks.iter().filter(|block| block.content.is_unread()).count()
    }

    /// Every text that a shopper can read, with the byte where its block starts: headings, texts, cells, items, and what was
    /// read in pictures.
    pub fn texts(&self) -> impl Iterator<Item = (usize, &str)> {
        self.blocks.iter().flat_map(|block| block.content.texts().map(move |text| (block.offset, text)))
    }
}

impl Picture<'_> {
    /// Whether nobody read the text in it, or not all of it.
    pub fn is_unread(&self) -> bool {
        self.facts.as_ref().is_none_or(|facts| facts.text.is_none() || facts.flaw.is_some())
    }

    /// The SHA-256 of its file; `None` where that is not known.
    pub fn content(&self) -> Option<&[u8; 32]> {
        self.facts.as_ref().map(|facts| &facts.hash).filter(|hash| **hash != [0; 32])
    }

    /// The lines of text in it; none where there are none or nobody read it.
    pub fn lines(&self) -> &[TextLine] {
        self.facts.as_ref().and_then(|facts| facts.text.as_deref()).unwrap_or_default()
    }
}

impl<'h> Content<'h> {
    /// The texts of the block that a shopper can read. A link has none of its own.
    pub fn texts(&self) -> impl Iterator<Item = &str> {
        let texts: &[Cow<'h, str>] = match self {
            Self::Heading { text, .. } | Self::Text { text } => std::slice::from_ref(text),
            Self::List { items } => items,
            _ => &[],
        };
        let rows: &[Vec<Cow<'h, str>>] = if let Self::Table { rows } = self { rows } else { &[] };
        let lines: &[TextLine] = if let Self::Picture(picture) = self { picture.lines() } else { &[] };
        let written = texts.iter().chain(rows.iter().flatten()).map(|text| &**text);
        written.chain(lines.iter().map(|line| line.text.as_str())).filter(|text| !text.is_empty())
    }

    /// Whether it may show something that nobody read.
    pub fn is_unread(&self) -> bool {
        match self {
            Self::Picture(picture) => picture.is_unread(),
            Self::Media { .. } => true,
            _ => false,
        }
    }
}
