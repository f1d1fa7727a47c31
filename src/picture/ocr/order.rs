//! Boxes → reading order.

use super::boxes::TextBox;

/// Share of the lower box's height that two boxes of one row have in common.
const SAME_ROW: f32 = 0.5;

/// Sorts boxes into rows from top to bottom, and each row from left to right, so that the cells of a table's row follow each other.
pub(super) fn reading_order(mut boxes: Vec<TextBox>) -> Vec<TextBox> {
    boxes.sort_by(|a, b| middle(a).total_cmp(&middle(b)).then(a.left.total_cmp(&b.left)));
    let mut rows: Vec<Vec<TextBox>> = Vec::new();
    for each in boxes {
        match rows.last_mut() {
            Some(row) if row.iter().all(|other| share(other, &each) >= SAME_ROW) => row.push(each),
            _ => rows.push(vec![each]),
        }
    }
    for row in &mut rows {
        row.sort_by(|a, b| a.left.total_cmp(&b.left).then(a.top.total_cmp(&b.top)));
    }
    rows.into_iter().flatten().collect()
}

fn middle(each: &TextBox) -> f32 {
    f32::midpoint(each.top, each.bottom)
}

/// How much of the lower one's height two boxes share.
fn share(a: &TextBox, b: &TextBox) -> f32 {
    let common = a.bottom.min(b.bottom) - a.top.max(b.top);
    common / a.height().min(b.height()).max(1.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(left: u16, top: u16) -> TextBox {
        let (left, top) = (f32::from(left), f32::from(top));
        TextBox { left, top, right: left + 80.0, bottom: top + 30.0 }
    }

    #[test]
    fn a_table_is_read_row_by_row_though_its_cells_stand_unevenly() {
        let table = [at(300, 104), at(10, 100), at(150, 97), at(150, 143), at(10, 140), at(300, 138)];
        let expected = [at(10, 100), at(150, 97), at(300, 104), at(10, 140), at(150, 143), at(300, 138)];
        assert_eq!(reading_order(table.to_vec()), expected);
    }

    #[test]
    fn a_line_just_below_is_another_row() {
        assert_eq!(reading_order(vec![at(10, 120), at(200, 100)]), [at(200, 100), at(10, 120)]);
    }
}
