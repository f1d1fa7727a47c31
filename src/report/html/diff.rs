//! Titles with their changes and their faults marked.

use std::ops::Range;

/// A piece of a title.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Piece {
    pub(super) text: String,
    /// Whether the piece is what the reader has to look at: changed, or at fault.
    pub(super) marked: bool,
}

/// A title as its pieces, in order.
pub(super) type Pieces = Vec<Piece>;

/// Longest title compared character by character; what is longer is no title, and shows as changed as a whole.
const MAX_CHARS: usize = 400;

/// A single character that stays between two changes is no anchor for the eye.
const SHORTEST_ANCHOR: usize = 2;

/// What `after` drops from `before`, and what it adds: both titles with those pieces marked.
///
/// The longest common subsequence of characters, less the common runs between two changes that are shorter than
/// [`SHORTEST_ANCHOR`].
pub(super) fn diff(before: &str, after: &str) -> (Pieces, Pieces) {
    let before: Vec<char> = before.chars().collect();
    let after: Vec<char> = after.chars().collect();
    let pairs = if before.len().max(after.len()) > MAX_CHARS { Vec::new() } else { common(&before, &after) };
    let mut kept_before = vec![false; before.len()];
    let mut kept_after = vec![false; after.len()];
    for run in pairs.chunk_by(|a, b| a.0 + 1 == b.0 && a.1 + 1 == b.1) {
        let at_edge = |first: usize, last: usize, length: usize| first == 0 || last + 1 == length;
        let (Some(first), Some(last)) = (run.first(), run.last()) else { continue };
        let anchors = run.len() >= SHORTEST_ANCHOR
            || (at_edge(first.0, last.0, before.len()) && at_edge(first.1, last.1, after.len()));
        if anchors {
            kept_before[first.0..=last.0].fill(true);
            kept_after[first.1..=last.1].fill(true);
        }
    }
    (pieces(&before, &kept_before), pieces(&after, &kept_after))
}

/// Index pairs of a longest common subsequence, rising.
fn common(before: &[char], after: &[char]) -> Vec<(usize, usize)> {
    let width = after.len() + 1;
    // length[i * width + j]: common length of before[i..] and after[j..].
    let mut length = vec![0u16; (before.len() + 1) * width];
    for i in (0..before.len()).rev() {
        for j in (0..after.len()).rev() {
            length[i * width + j] = if before[i] == after[j] {
                length[(i + 1) * width + j + 1] + 1
            } else {
                length[(i + 1) * width + j].max(length[i * width + j + 1])
            };
        }
    }
    let (mut i, mut j) = (0, 0);
    let mut pairs = Vec::new();
    while i < before.len() && j < after.len() {
        if before[i] == after[j] {
            pairs.push((i, j));
            i += 1;
            j += 1;
        } else if length[(i + 1) * width + j] >= length[i * width + j + 1] {
            i += 1;
        } else {
            j += 1;
        }
    }
    pairs
}

fn pieces(chars: &[char], kept: &[bool]) -> Pieces {
    let both: Vec<(char, bool)> = chars.iter().copied().zip(kept.iter().copied()).collect();
    both.chunk_by(|a, b| a.1 == b.1)
        .map(|run| Piece { text: run.iter().map(|(c, _)| c).collect(), marked: !run.iter().all(|(_, kept)| *kept) })
        .collect()
}

/// A title without marks.
pub(super) fn plain(title: &str) -> Pieces {
    mark(title, 0..0)
}

/// Most characters of a title shown around its fault.
const SHOWN_CHARS: usize = 80;

/// A title with the bytes `fault` marked; nothing is marked where they do not cut it at characters. A very long title is
/// cut to the surroundings of the fault.
pub(super) fn mark(title: &str, fault: Range<usize>) -> Pieces {
    let parts = || Some((title.get(..fault.start)?, title.get(fault.clone())?, title.get(fault.end..)?));
    let (head, middle, tail) = parts().unwrap_or((title, "", ""));
    let head = if head.chars().count() > SHOWN_CHARS && !middle.is_empty() {
        let skipped = head.chars().count() - SHOWN_CHARS / 4;
        format!("…{}", head.chars().skip(skipped).collect::<String>())
    } else {
        head.to_owned()
    };
    let mut room = SHOWN_CHARS;
    let mut pieces = Vec::new();
    for (part, marked) in [(head.as_str(), false), (middle, true), (tail, false)] {
        let mut text: String = part.chars().take(room).collect();
        let length = text.chars().count();
        if text.len() < part.len() {
            text.push('…');
        }
        room -= length;
        if !text.is_empty() {
            pieces.push(Piece { text, marked });
        }
        if room == 0 {
            break;
        }
    }
    pieces
}

/// The bytes of a location such as `title:3-9`.
pub(super) fn title_bytes(location: &str) -> Option<Range<usize>> {
    let (start, end) = location.strip_prefix("title:")?.split_once('-')?;
    Some(start.parse().ok()?..end.parse().ok()?)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn shown(pieces: &Pieces) -> String {
        pieces.iter().map(|p| if p.marked { format!("[{}]", p.text) } else { p.text.clone() }).collect()
    }

    #[test]
    fn changes_are_marked_in_both_titles() {
        let (before, after) = diff("秋冬羊绒围巾女包邮", "秋冬加厚羊绒围巾女百搭保暖");
        assert_eq!(shown(&before), "秋冬羊绒围巾女[包邮]");
        assert_eq!(shown(&after), "秋冬[加厚]羊绒围巾女[百搭保暖]");
    }

    #[test]
    fn a_lone_common_character_between_changes_is_part_of_them() {
        let (before, after) = diff("新款连衣裙", "红色长连袖上衣");
        assert_eq!((shown(&before), shown(&after)), ("[新款连衣裙]".into(), "[红色长连袖上衣]".into()));
        let (before, after) = diff("女上衣", "女毛衣");
        assert_eq!((shown(&before), shown(&after)), ("女[上]衣".into(), "女[毛]衣".into()));
    }

    #[test]
    fn faults_are_marked_by_their_bytes() {
        assert_eq!(shown(&mark("最佳毛衣", 0..6)), "[最佳]毛衣");
        assert_eq!(shown(&mark("最佳毛衣", 1..6)), "最佳毛衣", "not at a character");
        assert_eq!(shown(&mark("毛衣", 3..900)), "毛衣");
        assert_eq!(title_bytes("title:3-9"), Some(3..9));
        assert_eq!(title_bytes("page:3"), None);
        assert_eq!(title_bytes("title:9-x"), None);
    }

    #[test]
    fn a_very_long_title_is_cut_around_its_fault() {
        let title = format!("{}顶级{}", "长".repeat(500), "尾".repeat(500));
        let text = shown(&mark(&title, 1500..1506));
        assert!(text.starts_with("…长") && text.contains("[顶级]尾") && text.ends_with('…'), "{text}");
        assert!(text.chars().count() < 90);
    }

    proptest! {
        #[test]
        fn the_pieces_join_back_to_the_titles(before in "[女毛衣裙a]{0,20}", after in "[女毛衣裙a]{0,20}") {
            let (old, new) = diff(&before, &after);
            let join = |pieces: Pieces| pieces.into_iter().map(|piece| piece.text).collect::<String>();
            prop_assert_eq!(join(old), before);
            prop_assert_eq!(join(new), after);
        }

        #[test]
        #[expect(clippy::reversed_empty_ranges, reason = "a broken location may be one")]
        fn any_range_can_be_asked_to_be_marked(title in ".{0,120}", start in 0usize..200, end in 0usize..200) {
            let _ = mark(&title, start..end);
            let _ = mark(&title, 5..1);
        }
    }
}
