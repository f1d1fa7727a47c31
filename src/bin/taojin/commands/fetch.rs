//! `taojin fetch`.

use std::collections::HashSet;
use std::process::ExitCode;

use serde_json::json;
use taojin::config::Config;
use taojin::fetch::{FetchOptions, Fetched, fetch};
use taojin::input::{Catalog, Pages, Row};
use taojin::page::Outline;
use taojin::picture::address;

use crate::args::FetchArgs;
use crate::exit;
use crate::progress::Bars;
use crate::signals::stop_flag;

/// Tries of a picture where the network or the server fails.
const TRIES: u32 = 3;

pub fn run(args: &FetchArgs) -> anyhow::Result<ExitCode> {
    let config = super::config(&args.shared)?;
    let wanted = wanted(args, &config)?;
    let options = FetchOptions {
        into: args.into.clone(),
        jobs: usize::from(args.jobs),
        max_bytes: args.max_bytes.unwrap_or(config.pictures.max_bytes),
        tries: TRIES,
        allow_private: args.allow_private,
    };
    let addresses: Vec<String> = wanted.iter().map(|picture| picture.address.clone()).collect();
    let stop = stop_flag()?;
    let outcomes = fetch(&addresses, &options, &Bars::new(), &stop)?;
    let (mut now, mut bytes, mut before, mut failed) = (0_u64, 0_u64, 0_u64, Vec::new());
    for (picture, outcome) in wanted.iter().zip(&outcomes) {
        match outcome {
            Fetched::Now(size) => {
                now += 1;
                bytes += size;
            }
            Fetched::Before => before += 1,
            Fetched::Failed(reason) => failed.push((picture, reason)),
        }
    }
    if args.json {
        super::print_json_lines(failed.iter().map(
            |(picture, reason)| json!({ "url": picture.address, "listing_id": picture.listing, "reason": reason }),
        ))?;
    } else {
        let mut out = csv::Writer::from_writer(std::io::stdout().lock());
        out.write_record(["url", "listing_id", "reason"])?;
        for (picture, reason) in &failed {
            out.write_record([&picture.address, &picture.listing, *reason])?;
        }
        out.flush()?;
    }
    eprintln!(
        "{} pictures: {now} fetched ({bytes} bytes), {before} there already, {} failed; use them with --pictures {}",
        wanted.len(),
        failed.len(),
        args.into.display()
    );
    Ok(exit::finished(args.strict, !failed.is_empty()))
}

/// A picture and the first listing whose page names it.
struct Wanted {
    address: String,
    listing: String,
}

/// The pictures that the pages name by an address, each once, in the order of the pages.
fn wanted(args: &FetchArgs, config: &Config) -> anyhow::Result<Vec<Wanted>> {
    let (mut wanted, mut seen) = (Vec::new(), HashSet::new());
    let mut add = |listing: &str, html: &str| {
        for (_, picture) in Outline::parse(html, &config.page).pictures() {
            if let Some(address) = address(&picture.src)
                && seen.insert(address.clone())
            {
                wanted.push(Wanted { address, listing: listing.to_owned() });
            }
        }
    };
    let catalogs = args
        .catalog
        .iter()
        .map(|path| Catalog::open(path, &config.input))
        .collect::<taojin::error::Result<Vec<_>>>()?;
    let pages = args.pages.as_ref().map(|path| Pages::open(path)).transpose()?;
    for catalog in &catalogs {
        for row in catalog.rows()? {
            match row? {
                Row::Accepted { value, .. } => add(value.id.as_str(), &value.description),
                Row::Rejected(reject) => super::tell_reject(&reject),
            }
        }
    }
    if let Some(pages) = &pages {
        for id in pages.ids()? {
            if let Some(page) = pages.get(&id)? {
                add(&id, &page.html);
            }
        }
    }
    Ok(wanted)
}
