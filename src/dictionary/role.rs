//! What a word of a title is.

use serde::{Deserialize, Serialize};

/// Role of a word in a title.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Role {
    /// What is sold: 连衣裙, 保温杯.
    Product,
    /// Whose mark it bears.
    Brand,
    /// A model name or number: `KSR10-07-25`.
    Model,
    /// 纯棉, 真皮.
    Material,
    /// 法式, 修身, 圆领.
    Style,
    /// 碎花, 格子.
    Pattern,
    /// 酒红色.
    Colour,
    /// 秋冬, and years.
    Season,
    /// 女, 学生, 孕妇.
    Audience,
    /// 居家, 旅行.
    Scene,
    /// 保暖, 防水.
    Function,
    /// 刺绣, 手工.
    Craft,
    /// 宁夏, 进口.
    Origin,
    /// 领口, 内胆.
    Part,
    /// A quantity: `500ml`, 2瓶.
    Spec,
    /// 包邮, 正品: words about the deal, not the product.
    Service,
    /// 百搭, 新款: true of nearly anything (rule T8).
    Neutral,
    /// Anything else.
    Other,
}

impl Role {
    /// Every role, in the order of their ids.
    pub const ALL: [Self; 18] = [
        Self::Product,
        Self::Brand,
        Self::Model,
        Self::Material,
        Self::Style,
        Self::Pattern,
        Self::Colour,
        Self::Season,
        Self::Audience,
        Self::Scene,
        Self::Function,
        Self::Craft,
        Self::Origin,
        Self::Part,
        Self::Spec,
        Self::Service,
        Self::Neutral,
        Self::Other,
    ];

    /// The word used in files and dictionaries.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Product => "product",
            Self::Brand => "brand",
            Self::Model => "model",
            Self::Material => "material",
            Self::Style => "style",
            Self::Pattern => "pattern",
            Self::Colour => "colour",
            Self::Season => "season",
            Self::Audience => "audience",
            Self::Scene => "scene",
            Self::Function => "function",
            Self::Craft => "craft",
            Self::Origin => "origin",
            Self::Part => "part",
            Self::Spec => "spec",
            Self::Service => "service",
            Self::Neutral => "neutral",
            Self::Other => "other",
        }
    }

    /// The word that people read.
    pub fn chinese(self) -> &'static str {
        match self {
            Self::Product => "产品",
            Self::Brand => "品牌",
            Self::Model => "型号",
            Self::Material => "材质",
            Self::Style => "款式",
            Self::Pattern => "图案",
            Self::Colour => "颜色",
            Self::Season => "季节",
            Self::Audience => "人群",
            Self::Scene => "场景",
            Self::Function => "功能",
            Self::Craft => "工艺",
            Self::Origin => "产地",
            Self::Part => "部位",
            Self::Spec => "规格",
            Self::Service => "服务",
            Self::Neutral => "通用",
            Self::Other => "其他",
        }
    }

    fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|role| role.as_str() == name)
    }
}

/// What a line of a dictionary says of its word.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum EntryKind {
    /// The word plays this role.
    Word(Role),
    /// The word is a measure unit or counter: with a number before it, it makes a [`Role::Spec`].
    Unit,
    /// The word carries no meaning of its own.
    Stop,
    /// Forbidden by advertising law, art. 9 (rule T7).
    Hard,
    /// Risky in advertising (rule T7).
    Soft,
    /// Innocent although it holds a hard or soft term; the note says why.
    Allow,
    /// The word and its canonical form exclude each other on one product (rule K5).
    Contradiction,
    /// The word says how dear a thing should be (rule K5).
    Price(PriceLevel),
}

/// How dear a word says that a thing should be, against others of its kind.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum PriceLevel {
    /// 平价, 学生党.
    Cheap,
    /// 轻奢, 高端.
    Dear,
}

impl EntryKind {
    /// The kind that a dictionary's second column names.
    pub fn from_name(name: &str) -> Option<Self> {
        Some(match name {
            "unit" => Self::Unit,
            "stop" => Self::Stop,
            "hard" => Self::Hard,
            "soft" => Self::Soft,
            "allow" => Self::Allow,
            "contradiction" => Self::Contradiction,
            "cheap" => Self::Price(PriceLevel::Cheap),
            "dear" => Self::Price(PriceLevel::Dear),
            // Spec, model and other are worked out, never listed.
            "spec" | "model" | "other" => return None,
            _ => Self::Word(Role::from_name(name)?),
        })
    }
}

/// A set of roles.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub struct RoleSet(u32);

impl RoleSet {
    /// No role.
    pub const NONE: Self = Self(0);

    /// One bit a role, in the order of their ids.
    pub fn bits(self) -> u32 {
        self.0
    }

    /// Adds a role.
    pub fn insert(&mut self, role: Role) {
        self.0 |= 1 << role as u32;
    }

    /// Takes a role out.
    pub fn remove(&mut self, role: Role) {
        self.0 &= !(1 << role as u32);
    }

    /// Whether the role is in the set.
    pub fn contains(self, role: Role) -> bool {
        self.0 & (1 << role as u32) != 0
    }

    /// Whether there is no role.
    pub fn is_empty(self) -> bool {
        self.0 == 0
    }

    /// The role of least id: [`Role`]'s order is the order of preference where nothing else decides.
    pub fn first(self) -> Option<Role> {
        Role::ALL.get(self.0.trailing_zeros() as usize).copied()
    }
}
