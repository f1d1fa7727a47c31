//! Listing-end times: one shop of growing size, shops out of the ordinary, and many shops.

use criterion::{Criterion, Throughput};
use jiff::ToSpan;
use jiff::civil::{DateTime, date};
use taojin::config::ScheduleConfig;
use taojin::pipeline::{ScheduledListing, plan_shops};
use taojin::schedule::{ScheduleListing, TrafficProfile, plan_shop};

const NOW: DateTime = DateTime::constant(2026, 11, 21, 2, 0, 0, 0);

fn main() {
    let profile = TrafficProfile::default_profile();
    let config = ScheduleConfig::default();
    let ids: Vec<String> = (0..100_000).map(|id| format!("{id:06}")).collect();

    let mut criterion = Criterion::default().configure_from_args().sample_size(10);
    let mut group = criterion.benchmark_group("schedule");
    let mut measure = |name: String, shop: &[ScheduleListing<'_>], config: &ScheduleConfig| {
        let plan = plan_shop(shop, &profile, NOW, config);
        for (listing, assignment) in shop.iter().zip(&plan) {
            assert_eq!(assignment.end.is_none(), listing.out_of_stock, "{}", listing.id);
        }
        group.throughput(Throughput::Elements(shop.len() as u64));
        group.bench_function(name, |bencher| bencher.iter(|| plan_shop(shop, &profile, NOW, config).len()));
    };
    for count in [500, 1_000, 2_000, 5_000, 10_000, 20_000, 50_000, 100_000] {
        measure(count.to_string(), &shop(&ids[..count]), &config);
    }
    let mut odd = |name: &str, change: fn(usize, &mut ScheduleListing<'_>)| {
        for count in [1_000, 5_000] {
            let mut shop = shop(&ids[..count]);
            shop.iter_mut().enumerate().for_each(|(at, listing)| change(at, listing));
            measure(format!("{name}/{count}"), &shop, &config);
        }
    };
    odd("one category", |_, listing| listing.group = 0);
    odd("a category each", |at, listing| listing.group = at as u32);
    odd("one end", |_, listing| listing.current_end = Some(date(2026, 11, 23).at(10, 0, 0, 0)));
    odd("equal weights", |_, listing| listing.weight = 1.0);
    odd("weights by square", |at, listing| listing.weight = 1e9 / ((at + 1) as f64).powi(2));
    for count in [1_000, 5_000] {
        // Room for one in fifty more.
        let most = (count as u32 * 51 / 50).div_ceil(168);
        let tight = ScheduleConfig { max_per_hour: most, ..config.clone() };
        measure(format!("nearly full/{count}"), &shop(&ids[..count]), &tight);
    }
    // Models, plans, minutes, reasons and rows, on all threads.
    let shops = shops(2_000, 500);
    group.throughput(Throughput::Elements(shops.len() as u64));
    group.bench_function("2000 shops of 500, with rows", |bencher| {
        bencher.iter(|| plan_shops(&shops, &profile, NOW, &config, false).rows.len());
    });
    group.finish();
    criterion.final_summary();
}

/// Shops of listings as in [`shop`].
fn shops(count: u32, size: usize) -> Vec<ScheduledListing<'static>> {
    let ids: &'static [String] = Vec::leak((0..size).map(|id| format!("{id:06}")).collect());
    let listings = shop(ids);
    let of_shop = |number: u32| {
        listings.iter().enumerate().map(move |(at, &listing)| ScheduledListing {
            shop: number,
            shop_name: "暖冬配饰铺",
            category_name: ["围巾", "手套", "帽子"][listing.group as usize % 3],
            front: "",
            // No two shops sell alike.
            listing: ScheduleListing {
                weight: listing.weight * (1.0 + f64::from(number) * at as f64 / 1e6),
                ..listing
            },
        })
    };
    (0..count).flat_map(of_shop).collect()
}

/// Sales fall like one over the rank, and categories too; every tenth listing has no list time, every fiftieth no stock.
fn shop(ids: &[String]) -> Vec<ScheduleListing<'_>> {
    // Weyl sequences: spread evenly, and the same on every machine.
    let spread = |at: usize, step: f64| (at as f64 * step).fract();
    ids.iter()
        .enumerate()
        .map(|(at, id)| (at, id, spread(at, 0.414_213_562_37), (spread(at, 0.618_033_988_75) * 10_080.0) as i64))
        .map(|(at, id, category, minute)| ScheduleListing {
            id,
            weight: 1.0 + (50_000.0 / (at + 1) as f64).floor(),
            group: (category * category * 60.0) as u32,
            title_key: 0,
            current_end: (at % 10 != 3).then(|| date(2026, 11, 23).at(0, 0, 0, 0).saturating_add(minute.minutes())),
            cycle_days: 7,
            out_of_stock: at % 50 == 7,
            off_shelf: false,
            hold: false,
        })
        .collect()
}
