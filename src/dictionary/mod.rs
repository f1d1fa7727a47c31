//! Loads and checks the dictionaries: the embedded ones, and a folder of the shop's own.
//!
//! The format is documented in `dictionaries/README.md`: `word<TAB>role<TAB>canonical<TAB>note`, sorted.

mod embedded;
mod format;
mod role;
#[cfg(test)]
mod shipped;

use std::path::Path;

use rustc_hash::FxHashSet;

pub use format::Entry;
pub use role::{EntryKind, PriceLevel, Role, RoleSet};

use crate::config::DictionaryConfig;
use crate::error::{Error, Result};

/// Every entry of the dictionaries in force, in a fixed order that does not depend on how they were loaded.
#[derive(Debug, Clone, Default)]
pub struct Dictionary {
    entries: Vec<Entry>,
}

impl Dictionary {
    /// The embedded dictionaries.
    ///
    /// # Errors
    /// Never, unless a dictionary that was compiled in breaks the format (a test guards that).
    pub fn embedded() -> Result<Self> {
        Self::from_texts(embedded::FILES.iter().map(|&(name, text)| (name, text)))
    }

    /// The dictionaries that the configuration asks for. A shop's own entries win over the embedded ones: a word that
    /// the shop lists has the shop's roles alone.
    ///
    /// # Errors
    /// When the folder cannot be read or a file of it breaks the format.
    pub fn load(config: &DictionaryConfig) -> Result<Self> {
        let Some(folder) = &config.folder else { return Self::embedded() };
        let own = Self::from_folder(folder)?;
        if config.replace {
            return Ok(own);
        }
        let mut merged = Self::embedded()?;
        let overridden: FxHashSet<&str> = own.entries.iter().map(|entry| &*entry.word).collect();
        merged.entries.retain(|entry| !overridden.contains(&*entry.word));
        merged.entries.extend(own.entries);
        merged.sort();
        merged.release_orphans();
        Ok(merged)
    }

    /// The entries, sorted by word, kind and canonical form.
    pub fn entries(&self) -> &[Entry] {
        &self.entries
    }

    fn from_folder(folder: &Path) -> Result<Self> {
        let fault = |source: std::io::Error| {
            Error::config(format!("dictionary.folder: cannot read {}: {source}", folder.display()))
        };
        let mut paths = std::fs::read_dir(folder)
            .map_err(fault)?
            .map(|entry| entry.map(|entry| entry.path()))
            .collect::<std::io::Result<Vec<_>>>()
            .map_err(fault)?;
        paths.retain(|path| path.extension().is_some_and(|extension| extension == "tsv"));
        paths.sort();
        if paths.is_empty() {
            return Err(Error::config(format!("dictionary.folder: no .tsv file in {}", folder.display())));
        }
        let mut texts = Vec::with_capacity(paths.len());
        for path in paths {
            let bytes = std::fs::read(&path).map_err(fault)?;
            let name = path.display().to_string();
            let text =
                String::from_utf8(bytes).map_err(|_| Error::dictionary(&*name, 1, "is not UTF-8; save it as UTF-8"))?;
            // Editors on Windows like to start a file with a byte-order mark.
            let text = text.strip_prefix('\u{feff}').map(str::to_owned).unwrap_or(text);
            texts.push((name, text));
        }
        Self::from_texts(texts.iter().map(|(name, text)| (&**name, &**text)))
    }

    fn from_texts<'a>(texts: impl Iterator<Item = (&'a str, &'a str)>) -> Result<Self> {
        let mut dictionary = Self::default();
        for (name, text) in texts {
            dictionary.entries.extend(format::parse(name, text)?);
        }
        dictionary.sort();
        if let Some(pair) = dictionary.entries.windows(2).find(|pair| {
            pair[0].word == pair[1].word && pair[0].kind == pair[1].kind && pair[0].kind != EntryKind::Contradiction
        }) {
            let [first, second] = pair else { return Ok(dictionary) };
            return Err(Error::dictionary(
                second.file.to_string(),
                second.line,
                format!("{} stands in {}:{} already; remove one of the two", second.word, first.file, first.line),
            ));
        }
        dictionary.resolve_aliases()?;
        Ok(dictionary)
    }

    fn sort(&mut self) {
        self.entries.sort_by(|a, b| {
            (&a.word, a.kind, &a.canonical, &a.file, a.line).cmp(&(&b.word, b.kind, &b.canonical, &b.file, b.line))
        });
    }

    /// An alias whose main word the shop has taken over stands for itself.
    fn release_orphans(&mut self) {
        let mains: FxHashSet<(Box<str>, EntryKind)> = self
            .entries
            .iter()
            .filter(|entry| entry.canonical.is_none())
            .map(|entry| (entry.word.clone(), entry.kind))
            .collect();
        for entry in &mut self.entries {
            let kind = entry.kind;
            entry.canonical = entry
                .canonical
                .take()
                .filter(|main| kind == EntryKind::Contradiction || mains.contains(&(main.clone(), kind)));
        }
    }

    /// Every canonical form is itself a word of the same kind, without a canonical form of its own.
    fn resolve_aliases(&self) -> Result<()> {
        let mains: FxHashSet<(&str, EntryKind)> = self
            .entries
            .iter()
            .filter(|entry| entry.canonical.is_none())
            .map(|entry| (&*entry.word, entry.kind))
            .collect();
        for entry in &self.entries {
            let Some(canonical) = &entry.canonical else { continue };
            if entry.kind != EntryKind::Contradiction && !mains.contains(&(&**canonical, entry.kind)) {
                return Err(Error::dictionary(
                    entry.file.to_string(),
                    entry.line,
                    format!("{} is an alias of {canonical}, which is no main word of the same role", entry.word),
                ));
            }
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_word_may_not_stand_twice_in_one_role() {
        let error = Dictionary::from_texts([("a.tsv", "鞋\tproduct\n"), ("b.tsv", "鞋\tproduct\n")].into_iter())
            .unwrap_err()
            .to_string();
        assert_eq!(error, "b.tsv:1: 鞋 stands in a.tsv:1 already; remove one of the two");
    }

    #[test]
    fn an_alias_must_lead_to_a_main_word() {
        let error = Dictionary::from_texts(std::iter::once(("a.tsv", "体恤\tproduct\tt恤\n"))).unwrap_err().to_string();
        assert_eq!(error, "a.tsv:1: 体恤 is an alias of t恤, which is no main word of the same role");
    }

    #[test]
    fn the_order_of_files_does_not_matter() {
        let a = ("a.tsv", "棉\tmaterial\n");
        let b = ("b.tsv", "鞋\tproduct\n");
        let one = Dictionary::from_texts([a, b].into_iter()).unwrap();
        let two = Dictionary::from_texts([b, a].into_iter()).unwrap();
        assert_eq!(one.entries(), two.entries());
    }

    #[test]
    fn a_shops_own_entry_wins() {
        let folder = tempfile::tempdir().unwrap();
        std::fs::write(folder.path().join("own.tsv"), "苹果\tproduct\n").unwrap();
        let config = DictionaryConfig { folder: Some(folder.path().to_owned()), replace: false };
        let dictionary = Dictionary::load(&config).unwrap();
        let kinds: Vec<EntryKind> =
            dictionary.entries().iter().filter(|entry| &*entry.word == "苹果").map(|entry| entry.kind).collect();
        assert_eq!(kinds, [EntryKind::Word(Role::Product)]);
    }
}
