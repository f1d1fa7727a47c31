//! What of a title must not stay, in the users' words.

use std::fmt;

use super::brand::BrandStanding;
use super::view::TitleView;
use crate::config::TitleConfig;
use crate::text::TermTier;

/// What of a title must not stay.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Faults {
    /// Its GBK bytes and the limit, where it is too long.
    pub length: Option<(usize, usize)>,
    /// Characters that cannot be published.
    pub unpublishable: Vec<String>,
    /// Terms that the law forbids.
    pub unlawful: Vec<String>,
    /// Other sellers' brands.
    pub foreign: Vec<String>,
    /// Words that stand too often.
    pub repeated: Vec<String>,
}

impl Faults {
    /// Everything about a title that must not stay.
    pub(super) fn of(view: &TitleView<'_>, config: &TitleConfig) -> Self {
        let title = &view.listing.title;
        let bytes = view.bytes.unwrap_or_else(|| view.gbk.len_lossy(title));
        let token = |index: usize| {
            view.segmented.tokens.get(index).map(|token| view.original_text(token.start as usize, token.end as usize))
        };
        let unpublishable = title.chars().filter(|&character| view.gbk.char_len(character).is_none());
        let hard = view.terms.iter().filter(|term| term.tier == TermTier::Hard);
        let foreign = view.brands.iter().filter(|(_, standing)| *standing == BrandStanding::Foreign);
        // What nothing can be taken of without tearing the title stays.
        let word = |index: usize| view.segmented.tokens.get(index).map(|token| view.segmented.text(*token));
        let stays = |index: usize| view.mend().stays.iter().any(|&other| word(other) == word(index));
        let repeats = view.excess_repeats().filter(|&(index, _)| !stays(index));
        Self {
            length: (bytes > config.max_bytes).then_some((bytes, config.max_bytes)),
            unpublishable: each_once(unpublishable.map(|character| character.escape_debug().to_string())),
            unlawful: each_once(hard.map(|term| view.original_text(term.start, term.end))),
            foreign: each_once(foreign.filter_map(|&(index, _)| token(index))),
            repeated: each_once(repeats.filter_map(|(index, _)| token(index))),
        }
    }

    /// Adds words of which a proposal leaves out all copies but one.
    pub(super) fn add_repeated(&mut self, words: &[String]) {
        let repeated = std::mem::take(&mut self.repeated);
        self.repeated = each_once(repeated.iter().chain(words));
    }
}

fn each_once(texts: impl Iterator<Item = impl AsRef<str>>) -> Vec<String> {
    let mut once: Vec<String> = Vec::new();
    for text in texts {
        if !once.iter().any(|known| known == text.as_ref()) {
            once.push(text.as_ref().to_owned());
        }
    }
    once
}

impl fmt::Display for Faults {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut said = false;
        let mut separate = |f: &mut fmt::Formatter<'_>| {
            let separator = if std::mem::replace(&mut said, true) { "；" } else { "" };
            f.write_str(separator)
        };
        if let Some((bytes, limit)) = self.length {
            separate(f)?;
            write!(f, "T1：{bytes} 字节，超过 {limit} 字节")?;
        }
        for (rule, words, fault) in [
            ("T1", &self.unpublishable, "发布不了"),
            ("T7", &self.unlawful, "违反广告法"),
            ("T6", &self.foreign, "是别家的品牌"),
            ("T6", &self.repeated, "重复，只留一处"),
        ] {
            if !words.is_empty() {
                separate(f)?;
                write!(f, "{rule}：「{}」{fault}", words.join("」「"))?;
            }
        }
        Ok(())
    }
}
