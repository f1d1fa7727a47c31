//! `T3-structure`: a good title has a core word, two or more kinds of attributes, and whom or what occasion it is for
//! (核心关键词 + 属性词 + 场景词): each kind that is missing is a kind of search that does not find it.

use super::example::{points, says};
use super::{Check, Findings, Rule};
use crate::diagnostic::Severity;
use crate::dictionary::Role;

pub(super) const RULE: Rule = Rule {
    code: "T3-structure",
    title: "缺少属性词或场景词",
    severity: Severity::Hint,
    check: Check::Title(check),
    examples: &[
        says("秋冬加厚羊绒围巾女"),
        says("百搭保暖女"),
        points("羊绒围巾", &["羊绒围巾"]),
        points("围巾女", &["围巾女"]),
        points("加厚纯棉毛巾", &["加厚纯棉毛巾"]),
    ],
};

/// Kinds of attributes.
const ATTRIBUTES: [Role; 8] =
    [Role::Material, Role::Style, Role::Pattern, Role::Colour, Role::Season, Role::Function, Role::Craft, Role::Spec];

fn check(findings: &mut Findings<'_, '_>) {
    let view = findings.view;
    // What a title without a core word lacks first is that.
    let Some(core) = view.core.and_then(|core| view.segmented.tokens.get(core)) else { return };
    let roles = view.roles;
    // 羊绒围巾 says the material too: a product word of four characters or more, three bytes each, holds an attribute.
    let inner = usize::from(core.end - core.start >= 12);
    let kinds = ATTRIBUTES.iter().filter(|role| roles.contains(**role)).count() + inner;
    let scene = roles.contains(Role::Scene) || roles.contains(Role::Audience);
    let least = findings.config.attribute_kinds;
    let few = if least == 2 { "属性词不到两类".to_owned() } else { format!("属性词不到 {least} 类") };
    let message = match (kinds < least, scene) {
        (false, true) => return,
        (true, true) => format!("{few}（材质、款式、图案、季节、功能等），搜这些词的买家找不到它"),
        (false, false) => "没有人群词或场景词，搜「女」「学生」「居家」这类词的买家找不到它".to_owned(),
        (true, false) => format!("{few}，也没有人群词或场景词，覆盖的搜索很少"),
    };
    let end = view.listing.title.len();
    findings.report_original(0, end, message, "按「核心词＋属性词＋场景词」补上真实的词");
}
