//! Where words stand in a proposed title (rules T2, T3, T9).
//!
//! The words that stay keep the order in which the shop wrote them: that order is known to read well. A word that joins takes a place that its
//! role has in good titles, attributes before the core word, whom and what for behind it; among these places the one where the most visits come
//! by keywords that stand there word behind word in the order of the query.

use super::unit::{ADDED, Unit};
use crate::dictionary::Role;
use crate::text::{Segmented, WordId};

/// Stands in the order of a title's words for a text that is none: what it parts is not word behind word.
pub(super) const NO_WORD: WordId = WordId(u32::MAX);

/// A unit with its words in their order.
#[derive(Debug, Clone)]
pub(super) struct Placed<'a> {
    pub unit: Unit<'a>,
    pub words: &'a [WordId],
}

/// A keyword as it is typed, and what it brings.
pub(super) type Phrase<'a> = (&'a [WordId], f64);

/// Whether a unit stands before the core word. A bare 夏 stands behind it: 拖鞋女夏.
fn leads(unit: &Unit<'_>) -> bool {
    leads_by_role(unit.role) && (unit.role != Role::Season || unit.text.chars().nth(1).is_some())
}

fn leads_by_role(role: Role) -> bool {
    matches!(
        role,
        Role::Season
            | Role::Origin
            | Role::Material
            | Role::Style
            | Role::Pattern
            | Role::Colour
            | Role::Craft
            | Role::Function
    )
}

/// Puts `added` among `units`.
pub(super) fn arrange<'a>(
    mut units: Vec<Placed<'a>>,
    added: impl Iterator<Item = Placed<'a>>,
    phrases: &[Phrase<'_>],
) -> Vec<Placed<'a>> {
    for placed in added {
        let core = units.iter().position(|other| other.unit.core);
        let places = match (placed.unit.role, core) {
            (Role::Brand, _) => 0..=0,
            (Role::Neutral, _) => 0..=units.len(),
            (_, Some(core)) if leads(&placed.unit) => {
                let front = units[..core].iter().take_while(|other| other.unit.role == Role::Brand).count();
                front..=core
            }
            (_, Some(core)) => core + 1..=units.len(),
            (_, None) => units.len()..=units.len(),
        };
        let usual = usual_place(&units, &placed.unit, core);
        let usual = nearest_seam(&units, usual);
        let mut best = (usual, worth_at(&units, &placed, usual, phrases));
        let open =
            |at: &usize| is_seam(&units, *at) && (placed.unit.role != Role::Neutral || !parts_product(&units, *at));
        for at in places.filter(open) {
            let worth = worth_at(&units, &placed, at, phrases);
            if worth > best.1 {
                best = (at, worth);
            }
        }
        insert(&mut units, best.0, placed);
    }
    units
}

/// Puts `added` where something was left out, so that as few characters as possible move: `holes` are positions among `units` with the characters
/// that stood there. Words without a hole go to their usual place.
pub(super) fn fill<'a>(
    mut units: Vec<Placed<'a>>,
    added: impl Iterator<Item = Placed<'a>>,
    mut holes: Vec<(usize, usize)>,
) -> Vec<Placed<'a>> {
    for placed in added {
        let chars = placed.unit.text.chars().count();
        let core = units.iter().position(|other| other.unit.core);
        let fit = (0..holes.len())
            .filter(|&hole| is_seam(&units, holes[hole].0))
            .min_by_key(|&hole| holes[hole].1.abs_diff(chars));
        let at = match fit {
            Some(hole) => holes.remove(hole).0,
            None => nearest_seam(&units, usual_place(&units, &placed.unit, core)),
        };
        for hole in holes.iter_mut().filter(|hole| hole.0 >= at) {
            hole.0 += 1;
        }
        insert(&mut units, at, placed);
    }
    units
}

/// Units among which a brand stands that a title begins with.
const BEFORE_BRAND: usize = 3;

/// Moves the core word to the front, with the attributes right before it, where a phone would show no product (rule T9). Without an attribute it
/// stays: 项链925银镂空小狗女 reads worse than what it came from.
pub(super) fn bring_forward(units: &mut [Placed<'_>], phone_chars: usize) {
    let Some(core) = units.iter().position(|placed| placed.unit.core) else { return };
    let before: usize = units[..core].iter().map(|placed| placed.unit.text.chars().count()).sum();
    if before + units[core].unit.text.chars().count() <= phone_chars {
        return;
    }
    let mut shown = 0;
    let names_product = |placed: &Placed<'_>| {
        shown += placed.unit.text.chars().count();
        placed.unit.role == Role::Product && shown <= phone_chars
    };
    if units[..core].iter().any(names_product) {
        return;
    }
    // The brand leads, also behind where it comes from: 德国妮维雅.
    let brand = units[..core.min(BEFORE_BRAND)].iter().rposition(|placed| placed.unit.role == Role::Brand);
    let front = brand.map_or(0, |brand| brand + 1);
    let lead = units[front..core].iter().rev().take_while(|placed| leads(&placed.unit)).take(2).count();
    let from = core - lead;
    // A word that nobody knows may belong to the core word, or be the brand.
    let known =
        units[front..=core].iter().all(|Placed { unit, .. }| unit.role != Role::Other && unit.first == unit.last);
    if lead > 0 && from > front && known && is_seam(units, front) && is_seam(units, from) && is_seam(units, core + 1) {
        units[front..=core].rotate_right(core + 1 - from);
        // Three seams are new: before the phrase, behind it, and where it stood.
        for at in [front, front + core + 1 - from, core + 1] {
            if let Some(placed) = units.get_mut(at) {
                placed.unit.joined = false;
            }
        }
    }
}

/// Whether a word may be put in at `at` without tearing what belongs together: not before a name that nobody knows at the front, not between
/// two unknown words, not between a place and the product for it, and not beside single characters that were taken to the word next to them.
fn is_seam(units: &[Placed<'_>], at: usize) -> bool {
    let Some(right) = units.get(at).map(|placed| &placed.unit) else { return true };
    let Some(left) = at.checked_sub(1).and_then(|at| units.get(at)).map(|placed| &placed.unit) else {
        return right.role != Role::Other;
    };
    let unknown = |unit: &Unit<'_>| unit.role == Role::Other || unit.first != unit.last;
    // 小 of 小草莓, 杯 of 不沾杯.
    let piece = |unit: &Unit<'_>| {
        unit.text.chars().nth(1).is_none() && !unit.core && !matches!(unit.role, Role::Audience | Role::Season)
    };
    // 办公桌椅 is one thing.
    let compound = left.role == Role::Scene && right.role == Role::Product;
    !right.joined
        || !(compound || (unknown(left) && unknown(right)) || left.first != left.last || piece(left) || piece(right))
}

/// Whether a product stands right behind one of its attributes at `at`: 哈伦裤 is known as that, and no word that says little comes between.
fn parts_product(units: &[Placed<'_>], at: usize) -> bool {
    let side = |at: usize| units.get(at).map(|placed| &placed.unit);
    let Some((left, right)) = at.checked_sub(1).and_then(side).zip(side(at)) else { return false };
    let attribute = leads(left) && left.role != Role::Season;
    right.joined && right.role == Role::Product && (attribute || left.role == Role::Other)
}

/// The seam nearest to `at`, the later one of two.
fn nearest_seam(units: &[Placed<'_>], at: usize) -> usize {
    let seams = (0..=units.len()).filter(|&seam| is_seam(units, seam));
    seams.min_by_key(|&seam| (seam.abs_diff(at), seam < at)).unwrap_or(units.len())
}

/// Where a word stands if nothing speaks for another place.
fn usual_place(units: &[Placed<'_>], unit: &Unit<'_>, core: Option<usize>) -> usize {
    match (unit.role, core) {
        (Role::Brand, _) => 0,
        (_, Some(core)) if leads(unit) => {
            // Before the attributes that lead up to the core, so that what is contiguous stays so.
            let leading = |other: &&Placed<'_>| {
                leads(&other.unit) && (other.unit.joined || other.unit.first == 0 || other.unit.first == ADDED)
            };
            let compound = |core: &usize| units[*core].unit.joined && units[core - 1].unit.role == Role::Scene;
            let end = Some(core).filter(|&core| core > 0).filter(compound).map_or(core, |core| core - 1);
            let run = end - units[..end].iter().rev().take_while(leading).count();
            // Words that join keep their own order: 羊毛 混纺.
            run + units[run..end].iter().take_while(|other| other.unit.first == ADDED).count()
        }
        (Role::Audience | Role::Product, Some(core)) => core + 1,
        _ => units.len(),
    }
}

fn insert<'a>(units: &mut Vec<Placed<'a>>, at: usize, mut placed: Placed<'a>) {
    placed.unit.joined = at > 0;
    if let Some(next) = units.get_mut(at) {
        next.unit.joined = true;
    }
    units.insert(at, placed);
}

/// Visits by keywords that would stand word behind word if `placed` stood at `at`.
fn worth_at(units: &[Placed<'_>], placed: &Placed<'_>, at: usize, phrases: &[Phrase<'_>]) -> f64 {
    if phrases.is_empty() {
        return 0.0;
    }
    let (front, back) = units.split_at(at.min(units.len()));
    let words = front.iter().chain(std::iter::once(placed)).chain(back);
    let words: Vec<WordId> = words.flat_map(|placed| placed.words.iter().copied()).collect();
    phrases.iter().filter(|(phrase, _)| is_contiguous(&words, phrase)).map(|(_, visits)| visits).sum()
}

/// The words of a title in their order.
pub(super) fn word_order(title: &Segmented) -> Vec<WordId> {
    title.words().map(|(_, token)| token.word.unwrap_or(NO_WORD)).collect()
}

/// Whether the words of a query stand in a title one behind the other.
pub(super) fn is_contiguous(title: &[WordId], phrase: &[WordId]) -> bool {
    !phrase.is_empty() && title.windows(phrase.len()).any(|window| window == phrase)
}

/// Writes the title: units one behind the other, with a space before those that `spaces` marks, and always between two Latin words.
pub(super) fn render(units: &[Placed<'_>], spaces: &[bool]) -> String {
    let mut title = String::with_capacity(units.iter().map(|placed| placed.unit.text.len() + 1).sum());
    let mut after_added = false;
    for (at, Placed { unit, .. }) in units.iter().enumerate() {
        let latin = |c: char| c.is_ascii_alphanumeric();
        let both_latin = title.ends_with(latin) && unit.text.starts_with(latin);
        let added = unit.first == ADDED;
        let new_seam = !unit.joined || added || after_added || title.ends_with(|c: char| c.is_ascii_digit());
        if (spaces.get(at) == Some(&true) && !title.is_empty()) || (both_latin && new_seam) {
            title.push(' ');
        }
        title.push_str(&unit.text);
        after_added = added;
    }
    title
}
