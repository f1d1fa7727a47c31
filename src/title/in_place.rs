//! A title written down with everything that stays in its place.

use std::borrow::Cow;

use super::engine::TitleEngine;
use super::order::Placed;
use super::unit::ADDED;
use super::view::TitleView;
use crate::text::{Shape, Token};

impl TitleEngine<'_> {
    /// The present title with words left out and put in, everything else untouched, symbols and spaces too; with a space before the units that
    /// `spaces` marks.
    pub(super) fn render_in_place(view: &TitleView<'_>, units: &[Placed<'_>], spaces: &[bool]) -> String {
        let mut title = String::with_capacity(view.listing.title.len() + units.len());
        let mut next_token = 0;
        for (at, Placed { unit, .. }) in units.iter().enumerate() {
            if unit.first == ADDED {
                let latin = |c: Option<char>| c.is_some_and(|c| c.is_ascii_alphanumeric());
                if latin(title.chars().next_back()) && latin(unit.text.chars().next()) {
                    title.push(' ');
                }
                title.push_str(&unit.text);
                continue;
            }
            let gap = view.segmented.tokens.get(next_token..unit.first).unwrap_or_default();
            let separators = Separators::of(gap, title.is_empty());
            for (at, token) in gap.iter().enumerate() {
                let text = view.original_text(token.start as usize, token.end as usize);
                if separators.keeps(at, *token, text)
                    && view.gbk.len(text).is_some()
                    && !(text == " " && title.ends_with(' '))
                {
                    title.push_str(text);
                }
            }
            if spaces.get(at) == Some(&true) && !title.is_empty() && !title.ends_with(' ') {
                title.push(' ');
            }
            title.push_str(&unit.text);
            next_token = unit.last + 1;
        }
        // What closes behind the last word what was opened before it.
        for token in view.segmented.tokens.get(next_token..).unwrap_or_default() {
            if token.shape == Shape::Symbol {
                let text = view.original_text(token.start as usize, token.end as usize);
                if text.contains(|c| matches!(bracket(c), Some(Bracket::Closes(_)))) {
                    title.push_str(text);
                }
            }
        }
        let mut title = if view.symbols { balanced(&title) } else { Cow::Borrowed(&*title) };
        // Where a pair of brackets went, the spaces on its two sides meet.
        while title.contains("  ") {
            title = title.replace("  ", " ").into();
        }
        title.trim_matches(is_separator).to_owned()
    }
}

/// What stood between two units, less what is left out.
#[derive(Debug, Clone, Copy)]
enum Separators {
    /// All of it.
    All,
    /// Brackets, and of what else parted words that are gone, the one at this position.
    One(Option<usize>),
}

impl Separators {
    /// Where everything between two of them is gone, one is enough, and a space says least; at the front of a title none is needed.
    fn of(gap: &[Token], at_front: bool) -> Self {
        let is_sign = |token: &Token| matches!(token.shape, Shape::Space | Shape::Symbol);
        let Some(word) = gap.iter().position(|token| !is_sign(token)) else { return Self::All };
        if at_front {
            return Self::One(None);
        }
        let behind = gap.iter().rposition(|token| !is_sign(token)).unwrap_or(word);
        if word == 0 || behind + 1 == gap.len() {
            return Self::All;
        }
        let space = gap.iter().position(|token| token.shape == Shape::Space);
        Self::One(space.or(Some(0)))
    }

    fn keeps(self, at: usize, token: Token, text: &str) -> bool {
        let is_bracket = || text.contains(|c| bracket(c).is_some());
        match self {
            _ if !matches!(token.shape, Shape::Space | Shape::Symbol) => false,
            Self::All => true,
            Self::One(kept) => kept == Some(at) || is_bracket(),
        }
    }
}

/// Whether a character says nothing at the end of a title.
fn is_separator(c: char) -> bool {
    matches!(c, '-' | '·' | '_' | ',' | '，' | '、' | '/' | '|' | '~') || c.is_whitespace()
}

/// A bracket, with the one that closes the pair.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Bracket {
    Opens(char),
    Closes(char),
}

/// What a character is among the brackets that titles are written with.
fn bracket(c: char) -> Option<Bracket> {
    let closing = match c {
        '【' => '】',
        '[' => ']',
        '(' => ')',
        '（' => '）',
        '《' => '》',
        '「' => '」',
        '】' | ']' | ')' | '）' | '》' | '」' => return Some(Bracket::Closes(c)),
        _ => return None,
    };
    Some(Bracket::Opens(closing))
}

/// A title without the brackets that lost their other half, or all that stood between them.
fn balanced(title: &str) -> Cow<'_, str> {
    // Brackets without a partner so far: where each stands, what closes it, and how many other characters that
    // can be seen stand before it.
    let mut open: Vec<(usize, char, usize)> = Vec::new();
    let mut lost: Vec<usize> = Vec::new();
    let mut others = 0;
    for (at, c) in title.char_indices() {
        match bracket(c) {
            None => others += usize::from(!c.is_whitespace()),
            Some(Bracket::Opens(closing)) => open.push((at, closing, others)),
            Some(Bracket::Closes(closing)) => {
                let Some(partner) = open.iter().rposition(|bracket| bracket.1 == closing) else {
                    lost.push(at);
                    continue;
                };
                // Those opened in between have no partner; the pair itself goes where it holds nothing.
                let empty = open[partner].2 == others;
                lost.extend(open.drain(partner..).skip(usize::from(!empty)).map(|(at, ..)| at));
                if empty {
                    lost.push(at);
                }
            }
        }
    }
    lost.extend(open.into_iter().map(|(at, ..)| at));
    if lost.is_empty() {
        return Cow::Borrowed(title);
    }
    title.char_indices().filter(|(at, _)| !lost.contains(at)).map(|(_, c)| c).collect::<String>().into()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn brackets_stay_in_pairs_around_something() {
        for (title, expected) in [
            ("【新款】大衣", "【新款】大衣"),
            ("【新款大衣", "新款大衣"),
            ("新款】大衣", "新款大衣"),
            ("【】大衣", "大衣"),
            ("【（）】大衣[ ]", "大衣 "),
            ("【新款（】大衣）", "【新款】大衣"),
            ("(新款【)大衣", "(新款)大衣"),
        ] {
            assert_eq!(balanced(title), expected);
        }
    }
}
