//! What was found out about pictures on earlier nights, by content.
//!
//! One small file for each picture, named by the SHA-256 of its bytes, below a folder named by who read it: so a cache never
//! changes what a run says, only how long it takes. An entry that cannot be used is as good as none.

use std::fs::File;
use std::io::{Read, Write};
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};
use tempfile::NamedTempFile;

use crate::hex::hex;
use crate::picture::PictureFacts;

/// Longest entry read, in bytes.
const LONGEST_ENTRY: u64 = 4 << 20;

/// Facts of pictures by the hash of their bytes. Several threads and several runs may use one folder at a time.
#[derive(Debug)]
pub struct PictureCache {
    folder: PathBuf,
}

#[derive(Deserialize)]
struct Entry {
    facts: PictureFacts,
}

#[derive(Serialize)]
struct EntryRef<'a> {
    facts: &'a PictureFacts,
}

impl PictureCache {
    /// The cache below `root` of results that depend on `reader`: models, version and limits, as a file name.
    pub fn new(root: &Path, reader: &str) -> Self {
        Self { folder: root.join("pictures").join(reader) }
    }

    /// The folder that programs of this user keep such things in; `None` where the system names none.
    pub fn user_folder() -> Option<PathBuf> {
        use etcetera::BaseStrategy;
        etcetera::choose_base_strategy().ok().map(|strategy| strategy.cache_dir().join("taojin"))
    }

    /// What is known of the content with this hash.
    pub fn get(&self, hash: &[u8; 32]) -> Option<PictureFacts> {
        let mut bytes = Vec::new();
        File::open(self.path(hash)).ok()?.take(LONGEST_ENTRY).read_to_end(&mut bytes).ok()?;
        let entry: Entry = serde_json::from_slice(&bytes).ok()?;
        Some(entry.facts).filter(|facts| facts.hash == *hash)
    }

    /// Keeps what is known. Whether that worked: a full disk makes the next night slower, not this one fail.
    pub fn put(&self, facts: &PictureFacts) -> bool {
        let path = self.path(&facts.hash);
        let write = || -> std::io::Result<()> {
            let folder = path.parent().unwrap_or(&self.folder);
            std::fs::create_dir_all(folder)?;
            // Under a name of its own first, so that no reader ever sees half an entry.
            let mut file = NamedTempFile::new_in(folder)?;
            serde_json::to_writer(&mut file, &EntryRef { facts })?;
            file.flush()?;
            file.persist(&path)?;
            Ok(())
        };
        write().is_ok()
    }

    fn path(&self, hash: &[u8; 32]) -> PathBuf {
        let name = hex(hash);
        let (folder, _) = name.split_at_checked(2).unwrap_or_default();
        self.folder.join(folder).join(format!("{name}.json"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::picture::TextLine;

    fn facts() -> PictureFacts {
        let line = TextLine { text: "尺码表".into(), confidence: 0.987_654_3, bounds: [1, 2, 300, 48] };
        PictureFacts { width: 750, height: 1200, bytes: 9, hash: [7; 32], text: Some(vec![line]), flaw: None }
    }

    #[test]
    fn what_is_put_comes_back_as_it_was() {
        let folder = tempfile::tempdir().unwrap();
        let cache = PictureCache::new(folder.path(), "reader");
        assert_eq!(cache.get(&[7; 32]), None);
        assert!(cache.put(&facts()));
        assert_eq!(cache.get(&[7; 32]), Some(facts()));
        assert_eq!(cache.get(&[8; 32]), None);
        assert_eq!(PictureCache::new(folder.path(), "another").get(&[7; 32]), None);
    }

    #[test]
    fn broken_and_foreign_entries_are_as_good_as_none() {
        let folder = tempfile::tempdir().unwrap();
        let cache = PictureCache::new(folder.path(), "reader");
        assert!(cache.put(&facts()));
        let path = cache.path(&[7; 32]);
        let whole = std::fs::read(&path).unwrap();
        for broken in [&b""[..], &whole[..whole.len() / 2], b"null", b"\xff\xfe"] {
            std::fs::write(&path, broken).unwrap();
            assert_eq!(cache.get(&[7; 32]), None);
        }
        std::fs::create_dir_all(cache.path(&[9; 32]).parent().unwrap()).unwrap();
        std::fs::write(cache.path(&[9; 32]), whole).unwrap();
        assert_eq!(cache.get(&[9; 32]), None, "an entry under another content's name");
    }

    #[test]
    fn a_cache_that_cannot_be_written_says_so_and_goes_on() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("file");
        std::fs::write(&file, "").unwrap();
        assert!(!PictureCache::new(&file, "reader").put(&facts()));
    }
}
