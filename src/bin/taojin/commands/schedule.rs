//! `taojin schedule`.

use std::process::ExitCode;

use serde_json::json;
use taojin::pipeline::{ScheduleInputs, StopFlag, schedule_rows};
use taojin::report::{CalendarReport, CsvStream, CsvTable, Message, PlanValues, Report, ScheduleRow, write_halves};

use crate::args::ScheduleArgs;
use crate::exit;
use crate::progress::Bars;

pub fn run(args: &ScheduleArgs) -> anyhow::Result<ExitCode> {
    let config = super::config(&args.shared)?;
    let inputs = ScheduleInputs {
        catalogs: args.catalog.clone(),
        traffic: args.traffic.clone().or_else(|| config.run.traffic.clone()),
        halves: args.halves.is_some(),
        dump_models: args.dump_models.clone(),
        now: super::now(args.now.as_deref())?,
    };
    let mut rejects = 0;
    let week = schedule_rows(&config, &inputs, &Bars::new(), &StopFlag::default(), |reject| {
        rejects += 1;
        super::tell_reject(reject);
    })?;
    let rows = &week.rows;
    if args.json {
        super::print_json_lines(rows.iter().map(line))?;
    } else {
        let mut csv = CsvStream::new(CsvTable::Schedule, Box::new(std::io::BufWriter::new(std::io::stdout())))?;
        for row in rows {
            csv.accept(Message::Slot(row))?;
        }
        csv.finish()?;
    }
    if let Some(path) = &args.halves {
        write_halves(path, &week.halves)?;
        let pairs = week.halves.iter().filter(|row| row.pair.is_some()).count() / 2;
        eprintln!(
            "{pairs} pairs: one of each follows the plan, the other stays; compare them in a week with taojin trial"
        );
    }
    if let Some(path) = &args.ics {
        let mut calendar = CalendarReport::at(path.clone(), Some(inputs.now.timestamp()));
        rows.iter().try_for_each(|row| calendar.accept(Message::Slot(row)))?;
        calendar.finish()?;
    }
    for note in &week.notes {
        eprintln!("{note}");
    }
    let moved = rows.iter().filter(|row| row.moved).count();
    let PlanValues { now, planned, bound } = week.values;
    eprintln!("value of the ends {now:.1} today, {planned:.1} as planned after the cost of moves, {bound:.1} at most");
    eprintln!("{} listings, {moved} ends to move; a tie-breaker, not a promise", rows.len());
    Ok(exit::finished(args.strict, rejects > 0))
}

fn line(row: &ScheduleRow) -> serde_json::Value {
    let time = |text: &str| if text.is_empty() { serde_json::Value::Null } else { text.into() };
    json!({
        "listing_id": row.listing_id,
        "shop": row.shop,
        "category": row.category,
        "current_end": time(&row.current_end),
        "proposed_end": time(&row.proposed_end),
        "list_time": time(&row.list_time),
        "moved": row.moved,
        "value_now": row.value_now,
        "value": row.value,
        "reason": row.reason,
    })
}
