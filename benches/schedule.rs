//! Listing-end times: one shop of growing size, and many shops.

use criterion::{Criterion, Throughput};
use jiff::ToSpan;
use jiff::civil::{DateTime, date};
use taojin::config::ScheduleConfig;
use taojin::schedule::{ScheduleListing, TrafficProfile, plan_shop};

const NOW: DateTime = DateTime::constant(2026, 11, 21, 2, 0, 0, 0);

fn main() {
    let profile = TrafficProfile::default_profile();
    let config = ScheduleConfig::default();
    let ids: Vec<String> = (0..100_000).map(|id| format!("{id:06}")).collect();

    let mut criterion = Criterion::default().configure_from_args().sample_size(10);
    let mut group = criterion.benchmark_group("schedule");
    for count in [500, 1_000, 2_000, 5_000, 10_000, 20_000, 50_000, 100_000] {
        let shop = shop(&ids[..count]);
        let plan = plan_shop(&shop, &profile, NOW, &config);
        for (listing, assignment) in shop.iter().zip(&plan) {
            assert_eq!(assignment.end.is_none(), listing.out_of_stock, "{}", listing.id);
        }
        group.throughput(Throughput::Elements(count as u64));
        group.bench_function(count.to_string(), |bencher| {
            bencher.iter(|| plan_shop(&shop, &profile, NOW, &config).len());
        });
    }
    let shops: Vec<Vec<ScheduleListing<'_>>> = ids.chunks(500).map(shop).collect();
    group.throughput(Throughput::Elements(ids.len() as u64));
    group.bench_function("200 shops of 500", |bencher| {
        bencher.iter(|| shops.iter().map(|shop| plan_shop(shop, &profile, NOW, &config).len()).sum::<usize>());
    });
    group.finish();
    criterion.final_summary();
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
