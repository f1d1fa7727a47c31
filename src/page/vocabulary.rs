//! A template made ready for reading: every term of its sections in automata and tables, so that a page is read once, however
//! many sections and terms there are.

use aho_corasick::AhoCorasick;
use rustc_hash::FxHashMap;

use crate::error::{Error, Result};
use crate::page::template::{Section, Template};

/// Longest word of a file name that is looked up.
const MAX_FILE_WORD: usize = 24;

/// What a term is to a section.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Role {
    Name,
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

/// Terms looked for at once.
#[derive(Debug, Clone, Default)]
pub(super) struct Terms {
    automaton: Option<AhoCorasick>,
    uses: Vec<Vec<Use>>,
}

/// A template's terms.
#[derive(Debug, Clone, Default)]
pub(super) struct Vocabulary {
    /// In the Chinese characters of a label.
    pub(super) names: Terms,
    /// Whole labels in Latin letters, small.
    latin: FxHashMap<Box<str>, Vec<usize>>,
    /// In running text.
    pub(super) phrases: Terms,
    /// In the cells of a table.
    pub(super) cells: Terms,
    /// In the addresses of links, in letters of any size.
    pub(super) links: Terms,
    /// Whole names of properties: section, and number among its names.
    properties: FxHashMap<Box<str>, Vec<(usize, usize)>>,
    /// Whole words of file names, small.
    files: FxHashMap<Box<str>, Vec<usize>>,
    /// Beginnings of anchors, small.
    anchors: Vec<(Box<str>, usize)>,
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
            self.files.entry(word.as_str().into()).or_default().push(index);
        }
        self.anchors.extend(section.anchors.iter().map(|anchor| (anchor.as_str().into(), index)));
    }

    /// The sections that a label in Latin letters names.
    pub(super) fn latin(&self, label: &str) -> &[usize] {
        let found = || self.latin.get(label.to_ascii_lowercase().as_str());
        if self.latin.is_empty() || !label.is_ascii() { &[] } else { found().map_or(&[], Vec::as_slice) }
    }

    /// The sections that a property belongs to, each with the property's number there.
    pub(super) fn property(&self, name: &str) -> &[(usize, usize)] {
        self.properties.get(name).map_or(&[], Vec::as_slice)
    }

    /// The sections that a word of a file name, in letters of any size, stands for.
    pub(super) fn file(&self, word: &str) -> &[usize] {
        let mut small = [0; MAX_FILE_WORD];
        let Some(small) = small.get_mut(..word.len()) else { return &[] };
        small.copy_from_slice(word.as_bytes());
        small.make_ascii_lowercase();
        str::from_utf8(small).ok().and_then(|word| self.files.get(word)).map_or(&[], Vec::as_slice)
    }

    /// The sections that an anchor opens.
    pub(super) fn anchor(&self, name: &str) -> impl Iterator<Item = usize> {
        let starts = |prefix: &str| name.get(..prefix.len()).is_some_and(|start| start.eq_ignore_ascii_case(prefix));
        self.anchors.iter().filter(move |(prefix, _)| starts(prefix)).map(|(_, section)| *section)
    }
}

impl Terms {
    /// Every term in `text`, overlapping ones too, with its bytes: in the order of their ends.
    pub(super) fn find<'a>(&'a self, text: &'a str) -> impl Iterator<Item = (std::ops::Range<usize>, &'a [Use])> {
        let found = self.automaton.as_ref().map(|automaton| automaton.find_overlapping_iter(text));
        found
            .into_iter()
            .flatten()
            .filter_map(|hit| Some((hit.range(), self.uses.get(hit.pattern().as_usize())?.as_slice())))
    }
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

    fn build(self, any_case: bool) -> Result<Terms> {
        if self.terms.is_empty() {
            return Ok(Terms::default());
        }
        let automaton = AhoCorasick::builder()
            .ascii_case_insensitive(any_case)
            .build(&self.terms)
            .map_err(|source| Error::config(format!("the section tables hold too many words: {source}")))?;
        Ok(Terms { automaton: Some(automaton), uses: self.uses })
    }
}
