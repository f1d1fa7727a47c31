//! The rules for detail pages, one a file. Each looks at a checked page and adds its findings.

mod advertising;
mod cross_sold;
mod damaged;
mod duplicate_picture;
mod insecure_picture;
mod missing_section;
mod order;
mod photos;
mod pictures_unread;

pub use advertising::advertising;

use crate::config::PageConfig;
use crate::diagnostic::{Diagnostic, Location};
use crate::page::evidence::{Proof, View};
use crate::page::template::Template;
use crate::page::verdict::SectionVerdict;

/// A page whose sections are decided.
#[derive(Debug)]
pub(super) struct Checked<'a> {
    pub(super) config: &'a PageConfig,
    pub(super) template: &'a Template,
    pub(super) view: &'a View<'a>,
    /// One for each section of the template.
    pub(super) proofs: &'a [Option<Proof>],
    /// One for each section of the template.
    pub(super) sections: &'a [SectionVerdict],
}

const RULES: [fn(&Checked<'_>, &mut Vec<Diagnostic>); 8] = [
    damaged::check,
    missing_section::check,
    photos::check,
    order::check,
    insecure_picture::check,
    duplicate_picture::check,
    cross_sold::check,
    pictures_unread::check,
];

/// All findings, in the order of the page; those about the page as a whole come first.
pub(super) fn check(page: &Checked<'_>) -> Vec<Diagnostic> {
    let mut findings = Vec::new();
    for rule in RULES {
        rule(page, &mut findings);
    }
    findings.sort_by_key(|finding| match finding.location {
        Location::Page { offset } => offset,
        Location::Title { .. } | Location::Listing => 0,
    });
    findings
}

/// The page as a whole.
const WHOLE_PAGE: Location = Location::Page { offset: 0 };
