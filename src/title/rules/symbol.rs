//! `T6-symbol`: decorative symbols (★ 【】 / , !) take bytes and look like spam.

use super::example::{points, says};
use super::{Check, Findings, Rule};
use crate::config::Platform;
use crate::diagnostic::Severity;
use crate::dictionary::Role;
use crate::text::{Shape, Token};

pub(super) const RULE: Rule = Rule {
    code: "T6-symbol",
    title: "多余的符号",
    severity: Severity::Warning,
    check: Check::Title(check),
    examples: &[
        says("羊绒围巾女"),
        says("保温杯500ml*2"),
        says("办公桌6/4人位"),
        points("【羊绒】围巾女", &["【羊绒】"]),
        points("羊绒围巾★女", &["★"]),
    ],
};

fn check(findings: &mut Findings<'_, '_>) {
    let view = findings.view;
    if !view.symbols {
        return;
    }
    let tmall = findings.config.platform == Platform::Tmall;
    let tokens = &view.segmented.tokens;
    let of_brand = |index: usize| {
        let brand = |at: Option<usize>| at.and_then(|at| tokens.get(at)).is_some_and(|token| token.role == Role::Brand);
        tmall && brand(index.checked_sub(1)) && brand(Some(index + 1))
    };
    let mut symbols = tokens
        .iter()
        .enumerate()
        .filter(|&(index, token)| token.shape == Shape::Symbol && !of_brand(index) && !view.joins_numbers(index))
        .map(|(_, token)| token);
    let Some(first) = symbols.next() else { return };
    let text = |token: &Token| view.original_text(token.start as usize, token.end as usize);
    let mut message = String::with_capacity(64);
    message.push_str("符号「");
    message.push_str(text(first));
    let mut named = vec![text(first)];
    let mut end = first.end;
    for token in symbols {
        end = token.end;
        let symbol = text(token);
        if !named.contains(&symbol) {
            named.push(symbol);
            message.push(' ');
            message.push_str(symbol);
        }
    }
    message.push_str("」占字节，对搜索没有用");
    findings.report(first.start as usize, end as usize, |_| message, "删掉符号，词与词直接相连");
}
