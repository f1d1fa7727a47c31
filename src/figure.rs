//! A figure as exports state it: exact, a range, or a lower bound.

use serde::Serialize;

/// A non-negative number that may be known only within bounds: `1234`, `600~1200`, `5万+`.
///
/// Rule K3: a range keeps its bounds; its geometric mean is the point estimate.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Figure {
    low: f64,
    /// `f64::INFINITY` for a lower bound.
    high: f64,
}

impl Figure {
    /// A number known exactly. `None` unless finite and not negative.
    pub fn exact(value: f64) -> Option<Self> {
        Self::range(value, value)
    }

    /// A number between two bounds. `None` unless `0 <= low <= high` and both are finite.
    pub fn range(low: f64, high: f64) -> Option<Self> {
        (low >= 0.0 && low <= high && high.is_finite()).then_some(Self { low, high })
    }

    /// A number of which only a lower bound is known, such as `5万+人付款`.
    pub fn at_least(low: f64) -> Option<Self> {
        (low >= 0.0 && low.is_finite()).then_some(Self { low, high: f64::INFINITY })
    }

    /// The lower bound.
    pub fn low(self) -> f64 {
        self.low
    }

    /// The upper bound; infinite when only a lower bound is known.
    pub fn high(self) -> f64 {
        self.high
    }

    /// Whether the figure is a single known number.
    #[expect(clippy::float_cmp, reason = "the two bounds are copies of one parsed number when exact")]
    pub fn is_exact(self) -> bool {
        self.low == self.high
    }

    /// The point estimate: the number itself, the geometric mean of a range (half the upper bound for a range from 0,
    /// whose geometric mean would be 0), the bound itself for a lower bound.
    pub fn point(self) -> f64 {
        if self.is_exact() || self.high.is_infinite() {
            self.low
        } else if self.low > 0.0 {
            (self.low * self.high).sqrt()
        } else {
            self.high / 2.0
        }
    }
}
