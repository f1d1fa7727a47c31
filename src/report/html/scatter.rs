//! The scatter of keywords: competing listings against search volume, both logarithmic, with the golden frontier.

use std::collections::BTreeMap;
use std::fmt::Write;

use super::number;
use crate::report::GoldenFrontier;

/// Keywords as a cloud of cells: what falls into one twentieth of a decade either way is one dot, so that the memory is
/// bounded by the size of the plot and not by the number of keywords.
#[derive(Debug, Default)]
pub(super) struct Cloud {
    others: Cells,
    golden: Cells,
}

type Cells = BTreeMap<(i32, i32), Dot>;

/// The first keyword of a cell, and how many there are. Coordinates are powers of ten.
#[derive(Debug, Clone, Copy)]
struct Dot {
    x: f64,
    y: f64,
    keywords: u32,
}

const CELLS_PER_DECADE: f64 = 20.0;

/// Power of ten of a count; below 1 there is no room on the axis and no meaning in the figure.
fn power(count: f64) -> f64 {
    count.clamp(1.0, 1e12).log10()
}

impl Cloud {
    pub(super) fn add(&mut self, listings: f64, volume: f64, golden: bool) {
        let (x, y) = (power(listings), power(volume));
        let cell = |power: f64| (power * CELLS_PER_DECADE).floor() as i32;
        let cells = if golden { &mut self.golden } else { &mut self.others };
        cells.entry((cell(x), cell(y))).or_insert(Dot { x, y, keywords: 0 }).keywords += 1;
    }

    /// Draws the cloud, or nothing where it is empty. `best` are golden words with listings and volume, best first.
    pub(super) fn plot(&self, size: Size, best: &[(&str, f64, f64)], frontier: &GoldenFrontier) -> Option<Plot> {
        let dots = || self.others.values().chain(self.golden.values());
        dots().next()?;
        let scale = Scale { size, x: Range::over(dots().map(|dot| dot.x)), y: Range::over(dots().map(|dot| dot.y)) };
        let mut others = vec![String::new(); WEIGHTS.len()];
        for dot in self.others.values() {
            let weight = WEIGHTS.iter().rposition(|&least| dot.keywords >= least).unwrap_or(0);
            if let Some(path) = others.get_mut(weight) {
                point(path, scale.at(dot.x, dot.y));
            }
        }
        let golden_places: Vec<_> = self.golden.values().map(|dot| scale.at(dot.x, dot.y)).collect();
        let mut golden = String::new();
        for place in &golden_places {
            point(&mut golden, *place);
        }
        let best: Vec<_> = best.iter().map(|(word, x, y)| (*word, scale.at(power(*x), power(*y)))).collect();
        let (curve, region) = scale.frontier(frontier);
        Some(Plot {
            size,
            others,
            golden,
            best: best.iter().map(|(_, place)| *place).collect(),
            labels: labels(&best, &golden_places, size),
            x_ticks: scale.x.ticks(|power| scale.at(power, scale.y.low).0),
            y_ticks: scale.y.ticks(|power| scale.at(scale.x.low, power).1),
            curve,
            region,
        })
    }
}

/// Least keywords of a cell for each weight of dot.
const WEIGHTS: [u32; 4] = [1, 2, 5, 20];

/// Width and height of a plot in pixels, and how many words it may name.
#[derive(Debug, Clone, Copy)]
pub(super) struct Size {
    pub(super) width: f64,
    pub(super) height: f64,
    pub(super) labels: usize,
    pub(super) font: f64,
}

impl Size {
    pub(super) const WIDE: Self = Self { width: 1040.0, height: 520.0, labels: 14, font: 13.0 };
    pub(super) const NARROW: Self = Self { width: 343.0, height: 380.0, labels: 4, font: 12.0 };

    pub(super) fn left(&self) -> f64 {
        self.font * 3.6
    }

    pub(super) fn right(&self) -> f64 {
        self.width - self.font
    }

    pub(super) fn top(&self) -> f64 {
        self.font * 2.4
    }

    pub(super) fn bottom(&self) -> f64 {
        self.height - self.font * 3.4
    }
}

/// A plot ready to be written as SVG.
#[derive(Debug)]
pub(super) struct Plot {
    pub(super) size: Size,
    /// Paths of the words that are not golden, lightest first.
    pub(super) others: Vec<String>,
    pub(super) golden: String,
    pub(super) best: Vec<(f64, f64)>,
    pub(super) labels: Vec<Label>,
    pub(super) x_ticks: Vec<Tick>,
    pub(super) y_ticks: Vec<Tick>,
    /// Path of the frontier; empty where it is not known.
    pub(super) curve: String,
    /// Path of what lies above it.
    pub(super) region: String,
}

#[derive(Debug)]
pub(super) struct Tick {
    pub(super) at: f64,
    pub(super) text: String,
}

/// A word beside its dot.
#[derive(Debug)]
pub(super) struct Label {
    pub(super) text: String,
    pub(super) x: f64,
    pub(super) y: f64,
    /// `start`, `middle` or `end`.
    pub(super) anchor: &'static str,
    /// From the dot to the word, where they stand apart.
    pub(super) leader: Option<[f64; 4]>,
}

/// A stretch of an axis in powers of ten.
#[derive(Debug, Clone, Copy)]
struct Range {
    low: f64,
    high: f64,
}

impl Range {
    /// All of `powers` with a margin, and never less than a decade.
    fn over(powers: impl Iterator<Item = f64>) -> Self {
        let (low, high) = powers.fold((f64::INFINITY, f64::NEG_INFINITY), |(low, high), x| (low.min(x), high.max(x)));
        let margin = ((high - low) * 0.04).max((1.0 - (high - low)) / 2.0).max(0.05);
        Self { low: low - margin, high: high + margin }
    }

    /// Whole decades, with 2 and 5 between where there are few.
    fn ticks(self, place: impl Fn(f64) -> f64) -> Vec<Tick> {
        let steps: &[f64] = if self.high - self.low > 2.5 { &[1.0] } else { &[1.0, 2.0, 5.0] };
        (self.low.floor() as i32..=self.high.ceil() as i32)
            .flat_map(|decade| steps.iter().map(move |step| step * 10f64.powi(decade)))
            .filter(|number| *number >= 1.0 && (self.low..=self.high).contains(&number.log10()))
            .map(|number| Tick { at: place(number.log10()), text: number::axis(number) })
            .collect()
    }
}

#[derive(Debug, Clone, Copy)]
struct Scale {
    size: Size,
    x: Range,
    y: Range,
}

impl Scale {
    /// Pixels of a point in powers of ten, to a tenth.
    fn at(&self, x: f64, y: f64) -> (f64, f64) {
        let share = |range: Range, value: f64| (value - range.low) / (range.high - range.low);
        let (left, right) = (self.size.left(), self.size.right());
        let (top, bottom) = (self.size.top(), self.size.bottom());
        (tenth(left + share(self.x, x) * (right - left)), tenth(bottom - share(self.y, y) * (bottom - top)))
    }

    /// The frontier within the plot and the region above it, as paths.
    fn frontier(&self, frontier: &GoldenFrontier) -> (String, String) {
        let usable = |number: f64| number.is_finite() && number > 0.0;
        let points: Vec<(f64, f64)> = frontier
            .points
            .iter()
            .filter(|(listings, volume)| usable(*listings) && usable(*volume))
            .map(|(listings, volume)| (listings.log10(), volume.log10()))
            .collect();
        // The part between the sides of the plot, cut at them; above and below, the drawing is clipped.
        let mut inside = Vec::new();
        for pair in points.windows(2) {
            let [(x0, y0), (x1, y1)] = *pair else { continue };
            if x1 <= self.x.low || x0 >= self.x.high || x1 <= x0 {
                continue;
            }
            let height = |x: f64| y0 + (y1 - y0) * (x - x0) / (x1 - x0);
            let (from, to) = (x0.max(self.x.low), x1.min(self.x.high));
            if inside.is_empty() {
                inside.push(self.at(from, height(from)));
            }
            inside.push(self.at(to, height(to)));
        }
        let (Some(first), Some(last)) = (inside.first(), inside.last()) else { return Default::default() };
        let mut curve = String::new();
        for (index, (x, y)) in inside.iter().enumerate() {
            let _ = write!(curve, "{}{x} {y}", if index == 0 { 'M' } else { 'L' });
        }
        let region = format!("{curve}V{top}H{left}Z", top = self.size.top().min(last.1), left = first.0);
        (curve, region)
    }
}

/// A dot, as a stroke of no length with a round cap: the shortest that SVG can say.
fn point(path: &mut String, (x, y): (f64, f64)) {
    let _ = write!(path, "M{x} {y}h0");
}

/// Golden dots that a word may hide.
const MOST_HIDDEN: usize = 1;

/// Most characters of a word on the plot.
const LABEL_CHARS: usize = 12;

/// Places words beside their dots, best first, so that none covers another or a dot that has a name; of the free places
/// the one that hides the fewest golden dots and stands nearest. A word that finds none goes without: it stands in the table below.
fn labels(best: &[(&str, (f64, f64))], golden: &[(f64, f64)], size: Size) -> Vec<Label> {
    let mut taken: Vec<Area> = best.iter().map(|(_, place)| Area::around(*place, 5.0)).collect();
    let mut labels = Vec::new();
    for (word, (x, y)) in best {
        if labels.len() == size.labels {
            break;
        }
        let mut text: String = word.chars().take(LABEL_CHARS).collect();
        if text.len() < word.len() {
            text.push('…');
        }
        let width: f64 = text.chars().map(|c| if c.is_ascii() { 0.6 } else { 1.0 }).sum::<f64>() * size.font;
        let free = (0u8..)
            .zip([9.0, 22.0, 40.0, 60.0, 84.0].into_iter().filter(|distance| *distance < size.width / 8.0))
            .flat_map(|(ring, distance)| spots(distance, size.font).map(move |spot| (ring, spot)))
            .filter_map(|(ring, spot)| {
                let area = spot.area((*x, *y), width, size.font);
                let free = area.within(size) && !taken.iter().any(|other| other.meets(&area));
                let hidden = golden.iter().filter(|place| Area::around(**place, 2.0).meets(&area)).count();
                (free && hidden <= MOST_HIDDEN).then_some((4 * hidden + usize::from(ring), spot, area))
            });
        let Some((_, spot, area)) = free.min_by_key(|(cost, ..)| *cost) else { continue };
        taken.push(area);
        let end = (x + spot.dx * 0.85, y + (spot.dy - size.font * 0.35) * 0.85);
        labels.push(Label {
            text,
            x: tenth(x + spot.dx),
            y: tenth(y + spot.dy),
            anchor: spot.anchor,
            leader: (spot.distance > 10.0).then(|| [*x, *y, tenth(end.0), tenth(end.1)]),
        });
    }
    labels
}

/// Pixels to a tenth: finer is not seen and only makes the file longer.
fn tenth(pixels: f64) -> f64 {
    (pixels * 10.0).round() / 10.0
}

struct Spot {
    dx: f64,
    dy: f64,
    anchor: &'static str,
    distance: f64,
}

impl Spot {
    /// What a word of this width covers when it stands here beside a dot.
    fn area(&self, (x, y): (f64, f64), width: f64, font: f64) -> Area {
        let (start, baseline) = (x + self.dx, y + self.dy);
        let left = match self.anchor {
            "end" => start - width,
            "middle" => start - width / 2.0,
            _ => start,
        };
        // A little more than the word, so that neighbours read as two.
        let gap = font * 0.3;
        Area { left: left - gap, top: baseline - font, right: left + width + gap, bottom: baseline + font * 0.25 }
    }
}

/// Places around a dot in order of preference: right, left, above, below, and the corners between.
fn spots(distance: f64, font: f64) -> impl Iterator<Item = Spot> {
    let (middle, slant) = (font * 0.35, distance * 0.75);
    [
        (distance, middle, "start"),
        (-distance, middle, "end"),
        (0.0, -distance, "middle"),
        (0.0, distance + font * 0.8, "middle"),
        (slant, -slant, "start"),
        (slant, slant + font * 0.7, "start"),
        (-slant, -slant, "end"),
        (-slant, slant + font * 0.7, "end"),
    ]
    .into_iter()
    .map(move |(dx, dy, anchor)| Spot { dx, dy, anchor, distance })
}

#[derive(Debug, Clone, Copy)]
struct Area {
    left: f64,
    top: f64,
    right: f64,
    bottom: f64,
}

impl Area {
    fn around((x, y): (f64, f64), radius: f64) -> Self {
        Self { left: x - radius, top: y - radius, right: x + radius, bottom: y + radius }
    }

    fn meets(&self, other: &Self) -> bool {
        self.left < other.right && other.left < self.right && self.top < other.bottom && other.top < self.bottom
    }

    fn within(&self, size: Size) -> bool {
        self.left >= size.left() && self.right <= size.right() && self.top >= size.top() && self.bottom <= size.bottom()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn memory_is_bounded_by_the_plot() {
        let mut cloud = Cloud::default();
        for n in 0..200_000u32 {
            cloud.add(f64::from(n % 977), f64::from(n % 1009), n % 7 == 0);
        }
        assert!(cloud.others.len() + cloud.golden.len() < 8000);
        let counted: u32 = cloud.others.values().chain(cloud.golden.values()).map(|dot| dot.keywords).sum();
        assert_eq!(counted, 200_000);
    }

    #[test]
    fn an_empty_cloud_is_no_plot_and_one_word_is() {
        let frontier = GoldenFrontier { points: vec![(1.0, 1000.0), (1e6, 1e7)] };
        assert!(Cloud::default().plot(Size::WIDE, &[], &frontier).is_none());
        let mut cloud = Cloud::default();
        cloud.add(15.0, 2000.0, true);
        let plot = cloud.plot(Size::NARROW, &[("连衣裙", 15.0, 2000.0)], &frontier).unwrap();
        assert_eq!(plot.labels.len(), 1);
        assert!(plot.x_ticks.len() >= 2 && plot.y_ticks.len() >= 2);
        assert!(!plot.curve.is_empty());
    }

    #[test]
    fn labels_never_cover_each_other() {
        let words: Vec<String> = (0..40).map(|n| format!("第{n}个黄金词")).collect();
        let best: Vec<(&str, (f64, f64))> = words
            .iter()
            .enumerate()
            .map(|(n, word)| (word.as_str(), (400.0 + (n * 37 % 90) as f64, 200.0 + (n * 53 % 70) as f64)))
            .collect();
        let labels = labels(&best, &[], Size::WIDE);
        assert!(labels.len() > 4);
        let font = Size::WIDE.font;
        let boxes: Vec<Area> = labels
            .iter()
            .map(|label| {
                let width: f64 = label.text.chars().map(|c| if c.is_ascii() { 0.6 } else { 1.0 }).sum::<f64>() * font;
                let left = match label.anchor {
                    "end" => label.x - width,
                    "middle" => label.x - width / 2.0,
                    _ => label.x,
                };
                // A tenth of a pixel for the rounding.
                Area { left: left + 0.1, top: label.y - font + 0.1, right: left + width - 0.1, bottom: label.y }
            })
            .collect();
        for (n, a) in boxes.iter().enumerate() {
            assert!(boxes.iter().skip(n + 1).all(|b| !a.meets(b)));
        }
    }
}
