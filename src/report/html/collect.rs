//! What the page keeps of a run's messages: counters and the best few, never all rows.

use std::collections::BTreeMap;

use super::diff::{Pieces, mark, plain, title_bytes};
use super::must::MustMend;
use super::scatter::Cloud;
use super::strip::Strip;
use super::top::Top;
use crate::diagnostic::Severity;
use crate::report::{
    Decision, FindingRow, GoldenFrontier, Grade, KeywordRow, Message, ProposalRow, RejectRow, ScheduleRow, SectionRow,
    Summary, TitleRow, Verdict, WeekSummary,
};

/// Counts distinct listings of rows that come listing by listing.
#[derive(Debug, Default)]
pub(super) struct Listings {
    last: Option<String>,
    pub(super) count: u64,
}

impl Listings {
    /// Whether `id` is one not seen just before.
    pub(super) fn see(&mut self, id: &str) -> bool {
        let new = self.last.as_deref() != Some(id);
        if new {
            self.last = Some(id.to_owned());
            self.count += 1;
        }
        new
    }
}

/// A listing that shows what is meant.
#[derive(Debug)]
pub(super) struct Example {
    pub(super) listing_id: String,
    pub(super) title: Pieces,
    pub(super) message: String,
    /// What to do, where it is not the same for all.
    pub(super) help: String,
}

impl Example {
    pub(super) fn new(row: &FindingRow) -> Self {
        let title = match title_bytes(&row.location) {
            // What is about the title as a whole marks nothing in it.
            Some(fault) if fault != (0..row.title.len()) => mark(&row.title, fault),
            _ => plain(&row.title),
        };
        Self { listing_id: row.listing_id.clone(), title, message: row.message.clone(), help: row.help.clone() }
    }
}

/// Examples shown for a rule or a task.
pub(super) const EXAMPLES: usize = 3;

/// The findings of a rule.
#[derive(Debug)]
pub(super) struct RuleTally {
    pub(super) code: &'static str,
    pub(super) severity: Severity,
    pub(super) findings: u64,
    pub(super) listings: Listings,
    pub(super) examples: Vec<Example>,
    /// What to do, where it is the same for every listing.
    pub(super) help: Option<String>,
}

/// First proposals of one kind.
#[derive(Debug)]
pub(super) struct Rewrites {
    pub(super) count: u64,
    pub(super) visits_now: f64,
    pub(super) visits: f64,
    /// Those that gain most.
    pub(super) best: Top<ProposalRow>,
}

impl Rewrites {
    fn new(shown: usize) -> Self {
        Self { count: 0, visits_now: 0.0, visits: 0.0, best: Top::new(shown) }
    }

    fn add(&mut self, row: &ProposalRow) {
        self.count += 1;
        self.visits_now += row.visits_now;
        self.visits += row.visits;
        self.best.offer(row.visits - row.visits_now, || row.clone());
    }
}

/// A section of the detail pages.
#[derive(Debug, Default)]
pub(super) struct SectionTally {
    pub(super) name: String,
    pub(super) present: u64,
    pub(super) missing: u64,
    pub(super) unknown: u64,
    /// Pages whose template requires it.
    pub(super) required: u64,
    pub(super) required_missing: u64,
}

/// The rejects of a file.
#[derive(Debug, Default)]
pub(super) struct FileRejects {
    pub(super) count: u64,
    pub(super) first_line: u64,
    pub(super) first_reason: String,
}

/// Everything that the page is made of.
#[derive(Debug)]
pub(super) struct Collected {
    pub(super) cloud: Cloud,
    pub(super) best_keywords: Top<KeywordRow>,
    pub(super) golden: u64,
    /// Golden words that no title of ours covers, nor would with the proposals of this run.
    pub(super) uncovered_golden: u64,
    /// Golden words that only the proposals cover.
    pub(super) won_golden: u64,
    pub(super) uncovered: Top<KeywordRow>,
    pub(super) frontier: GoldenFrontier,
    pub(super) titles: u64,
    pub(super) score_sum: f64,
    pub(super) rules: BTreeMap<&'static str, RuleTally>,
    pub(super) must_mend: MustMend,
    /// Proposals that win keywords.
    pub(super) gains: Rewrites,
    /// Proposals that only take faults away.
    pub(super) repairs: Rewrites,
    pub(super) slots: u64,
    /// Ends that move.
    pub(super) moved: u64,
    pub(super) moves: Top<ScheduleRow>,
    /// Planned ends of listings whose present one is not known.
    pub(super) without_times: u64,
    pub(super) sections: Vec<SectionTally>,
    pub(super) incomplete_pages: Listings,
    /// The run sends few.
    pub(super) pages: Vec<Strip>,
    pub(super) rejects: BTreeMap<String, FileRejects>,
    pub(super) week: Option<WeekSummary>,
    pub(super) summary: Option<Summary>,
}

impl Default for Collected {
    fn default() -> Self {
        Self {
            cloud: Cloud::default(),
            best_keywords: Top::new(20),
            golden: 0,
            uncovered_golden: 0,
            won_golden: 0,
            uncovered: Top::new(5),
            frontier: GoldenFrontier::default(),
            titles: 0,
            score_sum: 0.0,
            rules: BTreeMap::new(),
            must_mend: MustMend::default(),
            gains: Rewrites::new(10),
            repairs: Rewrites::new(EXAMPLES),
            slots: 0,
            moved: 0,
            moves: Top::new(EXAMPLES),
            without_times: 0,
            sections: Vec::new(),
            incomplete_pages: Listings::default(),
            pages: Vec::new(),
            rejects: BTreeMap::new(),
            week: None,
            summary: None,
        }
    }
}

impl Collected {
    pub(super) fn accept(&mut self, message: Message<'_>) {
        match message {
            Message::Keyword(row) => self.keyword(row),
            Message::Title(row) => self.title(row),
            Message::Finding(row) => self.finding(row),
            Message::Proposal(row) => self.proposal(row),
            Message::Slot(row) => self.slot(row),
            Message::Section(row) => self.section(row),
            Message::Page(row) => self.pages.push(Strip::new(row)),
            Message::Reject(row) => self.reject(row),
            Message::GoldenFrontier(frontier) => self.frontier = frontier.clone(),
            Message::Week(week) => self.week = Some(week.clone()),
            Message::Summary(summary) => self.summary = Some(summary.clone()),
        }
    }

    fn keyword(&mut self, row: &KeywordRow) {
        let golden = row.grade == Some(Grade::Golden);
        if let (Some(listings), Some(volume)) = (row.listings, row.volume) {
            self.cloud.add(listings, volume.point(), golden);
        }
        let score = row.score.unwrap_or(f64::NAN);
        self.best_keywords.offer(score, || row.clone());
        self.golden += u64::from(golden);
        if golden && row.covered_by == 0 && row.proposed_by > 0 {
            self.won_golden += 1;
        } else if golden && row.covered_by == 0 {
            self.uncovered_golden += 1;
            self.uncovered.offer(score, || row.clone());
        }
    }

    fn title(&mut self, row: &TitleRow) {
        self.titles += 1;
        self.score_sum += row.score;
    }

    fn finding(&mut self, row: &FindingRow) {
        let tally = self.rules.entry(row.rule).or_insert_with(|| RuleTally {
            code: row.rule,
            severity: row.severity,
            findings: 0,
            listings: Listings::default(),
            examples: Vec::new(),
            help: Some(row.help.clone()),
        });
        tally.findings += 1;
        tally.severity = tally.severity.max(row.severity);
        tally.help.take_if(|help| *help != row.help);
        if tally.listings.see(&row.listing_id) && tally.examples.len() < EXAMPLES {
            tally.examples.push(Example::new(row));
        }
        self.must_mend.finding(row);
    }

    fn proposal(&mut self, row: &ProposalRow) {
        self.must_mend.proposal(row);
        if row.rank == 1 && row.decision == Decision::Propose {
            let rewrites = if row.gained.is_empty() { &mut self.repairs } else { &mut self.gains };
            rewrites.add(row);
        }
    }

    fn slot(&mut self, row: &ScheduleRow) {
        self.slots += 1;
        if row.current_end.is_empty() {
            self.without_times += u64::from(!row.proposed_end.is_empty());
        } else if row.moved {
            self.moved += 1;
            let gain = row.value.unwrap_or(0.0) - row.value_now.unwrap_or(0.0);
            self.moves.offer(gain, || row.clone());
        }
    }

    fn section(&mut self, row: &SectionRow) {
        let at = self.sections.iter().position(|tally| tally.name == row.section).unwrap_or_else(|| {
            self.sections.push(SectionTally { name: row.section.clone(), ..SectionTally::default() });
            self.sections.len() - 1
        });
        let Some(tally) = self.sections.get_mut(at) else { return };
        match row.verdict {
            Verdict::Present => tally.present += 1,
            Verdict::Missing => tally.missing += 1,
            Verdict::Unknown => tally.unknown += 1,
        }
        if row.required {
            tally.required += 1;
            if row.verdict == Verdict::Missing {
                tally.required_missing += 1;
                self.incomplete_pages.see(&row.listing_id);
            }
        }
    }

    fn reject(&mut self, row: &RejectRow) {
        let file = self.rejects.entry(row.file.clone()).or_insert_with(|| FileRejects {
            count: 0,
            first_line: row.line,
            first_reason: row.reason.clone(),
        });
        file.count += 1;
    }
}
