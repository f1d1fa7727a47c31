//! The pictures that a run's pages name: found, hashed, and read once for each content.

use std::collections::BTreeSet;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::Path;
use std::sync::atomic::{AtomicBool, AtomicU64, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;
use std::time::Instant;

use rayon::prelude::*;
use rustc_hash::FxHashMap;
use sha2::{Digest, Sha256};

use super::{Progress, StopFlag};
use crate::cache::PictureCache;
use crate::config::{PicturesConfig, ReadPictures};
use crate::error::{Error, Result};
use crate::input::{PictureFolder, PictureId};
use crate::models;
use crate::page::Outline;
use crate::picture::{PictureFacts, ReaderThread, TextReader, examine, thumbnail};
use crate::report::Notice;

/// Changes with whatever changes the facts of a picture, so that nothing of an older version comes out of the cache.
const VERSION: u32 = 1;

/// A folder of pictures and what they are read with.
pub struct PictureRoom {
    folder: PictureFolder,
    config: PicturesConfig,
    reader: Option<TextReader>,
    cache: Option<PictureCache>,
    warnings: Vec<Notice>,
}

/// The facts of the pictures that the pages name.
#[derive(Debug, Default)]
pub struct PictureBook {
    facts: FxHashMap<PictureId, Arc<PictureFacts>>,
    /// What was done to get them.
    pub work: PictureWork,
}

/// What was done with pictures.
#[derive(Debug, Clone, Default)]
pub struct PictureWork {
    /// Pictures that pages name and that are there.
    pub found: u64,
    /// Bytes of their files.
    pub bytes: u64,
    /// Those of different content.
    pub distinct: u64,
    /// Contents opened now, and with models their text read; the others were known from earlier nights.
    pub read: u64,
    /// Bytes of those files.
    pub read_bytes: u64,
    /// Time that reading them took, on all threads together.
    pub read_time: Duration,
    /// Contents with a flaw.
    pub flawed: u64,
    /// What the user should know.
    pub warnings: Vec<Notice>,
}

/// A content that a folder holds, by one of its files.
struct Content {
    hash: [u8; 32],
    bytes: u64,
    file: PictureId,
}

impl PictureRoom {
    /// Lists the folder and loads the models.
    ///
    /// # Errors
    /// When the folder cannot be listed, a model is damaged, or the models are asked for and not there.
    pub fn open(folder: &Path, config: &PicturesConfig) -> Result<Self> {
        let folder = PictureFolder::open(folder)?;
        let mut warnings = Vec::new();
        let reader = reader(config, &mut warnings)?;
        // What a picture's facts depend on beside its bytes.
        let name = format!("{VERSION}-{}-{}", if reader.is_some() { "ppocr-v4" } else { "sizes" }, config.max_pixels);
        let cache = config.cache.clone().or_else(PictureCache::user_folder).map(|root| PictureCache::new(&root, &name));
        Ok(Self { folder, config: config.clone(), reader, cache, warnings })
    }

    /// Adds the pictures of a page that are in the folder to those wanted; how many are not.
    pub fn want(&self, listing: &str, outline: &Outline, wanted: &mut BTreeSet<PictureId>) -> u64 {
        let mut absent = 0;
        for (_, picture) in outline.pictures() {
            match self.folder.find(listing, &picture.src) {
                Some(id) => {
                    wanted.insert(id);
                }
                None => absent += 1,
            }
        }
        absent
    }

    /// [`Self::read`] on so many threads; 0 takes one per core.
    ///
    /// # Errors
    /// When the threads cannot be started, or the user asked to stop.
    pub fn read_on(
        &self,
        threads: usize,
        wanted: &BTreeSet<PictureId>,
        progress: &dyn Progress,
        stop: &StopFlag,
    ) -> Result<PictureBook> {
        let pool = rayon::ThreadPoolBuilder::new()
            .num_threads(threads)
            .build()
            .map_err(|source| Error::config(format!("cannot start {threads} threads: {source}")))?;
        pool.install(|| self.read(wanted, progress, stop))
    }

    /// Reads the pictures wanted, each content once, on the threads of the present pool.
    ///
    /// # Errors
    /// When the user asked to stop.
    pub fn read(&self, wanted: &BTreeSet<PictureId>, progress: &dyn Progress, stop: &StopFlag) -> Result<PictureBook> {
        let mut book = PictureBook::default();
        book.work.warnings.clone_from(&self.warnings);
        book.work.found = wanted.len() as u64;
        progress.start("pictures", Some(wanted.len() as u64));
        let files: Vec<PictureId> = wanted.iter().copied().collect();
        let hashed: Vec<std::result::Result<Content, PictureFacts>> = files
            .par_iter()
            .map(|&file| {
                let content = self.hash(file);
                progress.advance(1);
                content
            })
            .collect();
        progress.finish();
        stop.check()?;

        let mut contents: FxHashMap<[u8; 32], usize> = FxHashMap::default();
        let mut distinct: Vec<Content> = Vec::new();
        let mut places: Vec<(PictureId, usize)> = Vec::new();
        for (file, content) in files.into_iter().zip(hashed) {
            match content {
                Ok(content) => {
                    book.work.bytes += content.bytes;
                    let place = *contents.entry(content.hash).or_insert(distinct.len());
                    if place == distinct.len() {
                        distinct.push(content);
                    }
                    places.push((file, place));
                }
                Err(flawed) => {
                    book.work.bytes += flawed.bytes;
                    book.work.flawed += 1;
                    book.facts.insert(file, Arc::new(flawed));
                }
            }
        }
        book.work.distinct = distinct.len() as u64;

        let known: Vec<Option<PictureFacts>> =
            distinct.par_iter().map(|content| self.cache.as_ref()?.get(&content.hash)).collect();
        let mut facts: Vec<Option<Arc<PictureFacts>>> = known.into_iter().map(|facts| facts.map(Arc::new)).collect();
        let mut unknown: Vec<usize> =
            (0..distinct.len()).filter(|&at| facts.get(at).is_some_and(Option::is_none)).collect();
        // The heaviest first, so that no thread sits on a long picture while the others have nothing left.
        unknown.sort_by_key(|&at| distinct.get(at).map(|content| (std::cmp::Reverse(content.bytes), content.file)));
        for (at, read) in self.read_all(&unknown, &distinct, progress, stop, &mut book.work) {
            if let Some(place) = facts.get_mut(at) {
                *place = Some(Arc::new(read));
            }
        }
        stop.check()?;
        book.work.flawed += facts.iter().flatten().filter(|facts| facts.flaw.is_some()).count() as u64;
        for (file, place) in places {
            if let Some(facts) = facts.get(place).cloned().flatten() {
                book.facts.insert(file, facts);
            }
        }
        Ok(book)
    }

    /// Gives the pictures of a page the facts of their files.
    pub fn fill(&self, book: &PictureBook, listing: &str, outline: &mut Outline) {
        for picture in outline.pictures_mut() {
            let facts = self.folder.find(listing, &picture.src).and_then(|id| book.facts.get(&id));
            picture.facts = facts.map(|facts| Box::new(PictureFacts::clone(facts)));
        }
    }

    /// A small JPEG of a picture of a listing's page; `None` where it is not in the folder or cannot be shown.
    pub fn thumbnail(&self, listing: &str, src: &str) -> Option<Vec<u8>> {
        let (bytes, _) = self.folder.read(self.folder.find(listing, src)?, self.config.max_bytes).ok()?;
        thumbnail(&bytes, self.config.max_pixels)
    }

    fn hash(&self, file: PictureId) -> std::result::Result<Content, PictureFacts> {
        let flawed = |bytes, flaw: String| PictureFacts {
            width: 0,
            height: 0,
            bytes,
            hash: [0; 32],
            text: None,
            flaw: Some(flaw),
        };
        match self.folder.read(file, self.config.max_bytes) {
            Ok((_, size)) if size > self.config.max_bytes => {
                Err(flawed(size, format!("文件有 {} MB，超过上限，没有打开", size >> 20)))
            }
            Ok((bytes, size)) => Ok(Content { hash: Sha256::digest(&bytes).into(), bytes: size, file }),
            Err(error) => Err(flawed(0, format!("文件读不了：{error}"))),
        }
    }

    /// Reads contents on as many threads as the pool has. They are no threads of the pool: one that waits for the models' own
    /// thread would take up another picture meanwhile, and another one inside it.
    fn read_all(
        &self,
        unknown: &[usize],
        contents: &[Content],
        progress: &dyn Progress,
        stop: &StopFlag,
        work: &mut PictureWork,
    ) -> Vec<(usize, PictureFacts)> {
        progress.start("reading", Some(unknown.len() as u64));
        let (next, done) = (AtomicUsize::new(0), Mutex::new(Vec::with_capacity(unknown.len())));
        let (read_bytes, read_nanos, cached) = (AtomicU64::new(0), AtomicU64::new(0), AtomicBool::new(true));
        std::thread::scope(|scope| {
            for _ in 0..rayon::current_num_threads().min(unknown.len()) {
                scope.spawn(|| {
                    let thread = ReaderThread::default();
                    while let Some(&at) = unknown.get(next.fetch_add(1, Ordering::Relaxed)) {
                        if stop.check().is_err() {
                            return;
                        }
                        let Some(content) = contents.get(at) else { continue };
                        let started = Instant::now();
                        let facts = self.examine(content, &thread);
                        read_bytes.fetch_add(facts.bytes, Ordering::Relaxed);
                        read_nanos.fetch_add(started.elapsed().as_nanos() as u64, Ordering::Relaxed);
                        if let Some(cache) = &self.cache
                            && facts.hash == content.hash
                            && !cache.put(&facts)
                        {
                            cached.store(false, Ordering::Relaxed);
                        }
                        done.lock().unwrap_or_else(PoisonError::into_inner).push((at, facts));
                        progress.advance(1);
                    }
                });
            }
        });
        progress.finish();
        let done = done.into_inner().unwrap_or_else(PoisonError::into_inner);
        work.read = done.len() as u64;
        work.read_bytes = read_bytes.into_inner();
        work.read_time = Duration::from_nanos(read_nanos.into_inner());
        if !cached.into_inner() {
            work.warnings.push(Notice::new(
                "what was read in the pictures cannot be kept for the next night: the cache folder cannot be written",
                "图片里读到的文字存不下来，明晚要重读：缓存文件夹写不进去",
            ));
        }
        done
    }

    fn examine(&self, content: &Content, thread: &ReaderThread) -> PictureFacts {
        let flawed = |flaw: String| PictureFacts {
            width: 0,
            height: 0,
            bytes: content.bytes,
            hash: [0; 32],
            text: None,
            flaw: Some(flaw),
        };
        let bytes = match self.folder.read(content.file, self.config.max_bytes) {
            Ok((bytes, _)) => bytes,
            Err(error) => return flawed(format!("文件读不了：{error}")),
        };
        let examined = catch_unwind(AssertUnwindSafe(|| match &self.reader {
            Some(reader) => examine(&bytes, self.config.max_pixels, Some(&|pixels| reader.read(pixels, thread))),
            None => examine(&bytes, self.config.max_pixels, None),
        }));
        examined.unwrap_or_else(|_| flawed("程序在这张图上出错了，其余图片不受影响".into()))
    }
}

/// The reader that the configuration asks for; `None` with a warning where it cannot be had and need not.
fn reader(config: &PicturesConfig, warnings: &mut Vec<Notice>) -> Result<Option<TextReader>> {
    if config.ocr == ReadPictures::Off {
        return Ok(None);
    }
    let folder = config.models.clone().or_else(models::user_folder);
    let absent = match &folder {
        _ if !TextReader::AVAILABLE => {
            Notice::new("this taojin was built without the feature `ocr`", "这个版本没有编入 ocr 功能")
        }
        Some(folder) => {
            if let Some(models) = models::load(folder)? {
                let reader = TextReader::load(models.detection, models.recognition);
                return reader.map(Some).map_err(|message| Error::input(folder, message));
            }
            let folder = folder.display();
            Notice::new(
                format!("the models are not in {folder}: run `taojin ocr install`"),
                format!("{folder} 里没有识别模型，运行 taojin ocr install 安装"),
            )
        }
        None => Notice::new(
            "there is no folder for the models: name one under pictures.models",
            "没有放模型的文件夹，请在 pictures.models 里指定",
        ),
    };
    if config.ocr == ReadPictures::On {
        return Err(Error::config(format!("pictures.ocr is on, but {absent}")));
    }
    let Notice { english, chinese } = absent;
    warnings.push(Notice::new(
        format!("the text in pictures is not read: {english}"),
        format!("没有读图片里的文字：{chinese}"),
    ));
    Ok(None)
}

#[cfg(test)]
mod tests {
    use std::io::Cursor;

    use super::*;
    use crate::config::PageConfig;
    use crate::pipeline::NoProgress;

    /// A folder with two files of one content, one of another, and one that is no picture; and a page that names them and one more.
    fn setup() -> (tempfile::TempDir, PicturesConfig, String) {
        let folder = tempfile::tempdir().unwrap();
        let png = |side| {
            let mut bytes = Vec::new();
            let picture = image::RgbImage::from_pixel(side, side, image::Rgb([9, 9, 9]));
            picture.write_to(&mut Cursor::new(&mut bytes), image::ImageFormat::Png).unwrap();
            bytes
        };
        for (name, bytes) in [("a.png", png(20)), ("b.png", png(20)), ("c.png", png(30)), ("d.png", b"none".to_vec())] {
            std::fs::create_dir_all(folder.path().join("in")).unwrap();
            std::fs::write(folder.path().join("in").join(name), bytes).unwrap();
        }
        let config = PicturesConfig {
            ocr: ReadPictures::Off,
            cache: Some(folder.path().join("cache")),
            ..PicturesConfig::default()
        };
        let html = ["a", "b", "c", "d", "e"].map(|name| format!("<img src='//h/{name}.png'>")).concat();
        (folder, config, html)
    }

    fn read<'h>(
        folder: &Path,
        config: &PicturesConfig,
        html: &'h str,
        threads: usize,
    ) -> (Outline<'h>, PictureWork, u64) {
        let room = PictureRoom::open(&folder.join("in"), config).unwrap();
        let mut wanted = BTreeSet::new();
        let mut filled = Outline::parse(html, &PageConfig::default());
        let absent = room.want("1", &filled, &mut wanted);
        let book = room.read_on(threads, &wanted, &NoProgress, &StopFlag::default()).unwrap();
        room.fill(&book, "1", &mut filled);
        (filled, book.work, absent)
    }

    #[test]
    fn each_content_is_read_once_and_on_the_second_night_not_at_all() {
        let (folder, config, html) = setup();
        let (filled, work, absent) = read(folder.path(), &config, &html, 2);
        assert_eq!((work.found, work.distinct, work.read, work.flawed, absent), (4, 3, 3, 1, 1));
        let widths: Vec<_> =
            filled.pictures().map(|(_, picture)| picture.facts.as_ref().map(|facts| facts.width)).collect();
        assert_eq!(widths, [Some(20), Some(20), Some(30), Some(0), None]);

        let (again, work, _) = read(folder.path(), &config, &html, 2);
        assert_eq!((work.read, work.flawed), (0, 1));
        assert_eq!(again, filled);
    }

    #[test]
    fn the_number_of_threads_changes_nothing() {
        let (folder, config, html) = setup();
        let without_cache = |threads| {
            let config =
                PicturesConfig { cache: Some(folder.path().join(format!("cache{threads}"))), ..config.clone() };
            read(folder.path(), &config, &html, threads).0
        };
        assert_eq!(without_cache(1), without_cache(3));
    }

    #[test]
    fn a_request_to_stop_is_heard() {
        let (folder, config, html) = setup();
        let room = PictureRoom::open(&folder.path().join("in"), &config).unwrap();
        let mut wanted = BTreeSet::new();
        room.want("1", &Outline::parse(&html, &PageConfig::default()), &mut wanted);
        let stop = StopFlag::default();
        stop.stop(15);
        assert!(room.read_on(1, &wanted, &NoProgress, &stop).is_err());
    }

    #[test]
    fn absent_models_are_a_warning_or_an_error_as_configured() {
        let (folder, config, _) = setup();
        let config = PicturesConfig { models: Some(folder.path().join("none")), ..config };
        let open = |ocr| PictureRoom::open(&folder.path().join("in"), &PicturesConfig { ocr, ..config.clone() });
        assert!(
            open(ReadPictures::Auto)
                .unwrap()
                .warnings
                .iter()
                .any(|warning| warning.english.contains("taojin ocr install"))
        );
        assert!(open(ReadPictures::Off).unwrap().warnings.is_empty());
        assert!(open(ReadPictures::On).err().unwrap().to_string().contains("pictures.ocr"));
    }

    #[test]
    fn a_damaged_model_is_an_error() {
        let (folder, config, _) = setup();
        let models = folder.path().join("models");
        std::fs::create_dir_all(&models).unwrap();
        std::fs::write(models.join("ch_PP-OCRv4_det_infer.onnx"), "no model").unwrap();
        let config = PicturesConfig { ocr: ReadPictures::Auto, models: Some(models), ..config };
        let Err(error) = PictureRoom::open(&folder.path().join("in"), &config) else { panic!("it was taken") };
        assert!(error.to_string().contains("SHA-256"), "{error}");
    }
}
