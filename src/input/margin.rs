//! What a unit sold earns, from the columns that shops keep for it.

use super::figures::{count, growth};
use crate::figure::Figure;

/// The cell in which a fault lies.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Cell {
    Cost,
    Profit,
    Margin,
}

/// Yuan a unit: the profit as given, else the margin's share of the price, else the price less the cost. `None` where the cells
/// do not say.
///
/// A profit with a percent sign is a margin; a margin without one that is above 1 is a percentage.
///
/// # Errors
/// The cell that cannot be read, with the reason in Chinese.
pub(super) fn unit_margin(
    price: Option<Figure>,
    cost: &str,
    profit: &str,
    margin: &str,
) -> Result<Option<f64>, (Cell, String)> {
    let price = price.map(Figure::point);
    let mut share = growth(margin).map_err(|reason| (Cell::Margin, reason))?;
    if !is_percentage(margin) {
        share = share.map(|share| if share.abs() > 1.0 { share / 100.0 } else { share });
    }
    let profit_said = growth(profit).map_err(|reason| (Cell::Profit, reason))?;
    let cost = count(cost).map_err(|reason| (Cell::Cost, reason))?.map(Figure::point);
    if is_percentage(profit) {
        share = profit_said.or(share);
    } else if profit_said.is_some() {
        return Ok(profit_said);
    }
    Ok(match (price, share, cost) {
        (Some(price), Some(share), _) => Some(price * share),
        (Some(price), None, Some(cost)) => Some(price - cost),
        _ => None,
    })
}

fn is_percentage(text: &str) -> bool {
    text.contains(['%', '％'])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn profit_comes_before_margin_and_margin_before_cost() {
        let price = Figure::exact(200.0);
        let earned = |cost: &str, profit: &str, margin: &str| unit_margin(price, cost, profit, margin).unwrap();
        assert_eq!(earned("￥120", "", ""), Some(80.0));
        assert_eq!(earned("120", "", "30%"), Some(60.0));
        assert_eq!(earned("120", "", "0.3"), Some(60.0));
        assert_eq!(earned("", "", "30"), Some(60.0));
        assert_eq!(earned("120", "45.5", "30%"), Some(45.5));
        assert_eq!(earned("", "25%", ""), Some(50.0));
        assert_eq!(earned("250", "", ""), Some(-50.0), "sold at a loss");
        assert_eq!(earned("--", "", "-"), None);
        assert_eq!(unit_margin(None, "120", "", "30%"), Ok(None), "nothing without a price");
        assert_eq!(unit_margin(price, "一百", "", "").unwrap_err().0, Cell::Cost);
    }
}
