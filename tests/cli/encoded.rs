//! Tables as bytes, in the encodings and formats that exports come in.

use encoding_rs::GBK;

/// GBK bytes; every character must have some.
pub fn gbk(text: &str) -> Vec<u8> {
    let (bytes, _, unmappable) = GBK.encode(text);
    assert!(!unmappable, "{text}");
    bytes.into_owned()
}

/// UTF-16LE bytes without a byte-order mark.
pub fn utf16le(text: &str) -> Vec<u8> {
    text.encode_utf16().flat_map(u16::to_le_bytes).collect()
}

/// UTF-16BE bytes without a byte-order mark.
pub fn utf16be(text: &str) -> Vec<u8> {
    text.encode_utf16().flat_map(u16::to_be_bytes).collect()
}

/// How many bytes of GBK a text takes; `None` when a character has none. The encoder itself is asked, character by character
/// nothing is replaced.
pub fn gbk_length(text: &str) -> Option<usize> {
    let mut encoder = GBK.new_encoder();
    let mut bytes = vec![0; encoder.max_buffer_length_from_utf8_without_replacement(text.len()).unwrap()];
    let (result, read, written) = encoder.encode_from_utf8_without_replacement(text, &mut bytes, true);
    (result == encoding_rs::EncoderResult::InputEmpty && read == text.len()).then_some(written)
}

/// Rows as delimited text with CRLF, quoted where needed.
pub fn delimited<R: AsRef<[S]>, S: AsRef<str>>(delimiter: u8, rows: impl IntoIterator<Item = R>) -> String {
    let mut writer = csv::WriterBuilder::new()
        .delimiter(delimiter)
        .terminator(csv::Terminator::CRLF)
        .flexible(true)
        .from_writer(Vec::new());
    for row in rows {
        writer.write_record(row.as_ref().iter().map(AsRef::as_ref).map(str::as_bytes)).unwrap();
    }
    String::from_utf8(writer.into_inner().unwrap()).unwrap()
}
