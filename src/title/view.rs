//! What rules and proposals look at: a title, segmented, with what was found once and is used often.

use std::cell::OnceCell;

use super::brand::{self, BrandStanding, ShopName};
use super::repeat::{Mend, Repeats, repeats};
use crate::config::TitleConfig;
use crate::dictionary::{Role, RoleSet};
use crate::listing::Listing;
use crate::text::{AdvertisingTerms, GbkTable, Segmented, Segmenter, Shape, TermFinding, TermTier, Token, core_word};

/// A title under examination.
#[derive(Debug)]
pub struct TitleView<'a> {
    /// The listing it belongs to.
    pub listing: &'a Listing,
    /// Its tokens.
    pub segmented: &'a Segmented,
    /// The cutter, for its vocabulary and the way back to the original.
    pub segmenter: &'a Segmenter,
    /// GBK lengths.
    pub gbk: &'a GbkTable,
    /// GBK bytes of the title; `None` where a character has none.
    pub bytes: Option<usize>,
    /// Position of the core product word among the tokens: where it first stands.
    pub core: Option<usize>,
    /// Advertising terms.
    pub terms: Vec<TermFinding<'a>>,
    /// Brands named, by position among the tokens.
    pub brands: Vec<(usize, BrandStanding)>,
    /// Tokens whose word stood before: position, and how many times it stood.
    pub repeats: Vec<(usize, usize)>,
    /// Whether not even a hero may keep the title: it is unlawful, not to be published, or names another seller's brand.
    pub barred: bool,
    /// How often the core word may stand.
    core_repeats: usize,
    /// What becomes of repeats; made when it is first asked for.
    mend: OnceCell<Mend>,
    /// The roles of its tokens.
    pub roles: RoleSet,
    /// Whether it holds white space.
    pub spaced: bool,
    /// Whether it holds symbols.
    pub symbols: bool,
    /// Where the character of each byte of the normal form starts in the original; made when it is first asked for, and only of a title whose
    /// normal form is not aligned with it.
    offsets: OnceCell<Vec<u32>>,
}

impl<'a> TitleView<'a> {
    /// Looks at a segmented title. `shop` remembers the last listing's shop.
    pub fn new(
        listing: &'a Listing,
        segmented: &'a Segmented,
        segmenter: &'a Segmenter,
        gbk: &'a GbkTable,
        terms: &'a AdvertisingTerms,
        shop: &mut ShopName,
        config: &TitleConfig,
    ) -> Self {
        let (mut roles, mut spaced, mut symbols) = (RoleSet::default(), false, false);
        for token in &segmented.tokens {
            roles.insert(token.role);
            spaced |= token.shape == Shape::Space;
            symbols |= token.shape == Shape::Symbol;
        }
        let mut found = Vec::new();
        terms.find(segmented, |term| found.push(term));
        let brands = if roles.contains(Role::Brand) {
            brand::standings(listing, segmented, segmenter, shop)
        } else {
            Vec::new()
        };
        let terms: Vec<TermFinding<'_>> = found.into_iter().map(|term| exempt_name(term, segmented, &brands)).collect();
        let bytes = gbk.len(&listing.title);
        let barred = bytes.is_none_or(|bytes| bytes > config.max_bytes)
            || terms.iter().any(|term| term.tier == TermTier::Hard)
            || brands.iter().any(|(_, standing)| *standing == BrandStanding::Foreign);
        Self {
            listing,
            segmented,
            segmenter,
            gbk,
            bytes,
            core: if roles.contains(Role::Product) {
                core_word(segmented, &listing.category, segmenter.vocabulary())
                    .map(|core| first_standing(segmented, core))
            } else {
                None
            },
            terms,
            brands,
            repeats: repeats(segmented, segmenter.vocabulary(), Repeats::Reported),
            barred,
            core_repeats: config.core_repeats,
            mend: OnceCell::new(),
            roles,
            spaced,
            symbols,
            offsets: OnceCell::new(),
        }
    }

    /// GBK bytes that a proposal could fill at most: what is free, and what words that may go take up.
    pub fn room(&self, max_bytes: usize) -> usize {
        self.room_without(max_bytes, |role| matches!(role, Role::Service | Role::Neutral))
    }

    /// GBK bytes for words for which none goes that says something to shoppers.
    pub fn spare_room(&self, max_bytes: usize) -> usize {
        self.room_without(max_bytes, |role| role == Role::Service)
    }

    fn room_without(&self, max_bytes: usize, removable: impl Fn(Role) -> bool) -> usize {
        let Some(bytes) = self.bytes else { return max_bytes };
        let free = max_bytes.saturating_sub(bytes);
        let removable = |token: &&Token| removable(token.role) || matches!(token.shape, Shape::Space | Shape::Symbol);
        // A Chinese character takes three bytes here and two there.
        let taken = self.segmented.tokens.iter().filter(removable).map(|token| (token.end - token.start) as usize);
        free + taken.sum::<usize>()
    }

    /// Whether a token is a stroke or a colon right between two numbers (6/4人位, 1:24).
    pub fn joins_numbers(&self, index: usize) -> bool {
        let text = |at: Option<usize>| {
            at.and_then(|at| self.segmented.tokens.get(at)).map(|token| self.segmented.text(*token))
        };
        let digit = |character: Option<char>| character.is_some_and(|character| character.is_ascii_digit());
        matches!(text(Some(index)), Some("/" | ":"))
            && digit(text(index.checked_sub(1)).and_then(|before| before.chars().next_back()))
            && digit(text(Some(index + 1)).and_then(|next| next.chars().next()))
    }

    /// Whether a token is the core word, here or where it stands again.
    pub fn is_core(&self, index: usize) -> bool {
        let text = |at: usize| self.segmented.tokens.get(at).map(|token| self.segmented.text(*token));
        self.core.is_some_and(|core| text(core) == text(index))
    }

    /// Repeats beyond what rule T6 allows: the core word may stand a few times, any other word once.
    pub fn excess_repeats(&self) -> impl Iterator<Item = (usize, usize)> + '_ {
        self.repeats.iter().copied().filter(|&(index, before)| before >= self.allowed(self.is_core(index)))
    }

    /// How often a word may stand.
    pub fn allowed(&self, core: bool) -> usize {
        if core { self.core_repeats } else { 1 }
    }

    /// What becomes of the words that stand too often.
    pub(super) fn mend(&self) -> &Mend {
        self.mend.get_or_init(|| Mend::new(self))
    }

    /// The byte range in the original title of a range of the normal form.
    pub fn original_range(&self, start: usize, end: usize) -> (usize, usize) {
        if self.segmented.folding.aligned {
            return (start, end);
        }
        let title = &self.listing.title;
        let offsets = self.offsets.get_or_init(|| self.offsets());
        let at = |offset: usize| offsets.get(offset).map_or(title.len(), |&start| start as usize);
        let first = at(start);
        if end <= start {
            return (first, first);
        }
        let last = at(end - 1);
        let last_len = title.get(last..).and_then(|rest| rest.chars().next()).map_or(0, char::len_utf8);
        (first, last + last_len)
    }

    fn offsets(&self) -> Vec<u32> {
        let mut offsets = Vec::with_capacity(self.segmented.normalized.len());
        let mut image = String::new();
        for (start, character) in self.listing.title.char_indices() {
            if offsets.len() >= self.segmented.normalized.len() {
                break;
            }
            self.segmenter.normalizer().normalize_into(character.encode_utf8(&mut [0; 4]), &mut image);
            offsets.resize(offsets.len() + image.len(), start as u32);
        }
        offsets
    }

    /// The original text of a range of the normal form.
    pub fn original_text(&self, start: usize, end: usize) -> &'a str {
        let (start, end) = self.original_range(start, end);
        self.listing.title.get(start..end).unwrap_or_default()
    }
}

/// Where the product word at `core` first stands.
fn first_standing(segmented: &Segmented, core: usize) -> usize {
    let text = segmented.tokens.get(core).map(|token| segmented.text(*token));
    let same = |token: &Token| token.role == Role::Product && Some(segmented.text(*token)) == text;
    segmented.tokens.iter().position(same).unwrap_or(core)
}

/// A term that is the listing's own brand (荣耀) is a registered name, not a claim.
fn exempt_name<'a>(term: TermFinding<'a>, segmented: &Segmented, brands: &[(usize, BrandStanding)]) -> TermFinding<'a> {
    let name = brands.iter().any(|&(index, standing)| {
        standing != BrandStanding::Foreign
            && segmented.tokens.get(index).is_some_and(|token| token.range() == (term.start..term.end))
    });
    if name { TermFinding { tier: TermTier::Allowed, note: "品牌名", ..term } } else { term }
}
