//! `--dump-models`: the optimisation problems of a run with their answers, for solvers that check them.

use std::fs::{self, File};
use std::io::{BufWriter, Write};
use std::path::{Path, PathBuf};

use serde::Serialize;

use crate::error::{Error, Result};

/// A file of JSON lines in the folder of `--dump-models`, one problem a line.
#[derive(Debug)]
pub struct ModelFile {
    path: PathBuf,
    out: BufWriter<File>,
}

impl ModelFile {
    /// Makes `name` in `folder`, and the folder where it does not exist. A file of that name is replaced.
    ///
    /// # Errors
    /// When the folder or the file cannot be made.
    pub fn create(folder: &Path, name: &str) -> Result<Self> {
        fs::create_dir_all(folder).map_err(|source| Error::output(folder, source))?;
        let path = folder.join(name);
        let file = File::create(&path).map_err(|source| Error::output(&path, source))?;
        Ok(Self { path, out: BufWriter::new(file) })
    }

    /// Writes one problem. Numbers are written so that reading them gives the same bits again.
    ///
    /// # Errors
    /// When the file cannot be written.
    pub fn write(&mut self, model: &impl Serialize) -> Result<()> {
        let fail = |source| Error::output(&self.path, source);
        serde_json::to_writer(&mut self.out, model).map_err(|source| fail(source.into()))?;
        self.out.write_all(b"\n").map_err(fail)
    }

    /// Writes what is still held back.
    ///
    /// # Errors
    /// When the file cannot be written.
    pub fn finish(mut self) -> Result<()> {
        self.out.flush().map_err(|source| Error::output(&self.path, source))
    }
}
