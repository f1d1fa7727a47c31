//! The rules for detail pages, one a file. Each looks at a checked page and adds its findings.
//!
//! `cases/CODE/` holds pages for each rule, `valid-*.html` that it has nothing to say of and `invalid-*.html` that it reports.

mod advertising;
mod bad_picture;
mod brand;
mod colour_note;
mod contact;
mod cross_sold;
mod damaged;
mod duplicate_picture;
mod insecure_picture;
mod missing_section;
mod order;
mod outside_link;
mod photos;
mod pictures_unread;
mod price;
mod reviews;
mod views;
mod weight;

#[cfg(test)]
mod cases;

pub use advertising::advertising;
pub(super) use contact::ContactWords;

use crate::config::PageConfig;
use crate::diagnostic::{Diagnostic, Location};
use crate::page::checker::PageContext;
use crate::page::evidence::Evidence;
use crate::page::reading::Reading;
use crate::page::template::Template;
use crate::page::verdict::SectionVerdict;

/// A page whose sections are decided.
#[derive(Debug)]
pub(super) struct Checked<'a> {
    pub(super) config: &'a PageConfig,
    pub(super) template: &'a Template,
    pub(super) context: &'a PageContext<'a>,
    pub(super) reading: &'a Reading<'a>,
    pub(super) contact_words: &'a ContactWords,
    /// The piece that the answer names, one for each section of the template.
    pub(super) best: &'a [Option<&'a Evidence<'a>>],
    /// One for each section of the template.
    pub(super) sections: &'a [SectionVerdict],
}

const RULES: [fn(&Checked<'_>, &mut Vec<Diagnostic>); 17] = [
    damaged::check,
    missing_section::check,
    colour_note::check,
    photos::check,
    views::check,
    order::check,
    insecure_picture::check,
    duplicate_picture::check,
    bad_picture::check,
    weight::check,
    cross_sold::check,
    reviews::check,
    contact::check,
    outside_link::check,
    price::check,
    brand::check,
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
