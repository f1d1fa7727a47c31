//! The rows that a run hands to its reports. The columns of the files are these fields, in this order.

use serde::Serialize;

use crate::diagnostic::Severity;
use crate::figure::Figure;
pub use crate::keyword::Grade;
use crate::keyword::SupplySource;
pub use crate::notice::Notice;
pub use crate::page::Verdict;
pub use crate::title::Decision;
use crate::title::Deduction;

/// One message of a run to its reports.
#[derive(Debug, Clone, Copy)]
#[non_exhaustive]
pub enum Message<'a> {
    /// A scored keyword, best first.
    Keyword(&'a KeywordRow),
    /// A diagnosed title.
    Title(&'a TitleRow),
    /// A finding about a title or a page.
    Finding(&'a FindingRow),
    /// A proposal for a title.
    Proposal(&'a ProposalRow),
    /// A listing-end time.
    Slot(&'a ScheduleRow),
    /// A section of a detail page.
    Section(&'a SectionRow),
    /// A detail page to show as a strip.
    Page(&'a PageRow),
    /// A rejected input row.
    Reject(&'a RejectRow),
    /// From which search volume on a keyword is golden, by its number of competing listings.
    GoldenFrontier(&'a GoldenFrontier),
    /// The 7x24 weight of traffic and of listing ends, before and after.
    Week(&'a WeekSummary),
    /// The run itself; the last message.
    Summary(&'a Summary),
}

/// A row of `keywords.csv`.
#[derive(Debug, Clone)]
pub struct KeywordRow {
    /// The keyword.
    pub keyword: String,
    /// Search volume; its point estimate and bounds fill three columns.
    pub volume: Option<Figure>,
    /// Competing listings, point estimate.
    pub listings: Option<f64>,
    /// Where the count comes from.
    pub listings_source: Option<SupplySource>,
    /// The plain ratio volume / listings; empty where there are none.
    pub ratio: Option<f64>,
    /// Clicks per search.
    pub click_rate: Option<f64>,
    /// Buyers per visitor.
    pub conversion_rate: Option<f64>,
    /// Share of clicks that go to Tmall.
    pub tmall_share: Option<f64>,
    /// Score, 0 to 100; 50 is the category's mean.
    pub score: Option<f64>,
    /// Grade; empty where there is no score.
    pub grade: Option<Grade>,
    /// How many of our listings cover it.
    pub covered_by: u64,
    /// Growth since the last table.
    pub trend: Option<f64>,
    /// How many of our listings would cover it with their first proposal.
    pub proposed_by: u64,
}

/// A row of `titles.csv`.
#[derive(Debug, Clone)]
pub struct TitleRow {
    /// Listing id.
    pub listing_id: String,
    /// Shop.
    pub shop: String,
    /// Category.
    pub category: String,
    /// Title as exported.
    pub title: String,
    /// GBK bytes; `None` where a character has none.
    pub bytes: Option<usize>,
    /// 0 to 100.
    pub score: f64,
    /// How many keywords it covers.
    pub keywords_covered: usize,
    /// How many golden words it covers.
    pub golden_covered: usize,
    /// Expected visits over its keywords (rule K8).
    pub expected_visits: f64,
    /// Best result page over its keywords; empty without keywords.
    pub best_page: Option<u64>,
    /// `word/role word/role ...`.
    pub words: String,
    /// What is taken off a score of 100, by rule.
    pub deductions: Vec<Deduction>,
}

/// A row of `findings.csv`.
#[derive(Debug, Clone)]
pub struct FindingRow {
    /// Listing id.
    pub listing_id: String,
    /// Rule code.
    pub rule: &'static str,
    /// Severity.
    pub severity: Severity,
    /// `title:0-6`, `page:120`, `listing`.
    pub location: String,
    /// What is wrong and why it matters.
    pub message: String,
    /// What to do.
    pub help: String,
    /// The listing's title (not a column: the report marks the place in it).
    pub title: String,
}

/// A row of `proposals.csv`. A `keep` row repeats the present title.
#[derive(Debug, Clone)]
pub struct ProposalRow {
    /// Listing id.
    pub listing_id: String,
    /// 1 is the best.
    pub rank: usize,
    /// The title proposed.
    pub title: String,
    /// The present title (not a column: for the differences in the report).
    pub present: String,
    /// GBK bytes.
    pub bytes: usize,
    /// Value of the objective: expected visits less the cost of change.
    pub value: f64,
    /// Proven upper bound of the value.
    pub bound: f64,
    /// Expected visits of the present title.
    pub visits_now: f64,
    /// Expected visits of the proposal.
    pub visits: f64,
    /// Keywords that the proposal covers and the present title does not.
    pub gained: Vec<String>,
    /// Keywords that only the present title covers.
    pub lost: Vec<String>,
    /// Words added, with their evidence.
    pub added: Vec<(String, String)>,
    /// Words removed.
    pub removed: Vec<String>,
    /// Characters inserted, deleted or replaced.
    pub edited_chars: usize,
    /// Whether the change stays within the edit budget (rule T5).
    pub within_budget: bool,
    /// What to do.
    pub decision: Decision,
    /// The keywords gained with search volume and competing listings: `keyword=volume/listings`.
    pub gained_figures: Vec<String>,
    /// The same of the keywords lost.
    pub lost_figures: Vec<String>,
    /// The best keyword whose words stand one behind the other.
    pub phrase: String,
    /// Why the title stays, or what stopped a better one.
    pub reason: String,
}

/// A row of `schedule.csv`. Times are RFC 3339 with +08:00.
#[derive(Debug, Clone)]
pub struct ScheduleRow {
    /// Listing id.
    pub listing_id: String,
    /// Shop.
    pub shop: String,
    /// Category.
    pub category: String,
    /// Present end; empty where the export does not say.
    pub current_end: String,
    /// Proposed end; empty where the listing gets none.
    pub proposed_end: String,
    /// When to put it on the shelf for that end.
    pub list_time: String,
    /// Whether the end changes.
    pub moved: bool,
    /// Value of the present end.
    pub value_now: Option<f64>,
    /// Value of the proposed end.
    pub value: Option<f64>,
    /// Why, in Chinese.
    pub reason: String,
    /// The front of the title (not a column: the calendar names the listing by it).
    pub title: String,
}

/// A row of `pages.csv`.
#[derive(Debug, Clone)]
pub struct SectionRow {
    /// Listing id.
    pub listing_id: String,
    /// Section in Chinese, such as 尺码表.
    pub section: String,
    /// Whether the template requires it.
    pub required: bool,
    /// The answer.
    pub verdict: Verdict,
    /// Block of the page, counted from 1, where the evidence stands.
    pub position: Option<usize>,
    /// What proves it.
    pub evidence: String,
    /// How sure the answer is, 0 to 1.
    pub confidence: f64,
}

/// A detail page as a strip: its blocks in order, each with its section (no table of its own: `report.html` draws it).
#[derive(Debug, Clone, Default)]
pub struct PageRow {
    /// Listing id.
    pub listing_id: String,
    /// The listing's title.
    pub title: String,
    /// Name of the section table in Chinese.
    pub template: String,
    /// The table's sections, in its order: name, whether required, the answer.
    pub sections: Vec<(String, bool, Verdict)>,
    /// What is wrong beside missing sections: errors and warnings by rule, with their number.
    pub faults: Vec<(&'static str, usize)>,
    /// The first blocks that a shopper sees.
    pub pieces: Vec<PagePiece>,
    /// How many more there are.
    pub more: usize,
}

/// A block of a page.
#[derive(Debug, Clone)]
pub struct PagePiece {
    /// What it is.
    pub kind: PieceKind,
    /// Its section, as an index of [`PageRow::sections`]; `None` for what belongs to none.
    pub section: Option<usize>,
    /// What it says, shortened: its text, or of a picture the address.
    pub words: String,
    /// A small JPEG of a local picture.
    pub thumbnail: Option<Vec<u8>>,
}

/// What a block of a page is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PieceKind {
    /// A heading.
    Heading,
    /// Text.
    Text,
    /// A picture.
    Picture,
    /// A table.
    Table,
    /// A list.
    List,
    /// A film or frame.
    Media,
}

/// A row of `rejects.csv`.
#[derive(Debug, Clone)]
pub struct RejectRow {
    /// File as named on the command line.
    pub file: String,
    /// Line, counted from 1.
    pub line: u64,
    /// Offset in bytes of the original file.
    pub byte_offset: u64,
    /// Column's header; empty where the row as a whole is at fault.
    pub column: String,
    /// Why, in Chinese.
    pub reason: String,
    /// The row as text, in the file's own encoding.
    pub raw: String,
    /// Its length in the file, in bytes.
    pub bytes: usize,
}

/// The curve above which keywords are golden.
#[derive(Debug, Clone, Default)]
pub struct GoldenFrontier {
    /// Competing listings, and the least search volume that is golden there; rising in listings, both above 0.
    pub points: Vec<(f64, f64)>,
}

/// Traffic and listing ends by hour of the week; index `weekday * 24 + hour`, Monday first.
#[derive(Debug, Clone)]
pub struct WeekSummary {
    /// Share of the week's traffic in each hour.
    pub traffic: Vec<f64>,
    /// Present ends in each hour.
    pub before: Vec<u32>,
    /// Proposed ends in each hour.
    pub after: Vec<u32>,
    /// The largest categories, the largest first.
    pub categories: Vec<CategoryWeek>,
    /// What the ends are worth over all shops.
    pub values: PlanValues,
}

/// The listing ends of a category by hour of the week.
#[derive(Debug, Clone)]
pub struct CategoryWeek {
    /// Name of the category.
    pub name: String,
    /// Present ends in each hour.
    pub before: Vec<u32>,
    /// Proposed ends in each hour.
    pub after: Vec<u32>,
}

/// What listing ends are worth: weight times boosted traffic before the end times the share of its category's attention, where an
/// hour of mean traffic is worth 1.
#[derive(Debug, Clone, Copy, Default, PartialEq, Serialize)]
pub struct PlanValues {
    /// Today's ends.
    pub now: f64,
    /// The planned ends, less the cost of the moves.
    pub planned: f64,
    /// No plan is worth more than this.
    pub bound: f64,
}

impl PlanValues {
    /// Adds those of another shop.
    pub fn add(&mut self, other: Self) {
        self.now += other.now;
        self.planned += other.planned;
        self.bound += other.bound;
    }
}

/// `summary.json`.
#[derive(Debug, Clone, Serialize)]
pub struct Summary {
    /// taojin's version.
    pub version: &'static str,
    /// RFC 3339, +08:00.
    pub started_at: String,
    /// RFC 3339, +08:00.
    pub finished_at: String,
    /// Threads of the run.
    pub threads: usize,
    /// SHA-256 of the effective configuration.
    pub config_sha256: String,
    /// Each input, in the order given.
    pub inputs: Vec<InputSummary>,
    /// What was counted; every counter is documented there.
    pub counts: Counts,
    /// Each stage, in the order of the run.
    pub stages: Vec<StageSummary>,
    /// What the user should know of the run itself.
    pub warnings: Vec<Notice>,
}

/// An input of the run: `rows = accepted + superseded + rejected`.
#[derive(Debug, Clone, Serialize)]
pub struct InputSummary {
    /// As named by the user.
    pub path: String,
    /// `catalog`, `keywords`, `traffic` or `pages`.
    pub kind: &'static str,
    /// `csv`, `tsv`, `taobao-assistant`, `xlsx`, `json-lines`, `word-list`, `html`, ...
    pub format: String,
    /// Encoding as read.
    pub encoding: String,
    /// Delimiter as read; empty where there is none.
    pub delimiter: String,
    /// SHA-256 of the bytes.
    pub sha256: String,
    /// Data rows.
    pub rows: u64,
    /// Rows that the run works on.
    pub accepted: u64,
    /// Older rows of a listing or keyword that a newer row replaces.
    pub superseded: u64,
    /// Rows in `rejects.csv`.
    pub rejected: u64,
    /// Columns understood: header and field.
    pub columns: Vec<(String, String)>,
    /// Columns left aside.
    pub ignored_columns: Vec<String>,
}

/// Counters of a run.
#[derive(Debug, Clone, Default, Serialize)]
pub struct Counts {
    /// Listings worked on.
    pub listings: u64,
    /// Shops among them.
    pub shops: u64,
    /// Keywords after merging.
    pub keywords: u64,
    /// Golden words among them.
    pub golden_keywords: u64,
    /// Keywords that no listing of ours covers.
    pub uncovered_keywords: u64,
    /// Findings that are errors.
    pub errors: u64,
    /// Findings that are warnings.
    pub warnings: u64,
    /// Findings that are hints.
    pub hints: u64,
    /// Listings with a proposal.
    pub proposed: u64,
    /// Listings whose title stays.
    pub kept: u64,
    /// Of these, how many titles must not stay and have no small proposal that mends them.
    pub to_mend: u64,
    /// Sum over all listings of the expected visits of the present titles.
    pub visits_now: f64,
    /// The same with every first proposal taken, less what is promised twice.
    pub visits_proposed: f64,
    /// Visits that first proposals promise twice, because several of them come to cover the same keyword.
    pub visits_promised_twice: f64,
    /// Listings that have near-identical siblings in their shop.
    pub siblings: u64,
    /// Visits that proposals do without because keywords are left to stronger siblings.
    pub visits_left_to_siblings: f64,
    /// Listings with a listing-end time.
    pub scheduled: u64,
    /// Listings whose end moves.
    pub moved: u64,
    /// What the listing ends are worth.
    pub schedule: PlanValues,
    /// Detail pages checked.
    pub pages: u64,
    /// Files of pictures that detail pages name.
    pub pictures: u64,
    /// Pictures that detail pages name and that have no file in the folder given.
    pub pictures_absent: u64,
    /// Different pictures opened in this run; the others were known from earlier ones.
    pub pictures_read: u64,
    /// Different pictures with something wrong with the file.
    pub pictures_flawed: u64,
    /// Required sections missing.
    pub sections_missing: u64,
    /// Required sections that cannot be told.
    pub sections_unknown: u64,
    /// Rejected rows over all inputs.
    pub rejects: u64,
}

/// A stage of the run.
#[derive(Debug, Clone, Serialize)]
pub struct StageSummary {
    /// `keywords`, `titles`, ...
    pub name: &'static str,
    /// What it worked on.
    pub items: u64,
    /// Wall-clock seconds.
    pub seconds: f64,
    /// Bytes of text it worked on.
    pub bytes: u64,
}
