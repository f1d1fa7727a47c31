//! Fields of trade: what kind of thing a product word names, and what a brand sells.

/// A set of fields, one for each file of `dictionaries/products/`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Fields(u32);

/// The product files, in the order of their bits.
const FILES: [&str; 24] = [
    "accessories",
    "appliances",
    "baby",
    "bags",
    "beauty",
    "books",
    "cars",
    "clothing",
    "digital",
    "food",
    "garden",
    "general",
    "home",
    "industry",
    "jewellery",
    "kitchen",
    "medicine",
    "party",
    "pets",
    "services",
    "shoes",
    "sports",
    "stationery",
    "tools",
];

impl Fields {
    /// The field of a product file, `products/clothing.tsv` or a shop's own `clothing.tsv`; none for a file of another name.
    pub(super) fn of_file(file: &str) -> Self {
        let stem = std::path::Path::new(file).file_stem().and_then(|stem| stem.to_str());
        stem.map_or(Self::default(), |stem| Self::of_files(&[stem]))
    }

    /// The fields that brands of a trade, as the brand dictionary's notes name it, sell in.
    pub(super) fn of_trade(trade: &str) -> Self {
        Self::of_files(match trade {
            "beauty" => &["beauty"],
            "clothing" => &["clothing", "accessories"],
            "digital" => &["digital", "appliances"],
            "appliance" => &["appliances", "kitchen"],
            "food" => &["food"],
            "baby" | "toy" => &["baby"],
            "sports" => &["sports", "shoes", "clothing"],
            "bike" => &["sports"],
            "book" | "music" => &["books"],
            "service" => &["books", "services"],
            "home" => &["home", "kitchen", "garden"],
            "car" => &["cars"],
            "stationery" => &["stationery"],
            "pet" => &["pets"],
            "tool" => &["tools", "industry"],
            "jewellery" => &["jewellery"],
            "shoes" => &["shoes"],
            "bags" => &["bags"],
            "medicine" => &["medicine", "food", "beauty"],
            "game" => &["digital", "books", "services"],
            _ => &[],
        })
    }

    fn of_files(names: &[&str]) -> Self {
        Self(FILES.iter().enumerate().filter(|(_, file)| names.contains(file)).fold(0, |bits, (at, _)| bits | 1 << at))
    }

    /// Both sets as one.
    #[must_use]
    pub fn union(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }

    /// Whether nothing is known.
    pub fn is_empty(self) -> bool {
        self == Self::default()
    }

    /// Whether the two share a field.
    pub fn meets(self, other: Self) -> bool {
        self.0 & other.0 != 0
    }

    /// Accessories, bags, clothing and shoes: bits 0, 3, 7 and 20 of the files.
    pub const FASHION: Self = Self(1 | 1 << 3 | 1 << 7 | 1 << 20);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fashion_is_clothing_shoes_bags_and_accessories() {
        assert_eq!(Fields::FASHION, Fields::of_files(&["clothing", "shoes", "bags", "accessories"]));
        assert!(Fields::of_file("products/shoes.tsv").meets(Fields::FASHION));
        assert!(!Fields::of_trade("digital").meets(Fields::FASHION));
    }
}
