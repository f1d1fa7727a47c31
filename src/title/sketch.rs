//! Near-identical titles, found without comparing every pair.

use std::hash::BuildHasher;

use rustc_hash::FxBuildHasher;

/// A sketch of a title's character pairs: the least of several hashes over them (A. Broder, "On the resemblance and containment of documents",
/// 1997). The share of equal places estimates the share of common pairs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct TitleSketch([u32; PLACES]);

const PLACES: usize = 16;
/// Places to a part: titles that share nine pairs of ten share a part almost surely, titles that share half hardly ever.
const PART: usize = 4;
/// Equal places of near-identical titles.
const LEAST_EQUAL: usize = 12;

impl TitleSketch {
    /// The sketch of a title. Spaces and symbols do not count.
    pub fn new(title: &str) -> Self {
        let mut least = [u32::MAX; PLACES];
        let mut before = None;
        for character in title.chars().filter(|c| c.is_alphanumeric()) {
            let pair = FxBuildHasher.hash_one((before, character));
            before = Some(character);
            let mut bits = pair;
            for least in &mut least {
                // SplitMix64: a row of independent numbers from one.
                bits = bits.wrapping_add(0x9e37_79b9_7f4a_7c15);
                let mixed = (bits ^ bits >> 30).wrapping_mul(0xbf58_476d_1ce4_e5b9);
                let mixed = (mixed ^ mixed >> 27).wrapping_mul(0x94d0_49bb_1331_11eb);
                *least = (*least).min((mixed >> 32) as u32);
            }
        }
        Self(least)
    }

    /// Parts of the sketch with their numbers: titles that share none need not be compared.
    pub fn parts(&self) -> impl Iterator<Item = (usize, u64)> + '_ {
        self.0.chunks(PART).map(|part| FxBuildHasher.hash_one(part)).enumerate()
    }

    /// Whether two titles are near-identical.
    pub fn resembles(&self, other: &Self) -> bool {
        self.0.iter().zip(&other.0).filter(|(one, other)| one == other).count() >= LEAST_EQUAL
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn meet(one: &str, other: &str) -> bool {
        let (one, other) = (TitleSketch::new(one), TitleSketch::new(other));
        one.resembles(&other) && one.parts().any(|part| other.parts().any(|also| part == also))
    }

    #[test]
    fn titles_that_differ_in_a_colour_are_near_identical() {
        let title = "秋冬加厚羊绒围巾女百搭保暖纯色长款两用披肩";
        assert!(meet(title, "秋冬加厚羊绒围巾女百搭保暖纯色长款两用披肩 ★"));
        assert!(meet(&format!("{title}A"), &format!("{title}B")));
    }

    #[test]
    fn titles_of_one_kind_of_thing_are_not() {
        assert!(!meet("秋冬加厚羊绒围巾女百搭保暖纯色长款两用披肩", "格子围巾女冬季英伦仿羊绒学生韩版百搭披肩"));
    }
}
