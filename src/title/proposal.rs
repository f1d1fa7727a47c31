//! What is proposed for a title.

use serde::Serialize;

use super::coverage::Coverage;
use super::fault::Faults;
use super::reason::Reason;
use crate::keyword::KeywordId;

/// What to do with a listing's title.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Decision {
    /// Change to the proposal.
    Propose,
    /// Nothing gains enough: leave the title.
    Keep,
    /// A hero, or edited a short while ago: leave the title, whatever could be gained (rules T4, T5).
    Frozen,
    /// The present title is kept for the time being, but must not stay: nothing that could be proposed in its place mends it within one edit, so
    /// somebody has to.
    #[serde(rename = "keep")]
    Mend,
}

impl Decision {
    /// The word used in files.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Propose => "propose",
            Self::Keep | Self::Mend => "keep",
            Self::Frozen => "frozen",
        }
    }
}

/// A title to change to, or the present one to keep.
#[derive(Debug, Clone, PartialEq)]
pub struct Proposal {
    /// The title.
    pub title: String,
    /// GBK bytes.
    pub bytes: usize,
    /// Expected visits less the cost of change and of a structure that wants for something.
    pub value: f64,
    /// No choice of words within the evidence is worth more; for a proposal within the edit budget no choice within that, and for one that does
    /// without some words of a better one, no choice without them.
    pub bound: f64,
    /// Expected visits of the present title.
    pub visits_now: f64,
    /// Expected visits of this one.
    pub visits: f64,
    /// Keywords that this title covers and the present one does not, best first.
    pub gained: Vec<KeywordId>,
    /// Keywords that only the present title covers, best first.
    pub lost: Vec<KeywordId>,
    /// Words added, each with its evidence.
    pub added: Vec<(String, String)>,
    /// Words left out.
    pub removed: Vec<String>,
    /// Characters inserted, deleted or replaced.
    pub edited_chars: usize,
    /// Whether the change stays within the edit budget (rule T5).
    pub within_budget: bool,
    /// What to do.
    pub decision: Decision,
    /// The best keyword whose words stand one behind the other in this title (rule T2).
    pub phrase: Option<KeywordId>,
    /// Words of which a copy is left out, and another stands.
    pub copies: Vec<String>,
    /// What of the present title must not stay.
    pub faults: Faults,
    /// Why the title is kept or frozen, or what stopped a better one.
    pub reason: Reason,
}

impl Proposal {
    /// Why this title, in Chinese: what it mends, what it gains, and what else is to be said.
    pub fn why(&self) -> String {
        let mut why = self.faults.to_string();
        let mut add = |part: &str| {
            if !why.is_empty() && !part.is_empty() {
                why.push('；');
            }
            why.push_str(part);
        };
        if !self.gained.is_empty() {
            add(&format!("多覆盖 {} 个词，预计访问 {:.2} → {:.2}", self.gained.len(), self.visits_now, self.visits));
        }
        add(&self.reason.to_string());
        why
    }
}

/// What is known of the present title before anything is proposed.
#[derive(Debug, Clone, Copy)]
pub(super) struct Present<'a> {
    /// Keywords covered.
    pub covered: &'a [KeywordId],
    /// What they come to.
    pub coverage: Coverage,
    /// Whether the title must not stay as it is: over length, unpublishable, unlawful, or with a word twice.
    pub faulty: bool,
    /// Whether that holds for heroes too: for more than a word twice.
    pub barred: bool,
    /// How the listing stands.
    pub standing: Standing,
}

/// How a listing stands among others.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Standing {
    /// Percentile in its category by sales, in [0, 1] (rule K8).
    pub strength: f64,
    /// Among near-identical listings of its shop, how many are stronger (rule T10).
    pub stronger_siblings: u32,
    /// How many these near-identical listings are, itself among them; 1 for a listing of its own.
    pub siblings: u32,
    /// Its price over the median of its category; `None` where it has none (rule K5).
    pub price_ratio: Option<f64>,
}

impl From<f64> for Standing {
    /// A listing of this strength that has no siblings, and of whose price nothing is known.
    fn from(strength: f64) -> Self {
        Self { strength, stronger_siblings: 0, siblings: 1, price_ratio: None }
    }
}
