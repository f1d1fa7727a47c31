//! The features of a token in its place: slots of tables, and the names of the weights that a slot is the sum of.

use super::traits::{Endings, Kind, Traits};
use crate::dictionary::Role;

/// A row of one of the model's tables. A token's scores are the sum of its rows.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Slot {
    /// What stands at an offset of -2 to 2.
    Class(i8, Traits),
    /// The token's last character, and whether it is its only one.
    Last(char, bool),
    /// The token's first character, and whether it is its only one.
    First(char, bool),
    /// The briefs of this token and of the one behind.
    Behind(u8, u8),
    /// Where it stands: its number among the tokens that say something (1, 2, 3, 0 for later ones), whether a border is before and behind it, whether a
    /// slash is beside it; its brief.
    Place(u8, bool, bool, bool, u8),
    /// What dictionaries say of the characters on either side of its first and of its last border (`Endings::pair`), and whether the token before, it and the
    /// token behind are single characters.
    Borders([u8; 2], [bool; 3]),
    /// Whether another token ends in the same character; its ending and brief.
    Rhyme(bool, u8, u8),
    /// The same word stands elsewhere too.
    Repeated,
}

impl Slot {
    /// Calls `name` with each feature that the slot is the sum of.
    pub fn names(&self, mut name: impl FnMut(&str)) {
        match *self {
            Self::Class(offset, traits) => class_names(offset, &traits, name),
            Self::Last(c, single) => name(&format!("l{c}{}", u8::from(single))),
            Self::First(c, single) => name(&format!("f{c}{}", u8::from(single))),
            Self::Behind(own, behind) => name(&format!("z{own}|{behind}")),
            Self::Place(lead, start, end, slash, brief) => {
                name(&format!("c{lead}r{brief}"));
                name(&format!("d{}{}r{brief}", u8::from(start), u8::from(end)));
                name(&format!("h{}r{brief}", u8::from(slash)));
            }
            Self::Borders([start, end], [before, own, behind]) => {
                let [before, own, behind] = [before, own, behind].map(u8::from);
                name(&format!("bs{start}n{before}{own}"));
                name(&format!("be{end}n{own}{behind}"));
                name(&format!("bb{start}|{end}"));
            }
            Self::Rhyme(rhymes, ending, brief) => {
                name(&format!("y{}e{ending}", u8::from(rhymes)));
                name(&format!("y{}r{brief}", u8::from(rhymes)));
            }
            Self::Repeated => name("rep"),
        }
    }
}

fn class_names(offset: i8, traits: &Traits, mut name: impl FnMut(&str)) {
    name(&format!("{offset}k{}", traits.kind as u8));
    if !traits.kind.is_content() {
        return;
    }
    let length = traits.length;
    let role = traits.roles.first().map_or(Role::Other as u8, |role| role as u8);
    name(&format!("{offset}r{role}n{length}"));
    name(&format!("{offset}s{}", traits.roles.bits()));
    if traits.stop {
        name(&format!("{offset}stop"));
    }
    if traits.roles.contains(Role::Brand) {
        name(&format!("{offset}amb{}", u8::from(traits.ambiguous)));
    }
    if traits.kind != Kind::Han {
        if offset == 0 {
            name(&format!("0k{}n{length}r{role}", traits.kind as u8));
        }
        return;
    }
    let ending = traits.ending;
    name(&format!("{offset}e{ending}n{length}"));
    name(&format!("{offset}t{}r{role}", u8::from(traits.tail)));
    if offset.abs() <= 1 {
        let known = u8::from(!traits.roles.is_empty());
        name(&format!("{offset}e{ending}n{length}r{role}"));
        name(&format!("{offset}b{}n{length}o{known}", traits.brandness));
    }
}

/// Calls `slot` with each row that adds to the scores of token `at`. `tokens` are what the model sees of each token and its text.
pub fn slots(endings: &Endings, tokens: &[(Traits, &str)], at: usize, mut slot: impl FnMut(Slot)) {
    let outside = (Traits::OUTSIDE, "");
    let token = |offset: isize| at.checked_add_signed(offset).and_then(|at| tokens.get(at)).copied().unwrap_or(outside);
    let (own, text) = token(0);
    for offset in -2..=2 {
        slot(Slot::Class(offset as i8, token(offset).0));
    }
    let brief = own.brief();
    let (before, behind) = (token(-1), token(1));
    slot(Slot::Behind(brief, behind.0.brief()));
    let lead = if own.kind.is_content() {
        let earlier = tokens[..at].iter().filter(|(traits, _)| traits.kind.is_content()).take(3).count() as u8;
        (earlier + 1) % 4
    } else {
        0
    };
    let slash = before.0.kind == Kind::Slash || behind.0.kind == Kind::Slash;
    slot(Slot::Place(lead, before.0.is_border(), behind.0.is_border(), slash, brief));
    if own.kind == Kind::Han {
        let pair = |one: (Traits, &str), other: (Traits, &str)| match [one, other].map(|(traits, _)| traits.kind) {
            [Kind::Han, Kind::Han] => {
                let [last, first] = [one.1.chars().next_back(), other.1.chars().next()].map(|c| c.unwrap_or(' '));
                endings.pair(last, first)
            }
            _ => 0,
        };
        let single = own.length == 1;
        let singles = [before, (own, text), behind].map(|(traits, _)| traits.kind == Kind::Han && traits.length == 1);
        slot(Slot::Borders([pair(before, (own, text)), pair((own, text), behind)], singles));
        if let Some(first) = text.chars().next().filter(|c| !c.is_ascii()) {
            slot(Slot::First(first, single));
        }
        if let Some(last) = text.chars().next_back().filter(|c| !c.is_ascii()) {
            slot(Slot::Last(last, single));
        }
        let (rhymes, repeated) = echoes(tokens, at);
        slot(Slot::Rhyme(rhymes, own.ending, brief));
        if repeated {
            slot(Slot::Repeated);
        }
    }
}

/// How far a token is compared with others: titles are shorter, and a hostile text costs linear time.
pub(super) const WINDOW: usize = 32;

/// Whether another Chinese token ends in the same character as `at`, and whether one is the same. Beyond the Basic Multilingual Plane nothing is.
fn echoes(tokens: &[(Traits, &str)], at: usize) -> (bool, bool) {
    let own = tokens[at].1;
    let Some(last) = own.chars().next_back().filter(|&last| last <= '\u{ffff}') else { return (false, false) };
    let near = at.saturating_sub(WINDOW)..tokens.len().min(at + WINDOW + 1);
    let mut others =
        near.filter(|&other| other != at && tokens[other].0.kind == Kind::Han).map(|other| tokens[other].1);
    let mut rhymes = false;
    let repeated = others.any(|other| {
        let same = other.ends_with(last);
        rhymes |= same;
        same && other == own
    });
    (rhymes || repeated, repeated)
}
