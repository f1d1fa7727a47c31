//! What an unknown word probably is.
//!
//! Naive Bayes over the roles. Its features are the word's last and first character, its length and, where jieba's own list has it,
//! its part of speech there, learnt from the dictionaries, and the roles of its neighbours, learnt from the known words of the same
//! texts. Features are not independent, and a frequent
//! word would drown its form in its contexts: so all contexts of a word together weigh as much as [`CONTEXTS_WEIGH`] of them.

use rustc_hash::FxHashMap;

use super::cut::{Border, Kind, Piece};
use crate::dictionary::Role;
use crate::text::{Segmenter, WordId, jieba_words};

/// Roles that a dictionary can list: all but model, spec and other.
const ROLES: usize = Role::ALL.len();
/// What may stand beside a word: a role, a slash or bracket, another symbol, the text's end.
const BESIDE: usize = ROLES + 3;
const SLASH: usize = ROLES;
const GAP: usize = ROLES + 1;
const END: usize = ROLES + 2;
/// Lengths told apart.
const LENGTHS: usize = 6;

/// How many independent contexts all contexts of a word are worth. Of 1, 2, 4 and 8 this told most hidden dictionary words right (84 % of 4,500
/// over 15 roles, in four sets of titles).
const CONTEXTS_WEIGH: f64 = 2.0;
/// Weight of the first character, which says less than the last.
const FIRST_WEIGHS: f64 = 0.7;
/// Counts added to every character and context, so that none is impossible.
const CHARACTER_PRIOR: f64 = 0.3;
/// The same for every part of speech, and how many of these there are.
const TAG_PRIOR: f64 = 0.5;
const TAGS: f64 = 40.0;
/// How many characters are expected in all.
const CHARACTERS: f64 = 1500.0;

/// What stands on the two sides of a word, counted.
#[derive(Debug, Clone)]
pub(super) struct Contexts {
    left: [u32; BESIDE],
    right: [u32; BESIDE],
}

impl Default for Contexts {
    fn default() -> Self {
        Self { left: [0; BESIDE], right: [0; BESIDE] }
    }
}

impl Contexts {
    /// Counts the place between the pieces before `first` and behind `last`.
    pub(super) fn add(&mut self, pieces: &[Piece], first: usize, last: usize) {
        let left = match (pieces.get(first).map(|piece| piece.before), first.checked_sub(1)) {
            (_, None) => END,
            (Some(Border::Slash), _) => SLASH,
            (Some(Border::Gap), _) => GAP,
            (_, Some(before)) => pieces.get(before).map_or(END, |piece| piece.role as usize),
        };
        let right = match pieces.get(last + 1) {
            None => END,
            Some(piece) => match piece.before {
                Border::Slash => SLASH,
                Border::Gap => GAP,
                Border::None => piece.role as usize,
            },
        };
        for (side, at) in [(&mut self.left, left), (&mut self.right, right)] {
            if let Some(count) = side.get_mut(at) {
                *count += 1;
            }
        }
    }

    fn total(&self) -> f64 {
        self.left.iter().map(|&count| f64::from(count)).sum()
    }
}

/// What is known of the words of one role.
#[derive(Debug, Default)]
struct Profile {
    /// Dictionary words of two characters and more.
    listed: f64,
    last: FxHashMap<char, f64>,
    first: FxHashMap<char, f64>,
    lengths: [f64; LENGTHS],
    /// Words with a part of speech, and how many of each.
    tagged: f64,
    tags: FxHashMap<&'static str, f64>,
    /// Different words of the role in the texts.
    met: f64,
    contexts: Contexts,
}

/// The model: learns while texts go by, then classifies. Chinese and Latin words have one each.
#[derive(Debug)]
pub(super) struct RoleModel {
    profiles: Vec<Profile>,
    /// The part of speech that jieba's own list gives a word; words of the dictionaries alone have none.
    parts_of_speech: FxHashMap<&'static str, &'static str>,
    /// By word id, whether it was met.
    met: Vec<bool>,
    latin: bool,
}

impl RoleModel {
    /// Learns the forms of the dictionaries' words.
    pub(super) fn new(segmenter: &Segmenter, latin: bool) -> Self {
        let parts_of_speech: FxHashMap<&str, &str> =
            jieba_words().filter(|(.., tag)| *tag != "x").map(|(word, _, tag)| (word, tag)).collect();
        let mut profiles: Vec<Profile> = (0..ROLES).map(|_| Profile::default()).collect();
        for (_, info) in segmenter.vocabulary().iter() {
            let mut characters = info.text.chars();
            let (Some(first), Some(last)) = (characters.next(), characters.next_back()) else { continue };
            let tag = parts_of_speech.get(&*info.text).copied();
            for role in Role::ALL.into_iter().filter(|&role| info.roles.contains(role)) {
                let Some(profile) = profiles.get_mut(role as usize) else { continue };
                profile.listed += 1.0;
                *profile.first.entry(first).or_default() += 1.0;
                *profile.last.entry(last).or_default() += 1.0;
                if let Some(tag) = tag {
                    profile.tagged += 1.0;
                    *profile.tags.entry(tag).or_default() += 1.0;
                }
                if let Some(count) = profile.lengths.get_mut(length_class(&info.text)) {
                    *count += 1.0;
                }
            }
        }
        Self { profiles, parts_of_speech, met: vec![false; segmenter.vocabulary().len()], latin }
    }

    /// Learns the contexts of the known words of a text.
    pub(super) fn learn(&mut self, pieces: &[Piece]) {
        for (at, piece) in pieces.iter().enumerate() {
            let known = if self.latin {
                piece.kind == Kind::Other && !matches!(piece.role, Role::Spec | Role::Model | Role::Other)
            } else {
                piece.kind == Kind::Known
            };
            if !known {
                continue;
            }
            let Some(profile) = self.profiles.get_mut(piece.role as usize) else { continue };
            profile.contexts.add(pieces, at, at);
            if let Some(met) = piece.word.and_then(|WordId(id)| self.met.get_mut(id as usize))
                && !std::mem::replace(met, true)
            {
                profile.met += 1.0;
            }
        }
    }

    /// The most probable role of a word and its probability.
    pub(super) fn classify(&self, word: &str, contexts: &Contexts) -> (Role, f64) {
        let tag = self.parts_of_speech.get(word).copied();
        let met: f64 = self.profiles.iter().map(|profile| profile.met).sum();
        let likelihoods: Vec<(Role, f64)> = Role::ALL
            .into_iter()
            .filter(|role| !matches!(role, Role::Model | Role::Spec | Role::Other))
            .filter_map(|role| Some((role, self.profiles.get(role as usize)?)))
            .map(|(role, profile)| {
                let prior = ((profile.met + 1.0) / (met + ROLES as f64)).ln();
                let form = if self.latin { 0.0 } else { form(profile, word, tag) };
                (role, prior + form + context(profile, contexts))
            })
            .collect();
        let best = likelihoods.iter().copied().reduce(|best, next| if next.1 > best.1 { next } else { best });
        let Some((role, most)) = best else { return (Role::Other, 0.0) };
        let sum: f64 = likelihoods.iter().map(|(_, likelihood)| (likelihood - most).exp()).sum();
        (role, 1.0 / sum)
    }
}

/// Log-likelihood of the word's form.
fn form(profile: &Profile, word: &str, tag: Option<&str>) -> f64 {
    let share = |counts: &FxHashMap<char, f64>, character: Option<char>| {
        let count = character.and_then(|character| counts.get(&character)).copied().unwrap_or_default();
        ((count + CHARACTER_PRIOR) / (profile.listed + CHARACTER_PRIOR * CHARACTERS)).ln()
    };
    let length = profile.lengths.get(length_class(word)).copied().unwrap_or_default();
    let speech = tag.map_or(0.0, |tag| {
        let count = profile.tags.get(tag).copied().unwrap_or_default();
        ((count + TAG_PRIOR) / (profile.tagged + TAG_PRIOR * TAGS)).ln()
    });
    speech
        + share(&profile.last, word.chars().next_back())
        + FIRST_WEIGHS * share(&profile.first, word.chars().next())
        + ((length + CHARACTER_PRIOR) / (profile.listed + CHARACTER_PRIOR * LENGTHS as f64)).ln()
}

/// Log-likelihood of the word's contexts, all of them together.
fn context(profile: &Profile, contexts: &Contexts) -> f64 {
    let total = contexts.total();
    if total <= 0.0 {
        return 0.0;
    }
    let learnt = profile.contexts.total() + BESIDE as f64;
    let side = |own: &[u32; BESIDE], of_role: &[u32; BESIDE]| -> f64 {
        let pairs = own.iter().zip(of_role);
        pairs.map(|(&count, &known)| f64::from(count) * ((f64::from(known) + 1.0) / learnt).ln()).sum()
    };
    let sum = side(&contexts.left, &profile.contexts.left) + side(&contexts.right, &profile.contexts.right);
    CONTEXTS_WEIGH.min(total) * sum / total
}

fn length_class(word: &str) -> usize {
    word.chars().count().clamp(1, LENGTHS) - 1
}
