//! What the shipped dictionaries promise.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use super::embedded::FILES;
use super::{Dictionary, EntryKind, Role};
use crate::text::{Normalizer, Segmenter};

fn dictionary() -> Dictionary {
    Dictionary::embedded().unwrap()
}

/// Kinds by word, over all files.
fn kinds(dictionary: &Dictionary) -> BTreeMap<&str, BTreeSet<EntryKind>> {
    let mut kinds: BTreeMap<&str, BTreeSet<EntryKind>> = BTreeMap::new();
    for entry in dictionary.entries() {
        kinds.entry(&entry.word).or_default().insert(entry.kind);
    }
    kinds
}

fn folder() -> &'static Path {
    Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/dictionaries"))
}

#[test]
fn every_file_of_the_folder_is_compiled_in() {
    let mut found = BTreeSet::new();
    for below in ["", "products/"] {
        for entry in std::fs::read_dir(folder().join(below)).unwrap() {
            let name = entry.unwrap().file_name().into_string().unwrap();
            if Path::new(&name).extension().is_some_and(|extension| extension == "tsv") {
                found.insert(format!("{below}{name}"));
            }
        }
    }
    let compiled: BTreeSet<String> = FILES.iter().map(|(name, _)| (*name).to_owned()).collect();
    assert_eq!(found, compiled);
}

#[test]
fn files_are_sorted_by_code_point() {
    for (name, text) in FILES {
        let lines: Vec<&str> = text.lines().filter(|line| !line.starts_with('#') && !line.is_empty()).collect();
        let word = |line: &str| line.split('\t').next().unwrap_or_default().to_owned();
        for pair in lines.windows(2) {
            assert!(word(pair[0]) <= word(pair[1]), "{name}: {:?} stands before {:?}", pair[0], pair[1]);
        }
    }
}

#[test]
fn words_are_in_their_normal_form() {
    let normalizer = Normalizer::new();
    let dictionary = dictionary();
    let words = dictionary.entries().iter().flat_map(|entry| {
        [Some(&*entry.word), entry.canonical.as_deref()].into_iter().flatten().map(move |word| (entry, word))
    });
    let faults: Vec<String> = words
        .filter(|(_, word)| normalizer.normalize(word) != *word)
        .map(|(entry, word)| format!("{}:{} {word}", entry.file, entry.line))
        .collect();
    assert!(faults.is_empty(), "{faults:#?}");
}

#[test]
fn no_word_has_roles_that_exclude_each_other() {
    let dictionary = dictionary();
    let (mut faults, terms) = (Vec::new(), [EntryKind::Hard, EntryKind::Soft, EntryKind::Allow]);
    for (word, kinds) in kinds(&dictionary) {
        let roles = kinds.iter().filter(|kind| matches!(kind, EntryKind::Word(_))).count();
        let neutral = kinds.contains(&EntryKind::Word(Role::Neutral));
        // What means nothing is nothing; what may be added to any title says nothing else, and never what the law forbids.
        if kinds.contains(&EntryKind::Stop) && roles > 0
            || neutral && roles > 1
            || neutral && (kinds.contains(&EntryKind::Hard) || kinds.contains(&EntryKind::Soft))
            || terms.iter().filter(|kind| kinds.contains(kind)).count() > 1
        {
            faults.push(format!("{word}: {kinds:?}"));
        }
    }
    assert!(faults.is_empty(), "{faults:#?}");
}

#[test]
fn what_excludes_each_other_is_known_and_not_one_and_the_same() {
    let dictionary = dictionary();
    let kinds = kinds(&dictionary);
    let mains: BTreeMap<&str, &str> = dictionary
        .entries()
        .iter()
        .filter(|entry| matches!(entry.kind, EntryKind::Word(_)))
        .map(|entry| (&*entry.word, entry.canonical.as_deref().unwrap_or(&entry.word)))
        .collect();
    let mut pairs = BTreeSet::new();
    let mut faults = Vec::new();
    for entry in dictionary.entries().iter().filter(|entry| entry.kind == EntryKind::Contradiction) {
        let other = entry.canonical.as_deref().unwrap_or_default();
        let pair = if *entry.word < *other { (&*entry.word, other) } else { (other, &*entry.word) };
        let listed = |word: &str| {
            kinds
                .get(word)
                .is_some_and(|kinds| kinds.iter().any(|kind| matches!(kind, EntryKind::Word(_) | EntryKind::Unit)))
        };
        if !pairs.insert(pair) {
            faults.push(format!("{}:{} {pair:?} stands twice", entry.file, entry.line));
        }
        if !listed(pair.0) || !listed(pair.1) {
            faults.push(format!("{}:{} {pair:?} are not both known", entry.file, entry.line));
        }
        if pair.0 == pair.1 || mains.get(pair.0).is_some_and(|main| mains.get(pair.1) == Some(main)) {
            faults.push(format!("{}:{} {pair:?} are one word", entry.file, entry.line));
        }
    }
    assert!(faults.is_empty(), "{faults:#?}");
}

#[test]
fn there_are_words_enough_of_every_trade() {
    let dictionary = dictionary();
    let of = |kind| dictionary.entries().iter().filter(move |entry| entry.kind == kind);
    assert!(of(EntryKind::Word(Role::Product)).count() >= 6000);
    assert!(of(EntryKind::Word(Role::Brand)).count() >= 2500);
    let mut trades: BTreeMap<&str, usize> = BTreeMap::new();
    for entry in of(EntryKind::Word(Role::Product)) {
        *trades.entry(&entry.file).or_default() += 1;
    }
    for (file, _) in FILES.iter().filter(|(file, _)| file.starts_with("products/")) {
        let count = trades.get(file).copied().unwrap_or_default();
        assert!(count >= 300, "{file}: {count}");
    }
    for role in Role::ALL.into_iter().filter(|role| !matches!(role, Role::Model | Role::Spec | Role::Other)) {
        assert!(of(EntryKind::Word(role)).count() >= 100, "{}", role.as_str());
    }
    assert!(of(EntryKind::Unit).count() >= 100 && of(EntryKind::Stop).count() >= 100);
}

#[test]
fn latin_brands_lead_to_their_chinese_names() {
    let dictionary = dictionary();
    let pairs = dictionary
        .entries()
        .iter()
        .filter(|entry| entry.kind == EntryKind::Word(Role::Brand) && entry.word.is_ascii())
        .filter(|entry| entry.canonical.as_ref().is_some_and(|main| !main.is_ascii()));
    assert!(pairs.count() >= 1500);
}

/// Words that shoppers use for one thing, in the scripts and spellings that titles have.
const SAME: [&[&str]; 13] = [
    &["T恤", "体恤", "t桖", "Ｔ恤"],
    &["保温杯", "保暖杯", "保溫杯"],
    &["u盘", "优盘", "U盤"],
    &["MAC", "魅可"],
    &["adidas", "阿迪达斯", "阿迪達斯"],
    &["nike", "耐克"],
    &["连衣裙", "連衣裙"],
    &["耳环", "耳環"],
    &["围巾", "圍巾"],
    &["手机壳", "手機殼"],
    &["充电宝", "充電寶", "移动电源"],
    &["酒红色", "酒紅色"],
    &["黏土", "粘土"],
];

#[test]
fn synonyms_and_forms_of_writing_are_one_word() {
    let segmenter = Segmenter::new(&dictionary());
    let vocabulary = segmenter.vocabulary();
    for group in SAME {
        let mains: BTreeSet<_> = group
            .iter()
            .map(|word| {
                let id = vocabulary.get(&segmenter.normalizer().normalize(word));
                let info = id.and_then(|id| vocabulary.info(id)).unwrap_or_else(|| panic!("{word} is not known"));
                assert!(!info.roles.is_empty(), "{word} has no role");
                info.canonical
            })
            .collect();
        assert_eq!(mains.len(), 1, "{group:?}");
    }
}

#[test]
fn the_readme_counts_truly() {
    let readme = std::fs::read_to_string(folder().join("README.md")).unwrap();
    let number = |text: &str| text.trim().trim_end_matches('+').replace(',', "").parse::<usize>().ok();
    // "at least": no more than there are, and no fewer than four fifths of them.
    let holds = |said: usize, are: usize| said <= are && said * 5 >= are * 4;
    let lines = |text: &str| text.lines().filter(|line| !line.starts_with('#') && !line.is_empty()).count();
    let mut all = 0;
    for (name, text) in FILES {
        let row = readme.lines().find(|line| line.starts_with(&format!("| `{name}` |")));
        let row = row.unwrap_or_else(|| panic!("{name} has no row"));
        let said = row.split('|').nth(2).and_then(number).unwrap_or_else(|| panic!("no number: {row}"));
        let are = lines(text);
        all += are;
        assert!(holds(said, are), "{row}: there are {are}");
    }
    let (before, after) = readme.split_once(" entries in ").unwrap();
    let said = before.rsplit(' ').next().and_then(number);
    let files = after.split(' ').next().and_then(number);
    assert!(holds(said.unwrap(), all), "there are {all} entries");
    assert_eq!(files, Some(FILES.len()));
}
