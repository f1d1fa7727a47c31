//! Labelled pages.

use std::fmt::Write as _;
use std::path::Path;

use anyhow::{Context, Result};
use serde::Deserialize;
use taojin::page::classifier::{LABELS, Line, label};

/// A page: JSON lines of these make a file.
#[derive(Debug, Clone, Deserialize)]
pub struct Page {
    /// Name of the page.
    pub id: String,
    /// Id of its section table.
    pub template: String,
    /// Its lines, in order.
    pub lines: Vec<Labelled>,
    /// Sections of which one may say that they are there, or that they are not.
    #[serde(default)]
    pub either: Vec<String>,
}

/// A line of a page.
#[derive(Debug, Clone, Deserialize)]
pub struct Labelled {
    /// Its text; the cells of a row of a table are parted by tabs.
    #[serde(rename = "t")]
    pub text: String,
    /// Sections that it belongs to; those of no label are passed over.
    #[serde(rename = "s")]
    pub sections: Vec<String>,
    /// Whether it is a heading.
    #[serde(rename = "h", default)]
    pub is_heading: bool,
    /// Whether it is a row of a table.
    #[serde(rename = "r", default)]
    pub is_row: bool,
}

impl Page {
    /// The lines as the classifier sees them. Where `set` is false the page does not set its headings as such.
    pub fn lines(&self, set: bool) -> Vec<Line<'_>> {
        self.lines.iter().map(|line| Line::new(&line.text, set && line.is_heading, line.is_row)).collect()
    }

    /// Whether it can be told if the page has a label's section.
    pub fn is_clear(&self, wanted: usize) -> bool {
        !self.either.iter().any(|section| label(section) == Some(wanted))
    }

    /// Whether some line has a label.
    pub fn has(&self, label: usize) -> bool {
        self.lines.iter().any(|line| line.has(label))
    }

    /// The page as HTML: a picture behind each line of a section of pictures, and one at the end.
    pub fn html(&self) -> String {
        let mut html = String::new();
        let mut in_table = false;
        for (number, line) in self.lines.iter().enumerate() {
            if line.is_row != in_table {
                html.push_str(if in_table { "</table>\n" } else { "<table>\n" });
                in_table = line.is_row;
            }
            let text = line.text.replace('&', "&amp;").replace('<', "&lt;");
            let _ = match (line.is_row, line.is_heading) {
                (true, _) => writeln!(html, "<tr><td>{}</td></tr>", text.replace('\t', "</td><td>")),
                (_, true) => writeln!(html, "<h3>{text}</h3>"),
                _ => writeln!(html, "<p>{text}</p>"),
            };
            if line.sections.iter().any(|section| matches!(section.as_str(), "model" | "product" | "detail" | "photos"))
            {
                let _ = writeln!(html, "<img src='//img.alicdn.com/imgextra/{number}.jpg'>");
            }
        }
        html.push_str(if in_table { "</table>\n" } else { "" });
        html.push_str("<img src='//img.alicdn.com/imgextra/end.jpg'>\n");
        html
    }
}

impl Labelled {
    /// Whether it has a label.
    pub fn has(&self, wanted: usize) -> bool {
        self.sections.iter().any(|section| label(section) == Some(wanted))
    }

    /// Its labels as columns.
    pub fn labels(&self) -> [bool; LABELS] {
        std::array::from_fn(|label| self.has(label))
    }
}

/// The pages of a file.
pub fn read(file: &Path) -> Result<Vec<Page>> {
    let text = std::fs::read_to_string(file).with_context(|| format!("cannot read {}", file.display()))?;
    let lines = text.lines().enumerate().filter(|(_, line)| !line.trim().is_empty());
    let page = |(number, line): (usize, &str)| {
        serde_json::from_str(line).with_context(|| format!("{}:{}: no labelled page", file.display(), number + 1))
    };
    lines.map(page).collect()
}
