//! The check of a page against its template.

use std::sync::Arc;

use crate::config::PageConfig;
use crate::diagnostic::Diagnostic;
use crate::error::{Error, Result};
use crate::figure::Figure;
use crate::page::classifier::Weights;
use crate::page::evidence::{self, Evidence};
use crate::page::outline::Outline;
use crate::page::reading::Reading;
use crate::page::rules::{self, Checked, ContactWords};
use crate::page::template::{Section, Template};
use crate::page::verdict::{SectionVerdict, Verdict};
use crate::page::vocabulary::Vocabulary;

/// How sure `missing` is at best: the words of a section table never cover everything that shops write.
const SUREST_MISSING: f64 = 0.95;

/// Checks pages; built once, shared by all threads.
#[derive(Debug, Clone)]
pub struct PageChecker {
    config: PageConfig,
    clothing: Ready,
    general: Ready,
    /// The user's own, each for its categories.
    own: Vec<Ready>,
    contact_words: ContactWords,
    weights: Weights,
}

/// A template with its terms.
#[derive(Debug, Clone)]
struct Ready {
    template: Template,
    vocabulary: Vocabulary,
    name: Arc<str>,
    /// Id and name of each section.
    sections: Vec<(Arc<str>, Arc<str>)>,
}

/// What is known of the listing whose page is checked.
#[derive(Debug, Clone, Copy, Default)]
pub struct PageContext<'a> {
    /// Category name or number as exported; may be empty.
    pub category: &'a str,
    /// Title of the listing; decides where the category has no name.
    pub title: &'a str,
    /// Its price in yuan.
    pub price: Option<Figure>,
    /// Its brand; may be empty.
    pub brand: &'a str,
    /// Whether it is a hot seller (爆款); `None` where nothing is known of its sales.
    pub best_seller: Option<bool>,
}

/// What a check says.
#[derive(Debug, Clone, PartialEq)]
pub struct PageReport {
    /// Name of the template in Chinese.
    pub template: Arc<str>,
    /// The template's sections, in its order.
    pub sections: Vec<SectionVerdict>,
    /// The findings, in the order of the page.
    pub findings: Vec<Diagnostic>,
    /// For each block of the outline the section that it belongs to, as an index of [`sections`](Self::sections): the last one that
    /// starts at it or before it.
    pub owners: Vec<Option<usize>>,
}

impl PageChecker {
    /// A checker with the embedded templates.
    ///
    /// # Errors
    /// When the embedded templates lack `clothing` or `general`.
    pub fn new(config: &PageConfig) -> Result<Self> {
        Self::with_templates(config, Template::embedded()?)
    }

    /// A checker with the embedded templates and the user's own of `text` on top; `file` is their name in errors.
    ///
    /// # Errors
    /// When `text` is no section table.
    pub fn with_own(config: &PageConfig, file: &str, text: &str) -> Result<Self> {
        Self::with_templates(config, Template::with_own(file, text)?)
    }

    /// A checker with these templates.
    ///
    /// # Errors
    /// When one of the templates `clothing` and `general` is not among them.
    pub fn with_templates(config: &PageConfig, templates: Vec<Template>) -> Result<Self> {
        let ready = |template: Template| -> Result<Ready> {
            let vocabulary = Vocabulary::of(&template)?;
            let name = template.name.as_str().into();
            let shared = |section: &Section| (section.id.as_str().into(), section.name.as_str().into());
            let sections = template.sections.iter().map(shared).collect();
            Ok(Ready { template, vocabulary, name, sections })
        };
        let mut all = templates.into_iter().map(ready).collect::<Result<Vec<_>>>()?;
        let mut take = |id: &str| {
            let index = all.iter().position(|ready| ready.template.id == id);
            index.map(|index| all.remove(index)).ok_or_else(|| {
                Error::config(format!("the section tables have no template {id:?}; add one with this id"))
            })
        };
        let (clothing, general) = (take("clothing")?, take("general")?);
        Ok(Self {
            config: config.clone(),
            clothing,
            general,
            own: all,
            contact_words: ContactWords::new()?,
            weights: Weights::embedded(),
        })
    }

    /// The same checker with other weights of the classifier; [`Weights::default`] for none.
    #[must_use]
    pub fn with_weights(self, weights: Weights) -> Self {
        Self { weights, ..self }
    }

    /// The template for a listing: the first of the user's own whose categories fit, else clothing or general; by its category's
    /// name, or by its title where the category is a number or empty.
    pub fn template(&self, context: &PageContext<'_>) -> &Template {
        &self.ready(context).template
    }

    fn ready(&self, context: &PageContext<'_>) -> &Ready {
        let has_name = !context.category.is_ascii();
        let name = if has_name { context.category } else { context.title };
        let any = |words: &[String]| words.iter().any(|word| !word.is_empty() && name.contains(word.as_str()));
        let fits = |template: &Template| any(&template.categories) && !any(&template.except);
        if let Some(own) = self.own.iter().find(|own| fits(&own.template)) {
            return own;
        }
        let is_clothing = any(&self.config.clothing_categories) && !any(&self.clothing.template.except);
        if is_clothing || fits(&self.clothing.template) { &self.clothing } else { &self.general }
    }

    /// Checks a page.
    pub fn check(&self, outline: &Outline<'_>, context: &PageContext<'_>) -> PageReport {
        let mut ready = self.ready(context);
        let mut reading = Reading::of(outline, &ready.template, &ready.vocabulary, &self.config);
        if context.category.is_empty() && context.title.is_empty() {
            // Nothing is known of the listing: the page itself tells.
            for other in self.own.iter().chain([&self.clothing]).filter(|other| !other.template.tells.is_empty()) {
                let read = Reading::of(outline, &other.template, &other.vocabulary, &self.config);
                if read.tells(&other.template.tells) {
                    (ready, reading) = (other, read);
                    break;
                }
            }
        }
        reading.learn(&self.weights);
        let template = &ready.template;
        let best: Vec<Option<&Evidence<'_>>> =
            (0..template.sections.len()).map(|index| evidence::best(reading.evidence(index))).collect();
        let nothing: Arc<str> = Arc::from("");
        let sections: Vec<SectionVerdict> = template
            .sections
            .iter()
            .zip(&ready.sections)
            .enumerate()
            .map(|(index, (section, shared))| {
                verdict(index, section, shared, best.get(index).copied().flatten(), &reading, &nothing)
            })
            .collect();
        let checked = Checked {
            config: &self.config,
            template,
            context,
            reading: &reading,
            contact_words: &self.contact_words,
            best: &best,
            sections: &sections,
        };
        let findings = rules::check(&checked);
        let owners = owners(outline, &reading);
        PageReport { template: Arc::clone(&ready.name), sections, findings, owners }
    }
}

/// The verdict on a section (rule D6).
fn verdict(
    index: usize,
    section: &Section,
    (id, name): &(Arc<str>, Arc<str>),
    best: Option<&Evidence<'_>>,
    reading: &Reading<'_>,
    nothing: &Arc<str>,
) -> SectionVerdict {
    let (verdict, evidence, confidence) = match best {
        Some(piece) => (Verdict::Present, piece.tell().into(), evidence::confidence(reading.evidence(index))),
        None => match reading.doubt(section) {
            Some(doubt) => {
                let unread = reading.unread_share();
                // What words cannot prove stays open however much was read.
                let open = if section.visual || reading.outline().is_partial() { 1.0 } else { unread };
                (Verdict::Unknown, Arc::clone(doubt), open)
            }
            None => (Verdict::Missing, Arc::clone(nothing), SUREST_MISSING * reading.sureness()),
        },
    };
    SectionVerdict {
        id: Arc::clone(id),
        name: Arc::clone(name),
        required: section.required,
        verdict,
        position: best.map(|piece| piece.block.position),
        offset: best.map(|piece| piece.block.offset),
        evidence,
        confidence,
        starts: best.is_some_and(|piece| piece.kind.starts()),
        anywhere: section.anywhere || section.near_top,
    }
}

/// The section of each block.
fn owners(outline: &Outline<'_>, reading: &Reading<'_>) -> Vec<Option<usize>> {
    let mut owners: Vec<Option<usize>> = vec![None; outline.blocks().len()];
    // Where two sections start in one block, the later one in the template goes on behind it.
    for piece in reading.all_evidence().iter().filter(|piece| piece.kind.opens()) {
        if let Some(owner) = owners.get_mut(piece.block.position - 1) {
            *owner = Some(piece.section);
        }
    }
    let mut last = None;
    for owner in &mut owners {
        last = owner.or(last);
        *owner = last;
    }
    for piece in reading.all_evidence() {
        if let Some(owner) = owners.get_mut(piece.block.position - 1) {
            owner.get_or_insert(piece.section);
        }
    }
    owners
}
