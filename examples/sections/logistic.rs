//! Logistic regression.
//!
//! Minimises `|w|² / 2 + C · Σ ln(1 + exp(-y · wx))` by the steps of `AdaGrad` (Duchi, Hazan and Singer 2011); the result is the mean of the weights over
//! the later half of the rounds. The order of the rows is shuffled with a fixed seed: the same rows give the same weights.

/// The numbers of a row that are not nought, each with its column.
pub type Row = Vec<(u32, f32)>;

/// How to learn.
#[derive(Debug, Clone, Copy)]
pub struct Learning {
    /// How much the rows count against small weights.
    pub c: f32,
    /// How often to go through the rows.
    pub rounds: usize,
    /// Length of the first steps.
    pub step: f32,
}

/// The weights of `columns` columns with which the sign of a row's sum tells whether it is one that `holds` is true for. Rows that `holds` says
/// nothing of are passed over.
pub fn learn(rows: &[Row], columns: usize, learning: Learning, holds: impl Fn(usize) -> Option<bool>) -> Vec<f32> {
    let mut known: Vec<(usize, bool)> = (0..rows.len()).filter_map(|row| Some((row, holds(row)?))).collect();
    let mut counts = vec![0.0f32; columns];
    for &(row, _) in &known {
        for &(column, _) in &rows[row] {
            counts[column as usize] += 1.0;
        }
    }
    let decay: Vec<f32> = counts.iter().map(|count| 1.0 / (learning.c * count.max(1.0))).collect();
    let (mut weights, mut squares) = (vec![0.0f32; columns], vec![1e-3f32; columns]);
    let mut mean = vec![0.0f32; columns];
    let later = learning.rounds - learning.rounds / 2;
    let mut random = fastrand::Rng::with_seed(0);
    for round in 0..learning.rounds {
        random.shuffle(&mut known);
        for &(row, is) in &known {
            let row = &rows[row];
            let sum: f32 = row.iter().map(|&(column, value)| weights[column as usize] * value).sum();
            let error = 1.0 / (1.0 + (-sum).exp()) - if is { 1.0 } else { 0.0 };
            for &(column, value) in row {
                let column = column as usize;
                let gradient = error * value + decay[column] * weights[column];
                squares[column] += gradient * gradient;
                weights[column] -= learning.step * gradient / squares[column].sqrt();
            }
        }
        if round >= learning.rounds / 2 {
            for (mean, weight) in mean.iter_mut().zip(&weights) {
                *mean += weight / later as f32;
            }
        }
    }
    mean
}
