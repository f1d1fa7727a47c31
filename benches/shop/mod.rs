//! What the benches work on: the sample shop of `data/`, repeated to the size that is wanted.
#![allow(dead_code, reason = "each bench takes what it needs")]

use std::path::{Path, PathBuf};

use anyhow::Result;
use taojin::config::{Config, InputConfig};
use taojin::dictionary::Dictionary;
use taojin::figure::Figure;
use taojin::input::{Catalog, Row};
use taojin::keyword::{Keyword, KeywordFigures, KeywordIndex};
use taojin::listing::{Listing, ListingId};
use taojin::pipeline::KeywordBook;
use taojin::text::{AdvertisingTerms, GbkTable, Segmenter};

/// A file of `data/`.
pub fn data(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("data").join(name)
}

/// The catalogs of the sample shop.
pub fn catalogs() -> Vec<PathBuf> {
    ["assistant.csv", "catalog.csv"].map(data).to_vec()
}

/// The keyword tables of the sample shop.
pub fn keyword_tables() -> Vec<PathBuf> {
    ["keywords_sycm.csv", "keywords_taoci.csv", "keywords.xlsx"].map(data).to_vec()
}

/// `count` listings: the sample shop's, again and again, each with an id of its own.
pub fn listings(count: usize) -> Result<Vec<Listing>> {
    let mut rows = Vec::new();
    for path in catalogs() {
        for row in Catalog::open(&path, &InputConfig::default())?.rows()? {
            if let Row::Accepted { value, .. } = row? {
                rows.push(value);
            }
        }
    }
    let repeated = rows.iter().cycle().take(count).enumerate();
    Ok(repeated.map(|(at, row)| Listing { id: ListingId::new(format!("9{at:011}")), ..row.clone() }).collect())
}

/// Every title of `listings`, in bytes.
pub fn title_bytes(listings: &[Listing]) -> u64 {
    listings.iter().map(|listing| listing.title.len() as u64).sum()
}

/// The sample shop's keywords, scored.
pub fn keywords(config: &Config) -> Result<KeywordBook> {
    let tables = KeywordBook::open(&keyword_tables(), config)?;
    let (mut book, _) = KeywordBook::read(&tables, |_, _| Ok(()))?;
    book.score(config, None);
    Ok(book)
}

/// `count` keywords: pairs of the sample shop's words, with volumes that fall as Zipf's law has it.
pub fn many_keywords(config: &Config, count: usize) -> Result<Vec<Keyword>> {
    let words = keywords(config)?.keywords;
    let pairs = words.iter().flat_map(|one| words.iter().map(move |other| (one, other))).step_by(7).take(count);
    Ok(pairs
        .zip(1u32..)
        .map(|((one, other), rank)| Keyword {
            text: format!("{} {}", one.text, other.text),
            volume: Figure::exact((1e6 / f64::from(rank)).ceil()),
            listings: Figure::exact(f64::from(rank % 5000)),
            ..Keyword::default()
        })
        .collect())
}

/// What the stages over titles share.
pub struct Shelf {
    pub config: Config,
    pub segmenter: Segmenter,
    pub gbk: GbkTable,
    pub terms: AdvertisingTerms,
    pub index: KeywordIndex,
    pub figures: Vec<KeywordFigures>,
    pub keywords: Vec<Keyword>,
}

impl Shelf {
    /// The embedded dictionaries and the sample shop's keywords.
    pub fn new() -> Result<Self> {
        let config = Config::default();
        let dictionary = Dictionary::embedded()?;
        let mut segmenter = Segmenter::new(&dictionary);
        let terms = AdvertisingTerms::new(&dictionary, segmenter.normalizer())?;
        let book = keywords(&config)?;
        let index = KeywordIndex::build(&mut segmenter, book.keywords.iter().map(|keyword| keyword.text.as_str()));
        let figures = book.figures();
        Ok(Self { config, segmenter, gbk: GbkTable::new(), terms, index, figures, keywords: book.keywords })
    }
}
