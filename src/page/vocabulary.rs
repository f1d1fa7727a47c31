//! A template made ready for reading: every term of its sections in automata and tables, so that a page is read once, however
//! many sections and terms there are.

use std::ops::Range;

use rustc_hash::FxHashMap;

use crate::error::Result;
use crate::page::shape::Shape;
use crate::page::template::{Section, Template};
use crate::page::terms::Terms;

/// Longest word of a file name that is looked up.
const MAX_FILE_WORD: usize = 24;

/// What a term is to a section.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Role {
    Name,
    /// One of [`Section::stems`].
    Stem,
    Statement,
    Body,
    Measure,
    /// One of [`Section::measured`].
    Measured,
    Corner,
    Head,
    RowName,
    Link,
}

/// A term in the service of a section.
#[derive(Debug, Clone, Copy)]
pub(super) struct Use {
    pub(super) section: usize,
    pub(super) role: Role,
    /// Its number among the section's terms of this role.
    pub(super) index: usize,
}

/// Terms of all sections, and what each of them is to which section.
#[derive(Debug, Clone, Default)]
pub(super) struct Words {
    terms: Terms,
    uses: Vec<Vec<Use>>,
}

/// A template's terms.
#[derive(Debug, Clone, Default)]
pub(super) struct Vocabulary {
    /// In the Chinese characters of a label.
    pub(super) names: Words,
    /// Whole labels in Latin letters, small.
    latin: FxHashMap<Box<str>, Vec<usize>>,
    /// In running text.
    pub(super) phrases: Words,
    /// In the cells of a table.
    pub(super) cells: Words,
    /// In the addresses of links, in letters of any size.
    pub(super) links: Words,
    /// Whole names of properties: section, and number among its names.
    properties: FxHashMap<Box<str>, Vec<(usize, usize)>>,
    /// Whole words of file names, small.
    files: FxHashMap<Box<[u8]>, Vec<usize>>,
    /// By its first letter, a bit for the length of each of them: most words of file names are none and need no other look.
    file_lengths: [u32; 26],
    /// Beginnings of anchors, small.
    anchors: Vec<(Box<str>, usize)>,
    shapes: Vec<(Shape, usize)>,
}

impl Vocabulary {
    pub(super) fn of(template: &Template) -> Result<Self> {
        let mut vocabulary = Self::default();
        let (mut names, mut phrases) = (Collector::default(), Collector::default());
        let (mut cells, mut links) = (Collector::default(), Collector::default());
        for (index, section) in template.sections.iter().enumerate() {
            let (latin, chinese): (Vec<&String>, Vec<&String>) =
                section.headings.iter().partition(|term| term.is_ascii());
            for term in latin {
                vocabulary.latin.entry(term.to_ascii_lowercase().into()).or_default().push(index);
            }
            names.add(index, Role::Name, chinese.into_iter().map(String::as_str));
            names.add(index, Role::Stem, section.stems.iter().map(String::as_str));
            // A statement with numbers in it is looked for by what stands before the first.
            let statements =
                section.statements.iter().map(|text| text.split_once('#').map_or(text.as_str(), |(start, _)| start));
            phrases.add(index, Role::Statement, statements);
            phrases.add(index, Role::Body, section.body.iter().map(String::as_str));
            phrases.add(index, Role::Measure, section.measures.iter().map(String::as_str));
            phrases.add(index, Role::Measured, section.measured.iter().map(String::as_str));
            cells.add(index, Role::Corner, section.table_corner.iter().map(String::as_str));
            cells.add(index, Role::Head, section.table_heads.iter().map(String::as_str));
            cells.add(index, Role::RowName, section.table_rows.iter().map(String::as_str));
            links.add(index, Role::Link, section.links.iter().map(String::as_str));
            vocabulary.add_words(index, section);
        }
        vocabulary.names = names.build(false)?;
        vocabulary.phrases = phrases.build(false)?;
        vocabulary.cells = cells.build(false)?;
        vocabulary.links = links.build(true)?;
        Ok(vocabulary)
    }

    fn add_words(&mut self, index: usize, section: &Section) {
        for (number, name) in section.labels.iter().enumerate() {
            self.properties.entry(name.as_str().into()).or_default().push((index, number));
        }
        for word in &section.files {
            self.files.entry(word.as_bytes().into()).or_default().push(index);
            if let Some(lengths) = self.file_lengths.get_mut(first_letter(word.as_bytes())) {
                *lengths |= 1 << word.len().min(MAX_FILE_WORD);
            }
        }
        self.shapes.extend(section.shapes.iter().map(|shape| (*shape, index)));
        self.anchors.extend(section.anchors.iter().map(|anchor| (anchor.as_str().into(), index)));
    }

    /// The sections that a label in Latin letters names.
    pub(super) fn latin(&self, label: &str) -> &[usize] {
        let found = || self.latin.get(label.to_ascii_lowercase().as_str());
        if self.latin.is_empty() || !label.is_ascii() { &[] } else { found().map_or(&[], Vec::as_slice) }
    }

    /// The sections that a property belongs to, each with the property's number there.
    pub(super) fn property(&self, name: &str) -> &[(usize, usize)] {
        let found = if name.contains(char::is_whitespace) {
            // 品　　名 is set in columns.
            self.properties.get(name.split_whitespace().collect::<String>().as_str())
        } else {
            self.properties.get(name)
        };
        found.map_or(&[], Vec::as_slice)
    }

    /// The sections that a word of a file name, in letters of any size, stands for.
    pub(super) fn file(&self, word: &[u8]) -> &[usize] {
        let mut small = [0; MAX_FILE_WORD];
        let Some(small) = small.get_mut(..word.len()) else { return &[] };
        if self.file_lengths.get(first_letter(word)).is_none_or(|lengths| lengths >> word.len() & 1 == 0) {
            return &[];
        }
        small.copy_from_slice(word);
        small.make_ascii_lowercase();
        self.files.get(&*small).map_or(&[], Vec::as_slice)
    }

    /// The sections that a form of text proves.
    pub(super) fn shaped(&self, shape: Shape) -> impl Iterator<Item = usize> {
        self.shapes.iter().filter(move |(known, _)| *known == shape).map(|(_, section)| *section)
    }

    /// The sections that an anchor opens.
    pub(super) fn anchor(&self, name: &str) -> impl Iterator<Item = usize> {
        let starts = |prefix: &str| name.get(..prefix.len()).is_some_and(|start| start.eq_ignore_ascii_case(prefix));
        self.anchors.iter().filter(move |(prefix, _)| starts(prefix)).map(|(_, section)| *section)
    }
}

impl Words {
    /// Every term in `text`, overlapping ones too, with its bytes: in the order of their starts.
    pub(super) fn find<'a>(&'a self, text: &'a str) -> impl Iterator<Item = (Range<usize>, &'a [Use])> {
        self.terms.find(text).filter_map(|(number, at)| Some((at, self.uses.get(number)?.as_slice())))
    }
}

/// The number of a word's first letter in the alphabet, from 0 on; above 25 for none.
fn first_letter(word: &[u8]) -> usize {
    word.first().map_or(usize::MAX, |first| usize::from(first.to_ascii_lowercase().wrapping_sub(b'a')))
}

/// Terms of all sections, each text once.
#[derive(Default)]
struct Collector<'a> {
    numbers: FxHashMap<&'a str, usize>,
    terms: Vec<&'a str>,
    uses: Vec<Vec<Use>>,
}

impl<'a> Collector<'a> {
    fn add(&mut self, section: usize, role: Role, terms: impl IntoIterator<Item = &'a str>) {
        for (index, term) in terms.into_iter().enumerate() {
            let number = *self.numbers.entry(term).or_insert_with(|| {
                self.terms.push(term);
                self.uses.push(Vec::new());
                self.terms.len() - 1
            });
            if let Some(uses) = self.uses.get_mut(number) {
                uses.push(Use { section, role, index });
            }
        }
    }

    fn build(self, any_case: bool) -> Result<Words> {
        Ok(Words { terms: Terms::new(&self.terms, any_case)?, uses: self.uses })
    }
}
