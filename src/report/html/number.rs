//! How numbers read on the page. (In the CSV files they are plain; here people read them.)

/// `1234567` as `1,234,567`.
pub(super) fn whole(number: u64) -> String {
    let digits = number.to_string();
    let mut text = String::with_capacity(digits.len() * 4 / 3);
    for (index, digit) in digits.chars().enumerate() {
        if index > 0 && (digits.len() - index).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

/// Whole from 100 on, else with one decimal (two below 1) that are dropped when zero; `—` for what is not a number.
pub(super) fn amount(number: f64) -> String {
    if !number.is_finite() {
        return "—".to_owned();
    }
    let size = number.abs();
    if size >= 99.95 {
        let sign = if number < 0.0 { "-" } else { "" };
        return format!("{sign}{}", whole(size.round() as u64));
    }
    let text = if size >= 0.995 || size == 0.0 { format!("{number:.1}") } else { format!("{number:.2}") };
    let text = text.trim_end_matches('0').trim_end_matches('.');
    if text == "-0" { "0".to_owned() } else { text.to_owned() }
}

/// A number that may be missing.
pub(super) fn maybe(number: Option<f64>) -> String {
    number.map_or_else(|| "—".to_owned(), amount)
}

/// A count that may be an estimate, or missing: `18`, `约 5`, `—`.
pub(super) fn count(number: Option<f64>) -> String {
    match number {
        Some(count) if count.fract() != 0.0 && count.is_finite() => format!("约 {}", amount(count.round().max(1.0))),
        _ => maybe(number),
    }
}

/// A score with two decimals, cut and not rounded: 100 is never reached.
pub(super) fn score(score: Option<f64>) -> String {
    match score {
        Some(score) if score.is_finite() => format!("{:.2}", (score * 100.0).floor() / 100.0),
        _ => "—".to_owned(),
    }
}

/// An estimate to three digits, marked as one: `约 56,600`.
pub(super) fn about(number: f64) -> String {
    let unit = 10f64.powi((number.abs().max(1.0).log10().floor() as i32 - 2).max(-1));
    format!("约 {}", amount((number / unit).round() * unit))
}

/// `0.1234` as `12.3%`.
pub(super) fn percent(share: f64) -> String {
    if share.is_finite() { format!("{}%", amount(share * 100.0)) } else { "—".to_owned() }
}

/// Growth above this says that there was next to nothing before, and not how much there will be.
const MOST_GROWTH: f64 = 10.0;

/// The growth from `before` to `after` as `+12.3%`; empty where there is nothing, or next to nothing, to grow from.
pub(super) fn growth(before: f64, after: f64) -> String {
    let share = after / before - 1.0;
    if before <= 0.0 || !share.is_finite() || share > MOST_GROWTH {
        return String::new();
    }
    let sign = if share >= 0.0 { "+" } else { "" };
    format!("{sign}{}", percent(share))
}

/// A round number on an axis: `1`, `100`, `1万`, `100万`, `1亿`.
pub(super) fn axis(number: f64) -> String {
    if number >= 1e8 {
        format!("{}亿", amount(number / 1e8))
    } else if number >= 1e4 {
        format!("{}万", amount(number / 1e4))
    } else {
        amount(number)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_read_well() {
        assert_eq!([0, 999, 1000, 1_234_567].map(whole), ["0", "999", "1,000", "1,234,567"]);
        assert_eq!(
            [0.0, 0.004, 0.126, 0.999, 1.0, 12.34, 99.96, 1234.5, -0.001, -1500.0].map(amount),
            ["0", "0", "0.13", "1", "1", "12.3", "100", "1,235", "0", "-1,500"]
        );
        assert_eq!(percent(0.1234), "12.3%");
        assert_eq!([56_568.5, 7071.1, 4.62, 0.5].map(about), ["约 56,600", "约 7,070", "约 4.6", "约 0.5"]);
        assert_eq!(growth(200.0, 250.0), "+25%");
        assert_eq!(growth(0.0, 250.0), "");
        assert_eq!([growth(1.1, 1001.0), growth(10.0, 100.0)], ["", "+900%"]);
        assert_eq!([Some(18.0), Some(4.62), Some(0.2), None].map(count), ["18", "约 5", "约 1", "—"]);
        assert_eq!([Some(99.997), Some(80.0), None].map(score), ["99.99", "80.00", "—"]);
        assert_eq!([1.0, 1000.0, 1e4, 1e6, 1e8].map(axis), ["1", "1,000", "1万", "100万", "1亿"]);
        assert_eq!(amount(f64::NAN), "—");
    }
}
