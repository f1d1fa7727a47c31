//! `D2-duplicate-picture`: the same picture is shown more than once.
//!
//! What: one hint a page, with the number of pictures that were shown before and the place of the first repetition: the same
//! source, or the same content where the files are known.
//! Why: it lengthens the page, costs time to open, and tells the shopper nothing new.
//! Example: the same size chart at the top and at the bottom.

use rustc_hash::FxHashSet;

use crate::diagnostic::{Diagnostic, Location, Severity};
use crate::page::picture;
use crate::page::rules::Checked;

pub(super) fn check(page: &Checked<'_>, findings: &mut Vec<Diagnostic>) {
    if page.reading.photos().len() == page.reading.pictures() {
        return;
    }
    let (mut sources, mut contents) = (FxHashSet::default(), FxHashSet::default());
    let mut repeated = page.reading.outline().pictures().filter(|(_, picture)| {
        let identity = picture::identity(&picture.src);
        // What is kept of an inline picture does not tell it from others, and a style sheet may name a picture for two widths.
        if picture.from_style_sheet {
            return false;
        }
        let same_content = picture.content().is_some_and(|hash| !contents.insert(hash));
        same_content || (!identity.starts_with("data:") && !sources.insert(identity))
    });
    let Some((block, first)) = repeated.next() else { return };
    let name = picture::file_name(&first.src);
    let offset = block.offset;
    findings.push(Diagnostic {
        rule: "D2-duplicate-picture",
        severity: Severity::Hint,
        location: Location::Page { offset },
        message: format!("{} 张图片和前面的重复（例如 {name}）：页面变长变慢，内容没有增加", 1 + repeated.count()),
        help: "删掉重复的图片，或换成别的角度、细节".into(),
    });
}

#[cfg(test)]
mod tests {
    use crate::page::tests::{finding, general};

    #[test]
    fn a_repeated_picture_is_named() {
        let html = "<img src=https://a/x.jpg><img src=//a/y.jpg><img src=//a/x.jpg><img src=//a/y.jpg>";
        let finding = finding(&general(html), "D2-duplicate-picture").unwrap();
        assert!(finding.message.starts_with("2 张图片和前面的重复（例如 x.jpg）"), "{}", finding.message);
    }

    #[test]
    fn different_queries_and_placeholders_are_no_repetition() {
        let html = "<img src=a.jpg?1><img src=a.jpg?2><img src=spaceball.gif><img src=spaceball.gif>";
        assert_eq!(finding(&general(html), "D2-duplicate-picture"), None);
    }
}
