//! Listing-end times (上下架, rules E1-E6): when should each listing of a shop end?
//!
//! A listing stands higher the nearer its end, so ends belong where traffic is, staggered so that some listing is always near
//! its end, and rivals of one shop apart. [`TrafficProfile`] says where traffic is, [`Planner`] (or [`plan_shop`] for a single
//! shop) turns a shop into a [`Model`], has it [`solve`]d and hands out the minutes, [`WeekEnds`] counts the ends for a heat map.
//! Times are civil times in Asia/Shanghai.
//!
//! The effect is weaker today than in the manuals' time (rule E6): a tie-breaker, not a promise.

mod blocked;
mod capacity;
mod heat;
mod interpolate;
mod minutes;
mod model;
mod plan;
mod profile;
mod reason;
mod score;
mod seats;
mod solve;
#[cfg(test)]
mod tests;
mod trial;
mod week;

pub use heat::WeekEnds;
pub use model::{Model, PLACES, Seat};
pub use plan::{Assignment, Plan, Planner, ScheduleListing, plan_shop, unusable_setting};
pub use profile::{PeakDay, TrafficError, TrafficProfile, TrafficRecord};
pub use reason::{MoveCause, PinClash, PresentNote, Reason};
pub use solve::{Solution, solve};
pub use trial::{Comparison, Estimate, Half, HourResult, Observation, Part, compare, part};
pub use week::{HOURS_PER_WEEK, WeekMinute, weekday_by_name};
