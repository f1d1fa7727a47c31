//! 淘金: nightly work over a Taobao/Tmall catalog.
//!
//! Titles are segmented and diagnosed, keywords scored (黄金词), better titles proposed with the evidence of each word, listing-end times
//! planned, detail pages checked. [`pipeline::run`] does all of it over files; every room can be used alone:
//!
//! ```
//! use taojin::config::Config;
//! use taojin::dictionary::Dictionary;
//! use taojin::keyword::KeywordIndex;
//! use taojin::listing::Listing;
//! use taojin::text::{AdvertisingTerms, GbkTable, Segmenter};
//! use taojin::title::{Scratch, TitleEngine};
//!
//! # fn main() -> taojin::error::Result<()> {
//! let config = Config::default();
//! let dictionary = Dictionary::embedded()?;
//! let segmenter = Segmenter::new(&dictionary);
//! let terms = AdvertisingTerms::new(&dictionary, segmenter.normalizer())?;
//! let (gbk, index) = (GbkTable::new(), KeywordIndex::default());
//! let engine = TitleEngine::new(&config.title, &config.keyword, &segmenter, &gbk, &terms, &index, &[]);
//!
//! let listing = Listing { title: "全网最低价围巾女冬季".into(), ..Listing::default() };
//! let report = engine.analyze(&listing, 0.5, &mut Scratch::default());
//! assert_eq!(report.core.as_deref(), Some("围巾"));
//! assert!(report.findings.iter().any(|finding| finding.rule == "T7-hard"));
//! assert_eq!(report.proposals[0].title, "围巾女冬季");
//! # Ok(())
//! # }
//! ```
//!
//! The stages (`text keyword title schedule page words`) are pure: no files, no clock, no threads, nothing printed.

pub mod cache;
pub mod china;
pub mod config;
pub mod diagnostic;
pub mod dictionary;
pub mod error;
pub mod fetch;
pub mod figure;
mod hex;
pub mod input;
pub mod keyword;
pub mod listing;
pub mod models;
pub mod notice;
pub mod page;
pub mod picture;
pub mod pipeline;
pub mod progress;
pub mod report;
pub mod schedule;
pub mod text;
pub mod title;
pub mod words;
