//! The score of a title, 0 to 100, and what it is made of.

use crate::config::TitleConfig;
use crate::diagnostic::{Diagnostic, Severity};

/// What a rule takes off a title's score.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Deduction {
    /// Code of the rule.
    pub rule: &'static str,
    /// How many findings it has.
    pub findings: usize,
    /// Points off.
    pub points: f64,
}

/// Points that one finding costs. What T7-exempt says is praise.
pub(super) fn points(finding: &Diagnostic, config: &TitleConfig) -> f64 {
    match finding.severity {
        Severity::Error => config.error_points,
        Severity::Warning => config.warning_points,
        Severity::Hint if finding.rule == "T7-exempt" => 0.0,
        Severity::Hint => config.hint_points,
    }
}

/// 100 less the points of every finding, and never below 0.
pub(super) fn score(findings: &[Diagnostic], config: &TitleConfig) -> f64 {
    (100.0 - findings.iter().map(|finding| points(finding, config)).sum::<f64>()).max(0.0)
}

/// What each rule takes off the score, in the order of the findings; rules that take nothing off are left out. Together they may be more than 100.
pub(super) fn deductions(findings: &[Diagnostic], config: &TitleConfig) -> Vec<Deduction> {
    let mut deductions: Vec<Deduction> = Vec::new();
    for finding in findings {
        let points = points(finding, config);
        if points <= 0.0 {
            continue;
        }
        match deductions.iter_mut().find(|deduction| deduction.rule == finding.rule) {
            Some(deduction) => {
                deduction.findings += 1;
                deduction.points += points;
            }
            None => deductions.push(Deduction { rule: finding.rule, findings: 1, points }),
        }
    }
    deductions
}
