//! One file a command.

mod fetch;
mod init;
mod keywords;
mod ocr;
mod page;
mod page_print;
mod run;
mod schedule;
mod title;
mod title_print;
mod trial;
mod words;

use std::io::Write;
use std::process::ExitCode;

use taojin::config::Config;
use taojin::error::Error;
use taojin::input::{Reject, TableInfo};
use taojin::report::InputSummary;

use crate::args::{Args, Command, ConfigArgs, SharedArgs};

pub fn dispatch(args: Args) -> anyhow::Result<ExitCode> {
    match args.command {
        Command::Run(args) => run::run(args),
        Command::Keywords(args) => keywords::run(&args),
        Command::Title(args) => title::run(&args),
        Command::Schedule(args) => schedule::run(&args),
        Command::Trial(args) => trial::run(&args),
        Command::Page(args) => page::run(&args),
        Command::Words(args) => words::run(&args),
        Command::Fetch(args) => fetch::run(&args),
        Command::Ocr(args) => ocr::run(&args),
        Command::Init(args) => init::run(&args),
    }
}

/// The configuration file's settings, or the defaults.
fn file_config(args: &ConfigArgs) -> anyhow::Result<Config> {
    let config = match &args.config {
        Some(path) => Config::load(path)?,
        None => Config::default(),
    };
    taojin::pipeline::check_settings(&config).map_err(|message| match &args.config {
        Some(path) => Error::config_in(path, message),
        None => Error::config(message),
    })?;
    Ok(config)
}

/// The configuration with the flags laid over it.
fn config(shared: &SharedArgs) -> anyhow::Result<Config> {
    let mut config = file_config(&shared.config)?;
    if let Some(encoding) = &shared.encoding {
        config.input.encoding = Some(encoding.clone());
    }
    if let Some(delimiter) = &shared.delimiter {
        let mut characters = if delimiter == "\\t" { "\t".chars() } else { delimiter.chars() };
        match (characters.next(), characters.next()) {
            (Some(only), None) => config.input.delimiter = Some(only),
            _ => {
                return Err(
                    Error::config(format!("--delimiter {delimiter:?}: give one character, or \\t for a tab")).into()
                );
            }
        }
    }
    Ok(config)
}

/// The moment to take for now, in Asia/Shanghai.
fn now(text: Option<&str>) -> anyhow::Result<jiff::Zoned> {
    let moment = match text {
        None => jiff::Timestamp::now(),
        Some(text) => text.parse().map_err(|source| {
            Error::config(format!("--now {text:?}: {source}; write it like 2026-11-21T02:00:00+08:00"))
        })?,
    };
    Ok(moment.to_zoned(taojin::china::zone()))
}

/// Writes one JSON value a line on standard output.
fn print_json_lines(values: impl Iterator<Item = serde_json::Value>) -> std::io::Result<()> {
    let mut out = std::io::BufWriter::new(std::io::stdout().lock());
    for value in values {
        serde_json::to_writer(&mut out, &value)?;
        out.write_all(b"\n")?;
    }
    out.flush()
}

/// Says on standard error how an input was read and what became of its rows.
fn tell_input(input: &InputSummary) {
    let delimiter =
        if input.delimiter.is_empty() { String::new() } else { format!(", delimiter {:?}", input.delimiter) };
    eprintln!(
        "{}: {} {} {}{delimiter}: {} rows = {} accepted + {} superseded + {} rejected",
        input.path,
        input.kind,
        input.encoding,
        input.format,
        input.rows,
        input.accepted,
        input.superseded,
        input.rejected
    );
}

/// Says on standard error what was odd about a table.
fn tell_oddities(table: &TableInfo) {
    for warning in &table.warnings {
        eprintln!("warning: {}", warning.of(table.path.display()));
    }
}

/// Names a rejected row on standard error, for commands that leave no rejects file.
fn tell_reject(reject: &Reject) {
    eprintln!("{}:{}: {} {}", reject.file, reject.line, reject.column, reject.reason);
}
