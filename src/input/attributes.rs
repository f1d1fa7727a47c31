//! Properties and variants of a product, as exports pack them into one cell. Only words are kept: `pid:vid` number pairs have
//! none.

use crate::listing::Attribute;

/// Adds the readable properties of a cell: `材质:羊毛;袖长:长袖`, values alone (`棉麻,其他品牌`), or number pairs with words behind
/// them (`1627207:-1001:酒红色`). `header` tells the packed forms of Taobao Assistant apart.
pub(super) fn properties(cell: &str, header: &str, out: &mut Vec<Attribute>) {
    if cell.is_empty() {
        return;
    }
    let values_alone = header.eq_ignore_ascii_case("inputValues") || header == "用户输入名-值对";
    // `price:quantity:outer id:pid:vid`: the outer id is no word of the product.
    let prices = header.eq_ignore_ascii_case("skuProps") || header == "销售属性组合";
    let comma_separates = values_alone || cell.split([',', '，']).all(|piece| piece.contains([':', '：']));
    for piece in
        cell.split(|c| matches!(c, ';' | '；' | '\n' | '\r' | '|') || comma_separates && matches!(c, ',' | '，'))
    {
        let mut parts = piece.split([':', '：']).map(str::trim).filter(|part| !part.is_empty());
        let numbers = piece.split([':', '：']).any(|part| is_number(part.trim()));
        let (name, value) = if numbers {
            if prices {
                continue;
            }
            let words: Vec<&str> = parts.filter(|part| !is_number(part)).collect();
            match words.as_slice() {
                [] => continue,
                [name] if !starts_with_number(piece) => (*name, number_value(piece)),
                [value] => ("", *value),
                [name, value, ..] => (*name, *value),
            }
        } else {
            match (parts.next(), parts.next()) {
                (Some(name), Some(_)) => (name, piece.split_once([':', '：']).map_or("", |(_, value)| value.trim())),
                (Some(value), None) => ("", value),
                (None, _) => continue,
            }
        };
        if value.is_empty() {
            continue;
        }
        let attribute = Attribute { name: name.to_owned(), value: value.to_owned() };
        if !out.contains(&attribute) {
            out.push(attribute);
        }
    }
}

/// Adds the names of variants: `红色,白色`, `颜色分类:红色;尺码:M`, `1627207:3232483:酒红色;`.
pub(super) fn labels(cell: &str, out: &mut Vec<String>) {
    for piece in cell.split([';', '；', ',', '，', '|', '\n', '\r']) {
        let piece = piece.trim();
        let label = match piece.rsplit_once([':', '：']) {
            Some((_, label)) if is_number(label.trim()) && starts_with_number(piece) => continue,
            Some((_, label)) => label.trim(),
            None => piece,
        };
        if !label.is_empty() && !out.iter().any(|known| known == label) {
            out.push(label.to_owned());
        }
    }
}

fn starts_with_number(piece: &str) -> bool {
    piece.split([':', '：']).next().is_some_and(|part| is_number(part.trim()))
}

/// The value of `重量:500`.
fn number_value(piece: &str) -> &str {
    piece.split_once([':', '：']).map_or("", |(_, value)| value.trim())
}

fn is_number(text: &str) -> bool {
    let digits = text.strip_prefix('-').unwrap_or(text);
    !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit() || byte == b'.')
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(cell: &str, header: &str) -> Vec<(String, String)> {
        let mut out = Vec::new();
        properties(cell, header, &mut out);
        out.into_iter().map(|attribute| (attribute.name, attribute.value)).collect()
    }

    fn pairs(pairs: &[(&str, &str)]) -> Vec<(String, String)> {
        pairs.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect()
    }

    #[test]
    fn words_are_kept_and_number_pairs_are_not() {
        assert_eq!(read("材质:羊毛;袖长:长袖", "宝贝属性"), pairs(&[("材质", "羊毛"), ("袖长", "长袖")]));
        assert_eq!(read("材质：羊毛，袖长：长袖", "属性"), pairs(&[("材质", "羊毛"), ("袖长", "长袖")]));
        assert_eq!(read("20000:29534;122216562:3226292;", "cateProps"), pairs(&[]));
        assert_eq!(read("棉麻,其他品牌;A112", "inputValues"), pairs(&[("", "棉麻"), ("", "其他品牌"), ("", "A112")]));
        assert_eq!(read("1627207:-1001:雾霾蓝;", "input_custom_cpv"), pairs(&[("", "雾霾蓝")]));
        assert_eq!(read("99:100:ABC:1627207:28341;", "skuProps"), pairs(&[]));
        assert_eq!(read("重量:500;产地:浙江", "参数"), pairs(&[("重量", "500"), ("产地", "浙江")]));
        assert_eq!(read("尺寸:10:20", "参数"), pairs(&[("尺寸", "10:20")]));
    }

    #[test]
    fn variants_lose_their_numbers() {
        let mut out = Vec::new();
        labels("1627207:3232483:酒红色;1627207:28341:黑色;20509:28314;", &mut out);
        labels("颜色分类:黑色;尺码:38", &mut out);
        labels("38,39", &mut out);
        assert_eq!(out, ["酒红色", "黑色", "38", "39"]);
    }
}
