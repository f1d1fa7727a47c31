//! Listing-end times.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

/// Listing-end times (rules E1-E6).
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct ScheduleConfig {
    /// Hours before its end in which a listing stands higher (rule E1), 1 to 168.
    pub boost_hours: u32,
    /// Boost in the last hour, against 1 at the start of the boosted window; 1 to 1000.
    pub last_hour_boost: f64,
    /// Hours back in which the boost's lead over 1 halves.
    pub boost_half_life: f64,
    /// The boost of each hour before the end, the last hour first, in place of the three numbers above; empty for none.
    pub boost_curve: Vec<f64>,
    /// What a move costs (rule E5): this share of what an hour of mean worth is worth to the listing, 0 to 1.
    pub move_cost: f64,
    /// Share of a shop's listings, by sales, that are heroes (rule E5): reasons name them.
    pub hero_share: f64,
    /// How many times its weight a hero counts.
    pub hero_weight: f64,
    /// How far the margin counts in a listing's weight: the margin a unit against the shop's mean, to this power. 1 weighs profit,
    /// 0 units sold.
    pub margin_weight: f64,
    /// Share of the attention that the second listing of a group gets in an hour, against the first one's (rule E5). The k-th
    /// gets `k ^ log2(sibling_factor)`, from the fourth on all the same.
    pub sibling_factor: f64,
    /// How strongly a shop's ends are staggered (rule E1): an hour holds this many times its share of them by worth.
    pub stagger: f64,
    /// Ends of a shop in an hour at most, in place of what `stagger` gives; 0 for none. Raised where it does not hold all.
    pub max_per_hour: u32,
    /// Days of a listing cycle where the export does not say (rule E2).
    pub cycle_days: u8,
    /// A day with more visits than this many median days is left out of the traffic profile: 双11 says nothing of other weeks.
    pub peak_day_ratio: f64,
    /// The same for the day of a shopping festival itself, against the other days of its weekday: it is no usual day even where it sells little more.
    pub festival_ratio: f64,
    /// Hours (0-23) in which nothing may end, because nobody is there to relist.
    pub blocked_hours: Vec<u8>,
    /// Spans in which nothing may end or be listed again, such as promotions: `"2026-11-10 20:00 / 2026-11-12 00:00"`, or every
    /// week `"周日 00:00 / 周日 08:00"`. An hour that a span touches is blocked as a whole.
    pub blocked_times: Vec<String>,
    /// Listings that have to end when the user says, by id: `"周三 21:30"`, or `"keep"` for where it ends today.
    pub pins: BTreeMap<String, String>,
}

impl Default for ScheduleConfig {
    fn default() -> Self {
        Self {
            boost_hours: 24,
            last_hour_boost: 8.0,
            boost_half_life: 1.0,
            boost_curve: Vec::new(),
            move_cost: 0.1,
            hero_share: 0.1,
            hero_weight: 1.5,
            margin_weight: 1.0,
            sibling_factor: 0.6,
            stagger: 2.0,
            max_per_hour: 0,
            cycle_days: 7,
            peak_day_ratio: 2.5,
            festival_ratio: 1.3,
            blocked_hours: Vec::new(),
            blocked_times: Vec::new(),
            pins: BTreeMap::new(),
        }
    }
}
