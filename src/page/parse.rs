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

/// Memory that the reader may take for its own stack and buffers: no page for shoppers nests several hundred thousand elements.
const READER_MEMORY: usize = 128 << 20;

/// Longer names of attributes are none that matter.
const MAX_ATTRIBUTE_NAME: usize = 24;

/// Longer names of elements are none that matter.
const MAX_TAG_NAME: usize = 16;

/// The outline of `html`, which need not be UTF-8.
pub(super) fn outline(html: &[u8], config: &PageConfig) -> Outline {
    let kept = cut(html, config.max_bytes);
    let reader = Rc::new(RefCell::new(Reader { builder: Builder::new(config.max_depth), ..Reader::default() }));
    let mut broken = read(kept, &reader).err().map(|error| error.to_string());
    let later = std::mem::take(&mut reader.borrow_mut().later);
    for area in later {
        let inner = kept.get(area.clone()).unwrap_or_default();
        reader.borrow_mut().enter(area.start);
        // Most areas hold plain HTML, some have it escaped.
        let read = match str::from_utf8(inner) {
            Ok(text) if !text.contains('<') && text.contains("&lt;") => {
                read(htmlize::unescape(text).as_bytes(), &reader)
            }
            _ => read(inner, &reader),
        };
        broken = broken.or(read.err().map(|error| error.to_string()));
    }
    let builder = std::mem::take(&mut reader.borrow_mut().builder);
    builder.finish(broken, (kept.len() < html.len()).then_some(kept.len()))
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

fn read(html: &[u8], reader: &Rc<RefCell<Reader>>) -> Result<(), RewritingError> {
    let settings = Settings::new()
        .with_strict(false)
        .with_memory_settings(MemorySettings::new().with_max_allowed_memory_usage(READER_MEMORY))
        .append_element_content_handler(element!("*", |element| {
            let close = reader.borrow_mut().start(element, html);
            let Some(close) = close else { return Ok(()) };
            match element.end_tag_handlers() {
                Some(handlers) => {
                    let reader = Rc::clone(reader);
                    handlers.push(Box::new(move |_| {
                        reader.borrow_mut().builder.close(close);
                        Ok(())
                    }));
                }
                // `<a/>` inside SVG: it ends where it starts.
                None => reader.borrow_mut().builder.close(close),
            }
            Ok(())
        }))
        .append_document_content_handler(doc_text!(|chunk| {
            reader.borrow_mut().text(chunk, html);
            Ok(())
        }));
    let mut rewriter = HtmlRewriter::new(settings, |_: &[u8]| {});
    rewriter.write(html)?;
    rewriter.end()
}

/// What the reader keeps between two events.
#[derive(Default)]
struct Reader {
    builder: Builder,
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

impl Reader {
    /// Goes on with HTML that stands at byte `base` of the page.
    fn enter(&mut self, base: usize) {
        self.builder.boundary();
        (self.base, self.seen, self.in_style, self.after_img) = (base, 0, false, None);
        self.pieces.clear();
    }

    fn start(&mut self, element: &Element<'_, '_>, html: &[u8]) -> Option<Close> {
        let place = element.source_location().bytes();
        let offset = self.base + place.start;
        let mut name = [0; MAX_TAG_NAME];
        let tag = tag_name(html.get(place.start..).unwrap_or_default(), &mut name);
        self.pass(html, place);
        self.in_style = tag == "style";
        self.after_img = None;
        let builder = &mut self.builder;
        if builder.is_hidden() {
            builder.start_in_hidden(tag, is_block(tag));
            if builder.is_hidden() {
                return None;
            }
        }
        let attributes = Attributes::of(element, tag, html);
        if attributes.is_lazy_area && self.base == 0 {
            builder.boundary();
            self.area = Some(0..0);
            return None;
        }
        if attributes.hidden || tag == "template" {
            if is_block(tag) {
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
            "br" => builder.line_break(),
            "img" | "image" | "input" => {
                if attributes.src.is_empty() && attributes.lazy.is_empty() {
                    self.after_img = (tag == "img").then_some((attributes.width, attributes.height));
                } else if let Some(src) = picture::source(attributes.src, attributes.lazy)
                    && !picture::is_tiny(attributes.width, attributes.height)
                {
                    // What stands before a picture is its caption, and what stands behind it another one's.
                    builder.boundary();
                    let alt = attributes.alt.into_owned();
                    let (width, height) = (attributes.width, attributes.height);
                    builder.push(offset, Content::Picture(Picture { src, alt, width, height, ..Picture::default() }));
                }
            }
            "video" | "iframe" | "embed" | "object" | "canvas" => {
                let src = picture::attribute(attributes.src).into_owned();
                builder.push(offset, Content::Media { src });
            }
            "area" => {
                if let Some(href) = attributes.href {
                    let (href, text) = (href.into_owned(), attributes.alt.into_owned());
                    builder.push(offset, Content::Link { href, text });
                }
            }
            "a" => return attributes.href.and_then(|href| builder.link(href.into_owned(), offset)),
            "h1" | "h2" | "h3" | "h4" | "h5" | "h6" => {
                return builder.heading(tag.bytes().last().map_or(1, |digit| digit.saturating_sub(b'0')));
            }
            "table" => return builder.container(Shape::Table, offset),
            "ul" | "ol" | "dl" => return builder.container(Shape::List, offset),
            "tr" => builder.row(),
            "td" | "th" => builder.cell(Shape::Table),
            "li" | "dt" | "dd" => builder.cell(Shape::List),
            tag if is_block(tag) => builder.boundary(),
            _ => {}
        }
        None
    }

    /// Goes on to the token at `place`. Only end tags and comments lie between it and the last one: if one of them ends a
    /// block-level element, it parts the text. (Waiting for the end tag of each `<p>` by a handler costs more than all the
    /// rest of the reading; that a comment may hold an end tag does no harm.)
    fn pass(&mut self, html: &[u8], place: Range<usize>) {
        let between = html.get(self.seen..place.start).unwrap_or_default();
        self.seen = place.end;
        let parts = between.split(|&byte| byte == b'<').filter_map(|tag| tag.strip_prefix(b"/")).any(|tag| {
            let name = tag.split(|byte| !byte.is_ascii_alphanumeric()).next().unwrap_or_default();
            str::from_utf8(name).is_ok_and(|name| is_block(name) || is_block(&name.to_ascii_lowercase()))
        });
        if parts {
            self.builder.boundary();
        }
    }

    fn text(&mut self, chunk: &TextChunk<'_>, html: &[u8]) {
        let place = chunk.source_location().bytes();
        let offset = self.base + place.start;
        if let Some(area) = &mut self.area
            && chunk.text_type() == TextType::RCData
        {
            let start = if area.end == 0 { place.start } else { area.start };
            *area = start..place.end;
            if chunk.last_in_text_node() {
                self.later.extend(self.area.take().filter(|area| area.start < area.end));
            }
        }
        self.pass(html, place);
        let is_text = match chunk.text_type() {
            TextType::Data | TextType::CDataSection | TextType::PlainText => true,
            TextType::RawText => self.in_style,
            TextType::RCData | TextType::ScriptData => false,
        };
        if !is_text || self.builder.is_hidden() {
            return;
        }
        if self.pieces.is_empty() && chunk.last_in_text_node() {
            self.text_node(chunk.text_type(), chunk.as_str(), offset);
            return;
        }
        if self.pieces.is_empty() {
            self.pieces_offset = offset;
        }
        self.pieces.push_str(chunk.as_str());
        if chunk.last_in_text_node() {
            let pieces = std::mem::take(&mut self.pieces);
            self.text_node(chunk.text_type(), &pieces, self.pieces_offset);
        }
    }

    fn text_node(&mut self, kind: TextType, text: &str, offset: usize) {
        if kind == TextType::RawText {
            for (at, src) in picture::in_style(text) {
                let picture = Picture { src, from_style_sheet: true, ..Picture::default() };
                self.builder.push(offset + at, Content::Picture(picture));
            }
        } else if let Some((width, height)) = self.after_img.take()
            && let Some(src) = picture::address(text)
        {
            self.builder.boundary();
            self.builder.push(offset, Content::Picture(Picture { src, width, height, ..Picture::default() }));
        } else {
            self.builder.text(text, offset);
        }
    }
}

/// The name of the start tag that `html` begins with, in small letters; empty for a name that is too long to matter.
fn tag_name<'n>(html: &[u8], name: &'n mut [u8; MAX_TAG_NAME]) -> &'n str {
    let written = html.get(1..).unwrap_or_default();
    let is_end = |byte: &u8| byte.is_ascii_whitespace() || matches!(byte, b'/' | b'>');
    let length = written.iter().take(MAX_TAG_NAME + 1).position(is_end);
    let Some((name, written)) = length.and_then(|length| name.get_mut(..length).zip(written.get(..length))) else {
        return "";
    };
    name.copy_from_slice(written);
    name.make_ascii_lowercase();
    str::from_utf8(name).unwrap_or_default()
}

/// The attributes that matter, decoded. Most are never looked at again, so they borrow from the page where they can.
#[derive(Default)]
struct Attributes<'h> {
    /// As it stands in the HTML.
    src: &'h [u8],
    /// As it stands in the HTML.
    lazy: &'h [u8],
    alt: Cow<'h, str>,
    width: Option<u32>,
    height: Option<u32>,
    href: Option<Cow<'h, str>>,
    names: Vec<String>,
    backgrounds: Vec<String>,
    hidden: bool,
    is_lazy_area: bool,
}

impl<'h> Attributes<'h> {
    fn of(element: &Element<'_, '_>, tag: &str, html: &'h [u8]) -> Self {
        let mut found = Self::default();
        for attribute in element.attributes() {
            let at =
                |place: Option<SourceLocation>| place.and_then(|place| html.get(place.bytes())).unwrap_or_default();
            let mut name = [0; MAX_ATTRIBUTE_NAME];
            let written = at(attribute.name_source_location());
            let Some(name) = name.get_mut(..written.len()) else { continue };
            name.copy_from_slice(written);
            name.make_ascii_lowercase();
            let raw = at(attribute.value_source_location());
            let value = || picture::attribute(raw);
            match &*name {
                b"src" | b"data" => found.src = raw,
                b"href" | b"xlink:href" if tag == "image" => found.src = raw,
                b"data-ks-lazyload" | b"data-lazyload" | b"data-lazy-img" | b"data-lazyload-src" | b"data-original"
                | b"data-src" | b"lazy-src" | b"lazyload" | b"original" | b"_src" => found.lazy = raw,
                b"srcset" | b"data-srcset" if found.lazy.is_empty() => found.lazy = picture::first_of_set(raw),
                b"class" => found.is_lazy_area = tag == "textarea" && picture::names_lazy_area(raw),
                b"size" if tag == "img" => (found.width, found.height) = picture::sizes(&value()),
                b"alt" => found.alt = value(),
                b"title" | b"text" if found.alt.is_empty() => found.alt = value(),
                b"width" => found.width = picture::pixels(&value()),
                b"height" => found.height = picture::pixels(&value()),
                b"href" => found.href = Some(value()),
                b"background" => found.backgrounds.push(value().into_owned()),
                b"hidden" => found.hidden = true,
                b"id" => found.names.push(value().into_owned()),
                b"name" if matches!(tag, "a" | "img") => found.names.push(value().into_owned()),
                b"style" if !raw.is_empty() => {
                    let style = value();
                    found.hidden |= hides(&style);
                    if style.contains("url(") {
                        found.backgrounds.extend(picture::in_style(&style).into_iter().map(|(_, src)| src));
                    }
                }
                // Every shop tool has its own attribute for the picture that its script loads.
                name if found.lazy.is_empty()
                    && tag == "img"
                    && name.starts_with(b"data-")
                    && picture::is_picture_address(raw) =>
                {
                    found.lazy = raw;
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
    style.split(';').any(|declaration| {
        declaration.split_once(':').is_some_and(|(property, value)| {
            property.trim().eq_ignore_ascii_case("display")
                && value.trim().get(..4).is_some_and(|word| word.eq_ignore_ascii_case("none"))
        })
    })
}

/// Whether an element parts the text around it.
fn is_block(tag: &str) -> bool {
    matches!(
        tag,
        "address"
            | "article"
            | "aside"
            | "blockquote"
            | "body"
            | "caption"
            | "center"
            | "dd"
            | "details"
            | "dialog"
            | "dir"
            | "div"
            | "dl"
            | "dt"
            | "fieldset"
            | "figcaption"
            | "figure"
            | "footer"
            | "form"
            | "h1"
            | "h2"
            | "h3"
            | "h4"
            | "h5"
            | "h6"
            | "header"
            | "hgroup"
            | "hr"
            | "html"
            | "legend"
            | "li"
            | "main"
            | "menu"
            | "nav"
            | "ol"
            | "option"
            | "p"
            | "pre"
            | "section"
            | "shortdesc"
            | "summary"
            | "table"
            | "tbody"
            | "td"
            | "tfoot"
            | "th"
            | "thead"
            | "tr"
            | "txt"
            | "ul"
    )
}
