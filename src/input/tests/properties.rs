//! What holds for any bytes.

use proptest::prelude::*;

use super::*;

/// Opens and reads whatever the bytes are; nothing may panic, and every row must be accounted for.
fn survive(name: &str, bytes: &[u8]) {
    let dir = Dir::new();
    let path = dir.file(name, bytes);
    let config = InputConfig::default();
    if let Ok(table) = Catalog::open(&path, &config) {
        let mut rows = table.rows().unwrap();
        let (_, rejects) = split(rows.by_ref());
        for reject in rejects {
            let at = usize::try_from(reject.byte_offset).unwrap();
            assert!(name.ends_with("xlsx") || bytes.len() > at);
            assert!(
                bytes.windows(reject.raw.len().max(1)).any(|window| window == reject.raw) || name.ends_with("xlsx")
            );
        }
    }
    if let Ok(table) = KeywordTable::open(&path, &config) {
        let _ = split(table.rows().unwrap());
    }
    if let Ok(table) = TrafficTable::open(&path, &config) {
        let _ = split(table.rows().unwrap());
    }
    if let Ok(pages) = Pages::open(&path) {
        assert!(pages.rejects().all(|reject| reject.is_ok()));
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 300, ..ProptestConfig::default() })]

    #[test]
    fn random_bytes_never_panic(bytes in proptest::collection::vec(any::<u8>(), 0..400), name in "a\\.(csv|txt|xlsx|jsonl)") {
        survive(&name, &bytes);
    }

    #[test]
    fn random_bytes_behind_a_header_never_panic(
        bytes in proptest::collection::vec(prop_oneof![any::<u8>(), prop::sample::select(&b"\",\r\n\"\"a1{}:\xb1\xea"[..])], 0..300),
        header in prop::sample::select(&["id,title,price\n", "{\"title\":\"a\"}\n", "keyword\n", "hour,uv\n", "\u{feff}标题\t价格\r\n"][..]),
    ) {
        survive("a.csv", &[header.as_bytes(), &bytes].concat());
    }

    #[test]
    fn what_a_csv_writer_writes_reads_back(
        rows in proptest::collection::vec(("[0-9]{1,12}", "[a-z女装围巾, \"\n;|]{0,12}款", "[a-z<>\"\r\n,一-龥]{0,40}"), 1..12),
        encoding in prop::sample::select(&ENCODINGS[..]),
    ) {
        let mut writer = csv::Writer::from_writer(Vec::new());
        writer.write_record(["宝贝ID", "宝贝标题", "宝贝描述"]).unwrap();
        for (id, title, description) in &rows {
            writer.write_record([id, title, description]).unwrap();
        }
        let text = String::from_utf8(writer.into_inner().unwrap()).unwrap();
        prop_assume!(encode(&text, "gbk").len() > 40);
        let pass = catalog("a.csv", encode(&text, encoding));
        prop_assert!(pass.rejects.is_empty(), "{:?}", pass.rejects);
        prop_assert_eq!(pass.accepted.len(), rows.len());
        for (listing, (_, title, description)) in pass.accepted.iter().zip(&rows) {
            prop_assert_eq!(&listing.title, title.trim());
            let lines = |text: &str| text.replace("\r\n", "\n").replace('\r', "\n").split('\n').map(|l| l.trim_end_matches('\r').to_owned()).filter(|l| !l.is_empty()).collect::<Vec<_>>().join("\n");
            prop_assert_eq!(lines(&listing.description), lines(description.trim()));
        }
    }
}
