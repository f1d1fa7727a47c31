//! `taojin keywords`.

use std::process::ExitCode;

use serde_json::json;
use taojin::pipeline::{Coverage, KeywordBook, keyword_rows};
use taojin::report::{CsvStream, CsvTable, KeywordRow, Message, Report};

use crate::args::KeywordsArgs;
use crate::exit;

pub fn run(args: &KeywordsArgs) -> anyhow::Result<ExitCode> {
    let config = super::config(&args.shared)?;
    let tables = KeywordBook::open(&args.files, &config)?;
    for table in &tables {
        super::tell_oddities(table.info());
    }
    let mut rejects = 0;
    let (mut book, inputs) = KeywordBook::read(&tables, |_, reject| {
        rejects += 1;
        super::tell_reject(reject);
        Ok(())
    })?;
    book.score(&config, None);
    inputs.iter().for_each(super::tell_input);
    let rows = keyword_rows(book, &Coverage::default());
    if args.json {
        super::print_json_lines(rows.iter().map(line))?;
    } else {
        let mut csv = CsvStream::new(CsvTable::Keywords, Box::new(std::io::BufWriter::new(std::io::stdout())))?;
        for row in &rows {
            csv.accept(Message::Keyword(row))?;
        }
        csv.finish()?;
    }
    Ok(exit::finished(args.strict, rejects > 0))
}

fn line(row: &KeywordRow) -> serde_json::Value {
    json!({
        "keyword": row.keyword,
        "volume": row.volume.map(taojin::figure::Figure::point),
        "volume_low": row.volume.map(taojin::figure::Figure::low),
        "volume_high": row.volume.map(taojin::figure::Figure::high).filter(|high| high.is_finite()),
        "listings": row.listings,
        "listings_source": row.listings_source,
        "ratio": row.ratio,
        "click_rate": row.click_rate,
        "conversion_rate": row.conversion_rate,
        "tmall_share": row.tmall_share,
        "score": row.score,
        "grade": row.grade,
        "trend": row.trend,
    })
}
