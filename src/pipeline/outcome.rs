//! A listing's way through titles and detail pages, on any thread.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::{Mutex, PoisonError};

use rayon::prelude::*;

use super::KeywordBook;
use super::listings::ListingFacts;
use super::page_source::{PageSource, PageSources};
use super::pictures::{PictureBook, PictureRoom};
use super::stated::stated;
use super::strips;
use crate::diagnostic::{Diagnostic, Location, Severity};
use crate::error::Result;
use crate::figure::Figure;
use crate::input::Reject;
use crate::keyword::KeywordId;
use crate::listing::{Attribute, Listing};
use crate::page::{Outline, PageChecker, PageContext, PageOrder};
use crate::report::{FindingRow, PageRow, ProposalRow, SectionRow, TitleRow};
use crate::text::{AdvertisingTerms, Segmented, Segmenter};
use crate::title::{Scratch, Standing, TitleEngine, TitleModel, TitleReport, TitleWords, tagged};

/// Code of the finding that a listing's analysis ended in a fault of the program.
const FAULT: &str = "X-fault";

/// All that a chunk's listings are worked on with.
pub(super) struct Workshop<'a> {
    pub engine: TitleEngine<'a>,
    pub segmenter: &'a Segmenter,
    pub terms: &'a AdvertisingTerms,
    pub keywords: &'a KeywordBook,
    pub checker: &'a PageChecker,
    pub sources: &'a PageSources<'a>,
    pub page_config: &'a crate::config::PageConfig,
    pub pictures: Option<(&'a PictureRoom, &'a PictureBook)>,
    /// Buffers that no thread is using now: a thread takes one and puts it back.
    pub benches: Mutex<Vec<Bench>>,
}

/// One thread's buffers.
#[derive(Default)]
pub(super) struct Bench {
    scratch: Scratch,
    text: Segmented,
    titles: Vec<Segmented>,
}

/// What the title stage leaves of a listing.
pub(super) struct TitleOutcome {
    pub row: TitleRow,
    pub findings: Vec<FindingRow>,
    pub proposals: Vec<ProposalRow>,
    pub covered: Vec<KeywordId>,
    /// What the first proposal covers beside, and the visits that each brings.
    pub gained: Vec<(KeywordId, f64)>,
    pub model: Option<Box<TitleModel>>,
    pub edit_model: Option<Box<TitleModel>>,
    pub spread_loss: f64,
    pub title_key: u64,
    /// What tells it from the other titles of its shop.
    pub words: TitleWords,
}

/// What the page stage leaves of a listing; nothing where there is no page.
#[derive(Default)]
pub(super) struct PageOutcome {
    pub checked: bool,
    /// Its page's file, where that cannot be read.
    pub unreadable: Option<Reject>,
    pub bytes: u64,
    pub sections: Vec<SectionRow>,
    pub findings: Vec<FindingRow>,
    pub order: PageOrder,
    /// What the page states of the product.
    pub stated: Vec<Attribute>,
    /// How much there is to mend, and the page as a strip.
    pub strip: Option<(u64, PageRow)>,
}

/// Listings that one task works on with one bench: their titles are cut in a row first, while the words' table is in the cache.
const TASK: usize = 256;

impl Workshop<'_> {
    /// Titles of a chunk, in order.
    pub fn titles(&self, chunk: &[(u32, Listing)], facts: &[ListingFacts]) -> Vec<TitleOutcome> {
        let done: Vec<Vec<TitleOutcome>> = chunk
            .par_chunks(TASK)
            .map(|task| {
                let mut bench = self.take_bench();
                let mut titles = std::mem::take(&mut bench.titles);
                titles.resize_with(task.len().max(titles.len()), Segmented::default);
                let cut: Vec<bool> = task
                    .iter()
                    .zip(&mut titles)
                    .map(|((_, listing), title)| {
                        catch_unwind(AssertUnwindSafe(|| self.engine.segment(listing, title))).is_ok()
                    })
                    .collect();
                let outcomes = task
                    .iter()
                    .zip(titles.iter().zip(cut))
                    .map(|((index, listing), (title, cut))| {
                        let standing = facts.get(*index as usize).map_or(0.0.into(), ListingFacts::standing);
                        self.title(listing, Some(title).filter(|_| cut), standing, &mut bench)
                    })
                    .collect();
                bench.titles = titles;
                self.put_back(bench);
                outcomes
            })
            .collect();
        done.into_iter().flatten().collect()
    }

    /// Detail pages of a chunk, in order.
    pub fn pages(&self, chunk: &[(u32, Listing)], facts: &[ListingFacts]) -> Result<Vec<PageOutcome>> {
        let done: Vec<Result<Vec<PageOutcome>>> = chunk
            .par_chunks(TASK)
            .map(|task| {
                let mut bench = self.take_bench();
                let outcomes = task
                    .iter()
                    .map(|(index, listing)| self.page(listing, facts.get(*index as usize), &mut bench.text))
                    .collect();
                self.put_back(bench);
                outcomes
            })
            .collect();
        let mut outcomes = Vec::with_capacity(chunk.len());
        for task in done {
            outcomes.extend(task?);
        }
        Ok(outcomes)
    }

    /// `title` is `None` where cutting it failed.
    fn title(
        &self,
        listing: &Listing,
        title: Option<&Segmented>,
        standing: Standing,
        bench: &mut Bench,
    ) -> TitleOutcome {
        let analyzed = title.and_then(|title| {
            catch_unwind(AssertUnwindSafe(|| {
                self.engine.analyze_segmented(listing, title, standing, &mut bench.scratch)
            }))
            .ok()
            .map(|report| (title, report))
        });
        if let Some((title, report)) = analyzed {
            return self.title_outcome(listing, title, standing.strength, report);
        }
        // The buffers may be in any state: take fresh ones.
        *bench = Bench::default();
        let row = TitleRow {
            listing_id: listing.id.as_str().to_owned(),
            shop: listing.shop.clone(),
            category: listing.category.clone(),
            title: listing.title.clone(),
            bytes: None,
            score: 0.0,
            keywords_covered: 0,
            golden_covered: 0,
            expected_visits: 0.0,
            best_page: None,
            words: String::new(),
            deductions: Vec::new(),
        };
        let findings = vec![finding_row(listing, fault("标题"))];
        TitleOutcome {
            row,
            findings,
            proposals: Vec::new(),
            covered: Vec::new(),
            gained: Vec::new(),
            model: None,
            edit_model: None,
            spread_loss: 0.0,
            title_key: 0,
            words: TitleWords::default(),
        }
    }

    fn title_outcome(&self, listing: &Listing, title: &Segmented, strength: f64, report: TitleReport) -> TitleOutcome {
        let texts = |ids: &[KeywordId]| -> Vec<String> { ids.iter().map(|&id| self.text(id).to_owned()).collect() };
        let figures = |ids: &[KeywordId]| -> Vec<String> { ids.iter().map(|&id| self.figures(id)).collect() };
        let named = |mut model: Box<TitleModel>| {
            model.name_keywords(|id| self.text(id));
            model
        };
        let gained = report.proposals.first().map(|best| &best.gained[..]).unwrap_or_default();
        let gained = gained.iter().map(|&keyword| (keyword, self.engine.visits(keyword, strength))).collect();
        let (model, edit_model) = (report.model.map(named), report.edit_model.map(named));
        let proposals = (1..)
            .zip(report.proposals)
            .map(|(rank, proposal)| ProposalRow {
                reason: proposal.why(),
                listing_id: listing.id.as_str().to_owned(),
                rank,
                title: proposal.title,
                present: listing.title.clone(),
                bytes: proposal.bytes,
                value: proposal.value,
                bound: proposal.bound,
                visits_now: proposal.visits_now,
                visits: proposal.visits,
                gained: texts(&proposal.gained),
                lost: texts(&proposal.lost),
                added: proposal.added,
                removed: proposal.removed,
                edited_chars: proposal.edited_chars,
                within_budget: proposal.within_budget,
                decision: proposal.decision,
                gained_figures: figures(&proposal.gained),
                lost_figures: figures(&proposal.lost),
                phrase: proposal.phrase.map(|id| self.text(id).to_owned()).unwrap_or_default(),
            })
            .collect();
        TitleOutcome {
            row: TitleRow {
                listing_id: listing.id.as_str().to_owned(),
                shop: listing.shop.clone(),
                category: listing.category.clone(),
                title: listing.title.clone(),
                bytes: report.bytes,
                score: report.score,
                keywords_covered: report.coverage.keywords,
                golden_covered: report.coverage.golden,
                expected_visits: report.coverage.visits,
                best_page: report.coverage.best_page,
                words: tagged(title),
                deductions: self.engine.deductions(&report.findings),
            },
            findings: report.findings.into_iter().map(|finding| finding_row(listing, finding)).collect(),
            proposals,
            covered: report.covered,
            gained,
            model,
            edit_model,
            spread_loss: report.spread_loss,
            title_key: report.title_key,
            words: if self.engine.seeks_twins() { TitleWords::of(title) } else { TitleWords::default() },
        }
    }

    fn text(&self, id: KeywordId) -> &str {
        self.keywords.keywords.get(id.0 as usize).map(|keyword| keyword.text.as_str()).unwrap_or_default()
    }

    /// `keyword=volume/listings`, as far as they are known.
    fn figures(&self, id: KeywordId) -> String {
        let Some(keyword) = self.keywords.keywords.get(id.0 as usize) else { return String::new() };
        let figure = |figure: Option<f64>| figure.map_or_else(|| "?".to_owned(), |figure| format!("{figure:.0}"));
        let (volume, listings) = (keyword.volume.map(Figure::point), self.keywords.known_listings(id));
        format!("{}={}/{}", keyword.text, figure(volume), figure(listings))
    }

    fn page(&self, listing: &Listing, facts: Option<&ListingFacts>, buffer: &mut Segmented) -> Result<PageOutcome> {
        let sells = facts.filter(|facts| facts.sales.is_some()).map(|facts| facts.strength);
        let best_seller = sells.map(|strength| strength >= 1.0 - self.page_config.best_seller_share);
        let source = self.sources.of(listing, facts)?;
        let Some(html) = source.html() else {
            let unreadable = if let PageSource::Unreadable(reject) = source { Some(reject) } else { None };
            return Ok(PageOutcome { unreadable, ..PageOutcome::default() });
        };
        let checked = catch_unwind(AssertUnwindSafe(|| {
            let mut outline = Outline::parse(html.as_bytes(), self.page_config);
            if let Some((room, book)) = self.pictures {
                room.fill(book, listing.file_key(), &mut outline);
            }
            let context = PageContext {
                category: &listing.category,
                title: &listing.title,
                price: listing.price,
                brand: &listing.brand,
                best_seller,
            };
            let mut report = self.checker.check(&outline, &context);
            let terms = crate::page::advertising(&outline, &listing.brand, self.segmenter, self.terms, buffer);
            report.findings.extend(terms);
            let strip = (strips::urgency(&report), strips::row(listing, &outline, &report));
            (report, strip, stated(&outline))
        }));
        let bytes = html.len() as u64;
        Ok(match checked {
            Ok((report, strip, stated)) => PageOutcome {
                checked: true,
                unreadable: None,
                stated,
                strip: Some(strip),
                bytes,
                order: PageOrder::of(&report),
                sections: report
                    .sections
                    .into_iter()
                    .map(|section| SectionRow {
                        listing_id: listing.id.as_str().to_owned(),
                        section: section.name.to_string(),
                        required: section.required,
                        verdict: section.verdict,
                        position: section.position,
                        evidence: section.evidence.to_string(),
                        confidence: section.confidence,
                    })
                    .collect(),
                findings: report.findings.into_iter().map(|finding| finding_row(listing, finding)).collect(),
            },
            Err(_) => PageOutcome {
                checked: true,
                bytes,
                findings: vec![finding_row(listing, fault("详情页"))],
                ..PageOutcome::default()
            },
        })
    }

    fn take_bench(&self) -> Bench {
        let free = self.benches.lock().unwrap_or_else(PoisonError::into_inner).pop();
        free.unwrap_or_default()
    }

    fn put_back(&self, bench: Bench) {
        self.benches.lock().unwrap_or_else(PoisonError::into_inner).push(bench);
    }
}

fn fault(what: &str) -> Diagnostic {
    Diagnostic {
        rule: FAULT,
        severity: Severity::Error,
        location: Location::Listing,
        message: format!("{what}没能检查：程序在这个宝贝上出错了，其余宝贝不受影响"),
        help: "请把这一行导出数据发给开发者".into(),
    }
}

fn finding_row(listing: &Listing, finding: Diagnostic) -> FindingRow {
    named_finding(listing.id.as_str(), &listing.title, finding)
}

/// A finding as a row.
pub(super) fn named_finding(listing_id: &str, title: &str, finding: Diagnostic) -> FindingRow {
    FindingRow {
        listing_id: listing_id.to_owned(),
        rule: finding.rule,
        severity: finding.severity,
        location: finding.location.to_string(),
        message: finding.message,
        help: finding.help.into_owned(),
        title: title.to_owned(),
    }
}
