//! `D1-views`: the model is not said to be shown from all sides.
//!
//! What: every picture of a page of clothing has a caption, an `alt` text or words in it, some of them name a view (全身, 正面, 背面, 侧面),
//! and none names the others. Where pictures without any word might show them, nothing is said.
//! Why: shoppers cannot turn the model round; the view they miss is what they ask for.
//! Example: pictures called 正面 and 侧面, and none called 背面.

use crate::diagnostic::{Diagnostic, Severity};
use crate::page::outline::{Content, Picture};
use crate::page::rules::{Checked, WHOLE_PAGE};
use crate::page::template::Manual;

/// Each view and what it is called.
const VIEWS: [(&str, &[&str]); 4] = [
    ("全身", &["全身", "全景", "整体", "上身效果", "穿着效果"]),
    ("正面", &["正面", "前面", "正身"]),
    ("背面", &["背面", "后背", "背后", "背影", "后面"]),
    ("侧面", &["侧面", "侧身", "侧边"]),
];

/// Longer texts are no captions.
const MAX_CAPTION: usize = 60;

pub(super) fn check(page: &Checked<'_>, findings: &mut Vec<Diagnostic>) {
    let outline = page.reading.outline();
    let speaks = |picture: &Picture| !picture.alt.is_empty() || !picture.lines().is_empty();
    let mut pictures = outline.pictures().map(|(_, picture)| picture).peekable();
    if page.template.manual != Manual::D1 || pictures.peek().is_none() || !pictures.all(speaks) {
        return;
    }
    let alts = outline.pictures().map(|(_, picture)| &*picture.alt);
    let captions = outline.blocks().iter().filter(|block| !matches!(block.content, Content::Table { .. }));
    let captions = captions.flat_map(|block| block.content.texts()).filter(|text| text.len() <= MAX_CAPTION);
    let captions: Vec<&str> = alts.chain(captions).collect();
    let is_shown = |names: &[&str]| captions.iter().any(|caption| names.iter().any(|name| caption.contains(name)));
    let (shown, missing): (Vec<_>, Vec<_>) = VIEWS.iter().partition(|(_, names)| is_shown(names));
    if shown.is_empty() || missing.is_empty() {
        return;
    }
    let names = |views: &[&(&str, &[&str])]| views.iter().map(|(view, _)| *view).collect::<Vec<_>>().join("、");
    findings.push(Diagnostic {
        rule: "D1-views",
        severity: Severity::Hint,
        location: WHOLE_PAGE,
        message: format!("图片里有{}，没有{}：买家看不全，会问客服", names(&shown), names(&missing)),
        help: "补拍缺的角度；已经拍了的，给图片写上说明".into(),
    });
}
