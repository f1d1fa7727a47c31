//! Runs the pages under `cases/`: `valid-*.html`, of which a rule has nothing to say, and `invalid-*.html`, which it reports.
//!
//! A page may begin with comments that say what else is known: `<!-- listing category=女装 brand=甲 price=199 sells=yes -->`, and of
//! each picture's file `<!-- picture a.jpg 750x1000 120000 7 | line of text | another -->`: width, height, bytes, a byte of the hash.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use crate::config::PageConfig;
use crate::dictionary::Dictionary;
use crate::figure::Figure;
use crate::page::{Outline, PageChecker, PageContext, advertising};
use crate::picture::{PictureFacts, TextLine};
use crate::text::{AdvertisingTerms, Segmented, Segmenter};

/// Every code that a check of one page can give.
const CODES: [&str; 22] = [
    "D1-colour-note",
    "D1-missing-section",
    "D1-views",
    "D2-bad-picture",
    "D2-broken",
    "D2-duplicate-picture",
    "D2-insecure-picture",
    "D2-missing-section",
    "D2-order",
    "D2-photos",
    "D2-truncated",
    "D2-weight",
    "D3-contact",
    "D3-outside-link",
    "D4-brand",
    "D4-price",
    "D5-cross-sold",
    "D5-reviews",
    "D6-pictures-unread",
    "D7-exempt",
    "D7-hard",
    "D7-soft",
];

struct Workbench {
    segmenter: Segmenter,
    terms: AdvertisingTerms,
    checker: PageChecker,
    config: PageConfig,
}

impl Workbench {
    fn new() -> Self {
        let dictionary = Dictionary::embedded().unwrap();
        let segmenter = Segmenter::new(&dictionary);
        let terms = AdvertisingTerms::new(&dictionary, segmenter.normalizer()).unwrap();
        // Small enough that a case can be too long and too deep.
        let config = PageConfig { max_bytes: 4000, max_depth: 6, ..PageConfig::default() };
        Self { segmenter, terms, checker: PageChecker::new(&config).unwrap(), config }
    }

    /// The findings of a page: code and message.
    fn findings(&self, page: &str) -> Vec<(&'static str, String)> {
        let mut outline = Outline::parse(page, &self.config);
        let mut context = PageContext::default();
        for comment in page.lines().map_while(|line| line.strip_prefix("<!-- ")?.strip_suffix(" -->")) {
            let (kind, rest) = comment.split_once(' ').unwrap();
            if kind == "picture" {
                let (name, facts) = picture(rest);
                outline.pictures_mut().filter(|shown| shown.src.ends_with(name)).for_each(|shown| {
                    shown.facts = Some(Box::new(facts.clone()));
                });
                continue;
            }
            assert_eq!(kind, "listing", "{comment}");
            for (key, value) in rest.split(' ').map(|pair| pair.split_once('=').unwrap()) {
                match key {
                    "category" => context.category = value,
                    "brand" => context.brand = value,
                    "price" => context.price = Figure::exact(value.parse().unwrap()),
                    "sells" => context.best_seller = Some(value == "yes"),
                    other => panic!("{other}"),
                }
            }
        }
        let mut report = self.checker.check(&outline, &context);
        let terms = advertising(&outline, context.brand, &self.segmenter, &self.terms, &mut Segmented::default());
        report.findings.extend(terms);
        report.findings.into_iter().map(|finding| (finding.rule, finding.message)).collect()
    }
}

fn picture(facts: &str) -> (&str, PictureFacts) {
    let mut parts = facts.split(" | ");
    let words: Vec<&str> = parts.next().unwrap().split(' ').collect();
    let (width, height) = words[1].split_once('x').unwrap();
    let line = |text: &str| TextLine { text: text.to_owned(), confidence: 0.95, bounds: [0; 4] };
    let flaw = words.get(4).map(|flaw| (*flaw).to_owned());
    let facts = PictureFacts {
        width: width.parse().unwrap(),
        height: height.parse().unwrap(),
        bytes: words[2].parse().unwrap(),
        hash: [words[3].parse().unwrap(); 32],
        text: if flaw.is_some() { None } else { Some(parts.map(line).collect()) },
        flaw,
    };
    (words[0], facts)
}

#[test]
fn every_rule_reports_its_invalid_pages_and_no_valid_one() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("src/page/rules/cases");
    let workbench = Workbench::new();
    let mut told: BTreeMap<String, String> = BTreeMap::new();
    let mut kinds: BTreeSet<(String, bool)> = BTreeSet::new();
    for rule in std::fs::read_dir(&folder).unwrap() {
        let rule = rule.unwrap().path();
        let code = rule.file_name().unwrap().to_string_lossy().into_owned();
        assert!(CODES.contains(&code.as_str()), "{code} is no rule");
        for case in std::fs::read_dir(&rule).unwrap() {
            let case = case.unwrap().path();
            let name = format!("{code}/{}", case.file_stem().unwrap().to_string_lossy());
            let findings = workbench.findings(&std::fs::read_to_string(&case).unwrap());
            let own: Vec<&str> =
                findings.iter().filter(|(found, _)| *found == code).map(|(_, message)| message.as_str()).collect();
            let is_invalid = name.contains("/invalid-");
            assert!(is_invalid || name.contains("/valid-"), "{name}");
            assert_eq!(own.is_empty(), !is_invalid, "{name}: {findings:#?}");
            kinds.insert((code.clone(), is_invalid));
            if is_invalid {
                told.insert(name, own.join("\n"));
            }
        }
    }
    for code in CODES {
        for is_invalid in [false, true] {
            assert!(kinds.contains(&(code.to_owned(), is_invalid)), "{code} lacks a case, invalid: {is_invalid}");
        }
    }
    let told: Vec<String> = told.into_iter().map(|(name, message)| format!("{name}\n{message}")).collect();
    insta::assert_snapshot!(told.join("\n\n"));
}
