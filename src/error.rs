//! What can stop a run: one boxed error with its kind and, where there is one, its position.
//!
//! A broken row is never an [`Error`]: it is a reject. An error means that there is nothing sensible left to do.

use std::fmt;
use std::io;
use std::path::{Path, PathBuf};

/// The result of everything in this crate that can fail.
pub type Result<T, E = Error> = std::result::Result<T, E>;

/// A failure that stops the run. Boxed, so that a `Result` stays one word wide on the happy path.
#[derive(Debug)]
pub struct Error(Box<ErrorKind>);

/// What went wrong.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum ErrorKind {
    /// The configuration, or a combination of flags, cannot be used.
    #[error("{}{message}", origin(.path.as_deref()))]
    Config {
        /// The configuration file, when the fault is in one.
        path: Option<PathBuf>,
        /// What is wrong and what to do.
        message: String,
    },
    /// A dictionary breaks the format of `dictionaries/README.md`.
    #[error("{file}:{line}: {message}")]
    Dictionary {
        /// The dictionary's name below `dictionaries/`, or the path of the user's own file.
        file: String,
        /// Line, counted from 1.
        line: u64,
        /// What is wrong and what to do.
        message: String,
    },
    /// An input cannot be read at all (a single broken row is a reject instead).
    #[error("{}: {message}", .path.display())]
    Input {
        /// The file or folder.
        path: PathBuf,
        /// What is wrong and what to do.
        message: String,
    },
    /// An output cannot be written.
    #[error("{}: cannot write: {}", .path.display(), write_hint(.source))]
    Output {
        /// The file or folder.
        path: PathBuf,
        /// What the operating system said.
        source: io::Error,
    },
    /// The user asked to stop (Ctrl-C or a termination signal).
    #[error("stopped by signal {signal}")]
    Interrupted {
        /// The signal's number.
        signal: i32,
    },
}

impl Error {
    /// What went wrong.
    pub fn kind(&self) -> &ErrorKind {
        &self.0
    }

    /// A fault of the configuration that no file is to blame for.
    pub fn config(message: impl Into<String>) -> Self {
        ErrorKind::Config { path: None, message: message.into() }.into()
    }

    /// A fault of the configuration file at `path`.
    pub fn config_in(path: &Path, message: impl Into<String>) -> Self {
        ErrorKind::Config { path: Some(path.to_owned()), message: message.into() }.into()
    }

    /// A dictionary line that breaks the format.
    pub fn dictionary(file: impl Into<String>, line: u64, message: impl Into<String>) -> Self {
        ErrorKind::Dictionary { file: file.into(), line, message: message.into() }.into()
    }

    /// An input that cannot be read.
    pub fn input(path: &Path, message: impl Into<String>) -> Self {
        ErrorKind::Input { path: path.to_owned(), message: message.into() }.into()
    }

    /// An output that cannot be written.
    pub fn output(path: &Path, source: io::Error) -> Self {
        ErrorKind::Output { path: path.to_owned(), source }.into()
    }
}

impl From<ErrorKind> for Error {
    fn from(kind: ErrorKind) -> Self {
        Self(Box::new(kind))
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl std::error::Error for Error {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        self.0.source()
    }
}

fn origin(path: Option<&Path>) -> String {
    path.map(|path| format!("{}: ", path.display())).unwrap_or_default()
}

fn write_hint(source: &io::Error) -> String {
    match source.kind() {
        io::ErrorKind::StorageFull => format!("the disk is full ({source}); free some space and run again"),
        io::ErrorKind::PermissionDenied => format!("{source}; choose a folder that you may write to"),
        _ => source.to_string(),
    }
}
