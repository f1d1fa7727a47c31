//! Turns the events of the HTML reader into blocks.
//!
//! There is no tree: a text ends at every block-level tag, and only headings, tables, lists, links and hidden elements are
//! followed to their end. So the cost is linear whatever the nesting, and tags that are never closed do no harm.

use std::borrow::Cow;
use std::mem;

use crate::page::folded::Folded;
use crate::page::outline::{Block, Content, Flaws, Outline};
use crate::page::tag::Tag;

/// Blocks of a page at most: a real page has some hundred.
pub(super) const MAX_BLOCKS: usize = 20_000;

/// Bytes of HTML that a block takes on most pages, to make room for the blocks at once.
const BLOCK_BYTES: usize = 128;

/// Blocks that room is made for at most.
const MOST_ROOM: usize = 256;

/// End tags waited for at a time. Pages that never close their `<h1>` or `<a>` would otherwise pile up.
pub(super) const MAX_OPEN: usize = 4096;

/// Longest heading, in characters: a longer one is an `<h1>` that was never closed, or a paragraph dressed up.
const MAX_HEADING: usize = 60;

/// Longest cell of a table of data, in characters; longer ones show that the table is there for layout.
const MAX_CELL: usize = 200;

/// Longest text kept of a link, in bytes.
const MAX_LINK_TEXT: usize = 240;

/// What to do at the end tag of an element.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Close {
    Heading,
    Container(u32),
    Link(u32),
    Hidden(u32),
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Shape {
    Table,
    List,
}

/// A table or list that is still open.
#[derive(Debug)]
struct Container {
    id: u32,
    offset: usize,
    shape: Shape,
    row: usize,
    column: usize,
    /// Row, column and block of each text.
    cells: Vec<(usize, usize, usize)>,
    /// Whether it holds anything but text.
    mixed: bool,
}

#[derive(Debug)]
struct OpenLink<'h> {
    id: u32,
    /// The link's block.
    block: usize,
    text: Folded<'h>,
}

#[derive(Debug)]
struct Hidden {
    id: u32,
    tag: Tag,
}

#[derive(Debug, Default)]
pub(super) struct Builder<'h> {
    max_depth: usize,
    /// In the order in which they end; their positions are set in the end.
    blocks: Vec<Block<'h>>,
    flaws: Flaws,
    /// The text since the last boundary; where it starts.
    text: Folded<'h>,
    text_offset: usize,
    heading: Option<u8>,
    containers: Vec<Container>,
    link: Option<OpenLink<'h>>,
    hidden: Option<Hidden>,
    /// End tags waited for.
    open: usize,
    last_id: u32,
}

impl<'h> Builder<'h> {
    /// For a page of so many bytes, whose tables and lists are followed to this depth.
    pub(super) fn new(max_depth: usize, bytes: usize) -> Self {
        Self { max_depth, blocks: Vec::with_capacity((bytes / BLOCK_BYTES).min(MOST_ROOM)), ..Self::default() }
    }

    /// Whether there is text since the last boundary.
    pub(super) fn has_text(&self) -> bool {
        !self.text.is_empty()
    }

    /// Whether what comes is inside an element that shoppers do not see.
    pub(super) fn is_hidden(&self) -> bool {
        self.hidden.is_some()
    }

    /// Tells of the start tag `tag` while something is hidden: some end tags may be left out, and then the next start tag ends
    /// the element.
    pub(super) fn start_in_hidden(&mut self, tag: Tag) {
        if self.hidden.as_ref().is_some_and(|hidden| hidden.tag.is_ended_by(tag)) {
            self.hidden = None;
        }
    }

    /// Leaves out everything up to the end of the element.
    pub(super) fn hide(&mut self, tag: Tag) -> Option<Close> {
        self.last_id += 1;
        let close = self.wait(Close::Hidden(self.last_id))?;
        self.hidden = Some(Hidden { id: self.last_id, tag });
        Some(close)
    }

    /// A text boundary: the start or end of a block-level element.
    pub(super) fn boundary(&mut self) {
        self.flush();
    }

    pub(super) fn heading(&mut self, level: u8) -> Option<Close> {
        self.flush();
        self.heading = Some(level);
        self.wait(Close::Heading)
    }

    pub(super) fn container(&mut self, shape: Shape, offset: usize) -> Option<Close> {
        self.flush();
        self.heading = None;
        if self.containers.len() >= self.max_depth {
            self.flaws.too_deep = true;
            return None;
        }
        self.last_id += 1;
        let close = self.wait(Close::Container(self.last_id))?;
        let container =
            Container { id: self.last_id, offset, shape, row: 0, column: 0, cells: Vec::new(), mixed: false };
        self.containers.push(container);
        Some(close)
    }

    /// `<tr>`.
    pub(super) fn row(&mut self) {
        self.flush();
        if let Some(table) = self.containers.iter_mut().rev().find(|container| container.shape == Shape::Table) {
            table.row += 1;
            table.column = 0;
        }
    }

    /// `<td>`, `<th>`; `<li>`, `<dd>` and `<dt>` in a list.
    pub(super) fn cell(&mut self, shape: Shape) {
        self.flush();
        if let Some(container) = self.containers.last_mut().filter(|container| container.shape == shape) {
            container.column += 1;
        }
    }

    pub(super) fn link(&mut self, href: Cow<'h, str>, offset: usize) -> Option<Close> {
        self.end_link();
        self.push(offset, Content::Link { href, text: Cow::default() });
        self.last_id += 1;
        let close = self.wait(Close::Link(self.last_id))?;
        self.link =
            Some(OpenLink { id: self.last_id, block: self.blocks.len().checked_sub(1)?, text: Folded::default() });
        Some(close)
    }

    /// A block that is one by itself: a picture, an anchor.
    pub(super) fn push(&mut self, offset: usize, content: Content<'h>) {
        if self.blocks.len() >= MAX_BLOCKS {
            self.flaws.truncated.get_or_insert(offset);
            return;
        }
        if let Some(container) = self.containers.last_mut() {
            container.mixed |= matches!(content, Content::Picture(_) | Content::Media { .. } | Content::Heading { .. });
        }
        self.blocks.push(Block { position: 0, offset, content });
    }

    /// A whole text node, as it stands in the HTML.
    pub(super) fn text(&mut self, raw: Cow<'h, str>, offset: usize) {
        if self.text.is_empty() {
            // Most are the white space between two tags.
            if self.link.is_none() && raw.trim_ascii_start().is_empty() {
                return;
            }
            self.text_offset = offset + (raw.len() - raw.trim_ascii_start().len());
        }
        let decoded = if raw.contains('&') { htmlize::unescape(raw).into_owned().into() } else { raw };
        if let Some(link) = &mut self.link
            && link.text.len() < MAX_LINK_TEXT
        {
            let end = decoded.floor_char_boundary(MAX_LINK_TEXT);
            link.text.push(match &decoded {
                Cow::Borrowed(text) => text.get(..end).unwrap_or_default().into(),
                Cow::Owned(text) => text.get(..end).unwrap_or_default().to_owned().into(),
            });
        }
        self.text.push(decoded);
    }

    /// `<br>`.
    pub(super) fn line_break(&mut self) {
        self.text.line_break();
    }

    pub(super) fn close(&mut self, close: Close) {
        self.open = self.open.saturating_sub(1);
        match close {
            Close::Heading => {
                self.flush();
                self.heading = None;
            }
            Close::Container(id) => {
                if let Some(depth) = self.containers.iter().rposition(|container| container.id == id) {
                    self.end_containers(depth);
                }
            }
            Close::Link(id) => {
                if self.link.as_ref().is_some_and(|link| link.id == id) {
                    self.end_link();
                }
            }
            Close::Hidden(id) => {
                if self.hidden.as_ref().is_some_and(|hidden| hidden.id == id) {
                    self.hidden = None;
                }
            }
        }
    }

    /// The outline; `broken` is why the reader gave up, `cut` where the page was cut.
    pub(super) fn finish(mut self, broken: Option<String>, cut: Option<usize>) -> Outline<'h> {
        self.flush();
        self.end_link();
        self.end_containers(0);
        // A table or list stands where it starts, before the pictures in it; a text where its first word stands.
        self.blocks.sort_by_key(|block| block.offset);
        self.blocks.retain(|block| !is_spent(&block.content));
        for (block, position) in self.blocks.iter_mut().zip(1..) {
            block.position = position;
        }
        let truncated = self.flaws.truncated.or(cut);
        Outline::new(self.blocks, Flaws { truncated, broken, ..self.flaws })
    }

    fn wait(&mut self, close: Close) -> Option<Close> {
        if self.open >= MAX_OPEN {
            return None;
        }
        self.open += 1;
        Some(close)
    }

    fn flush(&mut self) {
        let text = self.text.take();
        if text.is_empty() {
            return;
        }
        let content = match self.heading {
            Some(level) if text.chars().nth(MAX_HEADING).is_none() => Content::Heading { level, text },
            _ => Content::Text { text },
        };
        let block = self.blocks.len();
        self.push(self.text_offset, content);
        if let Some(container) = self.containers.last_mut()
            && block < self.blocks.len()
        {
            container.cells.push((container.row, container.column, block));
        }
    }

    fn end_link(&mut self) {
        let Some(mut link) = self.link.take() else { return };
        if let Some(Content::Link { text, .. }) = self.blocks.get_mut(link.block).map(|block| &mut block.content) {
            *text = match link.text.take() {
                short if short.len() <= MAX_LINK_TEXT => short,
                long => long.get(..long.floor_char_boundary(MAX_LINK_TEXT)).unwrap_or_default().to_owned().into(),
            };
        }
    }

    /// Ends the open tables and lists from `depth` on, the innermost first.
    fn end_containers(&mut self, depth: usize) {
        self.flush();
        while self.containers.len() > depth {
            let Some(container) = self.containers.pop() else { return };
            let block = match container.shape {
                Shape::Table => self.is_data(&container).then(|| Content::Table { rows: self.take_rows(&container) }),
                Shape::List if container.mixed || container.cells.is_empty() => None,
                Shape::List => {
                    Some(Content::List { items: self.take_rows(&container).into_iter().flatten().collect() })
                }
            };
            if let Some(block) = block {
                self.blocks.push(Block { position: 0, offset: container.offset, content: block });
            }
            if let Some(outer) = self.containers.last_mut() {
                outer.mixed = true;
            }
        }
    }

    /// A table of data has at least two rows with at least two short texts each.
    fn is_data(&self, table: &Container) -> bool {
        let short = |&(_, _, block): &(usize, usize, usize)| match self.blocks.get(block).map(|block| &block.content) {
            Some(Content::Text { text } | Content::Heading { text, .. }) => text.chars().nth(MAX_CELL).is_none(),
            _ => false,
        };
        if !table.cells.iter().all(short) {
            return false;
        }
        let full = table.cells.chunk_by(|a, b| a.0 == b.0);
        full.filter(|row| row.first().map(|cell| cell.1) != row.last().map(|cell| cell.1)).nth(1).is_some()
    }

    /// Moves the texts of a container out of their blocks, row by row; the blocks stay behind empty.
    fn take_rows(&mut self, container: &Container) -> Vec<Vec<Cow<'h, str>>> {
        let mut rows: Vec<Vec<Cow<'h, str>>> = Vec::new();
        let mut last = None;
        for &(row, column, block) in &container.cells {
            let Some(Content::Text { text } | Content::Heading { text, .. }) =
                self.blocks.get_mut(block).map(|block| &mut block.content)
            else {
                continue;
            };
            let text = mem::take(text);
            match (rows.last_mut().and_then(|cells| cells.last_mut()), last) {
                (Some(cell), Some(previous)) if previous == (row, column) => {
                    let cell = cell.to_mut();
                    cell.push('\n');
                    cell.push_str(&text);
                }
                _ => match (rows.last_mut(), last) {
                    (Some(cells), Some((previous, _))) if previous == row => cells.push(text),
                    _ => rows.push(vec![text]),
                },
            }
            last = Some((row, column));
        }
        rows
    }
}

/// Whether the block's text was moved into a table or list.
fn is_spent(content: &Content<'_>) -> bool {
    match content {
        Content::Text { text } | Content::Heading { text, .. } => text.is_empty(),
        _ => false,
    }
}
