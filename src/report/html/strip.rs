//! A detail page as a strip: its blocks in order, grouped by section, with a gap where something required is missing.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;

use super::rule::rule_title;
use crate::report::{PagePiece, PageRow, PieceKind, Verdict};

/// Colours of the style sheet for sections; further sections start over.
const COLOURS: usize = 12;

/// Bytes of thumbnails kept in one strip: twelve strips stay well below a megabyte.
const MAX_THUMBNAILS: usize = 60 << 10;

/// A page, ready to draw.
#[derive(Debug)]
pub(super) struct Strip {
    pub(super) listing_id: String,
    pub(super) title: String,
    pub(super) template: String,
    pub(super) runs: Vec<Run>,
    /// Why it is shown: `缺 2 项必备内容：尺码表、模特图；详情页广告法禁用词 7 处`.
    pub(super) why: String,
    /// Names of sections that cannot be told, the required ones.
    pub(super) unknown: String,
    pub(super) more: usize,
}

/// Blocks of one section that stand together.
#[derive(Debug)]
pub(super) struct Run {
    /// The section; empty for blocks that belong to none.
    pub(super) name: String,
    /// Class in the style sheet.
    pub(super) class: String,
    pub(super) cells: Vec<Cell>,
}

/// A block.
#[derive(Debug)]
pub(super) struct Cell {
    /// One character that stands for its kind.
    pub(super) sign: &'static str,
    pub(super) words: String,
    /// `data:` address of its thumbnail; empty where there is none.
    pub(super) picture: String,
}

impl Strip {
    pub(super) fn new(row: &PageRow) -> Self {
        let mut runs: Vec<(Option<usize>, Run)> = Vec::new();
        let mut room = MAX_THUMBNAILS;
        for piece in &row.pieces {
            let cell = Cell::new(piece, &mut room);
            match runs.last_mut() {
                Some((section, run)) if *section == piece.section => run.cells.push(cell),
                _ => {
                    let name = piece.section.and_then(|section| row.sections.get(section));
                    let name = name.map_or(String::new(), |(name, ..)| name.clone());
                    let class = piece.section.map_or("free".to_owned(), |section| format!("s{}", section % COLOURS));
                    runs.push((piece.section, Run { name, class, cells: vec![cell] }));
                }
            }
        }
        for (index, (name, required, verdict)) in row.sections.iter().enumerate() {
            if *required && *verdict == Verdict::Missing {
                // Where the table has it: behind the last block of the nearest section before it.
                let before = runs.iter().rposition(|(section, _)| section.is_some_and(|section| section < index));
                let gap = Run { name: name.clone(), class: "gap".to_owned(), cells: Vec::new() };
                runs.insert(before.map_or(0, |at| at + 1), (Some(index), gap));
            }
        }
        let missing = row.sections.iter().filter(|(_, required, verdict)| *required && *verdict == Verdict::Missing);
        let missing: Vec<&str> = missing.map(|(name, ..)| name.as_str()).collect();
        let missing = (!missing.is_empty()).then(|| format!("缺 {} 项必备内容：{}", missing.len(), missing.join("、")));
        let faults = row.faults.iter().map(|(rule, count)| format!("{} {count} 处", rule_title(rule)));
        let unknown = row.sections.iter().filter(|(_, required, verdict)| *required && *verdict == Verdict::Unknown);
        Self {
            listing_id: row.listing_id.clone(),
            title: row.title.clone(),
            template: row.template.clone(),
            runs: runs.into_iter().map(|(_, run)| run).collect(),
            why: missing.into_iter().chain(faults).collect::<Vec<_>>().join("；"),
            unknown: unknown.map(|(name, ..)| name.as_str()).collect::<Vec<_>>().join("、"),
            more: row.more,
        }
    }
}

impl Cell {
    fn new(piece: &PagePiece, room: &mut usize) -> Self {
        let sign = match piece.kind {
            PieceKind::Heading => "题",
            PieceKind::Text => "文",
            PieceKind::Picture => "图",
            PieceKind::Table => "表",
            PieceKind::List => "列",
            PieceKind::Media => "视",
        };
        let fits = piece.thumbnail.as_ref().filter(|bytes| bytes.len() <= *room);
        let picture = fits.map(|bytes| {
            *room -= bytes.len();
            format!("data:image/jpeg;base64,{}", STANDARD.encode(bytes))
        });
        Self { sign, words: piece.words.clone(), picture: picture.unwrap_or_default() }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn piece(section: Option<usize>, thumbnail: Option<Vec<u8>>) -> PagePiece {
        PagePiece { kind: PieceKind::Picture, section, words: "a.jpg".into(), thumbnail }
    }

    fn row(pieces: Vec<PagePiece>) -> PageRow {
        let sections =
            [("活动", false, Verdict::Present), ("模特图", true, Verdict::Present), ("尺码表", true, Verdict::Missing)];
        let sections = sections.map(|(name, required, verdict)| (name.to_owned(), required, verdict)).to_vec();
        PageRow { sections, faults: vec![("D7-hard", 7)], pieces, ..PageRow::default() }
    }

    #[test]
    fn blocks_of_a_section_stand_together_and_a_gap_stands_where_the_table_has_it() {
        let strip =
            Strip::new(&row(vec![piece(Some(0), None), piece(Some(1), None), piece(Some(1), None), piece(None, None)]));
        let runs: Vec<(&str, &str, usize)> =
            strip.runs.iter().map(|run| (run.name.as_str(), run.class.as_str(), run.cells.len())).collect();
        assert_eq!(strip.why, "缺 1 项必备内容：尺码表；详情页广告法禁用词 7 处");
        assert_eq!(runs, [("活动", "s0", 1), ("模特图", "s1", 2), ("尺码表", "gap", 0), ("", "free", 1)]);
    }

    #[test]
    fn thumbnails_have_their_room_and_no_more() {
        let strip = Strip::new(&row(vec![
            piece(Some(1), Some(vec![1; 40 << 10])),
            piece(Some(1), Some(vec![2; 40 << 10])),
            piece(Some(1), Some(vec![3; 3])),
        ]));
        let shown: Vec<usize> = strip.runs.iter().flat_map(|run| &run.cells).map(|cell| cell.picture.len()).collect();
        assert_eq!(shown[1], 0);
        assert!(shown[0] > 50 << 10 && strip.runs[0].cells[2].picture == "data:image/jpeg;base64,AwMD");
    }
}
