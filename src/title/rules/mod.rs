//! The rules of a title, one a file (T1, T3, T6, T7, T9), each with examples that one test runs.
//!
//! Each rule has a code (`T6-repeat`: the domain rule, then what it looks at), a severity of its own that the configuration can change,
//! and a check that reports byte ranges of the original title.

mod brand;
mod core;
mod example;
mod exempt;
mod gbk;
mod hard;
mod head;
mod length;
mod repeat;
mod service;
mod short;
mod soft;
mod space;
mod structure;
mod symbol;
pub(super) mod twin;

pub use example::Example;

use std::borrow::Cow;

use super::view::TitleView;
use crate::config::TitleConfig;
use crate::diagnostic::{Diagnostic, Location, Severity};

/// A rule of titles.
#[derive(Debug, Clone, Copy)]
pub struct Rule {
    /// Code in files and in the configuration.
    pub code: &'static str,
    /// What the users call it.
    pub title: &'static str,
    /// How much a finding weighs unless the configuration says otherwise.
    pub severity: Severity,
    check: Check,
    /// Titles that show what it points at, and what it leaves alone.
    pub examples: &'static [Example],
}

/// What a rule looks at.
#[derive(Debug, Clone, Copy)]
enum Check {
    /// One title alone.
    Title(fn(&mut Findings<'_, '_>)),
    /// A title beside the others of its shop: [`Twins`](super::Twins) finds them.
    Shop,
}

/// Every rule, in the order of their codes.
pub const RULES: [Rule; 15] = [
    gbk::RULE,
    length::RULE,
    short::RULE,
    core::RULE,
    structure::RULE,
    brand::RULE,
    repeat::RULE,
    service::RULE,
    space::RULE,
    symbol::RULE,
    twin::RULE,
    exempt::RULE,
    hard::RULE,
    soft::RULE,
    head::RULE,
];

/// The Chinese title of a rule; `None` for a code that is no title rule.
pub fn rule_title(code: &str) -> Option<&'static str> {
    RULES.iter().find(|rule| rule.code == code).map(|rule| rule.title)
}

/// The first rule code under `[title.severity]` that no rule has.
pub fn unknown_rule(config: &TitleConfig) -> Option<&str> {
    config.severity.keys().map(String::as_str).find(|code| rule_title(code).is_none())
}

/// What a check sees, and where its findings go.
#[derive(Debug)]
pub(super) struct Findings<'v, 'a> {
    pub view: &'v TitleView<'a>,
    pub config: &'v TitleConfig,
    rule: &'static str,
    severity: Severity,
    out: Vec<Diagnostic>,
}

impl Findings<'_, '_> {
    /// Reports a range of the normal form; `message` is given its text as the shop wrote it.
    fn report(
        &mut self,
        start: usize,
        end: usize,
        message: impl FnOnce(&str) -> String,
        help: impl Into<Cow<'static, str>>,
    ) {
        let (start, end) = self.view.original_range(start, end);
        let text = self.view.listing.title.get(start..end).unwrap_or_default();
        self.report_original(start, end, message(text), help);
    }

    /// Reports a range of the original title.
    fn report_original(&mut self, start: usize, end: usize, message: String, help: impl Into<Cow<'static, str>>) {
        self.out.push(Diagnostic {
            rule: self.rule,
            severity: self.severity,
            location: Location::Title { start, end },
            message,
            help: help.into(),
        });
    }
}

/// The rules that a configuration leaves on, each with its severity.
#[derive(Debug)]
pub(super) struct ActiveRules(Vec<Rule>);

impl ActiveRules {
    /// Every rule that `config` does not turn off.
    pub fn new(config: &TitleConfig) -> Self {
        let active = |rule: &Rule| match config.severity.get(rule.code) {
            None => Some(*rule),
            Some(level) => level.severity().map(|severity| Rule { severity, ..*rule }),
        };
        Self(RULES.iter().filter_map(active).collect())
    }

    /// The severity of a rule that is on.
    pub fn severity(&self, code: &str) -> Option<Severity> {
        self.0.iter().find(|rule| rule.code == code).map(|rule| rule.severity)
    }

    /// Runs the rules over a title.
    pub fn check(&self, view: &TitleView<'_>, config: &TitleConfig) -> Vec<Diagnostic> {
        let mut findings = Findings { view, config, rule: "", severity: Severity::Hint, out: Vec::new() };
        for rule in &self.0 {
            findings.rule = rule.code;
            findings.severity = rule.severity;
            if let Check::Title(check) = rule.check {
                check(&mut findings);
            }
        }
        findings.out
    }
}
