//! `D2-weight`: the page takes too long to open.
//!
//! What: its pictures weigh more than [`PageConfig::max_weight`](crate::config::PageConfig::max_weight) together, as far as their
//! files are known and each content once; or there are more than
//! [`PageConfig::max_pictures`](crate::config::PageConfig::max_pictures). A single file over
//! [`PageConfig::max_picture_weight`](crate::config::PageConfig::max_picture_weight) is named.
//! Why: most shoppers come by phone; a page that loads for seconds is left before it is read.
//! Example: twelve photos straight from the camera, 4 MB each.

use rustc_hash::FxHashSet;

use crate::diagnostic::{Diagnostic, Location, Severity};
use crate::page::picture;
use crate::page::rules::{Checked, WHOLE_PAGE};

pub(super) fn check(page: &Checked<'_>, findings: &mut Vec<Diagnostic>) {
    let mut seen = FxHashSet::default();
    let known = page.reading.outline().pictures().filter_map(|(block, picture)| {
        let (facts, hash) = (picture.facts.as_ref()?, picture.content()?);
        seen.insert(hash).then_some((block, picture, facts.bytes))
    });
    let known: Vec<_> = known.collect();
    let total: u64 = known.iter().map(|(_, _, bytes)| bytes).sum();
    let pictures = page.reading.photos().len();
    let mut faults = Vec::new();
    if total > page.config.max_weight {
        faults.push(format!("图片一共 {}，最多 {}", size(total), size(page.config.max_weight)));
    }
    if pictures > page.config.max_pictures {
        faults.push(format!("{pictures} 张图片，最多 {} 张", page.config.max_pictures));
    }
    let heaviest = known.iter().max_by_key(|(block, _, bytes)| (*bytes, std::cmp::Reverse(block.position)));
    let heaviest = heaviest.filter(|(_, _, bytes)| *bytes > page.config.max_picture_weight);
    if let Some((_, picture, bytes)) = heaviest {
        faults.push(format!("{} 有 {}", picture::file_name(&picture.src), size(*bytes)));
    }
    if faults.is_empty() {
        return;
    }
    let severity = if total > page.config.max_weight { Severity::Warning } else { Severity::Hint };
    findings.push(Diagnostic {
        rule: "D2-weight",
        severity,
        location: heaviest.map_or(WHOLE_PAGE, |(block, _, _)| Location::Page { offset: block.offset }),
        message: format!("详情页打开慢：{}；很多买家等不及就走了", faults.join("；")),
        help: "图片压到宽 750 像素、每张几百 KB 以内，删掉重复和不必要的".into(),
    });
}

/// In whole KB, or MB with one decimal.
fn size(bytes: u64) -> String {
    if bytes < 1 << 20 {
        format!("{} KB", bytes.div_ceil(1024))
    } else {
        format!("{:.1} MB", bytes as f64 / f64::from(1 << 20))
    }
}
