//! The configuration: defaults, overlaid by a `taojin.toml`, overlaid by flags. Unknown keys are refused.
//!
//! Every number that the domain rules leave to the user's judgement is a field here, with its unit and its source.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

use crate::diagnostic::Severity;
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

/// Which files a run reads and writes.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct RunConfig {
    /// Catalog exports.
    pub catalog: Vec<PathBuf>,
    /// Keyword tables.
    pub keywords: Vec<PathBuf>,
    /// Hourly visits of the shop; without it the documented default profile stands (rule E4).
    pub traffic: Option<PathBuf>,
    /// A folder of `ID.html` files, or a JSON-lines file of pages.
    pub pages: Option<PathBuf>,
    /// A folder of the pictures that detail pages name.
    pub pictures: Option<PathBuf>,
    /// The output folder.
    pub out: Option<PathBuf>,
    /// Threads; 0 takes one per core.
    pub threads: usize,
}

/// How tables are read.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct InputConfig {
    /// Encoding of every input (`utf-8`, `gb18030`, `utf-16le`, `utf-16be`); detected per file when absent.
    pub encoding: Option<String>,
    /// Delimiter of every delimited input, one ASCII character (`"\t"` for a tab); detected per file when absent.
    pub delimiter: Option<char>,
    /// Worksheet to read from workbooks; the first one with a known header when absent.
    pub sheet: Option<String>,
    /// Columns of catalogs whose headers are not known: `"导出标题" = "title"`. A field named here beats the alias table; the
    /// value `"ignore"` leaves a column out.
    pub catalog_columns: BTreeMap<String, String>,
    /// The same for keyword tables.
    pub keyword_columns: BTreeMap<String, String>,
    /// The same for traffic tables.
    pub traffic_columns: BTreeMap<String, String>,
}

/// The shop's own dictionaries.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct DictionaryConfig {
    /// A folder of dictionary files in the format of `dictionaries/README.md`.
    pub folder: Option<PathBuf>,
    /// Whether the folder replaces the embedded dictionaries instead of adding to them.
    pub replace: bool,
}

/// Scoring of keywords (rules K1-K4, K7, K8).
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct KeywordConfig {
    /// Searches at which half of a word's lead over its category's mean is believed (rule K4).
    pub half_evidence_volume: f64,
    /// What a word without any evidence loses against its category's mean, in natural-log units of the ratio.
    pub uncertainty_penalty: f64,
    /// Prior of a category's mean ratio, in searches per competing listing.
    pub prior_ratio: f64,
    /// How many keywords that prior is worth.
    pub prior_weight: f64,
    /// Least score (0-100, 50 is the category's mean) of a golden word (黄金词).
    pub golden_score: f64,
    /// Least volume of a golden word, in searches (rule K7: below 1,000 hardly worth a slot).
    pub golden_volume: f64,
    /// Least score of a good word.
    pub good_score: f64,
    /// Least score of a fair word; below it a word is poor.
    pub fair_score: f64,
    /// Listings on one result page (rule K8).
    pub listings_per_page: u32,
    /// Visits per search at rank 1. At 1.0 the last-ranked listing expects volume / listings, the golden ratio (rule K8).
    pub click_through_first: f64,
    /// How fast click-through falls with rank: `click_through_first / rank^exponent`.
    pub click_through_exponent: f64,
    /// Strength in [0, 1] of a listing whose sales are unknown (rule K8).
    pub default_strength: f64,
}

impl Default for KeywordConfig {
    fn default() -> Self {
        Self {
            half_evidence_volume: 200.0,
            uncertainty_penalty: 0.5,
            prior_ratio: 1.0,
            prior_weight: 20.0,
            golden_score: 80.0,
            golden_volume: 1000.0,
            good_score: 65.0,
            fair_score: 40.0,
            listings_per_page: 44,
            click_through_first: 1.0,
            click_through_exponent: 1.0,
            default_strength: 0.3,
        }
    }
}

/// Mining of words.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct WordsConfig {
    /// Least number of different titles and keywords that a word stands in.
    pub min_texts: u32,
    /// Least number of rows whose columns name a word.
    pub min_rows: u32,
    /// Least pointwise mutual information, in natural units, of the loosest split of a word put together of pieces.
    pub min_cohesion: f64,
    /// The same for one put together of whole words.
    pub min_phrase_cohesion: f64,
    /// Share of the texts with any part of a word at which the whole word stands that proves it without such information: the word of
    /// which every title is full.
    pub min_bound: f64,
    /// Least entropy, in natural units, of the neighbours on either side.
    pub min_freedom: f64,
    /// Least probability of a role that is said.
    pub min_certainty: f64,
    /// Windows of text that are counted at a time, some 36 bytes each at worst.
    pub counted: usize,
    /// Windows that are looked at more closely, about 1 KB each.
    pub candidates: usize,
}

impl Default for WordsConfig {
    fn default() -> Self {
        Self {
            min_texts: 5,
            min_rows: 2,
            min_cohesion: 3.0,
            min_phrase_cohesion: 5.0,
            min_bound: 0.8,
            min_freedom: 1.2,
            min_certainty: 0.7,
            counted: 4_000_000,
            candidates: 100_000,
        }
    }
}

/// Diagnosis of titles and proposals (rules T1-T9).
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct TitleConfig {
    /// Whose rules hold (rule T1).
    pub platform: Platform,
    /// Longest title in bytes of GBK (rule T1; a platform profile).
    pub max_bytes: usize,
    /// Below this many bytes a title wastes room.
    pub short_bytes: usize,
    /// How often the core product word may stand in a title (rule T6).
    pub core_repeats: usize,
    /// Characters of a title that a phone shows (rule T9).
    pub phone_chars: usize,
    /// Characters that one edit may change on a listing that sells (rule T5).
    pub edit_chars: usize,
    /// Least gain in expected visits, as a share of today's, for a proposal to be worth an editor's time.
    pub min_gain_share: f64,
    /// Least gain in expected visits, absolute.
    pub min_gain_visits: f64,
    /// Proposals per listing that differ, at most; the best within the edit budget comes on top where none of them is within it.
    pub proposals: usize,
    /// Share of a listing's visits that one edited character may cost before a change pays: the preference against change.
    pub change_cost: f64,
    /// Share of a listing's visits that two characters at the front of the present title are worth by themselves, and twice as much as two at its end:
    /// shoppers type more than any table lists.
    pub word_worth: f64,
    /// Share of a listing's visits that each kind of attribute and a scene in the title are worth: the preference for structure (rule T3).
    pub structure_worth: f64,
    /// Share of a listing's visits that a word which says little (百搭, 新款) has to bring by itself before it may join.
    pub neutral_cost: f64,
    /// Least difference of two proposals: edit distance of their changed words over the number of these, 0 to 1.
    pub min_difference: f64,
    /// Sales from which a listing may be a hero (爆款), whose title is left alone (rule T5).
    pub hero_sales: f64,
    /// Least strength of a hero: the percentile in its category by sales, 0 to 1.
    pub hero_strength: f64,
    /// Days after an edit in which the title of a listing that sells is left alone (rule T5); 0 for none.
    pub cooldown_days: i32,
    /// Share of its worth that a keyword keeps for a listing whose near-identical sibling it belongs to (rule T10); 1 lets all chase the same.
    pub sibling_share: f64,
    /// Points off the score of 100 for each finding, by severity.
    pub error_points: f64,
    /// Points off for each warning.
    pub warning_points: f64,
    /// Points off for each hint.
    pub hint_points: f64,
    /// Severity by rule code, over the rule's own: `"T7-soft" = "hint"`, or `"off"`.
    pub severity: BTreeMap<String, RuleLevel>,
}

impl Default for TitleConfig {
    fn default() -> Self {
        Self {
            platform: Platform::Taobao,
            max_bytes: 60,
            short_bytes: 40,
            core_repeats: 2,
            phone_chars: 14,
            edit_chars: 5,
            min_gain_share: 0.02,
            min_gain_visits: 0.01,
            proposals: 3,
            change_cost: 0.0005,
            word_worth: 0.01,
            structure_worth: 0.002,
            neutral_cost: 0.15,
            min_difference: 0.3,
            hero_sales: 1000.0,
            hero_strength: 0.9,
            cooldown_days: 7,
            sibling_share: 0.3,
            error_points: 25.0,
            warning_points: 8.0,
            hint_points: 2.0,
            severity: BTreeMap::new(),
        }
    }
}

/// A platform and its habits with titles.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Platform {
    /// Every symbol and every space between Chinese words is wasted.
    Taobao,
    /// A title begins with the brand as it is registered, `CHANDO/自然堂`: the stroke between two names of brands and the space behind them stay.
    Tmall,
}

/// What the configuration makes of a rule.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum RuleLevel {
    /// The rule is not run.
    Off,
    /// Its findings are hints.
    Hint,
    /// Its findings are warnings.
    Warning,
    /// Its findings are errors.
    Error,
}

impl RuleLevel {
    /// The severity, or `None` for a rule that is off.
    pub fn severity(self) -> Option<Severity> {
        match self {
            Self::Off => None,
            Self::Hint => Some(Severity::Hint),
            Self::Warning => Some(Severity::Warning),
            Self::Error => Some(Severity::Error),
        }
    }
}

/// Listing-end times (rules E1-E6).
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct ScheduleConfig {
    /// Hours before its end in which a listing stands higher (rule E1), 1 to 168.
    pub boost_hours: u32,
    /// Boost in the last hour, against 1 at the start of the boosted window; 1 to 1000.
    pub last_hour_boost: f64,
    /// Hours back in which the boost's lead over 1 halves.
    pub boost_half_life: f64,
    /// The boost of each hour before the end, the last hour first, in place of the three numbers above; empty for none.
    pub boost_curve: Vec<f64>,
    /// What a move costs (rule E5): this share of what an hour of mean worth is worth to the listing, 0 to 1.
    pub move_cost: f64,
    /// Share of a shop's listings, by sales, that are heroes (rule E5): reasons name them.
    pub hero_share: f64,
    /// How many times its weight a hero counts.
    pub hero_weight: f64,
    /// How far the margin counts in a listing's weight: the margin a unit against the shop's mean, to this power. 1 weighs profit,
    /// 0 units sold.
    pub margin_weight: f64,
    /// Share of the attention that the second listing of a group gets in an hour, against the first one's (rule E5). The k-th
    /// gets `k ^ log2(sibling_factor)`, from the fourth on all the same.
    pub sibling_factor: f64,
    /// How strongly a shop's ends are staggered (rule E1): an hour holds this many times its share of them by worth.
    pub stagger: f64,
    /// Ends of a shop in an hour at most, in place of what `stagger` gives; 0 for none. Raised where it does not hold all.
    pub max_per_hour: u32,
    /// Days of a listing cycle where the export does not say (rule E2).
    pub cycle_days: u8,
    /// Hours (0-23) in which nothing may end, because nobody is there to relist.
    pub blocked_hours: Vec<u8>,
    /// Spans in which nothing may end or be listed again, such as promotions: `"2026-11-10 20:00 / 2026-11-12 00:00"`, or every
    /// week `"周日 00:00 / 周日 08:00"`. An hour that a span touches is blocked as a whole.
    pub blocked_times: Vec<String>,
    /// Listings that have to end when the user says, by id: `"周三 21:30"`, or `"keep"` for where it ends today.
    pub pins: BTreeMap<String, String>,
}

impl Default for ScheduleConfig {
    fn default() -> Self {
        Self {
            boost_hours: 24,
            last_hour_boost: 8.0,
            boost_half_life: 1.0,
            boost_curve: Vec::new(),
            move_cost: 0.1,
            hero_share: 0.1,
            hero_weight: 1.5,
            margin_weight: 1.0,
            sibling_factor: 0.6,
            stagger: 2.0,
            max_per_hour: 0,
            cycle_days: 7,
            blocked_hours: Vec::new(),
            blocked_times: Vec::new(),
            pins: BTreeMap::new(),
        }
    }
}

/// Detail pages (rules D1-D7).
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct PageConfig {
    /// Least number of photos (rule D2).
    pub min_photos: usize,
    /// Cross-sold items on a page at most (rule D5).
    pub max_cross_sold: usize,
    /// Longest page read, in bytes; the rest is not looked at and a finding says so.
    pub max_bytes: usize,
    /// Deepest nesting followed (browsers stop at 512).
    pub max_depth: usize,
    /// Words in a category's name that make the clothing template (rule D1) apply.
    pub clothing_categories: Vec<String>,
    /// The shop's own section table, laid over the one that comes with the program.
    pub sections: Option<PathBuf>,
    /// Pictures on a page at most (rule D2: fast to open).
    pub max_pictures: usize,
    /// Weight of a page's pictures at most, in bytes (rule D2).
    pub max_weight: u64,
    /// Weight of one picture at most, in bytes.
    pub max_picture_weight: u64,
    /// Share of a category's listings, by sales, that are hot sellers (爆款) and may show reviews (rule D5).
    pub best_seller_share: f64,
    /// Hosts that a page may link to; hosts below them are theirs.
    pub own_hosts: Vec<String>,
}

impl Default for PageConfig {
    fn default() -> Self {
        Self {
            min_photos: 8,
            max_cross_sold: 4,
            max_bytes: 6 << 20,
            max_depth: 512,
            sections: None,
            max_pictures: 60,
            max_weight: 15 << 20,
            max_picture_weight: 1 << 20,
            best_seller_share: 0.1,
            own_hosts: [
                "taobao.com",
                "tmall.com",
                "tmall.hk",
                "tb.cn",
                "alicdn.com",
                "taobaocdn.com",
                "tbcdn.cn",
                "alipay.com",
                "1688.com",
                "alibaba.com",
                "etao.com",
                "fliggy.com",
                "cainiao.com",
            ]
            .map(String::from)
            .to_vec(),
            clothing_categories: [
                "女装",
                "男装",
                "童装",
                "服饰",
                "衣",
                "裙",
                "裤",
                "衫",
                "外套",
                "卫衣",
                "羽绒服",
                "T恤",
            ]
            .map(String::from)
            .to_vec(),
        }
    }
}

/// Pictures of detail pages as files (rule D6).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct PicturesConfig {
    /// Whether the text in pictures is read.
    pub ocr: ReadPictures,
    /// Heaviest file opened, in bytes.
    pub max_bytes: u64,
    /// Largest picture opened, in pixels; about 7 bytes of memory each on every thread.
    pub max_pixels: u64,
    /// Folder of the results of earlier nights, by content; the user's cache folder where none is named.
    pub cache: Option<PathBuf>,
    /// Folder of the models; the user's data folder, where `taojin ocr install` puts them, where none is named.
    pub models: Option<PathBuf>,
}

/// Whether the text in pictures is read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum ReadPictures {
    /// Where the models are installed; otherwise a warning says how to install them.
    #[default]
    Auto,
    /// Without the models a run does not start.
    On,
    /// No.
    Off,
}

impl Default for PicturesConfig {
    fn default() -> Self {
        Self { ocr: ReadPictures::Auto, max_bytes: 20 << 20, max_pixels: 50_000_000, cache: None, models: None }
    }
}

/// The default configuration as a file with comments: what `taojin init` writes.
pub const TEMPLATE: &str = include_str!("../templates/taojin.toml");

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

    /// Checks that every number is in its range; the message names the key and the range.
    fn check(&self) -> std::result::Result<(), String> {
        let keyword = &self.keyword;
        let title = &self.title;
        let schedule = &self.schedule;
        let shares = [
            ("keyword.default_strength", keyword.default_strength),
            ("title.change_cost", title.change_cost),
            ("title.word_worth", title.word_worth),
            ("title.structure_worth", title.structure_worth),
            ("title.neutral_cost", title.neutral_cost),
            ("title.min_difference", title.min_difference),
            ("title.hero_strength", title.hero_strength),
            ("title.sibling_share", title.sibling_share),
            ("schedule.move_cost", schedule.move_cost),
            ("schedule.hero_share", schedule.hero_share),
            ("schedule.margin_weight", schedule.margin_weight),
            ("page.best_seller_share", self.page.best_seller_share),
            ("schedule.sibling_factor", schedule.sibling_factor),
            ("words.min_bound", self.words.min_bound),
            ("words.min_certainty", self.words.min_certainty),
        ];
        for (key, value) in shares {
            if !(0.0..=1.0).contains(&value) {
                return Err(format!("{key} = {value}: must lie between 0 and 1"));
            }
        }
        let positive = [
            ("keyword.half_evidence_volume", keyword.half_evidence_volume),
            ("keyword.prior_ratio", keyword.prior_ratio),
            ("keyword.click_through_first", keyword.click_through_first),
            ("keyword.click_through_exponent", keyword.click_through_exponent),
            ("keyword.listings_per_page", f64::from(keyword.listings_per_page)),
            ("title.max_bytes", title.max_bytes as f64),
            ("title.core_repeats", title.core_repeats as f64),
            ("title.proposals", title.proposals as f64),
            ("schedule.boost_hours", f64::from(schedule.boost_hours)),
            ("schedule.last_hour_boost", schedule.last_hour_boost),
            ("schedule.boost_half_life", schedule.boost_half_life),
            ("schedule.hero_weight", schedule.hero_weight),
            ("schedule.stagger", schedule.stagger),
            ("page.max_bytes", self.page.max_bytes as f64),
            ("page.max_depth", self.page.max_depth as f64),
            ("words.min_texts", f64::from(self.words.min_texts)),
            ("words.min_rows", f64::from(self.words.min_rows)),
            ("words.counted", self.words.counted as f64),
            ("words.candidates", self.words.candidates as f64),
            ("pictures.max_bytes", self.pictures.max_bytes as f64),
            ("pictures.max_pixels", self.pictures.max_pixels as f64),
        ];
        for (key, value) in positive {
            if !(value > 0.0 && value.is_finite()) {
                return Err(format!("{key} = {value}: must be above 0"));
            }
        }
        let not_negative = [
            ("keyword.uncertainty_penalty", keyword.uncertainty_penalty),
            ("keyword.prior_weight", keyword.prior_weight),
            ("keyword.golden_volume", keyword.golden_volume),
            ("title.min_gain_share", title.min_gain_share),
            ("title.min_gain_visits", title.min_gain_visits),
            ("title.hero_sales", title.hero_sales),
            ("title.cooldown_days", f64::from(title.cooldown_days)),
            ("title.error_points", title.error_points),
            ("title.warning_points", title.warning_points),
            ("title.hint_points", title.hint_points),
            ("words.min_cohesion", self.words.min_cohesion),
            ("words.min_phrase_cohesion", self.words.min_phrase_cohesion),
            ("words.min_freedom", self.words.min_freedom),
        ];
        for (key, value) in not_negative {
            if !(value >= 0.0 && value.is_finite()) {
                return Err(format!("{key} = {value}: must not be below 0"));
            }
        }
        let grades = [keyword.golden_score, keyword.good_score, keyword.fair_score];
        if !grades.is_sorted_by(|a, b| a > b) || !grades.iter().all(|score| (0.0..=100.0).contains(score)) {
            return Err(
                "keyword.golden_score, good_score and fair_score must fall in this order within 0 to 100".into()
            );
        }
        if !matches!(schedule.cycle_days, 7 | 14) {
            return Err(format!(
                "schedule.cycle_days = {}: the platform knows cycles of 7 and 14 days",
                schedule.cycle_days
            ));
        }
        if !(1.0..=1000.0).contains(&schedule.last_hour_boost) {
            return Err(format!(
                "schedule.last_hour_boost = {}: must lie between 1 and 1000",
                schedule.last_hour_boost
            ));
        }
        if schedule.boost_curve.len() > 168 || schedule.boost_curve.iter().any(|boost| !(0.0..=1000.0).contains(boost))
        {
            return Err("schedule.boost_curve: give at most 168 numbers between 0 and 1000, the last hour first".into());
        }
        if !schedule.boost_curve.is_empty() && schedule.boost_curve.iter().sum::<f64>() <= 0.0 {
            return Err("schedule.boost_curve: at least one hour has to count".into());
        }
        if schedule.boost_hours > 168 {
            return Err(format!("schedule.boost_hours = {}: a cycle has 168 hours", schedule.boost_hours));
        }
        if let Some(hour) = schedule.blocked_hours.iter().find(|&&hour| hour > 23) {
            return Err(format!("schedule.blocked_hours: {hour} is no hour of the day (0 to 23)"));
        }
        if (0..24).all(|hour| schedule.blocked_hours.contains(&hour)) {
            return Err("schedule.blocked_hours: every hour is blocked; leave at least one".into());
        }
        Ok(())
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
