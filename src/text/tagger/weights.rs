//! Weights by the names of features.

use std::fmt::Write as _;

use rustc_hash::FxHashMap;

/// What a token is to its sequence.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[repr(u8)]
pub enum Label {
    /// The first piece of what is sold.
    Product,
    /// The first piece of a brand.
    Brand,
    /// The first piece of another word.
    Other,
    /// A further piece of what is sold.
    InProduct,
    /// A further piece of a brand.
    InBrand,
    /// A further piece of another word.
    InOther,
}

/// How many labels there are.
pub const LABELS: usize = 6;

impl Label {
    /// Every label, in the order of the weights' columns.
    pub const ALL: [Self; LABELS] =
        [Self::Product, Self::Brand, Self::Other, Self::InProduct, Self::InBrand, Self::InOther];

    /// Whether the token continues the piece before it.
    pub fn continues(self) -> bool {
        matches!(self, Self::InProduct | Self::InBrand | Self::InOther)
    }

    /// Whether `next` may stand behind this label: a further piece needs one of its own sort before it.
    pub fn may_precede(self, next: Self) -> bool {
        !next.continues() || next as usize % 3 == self as usize % 3
    }
}

/// Weights by feature name; a feature that is not there weighs nothing.
///
/// As text a line is `name<TAB>w1<TAB>...<TAB>w6`, one whole number a label, sorted by name. The features `t0` to `t5` are the transitions from each label.
#[derive(Debug, Clone, Default)]
pub struct Weights {
    by_name: FxHashMap<Box<str>, [i16; LABELS]>,
}

impl Weights {
    /// The weights that are compiled in.
    pub fn embedded() -> Self {
        Self::parse(include_str!("weights.tsv"))
    }

    /// Reads weights; lines that are none are passed over.
    pub fn parse(text: &str) -> Self {
        let line = |line: &str| {
            let mut columns = line.split('\t');
            let name = columns.next()?;
            let mut weights = [0; LABELS];
            for weight in &mut weights {
                *weight = columns.next()?.parse().ok()?;
            }
            Some((name.into(), weights))
        };
        Self { by_name: text.lines().filter(|text| !text.starts_with('#')).filter_map(line).collect() }
    }

    /// Sets the weights of a feature.
    pub fn set(&mut self, name: &str, weights: [i16; LABELS]) {
        self.by_name.insert(name.into(), weights);
    }

    /// The weights of a feature.
    pub fn get(&self, name: &str) -> [i16; LABELS] {
        self.by_name.get(name).copied().unwrap_or_default()
    }

    /// The names, sorted.
    pub fn names(&self) -> Vec<&str> {
        let mut names: Vec<&str> = self.by_name.keys().map(|name| &**name).collect();
        names.sort_unstable();
        names
    }

    /// The text form.
    pub fn to_text(&self) -> String {
        let mut text = String::new();
        for name in self.names() {
            text.push_str(name);
            for weight in self.get(name) {
                let _ = write!(text, "\t{weight}");
            }
            text.push('\n');
        }
        text
    }
}
