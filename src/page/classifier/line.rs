//! The lines of a page that are looked at, in reading order.

use std::borrow::Cow;

use crate::page::grid;
use crate::page::outline::{Block, Content, Outline};
use crate::picture::TextLine;

/// Lines looked at of a page, and characters of all of them.
const MAX_LINES: usize = 600;
const MAX_CHARACTERS: usize = 20_000;

/// A longer text in one line is several lines, each of so many characters or more up to the end of a sentence.
const LONG: usize = 100;
const LEAST_PIECE: usize = 50;
const MAX_PIECE: usize = 150;

/// A short line without a sign of a sentence stands for a heading, whatever it is set as.
const MAX_HEADING: usize = 12;

/// A line in a picture whose end is so near to the end of the longest one goes on in the next line, in characters.
const MAX_MARGIN: f64 = 2.2;

/// Words that send the reader elsewhere, in a line of so many bytes at most: 规格请见外箱, 尺码请问客服.
const POINTERS: [&str; 10] =
    ["请见", "详见", "参见", "请参照", "请参考", "请参阅", "请看", "请问客服", "请咨询", "咨询客服"];
const MAX_POINTER: usize = 90;

/// A line of text.
#[derive(Debug, Clone, PartialEq)]
pub struct Line<'a> {
    /// Its text; the cells of a row are parted by tabs.
    pub text: Cow<'a, str>,
    /// Whether it heads what follows.
    pub is_heading: bool,
    /// Whether it is a row of a table.
    pub is_row: bool,
    /// How sure its reading is, 0 to 1: 1 for HTML.
    pub sureness: f64,
    /// Its block, counted from 1.
    pub position: usize,
}

impl<'a> Line<'a> {
    /// A line that the page may set as a heading; a short one stands for a heading anyway.
    pub fn new(text: &'a str, is_heading: bool, is_row: bool) -> Self {
        Self::of(text.into(), is_heading, is_row, 1.0, 1)
    }

    /// Whether it may prove a section: what stands for a heading promises one, and may as well point to another page (详见尺码表); and a few words with a
    /// colon between them (尺码：S M L) are one property.
    pub fn may_prove(&self) -> bool {
        let is_short = self.text.chars().nth(MAX_HEADING).is_none();
        !self.is_heading && (self.is_row || !is_short) && !self.points_elsewhere()
    }

    /// Whether it says where to look or whom to ask, and little else.
    fn points_elsewhere(&self) -> bool {
        self.text.len() <= MAX_POINTER && POINTERS.iter().any(|pointer| self.text.contains(pointer))
    }

    fn of(text: Cow<'a, str>, is_heading: bool, is_row: bool, sureness: f64, position: usize) -> Self {
        let is_heading = is_heading || (!is_row && stands_for_heading(&text));
        Self { text, is_heading, is_row, sureness, position }
    }
}

fn stands_for_heading(text: &str) -> bool {
    let is_sentence = |c| matches!(c, '。' | '！' | '？' | '，' | ',' | ';' | '；' | '!' | '?' | '：' | ':');
    text.chars().nth(MAX_HEADING).is_none() && !text.contains(is_sentence)
}

/// The lines of a page.
#[derive(Debug, Default)]
pub struct Lines<'a> {
    lines: Vec<Line<'a>>,
    characters: usize,
}

impl<'a> Lines<'a> {
    /// The lines of `outline`, but those that `skip` holds for.
    pub fn of(outline: &'a Outline<'_>, skip: impl Fn(&str) -> bool) -> Vec<Line<'a>> {
        let mut lines = Self::default();
        for block in outline.blocks() {
            if lines.is_full() {
                break;
            }
            lines.block(block, &skip);
        }
        lines.lines
    }

    fn is_full(&self) -> bool {
        self.lines.len() >= MAX_LINES || self.characters >= MAX_CHARACTERS
    }

    fn block(&mut self, block: &'a Block<'_>, skip: &impl Fn(&str) -> bool) {
        let at = block.position;
        match &block.content {
            Content::Heading { text, .. } => self.text(text, true, at, skip),
            Content::Text { text } => self.text(text, false, at, skip),
            Content::List { items } => items.iter().for_each(|item| self.text(item, false, at, skip)),
            Content::Table { rows } => {
                for row in rows {
                    match row.as_slice() {
                        [caption] => self.text(caption, false, at, skip),
                        cells => self.push(Cow::Owned(cells.join("\t")), false, true, 1.0, at),
                    }
                }
            }
            Content::Picture(shown) => self.picture(shown.lines(), at),
            Content::Link { .. } | Content::Anchor { .. } | Content::Media { .. } => {}
        }
    }

    fn text(&mut self, text: &'a str, is_heading: bool, position: usize, skip: &impl Fn(&str) -> bool) {
        for line in text.lines() {
            if self.is_full() {
                return;
            }
            if skip(line) {
                continue;
            }
            let mut rest = line;
            while let Some((piece, behind)) = split(rest).filter(|_| !self.is_full()) {
                self.push(piece.into(), is_heading, false, 1.0, position);
                rest = behind;
            }
        }
    }

    fn push(&mut self, text: Cow<'a, str>, is_heading: bool, is_row: bool, sureness: f64, position: usize) {
        if !text.is_empty() && !self.is_full() {
            self.characters += text.len() / 3 + 1;
            self.lines.push(Line::of(text, is_heading, is_row, sureness, position));
        }
    }

    /// The lines in a picture: those that a paragraph was broken into are put together again.
    fn picture(&mut self, lines: &'a [TextLine], position: usize) {
        let end = lines.iter().map(right).max().unwrap_or_default();
        let mut open: Option<(String, f64, &TextLine)> = None;
        for row in grid::rows(lines) {
            if let Some((text, _, last)) = &mut open
                && let [line] = row.as_slice()
                && goes_on(last, line, end)
                && text.len() < MAX_PIECE * 3
            {
                text.push_str(line.text.trim());
                *last = line;
                continue;
            }
            self.close(open.take(), position);
            match row.as_slice() {
                [line] => open = Some((line.text.trim().to_owned(), f64::from(line.confidence), line)),
                cells => {
                    let sure = cells.iter().map(|line| f64::from(line.confidence)).fold(1.0, f64::min);
                    let cells: Vec<&str> = cells.iter().map(|line| line.text.trim()).collect();
                    self.push(cells.join("\t").into(), false, true, sure, position);
                }
            }
        }
        self.close(open, position);
    }

    fn close(&mut self, open: Option<(String, f64, &TextLine)>, position: usize) {
        if let Some((text, sureness, _)) = open {
            self.push(text.into(), false, false, sureness, position);
        }
    }
}

/// Whether `next` is the rest of the paragraph that `last` is a line of, in a picture whose longest line ends at `end`.
fn goes_on(last: &TextLine, next: &TextLine, end: u32) -> bool {
    let ([x, y, _, height], [next_x, next_y, _, next_height]) = (last.bounds, next.bounds);
    let height_of_both = f64::from(height.max(next_height));
    let is_near = f64::from(next_y.saturating_sub(y)) < height_of_both * 2.0;
    let is_alike = f64::from(height.abs_diff(next_height)) < height_of_both * 0.3;
    let is_below = f64::from(x.abs_diff(next_x)) < height_of_both * MAX_MARGIN;
    is_near && is_alike && is_below && f64::from(end.saturating_sub(right(last))) < height_of_both * MAX_MARGIN
}

fn right(line: &TextLine) -> u32 {
    line.bounds[0].saturating_add(line.bounds[2])
}

/// The first piece of a line and the rest; `None` for nothing.
fn split(line: &str) -> Option<(&str, &str)> {
    if line.is_empty() {
        return None;
    }
    if line.len() <= LONG || line.chars().nth(LONG).is_none() {
        return Some((line, ""));
    }
    let is_end = |c: char| matches!(c, '。' | '！' | '？' | '；' | '!' | '?' | ';');
    let mut pieces = line.char_indices().zip(1..);
    let cut = pieces.find(|((_, c), length)| (*length >= LEAST_PIECE && is_end(*c)) || *length >= MAX_PIECE);
    let end = cut.map_or(line.len(), |((at, c), _)| at + c.len_utf8());
    line.split_at_checked(end)
}
