//! Short texts that stand for a heading: 尺码表, 【细节展示】, 物流：….
//!
//! Pages of shops rarely use `<h2>`. A line counts as a label when it is short, says nothing else, and does not point
//! elsewhere: 详见尺码表 is no size table.

use std::ops::Range;

/// Longest label, in characters other than Latin letters, digits and signs.
const MAX_LABEL: usize = 12;

/// So many characters other than Latin letters and digits behind a colon are a text of their own, not a value.
const LEAST_TEXT: usize = 9;

/// Words that point to a section rather than open it, when they stand before its name.
const POINTERS: [&str; 21] = [
    "详见", "请见", "参见", "见", "参考", "参照", "参阅", "请看", "查看", "点击", "咨询", "根据", "按照", "按", "对照",
    "依据", "暂无", "没有", "缺", "如有", "以",
];

/// Words that end like one of them and do not point.
const INNOCENT: [&str; 8] = ["常见", "少见", "可以", "所以", "还以", "都以", "轻按", "长按"];

/// Words that point elsewhere or make a sentence of it, when they stand behind a section's name.
const NO_NAME_BEHIND: [&str; 22] = [
    "为准",
    "见",
    "暂无",
    "待补",
    "请",
    "可咨询",
    "客服",
    "很",
    "非常",
    "都",
    "也",
    "是",
    "有",
    "在",
    "会",
    "要",
    "不",
    "更",
    "超",
    "就",
    "返",
    "已",
];

/// Beginnings of headings that ask how something is done, or tell it in steps.
const ASKING: [&str; 12] =
    ["怎么", "怎样", "如何", "该怎么", "应该怎么", "正确", "教你", "一步", "两步", "三步", "四步", "五步"];

/// Characters of such a heading behind its stem.
const MAX_ASKED: usize = 6;

/// Characters between a stem of one character and its ending.
const MAX_OBJECT: usize = 2;

/// Characters in front of a stem.
const MAX_BEFORE: usize = 4;

/// So many of [`NO_NAME_BEHIND`] point elsewhere.
const POINTING: usize = 7;

/// A line that could be a heading.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Label<'a> {
    /// The line without signs at its ends, or what stands before its first colon.
    text: &'a str,
    /// Its characters other than ASCII, signs and spaces: `尺码表 SIZE` gives 尺码表.
    core: String,
    /// Whether something short follows on the same line: 品牌：小米. 用法：早晚洁面后，取黄豆大小 is a heading with its text.
    has_value: bool,
    /// Whether the page itself sets the line as a heading.
    is_heading: bool,
}

impl<'a> Label<'a> {
    /// The label that `line` is, if it is one.
    pub(super) fn of(line: &'a str) -> Option<Self> {
        let (whole, line) = (line, line.trim_matches(is_sign));
        // Long lines are not looked at twice: they may be hostile.
        if line.len() > 200 && !line.get(..line.floor_char_boundary(60))?.contains([':', '：', '】', '」', ']']) {
            return None;
        }
        let (name, value) = line.split_once([':', '：', '】', '」', ']']).unwrap_or((line, ""));
        let text = name.trim_matches(is_sign);
        let mut core = String::new();
        let mut length = 0;
        for c in text.chars() {
            if matches!(c, '。' | '！' | '!' | '？' | '?' | '，' | ',' | '；' | ';') || length > MAX_LABEL {
                return None;
            }
            if !c.is_ascii() && !is_sign(c) {
                core.push(c);
                length += 1;
            }
        }
        let words = || text.split(is_sign).filter(|word| !word.is_ascii());
        // Three names in a row are the page's own navigation; single characters are a name spaced out, 尺 码 表.
        let is_one = words().count() <= 2 || words().all(|word| word.chars().nth(1).is_none());
        let is_label = !text.is_empty() && length <= MAX_LABEL && is_one;
        // 品牌：墨小白 型号：K88 is a row of properties, however long.
        let clause = value.split(['，', ',', '。', '；', ';']).next().unwrap_or_default();
        let is_row = clause.contains([':', '：']);
        let is_short = value.chars().filter(|c| !c.is_ascii()).nth(LEAST_TEXT).is_none();
        let has_value = !value.is_empty() && (is_row || is_short);
        is_label.then_some(Self { text, core, has_value, is_heading: is_framed(whole) })
    }

    /// The same line, set as a heading: there a name of two characters may have company, 尺码怎么选.
    pub(super) fn into_heading(self) -> Self {
        Self { is_heading: true, ..self }
    }

    /// Whether the label names a section by the term at bytes `at` of [`core`](Self::core): a term of one or two characters has
    /// to be the whole line (品牌：小米 tells of a brand and is no chapter on it) or to open or close a heading; a longer one is at
    /// least a third of the label; and the label does not point elsewhere.
    pub(super) fn names(&self, at: Range<usize>) -> bool {
        let (Some(before), Some(term), Some(behind)) =
            (self.core.get(..at.start), self.core.get(at.clone()), self.core.get(at.end..))
        else {
            return false;
        };
        let length = term.chars().count();
        let whole = before.is_empty() && behind.is_empty() && !self.has_value;
        let is_edge = self.is_heading && length == 2 && (before.is_empty() || behind.is_empty());
        if !whole && !is_edge && (length <= 2 || length * 3 < self.core.chars().count()) {
            return false;
        }
        // 细节在这里 is a heading; a sentence is none.
        let not_behind =
            if self.is_heading { NO_NAME_BEHIND.get(..POINTING).unwrap_or_default() } else { &NO_NAME_BEHIND };
        !points_before(before) && !not_behind.iter().any(|word| behind.starts_with(word))
    }

    /// Whether the label is about the stem at bytes `at` of [`core`](Self::core): 戴 behind 怎么, 洗涤 with an ending behind it.
    pub(super) fn is_about(&self, at: Range<usize>, endings: &[String]) -> bool {
        let (Some(before), Some(stem), Some(behind)) =
            (self.core.get(..at.start), self.core.get(at.clone()), self.core.get(at.end..))
        else {
            return false;
        };
        let is_short = |text: &str, most: usize| text.chars().nth(most).is_none();
        if ASKING.contains(&before) {
            return is_short(behind, MAX_ASKED);
        }
        if stem.chars().nth(1).is_none() {
            // 戴表须知: what is done to what.
            let object = endings.iter().find_map(|ending| behind.strip_suffix(ending.as_str()));
            return before.is_empty() && object.is_some_and(|object| is_short(object, MAX_OBJECT) && object != "户");
        }
        let ending = behind.strip_prefix('的').unwrap_or(behind);
        is_short(before, MAX_BEFORE) && !points_before(before) && endings.iter().any(|known| known == ending)
    }

    /// Its characters other than ASCII, signs and spaces.
    pub(super) fn core(&self) -> &str {
        &self.core
    }

    /// The label as it stands on the page.
    pub(super) fn text(&self) -> &'a str {
        self.text
    }
}

/// Whether a line stands between ornaments as headings do: — 细节 —, ★ 怎么吃 ★.
fn is_framed(line: &str) -> bool {
    let is_ornament = |c: char| matches!(c, '-' | '–' | '—' | '=' | '~' | '～' | '※' | '\u{2500}'..='\u{27bf}');
    let line = line.trim();
    line.starts_with(is_ornament) && line.ends_with(is_ornament)
}

/// Whether a character is no letter and no digit. Chinese characters are told at a glance.
pub(super) fn is_sign(c: char) -> bool {
    !matches!(c, '\u{4e00}'..='\u{9fff}') && !c.is_alphanumeric()
}

/// Whether what stands at byte `at` of `text` is a statement, rather than being pointed to.
pub(super) fn states(text: &str, at: usize) -> bool {
    !points_before(text.get(..at).unwrap_or_default())
}

/// What may stand behind a number.
const UNITS: &str = "元件支袋箱套双盒瓶罐份张斤包片条 ";

/// Whether `behind`, the text behind the start of a statement, goes on as the statement does: `#` stands for a number, with or
/// without a unit behind it.
pub(super) fn goes_on(behind: &str, statement: &str) -> bool {
    let Some((_, rest)) = statement.split_once('#') else { return true };
    let is_digit = |c: char| c.is_ascii_digit() || "一二两三四五六七八九十百半".contains(c);
    let behind = behind.trim_start_matches(' ');
    let after = behind.trim_start_matches(is_digit);
    if after.len() == behind.len() {
        return false;
    }
    let literal = rest.split_once('#').map_or(rest, |(literal, _)| literal);
    let counted = after.trim_start_matches(' ').trim_start_matches(|c| UNITS.contains(c));
    let behind = after.strip_prefix(literal).or_else(|| counted.strip_prefix(literal));
    behind.is_some_and(|behind| goes_on(behind, rest))
}

fn points_before(before: &str) -> bool {
    // 常见 and 可以 do not point.
    POINTERS.iter().any(|word| before.ends_with(word)) && !INNOCENT.iter().any(|word| before.ends_with(word))
}

/// Whether a character parts the properties of a line.
pub(super) fn is_separator(c: char) -> bool {
    matches!(c, ' ' | '\u{3000}' | ';' | '；' | '|' | '｜' | '，' | ',')
}

/// The properties that a line gives, with their values: 材质：棉 颜色：白, 【材质】棉 涤纶, or 品　　名：大米.
pub(super) fn properties(line: &str) -> impl Iterator<Item = (&str, &str)> {
    let name = line.split_once([':', '：']).map_or("", |(name, _)| name.trim_matches(is_sign));
    let mut words = name.split(char::is_whitespace).filter(|word| !word.is_empty());
    let is_spaced =
        name.contains(char::is_whitespace) && words.all(|word| !word.is_ascii() && word.chars().nth(1).is_none());
    let is_whole = is_spaced || line.starts_with(['【', '[', '「']);
    let (whole, pieces) = if is_whole { (line, "") } else { ("", line) };
    property(whole).into_iter().chain(pieces.split(is_separator).filter_map(property))
}

/// The sides of `label: value` in a line such as 材质：100%棉 or 【材质】100%棉; `None` for sentences.
pub(super) fn property(line: &str) -> Option<(&str, &str)> {
    let end = if line.starts_with(['【', '[', '「']) { line.find(['】', ']', '」']) } else { None };
    let (name, value) = match end {
        Some(end) => line.split_at_checked(end).map(|(name, value)| (name, value.trim_start_matches(is_sign)))?,
        None => line.split_once([':', '：'])?,
    };
    let name = name.trim_matches(is_sign);
    let fits = !name.is_empty() && name.len() <= 30 && !value.trim().is_empty();
    fits.then_some((name, value.trim()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names(line: &str, term: &str) -> bool {
        let named = |label: &Label<'_>| label.core.find(term).is_some_and(|at| label.names(at..at + term.len()));
        Label::of(line).as_ref().is_some_and(named)
    }

    #[test]
    fn short_lines_name_a_section_whatever_their_decoration() {
        assert!(names("【尺码表】", "尺码表"));
        assert!(names("—— 尺码材质 size ——", "尺码材质"));
        assert!(names("01 细节展示 / DETAIL", "细节展示"));
        assert!(names("物流说明：默认发中通，48小时内发货", "物流说明"));
        assert!(names("【关于快递】默认中通", "关于快递"));
        assert!(names("尺码：", "尺码"));
        assert!(names("常见问题", "常见问题"));
        assert!(names("尺码参考表", "尺码参考"));
        assert!(names("尺 码 表", "尺码表"));
    }

    #[test]
    fn a_heading_may_say_more_around_a_short_name() {
        let names = |line: &str| {
            let label = Label::of(line).unwrap().into_heading();
            label.core.find("尺码").is_some_and(|at| label.names(at..at + 6))
        };
        assert!(names("尺码怎么选") && names("01 选对尺码"));
        assert!(!names("请看尺码") && !names("大家的尺码都准"));
    }

    #[test]
    fn a_heading_may_be_about_a_stem() {
        let endings = ["小贴士".to_owned(), "方法".to_owned()];
        let about = |line: &str, stem: &str| {
            let label = Label::of(line).unwrap();
            label.core.find(stem).is_some_and(|at| label.is_about(at..at + stem.len(), &endings))
        };
        assert!(about("洗涤小贴士：", "洗涤") && about("收纳的方法", "收纳") && about("羊毛衫洗涤方法", "洗涤"));
        assert!(about("怎么洗不缩水？", "洗") && about("三步洗干净", "洗") && about("如何安装", "安装"));
        assert!(about("洗鞋方法", "洗"));
        assert!(!about("参考洗涤方法", "洗涤") && !about("洗涤时", "洗涤") && !about("干洗方法", "洗"));
    }

    #[test]
    fn a_line_that_points_to_a_section_does_not_name_it() {
        assert!(!names("详见尺码表", "尺码表"));
        assert!(!names("请参考尺码表", "尺码表"));
        assert!(!names("尺码表见下图", "尺码表"));
        assert!(!names("暂无尺码表", "尺码表"));
        assert!(!names("具体以尺码表为准", "尺码表"));
    }

    #[test]
    fn sentences_and_navigation_are_no_labels() {
        assert!(!names("本店所有商品尺码表均为平铺测量，请放心选购", "尺码表"));
        assert!(!names("模特展示 细节展示 尺码说明", "尺码说明"));
        assert!(!names("尺码标准", "尺码"));
        assert!(!names("品牌：小米", "品牌"));
        assert!(!names("品牌：墨小白　型号：K88　笔尖：半毫米弹簧头", "品牌"));
        assert!(names("用法：早晚洁面后，取黄豆大小，点在两颊", "用法"));
        assert!(!names("使用方法很简单", "使用方法"));
        assert!(!names("这款连衣裙的尺码表非常地准", "尺码表"));
        assert_eq!(Label::of(""), None);
    }

    #[test]
    fn what_is_pointed_to_is_no_statement() {
        let states = |text: &str| text.find("无理由").is_some_and(|at| states(text, at));
        assert!(states("亲，本店支持7天无理由退换哦"));
        assert!(states("收到后可以无理由退"));
        assert!(!states("退货的事，请参照无理由退换"));
    }

    #[test]
    fn statements_hold_numbers() {
        let goes_on = |text: &str, statement: &str| {
            let start = statement.split_once('#').map_or(statement, |(start, _)| start);
            text.find(start).is_some_and(|at| goes_on(&text[at + start.len()..], statement))
        };
        assert!(
            goes_on("全店满200减20", "满#减#")
                && goes_on("满 300 元减 50 元", "满#减#")
                && goes_on("第二件半价", "第#件")
        );
        assert!(!goes_on("满意为止", "满#减#") && !goes_on("满200送", "满#减#") && goes_on("立减20元", "立减#元"));
        assert!(
            goes_on("买三支送卷笔刀", "买#送") && goes_on("任选三件", "任选#件") && !goes_on("任选颜色", "任选#件")
        );
    }

    #[test]
    fn a_property_has_a_short_name_and_a_value() {
        assert_eq!(property("● 材质：100%棉"), Some(("材质", "100%棉")));
        assert_eq!(property("【材质】 100%棉"), Some(("材质", "100%棉")));
        let all = |line: &'static str| properties(line).collect::<Vec<_>>();
        assert_eq!(all("品　　名：大米 5kg"), [("品　　名", "大米 5kg")]);
        assert_eq!(all("材质：棉；颜色：白"), [("材质", "棉"), ("颜色", "白")]);
        assert_eq!(property("材质："), None);
        assert_eq!(property("没有冒号"), None);
    }
}
