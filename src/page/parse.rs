//! Reads HTML with a streaming reader and tells the [`Builder`] what it meets.

use std::borrow::Cow;
use std::cell::RefCell;
use std::ops::Range;
use std::rc::Rc;

use lol_html::errors::RewritingError;
use lol_html::html_content::{Element, SourceLocation, TextChunk, TextType};
use lol_html::{HtmlRewriter, MemorySettings, Settings, doc_text, element};

use crate::config::PageConfig;
use crate::page::builder::{Builder, Close, Shape};
use crate::page::outline::{Content, Outline, Picture};
use crate::page::picture;
use crate::page::tag::Tag;

/// Memory that the reader may take for its own stack and buffers: no page for shoppers nests several hundred thousand elements.
const READER_MEMORY: usize = 128 << 20;

/// Longer names of attributes are none that matter.
const MAX_ATTRIBUTE_NAME: usize = 24;

/// The outline of `html`, which need not be UTF-8.
pub(super) fn outline<'h>(html: &'h [u8], config: &PageConfig) -> Outline<'h> {
    let kept = cut(html, config.max_bytes);
    let builder = Builder::new(config.max_depth, kept.len());
    let reader = RefCell::new(Reader { builder, ..Reader::default() });
    let page = str::from_utf8(kept).ok();
    let mut broken = read(kept, page, &reader).err().map(|error| error.to_string());
    let later = std::mem::take(&mut reader.borrow_mut().later);
    for area in later {
        let inner = kept.get(area.clone()).unwrap_or_default();
        reader.borrow_mut().enter(area.start);
        // Most areas hold plain HTML, some have it escaped.
        let text = page.and_then(|page| page.get(area));
        let read = match text {
            Some(text) if !text.contains('<') && text.contains("&lt;") => {
                read(htmlize::unescape(text).as_bytes(), None, &reader)
            }
            _ => read(inner, text, &reader),
        };
        broken = broken.or(read.err().map(|error| error.to_string()));
    }
    reader.into_inner().builder.finish(broken, (kept.len() < html.len()).then_some(kept.len()))
}

/// At most `max` bytes of `html`, cut between two characters.
fn cut(html: &[u8], max: usize) -> &[u8] {
    if html.len() <= max {
        return html;
    }
    let is_continuation = |at: usize| html.get(at).is_some_and(|byte| byte & 0xC0 == 0x80);
    let end = (max.saturating_sub(3)..=max).rev().find(|&at| !is_continuation(at)).unwrap_or(max);
    html.get(..end).unwrap_or(html)
}

/// Reads `html`, which is `page`, or another text where that is `None`.
fn read<'h>(html: &[u8], page: Option<&'h str>, reader: &RefCell<Reader<'h>>) -> Result<(), RewritingError> {
    let source = Source { bytes: html, page };
    let closed = Rc::clone(&reader.borrow().closed);
    let settings = Settings::new()
        .with_strict(false)
        .with_memory_settings(MemorySettings::new().with_max_allowed_memory_usage(READER_MEMORY))
        .append_element_content_handler(element!("*", |element| {
            let mut reader = reader.borrow_mut();
            let close = reader.start(element, source);
            let Some(close) = close else { return Ok(()) };
            match element.end_tag_handlers() {
                Some(handlers) => {
                    // A handler may borrow nothing of the page, so it only leaves word.
                    let closed = Rc::clone(&closed);
                    handlers.push(Box::new(move |_| {
                        closed.borrow_mut().push(close);
                        Ok(())
                    }));
                }
                // `<a/>` inside SVG: it ends where it starts.
                None => reader.builder.close(close),
            }
            Ok(())
        }))
        .append_document_content_handler(doc_text!(|chunk| {
            reader.borrow_mut().text(chunk, source);
            Ok(())
        }));
    let mut rewriter = HtmlRewriter::new(settings, |_: &[u8]| {});
    let read = rewriter.write(html).and_then(|()| rewriter.end());
    reader.borrow_mut().end_closed();
    read
}

/// The HTML that is read.
#[derive(Debug, Clone, Copy)]
struct Source<'s, 'h> {
    bytes: &'s [u8],
    /// The same as text of the page, where it is UTF-8 from end to end: then no piece of it needs another look.
    page: Option<&'h str>,
}

impl<'s, 'h> Source<'s, 'h> {
    fn bytes(self, place: Range<usize>) -> &'s [u8] {
        self.bytes.get(place).unwrap_or_default()
    }

    /// What stands there; of HTML that is not UTF-8 with U+FFFD in place of what cannot be read.
    fn text(self, place: Range<usize>) -> Cow<'h, str> {
        match self.page {
            Some(page) => Cow::Borrowed(page.get(place).unwrap_or_default()),
            None => String::from_utf8_lossy(self.bytes(place)).into_owned().into(),
        }
    }
}

/// What the reader keeps between two events.
#[derive(Default)]
struct Reader<'h> {
    builder: Builder<'h>,
    /// Elements that ended since the last start tag or text.
    closed: Rc<RefCell<Vec<Close>>>,
    /// Where the text node that is open stands, while it came in one piece of UTF-8.
    piece: Option<Range<usize>>,
    /// A text node that came in pieces, and where it starts.
    pieces: String,
    pieces_offset: usize,
    /// The byte behind the last start tag or text.
    seen: usize,
    /// Whether the last start tag was `<style>`.
    in_style: bool,
    /// Where the HTML that is read stands in the page.
    base: usize,
    /// The byte behind the last start tag, if it was an `<img>` without a source: pages for phones write `<img>ADDRESS</img>`.
    after_img: Option<Sizes>,
    /// The bytes of the lazy area that is open, `<textarea class="ks-datalazyload">`; it holds HTML that scripts put in its place.
    area: Option<Range<usize>>,
    /// Lazy areas, to be read in the end.
    later: Vec<Range<usize>>,
}

/// Width and height of a picture in pixels.
type Sizes = (Option<u32>, Option<u32>);

impl<'h> Reader<'h> {
    /// Tells the builder which elements have ended.
    fn end_closed(&mut self) {
        if !self.closed.borrow().is_empty() {
            for close in self.closed.take() {
                self.builder.close(close);
            }
        }
    }

    /// Goes on with HTML that stands at byte `base` of the page.
    fn enter(&mut self, base: usize) {
        self.builder.boundary();
        (self.base, self.seen, self.in_style, self.after_img) = (base, 0, false, None);
        self.pieces.clear();
        self.piece = None;
    }

    fn start(&mut self, element: &Element<'_, '_>, html: Source<'_, 'h>) -> Option<Close> {
        self.end_closed();
        let place = element.source_location().bytes();
        let offset = self.base + place.start;
        let written = html.bytes(place.clone());
        let tag = Tag::at(written.get(1..).unwrap_or_default());
        self.pass(html.bytes, place);
        self.in_style = tag == Tag::Style;
        self.after_img = None;
        let builder = &mut self.builder;
        if builder.is_hidden() {
            builder.start_in_hidden(tag);
            if builder.is_hidden() {
                return None;
            }
        }
        let has_attributes = written.iter().any(|byte| matches!(byte, b' ' | b'/' | b'\t' | b'\n' | b'\r' | 0x0c));
        let attributes = if has_attributes { Attributes::of(element, tag, html) } else { Attributes::default() };
        if attributes.is_lazy_area && self.base == 0 {
            builder.boundary();
            self.area = Some(0..0);
            return None;
        }
        if attributes.hidden || tag == Tag::Template {
            if tag.is_block() {
                builder.boundary();
            }
            return element.can_have_content().then(|| builder.hide(tag)).flatten();
        }
        for name in attributes.names {
            builder.push(offset, Content::Anchor { name });
        }
        for src in attributes.backgrounds {
            builder.push(offset, Content::Picture(Picture { src, ..Picture::default() }));
        }
        match tag {
            Tag::Break => builder.line_break(),
            Tag::Img | Tag::Image => {
                if attributes.src.is_empty() && attributes.lazy.is_empty() {
                    self.after_img = (tag == Tag::Img).then_some((attributes.width, attributes.height));
                } else if let Some(src) = picture::source(attributes.src, attributes.lazy)
                    && !picture::is_tiny(attributes.width, attributes.height)
                {
                    // What stands before a picture is its caption, and what stands behind it another one's.
                    builder.boundary();
                    let Attributes { alt, width, height, .. } = attributes;
                    builder.push(offset, Content::Picture(Picture { src, alt, width, height, ..Picture::default() }));
                }
            }
            Tag::Media => {
                let src = picture::attribute(attributes.src);
                builder.push(offset, Content::Media { src });
            }
            Tag::Area => {
                if let Some(href) = attributes.href {
                    builder.push(offset, Content::Link { href, text: attributes.alt });
                }
            }
            Tag::Link => return attributes.href.and_then(|href| builder.link(href, offset)),
            Tag::Heading(level) => return builder.heading(level),
            Tag::Table => return builder.container(Shape::Table, offset),
            Tag::List => return builder.container(Shape::List, offset),
            Tag::Row => builder.row(),
            Tag::Cell => builder.cell(Shape::Table),
            Tag::Item => builder.cell(Shape::List),
            Tag::Paragraph | Tag::Block => builder.boundary(),
            Tag::Style | Tag::Template | Tag::Textarea | Tag::Inline => {}
        }
        None
    }

    /// Goes on to the token at `place`. Only end tags and comments lie between it and the last one: if one of them ends a
    /// block-level element, it parts the text. (Waiting for the end tag of each `<p>` by a handler costs more than all the
    /// rest of the reading; that a comment may hold an end tag does no harm.)
    fn pass(&mut self, html: &[u8], place: Range<usize>) {
        let between = html.get(self.seen..place.start).unwrap_or_default();
        self.seen = place.end;
        if between.len() < "</p>".len() || !self.builder.has_text() {
            return;
        }
        let is_end = |at: usize| match between.get(at + 1..) {
            Some([b'/', name @ ..]) => Tag::at(name).is_block(),
            _ => false,
        };
        if memchr::memchr_iter(b'<', between).any(is_end) {
            self.builder.boundary();
        }
    }

    fn text(&mut self, chunk: &TextChunk<'_>, html: Source<'_, 'h>) {
        self.end_closed();
        let place = chunk.source_location().bytes();
        let is_last = chunk.last_in_text_node();
        if let Some(area) = &mut self.area
            && chunk.text_type() == TextType::RCData
        {
            let start = if area.end == 0 { place.start } else { area.start };
            *area = start..place.end;
            if is_last {
                self.later.extend(self.area.take().filter(|area| area.start < area.end));
            }
        }
        self.pass(html.bytes, place.clone());
        let is_text = match chunk.text_type() {
            TextType::Data | TextType::CDataSection | TextType::PlainText => true,
            TextType::RawText => self.in_style,
            TextType::RCData | TextType::ScriptData => false,
        };
        if !is_text || self.builder.is_hidden() {
            return;
        }
        let piece = chunk.as_str();
        if self.pieces.is_empty() && self.piece.is_none() && !is_last && html.page.is_some() {
            self.piece = Some(place);
            return;
        }
        if is_last
            && piece.is_empty()
            && let Some(whole) = self.piece.take()
        {
            let offset = self.base + whole.start;
            self.text_node(chunk.text_type(), html.text(whole), offset);
            return;
        }
        if let Some(first) = self.piece.take() {
            self.pieces_offset = self.base + first.start;
            self.pieces.push_str(&html.text(first));
        } else if self.pieces.is_empty() {
            self.pieces_offset = self.base + place.start;
        }
        self.pieces.push_str(piece);
        if is_last {
            let pieces = std::mem::take(&mut self.pieces);
            self.text_node(chunk.text_type(), pieces.into(), self.pieces_offset);
        }
    }

    fn text_node(&mut self, kind: TextType, text: Cow<'h, str>, offset: usize) {
        if kind == TextType::RawText {
            for (at, src) in picture::in_style(&text) {
                let src = src.to_owned().into();
                let picture = Picture { src, from_style_sheet: true, ..Picture::default() };
                self.builder.push(offset + at, Content::Picture(picture));
            }
        } else if let Some((width, height)) = self.after_img.take()
            && let Some(src) = picture::address(&text)
        {
            self.builder.boundary();
            self.builder.push(offset, Content::Picture(Picture { src, width, height, ..Picture::default() }));
        } else {
            self.builder.text(text, offset);
        }
    }
}

/// The attributes that matter. Most are never looked at again, so they borrow from the page where they can.
#[derive(Default)]
struct Attributes<'h> {
    /// As it stands in the HTML.
    src: Cow<'h, str>,
    /// As it stands in the HTML.
    lazy: Cow<'h, str>,
    alt: Cow<'h, str>,
    width: Option<u32>,
    height: Option<u32>,
    href: Option<Cow<'h, str>>,
    names: Vec<Cow<'h, str>>,
    backgrounds: Vec<Cow<'h, str>>,
    hidden: bool,
    is_lazy_area: bool,
}

impl<'h> Attributes<'h> {
    fn of(element: &Element<'_, '_>, tag: Tag, html: Source<'_, 'h>) -> Self {
        let mut found = Self::default();
        for attribute in element.attributes() {
            let place = |place: Option<SourceLocation>| place.map(|place| place.bytes()).unwrap_or_default();
            let written = html.bytes(place(attribute.name_source_location()));
            let mut name = [0; MAX_ATTRIBUTE_NAME];
            let Some(name) = name.get_mut(..written.len()) else { continue };
            name.copy_from_slice(written);
            name.make_ascii_lowercase();
            let raw = || html.text(place(attribute.value_source_location()));
            let value = || picture::attribute(raw());
            match &*name {
                b"src" | b"data" => found.src = raw(),
                b"href" | b"xlink:href" if tag == Tag::Image => found.src = raw(),
                b"data-ks-lazyload" | b"data-lazyload" | b"data-lazy-img" | b"data-lazyload-src" | b"data-original"
                | b"data-src" | b"lazy-src" | b"lazyload" | b"original" | b"_src" => found.lazy = raw(),
                b"srcset" | b"data-srcset" if found.lazy.is_empty() => {
                    found.lazy = picture::first_of_set(&raw()).to_owned().into();
                }
                b"class" if tag == Tag::Textarea => found.is_lazy_area = picture::names_lazy_area(&raw()),
                b"size" if tag == Tag::Img => (found.width, found.height) = picture::sizes(&value()),
                b"alt" => found.alt = value(),
                b"title" | b"text" if found.alt.is_empty() => found.alt = value(),
                b"width" => found.width = picture::pixels(&value()),
                b"height" => found.height = picture::pixels(&value()),
                b"href" => found.href = Some(value()),
                b"background" => found.backgrounds.push(value()),
                b"hidden" => found.hidden = true,
                b"id" => found.names.push(value()),
                b"name" if matches!(tag, Tag::Link | Tag::Img) => found.names.push(value()),
                b"style" => {
                    let style = value();
                    found.hidden |= hides(&style);
                    // Only what has a bracket can load a picture.
                    if memchr::memchr(b'(', style.as_bytes()).is_some() {
                        found
                            .backgrounds
                            .extend(picture::in_style(&style).into_iter().map(|(_, src)| src.to_owned().into()));
                    }
                }
                // Every shop tool has its own attribute for the picture that its script loads.
                name if found.lazy.is_empty() && tag == Tag::Img && name.starts_with(b"data-") => {
                    let raw = raw();
                    if picture::is_picture_address(&raw) {
                        found.lazy = raw;
                    }
                }
                _ => {}
            }
        }
        found.names.retain(|name| !name.is_empty());
        found.names.dedup();
        found.backgrounds.retain(|src| !src.is_empty());
        found
    }
}

/// Whether a style takes its element off the page.
fn hides(style: &str) -> bool {
    memchr::memchr_iter(b':', style.as_bytes()).any(|colon| {
        let (property, value) = style.split_at_checked(colon).unwrap_or_default();
        let value = value.get(1..).unwrap_or_default().trim_start();
        let is_none = value.get(..4).is_some_and(|word| word.eq_ignore_ascii_case("none"));
        is_none && property.rsplit(';').next().is_some_and(|name| name.trim().eq_ignore_ascii_case("display"))
    })
}
