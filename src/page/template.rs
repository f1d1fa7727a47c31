//! The section tables: which sections (版块) a page should have, in which order, and what proves each of them.

use serde::Deserialize;

use crate::error::{Error, Result};

/// Name of the embedded file below `dictionaries/`.
const FILE: &str = "sections.toml";

/// The embedded section tables.
const EMBEDDED: &str = include_str!("../../dictionaries/sections.toml");

/// Which part of the manual a template follows; findings carry it in their code.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Deserialize)]
pub enum Manual {
    /// Clothing pages (rule D1).
    D1,
    /// Pages in general (rules D2 to D4).
    #[default]
    D2,
}

/// A template: the sections of a kind of page, in the order in which shoppers should meet them.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Template {
    /// Id, such as `clothing`. The template `clothing` serves the categories of
    /// [`PageConfig::clothing_categories`](crate::config::PageConfig::clothing_categories), `general` all others.
    pub id: String,
    /// Name in Chinese.
    pub name: String,
    /// Part of the manual that it follows.
    #[serde(default)]
    pub manual: Manual,
    /// Words that keep a category from this template although its name fits: 衣柜 is no clothing.
    #[serde(default)]
    pub except: Vec<String>,
    /// The sections, in order.
    #[serde(rename = "section")]
    pub sections: Vec<Section>,
}

/// A section of a template and what proves it. One proof is enough; see `dictionaries/sections.toml` for how each is matched.
#[derive(Debug, Clone, PartialEq, Eq, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
#[allow(clippy::struct_excessive_bools, reason = "each is a key of the file")]
pub struct Section {
    /// Id, such as `size`; unique within the template.
    pub id: String,
    /// Name in Chinese, such as 尺码表.
    pub name: String,
    /// Whether a page without it gets a warning.
    pub required: bool,
    /// Whether it belongs near the top of the page.
    pub near_top: bool,
    /// Whether its place within the page is free.
    pub anywhere: bool,
    /// Least number of pictures that a page with this section has; a heading alone does not prove a section of pictures.
    pub pictures: usize,
    /// Whether the number of photos alone proves it (rule D2).
    pub photos: bool,
    /// Words of a heading or of a short text that stands for one.
    pub headings: Vec<String>,
    /// Phrases that are the section's own statement wherever they stand.
    pub statements: Vec<String>,
    /// Words of the section's text: [`body_least`](Self::body_least) different ones in one text prove it.
    pub body: Vec<String>,
    /// How many words of `body` it takes.
    pub body_least: usize,
    /// Beginnings of a cell that the section's table has in its head.
    pub table_corner: Vec<String>,
    /// Heads of the section's table: [`table_least`](Self::table_least) different ones beside a corner cell prove it.
    pub table_heads: Vec<String>,
    /// How many of `table_heads` it takes.
    pub table_least: usize,
    /// Measures: [`table_least`](Self::table_least) different ones with a number behind them in one text prove it.
    pub measures: Vec<String>,
    /// Names of properties, before a colon or in a cell: [`labels_least`](Self::labels_least) different ones prove it.
    pub labels: Vec<String>,
    /// How many of `labels` it takes.
    pub labels_least: usize,
    /// Beginnings of anchors, in small letters.
    pub anchors: Vec<String>,
    /// Whole words of picture file names, in small letters.
    pub files: Vec<String>,
    /// Pieces of link addresses, in small letters.
    pub links: Vec<String>,
    /// Links to so many other items prove it; 0 for never.
    pub item_links: usize,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    template: Vec<Template>,
}

impl Template {
    /// The embedded templates.
    ///
    /// # Errors
    /// Never with the file as shipped; a test reads it.
    pub fn embedded() -> Result<Vec<Self>> {
        Self::read(FILE, EMBEDDED)
    }

    /// Reads the templates in `text`, which is called `file` in errors.
    ///
    /// # Errors
    /// When it is no TOML, has an unknown key, or a section has no id, no name, nothing to prove it, or an id of another one.
    pub fn read(file: &str, text: &str) -> Result<Vec<Self>> {
        let parsed: File = toml::from_str(text).map_err(|error| {
            let before = error.span().and_then(|span| text.get(..span.start)).unwrap_or_default();
            Error::dictionary(file, before.bytes().filter(|&byte| byte == b'\n').count() as u64 + 1, error.message())
        })?;
        let mut templates = parsed.template;
        for template in &mut templates {
            for section in &mut template.sections {
                section.fill_in();
            }
            template.check().map_err(|message| Error::dictionary(file, 1, message))?;
        }
        Ok(templates)
    }

    fn check(&self) -> Result<(), String> {
        for (index, section) in self.sections.iter().enumerate() {
            let place = format!("template {:?}, section {:?}", self.id, section.id);
            if section.id.is_empty() || section.name.is_empty() {
                return Err(format!("{place}: give it an id and a name"));
            }
            if self.sections.iter().take(index).any(|other| other.id == section.id) {
                return Err(format!("{place}: the id stands twice; rename one of them"));
            }
            if !section.can_be_proven() {
                return Err(format!("{place}: nothing can prove it; give it headings, statements, anchors, ..."));
            }
            let words = [
                &section.headings,
                &section.statements,
                &section.body,
                &section.labels,
                &section.table_heads,
                &section.measures,
            ];
            if words.into_iter().flatten().any(|word| word.trim().is_empty()) {
                return Err(format!("{place}: an empty word would match every page; remove it"));
            }
            let keys = [&section.anchors, &section.files, &section.links];
            if let Some(key) =
                keys.into_iter().flatten().find(|key| key.is_empty() || **key != key.to_ascii_lowercase())
            {
                return Err(format!("{place}: {key:?} must be in small letters and not empty"));
            }
            if section.anchors.iter().any(|anchor| "desc-module".starts_with(anchor.as_str())) {
                return Err(format!("{place}: the anchors desc-module-N only number the parts of a page; remove it"));
            }
        }
        Ok(())
    }
}

impl Section {
    fn fill_in(&mut self) {
        for least in [&mut self.body_least, &mut self.table_least] {
            if *least == 0 {
                *least = 2;
            }
        }
        if self.labels_least == 0 {
            self.labels_least = 3;
        }
    }

    fn can_be_proven(&self) -> bool {
        let terms =
            [&self.headings, &self.statements, &self.body, &self.labels, &self.anchors, &self.files, &self.links];
        self.photos || self.item_links > 0 || !terms.into_iter().all(Vec::is_empty) || !self.table_heads.is_empty()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_embedded_templates_can_be_read() {
        let templates = Template::embedded().unwrap();
        let ids: Vec<&str> = templates.iter().map(|template| template.id.as_str()).collect();
        assert_eq!(ids, ["clothing", "general"]);
    }

    #[test]
    fn an_unknown_key_is_refused_with_its_line() {
        let text = "[[template]]\nid = \"x\"\nname = \"x\"\n[[template.section]]\nid = \"a\"\nnmae = \"b\"\n";
        let error = Template::read("mine.toml", text).unwrap_err().to_string();
        assert!(error.starts_with("mine.toml:6: unknown field `nmae`"), "{error}");
    }

    #[test]
    fn sections_that_prove_nothing_or_everything_are_refused() {
        let section = |body: &str| {
            let text = format!("[[template]]\nid = \"x\"\nname = \"x\"\n[[template.section]]\n{body}");
            Template::read("mine.toml", &text).unwrap_err().to_string()
        };
        assert!(section("id = \"a\"\nname = \"甲\"").contains("nothing can prove it"));
        assert!(section("id = \"a\"\nname = \"甲\"\nheadings = [\"\"]").contains("match every page"));
        assert!(section("id = \"a\"\nname = \"甲\"\nanchors = [\"Size\"]").contains("small letters"));
        assert!(section("id = \"a\"\nname = \"甲\"\nanchors = [\"desc-\"]").contains("desc-module-N"));
        let twice = "id = \"a\"\nname = \"甲\"\nlinks = [\"x\"]\n[[template.section]]\nid = \"a\"\nname = \"乙\"\nlinks = [\"y\"]";
        assert!(section(twice).contains("stands twice"));
    }
}
