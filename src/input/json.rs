//! JSON objects as rows of a table.

use std::borrow::Cow;
use std::fmt;

use serde::de::{MapAccess, Visitor};
use serde::{Deserialize, Deserializer};
use serde_json::value::RawValue;

/// The keys and values of an object, in its order. Values keep the text they were written with, so that no number is rounded.
///
/// # Errors
/// The reason in Chinese why the text is no object.
pub(super) fn object(text: &str) -> Result<Vec<(Cow<'_, str>, &RawValue)>, String> {
    let pairs: Pairs<'_> = serde_json::from_str(text).map_err(|error| {
        if text.trim_start().starts_with('{') {
            format!("不是完整的 JSON 对象：第 {} 个字节处 {}", error.column(), cause(&error))
        } else {
            "这一行不是 JSON 对象".into()
        }
    })?;
    // A string that no text can hold (half of a surrogate pair) is a fault of the row, not a text of its own.
    for (key, value) in &pairs.0 {
        if value.get().starts_with('"') && serde_json::from_str::<Text<'_>>(value.get()).is_err() {
            return Err(format!("{key} 的文字里有不完整的字符（{}）", value.get()));
        }
    }
    Ok(pairs.0)
}

/// What `serde_json` says, without its own position.
fn cause(error: &serde_json::Error) -> String {
    let text = error.to_string();
    text.split(" at line ").next().unwrap_or_default().to_owned()
}

/// A value as a table's cell: strings decoded, numbers as written, nothing for `null`. Lists are joined with `;`, and objects
/// become `name:value` pairs.
pub(super) fn text(raw: &str) -> Cow<'_, str> {
    match raw.as_bytes().first() {
        Some(b'"') => serde_json::from_str(raw).map_or(Cow::Borrowed(raw), |Text(text)| text),
        Some(b'n') => Cow::Borrowed(""),
        Some(b'[' | b'{') => serde_json::from_str::<serde_json::Value>(raw)
            .map_or(Cow::Borrowed(raw), |value| Cow::Owned(flatten(&value))),
        _ => Cow::Borrowed(raw),
    }
}

fn flatten(value: &serde_json::Value) -> String {
    use serde_json::Value;
    match value {
        Value::Null => String::new(),
        Value::String(text) => text.clone(),
        Value::Array(items) => items.iter().map(flatten).filter(|item| !item.is_empty()).collect::<Vec<_>>().join(";"),
        Value::Object(map) => {
            let named = ["name", "key", "attr", "prop"].iter().find_map(|key| map.get(*key)).and_then(Value::as_str);
            let valued = ["value", "val", "text"].iter().find_map(|key| map.get(*key));
            if let (Some(name), Some(value)) = (named, valued) {
                return format!("{name}:{}", flatten(value));
            }
            map.iter().map(|(name, value)| format!("{name}:{}", flatten(value))).collect::<Vec<_>>().join(";")
        }
        other => other.to_string(),
    }
}

struct Pairs<'a>(Vec<(Cow<'a, str>, &'a RawValue)>);

/// A string that borrows where nothing is escaped.
struct Text<'a>(Cow<'a, str>);

impl<'de> Deserialize<'de> for Text<'de> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct TextVisitor;
        impl<'de> Visitor<'de> for TextVisitor {
            type Value = Text<'de>;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a string")
            }

            fn visit_borrowed_str<E>(self, text: &'de str) -> Result<Self::Value, E> {
                Ok(Text(Cow::Borrowed(text)))
            }

            fn visit_str<E>(self, text: &str) -> Result<Self::Value, E> {
                Ok(Text(Cow::Owned(text.to_owned())))
            }
        }
        deserializer.deserialize_str(TextVisitor)
    }
}

impl<'de> Deserialize<'de> for Pairs<'de> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct PairsVisitor;
        impl<'de> Visitor<'de> for PairsVisitor {
            type Value = Pairs<'de>;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("an object")
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
                let mut pairs = Vec::new();
                while let Some((Text(key), value)) = map.next_entry::<Text<'de>, &'de RawValue>()? {
                    pairs.push((key, value));
                }
                Ok(Pairs(pairs))
            }
        }
        deserializer.deserialize_map(PairsVisitor)
    }
}
