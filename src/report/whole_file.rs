//! A file that is there as a whole or not at all.

use std::fs::File;
use std::io::{BufWriter, Write};
use std::path::Path;

use crate::error::{Error, Result};

/// Writes a file at `path`: aside at first, and in its place once `write` is done. Until then an older one stands.
pub(super) fn write_whole(path: &Path, write: impl FnOnce(Box<dyn Write + Send>) -> Result<()>) -> Result<()> {
    let fail = |source| Error::output(path, source);
    // A link leads to the file to be replaced.
    let target = path.canonicalize().unwrap_or_else(|_| path.to_owned());
    if target.exists() && !target.is_file() {
        // A terminal or a pipe has no place to be put in; a folder refuses.
        return write(Box::new(BufWriter::new(File::create(&target).map_err(fail)?)));
    }
    let folder = target.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let mut builder = tempfile::Builder::new();
    builder.prefix(".taojin-");
    // The rights of any new file, not those of a private one.
    #[cfg(unix)]
    builder.permissions(std::os::unix::fs::PermissionsExt::from_mode(0o666));
    let staged = builder.tempfile_in(folder).map_err(fail)?;
    write(Box::new(BufWriter::new(staged.as_file().try_clone().map_err(fail)?)))?;
    staged.persist(&target).map_err(|error| fail(error.error))?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::*;

    #[test]
    fn an_older_file_stands_until_the_new_one_is_whole() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("halves.csv");
        let write = |text: &'static str, end: Result<()>| {
            write_whole(&path, |mut out| {
                out.write_all(text.as_bytes()).unwrap();
                out.flush().unwrap();
                end
            })
        };
        write("one", Ok(())).unwrap();
        assert!(write("two", Err(Error::config("stopped"))).is_err());
        assert_eq!(fs::read_to_string(&path).unwrap(), "one");
        write("three", Ok(())).unwrap();
        assert_eq!(fs::read_to_string(&path).unwrap(), "three");
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1);
    }

    #[cfg(unix)]
    #[test]
    fn a_link_stays_a_link() {
        let folder = tempfile::tempdir().unwrap();
        let (file, link) = (folder.path().join("file"), folder.path().join("link"));
        fs::write(&file, "old").unwrap();
        std::os::unix::fs::symlink(&file, &link).unwrap();
        write_whole(&link, |mut out| out.write_all(b"new").map_err(|source| Error::output(&link, source))).unwrap();
        assert!(link.is_symlink());
        assert_eq!(fs::read_to_string(&file).unwrap(), "new");
    }
}
