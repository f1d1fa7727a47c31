//! The models that read text in pictures, as files: where they lie, what they must be, how they get there.
//!
//! They come inside the wheel `rapidocr-onnxruntime` 1.4.4 of the Python package index (PP-OCRv4, Apache-2.0) and are never part of taojin itself.

use std::fs::File;
use std::io::{self, BufReader, Read, Write};
use std::path::{Path, PathBuf};

use sha2::{Digest, Sha256};
use tempfile::NamedTempFile;

use crate::error::{Error, Result};
use crate::hex::hex;

/// Package and version whose wheel holds the models, as pip wants it.
pub const WHEEL: &str = "rapidocr-onnxruntime==1.4.4";

/// A model: where the wheel has it, and what it must be.
struct ModelFile {
    name: &'static str,
    bytes: u64,
    sha256: &'static str,
}

/// Finds lines of text.
const DETECTION: ModelFile = ModelFile {
    name: "ch_PP-OCRv4_det_infer.onnx",
    bytes: 4_745_517,
    sha256: "d2a7720d45a54257208b1e13e36a8479894cb74155a5efe29462512d42f49da9",
};

/// Reads a line. Its metadata hold the list of its characters.
const RECOGNITION: ModelFile = ModelFile {
    name: "ch_PP-OCRv4_rec_infer.onnx",
    bytes: 10_857_958,
    sha256: "48fc40f24f6d2a207a2b1091d3437eb3cc3eb6b676dc3ef9c37384005483683b",
};

/// The models' bytes, checked.
#[derive(Debug)]
pub struct Models {
    /// Finds lines of text.
    pub detection: Vec<u8>,
    /// Reads a line.
    pub recognition: Vec<u8>,
}

/// The folder that programs of this user keep their data in; `None` where the system names none.
pub fn user_folder() -> Option<PathBuf> {
    use etcetera::BaseStrategy;
    etcetera::choose_base_strategy().ok().map(|strategy| strategy.data_dir().join("taojin").join("ocr"))
}

/// The models in `folder`; `None` where there are none.
///
/// # Errors
/// When a file is there and is not the model that it should be, or cannot be read.
pub fn load(folder: &Path) -> Result<Option<Models>> {
    let read = |model: &ModelFile| -> Result<Option<Vec<u8>>> {
        let path = folder.join(model.name);
        match File::open(&path).and_then(|file| read_most(file, model.bytes)) {
            Ok(bytes) => model.check(&path, &bytes).map(|()| Some(bytes)),
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
            Err(error) => Err(Error::input(&path, format!("cannot read the model: {error}"))),
        }
    };
    Ok(match (read(&DETECTION)?, read(&RECOGNITION)?) {
        (Some(detection), Some(recognition)) => Some(Models { detection, recognition }),
        _ => None,
    })
}

/// Takes the models out of the wheel and puts them into `folder`, once all of them are there and are what they must be.
///
/// # Errors
/// When the wheel cannot be read or holds other models, or the folder cannot be written.
pub fn install(wheel: &Path, folder: &Path) -> Result<()> {
    let unusable =
        |error: String| Error::input(wheel, format!("{error}; get the wheel with `pip download --no-deps {WHEEL}`"));
    let file = File::open(wheel).map_err(|error| unusable(format!("cannot read the wheel: {error}")))?;
    let mut archive =
        zip::ZipArchive::new(BufReader::new(file)).map_err(|error| unusable(format!("is no wheel: {error}")))?;
    let mut files = Vec::new();
    for model in [&DETECTION, &RECOGNITION] {
        let inside = format!("rapidocr_onnxruntime/models/{}", model.name);
        let entry = archive.by_name(&inside).map_err(|error| unusable(format!("has no {inside}: {error}")))?;
        let bytes = read_most(entry, model.bytes).map_err(|error| unusable(format!("{inside}: {error}")))?;
        model.check(wheel, &bytes)?;
        files.push((folder.join(model.name), bytes));
    }
    std::fs::create_dir_all(folder).map_err(|source| Error::output(folder, source))?;
    for (path, bytes) in files {
        let write = || -> io::Result<()> {
            let mut file = NamedTempFile::new_in(folder)?;
            file.write_all(&bytes)?;
            file.as_file().sync_all()?;
            file.persist(&path)?;
            Ok(())
        };
        write().map_err(|source| Error::output(&path, source))?;
    }
    Ok(())
}

impl ModelFile {
    fn check(&self, path: &Path, bytes: &[u8]) -> Result<()> {
        let found = hex(&Sha256::digest(bytes));
        if found == self.sha256 {
            return Ok(());
        }
        Err(Error::input(
            path,
            format!(
                "{} has the SHA-256 {found} instead of {}: it is damaged or of another version; run `taojin ocr install`",
                self.name, self.sha256
            ),
        ))
    }
}

/// At most one byte more than expected: enough to tell that a file is too long.
fn read_most(from: impl Read, expected: u64) -> io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    from.take(expected + 1).read_to_end(&mut bytes)?;
    Ok(bytes)
}
