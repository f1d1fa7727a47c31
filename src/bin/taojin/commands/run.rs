//! `taojin run`.

use std::io::Write;
use std::path::{Component, Path, PathBuf};
use std::process::ExitCode;

use taojin::error::Error;
use taojin::pipeline::RunOptions;
use taojin::report::Summary;

use crate::args::RunArgs;
use crate::exit;
use crate::progress::Bars;
use crate::signals::stop_flag;

pub fn run(args: RunArgs) -> anyhow::Result<ExitCode> {
    let config = super::config(&args.shared)?;
    let or = |given: Vec<PathBuf>, configured: &Vec<PathBuf>| if given.is_empty() { configured.clone() } else { given };
    let options = RunOptions {
        catalogs: or(args.catalog, &config.run.catalog),
        keywords: or(args.keywords, &config.run.keywords),
        traffic: args.traffic.or_else(|| config.run.traffic.clone()),
        pages: args.pages.or_else(|| config.run.pages.clone()),
        pictures: args.pictures.or_else(|| config.run.pictures.clone()),
        out: args.out.or_else(|| config.run.out.clone()).ok_or_else(|| {
            Error::config("no output folder given; name one with --out or under [run] in the configuration")
        })?,
        dump_models: args.dump_models,
        threads: args.threads.unwrap_or(config.run.threads),
        now: super::now(args.now.as_deref())?,
    };
    let stop = stop_flag()?;
    let summary = taojin::pipeline::run(&config, &options, &Bars::new(), &stop)
        .map_err(|error| exit::stopped(error, "nothing was written"))?;
    if args.json {
        let mut out = std::io::stdout().lock();
        serde_json::to_writer(&mut out, &summary).map_err(std::io::Error::from)?;
        out.write_all(b"\n")?;
    }
    tell(&summary, &options.out);
    Ok(exit::finished(args.strict, summary.counts.errors > 0 || summary.counts.rejects > 0))
}

/// A file as somebody would type it from here: without the detour that a folder named in a configuration brings.
fn shown(path: &Path) -> PathBuf {
    if !path.components().any(|part| part == Component::ParentDir) {
        return path.to_owned();
    }
    let Ok(path) = path.canonicalize() else { return path.to_owned() };
    let here = std::env::current_dir().and_then(|here| here.canonicalize()).unwrap_or_default();
    path.strip_prefix(here).map_or(path.clone(), Path::to_owned)
}

/// What was done and what to open next.
fn tell(summary: &Summary, out: &Path) {
    let counts = &summary.counts;
    summary.inputs.iter().for_each(super::tell_input);
    for warning in &summary.warnings {
        eprintln!("warning: {warning}");
    }
    eprintln!(
        "{} listings of {} shops, {} keywords ({} golden): {} errors, {} warnings, {} hints",
        counts.listings,
        counts.shops,
        counts.keywords,
        counts.golden_keywords,
        counts.errors,
        counts.warnings,
        counts.hints
    );
    eprintln!(
        "{} titles to change, {} listing ends to move, {} detail pages checked",
        counts.proposed, counts.moved, counts.pages
    );
    if counts.rejects > 0 {
        eprintln!(
            "{} rows were rejected: see {} and mend them in {}",
            counts.rejects,
            shown(&out.join("rejects.csv")).display(),
            shown(&out.join("rejects")).display()
        );
    }
    eprintln!("open {}", shown(&out.join("report.html")).display());
}
