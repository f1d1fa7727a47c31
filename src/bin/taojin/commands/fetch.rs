//! `taojin fetch`.

use std::process::ExitCode;

use serde_json::json;
use taojin::fetch::{FetchOptions, Fetched, fetch};
use taojin::pipeline::wanted_pictures;
use taojin::report::write_unfetched;

use crate::args::FetchArgs;
use crate::exit;
use crate::progress::Bars;
use crate::signals::stop_flag;

/// Tries of a picture where the network or the server fails.
const TRIES: u32 = 3;

pub fn run(args: &FetchArgs) -> anyhow::Result<ExitCode> {
    let config = super::config(&args.shared)?;
    let stop = stop_flag()?;
    let left = |error| exit::stopped(error, "the pictures fetched until then stay");
    let wanted = wanted_pictures(&config, &args.catalog, args.pages.as_ref(), &Bars::new(), &stop, super::tell_reject)
        .map_err(left)?;
    let options = FetchOptions {
        into: args.into.clone(),
        jobs: usize::from(args.jobs),
        max_bytes: args.max_bytes.unwrap_or(config.pictures.max_bytes),
        tries: TRIES,
        allow_private: args.allow_private,
    };
    let addresses: Vec<String> = wanted.iter().map(|picture| picture.address.clone()).collect();
    let outcomes = fetch(&addresses, &options, &Bars::new(), &stop).map_err(left)?;
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
            |(picture, reason)| json!({ "url": picture.address, "listing_id": picture.listing_id, "reason": reason }),
        ))?;
    } else {
        let rows = failed
            .iter()
            .map(|(picture, reason)| [picture.address.as_str(), picture.listing_id.as_str(), reason.as_str()]);
        write_unfetched(Box::new(std::io::BufWriter::new(std::io::stdout())), rows)?;
    }
    eprintln!(
        "{} pictures: {now} fetched ({bytes} bytes), {before} there already, {} failed; use them with --pictures {}",
        wanted.len(),
        failed.len(),
        args.into.display()
    );
    Ok(exit::finished(args.strict, !failed.is_empty()))
}
