//! Nightly work over a Taobao/Tmall catalog.
pub mod config;
pub mod diagnostic;
pub mod dictionary;
pub mod error;
pub mod figure;
pub mod input;
pub mod keyword;
pub mod listing;
pub mod page;
pub mod pipeline;
pub mod report;
pub mod schedule;
pub mod text;
pub mod title;
