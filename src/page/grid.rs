//! The lines of text in a picture, put together as they stand: side by side in rows.

use crate::picture::TextLine;

/// Lines that stand side by side, from left to right.
pub(super) type Row<'a> = Vec<&'a TextLine>;

/// The rows of a picture, from top to bottom. Two lines share a row when the middle of one lies within the height of the other;
/// lines of unknown place have a row each, in the order given.
pub(super) fn rows(lines: &[TextLine]) -> Vec<Row<'_>> {
    let middle = |line: &TextLine| {
        let [_, y, _, height] = line.bounds;
        y.saturating_add(height / 2)
    };
    let mut sorted: Vec<&TextLine> = lines.iter().filter(|line| !line.text.trim().is_empty()).collect();
    sorted.sort_by_key(|line| middle(line));
    let mut rows: Vec<Row<'_>> = Vec::new();
    for line in sorted {
        let [_, y, _, height] = line.bounds;
        let shares = |row: &Row<'_>| {
            row.first().is_some_and(|first| {
                let [_, top, _, tall] = first.bounds;
                let within = middle(line) < top.saturating_add(tall) && middle(first) >= y;
                within && height > 0
            })
        };
        match rows.last_mut().filter(|row| shares(row)) {
            Some(row) => row.push(line),
            None => rows.push(vec![line]),
        }
    }
    for row in &mut rows {
        row.sort_by_key(|line| line.bounds[0]);
    }
    rows
}

#[cfg(test)]
mod tests {
    use super::*;

    fn line(text: &str, bounds: [u32; 4]) -> TextLine {
        TextLine { text: text.to_owned(), confidence: 0.9, bounds }
    }

    fn texts(lines: &[TextLine]) -> Vec<Vec<&str>> {
        rows(lines).into_iter().map(|row| row.into_iter().map(|line| line.text.as_str()).collect()).collect()
    }

    #[test]
    fn cells_of_a_table_come_out_row_by_row_from_left_to_right() {
        let lines = [
            line("衣长", [200, 102, 60, 28]),
            line("尺码", [20, 100, 60, 30]),
            line("S", [30, 151, 15, 28]),
            line("58", [210, 149, 40, 30]),
            line("尺码表", [150, 20, 200, 50]),
        ];
        assert_eq!(texts(&lines), [vec!["尺码表"], vec!["尺码", "衣长"], vec!["S", "58"]]);
    }

    #[test]
    fn lines_below_each_other_stay_apart_and_lines_without_a_place_keep_their_order() {
        assert_eq!(texts(&[line("甲", [0, 0, 90, 20]), line("乙", [0, 20, 90, 20])]), [["甲"], ["乙"]]);
        assert_eq!(texts(&[line("乙", [0; 4]), line("甲", [0; 4]), line(" ", [0; 4])]), [["乙"], ["甲"]]);
    }
}
