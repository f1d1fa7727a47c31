//! The configuration: defaults, overlaid by a `taojin.toml`, overlaid by flags. Unknown keys are refused.
//!
//! Every number that the domain rules leave to the user's judgement is a field here, with its unit and its source.

mod check;
mod files;
mod keyword;
mod page;
mod schedule;
mod title;
mod words;

use std::path::Path;

use serde::{Deserialize, Serialize};

pub use self::files::{DictionaryConfig, InputConfig, RunConfig};
pub use self::keyword::KeywordConfig;
pub use self::page::{PageConfig, PicturesConfig, ReadPictures};
pub use self::schedule::ScheduleConfig;
pub use self::title::{Platform, RuleLevel, TitleConfig};
pub use self::words::WordsConfig;
use crate::error::{Error, Result};

/// Everything that can be set. `Config::default()` is what `taojin init` writes down with comments.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Config {
    /// Which files a run reads and writes; paths are relative to the configuration file.
    pub run: RunConfig,
    /// How tables are read.
    pub input: InputConfig,
    /// The shop's own dictionaries.
    pub dictionary: DictionaryConfig,
    /// Scoring of keywords.
    pub keyword: KeywordConfig,
    /// Diagnosis of titles and proposals.
    pub title: TitleConfig,
    /// Listing-end times.
    pub schedule: ScheduleConfig,
    /// Detail pages.
    pub page: PageConfig,
    /// Mining of words.
    pub words: WordsConfig,
    /// Pictures of detail pages.
    pub pictures: PicturesConfig,
}

/// The default configuration as a file with comments: what `taojin init` writes.
pub const TEMPLATE: &str = include_str!("../../templates/taojin.toml");

impl Config {
    /// Reads the configuration at `path`. Paths inside it are taken relative to its folder.
    ///
    /// # Errors
    /// When the file cannot be read, is no TOML, has an unknown key, or a number is out of its range.
    pub fn load(path: &Path) -> Result<Self> {
        let text = std::fs::read_to_string(path)
            .map_err(|source| Error::config_in(path, format!("cannot read the configuration: {source}")))?;
        let mut config: Self =
            toml::from_str(&text).map_err(|source| Error::config_in(path, source.to_string().trim_end().to_owned()))?;
        config.check().map_err(|message| Error::config_in(path, message))?;
        let folder = path.parent().unwrap_or(Path::new(""));
        let run = &mut config.run;
        run.catalog
            .iter_mut()
            .chain(&mut run.keywords)
            .chain(run.traffic.as_mut())
            .chain(run.pages.as_mut())
            .chain(run.pictures.as_mut())
            .chain(run.out.as_mut())
            .chain(config.dictionary.folder.as_mut())
            .chain(config.page.sections.as_mut())
            .chain(config.pictures.cache.as_mut())
            .chain(config.pictures.models.as_mut())
            .for_each(|path| *path = folder.join(&path));
        Ok(config)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_template_states_the_defaults() {
        let template: Config = toml::from_str(TEMPLATE).unwrap();
        assert_eq!(template, Config::default());
    }

    #[test]
    fn the_template_names_every_key() {
        let value = toml::Table::try_from(Config::default()).unwrap();
        for (section, keys) in &value {
            for key in keys.as_table().unwrap().keys() {
                let named = TEMPLATE.lines().any(|line| {
                    let line = line.trim_start_matches("# ");
                    line.starts_with(&format!("{key} ")) || line == format!("[{section}.{key}]")
                });
                assert!(named, "[{section}] {key}");
            }
        }
    }

    #[test]
    fn unknown_keys_and_numbers_out_of_range_are_refused_by_name() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("taojin.toml");
        for (text, named) in [
            ("[title]\nmax_byte = 60\n", "max_byte"),
            ("[schedule]\ncycle_days = 9\n", "schedule.cycle_days"),
            ("[keyword]\ndefault_strength = 1.5\n", "keyword.default_strength"),
            ("[keyword]\nprior_ratio = nan\n", "keyword.prior_ratio"),
            ("[keyword]\ngolden_score = 10.0\n", "golden_score"),
        ] {
            std::fs::write(&path, text).unwrap();
            let error = Config::load(&path).unwrap_err().to_string();
            assert!(error.contains(named) && error.contains("taojin.toml"), "{error}");
        }
    }
}
