//! The listings that the floor is measured on.

use std::path::{Path, PathBuf};

use anyhow::{Result, bail};
use rustc_hash::FxHashMap;
use taojin::config::Config;
use taojin::figure::Figure;
use taojin::input::{Catalog, Row};
use taojin::listing::{Listing, ListingId};

/// The listings that stand in the catalogs. Of several rows of one id the run keeps one, and so does this.
pub fn read(catalogs: &[PathBuf], config: &Config) -> Result<Vec<Listing>> {
    let mut at: FxHashMap<ListingId, usize> = FxHashMap::default();
    let mut listings: Vec<Listing> = Vec::new();
    for row in rows(catalogs, config)? {
        if let Some(&at) = at.get(&row.id) {
            listings[at] = row;
        } else {
            at.insert(row.id.clone(), listings.len());
            listings.push(row);
        }
    }
    Ok(listings)
}

/// `count` listings: every row of the catalogs, again and again, each time with an id of its own.
pub fn repeat(catalogs: &[PathBuf], config: &Config, count: usize) -> Result<Vec<Listing>> {
    let rows = rows(catalogs, config)?;
    let repeated = rows.iter().cycle().take(count).enumerate();
    Ok(repeated.map(|(at, row)| Listing { id: ListingId::new(format!("{}r{at}", row.id)), ..row.clone() }).collect())
}

fn rows(catalogs: &[PathBuf], config: &Config) -> Result<Vec<Listing>> {
    let mut rows: Vec<Listing> = Vec::new();
    for path in catalogs {
        for row in Catalog::open(path, &config.input)?.rows()? {
            if let Row::Accepted { value, .. } = row? {
                rows.push(value);
            }
        }
    }
    if rows.is_empty() {
        bail!("no row of the catalogs could be used");
    }
    Ok(rows)
}

/// Writes a catalog that reads back as `listings`.
pub fn write(path: &Path, listings: &[Listing]) -> Result<()> {
    let mut out = csv::Writer::from_path(path)?;
    let described = listings.iter().any(|listing| !listing.description.is_empty());
    let mut header: Vec<&str> =
        "宝贝ID 宝贝标题 类目 店铺 品牌 价格 销量 库存 属性 颜色分类 上架时间 有效期 更新日期".split(' ').collect();
    header.extend(described.then_some("宝贝描述"));
    out.write_record(&header)?;
    for listing in listings {
        let figure = |figure: Option<Figure>| figure.map(|figure| figure.point().to_string()).unwrap_or_default();
        let time = |time: Option<jiff::civil::DateTime>| {
            time.map(|time| time.strftime("%Y-%m-%d %H:%M:%S").to_string()).unwrap_or_default()
        };
        let attributes: Vec<String> = listing
            .attributes
            .iter()
            .map(|attribute| match attribute.name.as_str() {
                "" => attribute.value.clone(),
                name => format!("{name}:{}", attribute.value),
            })
            .collect();
        let (attributes, variants) = (attributes.join(";"), listing.sku_names.join(";"));
        let (price, sales) = (figure(listing.price), figure(listing.sales));
        let stock = listing.stock.map(|stock| stock.to_string()).unwrap_or_default();
        let days = listing.valid_days.map(|days| days.to_string()).unwrap_or_default();
        let (listed, updated) = (time(listing.list_time), time(listing.updated));
        let mut record: Vec<&str> = vec![
            listing.id.as_str(),
            &listing.title,
            &listing.category,
            &listing.shop,
            &listing.brand,
            &price,
            &sales,
            &stock,
            &attributes,
            &variants,
            &listed,
            &days,
            &updated,
        ];
        record.extend(described.then_some(&*listing.description));
        out.write_record(&record)?;
    }
    out.flush()?;
    Ok(())
}
