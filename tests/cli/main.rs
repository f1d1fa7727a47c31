//! The command `taojin` from outside: arguments and files in; status, streams and files out.
//!
//! One binary with a module a subject. Every start of the command loads its dictionaries, so tests that look at one and the same
//! run share it (`sample::SAMPLE`, `formats::PLAIN`).

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a test fails by panicking")]
#![allow(clippy::format_collect, clippy::naive_bytecount, reason = "a test may be slow and plain")]

mod bad_inputs;
mod columns;
mod command;
mod dir;
mod documents;
mod encoded;
mod fetch;
mod formats;
mod formulas;
mod help;
mod init;
mod keyword_forms;
mod keywords;
mod mending;
mod nameless;
mod ocr;
mod order;
mod page;
mod page_files;
mod pictures;
mod proposals;
mod reject_texts;
mod rejects;
mod sample;
mod sample_pictures;
mod sample_run;
mod schedule;
mod settings;
#[cfg(unix)]
mod signals;
mod superseding;
mod supply;
mod table;
mod title;
mod title_choice;
mod traffic;
mod trial;
mod twins;
mod warnings;
mod words;
