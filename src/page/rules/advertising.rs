//! `D7-hard`, `D7-soft`: advertising law holds for the page's text as well as for the title.

use std::fmt::Write;

use crate::diagnostic::{Diagnostic, Location, Severity};
use crate::page::Outline;
use crate::text::{AdvertisingTerms, Segmented, Segmenter, TermTier};

/// Findings of a term named one by one; more places are counted in the last one.
const NAMED: usize = 3;

/// Checks every text of a page against the terms (rules T7, D7). Each term is reported once, where it stands first.
pub fn advertising(
    outline: &Outline,
    segmenter: &Segmenter,
    terms: &AdvertisingTerms,
    buffer: &mut Segmented,
) -> Vec<Diagnostic> {
    let mut findings: Vec<Diagnostic> = Vec::new();
    let mut seen: Vec<(String, usize)> = Vec::new();
    for (offset, text) in outline.texts() {
        segmenter.segment(text, buffer);
        let normalized = &buffer.normalized;
        terms.find(buffer, |term| {
            let (rule, severity, message) = match term.tier {
                TermTier::Allowed => return,
                TermTier::Hard => ("D7-hard", Severity::Error, "违反广告法，详情页里也不能写"),
                TermTier::Soft => ("D7-soft", Severity::Warning, "没有证明材料时容易被投诉"),
            };
            let word = normalized.get(term.start..term.end).unwrap_or_default();
            if let Some((_, count)) = seen.iter_mut().find(|(known, _)| known == word) {
                *count += 1;
                return;
            }
            seen.push((word.to_owned(), 1));
            let help = if term.note.is_empty() {
                "删掉，换成可以证明的事实".to_owned()
            } else {
                term.note.to_owned()
            };
            findings.push(Diagnostic {
                rule,
                severity,
                location: Location::Page { offset },
                message: format!("「{word}」{message}"),
                help: help.into(),
            });
        });
    }
    for (finding, (_, count)) in findings.iter_mut().zip(seen).filter(|(_, (_, count))| *count >= NAMED) {
        // Writing to a String cannot fail.
        let _ = write!(finding.message, "（全页 {count} 处）");
    }
    findings
}
