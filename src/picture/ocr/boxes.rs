//! The map of text → boxes, one a line of text.

/// Probability from which a pixel belongs to text, as in DB's post-processing (Liao et al., "Real-time Scene Text Detection with
/// Differentiable Binarization", 2020).
const TEXT: u8 = (0.3 * 255.0) as u8;

/// Mean probability of a box's pixels from which it is believed.
const BELIEVED: f32 = 0.5;

/// The model is trained on text shrunk towards its middle line; a box grows by `area · GROWTH / perimeter` on each side to hold the
/// whole letters again.
const GROWTH: f32 = 1.6;

/// Shorter sides than this, in pixels of the map, are specks.
const LEAST_SIDE: u32 = 3;

/// How probable it is that a pixel belongs to text, row by row; 255 is certain.
#[derive(Debug, Default)]
pub(super) struct TextMap {
    pub width: u32,
    pub height: u32,
    pub probabilities: Vec<u8>,
}

/// A box in pixels: left and top inside, right and bottom outside.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct TextBox {
    pub left: f32,
    pub top: f32,
    pub right: f32,
    pub bottom: f32,
}

impl TextBox {
    pub(super) fn height(&self) -> f32 {
        self.bottom - self.top
    }
}

/// A stretch of text pixels within a row.
#[derive(Debug, Clone, Copy)]
struct Run {
    from: u32,
    to: u32,
    part: usize,
}

/// What is known of pixels that hang together.
#[derive(Debug, Clone, Copy)]
struct Part {
    left: u32,
    right: u32,
    top: u32,
    bottom: u32,
    pixels: u64,
    sum: u64,
}

/// The boxes of pixels that hang together, grown to the size of the letters, within the map; from top to bottom.
pub(super) fn boxes(map: &TextMap) -> Vec<TextBox> {
    let (mut parts, mut parents): (Vec<Part>, Vec<usize>) = (Vec::new(), Vec::new());
    let (mut above, mut current): (Vec<Run>, Vec<Run>) = (Vec::new(), Vec::new());
    for (y, row) in (0..).zip(map.probabilities.chunks_exact(map.width.max(1) as usize)) {
        current.clear();
        let mut first = 0;
        for (from, to) in runs(row) {
            let pixels = row.get(from as usize..to as usize).unwrap_or_default();
            let sum = pixels.iter().map(|&pixel| u64::from(pixel)).sum();
            let mut part = Part { left: from, right: to, top: y, bottom: y + 1, pixels: u64::from(to - from), sum };
            let id = parts.len();
            // Diagonal neighbours hang together too.
            while above.get(first).is_some_and(|run| run.to < from) {
                first += 1;
            }
            let touching = above.get(first..).unwrap_or_default().iter().take_while(|run| run.from <= to);
            let mut root = None;
            for run in touching {
                let other = find(&mut parents, run.part);
                match root {
                    None => root = Some(other),
                    Some(own) if own != other => {
                        join(&mut parts, other, own);
                        set(&mut parents, other, own);
                    }
                    Some(_) => {}
                }
            }
            let part_id = if let Some(own) = root {
                if let Some(known) = parts.get_mut(own) {
                    known.add(&part);
                }
                own
            } else {
                part.bottom = y + 1;
                parts.push(part);
                parents.push(id);
                id
            };
            current.push(Run { from, to, part: part_id });
        }
        std::mem::swap(&mut above, &mut current);
    }
    let roots =
        parts.iter().zip(&parents).enumerate().filter(|(id, (_, parent))| id == *parent).map(|(_, (part, _))| part);
    let mut boxes: Vec<TextBox> = roots.filter_map(|part| part.grown(map.width, map.height)).collect();
    boxes.sort_by(|a, b| a.top.total_cmp(&b.top).then(a.left.total_cmp(&b.left)));
    boxes
}

impl Part {
    fn add(&mut self, other: &Self) {
        self.left = self.left.min(other.left);
        self.right = self.right.max(other.right);
        self.top = self.top.min(other.top);
        self.bottom = self.bottom.max(other.bottom);
        self.pixels += other.pixels;
        self.sum += other.sum;
    }

    fn grown(&self, width: u32, height: u32) -> Option<TextBox> {
        let (own_width, own_height) = (self.right - self.left, self.bottom - self.top);
        let mean = self.sum as f32 / (self.pixels.max(1) as f32 * 255.0);
        if own_width.min(own_height) < LEAST_SIDE || mean < BELIEVED {
            return None;
        }
        let (own_width, own_height) = (own_width as f32, own_height as f32);
        let margin = own_width * own_height * GROWTH / (2.0 * (own_width + own_height));
        Some(TextBox {
            left: (self.left as f32 - margin).max(0.0),
            top: (self.top as f32 - margin).max(0.0),
            right: (self.right as f32 + margin).min(width as f32),
            bottom: (self.bottom as f32 + margin).min(height as f32),
        })
    }
}

/// The stretches of text pixels in a row.
fn runs(row: &[u8]) -> impl Iterator<Item = (u32, u32)> {
    let mut at = 0;
    std::iter::from_fn(move || {
        let from = at + row.get(at..)?.iter().position(|&pixel| pixel > TEXT)?;
        let rest = row.get(from..)?;
        at = from + rest.iter().position(|&pixel| pixel <= TEXT).unwrap_or(rest.len());
        Some((from as u32, at as u32))
    })
}

fn find(parents: &mut [usize], mut id: usize) -> usize {
    while let Some(&parent) = parents.get(id)
        && parent != id
    {
        // Halving the path keeps later searches short.
        let grandparent = parents.get(parent).copied().unwrap_or(parent);
        set(parents, id, grandparent);
        id = grandparent;
    }
    id
}

fn set(parents: &mut [usize], id: usize, parent: usize) {
    if let Some(entry) = parents.get_mut(id) {
        *entry = parent;
    }
}

fn join(parts: &mut [Part], from: usize, into: usize) {
    let Some(&other) = parts.get(from) else { return };
    if let Some(part) = parts.get_mut(into) {
        part.add(&other);
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn map(rows: &[&str]) -> TextMap {
        let width = rows.first().map_or(0, |row| row.len()) as u32;
        let probabilities =
            rows.iter().flat_map(|row| row.bytes()).map(|byte| if byte == b'#' { 230 } else { 0 }).collect();
        TextMap { width, height: rows.len() as u32, probabilities }
    }

    #[test]
    fn pixels_that_hang_together_are_one_box() {
        let map = map(&[
            "...............", //
            ".####.....###..",
            ".####.....###..",
            ".####.....###..",
            "...............",
        ]);
        let found = boxes(&map);
        assert_eq!(found.len(), 2);
        // The first is 4 x 3: it grows by 12 * 1.6 / 14 on each side, as far as the map goes.
        let margin = 12.0 * 1.6 / 14.0;
        let first = found.first().unwrap();
        assert!(first.left < 0.001 && first.top < 0.001, "{first:?}");
        assert!((first.right - (5.0 + margin)).abs() < 0.001, "{first:?}");
    }

    #[test]
    fn a_shape_that_meets_further_down_is_one_box() {
        let map = map(&[
            "###...###", //
            "###...###",
            "###...###",
            "#########",
            "#########",
        ]);
        assert_eq!(boxes(&map).len(), 1);
    }

    #[test]
    fn specks_and_faint_spots_are_none() {
        assert_eq!(boxes(&map(&["##.", "##.", "..."])), []);
        let faint = TextMap { width: 8, height: 8, probabilities: vec![90; 64] };
        assert_eq!(boxes(&faint), []);
        assert_eq!(boxes(&TextMap::default()), []);
    }

    proptest! {
        #[test]
        fn as_many_boxes_as_a_flood_finds(width in 1..24_usize, rows in prop::collection::vec(prop::collection::vec(any::<bool>(), 24), 1..24)) {
            let text: Vec<Vec<bool>> = rows.iter().map(|row| row[..width].to_vec()).collect();
            let probabilities = text.iter().flatten().map(|&is| if is { 255 } else { 0 }).collect();
            let found = boxes(&TextMap { width: width as u32, height: text.len() as u32, probabilities });
            prop_assert_eq!(found.len(), flooded(text));
        }
    }

    /// The slow way: parts of at least three by three pixels, diagonal neighbours together.
    fn flooded(mut text: Vec<Vec<bool>>) -> usize {
        let (height, width) = (text.len(), text.first().map_or(0, Vec::len));
        let mut count = 0;
        for y in 0..height {
            for x in 0..width {
                let (mut spots, mut seen) = (vec![(x, y)], Vec::new());
                while let Some((x, y)) = spots.pop() {
                    if !std::mem::replace(&mut text[y][x], false) {
                        continue;
                    }
                    seen.push((x, y));
                    for near_y in y.saturating_sub(1)..(y + 2).min(height) {
                        for near_x in x.saturating_sub(1)..(x + 2).min(width) {
                            spots.push((near_x, near_y));
                        }
                    }
                }
                let span = |side: fn(&(usize, usize)) -> usize| {
                    let (least, most) = (seen.iter().map(side).min(), seen.iter().map(side).max());
                    most.zip(least).map_or(0, |(most, least)| most - least + 1)
                };
                count += usize::from(span(|spot| spot.0) >= 3 && span(|spot| spot.1) >= 3);
            }
        }
        count
    }
}
