//! `T6-brand`: another seller's brand brings visitors who leave at once, and complaints; for parts and accessories 适用 + brand is right.

use super::example::{points, says};
use super::{Check, Findings, Rule};
use crate::diagnostic::Severity;
use crate::title::brand::BrandStanding;

pub(super) const RULE: Rule = Rule {
    code: "T6-brand",
    title: "他人品牌",
    severity: Severity::Warning,
    check: Check::Title(check),
    examples: &[
        says("耐克运动鞋男"),
        points("耐克运动鞋男", &[]).of_brand("耐克"),
        says("手机壳适用华为mate60"),
        points("耐克运动鞋男", &["耐克"]).of_brand("安踏"),
        points("帆布鞋耐克同款", &["耐克"]),
    ],
};

fn check(findings: &mut Findings<'_, '_>) {
    let view = findings.view;
    for &(index, standing) in &view.brands {
        if standing != BrandStanding::Foreign {
            continue;
        }
        let Some(token) = view.segmented.tokens.get(index) else { continue };
        let message = |word: &str| format!("「{word}」是别家的品牌，带来的买家留不住，还会被投诉侵权");
        findings.report(
            token.start as usize,
            token.end as usize,
            message,
            "删掉；若是配件，写成「适用」加品牌；若就是本品品牌，在属性里填上品牌",
        );
    }
}
