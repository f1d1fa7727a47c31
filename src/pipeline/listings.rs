//! The first pass over the catalogs: which row of each id stands, and how strong each listing is.

use std::cmp::Ordering;

use jiff::civil::DateTime;
use rayon::prelude::*;
use rustc_hash::{FxHashMap, FxHashSet};

use super::schedule::ScheduledListing;
use super::{Progress, StopFlag};
use crate::config::{Config, ScheduleConfig};
use crate::error::{Error, Result};
use crate::input::{Catalog, Reject, Row};
use crate::listing::Listing;
use crate::report::{InputSummary, Notice};
use crate::schedule::ScheduleListing;
use crate::title::{Standing, TitleSketch};

/// What is kept of a listing between the passes.
#[derive(Debug, Clone)]
pub(super) struct ListingFacts {
    pub id: Box<str>,
    made_up: bool,
    /// The front of its title: people do not know their listings by number.
    pub front: Box<str>,
    /// Catalog and data row of the row that stands.
    pub catalog: u32,
    pub row: u64,
    updated: Option<DateTime>,
    pub shop: u32,
    pub category: u32,
    /// Point estimate of the sales; `None` where the export does not say.
    pub sales: Option<f64>,
    pub out_of_stock: bool,
    pub off_shelf: bool,
    /// Yuan that a unit sold earns.
    margin: Option<f64>,
    pub current_end: Option<DateTime>,
    pub cycle_days: u8,
    /// Price in yuan, point estimate.
    price: Option<f64>,
    /// Price over the median of its category (rule K5).
    price_ratio: Option<f64>,
    /// Percentile in its category by sales (rule K8).
    pub strength: f64,
    /// Key of the title's words; filled by the titles stage.
    title_key: u64,
    /// Among near-identical listings of its shop: how many are stronger, and how many they are (rule T10).
    pub stronger_siblings: u32,
    pub siblings: u32,
    sketch: TitleSketch,
}

impl ListingFacts {
    /// How the listing stands among others.
    pub fn standing(&self) -> Standing {
        Standing {
            strength: self.strength,
            stronger_siblings: self.stronger_siblings,
            siblings: self.siblings,
            price_ratio: self.price_ratio,
        }
    }
}

/// Every listing of a run, in the order of the rows that stand.
#[derive(Debug, Default)]
pub(super) struct ListingBook {
    pub facts: Vec<ListingFacts>,
    pub shops: Names,
    pub categories: Names,
    by_row: FxHashMap<(u32, u64), u32>,
}

/// Names interned as dense ids.
#[derive(Debug, Default)]
pub(super) struct Names {
    ids: FxHashMap<Box<str>, u32>,
    names: Vec<Box<str>>,
}

impl Names {
    fn intern(&mut self, name: &str) -> u32 {
        if let Some(&id) = self.ids.get(name) {
            return id;
        }
        let id = self.names.len() as u32;
        self.ids.insert(name.into(), id);
        self.names.push(name.into());
        id
    }

    pub fn name(&self, id: u32) -> &str {
        self.names.get(id as usize).map(|name| &**name).unwrap_or_default()
    }

    pub fn len(&self) -> usize {
        self.names.len()
    }
}

impl ListingBook {
    /// Reads every catalog once. Each reject goes to `rejected` with its catalog's header.
    pub fn scan(
        catalogs: &[Catalog],
        config: &Config,
        progress: &dyn Progress,
        stop: &StopFlag,
        mut rejected: impl FnMut(&[u8], &Reject) -> Result<()>,
    ) -> Result<(Self, Vec<InputSummary>, Vec<Notice>)> {
        let mut book = Self::default();
        let mut by_id: FxHashMap<Box<str>, u32> = FxHashMap::default();
        let mut inputs: Vec<InputSummary> = Vec::new();
        let mut warnings = Vec::new();
        for (number, catalog) in (0..).zip(catalogs) {
            let mut summary = super::inputs::input_summary("catalog", catalog.info());
            let mut rows = catalog.rows()?;
            let mut read = 0;
            let mut nameless = Nameless::default();
            for row in &mut rows {
                match row? {
                    Row::Accepted { row, value } => {
                        summary.accepted += 1;
                        nameless.count(&value);
                        book.add(&value, number, row, config, &mut by_id, &mut inputs, &mut summary);
                    }
                    Row::Rejected(reject) => {
                        summary.rejected += 1;
                        rejected(catalog.header_bytes(), &reject)?;
                    }
                }
                read += 1;
                if read % 4096 == 0 {
                    stop.check()?;
                    progress.advance(4096);
                }
            }
            warnings.extend(nameless.notice(&summary.path));
            summary.rows = rows.rows_read();
            summary.sha256 = rows.sha256().unwrap_or_default();
            inputs.push(summary);
        }
        book.facts.sort_by_key(|facts| (facts.catalog, facts.row));
        book.name_apart(&by_id);
        drop(by_id);
        book.by_row = (0..).zip(&book.facts).map(|(index, facts)| ((facts.catalog, facts.row), index)).collect();
        book.rank(config.keyword.default_strength);
        book.weigh_prices();
        book.find_siblings();
        Ok((book, inputs, warnings))
    }

    /// The listing whose row stands at this place; `None` for a superseded row.
    pub fn at(&self, catalog: u32, row: u64) -> Option<u32> {
        self.by_row.get(&(catalog, row)).copied()
    }

    /// How many shops they are of.
    pub fn shops_counted(&self) -> u64 {
        self.facts.iter().map(|facts| facts.shop).collect::<FxHashSet<u32>>().len() as u64
    }

    /// What the listing is called.
    pub fn id(&self, index: u32) -> &str {
        self.facts.get(index as usize).map(|facts| &*facts.id).unwrap_or_default()
    }

    /// Keeps the keys of the titles' words, which the schedule needs.
    pub fn set_title_keys(&mut self, keys: Vec<(u32, u64)>) {
        for (index, key) in keys {
            if let Some(facts) = self.facts.get_mut(index as usize) {
                facts.title_key = key;
            }
        }
    }

    /// The listings as the schedule sees them.
    pub fn scheduled(&self, config: &ScheduleConfig) -> Vec<ScheduledListing<'_>> {
        let mean_margins = self.mean_margins();
        let twins = self.twins();
        let scheduled = self.facts.iter().zip(twins).map(|(facts, title_key)| {
            let mean = mean_margins.get(facts.shop as usize).copied().unwrap_or_default();
            let weight = facts.sales.unwrap_or_default() + 1.0;
            ScheduledListing {
                shop: facts.shop,
                shop_name: self.shops.name(facts.shop),
                category_name: self.categories.name(facts.category),
                front: &facts.front,
                listing: ScheduleListing {
                    id: &facts.id,
                    weight: weight * margin_factor(facts.margin, mean, config.margin_weight),
                    group: facts.category,
                    title_key,
                    current_end: facts.current_end,
                    cycle_days: facts.cycle_days,
                    out_of_stock: facts.out_of_stock,
                    off_shelf: facts.off_shelf,
                    hold: false,
                },
            }
        });
        scheduled.collect()
    }

    /// The mean margin of each shop over its listings that say theirs, in yuan a unit; 0 where none does.
    fn mean_margins(&self) -> Vec<f64> {
        let mut sums = vec![(0.0, 0_u32); self.shops.len()];
        for facts in &self.facts {
            if let (Some(margin), Some(sum)) = (facts.margin, sums.get_mut(facts.shop as usize)) {
                sum.0 += margin;
                sum.1 += 1;
            }
        }
        sums.into_iter().map(|(sum, count)| sum / f64::from(count.max(1))).collect()
    }

    /// A number that near-identical titles of a shop share, of whatever category; 0 for a title that is like no stronger one's.
    fn twins(&self) -> Vec<u64> {
        let mut order: Vec<u32> = (0..self.facts.len() as u32).collect();
        order.sort_by_key(|&index| self.facts[index as usize].shop);
        let shops: Vec<&[u32]> =
            order.chunk_by(|&a, &b| self.facts[a as usize].shop == self.facts[b as usize].shop).collect();
        let found: Vec<Vec<(u32, u32)>> = shops.par_iter().map(|shop| self.twins_of_shop(shop)).collect();
        let mut keys = vec![0; self.facts.len()];
        for (index, leader) in found.into_iter().flatten() {
            for index in [index, leader] {
                keys[index as usize] = u64::from(leader) + 1;
            }
        }
        keys
    }

    /// Listings of a shop with the strongest one whose title theirs is near-identical to: of the same words, or of nearly the same
    /// characters.
    fn twins_of_shop(&self, shop: &[u32]) -> Vec<(u32, u32)> {
        let mut order = shop.to_vec();
        order.sort_by(|&a, &b| self.by_strength(a, b));
        let mut by_words: FxHashMap<u64, u32> = FxHashMap::default();
        let mut by_part: FxHashMap<(usize, u64), u32> = FxHashMap::default();
        let mut found = Vec::new();
        for index in order {
            let facts = &self.facts[index as usize];
            let of_words = by_words.get(&facts.title_key).copied().filter(|_| facts.title_key != 0);
            let parts: Vec<(usize, u64)> = facts.sketch.parts().collect();
            let alike = |leader: &u32| facts.sketch.resembles(&self.facts[*leader as usize].sketch);
            let leader = of_words.or_else(|| parts.iter().find_map(|part| by_part.get(part).copied().filter(alike)));
            if let Some(leader) = leader {
                found.push((index, leader));
            } else {
                by_words.insert(facts.title_key, index);
                for part in parts {
                    by_part.entry(part).or_insert(index);
                }
            }
        }
        found
    }

    /// The stronger listing first.
    fn by_strength(&self, a: u32, b: u32) -> Ordering {
        let sales = |facts: &ListingFacts| facts.sales.unwrap_or_default();
        let (one, other) = (&self.facts[a as usize], &self.facts[b as usize]);
        sales(other).total_cmp(&sales(one)).then_with(|| one.id.cmp(&other.id))
    }

    #[expect(clippy::too_many_arguments, reason = "one row and the tables it is entered in")]
    fn add(
        &mut self,
        listing: &Listing,
        catalog: u32,
        row: u64,
        config: &Config,
        by_id: &mut FxHashMap<Box<str>, u32>,
        earlier: &mut [InputSummary],
        current: &mut InputSummary,
    ) {
        let cycle_days = listing.valid_days.filter(|&days| days > 0).unwrap_or(config.schedule.cycle_days);
        let facts = ListingFacts {
            id: listing.id.as_str().into(),
            made_up: listing.id.is_made_up(),
            front: front(&listing.title),
            catalog,
            row,
            updated: listing.updated,
            shop: self.shops.intern(&listing.shop),
            category: self.categories.intern(&listing.category),
            sales: listing.sales.map(crate::figure::Figure::point),
            out_of_stock: listing.stock == Some(0),
            off_shelf: listing.on_shelf == Some(false),
            margin: listing.margin,
            current_end: listing.end_time.or_else(|| {
                let cycle = jiff::Span::new().days(i64::from(cycle_days));
                listing.list_time.and_then(|time| time.checked_add(cycle).ok())
            }),
            cycle_days,
            price: listing.price.map(crate::figure::Figure::point),
            price_ratio: None,
            strength: 0.0,
            title_key: 0,
            stronger_siblings: 0,
            siblings: 1,
            sketch: TitleSketch::new(&listing.title),
        };
        let known = by_id.get(&facts.id).filter(|_| !facts.made_up);
        let Some(&index) = known else {
            if !facts.made_up {
                by_id.insert(facts.id.clone(), self.facts.len() as u32);
            }
            self.facts.push(facts);
            return;
        };
        let Some(standing) = self.facts.get_mut(index as usize) else { return };
        // The newest by date wins, any date above none; of equal ones the last.
        let newer = facts.updated >= standing.updated;
        let loser = if newer { standing.catalog } else { catalog };
        let input = earlier.get_mut(loser as usize).unwrap_or(current);
        input.accepted -= 1;
        input.superseded += 1;
        if newer {
            *standing = facts;
        }
    }

    /// Gives each row without an id of its own a name that no other listing has: where the name is taken `-2`, `-3` ... go behind it.
    fn name_apart(&mut self, by_id: &FxHashMap<Box<str>, u32>) {
        // The names given so far, and for each the number that was last put behind it.
        let mut numbers: FxHashMap<Box<str>, u32> = FxHashMap::default();
        for facts in self.facts.iter_mut().filter(|facts| facts.made_up) {
            let mut number = numbers.get(&facts.id).copied().unwrap_or(1);
            let mut name = facts.id.clone();
            while by_id.contains_key(&name) || numbers.contains_key(&name) {
                number += 1;
                name = format!("{}-{number}", facts.id).into();
            }
            let wished = std::mem::replace(&mut facts.id, name.clone());
            numbers.insert(wished, number);
            numbers.entry(name).or_insert(1);
        }
    }

    /// Gives each listing its strength: the share of its category's listings that it outsells, ties counted half.
    fn rank(&mut self, default_strength: f64) {
        let mut known: Vec<(u32, f64, u32)> = Vec::new();
        for (index, facts) in (0..).zip(&mut self.facts) {
            facts.strength = default_strength;
            if let Some(sales) = facts.sales {
                known.push((facts.category, sales, index));
            }
        }
        known.sort_by(|a, b| a.0.cmp(&b.0).then(a.1.total_cmp(&b.1)));
        for category in known.chunk_by(|a, b| a.0 == b.0) {
            let mut below = 0;
            for tied in category.chunk_by(|a, b| a.1.total_cmp(&b.1).is_eq()) {
                let strength = (below as f64 + tied.len() as f64 / 2.0) / category.len() as f64;
                for &(_, _, index) in tied {
                    if let Some(facts) = self.facts.get_mut(index as usize) {
                        facts.strength = strength;
                    }
                }
                below += tied.len();
            }
        }
    }

    /// Holds each price against the median of its category's: half of them are below it.
    fn weigh_prices(&mut self) {
        let priced = |(index, facts): (u32, &ListingFacts)| {
            Some((facts.category, facts.price.filter(|&price| price > 0.0)?, index))
        };
        let mut known: Vec<(u32, f64, u32)> = (0..).zip(&self.facts).filter_map(priced).collect();
        known.sort_by(|a, b| a.0.cmp(&b.0).then(a.1.total_cmp(&b.1)));
        for category in known.chunk_by(|a, b| a.0 == b.0) {
            let (lower, upper) = (category[(category.len() - 1) / 2].1, category[category.len() / 2].1);
            let median = f64::midpoint(lower, upper);
            for &(_, price, index) in category {
                self.facts[index as usize].price_ratio = Some(price / median);
            }
        }
    }

    /// Tells near-identical listings of a shop of each other, strongest first. Only listings that share a part of their titles' sketches are
    /// compared, each with the strongest of its kind.
    fn find_siblings(&mut self) {
        let mut order: Vec<u32> = (0..self.facts.len() as u32).collect();
        order.sort_by(|&a, &b| self.by_strength(a, b));
        // The group of each listing that leads one, by the parts of its sketch.
        let mut leaders: FxHashMap<(u32, u32, usize, u64), u32> = FxHashMap::default();
        let mut groups: FxHashMap<u32, Vec<u32>> = FxHashMap::default();
        for &index in &order {
            let facts = &self.facts[index as usize];
            let keys: Vec<_> = facts.sketch.parts().map(|(at, part)| (facts.shop, facts.category, at, part)).collect();
            let leader = keys.iter().find_map(|key| {
                leaders.get(key).copied().filter(|&leader| facts.sketch.resembles(&self.facts[leader as usize].sketch))
            });
            if let Some(leader) = leader {
                groups.entry(leader).or_insert_with(|| vec![leader]).push(index);
            } else {
                for key in keys {
                    leaders.entry(key).or_insert(index);
                }
            }
        }
        for leader in order {
            let Some(group) = groups.get(&leader) else { continue };
            for (stronger, &index) in (0..).zip(group) {
                if let Some(facts) = self.facts.get_mut(index as usize) {
                    facts.stronger_siblings = stronger;
                    facts.siblings = group.len() as u32;
                }
            }
        }
    }
}

/// Counts the rows of a catalog that have no id of their own.
#[derive(Debug, Default)]
struct Nameless {
    rows: u64,
    /// Those of them that are called by the seller's code.
    coded: u64,
}

impl Nameless {
    fn count(&mut self, listing: &Listing) {
        if listing.id.is_made_up() {
            self.rows += 1;
            self.coded += u64::from(!listing.outer_id.is_empty());
        }
    }

    fn notice(&self, path: &str) -> Option<Notice> {
        let Self { rows, coded } = self;
        let (english, chinese) = match coded {
            _ if *rows == 0 => return None,
            0 => ("they are called FILE#ROW".to_owned(), "用“文件名#行号”代替".to_owned()),
            _ if coded == rows => ("they are called outer:CODE".to_owned(), "用“outer:商家编码”代替".to_owned()),
            _ => (
                format!("{coded} of them are called outer:CODE, the others FILE#ROW"),
                format!("其中 {coded} 行用“outer:商家编码”代替，其余用“文件名#行号”代替"),
            ),
        };
        Some(Notice::new(
            format!(
                "{path}: {rows} rows have no listing id: {english}; each counts as a listing of its own, and a name by row or one that \
                 several share may not be the same tomorrow"
            ),
            format!(
                "{path}：{rows} 行没有宝贝 ID，{chinese}；每行都当作一个单独的宝贝。行号或重复的编码隔天不一定对得上同一个宝贝"
            ),
        ))
    }
}

/// Characters that are kept of a title: what a phone shows of it.
const FRONT: usize = 14;

fn front(title: &str) -> Box<str> {
    match title.char_indices().nth(FRONT) {
        Some((end, _)) => format!("{}…", title.get(..end).unwrap_or_default()).into(),
        None => title.into(),
    }
}

/// What a listing's margin makes of its weight: the margin against the shop's mean, to the configured power. A listing that does not
/// say its margin has the mean; one that is sold at a loss, or at next to nothing, counts a tenth.
fn margin_factor(margin: Option<f64>, mean: f64, power: f64) -> f64 {
    match margin {
        Some(margin) if mean > 0.0 => (margin / mean).clamp(0.1, 10.0).powf(power),
        _ => 1.0,
    }
}

/// Fails when a catalog is no longer what the first pass read.
pub(super) fn unchanged(catalog: &Catalog, before: &str, after: Option<&str>) -> Result<()> {
    if after.is_some_and(|after| after != before) {
        return Err(Error::input(&catalog.info().path, "changed while it was being read; run again"));
    }
    Ok(())
}
