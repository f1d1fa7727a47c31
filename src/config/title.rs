//! Diagnosis of titles and proposals.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::diagnostic::Severity;

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
    /// Least kinds of attributes (material, style, pattern ...) of a title of good structure (rule T3).
    pub attribute_kinds: usize,
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
    /// How far a price may lie from its category's median, as a share, for a word such as 平价 or 轻奢 to suit it still; and from an amount that a keyword
    /// names roughly (rule K5).
    pub price_tolerance: f64,
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
    /// Share of the words of two titles of a shop that both have, from which they are near-identical (rule T6).
    pub twin_share: f64,
    /// Least words of a near-identical title: fewer (拖鞋 女 夏) may be those of two products.
    pub twin_words: usize,
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
            attribute_kinds: 2,
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
            price_tolerance: 0.25,
            min_difference: 0.3,
            hero_sales: 1000.0,
            hero_strength: 0.9,
            cooldown_days: 7,
            sibling_share: 0.3,
            twin_share: 0.8,
            twin_words: 4,
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
