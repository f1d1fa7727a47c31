//! Who ends where already, and what that takes off an hour's value.

use rustc_hash::{FxHashMap, FxHashSet};

use super::plan::ScheduleListing;
use super::week::HOURS_PER_WEEK;
use crate::config::ScheduleConfig;

/// Least sibling factor: at 0 all hours would be worth the same nothing once each holds a sibling.
const LEAST_FACTOR: f64 = 1e-6;

/// Which counters a listing's rivals are found in.
#[derive(Debug, Clone, Copy)]
pub(super) struct Rivals {
    group: u32,
    /// Counters of the title, and of the title within the group; only for titles that several groups share.
    twins: Option<(u32, u32)>,
    /// Natural log of the factor that each sibling brings.
    log_factor: f64,
}

/// The listings placed so far: how many in each hour, and how many of each group.
///
/// All penalties are natural logs, to be added to the log of a score. `n` listings in an hour cost the next one the factor
/// `(n + 1) ^ -crowding`, so that ends settle in proportion to `score ^ (1 / crowding)`; each sibling among them costs
/// `sibling_factor` more. A group with more listings than a quarter of the open hours (the busy quarter of a day) cannot keep
/// apart anyway: there the sibling factor is spread over as many siblings as share an hour then, so that a shop of one
/// category still follows the traffic.
#[derive(Debug)]
pub(super) struct Crowd {
    crowding: f64,
    total: [u32; HOURS_PER_WEEK],
    classes: Vec<Counts>,
}

/// Hour and number, only hours with any.
type Counts = Vec<(u8, u32)>;

impl Crowd {
    /// Nobody placed, and where to find the rivals of each of the `listings`.
    pub fn new<'a>(
        listings: impl Iterator<Item = &'a ScheduleListing<'a>> + Clone,
        open_hours: usize,
        config: &ScheduleConfig,
    ) -> (Self, Vec<Rivals>) {
        let mut interner = Interner::default();
        let mut group_of_title = FxHashMap::default();
        let mut shared_titles = FxHashSet::default();
        for listing in listings.clone().filter(|listing| listing.title_key != 0) {
            if *group_of_title.entry(listing.title_key).or_insert(listing.group) != listing.group {
                shared_titles.insert(listing.title_key);
            }
        }
        let mut rivals: Vec<Rivals> = listings
            .map(|listing| {
                let ScheduleListing { group, title_key, .. } = *listing;
                let twins = shared_titles
                    .contains(&title_key)
                    .then(|| (interner.id(Class::Title(title_key)), interner.id(Class::Both(group, title_key))));
                Rivals { group: interner.id(Class::Group(group)), twins, log_factor: 0.0 }
            })
            .collect();
        let mut sizes = vec![0_u32; interner.ids.len()];
        for rival in &rivals {
            sizes[rival.group as usize] += 1;
        }
        let log_factor = config.sibling_factor.max(LEAST_FACTOR).ln();
        let apart = open_hours as f64 / 4.0;
        for rival in &mut rivals {
            rival.log_factor = log_factor * (apart / f64::from(sizes[rival.group as usize])).min(1.0);
        }
        let classes = vec![Counts::new(); interner.ids.len()];
        (Self { crowding: config.crowding, total: [0; HOURS_PER_WEEK], classes }, rivals)
    }

    /// How many end in the hour.
    pub fn total(&self, hour: usize) -> u32 {
        self.total[hour]
    }

    /// How many rivals end in the hour.
    pub fn siblings(&self, hour: usize, rivals: Rivals) -> u32 {
        let count = |class: u32| {
            self.classes[class as usize].iter().find(|(at, _)| usize::from(*at) == hour).map_or(0, |(_, count)| *count)
        };
        count(rivals.group) + rivals.twins.map_or(0, |(title, both)| count(title) - count(both))
    }

    /// What all that end in the hour take off for the next one.
    pub fn crowd_penalty(&self, hour: usize) -> f64 {
        -self.crowding * f64::from(self.total[hour] + 1).ln()
    }

    /// Takes off from every hour's log value what the rivals ending there cost.
    pub fn subtract_siblings(&self, rivals: Rivals, hours: &mut [f64; HOURS_PER_WEEK]) {
        let mut add = |class: u32, factor: f64| {
            for &(hour, count) in &self.classes[class as usize] {
                hours[usize::from(hour)] += factor * f64::from(count);
            }
        };
        add(rivals.group, rivals.log_factor);
        if let Some((title, both)) = rivals.twins {
            add(title, rivals.log_factor);
            add(both, -rivals.log_factor);
        }
    }

    /// The factor on a listing's value when it ends in the hour next to those that end there already.
    pub fn factor(&self, hour: usize, rivals: Rivals) -> f64 {
        (self.crowd_penalty(hour) + rivals.log_factor * f64::from(self.siblings(hour, rivals))).exp()
    }

    /// Places a listing.
    pub fn add(&mut self, hour: usize, rivals: Rivals) {
        self.total[hour] += 1;
        for class in std::iter::once(rivals.group).chain(rivals.twins.into_iter().flat_map(|(a, b)| [a, b])) {
            let counts = &mut self.classes[class as usize];
            match counts.iter_mut().find(|(at, _)| usize::from(*at) == hour) {
                Some((_, count)) => *count += 1,
                None => counts.push((hour as u8, 1)),
            }
        }
    }

    /// Nobody placed any more.
    pub fn clear(&mut self) {
        self.total = [0; HOURS_PER_WEEK];
        self.classes.iter_mut().for_each(Vec::clear);
    }
}

#[derive(Debug, PartialEq, Eq, Hash)]
enum Class {
    Group(u32),
    Title(u64),
    Both(u32, u64),
}

#[derive(Debug, Default)]
struct Interner {
    ids: FxHashMap<Class, u32>,
}

impl Interner {
    fn id(&mut self, class: Class) -> u32 {
        let next = self.ids.len() as u32;
        *self.ids.entry(class).or_insert(next)
    }
}
