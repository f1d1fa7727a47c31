//! Span files.

use std::fs::File;
use std::io::{BufRead, BufReader};
use std::ops::Range;
use std::path::Path;

use anyhow::{Context, Result, ensure};
use serde::Deserialize;

/// A title and the spans that somebody marked in it.
#[derive(Debug)]
pub struct Title {
    pub text: String,
    pub spans: Vec<Span>,
}

/// A marked span without the white space at its ends.
#[derive(Debug, PartialEq, Eq)]
pub struct Span {
    /// Bytes in the title.
    pub range: Range<usize>,
    pub label: String,
}

#[derive(Deserialize)]
struct Line {
    text: String,
    entities: Vec<Entity>,
}

#[derive(Deserialize)]
#[serde(untagged)]
enum Entity {
    Checked(usize, usize, String, String),
    Bare(usize, usize, String),
}

/// Reads a span file.
///
/// # Errors
/// When the file cannot be read, a line is no such object, or a span does not lie in its title or is not the text it is said to be.
pub fn read(path: &Path) -> Result<Vec<Title>> {
    let file = File::open(path).with_context(|| format!("cannot open {}", path.display()))?;
    let mut titles = Vec::new();
    for (number, line) in (1..).zip(BufReader::new(file).lines()) {
        let line = line?;
        if !line.trim().is_empty() {
            titles.push(parse(&line).with_context(|| format!("{}:{number}", path.display()))?);
        }
    }
    Ok(titles)
}

fn parse(line: &str) -> Result<Title> {
    let Line { text, entities } = serde_json::from_str(line)?;
    // The byte at which each character starts, and the end.
    let bytes: Vec<usize> = text.char_indices().map(|(byte, _)| byte).chain([text.len()]).collect();
    let mut spans = Vec::with_capacity(entities.len());
    for entity in entities {
        let (start, end, label, given) = match entity {
            Entity::Checked(start, end, label, given) => (start, end, label, Some(given)),
            Entity::Bare(start, end, label) => (start, end, label, None),
        };
        let place = bytes.get(start).zip(bytes.get(end)).and_then(|(&from, &to)| Some((from, text.get(from..to)?)));
        let (from, marked) = place.with_context(|| format!("the span {start}..{end} does not lie in the title"))?;
        if let Some(given) = given {
            ensure!(given == marked, "the span {start}..{end} is {marked:?}, not {given:?}");
        }
        let inner = marked.trim();
        if !inner.is_empty() {
            let from = from + marked.len() - marked.trim_start().len();
            spans.push(Span { range: from..from + inner.len(), label });
        }
    }
    Ok(Title { text, spans })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn offsets_count_characters_and_white_space_at_the_ends_goes() {
        let title =
            parse(r#"{"text": "索尼 耳机💍", "entities": [[0, 3, "HP", "索尼 "], [2, 3, "x"], [3, 5, "HC"], [5, 6, "HC", "💍"]]}"#)
                .unwrap();
        let marked: Vec<_> = title.spans.iter().map(|span| (&title.text[span.range.clone()], &*span.label)).collect();
        assert_eq!(marked, [("索尼", "HP"), ("耳机", "HC"), ("💍", "HC")]);
    }

    #[test]
    fn a_span_that_is_not_there_is_an_error() {
        for (line, says) in [
            (r#"{"text": "耳机", "entities": [[0, 3, "HC"]]}"#, "the span 0..3 does not lie in the title"),
            (r#"{"text": "耳机", "entities": [[2, 1, "HC"]]}"#, "the span 2..1 does not lie in the title"),
            (r#"{"text": "耳机", "entities": [[0, 2, "HC", "耳麦"]]}"#, r#"the span 0..2 is "耳机", not "耳麦""#),
        ] {
            assert_eq!(parse(line).unwrap_err().to_string(), says);
        }
    }
}
