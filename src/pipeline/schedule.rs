//! The schedule stage: listing-end times shop by shop.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use jiff::civil::DateTime;
use rayon::prelude::*;

use super::chunk::for_each_chunk;
use super::inputs::input_summary;
use super::listings::ListingBook;
use super::notes::{Notes, table_notes};
use super::trial::{part_shops, trial_rows};
use super::{Progress, StopFlag, check_settings};
use crate::china;
use crate::config::{Config, ScheduleConfig};
use crate::dictionary::Dictionary;
use crate::error::{Error, Result};
use crate::input::{Catalog, Reject, Row, TrafficTable};
use crate::report::{
    CategoryWeek, InputSummary, ModelFolder, Notice, PlanValues, ScheduleProblem, ScheduleRow, TrialRow,
};
use crate::schedule::{Assignment, PeakDay, Planner, ScheduleListing, TrafficProfile, TrafficRecord, WeekEnds};
use crate::text::{Segmented, Segmenter};
use crate::title::title_key;

/// A listing to be given an end.
#[derive(Debug, Clone, Copy)]
pub struct ScheduledListing<'a> {
    /// Shop, as a dense id.
    pub shop: u32,
    /// Name of the shop.
    pub shop_name: &'a str,
    /// Name of the category.
    pub category_name: &'a str,
    /// The front of the title.
    pub front: &'a str,
    /// What the plan has to know.
    pub listing: ScheduleListing<'a>,
}

/// The plans of all shops.
#[derive(Debug, Clone, Default)]
pub struct PlannedWeek {
    /// One a listing, in their order.
    pub rows: Vec<ScheduleRow>,
    /// Ends by hour of the week.
    pub ends: WeekEnds,
    /// The same for the largest categories, the largest first.
    pub categories: Vec<CategoryWeek>,
    /// Values over all shops: today's ends, the plan, and what no plan exceeds.
    pub values: PlanValues,
    /// The problem of each shop in the order of their ids; empty where they were not asked for.
    pub problems: Vec<ScheduleProblem>,
    /// Who takes which part in a weekly test; empty where none was asked for.
    pub halves: Vec<TrialRow>,
    /// What the plan could not keep to, or what of the input it left aside, in sentences for people.
    pub notes: Vec<Notice>,
}

/// Plans every shop on the threads of the current pool. `keep_problems` asks for the optimisation problems too.
pub fn plan_shops(
    listings: &[ScheduledListing<'_>],
    profile: &TrafficProfile,
    now: DateTime,
    config: &ScheduleConfig,
    keep_problems: bool,
) -> PlannedWeek {
    let mut order: Vec<u32> = (0..listings.len() as u32).collect();
    let shop = |index: &u32| listings.get(*index as usize).map(|listing| listing.shop);
    order.sort_by_key(shop);
    let shops: Vec<&[u32]> = order.chunk_by(|a, b| shop(a) == shop(b)).collect();
    let planner = Planner::new(profile, config);
    let plans: Vec<ShopPlan> = shops
        .par_iter()
        .map(|shop| {
            let own: Vec<&ScheduledListing<'_>> =
                shop.iter().filter_map(|&index| listings.get(index as usize)).collect();
            let stated: Vec<ScheduleListing<'_>> = own.iter().map(|listing| listing.listing).collect();
            let plan = planner.plan(&stated, now);
            let problem = keep_problems.then(|| {
                let name = own.first().map_or("", |listing| listing.shop_name);
                let ids: Vec<&str> = stated.iter().map(|listing| listing.id).collect();
                ScheduleProblem::new(name, &ids, &plan, profile)
            });
            let rows = own.iter().zip(&plan.assignments);
            ShopPlan {
                rows: rows.map(|(listing, assignment)| schedule_row(listing, assignment)).collect(),
                values: PlanValues { now: plan.value_now, planned: plan.value, bound: plan.bound },
                per_minute: plan.per_minute,
                raised: plan.raised,
                assignments: plan.assignments,
                problem,
            }
        })
        .collect();
    let mut week = PlannedWeek::default();
    let mut rows: Vec<Option<ScheduleRow>> = vec![None; listings.len()];
    let mut categories: BTreeMap<&str, WeekEnds> = BTreeMap::new();
    let mut notes = Notes::new(config);
    for (shop, plan) in shops.iter().zip(plans) {
        week.ends.count(&plan.assignments);
        week.values.add(plan.values);
        let name = shop.first().and_then(|&index| listings.get(index as usize)).map_or("", |own| own.shop_name);
        notes.count(name, &plan);
        week.problems.extend(plan.problem);
        for ((&index, assignment), row) in shop.iter().zip(&plan.assignments).zip(plan.rows) {
            if let (Some(listing), Some(place)) = (listings.get(index as usize), rows.get_mut(index as usize)) {
                categories.entry(listing.category_name).or_default().count(std::slice::from_ref(assignment));
                *place = Some(row);
            }
        }
    }
    week.rows = rows.into_iter().flatten().collect();
    week.notes = notes.sentences(listings);
    week.categories = categories
        .into_iter()
        .map(|(name, ends)| CategoryWeek {
            name: name.to_owned(),
            before: ends.before.to_vec(),
            after: ends.after.to_vec(),
        })
        .collect();
    // Stable: of equally large categories the one whose name comes first is the first.
    week.categories.sort_by_key(|category| std::cmp::Reverse(category.after.iter().sum::<u32>()));
    week.categories.truncate(CATEGORIES);
    week
}

/// Categories of which the week is shown.
const CATEGORIES: usize = 12;

fn schedule_row(listing: &ScheduledListing<'_>, assignment: &Assignment) -> ScheduleRow {
    ScheduleRow {
        listing_id: listing.listing.id.to_owned(),
        shop: listing.shop_name.to_owned(),
        category: listing.category_name.to_owned(),
        current_end: rfc3339(assignment.current_end),
        proposed_end: rfc3339(assignment.end),
        list_time: rfc3339(assignment.list_time),
        moved: assignment.moved,
        value_now: assignment.value_now,
        value: assignment.value,
        reason: assignment.reason.text(),
        title: listing.front.to_owned(),
    }
}

/// What is kept of a shop's plan.
#[derive(Debug)]
pub(super) struct ShopPlan {
    pub assignments: Vec<Assignment>,
    rows: Vec<ScheduleRow>,
    values: PlanValues,
    problem: Option<ScheduleProblem>,
    /// See [`Plan`](crate::schedule::Plan).
    pub per_minute: u32,
    pub raised: Option<u32>,
}

/// Days that the traffic profile leaves out, in sentences.
pub(super) fn peak_notes(profile: &TrafficProfile, path: Option<&Path>) -> Vec<Notice> {
    let note = |day: &PeakDay| {
        let (date, ratio) = (day.date, day.ratio);
        let name = day.festival().map(|name| format!(" ({name})")).unwrap_or_default();
        let chinese = day.festival().map(|name| format!("是{name}，")).unwrap_or_default();
        let notice = Notice::new(
            format!("{date}{name} had {ratio:.1} times a usual day's visits and is left out of the traffic profile"),
            format!("{date} {chinese}访客是平日的 {ratio:.1} 倍，不计入流量曲线"),
        );
        path.map_or(notice.clone(), |path| notice.of(path.display()))
    };
    profile.peak_days().iter().map(note).collect()
}

/// A civil time as RFC 3339; empty for `None`.
fn rfc3339(time: Option<DateTime>) -> String {
    time.and_then(|time| time.to_zoned(china::zone()).ok()).map(|time| china::rfc3339(&time)).unwrap_or_default()
}

/// What a plan of listing-end times alone reads.
#[derive(Debug, Clone)]
pub struct ScheduleInputs {
    /// Catalog exports.
    pub catalogs: Vec<PathBuf>,
    /// Traffic table; the default profile stands without one.
    pub traffic: Option<PathBuf>,
    /// Whether half of the listings are to stay as they are, for a weekly test.
    pub halves: bool,
    /// Folder for `schedule.jsonl`.
    pub dump_models: Option<PathBuf>,
    /// The clock.
    pub now: jiff::Zoned,
}

/// Plans listing-end times alone, without titles and pages. Rejected rows go to `rejected`.
///
/// Near-identical titles are known by their words, so every title is segmented.
///
/// # Errors
/// When the configuration or an input cannot be used.
pub fn schedule_rows(
    config: &Config,
    inputs: &ScheduleInputs,
    progress: &dyn Progress,
    stop: &StopFlag,
    mut rejected: impl FnMut(&Reject),
) -> Result<PlannedWeek> {
    check_settings(config).map_err(Error::config)?;
    let dictionary = Dictionary::load(&config.dictionary)?;
    let catalogs: Vec<Catalog> =
        inputs.catalogs.iter().map(|path| Catalog::open(path, &config.input)).collect::<Result<_>>()?;
    let traffic = inputs.traffic.as_ref().map(|path| TrafficTable::open(path, &config.input)).transpose()?;
    let profile = match &traffic {
        None => TrafficProfile::default_profile(),
        Some(table) => {
            read_profile(table, &config.schedule, |reject| {
                rejected(reject);
                Ok(())
            })?
            .0
        }
    };
    let (mut book, summaries, warnings) = ListingBook::scan(&catalogs, config, progress, stop, |_, reject| {
        rejected(reject);
        Ok(())
    })?;
    let segmenter = Segmenter::new(&dictionary);
    let mut segmented = Segmented::default();
    let mut keys = Vec::with_capacity(book.facts.len());
    for_each_chunk(&catalogs, &book, &summaries, stop, |chunk| {
        for (index, listing) in &chunk {
            segmenter.segment(&listing.title, &mut segmented);
            keys.push((*index, title_key(&segmented)));
        }
        Ok(())
    })?;
    book.set_title_keys(keys);
    let dump = inputs.dump_models.as_deref();
    let mut listings = book.scheduled(&config.schedule);
    let parts = if inputs.halves { part_shops(&mut listings) } else { Vec::new() };
    let mut week = plan_shops(&listings, &profile, inputs.now.datetime(), &config.schedule, dump.is_some());
    let tables = catalogs.iter().map(Catalog::info).chain(traffic.as_ref().map(TrafficTable::info));
    let of_inputs = tables.flat_map(table_notes).chain(warnings);
    week.notes.splice(0..0, of_inputs.chain(peak_notes(&profile, inputs.traffic.as_deref())));
    week.halves = trial_rows(&listings, &week.rows, &parts);
    if let Some(folder) = dump {
        let folder = ModelFolder::create(folder)?;
        write_problems(&folder, &week.problems)?;
        folder.commit()?;
    }
    Ok(week)
}

/// Writes `schedule.jsonl` into the folder of `--dump-models`.
pub(super) fn write_problems(folder: &ModelFolder, problems: &[ScheduleProblem]) -> Result<()> {
    let mut file = folder.file("schedule.jsonl")?;
    problems.iter().try_for_each(|problem| file.write(problem))?;
    file.finish()
}

/// Reads a traffic table into a profile; counts of accepted and rejected rows, the rows read and the file's hash beside it.
pub(super) fn read_profile(
    table: &TrafficTable,
    config: &ScheduleConfig,
    mut rejected: impl FnMut(&Reject) -> Result<()>,
) -> Result<(TrafficProfile, InputSummary)> {
    let mut summary = input_summary("traffic", table.info());
    let mut records: Vec<TrafficRecord> = Vec::new();
    let mut rows = table.rows()?;
    for row in &mut rows {
        match row? {
            Row::Accepted { value, .. } => {
                summary.accepted += 1;
                records.extend(value);
            }
            Row::Rejected(reject) => {
                summary.rejected += 1;
                rejected(&reject)?;
            }
        }
    }
    summary.rows = rows.rows_read();
    summary.sha256 = rows.sha256().unwrap_or_default();
    let profile = TrafficProfile::from_records(records, config)
        .map_err(|fault| Error::input(&table.info().path, format!("makes no traffic profile: {fault}")))?;
    Ok((profile, summary))
}
