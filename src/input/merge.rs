//! Several keyword tables made one.

use rustc_hash::FxHashMap;
use unicode_normalization::UnicodeNormalization;

use crate::keyword::Keyword;

/// Collects the rows of several keyword tables.
///
/// Keywords that are equal after trimming, folding of width and case and collapsing of spaces are one. Of two such rows the one
/// added later wins figure by figure: a figure that it lacks is filled from the earlier one. So tables are added in the order
/// of the command line. Keywords keep the order of their first appearance.
#[derive(Debug, Default)]
pub struct KeywordMerger {
    places: FxHashMap<String, usize>,
    keywords: Vec<Keyword>,
    /// The table whose row stands at each place.
    tables: Vec<usize>,
    superseded: Vec<u64>,
}

/// The keywords of all tables.
#[derive(Debug, Default)]
pub struct MergedKeywords {
    /// Each keyword once, in the order of first appearance.
    pub keywords: Vec<Keyword>,
    /// Rows replaced by a later one, by table (index as given to [`KeywordMerger::add`]).
    pub superseded: Vec<u64>,
}

impl KeywordMerger {
    /// Adds a row of the table with index `table`, counted from 0 in the order of the command line.
    pub fn add(&mut self, table: usize, keyword: Keyword) {
        if self.superseded.len() <= table {
            self.superseded.resize(table + 1, 0);
        }
        let place = *self.places.entry(fold(&keyword.text)).or_insert(self.keywords.len());
        let (Some(known), Some(owner)) = (self.keywords.get_mut(place), self.tables.get_mut(place)) else {
            self.keywords.push(keyword);
            self.tables.push(table);
            return;
        };
        if let Some(count) = self.superseded.get_mut(*owner) {
            *count += 1;
        }
        *owner = table;
        *known = Keyword {
            category: if keyword.category.is_empty() { std::mem::take(&mut known.category) } else { keyword.category },
            text: keyword.text,
            volume: keyword.volume.or(known.volume),
            listings: keyword.listings.or(known.listings),
            demand_supply_ratio: keyword.demand_supply_ratio.or(known.demand_supply_ratio),
            click_rate: keyword.click_rate.or(known.click_rate),
            conversion_rate: keyword.conversion_rate.or(known.conversion_rate),
            tmall_share: keyword.tmall_share.or(known.tmall_share),
            growth: keyword.growth.or(known.growth),
        };
    }

    /// The merged keywords.
    pub fn finish(self) -> MergedKeywords {
        MergedKeywords { keywords: self.keywords, superseded: self.superseded }
    }
}

/// What makes two keywords one.
fn fold(text: &str) -> String {
    let folded: String = text.nfkc().flat_map(char::to_lowercase).collect();
    folded.split_whitespace().collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::figure::Figure;

    fn row(text: &str, volume: Option<f64>, listings: Option<f64>) -> Keyword {
        let figure = |value: Option<f64>| value.and_then(Figure::exact);
        Keyword { text: text.into(), volume: figure(volume), listings: figure(listings), ..Keyword::default() }
    }

    #[test]
    fn the_later_table_wins_figure_by_figure() {
        let mut tables = KeywordMerger::default();
        tables.add(0, row("连衣裙", Some(2000.0), Some(15.0)));
        tables.add(0, row("Ｔ恤  女", Some(1.0), None));
        tables.add(1, row("t恤 女", None, Some(9.0)));
        tables.add(1, row(" 连衣裙", Some(3000.0), None));
        let merged = tables.finish();
        assert_eq!(merged.superseded, [2, 0]);
        assert_eq!(merged.keywords, [row(" 连衣裙", Some(3000.0), Some(15.0)), row("t恤 女", Some(1.0), Some(9.0))]);
    }

    #[test]
    fn a_row_twice_in_one_table_is_superseded_there() {
        let mut tables = KeywordMerger::default();
        for volume in [1.0, 2.0, 3.0] {
            tables.add(1, row("围巾", Some(volume), None));
        }
        let merged = tables.finish();
        assert_eq!((merged.superseded, merged.keywords), (vec![0, 2], vec![row("围巾", Some(3.0), None)]));
    }
}
