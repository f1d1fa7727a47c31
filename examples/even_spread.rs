//! What the plan gains over the common tools' even spread, for a catalog or for made-up shops.
//!
//!     cargo run --release --example even_spread -- [--traffic FILE] [--catalog FILE...]
//!
//! The common tools spread the listings of a shop evenly over the hours of the week that are not blocked, and those of an hour at
//! 60 / n whole minutes, whatever they sell and whatever category they are of (rule E5). Both are valued by the plan's formula;
//! moves are free here, as the tools move everything.

#![expect(clippy::print_stdout, reason = "an example's table is for a terminal")]

use std::path::PathBuf;

use anyhow::Result;
use jiff::civil::date;
use taojin::config::{Config, ScheduleConfig};
use taojin::input::{Catalog, Row, TrafficTable};
use taojin::schedule::{HOURS_PER_WEEK, Plan, Planner, ScheduleListing, TrafficProfile};

fn main() -> Result<()> {
    let (mut catalogs, mut traffic) = (Vec::new(), None);
    let mut arguments = std::env::args_os().skip(1);
    while let Some(argument) = arguments.next() {
        match argument.to_str() {
            Some("--traffic") => traffic = arguments.next().map(PathBuf::from),
            Some("--catalog") => {}
            _ => catalogs.push(PathBuf::from(argument)),
        }
    }
    let config = Config::default();
    let profile = match traffic {
        None => TrafficProfile::default_profile(),
        Some(path) => {
            let mut records = Vec::new();
            for row in TrafficTable::open(&path, &config.input)?.rows()? {
                if let Row::Accepted { value, .. } = row? {
                    records.extend(value);
                }
            }
            TrafficProfile::from_records(records, &config.schedule)?
        }
    };
    println!("{:<28} {:>8} {:>11} {:>11} {:>7} {:>9}", "shop", "listings", "even spread", "planned", "gain", "gap");
    if catalogs.is_empty() {
        for (name, count, categories) in
            [("one category", 200, 1), ("few categories", 500, 8), ("many categories", 2000, 150)]
        {
            tell(name, &made_up(count, categories), &profile);
        }
    }
    for path in catalogs {
        let mut shop = Vec::new();
        for row in Catalog::open(&path, &config.input)?.rows()? {
            if let Row::Accepted { value, .. } = row? {
                let weight = value.sales.map_or(0.0, taojin::figure::Figure::point) + 1.0;
                shop.push((value.id.to_string(), weight, value.category));
            }
        }
        let mut categories: Vec<String> = shop.iter().map(|(.., category)| category.clone()).collect();
        categories.sort();
        categories.dedup();
        let shop: Vec<(String, f64, u32)> = shop
            .into_iter()
            .map(|(id, weight, category)| (id, weight, categories.partition_point(|other| *other < category) as u32))
            .collect();
        tell(&path.file_stem().unwrap_or_default().to_string_lossy(), &shop, &profile);
    }
    Ok(())
}

/// Sales fall like one over the rank.
fn made_up(count: u32, categories: u32) -> Vec<(String, f64, u32)> {
    (0..count).map(|at| (format!("{at:06}"), 1.0 + f64::from(10_000 / (at + 1)), at * 7 % categories)).collect()
}

fn tell(name: &str, shop: &[(String, f64, u32)], profile: &TrafficProfile) {
    let config = ScheduleConfig::default();
    let listings: Vec<ScheduleListing<'_>> = shop
        .iter()
        .map(|(id, weight, group)| ScheduleListing {
            id,
            weight: *weight,
            group: *group,
            title_key: 0,
            current_end: None,
            cycle_days: 7,
            out_of_stock: false,
            off_shelf: false,
            hold: false,
        })
        .collect();
    let plan = Planner::new(profile, &config).plan(&listings, date(2026, 11, 21).at(2, 0, 0, 0));
    let spread = even_spread(&plan);
    println!(
        "{name:<28} {:>8} {spread:>11.1} {:>11.1} {:>6.1}% {:>8.3}%",
        shop.len(),
        plan.value,
        (plan.value / spread - 1.0) * 100.0,
        (plan.bound - plan.value) / plan.bound * 100.0
    );
}

/// The value of the listings, in the order of the catalog, going round the hours of the week.
fn even_spread(plan: &Plan) -> f64 {
    let count = plan.seats.len();
    let hour = |&listing: &u32| (listing as usize * HOURS_PER_WEEK / count.max(1) % HOURS_PER_WEEK) as u8;
    let hours: Vec<u8> = plan.seats.iter().map(hour).collect();
    plan.model.value(&hours)
}
