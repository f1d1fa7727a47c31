//! `D5-template`: the order of sections that most pages of a shop share, and the pages that leave it.
//!
//! What: for each two sections, which of them comes first on most of the shop's pages; a page that has two of them the other way
//! round is named, with the pair that most pages agree on.
//! Why: all pages of a shop follow one template (rule D5), so that a shopper who has seen one finds everything on the next.
//! Example: nine pages show the details before the size table, the tenth has the size table first.

use std::collections::BTreeMap;

use rustc_hash::FxHashMap;

use crate::config::PageConfig;
use crate::diagnostic::{Diagnostic, Location, Severity};
use crate::page::checker::PageReport;
use crate::page::verdict::SectionVerdict;

/// The order of sections on the pages of every shop. Small: some bytes a page.
#[derive(Debug)]
pub struct ShopOrders {
    least_pages: u32,
    majority: f64,
    pages: Vec<Page>,
    names: Vec<String>,
    by_name: FxHashMap<String, u16>,
}

/// The order of the sections on one page.
#[derive(Debug, Clone, Default)]
pub struct PageOrder {
    template: String,
    /// Names of the sections whose place is known, in the order of the page, each with the byte where it starts.
    sections: Vec<(String, usize)>,
}

impl PageOrder {
    /// The order that a check found. Sections whose place is free do not count.
    pub fn of(report: &PageReport) -> Self {
        let placed = |section: &&SectionVerdict| section.starts && !section.anywhere;
        let placed = report.sections.iter().filter(placed);
        let mut sections: Vec<_> =
            placed.filter_map(|section| Some((section.name.to_string(), section.offset?))).collect();
        sections.sort_by_key(|(_, offset)| *offset);
        Self { template: report.template.to_string(), sections }
    }
}

/// A page whose sections' places are known.
#[derive(Debug)]
struct Page {
    shop: u32,
    template: u16,
    listing: u32,
    /// Sections in the order of the page, each with the byte where it starts.
    order: Vec<(u16, usize)>,
}

/// A pair of sections, the smaller number first: on how many pages that one comes first, and on how many the other.
type Pairs = BTreeMap<(u16, u16), (u32, u32)>;

impl ShopOrders {
    /// No pages yet.
    pub fn new(config: &PageConfig) -> Self {
        Self {
            least_pages: config.template_pages,
            majority: config.template_share,
            pages: Vec::new(),
            names: Vec::new(),
            by_name: FxHashMap::default(),
        }
    }

    /// Adds a page of `shop`; `listing` is handed back with a finding.
    pub fn add(&mut self, shop: u32, listing: u32, page: &PageOrder) {
        if page.sections.len() > 1 {
            let template = self.number(&page.template);
            let order = page.sections.iter().map(|(name, offset)| (self.number(name), *offset)).collect();
            self.pages.push(Page { shop, template, listing, order });
        }
    }

    /// The pages that leave their shop's order, in the order in which they were added: at most one finding each.
    pub fn findings(&self) -> Vec<(u32, Diagnostic)> {
        let mut shops: FxHashMap<(u32, u16), Pairs> = FxHashMap::default();
        for page in &self.pages {
            let pairs = shops.entry((page.shop, page.template)).or_default();
            for_each_pair(&page.order, |first, second, _| {
                let counts = pairs.entry((first.min(second), first.max(second))).or_default();
                if first < second { counts.0 += 1 } else { counts.1 += 1 }
            });
        }
        self.pages
            .iter()
            .filter_map(|page| {
                let pairs = shops.get(&(page.shop, page.template))?;
                Some((page.listing, self.finding(page, pairs)?))
            })
            .collect()
    }

    fn finding(&self, page: &Page, pairs: &Pairs) -> Option<Diagnostic> {
        // The pair that most pages agree on; the first on the page among equals.
        let mut worst: Option<(u32, u32, u16, u16, usize)> = None;
        for_each_pair(&page.order, |first, second, offset| {
            let Some(&(smaller, larger)) = pairs.get(&(first.min(second), first.max(second))) else { return };
            let (with, against) = if first < second { (smaller, larger) } else { (larger, smaller) };
            let pages = with + against;
            let is_majority = pages >= self.least_pages && f64::from(against) >= f64::from(pages) * self.majority;
            if is_majority && worst.is_none_or(|(most, ..)| against > most) {
                worst = Some((against, pages, first, second, offset));
            }
        });
        let (against, pages, first, second, offset) = worst?;
        let name = |number: u16| self.names.get(usize::from(number)).map_or("", String::as_str);
        let (first, second) = (name(first), name(second));
        Some(Diagnostic {
            rule: "D5-template",
            severity: Severity::Hint,
            location: Location::Page { offset },
            message: format!(
                "这一页“{first}”在“{second}”前面，本店 {pages} 页里有 {against} 页相反：版式不统一，老客找不到"
            ),
            help: format!("照本店多数页面，把“{second}”放到“{first}”前面").into(),
        })
    }

    fn number(&mut self, name: &str) -> u16 {
        if let Some(&number) = self.by_name.get(name) {
            return number;
        }
        let number = self.names.len() as u16;
        self.names.push(name.to_owned());
        self.by_name.insert(name.to_owned(), number);
        number
    }
}

/// Calls `found` with each two sections in the order of the page, and the byte where the second starts. Two that start in one
/// block have no order.
fn for_each_pair(order: &[(u16, usize)], mut found: impl FnMut(u16, u16, usize)) {
    for (at, &(first, start)) in order.iter().enumerate() {
        for &(second, offset) in order.iter().skip(at + 1).filter(|&&(_, offset)| offset > start) {
            found(first, second, offset);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::page::tests::clothing;

    const USUAL: &str =
        "<h2>模特展示</h2><img src=1.jpg><h2>细节展示</h2><img src=2.jpg><h2>尺码表</h2><img src=3.jpg>";
    const OTHER: &str =
        "<h2>尺码表</h2><img src=3.jpg><h2>模特展示</h2><img src=1.jpg><h2>细节展示</h2><img src=2.jpg>";

    fn findings(pages: &[(u32, &str)]) -> Vec<(u32, Diagnostic)> {
        findings_with(&PageConfig::default(), pages)
    }

    fn findings_with(config: &PageConfig, pages: &[(u32, &str)]) -> Vec<(u32, Diagnostic)> {
        let mut orders = ShopOrders::new(config);
        for (listing, (shop, html)) in (0..).zip(pages) {
            orders.add(*shop, listing, &PageOrder::of(&clothing(html)));
        }
        orders.findings()
    }

    #[test]
    fn the_page_that_leaves_the_majority_is_named() {
        let found = findings(&[(7, USUAL), (7, USUAL), (7, OTHER), (7, USUAL)]);
        let [(listing, finding)] = found.as_slice() else { panic!("{found:?}") };
        assert_eq!(*listing, 2);
        assert!(
            finding.message.starts_with("这一页“尺码表”在“模特图”前面，本店 4 页里有 3 页相反"),
            "{}",
            finding.message
        );
    }

    #[test]
    fn few_pages_other_shops_and_even_splits_make_no_majority() {
        assert_eq!(findings(&[(7, USUAL), (7, USUAL), (7, OTHER)]), []);
        assert_eq!(findings(&[(7, USUAL), (7, USUAL), (7, USUAL), (7, USUAL), (8, OTHER)]), []);
        assert_eq!(findings(&[(7, USUAL), (7, USUAL), (7, OTHER), (7, OTHER)]), []);
    }

    #[test]
    fn what_makes_a_template_can_be_set() {
        let two_of_three = [(7, USUAL), (7, USUAL), (7, OTHER)];
        let lenient = PageConfig { template_pages: 3, template_share: 0.6, ..PageConfig::default() };
        assert_eq!(findings_with(&lenient, &two_of_three).len(), 1);
        let strict = PageConfig { template_share: 0.7, ..lenient };
        assert_eq!(findings_with(&strict, &two_of_three), []);
    }
}
