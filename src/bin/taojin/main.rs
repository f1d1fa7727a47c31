//! The command `taojin`: parse, resolve, run, report.

mod args;
mod commands;
mod exit;
mod progress;
mod signals;

use std::process::ExitCode;

use clap::Parser;

use args::Args;

fn main() -> ExitCode {
    let args = Args::parse();
    start_log(&args);
    match commands::dispatch(args) {
        Ok(code) => code,
        Err(error) => exit::report(error),
    }
}

/// Messages of the program's own go to standard error; `TAOJIN_LOG` and `--log-json` set what and how.
fn start_log(args: &Args) {
    use tracing_subscriber::EnvFilter;
    let filter = EnvFilter::try_from_env("TAOJIN_LOG").unwrap_or_else(|_| EnvFilter::new("warn"));
    let log = tracing_subscriber::fmt().with_env_filter(filter).with_writer(std::io::stderr);
    if args.log_json { log.json().init() } else { log.without_time().with_target(false).init() }
}
