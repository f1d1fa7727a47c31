//! Which detail pages the report shows as strips, and their rows.

use std::panic::{AssertUnwindSafe, catch_unwind};

use crate::diagnostic::Severity;
use crate::listing::Listing;
use crate::page::{Content, Outline, PageReport, Verdict};
use crate::report::{PagePiece, PageRow, PieceKind};

/// Pages shown.
const MAX_PAGES: usize = 12;

/// Blocks of a page shown.
const MAX_PIECES: usize = 48;

/// Characters kept of what a block says.
const MAX_WORDS: usize = 40;

/// The pages with most to mend, in bounded memory: the earlier one where two have as much.
#[derive(Debug, Default)]
pub(super) struct Strips {
    pages: Vec<(u64, PageRow)>,
}

impl Strips {
    /// Keeps the page if it is among those with most to mend so far.
    pub(super) fn offer(&mut self, urgency: u64, row: PageRow) {
        let place = self.pages.partition_point(|(other, _)| *other >= urgency);
        if place < MAX_PAGES {
            self.pages.truncate(MAX_PAGES - 1);
            self.pages.insert(place, (urgency, row));
        }
    }

    /// The pages, the most urgent first; `thumbnail` makes a small picture of the address on the page of a listing.
    pub(super) fn finish(self, thumbnail: impl Fn(&str, &str) -> Option<Vec<u8>>) -> Vec<PageRow> {
        let mut rows: Vec<PageRow> = self.pages.into_iter().map(|(_, row)| row).collect();
        for row in &mut rows {
            for piece in row.pieces.iter_mut().filter(|piece| piece.kind == PieceKind::Picture) {
                // A decoder that fails on a hostile file costs a thumbnail, not the night.
                let made = catch_unwind(AssertUnwindSafe(|| thumbnail(&row.listing_id, &piece.words)));
                piece.thumbnail = made.unwrap_or_default();
            }
        }
        rows
    }
}

/// How much there is to mend on a page: what is missing weighs most, then errors, then warnings.
pub(super) fn urgency(report: &PageReport) -> u64 {
    let missing = report.sections.iter().filter(|section| section.required && section.verdict == Verdict::Missing);
    let findings = report.findings.iter().map(|finding| match finding.severity {
        Severity::Error => 5,
        Severity::Warning => 2,
        Severity::Hint => 0,
    });
    10 * missing.count() as u64 + findings.sum::<u64>()
}

/// The page as a row. The words of a picture are its whole address, by which its file is found.
pub(super) fn row(listing: &Listing, outline: &Outline, report: &PageReport) -> PageRow {
    let mut row = PageRow {
        listing_id: listing.id.as_str().to_owned(),
        title: listing.title.clone(),
        template: report.template.to_string(),
        sections: report
            .sections
            .iter()
            .map(|section| (section.name.to_string(), section.required, section.verdict))
            .collect(),
        ..PageRow::default()
    };
    for finding in &report.findings {
        // What is missing stands among the sections.
        if finding.severity < Severity::Warning || finding.rule.ends_with("-missing-section") {
            continue;
        }
        match row.faults.iter_mut().find(|(rule, _)| *rule == finding.rule) {
            Some((_, count)) => *count += 1,
            None => row.faults.push((finding.rule, 1)),
        }
    }
    for (block, &section) in outline.blocks().iter().zip(&report.owners) {
        let (kind, words) = match &block.content {
            Content::Heading { text, .. } => (PieceKind::Heading, shortened(text)),
            Content::Text { text } => (PieceKind::Text, shortened(text)),
            Content::Picture(picture) => (PieceKind::Picture, picture.src.to_string()),
            Content::Table { rows } => {
                (PieceKind::Table, shortened(&rows.first().map(|row| row.join(" ")).unwrap_or_default()))
            }
            Content::List { items } => (PieceKind::List, shortened(&items.join(" "))),
            Content::Media { src } => (PieceKind::Media, shortened(src)),
            Content::Link { .. } | Content::Anchor { .. } => continue,
        };
        if row.pieces.len() < MAX_PIECES {
            row.pieces.push(PagePiece { kind, section, words, thumbnail: None });
        } else {
            row.more += 1;
        }
    }
    row
}

fn shortened(text: &str) -> String {
    text.chars().take(MAX_WORDS).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_most_urgent_stay_and_ties_keep_their_order() {
        let mut strips = Strips::default();
        for (urgency, id) in (0..40).map(|id| (u64::from(id % 3 == 0), id)) {
            strips.offer(urgency, PageRow { listing_id: id.to_string(), ..PageRow::default() });
        }
        let ids: Vec<String> = strips.finish(|_, _| None).into_iter().map(|row| row.listing_id).collect();
        assert_eq!(ids, ["0", "3", "6", "9", "12", "15", "18", "21", "24", "27", "30", "33"]);
    }

    #[test]
    fn thumbnails_are_asked_for_by_listing_and_address_and_a_panic_costs_one() {
        let piece =
            |words: &str| PagePiece { kind: PieceKind::Picture, section: None, words: words.into(), thumbnail: None };
        let mut strips = Strips::default();
        let pieces = vec![piece("a.jpg"), piece("bad.jpg")];
        strips.offer(1, PageRow { listing_id: "7".into(), pieces, ..PageRow::default() });
        let rows = strips.finish(|listing, src| {
            assert_eq!((listing, src), ("7", "a.jpg"));
            Some(vec![1])
        });
        let thumbnails: Vec<_> = rows[0].pieces.iter().map(|piece| piece.thumbnail.clone()).collect();
        assert_eq!(thumbnails, [Some(vec![1]), None]);
    }
}
