//! The run itself, stage by stage.

use std::collections::{BTreeMap, BTreeSet};
use std::panic::catch_unwind;
use std::sync::Mutex;
use std::time::{Duration, Instant};

use jiff::civil::DateTime;
use sha2::{Digest, Sha256};

use super::chunk::for_each_chunk;
use super::listings::ListingBook;
use super::notes::table_notes;
use super::outcome::{PageSource, Workshop, named_finding};
use super::page_ledger::PageLedger;
use super::pictures::{PictureBook, PictureRoom};
use super::schedule::{peak_notes, plan_shops, read_profile, write_problems};
use super::strips::Strips;
use super::twins::find_twins;
use super::{Coverage, KeywordBook, Progress, RunOptions, StopFlag, check_settings, keyword_rows};
use crate::china::{self, rfc3339};
use crate::config::Config;
use crate::diagnostic::{Diagnostic, Severity};
use crate::dictionary::Dictionary;
use crate::error::{Error, Result};
use crate::input::{Catalog, Pages, PictureId, Reject, TableInfo, TrafficTable};
use crate::keyword::KeywordIndex;
use crate::page::{Outline, ShopOrders};
use crate::report::{
    Counts, Decision, FindingRow, GoldenFrontier, Grade, InputSummary, Message, ModelFile, ModelFolder, Notice,
    OutputFolder, RejectFiles, RejectRow, Report, Reports, StageSummary, Summary, Verdict, WeekSummary,
};
use crate::schedule::TrafficProfile;
use crate::text::{AdvertisingTerms, GbkTable, Segmenter};
use crate::title::{Scratch, TitleEngine, Twins};

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
            let counted = self.count(&catalogs, &listings, &catalog_inputs, &segmenter, &gbk, &terms, &index)?;
            book.score(config, Some(&counted));
            self.end("count", started, listings.facts.len() as u64, 0);
        } else {
            book.score(config, None);
        }
        let figures = book.figures();

        let described: Vec<bool> = catalogs
            .iter()
            .map(|catalog| catalog.info().columns.iter().any(|(_, field)| field == "description"))
            .collect();
        let pictures = match &room {
            Some(room) => {
                Some((room, self.pictures(room, &catalogs, &listings, &catalog_inputs, pages.as_ref(), &described)?))
            }
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
            pages: pages.as_ref(),
            page_config: &config.page,
            pictures: pictures.as_ref().map(|(room, book)| (*room, book)),
            described,
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

    /// How many listings cover each keyword.
    #[expect(
        clippy::too_many_arguments,
        reason = "the shared parts of the titles stage, before its engine can be built"
    )]
    fn count(
        &self,
        catalogs: &[Catalog],
        listings: &ListingBook,
        inputs: &[InputSummary],
        segmenter: &Segmenter,
        gbk: &GbkTable,
        terms: &AdvertisingTerms,
        index: &KeywordIndex,
    ) -> Result<Vec<u64>> {
        use rayon::prelude::*;
        let engine = TitleEngine::new(&self.config.title, &self.config.keyword, segmenter, gbk, terms, index, &[]);
        let mut counts = vec![0; index.len()];
        let mut benches: Vec<(Scratch, Vec<crate::keyword::KeywordId>)> = Vec::new();
        benches.resize_with(rayon::current_num_threads(), || (Scratch::default(), Vec::new()));
        for_each_chunk(catalogs, listings, inputs, self.stop, |chunk| {
            let share = chunk.len().div_ceil(benches.len()).max(1);
            let covered: Vec<Vec<crate::keyword::KeywordId>> = chunk
                .par_chunks(share)
                .zip(&mut benches)
                .map(|(part, (scratch, covered))| {
                    let mut all = Vec::new();
                    for (_, listing) in part {
                        engine.cover(&listing.title, scratch, covered);
                        all.extend_from_slice(covered);
                    }
                    all
                })
                .collect();
            for keyword in covered.into_iter().flatten() {
                if let Some(count) = counts.get_mut(keyword.0 as usize) {
                    *count += 1;
                }
            }
            self.progress.advance(chunk.len() as u64);
            Ok(())
        })?;
        Ok(counts)
    }

    /// Reads the pictures that the pages name.
    fn pictures(
        &mut self,
        room: &PictureRoom,
        catalogs: &[Catalog],
        listings: &ListingBook,
        inputs: &[InputSummary],
        pages: Option<&Pages>,
        described: &[bool],
    ) -> Result<PictureBook> {
        use rayon::prelude::*;
        let started = Instant::now();
        let (mut wanted, mut absent) = (BTreeSet::new(), 0);
        for_each_chunk(catalogs, listings, inputs, self.stop, |chunk| {
            let found: Vec<Result<(BTreeSet<PictureId>, u64)>> = chunk
                .par_iter()
                .map(|(index, listing)| {
                    let catalog = listings.facts.get(*index as usize).map(|facts| facts.catalog as usize);
                    let described = catalog.and_then(|at| described.get(at)).copied().unwrap_or_default();
                    let mut wanted = BTreeSet::new();
                    let source = PageSource::of(listing, pages, described)?;
                    let Some(html) = source.html() else { return Ok((wanted, 0)) };
                    // A page on which the reader of HTML fails is told of when it is checked.
                    let outline =
                        catch_unwind(|| Outline::parse(html.as_bytes(), &self.config.page)).unwrap_or_default();
                    let absent = room.want(listing.file_key(), &outline, &mut wanted);
                    Ok((wanted, absent))
                })
                .collect();
            for page in found {
                let (found, missed) = page?;
                wanted.extend(found);
                absent += missed;
            }
            Ok(())
        })?;
        let book = room.read(&wanted, self.progress, self.stop)?;
        let work = &book.work;
        self.warnings.extend(work.warnings.iter().cloned());
        self.counts.pictures = work.found;
        self.counts.pictures_absent = absent;
        self.counts.pictures_read = work.read;
        self.counts.pictures_flawed = work.flawed;
        let seconds = started.elapsed().as_secs_f64();
        tracing::info!(stage = "pictures", items = work.read, seconds, "stage done");
        self.stages.push(StageSummary { name: "pictures", items: work.read, seconds, bytes: work.read_bytes });
        Ok(book)
    }

    /// Titles and detail pages, chunk by chunk.
    fn titles(
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
                for keyword in &title.gained {
                    if let Some(count) = coverage.proposed.get_mut(keyword.0 as usize) {
                        *count += 1;
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
                    Some(Decision::Mend) => counts.to_mend += 1,
                    _ => counts.kept += 1,
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
        models.map(ModelFile::finish).transpose()?;
        edit_models.map(ModelFile::finish).transpose()?;
        listings.set_title_keys(keys);
        Ok(coverage)
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

fn count_finding(counts: &mut Counts, finding: &FindingRow) {
    match finding.severity {
        Severity::Error => counts.errors += 1,
        Severity::Warning => counts.warnings += 1,
        Severity::Hint => counts.hints += 1,
    }
}

/// A summary of an input before its rows are counted.
pub(super) fn input_summary(kind: &'static str, info: &TableInfo) -> InputSummary {
    InputSummary {
        path: info.path.display().to_string(),
        kind,
        format: info.format.to_owned(),
        encoding: info.encoding.to_owned(),
        delimiter: info.delimiter.map(String::from).unwrap_or_default(),
        sha256: String::new(),
        rows: 0,
        accepted: 0,
        superseded: 0,
        rejected: 0,
        columns: info.columns.clone(),
        ignored_columns: info.ignored_columns.clone(),
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
