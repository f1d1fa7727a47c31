//! Why a listing ends when it does, in the users' words.

use super::week::WeekMinute;

/// Why a listing got its end.
#[derive(Debug, Clone, Copy, PartialEq)]
#[non_exhaustive]
pub enum Reason {
    /// Out of stock: no end (rule E5).
    OutOfStock,
    /// In the warehouse, with no list time ahead: no end.
    OffShelf,
    /// No end could be found: every hour is blocked, or the date lies past the calendar's end.
    NoSlot,
    /// The present end is good enough.
    Kept {
        /// What there is to say about the present end.
        note: Option<PresentNote>,
    },
    /// The configuration pins it there.
    Pinned {
        /// Where.
        at: WeekMinute,
        /// What speaks against it.
        clash: Option<PinClash>,
    },
    /// Stays for a weekly test: the half that is compared with the plan.
    Held,
    /// The end moves.
    Moved {
        /// Where to.
        to: WeekMinute,
        /// What for.
        cause: MoveCause,
        /// What there is to say about the present end.
        note: Option<PresentNote>,
    },
}

/// What is special about a present end.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum PresentNote {
    /// It had passed and was rolled forward by whole cycles.
    Rolled,
    /// The listing is not on the shelf yet: its list time lies ahead.
    NotYetListed,
}

/// What a pin breaks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum PinClash {
    /// The end or the list time lies in a blocked time.
    Blocked,
    /// Other pinned listings end in the very same minute.
    SameMinute {
        /// How many.
        count: u32,
    },
}

/// What moves an end. Scores are boost-weighted traffic before the end; the week's mean is 1.
#[derive(Debug, Clone, Copy, PartialEq)]
#[non_exhaustive]
pub enum MoveCause {
    /// There is more traffic before the new end.
    Traffic {
        /// Score of the present end.
        from: f64,
        /// Score of the new end.
        to: f64,
        /// Whether the listing is a hero (爆款).
        hero: bool,
    },
    /// Rivals of the same category or with a near-identical title end in the present hour.
    Siblings {
        /// How many, those that sell at least as well only.
        count: u32,
    },
    /// The present hour is worth more to other listings of the shop, and holds only so many.
    Crowd {
        /// How many end there in the plan.
        count: u32,
    },
    /// The present hour is blocked by the configuration.
    Blocked,
    /// Another listing of the shop ends in the very same minute.
    SameMinute,
    /// No list time is known, so there is no present end.
    NoPresentEnd {
        /// Score of the new end.
        to: f64,
    },
}

impl Reason {
    /// The reason in a sentence of simplified Chinese.
    pub fn text(&self) -> String {
        match *self {
            Self::OutOfStock => "已缺货，不安排".into(),
            Self::OffShelf => "在仓库中，没有上架，不安排".into(),
            Self::NoSlot => "没有可用的时段，不安排".into(),
            Self::Kept { note } => {
                let note = match note {
                    Some(PresentNote::Rolled) => "（导出的下架时间已过，按周期顺延）",
                    Some(PresentNote::NotYetListed) => "（上架时间还没到）",
                    None => "",
                };
                format!("现在的下架时间已经够好，不动{note}")
            }
            Self::Held => "每周测试的对照组，这周不动".into(),
            Self::Pinned { at, clash } => {
                let clash = match clash {
                    Some(PinClash::Blocked) => "（注意：这个时间或它的上架时间设为不安排）".into(),
                    Some(PinClash::SameMinute { count }) => format!("（注意：另有 {count} 个宝贝也指定在这一分钟）"),
                    None => String::new(),
                };
                format!("已指定{at}下架{clash}")
            }
            Self::Moved { to, cause, note } => {
                let note = match note {
                    Some(PresentNote::Rolled) => "（导出的下架时间已过，按周期顺延后比较）",
                    Some(PresentNote::NotYetListed) => "（上架时间还没到，按预定的时间比较）",
                    None => "",
                };
                format!("{}{note}", cause.text(to))
            }
        }
    }
}

impl MoveCause {
    fn text(self, end: WeekMinute) -> String {
        match self {
            Self::Traffic { from, to, hero } => {
                let first = if hero { "爆款，" } else { "" };
                format!("{first}移到{end}：下架前的加权流量是均值的 {to:.2} 倍，原来是 {from:.2} 倍")
            }
            Self::Siblings { count } => format!("同类目或近似标题的宝贝在原时段已有 {count} 个，错开到{end}"),
            Self::Crowd { count } => format!("原时段留给本店另外 {count} 个宝贝更合算，错开到{end}"),
            Self::Blocked => format!("原时段设为不安排下架，移到{end}"),
            Self::SameMinute => format!("本店已有宝贝在同一分钟下架，错开到{end}"),
            Self::NoPresentEnd { to } => {
                format!("没有上架时间，建议{end}下架：下架前的加权流量是均值的 {to:.2} 倍")
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reasons_name_the_place_and_the_cause() {
        let to = WeekMinute::new(2 * 24 + 21, 30);
        let text = |cause| Reason::Moved { to, cause, note: None }.text();
        assert_eq!(
            text(MoveCause::Traffic { from: 0.42, to: 1.38, hero: true }),
            "爆款，移到周三 21:30：下架前的加权流量是均值的 1.38 倍，原来是 0.42 倍"
        );
        assert_eq!(text(MoveCause::Siblings { count: 3 }), "同类目或近似标题的宝贝在原时段已有 3 个，错开到周三 21:30");
        assert_eq!(Reason::OutOfStock.text(), "已缺货，不安排");
    }
}
