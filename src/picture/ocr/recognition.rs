//! A line of text → its characters.

use image::RgbImage;
use rten::Model;
use rten_tensor::NdTensor;

use super::detection::normal;
use super::reader::{Failed, ReaderThread};

/// Height of a line in pixels, as the model was trained.
pub(super) const LINE_HEIGHT: u32 = 48;

/// Width to which short lines are filled up, as the model was trained.
const LEAST_WIDTH: u32 = 320;

/// The characters of a line and the mean of their probabilities. `line` is [`LINE_HEIGHT`] high.
pub(super) fn read(
    model: &Model,
    thread: &ReaderThread,
    characters: &[Box<str>],
    line: &RgbImage,
) -> Result<(String, f32), Failed> {
    let output = model.run_one(tensor(line).into(), Some(thread.options()))?;
    let ([_, steps, labels], probabilities) = output.into_shape_vec::<f32, 3>()?;
    if labels != characters.len() || probabilities.len() != steps * labels {
        return Err(Failed("the recognition model has another number of characters than its list".into()));
    }
    Ok(decode(&probabilities, characters))
}

/// Connectionist temporal classification, read greedily: the likeliest character of each step, repetitions once, blanks (the first
/// of the characters) not at all.
fn decode(probabilities: &[f32], characters: &[Box<str>]) -> (String, f32) {
    let (mut text, mut sum, mut count, mut last) = (String::new(), 0.0, 0, 0);
    for step in probabilities.chunks_exact(characters.len().max(1)) {
        let best = step.iter().enumerate().max_by(|a, b| a.1.total_cmp(b.1));
        let Some((label, &probability)) = best else { continue };
        if label != last && label != 0 {
            text.push_str(characters.get(label).map(|character| &**character).unwrap_or_default());
            sum += probability;
            count += 1;
        }
        last = label;
    }
    (text, if count == 0 { 0.0 } else { sum / count as f32 })
}

fn tensor(line: &RgbImage) -> NdTensor<f32, 4> {
    let width = line.width().max(LEAST_WIDTH) as usize;
    let mut values = Vec::with_capacity(3 * width * LINE_HEIGHT as usize);
    for channel in [2, 1, 0] {
        for row in line.as_raw().chunks_exact(3 * line.width().max(1) as usize) {
            let end = values.len() + width;
            values.extend(row.chunks_exact(3).map(|pixel| normal(pixel.get(channel).copied().unwrap_or_default())));
            values.resize(end, 0.0);
        }
    }
    NdTensor::from_data([1, 3, LINE_HEIGHT as usize, width], values)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn repetitions_count_once_and_blanks_part_them() {
        let characters = ["", "尺", "码"].map(Box::from);
        let steps =
            [[0.1, 0.8, 0.1], [0.1, 0.6, 0.3], [0.9, 0.05, 0.05], [0.1, 0.7, 0.2], [0.0, 0.0, 1.0], [1.0, 0.0, 0.0]];
        let (text, confidence) = decode(&steps.concat(), &characters);
        assert_eq!(text, "尺尺码");
        assert!((confidence - (0.8 + 0.7 + 1.0) / 3.0).abs() < 1e-6);
        assert_eq!(decode(&[], &characters), (String::new(), 0.0));
    }

    #[test]
    fn a_short_line_is_filled_up_and_a_long_one_is_not() {
        use rten_tensor::prelude::*;
        assert_eq!(tensor(&RgbImage::new(50, LINE_HEIGHT)).shape(), [1, 3, 48, 320]);
        assert_eq!(tensor(&RgbImage::new(700, LINE_HEIGHT)).shape(), [1, 3, 48, 700]);
    }
}
