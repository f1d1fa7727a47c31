//! The output folder: everything is written aside and put in place at once, or not at all.

use std::collections::BTreeSet;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::time::{Duration, SystemTime};

use tempfile::TempDir;

use super::rejects::{REJECTS, is_reject_name};
use crate::error::{Error, Result};

/// The files of a run in the order in which they are put into an existing folder: `summary.json` last, so that a reader
/// who finds the new summary finds the new rows too.
pub const FILES: [&str; 10] = [
    "keywords.csv",
    "titles.csv",
    "findings.csv",
    "proposals.csv",
    "schedule.csv",
    "schedule.ics",
    "pages.csv",
    "rejects.csv",
    "report.html",
    SUMMARY,
];

/// The file that says what a run did; where an older one stands, it also says which files under `rejects/` are ours.
pub(super) const SUMMARY: &str = "summary.json";

/// A folder to write a run's files into, which takes the place of `--out` when all of them are complete.
///
/// Dropped without [`commit`](Self::commit), it leaves nothing behind.
#[derive(Debug)]
pub struct OutputFolder {
    out: PathBuf,
    staging: TempDir,
}

impl OutputFolder {
    /// Makes a hidden temporary folder on the file system of `out`.
    ///
    /// Where `out` does not exist, it stands in the nearest folder above that does; the folders between are made by
    /// [`commit`](Self::commit) only. Where `out` is a folder, it stands inside: `out` may be a mount point, and nothing
    /// can be renamed across one.
    ///
    /// # Errors
    /// When `out` is a file, or the folder cannot be made there.
    pub fn create(out: &Path) -> Result<Self> {
        let out = std::path::absolute(out).map_err(|source| Error::output(out, source))?;
        let staging = stage(&out)?;
        Ok(Self { out, staging })
    }

    /// Whether the file at `path` would be replaced or removed by [`commit`](Self::commit).
    pub fn replaces(&self, path: &Path) -> bool {
        let (Ok(out), Ok(path)) = (self.out.canonicalize(), path.canonicalize()) else { return false };
        FILES.iter().any(|name| out.join(name) == path)
    }

    /// Where to write the files of [`FILES`] and the folder `rejects`.
    pub fn path(&self) -> &Path {
        self.staging.path()
    }

    /// Puts everything in place.
    ///
    /// A new `out` appears by a single rename. In an existing one each of our files is replaced by a rename, files of ours
    /// that this run did not write are removed, and all others are left alone. A file under `rejects/` that was changed
    /// after the run that wrote it holds somebody's mended rows: it is never removed, and one that would be replaced is
    /// kept as `NAME-mended.ext`.
    ///
    /// # Errors
    /// When a file cannot be put in place. What stands in the way is found before the first file is touched.
    pub fn commit(self) -> Result<()> {
        stamp(&self.staging.path().join(SUMMARY)).map_err(|source| Error::output(&self.out, source))?;
        if self.out.is_dir() { replace_files(self.staging.path(), &self.out) } else { self.appear() }
    }

    fn appear(self) -> Result<()> {
        let missing: Vec<&Path> = self.out.ancestors().skip(1).take_while(|folder| !folder.exists()).collect();
        let moved = missing
            .first()
            .map_or(Ok(()), fs::create_dir_all)
            .and_then(|()| fs::rename(self.staging.path(), &self.out));
        if let Err(source) = moved {
            for folder in missing {
                // Only what is empty goes, so nothing of anybody else's is lost; the first error is the one to tell.
                let _ = fs::remove_dir(folder);
            }
            return Err(Error::output(&self.out, source));
        }
        // The folder has moved: there is nothing left to delete at its old place.
        let _ = self.staging.keep();
        Ok(())
    }
}

/// A hidden temporary folder on the file system of `out`: inside where `out` is a folder, else in the nearest folder above that exists.
pub(super) fn stage(out: &Path) -> Result<TempDir> {
    let place = match fs::metadata(out) {
        Ok(metadata) if metadata.is_dir() => out,
        Ok(_) => return Err(not_a_folder(out)),
        // A link to nowhere: renaming a folder onto it would fail after all the work.
        Err(_) if out.is_symlink() => return Err(not_a_folder(out)),
        Err(source) if source.kind() == io::ErrorKind::NotFound => {
            out.ancestors().skip(1).find(|folder| folder.exists()).ok_or_else(|| Error::output(out, source))?
        }
        Err(source) => return Err(Error::output(out, source)),
    };
    let mut builder = tempfile::Builder::new();
    builder.prefix(".taojin-");
    // The folder becomes `out`: it gets the rights of any new folder, not those of a private one.
    #[cfg(unix)]
    builder.permissions(std::os::unix::fs::PermissionsExt::from_mode(0o777));
    builder.tempdir_in(place).map_err(|source| Error::output(out, source))
}

/// Makes the summary the run's youngest file, whichever was written last: what is younger was changed by somebody else.
fn stamp(summary: &Path) -> io::Result<()> {
    match fs::File::options().append(true).open(summary) {
        Ok(file) => file.set_modified(SystemTime::now()),
        Err(source) if source.kind() == io::ErrorKind::NotFound => Ok(()),
        Err(source) => Err(source),
    }
}

fn not_a_folder(out: &Path) -> Error {
    let message = "a file is in the way; choose another folder, or remove it";
    Error::output(out, io::Error::new(io::ErrorKind::NotADirectory, message))
}

/// Renames what is in `staging` into `out`, and removes what an older run left there.
fn replace_files(staging: &Path, out: &Path) -> Result<()> {
    for name in FILES {
        if out.join(name).is_dir() {
            return Err(Error::output(&out.join(name), io::Error::other("a folder is in the way; move it elsewhere")));
        }
    }
    if out.join(REJECTS).exists() && !out.join(REJECTS).is_dir() {
        return Err(not_a_folder(&out.join(REJECTS)));
    }
    // The older summary is read before it is replaced.
    replace_rejects(&staging.join(REJECTS), out)?;
    for name in FILES {
        let (new, old) = (staging.join(name), out.join(name));
        let done = if new.exists() { fs::rename(&new, &old) } else { remove_if_there(&old) };
        done.map_err(|source| Error::output(&old, source))?;
    }
    Ok(())
}

fn replace_rejects(staging: &Path, out: &Path) -> Result<()> {
    let folder = out.join(REJECTS);
    let fail = |source| Error::output(&folder, source);
    let new = file_names(staging).map_err(fail)?;
    let earlier = EarlierRun::read(out);
    for name in file_names(&folder).map_err(fail)? {
        let path = folder.join(&name);
        let mended = earlier.changed_since(&path);
        if new.contains(&name) && mended {
            fs::rename(&path, mended_name(&folder, &name)).map_err(fail)?;
        } else if !new.contains(&name) && !mended && earlier.wrote(&name) {
            remove_if_there(&path).map_err(fail)?;
        }
    }
    if new.is_empty() {
        // Refused when somebody else's files are in it, and that is right.
        let _ = fs::remove_dir(&folder);
        return Ok(());
    }
    fs::create_dir_all(&folder).map_err(fail)?;
    for name in new {
        fs::rename(staging.join(&name), folder.join(&name)).map_err(fail)?;
    }
    Ok(())
}

/// What the summary in the output folder says of the run before this one.
#[derive(Default)]
struct EarlierRun {
    inputs: Vec<String>,
    finished: Option<SystemTime>,
}

impl EarlierRun {
    /// An unreadable summary owns no files: nothing is removed on its word.
    fn read(out: &Path) -> Self {
        let path = out.join(SUMMARY);
        let Ok(Ok(summary)) = fs::read(&path).map(|bytes| serde_json::from_slice::<serde_json::Value>(&bytes)) else {
            return Self::default();
        };
        let inputs = summary["inputs"].as_array().into_iter().flatten();
        Self {
            inputs: inputs.filter_map(|input| input["path"].as_str().map(str::to_owned)).collect(),
            finished: fs::metadata(&path).and_then(|metadata| metadata.modified()).ok(),
        }
    }

    fn wrote(&self, name: &str) -> bool {
        self.inputs.iter().any(|input| is_reject_name(name, input))
    }

    /// The summary is the run's youngest file ([`stamp`]); a clear later change is not ours. Two seconds are the coarsest
    /// clock of a file system in use.
    fn changed_since(&self, path: &Path) -> bool {
        let changed = fs::metadata(path).and_then(|metadata| metadata.modified()).ok();
        match (changed, self.finished) {
            (Some(changed), Some(finished)) => changed > finished + Duration::from_secs(2),
            _ => true,
        }
    }
}

fn mended_name(folder: &Path, name: &str) -> PathBuf {
    let path = Path::new(name);
    let stem = path.file_stem().unwrap_or_default().to_string_lossy();
    let extension = path.extension().map(|extension| format!(".{}", extension.to_string_lossy())).unwrap_or_default();
    (1..=u32::MAX)
        .map(|number| match number {
            1 => folder.join(format!("{stem}-mended{extension}")),
            _ => folder.join(format!("{stem}-mended-{number}{extension}")),
        })
        .find(|path| !path.exists())
        .unwrap_or_else(|| folder.join(name))
}

/// Names of the plain files in `folder`, sorted; none where the folder is missing.
fn file_names(folder: &Path) -> io::Result<BTreeSet<String>> {
    let entries = match fs::read_dir(folder) {
        Ok(entries) => entries,
        Err(source) if source.kind() == io::ErrorKind::NotFound => return Ok(BTreeSet::new()),
        Err(source) => return Err(source),
    };
    let mut names = BTreeSet::new();
    for entry in entries {
        let entry = entry?;
        // A name that is not UTF-8 is none of ours: reject files are named by paths from the command line, as text.
        if let (true, Ok(name)) = (entry.file_type()?.is_file(), entry.file_name().into_string()) {
            names.insert(name);
        }
    }
    Ok(names)
}

fn remove_if_there(path: &Path) -> io::Result<()> {
    match fs::remove_file(path) {
        Err(source) if source.kind() != io::ErrorKind::NotFound => Err(source),
        _ => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names(folder: &Path) -> Vec<String> {
        let mut names: Vec<_> =
            fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
        names.sort();
        names
    }

    fn write(path: &Path, text: &str) {
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }

    fn age(path: &Path, seconds: u64) {
        let file = fs::File::options().write(true).open(path).unwrap();
        file.set_modified(SystemTime::now() - Duration::from_secs(seconds)).unwrap();
    }

    #[test]
    fn a_new_folder_appears_whole_with_its_parents() {
        let home = tempfile::tempdir().unwrap();
        let out = home.path().join("a/b/out");
        let folder = OutputFolder::create(&out).unwrap();
        write(&folder.path().join("titles.csv"), "x");
        assert!(!home.path().join("a").exists(), "parents wait for the commit");
        folder.commit().unwrap();
        assert_eq!(fs::read_to_string(out.join("titles.csv")).unwrap(), "x");
        assert_eq!(names(home.path()), ["a"]);
        assert_eq!(names(&home.path().join("a/b")), ["out"]);
    }

    #[test]
    fn a_failed_run_leaves_nothing_behind() {
        let home = tempfile::tempdir().unwrap();
        let folder = OutputFolder::create(&home.path().join("deep/out")).unwrap();
        write(&folder.path().join("rejects/a.csv"), "x");
        drop(folder);
        assert_eq!(names(home.path()), [""; 0]);

        let out = home.path().join("old");
        write(&out.join("titles.csv"), "old");
        let folder = OutputFolder::create(&out).unwrap();
        write(&folder.path().join("titles.csv"), "half");
        drop(folder);
        assert_eq!(names(&out), ["titles.csv"]);
        assert_eq!(fs::read_to_string(out.join("titles.csv")).unwrap(), "old");
    }

    #[test]
    fn a_file_in_the_way_is_named_before_any_work() {
        let home = tempfile::tempdir().unwrap();
        let out = home.path().join("out");
        fs::write(&out, "").unwrap();
        let message = OutputFolder::create(&out).unwrap_err().to_string();
        assert!(message.contains("a file is in the way"), "{message}");
        assert_eq!(names(home.path()), ["out"]);
    }

    #[test]
    fn an_existing_folder_keeps_what_is_not_ours_and_loses_what_is_stale() {
        let home = tempfile::tempdir().unwrap();
        let out = home.path();
        write(&out.join("笔记.xlsx"), "mine");
        write(&out.join("titles.csv"), "old");
        write(&out.join("pages.csv"), "old");
        write(&out.join("rejects/shop.csv"), "old");
        write(&out.join("rejects/shop-2.csv"), "old");
        write(&out.join("rejects/other.csv"), "mine");
        write(&out.join("summary.json"), r#"{"inputs":[{"path":"in/shop.csv"},{"path":"b/shop.csv"}]}"#);
        for name in ["shop.csv", "shop-2.csv", "other.csv"] {
            age(&out.join("rejects").join(name), 60);
        }
        let folder = OutputFolder::create(out).unwrap();
        write(&folder.path().join("titles.csv"), "new");
        write(&folder.path().join("summary.json"), "{}");
        write(&folder.path().join("rejects/shop.csv"), "new");
        folder.commit().unwrap();
        assert_eq!(names(out), ["rejects", "summary.json", "titles.csv", "笔记.xlsx"]);
        assert_eq!(names(&out.join("rejects")), ["other.csv", "shop.csv"]);
        assert_eq!(fs::read_to_string(out.join("titles.csv")).unwrap(), "new");
        assert_eq!(fs::read_to_string(out.join("rejects/shop.csv")).unwrap(), "new");
    }

    #[test]
    fn mended_rejects_survive_the_next_run() {
        let home = tempfile::tempdir().unwrap();
        let out = home.path();
        write(&out.join("summary.json"), r#"{"inputs":[{"path":"shop.csv"},{"path":"more.csv"}]}"#);
        age(&out.join("summary.json"), 60);
        write(&out.join("rejects/shop.csv"), "mended");
        write(&out.join("rejects/more.csv"), "mended");
        let folder = OutputFolder::create(out).unwrap();
        write(&folder.path().join("rejects/shop.csv"), "new");
        folder.commit().unwrap();
        assert_eq!(names(&out.join("rejects")), ["more.csv", "shop-mended.csv", "shop.csv"]);
        assert_eq!(fs::read_to_string(out.join("rejects/shop-mended.csv")).unwrap(), "mended");
    }

    #[test]
    fn a_folder_named_like_a_file_of_ours_is_left_untouched() {
        let home = tempfile::tempdir().unwrap();
        let out = home.path();
        fs::create_dir(out.join("schedule.csv")).unwrap();
        write(&out.join("titles.csv"), "old");
        let folder = OutputFolder::create(out).unwrap();
        write(&folder.path().join("titles.csv"), "new");
        assert!(folder.commit().unwrap_err().to_string().contains("a folder is in the way"));
        assert_eq!(fs::read_to_string(out.join("titles.csv")).unwrap(), "old");
        assert_eq!(names(out), ["schedule.csv", "titles.csv"]);
    }
}
