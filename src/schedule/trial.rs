//! The weekly test (rule E3): half of a shop's listings follow the plan, a comparable half stays as it is, and a week later their
//! visits say what the plan was worth and which hours earned more than planned.

use std::collections::BTreeMap;

use super::plan::ScheduleListing;
use super::profile::TrafficProfile;
use super::week::{HOURS_PER_WEEK, WeekMinute};

/// Fewest pairs or listings whose spread gives an interval.
const LEAST: usize = 5;
/// Standard errors on each side of a 95 % interval.
const WIDTH: f64 = 1.96;
/// How far hours differ from the plan, as a standard deviation of the log: what one week says beyond that is taken for noise.
const PRIOR: f64 = 0.3;

/// Which plan a listing follows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Half {
    /// The new plan.
    Plan,
    /// Today's end.
    Stay,
}

/// A listing's part in the test.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Part {
    /// Its half.
    pub half: Half,
    /// Number of its pair within the shop: two listings of one category that sell about as much.
    pub pair: u32,
}

/// Parts the listings of one shop; `None` for those that take no part: out of stock, in the warehouse, without a present end, or left without a
/// partner. They follow the plan.
///
/// Within a category neighbours by weight make a pair, and a coin made of their ids decides which of the two stays: the same
/// shop is always parted in the same way.
pub fn part(listings: &[ScheduleListing]) -> Vec<Option<Part>> {
    let mut parts = vec![None; listings.len()];
    let mut order: Vec<usize> =
        (0..listings.len()).filter(|&at| listings[at].is_on_offer() && listings[at].current_end.is_some()).collect();
    order.sort_by(|&a, &b| {
        let (left, right) = (&listings[a], &listings[b]);
        left.group
            .cmp(&right.group)
            .then_with(|| right.weight.total_cmp(&left.weight))
            .then_with(|| left.id.cmp(right.id))
    });
    let mut pair = 0;
    for category in order.chunk_by(|&a, &b| listings[a].group == listings[b].group) {
        for partners in category.chunks_exact(2) {
            let [first, second] = [partners[0], partners[1]];
            let halves = if coin(listings[first].id, listings[second].id) {
                [Half::Plan, Half::Stay]
            } else {
                [Half::Stay, Half::Plan]
            };
            for (at, half) in [first, second].into_iter().zip(halves) {
                parts[at] = Some(Part { half, pair });
            }
            pair += 1;
        }
    }
    parts
}

/// A fair coin: FNV-1a over both ids, its highest bit.
fn coin(first: &str, second: &str) -> bool {
    let bytes = first.bytes().chain([0]).chain(second.bytes());
    let hash =
        bytes.fold(0xcbf2_9ce4_8422_2325_u64, |hash, byte| (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3));
    (hash ^ (hash >> 32)).wrapping_mul(0x9e37_79b9_7f4a_7c15) >> 63 == 1
}

/// A listing after the week.
#[derive(Debug, Clone, PartialEq)]
pub struct Observation {
    /// Shop and pair; `None` for a listing that took no part.
    pub pair: Option<(String, u32)>,
    /// Its half.
    pub half: Half,
    /// When it ended.
    pub end: WeekMinute,
    /// What the plan thought that end worth.
    pub planned: f64,
    /// Its weight.
    pub weight: f64,
    /// Visits of the week.
    pub visits: f64,
}

/// An estimate with its 95 % interval, where there is enough to have one.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Estimate {
    /// The estimate.
    pub ratio: f64,
    /// Low and high end of the interval.
    pub interval: Option<(f64, f64)>,
}

/// Listings that ended in an hour of the day, against the plan.
#[derive(Debug, Clone, PartialEq)]
pub struct HourResult {
    /// 0 to 23.
    pub hour: usize,
    /// How many ended in it.
    pub listings: usize,
    /// Their visits.
    pub visits: f64,
    /// The visits that the plan gives them: all visits shared out by planned value.
    pub planned: f64,
    /// Visits against planned ones.
    pub against_plan: Estimate,
}

impl HourResult {
    /// `more`, `less` or `as planned`, by whether the interval holds 1; empty without one.
    pub fn verdict(&self) -> &'static str {
        match self.against_plan.interval {
            None => "",
            Some((low, _)) if low > 1.0 => "more",
            Some((_, high)) if high < 1.0 => "less",
            Some(_) => "as planned",
        }
    }
}

/// What a week of the test says.
#[derive(Debug, Clone, PartialEq)]
pub struct Comparison {
    /// Complete pairs.
    pub pairs: usize,
    /// Visits per weight of the half that followed the plan, against the half that stayed.
    pub plan_against_stay: Option<Estimate>,
    /// Hours of the day in which listings ended.
    pub hours: Vec<HourResult>,
}

/// Compares the halves and the hours.
///
/// The halves are compared by the ratio of their visits per weight, with the jackknife over pairs for its spread. An hour's
/// visits are compared with what the plan gives it; their spread is that of a Poisson count times the dispersion found over all
/// listings, as visits come in clusters.
pub fn compare(observations: &[Observation]) -> Comparison {
    let visits: f64 = observations.iter().map(|seen| seen.visits).sum();
    let planned: f64 = observations.iter().map(|seen| seen.planned).sum();
    let scale = if planned > 0.0 { visits / planned } else { 0.0 };
    let (pairs, plan_against_stay) = halves(observations);
    let expected: Vec<(f64, f64)> = observations
        .iter()
        .map(|seen| (seen.visits, seen.planned * scale))
        .filter(|(_, planned)| *planned > 0.0)
        .collect();
    let dispersion = if expected.len() >= LEAST {
        let sum: f64 = expected.iter().map(|(visits, planned)| (visits - planned).powi(2) / planned).sum();
        Some((sum / (expected.len() - 1) as f64).max(1.0))
    } else {
        None
    };
    let hours = (0..24).filter_map(|hour| {
        let ended = observations.iter().filter(|seen| seen.end.hour_of_week() % 24 == hour);
        let (listings, visits, planned) = ended.fold((0, 0.0, 0.0), |(count, visits, planned), seen| {
            (count + 1, visits + seen.visits, planned + seen.planned * scale)
        });
        (planned > 0.0).then(|| {
            let ratio = visits / planned;
            let interval = dispersion.map(|dispersion| {
                let spread = WIDTH * (dispersion / planned).sqrt();
                ((ratio - spread).max(0.0), ratio + spread)
            });
            HourResult { hour, listings, visits, planned, against_plan: Estimate { ratio, interval } }
        })
    });
    Comparison { pairs, plan_against_stay, hours: hours.collect() }
}

/// The number of complete pairs, and the plan's half against the other.
fn halves(observations: &[Observation]) -> (usize, Option<Estimate>) {
    let mut pairs: BTreeMap<&(String, u32), [Option<&Observation>; 2]> = BTreeMap::new();
    for seen in observations {
        if let Some(pair) = &seen.pair {
            pairs.entry(pair).or_default()[usize::from(seen.half == Half::Stay)] = Some(seen);
        }
    }
    let pairs: Vec<[f64; 4]> = pairs
        .into_values()
        .filter_map(|[plan, stay]| {
            let (plan, stay) = (plan?, stay?);
            Some([plan.visits, plan.weight, stay.visits, stay.weight])
        })
        .collect();
    let sums = |without: Option<usize>| {
        let mut sums = [0.0; 4];
        for (_, pair) in pairs.iter().enumerate().filter(|(at, _)| Some(*at) != without) {
            sums.iter_mut().zip(pair).for_each(|(sum, value)| *sum += value);
        }
        let [plan_visits, plan_weight, stay_visits, stay_weight] = sums;
        let ratio = plan_visits / plan_weight / (stay_visits / stay_weight);
        (ratio > 0.0 && ratio.is_finite()).then_some(ratio)
    };
    let Some(ratio) = sums(None) else { return (pairs.len(), None) };
    let without: Option<Vec<f64>> = (0..pairs.len()).map(|at| sums(Some(at)).map(f64::ln)).collect();
    let interval = without.filter(|logs| logs.len() >= LEAST).map(|logs| {
        let count = logs.len() as f64;
        let mean = logs.iter().sum::<f64>() / count;
        let variance = (count - 1.0) / count * logs.iter().map(|log| (log - mean).powi(2)).sum::<f64>();
        let spread = WIDTH * variance.sqrt();
        (ratio * (-spread).exp(), ratio * spread.exp())
    });
    (pairs.len(), Some(Estimate { ratio, interval }))
}

impl Comparison {
    /// The profile with each hour of the day scaled by what the week says about ends in it, shrunk towards no change by how
    /// uncertain that is; hours without an interval stay. Shares of the week, Monday 00:00 first.
    ///
    /// An end is worth the traffic of the hours before it, most of all that of its own hour and the one before; the change is
    /// given to the hour of the end.
    pub fn updated(&self, profile: &TrafficProfile) -> [f64; HOURS_PER_WEEK] {
        let mut shares = *profile.shares();
        for result in &self.hours {
            let Estimate { ratio, interval: Some((low, high)) } = result.against_plan else { continue };
            let error = (high - low) / (2.0 * WIDTH) / ratio.max(f64::MIN_POSITIVE);
            let credit = PRIOR * PRIOR / (PRIOR * PRIOR + error * error);
            // Nothing is learnt from an hour without a visit but that it is not above the plan.
            let change = if ratio > 0.0 { (credit * ratio.ln()).exp() } else { 1.0 };
            shares.iter_mut().skip(result.hour).step_by(24).for_each(|share| *share *= change);
        }
        let sum: f64 = shares.iter().sum();
        shares.map(|share| share / sum)
    }
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    fn listing(id: &str, weight: f64, group: u32) -> ScheduleListing<'_> {
        let current_end = Some(date(2026, 11, 20).at(4, 0, 0, 0));
        ScheduleListing {
            id,
            weight,
            group,
            title_key: 0,
            current_end,
            cycle_days: 7,
            out_of_stock: false,
            off_shelf: false,
            hold: false,
        }
    }

    #[test]
    fn halves_are_alike_and_the_coin_is_fair() {
        let ids: Vec<String> = (0..2001).map(|id| format!("{id:05}")).collect();
        let shop: Vec<ScheduleListing> =
            ids.iter().enumerate().map(|(at, id)| listing(id, 1.0 + (at % 97) as f64, (at % 3) as u32)).collect();
        let parts = part(&shop);
        assert_eq!(parts.iter().filter(|part| part.is_none()).count(), 3, "667 listings a category");
        let weight = |half: Half| -> f64 {
            parts
                .iter()
                .zip(&shop)
                .filter(|(part, _)| part.is_some_and(|part| part.half == half))
                .map(|(_, listing)| listing.weight)
                .sum()
        };
        assert!((weight(Half::Plan) / weight(Half::Stay) - 1.0).abs() < 0.01);
        let firsts = (0..1000).filter(|id| coin(&format!("{id:05}"), "x")).count();
        assert!((430..570).contains(&firsts), "{firsts} of 1000");
    }

    fn seen(pair: u32, half: Half, hour: usize, visits: f64) -> Observation {
        Observation {
            pair: Some((String::new(), pair)),
            half,
            end: WeekMinute::new(hour, 0),
            planned: 1.0,
            weight: 1.0,
            visits,
        }
    }

    #[test]
    fn the_better_half_and_the_better_hour_are_found() {
        let week: Vec<Observation> = (0..40)
            .flat_map(|pair| {
                let noise = f64::from(pair % 5);
                [seen(pair, Half::Plan, 21, 130.0 + noise), seen(pair, Half::Stay, 24 + 4, 98.0 + noise)]
            })
            .collect();
        let comparison = compare(&week);
        assert_eq!(comparison.pairs, 40);
        let halves = comparison.plan_against_stay.unwrap();
        assert!((halves.ratio - 1.32).abs() < 1e-9);
        let (low, high) = halves.interval.unwrap();
        assert!(low > 1.3 && high < 1.34 && low < halves.ratio && halves.ratio < high);
        let by_hour: Vec<(usize, usize)> =
            comparison.hours.iter().map(|result| (result.hour, result.listings)).collect();
        assert_eq!(by_hour, [(4, 40), (21, 40)]);
        let evening = &comparison.hours[1].against_plan;
        assert!(evening.interval.is_some_and(|(low, high)| low > 1.0 && high < 1.2), "{evening:?}");
        let profile = TrafficProfile::default_profile();
        let updated = comparison.updated(&profile);
        assert!((updated.iter().sum::<f64>() - 1.0).abs() < 1e-12);
        for day in 0..7 {
            let change = |hour: usize| updated[day * 24 + hour] / profile.shares()[day * 24 + hour];
            assert!(change(21) > change(12) && change(12) > change(4));
        }
    }

    #[test]
    fn too_little_to_go_by_gives_no_interval_and_changes_nothing() {
        let comparison = compare(&[seen(0, Half::Plan, 21, 10.0), seen(0, Half::Stay, 4, 5.0)]);
        assert_eq!(comparison.plan_against_stay, Some(Estimate { ratio: 2.0, interval: None }));
        let profile = TrafficProfile::default_profile();
        let updated = comparison.updated(&profile);
        assert!(updated.iter().zip(profile.shares()).all(|(new, old)| (new - old).abs() < 1e-12));
        assert_eq!(compare(&[]).plan_against_stay, None);
    }
}
