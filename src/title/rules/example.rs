//! Titles that show what a rule points at, and what it leaves alone.

/// A title, and what a rule points at in it.
#[derive(Debug, Clone, Copy)]
pub struct Example {
    /// The title.
    pub title: &'static str,
    /// Brand of the listing; empty where the export has none.
    pub brand: &'static str,
    /// The texts that the rule points at, from left to right; none where it has nothing to say.
    pub points: &'static [&'static str],
}

impl Example {
    /// The same for a listing of a brand.
    pub(super) const fn of_brand(self, brand: &'static str) -> Self {
        Self { brand, ..self }
    }
}

/// A title that a rule has nothing to say of.
pub(super) const fn says(title: &'static str) -> Example {
    points(title, &[])
}

/// A title, and what a rule points at in it.
pub(super) const fn points(title: &'static str, points: &'static [&'static str]) -> Example {
    Example { title, brand: "", points }
}

#[cfg(test)]
mod tests {
    use crate::config::{Platform, TitleConfig};
    use crate::diagnostic::Location;
    use crate::dictionary::Dictionary;
    use crate::listing::Listing;
    use crate::text::{AdvertisingTerms, GbkTable, Segmented, Segmenter};
    use crate::title::brand::ShopName;
    use crate::title::rules::{ActiveRules, Check, RULES, Rule};
    use crate::title::view::TitleView;

    /// What a rule points at in a title.
    fn pointed_at(rule: &Rule, listing: &Listing, parts: &(Segmenter, GbkTable, AdvertisingTerms)) -> Vec<String> {
        let (segmenter, gbk, terms) = parts;
        let config = TitleConfig::default();
        let mut title = Segmented::default();
        segmenter.segment(&listing.title, &mut title);
        let view = TitleView::new(listing, &title, segmenter, gbk, terms, &mut ShopName::default(), &config);
        let findings = ActiveRules::new(&config).check(&view, &config);
        let own = findings.iter().filter(|finding| finding.rule == rule.code);
        own.map(|finding| match finding.location {
            Location::Title { start, end } => listing.title[start..end].to_owned(),
            _ => String::new(),
        })
        .collect()
    }

    #[test]
    fn every_rule_points_at_what_its_examples_say_and_at_nothing_else() {
        let dictionary = Dictionary::embedded().unwrap();
        let segmenter = Segmenter::new(&dictionary);
        let terms = AdvertisingTerms::new(&dictionary, segmenter.normalizer()).unwrap();
        let parts = (segmenter, GbkTable::new(), terms);
        let mut wrong = Vec::new();
        for rule in RULES.iter().filter(|rule| matches!(rule.check, Check::Title(_))) {
            let invalid = rule.examples.iter().filter(|example| !example.points.is_empty()).count();
            assert!(0 < invalid && invalid < rule.examples.len(), "{} needs examples of both kinds", rule.code);
            for example in rule.examples {
                let listing =
                    Listing { title: example.title.into(), brand: example.brand.into(), ..Listing::default() };
                let found = pointed_at(rule, &listing, &parts);
                if found != example.points {
                    wrong.push(format!("{} in {}: {found:?}, not {:?}", rule.code, example.title, example.points));
                }
            }
        }
        assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    }

    #[test]
    fn on_tmall_the_brand_may_stand_as_it_is_registered() {
        let dictionary = Dictionary::embedded().unwrap();
        let segmenter = Segmenter::new(&dictionary);
        let terms = AdvertisingTerms::new(&dictionary, segmenter.normalizer()).unwrap();
        let gbk = GbkTable::new();
        for (platform, expected) in [(Platform::Taobao, vec!["/", " 补水 "]), (Platform::Tmall, vec![" "])] {
            let config = TitleConfig { platform, ..TitleConfig::default() };
            let listing = Listing { title: "CHANDO/自然堂 补水 面霜".into(), ..Listing::default() };
            let mut title = Segmented::default();
            segmenter.segment(&listing.title, &mut title);
            let mut shop = ShopName::default();
            let view = TitleView::new(&listing, &title, &segmenter, &gbk, &terms, &mut shop, &config);
            let findings = ActiveRules::new(&config).check(&view, &config);
            let mut found: Vec<&str> = findings
                .iter()
                .filter(|finding| matches!(finding.rule, "T6-space" | "T6-symbol"))
                .filter_map(|finding| match finding.location {
                    Location::Title { start, end } => listing.title.get(start..end),
                    _ => None,
                })
                .collect();
            found.sort_unstable_by(|a, b| b.cmp(a));
            assert_eq!(found, expected, "{platform:?}");
        }
    }
}
