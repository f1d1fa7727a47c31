//! Reads an outline once and notes what speaks for each section of a template.

mod learned;
mod text;

use std::borrow::Cow;
use std::sync::Arc;

use rustc_hash::FxHashSet;

use crate::config::PageConfig;
use crate::page::evidence::{Evidence, Kind, Words, quote};
use crate::page::grid;
use crate::page::items::{ItemLink, item_id};
use crate::page::label::Label;
use crate::page::outline::{Block, Content, Outline, Picture};
use crate::page::picture;
use crate::page::scratch::{self, Scratch};
use crate::page::shape::{Shape, Shapes};
use crate::page::template::{MAX_SECTIONS, Section, Template};
use crate::page::vocabulary::Vocabulary;

/// Pieces of evidence kept of a section: a page that says it more often is not surer.
const MAX_PIECES: usize = 24;

/// Shorter pieces of file names are parts of random numbers.
const LEAST_WORD: usize = 3;

/// Letters in a row without which no word that leads outside is in a file name.
pub(super) const LEAST_NAME: usize = 6;

/// Heads of a table told of.
const TOLD_HEADS: usize = 4;

/// A line of a picture so much higher than its usual line is set as a heading.
const HEADING_HEIGHT: f64 = 1.3;

/// Fewer characters are a caption, not running text: in HTML, and in a line of a picture.
const LEAST_PROSE: (usize, usize) = (20, 8);

/// So many characters of it below a heading of its own are a picture that describes the product.
const LEAST_HEADED: usize = 16;

/// What was found on a page.
#[derive(Debug)]
pub(super) struct Reading<'a> {
    outline: &'a Outline<'a>,
    template: &'a Template,
    vocabulary: &'a Vocabulary,
    /// In the order in which it was found; in the end by section.
    evidence: Vec<Evidence<'a>>,
    /// How many pieces there are of each section.
    pieces: [usize; MAX_SECTIONS],
    /// Blocks that show a picture whose file name may hold a word.
    named: Vec<&'a Block<'a>>,
    /// Blocks that show a picture not shown before.
    photos: Vec<&'a Block<'a>>,
    pictures: usize,
    unread_pictures: usize,
    media: usize,
    unread: String,
    /// Last block that shows a picture.
    last_picture: Option<usize>,
    items: Vec<ItemLink<'a>>,
    link_texts: FxHashSet<&'a str>,
    /// Sum and number of how sure the lines in pictures are.
    sureness: (f64, usize),
    prose: (usize, Option<&'a Block<'a>>),
    /// The first picture with such text below a heading that is no section's.
    headed: Option<&'a Block<'a>>,
    scratch: Scratch<'a>,
    shapes: Shapes<'a>,
    doubts: Doubts,
}

/// Why a section for which nothing speaks cannot be called missing.
#[derive(Debug, Default)]
struct Doubts {
    /// Any section.
    any: Option<Arc<str>>,
    /// One that a picture without a word may be.
    visual: Option<Arc<str>>,
}

impl<'a> Reading<'a> {
    pub(super) fn of(
        outline: &'a Outline<'a>,
        template: &'a Template,
        vocabulary: &'a Vocabulary,
        config: &PageConfig,
    ) -> Self {
        let shows = |block: &&Block| matches!(block.content, Content::Picture(_) | Content::Media { .. });
        let texts = outline.blocks().iter().filter_map(|block| match &block.content {
            Content::Link { text, .. } if !text.is_empty() => Some(&**text),
            _ => None,
        });
        let mut reading = Self {
            outline,
            template,
            vocabulary,
            evidence: Vec::new(),
            pieces: [0; MAX_SECTIONS],
            named: Vec::new(),
            photos: Vec::new(),
            pictures: 0,
            unread_pictures: 0,
            media: 0,
            unread: String::new(),
            last_picture: outline.blocks().iter().rev().find(shows).map(|block| block.position),
            items: Vec::new(),
            link_texts: texts.collect(),
            sureness: (0.0, 0),
            prose: (0, None),
            headed: None,
            scratch: Scratch::new(template.sections.len()),
            shapes: Shapes::default(),
            doubts: Doubts::default(),
        };
        let mut seen = Seen::default();
        seen.sources.reserve(outline.blocks().len());
        for block in outline.blocks() {
            reading.block(block, &mut seen);
        }
        reading.whole_page(config);
        reading.evidence.sort_by_key(|piece| piece.section);
        reading.unread = reading.count_unread();
        reading.doubts = reading.doubts();
        reading
    }

    pub(super) fn outline(&self) -> &'a Outline<'a> {
        self.outline
    }

    /// What speaks for a section, in no order that matters; empty where nothing does.
    pub(super) fn evidence(&self, section: usize) -> &[Evidence<'a>] {
        let start = self.evidence.partition_point(|piece| piece.section < section);
        let end = self.evidence.partition_point(|piece| piece.section <= section);
        self.evidence.get(start..end).unwrap_or_default()
    }

    /// All that speaks for any section, by section.
    pub(super) fn all_evidence(&self) -> &[Evidence<'a>] {
        &self.evidence
    }

    /// The blocks of different pictures, by content where their files are known.
    pub(super) fn photos(&self) -> &[&'a Block<'a>] {
        &self.photos
    }

    /// The blocks of pictures whose file name may hold a word of [`LEAST_NAME`] letters, or one in Chinese.
    pub(super) fn named_pictures(&self) -> &[&'a Block<'a>] {
        &self.named
    }

    /// How many pictures there are, each as often as it is shown.
    pub(super) fn pictures(&self) -> usize {
        self.pictures
    }

    /// The first link to each other item, in the order of the page.
    pub(super) fn items(&self) -> &[ItemLink<'a>] {
        &self.items
    }

    /// Whether what proves some section holds one of these words.
    pub(super) fn tells(&self, words: &[String]) -> bool {
        let mut told = self.evidence.iter().map(Evidence::tell);
        told.any(|text| words.iter().any(|word| text.contains(word.as_str())))
    }

    /// What nobody read, in Chinese: 12 张图片、1 个视频; empty where all was read.
    pub(super) fn unread(&self) -> &str {
        &self.unread
    }

    fn count_unread(&self) -> String {
        match (self.unread_pictures, self.media) {
            (0, 0) => String::new(),
            (pictures, 0) => format!("{pictures} 张图片"),
            (0, media) => format!("{media} 个视频或嵌入框"),
            (pictures, media) => format!("{pictures} 张图片、{media} 个视频或嵌入框"),
        }
    }

    /// The share of the page's pictures, films and frames that nobody read.
    pub(super) fn unread_share(&self) -> f64 {
        (self.unread_pictures + self.media) as f64 / (self.pictures + self.media).max(1) as f64
    }

    /// How sure the lines read in pictures are, 0 to 1; 1 where there are none.
    pub(super) fn sureness(&self) -> f64 {
        let (sum, lines) = self.sureness;
        if lines == 0 { 1.0 } else { sum / lines as f64 }
    }

    /// Why `section`, for which nothing speaks, cannot be called missing; `None` where it can.
    pub(super) fn doubt(&self, section: &Section) -> Option<&Arc<str>> {
        let Doubts { any, visual } = &self.doubts;
        any.as_ref().or(visual.as_ref().filter(|_| section.visual))
    }

    fn doubts(&self) -> Doubts {
        let any = if self.outline.is_partial() {
            Some("页面没有读完".into())
        } else if self.unread.is_empty() {
            None
        } else {
            Some(format!("{}里的内容没有识别", self.unread).into())
        };
        let visual = any.is_none() && self.pictures > 0;
        Doubts { any, visual: visual.then(|| format!("{} 张图片没有说明拍的是什么", self.pictures).into()) }
    }

    fn note(&mut self, section: usize, kind: Kind, block: &'a Block<'a>, reading: f64, words: Words<'a>) {
        if let Some(pieces) = self.pieces.get_mut(section)
            && *pieces < MAX_PIECES
        {
            *pieces += 1;
            self.evidence.push(Evidence { section, kind, block, reading, words });
        }
    }

    fn block(&mut self, block: &'a Block<'a>, seen: &mut Seen<'a>) {
        match &block.content {
            Content::Link { href, .. } => self.link(block, href, seen),
            Content::Anchor { name } => {
                for section in self.vocabulary.anchor(name) {
                    self.note(section, Kind::Anchor, block, 1.0, Words::Whole(name));
                }
            }
            Content::Picture(shown) => {
                self.pictures += 1;
                self.unread_pictures += usize::from(shown.is_unread());
                if seen.is_new_picture(shown) {
                    self.photos.push(block);
                }
                self.told(block, shown);
                self.lines(block, shown);
            }
            Content::Media { .. } => self.media += 1,
            Content::Table { rows } => {
                self.cells(block, rows);
            }
            Content::Heading { text, .. } => {
                text.lines().for_each(|line| self.label(block, line, 1.0, true));
                self.text(block, text);
            }
            Content::Text { text } => {
                text.lines().for_each(|line| self.label(block, line, 1.0, false));
                self.text(block, text);
                self.running(block, text, LEAST_PROSE.0);
            }
            Content::List { items } => {
                for item in items {
                    self.text(block, item);
                }
                for item in items {
                    self.running(block, item, LEAST_PROSE.0);
                }
            }
        }
        self.end_block(block);
    }

    fn link(&mut self, block: &'a Block<'a>, href: &'a str, seen: &mut Seen<'a>) {
        let vocabulary = self.vocabulary;
        for (_, uses) in vocabulary.links.find(href) {
            for found in uses {
                self.note(found.section, Kind::Link, block, 1.0, Words::Whole(href));
            }
        }
        if let Some(id) = item_id(href)
            && seen.items.insert(id)
        {
            self.items.push(ItemLink { block });
        }
    }

    /// What the page says of a picture: its `alt` text and the name of its file.
    fn told(&mut self, block: &'a Block<'a>, shown: &'a Picture<'a>) {
        if shown.from_style_sheet {
            self.named.push(block);
            return;
        }
        if !shown.alt.is_empty() {
            self.named(block, Label::of(&shown.alt), Kind::Alt, 1.0, &shown.alt);
        }
        let name = picture::file_name(&shown.src);
        let stem = picture::stem(name);
        let mut has_word = !stem.is_ascii();
        if has_word {
            self.named(block, Label::of(stem), Kind::File, 1.0, name);
        }
        let vocabulary = self.vocabulary;
        for word in stem.as_bytes().split(|byte| !byte.is_ascii_alphabetic()) {
            has_word |= word.len() >= LEAST_NAME;
            // Most names are random hexadecimal numbers.
            if word.len() < LEAST_WORD || vocabulary.file(word).is_empty() || word.iter().all(u8::is_ascii_hexdigit) {
                continue;
            }
            for &section in vocabulary.file(word) {
                self.note(section, Kind::File, block, 1.0, Words::Whole(name));
            }
        }
        if has_word {
            self.named.push(block);
        }
    }

    /// The text in a picture.
    fn lines(&mut self, block: &'a Block<'a>, shown: &'a Picture<'a>) {
        let lines = shown.lines();
        if lines.is_empty() {
            return;
        }
        let mut heights: Vec<u32> = lines.iter().map(|line| line.bounds[3]).collect();
        heights.sort_unstable();
        // Of two lines the lower one: the other may be the heading.
        let usual = f64::from(heights.get(heights.len().saturating_sub(1) / 2).copied().unwrap_or_default());
        let (mut has_heading, before) = (false, self.prose.0);
        let mut table: Vec<Vec<&'a str>> = Vec::new();
        for row in grid::rows(lines) {
            let sure = row.iter().map(|line| f64::from(line.confidence)).sum::<f64>() / row.len() as f64;
            for line in &row {
                self.sureness.0 += f64::from(line.confidence);
                self.sureness.1 += 1;
                let is_heading = usual > 0.0 && f64::from(line.bounds[3]) >= usual * HEADING_HEIGHT;
                has_heading |= is_heading;
                // 尺码 beside 衣长 is the head of a column.
                let is_cell = row.len() > 1 && line.text.chars().nth(2).is_none();
                if !is_cell {
                    self.label(block, &line.text, f64::from(line.confidence), is_heading);
                }
                if row.len() > 1 {
                    self.property(block, &line.text, sure);
                }
                let proof = self.shapes.line(self.vocabulary, &line.text);
                self.shape(block, proof, sure);
            }
            match row.as_slice() {
                [one] => {
                    self.phrases(block, &one.text, sure, Words::Around);
                    self.properties(block, &one.text, sure);
                    self.running(block, &one.text, LEAST_PROSE.1);
                }
                cells => {
                    let cells: Vec<&'a str> = cells.iter().map(|line| line.text.trim()).collect();
                    let text = cells.join(" ");
                    // The joined text is nowhere in the outline, so what is told of it is copied.
                    self.phrases(block, &text, sure, |text, at| Words::Owned(quote(text.get(at..).unwrap_or(text))));
                    self.properties(block, &text, sure);
                    let proof = self.shapes.row(self.vocabulary, &cells);
                    self.shape(block, proof, sure);
                    table.push(cells);
                }
            }
        }
        if has_heading && !self.scratch.served && self.prose.0 >= before + LEAST_HEADED {
            self.headed.get_or_insert(block);
        }
        self.shapes.end();
        let lines: Vec<usize> = (0..table.len()).collect();
        self.table(block, &table, &lines, self.sureness());
    }

    fn cells(&mut self, block: &'a Block<'a>, rows: &'a [Vec<Cow<'a, str>>]) {
        let table: Vec<Vec<&'a str>> = rows.iter().map(|row| row.iter().map(|cell| &**cell).collect()).collect();
        // The first row may be a caption.
        self.table(block, &table, &[0, 1], 1.0);
        for row in rows {
            if let [caption] = row.as_slice() {
                self.label(block, caption, 1.0, false);
            }
            for cell in row {
                self.property(block, cell, 1.0);
                self.text(block, cell);
            }
        }
        self.shapes.end();
        for row in &table {
            let proof = self.shapes.row(self.vocabulary, row);
            self.shape(block, proof, 1.0);
        }
    }

    fn table(&mut self, block: &'a Block<'a>, rows: &[Vec<&'a str>], heads: &[usize], reading: f64) {
        let proven = scratch::table(self.vocabulary, self.template, rows, heads);
        if proven.is_empty() && scratch::has_figures(rows) {
            let head = rows.first().into_iter().flatten().take(TOLD_HEADS).copied().collect();
            self.shape(block, Some((Shape::Figures, head)), reading);
        }
        for (section, terms) in proven {
            self.note(section, Kind::Table, block, reading, Words::Terms(terms));
        }
    }

    fn end_block(&mut self, block: &'a Block<'a>) {
        for (section, kind, terms, reading) in self.scratch.end_block(self.template) {
            self.note(section, kind, block, reading, Words::Terms(terms));
        }
    }

    /// What only the page as a whole shows.
    fn whole_page(&mut self, config: &PageConfig) {
        for (section, block, terms, reading) in self.scratch.properties(self.template) {
            self.note(section, Kind::Properties, block, reading, Words::Terms(terms));
        }
        let template = self.template;
        for (index, section) in template.sections.iter().enumerate() {
            let running = if self.prose.0 >= section.prose { self.prose.1 } else { self.headed };
            if section.prose > 0
                && let Some(block) = running
            {
                self.note(index, Kind::Prose, block, self.sureness(), Words::Count(self.prose.0));
            }
            if section.item_links > 0
                && self.items.len() >= section.item_links
                && let Some(first) = self.items.first()
            {
                self.note(index, Kind::Items, first.block, 1.0, Words::Count(self.items.len()));
            }
            let photos = self.photos.len();
            if section.photos
                && let Some(first) = self.photos.first()
            {
                // All pictures asked for prove it as well as anything can; the fewer there are, the less.
                let share = photos as f64 / config.min_photos.max(1) as f64;
                self.note(index, Kind::Photos, first, 0.5 + share.min(1.0) / 2.0, Words::Count(photos));
            }
            if photos < section.pictures {
                self.evidence.retain(|piece| piece.section != index);
            }
        }
    }
}

/// What a page has shown so far.
#[derive(Debug, Default)]
struct Seen<'a> {
    sources: FxHashSet<&'a str>,
    hashes: FxHashSet<&'a [u8; 32]>,
    items: FxHashSet<&'a str>,
}

impl<'a> Seen<'a> {
    fn is_new_picture(&mut self, shown: &'a Picture<'a>) -> bool {
        let new = self.sources.insert(picture::identity(&shown.src));
        match shown.content() {
            Some(hash) => self.hashes.insert(hash) && new,
            None => new,
        }
    }
}
