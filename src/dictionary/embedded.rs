//! The dictionaries that are compiled in.

macro_rules! files {
    ($($name:literal),* $(,)?) => {
        /// Name below `dictionaries/` and text of each file.
        pub(super) const FILES: &[(&str, &str)] =
            &[$(($name, include_str!(concat!("../../dictionaries/", $name)))),*];
    };
}

files![
    "advertising.tsv",
    "audience.tsv",
    "brands.tsv",
    "colours.tsv",
    "contradictions.tsv",
    "crafts.tsv",
    "functions.tsv",
    "materials.tsv",
    "neutral.tsv",
    "origins.tsv",
    "parts.tsv",
    "patterns.tsv",
    "prices.tsv",
    "products/accessories.tsv",
    "products/appliances.tsv",
    "products/baby.tsv",
    "products/bags.tsv",
    "products/beauty.tsv",
    "products/books.tsv",
    "products/cars.tsv",
    "products/clothing.tsv",
    "products/digital.tsv",
    "products/food.tsv",
    "products/garden.tsv",
    "products/general.tsv",
    "products/home.tsv",
    "products/industry.tsv",
    "products/jewellery.tsv",
    "products/kitchen.tsv",
    "products/medicine.tsv",
    "products/party.tsv",
    "products/pets.tsv",
    "products/services.tsv",
    "products/shoes.tsv",
    "products/sports.tsv",
    "products/stationery.tsv",
    "products/tools.tsv",
    "scenes.tsv",
    "seasons.tsv",
    "service.tsv",
    "stopwords.tsv",
    "styles.tsv",
    "units.tsv",
];
