//! The names of elements that matter to an outline.

/// Longer names are none that matter.
const MAX_NAME: usize = 16;

/// What an element is to an outline.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Tag {
    Break,
    Img,
    /// Other elements that show a picture: `<image>` of SVG, `<input type=image>`.
    Image,
    Media,
    Area,
    Link,
    /// 1 to 6.
    Heading(u8),
    Table,
    List,
    Row,
    /// Of a table.
    Cell,
    /// Of a list.
    Item,
    Style,
    Template,
    Textarea,
    Paragraph,
    /// Any other element that parts the text around it.
    Block,
    /// Any other element within a line.
    Inline,
}

impl Tag {
    /// The element whose name `html` begins with: behind `<` of a start tag, or behind `</` of an end tag.
    pub(super) fn at(html: &[u8]) -> Self {
        let is_name = |byte: &u8| !byte.is_ascii_whitespace() && !matches!(byte, b'/' | b'>');
        let length = html.iter().take(MAX_NAME + 1).take_while(|byte| is_name(byte)).count();
        let mut small = [0; MAX_NAME];
        let Some((small, name)) = small.get_mut(..length).zip(html.get(..length)) else { return Self::Inline };
        if !name.iter().any(u8::is_ascii_uppercase) {
            return Self::named(name);
        }
        small.copy_from_slice(name);
        small.make_ascii_lowercase();
        Self::named(small)
    }

    fn named(name: &[u8]) -> Self {
        match name {
            b"br" => Self::Break,
            b"img" => Self::Img,
            b"image" | b"input" => Self::Image,
            b"video" | b"iframe" | b"embed" | b"object" | b"canvas" => Self::Media,
            b"area" => Self::Area,
            b"a" => Self::Link,
            [b'h', level @ b'1'..=b'6'] => Self::Heading(level - b'0'),
            b"table" => Self::Table,
            b"ul" | b"ol" | b"dl" => Self::List,
            b"tr" => Self::Row,
            b"td" | b"th" => Self::Cell,
            b"li" | b"dt" | b"dd" => Self::Item,
            b"style" => Self::Style,
            b"template" => Self::Template,
            b"textarea" => Self::Textarea,
            b"p" => Self::Paragraph,
            // `shortdesc` and `txt` are of Taobao's pages for phones.
            b"address" | b"article" | b"aside" | b"blockquote" | b"body" | b"caption" | b"center" | b"details"
            | b"dialog" | b"dir" | b"div" | b"fieldset" | b"figcaption" | b"figure" | b"footer" | b"form"
            | b"header" | b"hgroup" | b"hr" | b"html" | b"legend" | b"main" | b"menu" | b"nav" | b"option" | b"pre"
            | b"section" | b"shortdesc" | b"summary" | b"tbody" | b"tfoot" | b"thead" | b"txt" => Self::Block,
            _ => Self::Inline,
        }
    }

    /// Whether it parts the text around it.
    pub(super) fn is_block(self) -> bool {
        matches!(
            self,
            Self::Heading(_)
                | Self::Table
                | Self::List
                | Self::Row
                | Self::Cell
                | Self::Item
                | Self::Paragraph
                | Self::Block
        )
    }

    /// Whether the start tag `next` ends this element, whose end tag may be left out.
    pub(super) fn is_ended_by(self, next: Self) -> bool {
        match self {
            Self::Paragraph => next.is_block(),
            Self::Item | Self::Row | Self::Cell => self == next,
            _ => false,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_read_in_any_case_up_to_their_end() {
        for (html, tag) in [
            ("p>", Tag::Paragraph),
            ("IMG src=a>", Tag::Img),
            ("br/>", Tag::Break),
            ("h1\n", Tag::Heading(1)),
            ("h7>", Tag::Inline),
            ("td", Tag::Cell),
            ("paragraph-of-some-kind>", Tag::Inline),
            ("", Tag::Inline),
        ] {
            assert_eq!(Tag::at(html.as_bytes()), tag, "{html}");
        }
    }

    #[test]
    fn an_end_tag_that_may_be_left_out_is_made_up_for_by_the_next_start_tag() {
        assert!(Tag::Paragraph.is_ended_by(Tag::Block) && !Tag::Paragraph.is_ended_by(Tag::Inline));
        assert!(Tag::Item.is_ended_by(Tag::Item) && !Tag::Item.is_ended_by(Tag::Row));
        assert!(!Tag::Block.is_ended_by(Tag::Block));
    }
}
