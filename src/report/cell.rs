//! How a value stands in a cell of a table that a spreadsheet opens.

use std::fmt::Write;

/// Appends `text`, made harmless: a cell that a spreadsheet would run as a formula gets a leading apostrophe.
///
/// Full-width signs count too: spreadsheets set to Chinese or Japanese take `＝` for `=`.
pub(super) fn text(out: &mut String, text: &str) {
    if text.starts_with(['=', '+', '-', '@', '\t', '\r', '\n', '＝', '＋', '－', '＠']) {
        out.push('\'');
    }
    out.push_str(text);
}

/// Appends `value` in its shortest form with at most four decimals, never with an exponent; nothing for a number that is
/// not finite.
pub(super) fn decimal(out: &mut String, value: f64) {
    if !value.is_finite() {
        return;
    }
    let start = out.len();
    // Writing to a String cannot fail.
    let _ = write!(out, "{value:.4}");
    let kept = out.trim_end_matches('0').trim_end_matches('.').len();
    out.truncate(kept.max(start));
    if out.get(start..) == Some("-0") {
        out.replace_range(start.., "0");
    }
}

/// Most characters of a rejected row shown in one cell; spreadsheets cut a cell at 32,767.
const RAW_CHARS: usize = 2000;

/// Appends a rejected row for people to read; `rejects/NAME` has the bytes.
///
/// The line end is dropped, other control characters show as their pictures (a zero byte as ␀), and a very long row is cut.
pub(super) fn raw(out: &mut String, row: &str, bytes: usize) {
    let row = row.trim_start_matches('\u{feff}').trim_end_matches(['\r', '\n']);
    let shown: String = row
        .chars()
        .take(RAW_CHARS)
        .map(|c| match c {
            '\t' | '\r' | '\n' => c,
            '\0'..='\u{1f}' => char::from_u32(0x2400 + u32::from(c)).unwrap_or(c),
            '\u{7f}' => '\u{2421}',
            _ => c,
        })
        .collect();
    text(out, &shown);
    if row.chars().nth(RAW_CHARS).is_some() {
        let _ = write!(out, "…（共 {bytes} 字节，原文见 rejects/）");
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn made(write: impl Fn(&mut String)) -> String {
        let mut out = String::from("x");
        write(&mut out);
        out.split_off(1)
    }

    #[test]
    fn numbers_are_plain_short_and_never_minus_zero() {
        for (value, cell) in [
            (0.0, "0"),
            (-0.0, "0"),
            (-0.000_01, "0"),
            (100.0, "100"),
            (1.5, "1.5"),
            (0.123_456, "0.1235"),
            (-0.25, "-0.25"),
            (1e15, "1000000000000000"),
            (f64::NAN, ""),
            (f64::INFINITY, ""),
        ] {
            assert_eq!(made(|out| decimal(out, value)), cell, "{value}");
        }
    }

    #[test]
    fn what_a_spreadsheet_would_run_gets_an_apostrophe() {
        for cell in ["=1+1", "+86", "-5", "@SUM(A1)", "\t=1", "\r=1", "＝HYPERLINK(1)", "＋1", "－1", "＠A1"] {
            assert_eq!(made(|out| text(out, cell)), format!("'{cell}"));
        }
        for cell in ["", "连衣裙", "'quoted", "a=b", "2024-新款"] {
            assert_eq!(made(|out| text(out, cell)), cell);
        }
    }

    #[test]
    fn rejected_rows_are_readable() {
        for (row, cell) in [("1,毛衣\r\n", "1,毛衣"), ("\u{feff}a\0b\x07", "a␀b␇"), ("=cmd\n", "'=cmd")] {
            assert_eq!(made(|out| raw(out, row, row.len())), cell);
        }
    }

    #[test]
    fn a_very_long_reject_is_cut_and_says_so() {
        let cell = made(|out| raw(out, &"长".repeat(5000), 15000));
        assert!(cell.chars().count() < 2100);
        assert!(cell.ends_with("…（共 15000 字节，原文见 rejects/）"));
    }

    proptest! {
        #[test]
        fn a_number_reads_back_within_its_four_decimals(value in -1e12..1e12f64) {
            let cell = made(|out| decimal(out, value));
            let back: f64 = cell.parse().unwrap();
            prop_assert!((back - value).abs() <= 0.000_051 + value.abs() * 1e-15);
            prop_assert!(!cell.contains(['e', 'E', ',']));
        }

        #[test]
        fn no_text_cell_starts_a_formula(input in any::<String>()) {
            let cell = made(|out| text(out, &input));
            prop_assert!(!cell.starts_with(['=', '+', '-', '@', '\t', '\r', '＝', '＋', '－', '＠']));
        }

        #[test]
        fn any_row_can_be_shown(row in any::<String>()) {
            prop_assert!(!made(|out| raw(out, &row, row.len())).contains('\0'));
        }
    }
}
