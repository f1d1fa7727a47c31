//! What the columns of a table mean: aliases of each field, and the user's own mapping over them.

use std::collections::BTreeMap;
use std::fmt::Write;

use unicode_normalization::UnicodeNormalization;

use super::record::{Kind, Record, is_padding};
use crate::notice::Notice;

/// The value of a mapping that leaves a column out.
const IGNORE: &str = "ignore";

/// What a kind of table may hold.
#[derive(Debug)]
pub(super) struct Schema {
    /// `catalog`, `keyword table`, `traffic table`.
    pub kind: &'static str,
    /// The table of the configuration that maps this kind's columns.
    pub mapping_key: &'static str,
    pub fields: &'static [FieldSpec],
    /// Index of the field without which a row means nothing.
    pub required: usize,
    /// A field that the header must have beside the required one, where there is such a field.
    pub beside: Option<&'static str>,
    /// Whether a row of cells is a header of this kind.
    pub is_header: fn(&[Option<usize>], &[String]) -> bool,
    /// Whether a `.txt` file without a header is a list of words.
    pub word_list: bool,
}

/// A field and the headers that name it, written as [`fold_header`] makes them.
#[derive(Debug)]
pub(super) struct FieldSpec {
    pub name: &'static str,
    /// Groups in order of precedence: a column of an earlier group silently beats one of a later group; two columns of one
    /// group are ambiguous.
    pub aliases: &'static [&'static [&'static str]],
    pub take: Take,
}

/// Which of the columns that name a field count.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Take {
    /// The best one, for figures: those of different columns are not alike.
    One,
    /// The best one that a row has filled, for texts.
    Filled,
    /// Every one, as for attributes.
    All,
}

/// The columns of an opened table.
#[derive(Debug, Default)]
pub(super) struct Columns {
    /// Headers without surrounding space; empty ones at the end are dropped.
    pub headers: Vec<String>,
    /// Columns of each field, by the field's index.
    pub of_field: Vec<Vec<usize>>,
    /// Columns that stand in, row by row, for an empty one of [`Take::Filled`], the best first; by the field's index.
    pub instead: Vec<Vec<usize>>,
    pub understood: Vec<(String, String)>,
    pub ignored: Vec<String>,
    pub warnings: Vec<Notice>,
}

impl Columns {
    /// The first column of a field.
    pub(super) fn of(&self, field: usize) -> Option<usize> {
        self.of_field.get(field)?.first().copied()
    }

    /// Every column of a field.
    pub(super) fn all(&self, field: usize) -> &[usize] {
        self.of_field.get(field).map(Vec::as_slice).unwrap_or_default()
    }

    /// The columns that may hold a field, the best first.
    pub(super) fn candidates(&self, field: usize) -> impl Iterator<Item = usize> + '_ {
        self.all(field).iter().chain(self.instead.get(field).into_iter().flatten()).copied()
    }

    /// The best column of a field that the record has filled; the best one where it has filled none.
    pub(super) fn filled(&self, field: usize, record: &Record) -> Option<usize> {
        let filled = |column: &usize| !record.get(*column).is_empty() && record.kind(*column) != Kind::Error;
        self.candidates(field).find(filled).or_else(|| self.of(field))
    }

    /// A column's header; empty for a column beyond the header.
    pub(super) fn header(&self, column: Option<usize>) -> &str {
        column.and_then(|column| self.headers.get(column)).map(String::as_str).unwrap_or_default()
    }
}

/// A header as aliases are written: no surrounding or inner space, width and case folded, no bracketed unit at the end.
pub(super) fn fold_header(header: &str) -> String {
    let folded: String = header.nfkc().flat_map(char::to_lowercase).filter(|c| !is_padding(*c)).collect();
    let without_unit = ["(", "[", "【"].iter().find_map(|open| {
        let (name, unit) = folded.split_once(open)?;
        (unit.ends_with([')', ']', '】']) && !name.is_empty()).then(|| name.to_owned())
    });
    without_unit.unwrap_or(folded)
}

/// The user's mapping, its headers folded.
#[derive(Debug)]
pub(super) struct Mapping<'a> {
    entries: Vec<(String, &'a str, &'a str)>,
}

impl<'a> Mapping<'a> {
    /// # Errors
    /// When a field is named that the schema does not have.
    pub(super) fn new(schema: &Schema, columns: &'a BTreeMap<String, String>) -> Result<Self, String> {
        for (header, field) in columns {
            if field != IGNORE && !schema.fields.iter().any(|spec| spec.name == field) {
                let names: Vec<_> = schema.fields.iter().map(|spec| spec.name).collect();
                return Err(format!(
                    "{}: \"{header}\" = \"{field}\": a {} has no such field; choose one of {}, or \"ignore\"",
                    schema.mapping_key,
                    schema.kind,
                    names.join(", ")
                ));
            }
        }
        let entries = columns.iter().map(|(header, field)| (fold_header(header), header.as_str(), field.as_str()));
        Ok(Self { entries: entries.collect() })
    }

    fn field(&self, folded: &str) -> Option<&'a str> {
        self.entries.iter().find(|(header, ..)| header == folded).map(|(_, _, field)| *field)
    }
}

/// How a cell of a possible header came to its field.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Match {
    Unknown,
    Ignored,
    Mapped(usize),
    Alias { field: usize, group: usize },
}

fn match_header(schema: &Schema, mapping: &Mapping<'_>, header: &str) -> Match {
    let folded = fold_header(header);
    if folded.is_empty() {
        return Match::Unknown;
    }
    if let Some(name) = mapping.field(&folded) {
        return schema.fields.iter().position(|spec| spec.name == name).map_or(Match::Ignored, Match::Mapped);
    }
    for (field, spec) in schema.fields.iter().enumerate() {
        if let Some(group) = spec.aliases.iter().position(|group| group.contains(&folded.as_str())) {
            return Match::Alias { field, group };
        }
    }
    Match::Unknown
}

/// The field of each cell, were the row a header.
pub(super) fn recognise(schema: &Schema, mapping: &Mapping<'_>, cells: &[String]) -> Vec<Option<usize>> {
    let field = |cell: &String| match match_header(schema, mapping, cell) {
        Match::Mapped(field) | Match::Alias { field, .. } => Some(field),
        Match::Unknown | Match::Ignored => None,
    };
    cells.iter().map(field).collect()
}

/// Works out the columns of a header. `second` is the header's second line, whose names the user's mapping may use as well.
///
/// # Errors
/// When two columns claim one field, or a column that the user mapped is not there and nothing else gives its field.
pub(super) fn resolve(
    schema: &Schema,
    mapping: &Mapping<'_>,
    mut headers: Vec<String>,
    second: Option<&[String]>,
) -> Result<Columns, String> {
    while headers.last().is_some_and(String::is_empty) {
        headers.pop();
    }
    let matches: Vec<Match> = headers
        .iter()
        .enumerate()
        .map(|(column, header)| {
            let other = second.and_then(|second| second.get(column)).map(|other| match_header(schema, mapping, other));
            match (match_header(schema, mapping, header), other) {
                (Match::Unknown | Match::Alias { .. }, Some(mapped @ (Match::Mapped(_) | Match::Ignored))) => mapped,
                (found, _) => found,
            }
        })
        .collect();
    let none = vec![Vec::new(); schema.fields.len()];
    let mut columns = Columns { of_field: none.clone(), instead: none, ..Columns::default() };
    for (field, spec) in schema.fields.iter().enumerate() {
        let chosen = choose(schema, field, spec, &matches, &headers)?;
        if let Some(slot) = columns.of_field.get_mut(field) {
            *slot = chosen;
        }
        if spec.take == Take::Filled
            && let Some(slot) = columns.instead.get_mut(field)
        {
            *slot = substitutes(field, spec, &matches);
        }
    }
    check_mapped_headers(schema, mapping, &headers, second, &mut columns)?;
    for (column, header) in headers.iter().enumerate() {
        let field = (0..schema.fields.len()).find(|&field| columns.candidates(field).any(|of| of == column));
        match field.and_then(|field| schema.fields.get(field)) {
            Some(spec) => columns.understood.push((header.clone(), spec.name.to_owned())),
            None if header.is_empty() => {}
            None => columns.ignored.push(header.clone()),
        }
    }
    columns.headers = headers;
    Ok(columns)
}

/// The columns behind the best one of a field: the only one of each later group of aliases. There are none where the user has said
/// which column it is.
fn substitutes(field: usize, spec: &FieldSpec, matches: &[Match]) -> Vec<usize> {
    if matches.contains(&Match::Mapped(field)) {
        return Vec::new();
    }
    let of_group = |group: usize| {
        let alias = Match::Alias { field, group };
        let mut columns = matches.iter().enumerate().filter(|(_, found)| **found == alias).map(|(column, _)| column);
        columns.next().filter(|_| columns.next().is_none())
    };
    (0..spec.aliases.len()).filter_map(of_group).skip(1).collect()
}

/// The columns that fill a field: those that the user mapped, else those of the first group of aliases that is there.
fn choose(
    schema: &Schema,
    field: usize,
    spec: &FieldSpec,
    matches: &[Match],
    headers: &[String],
) -> Result<Vec<usize>, String> {
    let columns = |wanted: &dyn Fn(Match) -> bool| -> Vec<usize> {
        matches.iter().enumerate().filter(|(_, found)| wanted(**found)).map(|(column, _)| column).collect()
    };
    if spec.take == Take::All {
        return Ok(columns(&|found| match found {
            Match::Mapped(of) | Match::Alias { field: of, .. } => of == field,
            Match::Unknown | Match::Ignored => false,
        }));
    }
    let mut chosen = columns(&|found| found == Match::Mapped(field));
    for group in 0..spec.aliases.len() {
        if chosen.is_empty() {
            chosen = columns(&|found| found == Match::Alias { field, group });
        }
    }
    if chosen.len() < 2 {
        return Ok(chosen);
    }
    let names: Vec<&str> = chosen.iter().filter_map(|column| headers.get(*column)).map(String::as_str).collect();
    if names.windows(2).all(|pair| pair.first() == pair.last()) {
        return Err(format!(
            "the header \"{}\" stands {} times, so it is not clear which column holds the {}: rename or remove one of them",
            names.first().unwrap_or(&""),
            names.len(),
            spec.name
        ));
    }
    let lines: Vec<String> = names.iter().skip(1).map(|name| format!("\"{}\" = \"{IGNORE}\"", quoted(name))).collect();
    Err(format!(
        "the columns {} could all hold the {}; leave out those that do not, in the configuration:\n[{}]\n{}",
        names.iter().map(|name| format!("\"{name}\"")).collect::<Vec<_>>().join(", "),
        spec.name,
        schema.mapping_key,
        lines.join("\n")
    ))
}

fn check_mapped_headers(
    schema: &Schema,
    mapping: &Mapping<'_>,
    headers: &[String],
    second: Option<&[String]>,
    columns: &mut Columns,
) -> Result<(), String> {
    let seen: Vec<String> =
        headers.iter().chain(second.unwrap_or_default()).map(|header| fold_header(header)).collect();
    for (folded, header, name) in &mapping.entries {
        if seen.contains(folded) {
            continue;
        }
        let field = schema.fields.iter().position(|spec| spec.name == *name);
        if field.is_some_and(|field| columns.of(field).is_none()) {
            return Err(format!(
                "{}: there is no column \"{header}\" (for the {name}); the columns are {}",
                schema.mapping_key,
                list(headers)
            ));
        }
        let key = schema.mapping_key;
        columns.warnings.push(Notice::new(
            format!("{key}: there is no column \"{header}\" in this file"),
            format!("{key} 里写的“{header}”这一列，文件里没有"),
        ));
    }
    Ok(())
}

/// The message for a file in which no row is a header.
pub(super) fn no_header(schema: &Schema, mapping: &Mapping<'_>, rows: &[Vec<String>]) -> String {
    let filled = |row: &&Vec<String>| row.iter().filter(|cell| !cell.is_empty()).count();
    let widest = rows.iter().map(|row| filled(&row)).max().unwrap_or(0);
    let header = rows.iter().find(|row| filled(row) * 2 > widest).map(Vec::as_slice).unwrap_or_default();
    let known = recognise(schema, mapping, header);
    let has_required = known.contains(&Some(schema.required));
    let required = schema.fields.get(schema.required).map_or("", |spec| spec.name);
    let field = schema.beside.filter(|_| has_required).unwrap_or(required);
    let mut message = format!("no {field} column found; the columns are {}", list(header));
    let missing: Vec<_> =
        mapping.entries.iter().filter(|(folded, ..)| !header.iter().any(|cell| fold_header(cell) == *folded)).collect();
    if let Some((_, header, _)) = missing.first() {
        let _ = write!(message, "; the mapped column \"{header}\" is not among them");
    }
    if let Some(guess) = likeliest(header, &known, rows) {
        let _ = write!(
            message,
            ".\nIf one of them holds it, say so in the configuration, such as:\n[{}]\n\"{}\" = \"{field}\"",
            schema.mapping_key,
            quoted(guess)
        );
    }
    let single = rows.iter().filter(|row| filled(row) <= 1).count();
    if schema.word_list && single * 2 >= rows.len() {
        message += "\nA plain list of words, one a line, is read when its file is named .txt";
    }
    message
}

/// The column of no known meaning that most probably holds the text looked for: named like it, or with the longest Chinese texts.
fn likeliest<'a>(header: &'a [String], known: &[Option<usize>], rows: &[Vec<String>]) -> Option<&'a str> {
    let chinese = |column: usize| -> usize {
        let cells = rows.iter().filter(|row| row.as_slice() != header).filter_map(|row| row.get(column));
        cells.map(|cell| cell.chars().filter(|c| !c.is_ascii()).count()).sum()
    };
    let named = |name: &str| {
        let name = name.to_lowercase();
        ["标题", "名称", "关键词", "搜索词", "title", "keyword", "name"].iter().any(|word| name.contains(word))
    };
    let unknown = header.iter().enumerate().filter(|(at, name)| !name.is_empty() && known.get(*at) == Some(&None));
    let candidates: Vec<(usize, &String)> = unknown.collect();
    let longest = || candidates.iter().rev().max_by_key(|(at, _)| chinese(*at));
    candidates.iter().find(|(_, name)| named(name)).or_else(longest).map(|(_, name)| name.as_str())
}

fn list(headers: &[String]) -> String {
    const SHOWN: usize = 60;
    let names = headers.iter().filter(|header| !header.is_empty()).take(SHOWN);
    let mut text = names.map(|name| format!("\"{}\"", super::figures::excerpt(name))).collect::<Vec<_>>().join(", ");
    if headers.len() > SHOWN {
        text += ", ...";
    }
    if text.is_empty() { "none".into() } else { text }
}

/// A header inside a quoted key of TOML.
fn quoted(header: &str) -> String {
    header.replace('\\', "\\\\").replace('"', "\\\"").replace('\n', "\\n").replace('\r', "\\r").replace('\t', "\\t")
}
