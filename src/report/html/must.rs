//! What must be mended: errors in titles and on pages, and titles that no small change mends.

use super::collect::{EXAMPLES, Example, Listings};
use super::diff::plain;
use super::rule::{is_about_page, is_advertising_law};
use crate::diagnostic::Severity;
use crate::report::{Decision, FindingRow, ProposalRow};

/// Counts the listings by what is wrong with them, and keeps a few of each kind. Rows come listing by listing, so that a listing
/// with several faults is counted once.
#[derive(Debug, Default)]
pub(super) struct MustMend {
    pub(super) listings: Listings,
    /// With a term that the advertising law forbids.
    pub(super) illegal: Listings,
    /// With a title that the platform does not take.
    pub(super) unpublishable: Listings,
    /// With a title that must not stay and no small proposal that mends it.
    pub(super) by_hand: u64,
    /// By kind: forbidden terms in titles and on pages, titles over length or outside GBK, titles to mend by hand.
    examples: [Vec<Example>; 4],
}

impl MustMend {
    pub(super) fn finding(&mut self, row: &FindingRow) {
        // A fault of the program is nobody's to mend in the shop.
        if row.severity != Severity::Error || row.rule.starts_with('X') {
            return;
        }
        self.listings.see(&row.listing_id);
        if is_advertising_law(row.rule) && self.illegal.see(&row.listing_id) {
            let page = is_about_page(row.rule);
            // In a title the term itself is marked.
            self.keep(usize::from(page), || Example {
                message: if page { row.message.clone() } else { String::new() },
                ..Example::new(row)
            });
        } else if row.rule.starts_with("T1-") && self.unpublishable.see(&row.listing_id) {
            self.keep(2, || Example::new(row));
        }
    }

    pub(super) fn proposal(&mut self, row: &ProposalRow) {
        if row.rank == 1 && row.decision == Decision::Mend {
            self.listings.see(&row.listing_id);
            self.by_hand += 1;
            self.keep(3, || Example {
                listing_id: row.listing_id.clone(),
                title: plain(&row.present),
                message: row.reason.clone(),
                help: String::new(),
            });
        }
    }

    fn keep(&mut self, kind: usize, example: impl FnOnce() -> Example) {
        if let Some(kept) = self.examples.get_mut(kind).filter(|kept| kept.len() < EXAMPLES) {
            kept.push(example());
        }
    }

    /// A few of every kind, each listing once.
    pub(super) fn examples(&self) -> Vec<&Example> {
        let each = if self.examples.iter().filter(|kept| !kept.is_empty()).count() > 2 { 2 } else { EXAMPLES };
        let mut shown: Vec<&Example> = Vec::new();
        for kept in &self.examples {
            let new = kept.iter().filter(|one| shown.iter().all(|other| other.listing_id != one.listing_id));
            let new: Vec<&Example> = new.take(each).collect();
            shown.extend(new);
        }
        shown
    }

    /// Whether any of it is about a title.
    pub(super) fn is_about_titles(&self) -> bool {
        [0, 2, 3].iter().any(|&kind| self.examples.get(kind).is_some_and(|kept| !kept.is_empty()))
    }
}
