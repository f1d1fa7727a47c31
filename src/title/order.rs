//! Where words stand in a proposed title (rules T2, T3, T9).
//!
//! The words that stay keep the order in which the shop wrote them: that order is known to read well. A word that joins takes the place
//! that its role has in good titles, next to the core word: attributes before it, whom and what for behind it.

use super::unit::Unit;
use crate::dictionary::Role;

/// Whether a role stands before the core word.
fn leads(role: Role) -> bool {
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

/// Puts `added` among `units`, whose core stands at `core`.
pub(super) fn arrange<'a>(mut units: Vec<Unit<'a>>, added: impl Iterator<Item = Unit<'a>>) -> Vec<Unit<'a>> {
    for unit in added {
        let core = units.iter().position(|other| other.core);
        let at = match (unit.role, core) {
            (Role::Brand, _) => 0,
            (role, Some(core)) if leads(role) => {
                // Before the attributes that lead up to the core, so that what is contiguous stays so.
                let lead =
                    units[..core].iter().rev().take_while(|other| leads(other.role) && other.joined_or_first()).count();
                core - lead
            }
            (Role::Audience | Role::Product, Some(core)) => core + 1,
            _ => units.len(),
        };
        if let Some(next) = units.get_mut(at) {
            next.joined = true;
        }
        units.insert(at, Unit { joined: at > 0, ..unit });
    }
    units
}

impl Unit<'_> {
    fn joined_or_first(&self) -> bool {
        self.joined || self.first == 0
    }
}

/// How units that did not stand together in the present title are joined.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Seams {
    /// Directly.
    Closed,
    /// By a space, where joining them would form another word.
    Spaced,
}

/// Writes the title. Between two Latin words there is always a space.
pub(super) fn render(units: &[Unit<'_>], seams: Seams) -> String {
    let mut title = String::with_capacity(units.iter().map(|unit| unit.text.len() + 1).sum());
    let mut spaces = spaces(units, seams).peekable();
    for (at, unit) in units.iter().enumerate() {
        if spaces.next_if_eq(&at).is_some() {
            title.push(' ');
        }
        title.push_str(&unit.text);
    }
    title
}

/// The positions of the units that a space stands before.
pub(super) fn spaces<'u>(units: &'u [Unit<'_>], seams: Seams) -> impl Iterator<Item = usize> + 'u {
    (1..units.len()).filter(move |&at| {
        let (before, unit) = (&units[at - 1].text, &units[at]);
        let both_latin = before.ends_with(|c: char| c.is_ascii_alphanumeric())
            && unit.text.starts_with(|c: char| c.is_ascii_alphanumeric());
        (!unit.joined && (both_latin || seams == Seams::Spaced))
            || (both_latin && before.ends_with(|c: char| c.is_ascii_digit()))
    })
}
