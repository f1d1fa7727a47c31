//! Detail pages: a folder of `ID.html` files, one such file, or a JSON-lines file.

use std::fs::File;
use std::io::{self, Read, Seek, SeekFrom};
use std::path::{Path, PathBuf};

use rustc_hash::FxHashMap;
use sha2::{Digest, Sha256};

use super::encoding::{Encoding, foreign_format};
use super::lines::{Layout, Lines};
use super::sample::{Sample, cannot_read};
use super::{Reject, TableInfo, json};
use crate::error::{Error, Result};
use crate::hex::hex;

/// Bytes of a page, or of a line that holds one, that are read at most.
const LONGEST_PAGE: usize = 64 << 20;
const ID_KEYS: [&str; 6] = ["id", "listing_id", "spu_id", "num_id", "nid", "item_id"];
const HTML_KEYS: [&str; 4] = ["html", "description", "desc", "detail"];

/// Opened detail pages. Nothing but an index of ids is held in memory.
#[derive(Debug)]
pub struct Pages {
    info: TableInfo,
    source: Source,
    rows: u64,
}

#[derive(Debug)]
enum Source {
    Folder,
    /// One page; its id is the file's stem.
    Single {
        id: String,
        sha256: String,
    },
    Lines(Box<Index>),
}

/// Where the pages of a JSON-lines file stand.
#[derive(Debug)]
struct Index {
    encoding: Encoding,
    places: FxHashMap<Box<str>, Place>,
    faults: Vec<(Place, String)>,
    superseded: u64,
    header: Vec<u8>,
    sha256: String,
}

#[derive(Debug, Clone, Copy)]
struct Place {
    offset: u64,
    length: u64,
    line: u64,
}

/// The detail page of one listing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Page {
    /// The listing's id.
    pub id: String,
    /// The HTML, decoded; of a page beyond 64 MiB its start.
    pub html: String,
    /// The file that holds it.
    pub file: PathBuf,
    /// Line of that file on which the page starts, counted from 1.
    pub line: u64,
}

impl Pages {
    /// Opens a folder of `ID.html` / `ID.htm` files, a single such file, or a JSON-lines file of pages: objects with an id (`id`,
    /// `listing_id`, `spu_id`, `num_id`, `nid`, `item_id`) and the page (`html`, `description`, `desc`, `detail`). Of several
    /// lines of one id the last one stands.
    ///
    /// # Errors
    /// When there is nothing at `path`, or nothing that can be used.
    pub fn open(path: &Path) -> Result<Self> {
        if path.is_dir() {
            return Self::open_folder(path);
        }
        let sample = Sample::read(path)?;
        let extension =
            path.extension().map(|extension| extension.to_string_lossy().to_lowercase()).unwrap_or_default();
        let html = matches!(extension.as_str(), "html" | "htm");
        if !html && let Some(message) = foreign_format(&sample.bytes) {
            return Err(Error::input(path, message));
        }
        if html || sample.bytes.trim_ascii_start().starts_with(b"<") {
            return Self::open_single(path);
        }
        let (layout, _) = sample.layout(path, None)?;
        Self::open_lines(path, Layout { longest_line: LONGEST_PAGE, ..layout })
    }

    fn open_folder(path: &Path) -> Result<Self> {
        let info = TableInfo { path: path.to_owned(), format: "html", ..TableInfo::default() };
        let mut pages = Self { info, source: Source::Folder, rows: 0 };
        pages.rows = pages.ids()?.len() as u64;
        if pages.rows == 0 {
            return Err(Error::input(path, "holds no ID.html files; name each page by its listing's id"));
        }
        Ok(pages)
    }

    fn open_single(path: &Path) -> Result<Self> {
        let bytes = read_start(path).map_err(|error| cannot_read(path, &error))?;
        let (encoding, _) = decode_page(&bytes);
        let id = path.file_stem().map(|stem| stem.to_string_lossy().into_owned()).unwrap_or_default();
        let info =
            TableInfo { path: path.to_owned(), format: "html", encoding: encoding.name(), ..TableInfo::default() };
        Ok(Self { info, source: Source::Single { id, sha256: hex(&Sha256::digest(&bytes)) }, rows: 1 })
    }

    fn open_lines(path: &Path, layout: Layout) -> Result<Self> {
        let unreadable = |error: io::Error| cannot_read(path, &error);
        let mut lines = Lines::open(path, layout).map_err(unreadable)?;
        let mut index = Index {
            encoding: layout.encoding,
            places: FxHashMap::default(),
            faults: Vec::new(),
            superseded: 0,
            header: Vec::new(),
            sha256: String::new(),
        };
        let (mut raw, mut rows) = (Vec::new(), 0);
        loop {
            raw.clear();
            let Some(line) = lines.next(&mut raw).map_err(unreadable)? else { break };
            let (end, _) = lines.next_position();
            let place = Place { offset: line.offset, length: end - line.offset, line: line.number };
            let mut text = String::new();
            let malformed = layout.encoding.decode(&raw, &mut text);
            if text.trim().is_empty() {
                continue;
            }
            rows += 1;
            let read = match malformed {
                _ if line.cut => Err("这一行超过 64 MiB".to_owned()),
                Some(malformed) => Err(format!(
                    "文件第 {} 字节处不是有效的 {} 文字",
                    line.offset + malformed.raw_at as u64,
                    layout.encoding.name().to_uppercase()
                )),
                None => page_of_line(&text).map(|(id, _)| id),
            };
            match read {
                Ok(id) => {
                    index.superseded += u64::from(index.places.insert(id.into(), place).is_some());
                }
                Err(reason) => index.faults.push((place, reason)),
            }
        }
        if index.places.is_empty() {
            return Err(Error::input(
                path,
                format!(
                    "holds no detail pages: write one JSON object a line with an id ({}) and the page ({})",
                    ID_KEYS.join(", "),
                    HTML_KEYS.join(", ")
                ),
            ));
        }
        index.sha256 = lines.sha256().unwrap_or_default();
        File::open(path).and_then(|file| file.take(layout.start).read_to_end(&mut index.header)).map_err(unreadable)?;
        let encoding = layout.encoding.name();
        let info = TableInfo { path: path.to_owned(), format: "json-lines", encoding, ..TableInfo::default() };
        Ok(Self { info, source: Source::Lines(Box::new(index)), rows })
    }

    /// The page of listing `id`, if there is one; a reject where it is a file of its own that cannot be read. May be called from several
    /// threads.
    ///
    /// # Errors
    /// When the one file that holds the pages cannot be read any more.
    pub fn get(&self, id: &str) -> Result<Option<Result<Page, Reject>>> {
        let path = &self.info.path;
        match &self.source {
            Source::Folder => {
                // An id is data: it must not lead out of the folder.
                if id.is_empty() || id.starts_with('.') || id.contains(['/', '\\', '\0', ':']) || id.len() > 200 {
                    return Ok(None);
                }
                for extension in ["html", "htm"] {
                    let file = path.join(format!("{id}.{extension}"));
                    match read_start(&file) {
                        Ok(bytes) => {
                            let html = decode_page(&bytes).1;
                            return Ok(Some(Ok(Page { id: id.to_owned(), html, file, line: 1 })));
                        }
                        Err(error) if file.is_file() => return Ok(Some(Err(unreadable(&file, &error)))),
                        // A folder of that name, or a link to nowhere, is no page.
                        Err(_) => {}
                    }
                }
                Ok(None)
            }
            Source::Single { id: own, .. } if own == id => {
                let bytes = read_start(path).map_err(|error| cannot_read(path, &error))?;
                Ok(Some(Ok(Page { id: id.to_owned(), html: decode_page(&bytes).1, file: path.clone(), line: 1 })))
            }
            Source::Single { .. } => Ok(None),
            Source::Lines(index) => {
                let Some(place) = index.places.get(id) else { return Ok(None) };
                let raw = self.read_back(*place)?;
                let (text, _) = index.encoding.decode_lossy(&raw);
                let read = page_of_line(&text).ok().filter(|(found, _)| found == id);
                let (_, html) = read.ok_or_else(|| Error::input(path, "has changed since it was opened; run again"))?;
                Ok(Some(Ok(Page { id: id.to_owned(), html, file: path.clone(), line: place.line })))
            }
        }
    }

    /// The ids that have a page: in the file's order, or by name for a folder.
    ///
    /// # Errors
    /// When the folder cannot be listed any more.
    pub fn ids(&self) -> Result<Vec<String>> {
        let path = &self.info.path;
        match &self.source {
            Source::Single { id, .. } => Ok(vec![id.clone()]),
            Source::Lines(index) => {
                let mut ids: Vec<_> = index.places.iter().collect();
                ids.sort_unstable_by_key(|(_, place)| place.line);
                Ok(ids.into_iter().map(|(id, _)| id.to_string()).collect())
            }
            Source::Folder => {
                let entries = std::fs::read_dir(path).map_err(|error| cannot_read(path, &error))?;
                let mut ids = Vec::new();
                for entry in entries {
                    let file = entry.map_err(|error| cannot_read(path, &error))?.path();
                    let page = file.extension().is_some_and(|extension| extension == "html" || extension == "htm");
                    let stem = file.file_stem().and_then(|stem| stem.to_str()).filter(|stem| !stem.starts_with('.'));
                    if let Some(stem) = stem.filter(|_| page && file.is_file()) {
                        ids.push(stem.to_owned());
                    }
                }
                ids.sort_unstable();
                ids.dedup();
                Ok(ids)
            }
        }
    }

    /// What was found out about the input.
    pub fn info(&self) -> &TableInfo {
        &self.info
    }

    /// Pages in the input: lines of the file, or files of the folder.
    pub fn rows(&self) -> u64 {
        self.rows
    }

    /// Lines of a JSON-lines file that a later line of the same id replaces.
    pub fn superseded(&self) -> u64 {
        match &self.source {
            Source::Lines(index) => index.superseded,
            Source::Folder | Source::Single { .. } => 0,
        }
    }

    /// Lines that hold no page, in the file's order, read back from the file one by one.
    pub fn rejects(&self) -> Box<dyn Iterator<Item = Result<Reject>> + '_> {
        let Source::Lines(index) = &self.source else { return Box::new(std::iter::empty()) };
        Box::new(index.faults.iter().map(|(place, reason)| {
            let raw = self.read_back(*place)?;
            Ok(Reject {
                file: self.info.path.display().to_string(),
                line: place.line,
                byte_offset: place.offset,
                column: String::new(),
                reason: reason.clone(),
                text: index.encoding.decode_shown(&raw),
                raw,
            })
        }))
    }

    /// What a file of rejected rows starts with: the byte-order mark, if there was one.
    pub fn header_bytes(&self) -> &[u8] {
        match &self.source {
            Source::Lines(index) => &index.header,
            Source::Folder | Source::Single { .. } => &[],
        }
    }

    /// SHA-256 of a file in lower-case hexadecimal; `None` for a folder.
    pub fn sha256(&self) -> Option<&str> {
        match &self.source {
            Source::Folder => None,
            Source::Single { sha256, .. } => Some(sha256),
            Source::Lines(index) => Some(&index.sha256),
        }
    }

    fn read_back(&self, place: Place) -> Result<Vec<u8>> {
        let path = &self.info.path;
        let read = || -> io::Result<Vec<u8>> {
            let mut file = File::open(path)?;
            file.seek(SeekFrom::Start(place.offset))?;
            let mut bytes = Vec::new();
            file.take(place.length.min(LONGEST_PAGE as u64)).read_to_end(&mut bytes)?;
            Ok(bytes)
        };
        read().map_err(|error| cannot_read(path, &error))
    }
}

fn unreadable(file: &Path, error: &io::Error) -> Reject {
    Reject {
        file: file.display().to_string(),
        line: 1,
        byte_offset: 0,
        column: String::new(),
        reason: format!("这个详情页读不出来：{error}"),
        raw: Vec::new(),
        text: String::new(),
    }
}

/// Id and HTML of a line.
fn page_of_line(line: &str) -> Result<(String, String), String> {
    let pairs = json::object(line)?;
    let find = |keys: &[&str]| {
        keys.iter().find_map(|key| {
            let (_, value) = pairs.iter().find(|(name, _)| name.eq_ignore_ascii_case(key))?;
            Some(json::text(value.get()).into_owned())
        })
    };
    let id = find(&ID_KEYS).map_or(Ok(None), |id| super::id::fold(id.trim(), false))?;
    let id = id.map(String::from).ok_or_else(|| format!("没有宝贝编号（{}）", ID_KEYS.join("、")))?;
    let html = find(&HTML_KEYS).ok_or_else(|| format!("没有详情页内容（{}）", HTML_KEYS.join("、")))?;
    Ok((id, html))
}

fn read_start(path: &Path) -> io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    File::open(path)?.take(LONGEST_PAGE as u64).read_to_end(&mut bytes)?;
    Ok(bytes)
}

/// Encoding by byte-order mark, by being UTF-8, by the page's own word, or by its bytes; malformed bytes become U+FFFD.
fn decode_page(bytes: &[u8]) -> (Encoding, String) {
    if let Some((encoding, mark)) = Encoding::from_mark(bytes) {
        return (encoding, encoding.decode_lossy(bytes.get(mark..).unwrap_or_default()).0);
    }
    if let Ok(text) = std::str::from_utf8(bytes)
        && !text.contains('\0')
    {
        return (Encoding::Utf8, text.to_owned());
    }
    let detected = Encoding::detect(bytes, true).ok();
    let encoding = detected.or_else(|| stated_charset(bytes)).unwrap_or(Encoding::Utf8);
    (encoding, encoding.decode_lossy(bytes).0)
}

/// `<meta charset="gbk">` within the first kilobytes.
fn stated_charset(bytes: &[u8]) -> Option<Encoding> {
    let start = String::from_utf8_lossy(bytes.get(..bytes.len().min(4096))?).to_lowercase();
    let (_, rest) = start.split_once("charset")?;
    let label = rest.trim_start_matches([' ', '=', '"', '\'']);
    let end = label.find(|c: char| !c.is_ascii_alphanumeric() && !matches!(c, '-' | '_')).unwrap_or(label.len());
    Encoding::from_label(label.get(..end)?)
}
