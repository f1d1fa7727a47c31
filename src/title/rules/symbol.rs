//! `T6-symbol`: decorative symbols (★ 【】 / , !) take bytes and look like spam.

use super::{Findings, Rule};
use crate::diagnostic::Severity;
use crate::text::Shape;

pub(super) const RULE: Rule = Rule { code: "T6-symbol", title: "多余的符号", severity: Severity::Warning, check };

fn check(findings: &mut Findings<'_, '_>) {
    let view = findings.view;
    if !view.symbols {
        return;
    }
    let mut symbols: Vec<&str> = Vec::new();
    let mut span: Option<(usize, usize)> = None;
    for token in view.segmented.tokens.iter().filter(|token| token.shape == Shape::Symbol) {
        let text = view.original_text(token.start as usize, token.end as usize);
        if !symbols.contains(&text) {
            symbols.push(text);
        }
        span = Some((span.map_or(token.start as usize, |(start, _)| start), token.end as usize));
    }
    if let Some((start, end)) = span {
        let message = ["符号「", &symbols.join(" "), "」占字节，对搜索没有用"].concat();
        findings.report(start, end, message, "删掉符号，词与词直接相连");
    }
}
