//! The titles stage of a run: detail pages and titles, chunk by chunk, then what only a whole shop shows.

use std::time::{Duration, Instant};

use super::super::Coverage;
use super::super::chunk::for_each_chunk;
use super::super::listings::ListingBook;
use super::super::outcome::{Workshop, named_finding};
use super::super::page_ledger::PageLedger;
use super::super::strips::Strips;
use super::super::twins::find_twins;
use super::{Outputs, Run};
use crate::diagnostic::{Diagnostic, Severity};
use crate::error::Result;
use crate::input::Catalog;
use crate::page::ShopOrders;
use crate::report::{Counts, Decision, FindingRow, InputSummary, Message, ModelFile, Report, StageSummary, Verdict};
use crate::title::Twins;

impl Run<'_> {
    /// Titles and detail pages, chunk by chunk.
    pub(super) fn titles(
        &mut self,
        workshop: &Workshop<'_>,
        catalogs: &[Catalog],
        listings: &mut ListingBook,
        inputs: &[InputSummary],
        mut ledger: Option<&mut PageLedger<'_>>,
        outputs: &mut Outputs,
    ) -> Result<Coverage> {
        self.progress.start("titles", Some(listings.facts.len() as u64));
        let mut coverage = Coverage::of(workshop.keywords.keywords.len());
        // Visits that first proposals promise of each keyword.
        let mut promised = vec![0.0; coverage.proposed.len()];
        let (mut title_time, mut page_time, mut report_time) = (Duration::ZERO, Duration::ZERO, Duration::ZERO);
        let (mut title_bytes, mut page_bytes) = (0, 0);
        let mut keys: Vec<(u32, u64)> = Vec::with_capacity(listings.facts.len());
        let mut twins = workshop.engine.seeks_twins().then(|| Twins::new(&self.config.title));
        let counts = &mut self.counts;
        let (progress, stop) = (self.progress, self.stop);
        let facts = &*listings;
        let mut orders = ShopOrders::new(&self.config.page);
        let mut strips = Strips::default();
        let mut models = outputs.models.as_ref().map(|folder| folder.file("titles.jsonl")).transpose()?;
        let mut edit_models = outputs.models.as_ref().map(|folder| folder.file("titles_edit.jsonl")).transpose()?;
        for_each_chunk(catalogs, facts, inputs, stop, |mut chunk| {
            let start = Instant::now();
            let mut pages = workshop.pages(&chunk, &facts.facts)?;
            let paged = Instant::now();
            // What a page states of its product is evidence for the title (rule T8).
            for ((_, listing), page) in chunk.iter_mut().zip(&mut pages) {
                listing.stated = std::mem::take(&mut page.stated);
            }
            let titles = workshop.titles(&chunk, &facts.facts);
            let titled = Instant::now();
            for (((index, listing), title), page) in chunk.iter().zip(titles).zip(pages) {
                title_bytes += listing.title.len() as u64;
                page_bytes += page.bytes;
                if let Some(twins) = &mut twins {
                    twins.add(facts.facts.get(*index as usize).map_or(0, |facts| facts.shop), &title.words);
                }
                keys.push((*index, title.title_key));
                for keyword in &title.covered {
                    if let Some(count) = coverage.now.get_mut(keyword.0 as usize) {
                        *count += 1;
                    }
                }
                for &(keyword, visits) in &title.gained {
                    let at = keyword.0 as usize;
                    if let (Some(count), Some(promised)) = (coverage.proposed.get_mut(at), promised.get_mut(at)) {
                        *count += 1;
                        *promised += visits;
                    }
                }
                counts.visits_now += title.row.expected_visits;
                counts.visits_proposed += title
                    .proposals
                    .first()
                    .filter(|best| best.decision == Decision::Propose)
                    .map_or(title.row.expected_visits, |best| best.visits);
                match title.proposals.first().map(|best| best.decision) {
                    Some(Decision::Propose) => counts.proposed += 1,
                    best => {
                        counts.kept += 1;
                        counts.to_mend += u64::from(best == Some(Decision::Mend));
                    }
                }
                counts.siblings += u64::from(facts.facts.get(*index as usize).is_some_and(|facts| facts.siblings > 1));
                counts.visits_left_to_siblings += title.spread_loss;
                if let (Some(models), Some(model)) = (&mut models, &title.model) {
                    models.write(model)?;
                }
                if let (Some(models), Some(model)) = (&mut edit_models, &title.edit_model) {
                    models.write(model)?;
                }
                outputs.reports.accept(Message::Title(&title.row))?;
                for finding in title.findings.iter().chain(&page.findings) {
                    count_finding(counts, finding);
                    outputs.reports.accept(Message::Finding(finding))?;
                }
                for proposal in &title.proposals {
                    outputs.reports.accept(Message::Proposal(proposal))?;
                }
                if let Some((urgency, row)) = page.strip {
                    strips.offer(urgency, row);
                }
                counts.pages += u64::from(page.checked);
                if let Some(ledger) = ledger.as_mut() {
                    ledger.claim(listing.file_key(), page.unreadable.is_some());
                }
                if let Some(reject) = &page.unreadable {
                    outputs.reject(&[], reject)?;
                }
                orders.add(facts.facts.get(*index as usize).map_or(0, |facts| facts.shop), *index, &page.order);
                for section in &page.sections {
                    let missing = section.required && section.verdict == Verdict::Missing;
                    let unknown = section.required && section.verdict == Verdict::Unknown;
                    counts.sections_missing += u64::from(missing);
                    counts.sections_unknown += u64::from(unknown);
                    outputs.reports.accept(Message::Section(section))?;
                }
            }
            page_time += paged - start;
            title_time += titled - paged;
            report_time += titled.elapsed();
            progress.advance(chunk.len() as u64);
            Ok(())
        })?;
        self.progress.finish();
        let listed = facts.facts.len() as u64;
        let pages = self.counts.pages;
        for (name, items, time, bytes) in [
            ("titles", listed, title_time, title_bytes),
            ("pages", pages, page_time, page_bytes),
            ("write", listed, report_time, 0),
        ] {
            tracing::info!(stage = name, items, seconds = time.as_secs_f64(), "stage done");
            self.stages.push(StageSummary { name, items, seconds: time.as_secs_f64(), bytes });
        }
        let id = |title: u32| {
            let (index, _) = keys.get(title as usize)?;
            facts.facts.get(*index as usize).map(|listing| &*listing.id)
        };
        let mut of_shops: Vec<(u32, Diagnostic)> = Vec::new();
        if let Some(twins) = twins {
            let groups = twins.groups();
            let titles = groups.iter().map(|group| group.len() as u64).sum();
            let started = self.begin("twins", Some(titles))?;
            let found = find_twins(&twins, groups, |one, other| id(one).cmp(&id(other)), progress, stop)?;
            of_shops.extend(found.into_iter().filter_map(|(title, twin)| {
                let finding = workshop.engine.twin_finding(twin, id(twin.index)?)?;
                keys.get(title as usize).map(|(index, _)| (*index, finding))
            }));
            self.end("twins", started, titles, 0);
        }
        of_shops.extend(orders.findings());
        for (index, finding) in of_shops {
            let Some(listing) = facts.facts.get(index as usize) else { continue };
            let row = named_finding(&listing.id, &listing.front, finding);
            count_finding(&mut self.counts, &row);
            outputs.reports.accept(Message::Finding(&row))?;
        }
        let room = workshop.pictures.map(|(room, _)| room);
        for row in strips.finish(|listing, src| room?.thumbnail(listing, src)) {
            outputs.reports.accept(Message::Page(&row))?;
        }
        self.counts.visits_promised_twice = workshop.engine.promised_twice(&coverage.proposed, &promised);
        self.counts.visits_proposed -= self.counts.visits_promised_twice;
        models.map(ModelFile::finish).transpose()?;
        edit_models.map(ModelFile::finish).transpose()?;
        listings.set_title_keys(keys);
        Ok(coverage)
    }
}

fn count_finding(counts: &mut Counts, finding: &FindingRow) {
    match finding.severity {
        Severity::Error => counts.errors += 1,
        Severity::Warning => counts.warnings += 1,
        Severity::Hint => counts.hints += 1,
    }
}
