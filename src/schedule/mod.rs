//! Listing-end times (上下架, rules E1-E6): when should each listing of a shop end?
//!
//! A listing stands higher the nearer its end, so ends belong where traffic is, staggered so that some listing is always near
//! its end, and rivals of one shop apart. [`TrafficProfile`] says where traffic is, [`Planner`] (or [`plan_shop`] for a single
//! shop) hands out the ends, [`WeekEnds`] counts them for a heat map. Times are civil times in Asia/Shanghai.
//!
//! The effect is weaker today than in the manuals' time (rule E6): a tie-breaker, not a promise.

mod crowd;
mod heat;
mod minutes;
mod plan;
mod profile;
mod reason;
mod score;
#[cfg(test)]
mod tests;
mod week;

pub use heat::WeekEnds;
pub use plan::{Assignment, Planner, ScheduleListing, plan_shop};
pub use profile::{PEAK_DAY_RATIO, PeakDay, TrafficError, TrafficProfile, TrafficRecord};
pub use reason::{MoveCause, Reason};
pub use week::{HOURS_PER_WEEK, WeekMinute};
