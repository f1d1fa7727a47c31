//! Listing-end times of one shop with 10,000 and 100,000 listings.

mod shop;

use anyhow::Result;
use criterion::{Criterion, Throughput};
use taojin::config::ScheduleConfig;
use taojin::figure::Figure;
use taojin::listing::Listing;
use taojin::schedule::{ScheduleListing, TrafficProfile, plan_shop};

fn main() -> Result<()> {
    let listings = shop::listings(100_000)?;
    let all: Vec<ScheduleListing<'_>> = listings.iter().zip(0..).map(|(listing, at)| scheduled(listing, at)).collect();
    let profile = TrafficProfile::default_profile();
    let config = ScheduleConfig::default();
    let now = jiff::civil::date(2026, 11, 21).at(2, 0, 0, 0);

    let mut criterion = Criterion::default().configure_from_args().sample_size(10);
    let mut group = criterion.benchmark_group("schedule");
    for count in [10_000, 100_000] {
        let shop = &all[..count];
        let plan = plan_shop(shop, &profile, now, &config);
        assert_eq!(plan.len(), count);
        for (listing, assignment) in shop.iter().zip(&plan) {
            assert_eq!(assignment.end.is_none(), listing.out_of_stock, "{}", listing.id);
        }
        group.throughput(Throughput::Elements(count as u64));
        group.bench_function(count.to_string(), |bencher| {
            bencher.iter(|| plan_shop(shop, &profile, now, &config).len());
        });
    }
    group.finish();
    criterion.final_summary();
    Ok(())
}

fn scheduled(listing: &Listing, at: u32) -> ScheduleListing<'_> {
    ScheduleListing {
        id: listing.id.as_str(),
        // Repeated listings sell differently, or they would all be equal.
        weight: listing.sales.map_or(0.0, Figure::point) + f64::from(at % 997),
        group: at % 300,
        title_key: u64::from(at % 40_000),
        current_end: listing.list_time,
        cycle_days: 7,
        out_of_stock: listing.stock == Some(0),
    }
}
