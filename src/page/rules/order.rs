//! `D2-order`: sections stand in another order than the template's, or the promotion far from the top.
//!
//! What: of the sections whose place is known, the fewest that would have to move; and a section for the top of the page that
//! starts behind its top (`page.top_share`, `page.top_blocks`).
//! Why: shoppers scroll from wish to doubt: offer, looks, details, size, service. What they look for first comes first.
//! Example: the size table before the first photo.

use crate::diagnostic::{Diagnostic, Location, Severity};
use crate::page::evidence::Evidence;
use crate::page::rules::Checked;
use crate::page::template::Section;

pub(super) fn check(page: &Checked<'_>, findings: &mut Vec<Diagnostic>) {
    let blocks = page.reading.outline().blocks().len();
    let top = page.config.top_blocks.max((page.config.top_share * blocks as f64) as usize);
    let placed: Vec<(&Section, &Evidence<'_>)> = page
        .template
        .sections
        .iter()
        .zip(page.best)
        .filter_map(|(section, best)| Some((section, best.filter(|piece| piece.kind.starts())?)))
        .collect();
    for (section, piece) in &placed {
        let position = piece.block.position;
        if section.near_top && position > top {
            findings.push(finding(
                piece,
                format!("“{}”排在第 {} 块（全页共 {blocks} 块）：很多买家划不到那里", section.name, position),
                format!("把“{}”移到详情页顶部", section.name),
            ));
        }
    }
    let ordered: Vec<(&Section, &Evidence<'_>)> =
        placed.into_iter().filter(|(section, _)| !section.near_top && !section.anywhere).collect();
    let stays = longest_rising(&ordered.iter().map(|(_, piece)| piece.block.position).collect::<Vec<_>>());
    let moved: Vec<&(&Section, &Evidence<'_>)> =
        ordered.iter().zip(&stays).filter(|(_, stays)| !**stays).map(|(item, _)| item).collect();
    let Some((_, first)) = moved.first() else { return };
    let names: Vec<String> = moved.iter().map(|(section, _)| format!("“{}”", section.name)).collect();
    let usual: Vec<&str> = ordered.iter().map(|(section, _)| section.name.as_str()).collect();
    findings.push(finding(
        first,
        format!("{}的位置和模板的顺序不同：买家按习惯的顺序往下看，找不到就走", names.join("、")),
        format!("按这个顺序排：{}", usual.join(" → ")),
    ));
}

fn finding(piece: &Evidence<'_>, message: String, help: String) -> Diagnostic {
    let location = Location::Page { offset: piece.block.offset };
    Diagnostic { rule: "D2-order", severity: Severity::Hint, location, message, help: help.into() }
}

/// Which members belong to a longest run that never falls; the others are the fewest that would have to move.
fn longest_rising(positions: &[usize]) -> Vec<bool> {
    // Length of the best run that ends at each member, and its last but one member.
    let mut runs: Vec<(usize, Option<usize>)> = Vec::with_capacity(positions.len());
    for (at, position) in positions.iter().enumerate() {
        let before = positions.iter().zip(&runs).enumerate().take(at).filter(|(_, (other, _))| *other <= position);
        let best = before.max_by_key(|(index, (_, (length, _)))| (*length, usize::MAX - index));
        runs.push(best.map_or((1, None), |(index, (_, (length, _)))| (length + 1, Some(index))));
    }
    let mut keeps = vec![false; positions.len()];
    let mut next = runs.iter().enumerate().rev().max_by_key(|(_, (length, _))| *length).map(|(index, _)| index);
    while let Some(index) = next {
        if let Some(keep) = keeps.get_mut(index) {
            *keep = true;
        }
        next = runs.get(index).and_then(|(_, before)| *before);
    }
    keeps
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::page::tests::{clothing, finding, pictures};

    #[test]
    fn the_fewest_sections_move() {
        assert_eq!(longest_rising(&[1, 9, 2, 3]), [true, false, true, true]);
        assert_eq!(longest_rising(&[1, 2, 2, 3]), [true; 4]);
        assert_eq!(longest_rising(&[]), [] as [bool; 0]);
    }

    #[test]
    fn sections_in_the_template_s_order_are_fine() {
        let html = "<h2>模特展示</h2><img src=1.jpg><h2>细节展示</h2><img src=2.jpg><h2>尺码表</h2><img src=3.jpg>";
        assert_eq!(finding(&clothing(html), "D2-order"), None);
    }

    #[test]
    fn the_size_table_before_the_model_is_named() {
        let html = "<h2>尺码表</h2><img src=3.jpg><h2>模特展示</h2><img src=1.jpg><h2>细节展示</h2><img src=2.jpg>";
        let finding = finding(&clothing(html), "D2-order").unwrap();
        assert!(finding.message.starts_with("“尺码表”的位置"), "{}", finding.message);
        assert_eq!(finding.location, Location::Page { offset: 4 });
    }

    #[test]
    fn a_promotion_at_the_end_is_seen_too_late() {
        let top = format!("<h2>店铺活动</h2>{}", pictures(40));
        assert_eq!(finding(&clothing(&top), "D2-order"), None);
        let end = format!("{}<h2>店铺活动</h2>", pictures(40));
        assert!(finding(&clothing(&end), "D2-order").unwrap().message.contains("第 41 块"));
    }
}
