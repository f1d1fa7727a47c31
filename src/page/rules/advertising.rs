//! `D7-hard`, `D7-soft`, `D7-exempt`: advertising law holds for the page's text as well as for the title, and for the text in its pictures.
//!
//! What: hard and soft terms, each once where it stands first, with the number of places. A term inside the name of the listing's
//! own brand (荣耀) is a registered name: it is told of as such, so that nobody deletes it.
//! Why: the law makes no difference between a title and a page; fines start at 200,000 yuan.
//! Example: 全国最低价 in a heading, or in a banner.

use std::fmt::Write;
use std::ops::Range;

use crate::diagnostic::{Diagnostic, Location, Severity};
use crate::page::Outline;
use crate::page::outline::Content;
use crate::page::rules::brand;
use crate::text::{AdvertisingTerms, Normalizer, Segmented, Segmenter, TermTier};

/// Places of a term from which on they are counted in its finding.
const COUNTED: usize = 3;

/// Checks every text of a page against the terms (rules T7, D7). Each term is reported once, where it stands first. `brand` is the
/// listing's; where it is empty, the one that the page states.
pub fn advertising(
    outline: &Outline<'_>,
    brand: &str,
    segmenter: &Segmenter,
    terms: &AdvertisingTerms,
    buffer: &mut Segmented,
) -> Vec<Diagnostic> {
    let normalizer = segmenter.normalizer();
    let mut names: Option<Vec<String>> = None;
    let mut found = Found::default();
    for block in outline.blocks() {
        let in_picture = matches!(block.content, Content::Picture(_));
        for text in block.content.texts() {
            // Cutting a sentence into words costs far more than seeing that no term is in it.
            let mut from = 0;
            while let Some(at) = terms.next_start(normalizer, text, from) {
                let sentence = sentence(text, from, at);
                from = sentence.end;
                let sentence = text.get(sentence).unwrap_or_default();
                normalizer.normalize_into(sentence, &mut buffer.normalized);
                if !terms.may_occur(&buffer.normalized) {
                    continue;
                }
                segmenter.segment(sentence, buffer);
                let names = names.get_or_insert_with(|| brand_names(outline, brand, normalizer));
                let normalized = &buffer.normalized;
                terms.find(buffer, |term| {
                    let word = normalized.get(term.start..term.end).unwrap_or_default();
                    let is_name = names.iter().any(|name| holds(normalized, name, &(term.start..term.end)));
                    let tier = if is_name && term.tier != TermTier::Allowed { None } else { Some(term.tier) };
                    found.add(word, tier, term.note, block.offset, in_picture);
                });
            }
        }
    }
    found.finish()
}

/// The names of the brand in their normal form: both of HONOR/荣耀.
fn brand_names(outline: &Outline<'_>, brand: &str, normalizer: &Normalizer) -> Vec<String> {
    let stated = || outline.blocks().iter().flat_map(brand::stated).next().unwrap_or_default();
    let brand = if brand.is_empty() { stated() } else { brand };
    let names = brand.split(['/', '(', ')', '（', '）', '|']).map(|name| normalizer.normalize(name.trim()));
    names.filter(|name| !name.is_empty()).collect()
}

/// Whether `name` stands in `text` around these bytes.
fn holds(text: &str, name: &str, place: &Range<usize>) -> bool {
    text.match_indices(name).any(|(at, _)| at <= place.start && place.end <= at + name.len())
}

/// The sentence around the byte `at` of a text whose sentences before `from` are done.
fn sentence(text: &str, from: usize, at: usize) -> Range<usize> {
    let before = text.get(from..at).unwrap_or_default();
    let start =
        before.char_indices().rev().find(|(_, c)| is_end(*c)).map_or(from, |(end, c)| from + end + c.len_utf8());
    let behind = text.get(at..).unwrap_or_default();
    let end = behind.char_indices().find(|(_, c)| is_end(*c)).map_or(text.len(), |(end, c)| at + end + c.len_utf8());
    start..end
}

/// Whether a sentence ends with the character.
fn is_end(c: char) -> bool {
    matches!(c, '\n' | '。' | '！' | '？' | '；' | '!' | '?' | ';')
}

/// Findings, each with its term and the number of its places.
#[derive(Default)]
struct Found {
    findings: Vec<Diagnostic>,
    seen: Vec<(String, usize)>,
}

impl Found {
    /// `tier` is `None` for a term that is the brand's name.
    fn add(&mut self, word: &str, tier: Option<TermTier>, note: &str, offset: usize, in_picture: bool) {
        let (rule, severity, message) = match tier {
            Some(TermTier::Allowed) => return,
            None => ("D7-exempt", Severity::Hint, "不算广告法禁用词：是本宝贝的品牌名"),
            Some(TermTier::Hard) => ("D7-hard", Severity::Error, "违反广告法，详情页里也不能写"),
            Some(TermTier::Soft) => ("D7-soft", Severity::Warning, "没有证明材料时容易被投诉"),
        };
        if let Some((_, count)) = self.seen.iter_mut().find(|(known, _)| known == word) {
            *count += 1;
            return;
        }
        self.seen.push((word.to_owned(), 1));
        let place = if in_picture { "图片里的" } else { "" };
        let help = if tier.is_none() {
            "可以保留".to_owned()
        } else if note.is_empty() {
            "删掉，换成可以证明的事实".to_owned()
        } else {
            note.to_owned()
        };
        self.findings.push(Diagnostic {
            rule,
            severity,
            location: Location::Page { offset },
            message: format!("{place}「{word}」{message}"),
            help: help.into(),
        });
    }

    fn finish(mut self) -> Vec<Diagnostic> {
        for (finding, (_, count)) in self.findings.iter_mut().zip(self.seen).filter(|(_, (_, count))| *count >= COUNTED)
        {
            // Writing to a String cannot fail.
            let _ = write!(finding.message, "（全页 {count} 处）");
        }
        self.findings
    }
}
