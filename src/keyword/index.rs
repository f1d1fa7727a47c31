//! Which keywords does a set of words cover?
//!
//! A search shows a listing when every word of the query is in the title (rule T2). Each keyword stands in the posting list of its rarest
//! word, beside a 64-bit signature of all its words: most postings of a title's words are refused by one AND.

use rustc_hash::FxHashMap;

use super::price::PriceClaim;
use super::word_set::{WordSet, signature_bit};
use crate::dictionary::Role;
use crate::text::{Segmented, Segmenter, Shape, WordId};

/// Dense id of a keyword: its position in the table the index was built from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct KeywordId(pub u32);

#[derive(Debug, Clone, Copy)]
struct Posting {
    /// Bits of every word of the keyword.
    signature: u64,
    keyword: KeywordId,
}

/// The keyword index: built once, immutable, shared by every thread.
#[derive(Debug, Clone, Default)]
pub struct KeywordIndex {
    /// Words of keyword `k`: `words[word_starts[k]..word_starts[k + 1]]`, sorted.
    words: Vec<WordId>,
    word_starts: Vec<u32>,
    /// The same words in the order of the query, with the same starts.
    phrases: Vec<WordId>,
    /// Postings of word `w`: `postings[posting_starts[w]..posting_starts[w + 1]]`.
    postings: Vec<Posting>,
    posting_starts: Vec<u32>,
    /// Words that a longer word contains, by the longer word's id, in the same form.
    parts: Vec<WordId>,
    part_starts: Vec<u32>,
    /// A bit for each word with postings, and one for each that contains others: most words have none, and a bit is found without leaving a
    /// core's own cache.
    posted: Vec<u64>,
    compound: Vec<u64>,
    /// Whether a keyword names a product.
    products: Vec<bool>,
    /// Whether a word stands in any keyword that names a product and another word.
    useful: Vec<bool>,
    /// What keywords say of the price; few do.
    prices: FxHashMap<KeywordId, PriceClaim>,
}

impl KeywordIndex {
    /// Builds the index over `keywords`; the segmenter learns their words. A keyword without a word is never covered.
    pub fn build<'a>(segmenter: &mut Segmenter, keywords: impl IntoIterator<Item = &'a str>) -> Self {
        let mut index = Self { word_starts: vec![0], ..Self::default() };
        let mut segmented = Segmented::default();
        let mut own: Vec<WordId> = Vec::new();
        for (id, keyword) in (0..).map(KeywordId).zip(keywords) {
            segmenter.segment(keyword, &mut segmented);
            if let Some(claim) = PriceClaim::read(&segmented, segmenter.vocabulary()) {
                index.prices.insert(id, claim);
            }
            own.clear();
            for token in &segmented.tokens {
                if matches!(token.shape, Shape::Word | Shape::Latin) {
                    let id = segmenter.intern(segmented.text(*token));
                    own.push(id);
                }
            }
            let meaningful = |id: &WordId| !segmenter.vocabulary().info(*id).is_some_and(|info| info.stop);
            if own.iter().any(meaningful) {
                own.retain(meaningful);
            }
            let mut at = 0;
            while let Some(word) = own.get(at) {
                if own[..at].contains(word) {
                    own.remove(at);
                } else {
                    at += 1;
                }
            }
            index.phrases.extend(&own);
            own.sort_unstable();
            let product =
                |id: &WordId| segmenter.vocabulary().info(*id).is_some_and(|info| info.roles.contains(Role::Product));
            index.products.push(own.iter().any(product));
            index.words.extend(&own);
            index.word_starts.push(index.words.len() as u32);
        }
        index.post(segmenter.vocabulary().len());
        index.find_parts(segmenter);
        let mut useful = vec![false; segmenter.vocabulary().len()];
        for keyword in (0..index.len() as u32).map(KeywordId).filter(|&keyword| index.names_product(keyword)) {
            for word in index.words(keyword) {
                useful[word.0 as usize] = true;
            }
        }
        index.useful = useful;
        index
    }

    /// The index of the keywords that hold a word of `set_aside`, without those words: it tells which keywords a title would cover if it had them.
    /// Ids are those of this index; keywords without such a word are never covered.
    #[must_use]
    pub fn without(&self, segmenter: &Segmenter, set_aside: impl Fn(WordId) -> bool) -> Self {
        let mut rest = Self { word_starts: vec![0], ..Self::default() };
        for keyword in (0..self.len() as u32).map(KeywordId) {
            let words = self.words(keyword);
            if words.iter().any(|&word| set_aside(word)) {
                rest.words.extend(words.iter().filter(|&&word| !set_aside(word)));
            }
            rest.word_starts.push(rest.words.len() as u32);
        }
        rest.post(segmenter.vocabulary().len());
        rest
    }

    /// Whether a keyword says what is searched for, and not just how it should be (新款, 方便).
    pub fn names_product(&self, keyword: KeywordId) -> bool {
        self.products.get(keyword.0 as usize).copied().unwrap_or_default()
    }

    /// Whether a word stands in a keyword that names a product.
    pub fn is_useful(&self, word: WordId) -> bool {
        self.useful.get(word.0 as usize).copied().unwrap_or_default()
    }

    /// What a keyword says of the price (rule K5).
    pub fn price_claim(&self, keyword: KeywordId) -> Option<&PriceClaim> {
        self.prices.get(&keyword)
    }

    /// How many keywords there are.
    pub fn len(&self) -> usize {
        self.word_starts.len().saturating_sub(1)
    }

    /// Whether there is no keyword.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The words of a keyword, sorted by id, each once.
    pub fn words(&self, keyword: KeywordId) -> &[WordId] {
        slice(&self.words, &self.word_starts, keyword.0)
    }

    /// The words of a keyword, each once, in the order of the query.
    pub fn phrase(&self, keyword: KeywordId) -> &[WordId] {
        slice(&self.phrases, &self.word_starts, keyword.0)
    }

    /// Adds to `out` the keywords all of whose words are in `set`. Each comes once; the order is that of the set's words.
    pub fn cover(&self, set: &WordSet, out: &mut Vec<KeywordId>) {
        let absent = !set.signature();
        for &word in set.words() {
            if !bit(&self.posted, word) {
                continue;
            }
            for posting in slice(&self.postings, &self.posting_starts, word.0) {
                if posting.signature & absent == 0 && self.words(posting.keyword).iter().all(|&word| set.contains(word))
                {
                    out.push(posting.keyword);
                }
            }
        }
    }

    /// Puts a token's word into `set`, and the words it contains: a title with 羊绒衫 is found by 羊绒.
    pub fn add_token(&self, segmenter: &Segmenter, text: &str, word: Option<WordId>, set: &mut WordSet) {
        if let Some(word) = word {
            set.insert(word);
            if !bit(&self.compound, word) {
                return;
            }
            for &part in slice(&self.parts, &self.part_starts, word.0) {
                set.insert(part);
            }
            return;
        }
        for_each_part(text, |part| {
            if let Some(word) = segmenter.vocabulary().get(part) {
                set.insert(word);
            }
        });
    }

    /// Puts every word of a segmented text into `set`.
    pub fn add_text(&self, segmenter: &Segmenter, text: &Segmented, set: &mut WordSet) {
        for (_, token) in text.words() {
            self.add_token(segmenter, text.text(token), token.word, set);
        }
    }

    fn post(&mut self, vocabulary: usize) {
        let mut frequency = vec![0u32; vocabulary];
        for word in &self.words {
            frequency[word.0 as usize] += 1;
        }
        let rarest = |words: &[WordId]| words.iter().copied().min_by_key(|word| (frequency[word.0 as usize], word.0));
        let mut counts = vec![0u32; vocabulary + 1];
        let keywords = (0..self.len() as u32).map(KeywordId);
        for keyword in keywords.clone() {
            if let Some(word) = rarest(self.words(keyword)) {
                counts[word.0 as usize + 1] += 1;
            }
        }
        for word in 0..vocabulary {
            counts[word + 1] += counts[word];
        }
        let mut next = counts.clone();
        let mut postings = vec![Posting { signature: 0, keyword: KeywordId(0) }; *counts.last().unwrap_or(&0) as usize];
        for keyword in keywords {
            let words = self.words(keyword);
            if let Some(word) = rarest(words) {
                let at = &mut next[word.0 as usize];
                let signature = words.iter().fold(0, |bits, &word| bits | signature_bit(word));
                postings[*at as usize] = Posting { signature, keyword };
                *at += 1;
            }
        }
        self.postings = postings;
        self.posted = bits(&counts);
        self.posting_starts = counts;
    }

    fn find_parts(&mut self, segmenter: &Segmenter) {
        let vocabulary = segmenter.vocabulary();
        let mut wanted = vec![false; vocabulary.len()];
        for word in &self.words {
            wanted[word.0 as usize] = true;
        }
        self.part_starts.push(0);
        for (_, info) in vocabulary.iter() {
            let from = self.parts.len();
            let mut add = |part: &str| {
                if let Some(id) = vocabulary.get(part)
                    && wanted[id.0 as usize]
                {
                    self.parts.push(id);
                }
            };
            for_each_part(&info.text, &mut add);
            // 男女 is 男 and 女.
            let audience = |part: &str| {
                vocabulary
                    .get(part)
                    .and_then(|id| vocabulary.info(id))
                    .is_some_and(|part| part.roles.contains(Role::Audience))
            };
            if info.text.chars().count() == 2 {
                let letters: Vec<String> = info.text.chars().map(String::from).collect();
                if letters.iter().all(|letter| audience(letter)) {
                    for letter in &letters {
                        add(letter);
                    }
                }
            }
            self.parts[from..].sort_unstable();
            self.part_starts.push(self.parts.len() as u32);
        }
        self.compound = bits(&self.part_starts);
    }
}

/// A bit for each entry whose slice is not empty.
fn bits(starts: &[u32]) -> Vec<u64> {
    let mut bits = vec![0; starts.len().div_ceil(64)];
    for (at, pair) in starts.windows(2).enumerate() {
        bits[at / 64] |= u64::from(pair[0] < pair[1]) << (at % 64);
    }
    bits
}

fn bit(bits: &[u64], word: WordId) -> bool {
    bits.get(word.0 as usize / 64).is_some_and(|bits| bits >> (word.0 % 64) & 1 == 1)
}

fn slice<'a, T>(items: &'a [T], starts: &[u32], index: u32) -> &'a [T] {
    let index = index as usize;
    match (starts.get(index), starts.get(index + 1)) {
        (Some(&from), Some(&to)) => items.get(from as usize..to as usize).unwrap_or_default(),
        _ => &[],
    }
}

/// Longest token, in characters, whose inner words are looked up: beyond it a token is no word of Chinese.
const LONGEST_COMPOUND: usize = 8;

/// Calls `found` for each proper part of at least two characters of a Chinese token.
fn for_each_part(text: &str, mut found: impl FnMut(&str)) {
    if text.len() < 9 || text.len() > 3 * LONGEST_COMPOUND || text.is_ascii() {
        return;
    }
    let mut borders = [0usize; 3 * LONGEST_COMPOUND + 1];
    let mut count = 0;
    for (at, _) in text.char_indices() {
        borders[count] = at;
        count += 1;
    }
    borders[count] = text.len();
    for from in 0..count {
        for to in from + 2..=count {
            if to - from < count {
                found(&text[borders[from]..borders[to]]);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use std::sync::LazyLock;

    use proptest::prelude::*;

    use super::*;
    use crate::dictionary::Dictionary;

    fn covered(keywords: &[&str], title: &str) -> Vec<String> {
        let mut segmenter = SEGMENTER.clone();
        let index = KeywordIndex::build(&mut segmenter, keywords.iter().copied());
        let mut set = WordSet::new();
        let mut title_tokens = Segmented::default();
        segmenter.segment(title, &mut title_tokens);
        index.add_text(&segmenter, &title_tokens, &mut set);
        let mut out = Vec::new();
        index.cover(&set, &mut out);
        out.sort_unstable();
        out.iter().map(|id| keywords[id.0 as usize].to_owned()).collect()
    }

    #[test]
    fn words_may_stand_in_any_order_and_apart() {
        let keywords = ["羊绒围巾 女", "女 围巾", "围巾 男", "围巾"];
        assert_eq!(covered(&keywords, "秋冬加厚羊绒围巾女百搭"), ["羊绒围巾 女", "女 围巾", "围巾"]);
    }

    #[test]
    fn an_empty_keyword_is_never_covered() {
        assert!(covered(&["", "　", "★"], "围巾★").is_empty());
    }

    proptest! {
        /// The index against a loop over all keywords.
        #[test]
        fn the_index_agrees_with_brute_force(
            keywords in prop::collection::vec("[女男装裙鞋包夏冬红白a1 ]{1,5}", 1..40),
            title in "[女男装裙鞋包夏冬红白a1 ]{0,20}",
        ) {
            let mut segmenter = SEGMENTER.clone();
            let index = KeywordIndex::build(&mut segmenter, keywords.iter().map(String::as_str));
            let mut set = WordSet::new();
            let mut tokens = Segmented::default();
            segmenter.segment(&title, &mut tokens);
            index.add_text(&segmenter, &tokens, &mut set);
            let mut found = Vec::new();
            index.cover(&set, &mut found);
            found.sort_unstable();
            let mut expected = Vec::new();
            for id in (0..keywords.len() as u32).map(KeywordId) {
                let words = index.words(id);
                if !words.is_empty() && words.iter().all(|word| set.words().contains(word)) {
                    expected.push(id);
                }
            }
            prop_assert_eq!(found, expected);
        }
    }

    static SEGMENTER: LazyLock<Segmenter> = LazyLock::new(|| Segmenter::new(&Dictionary::embedded().unwrap()));
}
