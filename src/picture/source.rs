//! The source of a picture, as a page writes it → the address to fetch it from and its place in a folder of pictures.

use sha2::{Digest, Sha256};

use crate::hex::hex;

/// Longest name of a file or folder in bytes: every common file system takes it, with room for a suffix while it is written.
const LONGEST_NAME: usize = 180;

/// The address that a source leads to: `//img...` over HTTPS, everything else as it stands, without its fragment. `None` where it
/// leads nowhere by itself: relative, inline (`data:`), or of another scheme.
pub fn address(src: &str) -> Option<String> {
    let src = src.split_once('#').map_or(src, |(src, _)| src).trim();
    let (scheme, rest) = match src.strip_prefix("//") {
        Some(rest) => ("https", rest),
        None => src.split_once("://")?,
    };
    let scheme = ["https", "http"].into_iter().find(|known| scheme.eq_ignore_ascii_case(known))?;
    let host = rest.split(['/', '?']).next().unwrap_or_default();
    (!host.is_empty()).then(|| format!("{scheme}://{rest}"))
}

/// Where a fetched picture lies below its folder: host and path as folders, parts separated by `/`. Two addresses have one place
/// only where they differ in nothing but the scheme and letters that no file system takes. `None` where there is no address.
pub fn local_path(src: &str) -> Option<String> {
    let address = address(src)?;
    let (_, rest) = address.split_once("://")?;
    let (path, query) = rest.split_once('?').map_or((rest, None), |(path, query)| (path, Some(query)));
    let mut parts: Vec<String> = path.split('/').filter(|part| !part.is_empty()).map(file_name).collect();
    let last = if path.ends_with('/') || parts.len() < 2 {
        parts.push("index".into());
        parts.last_mut()
    } else {
        parts.last_mut()
    };
    // What a query asks for is part of the picture's identity, but most of its characters are not for file names.
    if let (Some(last), Some(query)) = (last, query) {
        *last = marked(last, query);
    }
    Some(parts.join("/"))
}

/// The names that a file of this source may have, the best first: its own, and that of the picture of which it is a thumbnail
/// (`a.jpg_430x430q90.jpg`, `a.jpg_.webp`). In small letters.
pub(crate) fn names(src: &str) -> impl Iterator<Item = String> {
    let path = src.split(['?', '#']).next().unwrap_or_default();
    let name = path.rsplit(['/', '\\']).next().unwrap_or_default().to_lowercase();
    let original = [".jpg_", ".jpeg_", ".png_", ".gif_", ".webp_"]
        .into_iter()
        .find_map(|end| name.find(end).and_then(|at| name.get(..at + end.len() - 1)))
        .map(str::to_owned);
    [Some(name), original].into_iter().flatten().filter(|name| !name.is_empty())
}

/// A part of a path as a file name.
fn file_name(part: &str) -> String {
    let safe: String = part
        .chars()
        .map(|c| if c.is_control() || matches!(c, '\\' | ':' | '*' | '?' | '"' | '<' | '>' | '|') { '_' } else { c })
        .collect();
    let safe = safe.trim_end_matches(['.', ' ']);
    match safe {
        "" => "_".into(),
        _ if safe.len() > LONGEST_NAME => {
            let end = safe.get(safe.ceil_char_boundary(safe.len() - 16)..).unwrap_or_default();
            marked(end, safe)
        }
        _ => safe.to_owned(),
    }
}

/// A file name with a mark of `what` before its extension.
fn marked(name: &str, what: &str) -> String {
    let digest = hex(&Sha256::digest(what.as_bytes()));
    let mark = digest.get(..16).unwrap_or_default();
    match name.rsplit_once('.') {
        Some((stem, extension)) => format!("{stem}~{mark}.{extension}"),
        None => format!("{name}~{mark}"),
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn only_http_and_https_lead_somewhere() {
        assert_eq!(address("//img.example.com/a.jpg#top").as_deref(), Some("https://img.example.com/a.jpg"));
        assert_eq!(address("HTTP://img.example.com/a.jpg?x=1").as_deref(), Some("http://img.example.com/a.jpg?x=1"));
        for nowhere in [
            "a.jpg",
            "/a.jpg",
            "data:image/png;base64,AAAA",
            "ftp://x/a.jpg",
            "file:///etc/passwd",
            "//",
            "",
            "https://",
        ] {
            assert_eq!(address(nowhere), None, "{nowhere}");
        }
    }

    #[test]
    fn a_place_follows_host_and_path() {
        assert_eq!(local_path("//img.example.com/i1/22/a!!22.jpg").as_deref(), Some("img.example.com/i1/22/a!!22.jpg"));
        assert_eq!(local_path("http://img.example.com:8080/a.jpg").as_deref(), Some("img.example.com_8080/a.jpg"));
        assert_eq!(local_path("http://img.example.com").as_deref(), Some("img.example.com/index"));
        let (one, two) = (local_path("//h/a.php?id=1"), local_path("//h/a.php?id=2"));
        assert!(one.is_some() && one != two, "{one:?} {two:?}");
    }

    #[test]
    fn a_thumbnail_names_its_picture_too() {
        let names = |src: &str| super::names(src).collect::<Vec<_>>();
        assert_eq!(names("//h/x/O1CN_!!6.JPG_430x430q90.jpg?t=1"), ["o1cn_!!6.jpg_430x430q90.jpg", "o1cn_!!6.jpg"]);
        assert_eq!(names("a.png"), ["a.png"]);
        assert_eq!(names(""), [""; 0]);
    }

    proptest! {
        #[test]
        fn no_place_leads_out_of_the_folder(rest in "\\PC{0,400}") {
            if let Some(path) = local_path(&format!("https://{rest}")) {
                for part in path.split('/') {
                    prop_assert!(!part.is_empty() && part != "." && part != ".." && part.len() <= 255, "{path:?}");
                    prop_assert!(!part.contains(['\\', ':', '\0']), "{path:?}");
                }
            }
        }
    }
}
