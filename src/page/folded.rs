//! A text out of the pieces that a page holds it in, with its white space folded. A text in one piece without white space to fold
//! is borrowed from the page; most are.

use std::borrow::Cow;

/// What stands between the text so far and what comes.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord)]
enum Gap {
    #[default]
    None,
    Space,
    Line,
}

/// A text that grows: every run of white space in it is one space, or one `\n` where the page breaks the line, and characters
/// without width are left out.
#[derive(Debug, Default)]
pub(super) struct Folded<'h> {
    text: Cow<'h, str>,
    gap: Gap,
}

impl<'h> Folded<'h> {
    pub(super) fn is_empty(&self) -> bool {
        self.text.is_empty()
    }

    /// Its length in bytes, without white space at its end.
    pub(super) fn len(&self) -> usize {
        self.text.len()
    }

    /// Appends a piece.
    pub(super) fn push(&mut self, piece: Cow<'h, str>) {
        match piece {
            Cow::Borrowed(piece) if self.text.is_empty() => {
                let piece = piece.trim_start_matches(is_space);
                let Some(length) = folded(piece) else { return self.append(piece) };
                let (text, rest) = piece.split_at_checked(length).unwrap_or((piece, ""));
                (self.text, self.gap) = (text.into(), if rest.is_empty() { Gap::None } else { Gap::Space });
            }
            piece => self.append(&piece),
        }
    }

    fn append(&mut self, piece: &str) {
        let mut rest = piece;
        loop {
            let word = rest.trim_start_matches(is_space);
            if word.len() < rest.len() && !self.text.is_empty() {
                self.gap = self.gap.max(Gap::Space);
            }
            if word.is_empty() {
                return;
            }
            let text = self.text.to_mut();
            match std::mem::take(&mut self.gap) {
                Gap::None => {}
                Gap::Space => text.push(' '),
                Gap::Line => text.push('\n'),
            }
            let end = word.find(is_space).unwrap_or(word.len());
            let (word, behind) = word.split_at_checked(end).unwrap_or((word, ""));
            text.push_str(word);
            rest = behind;
        }
    }

    /// Breaks the line.
    pub(super) fn line_break(&mut self) {
        if !self.text.is_empty() {
            self.gap = Gap::Line;
        }
    }

    /// The text, which is empty afterwards.
    pub(super) fn take(&mut self) -> Cow<'h, str> {
        self.gap = Gap::None;
        std::mem::take(&mut self.text)
    }
}

/// The length of `text` without white space at its end, where nothing else in it is to be folded.
fn folded(text: &str) -> Option<usize> {
    let (mut end, mut is_gap) = (0, false);
    for (at, c) in text.char_indices() {
        if !is_space(c) {
            if at > end && !(is_gap && at == end + 1) {
                return None;
            }
            end = at + c.len_utf8();
        } else if at == end {
            is_gap = c == ' ';
        }
    }
    Some(end)
}

/// White space, control characters, and characters without width.
fn is_space(c: char) -> bool {
    match c {
        '\0'..=' ' | '\u{7f}' => true,
        // Latin letters, and Chinese characters with their signs: most of all.
        '!'..='~' | '\u{3001}'..='\u{fefe}' => false,
        c => {
            let has_no_width = matches!(c, '\u{200b}'..='\u{200f}' | '\u{feff}' | '\u{2060}');
            has_no_width || c.is_whitespace() || c.is_control()
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn joined(pieces: &[&str]) -> String {
        let mut text = Folded::default();
        for piece in pieces {
            if *piece == "<br>" {
                text.line_break();
            } else {
                text.push(Cow::Borrowed(piece));
            }
        }
        text.take().into_owned()
    }

    #[test]
    fn white_space_is_folded_across_pieces() {
        assert_eq!(joined(&["  甲 ", " 乙\n\n丙", "丁  "]), "甲 乙 丙丁");
        assert_eq!(joined(&["甲", "<br>", " 乙 ", "<br>", "<br>", "丙", "<br>"]), "甲\n乙\n丙");
        assert_eq!(joined(&["<br>", " \u{3000}", "甲\u{200b}乙"]), "甲 乙");
        assert_eq!(joined(&[" ", "\n"]), "");
    }

    #[test]
    fn a_text_in_one_piece_is_borrowed() {
        let is_borrowed = |piece: &'static str| {
            let mut text = Folded::default();
            text.push(piece.into());
            matches!(text.take(), Cow::Borrowed(_))
        };
        assert!(is_borrowed("\n  新米 5kg\n"));
        assert!(!is_borrowed("新米  5kg") && !is_borrowed("新米\u{a0}5kg"));
    }

    proptest! {
        #[test]
        fn pieces_or_one_is_all_the_same(pieces in prop::collection::vec("[甲a \\n\u{3000}\u{200b}]{0,4}", 0..6)) {
            let pieces: Vec<&str> = pieces.iter().map(String::as_str).collect();
            let words: Vec<String> = pieces.concat().split(is_space).filter(|word| !word.is_empty()).map(str::to_owned).collect();
            prop_assert_eq!(joined(&pieces), words.join(" "));
        }
    }
}
