//! The check of a page against its template.

use crate::config::PageConfig;
use crate::diagnostic::Diagnostic;
use crate::error::{Error, Result};
use crate::page::evidence::{Proof, View};
use crate::page::outline::Outline;
use crate::page::rules::{self, Checked};
use crate::page::template::{Section, Template};
use crate::page::verdict::{SectionVerdict, Verdict};

/// Checks pages; built once, shared by all threads.
#[derive(Debug, Clone)]
pub struct PageChecker {
    config: PageConfig,
    clothing: Template,
    general: Template,
}

/// What is known of the listing whose page is checked.
#[derive(Debug, Clone, Copy, Default)]
pub struct PageContext<'a> {
    /// Category name or number as exported; may be empty.
    pub category: &'a str,
    /// Title of the listing; decides where the category has no name.
    pub title: &'a str,
}

/// What a check says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PageReport {
    /// Name of the template in Chinese.
    pub template: String,
    /// The template's sections, in its order.
    pub sections: Vec<SectionVerdict>,
    /// The findings, in the order of the page.
    pub findings: Vec<Diagnostic>,
}

impl PageChecker {
    /// A checker with the embedded templates.
    ///
    /// # Errors
    /// When the embedded templates lack `clothing` or `general`.
    pub fn new(config: &PageConfig) -> Result<Self> {
        Self::with_templates(config, Template::embedded()?)
    }

    /// A checker with the user's own templates.
    ///
    /// # Errors
    /// When one of the templates `clothing` and `general` is not among them.
    pub fn with_templates(config: &PageConfig, mut templates: Vec<Template>) -> Result<Self> {
        let mut take = |id: &str| {
            let index = templates.iter().position(|template| template.id == id);
            index.map(|index| templates.swap_remove(index)).ok_or_else(|| {
                Error::config(format!("the section tables have no template {id:?}; add one with this id"))
            })
        };
        Ok(Self { config: config.clone(), clothing: take("clothing")?, general: take("general")? })
    }

    /// The template for a listing: clothing by its category's name, or by its title where the category is a number or empty.
    pub fn template(&self, context: &PageContext<'_>) -> &Template {
        let has_name = !context.category.is_ascii();
        let name = if has_name { context.category } else { context.title };
        let any = |words: &[String]| words.iter().any(|word| !word.is_empty() && name.contains(word.as_str()));
        if any(&self.config.clothing_categories) && !any(&self.clothing.except) {
            &self.clothing
        } else {
            &self.general
        }
    }

    /// Checks a page.
    pub fn check(&self, outline: &Outline, context: &PageContext<'_>) -> PageReport {
        let template = self.template(context);
        let view = View::of(outline);
        let proofs: Vec<Option<Proof>> =
            template.sections.iter().map(|section| view.proof(section, self.config.min_photos)).collect();
        let sections: Vec<SectionVerdict> = template
            .sections
            .iter()
            .zip(&proofs)
            .map(|(section, proof)| verdict(section, proof.as_ref(), &view))
            .collect();
        let checked = Checked { config: &self.config, template, view: &view, proofs: &proofs, sections: &sections };
        let findings = rules::check(&checked);
        PageReport { template: template.name.clone(), sections, findings }
    }
}

/// The verdict on a section (rule D6).
fn verdict(section: &Section, proof: Option<&Proof>, view: &View<'_>) -> SectionVerdict {
    let (verdict, evidence) = match proof {
        Some(proof) => (Verdict::Present, proof.evidence.clone()),
        None => match view.doubt(section) {
            Some(doubt) => (Verdict::Unknown, doubt),
            None => (Verdict::Missing, String::new()),
        },
    };
    SectionVerdict {
        id: section.id.clone(),
        name: section.name.clone(),
        required: section.required,
        verdict,
        position: proof.map(|proof| proof.position),
        offset: proof.map(|proof| proof.offset),
        evidence,
    }
}
