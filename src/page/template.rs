//! The section tables: which sections (版块) a page should have, in which order, and what proves each of them.

use serde::Deserialize;

use crate::error::{Error, Result};
use crate::page::classifier;
use crate::page::overlay;
use crate::page::shape::Shape;

/// Name of the embedded file below `dictionaries/`.
const FILE: &str = "sections.toml";

/// The embedded section tables.
const EMBEDDED: &str = include_str!("../../dictionaries/sections.toml");

/// Sections of a template at most.
pub(super) const MAX_SECTIONS: usize = 64;

/// Words of a list of which several different ones are counted at most.
const MAX_WORDS: usize = 128;

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
    /// [`PageConfig::clothing_categories`](crate::config::PageConfig::clothing_categories), `general` all that no other serves.
    pub id: String,
    /// Name in Chinese.
    #[serde(default)]
    pub name: String,
    /// Words in a category's name that call for this template.
    #[serde(default)]
    pub categories: Vec<String>,
    /// Part of the manual that it follows.
    #[serde(default)]
    pub manual: Manual,
    /// Words that show, in what proves a section, that a page of an unknown listing is one of this template.
    #[serde(default)]
    pub tells: Vec<String>,
    /// Words that keep a category from this template although its name fits: 衣柜 is no clothing.
    #[serde(default)]
    pub except: Vec<String>,
    /// The sections, in order.
    #[serde(rename = "section", default)]
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
    /// Whether pictures alone prove it, the more the surer (rule D2).
    pub photos: bool,
    /// Whether a picture without a word may be it, so that it can never be called missing while the page shows pictures.
    pub visual: bool,
    /// Words of a heading or of a short text that stands for one.
    pub headings: Vec<String>,
    /// What a heading is about, with one of [`endings`](Self::endings) behind it: 洗涤 with 小贴士; or behind 怎么, 如何.
    pub stems: Vec<String>,
    /// See [`stems`](Self::stems).
    pub endings: Vec<String>,
    /// Forms of text that prove it whatever their words.
    pub shapes: Vec<Shape>,
    /// Phrases that are the section's own statement wherever they stand; `#` stands for a number.
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
    /// Names of rows: two of them down the first column or along the first row of a table, numbers in most of the rest, and one
    /// of `table_heads` or `table_corner` anywhere prove it too.
    pub table_rows: Vec<String>,
    /// Measures: [`table_least`](Self::table_least) different ones with a number behind them in one text prove it.
    pub measures: Vec<String>,
    /// Words one of which has to stand in the same text as the measures, for them to be this section's; empty for none.
    pub measured: Vec<String>,
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
    /// What the classifier calls the section's text, one of [`classifier::NAMES`]; empty or `none` for nothing.
    pub learned: String,
    /// So many characters of running text that is no other section's prove it; 0 for never.
    pub prose: usize,
    /// In a table of the user's own: the section takes the place of the one with its id instead of adding to it.
    pub replace: bool,
    /// In a table of the user's own: the section with this id is dropped.
    pub remove: bool,
    /// In a table of the user's own: id of the section that a new one follows; the end where it is empty.
    pub after: String,
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
        Self::finish(file, parse(file, text)?.template)
    }

    /// The embedded templates with the user's own of `text`, which is called `file` in errors, laid over them: a template or
    /// section of a known id adds to that one, other templates and sections are new.
    ///
    /// # Errors
    /// As for [`read`](Self::read), and when a section names one that is not there.
    pub fn with_own(file: &str, text: &str) -> Result<Vec<Self>> {
        let templates = overlay::lay_over(parse(FILE, EMBEDDED)?.template, parse(file, text)?.template);
        Self::finish(file, templates.map_err(|message| Error::dictionary(file, 1, message))?)
    }

    fn finish(file: &str, mut templates: Vec<Self>) -> Result<Vec<Self>> {
        for template in &mut templates {
            for section in &mut template.sections {
                section.fill_in();
            }
            template.check().map_err(|message| Error::dictionary(file, 1, message))?;
        }
        Ok(templates)
    }

    fn check(&self) -> Result<(), String> {
        if self.id.is_empty() || self.name.is_empty() {
            return Err(format!("template {:?}: give it an id and a name", self.id));
        }
        if self.sections.len() > MAX_SECTIONS {
            return Err(format!("template {:?} has more than {MAX_SECTIONS} sections; remove some", self.id));
        }
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
            if !matches!(section.learned.as_str(), "" | "none") && classifier::label(&section.learned).is_none() {
                let known = classifier::NAMES.join(", ");
                return Err(format!("{place}: learned = {:?} is none of {known}, none", section.learned));
            }
            let words = [
                &section.headings,
                &section.stems,
                &section.statements,
                &section.body,
                &section.labels,
                &section.table_heads,
                &section.measures,
                &section.measured,
                &section.table_corner,
                &section.table_rows,
            ];
            let counted =
                [&section.body, &section.measures, &section.labels, &section.table_heads, &section.table_rows];
            if counted.into_iter().any(|list| list.len() > MAX_WORDS) {
                return Err(format!(
                    "{place}: body, measures, labels, table_heads and table_rows take {MAX_WORDS} words each"
                ));
            }
            if words.into_iter().flatten().any(|word| word.trim().is_empty()) {
                return Err(format!("{place}: an empty word would match every page; remove it"));
            }
            let keys = [&section.anchors, &section.files, &section.links];
            if let Some(key) =
                keys.into_iter().flatten().find(|key| key.is_empty() || **key != key.to_ascii_lowercase())
            {
                return Err(format!("{place}: {key:?} must be in small letters and not empty"));
            }
            if section.statements.iter().any(|statement| statement.starts_with('#')) {
                return Err(format!("{place}: a statement cannot begin with a number; write what stands before #"));
            }
            if section.anchors.iter().any(|anchor| "desc-module".starts_with(anchor.as_str())) {
                return Err(format!("{place}: the anchors desc-module-N only number the parts of a page; remove it"));
            }
        }
        Ok(())
    }
}

/// The file as it stands, with the line of what is wrong with it.
fn parse(file: &str, text: &str) -> Result<File> {
    toml::from_str(text).map_err(|error| {
        let before = error.span().and_then(|span| text.get(..span.start)).unwrap_or_default();
        Error::dictionary(file, before.bytes().filter(|&byte| byte == b'\n').count() as u64 + 1, error.message())
    })
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
        self.photos
            || !self.shapes.is_empty()
            || !(self.stems.is_empty() || self.endings.is_empty())
            || self.item_links > 0
            || self.prose > 0
            || classifier::label(&self.learned).is_some()
            || !self.measures.is_empty()
            || !terms.into_iter().all(Vec::is_empty)
            || !self.table_heads.is_empty()
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
