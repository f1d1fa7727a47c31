//! The units of a present title: words and what is glued to them, and what a proposal leaves out.

use super::brand::BrandStanding;
use super::view::TitleView;
use crate::dictionary::Role;
use crate::text::{Shape, TermTier};

/// A word or fixed phrase of the present title.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Unit {
    /// Text as the shop wrote it.
    pub text: String,
    /// What it is.
    pub role: Role,
    /// Positions among the title's tokens.
    pub first: usize,
    /// Last position, inclusive.
    pub last: usize,
    /// May not be left out: the core word, the shop's own brand, models, quantities.
    pub obligatory: bool,
    /// Whether the unit stands right behind the one before it, without a separator or something left out between.
    pub joined: bool,
}

/// How much of what is wasteful a proposal clears away.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Sweep {
    /// All that T6 and T7 name.
    All,
    /// What must not be published: over a small edit budget, the rest stays.
    Unlawful,
}

/// Whether each token of the title is left out.
pub(super) fn dropped(view: &TitleView<'_>, sweep: Sweep) -> Vec<bool> {
    let title = view.segmented;
    let mut drop = vec![false; title.tokens.len()];
    for term in view.terms.iter().filter(|term| term.tier == TermTier::Hard) {
        for (token, drop) in title.tokens.iter().zip(&mut drop) {
            *drop |= token.start as usize >= term.start && (token.end as usize) <= term.end;
        }
    }
    for &(index, standing) in &view.brands {
        if standing == BrandStanding::Foreign {
            drop[index] = true;
            // 同款 and the like mean nothing without the brand.
            if let Some(next) = title.tokens.get(index + 1)
                && matches!(title.text(*next), "同款" | "平替" | "代购" | "原单" | "仿")
            {
                drop[index + 1] = true;
            }
        }
    }
    for (index, token) in title.tokens.iter().enumerate() {
        let publishable = view.original_text_is_gbk(*token);
        let swept = sweep == Sweep::All && token.role == Role::Service && view.core != Some(index);
        drop[index] |= !publishable || swept;
    }
    // A repeated word stands once: where the core is, else where it stands first.
    for &(index, _) in &view.repeats {
        let again = if view.is_core(index) { view.core != Some(index) } else { true };
        drop[index] |= again;
    }
    if let Some(core) = view.core {
        let earlier = (0..core).filter(|&index| view.repeats.iter().any(|&(at, _)| at == core) && view.is_core(index));
        earlier.for_each(|index| drop[index] = true);
    }
    drop
}

/// Words that mean nothing without the word behind them.
const FORWARD: [&str; 14] = ["的", "和", "与", "及", "或", "不", "无", "非", "可", "带", "配", "加", "免", "送"];

/// Cuts the kept tokens into units.
pub(super) fn units(view: &TitleView<'_>, drop: &[bool]) -> Vec<Unit> {
    let title = view.segmented;
    let mut units: Vec<Unit> = Vec::new();
    // Whether the next token must be glued on, because a unit ended on a particle.
    let mut sticky = false;
    let mut adjacent = false;
    for (index, token) in title.tokens.iter().enumerate() {
        let word = matches!(token.shape, Shape::Word | Shape::Latin);
        if !word || drop.get(index).copied().unwrap_or_default() {
            adjacent = false;
            sticky = false;
            continue;
        }
        let text = title.text(*token);
        let info = token.word.and_then(|id| view.segmenter.vocabulary().info(id));
        let stop = info.is_some_and(|info| info.stop && info.roles.is_empty());
        let single = text.chars().nth(1).is_none();
        let loose = token.shape == Shape::Word && ((token.role == Role::Other && single) || stop);
        let range = view.original_text(token.start as usize, token.end as usize);
        let is_core = view.core == Some(index);
        match units.last_mut() {
            Some(last) if adjacent && (sticky || (loose && !is_core)) => {
                last.text.push_str(range);
                last.last = index;
                if last.role == Role::Other {
                    last.role = token.role;
                }
                last.obligatory |= is_core;
            }
            _ => units.push(Unit {
                text: range.to_owned(),
                role: token.role,
                first: index,
                last: index,
                obligatory: is_core
                    || matches!(token.role, Role::Model)
                    || view.brands.iter().any(|&(at, standing)| at == index && standing != BrandStanding::Foreign),
                joined: adjacent,
            }),
        }
        // A loose word at the front of a run, and one that reaches forward, takes the next word with it.
        sticky = (loose && !adjacent) || FORWARD.contains(&text);
        adjacent = true;
    }
    units
}

impl TitleView<'_> {
    /// Whether every character of a token can be published.
    fn original_text_is_gbk(&self, token: crate::text::Token) -> bool {
        self.bytes.is_some() || self.gbk.len(self.original_text(token.start as usize, token.end as usize)).is_some()
    }
}
