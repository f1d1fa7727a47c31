//! What the texts of a page say, in HTML and in pictures alike: names of sections, phrases, properties, forms.

use std::ops::Range;

use super::{MAX_PIECES, Reading};
use crate::page::evidence::{Kind, Words};
use crate::page::label::{self, Label};
use crate::page::outline::Block;
use crate::page::shape::{Proof, Shape};
use crate::page::vocabulary::{Role, Use};

/// Words looked at in one text.
const MAX_HITS: usize = 20_000;

/// Longer lines are no head of a table.
const MAX_HEAD: usize = 120;

/// Longer lines are no list of properties.
const MAX_PROPERTIES: usize = 400;

/// Beginnings of notes, which describe no product.
const NOTES: [&str; 6] = ["温馨提示", "注意", "注：", "特别说明", "声明", "提示："];

impl<'a> Reading<'a> {
    pub(super) fn text(&mut self, block: &'a Block<'a>, text: &'a str) {
        self.phrases(block, text, 1.0, Words::Around);
        for line in text.lines() {
            self.properties(block, line, 1.0);
            let proof = self.shapes.line(self.vocabulary, line);
            self.shape(block, proof, 1.0);
            self.columns(block, line);
        }
    }

    /// The head of a table that is set with spaces: 码数 腰围 臀围.
    fn columns(&mut self, block: &'a Block<'a>, line: &'a str) {
        let is_corner = |cell: &str| {
            let mut found = self.vocabulary.cells.find(cell);
            found.any(|(at, uses)| at.start == 0 && uses.iter().any(|found| found.role == Role::Corner))
        };
        let mut cells = line.split(' ');
        if line.len() > MAX_HEAD || cells.clone().nth(2).is_none() || !cells.next().is_some_and(is_corner) {
            return;
        }
        let cells: Vec<&'a str> = line.split(' ').collect();
        self.table(block, &[cells], &[0], 1.0);
    }

    /// What the form of a text proves.
    pub(super) fn shape(&mut self, block: &'a Block<'a>, proof: Option<Proof<'a>>, reading: f64) {
        let Some((shape, words)) = proof else { return };
        let kind = match shape {
            Shape::Properties => Kind::Properties,
            Shape::Figures => Kind::Table,
            Shape::Offers => Kind::Items,
            Shape::Wearers | Shape::Buyers | Shape::Questions => Kind::Statement,
        };
        for section in self.vocabulary.shaped(shape) {
            let words = match words.as_slice() {
                [line] => Words::Whole(line),
                _ => Words::Terms(words.clone()),
            };
            self.note(section, kind, block, reading, words);
            self.scratch.served = true;
        }
    }

    /// A line that may be a section's name.
    pub(super) fn label(&mut self, block: &'a Block<'a>, line: &'a str, reading: f64, is_heading: bool) {
        // The text of a link leads to a section, or away from the page; it does not open one.
        if !self.link_texts.is_empty() && self.link_texts.contains(line) {
            return;
        }
        let (label, kind) = match Label::of(line) {
            Some(label) if is_heading => (Some(label.into_heading()), Kind::Heading),
            label => (label, Kind::Label),
        };
        self.named(block, label, kind, reading, line);
    }

    pub(super) fn named(
        &mut self,
        block: &'a Block<'a>,
        label: Option<Label<'a>>,
        kind: Kind,
        reading: f64,
        line: &'a str,
    ) {
        let Some(label) = label else { return };
        let words = if kind == Kind::File { line } else { label.text() };
        let vocabulary = self.vocabulary;
        let names = |at: &Range<usize>, found: &Use| match found.role {
            Role::Stem => self
                .template
                .sections
                .get(found.section)
                .is_some_and(|section| label.is_about(at.clone(), &section.endings)),
            _ => label.names(at.clone()),
        };
        let named: Vec<_> = vocabulary
            .names
            .find(label.core())
            .flat_map(|(at, uses)| uses.iter().map(move |found| (at.clone(), found)))
            .filter(|(at, found)| names(at, found))
            .collect();
        // 模特资料 is no 模特.
        let is_part = |at: &Range<usize>| {
            named.iter().any(|(other, _)| other.len() > at.len() && other.start <= at.start && at.end <= other.end)
        };
        let named = named.iter().filter(|(at, _)| !is_part(at)).map(|(_, found)| found.section);
        for section in named.chain(vocabulary.latin(label.text()).iter().copied()) {
            // A heading of pictures with no picture behind it heads nothing.
            let needs_picture = self.template.sections.get(section).is_some_and(|section| section.pictures > 0);
            if !needs_picture || self.last_picture.is_some_and(|last| last >= block.position) {
                self.note(section, kind, block, reading, Words::Whole(words));
                self.scratch.served = true;
            }
        }
    }

    pub(super) fn phrases<'t>(
        &mut self,
        block: &'a Block<'a>,
        text: &'t str,
        reading: f64,
        words: impl Fn(&'t str, usize) -> Words<'a>,
    ) {
        let vocabulary = self.vocabulary;
        for (hit, (at, uses)) in vocabulary.phrases.find(text).enumerate() {
            // More hits in one text are no text for shoppers.
            if hit == MAX_HITS {
                break;
            }
            for found in uses {
                match found.role {
                    Role::Statement if self.pieces.get(found.section).is_some_and(|pieces| *pieces < MAX_PIECES) => {
                        let statement = self.template.sections.get(found.section);
                        let statement = statement.and_then(|section| section.statements.get(found.index));
                        let behind = text.get(at.end..).unwrap_or_default();
                        let goes_on = statement.is_some_and(|statement| label::goes_on(behind, statement));
                        if goes_on && label::states(text, at.start) {
                            self.note(found.section, Kind::Statement, block, reading, words(text, at.start));
                            self.scratch.served = true;
                        }
                    }
                    Role::Body if label::states(text, at.start) => self.scratch.body(found, reading),
                    Role::Measure if is_measured(text.get(at.end..).unwrap_or_default()) => {
                        self.scratch.measure(found, reading);
                    }
                    Role::Measured => self.scratch.measured(found),
                    _ => {}
                }
            }
        }
    }

    /// 材质：棉 颜色：白.
    pub(super) fn properties(&mut self, block: &'a Block<'a>, line: &str, reading: f64) {
        if line.len() > MAX_PROPERTIES || !line.contains([':', '：', '】', ']']) {
            return;
        }
        for (name, _) in label::properties(line) {
            self.property(block, name, reading);
        }
    }

    pub(super) fn property(&mut self, block: &'a Block<'a>, name: &str, reading: f64) {
        let name = name.trim_matches(|c: char| !c.is_alphanumeric());
        for &(section, number) in self.vocabulary.property(name) {
            self.scratch.property(section, number, block, reading);
        }
    }

    /// Text that describes the product, as long as it is no other section's.
    pub(super) fn running(&mut self, block: &'a Block<'a>, text: &str, least: usize) {
        let length = text.chars().count();
        // All in Latin letters and digits is a number or an address.
        if self.scratch.served || length < least || text.is_ascii() || NOTES.iter().any(|note| text.starts_with(note)) {
            return;
        }
        self.prose.0 += length;
        self.prose.1.get_or_insert(block);
    }
}

/// Whether a number follows, as in 衣长：58 or 身高（cm）165.
fn is_measured(behind: &str) -> bool {
    let mut behind = behind.chars().skip_while(|c| {
        matches!(c, ':' | '：' | ' ' | '约' | '为' | '(' | '（' | 'c' | 'm' | 'C' | 'M' | ')' | '）' | '/')
    });
    behind.next().is_some_and(|c| c.is_ascii_digit())
}
