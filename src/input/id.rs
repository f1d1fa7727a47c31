//! Listing ids as exports write them.

use super::figures;
use super::record::{Kind, Record};
use super::schema::Columns;
use super::table::{CellFault, NUL};

/// The id in a record's `field`; `None` where the row has none. An id that a spreadsheet has rounded is a fault.
pub(super) fn listing_id(record: &Record, columns: &Columns, field: usize) -> Result<Option<Box<str>>, CellFault> {
    for column in columns.candidates(field) {
        let id = fold(record.get(column), record.kind(column) == Kind::Number)
            .map_err(|reason| CellFault::new(Some(column), reason))?;
        if id.is_some() {
            return Ok(id);
        }
    }
    Ok(None)
}

/// An id without the dresses that exports put it in; `None` where the text is none. `is_number` tells of a workbook's number.
pub(super) fn fold(text: &str, is_number: bool) -> Result<Option<Box<str>>, String> {
    // `="583316802348"` and `'583316802348`: how exports keep spreadsheets from rounding.
    let id = match text.strip_prefix("=\"").and_then(|rest| rest.strip_suffix('"')) {
        Some(inner) => inner.trim(),
        None => text.strip_prefix('\'').unwrap_or(text).trim(),
    };
    if matches!(id, "" | "0" | "-") {
        return Ok(None);
    }
    if id.contains('\0') {
        return Err(NUL.into());
    }
    let rounded = is_number && (id.len() > 15 || id.contains(['.', '-']));
    if rounded || is_scientific(id) {
        return Err(format!(
            "编号“{}”是被表格软件改过的数字，后面的位数已经丢了：请把这一列设成文本后重新导出",
            figures::excerpt(id)
        ));
    }
    // One id in four dresses: full-width digits, the point that a spreadsheet hangs on, and its marks of thousands.
    let folded: String = id
        .chars()
        .map(|c| if ('０'..='９').contains(&c) { char::from(b'0' + (c as u32 - '０' as u32) as u8) } else { c })
        .collect();
    let folded = if has_thousands_marks(&folded) { folded.replace(',', "") } else { folded };
    let whole = folded.strip_suffix(".0").filter(|whole| whole.bytes().all(|byte| byte.is_ascii_digit()));
    Ok(Some(whole.unwrap_or(&folded).into()))
}

/// `583,316,802,348`.
fn has_thousands_marks(text: &str) -> bool {
    let mut groups = text.split(',');
    let digits = |group: &str| group.bytes().all(|byte| byte.is_ascii_digit());
    let first = groups.next().is_some_and(|first| (1..=3).contains(&first.len()) && digits(first));
    first && text.contains(',') && groups.all(|group| group.len() == 3 && digits(group))
}

/// `5.83317E+11`.
fn is_scientific(text: &str) -> bool {
    let Some((mantissa, exponent)) = text.split_once(['e', 'E']) else { return false };
    let exponent = exponent.strip_prefix('+').unwrap_or(exponent);
    let digits = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    let mantissa_is_number =
        mantissa.split_once('.').map_or(digits(mantissa), |(whole, part)| digits(whole) && digits(part));
    mantissa_is_number && digits(exponent) && (text.contains('.') || text.contains('+'))
}
