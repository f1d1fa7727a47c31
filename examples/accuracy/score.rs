//! What is counted.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

use taojin::dictionary::Role;

use crate::cut::Cut;
use crate::spans::Title;

/// The labels that mean a brand, and those that mean a product.
#[derive(Debug, Clone)]
pub struct Labels {
    pub brand: Vec<String>,
    pub product: Vec<String>,
}

impl Labels {
    /// What a label means, if it means a brand or a product.
    pub fn role(&self, label: &str) -> Option<Role> {
        let among = |labels: &[String]| labels.iter().any(|name| name == label);
        if among(&self.brand) { Some(Role::Brand) } else { among(&self.product).then_some(Role::Product) }
    }
}

/// How many of some spans a segmenter hits.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Borders {
    /// Spans of which both borders are borders of tokens.
    pub both: usize,
    /// Spans that are exactly one token.
    pub one: usize,
}

/// Strict spans of a role: found, marked, and both.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Match {
    pub found: usize,
    pub marked: usize,
    pub hit: usize,
}

impl Match {
    /// hit / found.
    pub fn precision(self) -> f64 {
        share(self.hit, self.found)
    }

    /// hit / marked.
    pub fn recall(self) -> f64 {
        share(self.hit, self.marked)
    }

    /// The harmonic mean of precision and recall.
    pub fn f1(self) -> f64 {
        share(2 * self.hit, self.found + self.marked)
    }

    /// Both counted together.
    pub fn plus(self, other: Self) -> Self {
        Self { found: self.found + other.found, marked: self.marked + other.marked, hit: self.hit + other.hit }
    }
}

/// `part` of `whole`; 0 of nothing.
pub fn share(part: usize, whole: usize) -> f64 {
    if whole == 0 { 0.0 } else { part as f64 / whole as f64 }
}

/// The spans of one label.
#[derive(Debug, Clone, Default)]
pub struct LabelScore {
    /// What the label means, if it means a brand or a product.
    pub counts_as: Option<Role>,
    pub spans: usize,
    pub own: Borders,
    pub jieba: Borders,
    /// Of the spans that are one token: how often it has which role.
    pub roles: BTreeMap<&'static str, usize>,
}

/// A title with what is wrong with it.
#[derive(Debug)]
pub struct Mistake {
    /// Position among the titles.
    pub title: usize,
    /// Wrong things: spans whose borders are missed, brands and products missed, and such as are none.
    pub weight: usize,
    /// Marked spans whose borders are missed: bytes in the title.
    pub cut_through: Vec<Range<usize>>,
    /// Brands and products marked and not found.
    pub missed: Vec<(Role, Range<usize>)>,
    /// Brands and products found and not marked.
    pub extra: Vec<(Role, Range<usize>)>,
    /// The tokens.
    pub cut: Cut,
}

/// The score of one span file.
#[derive(Debug, Default)]
pub struct Score {
    pub titles: usize,
    pub spans: usize,
    pub own: Borders,
    pub jieba: Borders,
    pub brand: Match,
    pub product: Match,
    pub labels: BTreeMap<String, LabelScore>,
    /// Titles with a mistake, the worst first, then in their own order.
    pub mistakes: Vec<Mistake>,
}

impl Score {
    /// Scores titles cut by this project's segmenter and by plain jieba.
    pub fn of(titles: &[Title], labels: &Labels, own: impl Fn(&str) -> Cut, jieba: impl Fn(&str) -> Cut) -> Self {
        let mut score = Self { titles: titles.len(), ..Self::default() };
        for (index, title) in titles.iter().enumerate() {
            let mistake = score.add(index, title, labels, own(&title.text), &jieba(&title.text));
            if mistake.weight > 0 {
                score.mistakes.push(mistake);
            }
        }
        score.mistakes.sort_by_key(|mistake| (std::cmp::Reverse(mistake.weight), mistake.title));
        score
    }

    fn add(&mut self, index: usize, title: &Title, labels: &Labels, own: Cut, jieba: &Cut) -> Mistake {
        let mut cut_through = Vec::new();
        for span in &title.spans {
            let label = self.labels.entry(span.label.clone()).or_default();
            label.counts_as = labels.role(&span.label);
            label.spans += 1;
            self.spans += 1;
            for (cut, all, of_label) in
                [(&own, &mut self.own, &mut label.own), (jieba, &mut self.jieba, &mut label.jieba)]
            {
                let both = hits(cut, &span.range);
                let one = cut.tokens.iter().any(|token| token.range == span.range);
                for borders in [all, of_label] {
                    borders.both += usize::from(both);
                    borders.one += usize::from(one);
                }
            }
            if let Some(role) = own.tokens.iter().find(|token| token.range == span.range).and_then(|token| token.role) {
                *label.roles.entry(role.as_str()).or_default() += 1;
            }
            if !hits(&own, &span.range) {
                cut_through.push(span.range.clone());
            }
        }
        let mut missed = Vec::new();
        let mut extra = Vec::new();
        for (role, found, total) in
            [(Role::Brand, &own.brands, &mut self.brand), (Role::Product, &own.products, &mut self.product)]
        {
            let of_role = title.spans.iter().filter(|span| labels.role(&span.label) == Some(role));
            let marked: BTreeSet<(usize, usize)> = of_role.map(|span| ends(&span.range)).collect();
            let found: BTreeSet<(usize, usize)> = found.iter().map(ends).collect();
            total.marked += marked.len();
            total.found += found.len();
            total.hit += marked.intersection(&found).count();
            missed.extend(marked.difference(&found).map(|&(start, end)| (role, start..end)));
            extra.extend(found.difference(&marked).map(|&(start, end)| (role, start..end)));
        }
        let weight = cut_through.len() + missed.len() + extra.len();
        Mistake { title: index, weight, cut_through, missed, extra, cut: own }
    }
}

/// Whether both ends of the span are borders of tokens.
fn hits(cut: &Cut, span: &Range<usize>) -> bool {
    cut.tokens.iter().any(|token| token.range.start == span.start)
        && cut.tokens.iter().any(|token| token.range.end == span.end)
}

fn ends(range: &Range<usize>) -> (usize, usize) {
    (range.start, range.end)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cut::Token;
    use crate::spans::Span;

    fn labels() -> Labels {
        Labels { brand: vec!["B".into()], product: vec!["P".into(), "Q".into()] }
    }

    /// A title from pieces `text/label`, the label empty for what nobody marked.
    fn title(pieces: &[(&str, &str)]) -> Title {
        let mut title = Title { text: String::new(), spans: Vec::new() };
        for &(text, label) in pieces {
            let start = title.text.len();
            title.text.push_str(text);
            if !label.is_empty() {
                title.spans.push(Span { range: start..title.text.len(), label: label.into() });
            }
        }
        title
    }

    /// A cut into the pieces, each with its role.
    fn cut(pieces: &[(&str, Role)]) -> Cut {
        let mut cut = Cut::default();
        let mut start = 0;
        for &(text, role) in pieces {
            let range = start..start + text.len();
            start = range.end;
            match role {
                Role::Brand => cut.brands.push(range.clone()),
                Role::Product => cut.products.push(range.clone()),
                _ => {}
            }
            cut.tokens.push(Token { range, role: Some(role) });
        }
        cut
    }

    fn characters(text: &str) -> Cut {
        let tokens = text.char_indices().map(|(at, c)| Token { range: at..at + c.len_utf8(), role: None }).collect();
        Cut { tokens, ..Cut::default() }
    }

    fn whole(text: &str) -> Cut {
        Cut { tokens: vec![Token { range: 0..text.len(), role: None }], ..Cut::default() }
    }

    #[test]
    fn borders_and_single_tokens_are_counted_by_label() {
        let titles = [title(&[("耳机", "P"), ("红", "C")]), title(&[("耳麦", "P")])];
        let score = Score::of(&titles, &labels(), characters, whole);
        assert_eq!((score.titles, score.spans), (2, 3));
        assert_eq!(score.own, Borders { both: 3, one: 1 });
        assert_eq!(score.jieba, Borders { both: 1, one: 1 });
        assert_eq!(score.labels["P"].own, Borders { both: 2, one: 0 });
        assert_eq!(score.labels["P"].jieba, Borders { both: 1, one: 1 });
        assert_eq!(score.labels["C"].own, Borders { both: 1, one: 1 });
        assert_eq!(score.labels["C"].spans, 1);
    }

    #[test]
    fn strict_spans_need_both_borders_and_the_role() {
        // Marked: 飞利浦 B, 剃须刀 P, 刀头 Q. Found: 飞利浦 B, 剃须 P (short of its end), 刀头 other, 电动 P (nobody's).
        let titles = [title(&[("飞利浦", "B"), ("剃须刀", "P"), ("电动", ""), ("刀头", "Q")])];
        let own = |_: &str| {
            cut(&[
                ("飞利浦", Role::Brand),
                ("剃须", Role::Product),
                ("刀", Role::Other),
                ("电动", Role::Product),
                ("刀头", Role::Other),
            ])
        };
        let score = Score::of(&titles, &labels(), own, whole);
        assert_eq!(score.brand, Match { found: 1, marked: 1, hit: 1 });
        assert_eq!(score.product, Match { found: 2, marked: 2, hit: 0 });
        assert_eq!(score.own, Borders { both: 3, one: 2 });
        assert_eq!(score.labels["Q"].roles, BTreeMap::from([("other", 1)]));
        let [mistake] = &*score.mistakes else { panic!("one title is wrong") };
        assert!(mistake.cut_through.is_empty());
        assert_eq!(mistake.missed.len(), 2);
        assert_eq!(mistake.extra.len(), 2);
        assert_eq!(mistake.weight, 4);
    }

    #[test]
    fn the_worst_title_comes_first_and_right_ones_do_not_come() {
        let titles = [title(&[("耳机", "P")]), title(&[("耳机", "P"), ("耳麦", "P")]), title(&[("耳塞", "P")])];
        let own = |text: &str| if text == "耳塞" { cut(&[("耳塞", Role::Product)]) } else { whole(text) };
        let score = Score::of(&titles, &labels(), own, whole);
        let order: Vec<(usize, usize)> = score.mistakes.iter().map(|mistake| (mistake.title, mistake.weight)).collect();
        // The whole of the second title is one token: both spans are cut through and missed.
        assert_eq!(order, [(1, 4), (0, 1)]);
    }

    #[test]
    fn the_figures_are_their_formulas() {
        let figures = Match { found: 4, marked: 8, hit: 2 };
        assert_eq!((figures.precision(), figures.recall()), (0.5, 0.25));
        assert!((figures.f1() - 2.0 * 0.5 * 0.25 / 0.75).abs() < 1e-12);
        assert_eq!(Match::default().f1().to_bits(), 0.0_f64.to_bits());
        assert_eq!(figures.plus(figures), Match { found: 8, marked: 16, hit: 4 });
    }
}
