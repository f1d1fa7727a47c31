//! What the shape of a line shows, whatever its words: that it names somebody who wore the item, quotes a buyer, answers a question,
//! or gives a property.

use serde::Deserialize;

use crate::page::label;
use crate::page::vocabulary::{Role, Vocabulary};

/// Longer lines are running text.
const MAX_LINE: usize = 240;

/// Characters of a property's name, and at most of its value.
const NAME: std::ops::RangeInclusive<usize> = 2..=8;
const MAX_VALUE: usize = 20;

/// Sizes of what somebody wears.
const WORN: [&str; 8] = ["穿S", "穿M", "穿L", "穿X", "试S", "试M", "试L", "试X"];

/// What parts figures on a line.
const PARTS: [char; 10] = ['|', '｜', '/', ';', '；', '●', '■', '◆', '★', '·'];

/// Characters of a sentence quoted, at least.
const LEAST_QUOTATION: usize = 6;

/// Words that make a question.
const ASKS: [&str; 18] = [
    "吗",
    "呢",
    "么",
    "为什么",
    "为啥",
    "怎么",
    "如何",
    "多久",
    "多少",
    "哪",
    "几",
    "能不能",
    "会不会",
    "有没有",
    "是不是",
    "要不要",
    "还是",
    "可以",
];

/// Words in front of a price that is no other thing's.
const NO_OFFERS: [&str; 22] = [
    "价", "满", "减", "送", "券", "费", "补", "退", "定金", "尾款", "赔", "返", "押金", "优惠", "到手", "立省", "省",
    "付", "不到", "花", "红包", "差",
];

/// Characters of a thing's name at most, and Chinese ones of one of them at least.
const MAX_OFFER: usize = 16;
const LEAST_OFFER: usize = 3;

/// Least Chinese characters of a question.
const LEAST_QUESTION: usize = 3;

/// Beginnings of what stands before a colon and names no property.
const NO_NAMES: [&str; 22] = [
    "第", "步骤", "温馨", "注意", "提示", "提醒", "备注", "说明", "声明", "客服", "电话", "手机", "地址", "掌柜",
    "店主", "店长", "买家", "顾客", "模特", "优惠", "答", "问",
];

/// A form of text that proves a section.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Shape {
    /// Three names of properties with short values one after another, figures or known names among them.
    Properties,
    /// A table with numbers in most cells beside its head and first column.
    Figures,
    /// A height, a weight and the size worn: 小鹿 162cm 52kg 试穿M码.
    Wearers,
    /// A buyer's name as the platform hides it: c***8.
    Buyers,
    /// Two questions one after another, each with its answer behind it.
    Questions,
    /// Two different things with a price each, one after another.
    Offers,
}

/// Whether a line tells which size somebody of a height and weight wears. Ranges are a recommendation.
pub(super) fn is_wearer(line: &str) -> bool {
    let is_worn = || line.contains('码') || WORN.iter().any(|word| line.contains(word));
    if line.len() > MAX_LINE || !is_worn() || ["建议", "推荐", "适合"].iter().any(|word| line.contains(word)) {
        return false;
    }
    let is_range = |text: &str| text.starts_with(['-', '~', '～', '—', '至', '到']);
    let (mut height, mut weight, mut size) = (false, false, false);
    let mut rest = line;
    while let Some(start) = rest.find(|c: char| c.is_ascii_digit()) {
        let (before, from) = rest.split_at_checked(start).unwrap_or_default();
        let end = from.find(|c: char| !c.is_ascii_digit() && c != '.').unwrap_or(from.len());
        let (number, behind) = from.split_at_checked(end).unwrap_or_default();
        let unit = behind.trim_start().to_ascii_lowercase();
        let figure: f64 = number.parse().unwrap_or_default();
        let is_single = !is_range(unit.as_str()) && !before.ends_with(['-', '~', '～', '—', '至', '到']);
        let kilos = unit.starts_with("kg") || unit.starts_with("公斤");
        if is_single && (140.0..=200.0).contains(&figure) && !kilos && !unit.starts_with('斤') {
            height = true;
        } else if is_single && (kilos && (30.0..=120.0).contains(&figure) || unit.starts_with('斤') && figure >= 60.0)
        {
            weight = true;
        }
        size |= unit.starts_with('码');
        rest = behind;
    }
    size |= ["S码", "M码", "L码", "均码"].iter().chain(&WORN).any(|size| line.contains(size));
    height && weight && size
}

/// Whether a line is what buyers say: two quotations and hardly anything else, or one behind a name as the platform hides it,
/// `c***8` or 小**鱼.
pub(super) fn is_buyer(line: &str) -> bool {
    if line.contains('“') && is_quotations(line) {
        return true;
    }
    let mut rest = line.trim_start_matches(|c: char| !c.is_alphanumeric() && c != '*').chars();
    let Some(first) = rest.next().filter(|c| c.is_alphanumeric()) else { return false };
    let mut rest = rest.as_str();
    if !rest.starts_with('*') {
        rest = rest.strip_prefix(|c: char| c.is_alphanumeric()).unwrap_or(rest);
    }
    let behind = rest.trim_start_matches('*');
    let stars = rest.len() - behind.len();
    (2..=5).contains(&stars) && behind.starts_with(char::is_alphanumeric) && !first.is_ascii_digit()
}

/// Whether a line is one quotation and nothing else.
fn is_quotation(line: &str) -> bool {
    let quoted = line.trim().strip_prefix('“').and_then(|rest| rest.strip_suffix('”'));
    quoted.is_some_and(|quoted| quoted.chars().nth(LEAST_QUOTATION - 1).is_some())
}

/// Whether a line consists of two quotations or more, each a sentence.
fn is_quotations(line: &str) -> bool {
    let quoted = line.split('“').skip(1).filter_map(|rest| rest.split_once('”'));
    let lengths = quoted.map(|(quoted, _)| quoted.chars().count()).filter(|length| *length >= LEAST_QUOTATION);
    let (many, letters) = lengths.fold((0, 0), |(many, sum), length| (many + 1, sum + length));
    many >= 2 && letters * 4 >= line.chars().count() * 3
}

/// Whether a line is a question with its answer behind it.
pub(super) fn is_answered(line: &str) -> bool {
    let line = line.trim_start();
    line.find(['？', '?']).is_some_and(|mark| {
        let (question, answer) = line.split_at_checked(mark).unwrap_or_default();
        let answer = answer.trim_start_matches(|c: char| !c.is_alphanumeric());
        let is_asked = ASKS.iter().any(|word| question.contains(word));
        is_asked && question.chars().filter(|c| !c.is_ascii()).count() >= LEAST_QUESTION && !answer.is_empty()
    })
}

/// The name of a piece such as 镜宽 142mm.
fn measured(piece: &str) -> Option<&str> {
    let (name, figure) = piece.split_at_checked(piece.find(|c: char| c.is_ascii_digit())?)?;
    let name = name.trim_matches(label::is_sign);
    let unit = figure.trim_start_matches(|c: char| c.is_ascii_digit() || matches!(c, '.' | '-' | '~' | '×' | '*'));
    let is_unit = unit.trim().chars().nth(3).is_none() && !unit.contains(['元', '折', '件', '码']);
    (is_unit && is_property(name, figure.trim())).then_some(name)
}

/// The thing of a piece such as 竹制茶盘 128元; `None` for variants of the item itself, and for prices as such.
fn offer(piece: &str) -> Option<&str> {
    let piece = piece.trim_matches(|c: char| c.is_whitespace() || matches!(c, '●' | '·' | '■' | '，' | '。'));
    let piece = piece.strip_suffix('元').or_else(|| piece.contains(['¥', '￥']).then_some(piece))?;
    let name = piece.trim_end_matches(|c: char| c.is_ascii_digit() || c == '.');
    let name =
        if name.len() < piece.len() { name.trim_end_matches(['¥', '￥', ' ', '：', ':', '仅', '只']) } else { "" };
    let is_name = chinese(name) >= 2
        && name.chars().nth(MAX_OFFER).is_none()
        && !NO_OFFERS.iter().any(|word| name.contains(word))
        && !name.ends_with(['款', '味', '色', '码', '装', '箱', '斤', '盒', '瓶']);
    is_name.then_some(name)
}

fn chinese(text: &str) -> usize {
    text.chars().filter(|c| matches!(c, '\u{4e00}'..='\u{9fff}')).count()
}

fn same_but_for_figures(one: &str, other: &str) -> bool {
    let letters = |text: &str| text.chars().filter(|c| !c.is_ascii_digit()).collect::<String>();
    letters(one) == letters(other)
}

/// Whether a name and a value are a property's: short, no sentence, no step, no price.
pub(super) fn is_property(name: &str, value: &str) -> bool {
    let letters = name.chars().filter(|c| !c.is_ascii() && c.is_alphanumeric()).count();
    NAME.contains(&name.chars().filter(|c| !c.is_whitespace()).count())
        && letters >= *NAME.start()
        && !NO_NAMES.iter().any(|word| name.starts_with(word))
        && !value.is_empty()
        && value.chars().nth(MAX_VALUE).is_none()
        && !value.contains(['。', '！', '？', '!', '?', '¥', '￥'])
        && !value.ends_with('元')
}

/// Signs and characters without which a line has none of the forms.
#[derive(Debug, Default)]
#[allow(clippy::struct_excessive_bools, reason = "each is a character that stands in the line or not")]
struct Signs {
    colon: bool,
    digit: bool,
    part: bool,
    yuan: bool,
    worn: bool,
    said: bool,
    asked: bool,
}

impl Signs {
    fn of(line: &str) -> Self {
        let mut signs = Self::default();
        for c in line.chars() {
            match c {
                ':' | '：' | '】' | ']' => signs.colon = true,
                '0'..='9' => signs.digit = true,
                '元' | '¥' | '￥' => signs.yuan = true,
                '码' | '穿' | '试' => signs.worn = true,
                '“' | '*' => signs.said = true,
                '?' | '？' => signs.asked = true,
                '|' | '｜' | '/' | ';' | '；' | '●' | '■' | '◆' | '★' | '·' => signs.part = true,
                _ => {}
            }
        }
        signs
    }
}

/// What a line proves: the form, and the words to tell it with.
pub(super) type Proof<'a> = (Shape, Vec<&'a str>);

/// What the lines so far have shown.
#[derive(Debug, Default)]
pub(super) struct Shapes<'a> {
    /// Names of properties one after another.
    names: Vec<&'a str>,
    /// How many of them are known or have a figure.
    sure: usize,
    /// Questions with answers one after another.
    answered: usize,
    /// Lines one after another that are a quotation each.
    quoted: usize,
    /// Things with a price one after another.
    offers: Vec<&'a str>,
}

impl<'a> Shapes<'a> {
    /// What the next line proves.
    pub(super) fn line(&mut self, vocabulary: &Vocabulary, line: &'a str) -> Option<Proof<'a>> {
        let signs = if line.len() > MAX_LINE { Signs::default() } else { Signs::of(line) };
        let is_list = signs.colon && {
            let mut pieces = label::properties(line).peekable();
            let is_list = pieces.peek().is_some();
            // All of them count, so that the rest of a line does not start a list of its own.
            let proven: Vec<_> = pieces.filter_map(|(name, value)| self.property(vocabulary, name, value)).collect();
            if let Some(names) = proven.into_iter().next() {
                return Some((Shape::Properties, names));
            }
            is_list
        };
        if !is_list {
            self.end();
        }
        if signs.part && signs.digit {
            let names: Vec<_> = line.split(PARTS).filter_map(measured).collect();
            if names.len() >= 3 && !names.iter().any(|name| is_others(vocabulary, name)) {
                return Some((Shape::Properties, names));
            }
        }
        if !(signs.yuan && signs.digit) {
            self.offers.clear();
        } else if let Some(offers) = self.offers(line) {
            return Some((Shape::Offers, offers));
        }
        if signs.digit && signs.worn && is_wearer(line) {
            return Some((Shape::Wearers, vec![line]));
        }
        self.quoted = if signs.said && is_quotation(line) { self.quoted + 1 } else { 0 };
        if self.quoted == 2 || signs.said && is_buyer(line) {
            return Some((Shape::Buyers, vec![line]));
        }
        self.answered = if signs.asked && is_answered(line) { self.answered + 1 } else { 0 };
        if self.answered < 2 {
            return None;
        }
        self.answered = 0;
        Some((Shape::Questions, vec![line]))
    }

    /// What the next row of cells proves: a name and its value, or two of each.
    pub(super) fn row(&mut self, vocabulary: &Vocabulary, cells: &[&'a str]) -> Option<Proof<'a>> {
        if !matches!(cells.len(), 2 | 4) {
            self.end();
            return None;
        }
        let mut proven = None;
        for pair in cells.chunks_exact(2) {
            if let [name, value] = pair {
                proven = self.property(vocabulary, name.trim_matches(label::is_sign), value.trim()).or(proven);
            }
        }
        Some((Shape::Properties, proven?))
    }

    /// Something else follows, so that a list of properties ends here.
    pub(super) fn end(&mut self) {
        self.names.clear();
        self.sure = 0;
    }

    /// Takes the things with a price of a line up; their names when there are enough of them.
    fn offers(&mut self, line: &'a str) -> Option<Vec<&'a str>> {
        let before = self.offers.len();
        for name in line.split(['/', '、', '|', '｜', ';', '；']).filter_map(offer) {
            if !self.offers.iter().any(|known| same_but_for_figures(known, name)) {
                self.offers.push(name);
            }
        }
        if self.offers.len() == before {
            self.offers.clear();
        }
        let is_told = self.offers.iter().any(|name| chinese(name) >= LEAST_OFFER);
        (self.offers.len() >= 2 && is_told).then(|| std::mem::take(&mut self.offers))
    }

    /// Takes a property up; the names when there are enough of them.
    fn property(&mut self, vocabulary: &Vocabulary, name: &'a str, value: &str) -> Option<Vec<&'a str>> {
        let is_known = !vocabulary.property(name).is_empty();
        if !is_property(name, value) || self.names.contains(&name) || !is_known && is_others(vocabulary, name) {
            return None;
        }
        self.names.push(name);
        self.sure += usize::from(is_known || value.contains(|c: char| c.is_ascii_digit()));
        (self.names.len() >= 3 && self.sure >= 2).then(|| {
            self.sure = 0;
            std::mem::take(&mut self.names)
        })
    }
}

/// Whether a name is a word of a section that no properties prove: 发货：48小时 is none.
fn is_others(vocabulary: &Vocabulary, name: &str) -> bool {
    let own = |section: usize| vocabulary.shaped(Shape::Properties).any(|own| own == section);
    vocabulary.names.find(name).any(|(_, uses)| uses.iter().any(|found| !own(found.section)))
        || vocabulary
            .cells
            .find(name)
            .any(|(_, uses)| uses.iter().any(|found| found.role != Role::RowName && !own(found.section)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_wearer_has_a_height_a_weight_and_a_size() {
        for line in [
            "阿敏 168cm 61kg 平时穿L 试穿L码",
            "小林 160cm 48kg 穿S 合身",
            "172/65kg 穿31码",
            "身高165，体重102斤，M码刚好",
        ] {
            assert!(is_wearer(line), "{line}");
        }
        for line in ["M码 建议身高160 体重50kg", "155-160cm 80-95斤 M码", "M码 衣长168 胸围112", "160斤以内都能穿"]
        {
            assert!(!is_wearer(line), "{line}");
        }
    }

    #[test]
    fn buyers_names_are_hidden_by_stars() {
        assert!(
            is_buyer("“孩子很喜欢玩。”“用了一个月没坏。”")
                && is_buyer("t***1：很好")
                && is_buyer("“小**鱼 回购三次")
                && is_buyer("ab**c 不错")
        );
        for line in ["*** 注意 ***", "200*230", "2**3", "很好***", "**", "", "把“慢就是快”写进“车间守则”里"]
        {
            assert!(!is_buyer(line), "{line}");
        }
    }

    #[test]
    fn a_question_has_its_answer_behind_it() {
        assert!(
            is_answered("1、可以水洗吗？可以") && is_answered("● 有异味吗？没有") && is_answered("为什么会起球？摩擦")
        );
        for line in ["还在为收纳烦恼吗？", "1.5米的床能用吗？", "1 http://a.com/?id=1", "缺零件？少螺丝？"]
        {
            assert!(!is_answered(line), "{line}");
        }
    }

    #[test]
    fn two_things_with_a_price_are_offers() {
        let offers = |lines: &[&'static str]| {
            let mut shapes = Shapes::default();
            lines.iter().find_map(|line| shapes.offers(line))
        };
        assert_eq!(offers(&["竹制茶盘 128元", "茶巾三条 19元"]), Some(vec!["竹制茶盘", "茶巾三条"]));
        assert_eq!(offers(&["护膝一对 ¥35 / 跳绳 ¥19.9"]), Some(vec!["护膝一对", "跳绳"]));
        for lines in [["5斤装 39元", "10斤装 69元"], ["满199减20元", "满299减40元"], ["券后价 99元", "竹制茶盘 128元"]]
        {
            assert_eq!(offers(&lines), None, "{lines:?}");
        }
    }

    #[test]
    fn properties_are_short_and_no_steps_or_prices() {
        assert!(is_property("开本", "12开") && is_property("适合头围", "54-61cm"));
        for (name, value) in
            [("第一步", "拧下"), ("S", "88"), ("礼盒装", "39元"), ("提示", "轻放"), ("重量", "很轻。真的")]
        {
            assert!(!is_property(name, value), "{name}");
        }
    }
}
