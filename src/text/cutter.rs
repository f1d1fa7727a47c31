//! Cuts a text into the likeliest words.
//!
//! This is what `Jieba::cut` does without its model of unknown words, and the cuts are the same ones but where two are as good as equal, for frequencies are
//! kept to three digits (a test compares them). It takes half the time,
//! for a word's probability and what may follow it lie in one place, and it tells which word each piece is, so that nobody has to look it up again.

use super::WordId;
use super::trie::{Entry, NO_CODE, Place, Trie, WEIGHT_BITS};

/// Logarithms of probabilities are counted in units of 2^-20: sums of whole numbers are exact, so equal cuts are equal.
const UNIT: f64 = 1_048_576.0;

/// A piece of a text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Piece {
    /// The first byte.
    pub(super) start: u32,
    /// One past the last byte.
    pub(super) end: u32,
    /// The mark of its last character and the one behind it.
    pub(super) seam: u8,
    /// What is known of it.
    pub(super) found: Found,
}

/// What a cutter knows of a piece.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Found {
    /// The word of this id.
    Word(WordId),
    /// A word without an id.
    Nameless,
    /// No word: letters and digits that nothing joins but their kind, or a character by itself.
    Nothing,
}

/// Words with their frequencies.
#[derive(Debug, Clone)]
pub(super) struct Cutter {
    trie: Trie,
    /// The different frequencies, ascending: the weight of a word in the trie is the place of its frequency, from 1 on.
    frequencies: Vec<usize>,
    /// The sum of all words' frequencies.
    total: usize,
    /// The logarithm of a word's probability by its weight; that of an unknown character under [`Place::NO_WORD`].
    scores: Vec<i32>,
    /// The id of each word by its place in the trie, [`NAMELESS`] for most.
    ids: Vec<WordId>,
}

/// No id.
const NAMELESS: WordId = WordId(u32::MAX);

/// What [`Cutter::cut`] works with. Reused from text to text.
#[derive(Debug, Clone, Default)]
pub(super) struct Scratch {
    characters: Vec<Character>,
    best: Vec<Best>,
}

#[derive(Debug, Clone, Copy)]
struct Character {
    start: u32,
    code: u16,
    alphanumeric: bool,
    /// The mark of this character and the next.
    seam: u8,
}

/// The best cut of the rest of a text.
#[derive(Debug, Clone, Copy, Default)]
struct Best {
    /// The sum of its scores.
    score: i64,
    /// The character behind its first word.
    end: u32,
    /// Where that word stands in the trie; 0 for a character that is none, as no word stands there.
    place: u32,
}

impl Cutter {
    /// A cutter for `words` with their frequencies, each once; building is quickest where they are in ascending order. A word of frequency 0 is not cut out before it gets another; none ever is with a
    /// character that separates words, see [`may_be_inside`]. `seams` are pairs of characters with marks from 1 to 15 that a piece tells of its end.
    pub(super) fn new(words: &[(&str, usize)], seams: &[(String, u8)]) -> Self {
        let words = || words.iter().filter(|(word, _)| word.chars().all(may_be_inside));
        let frequencies = different(words().map(|(_, frequency)| *frequency));
        let mut entries: Vec<Entry<'_>> = words()
            .map(|&(text, frequency)| Entry { text, weight: weight(&frequencies, frequency), mark: 0 })
            .chain(seams.iter().map(|(text, mark)| Entry { text, weight: Place::NO_WORD, mark: *mark }))
            .collect();
        entries.sort_by_key(|entry| entry.text);
        let trie = Trie::new(&entries);
        let total = words().map(|(_, frequency)| frequency).sum();
        let mut cutter = Self { ids: vec![NAMELESS; trie.len()], trie, frequencies, total, scores: Vec::new() };
        cutter.score();
        cutter
    }

    /// Works the scores out.
    fn score(&mut self) {
        let total = (self.total as f64).ln();
        let frequencies = [1].iter().chain(&self.frequencies);
        self.scores = frequencies.map(|&frequency| (((frequency as f64).ln() - total) * UNIT).round() as i32).collect();
    }

    /// Gives words, or beginnings of words, another frequency. What is neither stays unknown.
    pub(super) fn change<'w>(&mut self, words: impl Iterator<Item = (&'w str, usize)> + Clone) {
        let frequencies = different(self.frequencies.iter().copied().chain(words.clone().map(|(_, new)| new)));
        let weights: Vec<u16> =
            [0].iter().chain(&self.frequencies).map(|&frequency| weight(&frequencies, frequency)).collect();
        self.trie.reweigh(&weights);
        self.frequencies = frequencies;
        for (word, frequency) in words {
            let Some((at, place)) = self.trie.find(word) else { continue };
            let weight = weight(&self.frequencies, frequency);
            self.total = (self.total + self.frequency_of(weight)).saturating_sub(self.frequency_of(place.weight()));
            self.trie.weigh(at, weight);
        }
        self.score();
    }

    fn frequency_of(&self, weight: u16) -> usize {
        usize::from(weight).checked_sub(1).and_then(|at| self.frequencies.get(at)).copied().unwrap_or_default()
    }

    /// How often a word was seen; 0 for what is no word.
    pub(super) fn frequency(&self, text: &str) -> usize {
        self.trie.find(text).map_or(0, |(_, place)| self.frequency_of(place.weight()))
    }

    /// Whether a text is a word.
    pub(super) fn has(&self, text: &str) -> bool {
        self.frequency(text) > 0
    }

    /// Gives a word its id, if it is one.
    pub(super) fn name(&mut self, text: &str, id: WordId) {
        if let Some((place, _)) = self.trie.find(text).filter(|(_, place)| place.weight() != Place::NO_WORD)
            && let Some(own) = self.ids.get_mut(place as usize)
        {
            *own = id;
        }
    }

    /// How often the whole text would have to be seen to be as likely as its likeliest cut: `exp(sum of ln frequency/total) × total`, as jieba
    /// suggests it, of pieces that are no words as if they had been seen once.
    pub(super) fn frequency_as_one(&self, text: &str) -> usize {
        let mut pieces = Vec::new();
        self.cut(text, &mut Scratch::default(), &mut pieces);
        let total = (self.total as f64).ln();
        let seen = |piece: &Piece| self.frequency(&text[piece.start as usize..piece.end as usize]).max(1);
        let sum: f64 = pieces.iter().map(|piece| (seen(piece) as f64).ln() - total).sum();
        self.frequency(text).max((sum + total).exp() as usize + 1)
    }

    /// Whether `text`, were it no word itself, would be cut into words of two characters or more.
    pub(super) fn falls_apart(&self, text: &str) -> bool {
        let mut scratch = Scratch::default();
        self.find_best(text, false, &mut scratch);
        let Scratch { characters, best } = scratch;
        let count = characters.len() - 1;
        let mut at = 0;
        while at < count {
            let Best { end, place, .. } = best[at];
            let end = end as usize;
            if place == 0 || end - at < 2 {
                return false;
            }
            at = end;
        }
        count > 0
    }

    /// Cuts `text` into `pieces`, whose old contents go.
    pub(super) fn cut(&self, text: &str, scratch: &mut Scratch, pieces: &mut Vec<Piece>) {
        self.find_best(text, true, scratch);
        pieces.clear();
        let Scratch { characters, best } = scratch;
        // Letters and digits that no word joins are one piece.
        let loose =
            |at: usize| characters[at].alphanumeric && best.get(at).is_some_and(|best| best.end as usize == at + 1);
        let mut at = 0;
        while let Some(&Best { end, place, .. }) = best.get(at).filter(|best| best.end > 0) {
            let mut end = end as usize;
            let mut found = match self.ids.get(place as usize) {
                _ if place == 0 => Found::Nothing,
                None | Some(&NAMELESS) => Found::Nameless,
                Some(&id) => Found::Word(id),
            };
            if loose(at) {
                while loose(end) {
                    end += 1;
                    found = Found::Nothing;
                }
            }
            let seam = characters[end - 1].seam;
            pieces.push(Piece { start: characters[at].start, end: characters[end].start, seam, found });
            at = end;
        }
    }

    /// Finds the best cut of the text from each of its characters on, from the last to the first. `whole`: the text as a whole may be a word.
    fn find_best(&self, text: &str, whole: bool, scratch: &mut Scratch) {
        let Scratch { characters, best } = scratch;
        // No word goes on behind the end.
        let end = Character { start: text.len() as u32, code: NO_CODE, alphanumeric: false, seam: 0 };
        characters.clear();
        characters.resize(text.len() + 1, end);
        let mut count = 0;
        for ((start, c), character) in text.char_indices().zip(&mut *characters) {
            let code = self.trie.code(c);
            *character = Character { start: start as u32, code, alphanumeric: c.is_ascii_alphanumeric(), seam: 0 };
            count += 1;
        }
        characters.truncate(count + 1);
        // The table is larger than the caches near the processor: all pairs are asked for before the first is needed.
        let fetched = characters.windows(2).fold(0, |sum, pair| sum ^ self.trie.fetch(pair[0].code, pair[1].code));
        std::hint::black_box(fetched);
        best.clear();
        best.resize(count + 1, Best::default());
        for at in (0..count).rev() {
            let longest = if at > 0 || whole { count } else { count - 1 };
            let mut top: Option<Best> = None;
            let mut end = at;
            let mut found = self.trie.first(characters[at].code);
            while let Some((place, prefix)) = found {
                end += 1;
                if prefix.weight() != Place::NO_WORD && end <= longest {
                    let score = i64::from(self.scores[usize::from(prefix.weight())]) + best[end].score;
                    // Of equals the longer word.
                    if top.is_none_or(|top| score >= top.score) {
                        top = Some(Best { score, end: end as u32, place });
                    }
                }
                found = self.trie.step(prefix, characters[end].code);
                if end == at + 1 {
                    characters[at].seam = found.map_or(0, |(_, pair)| pair.mark());
                }
            }
            best[at] = top.unwrap_or_else(|| Best {
                score: i64::from(self.scores[usize::from(Place::NO_WORD)]) + best[at + 1].score,
                end: at as u32 + 1,
                place: 0,
            });
        }
    }
}

/// A frequency to three digits: more would tell apart more frequencies than there are weights, and the logarithm changes by 0.005 at most.
fn rounded(frequency: usize) -> usize {
    let unit = 10usize.pow(frequency.checked_ilog10().unwrap_or_default().saturating_sub(2));
    (frequency + unit / 2) / unit * unit
}

/// The different frequencies but 0, rounded and ascending.
fn different(frequencies: impl Iterator<Item = usize>) -> Vec<usize> {
    let mut different: Vec<usize> = frequencies.filter(|&frequency| frequency > 0).map(rounded).collect();
    different.sort_unstable();
    different.dedup();
    // Beyond what a weight can tell apart the rarest count alike.
    different.drain(..different.len().saturating_sub((1 << WEIGHT_BITS) - 1));
    different
}

/// The weight of a frequency.
fn weight(frequencies: &[usize], frequency: usize) -> u16 {
    match frequency {
        0 => Place::NO_WORD,
        _ => frequencies.partition_point(|&other| other < rounded(frequency)) as u16 + 1,
    }
}

/// Whether a word may hold the character: Chinese ones, letters and digits of ASCII, and signs of names. All others stand alone.
fn may_be_inside(c: char) -> bool {
    matches!(c,
        '0'..='9' | 'A'..='Z' | 'a'..='z' | '+' | '#' | '&' | '.' | '_' | '%' | '-'
        | '\u{3400}'..='\u{4dbf}' | '\u{4e00}'..='\u{9fff}' | '\u{f900}'..='\u{faff}'
        | '\u{20000}'..='\u{2a6df}' | '\u{2a700}'..='\u{2ebef}' | '\u{2f800}'..='\u{2fa1f}')
}

#[cfg(test)]
mod tests {
    use std::sync::LazyLock;

    use jieba_rs::Jieba;
    use proptest::prelude::*;

    use super::super::frequencies::jieba_words;
    use super::*;

    static JIEBA: LazyLock<Jieba> = LazyLock::new(Jieba::new);
    static CUTTER: LazyLock<Cutter> = LazyLock::new(|| {
        let words: Vec<(&str, usize)> = jieba_words().map(|(word, frequency, _)| (word, frequency)).collect();
        Cutter::new(&words, &[("连衣".to_owned(), 3), ("裙女".to_owned(), 15)])
    });

    fn pieces(text: &str) -> Vec<Piece> {
        let mut pieces = Vec::new();
        CUTTER.cut(text, &mut Scratch::default(), &mut pieces);
        pieces
    }

    fn words(text: &str) -> Vec<&str> {
        pieces(text).iter().map(|piece| &text[piece.start as usize..piece.end as usize]).collect()
    }

    /// How much worse the first cut is than the second, by jieba's own figures.
    fn loss(one: &[&str], other: &[&str]) -> f64 {
        let total = (CUTTER.total as f64).ln();
        let score = |cut: &[&str]| -> f64 {
            // Letters and digits that are one piece only because nothing joins them.
            let loose = |word: &str| if JIEBA.has_word(word) { 1 } else { word.chars().count() };
            cut.iter().map(|word| (CUTTER.frequency(word).max(1) as f64).ln() - loose(word) as f64 * total).sum()
        };
        score(other) - score(one)
    }

    /// Texts of words that the list has, so that many cuts compete, and of anything.
    fn text() -> impl Strategy<Value = String> {
        let listed: Vec<&str> = jieba_words().step_by(97).map(|(word, ..)| word).collect();
        let piece = prop_oneof![
            6 => proptest::sample::select(listed).prop_map(str::to_owned),
            2 => "[连衣裙女夏装新款的一不大人]{1,4}",
            1 => "[a-zA-Z0-9+#&._% /-]{1,6}",
            1 => "\\PC{0,2}",
        ];
        proptest::collection::vec(piece, 0..12).prop_map(|pieces| pieces.concat())
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(2000))]

        #[test]
        fn cuts_as_jieba_does(text in text()) {
            prop_assume!(!text.contains('\r'));
            let (own, jieba): (Vec<&str>, Vec<&str>) =
                (words(&text), JIEBA.cut(&text, false).iter().map(|token| token.word).collect());
            // Frequencies are rounded: where two cuts are as good as equal either may win.
            prop_assert!(own == jieba || loss(&own, &jieba).abs() < 0.01 * jieba.len() as f64, "{own:?} {jieba:?}");
            prop_assert_eq!(own.concat(), text);
        }
    }

    #[test]
    fn falls_apart_into_words_of_two_and_more() {
        assert!(CUTTER.falls_apart("连衣裙女装"));
        assert!(!CUTTER.falls_apart("女装的"));
        assert!(!CUTTER.falls_apart("女"));
        assert!(!CUTTER.falls_apart(""));
    }

    #[test]
    fn pieces_tell_the_mark_of_their_seam() {
        let text = "连衣裙女装";
        assert_eq!(words(text), ["连衣裙", "女装"]);
        assert_eq!(pieces(text).iter().map(|piece| piece.seam).collect::<Vec<_>>(), [15, 0]);
    }

    #[test]
    fn another_frequency_changes_the_cut() {
        let mut cutter = CUTTER.clone();
        cutter.change([("连衣裙", 0)].into_iter());
        assert!(!cutter.has("连衣裙"));
        let mut pieces = Vec::new();
        cutter.cut("连衣裙", &mut Scratch::default(), &mut pieces);
        assert_eq!(pieces.len(), 2);
        cutter.change([("连衣裙", 4400)].into_iter());
        cutter.cut("连衣裙", &mut Scratch::default(), &mut pieces);
        assert_eq!(pieces.len(), 1);
    }
}
