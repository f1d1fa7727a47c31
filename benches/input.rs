//! Reading: a catalog of 20,000 listings as UTF-8, GBK and UTF-16LE, and the keyword workbook.

mod shop;

use std::path::Path;

use anyhow::{Result, ensure};
use criterion::{Criterion, Throughput};
use taojin::config::InputConfig;
use taojin::input::{Catalog, KeywordTable};

const LISTINGS: usize = 20_000;

fn main() -> Result<()> {
    let folder = tempfile::tempdir()?;
    let text = catalog_text()?;
    let utf16: Vec<u8> = "\u{feff}".encode_utf16().chain(text.encode_utf16()).flat_map(u16::to_le_bytes).collect();
    let (gbk, _, unmappable) = encoding_rs::GBK.encode(&text);
    ensure!(!unmappable, "the catalog has characters outside GBK");
    let forms: [(&str, &[u8]); 3] = [("utf-8", text.as_bytes()), ("gbk", &gbk), ("utf-16le", &utf16)];

    let mut criterion = Criterion::default().configure_from_args().sample_size(10);
    let mut group = criterion.benchmark_group("input");
    for (name, bytes) in forms {
        let path = folder.path().join(format!("{name}.csv"));
        std::fs::write(&path, bytes)?;
        assert_eq!(read_catalog(&path)?, LISTINGS, "{name}");
        group.throughput(Throughput::Bytes(bytes.len() as u64));
        group.bench_function(name, |bencher| bencher.iter(|| read_catalog(&path).unwrap_or_default()));
    }
    let workbook = shop::data("keywords.xlsx");
    let rows = read_keywords(&workbook)?;
    assert!(rows > 4000, "{rows} rows of the workbook");
    group.throughput(Throughput::Elements(rows as u64));
    group.bench_function("workbook", |bencher| bencher.iter(|| read_keywords(&workbook).unwrap_or_default()));
    group.finish();
    criterion.final_summary();
    Ok(())
}

/// The sample shop's listings as a comma-separated table; what GBK cannot write is left out.
fn catalog_text() -> Result<String> {
    let mut out = csv::Writer::from_writer(Vec::new());
    out.write_record(["宝贝ID", "宝贝标题", "类目", "店铺", "品牌", "价格"])?;
    for listing in shop::listings(LISTINGS)? {
        let title: String = listing.title.chars().filter(|c| !encoding_rs::GBK.encode(&c.to_string()).2).collect();
        let price = listing.price.map(|price| price.point().to_string()).unwrap_or_default();
        out.write_record([listing.id.as_str(), &title, &listing.category, &listing.shop, &listing.brand, &price])?;
    }
    Ok(String::from_utf8(out.into_inner()?)?)
}

fn read_catalog(path: &Path) -> Result<usize> {
    let mut accepted = 0;
    for row in Catalog::open(path, &InputConfig::default())?.rows()? {
        accepted += usize::from(matches!(row?, taojin::input::Row::Accepted { .. }));
    }
    Ok(accepted)
}

fn read_keywords(path: &Path) -> Result<usize> {
    let mut rows = 0;
    for row in KeywordTable::open(path, &InputConfig::default())?.rows()? {
        row?;
        rows += 1;
    }
    Ok(rows)
}
