//! `D1-missing-section`, `D2-missing-section`: a section that the template requires is not on the page.
//!
//! What: the verdict on a required section is [`Verdict::Missing`]; one that cannot be told is never reported here.
//! Why: shoppers who do not find their size, the material or the return policy ask, or leave.
//! Example: a page of clothing in plain text without a size table.

use crate::diagnostic::{Diagnostic, Severity};
use crate::page::rules::{Checked, WHOLE_PAGE, colour_note};
use crate::page::template::Manual;
use crate::page::verdict::Verdict;

pub(super) fn check(page: &Checked<'_>, findings: &mut Vec<Diagnostic>) {
    let rule = match page.template.manual {
        Manual::D1 => "D1-missing-section",
        Manual::D2 => "D2-missing-section",
    };
    // Photos and the note on colours have rules of their own.
    let sections = page.template.sections.iter().zip(page.sections);
    let by_text = sections.filter(|(section, _)| !section.photos && &*section.id != colour_note::SECTION);
    let missing = by_text.filter(|(section, found)| section.required && found.verdict == Verdict::Missing);
    findings.extend(missing.map(|(section, _)| Diagnostic {
        rule,
        severity: Severity::Warning,
        location: WHOLE_PAGE,
        message: format!("详情页没有“{}”：买家找不到就会来问客服，或者直接离开", section.name),
        help: format!("补上“{}”这一版块，并加一行文字小标题", section.name).into(),
    }));
}

#[cfg(test)]
mod tests {
    use crate::page::tests::{clothing, general, rules_of};

    #[test]
    fn a_page_of_text_without_its_sections_is_warned_about() {
        let report = clothing("<p>这是一件很好看的衣服</p>");
        let missing = report.findings.iter().filter(|finding| finding.rule == "D1-missing-section");
        let required = report.sections.iter().filter(|section| section.required && &*section.id != "colour");
        assert_eq!(missing.count(), required.count());
    }

    #[test]
    fn what_pictures_may_hold_is_not_missing() {
        assert!(!rules_of(&clothing("<img src=a.jpg>")).contains(&"D1-missing-section"));
        assert!(!rules_of(&general("<video src=a.mp4></video>")).contains(&"D2-missing-section"));
    }

    #[test]
    fn the_code_follows_the_template() {
        assert!(rules_of(&general("<p>好用</p>")).contains(&"D2-missing-section"));
    }
}
