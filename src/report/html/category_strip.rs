//! The week of each large category as a strip: today's ends above the line, the planned ones below.

use std::fmt::Write;

use super::number;
use super::week::HOURS;
use crate::report::CategoryWeek;

/// Width of an hour and height of half a strip, in units of the drawing.
const HOUR: usize = 5;
const HALF: usize = 26;

/// A category's strip.
#[derive(Debug)]
pub(super) struct CategoryStrip {
    pub(super) name: String,
    /// Listings with a planned end.
    pub(super) listings: String,
    /// Hours in which more than one of them ends, today and as planned.
    pub(super) shared: (usize, usize),
    /// Paths of the bars.
    pub(super) before: String,
    pub(super) after: String,
}

impl CategoryStrip {
    /// `None` where the category does not hold a week's hours or nothing ends.
    pub(super) fn new(category: &CategoryWeek) -> Option<Self> {
        let whole = [category.before.len(), category.after.len()] == [HOURS; 2];
        let fullest = category.before.iter().chain(&category.after).copied().max().filter(|&ends| ends > 0)?;
        let listings = category.after.iter().copied().map(u64::from).sum();
        let shared = |ends: &[u32]| ends.iter().filter(|&&ends| ends > 1).count();
        whole.then(|| Self {
            name: named(&category.name),
            listings: number::whole(listings),
            shared: (shared(&category.before), shared(&category.after)),
            before: bars(&category.before, fullest, -1.0),
            after: bars(&category.after, fullest, 1.0),
        })
    }

    /// Size of the drawing.
    pub(super) fn size() -> (usize, usize) {
        (HOURS * HOUR, 2 * HALF)
    }

    /// Where the days begin but for the first.
    pub(super) fn days() -> impl Iterator<Item = usize> {
        (1..7).map(|day| day * 24 * HOUR)
    }
}

/// The category in words. Packages of Taobao Assistant name it by its number alone.
fn named(category: &str) -> String {
    match category {
        "" => "没有类目".to_owned(),
        number if number.bytes().all(|byte| byte.is_ascii_digit()) => format!("类目 {number}"),
        name => name.to_owned(),
    }
}

/// A bar for each hour with ends, from the middle up (-1) or down (1).
fn bars(ends: &[u32], fullest: u32, direction: f64) -> String {
    let mut path = String::new();
    for (hour, &ends) in ends.iter().enumerate().filter(|(_, ends)| **ends > 0) {
        let height = direction * (f64::from(ends) / f64::from(fullest) * (HALF - 2) as f64).max(9.0);
        // Writing into a string cannot fail.
        let _ = write!(path, "M{} {HALF}v{height:.1}h4v{:.1}z", hour * HOUR, -height);
    }
    path
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bars_stand_over_their_hours_and_shared_hours_are_counted() {
        let mut category = CategoryWeek { name: String::new(), before: vec![0; HOURS], after: vec![0; HOURS] };
        assert!(CategoryStrip::new(&category).is_none());
        category.before[0] = 2;
        category.after[20] = 1;
        category.after[167] = 1;
        let strip = CategoryStrip::new(&category).unwrap();
        assert_eq!((strip.name.as_str(), strip.listings.as_str(), strip.shared), ("没有类目", "2", (1, 0)));
        assert_eq!(["162103", "睡衣/家居服", "3C"].map(named), ["类目 162103", "睡衣/家居服", "3C"]);
        assert_eq!(strip.before, "M0 26v-24.0h4v24.0z");
        assert_eq!(strip.after, "M100 26v12.0h4v-12.0zM835 26v12.0h4v-12.0z");
    }
}
