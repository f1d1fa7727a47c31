//! The arguments as typed.

use std::path::PathBuf;

use clap::{Parser, Subcommand};

/// 淘金: a night's work over a Taobao/Tmall catalog
///
/// Segments and diagnoses titles, finds golden keywords, proposes better titles, plans listing-end times and checks detail pages.
/// Data goes to standard output or the output folder, words for people to standard error.
///
/// Exit status: 0 done; 1 done, and errors or rejects were found (--strict only); 2 wrong use or configuration; 3 an input cannot be
/// read; 4 an output cannot be written; 130, 143 stopped by a signal.
#[derive(Debug, Parser)]
#[command(version, propagate_version = true, arg_required_else_help = true)]
pub struct Args {
    /// Write log messages as JSON lines
    #[arg(long, global = true)]
    pub log_json: bool,

    #[command(subcommand)]
    pub command: Command,
}

#[derive(Debug, Subcommand)]
pub enum Command {
    Run(RunArgs),
    Keywords(KeywordsArgs),
    Title(TitleArgs),
    Schedule(ScheduleArgs),
    Trial(TrialArgs),
    Page(PageArgs),
    Words(WordsArgs),
    Fetch(FetchArgs),
    Ocr(OcrArgs),
    Init(InitArgs),
}

/// The whole night's run: catalogs in, a folder of reports out
#[derive(Debug, clap::Args)]
#[command(
    after_help = "Example:\n  taojin run --catalog export.csv --keywords words.xlsx --out tonight\n  then open tonight/report.html"
)]
pub struct RunArgs {
    /// Catalog export: a Taobao Assistant package, CSV, TSV, XLSX or JSON lines; several may be given
    #[arg(long, value_name = "FILE", num_args = 1..)]
    pub catalog: Vec<PathBuf>,

    /// Keyword table; of several, a later one wins word by word
    #[arg(long, value_name = "FILE", num_args = 1..)]
    pub keywords: Vec<PathBuf>,

    /// Hourly visits of the shop
    #[arg(long, value_name = "FILE")]
    pub traffic: Option<PathBuf>,

    /// Detail pages: a folder of ID.html, or JSON lines
    #[arg(long, value_name = "DIR|FILE")]
    pub pages: Option<PathBuf>,

    /// Folder of the pictures that the detail pages name, as `taojin fetch` makes it
    #[arg(long, value_name = "DIR")]
    pub pictures: Option<PathBuf>,

    /// Output folder; its files of an earlier run are replaced once everything is done
    #[arg(long, value_name = "DIR")]
    pub out: Option<PathBuf>,

    /// Threads; 0 takes one per core
    #[arg(long, value_name = "N")]
    pub threads: Option<usize>,

    /// Take this moment for now (RFC 3339)
    #[arg(long, value_name = "TIME")]
    pub now: Option<String>,

    /// Write the optimisation problems with their answers here, as JSON lines for other solvers
    #[arg(long, value_name = "DIR")]
    pub dump_models: Option<PathBuf>,

    /// Leave with status 1 when a listing has an error or a row was rejected
    #[arg(long)]
    pub strict: bool,

    /// Print the summary as JSON on standard output
    #[arg(long)]
    pub json: bool,

    #[command(flatten)]
    pub shared: SharedArgs,
}

/// Score a keyword table alone
#[derive(Debug, clap::Args)]
#[command(after_help = "Example:\n  taojin keywords words.xlsx > scored.csv")]
pub struct KeywordsArgs {
    /// Keyword tables; of several, a later one wins word by word
    #[arg(value_name = "FILE", required = true)]
    pub files: Vec<PathBuf>,

    /// JSON lines instead of CSV
    #[arg(long)]
    pub json: bool,

    /// Leave with status 1 when a row was rejected
    #[arg(long)]
    pub strict: bool,

    #[command(flatten)]
    pub shared: SharedArgs,
}

/// Diagnose titles from arguments or standard input, one a line
#[derive(Debug, clap::Args)]
#[command(after_help = "Example:\n  taojin title 秋冬加厚羊绒围巾女百搭 --keywords words.xlsx")]
pub struct TitleArgs {
    /// Titles; without any they are read from standard input, one a line
    #[arg(value_name = "TEXT")]
    pub titles: Vec<String>,

    /// Keyword tables to measure the titles against, behind the titles; without any those of the configuration
    #[arg(long, value_name = "FILE", num_args = 1..)]
    pub keywords: Vec<PathBuf>,

    /// JSON lines, one a title, in input order
    #[arg(long)]
    pub json: bool,

    /// Leave with status 1 when a title has an error
    #[arg(long)]
    pub strict: bool,

    #[command(flatten)]
    pub shared: SharedArgs,
}

/// Plan listing-end times alone
#[derive(Debug, clap::Args)]
#[command(after_help = "Example:\n  taojin schedule --catalog export.csv --traffic visits.csv > schedule.csv")]
pub struct ScheduleArgs {
    /// Catalog exports
    #[arg(long, value_name = "FILE", num_args = 1.., required = true)]
    pub catalog: Vec<PathBuf>,

    /// Hourly visits of the shop
    #[arg(long, value_name = "FILE")]
    pub traffic: Option<PathBuf>,

    /// Take this moment for now (RFC 3339)
    #[arg(long, value_name = "TIME")]
    pub now: Option<String>,

    /// Write the optimisation problems with their answers here, as JSON lines for other solvers
    #[arg(long, value_name = "DIR")]
    pub dump_models: Option<PathBuf>,

    /// Weekly test: let one listing of each comparable pair stay where it is, and write who does to this file
    #[arg(long, value_name = "FILE")]
    pub halves: Option<PathBuf>,

    /// Write the times to list again as a calendar file
    #[arg(long, value_name = "FILE")]
    pub ics: Option<PathBuf>,

    /// JSON lines instead of CSV
    #[arg(long)]
    pub json: bool,

    /// Leave with status 1 when a row was rejected
    #[arg(long)]
    pub strict: bool,

    #[command(flatten)]
    pub shared: SharedArgs,
}

/// Compare the halves of a weekly test with their visits since
#[derive(Debug, clap::Args)]
#[command(
    after_help = "Example:\n  taojin trial halves.csv --visits items.csv --profile traffic.csv > hours.csv\n  a week after taojin schedule --catalog export.csv --halves halves.csv > schedule.csv"
)]
pub struct TrialArgs {
    /// The file that taojin schedule --halves wrote
    #[arg(value_name = "HALVES")]
    pub halves: PathBuf,

    /// Visits by listing of the week since; rows of one listing add up
    #[arg(long, value_name = "FILE", num_args = 1.., required = true)]
    pub visits: Vec<PathBuf>,

    /// The traffic table of the plan
    #[arg(long, value_name = "FILE")]
    pub traffic: Option<PathBuf>,

    /// Write the updated profile here, as a table for --traffic
    #[arg(long, value_name = "FILE")]
    pub profile: Option<PathBuf>,

    /// JSON lines instead of CSV
    #[arg(long)]
    pub json: bool,

    /// Leave with status 1 when a row was rejected
    #[arg(long)]
    pub strict: bool,

    #[command(flatten)]
    pub shared: SharedArgs,
}

/// Check detail pages alone
#[derive(Debug, clap::Args)]
#[command(after_help = "Example:\n  taojin page pages/ 583316802348.html")]
pub struct PageArgs {
    /// HTML files, folders of ID.html, or JSON lines
    #[arg(value_name = "FILE|DIR", required = true)]
    pub files: Vec<PathBuf>,

    /// Category of the listings, which chooses the section table; without it and a title the page itself decides
    #[arg(long, value_name = "TEXT", default_value = "", hide_default_value = true)]
    pub category: String,

    /// Title of the listing, where the category has no name
    #[arg(long, value_name = "TEXT", default_value = "", hide_default_value = true)]
    pub title: String,
    /// Folder of the pictures that the pages name, as `taojin fetch` makes it
    #[arg(long, value_name = "DIR")]
    pub pictures: Option<PathBuf>,

    /// Threads that read pictures; 0 takes one per core
    #[arg(long, value_name = "N", default_value_t = 0)]
    pub threads: usize,

    /// JSON lines, one a page
    #[arg(long)]
    pub json: bool,

    /// Leave with status 1 when a page has an error
    #[arg(long)]
    pub strict: bool,

    #[command(flatten)]
    pub config: ConfigArgs,
}

/// Mine the words that catalogs and keyword tables use and the dictionaries lack
///
/// Writes a dictionary file: read it, take out what is wrong, and put it into the folder that dictionary.folder names.
#[derive(Debug, clap::Args)]
#[command(after_help = "Example:\n  taojin words export.csv words.xlsx titles.txt > mined.tsv")]
pub struct WordsArgs {
    /// Catalogs, keyword tables, and plain .txt lists of titles or keywords, one a line
    #[arg(value_name = "FILE", required = true)]
    pub files: Vec<PathBuf>,

    /// Least number of different titles and keywords that a word stands in [default: 5, or what the configuration says]
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u32).range(1..))]
    pub min_texts: Option<u32>,

    /// Most words to write, the best first
    #[arg(long, value_name = "N")]
    pub limit: Option<usize>,

    /// JSON lines instead of a dictionary file
    #[arg(long)]
    pub json: bool,

    /// Leave with status 1 when a row was rejected
    #[arg(long)]
    pub strict: bool,

    #[command(flatten)]
    pub shared: SharedArgs,
}

/// Fetch the pictures that detail pages name, so that runs can read them
///
/// Goes on where it left off. Only addresses of the public internet are fetched from, redirects included. The pictures that could
/// not be had are listed on standard output, each with its reason.
#[derive(Debug, clap::Args)]
#[command(
    after_help = "Example:\n  taojin fetch --catalog export.csv --into pictures\n  then taojin run --catalog export.csv --pictures pictures --out tonight"
)]
pub struct FetchArgs {
    /// Catalog exports whose descriptions name the pictures
    #[arg(long, value_name = "FILE", num_args = 1.., required_unless_present = "pages")]
    pub catalog: Vec<PathBuf>,

    /// Detail pages that name them: a folder of ID.html, or JSON lines
    #[arg(long, value_name = "DIR|FILE")]
    pub pages: Option<PathBuf>,

    /// Folder to put them into
    #[arg(long, value_name = "DIR")]
    pub into: PathBuf,

    /// Pictures fetched at a time
    #[arg(long, value_name = "N", default_value_t = 8, value_parser = clap::value_parser!(u8).range(1..=64))]
    pub jobs: u8,

    /// Heaviest picture in bytes [default: what the configuration says]
    #[arg(long, value_name = "N")]
    pub max_bytes: Option<u64>,

    /// Fetch from this machine and its network too
    #[arg(long)]
    pub allow_private: bool,

    /// JSON lines instead of CSV
    #[arg(long)]
    pub json: bool,

    /// Leave with status 1 when a picture could not be had
    #[arg(long)]
    pub strict: bool,

    #[command(flatten)]
    pub shared: SharedArgs,
}

/// Manage the models that read the text in pictures
#[derive(Debug, clap::Args)]
#[command(after_help = "Example:\n  taojin ocr install")]
pub struct OcrArgs {
    #[command(subcommand)]
    pub command: OcrCommand,
}

#[derive(Debug, Subcommand)]
pub enum OcrCommand {
    Install(OcrInstallArgs),
}

/// Put the models into the user's data folder, checked by their SHA-256
///
/// They come inside the Python wheel rapidocr-onnxruntime 1.4.4 (PP-OCRv4, Apache-2.0, 15 MB). Without --from, pip downloads it.
#[derive(Debug, clap::Args)]
#[command(
    after_help = "Example:\n  pip download --no-deps rapidocr-onnxruntime==1.4.4\n  taojin ocr install --from rapidocr_onnxruntime-1.4.4-py3-none-any.whl"
)]
pub struct OcrInstallArgs {
    /// The wheel, already downloaded: nothing goes over the network then
    #[arg(long, value_name = "FILE")]
    pub from: Option<PathBuf>,

    #[command(flatten)]
    pub config: ConfigArgs,
}

/// Write a commented taojin.toml
#[derive(Debug, clap::Args)]
#[command(after_help = "Example:\n  taojin init shop/")]
pub struct InitArgs {
    /// Folder to write it into
    #[arg(value_name = "DIR", default_value = ".")]
    pub folder: PathBuf,
}

#[derive(Debug, clap::Args)]
pub struct ConfigArgs {
    /// Configuration file
    #[arg(long, value_name = "FILE")]
    pub config: Option<PathBuf>,
}

#[derive(Debug, clap::Args)]
pub struct SharedArgs {
    #[command(flatten)]
    pub config: ConfigArgs,

    /// Encoding of every input (utf-8, gb18030, utf-16le, utf-16be) instead of a guess per file
    #[arg(long, value_name = "NAME")]
    pub encoding: Option<String>,

    /// Delimiter of every delimited input instead of a guess per file (\t for a tab)
    #[arg(long, value_name = "CHAR")]
    pub delimiter: Option<String>,
}
