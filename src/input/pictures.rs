//! A folder of pictures: which file belongs to a picture of a page.

use std::fs::File;
use std::io::{self, Read};
use std::path::{Path, PathBuf};

use rustc_hash::FxHashMap;

use crate::error::{Error, Result};
use crate::picture::{local_path, names};

/// Deepest folder below the one given.
const MOST_DEPTH: usize = 16;

/// Files in the folder at most: beyond it is no folder of pictures.
const MOST_FILES: usize = 5_000_000;

/// Digits from which the name of a folder is taken for a listing's id.
const LEAST_ID_DIGITS: usize = 9;

/// A folder of pictures. Its files are listed once, when it is opened.
#[derive(Debug)]
pub struct PictureFolder {
    root: PathBuf,
    /// Paths below the root, parts separated by `/`, in order.
    files: Vec<Box<str>>,
    by_path: FxHashMap<Box<str>, u32>,
    by_name: FxHashMap<Box<str>, Vec<u32>>,
}

/// A file of a [`PictureFolder`], by its number in the order of the paths.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct PictureId(u32);

impl PictureFolder {
    /// Lists the folder and those in it. Links to folders are not followed.
    ///
    /// # Errors
    /// When it is no folder, or cannot be listed.
    pub fn open(root: &Path) -> Result<Self> {
        let mut files = Vec::new();
        let mut folders = vec![(root.to_owned(), String::new(), 0)];
        while let Some((folder, prefix, depth)) = folders.pop() {
            let unreadable =
                |error: io::Error| Error::input(&folder, format!("cannot list the folder of pictures: {error}"));
            for entry in std::fs::read_dir(&folder).map_err(unreadable)? {
                let entry = entry.map_err(unreadable)?;
                let kind = entry.file_type().map_err(unreadable)?;
                let name = entry.file_name();
                let Some(name) = name.to_str().filter(|name| !name.starts_with('.')) else { continue };
                let path = format!("{prefix}{name}");
                if kind.is_dir() {
                    if depth < MOST_DEPTH {
                        folders.push((entry.path(), format!("{path}/"), depth + 1));
                    }
                } else if kind.is_file() || entry.path().is_file() {
                    files.push(path.into_boxed_str());
                }
                if files.len() > MOST_FILES {
                    return Err(Error::input(
                        root,
                        format!("holds more than {MOST_FILES} files; name the folder of the pictures"),
                    ));
                }
            }
        }
        files.sort_unstable();
        let mut by_path = FxHashMap::default();
        let mut by_name: FxHashMap<Box<str>, Vec<u32>> = FxHashMap::default();
        for (id, path) in (0..).zip(&files) {
            by_path.insert(path.clone(), id);
            let name = path.rsplit('/').next().unwrap_or_default().to_lowercase();
            by_name.entry(name.into()).or_default().push(id);
        }
        Ok(Self { root: root.to_owned(), files, by_path, by_name })
    }

    /// The file of a picture that the page of `listing` loads from `src`: where `taojin fetch` puts it, else the file of its name
    /// whose folders agree best with the source's (or with the listing's id). A file in the folder of another listing is not
    /// taken for it, nor one of several that agree equally well.
    pub fn find(&self, listing: &str, src: &str) -> Option<PictureId> {
        if let Some(&id) = local_path(src).and_then(|path| self.by_path.get(path.as_str())) {
            return Some(PictureId(id));
        }
        names(src).find_map(|name| self.find_named(&name, listing, src))
    }

    fn find_named(&self, name: &str, listing: &str, src: &str) -> Option<PictureId> {
        let mut best: Option<(usize, Option<u32>)> = None;
        for &id in self.by_name.get(name)? {
            let Some(agreement) = agreement(self.path(PictureId(id)), listing, src) else { continue };
            match &mut best {
                Some((most, found)) if *most == agreement => *found = None,
                Some((most, _)) if *most > agreement => {}
                _ => best = Some((agreement, Some(id))),
            }
        }
        best.and_then(|(_, id)| id).map(PictureId)
    }

    /// The path of a file below the folder, parts separated by `/`.
    pub fn path(&self, id: PictureId) -> &str {
        self.files.get(id.0 as usize).map(|path| &**path).unwrap_or_default()
    }

    /// The path of a file.
    pub fn file(&self, id: PictureId) -> PathBuf {
        self.root.join(self.path(id))
    }

    /// The folder as given.
    pub fn root(&self) -> &Path {
        &self.root
    }

    /// How many files it holds.
    pub fn len(&self) -> usize {
        self.files.len()
    }

    /// Whether it holds none.
    pub fn is_empty(&self) -> bool {
        self.files.is_empty()
    }

    /// The bytes of a file, and how many it has; of a file longer than `most` bytes none.
    ///
    /// # Errors
    /// What the operating system says.
    pub fn read(&self, id: PictureId, most: u64) -> io::Result<(Vec<u8>, u64)> {
        let file = File::open(self.file(id))?;
        let size = file.metadata()?.len();
        let mut bytes = Vec::new();
        if size <= most {
            file.take(most).read_to_end(&mut bytes)?;
        }
        Ok((bytes, size))
    }
}

/// How well a file of the right name agrees with a source: folders in common, counted from the name upwards, and one more where the
/// file lies in the listing's own folder. `None` where it lies in that of another listing.
fn agreement(path: &str, listing: &str, src: &str) -> Option<usize> {
    let folders = |path| str::rsplit(path, ['/', '\\']).skip(1).filter(|part| !part.is_empty());
    let source = src.split(['?', '#']).next().unwrap_or_default();
    let common = folders(path).zip(folders(source)).take_while(|(a, b)| a.eq_ignore_ascii_case(b)).count();
    let own = folders(path).any(|folder| folder == listing);
    let is_id = |folder: &str| folder.len() >= LEAST_ID_DIGITS && folder.bytes().all(|byte| byte.is_ascii_digit());
    let foreign = folders(path).skip(common).any(|folder| is_id(folder) && folder != listing);
    (own || !foreign).then_some(2 * common + usize::from(own))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn folder(paths: &[&str]) -> (tempfile::TempDir, PictureFolder) {
        let folder = tempfile::tempdir().unwrap();
        for path in paths {
            let file = folder.path().join(path);
            std::fs::create_dir_all(file.parent().unwrap()).unwrap();
            std::fs::write(file, path).unwrap();
        }
        let pictures = PictureFolder::open(folder.path()).unwrap();
        (folder, pictures)
    }

    fn found(paths: &[&str], listing: &str, src: &str) -> Option<String> {
        let (_folder, pictures) = folder(paths);
        pictures.find(listing, src).map(|id| pictures.path(id).to_owned())
    }

    #[test]
    fn a_fetched_picture_lies_where_its_address_says() {
        let paths = ["img.example.com/i1/a.jpg", "img.example.com/i2/a.jpg"];
        assert_eq!(found(&paths, "1", "//img.example.com/i2/a.jpg").as_deref(), Some(paths[1]));
        assert_eq!(found(&paths, "1", "http://img.example.com/i1/a.jpg").as_deref(), Some(paths[0]));
    }

    #[test]
    fn a_picture_is_found_by_the_name_of_its_file() {
        assert_eq!(
            found(&["O1CN_!!6.JPG"], "1", "https://h/imgextra/O1CN_!!6.jpg?t=1").as_deref(),
            Some("O1CN_!!6.JPG")
        );
        assert_eq!(found(&["a.jpg"], "1", "https://h/a.jpg_430x430q90.jpg_.webp").as_deref(), Some("a.jpg"));
        assert_eq!(found(&["a.jpg"], "1", "https://h/b.jpg"), None);
        assert_eq!(found(&["a.jpg"], "1", ""), None);
    }

    #[test]
    fn the_folder_of_the_listing_comes_first_and_that_of_another_never() {
        let paths = ["583316802348/01.jpg", "601244910072/01.jpg"];
        assert_eq!(found(&paths, "601244910072", "https://h/01.jpg").as_deref(), Some(paths[1]));
        assert_eq!(found(&paths, "777777777777", "https://h/01.jpg"), None);
        assert_eq!(found(&["583316802348/01.jpg"], "777777777777", "https://h/01.jpg"), None);
    }

    #[test]
    fn of_several_files_of_one_name_the_folders_decide() {
        let paths = ["red/front/01.jpg", "blue/front/01.jpg", "blue/back/01.jpg"];
        assert_eq!(found(&paths, "1", "../blue/front/01.jpg").as_deref(), Some(paths[1]));
        assert_eq!(found(&paths, "1", "front/01.jpg"), None, "two agree equally well");
    }

    #[test]
    fn a_source_never_leads_out_of_the_folder() {
        let (folder, pictures) = folder(&["in/a.jpg"]);
        std::fs::write(folder.path().parent().unwrap().join("secret-of-taojin.jpg"), "").unwrap();
        assert_eq!(pictures.find("1", "../secret-of-taojin.jpg"), None);
        assert_eq!(pictures.find("1", "file:///etc/passwd"), None);
        std::fs::remove_file(folder.path().parent().unwrap().join("secret-of-taojin.jpg")).unwrap();
    }

    #[test]
    fn a_file_too_heavy_is_not_read() {
        let (_folder, pictures) = folder(&["abc.jpg"]);
        let id = pictures.find("1", "abc.jpg").unwrap();
        assert_eq!(pictures.read(id, 3).unwrap(), (Vec::new(), 7));
        assert_eq!(pictures.read(id, 7).unwrap(), (b"abc.jpg".to_vec(), 7));
    }
}
