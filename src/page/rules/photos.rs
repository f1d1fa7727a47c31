//! `D2-photos`: fewer photos than the manual asks for.
//!
//! What: the page shows fewer different pictures than [`PageConfig::min_photos`](crate::config::PageConfig::min_photos).
//! Why: shoppers cannot touch the item; at least eight photos from all sides answer what they would ask.
//! Example: a page of three pictures. A hint only where a picture may be several photos in one, as long pictures are.

use crate::diagnostic::{Diagnostic, Severity};
use crate::page::outline::Picture;
use crate::page::rules::{Checked, WHOLE_PAGE};

/// A picture higher than this many pixels, or of unknown height, may be several photos in one.
const LONG_PICTURE: u32 = 1200;

/// So is one that is known to be so many times as high as it is wide.
const LONG_ASPECT: u32 = 2;

pub(super) fn check(page: &Checked<'_>, findings: &mut Vec<Diagnostic>) {
    let (photos, least) = (page.reading.photos().len(), page.config.min_photos);
    if photos >= least {
        return;
    }
    let outline = page.reading.outline();
    let is_long = |picture: &Picture| match &picture.facts {
        Some(facts) if facts.width > 0 => facts.height >= facts.width.saturating_mul(LONG_ASPECT),
        _ => picture.height.is_none_or(|height| height > LONG_PICTURE),
    };
    let may_be_long = outline.pictures().any(|(_, picture)| is_long(picture));
    let count = if photos == 0 { "没有图片".to_owned() } else { format!("只有 {photos} 张图片") };
    let (severity, doubt) = if may_be_long {
        (Severity::Hint, "；如果是几张照片拼成的长图，可以不管")
    } else {
        (Severity::Warning, "")
    };
    findings.push(Diagnostic {
        rule: "D2-photos",
        severity,
        location: WHOLE_PAGE,
        message: format!("详情页{count}，要求至少 {least} 张：角度不全，买家看不清实物{doubt}"),
        help: "补上正面、背面、侧面、细节、包装等实拍图".into(),
    });
}

#[cfg(test)]
mod tests {
    use crate::diagnostic::Severity;
    use crate::page::tests::{finding, general, pictures};

    #[test]
    fn eight_photos_are_enough() {
        assert_eq!(finding(&general(&pictures(8)), "D2-photos"), None);
    }

    #[test]
    fn a_picture_shown_twice_counts_once() {
        let html = format!("{}{}", pictures(7), pictures(7));
        assert!(finding(&general(&html), "D2-photos").unwrap().message.contains("只有 7 张"));
    }

    #[test]
    fn small_pictures_earn_a_warning_and_possibly_long_ones_a_hint() {
        let small = "<img src=a.jpg width=750 height=700>";
        assert_eq!(finding(&general(small), "D2-photos").unwrap().severity, Severity::Warning);
        assert_eq!(finding(&general("<img src=a.jpg>"), "D2-photos").unwrap().severity, Severity::Hint);
        assert_eq!(finding(&general(""), "D2-photos").unwrap().severity, Severity::Warning);
    }
}
