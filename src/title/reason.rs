//! Why a title is kept or frozen, or what stopped a better one. A reason is written out only where somebody reads it.

use std::fmt;

use jiff::civil::Date;

use super::reading::Refusal;

/// A reason; its text is Chinese, the users' own words.
#[derive(Debug, Clone, PartialEq)]
pub enum Reason {
    /// Nothing to say: the proposal is the best there is.
    Best,
    /// A hero of these sales (rule T5).
    Hero(f64),
    /// Edited on this day, and left alone for so many (rules T4, T5).
    Edited(Date, i32),
    /// All words with evidence together gain at most so much, less than the least that a change has to gain.
    TooLittle {
        /// Most visits to be gained.
        most: f64,
        /// Least gain of a proposal.
        least: f64,
    },
    /// No word with evidence is searched for that the title lacks.
    NoWords,
    /// Words with evidence would gain so much, and none fits.
    NoRoom(f64),
    /// Only words that say little would gain something, and not enough for one of them.
    OnlyNeutral,
    /// These words stand too often, and whichever standing went, something beside it would be torn.
    Repeated(String),
    /// No change gains enough or is worth its cost.
    NotWorth,
    /// The best writing was refused for this; this is the next one.
    Refused(Refusal),
    /// What the title would be without these words of better ones.
    Without(String),
    /// The form within one edit of so many characters, of a listing that does not sell (rule T5).
    OneEdit(usize),
    /// The form within one edit of so many characters, of a listing that sells; a proposal beyond it follows.
    Limited(usize),
    /// Nothing within one edit is worth it; a proposal beyond it follows.
    NothingWithin(usize),
    /// The title must not stay, and one edit of so many characters does not suffice to mend it; a proposal beyond it follows.
    BeyondOneEdit(usize),
    /// The title must not stay, and no writing of its own words can be published, for this.
    Unmendable(Option<Refusal>),
}

impl fmt::Display for Reason {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Best => Ok(()),
            Self::Hero(sales) => write!(f, "T5：爆款（销量 {sales:.0}），标题不动"),
            Self::Edited(date, days) => write!(f, "T5：标题 {date} 刚改过，{days} 天内不再改"),
            Self::TooLittle { most, least } => {
                // As many digits as it takes to tell the two apart.
                let differ = |digits: &usize| format!("{most:.digits$}") != format!("{least:.digits$}");
                let digits = (2..6).find(differ).unwrap_or(6);
                write!(f, "有依据的词全用上，访问最多多 {most:.digits$}，不到 {least:.digits$}")
            }
            Self::NoWords => f.write_str("没有既有依据、又有人搜、标题里还没有的词"),
            Self::NoRoom(most) => write!(f, "有依据的词放不下：全用上访问最多多 {most:.2}，要先腾出字数"),
            Self::OnlyNeutral => f.write_str("只有通用词（新款、百搭之类）可加，不值得为它改"),
            Self::Repeated(words) => write!(f, "T6：「{words}」重复，去掉哪一处都会断句，请人工改"),
            Self::NotWorth => f.write_str("改了也多不了多少访问，或者抵不上改动的代价"),
            Self::Refused(refusal) => write!(f, "最优的写法不行：{}；这是其次的", refusal.as_str()),
            Self::Without(word) => write!(f, "不用“{word}”的写法"),
            Self::OneEdit(chars) => write!(f, "T5：一次改动不超过 {chars} 个字的写法"),
            Self::Limited(chars) => {
                write!(f, "T5：卖着的宝贝一次最多改 {chars} 个字；不限字数的见下一条")
            }
            Self::NothingWithin(chars) => {
                write!(f, "T5：卖着的宝贝一次最多改 {chars} 个字，在这以内没有值得改的；更大的改动见下一条")
            }
            Self::BeyondOneEdit(chars) => {
                write!(f, "T5：卖着的宝贝一次最多改 {chars} 个字，改不完；要一次改完见下一条")
            }
            Self::Unmendable(refusal) => {
                f.write_str("只用它自己的词改不好")?;
                if let Some(refusal) = refusal {
                    write!(f, "（{}）", refusal.as_str())?;
                }
                f.write_str("，请人工改")
            }
        }
    }
}
