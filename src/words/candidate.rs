//! A word proposed.

use serde::Serialize;

use super::find::Find;
use super::named::Naming;
use crate::dictionary::Role;

/// A word that the dictionaries lack, with what speaks for it.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Candidate {
    /// The word in normal form.
    pub word: String,
    /// What it probably is; `None` where nothing decides.
    pub role: Option<Role>,
    /// The main word of which it is another name, where a brand column gives both.
    pub canonical: Option<String>,
    /// Probability in [0, 1] of the role; 1 where a column gives it.
    pub certainty: f64,
    /// What the role follows from.
    pub evidence: Evidence,
    /// Different titles that it stands in, or rows that name it.
    pub titles: u32,
    /// Different keywords that it stands in.
    pub keywords: u32,
    /// Whether shoppers search for it by itself.
    pub asked: bool,
    /// Pointwise mutual information, in natural units, of the loosest of its splits; `None` where the segmenter takes it for one
    /// word already, or a column names it.
    pub cohesion: Option<f64>,
    /// Entropy of its neighbours on the left, in natural units.
    pub left_freedom: f64,
    /// Entropy of its neighbours on the right.
    pub right_freedom: f64,
    /// Up to three texts that it stands in.
    pub examples: Vec<String>,
    /// What the candidates are ordered by: `√texts · min(freedom, 2.5) · certainty`, half as much again where shoppers ask for
    /// the word or a column names it.
    pub score: f64,
}

/// What a candidate's role follows from.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Evidence {
    /// Its form and its neighbours.
    Context,
    /// A column names it: 品牌, 材质, 类目.
    Column(String),
}

/// Freedom beyond which more of it says nothing.
const MOST_FREEDOM: f64 = 2.5;
/// What a shopper's own query or a column adds to the score.
const ASKED: f64 = 1.5;

impl Candidate {
    /// A word found in texts. A role that is less certain than `least` is not said.
    pub(super) fn found(find: Find, role: Role, certainty: f64, least: f64) -> Self {
        let mut candidate = Self {
            word: find.text.into(),
            role: (certainty >= least).then_some(role),
            canonical: None,
            certainty,
            evidence: Evidence::Context,
            titles: find.titles,
            keywords: find.keywords,
            asked: find.asked,
            cohesion: find.cohesion.map(|cohesion| cohesion.information),
            left_freedom: find.left.entropy(),
            right_freedom: find.right.entropy(),
            examples: find.examples.into_iter().map(Into::into).collect(),
            score: 0.0,
        };
        candidate.rate();
        candidate
    }

    /// A word that only a column names.
    pub(super) fn of_column(word: &str, role: Role, naming: Naming) -> Self {
        let mut candidate = Self {
            word: word.to_owned(),
            role: None,
            canonical: None,
            certainty: 1.0,
            evidence: Evidence::Context,
            titles: naming.rows,
            keywords: 0,
            asked: false,
            cohesion: None,
            left_freedom: MOST_FREEDOM,
            right_freedom: MOST_FREEDOM,
            examples: naming.examples.iter().map(ToString::to_string).collect(),
            score: 0.0,
        };
        candidate.named(role, naming);
        candidate
    }

    /// A column names the word.
    pub(super) fn named(&mut self, role: Role, naming: Naming) {
        self.role = Some(role);
        self.certainty = 1.0;
        self.canonical = naming.main.map(Into::into);
        self.evidence = Evidence::Column(naming.column.into());
        self.rate();
    }

    fn rate(&mut self) {
        let texts = f64::from(self.titles + self.keywords);
        let freedom = self.left_freedom.min(self.right_freedom).min(MOST_FREEDOM);
        let backed = self.asked || matches!(self.evidence, Evidence::Column(_));
        self.score = texts.sqrt() * freedom * self.certainty * if backed { ASKED } else { 1.0 };
    }
}
