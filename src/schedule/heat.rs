//! Ends by hour of the week, for a heat map.

use super::plan::Assignment;
use super::week::{HOURS_PER_WEEK, WeekMinute};

/// How many listings end in each hour of the week, Monday 00:00 first, today and as planned.
///
/// Only listings with a planned end count, on both sides: those out of stock would make the two maps differ in size.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WeekEnds {
    /// Present ends.
    pub before: [u32; HOURS_PER_WEEK],
    /// Planned ends.
    pub after: [u32; HOURS_PER_WEEK],
}

impl Default for WeekEnds {
    fn default() -> Self {
        Self { before: [0; HOURS_PER_WEEK], after: [0; HOURS_PER_WEEK] }
    }
}

impl WeekEnds {
    /// Counts a shop's assignments in; call it once a shop.
    pub fn count(&mut self, assignments: &[Assignment]) {
        for assignment in assignments {
            let Some(end) = assignment.end else { continue };
            self.after[WeekMinute::of(end).hour_of_week()] += 1;
            if let Some(end) = assignment.current_end {
                self.before[WeekMinute::of(end).hour_of_week()] += 1;
            }
        }
    }
}
