//! `--dump-models`: the optimisation problems of a run with their answers, for solvers that check them.

use std::fs::{self, File};
use std::io::{BufWriter, Write};
use std::path::{Path, PathBuf};

use serde::Serialize;
use tempfile::TempDir;

use super::folder::stage;
use crate::error::{Error, Result};

/// The files there may be.
const FILES: [&str; 3] = ["titles.jsonl", "titles_edit.jsonl", "schedule.jsonl"];

/// The folder of `--dump-models`. Its files are written aside and put in place together by [`commit`](Self::commit); dropped without, it leaves nothing behind.
#[derive(Debug)]
pub struct ModelFolder {
    folder: PathBuf,
    staging: TempDir,
}

impl ModelFolder {
    /// Makes a hidden temporary folder on the file system of `folder`.
    ///
    /// # Errors
    /// When it cannot be made, or a file is in the way.
    pub fn create(folder: &Path) -> Result<Self> {
        let folder = std::path::absolute(folder).map_err(|source| Error::output(folder, source))?;
        let staging = stage(&folder)?;
        Ok(Self { folder, staging })
    }

    /// Begins one of the files: `titles.jsonl`, `titles_edit.jsonl` or `schedule.jsonl`.
    ///
    /// # Errors
    /// When it cannot be made.
    pub fn file(&self, name: &str) -> Result<ModelFile> {
        let path = self.staging.path().join(name);
        let file = File::create(&path).map_err(|source| Error::output(&path, source))?;
        Ok(ModelFile { path, out: BufWriter::new(file) })
    }

    /// Puts the files that were begun in place; others in the folder stay.
    ///
    /// # Errors
    /// When a file cannot be put in place.
    pub fn commit(self) -> Result<()> {
        let fail = |source| Error::output(&self.folder, source);
        fs::create_dir_all(&self.folder).map_err(fail)?;
        for name in FILES {
            let staged = self.staging.path().join(name);
            if staged.exists() {
                fs::rename(staged, self.folder.join(name)).map_err(fail)?;
            }
        }
        Ok(())
    }
}

/// A file of JSON lines in the folder of `--dump-models`, one problem a line.
#[derive(Debug)]
pub struct ModelFile {
    path: PathBuf,
    out: BufWriter<File>,
}

impl ModelFile {
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
