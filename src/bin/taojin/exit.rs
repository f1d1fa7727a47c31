//! What the program leaves with.

use std::process::ExitCode;

use taojin::error::{Error, ErrorKind};

/// Done, and errors were found in listings or rows were rejected (under `--strict` alone).
pub const FINDINGS: u8 = 1;
/// Wrong use or configuration.
const USAGE: u8 = 2;
/// An input cannot be read.
const INPUT: u8 = 3;
/// An output cannot be written.
const OUTPUT: u8 = 4;

/// Says what went wrong and picks the exit status.
pub fn report(error: anyhow::Error) -> ExitCode {
    if broken_pipe(&error) {
        // The reader has what it wanted: `taojin keywords ... | head` is no failure.
        return ExitCode::SUCCESS;
    }
    // What fails without a name is a write to standard output: everything else says which file it is.
    let error = match error.downcast::<std::io::Error>() {
        Ok(source) => Error::output("standard output".as_ref(), source).into(),
        Err(error) => error,
    };
    eprintln!("taojin: {error}");
    ExitCode::from(code(&error))
}

fn code(error: &anyhow::Error) -> u8 {
    match error.downcast_ref::<Error>().map(Error::kind) {
        Some(ErrorKind::Input { .. }) => INPUT,
        Some(ErrorKind::Output { .. }) => OUTPUT,
        Some(ErrorKind::Interrupted { signal }) => 128u8.saturating_add(u8::try_from(*signal).unwrap_or_default()),
        _ => USAGE,
    }
}

/// The error, and of work that was stopped also what it `left`.
pub fn stopped(error: Error, left: &'static str) -> anyhow::Error {
    match error.kind() {
        ErrorKind::Interrupted { .. } => {
            let message = format!("{error}; {left}");
            anyhow::Error::new(error).context(message)
        }
        _ => error.into(),
    }
}

fn broken_pipe(error: &anyhow::Error) -> bool {
    error
        .chain()
        .filter_map(|cause| cause.downcast_ref::<std::io::Error>())
        .any(|cause| cause.kind() == std::io::ErrorKind::BrokenPipe)
}

/// The status of a finished command.
pub fn finished(strict: bool, found: bool) -> ExitCode {
    if strict && found { ExitCode::from(FINDINGS) } else { ExitCode::SUCCESS }
}
