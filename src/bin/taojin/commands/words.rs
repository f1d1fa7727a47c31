//! `taojin words`.

use std::io::Write;
use std::process::ExitCode;

use taojin::pipeline::{StopFlag, mine_words};
use taojin::words::dictionary_file;

use crate::args::WordsArgs;
use crate::exit;
use crate::progress::Bars;

pub fn run(args: &WordsArgs) -> anyhow::Result<ExitCode> {
    let mut config = super::config(&args.shared)?;
    if let Some(least) = args.min_texts {
        config.words.min_texts = least;
    }
    let mut rejects = 0;
    let (mut candidates, inputs, notes) =
        mine_words(&config, &args.files, &Bars::new(), &StopFlag::default(), |reject| {
            rejects += 1;
            super::tell_reject(reject);
        })?;
    for note in &notes {
        eprintln!("warning: {note}");
    }
    inputs.iter().for_each(super::tell_input);
    let found = candidates.len();
    candidates.truncate(args.limit.unwrap_or(found));
    if candidates.len() < found {
        eprintln!("the best {} of {found} words found", candidates.len());
    }
    let unsure = candidates.iter().filter(|candidate| candidate.role.is_none()).count();
    eprintln!("{} words with a role, {unsure} without; read them before you use them", candidates.len() - unsure);
    if args.json {
        let values: Vec<serde_json::Value> = candidates.iter().map(serde_json::to_value).collect::<Result<_, _>>()?;
        super::print_json_lines(values.into_iter())?;
    } else {
        let mut out = std::io::stdout().lock();
        out.write_all(dictionary_file(&candidates).as_bytes())?;
        out.flush()?;
    }
    Ok(exit::finished(args.strict, rejects > 0))
}
