//! What the plans of the shops could not keep to, for the summary.

use std::collections::BTreeSet;

use super::schedule::{ScheduledListing, ShopPlan};
use crate::config::ScheduleConfig;
use crate::schedule::{PinClash, Reason};

/// Shops named in a note; of more their number is told.
const NAMED: usize = 3;
/// Listings named in a note.
const LISTED: usize = 5;

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
            self.names.push(if name.is_empty() { "the shop without a name".into() } else { name.to_owned() });
        }
    }

    fn text(&self) -> String {
        let more = self.count - self.names.len();
        let tail = if more > 0 { format!(" and {more} more") } else { String::new() };
        format!("{}{tail}", self.names.join(", "))
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
    pub fn sentences(&self, listings: &[ScheduledListing<'_>]) -> Vec<String> {
        let mut notes = Vec::new();
        if self.without_slot > 0 {
            notes.push(format!(
                "{} listings get no end: every hour of the week is blocked (schedule.blocked_hours, blocked_times)",
                self.without_slot
            ));
        }
        if self.off_shelf > 0 {
            notes.push(format!("{} listings are in the warehouse (仓库中) and get no end", self.off_shelf));
        }
        if self.crowded.count > 0 {
            notes.push(format!(
                "more listings than open minutes: up to {} end in one minute, spread evenly ({})",
                self.crowded.most,
                self.crowded.text()
            ));
        }
        if self.raised.count > 0 {
            notes.push(format!(
                "schedule.max_per_hour = {} does not hold all listings: hours hold up to {} ({})",
                self.config.max_per_hour,
                self.raised.most,
                self.raised.text()
            ));
        }
        if self.blocked_pins > 0 {
            notes.push(format!(
                "{} pinned listings end or are listed again in a blocked time: pins are kept",
                self.blocked_pins
            ));
        }
        if self.shared_pins > 0 {
            notes.push(format!("{} pinned listings share a minute with another pin: pins are kept", self.shared_pins));
        }
        if !self.config.pins.is_empty() {
            let ids: BTreeSet<&str> = listings.iter().map(|listing| listing.listing.id).collect();
            let unknown: Vec<&str> =
                self.config.pins.keys().map(String::as_str).filter(|id| !ids.contains(id)).collect();
            if !unknown.is_empty() {
                let named = unknown[..unknown.len().min(LISTED)].join(", ");
                let tail = if unknown.len() > LISTED { ", ..." } else { "" };
                notes.push(format!(
                    "schedule.pins: {} of them are no listings of the catalog: {named}{tail}",
                    unknown.len()
                ));
            }
        }
        notes
    }
}
