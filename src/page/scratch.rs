//! What is gathered before it makes a piece of evidence: words of one block, names of properties over the page, heads of a table.

use crate::page::evidence::Kind;
use crate::page::outline::Block;
use crate::page::template::{Section, Template};
use crate::page::vocabulary::{Role, Use, Vocabulary};

/// Cells looked at of a line of a table, and rows of its first column.
const MAX_CELLS: usize = 64;

/// Longer cells are text.
const MAX_CELL: usize = 120;

/// A set of a section's terms of one role, by their numbers; [`Template::check`](crate::page::Template) keeps the lists short enough.
type Set = u128;

#[derive(Debug, Clone, Copy, Default)]
struct Gathered {
    body: Set,
    measures: Set,
    measured: bool,
    /// How sure the least sure of them is.
    reading: f64,
}

#[derive(Debug)]
pub(super) struct Scratch<'a> {
    /// Whether the present block is some section's own.
    pub(super) served: bool,
    /// By section, of the present block.
    gathered: Vec<Gathered>,
    dirty: bool,
    /// By section: names of properties on the page so far, the block of the first, and how sure the least sure is.
    properties: Vec<(Set, Option<&'a Block<'a>>, f64)>,
}

impl<'a> Scratch<'a> {
    pub(super) fn new(sections: usize) -> Self {
        Self {
            served: false,
            gathered: vec![Gathered::default(); sections],
            dirty: false,
            properties: vec![(0, None, 1.0); sections],
        }
    }

    pub(super) fn body(&mut self, found: &Use, reading: f64) {
        self.gather(found, reading, |gathered, bit| gathered.body |= bit);
    }

    pub(super) fn measure(&mut self, found: &Use, reading: f64) {
        self.gather(found, reading, |gathered, bit| gathered.measures |= bit);
    }

    pub(super) fn measured(&mut self, found: &Use) {
        self.gather(found, 1.0, |gathered, _| gathered.measured = true);
    }

    fn gather(&mut self, found: &Use, reading: f64, with: impl FnOnce(&mut Gathered, Set)) {
        if let Some(gathered) = self.gathered.get_mut(found.section) {
            gathered.reading = if gathered.reading > 0.0 { gathered.reading.min(reading) } else { reading };
            with(gathered, bit(found.index));
            self.dirty = true;
        }
    }

    pub(super) fn property(&mut self, section: usize, number: usize, block: &'a Block<'a>, reading: f64) {
        if let Some((set, first, sure)) = self.properties.get_mut(section) {
            *set |= bit(number);
            first.get_or_insert(block);
            *sure = sure.min(reading);
        }
        self.served = true;
    }

    /// What the block that ends here proves: section, kind, the terms, how sure.
    pub(super) fn end_block(&mut self, template: &'a Template) -> Vec<(usize, Kind, Vec<&'a str>, f64)> {
        self.served = false;
        if !std::mem::take(&mut self.dirty) {
            return Vec::new();
        }
        let mut proven = Vec::new();
        for (index, (section, gathered)) in template.sections.iter().zip(&mut self.gathered).enumerate() {
            let Gathered { body, measures, measured, reading } = std::mem::take(gathered);
            if body.count_ones() as usize >= section.body_least {
                proven.push((index, Kind::Body, chosen(&section.body, body), reading));
            }
            let is_own = section.measured.is_empty() || measured;
            if is_own && measures.count_ones() as usize >= section.table_least {
                proven.push((index, Kind::Measures, chosen(&section.measures, measures), reading));
            }
        }
        proven
    }

    /// What the names of properties on the page prove: section, the first's block, the names, how sure.
    pub(super) fn properties(&self, template: &'a Template) -> Vec<(usize, &'a Block<'a>, Vec<&'a str>, f64)> {
        let sections = template.sections.iter().zip(&self.properties).enumerate();
        sections
            .filter_map(|(index, (section, &(set, first, reading)))| {
                let enough = set.count_ones() as usize >= section.labels_least;
                Some((index, first.filter(|_| enough)?, chosen(&section.labels, set), reading))
            })
            .collect()
    }
}

/// The sections whose table this is, each with what shows it: a corner with heads beside it in one of the rows `heads` or down
/// the first column, or names of rows with numbers beside them.
pub(super) fn table<'a>(
    vocabulary: &'a Vocabulary,
    template: &'a Template,
    rows: &[Vec<&'a str>],
    heads: &[usize],
) -> Vec<(usize, Vec<&'a str>)> {
    let column: Vec<&'a str> = rows.iter().take(MAX_CELLS).filter_map(|row| row.first().copied()).collect();
    let in_rows = heads.iter().filter_map(|&head| rows.get(head)).map(Vec::as_slice);
    let mut proven: Vec<(usize, Vec<&'a str>)> = Vec::new();
    let mut found = vec![Line::default(); template.sections.len()];
    for line in in_rows.chain([column.as_slice()]) {
        look_along(vocabulary, line, &mut found);
        for (index, (section, line)) in template.sections.iter().zip(&mut found).enumerate() {
            if let Some(terms) = line.proof(section)
                && !proven.iter().any(|(known, _)| *known == index)
            {
                proven.push((index, terms));
            }
            line.next();
        }
    }
    if has_numbers(rows) {
        for (index, (section, line)) in template.sections.iter().zip(&found).enumerate() {
            let names = line.best_rows;
            if names.count_ones() >= 2 && line.any_head && !proven.iter().any(|(known, _)| *known == index) {
                proven.push((index, chosen(&section.table_rows, names)));
            }
        }
    }
    proven
}

/// What a line of cells holds of a section.
#[derive(Debug, Clone, Copy, Default)]
struct Line<'a> {
    corner: Option<&'a str>,
    heads: Set,
    rows: Set,
    /// Over all lines so far.
    best_rows: Set,
    any_head: bool,
}

impl<'a> Line<'a> {
    fn proof(&self, section: &'a Section) -> Option<Vec<&'a str>> {
        let corner = self.corner?;
        let mut heads = chosen(&section.table_heads, self.heads);
        heads.retain(|head| *head != corner);
        (heads.len() >= section.table_least).then(|| [vec![corner], heads].concat())
    }

    fn next(&mut self) {
        self.any_head |= self.corner.is_some() || self.heads > 0;
        if self.rows.count_ones() > self.best_rows.count_ones() {
            self.best_rows = self.rows;
        }
        (self.corner, self.heads, self.rows) = (None, 0, 0);
    }
}

fn look_along<'a>(vocabulary: &'a Vocabulary, cells: &[&'a str], found: &mut [Line<'a>]) {
    for cell in cells.iter().take(MAX_CELLS).filter(|cell| cell.len() <= MAX_CELL) {
        for (at, uses) in vocabulary.cells.find(cell) {
            for term in uses {
                let Some(line) = found.get_mut(term.section) else { continue };
                match term.role {
                    Role::Corner if at.start == 0 => {
                        line.corner.get_or_insert(cell);
                    }
                    Role::Head => line.heads |= bit(term.index),
                    Role::RowName if at == (0..cell.len()) => line.rows |= bit(term.index),
                    _ => {}
                }
            }
        }
    }
}

/// Whether it is a table of figures: a head over at least two columns of which most cells are numbers.
pub(super) fn has_figures(rows: &[Vec<&str>]) -> bool {
    let is_wide = |row: &Vec<&str>| row.len() >= 3;
    rows.first().is_some_and(is_wide) && rows.get(1).is_some_and(is_wide) && has_numbers(rows)
}

/// Whether most cells beside the first row and column are numbers.
fn has_numbers(rows: &[Vec<&str>]) -> bool {
    let inner = rows.iter().take(MAX_CELLS).skip(1).flat_map(|row| row.iter().take(MAX_CELLS).skip(1));
    let (mut cells, mut numbers) = (0, 0);
    for cell in inner {
        cells += 1;
        numbers += usize::from(cell.starts_with(|c: char| c.is_ascii_digit()));
    }
    cells > 0 && numbers * 2 > cells
}

fn bit(number: usize) -> Set {
    1_u128.checked_shl(number as u32).unwrap_or_default()
}

/// The terms of a list that are in the set, in the list's order.
fn chosen(list: &[String], set: Set) -> Vec<&str> {
    list.iter().enumerate().filter(|(number, _)| set & bit(*number) != 0).map(|(_, term)| term.as_str()).collect()
}
