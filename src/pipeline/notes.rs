//! What the tables have of oddities and the plans of the shops could not keep to, for the summary.

use std::collections::BTreeSet;

use super::schedule::{ScheduledListing, ShopPlan};
use crate::config::ScheduleConfig;
use crate::input::TableInfo;
use crate::report::Notice;
use crate::schedule::{PinClash, Reason};

/// Shops named in a note; of more their number is told.
const NAMED: usize = 3;
/// Listings named in a note.
const LISTED: usize = 5;

/// What was odd about a table, in sentences.
pub(super) fn table_notes(table: &TableInfo) -> impl Iterator<Item = Notice> + '_ {
    table.warnings.iter().map(|warning| warning.of(table.path.display()))
}

/// Counts over the shops.
#[derive(Debug)]
pub(super) struct Notes<'a> {
    config: &'a ScheduleConfig,
    /// Shops with more listings than open minutes, and how many share the fullest minute at most.
    crowded: Shops,
    /// Shops for which `max_per_hour` is too little, and the most that an hour has to hold.
    raised: Shops,
    without_slot: usize,
    off_shelf: usize,
    blocked_pins: usize,
    shared_pins: usize,
}

#[derive(Debug, Default)]
struct Shops {
    names: Vec<String>,
    count: usize,
    most: u32,
}

impl Shops {
    fn add(&mut self, name: &str, figure: u32) {
        self.count += 1;
        self.most = self.most.max(figure);
        if self.names.len() < NAMED {
            self.names.push(name.to_owned());
        }
    }

    fn text(&self) -> String {
        let more = self.count - self.names.len();
        let tail = if more > 0 { format!(" and {more} more") } else { String::new() };
        format!("{}{tail}", self.named("the shop without a name").join(", "))
    }

    fn chinese(&self) -> String {
        let tail = if self.count > self.names.len() { format!(" 等 {} 家店", self.count) } else { String::new() };
        format!("{}{tail}", self.named("没有店名的店").join("、"))
    }

    /// The names, with `nameless` for the shop that has none.
    fn named<'s>(&'s self, nameless: &'s str) -> Vec<&'s str> {
        self.names.iter().map(|name| if name.is_empty() { nameless } else { name.as_str() }).collect()
    }
}

impl<'a> Notes<'a> {
    pub fn new(config: &'a ScheduleConfig) -> Self {
        Self {
            config,
            crowded: Shops::default(),
            raised: Shops::default(),
            without_slot: 0,
            off_shelf: 0,
            blocked_pins: 0,
            shared_pins: 0,
        }
    }

    pub fn count(&mut self, shop: &str, plan: &ShopPlan) {
        if plan.per_minute > 1 {
            self.crowded.add(shop, plan.per_minute);
        }
        if let Some(most) = plan.raised {
            self.raised.add(shop, most);
        }
        for assignment in &plan.assignments {
            match assignment.reason {
                Reason::NoSlot => self.without_slot += 1,
                Reason::OffShelf => self.off_shelf += 1,
                Reason::Pinned { clash: Some(PinClash::Blocked), .. } => self.blocked_pins += 1,
                Reason::Pinned { clash: Some(PinClash::SameMinute { .. }), .. } => self.shared_pins += 1,
                _ => {}
            }
        }
    }

    /// A sentence for each thing to say. Pins are looked for among `listings`.
    pub fn sentences(&self, listings: &[ScheduledListing<'_>]) -> Vec<Notice> {
        let mut notes = Vec::new();
        let count = self.without_slot;
        if count > 0 {
            notes.push(Notice::new(
                format!(
                    "{count} listings get no end: every hour of the week is blocked (schedule.blocked_hours, blocked_times)"
                ),
                format!("{count} 个宝贝排不出下架时间：一周的时段全被禁用（schedule.blocked_hours、blocked_times）"),
            ));
        }
        let count = self.off_shelf;
        if count > 0 {
            notes.push(Notice::new(
                format!("{count} listings are in the warehouse (仓库中) and get no end"),
                format!("{count} 个宝贝在仓库中，不排下架时间"),
            ));
        }
        if self.crowded.count > 0 {
            let most = self.crowded.most;
            notes.push(Notice::new(
                format!(
                    "more listings than open minutes: up to {most} end in one minute, spread evenly ({})",
                    self.crowded.text()
                ),
                format!("宝贝比可用的分钟多：同一分钟最多有 {most} 个下架，已均匀错开（{}）", self.crowded.chinese()),
            ));
        }
        if self.raised.count > 0 {
            let (limit, most) = (self.config.max_per_hour, self.raised.most);
            notes.push(Notice::new(
                format!(
                    "schedule.max_per_hour = {limit} does not hold all listings: hours hold up to {most} ({})",
                    self.raised.text()
                ),
                format!(
                    "schedule.max_per_hour = {limit} 放不下所有宝贝：每小时最多排了 {most} 个（{}）",
                    self.raised.chinese()
                ),
            ));
        }
        let count = self.blocked_pins;
        if count > 0 {
            notes.push(Notice::new(
                format!("{count} pinned listings end or are listed again in a blocked time: pins are kept"),
                format!("{count} 个指定了时间的宝贝落在禁用时段：按指定的时间排"),
            ));
        }
        let count = self.shared_pins;
        if count > 0 {
            notes.push(Notice::new(
                format!("{count} pinned listings share a minute with another pin: pins are kept"),
                format!("{count} 个指定了时间的宝贝与另一个同一分钟：按指定的时间排"),
            ));
        }
        if !self.config.pins.is_empty() {
            let ids: BTreeSet<&str> = listings.iter().map(|listing| listing.listing.id).collect();
            let unknown: Vec<&str> =
                self.config.pins.keys().map(String::as_str).filter(|id| !ids.contains(id)).collect();
            if !unknown.is_empty() {
                let (count, named) = (unknown.len(), &unknown[..unknown.len().min(LISTED)]);
                let tail = if count > LISTED { ", ..." } else { "" };
                let more = if count > LISTED { " 等" } else { "" };
                notes.push(Notice::new(
                    format!(
                        "schedule.pins: {count} of them are no listings of the catalog: {}{tail}",
                        named.join(", ")
                    ),
                    format!("schedule.pins 里有 {count} 个宝贝不在目录里：{}{more}", named.join("、")),
                ));
            }
        }
        notes
    }
}
