//! The text format of a dictionary file.

use std::sync::Arc;

use super::EntryKind;
use crate::error::{Error, Result};

/// A line of a dictionary.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    /// The word: lower case, half width, simplified.
    pub word: Box<str>,
    /// What the line says of it.
    pub kind: EntryKind,
    /// The main word of which this one is a variant; for a contradiction the word that it excludes.
    pub canonical: Option<Box<str>>,
    /// A reason, a trade, a limit.
    pub note: Option<Box<str>>,
    /// File name, for messages and for the field of trade of a product word (`products/clothing.tsv`).
    pub file: Arc<str>,
    /// Line, counted from 1.
    pub line: u64,
}

/// Parses one dictionary file.
pub(super) fn parse(name: &str, text: &str) -> Result<Vec<Entry>> {
    let file: Arc<str> = name.into();
    let mut entries = Vec::new();
    for (line, content) in (1..).zip(text.lines()) {
        if content.is_empty() || content.starts_with('#') {
            continue;
        }
        let fault = |message: String| Error::dictionary(name, line, message);
        let mut columns = content.split('\t').map(|column| (!column.is_empty()).then_some(column));
        let word = columns.next().flatten().ok_or_else(|| fault("starts with a tab; the word comes first".into()))?;
        if word.trim() != word || word.chars().any(char::is_control) {
            return Err(fault(format!("{word:?} has space around it or control characters in it")));
        }
        let role = columns
            .next()
            .flatten()
            .ok_or_else(|| fault(format!("{word} has no role; write it after a tab, as in {word}<TAB>product")))?;
        let kind = EntryKind::from_name(role).ok_or_else(|| {
            fault(format!("{role} is no role that can be listed; dictionaries/README.md names the roles"))
        })?;
        let canonical = columns.next().flatten();
        let note = columns.next().flatten();
        if columns.next().is_some() {
            return Err(fault("has more than four columns".into()));
        }
        if kind == EntryKind::Contradiction && canonical.is_none() {
            return Err(fault(format!("{word} contradicts nothing; name the other word in the third column")));
        }
        entries.push(Entry {
            word: word.into(),
            kind,
            canonical: canonical.map(Into::into),
            note: note.map(Into::into),
            file: Arc::clone(&file),
            line,
        });
    }
    Ok(entries)
}
