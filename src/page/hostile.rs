//! Pages made to hurt: what becomes of them. How long they take is measured by `benches/pages.rs`.

use crate::config::PageConfig;
use crate::page::builder::{MAX_BLOCKS, MAX_OPEN};
use crate::page::tests::{assert_sound, clothing, finding};
use crate::page::{Content, Outline};

fn outline(html: &str) -> Outline<'_> {
    Outline::parse(html, &PageConfig::default())
}

#[test]
fn deeper_than_any_stack_is_told_of_and_not_followed() {
    for html in ["<ul><li>".repeat(64 << 10), "<table><tr><td>".repeat(30_000)] {
        let html = html + "尺码表";
        let outline = outline(&html);
        assert!(outline.flaws().too_deep && outline.flaws().broken.is_none());
        assert_eq!(outline.texts().next().map(|(_, text)| text), Some("尺码表"));
        assert_eq!(outline.blocks().len(), 1);
    }
}

#[test]
fn elements_that_are_never_closed_are_as_if_they_were() {
    let open = "<b>".repeat(100_000) + "尺码";
    let closed = open.clone() + &"</b>".repeat(100_000);
    assert_eq!(outline(&open).blocks(), outline(&closed).blocks());
    // Each `<p>` ends the one before; what is waited for is bounded.
    let pages = ["<p>尺码", "<h1>尺码", "<div><p><table><tr><td><a href=x><h1><ul><li>尺码<b>"];
    for piece in pages {
        let html = piece.repeat(20_000);
        let found = outline(&html);
        let texts = found.texts().count();
        assert!(texts > MAX_OPEN && found.blocks().len() <= MAX_BLOCKS, "{piece}: {texts}");
    }
}

#[test]
fn a_page_has_so_many_blocks_and_no_more() {
    for piece in ["<p>尺码", "<img src=a.jpg>", "<a name=a></a>", "<video src=a></video>", "<br>尺码<hr>"] {
        let html = piece.repeat(100_000);
        let found = outline(&html);
        assert_eq!(found.blocks().len(), MAX_BLOCKS, "{piece}");
        assert!(found.flaws().truncated.is_some_and(|at| at < piece.len() * (MAX_BLOCKS + 1)), "{piece}");
        assert!(finding(&clothing(&html), "D2-truncated").is_some(), "{piece}");
    }
}

#[test]
fn one_text_of_twenty_megabytes_is_cut_and_told_of() {
    let config = PageConfig::default();
    for piece in ["字", "\0", "a", "&", "&amp;", "满2", "</p>"] {
        let html = piece.repeat((20 << 20) / piece.len());
        let found = outline(&html);
        assert!(found.flaws().truncated.is_some_and(|at| at <= config.max_bytes), "{piece}");
        assert!(found.blocks().len() <= 1 && found.texts().all(|(_, text)| text.len() <= config.max_bytes), "{piece}");
    }
}

#[test]
fn a_million_attributes_and_a_giant_one_are_one_picture() {
    let many =
        format!("<img {} src=a.jpg>", (0..1_000_000).fold(String::new(), |all, number| all + &format!("a{number} ")));
    let long = format!("<img src=\"{}\">", "a".repeat(4 << 20));
    let same = format!("<img {}>", "src=a.jpg ".repeat(400_000));
    for html in [many.get(..5 << 20).map_or(many.clone(), |start| format!("{start} src=a.jpg>")), long, same] {
        let found = outline(&html);
        let [block] = found.blocks() else { panic!("{} blocks", found.blocks().len()) };
        assert!(matches!(&block.content, Content::Picture(picture) if picture.src.len() <= 1024));
    }
}

#[test]
fn pages_full_of_what_the_rules_look_for_get_each_finding_once() {
    for (piece, rule) in [
        ("<p>微信：abc12345</p>", "D3-contact"),
        ("13812345678 ", "D3-contact"),
        ("<a href='//item.taobao.com/item.htm?id=1'>尺码</a><a href=//a.com/>乙</a>", "D3-outside-link"),
        ("<img src=http://i/a.jpg alt=尺码>", "D2-insecure-picture"),
    ] {
        let report = clothing(&piece.repeat(50_000));
        assert_eq!(report.findings.iter().filter(|finding| finding.rule == rule).count(), 1, "{rule}");
    }
}

/// `TAOJIN_HTML5LIB=.../tree-construction cargo test --lib html5lib -- --ignored`; the set comes with the source package of
/// `html5lib` on `PyPI`.
#[test]
#[ignore = "needs the tree-construction folder of html5lib-tests in TAOJIN_HTML5LIB"]
fn the_html5lib_tree_set_gives_sound_reports() {
    let folder = std::env::var("TAOJIN_HTML5LIB").unwrap();
    let mut cases = 0;
    let mut folders = vec![folder.into()];
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir::<std::path::PathBuf>(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
                continue;
            }
            if path.extension().is_none_or(|extension| extension != "dat") {
                continue;
            }
            let bytes = std::fs::read(path).unwrap();
            assert_sound(&bytes);
            let text = String::from_utf8_lossy(&bytes);
            for case in text.split("#data\n").skip(1) {
                assert_sound(case.split("\n#errors").next().unwrap_or_default().as_bytes());
                cases += 1;
            }
        }
    }
    assert!(cases > 1000, "{cases} cases");
}
