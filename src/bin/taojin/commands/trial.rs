//! `taojin trial`.

use std::process::ExitCode;

use serde_json::json;
use taojin::pipeline::{TrialInputs, compare_trial};
use taojin::report::{write_hours, write_profile};
use taojin::schedule::Estimate;

use crate::args::TrialArgs;
use crate::exit;

pub fn run(args: &TrialArgs) -> anyhow::Result<ExitCode> {
    let config = super::config(&args.shared)?;
    let inputs = TrialInputs {
        halves: args.halves.clone(),
        visits: args.visits.clone(),
        traffic: args.traffic.clone().or_else(|| config.run.traffic.clone()),
    };
    let mut rejects = 0;
    let result = compare_trial(&config, &inputs, |reject| {
        rejects += 1;
        super::tell_reject(reject);
    })?;
    if let Some(path) = &args.profile {
        write_profile(path, &result.profile)?;
    }
    let comparison = &result.comparison;
    if args.json {
        let low = |estimate: &Estimate| estimate.interval.map(|(low, _)| low);
        let high = |estimate: &Estimate| estimate.interval.map(|(_, high)| high);
        super::print_json_lines(comparison.hours.iter().map(|row| {
            let estimate = &row.against_plan;
            json!({
                "hour": row.hour,
                "listings": row.listings,
                "visits": row.visits,
                "planned_visits": row.planned,
                "ratio": estimate.ratio,
                "ratio_low": low(estimate),
                "ratio_high": high(estimate),
                "verdict": row.verdict(),
            })
        }))?;
    } else {
        write_hours(Box::new(std::io::BufWriter::new(std::io::stdout())), &comparison.hours)?;
    }
    if result.unseen > 0 {
        eprintln!("{} listings of the test have no visits and are left aside", result.unseen);
    }
    match comparison.plan_against_stay {
        None => eprintln!("{} pairs; not enough visits to compare the halves", comparison.pairs),
        Some(Estimate { ratio, interval }) => {
            let interval = interval.map_or_else(
                || "too few pairs for an interval".to_owned(),
                |(low, high)| format!("95 % interval {low:.3} to {high:.3}"),
            );
            eprintln!(
                "{} pairs: the plan brought {ratio:.3} times the visits of the half that stayed ({interval})",
                comparison.pairs
            );
        }
    }
    Ok(exit::finished(args.strict, rejects > 0))
}
