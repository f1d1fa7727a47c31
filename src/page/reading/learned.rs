//! What the classifier makes of the lines of a page, for sections that nothing else speaks for.

use std::borrow::Cow;

use super::Reading;
use crate::page::classifier::{self, Lines, Weights, proof};
use crate::page::evidence::{Kind, Words, quote};

impl Reading<'_> {
    /// Notes the sections whose text some line is written like. A section of pictures takes as many as it does otherwise.
    pub(in crate::page) fn learn(&mut self, weights: &Weights) {
        let sections = self.template.sections.iter().enumerate();
        let open: Vec<(usize, usize)> = sections
            .filter(|(index, section)| self.evidence(*index).is_empty() && self.photos.len() >= section.pictures)
            .filter_map(|(index, section)| Some((index, classifier::label(&section.learned)?)))
            .collect();
        if open.is_empty() || weights.is_empty() {
            return;
        }
        let outline = self.outline;
        // The text of a link leads to a section, or away from the page.
        let lines = Lines::of(outline, |line| self.link_texts.contains(line));
        let scores = weights.scores(&lines);
        for (section, label) in open {
            let Some((score, at)) = proof(&lines, &scores, label) else { continue };
            let Some(line) = lines.get(at).filter(|_| score >= weights.threshold(label)) else { continue };
            let Some(block) = outline.blocks().get(line.position - 1) else { continue };
            let words = match &line.text {
                Cow::Borrowed(text) if !line.is_row => Words::Whole(text),
                text => Words::Owned(quote(&text.replace('\t', " "))),
            };
            let probability = 1.0 / (1.0 + (-f64::from(score)).exp());
            self.note(section, Kind::Learned, block, probability * line.sureness, words);
        }
        self.evidence.sort_by_key(|piece| piece.section);
    }
}
