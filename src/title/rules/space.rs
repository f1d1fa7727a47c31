//! `T6-space`: a space is wasted except between Chinese and a Latin model name.

use super::example::{points, says};
use super::{Check, Findings, Rule};
use crate::config::Platform;
use crate::diagnostic::Severity;
use crate::dictionary::Role;
use crate::text::Shape;

pub(super) const RULE: Rule = Rule {
    code: "T6-space",
    title: "多余的空格",
    severity: Severity::Hint,
    check: Check::Title(check),
    examples: &[
        says("羊绒围巾女"),
        says("手机壳 iPhone15 透明"),
        points("羊绒 围巾女", &[" "]),
        points("羊绒 围巾 女", &[" 围巾 "]),
    ],
};

fn check(findings: &mut Findings<'_, '_>) {
    let view = findings.view;
    if !view.spaced {
        return;
    }
    let tokens = &view.segmented.tokens;
    let tmall = findings.config.platform == Platform::Tmall;
    let mut count = 0;
    let mut span: Option<(usize, usize)> = None;
    for (index, token) in tokens.iter().enumerate().filter(|(_, token)| token.shape == Shape::Space) {
        let neighbour = |at: Option<usize>| at.and_then(|at| tokens.get(at)).map(|token| token.shape);
        let before = neighbour(index.checked_sub(1));
        let after = neighbour(Some(index + 1));
        let brand =
            || index.checked_sub(1).and_then(|at| tokens.get(at)).is_some_and(|token| token.role == Role::Brand);
        if before == Some(Shape::Latin) || after == Some(Shape::Latin) || (tmall && brand()) {
            continue;
        }
        count += 1;
        span = Some((span.map_or(token.start as usize, |(start, _)| start), token.end as usize));
    }
    if let Some((start, end)) = span {
        let message = |_: &str| [&*count.to_string(), " 处空格白占字节"].concat();
        findings.report(start, end, message, "中文词之间不用空格");
    }
}
