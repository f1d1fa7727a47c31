//! Detail pages (rules D1 to D6): HTML -> [`Outline`] -> sections -> findings.
//!
//! Real pages are pictures, so the check of a section has three answers: [`Verdict::Present`] with its proof,
//! [`Verdict::Missing`] only where nothing unread could hold it, and [`Verdict::Unknown`] for the rest. Where pictures are files
//! on the disk, their [`Picture::facts`] are filled in through [`Outline::pictures_mut`], and the same check knows more.
//!
//! ```
//! use taojin::config::PageConfig;
//! use taojin::page::{Outline, PageChecker, PageContext, Verdict};
//!
//! let config = PageConfig::default();
//! let checker = PageChecker::new(&config)?;
//! let outline = Outline::parse("<h2>尺码表</h2><img src='model.jpg'>", &config);
//! let report = checker.check(&outline, &PageContext { category: "女装/连衣裙", ..PageContext::default() });
//! let size = report.sections.iter().find(|section| &*section.id == "size").ok_or("the template has a size table")?;
//! assert_eq!(size.verdict, Verdict::Present);
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

mod builder;
mod checker;
pub mod classifier;
mod evidence;
mod folded;
mod grid;
mod items;
mod label;
mod outline;
mod overlay;
mod parse;
mod picture;
mod reading;
mod rules;
mod scratch;
mod shape;
mod shop_order;
mod tag;
mod template;
mod terms;
mod verdict;
mod vocabulary;

#[cfg(test)]
mod hostile;
#[cfg(test)]
mod tests;

pub use checker::{PageChecker, PageContext, PageReport};
pub use outline::{Block, Content, Flaws, Outline, Picture};
pub use rules::advertising;
pub use shape::Shape;
pub use shop_order::{PageOrder, ShopOrders};
pub use template::{Manual, Section, Template};
pub use verdict::{SectionVerdict, Verdict};
