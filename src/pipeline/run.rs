//! The run itself, stage by stage.

mod counting;
mod page_pictures;
mod titles;

use std::collections::BTreeMap;
use std::sync::Mutex;
use std::time::Instant;

use jiff::civil::DateTime;
use sha2::{Digest, Sha256};

use self::counting::count_covering;
use super::listings::ListingBook;
use super::notes::table_notes;
use super::outcome::Workshop;
use super::page_ledger::PageLedger;
use super::page_source::PageSources;
use super::pictures::PictureRoom;
use super::schedule::{peak_notes, plan_shops, read_profile, write_problems};
use super::{Coverage, KeywordBook, Progress, RunOptions, StopFlag, check_settings, keyword_rows};
use crate::china::{self, rfc3339};
use crate::config::Config;
use crate::dictionary::Dictionary;
use crate::error::{Error, Result};
use crate::input::{Catalog, Pages, Reject, TrafficTable};
use crate::keyword::KeywordIndex;
use crate::report::{
    Counts, GoldenFrontier, Grade, InputSummary, Message, ModelFolder, Notice, OutputFolder, RejectFiles, RejectRow,
    Report, Reports, StageSummary, Summary, WeekSummary,
};
use crate::schedule::TrafficProfile;
use crate::text::{AdvertisingTerms, GbkTable, Segmenter};
use crate::title::TitleEngine;

/// Does a night's work and returns its summary. Nothing appears at `options.out` unless all of it does.
///
/// # Errors
/// When the configuration, a dictionary or an input cannot be used, an output cannot be written, or the user asked to stop.
pub fn run(config: &Config, options: &RunOptions, progress: &dyn Progress, stop: &StopFlag) -> Result<Summary> {
    let pool = rayon::ThreadPoolBuilder::new()
        .num_threads(options.threads)
        .build()
        .map_err(|source| Error::config(format!("cannot start {} threads: {source}", options.threads)))?;
    pool.install(|| Run::new(config, options, progress, stop).go())
}

struct Run<'a> {
    config: &'a Config,
    options: &'a RunOptions,
    progress: &'a dyn Progress,
    stop: &'a StopFlag,
    started: Instant,
    counts: Counts,
    stages: Vec<StageSummary>,
    warnings: Vec<Notice>,
}

/// Where the messages of a run go.
struct Outputs {
    reports: Reports,
    rejects: RejectFiles,
    rejected: u64,
    models: Option<ModelFolder>,
}

impl Outputs {
    fn reject(&mut self, header: &[u8], reject: &Reject) -> Result<()> {
        self.rejected += 1;
        // A page that cannot be read leaves nothing to mend.
        if !reject.raw.is_empty() {
            self.rejects.write(&reject.file, header, &reject.raw)?;
        }
        let row = RejectRow {
            file: reject.file.clone(),
            line: reject.line,
            byte_offset: reject.byte_offset,
            column: reject.column.clone(),
            reason: reject.reason.clone(),
            raw: reject.text.clone(),
            bytes: reject.raw.len(),
        };
        self.reports.accept(Message::Reject(&row))
    }
}

impl<'a> Run<'a> {
    fn new(config: &'a Config, options: &'a RunOptions, progress: &'a dyn Progress, stop: &'a StopFlag) -> Self {
        Self {
            config,
            options,
            progress,
            stop,
            started: Instant::now(),
            counts: Counts::default(),
            stages: Vec::new(),
            warnings: Vec::new(),
        }
    }

    fn go(mut self) -> Result<Summary> {
        let (config, options) = (self.config, self.options);
        // Everything that can be wrong with what the user gave is found before anything is written.
        if options.catalogs.is_empty() {
            return Err(Error::config("no catalog given; name one with --catalog or under [run] in the configuration"));
        }
        check_settings(config).map_err(Error::config)?;
        let dictionary = Dictionary::load(&config.dictionary)?;
        let catalogs: Vec<Catalog> =
            options.catalogs.iter().map(|path| Catalog::open(path, &config.input)).collect::<Result<_>>()?;
        let tables = KeywordBook::open(&options.keywords, config)?;
        let traffic = options.traffic.as_ref().map(|path| TrafficTable::open(path, &config.input)).transpose()?;
        let pages = options.pages.as_ref().map(|path| Pages::open(path)).transpose()?;
        let checker = super::page_checker(&config.page)?;
        let room = options.pictures.as_ref().map(|folder| PictureRoom::open(folder, &config.pictures)).transpose()?;

        let folder = OutputFolder::create(&options.out)?;
        let files = options.catalogs.iter().chain(&options.keywords).chain(&options.traffic).chain(&options.pages);
        if let Some(path) = files.into_iter().find(|path| folder.replaces(path)) {
            let out = options.out.display();
            let message = format!("{}: the report of the same name would replace this input in {out}", path.display());
            return Err(Error::config(format!("{message}; choose another folder for --out, or move the input")));
        }
        let mut outputs = Outputs {
            reports: Reports::create(folder.path(), config.title.max_bytes)?,
            rejects: RejectFiles::new(folder.path()),
            rejected: 0,
            models: options.dump_models.as_deref().map(ModelFolder::create).transpose()?,
        };

        let mut inputs = Vec::new();
        let started = self.begin("keywords", None)?;
        let mut segmenter = Segmenter::new(&dictionary);
        let gbk = GbkTable::new();
        let terms = AdvertisingTerms::new(&dictionary, segmenter.normalizer())?;
        let (mut book, keyword_inputs) = KeywordBook::read(&tables, |header, reject| outputs.reject(header, reject))?;
        let texts = book.keywords.iter().map(|keyword| keyword.text.as_str());
        let index = KeywordIndex::build(&mut segmenter, texts);
        let bytes = book.keywords.iter().map(|keyword| keyword.text.len() as u64).sum();
        self.end("keywords", started, book.keywords.len() as u64, bytes);

        let started = self.begin("scan", None)?;
        let (mut listings, catalog_inputs, warnings) =
            ListingBook::scan(&catalogs, config, self.progress, self.stop, |header, reject| {
                outputs.reject(header, reject)
            })?;
        self.warnings.extend(warnings);
        let scanned: u64 = catalog_inputs.iter().map(|input| input.rows).sum();
        self.end("scan", started, scanned, 0);
        if listings.facts.is_empty() {
            self.warnings.push(Notice::new(
                "no row of the catalogs could be used; see rejects.csv",
                "宝贝目录里没有一行能用，原因见 rejects.csv",
            ));
        }

        if book.needs_counts() {
            let started = self.begin("count", Some(listings.facts.len() as u64))?;
            let engine = TitleEngine::new(&config.title, &config.keyword, &segmenter, &gbk, &terms, &index, &[]);
            let (words, progress) = (index.len(), self.progress);
            let counted = count_covering(&engine, words, &catalogs, &listings, &catalog_inputs, progress, self.stop)?;
            book.score(config, Some(&counted));
            self.end("count", started, listings.facts.len() as u64, 0);
        } else {
            book.score(config, None);
        }
        let figures = book.figures();

        let sources = PageSources::new(pages.as_ref(), &catalogs);
        let pictures = match &room {
            Some(room) => Some((room, self.pictures(room, &catalogs, &listings, &catalog_inputs, &sources)?)),
            None => None,
        };

        let workshop = Workshop {
            engine: TitleEngine::new(&config.title, &config.keyword, &segmenter, &gbk, &terms, &index, &figures)
                .at(options.now.with_time_zone(china::zone()).date())
                .with_models(options.dump_models.is_some()),
            segmenter: &segmenter,
            terms: &terms,
            keywords: &book,
            checker: &checker,
            sources: &sources,
            page_config: &config.page,
            pictures: pictures.as_ref().map(|(room, book)| (*room, book)),
            benches: Mutex::default(),
        };
        let mut ledger = pages.as_ref().map(PageLedger::open).transpose()?;
        let coverage =
            self.titles(&workshop, &catalogs, &mut listings, &catalog_inputs, ledger.as_mut(), &mut outputs)?;
        inputs.extend(catalog_inputs);
        inputs.extend(keyword_inputs);
        drop(workshop);

        let profile = self.traffic(traffic.as_ref(), &mut inputs, &mut outputs)?;
        self.schedule(&listings, &profile, &mut outputs)?;
        if let Some(ledger) = &ledger {
            self.warnings.extend(ledger.notice());
            inputs.push(ledger.summary(|header, reject| outputs.reject(header, reject))?);
        }
        self.keywords(book, &coverage, &mut outputs)?;

        self.counts.listings = listings.facts.len() as u64;
        self.counts.shops = listings.shops_counted();
        self.counts.rejects = outputs.rejected;
        for table in [traffic.as_ref().map(TrafficTable::info), pages.as_ref().map(Pages::info)]
            .into_iter()
            .flatten()
            .chain(catalogs.iter().map(Catalog::info))
            .chain(tables.iter().map(crate::input::KeywordTable::info))
        {
            self.warnings.extend(table_notes(table));
        }
        let finished_at =
            self.options.now.saturating_add(jiff::SignedDuration::from_secs_f64(self.started.elapsed().as_secs_f64()));
        let summary = Summary {
            version: env!("CARGO_PKG_VERSION"),
            started_at: rfc3339(&options.now),
            finished_at: rfc3339(&finished_at),
            threads: rayon::current_num_threads(),
            config_sha256: config_sha256(config)?,
            inputs,
            counts: self.counts,
            stages: self.stages,
            warnings: self.warnings,
        };
        outputs.reports.accept(Message::Summary(&summary))?;
        outputs.reports.finish()?;
        outputs.rejects.finish()?;
        self.stop.check()?;
        outputs.models.map(ModelFolder::commit).transpose()?;
        folder.commit()?;
        Ok(summary)
    }

    /// The shop's own traffic, or the default profile.
    fn traffic(
        &mut self,
        table: Option<&TrafficTable>,
        inputs: &mut Vec<InputSummary>,
        outputs: &mut Outputs,
    ) -> Result<TrafficProfile> {
        let Some(table) = table else { return Ok(TrafficProfile::default_profile()) };
        let (profile, summary) =
            read_profile(table, &self.config.schedule, |reject| outputs.reject(table.header_bytes(), reject))?;
        inputs.push(summary);
        self.warnings.extend(peak_notes(&profile, Some(&table.info().path)));
        Ok(profile)
    }

    fn schedule(&mut self, listings: &ListingBook, profile: &TrafficProfile, outputs: &mut Outputs) -> Result<()> {
        let total = listings.facts.len() as u64;
        let started = self.begin("schedule", Some(total))?;
        let now: DateTime = self.options.now.datetime();
        let dump = outputs.models.as_ref();
        let planned =
            plan_shops(&listings.scheduled(&self.config.schedule), profile, now, &self.config.schedule, dump.is_some());
        if let Some(folder) = dump {
            write_problems(folder, &planned.problems)?;
        }
        self.warnings.extend(planned.notes);
        self.counts.schedule = planned.values;
        for row in &planned.rows {
            self.counts.scheduled += u64::from(!row.proposed_end.is_empty());
            self.counts.moved += u64::from(row.moved);
            outputs.reports.accept(Message::Slot(row))?;
        }
        let week = WeekSummary {
            traffic: profile.shares().to_vec(),
            before: planned.ends.before.to_vec(),
            after: planned.ends.after.to_vec(),
            categories: planned.categories,
            values: planned.values,
        };
        outputs.reports.accept(Message::Week(&week))?;
        self.end("schedule", started, total, 0);
        Ok(())
    }

    fn keywords(&mut self, mut book: KeywordBook, coverage: &Coverage, outputs: &mut Outputs) -> Result<()> {
        let frontier = GoldenFrontier { points: std::mem::take(&mut book.frontier) };
        let rows = keyword_rows(book, coverage);
        for row in &rows {
            self.counts.keywords += 1;
            self.counts.golden_keywords += u64::from(row.grade == Some(Grade::Golden));
            self.counts.uncovered_keywords += u64::from(row.covered_by == 0);
            outputs.reports.accept(Message::Keyword(row))?;
        }
        outputs.reports.accept(Message::GoldenFrontier(&frontier))
    }

    fn begin(&self, stage: &'static str, total: Option<u64>) -> Result<Instant> {
        self.stop.check()?;
        self.progress.start(stage, total);
        Ok(Instant::now())
    }

    fn end(&mut self, name: &'static str, started: Instant, items: u64, bytes: u64) {
        self.progress.finish();
        let seconds = started.elapsed().as_secs_f64();
        tracing::info!(stage = name, items, seconds, "stage done");
        self.stages.push(StageSummary { name, items, seconds, bytes });
    }
}

/// SHA-256 of the effective configuration as JSON with sorted keys.
fn config_sha256(config: &Config) -> Result<String> {
    let value: BTreeMap<String, serde_json::Value> = serde_json::to_value(config)
        .and_then(serde_json::from_value)
        .map_err(|source| Error::config(format!("the configuration cannot be written down: {source}")))?;
    let text = serde_json::to_string(&value)
        .map_err(|source| Error::config(format!("the configuration cannot be written down: {source}")))?;
    Ok(crate::hex::hex(&Sha256::digest(text.as_bytes())))
}
