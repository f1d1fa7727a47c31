//! Where a picture is loaded from, and whether it is one at all.

use std::borrow::Cow;

/// Longest source kept whole; `data:` sources hold the picture itself and are cut.
const MAX_SOURCE: usize = 1024;

/// Pictures with a side below this many pixels are rules, bullets and counters: too small to show anything.
const LEAST_SIDE: u32 = 16;

/// Inline pictures shorter than this are the usual transparent placeholders.
const LEAST_INLINE: usize = 200;

/// Names of files that hold a place for lazy loading or layout.
const PLACEHOLDERS: [&str; 9] =
    ["spaceball", "blank", "space", "spacer", "pixel", "transparent", "1x1", "loading", "placeholder"];

/// Names that a picture may have as well: place holders only in front of a lazy source.
const POSSIBLE_PLACEHOLDERS: [&str; 7] = ["s", "px", "1", "clear", "empty", "grey", "default"];

/// Extensions of pictures, for style sheets, which load fonts by the same `url(...)`.
const EXTENSIONS: [&str; 7] = [".jpg", ".jpeg", ".png", ".gif", ".webp", ".bmp", ".avif"];

/// The better source of the two that an element may name: a lazy loader's beats a placeholder. Both as they stand in the HTML.
pub(super) fn source<'h>(src: Cow<'h, str>, lazy: Cow<'h, str>) -> Option<Cow<'h, str>> {
    let has_lazy = !lazy.is_empty();
    [src, lazy].into_iter().find_map(|source| {
        let source = attribute(source);
        (!source.is_empty() && !is_placeholder(&source, has_lazy)).then(|| shorten(source))
    })
}

/// Whether a source is a placeholder rather than a picture; `has_lazy` tells that another source comes for it.
fn is_placeholder(src: &str, has_lazy: bool) -> bool {
    if src.get(..5).is_some_and(|scheme| scheme.eq_ignore_ascii_case("data:")) {
        return src.len() < LEAST_INLINE;
    }
    // Most sources end so, and no placeholder does.
    if src.as_bytes().ends_with(b".jpg") {
        return false;
    }
    let name = file_name(src);
    let (stem, extension) = name.split_once('.').unwrap_or((name, ""));
    let is_one_of = |words: &[&str], name: &str| words.iter().any(|word| word.eq_ignore_ascii_case(name));
    let is_named = is_one_of(&PLACEHOLDERS, stem) || (has_lazy && is_one_of(&POSSIBLE_PLACEHOLDERS, stem));
    let placeholder = is_one_of(&["gif", "png", ""], extension) && is_named || name.eq_ignore_ascii_case("s.gif");
    placeholder || src.starts_with("about:") || src.starts_with("javascript:")
}

/// Whether the size given makes it a rule or a bullet.
pub(super) fn is_tiny(width: Option<u32>, height: Option<u32>) -> bool {
    [width, height].into_iter().flatten().any(|side| side < LEAST_SIDE)
}

/// `750`, `750px` in pixels; `None` for shares (`100%`) and anything else.
pub(super) fn pixels(value: &str) -> Option<u32> {
    let value = value.trim();
    let number = value.strip_suffix("px").unwrap_or(value).trim();
    // 0 is what tools write when they do not know.
    number.split('.').next()?.parse().ok().filter(|pixels| *pixels > 0)
}

/// The file name of a source, without folder, query and fragment.
pub(super) fn file_name(src: &str) -> &str {
    let path = memchr::memchr2(b'?', b'#', src.as_bytes()).and_then(|end| src.get(..end)).unwrap_or(src);
    memchr::memrchr(b'/', path.as_bytes()).and_then(|slash| path.get(slash + 1..)).unwrap_or(path)
}

/// A file name without its extensions.
pub(super) fn stem(name: &str) -> &str {
    memchr::memchr(b'.', name.as_bytes()).and_then(|end| name.get(..end)).unwrap_or(name)
}

/// What two sources of the same picture have in common: everything but the scheme and the fragment.
pub(super) fn identity(src: &str) -> &str {
    let src = memchr::memchr(b'#', src.as_bytes()).and_then(|end| src.get(..end)).unwrap_or(src);
    ["https:", "http:"].iter().find_map(|scheme| src.strip_prefix(scheme)).unwrap_or(src)
}

/// The pictures that a style sheet or a `style` attribute loads, each with its byte within the style.
pub(super) fn in_style(style: &str) -> Vec<(usize, &str)> {
    const OPEN: &str = "url(";
    // Far enough back for `background: #f2f2f2 no-repeat center`, and bounded, so that a hostile sheet costs linear time.
    const LOOK_BACK: usize = 96;
    let mut found = Vec::new();
    let mut from = 0;
    while let Some(open) = style.get(from..).and_then(|rest| rest.find(OPEN)).map(|at| from + at) {
        let start = open + OPEN.len();
        let Some(rest) = style.get(start..) else { break };
        let Some(length) = rest.find(')') else { break };
        let before = style.get(style.floor_char_boundary(open.saturating_sub(LOOK_BACK))..open).unwrap_or_default();
        let declaration = before.rsplit([';', '{', '}']).next().unwrap_or_default().to_ascii_lowercase();
        let url = rest.get(..length).unwrap_or_default().trim().trim_matches(['"', '\'']);
        let shows = declaration.contains("background") || declaration.contains("content");
        if shows && is_picture_file(url) && !is_placeholder(url, false) {
            found.push((open, shortened(url)));
        }
        // A nested `url(` is no URL: go on behind this one's opening, not behind its end.
        from = start;
    }
    found
}

/// The first address of a `srcset`.
pub(super) fn first_of_set(value: &str) -> &str {
    let value = value.trim_ascii_start();
    value.split(|c: char| c.is_ascii_whitespace() || c == ',').next().unwrap_or_default()
}

/// Whether a class is that of an area whose HTML a script puts in its place.
pub(super) fn names_lazy_area(class: &str) -> bool {
    class.contains("lazyload")
}

/// `620x413`, as pages for phones give it.
pub(super) fn sizes(value: &str) -> (Option<u32>, Option<u32>) {
    let (width, height) = value.split_once(['x', 'X', '*']).unwrap_or_default();
    (pixels(width), pixels(height))
}

/// Whether an attribute's value is the address of a picture.
pub(super) fn is_picture_address(value: &str) -> bool {
    value.contains('/') && value.contains('.') && is_picture_file(value.trim())
}

/// The address that a text consists of, as in `<img>//img.example.com/1.jpg</img>`.
pub(super) fn address<'h>(text: &Cow<'h, str>) -> Option<Cow<'h, str>> {
    let trimmed = text.trim();
    let starts = ["http://", "https://", "//"].iter().any(|start| trimmed.starts_with(start));
    (starts && !trimmed.contains(char::is_whitespace)).then(|| shorten(attribute(text.clone())))
}

fn is_picture_file(url: &str) -> bool {
    if url.len() > MAX_SOURCE {
        return false;
    }
    let name = file_name(url).to_ascii_lowercase();
    !name.is_empty() && (!name.contains('.') || EXTENSIONS.iter().any(|extension| name.contains(extension)))
}

fn shorten(src: Cow<'_, str>) -> Cow<'_, str> {
    match src {
        Cow::Borrowed(src) => shortened(src).into(),
        Cow::Owned(src) if shortened(&src).len() == src.len() => src.into(),
        Cow::Owned(src) => shortened(&src).to_owned().into(),
    }
}

fn shortened(src: &str) -> &str {
    let limit = if src.starts_with("data:") { 64 } else { MAX_SOURCE };
    src.get(..src.floor_char_boundary(limit)).unwrap_or_default()
}

/// An attribute's value as it stands in the HTML, with its entities decoded, trimmed.
pub(super) fn attribute(value: Cow<'_, str>) -> Cow<'_, str> {
    if memchr::memchr(b'&', value.as_bytes()).is_some() {
        return Cow::Owned(htmlize::unescape_attribute(value).trim().to_owned());
    }
    match value {
        Cow::Borrowed(text) => Cow::Borrowed(text.trim()),
        Cow::Owned(text) => Cow::Owned(text.trim().to_owned()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_lazy_source_beats_a_placeholder_and_nothing_else() {
        let source = |src: &'static str, lazy: &'static str| source(src.into(), lazy.into()).unwrap_or_default();
        assert_eq!(source("//g.alicdn.com/s.gif", "//img/a.jpg"), "//img/a.jpg");
        assert_eq!(source("//img/a.jpg", "//img/b.jpg"), "//img/a.jpg");
        assert_eq!(source("https://assets.alicdn.com/kissy/1.0.0/build/imglazyload/spaceball.gif", ""), "");
        assert_eq!(source("data:image/gif;base64,R0lGODlhAQABAAAAACw=", "a.jpg"), "a.jpg");
        assert_eq!(source("", ""), "");
    }

    #[test]
    fn a_name_that_a_picture_may_have_holds_a_place_only_in_front_of_another_source() {
        assert_eq!(source("//img/1.png".into(), "".into()).as_deref(), Some("//img/1.png"));
        assert_eq!(source("//img/1.png".into(), "//img/a.jpg".into()).as_deref(), Some("//img/a.jpg"));
        assert_eq!(source("//g.alicdn.com/s.gif".into(), "".into()), None);
    }

    #[test]
    fn addresses_are_found_where_scripts_and_phones_keep_them() {
        assert_eq!(first_of_set(" a.jpg 1x, b.jpg 2x"), "a.jpg");
        assert_eq!(address(&" //img/a.jpg\n".into()).as_deref(), Some("//img/a.jpg"));
        assert_eq!(address(&"see //img/a.jpg".into()), None);
        assert!(
            is_picture_address("//img/x/a.jpg_.webp") && !is_picture_address("v1.2") && !is_picture_address("/a/b")
        );
        assert_eq!(sizes("620x413"), (Some(620), Some(413)));
    }

    #[test]
    fn a_file_called_s_in_a_photo_format_is_a_photo() {
        assert_eq!(source("//img/s.jpg".into(), "".into()).as_deref(), Some("//img/s.jpg"));
    }

    #[test]
    fn attributes_lose_their_entities_and_spaces() {
        assert_eq!(attribute(" a.jpg?x=1&amp;y=2 ".into()), "a.jpg?x=1&y=2");
        assert_eq!(attribute(" a.jpg ".into()), "a.jpg");
    }

    #[test]
    fn sizes_in_pixels_are_read_and_shares_are_not() {
        assert_eq!(pixels(" 750px "), Some(750));
        assert_eq!(pixels("349.5"), Some(349));
        assert_eq!(pixels("100%"), None);
        assert_eq!(pixels(""), None);
        assert_eq!(pixels("0"), None);
        assert!(is_tiny(Some(750), Some(2)));
        assert!(!is_tiny(Some(750), None));
    }

    #[test]
    fn style_sheets_give_their_backgrounds_and_not_their_fonts() {
        let css = ".a{color:red;background-image:url(//i/a.jpg)} @font-face{src:url('//f/b.ttf')} .c{BACKGROUND: #fff url( \"c.png\" )}";
        assert_eq!(in_style(css), [(30, "//i/a.jpg"), (99, "c.png")]);
    }

    #[test]
    fn hostile_styles_end_soon() {
        assert_eq!(in_style(&"url(".repeat(200_000)), []);
        assert!(in_style(&"background:url(a.jpg".repeat(50_000)).is_empty());
        assert_eq!(in_style("background:url("), []);
    }

    #[test]
    fn the_file_name_has_no_query() {
        assert_eq!(file_name("https://img/x/chima.jpg?v=1#top"), "chima.jpg");
        assert_eq!(identity("http://img/a.jpg#x"), identity("//img/a.jpg"));
    }
}
