//! Bytes -> records with positions -> typed rows. Nothing else in the crate reads a user's file.
//!
//! Opening a table ([`Catalog::open`], [`KeywordTable::open`], [`TrafficTable::open`], [`Pages::open`]) works out its format,
//! encoding, delimiter and columns, and fails when the file cannot be used at all. A pass over its rows streams: memory does
//! not grow with the file, and a broken row is a [`Reject`] that knows the exact bytes it came from.

mod attributes;
mod catalog;
mod clock;
mod dates;
mod encoding;
pub mod figures;
mod id;
mod info;
mod json;
mod keywords;
mod lines;
mod margin;
mod merge;
mod pages;
mod pictures;
mod record;
mod reject;
mod sample;
mod schema;
mod shelf;
mod table;
mod table_rows;
mod text_records;
mod traffic;
mod trial;
mod workbook;

#[cfg(test)]
mod tests;

pub use catalog::{Catalog, CatalogRows};
pub use info::TableInfo;
pub use keywords::{KeywordRows, KeywordTable};
pub use merge::{KeywordMerger, MergedKeywords};
pub use pages::{Page, Pages};
pub use pictures::{PictureFolder, PictureId};
pub use reject::{Reject, Row};
pub use traffic::{TrafficRecord, TrafficRows, TrafficTable};
pub use trial::{TrialRecord, VisitRecord, read_trial, read_visits};
