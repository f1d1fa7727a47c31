//! `T6-repeat`: the same word twice covers nothing more. The core word may stand twice.

use super::{Findings, Rule};
use crate::diagnostic::Severity;
use crate::text::{Shape, Token};
use crate::title::unit::repeatable;

pub(super) const RULE: Rule = Rule { code: "T6-repeat", title: "重复用词", severity: Severity::Warning, check };

fn check(findings: &mut Findings<'_, '_>) {
    let view = findings.view;
    let title = view.segmented;
    let core = view.core.and_then(|core| title.tokens.get(core)).map(|token| title.text(*token));
    for (index, token) in title.tokens.iter().enumerate() {
        if !matches!(token.shape, Shape::Word | Shape::Latin) || repeatable(view, *token).is_some() {
            continue;
        }
        let text = title.text(*token);
        let same = |other: &&Token| title.text(**other) == text;
        let before = title.tokens.iter().take(index).filter(same).count();
        let allowed = if core == Some(text) { findings.config.core_repeats } else { 1 };
        if before >= allowed {
            let word = view.original_text(token.start as usize, token.end as usize);
            let message = format!("「{word}」第 {} 次出现，重复的词不会多带来搜索", before + 1);
            findings.report(token.start as usize, token.end as usize, message, "只留一处，省下的字节写别的词");
        }
    }
}
